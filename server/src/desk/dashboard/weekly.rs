//! The leaders' page as a mail, once a week: the same figures in few lines. It is rendered here and sent by whoever sends.

use askama::Template;
use dantin_words::Words;

use super::{board::Board, figures::amount};
use crate::{
    app::App,
    desk::wording::Wording,
    mail::{
        Letter, List, Mailer, address_hash,
        page::{self, Frame},
    },
    speak::value_words,
};

/// Agencies and cases of a mail.
const MOST: usize = 5;

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// Its subject.
    pub subject: String,
    /// As plain text, without the frame of a mail.
    pub text: String,
    /// As HTML, without the frame of a mail.
    pub html: String,
}

struct Line {
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "desk/templates/weekly.txt", escape = "none")]
struct Plain<'a>(&'a Facts);

#[derive(Template)]
#[template(path = "desk/templates/weekly.html")]
struct Html<'a>(&'a Facts);

struct Facts {
    w: Words,
    leads: Vec<Line>,
    promises: String,
    agencies: Vec<Line>,
    late: Vec<Line>,
    source: String,
    link: String,
}

/// The mail of a board to one reader, ready to be put into the outbox; none where there is nothing to tell.
pub fn letter(
    app: &App,
    mailer: &Mailer,
    board: &Board,
    w: &Words,
    to: dantin_mail::Address,
    now: jiff::Timestamp,
) -> anyhow::Result<Option<Letter>> {
    let Some(Weekly { subject, text, html }) = render(app, board, w, now)? else { return Ok(None) };
    let (why, choices) = (w.t("weekly-why"), mailer.choices(&address_hash(&to)));
    let frame = Frame {
        w,
        city: app.site.city(w.language()),
        title: &subject,
        why: &why,
        choices: &choices,
        is_sample: app.site.is_sample,
    };
    let (text, html) = (page::text(&frame, &text), page::html(&frame, &html)?);
    let language = w.language();
    Ok(Some(Letter { list: List::Weekly, to, language, subject, text, html, thread: None, told: Vec::new() }))
}

/// What a board's mail says; none where there is nothing to tell: no case at all.
pub fn render(app: &App, board: &Board, w: &Words, now: jiff::Timestamp) -> anyhow::Result<Option<Weekly>> {
    if board.agencies.is_empty() {
        return Ok(None);
    }
    let wording = Wording { w, city: &app.city, now };
    let zone = app.city.calendar().zone();
    let whole = |number: i64| w.integer(number);
    let subject = w.with(
        "weekly-subject",
        &[
            ("day", w.date(zone.to_datetime(now).date()).as_str().into()),
            ("late", whole(board.promises.all_late).as_str().into()),
        ],
    );
    let late = board.late.iter().take(MOST).map(|late| Line {
        label: format!("{} · {}", late.code, wording.service(&late.category, late.subcategory.as_deref())),
        value: format!("{} · {}", wording.agency(&late.agency), w.date_time(late.due, zone)),
    });
    let facts = Facts {
        leads: board
            .leads
            .iter()
            .map(|lead| Line {
                label: w.code("measure", lead.figure.code()),
                value: match lead.change.as_str() {
                    "" => value_words(lead.value, w),
                    change => format!("{} · {change}", value_words(lead.value, w)),
                },
            })
            .collect(),
        promises: w.with(
            "dashboard-promises-sentence",
            &[
                ("due", whole(board.promises.due).as_str().into()),
                ("late", whole(board.promises.late).as_str().into()),
            ],
        ),
        agencies: board
            .agencies
            .iter()
            .filter(|row| row.values.first().is_some_and(|value| amount(*value) > 0))
            .take(MOST)
            .map(|row| Line {
                label: row.name.clone(),
                value: row.values.first().map(|value| value_words(*value, w)).unwrap_or_default(),
            })
            .collect(),
        late: late.collect(),
        source: w.with(
            "dashboard-public",
            &[
                ("entries", whole(i64::try_from(board.journal).unwrap_or(i64::MAX)).as_str().into()),
                ("time", w.date_time(board.counted.to_timestamp(), zone).as_str().into()),
            ],
        ),
        link: format!("{}/desk/dashboard", app.public_url.trim_end_matches('/')),
        w: w.clone(),
    };
    Ok(Some(Weekly { text: Plain(&facts).render()?, html: Html(&facts).render()?, subject }))
}
