//! What became of bulk work: one batch with each of its cases, taking it back, and the batches of before. A batch is found
//! again under its address, by its officer alone.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Deed, carry, store};
use crate::{
    app::Shared,
    city::people::pages::SignedIn,
    desk::{form::Posted, wording::Wording},
    error::{Error, Missing},
    pages::{
        components::{Link, Moment, Notice, NoticeKind, count},
        layout::{Page, Shell},
    },
};

/// A case of a batch as shown.
pub struct CaseResult {
    href: String,
    code: String,
    said: String,
    is_refused: bool,
}

/// What became of a batch.
#[derive(Template)]
#[template(path = "desk/templates/bulk_result.html")]
pub struct ResultPage {
    shell: Shell,
    crumbs: Vec<Link>,
    heading: String,
    sentence: String,
    csrf: String,
    id: String,
    words: String,
    waits: i64,
    may_undo: bool,
    is_final: bool,
    results: Vec<CaseResult>,
}

/// Whether a batch was taken back too late.
#[derive(Deserialize)]
pub struct Late {
    #[serde(default)]
    late: String,
}

/// `GET /desk/bulk/{id}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Late>,
) -> Result<Page<ResultPage>, Error> {
    let person = signed.officer().id.clone();
    let (batch, items) = app
        .read(move |tx| {
            let batch = store::find(tx, &id)?.filter(|batch| batch.officer == person);
            let batch = batch.ok_or(Error::NotFound(Missing::Page))?;
            let items = store::items(tx, &batch.id)?;
            Ok((batch, items))
        })
        .await?;
    let w = &signed.visit.w;
    let count = |state: &str| count(items.iter().filter(|item| item.state == state).count());
    let waits = (batch.run_at.as_second() - signed.visit.now.as_second()).max(0);
    let is_waiting = batch.state == "waiting";
    let sentence = match batch.state.as_str() {
        "cancelled" => w.t("bulk-cancelled"),
        "waiting" if waits > 0 => w.n("bulk-waits", waits),
        "waiting" => w.t("bulk-runs"),
        _ => w.with(
            "bulk-done",
            &[
                ("done", count("done").into()),
                ("refused", count("refused").into()),
                ("undone", count("undone").into()),
            ],
        ),
    };
    let is_assigning = matches!(batch.deed, Deed::Assignee(_));
    let notice = (!asked.late.is_empty()).then(|| Notice {
        kind: NoticeKind::Warning,
        title: w.t("bulk-late"),
        text: w.t("bulk-late-explained"),
    });
    let words = match &batch.deed {
        Deed::Ask(words) | Deed::Merge(words) | Deed::Return { words, .. } => words.clone(),
        _ => String::new(),
    };
    let title = w.code("bulk-title", batch.deed.step().code());
    Ok(Page::private(ResultPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/bulk", w.t("bulk-list")),
            Link::new("", title.clone()),
        ],
        heading: title.clone(),
        sentence,
        csrf: signed.session.csrf().to_owned(),
        words,
        waits: if is_waiting { waits + 2 } else { 0 },
        may_undo: is_waiting && waits > 0 || is_assigning && count("done") > 0,
        is_final: !is_waiting && !is_assigning && batch.state != "cancelled",
        results: items
            .iter()
            .map(|item| CaseResult {
                href: format!("/desk/cases/{}", item.code),
                code: item.code.clone(),
                said: match &item.reason {
                    Some(reason) => w.t(reason),
                    None => w.code("bulk-item", &item.state),
                },
                is_refused: item.reason.is_some(),
            })
            .collect(),
        shell: signed.shell(title).with_notice(notice),
        id: batch.id,
    }))
}

/// `POST /desk/bulk/{id}/undo`.
pub async fn undo(
    State(app): State<Shared>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let officer = posted.signed.officer().clone();
    let key = id.clone();
    let undone = app
        .command(move |tx, context| {
            let batch = store::find(tx, &key)?.filter(|batch| batch.officer == officer.id);
            let batch = batch.ok_or(Error::NotFound(Missing::Page))?;
            carry::undo(tx, context, &officer, &batch)
        })
        .await?;
    let late = if matches!(undone, carry::Undone::TooLate) { "?late=1" } else { "" };
    Ok(Redirect::to(&format!("/desk/bulk/{id}{late}")).into_response())
}

/// A batch as listed.
pub struct Listed {
    link: Link,
    at: Moment,
    state: String,
}

/// The officer's batches.
#[derive(Template)]
#[template(path = "desk/templates/bulk_list.html")]
pub struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    batches: Vec<Listed>,
}

/// `GET /desk/bulk`.
pub async fn list(State(app): State<Shared>, signed: SignedIn) -> Result<Page<ListPage>, Error> {
    let person = signed.officer().id.clone();
    let batches = app.read(move |tx| Ok(store::list(tx, &person)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let title = w.t("bulk-list");
    Ok(Page::private(ListPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        batches: batches
            .into_iter()
            .map(|(id, step, state, at, count)| Listed {
                link: Link::new(format!("/desk/bulk/{id}"), w.code("bulk-title", &step))
                    .counting(w.integer(count)),
                at: wording.moment(at),
                state: w.code("bulk-state", &state),
            })
            .collect(),
        shell: signed.shell(title),
    }))
}
