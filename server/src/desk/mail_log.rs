//! `/desk/mails`: which mail went to whom, about which case and with what outcome, newest first, for privacy officers and
//! administrators. No words of a mail: they went from the database with it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use dantin_store::{Query as Sql, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{reads, wording::Wording};
use crate::{
    app::Shared,
    city::people::{
        pages::SignedIn,
        rights::{Act, CaseForRights, may},
    },
    error::Error,
    pages::{
        components::{Link, Moment, Paging},
        layout::{Page, Shell},
    },
};

/// Rows of a page.
const PAGE: usize = 50;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    case: String,
    after: String,
}

struct Row {
    at: Moment,
    to: String,
    list: String,
    state: String,
    is_bad: bool,
    answer: String,
    cases: Vec<Link>,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/mail_log.html")]
pub struct LogPage {
    shell: Shell,
    crumbs: Vec<Link>,
    case: String,
    rows: Vec<Row>,
    paging: Paging,
    is_off: bool,
}

/// Ids of cases with links to them, by mail.
type Codes = BTreeMap<String, Vec<(String, Link)>>;
type Columns = (String, String, Option<String>, String, Option<String>, Timestamp);

/// `GET /desk/mails`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<LogPage>, Error> {
    may(signed.officer(), Act::ReadMailLog, &CaseForRights::default())
        .map_err(|denied| Error::Forbidden(denied.word()))?;
    let case: String = asked.case.trim().to_uppercase().chars().take(40).collect();
    let cursor = Cursor::read(&asked.after);
    let is_first = cursor.is_none();
    let cursor = cursor.unwrap_or_else(|| Cursor::beginning(signed.visit.now));
    let sought = case.clone();
    let (mut found, mut cases) = app.read(move |tx| Ok(read(tx, &sought, &cursor)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    // An address beside a case says who asked.
    let told = found.iter().filter(|(_, _, address, ..)| address.is_some());
    let seen: BTreeSet<String> = told
        .filter_map(|(id, ..)| cases.get(id))
        .flat_map(|cases| cases.iter().map(|(case, _)| case.clone()))
        .collect();
    reads::note_many(&app, &signed.officer().id, seen, reads::What::Contact, signed.visit.now).await?;
    let last = found.last().map(|(id, .., at)| Cursor { at: *at, id: id.clone() }.text());
    let rows = found.into_iter().map(|(id, list, address, state, answer, at)| Row {
        at: wording.moment(at),
        to: address.unwrap_or_else(|| w.t("desk-mails-erased")),
        list: w.code("mail-list", &list),
        is_bad: !matches!(state.as_str(), "sent" | "waiting"),
        state: w.code("mail-state", &state),
        answer: answer.unwrap_or_default(),
        cases: cases.remove(&id).unwrap_or_default().into_iter().map(|(_, link)| link).collect(),
    });
    let address = |after: &str| {
        let parts = [("case", case.as_str()), ("after", after)];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| {
                format!(
                    "{name}={}",
                    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC)
                )
            })
            .collect();
        if parts.is_empty() { "/desk/mails".to_owned() } else { format!("/desk/mails?{}", parts.join("&")) }
    };
    Ok(Page::private(LogPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-nav-mails"))],
        rows: rows.collect(),
        paging: Paging {
            newer: if is_first { String::new() } else { address("") },
            older: last.filter(|_| has_more).map(|last| address(&last)).unwrap_or_default(),
            sentence: String::new(),
        },
        is_off: app.mail.is_none(),
        shell: signed.shell(w.t("desk-nav-mails")),
        case,
    }))
}

/// After which mail a page begins.
struct Cursor {
    at: Timestamp,
    id: String,
}

impl Cursor {
    /// Before the newest; also when the clock was set back since.
    fn beginning(now: Timestamp) -> Cursor {
        Cursor { at: now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now), id: String::new() }
    }

    fn read(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once('-')?;
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        let is_id = id.len() <= 40 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_id.then(|| Cursor { at, id: id.to_owned() })
    }

    fn text(&self) -> String {
        format!("{}-{}", self.at.as_microsecond(), self.id)
    }
}

/// The mails of a page and one more, and the cases and sessions that each tells of: two statements.
fn read(tx: &mut Tx<'_>, case: &str, after: &Cursor) -> Result<(Vec<Columns>, Codes), dantin_store::Error> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let rows: Vec<Columns> = if case.is_empty() {
        tx.all(
            "SELECT id, list, address, state, answer, created_at FROM mails \
             WHERE created_at < $1 OR (created_at = $1 AND id < $2) ORDER BY created_at DESC, id DESC LIMIT $3",
            &[&after.at, &after.id, &most],
        )?
    } else {
        tx.all(
            "SELECT id, list, address, state, answer, created_at FROM mails \
             WHERE (created_at < $1 OR (created_at = $1 AND id < $2)) AND id IN \
             (SELECT mail_id FROM mail_cases WHERE case_id IN (SELECT id FROM cases WHERE code = $4 \
             UNION ALL SELECT id FROM matters WHERE code = $4)) \
             ORDER BY created_at DESC, id DESC LIMIT $3",
            &[&after.at, &after.id, &most, &case],
        )?
    };
    let mut query = Sql::new(
        "SELECT DISTINCT m.mail_id, coalesce(c.code, t.code) AS code, c.code IS NOT NULL AS is_case, m.case_id FROM mail_cases m \
         LEFT JOIN cases c ON c.id = m.case_id LEFT JOIN matters t ON t.id = m.case_id WHERE m.mail_id IN (",
    );
    query.bind_list(rows.iter().map(|(id, ..)| id.clone())).push(") ORDER BY m.mail_id, code");
    let mut cases = Codes::new();
    for (id, code, is_case, case) in tx.all_query::<(String, Option<String>, bool, String)>(&query)? {
        let Some(code) = code else { continue };
        let place = if is_case { "cases" } else { "dialogues" };
        cases.entry(id).or_default().push((case, Link::new(format!("/desk/{place}/{code}"), code)));
    }
    Ok((rows, cases))
}
