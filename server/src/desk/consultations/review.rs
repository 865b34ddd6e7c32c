//! The screen on which a person corrects what was read: findings with their places, the provisions, and the form of the one that is being
//! changed. One edit is one press of a button, so that it works without scripts.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_drafts::{Draft, Fate, Kind, Matches, Origin, Provision, ProvisionId, match_versions};
use dantin_record::consultation::DraftKind;
use dantin_words::Words;

use crate::{
    act::consultations::{self, Import},
    app::Shared,
    city::people::pages::SignedIn,
    desk::{form::Fields, wording::Wording},
    error::Error,
    listen::consultations::{draft_of, place_of},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Shell},
    },
};

/// Findings that the screen lists.
const FINDINGS: usize = 200;

pub(super) struct FindingLine {
    href: String,
    place: String,
    what: String,
    words: String,
}

pub(super) struct ProvisionLine {
    id: String,
    kind: &'static str,
    label: String,
    text: String,
    depth: usize,
    has_finding: bool,
}

pub(super) struct EditForm {
    id: String,
    /// Where its steps are sent, so that the page that comes back shows its place.
    there: String,
    place: String,
    kinds: Vec<Choice>,
    label: String,
    text: String,
    inserted: String,
    /// The provision as somebody else saved it meanwhile; empty where nobody did.
    saved: String,
}

/// A provision that differs from the version before.
pub(super) struct ChangeLine {
    id: String,
    place: String,
    text: String,
    change: String,
    note: String,
    origins: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "desk/consultations/templates/review.html")]
struct ReviewPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    here: String,
    version: i64,
    file_name: String,
    title: String,
    findings: Vec<FindingLine>,
    finding_count: String,
    provisions: Vec<ProvisionLine>,
    counts: String,
    edit: Option<EditForm>,
    /// What was typed for a provision that is gone, or to be put in behind one whose form is closed now.
    orphaned: String,
    /// The code of the consultation whose next version it is, or empty.
    code: String,
    changes: Vec<ChangeLine>,
    unchanged: String,
    removed: Vec<String>,
    typed: Fields,
    kinds: Vec<Choice>,
    areas: Vec<Choice>,
    minimum: String,
}

impl ReviewPage {
    fn error(&self, field: &str) -> &str {
        crate::pages::components::error_of(&self.errors, field)
    }
}

/// How a new version is matched with the one before it.
pub(super) struct Matched {
    pub code: String,
    pub old: Draft,
    pub matches: Matches,
}

/// Matches an import with the latest version of its consultation, where it is one's next version.
pub(super) async fn matched(app: &Shared, import: &Import) -> Result<Option<Matched>, Error> {
    let Some(matter) = import.matter.clone() else { return Ok(None) };
    let id = matter.parse().map_err(|_not_an_id| Error::Unavailable)?;
    let (code, latest) = {
        let book = app.book.read();
        let found = book.matter(id).and_then(dantin_record::matter::Matter::as_consultation);
        let found = found.ok_or(Error::Unavailable)?;
        (found.code.to_string(), found.latest().map_or(1, |version| version.number))
    };
    let old = app.read(move |tx| draft_of(tx, &matter, latest)).await?;
    let (new, decisions) = (import.draft.clone(), import.decisions.clone());
    let found = tokio::task::spawn_blocking(move || {
        // A decision about a provision that was deleted since says nothing any more.
        let known = decisions.into_iter().filter(|decision| {
            new.find(decision.new).is_some() && decision.old.is_none_or(|from| old.find(from).is_some())
        });
        let decisions: Vec<_> = known.collect();
        match_versions(&old, &new, &decisions).map(|matches| (old, matches))
    });
    let (old, matches) = found.await.map_err(anyhow::Error::new)?.map_err(anyhow::Error::new)?;
    Ok(Some(Matched { code, old, matches }))
}

/// The screen; `edit` is the provision whose form is open.
pub(super) async fn show(
    app: &Shared,
    signed: &SignedIn,
    import: &Import,
    edit: Option<ProvisionId>,
    (typed, errors): (Fields, Vec<FieldError>),
) -> Result<Response, Error> {
    let matched = matched(app, import).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let here = format!("/desk/consultations/imports/{}", import.id);
    let draft = &import.draft;
    let walk = draft.walk();
    let with_finding: Vec<ProvisionId> =
        import.findings.iter().filter_map(|finding| finding.provision).collect();
    let findings = import.findings.iter().take(FINDINGS).map(|finding| {
        let there = finding.provision.filter(|id| draft.find(*id).is_some());
        FindingLine {
            href: there.map(|id| format!("#p{id}")).unwrap_or_default(),
            place: there.map(|id| place_of(w, draft, &id.to_string())).unwrap_or_default(),
            what: w.code("draft-finding", finding.code.code()),
            words: finding.words.clone(),
        }
    });
    let count = |kind: Kind| walk.iter().filter(|step| step.provision.kind == kind).count();
    let counted = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = w.with(
        "draft-counts",
        &[
            ("chapters", counted(count(Kind::Chapter)).into()),
            ("articles", counted(count(Kind::Article)).into()),
            ("provisions", counted(walk.len()).into()),
        ],
    );
    let provisions = walk.iter().map(|step| {
        let id = step.provision.id;
        ProvisionLine {
            kind: kind_code(step.provision.kind),
            label: match step.provision.kind {
                Kind::Clause => format!("{}.", step.provision.label),
                Kind::Point => format!("{})", step.provision.label),
                _ => step.provision.cite(),
            },
            text: step.provision.text.clone(),
            depth: step.depth.min(6),
            has_finding: with_finding.contains(&id),
            id: id.to_string(),
        }
    });
    let form = edit.and_then(|id| draft.find(id)).map(|one| edit_form(w, import, one, &typed));
    let is_gone = ProvisionId::parse(typed.get("id")).is_some_and(|id| draft.find(id).is_none());
    let is_elsewhere = edit.is_some_and(|id| typed.get("id") != id.to_string());
    let orphaned = match (is_gone, is_elsewhere) {
        (true, _) => [typed.get("text"), typed.get("inserted")].join("\n"),
        (false, true) => typed.get("inserted").to_owned(),
        (false, false) => String::new(),
    };
    let (changes, unchanged, removed) = match &matched {
        Some(matched) => changes(&wording, import, matched, &typed),
        None => (Vec::new(), 0, Vec::new()),
    };
    let has_title = !typed.all("title").is_empty();
    let typed = if has_title { typed } else { typed.holding("title", draft.title()) };
    let minimum = app.command(|_tx, context| Ok(consultations::minimum_days(context)?)).await?.1;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let heading = w.t("draft-review");
    let page = ReviewPage {
        crumbs: vec![
            Link::new("/desk/consultations", w.t("desk-consultations")),
            Link::new("", heading.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        version: import.version,
        file_name: import.file_name.clone(),
        title: draft.title().to_owned(),
        finding_count: w.n("draft-findings", counted(import.findings.len())),
        findings: findings.collect(),
        provisions: provisions.collect(),
        counts,
        edit: form,
        orphaned: orphaned.trim().to_owned(),
        code: matched.map(|matched| matched.code).unwrap_or_default(),
        changes,
        unchanged: w.n("draft-unchanged", counted(unchanged)),
        removed,
        kinds: wording.choices("draft-kind", DraftKind::ALL, DraftKind::code, typed.get("draft_kind")),
        areas: std::iter::once(Choice { label: w.t("session-whole-city"), ..Choice::default() })
            .chain(wording.areas(typed.get("area")))
            .collect(),
        minimum: w.n("consultation-closes-hint", i64::from(minimum)),
        here,
        shell: signed.shell(heading).with_errors(!errors.is_empty()),
        typed,
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// The form of a provision as it stands, or as it was sent and came back.
fn edit_form(w: &Words, import: &Import, one: &Provision, typed: &Fields) -> EditForm {
    let (id, kind) = (one.id.to_string(), kind_code(one.kind));
    let is_back = typed.get("id") == id;
    let sent = |field: &str, stands: &str| {
        let value = if is_back && !typed.all(field).is_empty() { typed.get(field) } else { stands };
        value.to_owned()
    };
    let chosen = sent("kind", kind);
    let is_stale = is_back && typed.get("version").parse() != Ok(import.version);
    let saved = format!("{} {}", one.cite(), one.text);
    EditForm {
        there: format!("/desk/consultations/imports/{}#p{id}", import.id),
        place: place_of(w, &import.draft, &id),
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| Choice {
                value: kind_code(kind).to_owned(),
                label: w.code("draft-unit", kind_code(kind)),
                is_chosen: kind_code(kind) == chosen,
                ..Choice::default()
            })
            .collect(),
        label: sent("label", &one.label),
        text: sent("text", &one.text),
        inserted: sent("inserted", ""),
        saved: if is_stale {
            w.with("draft-saved-now", &[("words", saved.trim().into())])
        } else {
            String::new()
        },
        id,
    }
}

/// The stable code of a kind.
pub(super) const fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Annex => "annex",
        Kind::Part => "part",
        Kind::Chapter => "chapter",
        Kind::Section => "section",
        Kind::Subsection => "subsection",
        Kind::Article => "article",
        Kind::Clause => "clause",
        Kind::Point => "point",
        Kind::Paragraph => "paragraph",
    }
}

/// What the new version changes, how many provisions stay as they were, and what is gone.
fn changes(
    wording: &Wording<'_>,
    import: &Import,
    matched: &Matched,
    typed: &Fields,
) -> (Vec<ChangeLine>, usize, Vec<String>) {
    let w = wording.w;
    let (draft, old) = (&import.draft, &matched.old);
    let gone: Vec<ProvisionId> = matched
        .matches
        .fates
        .iter()
        .filter(|(_, fate)| matches!(fate, Fate::Removed | Fate::Merged { .. }))
        .map(|(id, _)| *id)
        .collect();
    let named = |id: ProvisionId| {
        let words: String = old.find(id).map(|one| one.text.chars().take(60).collect()).unwrap_or_default();
        format!("{}: {words}", place_of(w, old, &id.to_string()))
    };
    let decided: BTreeMap<ProvisionId, Option<ProvisionId>> =
        import.decisions.iter().map(|decision| (decision.new, decision.old)).collect();
    let mut lines = Vec::new();
    let mut unchanged = 0;
    for (id, origin) in &matched.matches.origins {
        let change = match origin {
            Origin::Kept { edited: true, .. } => "edited",
            Origin::Kept { moved: true, .. } => "moved",
            Origin::Kept { .. } => {
                unchanged += 1;
                continue;
            }
            Origin::Split { .. } => "split",
            Origin::Merged { .. } => "merged",
            Origin::New => "added",
        };
        let from = match origin {
            Origin::Kept { old, .. } | Origin::Merged { old, .. } => Some(*old),
            _ => None,
        };
        let decided = decided.get(id).copied().unwrap_or(from);
        let typed_origin =
            typed.all(&format!("origin-{id}")).first().map(|origin| ProvisionId::parse(origin));
        let can_be =
            |origin: &Option<ProvisionId>| origin.is_none_or(|one| from == Some(one) || gone.contains(&one));
        let chosen = typed_origin.filter(can_be).unwrap_or(decided);
        let choice = |value: String, label: String, is_chosen: bool| Choice {
            value,
            label,
            is_chosen,
            ..Choice::default()
        };
        let origins = std::iter::once(choice(String::new(), w.t("draft-is-new"), chosen.is_none())).chain(
            from.iter()
                .chain(&gone)
                .map(|from| choice(from.to_string(), named(*from), chosen == Some(*from))),
        );
        lines.push(ChangeLine {
            place: place_of(w, draft, &id.to_string()),
            text: draft.find(*id).map(|one| one.text.clone()).unwrap_or_default(),
            change: w.code("change", change),
            note: typed.get(&format!("note-{id}")).to_owned(),
            origins: origins.collect(),
            id: id.to_string(),
        });
    }
    (lines, unchanged, gone.into_iter().map(named).collect())
}
