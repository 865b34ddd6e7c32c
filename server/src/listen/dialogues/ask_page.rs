//! The forms for asking and joining, with what was typed.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_record::dialogue::Session;
use dantin_words::sort::Collator;

use super::{
    ask::MOST,
    shown,
    view::{Card, card},
};
use crate::{
    act::cases::hex,
    app::{Shared, Visit},
    clock::{Random, random},
    error::Error,
    listen::form::Form,
    pages::{
        components::{Choice, FieldError, Link},
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// What has been typed so far, exactly as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The words.
    pub text: String,
    /// Code of a ward or commune.
    pub area: String,
    /// Code of a category.
    pub topic: String,
    /// Contact.
    pub name: String,
    /// Contact.
    pub phone: String,
    /// Contact.
    pub email: String,
    /// The form was opened by the hall's short link.
    pub is_hall: bool,
    /// What resembles the question was looked at.
    pub has_looked: bool,
    /// Key by which a question that is sent twice is stored once.
    pub key: String,
}

impl Draft {
    /// An empty one.
    pub fn new(source: &dyn Random) -> Draft {
        Draft { key: hex(&random::<32>(source)), ..Draft::default() }
    }

    /// What a form carried. A key that is no key is replaced.
    pub fn read(form: &Form, source: &dyn Random) -> Draft {
        let text = |name: &str| form.value(name).to_owned();
        let key = text("idempotency_key");
        let is_key = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        Draft {
            text: text("text"),
            area: text("area"),
            topic: text("topic"),
            name: text("name"),
            phone: text("phone"),
            email: text("email"),
            is_hall: form.value("hall") == "1",
            has_looked: form.value("looked") == "1",
            key: if is_key { key } else { Draft::new(source).key },
        }
    }
}

#[derive(Template)]
#[template(path = "listen/dialogues/templates/ask.html")]
struct AskPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    base: String,
    draft: Draft,
    areas: Vec<Choice>,
    topics: Vec<Choice>,
    alike: Vec<Card>,
    contact_hint: String,
    most: usize,
}

#[derive(Template)]
#[template(path = "listen/dialogues/templates/join.html")]
struct JoinPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    base: String,
    draft: Draft,
    one: Card,
    contact_hint: String,
}

/// The form for asking; `alike` are the numbers of questions that resemble what was typed.
pub async fn show(
    app: &Shared,
    visit: &Visit,
    session: &Session,
    draft: Draft,
    errors: Vec<FieldError>,
    alike: Vec<u32>,
    status: StatusCode,
) -> Result<Response, Error> {
    let alike = cards(app, visit, session, &alike).await?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let mut areas: Vec<Choice> = app
        .city
        .areas()
        .iter()
        .map(|area| choice(&area.code, wording.say(&area.name), &draft.area))
        .collect();
    Collator::new().sort_places(&mut areas, |choice| &choice.label);
    areas.insert(0, choice("", w.t("question-no-area"), &draft.area));
    let mut topics = vec![choice("", w.t("question-no-topic"), &draft.topic)];
    topics.extend(
        app.city
            .categories()
            .iter()
            .map(|category| choice(&category.code, wording.say(&category.name), &draft.topic)),
    );
    let shell = visit.shell(w.t("question-ask-title"), Section::Dialogues).unlisted();
    let page = AskPage {
        crumbs: crumbs(visit, session, w.t("question-ask-title")),
        base: format!("/dialogues/{}", session.code),
        areas,
        topics,
        alike,
        contact_hint: contact_hint(visit),
        most: MOST,
        draft,
        shell: shell.with_errors(!errors.is_empty()),
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// The form for joining.
pub async fn join(
    app: &Shared,
    visit: &Visit,
    session: &Session,
    question: u32,
    draft: Draft,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Response, Error> {
    let mut cards = cards(app, visit, session, &[question]).await?;
    let one = cards.pop().ok_or(Error::Refused("no_such_question"))?;
    let title = visit.w.t("question-join-title");
    let page = JoinPage {
        crumbs: crumbs(visit, session, title.clone()),
        base: format!("/dialogues/{}", session.code),
        one,
        contact_hint: contact_hint(visit),
        draft,
        shell: visit.shell(title, Section::Dialogues).unlisted().with_errors(!errors.is_empty()),
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

async fn cards(app: &Shared, visit: &Visit, session: &Session, numbers: &[u32]) -> Result<Vec<Card>, Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let id = session.id.to_string();
    let shown = app.read(move |tx| shown(tx, &id)).await?;
    let wording = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let questions = numbers.iter().filter_map(|number| session.question(*number).ok());
    Ok(questions.map(|question| card(app, wording, session, question, &shown, &[])).collect())
}

/// What becomes of an address that is left.
fn contact_hint(visit: &Visit) -> String {
    visit.w.t(if visit.has_mail() { "question-contact-hint-mail" } else { "question-contact-hint" })
}

fn crumbs(visit: &Visit, session: &Session, here: String) -> Vec<Link> {
    vec![
        Link::new("/dialogues", visit.w.t("dialogues-title")),
        Link::new(format!("/dialogues/{}", session.code), session.code.to_string()),
        Link::new("", here),
    ]
}

fn choice(value: &str, label: String, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), label, is_chosen: value == chosen, ..Choice::default() }
}
