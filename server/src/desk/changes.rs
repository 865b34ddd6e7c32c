//! What changed without the officer: events by others in cases that the officer handles or watches, since the officer last
//! looked. Up to which event somebody has looked stands in `case_looks`; what happened stands in the journal.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::code::SubcategoryCode;
use dantin_store::{Query, Tx};

use super::{
    form::Posted,
    history::Course,
    presence,
    seen::full_code,
    steps::Standing,
    store::{self, Happened, Record},
    wording::Wording,
};
use crate::{
    app::Shared,
    city::people::{
        model::{Officer, OfficerId},
        pages::SignedIn,
        rights::Act,
    },
    error::Error,
    pages::{
        components::{Link, Tag, TimelineEntry},
        erased::Erased,
        layout::{Page, Shell},
    },
};

/// Cases of the page at most.
const MOST: i64 = 50;
/// Events of one case that the page tells; the case's own page has all.
const TOLD: usize = 5;

/// How many cases changed without the officer.
pub fn count(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<i64, dantin_store::Error> {
    tx.one(
        "SELECT count(*) FROM cases c LEFT JOIN case_looks l ON l.case_id = c.id AND l.officer_id = $1 \
         WHERE c.id IN (SELECT id FROM cases WHERE assignee = $1 \
         UNION SELECT case_id FROM case_looks WHERE officer_id = $1 AND watched = TRUE) \
         AND c.version > COALESCE(l.number, 0) + (SELECT count(*) FROM acts a WHERE a.case_id = c.id \
         AND a.officer_id = $1 AND a.number > COALESCE(l.number, 0))",
        &[officer],
    )
}

/// Code, event up to which the officer looked (none: never), whether watched.
type Changed = (String, Option<i64>, bool);

fn changed(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Vec<Changed>, dantin_store::Error> {
    tx.all(
        "SELECT c.code, l.number, COALESCE(l.watched, FALSE) FROM cases c \
         LEFT JOIN case_looks l ON l.case_id = c.id AND l.officer_id = $1 \
         WHERE c.id IN (SELECT id FROM cases WHERE assignee = $1 \
         UNION SELECT case_id FROM case_looks WHERE officer_id = $1 AND watched = TRUE) \
         AND c.version > COALESCE(l.number, 0) + (SELECT count(*) FROM acts a WHERE a.case_id = c.id \
         AND a.officer_id = $1 AND a.number > COALESCE(l.number, 0)) \
         ORDER BY c.updated_at DESC, c.id LIMIT $2",
        &[officer, &MOST],
    )
}

/// Notes that the officer has seen a case up to this event; an older page takes nothing back.
pub fn seen(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    case: &str,
    number: i64,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO case_looks (officer_id, case_id, number, watched) VALUES ($1, $2, $3, FALSE) \
         ON CONFLICT (officer_id, case_id) DO UPDATE SET number = excluded.number \
         WHERE case_looks.number < excluded.number",
        &[officer, &case, &number],
    )?;
    Ok(())
}

/// Whether the officer watches a case.
pub fn is_watched(tx: &mut Tx<'_>, officer: &OfficerId, case: &str) -> Result<bool, dantin_store::Error> {
    let watched: Option<bool> =
        tx.first("SELECT watched FROM case_looks WHERE officer_id = $1 AND case_id = $2", &[officer, &case])?;
    Ok(watched == Some(true))
}

/// A case that changed.
pub struct Row {
    look: String,
    href: String,
    code: String,
    what: String,
    tag: Tag,
    /// Why it is here.
    relation: String,
    entries: Vec<TimelineEntry>,
    more: i64,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/changes.html")]
pub struct ChangesPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    rows: Vec<Row>,
}

/// Everything that the page tells of.
struct Loaded {
    changed: Vec<Changed>,
    records: Vec<Record>,
    events: BTreeMap<String, Vec<Happened>>,
    /// Who did what: case, number, officer, name.
    doers: Vec<(String, i64, OfficerId, String)>,
}

fn load(tx: &mut Tx<'_>, officer: &Officer) -> Result<Loaded, Error> {
    let changed = changed(tx, &officer.id)?;
    let codes: Vec<String> = changed.iter().map(|(code, _, _)| code.clone()).collect();
    let records = store::find_all(tx, &codes)?;
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let mut query = Query::new("SELECT case_id, number, idx, body FROM journal WHERE case_id IN (");
    query.bind_list(ids.iter());
    query.push(") UNION ALL SELECT case_id, number, NULL, body FROM journal_pending WHERE case_id IN (");
    query.bind_list(ids.iter()).push(") ORDER BY case_id, number");
    let rows: Vec<(String, i64, Option<i64>, String)> = tx.all_query(&query)?;
    let mut events: BTreeMap<String, Vec<Happened>> = BTreeMap::new();
    for (id, number, index, body) in rows {
        let happened = store::happened(&id, number, index, &body)?;
        events.entry(id).or_default().push(happened);
    }
    let mut query = Query::new(
        "SELECT acts.case_id, acts.number, acts.officer_id, officers.name FROM acts \
         JOIN officers ON officers.id = acts.officer_id WHERE acts.case_id IN (",
    );
    query.bind_list(ids.iter()).push(")");
    Ok(Loaded { changed, records, events, doers: tx.all_query(&query)? })
}

/// `GET /desk/changes`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Page<ChangesPage>, Error> {
    let officer = signed.officer().clone();
    let loaded = app.read(move |tx| load(tx, &officer)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let title = w.t("changes-title");
    Ok(Page::private(ChangesPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        csrf: signed.session.csrf().to_owned(),
        rows: loaded.changed.iter().filter_map(|one| row(&wording, signed.officer(), &loaded, one)).collect(),
        shell: signed.shell(title),
    }))
}

fn row(wording: &Wording<'_>, officer: &Officer, loaded: &Loaded, changed: &Changed) -> Option<Row> {
    let (code, looked, watched) = changed;
    let record = loaded.records.iter().find(|record| record.code == *code)?;
    let standing = Standing::new(wording.city, officer, &record.case, record.assignee.as_ref());
    if !standing.has(Act::See) {
        return None;
    }
    let w = wording.w;
    let acts = || loaded.doers.iter().filter(|(case, _, _, _)| *case == record.id);
    let mine: BTreeSet<i64> =
        acts().filter(|(_, _, id, _)| *id == officer.id).map(|(_, number, _, _)| *number).collect();
    let doers: BTreeMap<i64, String> = acts().map(|(_, number, _, name)| (*number, name.clone())).collect();
    let (contents, erased) = (store::Contents::default(), Erased::default());
    let events = loaded.events.get(&record.id).map(Vec::as_slice).unwrap_or_default();
    // Words are read on the case's own page.
    let course = Course {
        wording: *wording,
        events,
        contents: &contents,
        photos: &[],
        papers: &[],
        erased: &erased,
        doers: &doers,
        with_content: false,
    };
    let since = looked.unwrap_or_default();
    let numbers: Vec<i64> = events
        .iter()
        .map(|happened| happened.number)
        .filter(|number| *number > since && !mine.contains(number))
        .collect();
    let told: Vec<i64> = numbers.iter().rev().take(TOLD).copied().collect();
    let entries = course.chosen(|number| told.contains(&number));
    let subcategory = record.case.subcategory.as_ref().map(SubcategoryCode::as_str);
    let relation = match (record.assignee.as_ref() == Some(&officer.id), looked, watched) {
        (true, None, _) => "changes-given",
        (true, Some(_), _) => "changes-handled",
        (false, ..) => "changes-watched",
    };
    Some(Row {
        look: format!("{code}~{}", record.version),
        href: format!("/desk/cases/{code}?tab=history#tab"),
        code: code.clone(),
        what: wording.service(record.case.category.as_str(), subcategory),
        tag: record.case.kind().into(),
        relation: w.t(relation),
        more: i64::try_from(numbers.len().saturating_sub(TOLD)).unwrap_or_default(),
        entries,
    })
}

/// `POST /desk/changes`: the officer has seen these cases up to these events, and no further.
pub async fn mark(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let broken = || Error::Invalid { field: "look", code: "form-broken" };
    let mut looks = Vec::new();
    for look in posted.fields.all("look") {
        let (code, number) = look.split_once('~').ok_or_else(broken)?;
        let number: i64 = number.parse().map_err(|_not_a_number| broken())?;
        looks.push((full_code(&app, code).map_err(|_not_a_code| broken())?, number));
    }
    if looks.len() > usize::try_from(MOST).unwrap_or_default() {
        return Err(broken());
    }
    let (officer, city) = (posted.signed.officer().clone(), app.city.clone());
    let written: Result<(), Error> = app
        .db
        .write(move |tx| {
            let codes: Vec<String> = looks.iter().map(|(code, _)| code.clone()).collect();
            if codes.is_empty() {
                return Ok(());
            }
            for record in store::find_all(tx, &codes)? {
                let standing = Standing::new(&city, &officer, &record.case, record.assignee.as_ref());
                let number = looks.iter().find(|(code, _)| *code == record.code).map(|(_, number)| *number);
                if let (Some(number), true) = (number, standing.has(Act::See)) {
                    seen(tx, &officer.id, &record.id, number.min(record.version))?;
                }
            }
            Ok(())
        })
        .await;
    written?;
    Ok(Redirect::to("/desk/changes").into_response())
}

/// `POST /desk/cases/{code}/watch`: `watch` is `on` or `off`.
pub async fn watch(
    State(app): State<Shared>,
    Path(code): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let code = full_code(&app, &code)?;
    let on = match posted.fields.get("watch") {
        "on" => true,
        "off" => false,
        _ => return Err(Error::Invalid { field: "watch", code: "unknown-choice" }),
    };
    let (officer, city, key) = (posted.signed.officer().clone(), app.city.clone(), code.clone());
    let written: Result<(), Error> = app
        .db
        .write(move |tx| {
            let record = presence::visible(tx, &city, &officer, &key)?;
            tx.execute(
                "INSERT INTO case_looks (officer_id, case_id, number, watched) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (officer_id, case_id) DO UPDATE SET watched = excluded.watched",
                &[&officer.id, &record.id, &record.version, &on],
            )?;
            Ok(())
        })
        .await;
    written?;
    Ok(Redirect::to(&format!("/desk/cases/{code}")).into_response())
}
