//! Who else has a case open or writes on it, so that two do not answer the same thing. It is a courtesy: nothing is locked, a
//! stale form is still told by its version. Opening the page counts for some minutes; with JavaScript a heartbeat says it
//! more exactly. The same opening notes up to which event the officer has seen the case (see `changes`).

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_city::City;
use dantin_record::case::Case;
use dantin_store::{Query, Tx};
use dantin_words::Words;
use jiff::{SignedDuration, Timestamp};

use super::{changes, form::Posted, keys, seen::full_code, steps::Standing, store};
use crate::{
    app::Shared,
    city::people::{
        self,
        model::{Officer, OfficerId},
        pages::SignedIn,
        rights::Act,
    },
    error::{Error, Missing},
    pages::headers::CachePolicy,
};

/// For how long opening a page counts as being there.
const OPENED: SignedDuration = SignedDuration::from_mins(5);
/// For how long a heartbeat counts; the next comes after half a minute.
const BEAT: SignedDuration = SignedDuration::from_secs(75);
/// Colleagues that are named at most.
const NAMED: usize = 5;

/// What stands beside a case for this officer.
#[derive(Default)]
pub struct Beside {
    /// «… đang xử lý · Đang xem: …»; empty when nobody else is there.
    pub others: String,
    /// Whether the officer watches the case.
    pub watched: bool,
    /// Whether the officer switched the keys off.
    pub keys_off: bool,
}

/// Notes that the officer has the case open, and says what stands beside it. The page is shown also where this fails, as on
/// a full disk: then nobody is named.
pub async fn look(app: &Shared, signed: &SignedIn, record: &store::Record) -> Beside {
    let (case, version, now) = (record.id.clone(), record.version, signed.visit.now);
    let officer = signed.officer().id.clone();
    let found: Result<(Vec<Other>, bool, bool), Error> = app
        .db
        .write(move |tx| {
            note(tx, &case, &officer, false, now + OPENED)?;
            changes::seen(tx, &officer, &case, version)?;
            Ok((
                others(tx, &case, &officer, now)?,
                changes::is_watched(tx, &officer, &case)?,
                keys::are_off(tx, &officer)?,
            ))
        })
        .await;
    match found {
        Ok((others, watched, keys_off)) => {
            Beside { others: sentence(&signed.visit.w, &app.city, &others), watched, keys_off }
        }
        Err(error) => {
            tracing::debug!(?error, "Who has a case open could not be noted");
            Beside::default()
        }
    }
}

/// A colleague who has a case open.
pub struct Other {
    officer: Officer,
    case: Case,
    writing: bool,
}

fn note(
    tx: &mut Tx<'_>,
    case: &str,
    officer: &OfficerId,
    writing: bool,
    until: Timestamp,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO presence (case_id, officer_id, writing, until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (case_id, officer_id) DO UPDATE SET writing = excluded.writing, until = excluded.until",
        &[&case, officer, &writing, &until],
    )?;
    Ok(())
}

/// Colleagues by the id of the case that they have open.
pub type Present = HashMap<String, Vec<Other>>;

/// Which colleagues have these cases open, by the case's id: as many statements for a page of rows as for one case.
pub fn at_rows(
    tx: &mut Tx<'_>,
    cases: &[String],
    officer: &OfficerId,
    now: Timestamp,
) -> Result<Present, dantin_store::Error> {
    let mut query = Query::new(
        "SELECT presence.case_id, presence.officer_id, presence.writing, cases.record FROM presence \
         JOIN officers ON officers.id = presence.officer_id JOIN cases ON cases.id = presence.case_id \
         WHERE presence.officer_id <> ",
    );
    query.bind(officer).push(" AND presence.until > ").bind(&now).push(" AND presence.case_id IN (");
    query.bind_list(cases.iter());
    query.push(") ORDER BY presence.case_id, presence.writing DESC, officers.name");
    let found = tx.all_query::<(String, OfficerId, bool, String)>(&query)?;
    let mut present = Present::new();
    if found.is_empty() {
        return Ok(present);
    }
    let ids: Vec<OfficerId> = found.iter().map(|(_, id, ..)| id.clone()).collect();
    let officers = people::store::list_among(tx, &ids)?;
    for (id, colleague, writing, record) in found {
        let there = present.entry(id).or_default();
        let Some(officer) = officers.iter().find(|one| one.id == colleague) else { continue };
        if there.len() < NAMED {
            let case = serde_json::from_str(&record)
                .map_err(|error| dantin_store::Error::invalid("cases.record", error.to_string()))?;
            there.push(Other { officer: officer.clone(), case, writing });
        }
    }
    Ok(present)
}

fn others(
    tx: &mut Tx<'_>,
    case: &str,
    officer: &OfficerId,
    now: Timestamp,
) -> Result<Vec<Other>, dantin_store::Error> {
    Ok(at_rows(tx, &[case.to_owned()], officer, now)?.remove(case).unwrap_or_default())
}

/// «… đang xử lý» of those who can take the case on, «Đang xem: …» of those who only look; empty when nobody is there.
pub fn sentence(w: &Words, city: &City, others: &[Other]) -> String {
    let name = |other: &&Other| {
        let name = other.officer.name.as_str();
        if other.writing { w.with("presence-writing", &[("name", name.into())]) } else { name.to_owned() }
    };
    let handles = |other: &&Other| Standing::new(city, &other.officer, &other.case, None).handles();
    let (handling, looking): (Vec<&Other>, Vec<&Other>) = others.iter().partition(handles);
    let parts = [("presence-by", handling), ("presence-looking", looking)];
    let said = parts.iter().filter(|(_, there)| !there.is_empty()).map(|(key, there)| {
        let names: Vec<String> = there.iter().map(name).collect();
        w.with(key, &[("names", names.join(", ").as_str().into())])
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// `POST /desk/cases/{code}/presence`: a heartbeat (`writing`), or that the page was left (`gone`). Answers with the sentence.
pub async fn beat(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let code = full_code(&app, &code)?;
    let (writing, gone) = (posted.fields.get("writing") == "1", posted.fields.get("gone") == "1");
    let (officer, city, now) = (posted.signed.officer().clone(), app.city.clone(), posted.signed.visit.now);
    let others: Result<Vec<Other>, Error> = app
        .db
        .write(move |tx| {
            let record = visible(tx, &city, &officer, &code)?;
            if gone {
                tx.execute(
                    "DELETE FROM presence WHERE case_id = $1 AND officer_id = $2",
                    &[&record.id, &officer.id],
                )?;
                return Ok(Vec::new());
            }
            note(tx, &record.id, &officer.id, writing, now + BEAT)?;
            Ok(others(tx, &record.id, &officer.id, now)?)
        })
        .await;
    let text = sentence(&posted.signed.visit.w, &app.city, &others?);
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// The case, for an officer who may see it.
pub fn visible(tx: &mut Tx<'_>, city: &City, officer: &Officer, code: &str) -> Result<store::Record, Error> {
    let record = store::find(tx, code)?.ok_or(Error::NotFound(Missing::Case))?;
    let standing = Standing::new(city, officer, &record.case, record.assignee.as_ref());
    standing.check(Act::See).map_err(|denied| Error::Forbidden(denied.word()))?;
    Ok(record)
}
