//! Supporting a question: one press, no account. The browser keeps a random token in a cookie that names nobody, so that each counts
//! once for a question.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};

use super::{find, number};
use crate::{
    act::{
        cases::{CaseError, hex},
        matters::{questions::is_supportable, supports},
    },
    app::{Shared, Visit},
    clock::random,
    error::Error,
    listen::limits::{Deed, Source},
};

/// The cookie that holds the token.
const COOKIE: &str = "support";
/// Digits of a token: 128 random bits.
const DIGITS: usize = 32;
/// A year.
const SECONDS: u32 = 31_536_000;

/// The token that a browser keeps, if it is one of ours.
pub fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| {
            *name == COOKIE && value.len() == DIGITS && value.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
        .map(|(_, value)| value.to_owned())
}

/// `POST /dialogues/{code}/questions/{question}/support`.
pub async fn support(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    headers: HeaderMap,
    Path((code, question)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (session, question) = (find(&app, &code)?, number(&question)?);
    let known = session.question(question).map_err(CaseError::from)?;
    if !is_supportable(known) || !session.is_at_work() {
        return Err(Error::Refused("question_gone"));
    }
    app.limits.take(Deed::Support, source, visit.now)?;
    let (token, cookie) = if let Some(token) = token(&headers) {
        (token, None)
    } else {
        let token = hex(&random::<16>(app.random.as_ref()));
        let secure = if app.settings.behind_proxy { "; Secure" } else { "" };
        let cookie =
            format!("{COOKIE}={token}; Path=/dialogues; Max-Age={SECONDS}; SameSite=Lax; HttpOnly{secure}");
        (token, Some((header::SET_COOKIE, cookie)))
    };
    let id = session.id.to_string();
    app.command(move |tx, context| Ok(supports::support(tx, context, &id, question, &token)?)).await?;
    app.live.supported(session.id);
    let back = Redirect::to(&format!("/dialogues/{}#q{question}", session.code));
    Ok((AppendHeaders(cookie), back).into_response())
}
