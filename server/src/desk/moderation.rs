//! `/desk/moderation`: what moderators owe: reports that wait to be published, those among them that seem to accuse a
//! person, and published ones that readers flagged. Oldest first. Publishing and hiding are steps of the case; here a
//! flag is also laid aside after a look. Questions and comments that wait are told with the way to their session or
//! consultation, where they are looked at.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::matter::Matter;
use dantin_store::Tx;
use dantin_words::Words;
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    form::Posted,
    reads::{self, What},
    steps::{Standing, Step},
    store,
    wording::Wording,
};
use crate::{
    app::Shared,
    city::people::{model::RoleKind, pages::SignedIn},
    error::{Error, Missing},
    listen::reports::may_accuse,
    pages::{
        components::{Link, Moment, Paging},
        layout::{Page, Shell},
    },
};

/// Rows of a page.
const PAGE: usize = 50;
/// Waiting reports that are looked through for accusations.
const LOOKED_AT: i64 = 2_000;
/// Letters of a report that the list shows.
const SHOWN: usize = 240;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Waiting,
    Accused,
    Flagged,
}

impl View {
    const ALL: [View; 3] = [View::Waiting, View::Accused, View::Flagged];

    const fn code(self) -> &'static str {
        match self {
            View::Waiting => "waiting",
            View::Accused => "accused",
            View::Flagged => "flagged",
        }
    }
}

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    view: String,
    #[serde(default)]
    after: String,
}

/// A row as it is read.
struct Row {
    id: String,
    code: String,
    category: String,
    subcategory: Option<String>,
    area: String,
    at: Timestamp,
    text: Option<String>,
    photos: i64,
}

/// A row as shown.
pub struct RowShown {
    code: String,
    href: String,
    what: String,
    place: String,
    age: Moment,
    text: String,
    photos: String,
    is_accusing: bool,
    flags: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/moderation.html")]
pub struct ModerationPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    tabs: Vec<Link>,
    sentence: String,
    is_flagged: bool,
    rows: Vec<RowShown>,
    /// Sessions and consultations where something waits.
    elsewhere: Vec<Link>,
    paging: Paging,
}

/// `GET /desk/moderation`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<ModerationPage>, Error> {
    if !signed.officer().holds(RoleKind::Moderator) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let view = View::ALL.into_iter().find(|view| view.code() == asked.view).unwrap_or(View::Waiting);
    let after = asked.after.clone();
    let (rows, flags, counts) = app
        .read(move |tx| {
            let rows = match view {
                View::Flagged => flagged(tx)?,
                View::Waiting => waiting(tx, &after, i64::try_from(PAGE + 1).unwrap_or(i64::MAX))?,
                View::Accused => waiting(tx, &after, LOOKED_AT)?,
            };
            Ok((rows, flags(tx)?, counts(tx)?))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let mut rows = rows;
    if view == View::Accused {
        rows.retain(|row| row.text.as_deref().is_some_and(may_accuse));
    }
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    if view != View::Flagged {
        let seen = rows.iter().filter(|row| row.text.is_some()).map(|row| row.id.clone()).collect();
        reads::note_many(&app, &signed.officer().id, seen, What::Content, signed.visit.now).await?;
    }
    let older = rows.last().filter(|_| has_more).map(|row| {
        format!("/desk/moderation?view={}&after={}~{}", view.code(), row.at.as_microsecond(), row.id)
    });
    let count = |number: i64| w.integer(number);
    let tabs = View::ALL.into_iter().map(|one| {
        let link = Link::new(format!("/desk/moderation?view={}", one.code()), w.code("moderate", one.code()));
        let link = match one {
            View::Waiting => link.counting(count(counts.0)),
            View::Flagged => link.counting(count(counts.1)),
            // Whether a text accuses is found by reading it.
            View::Accused => link,
        };
        link.current_if(one == view)
    });
    Ok(Page::private(ModerationPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("desk-nav-moderation"))],
        csrf: signed.session.csrf().to_owned(),
        tabs: tabs.collect(),
        sentence: w.code("moderate-sentence", view.code()),
        is_flagged: view == View::Flagged,
        elsewhere: elsewhere(&app, w),
        rows: rows.into_iter().map(|row| shown(&wording, row, &flags)).collect(),
        paging: Paging {
            newer: if asked.after.is_empty() {
                String::new()
            } else {
                format!("/desk/moderation?view={}", view.code())
            },
            older: older.unwrap_or_default(),
            ..Paging::default()
        },
        shell: signed.shell(w.t("desk-nav-moderation")),
    }))
}

/// What waits in sessions and consultations, where it is looked at together with what it belongs to.
fn elsewhere(app: &Shared, w: &Words) -> Vec<Link> {
    let book = app.book.read();
    let waits = |matter: &Matter| {
        let (room, key, count) = match matter {
            Matter::Session(session) => ("dialogues", "moderate-questions-wait", session.awaiting()),
            Matter::Consultation(draft) => ("consultations", "moderate-comments-wait", draft.awaiting()),
            _ => return None,
        };
        let code = matter.code().to_string();
        let said = format!("{code}: {}", w.n(key, i64::try_from(count).unwrap_or(i64::MAX)));
        (count > 0).then(|| Link::new(format!("/desk/{room}/{code}"), said))
    };
    book.matters().filter_map(waits).collect()
}

/// `POST /desk/moderation`: a moderator looked at a flagged case and leaves it as it is.
pub async fn settle(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let code = posted.fields.get("case").to_owned();
    app.command(move |tx, context| {
        let record = store::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
        let standing = Standing::new(context.city, &officer, &record.case, record.assignee.as_ref());
        standing.actor(Step::Hide).map_err(|denied| Error::Forbidden(denied.word()))?;
        tx.execute("DELETE FROM flags WHERE case_id = $1", &[&record.id])?;
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/desk/moderation?view=flagged").into_response())
}

type Columns = (String, String, String, Option<String>, String, Timestamp, Option<String>, i64);

fn row((id, code, category, subcategory, area, at, text, photos): Columns) -> Row {
    Row { id, code, category, subcategory, area, at, text, photos }
}

/// Reports that wait for a moderator, oldest first, behind this place.
fn waiting(tx: &mut Tx<'_>, after: &str, limit: i64) -> Result<Vec<Row>, Error> {
    let place = after
        .split_once('~')
        .and_then(|(at, id)| Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.to_owned())));
    let (at, id) = place.unwrap_or((Timestamp::UNIX_EPOCH, String::new()));
    let rows: Vec<Columns> = tx.all(
        "SELECT c.id, c.code, c.category, c.subcategory, c.area, c.submitted_at, t.body, (SELECT count(*) FROM case_photos p \
         WHERE p.case_id = c.id AND p.moment = 'report') FROM cases c LEFT JOIN contents t ON t.case_id = c.id \
         AND t.number = 1 AND t.field = 'text' WHERE c.visibility = 'awaiting_moderation' \
         AND (c.submitted_at, c.id) > ($1, $2) ORDER BY c.submitted_at, c.id LIMIT $3",
        &[&at, &id, &limit],
    )?;
    Ok(rows.into_iter().map(row).collect())
}

/// Published cases that were flagged, the first flag first.
fn flagged(tx: &mut Tx<'_>) -> Result<Vec<Row>, Error> {
    let rows: Vec<Columns> = tx.all(
        "SELECT c.id, c.code, c.category, c.subcategory, c.area, f.first_at, c.public_text, (SELECT count(*) FROM \
         case_photos p WHERE p.case_id = c.id AND p.shown = TRUE) FROM cases c JOIN (SELECT case_id, min(first_at) AS \
         first_at FROM flags GROUP BY case_id) f ON f.case_id = c.id WHERE c.visibility || '' = 'public' \
         ORDER BY f.first_at, c.id LIMIT $1",
        &[&i64::try_from(PAGE).unwrap_or(i64::MAX)],
    )?;
    Ok(rows.into_iter().map(row).collect())
}

/// Reasons and how often, by case.
fn flags(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<(String, i64)>>, Error> {
    let rows: Vec<(String, String, i64)> = tx.all(
        "SELECT case_id, reason, times FROM flags ORDER BY case_id, times DESC, reason LIMIT 1000",
        &[],
    )?;
    let mut found: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    for (case, reason, times) in rows {
        found.entry(case).or_default().push((reason, times));
    }
    Ok(found)
}

/// How many wait, and how many published ones are flagged.
fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    Ok(tx.one(
        "SELECT (SELECT count(*) FROM cases WHERE visibility = 'awaiting_moderation'), (SELECT count(DISTINCT f.case_id) \
         FROM flags f JOIN cases c ON c.id = f.case_id WHERE c.visibility || '' = 'public')",
        &[],
    )?)
}

fn shown(wording: &Wording<'_>, row: Row, flags: &BTreeMap<String, Vec<(String, i64)>>) -> RowShown {
    let w = wording.w;
    let text = row.text.unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_long = line.chars().count() > SHOWN;
    let flags = flags.get(&row.id).map_or(&[][..], Vec::as_slice).iter();
    RowShown {
        href: format!("/desk/cases/{}?step=publish#step", row.code),
        what: wording.service(&row.category, row.subcategory.as_deref()),
        place: if row.area.is_empty() { w.t("desk-no-area") } else { wording.area(&row.area) },
        age: wording.moment(row.at),
        photos: if row.photos > 0 { w.n("moderate-photos", row.photos) } else { String::new() },
        is_accusing: may_accuse(&text),
        text: if is_long { line.chars().take(SHOWN).collect::<String>() + "…" } else { line },
        flags: flags
            .map(|(reason, times)| format!("{} ({})", w.code("hide", reason), w.integer(*times)))
            .collect(),
        code: row.code,
    }
}
