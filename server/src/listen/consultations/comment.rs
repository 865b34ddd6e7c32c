//! Commenting on a provision. It needs no account: the response comes to a secret link. What is said is held for a moderator, as with
//! reports, since a comment may accuse somebody.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{
    act::Actor,
    consultation::{CommentChannel, Speaker, Stance},
};
use dantin_words::Words;

use super::{
    article::{self, Asked},
    find,
};
use crate::{
    act::{
        cases::{Asker, hex},
        consultations::{self, By, NewComment},
    },
    app::{Shared, Visit},
    clock::{Random, random},
    error::{Error, Missing, not_found},
    listen::{
        form::Form,
        limits::{Deed, Source},
        reports::{check, steps},
    },
    pages::components::FieldError,
};

/// Characters of a comment and of a proposed wording at most, and of an organisation's name.
const MOST: usize = 4_000;
const NAME: usize = 200;

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub provision: String,
    pub stance: String,
    pub text: String,
    pub proposal: String,
    pub speaker: String,
    pub organisation: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub key: String,
}

impl Typed {
    /// Nothing yet but the key of the form.
    pub fn new(source: &dyn Random) -> Self {
        let speaker = Speaker::Person.code().to_owned();
        Self { key: hex(&random::<32>(source)), speaker, ..Self::default() }
    }

    fn read(form: &Form, source: &dyn Random) -> Self {
        let text = |name: &str| form.value(name).to_owned();
        let key = text("idempotency_key");
        let is_key = key.len() == 64 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        Self {
            provision: text("provision"),
            stance: text("stance"),
            text: text("text"),
            proposal: text("proposal"),
            speaker: text("speaker"),
            organisation: text("organisation"),
            name: text("name"),
            phone: text("phone"),
            email: text("email"),
            key: if is_key { key } else { Self::new(source).key },
        }
    }
}

/// `POST /consultations/{code}/{provision}`.
pub async fn make(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path((code, page)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    let typed = Typed::read(&form, app.random.as_ref());
    let version = form.value("version").parse().unwrap_or_else(|_none| course.latest());
    let checked = check_all(&visit, &typed, version);
    let new = match checked {
        Ok(new) => new,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return article::render(&app, &visit, &course, (&page, &Asked::default()), typed, errors, status)
                .await;
        }
    };
    let taken = match app.limits.take(Deed::Report, source, visit.now) {
        Ok(()) => {
            let code = course.code.clone();
            app.command_shown(move |tx, context| {
                let mut file = consultations::open(tx, &code)?;
                Ok(consultations::comment(tx, context, &mut file, &new)?)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match taken {
        Ok((_, secret)) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        Err(Error::NotFound(_)) => Err(not_found(Missing::Consultation)),
        Err(error @ (Error::Refused(_) | Error::DiskFull | Error::Unavailable | Error::TooMany { .. })) => {
            let (title, explanation) = error.words(&visit.w);
            let errors = vec![check::fault("text", format!("{title}. {explanation}"))];
            let status = error.status();
            article::render(&app, &visit, &course, (&page, &Asked::default()), typed, errors, status).await
        }
        Err(error) => Err(error),
    }
}

/// The comment out of what was typed, or what is wrong with it, each at its field.
fn check_all(visit: &Visit, typed: &Typed, version: u32) -> Result<NewComment, Vec<FieldError>> {
    let w = &visit.w;
    let mut errors = Vec::new();
    let stance = Stance::from_code(&typed.stance);
    if stance.is_none() {
        errors.push(check::fault("stance", w.t("error-choose")));
    }
    let mut text = |field: &str, typed: &str, most: usize| {
        check::text(w, field, typed, most).map_err(|error| errors.push(error)).ok()
    };
    let words = text("text", &typed.text, MOST);
    let proposal = text("proposal", &typed.proposal, MOST);
    let organisation = text("organisation", &typed.organisation, NAME);
    // What cannot be taken as it was typed is not missing.
    if let (Some(words), Some(proposal)) = (&words, &proposal) {
        errors.extend(missing_words(w, stance, words, proposal));
    }
    // A wording that was typed before the mind was changed is not sent.
    let proposal = proposal.filter(|_| stance == Some(Stance::Change));
    let speaker = match Speaker::from_code(&typed.speaker) {
        Some(Speaker::Organisation) => Speaker::Organisation,
        _ => Speaker::Person,
    };
    let organisation = organisation.filter(|_| speaker == Speaker::Organisation);
    if speaker == Speaker::Organisation && organisation.as_deref() == Some("") {
        errors.push(check::fault("organisation", w.t("comment-fault-organisation")));
    }
    let asker = match check::contact(w, &typed.name, &typed.phone, &typed.email) {
        Ok(contact) => steps::asker(visit, &contact),
        Err(faults) => {
            errors.extend(faults);
            Asker::default()
        }
    };
    let (Some(stance), true) = (stance, errors.is_empty()) else { return Err(errors) };
    Ok(NewComment {
        by: By::actor(Actor::Reporter),
        provision: Some(typed.provision.clone()).filter(|code| !code.is_empty()),
        version,
        stance,
        speaker,
        channel: CommentChannel::Web,
        text: words.unwrap_or_default(),
        proposal: proposal.unwrap_or_default(),
        organisation: organisation.unwrap_or_default(),
        asker,
        key: typed.key.clone(),
    })
}

/// Whoever only agrees need not say why; a change needs a reason or a wording, disagreement a reason, a question its words.
fn missing_words(w: &Words, stance: Option<Stance>, words: &str, proposal: &str) -> Option<FieldError> {
    let key = match stance? {
        Stance::Agree => return None,
        Stance::Change if !proposal.is_empty() => return None,
        Stance::Change => "comment-fault-change",
        Stance::Disagree => "comment-fault-disagree",
        Stance::Ask => "comment-fault-ask",
    };
    words.is_empty().then(|| check::fault("text", w.t(key)))
}
