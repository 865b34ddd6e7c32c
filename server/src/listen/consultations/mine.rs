//! The page behind a commenter's link: the own words, what became of them, and withdrawing.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::{consultation::ConsultationState, matter::Matter};

use super::{
    Editions, draft_of, texts,
    view::{self, Card},
};
use crate::{
    act::{
        cases::erasure,
        consultations,
        matters::{Contributor, by_secret},
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    listen::{limits::Source, my::behind, reports::check, show::moment},
    pages::{
        components::{FieldError, Link, Moment},
        layout::{Page, Section, Shell},
        qr::{self, Drawing},
    },
    speak::wording::Wording,
};

#[derive(Template)]
#[template(path = "listen/consultations/templates/mine.html")]
struct MinePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    code: String,
    base: String,
    title: String,
    here: String,
    card: Card,
    standing: String,
    link: String,
    drawing: Option<Drawing>,
    /// When erasure was asked for, and when that was decided.
    asked: Option<Moment>,
    decided: Option<Moment>,
    /// Whether a response is still owed.
    is_waiting: bool,
    may_withdraw: bool,
}

/// The page of whoever commented.
pub async fn show(
    app: &Shared,
    visit: &Visit,
    contributor: &Contributor,
    secret: &str,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let number = contributor.number;
    let consultation = {
        let id = contributor.matter.parse().map_err(|_not_an_id| not_found(Missing::Secret))?;
        let book = app.book.read();
        let found = book.matter(id).and_then(Matter::as_consultation);
        // The journal may be a moment behind the form.
        let found =
            found.filter(|consultation| consultation.comment(number).is_ok()).ok_or(Error::Unavailable)?;
        let comment = found.comment(number).map_err(|_none| Error::Unavailable)?.clone();
        (found.code.to_string(), found.state, comment, found.latest().map_or(1, |version| version.number))
    };
    let (code, state, comment, latest) = consultation;
    let (id, before) = (contributor.matter.clone(), number.saturating_sub(1));
    let who = contributor.id.clone();
    let ((title, _), editions, said, wish) = app
        .read(move |tx| {
            // The own words, whatever a moderator published of them.
            let said = consultations::comments_waiting(tx, &id, before, 1, false)?.into_iter().next();
            let earlier = consultations::drafts_before(tx, &id, latest)?;
            let editions = Editions::all(draft_of(tx, &id, latest)?, earlier);
            Ok((texts(tx, &id)?, editions, said, erasure::request_of(tx, &who)?))
        })
        .await?;
    let said = said.ok_or(Error::Unavailable)?;
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let standing = match view::gone(w, &comment) {
        gone if gone.is_empty() => w.code("comment-standing", comment.visibility.code()),
        gone => gone,
    };
    let about = editions.place_read(w, (comment.version, &said.provision));
    let card =
        super::with(app, &code, |consultation| view::cards(wording, &editions, consultation, vec![said]))?;
    let card = Card { about, ..card.into_iter().next().ok_or(Error::Unavailable)? };
    let link = format!("{}/my/{secret}", app.public_url);
    let at_work = matches!(state, ConsultationState::Open | ConsultationState::Ended);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = MinePage {
        crumbs: vec![
            Link::new("/consultations", w.t("consultations-title")),
            Link::new(format!("/consultations/{code}"), code.clone()),
            Link::new("", w.t("comment-mine")),
        ],
        base: format!("/consultations/{code}"),
        code,
        title,
        here: format!("/my/{secret}"),
        may_withdraw: at_work && !comment.is_gone() && comment.answer.is_none() && comment.followers == 0,
        is_waiting: (at_work || state == ConsultationState::Closed)
            && !comment.is_gone()
            && card.decision.is_empty(),
        card,
        standing,
        drawing: qr::draw(&link),
        link,
        decided: wish.and_then(|(_, decided)| decided).map(|at| moment(w, &app.city, at)),
        asked: wish.map(|(asked, _)| moment(w, &app.city, asked)),
        shell: visit
            .shell(w.t("comment-mine"), Section::Consultations)
            .unlisted()
            .with_errors(!errors.is_empty()),
        errors,
    };
    Ok(Page::private(page).with_status(status).into_response())
}

/// `POST /my/{secret}/comment/withdraw`.
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let copy = secret.clone();
    let contributor = behind(&app, &visit, source, &secret, move |tx| Ok(by_secret(tx, &copy)?)).await?;
    let copy = secret.clone();
    match app.command_shown(move |tx, context| Ok(consultations::withdraw(tx, context, &copy)?)).await {
        Ok(()) => Ok(Redirect::to(&format!("/my/{secret}")).into_response()),
        Err(error @ Error::Refused(_)) => {
            let (title, explanation) = error.words(&visit.w);
            let errors = vec![check::fault("main", format!("{title}. {explanation}"))];
            show(&app, &visit, &contributor, &secret, errors).await
        }
        Err(error) => Err(error),
    }
}
