//! The form of a step for the chosen cases. Nothing is lost on the way: a form that is refused comes back with its cases and
//! its words, and one that was sent twice is one batch.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::reasons::ReturnReason;
use jiff::SignedDuration;

use super::{
    Deed, MOST, PAUSE, STEPS, carry,
    judge::judge,
    merge,
    store::{self, Batch, Item},
};
use crate::{
    act::cases::hex,
    app::Shared,
    city::people::{
        model::{Officer, OfficerId},
        pages::SignedIn,
        store as people,
    },
    clock::random,
    desk::{
        form::{Check, Fields, Posted},
        order::worker,
        seen::full_code,
        sheet,
        step_form::WORDS_LIMIT,
        steps::Step,
        store as cases,
        wording::Wording,
    },
    error::{Error, Missing},
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Shell},
    },
};

/// A chosen case, judged.
pub struct Chosen {
    value: String,
    code: String,
    what: String,
    /// Why it does not go; empty when it goes.
    why_not: String,
    /// Whether the others are merged into it.
    is_kept: bool,
}

/// The form of a step for many cases.
#[derive(Template)]
#[template(path = "desk/templates/bulk.html")]
pub struct BulkPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    heading: String,
    csrf: String,
    key: String,
    step: &'static str,
    chosen: Vec<Chosen>,
    /// The code of the case that stays, where cases are merged.
    main: String,
    goes: i64,
    fields: Fields,
    officers: Vec<Choice>,
    reasons: Vec<Choice>,
    destinations: Vec<Choice>,
    agencies: Vec<Choice>,
}

impl BulkPage {
    fn is(&self, code: &str) -> bool {
        self.step == code
    }

    fn error(&self, field: &str) -> &str {
        crate::pages::components::error_of(&self.errors, field)
    }
}

/// The chosen cases of a form: code and version of each, every code once.
fn chosen_in(app: &Shared, fields: &Fields) -> Result<Vec<(String, i64)>, Error> {
    let broken = || Error::Invalid { field: "case", code: "form-broken" };
    let mut chosen: Vec<(String, i64)> = Vec::new();
    for value in fields.all("case") {
        let (code, version) = value.split_once('~').ok_or_else(broken)?;
        let code = full_code(app, code).map_err(|_not_a_code| broken())?;
        if !chosen.iter().any(|(there, _)| *there == code) {
            chosen.push((code, version.parse().map_err(|_not_a_number| broken())?));
        }
    }
    Ok(chosen)
}

/// `POST /desk/bulk`: with `go` the form is sent, without it is asked for.
pub async fn take(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let step = Step::from_code(fields.get("step")).filter(|step| STEPS.contains(step));
    let step = step.ok_or(Error::Invalid { field: "step", code: "form-broken" })?;
    let chosen = chosen_in(&app, &fields)?;
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    if chosen.is_empty() {
        check.wrong("cases", "bulk-none");
    }
    let too_many = chosen.len() > MOST;
    if too_many {
        let limit = i64::try_from(MOST).unwrap_or(i64::MAX);
        check.errors.push(FieldError { field: "cases".to_owned(), message: w.n("bulk-too-many", limit) });
    }
    let is_sent = !fields.get("go").is_empty();
    let deed = if is_sent { read(&app, &mut check, &fields, step) } else { None };
    let mut errors = check.errors;

    // A form of too many cases still holds them all, but none is looked up.
    let codes: Vec<String> =
        if too_many { Vec::new() } else { chosen.iter().map(|(code, _)| code.clone()).collect() };
    let agencies = if step == Step::Assignee { signed.officer().agencies() } else { Vec::new() };
    let (records, colleagues) = app
        .read(move |tx| {
            let records = if codes.is_empty() { Vec::new() } else { cases::find_all(tx, &codes)? };
            let mut colleagues: BTreeMap<String, String> = BTreeMap::new();
            for agency in &agencies {
                for officer in people::list_colleagues(tx, *agency)? {
                    colleagues.insert(officer.id.to_string(), officer.name.to_string());
                }
            }
            Ok((records, colleagues))
        })
        .await?;
    let officer = signed.officer();
    let main = if step == Step::Merge { merge::main(&app.city, officer, &records) } else { None };
    let items: Vec<Item> = chosen
        .iter()
        .map(|(code, version)| {
            let record = records.iter().find(|record| record.code == *code);
            let is_kept = main.is_some_and(|main| main.code == *code);
            let judged = match record {
                None if too_many => Ok(None),
                None => Err("bulk-missing".to_owned()),
                Some(_) if is_kept => Ok(None),
                Some(record) if step == Step::Merge => {
                    merge::judge_into(&app.city, officer, record, *version, main)
                }
                Some(record) => judge(&app.city, officer, record, *version, step),
            };
            let (state, reason) = match judged {
                Ok(_) if is_kept => (merge::KEPT, None),
                Ok(_) => ("waiting", None),
                Err(reason) => ("refused", Some(reason)),
            };
            Item { code: code.clone(), version: *version, state: state.to_owned(), reason, before: None }
        })
        .collect();
    let main = main.map(|main| main.code.clone()).unwrap_or_default();
    if step == Step::Merge && is_sent && !too_many {
        let fault = |message: String| FieldError { field: "cases".to_owned(), message };
        if chosen.len() == 1 {
            errors.push(fault(w.t("bulk-merge-two")));
        } else if !main.is_empty() && fields.get("main") != main {
            // Nobody merges into a case that the form did not name.
            errors.push(fault(w.with("bulk-merge-other", &[("code", main.as_str().into())])));
        }
    }
    if let (Some(deed), true) = (deed, errors.is_empty() && items.iter().any(|item| item.state == "waiting"))
    {
        let id = make(&app, officer, &fields, deed, items).await?;
        return Ok(Redirect::to(&format!("/desk/bulk/{id}")).into_response());
    }
    let status =
        if errors.is_empty() && !is_sent { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let shown = items.iter().map(|item| {
        let record = records.iter().find(|record| record.code == item.code);
        // What the officer may not see is not described either.
        let may_see = !item.reason.as_deref().is_some_and(|reason| reason.starts_with("people-denied"));
        Chosen {
            value: format!("{}~{}", item.code, item.version),
            code: item.code.clone(),
            what: record
                .filter(|_| may_see)
                .map(|record| sheet::heading(&wording, record))
                .unwrap_or_default(),
            why_not: item.reason.as_deref().map(|key| w.t(key)).unwrap_or_default(),
            is_kept: item.state == merge::KEPT,
        }
    });
    let title = w.code("bulk-title", step.code());
    let fresh_key = || hex(&random::<16>(app.random.as_ref()));
    let page = BulkPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        heading: title.clone(),
        csrf: signed.session.csrf().to_owned(),
        key: key_of(&fields).map_or_else(fresh_key, str::to_owned),
        step: step.code(),
        goes: crate::pages::components::count(items.iter().filter(|item| item.state == "waiting").count()),
        main,
        chosen: shown.collect(),
        officers: officer_choices(w, &colleagues, &signed, &fields),
        reasons: wording.choices("return", ReturnReason::ALL, ReturnReason::code, fields.get("reason")),
        destinations: ["agency", "coordinator"]
            .into_iter()
            .map(|code| Choice {
                value: code.to_owned(),
                label: w.code("desk-to", code),
                is_chosen: fields.get("to") == code,
                ..Choice::default()
            })
            .collect(),
        agencies: if matches!(step, Step::Return | Step::Assign) { wording.workers() } else { Vec::new() },
        shell: signed.shell(title).with_errors(!errors.is_empty()),
        errors,
        fields,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

fn officer_choices(
    w: &dantin_words::Words,
    colleagues: &BTreeMap<String, String>,
    signed: &SignedIn,
    fields: &Fields,
) -> Vec<Choice> {
    let chosen = match fields.get("officer") {
        "" => signed.officer().id.as_str(),
        typed => typed,
    };
    let nobody = Choice {
        value: "nobody".to_owned(),
        label: w.t("desk-nobody"),
        is_chosen: chosen == "nobody",
        ..Choice::default()
    };
    let people = colleagues.iter().map(|(id, name)| Choice {
        value: id.clone(),
        label: name.clone(),
        is_chosen: id == chosen,
        ..Choice::default()
    });
    people.chain(std::iter::once(nobody)).collect()
}

/// The form's own random key: sent twice it is one batch.
fn key_of(fields: &Fields) -> Option<&str> {
    let key = fields.get("idempotency_key");
    (key.len() == 32 && key.bytes().all(|letter| letter.is_ascii_hexdigit())).then_some(key)
}

fn read(app: &Shared, check: &mut Check<'_>, fields: &Fields, step: Step) -> Option<Deed> {
    Some(match step {
        Step::Assignee => match fields.get("officer") {
            "" => {
                check.wrong("officer", "error-choose");
                return None;
            }
            "nobody" => Deed::Assignee(None),
            id => Deed::Assignee(Some(OfficerId::from(id.to_owned()))),
        },
        Step::Accept => Deed::Accept,
        Step::Ask => Deed::Ask(check.needed_text("text", WORDS_LIMIT)),
        Step::Assign => Deed::Assign(worker(app, check, fields)?),
        Step::Merge => Deed::Merge(check.text("text", WORDS_LIMIT)),
        Step::Return => {
            let reason = check.choice("reason", ReturnReason::from_code);
            let words = check.needed_text("text", WORDS_LIMIT);
            let to = match fields.get("to") {
                "coordinator" => Some(None),
                "agency" => worker(app, check, fields).map(Some),
                _ => {
                    check.wrong("to", "error-choose");
                    None
                }
            };
            Deed::Return { to: to?, reason: reason?, words }
        }
        _ => return None,
    })
}

/// Writes the batch; what belongs to the desk alone is done at once.
async fn make(
    app: &Shared,
    officer: &Officer,
    fields: &Fields,
    deed: Deed,
    items: Vec<Item>,
) -> Result<String, Error> {
    let id = key_of(fields).ok_or(Error::Invalid { field: "step", code: "form-broken" })?.to_owned();
    let (now, person) = (app.now(), officer.id.clone());
    let at_once = matches!(deed, Deed::Assignee(_));
    let pause = SignedDuration::from_secs(if at_once { 0 } else { PAUSE });
    let key = id.clone();
    app.command(move |tx, _context| {
        let batch = Batch {
            id: key.clone(),
            officer: person.clone(),
            deed: deed.clone(),
            state: "waiting".to_owned(),
            run_at: now + pause,
            created_at: now,
        };
        if !store::insert(tx, &batch, &items)? {
            // Sent twice, it is one batch; somebody else's key is nobody's.
            let there = store::find(tx, &key)?.filter(|there| there.officer == person);
            return there.map(|_| ()).ok_or(Error::NotFound(Missing::Page));
        }
        Ok(())
    })
    .await?;
    if at_once {
        carry::carry_out(app, id.clone()).await?;
    }
    Ok(id)
}
