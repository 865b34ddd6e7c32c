//! Filing a report for somebody who telephoned, wrote on paper or stands at the counter: one compact form, and a
//! receipt with the secret link to print or read out. The link follows from the form's key, so that a form sent twice
//! shows the same receipt; it stands in no address and in no log.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::event::{Channel, Origin};

use super::{
    evidence,
    form::{Check, Fields, Posted},
    step_form::{LINE_LIMIT, WORDS_LIMIT},
    wording::Wording,
};
use crate::{
    act::{
        cases::{Asker, NewCase, commands::hex, submit},
        deadlines::{Duty, due},
    },
    app::Shared,
    city::people::{
        pages::SignedIn,
        rights::{Act, CaseForRights, may},
    },
    clock::random,
    error::Error,
    listen::{own, reports::contact},
    pages::{
        components::{Choice, FieldError, Moment, error_of},
        layout::{Page, Shell},
        qr,
    },
};

/// Where its photos are good: in no form of a case.
const FORM: &str = "file";
/// Photos of one report, as residents may give.
const MOST_PHOTOS: usize = 3;

/// Services under one heading.
pub struct Group {
    label: String,
    choices: Vec<Choice>,
}

/// The form.
#[derive(Template)]
#[template(path = "desk/templates/file.html")]
pub struct FilePage {
    shell: Shell,
    errors: Vec<FieldError>,
    csrf: String,
    key: String,
    fields: Fields,
    channels: Vec<Choice>,
    groups: Vec<Group>,
    areas: Vec<Choice>,
    /// The case that this form made when it was sent before with something else in it.
    before: Option<Before>,
}

impl FilePage {
    fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    fn error(&self, name: &str) -> &str {
        error_of(&self.errors, name)
    }

    fn kept(&self) -> Vec<String> {
        self.fields.all("photos_kept")
    }
}

/// What was filed by a form before.
pub struct Before {
    heading: String,
    address: String,
    /// The reporter's link.
    link: String,
}

/// The receipt.
#[derive(Template)]
#[template(path = "desk/templates/receipt.html")]
pub struct ReceiptPage {
    shell: Shell,
    code: String,
    link: String,
    drawing: Option<qr::Drawing>,
    agency: String,
    receive_by: Option<Moment>,
}

/// `GET /desk/file`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Page<FilePage>, Error> {
    may_file(&signed)?;
    let key = hex(&random::<32>(app.random.as_ref()));
    Ok(Page::private(page(&app, &signed, Fields::default().holding("idempotency_key", key), Vec::new())))
}

fn may_file(signed: &SignedIn) -> Result<dantin_record::act::Actor, Error> {
    let role = may(signed.officer(), Act::FileOnBehalf, &CaseForRights::none())
        .map_err(|denied| Error::Forbidden(denied.word()))?;
    role.actor().ok_or(Error::Forbidden("people-denied-not-your-role"))
}

fn page(app: &Shared, signed: &SignedIn, fields: Fields, errors: Vec<FieldError>) -> FilePage {
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let chosen = fields.get("service").to_owned();
    let choice = |code: &str, label: String| Choice {
        value: code.to_owned(),
        is_chosen: code == chosen,
        label,
        ..Choice::default()
    };
    let groups = app.city.categories().iter().map(|category| {
        let finer = category.subcategories.iter().map(|sub| choice(&sub.code, wording.of(&sub.name)));
        let mut choices: Vec<Choice> = finer.collect();
        if choices.is_empty() {
            choices.push(choice(&category.code, wording.of(&category.name)));
        }
        Group { label: wording.of(&category.name), choices }
    });
    let mut areas = wording.areas(fields.get("area"));
    areas.insert(0, Choice { label: w.t("desk-file-no-area"), ..Choice::default() });
    FilePage {
        csrf: signed.session.csrf().to_owned(),
        key: fields.get("idempotency_key").to_owned(),
        channels: wording.choices("origin", Channel::ALL, Channel::code, fields.get("channel")),
        groups: groups.collect(),
        areas,
        before: None,
        shell: signed.shell(w.t("desk-file-title")).with_errors(!errors.is_empty()),
        fields,
        errors,
    }
}

/// `POST /desk/file`.
pub async fn file(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, mut fields, files } = posted;
    let by = may_file(&signed)?;
    let w = signed.visit.w.clone();
    let mut errors = Vec::new();
    let photos = evidence::accept(&app, &w, &fields, &files, (FORM, "photos"), &mut errors).await?;
    fields = fields.without(&["photos_kept"]);
    for photo in &photos {
        fields = fields.holding("photos_kept", photo.to_string());
    }
    let mut check = Check::new(&w, &fields);
    check.errors = errors;
    if photos.len() > MOST_PHOTOS {
        check.wrong("photos", "desk-file-too-many-photos");
    }
    let channel = check.choice("channel", Channel::from_code);
    let service =
        check.choice("service", |code| app.city.service(code).map(|service| service.code().to_owned()));
    let area = match fields.get("area") {
        "" => Some(None),
        _ => check.choice("area", |code| app.city.area(code).map(|area| Some(area.code.clone()))),
    };
    let address = check.text("address", LINE_LIMIT);
    let text = check.needed_text("text", WORDS_LIMIT);
    let asker = contact(&w, fields.get("name"), fields.get("phone"), fields.get("email"))
        .map_err(|faults| check.errors.extend(faults))
        .unwrap_or_default();
    let key = fields.get("idempotency_key").to_owned();
    if key.len() < 32 {
        return Err(Error::Invalid { field: "idempotency_key", code: "form-broken" });
    }
    let errors = check.errors;
    let (Some(channel), Some(service), Some(area), true) = (channel, service, area, errors.is_empty()) else {
        let back = page(&app, &signed, fields, errors);
        return Ok(Page::private(back).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let (category, subcategory) = match app.city.subcategory(&service) {
        Some(finer) => (finer.category.clone(), Some(finer.code.clone())),
        None => (service, None),
    };
    let new = NewCase {
        origin: Origin::OnBehalf { channel },
        by,
        category,
        subcategory,
        area,
        place: None,
        address: (!address.is_empty()).then_some(address),
        text,
        answers: None,
        photos: own::hashes(&photos),
        asker: Asker {
            name: asker.name,
            phone: asker.phone,
            email: asker.email,
            language: w.language().code().to_owned(),
        },
        idempotency_key: Some(key),
        sample: app.site.is_sample,
        officer: Some(signed.officer().id.to_string()),
    };
    let (category, subcategory) = (new.category.clone(), new.subcategory.clone());
    let filed = app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await?;
    let link = format!("{}/my/{}", app.public_url, filed.secret);
    if filed.differs {
        // Sent once more it is a report of its own: whoever sends it has seen that one stands there already.
        let key = hex(&random::<32>(app.random.as_ref()));
        let message = w.with("desk-file-again", &[("code", filed.code.as_str().into())]);
        let errors = vec![FieldError { field: "before".to_owned(), message }];
        let back = FilePage {
            key,
            before: Some(Before {
                heading: w.with("desk-file-before", &[("code", filed.code.as_str().into())]),
                address: format!("/desk/cases/{}", filed.code),
                link,
            }),
            ..page(&app, &signed, fields, errors)
        };
        return Ok(Page::private(back).with_status(StatusCode::CONFLICT).into_response());
    }
    let wording = Wording { w: &w, city: &app.city, now: signed.visit.now };
    let receive_by = due(&app.city, Duty::Receive, &category, subcategory.as_deref(), signed.visit.now).ok();
    Ok(Page::private(ReceiptPage {
        shell: signed.shell(w.t("desk-receipt-title")),
        drawing: qr::draw(&link),
        code: filed.code,
        link,
        agency: wording.agency(&filed.agency),
        receive_by: receive_by.map(|due| wording.moment(due.at.to_timestamp())),
    })
    .into_response())
}
