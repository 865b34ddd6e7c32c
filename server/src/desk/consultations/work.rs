//! `/desk/consultations/{code}`: the work on one consultation. The list shows what is still owed; one comment has a page of its own, with the
//! forms for publishing, hiding and answering it.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_drafts::{Draft, ProvisionId};
use dantin_record::{
    case::Visibility,
    code::ProvisionCode,
    consultation::{Comment, CommentChannel, ConsultationState, CourseReason, Decision, Stance},
    reasons::HideReason,
};
use serde::Deserialize;

use super::{holder, moderator, publisher, steps};
use crate::{
    act::{
        cases::hex,
        consultations::{self, Said},
    },
    app::Shared,
    city::people::pages::SignedIn,
    clock::random,
    desk::{form::Fields, matter_erasure, reads, wording::Wording},
    error::{Error, Missing, not_found},
    listen::{
        consultations::{Course, Editions, draft_of, find, lost, place_of, texts, with},
        reports::may_accuse,
    },
    pages::{
        components::{Choice, FieldError, Link, Moment},
        layout::{Page, Shell},
    },
    speak::wording::words_lost,
};

/// Comments of one page.
const PAGE: i64 = 40;

/// What the address says.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// Comments behind this number.
    #[serde(default)]
    pub after: u32,
    /// The one whose forms are shown.
    pub comment: Option<u32>,
    /// Also those that are answered or gone.
    pub all: Option<String>,
}

struct Line {
    number: u32,
    href: String,
    about: String,
    stance: String,
    words: String,
    proposal: String,
    state: String,
    accuses: bool,
    is_open: bool,
    is_chosen: bool,
}

struct Forms {
    name: String,
    about: String,
    stance: String,
    who: String,
    at: Moment,
    text: String,
    proposal: String,
    state: String,
    accuses: bool,
    /// As it was written; a moderator apart from the drafter also in other words.
    may_show: bool,
    may_reword: bool,
    is_public: bool,
    may_hide: bool,
    may_answer: bool,
    is_grouped: bool,
    group: String,
    followers: String,
    revision: u32,
    response: String,
    decisions: Vec<Choice>,
    provisions: Vec<Choice>,
    reasons: Vec<Choice>,
    redact_reasons: Vec<Choice>,
    /// Where a privacy officer erases words; empty for everybody else.
    erasure: String,
}

#[derive(Template)]
#[template(path = "desk/consultations/templates/work.html")]
struct WorkPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    key: String,
    title: String,
    state: String,
    state_code: &'static str,
    here: String,
    public: String,
    closes: Moment,
    counts: String,
    may_hold: bool,
    may_extend: bool,
    may_close: bool,
    may_cancel: bool,
    may_enter: bool,
    may_publish: bool,
    flags: Vec<String>,
    lost: String,
    lines: Vec<Line>,
    older: String,
    other: Link,
    form: Option<Forms>,
    typed: Fields,
    longer_reasons: Vec<Choice>,
    cancel_reasons: Vec<Choice>,
    stances: Vec<Choice>,
    channels: Vec<Choice>,
    places: Vec<Choice>,
}

impl WorkPage {
    fn error(&self, field: &str) -> &str {
        crate::pages::components::error_of(&self.errors, field)
    }
}

/// `GET /desk/consultations/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let course = find(&app, &code)?;
    page(&app, &signed, &course, &asked, (Fields::default(), Vec::new())).await
}

pub(super) async fn page(
    app: &Shared,
    signed: &SignedIn,
    course: &Course,
    asked: &Asked,
    (typed, errors): (Fields, Vec<FieldError>),
) -> Result<Response, Error> {
    let officer = signed.officer();
    let may_hold = holder(app, officer, course.drafter.as_str()).is_ok();
    let may_moderate = moderator(officer).is_ok();
    let may_reword = publisher(app, officer, course.drafter.as_str()).is_ok_and(|(_, may_reword)| may_reword);
    if !may_hold && !may_moderate {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let (id, version, after, only_open) =
        (course.id.clone(), course.latest(), asked.after, asked.all.is_none());
    let one = asked.comment;
    let ((title, _), draft, said, chosen, lost) = app
        .read(move |tx| {
            let said = consultations::comments_waiting(tx, &id, after, PAGE, only_open)?;
            let chosen = match one.and_then(|number| number.checked_sub(1)) {
                Some(before) => consultations::comments_waiting(tx, &id, before, 1, false)?,
                None => Vec::new(),
            };
            let draft = draft_of(tx, &id, version)?;
            Ok((texts(tx, &id)?, draft, said, chosen.into_iter().next(), lost(tx, &id)?))
        })
        .await?;
    let seen = said.iter().chain(&chosen).map(|said| i64::from(said.number)).collect();
    reads::note_words(app, signed, &course.id, reads::Words::Comments(seen)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let here = format!("/desk/consultations/{}", course.code);
    let (unexplained, answered): (Vec<_>, Vec<_>) = with(app, &course.code, |consultation| {
        let unexplained = consultation.unexplained_changes().into_iter().map(|(_, provision)| provision);
        let answer = one.and_then(|number| consultation.comment(number).ok()?.answer.as_ref());
        (unexplained.collect(), answer.map(|answer| answer.provisions.clone()).unwrap_or_default())
    })?;
    let named: Vec<ProvisionCode> = said
        .iter()
        .chain(&chosen)
        .filter_map(|one| ProvisionCode::new(&one.provision).ok())
        .chain(unexplained.iter().chain(&answered).copied())
        .collect();
    let editions = Editions::naming(app, course, draft, &named).await?;
    let older = said.last().filter(|_| i64::try_from(said.len()) == Ok(PAGE));
    let older =
        older.map(|last| format!("{here}?after={}{}", last.number, if only_open { "" } else { "&all=1" }));
    let may = May { hold: may_hold, moderate: may_moderate, reword: may_reword };
    let form = match chosen.filter(|said| Some(said.number) == one) {
        Some(said) => {
            let erasure = matter_erasure::address(app, signed, course.drafter, (&course.code, said.number));
            Some(Forms { erasure, ..forms(app, &wording, course, &editions, said, may, &typed)? })
        }
        None if one.is_some() => return Err(not_found(Missing::Consultation)),
        None => None,
    };
    let lines = lines(app, &wording, course, &editions, said, (&here, &typed.all("chosen")))?;
    let (counts, open, flags) = with(app, &course.code, |consultation| {
        let all = consultation.comments.iter().filter(|comment| !comment.is_gone()).count();
        let open = i64::from(consultation.comments.open());
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let counts = w.with("desk-consultation-counts", &[("all", count(all).into()), ("open", open.into())]);
        let mut flags = Vec::new();
        let without: Vec<String> =
            consultation.accepted_without_change().map(|comment| comment.number.to_string()).collect();
        if !without.is_empty() {
            flags.push(
                w.with("consultation-flag-accepted", &[("comments", without.join(", ").as_str().into())]),
            );
        }
        let places = editions.places(w, &unexplained);
        if !places.is_empty() {
            flags.push(
                w.with("consultation-flag-unexplained", &[("places", places.join("; ").as_str().into())]),
            );
        }
        (counts, open, flags)
    })?;
    use ConsultationState::{Announced, Ended, Open};
    let is_in = |states: &[ConsultationState]| states.contains(&course.state);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = WorkPage {
        crumbs: vec![
            Link::new("/desk/consultations", w.t("desk-consultations")),
            Link::new("", course.code.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        key: hex(&random::<32>(app.random.as_ref())),
        state: w.code("consultation-state", course.state.code()),
        state_code: course.state.code(),
        public: format!("/consultations/{}", course.code),
        closes: wording.moment(course.closes.to_timestamp()),
        counts,
        may_hold,
        may_extend: may_hold && is_in(&[Announced, Open]),
        may_close: may_hold && is_in(&[Ended]) && open == 0,
        may_cancel: may_hold && is_in(&[Announced, Open, Ended]),
        may_enter: may_hold && course.is_taking,
        may_publish: may_hold && is_in(&[Announced, Open, Ended]),
        flags,
        lost: words_lost(w, lost),
        lines,
        older: older.unwrap_or_default(),
        other: if only_open {
            Link::new(format!("{here}?all=1"), w.t("desk-comments-all"))
        } else {
            Link::new(here.clone(), w.t("desk-comments-open"))
        },
        form,
        longer_reasons: wording.choices(
            "course-reason",
            steps::LONGER,
            CourseReason::code,
            typed.get("reason"),
        ),
        cancel_reasons: wording.choices(
            "course-reason",
            steps::GIVEN_UP,
            CourseReason::code,
            typed.get("cancel_reason"),
        ),
        stances: wording.choices("comment-stance", Stance::ALL, Stance::code, typed.get("stance")),
        channels: wording.choices(
            "comment-channel",
            &[CommentChannel::Meeting, CommentChannel::Phone, CommentChannel::Paper],
            CommentChannel::code,
            typed.get("channel"),
        ),
        places: all_places(&wording, &editions.draft, &[typed.get("provision").to_owned()]),
        here,
        shell: signed.shell(title.clone()).with_errors(!errors.is_empty()),
        title,
        typed,
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

#[derive(Clone, Copy)]
struct May {
    hold: bool,
    moderate: bool,
    reword: bool,
}

fn is_at_work(course: &Course) -> bool {
    matches!(course.state, ConsultationState::Open | ConsultationState::Ended)
}

/// A response is mended as long as the consultation goes on, and given where a moderator shows a comment again after its end.
fn may_answer(course: &Course, comment: &Comment) -> bool {
    let is_owed = course.state == ConsultationState::Closed && comment.is_open();
    is_owed || (is_at_work(course) && !comment.is_moot())
}

fn lines(
    app: &Shared,
    wording: &Wording<'_>,
    course: &Course,
    editions: &Editions,
    said: Vec<Said>,
    (here, chosen): (&str, &[String]),
) -> Result<Vec<Line>, Error> {
    let w = wording.w;
    with(app, &course.code, |consultation| {
        let line = |said: Said| {
            let comment = consultation.comment(said.number).ok()?;
            let answer = consultation.answer_to(comment);
            Some(Line {
                number: said.number,
                href: format!("{here}?comment={}", said.number),
                about: editions.place(w, &said.provision),
                stance: w.code("comment-stance", comment.stance.code()),
                accuses: said.visibility != "public"
                    && may_accuse(&format!("{} {}", said.text, said.proposal)),
                words: said.text,
                proposal: said.proposal,
                state: match answer {
                    Some(answer) => w.code("comment-decision", answer.decision.code()),
                    None => w.code("comment-standing", &said.visibility),
                },
                is_open: comment.is_open() && !comment.is_gone() && is_at_work(course),
                is_chosen: chosen.contains(&said.number.to_string()),
            })
        };
        said.into_iter().filter_map(line).collect()
    })
}

fn forms(
    app: &Shared,
    wording: &Wording<'_>,
    course: &Course,
    editions: &Editions,
    said: Said,
    may: May,
    typed: &Fields,
) -> Result<Forms, Error> {
    let w = wording.w;
    with(app, &course.code, |consultation| {
        let comment = consultation.comment(said.number).map_err(|_none| not_found(Missing::Consultation))?;
        let own = comment.answer.as_ref();
        let chosen: Vec<String> = match (typed.all("provisions"), own) {
            (typed, _) if !typed.is_empty() => typed,
            (_, Some(answer)) => answer.provisions.iter().map(|code| code.as_str().to_owned()).collect(),
            (_, None) => vec![said.provision.clone()],
        };
        // What the drafter took out because of the comment stands in an earlier version alone.
        let own_places = own.iter().flat_map(|answer| &answer.provisions).map(ProvisionCode::as_str);
        let gone: BTreeSet<&str> = own_places
            .chain([said.provision.as_str()])
            .filter(|code| ProvisionId::parse(code).is_some_and(|id| editions.draft.find(id).is_none()))
            .collect();
        let gone = gone.into_iter().map(|code| Choice {
            value: code.to_owned(),
            label: editions.place(w, code),
            is_chosen: chosen.iter().any(|one| one == code),
            ..Choice::default()
        });
        let gone: Vec<Choice> = gone.collect();
        let decision = match typed.get("decision") {
            "" => own.map_or("", |answer| answer.decision.code()),
            typed => typed,
        };
        let followers = consultation.comments.iter().filter(|other| other.grouped_into == Some(said.number));
        let followers: Vec<String> = followers.map(|other| other.number.to_string()).collect();
        Ok(Forms {
            name: said.number.to_string(),
            about: editions.place(w, &said.provision),
            stance: w.code("comment-stance", comment.stance.code()),
            who: if said.organisation.is_empty() {
                w.code("comment-speaker", comment.speaker.code())
            } else {
                said.organisation.clone()
            },
            at: wording.moment(comment.made.to_timestamp()),
            accuses: may_accuse(&format!("{} {}", said.text, said.proposal)),
            state: w.code("comment-standing", &said.visibility),
            may_show: (may.moderate || may.hold)
                && comment.visibility == Visibility::AwaitingModeration
                && !comment.withdrawn,
            may_reword: may.reword && !comment.withdrawn,
            is_public: comment.visibility == Visibility::Public,
            may_hide: may.moderate && !comment.is_gone(),
            may_answer: may.hold && comment.grouped_into.is_none() && may_answer(course, comment),
            is_grouped: comment.grouped_into.is_some(),
            group: comment.grouped_into.map(|main| main.to_string()).unwrap_or_default(),
            followers: followers.join(", "),
            revision: own.map_or(0, |answer| answer.revision).saturating_add(1),
            response: if typed.get("text").is_empty() { said.response } else { typed.get("text").to_owned() },
            decisions: wording.choices("comment-decision", Decision::ALL, Decision::code, decision),
            provisions: all_places(wording, &editions.draft, &chosen).into_iter().chain(gone).collect(),
            reasons: wording.choices("hide", HideReason::ALL, HideReason::code, typed.get("hide_reason")),
            erasure: String::new(),
            redact_reasons: std::iter::once(Choice { label: w.t("question-no-reason"), ..Choice::default() })
                .chain(wording.choices("hide", HideReason::ALL, HideReason::code, typed.get("redact_reason")))
                .collect(),
            text: said.text,
            proposal: said.proposal,
        })
    })?
}

/// Every provision of the text by its name, the text as a whole first.
fn all_places(wording: &Wording<'_>, draft: &Draft, chosen: &[String]) -> Vec<Choice> {
    let w = wording.w;
    let whole = Choice { label: w.t("consultation-whole"), ..Choice::default() };
    let one = |step: dantin_drafts::Step<'_>| {
        let id = step.provision.id.to_string();
        let words: String = step.provision.text.chars().take(50).collect();
        Choice {
            label: format!("{}: {words}", place_of(w, draft, &id)),
            is_chosen: chosen.contains(&id),
            value: id,
            ..Choice::default()
        }
    };
    std::iter::once(whole).chain(draft.walk().into_iter().map(one)).collect()
}
