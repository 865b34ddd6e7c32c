//! `/desk/consultations/imports/{id}`: correcting what was read, and publishing it as a new consultation or as the next version of one.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use dantin_drafts::{
    Draft, DraftFault, Edit, Kind, ProvisionId, finding::Code, matching::Decision, numbering,
};
use serde::Deserialize;

use super::{
    announce, holder, new_id,
    review::{self, kind_code},
};
use crate::{
    act::consultations::{self, Import},
    app::Shared,
    city::people::pages::SignedIn,
    desk::form::{Fields, Posted},
    error::{Error, Missing, not_found},
    pages::components::FieldError,
};

/// Characters of a note at most.
const NOTE: usize = 1_000;

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    edit: Option<String>,
}

/// The import, for those who may hold a consultation of its agency.
async fn find(app: &Shared, signed: &SignedIn, id: &str) -> Result<Import, Error> {
    let id = id.to_owned();
    let import = app.read(move |tx| Ok(consultations::find_import(tx, &id)?)).await?;
    let import = import.ok_or_else(|| not_found(Missing::Page))?;
    holder(app, signed.officer(), &import.agency)?;
    Ok(import)
}

/// `GET /desk/consultations/imports/{id}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let import = find(&app, &signed, &id).await?;
    let edit = asked.edit.as_deref().and_then(ProvisionId::parse);
    review::show(&app, &signed, &import, edit, (Fields::default(), Vec::new())).await
}

/// `POST /desk/consultations/imports/{id}`: one edit, decisions about origins, or publishing.
pub async fn change(
    State(app): State<Shared>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let import = find(&app, &signed, &id).await?;
    let here = format!("/desk/consultations/imports/{id}");
    if fields.get("version").parse() != Ok(import.version) {
        return stale(&app, &signed, import, fields).await;
    }
    let step = fields.get("step").to_owned();
    match step.as_str() {
        "announce" => return announce::announce(&app, &signed, &import, fields).await,
        "publish" => return publish(&app, &signed, &import, fields).await,
        "discard" => {
            app.command(move |tx, _context| Ok(consultations::delete_import(tx, &id)?)).await?;
            return Ok(Redirect::to("/desk/consultations").into_response());
        }
        _ => {}
    }
    let about = ProvisionId::parse(fields.get("id"));
    // Whoever opens another provision has done with this one: what was typed for it is saved first.
    let opened = step.strip_prefix("open:").and_then(ProvisionId::parse);
    let step = match opened {
        Some(_) if about.is_some_and(|id| is_typed(&import.draft, id, &fields)) => "save".to_owned(),
        Some(_) => "keep".to_owned(),
        None => step,
    };
    if step == "keep" {
        return review::show(&app, &signed, &import, opened.or(about), (fields, Vec::new())).await;
    }
    let is_kind = |code: &String| Kind::ALL.into_iter().any(|kind| kind_code(kind) == code);
    if !fields.all("kind").iter().all(is_kind) {
        let message = signed.visit.w.t("error-choose");
        let errors = vec![FieldError { field: "kind".to_owned(), message }];
        return review::show(&app, &signed, &import, about, (fields, errors)).await;
    }
    let mut changed = import.clone();
    let edited = if step == "origins" {
        changed.decisions = decisions(&import, &fields);
        // Saved as they are, the screen could not be shown again.
        if matches!(review::matched(&app, &changed).await, Err(Error::Unexpected(_))) {
            return origins_twice(&app, &signed, import, fields).await;
        }
        Ok(import.draft.clone())
    } else {
        let mut ids = || new_id(app.random.as_ref());
        let mut take = |draft: Draft, step: &str| {
            let edits = edits(&draft, step, about, &fields).ok_or_else(|| not_found(Missing::Page))?;
            let edited = edits.iter().try_fold(draft, |draft, edit| draft.edited(edit, &mut ids));
            Ok::<_, Error>(edited)
        };
        // What was typed for the provision goes with it wherever the step takes it.
        let is_typed = about.is_some_and(|id| is_typed(&import.draft, id, &fields));
        let typed = match step.as_str() {
            "save" | "delete" | "title" | "renumber" => Ok(import.draft.clone()),
            _ if is_typed => take(import.draft.clone(), "save")?,
            _ => Ok(import.draft.clone()),
        };
        match typed {
            Ok(draft) => take(draft, &step)?,
            Err(fault) => Err(fault),
        }
    };
    match edited {
        Ok(draft) => {
            // Findings about numbers are those of the text as it is now; the others stay until a person has mended their provision or it is
            // gone.
            let is_number = |code: Code| matches!(code, Code::Jump | Code::Double | Code::Back | Code::Start);
            let is_mended = |id: ProvisionId| {
                about == Some(id) && (step == "save" || is_typed(&import.draft, id, &fields))
            };
            changed.findings.retain(|finding| {
                let stands = |id| draft.find(id).is_some() && !is_mended(id);
                !is_number(finding.code) && finding.provision.is_none_or(stands)
            });
            changed.findings.extend(numbering(&draft));
            changed.draft = draft;
            let saved =
                app.command(move |tx, context| Ok(consultations::save_import(tx, context, &changed)?)).await;
            match saved {
                // Somebody else was faster by less than a page.
                Err(Error::Stale) => {
                    let import = find(&app, &signed, &id).await?;
                    return stale(&app, &signed, import, fields).await;
                }
                saved => saved?,
            }
            if step == "origins" {
                // Notes are kept nowhere before the version is published.
                let import = find(&app, &signed, &id).await?;
                return review::show(&app, &signed, &import, None, (fields, Vec::new())).await;
            }
            if opened.is_some() || has_more(&import.draft, &step, &fields) {
                let changed = find(&app, &signed, &id).await?;
                let fields = left(&import.draft, (&step, about), fields);
                let edit = opened.or_else(|| about.filter(|_| !fields.get("inserted").is_empty()));
                return review::show(&app, &signed, &changed, edit, (fields, Vec::new())).await;
            }
            let place = about.map(|id| format!("#p{id}")).unwrap_or_default();
            Ok(Redirect::to(&format!("{here}{place}")).into_response())
        }
        Err(fault) => {
            let field = field_of(&step, fault).to_owned();
            let errors = vec![FieldError { field, message: fault_words(&signed, fault) }];
            review::show(&app, &signed, &import, about, (fields, errors)).await
        }
    }
}

/// Whether the form of a provision says something else than the provision does.
fn is_typed(draft: &Draft, id: ProvisionId, fields: &Fields) -> bool {
    let Some(one) = draft.find(id) else { return false };
    let differs = |field: &str, stands: &str| {
        !fields.all(field).is_empty() && fields.get(field).split_whitespace().ne(stands.split_whitespace())
    };
    differs("text", &one.text) || differs("label", &one.label) || differs("kind", kind_code(one.kind))
}

/// Whether something was typed on the screen that this step does not take over.
fn has_more(draft: &Draft, step: &str, fields: &Fields) -> bool {
    let is_filled = |field: &str| !fields.get(field).trim().is_empty();
    let is_lost = step == "delete"
        && ProvisionId::parse(fields.get("id")).is_some_and(|id| is_typed(draft, id, fields));
    is_lost
        || (step != "title" && is_filled("title") && fields.get("title") != draft.title())
        || (step != "insert" && is_filled("inserted"))
        || ["explanation", "area", "opens", "closes", "draft_kind"].into_iter().any(is_filled)
        || fields.names().any(|name| name.starts_with("origin-") || name.starts_with("note-"))
}

/// What was typed without that which the step has taken over.
fn left(draft: &Draft, (step, about): (&str, Option<ProvisionId>), fields: Fields) -> Fields {
    let is_kept = step == "delete" && about.is_some_and(|id| is_typed(draft, id, &fields));
    let fields = if is_kept { fields } else { fields.without(&["text", "label", "kind"]) };
    if step == "insert" { fields.without(&["inserted"]) } else { fields }
}

/// The screen as somebody else has just saved it, with what was typed for it as it was before.
async fn stale(
    app: &Shared,
    signed: &SignedIn,
    mut import: Import,
    fields: Fields,
) -> Result<Response, Error> {
    let chosen = decisions(&import, &fields);
    let saved = std::mem::replace(&mut import.decisions, chosen);
    // Origins that contradict those of the other give way to them.
    if review::matched(app, &import).await.is_err() {
        import.decisions = saved;
    }
    let about = ProvisionId::parse(fields.get("id"));
    let errors = vec![FieldError { field: "main".to_owned(), message: signed.visit.w.t("draft-stale") }];
    review::show(app, signed, &import, about, (fields, errors)).await
}

/// The screen again: two provisions cannot both be the same old one.
async fn origins_twice(
    app: &Shared,
    signed: &SignedIn,
    mut import: Import,
    fields: Fields,
) -> Result<Response, Error> {
    import.decisions.clear();
    let message = signed.visit.w.t("draft-origins-twice");
    let errors = vec![FieldError { field: "main".to_owned(), message }];
    review::show(app, signed, &import, None, (fields, errors)).await
}

/// The field of a provision's form that is to be changed so that this step can be taken.
fn field_of(step: &str, fault: DraftFault) -> &'static str {
    match (step, fault) {
        ("save", DraftFault::Label) => "label",
        ("save", DraftFault::Nesting | DraftFault::Order) => "kind",
        ("save", DraftFault::Text | DraftFault::TooLarge | DraftFault::SplitPlace) => "text",
        ("insert", DraftFault::Text | DraftFault::TooLarge) => "inserted",
        _ => "main",
    }
}

fn fault_words(signed: &SignedIn, fault: DraftFault) -> String {
    signed.visit.w.code("draft-edit-fault", fault.code())
}

/// The edits that a press of a button stands for.
fn edits(draft: &Draft, step: &str, about: Option<ProvisionId>, fields: &Fields) -> Option<Vec<Edit>> {
    if step == "title" {
        return Some(vec![Edit::Title { title: fields.get("title").to_owned() }]);
    }
    if step == "renumber" {
        return Some(vec![Edit::Renumber { parent: None, kind: Kind::Article }]);
    }
    let id = about?;
    let one = draft.find(id)?;
    match step {
        "save" => {
            let kind = Kind::ALL.into_iter().find(|kind| kind_code(*kind) == fields.get("kind"))?;
            let label = fields.get("label").trim().to_owned();
            // A line break is where the words are to be split.
            let lines: Vec<&str> =
                fields.get("text").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let mut edits = vec![Edit::Text { id, text: lines.join(" ") }];
            if kind != one.kind {
                edits.push(Edit::Kind { id, kind, label });
            } else if label != one.label {
                edits.push(Edit::Label { id, label });
            }
            // From the last on, so that each cut leaves the places of those before it.
            let mut at = lines.join(" ").chars().count();
            for line in lines.iter().skip(1).rev() {
                at = at.checked_sub(line.chars().count())?;
                edits.push(Edit::Split { id, at });
                at = at.saturating_sub(1);
            }
            Some(edits)
        }
        "merge" => Some(vec![Edit::Merge { id }]),
        "delete" => Some(vec![Edit::Delete { id }]),
        "indent" => Some(vec![Edit::Indent { id }]),
        "outdent" => Some(vec![Edit::Outdent { id }]),
        "renumber-inside" => {
            let kind = one.children.iter().map(|child| child.kind).find(|kind| *kind != Kind::Paragraph)?;
            Some(vec![Edit::Renumber { parent: Some(id), kind }])
        }
        "up" | "down" => {
            let (parent, position) = draft.place(id).ok()?;
            let position = if step == "up" { position.checked_sub(1)? } else { position + 1 };
            Some(vec![Edit::Move { id, parent: parent.map(|parent| parent.id), position }])
        }
        "insert" => {
            let (parent, position) = draft.place(id).ok()?;
            Some(vec![Edit::Insert {
                parent: parent.map(|parent| parent.id),
                position: position + 1,
                kind: Kind::Paragraph,
                label: String::new(),
                text: fields.get("inserted").to_owned(),
            }])
        }
        _ => None,
    }
}

/// What the person chose for each provision that differs.
fn decisions(import: &Import, fields: &Fields) -> Vec<Decision> {
    let mut decisions: BTreeMap<ProvisionId, Option<ProvisionId>> =
        import.decisions.iter().map(|decision| (decision.new, decision.old)).collect();
    for step in import.draft.walk() {
        let new = step.provision.id;
        let chosen = fields.all(&format!("origin-{new}"));
        if let Some(chosen) = chosen.first() {
            decisions.insert(new, ProvisionId::parse(chosen));
        }
    }
    decisions.into_iter().map(|(new, old)| Decision { new, old }).collect()
}

/// Publishes the import as the next version of its consultation.
async fn publish(
    app: &Shared,
    signed: &SignedIn,
    import: &Import,
    fields: Fields,
) -> Result<Response, Error> {
    let w = &signed.visit.w;
    let by = holder(app, signed.officer(), &import.agency)?;
    let mut import = import.clone();
    import.decisions = decisions(&import, &fields);
    let matched = review::matched(app, &import).await;
    let Some(matched) = (match matched {
        Ok(matched) => matched,
        Err(Error::Unexpected(_)) => return origins_twice(app, signed, import, fields).await,
        Err(other) => return Err(other),
    }) else {
        return Err(not_found(Missing::Page));
    };
    let mut ids = || new_id(app.random.as_ref());
    let (draft, matches) = matched.matches.adopted(&import.draft, &mut ids).map_err(anyhow::Error::new)?;
    let mut notes = BTreeMap::new();
    for ((before, _), (now, _)) in matched.matches.origins.iter().zip(&matches.origins) {
        let typed = fields.get(&format!("note-{before}"));
        match dantin_words::clean_text_within(typed, NOTE) {
            Ok(note) if note.is_empty() => {}
            Ok(note) => drop(notes.insert(*now, note)),
            Err(_too_long) => {
                let errors =
                    vec![FieldError { field: format!("note-{before}"), message: w.t("draft-note-too-long") }];
                return review::show(app, signed, &import, None, (fields, errors)).await;
            }
        }
    }
    let (code, id) = (matched.code.clone(), import.id.clone());
    let done = app
        .command_shown(move |tx, context| {
            let mut file = consultations::open(tx, &code)?;
            consultations::publish(tx, context, &mut file, &by, &draft, &matches, &notes)?;
            Ok(consultations::delete_import(tx, &id)?)
        })
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/consultations/{}", matched.code)).into_response()),
        Err(error @ Error::Refused(_)) => {
            let (title, explanation) = error.words(w);
            let message = format!("{title}. {explanation}");
            let errors = vec![FieldError { field: "main".to_owned(), message }];
            review::show(app, signed, &import, None, (fields, errors)).await
        }
        Err(error) => Err(error),
    }
}
