//! `/consultations/{code}/compare`: a version beside the one before it, word by word, in two columns that can be printed.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use dantin_drafts::{
    Draft, Matches, Origin, ProvisionId, Run,
    compare::{Compared, compare_drafts},
    match_versions,
};
use dantin_words::Words;
use serde::Deserialize;

use super::{draft_of, find, texts, view};
use crate::{
    act::consultations,
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::{
        components::Link,
        layout::{Page, Section, Shell},
    },
};

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    version: Option<u32>,
    /// Also what did not change.
    all: Option<String>,
}

/// A stretch of words of one column.
pub struct Part {
    /// `same`, `deleted`, `inserted` or `retyped`.
    pub kind: &'static str,
    pub text: String,
}

/// One provision in both versions.
pub struct Pair {
    pub old_name: String,
    pub new_name: String,
    pub old: Vec<Part>,
    pub new: Vec<Part>,
    /// The words of both, one after another.
    pub both: Vec<Part>,
    pub is_same: bool,
    /// What became of it, in words.
    pub change: String,
    pub note: String,
    pub href: String,
}

#[derive(Template)]
#[template(path = "listen/consultations/templates/compare.html")]
struct ComparePage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    old_name: String,
    new_name: String,
    pairs: Vec<Pair>,
    is_all: bool,
    other: String,
}

/// `GET /consultations/{code}/compare`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let version = asked.version.unwrap_or_else(|| course.latest());
    let before = version.checked_sub(1).filter(|before| *before > 0);
    let before = before.ok_or_else(|| not_found(Missing::Consultation))?;
    let id = course.id.clone();
    let ((title, _), old, new, matches, notes) = app
        .read(move |tx| {
            let (old, new) = (draft_of(tx, &id, before)?, draft_of(tx, &id, version)?);
            let matches = consultations::matches_of(tx, &id, i64::from(version))?;
            let notes = consultations::notes_of(tx, &id, i64::from(version))?;
            Ok((texts(tx, &id)?, old, new, matches, notes))
        })
        .await?;
    let w = &visit.w;
    let base = format!("/consultations/{}", course.code);
    let is_all = asked.all.is_some();
    let matches = match matches {
        Some(matches) => matches,
        None => match_versions(&old, &new, &[]).map_err(anyhow::Error::new)?,
    };
    let wanted = |_: &Compared, change: &str| is_all || change != "same";
    let pairs = pairs(w, &base, (&old, &new), &matches, &notes, wanted);
    let named = |number: u32| w.with("consultation-version", &[("number", i64::from(number).into())]);
    let heading = w.t("consultation-compare");
    Ok(Page::public(ComparePage {
        crumbs: vec![
            Link::new("/consultations", w.t("consultations-title")),
            Link::new(base.clone(), course.code.clone()),
            Link::new("", heading.clone()),
        ],
        title,
        old_name: named(before),
        new_name: named(version),
        pairs,
        other: format!("{base}/compare?version={version}{}", if is_all { "" } else { "&all=1" }),
        is_all,
        shell: visit.shell(heading, Section::Consultations),
    })
    .into_response())
}

/// Those provisions of a comparison that are wanted, told by what became of them.
pub(super) fn pairs(
    w: &Words,
    base: &str,
    (old, new): (&Draft, &Draft),
    matches: &Matches,
    notes: &BTreeMap<String, String>,
    wanted: impl Fn(&Compared, &str) -> bool,
) -> Vec<Pair> {
    let name = |draft: &Draft, id: Option<ProvisionId>| match id {
        Some(id) if draft.find(id).is_some() => view::place_of(w, draft, &id.to_string()),
        _ => String::new(),
    };
    let mut pairs = Vec::new();
    for compared in compare_drafts(old, new, matches) {
        let origin = compared.new.and_then(|id| matches.origin(id));
        let change = match origin {
            None => "removed",
            Some(Origin::Kept { edited: true, .. }) => "edited",
            Some(Origin::Kept { moved: true, .. }) => "moved",
            Some(Origin::Kept { renumbered: true, .. }) => "renumbered",
            Some(Origin::Kept { .. }) => "same",
            Some(Origin::Split { .. }) => "split",
            Some(Origin::Merged { .. }) => "merged",
            Some(Origin::New) => "added",
        };
        if !wanted(&compared, change) {
            continue;
        }
        let note = compared.new.or(compared.old).and_then(|id| notes.get(&id.to_string()).cloned());
        let page = compared.new.and_then(|id| {
            let path = new.path(id);
            path.iter().find(|one| one.kind == dantin_drafts::Kind::Article).map(|one| one.id)
        });
        let both = together(&compared.runs);
        let (left, right) = columns(compared.runs);
        pairs.push(Pair {
            old_name: name(old, compared.old),
            new_name: name(new, compared.new),
            old: left,
            new: right,
            both,
            is_same: change == "same",
            change: w.code("change", change),
            note: note.unwrap_or_default(),
            href: page.map(|page| format!("{base}/{page}")).unwrap_or_default(),
        });
    }
    pairs
}

/// Both texts in one line.
fn together(runs: &[Run]) -> Vec<Part> {
    let part = |run: &Run| match run {
        Run::Equal(text) => Part { kind: "same", text: text.clone() },
        Run::Deleted(text) => Part { kind: "deleted", text: text.clone() },
        Run::Inserted(text) => Part { kind: "inserted", text: text.clone() },
        Run::Retyped { new, .. } => Part { kind: "retyped", text: new.clone() },
    };
    runs.iter().map(part).collect()
}

/// The two columns of a comparison.
pub fn columns(runs: Vec<Run>) -> (Vec<Part>, Vec<Part>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for run in runs {
        match run {
            Run::Equal(text) => {
                left.push(Part { kind: "same", text: text.clone() });
                right.push(Part { kind: "same", text });
            }
            Run::Deleted(text) => left.push(Part { kind: "deleted", text }),
            Run::Inserted(text) => right.push(Part { kind: "inserted", text }),
            Run::Retyped { old, new } => {
                left.push(Part { kind: "retyped", text: old });
                right.push(Part { kind: "retyped", text: new });
            }
        }
    }
    (left, right)
}
