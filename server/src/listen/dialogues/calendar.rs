//! Sessions for people's calendars (iCalendar, RFC 5545): one session, or all that are to come.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_record::{
    dialogue::{Session, SessionState},
    matter::Matter,
    moment::Moment,
};
use dantin_words::{Language, Words};
use jiff::tz::TimeZone;

use super::{Texts, find, papers::papers, texts};
use crate::{
    app::{App, Shared, Visit},
    error::Error,
    pages::headers::CachePolicy,
    speak::feed::Spoken,
};

/// Bytes of a line of the standard, without its line feed.
const LINE: usize = 75;
/// Sessions of one calendar at most.
const MOST: usize = 100;

/// `GET /dialogues/{code}/calendar.ics`.
pub async fn one(
    State(app): State<Shared>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    answer(&app, visit.w.language(), vec![session]).await
}

/// `GET /dialogues.ics`: the language stands in the address, as with feeds.
pub async fn all(State(app): State<Shared>, Query(spoken): Query<Spoken>) -> Result<Response, Error> {
    let sessions = {
        let book = app.book.read();
        let at_hand = |session: &&Session| {
            matches!(session.state, SessionState::Planned | SessionState::Collecting | SessionState::Live)
        };
        book.matters().rev().filter_map(Matter::as_session).filter(at_hand).take(MOST).cloned().collect()
    };
    answer(&app, spoken.language(), sessions).await
}

async fn answer(app: &Shared, language: Language, sessions: Vec<Session>) -> Result<Response, Error> {
    let ids: Vec<String> = sessions.iter().map(|session| session.id.to_string()).collect();
    let words: Vec<Texts> =
        app.read(move |tx| ids.iter().map(|id| texts(tx, id)).collect::<Result<Vec<_>, Error>>()).await?;
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//Dan Tin//{}//{}", env!("CARGO_PKG_VERSION"), language.code().to_uppercase()),
    ];
    let w = app.words.words(language);
    for (session, words) in sessions.iter().zip(&words) {
        lines.extend(event(app, &w, session, words));
    }
    lines.push("END:VCALENDAR".to_owned());
    let text: String = lines.iter().map(|line| fold(line)).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin.ics\""),
    ];
    Ok((CachePolicy::Private, headers, text).into_response())
}

fn event(app: &App, w: &Words, session: &Session, words: &Texts) -> Vec<String> {
    let at = |at: Moment| at.to_timestamp().to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let host = app.public_url.split("://").last().unwrap_or_default();
    let status = if session.state == SessionState::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{host}", session.id),
        format!("DTSTAMP:{}", at(session.last_event)),
        format!("SEQUENCE:{}", session.changes),
        format!("DTSTART:{}", at(session.starts)),
        format!("DTEND:{}", at(session.ends)),
        format!("SUMMARY:{}", escape(&words.title)),
        format!("STATUS:{status}"),
        format!("URL:{}/dialogues/{}", app.public_url, session.code),
    ];
    let mut add = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{name}:{}", escape(text)));
        }
    };
    add("LOCATION", &words.place);
    let moderators = words.moderators.lines().collect::<Vec<_>>().join("; ");
    let moderators = match moderators.as_str() {
        "" => String::new(),
        who => w.with("session-calendar-moderators", &[("who", who.into())]),
    };
    let about: Vec<&str> =
        [words.subject.as_str(), &moderators].into_iter().filter(|text| !text.is_empty()).collect();
    add("DESCRIPTION", &about.join("\n"));
    // An address is a value of its own kind, in which nothing is escaped.
    let links = papers(&words.papers).into_iter().filter(|paper| !paper.address.is_empty());
    lines.extend(links.map(|paper| format!("ATTACH:{}", paper.address)));
    lines.push("END:VEVENT".to_owned());
    lines
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace('\n', "\\n")
}

/// A line in pieces of at most 75 bytes, cut between characters.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_marks_of_the_standard_escaped() {
        let line = format!("SUMMARY:{}", escape(&"Đối thoại; với dân, phường Ô Chợ Dừa\n".repeat(4)));
        let folded = fold(&line);
        assert!(folded.split("\r\n").all(|piece| piece.len() <= LINE), "{folded}");
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
        assert!(!line.contains('\n') && line.contains("\\;") && line.contains("\\,"));
    }
}
