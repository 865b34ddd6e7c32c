//! `/oversight/hearing/{year}-{half}`: what was concluded in half a year, what became of each recommendation, and which of the years before
//! are still owed, for the hearing that the law asks for every half year (Law 75/2015, Art. 30.1). The page, and the same as a document, whose sheet `report` makes.

use askama::Template;
use axum::response::{IntoResponse, Response};
use dantin_documents::model::{Align, Block, Column, Document, Heading, Level, Row, Table};
use dantin_record::{
    case::{Case, StateKind, Visibility},
    matter::Matter,
    moment::Moment as RecordMoment,
    oversight::{Recommendation, Round},
};
use jiff::civil::{Date, date};

use super::{list::records, view};
use crate::{
    act::{deadlines::moment, matters::published_texts},
    app::{Shared, Visit},
    documents::HAS_PDF,
    error::Error,
    pages::{
        components::Link,
        layout::{Page, Section, Shell},
    },
    speak::wording::Wording,
};

/// Half a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HalfYear {
    year: i16,
    half: i8,
}

impl HalfYear {
    /// The one that "2026-1" names.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (year, half) = text.split_once('-')?;
        let year: i16 = year.parse().ok().filter(|year| (2000..=2100).contains(year))?;
        let half = match half {
            "1" => 1,
            "2" => 2,
            _ => return None,
        };
        Some(Self { year, half })
    }

    /// The one of this day, and the one before.
    pub(super) fn two_until(day: Date) -> [Self; 2] {
        let this = Self { year: day.year(), half: if day.month() <= 6 { 1 } else { 2 } };
        let before = match this.half {
            1 => Self { year: this.year - 1, half: 2 },
            _ => Self { half: 1, ..this },
        };
        [this, before]
    }

    fn days(self) -> (Date, Date) {
        match self.half {
            1 => (date(self.year, 1, 1), date(self.year, 6, 30)),
            _ => (date(self.year, 7, 1), date(self.year, 12, 31)),
        }
    }

    /// Where its report stands.
    pub(super) fn address(self) -> String {
        format!("/oversight/hearing/{}-{}", self.year, self.half)
    }

    /// What it is called.
    pub(super) fn name(self, words: Wording<'_>) -> String {
        self.said(words, "oversight-hearing-half")
    }

    fn said(self, words: Wording<'_>, key: &str) -> String {
        let year = self.year.to_string();
        words.w.with(key, &[("half", i64::from(self.half).into()), ("year", year.as_str().into())])
    }
}

/// A round that was concluded in the half year.
struct Concluded {
    code: String,
    title: String,
    overseen: String,
    day: String,
    /// "2 of 3": answered of all that are followed up.
    answered: String,
}

/// A recommendation.
struct Made {
    /// The number of its round in the table above, or the code of an older round; and its own.
    name: String,
    what: String,
    href: String,
    to: String,
    due: String,
    answer: String,
    confirmed: String,
}

/// What the report says.
pub(super) struct Hearing {
    rounds: Vec<Concluded>,
    recommendations: Vec<Made>,
    /// Of rounds concluded before, what is neither confirmed nor let go today.
    still_owed: Vec<Made>,
    overseers: Vec<String>,
    has_samples: bool,
}

impl Hearing {
    /// What was concluded in the half year, the first first.
    pub(super) async fn of(app: &Shared, words: Wording<'_>, half: HalfYear) -> Result<Self, Error> {
        let (from, until) = half.days();
        let calendar = app.city.calendar();
        let mut concluded: Vec<(Date, String, String, Round)> = Vec::new();
        for (code, title, record) in app.read(|tx| records(tx, "round")).await?.into_iter().rev() {
            let Matter::Round(round) = view::read(&record)? else { continue };
            match round.concluded.map(|at| calendar.date_at(at.to_timestamp())) {
                Some(day) if day <= until => concluded.push((day, code, title, round)),
                _ => {}
            }
        }
        let mut cases: Vec<Vec<Option<Case>>> = Vec::new();
        {
            let book = app.book.read();
            let case = |one: &Recommendation| book.case(book.row_of(one.case)?);
            cases
                .extend(concluded.iter().map(|(.., round)| round.recommendations.iter().map(case).collect()));
        }
        let codes = cases.iter().flatten().flatten().map(|case| case.code.to_string()).collect::<Vec<_>>();
        let texts = app.read(move |tx| Ok(published_texts(tx, &codes)?)).await?;
        let mut hearing = Self {
            rounds: Vec::new(),
            recommendations: Vec::new(),
            still_owed: Vec::new(),
            overseers: Vec::new(),
            has_samples: false,
        };
        for ((day, code, title, round), cases) in concluded.into_iter().zip(cases) {
            let is_of_before = day < from;
            let name = if is_of_before { code.clone() } else { (hearing.rounds.len() + 1).to_string() };
            let mut is_told = !is_of_before;
            for (one, case) in round.recommendations.iter().zip(cases) {
                let text = case.as_ref().and_then(|case| texts.get(&case.code.to_string())).cloned();
                let mut made = made(words, &code, one, case.as_ref(), text);
                made.name = format!("{name}.{}", one.number);
                if !is_of_before {
                    hearing.recommendations.push(made);
                } else if is_owed(one, case.as_ref()) {
                    hearing.still_owed.push(made);
                    is_told = true;
                }
            }
            if is_told {
                hearing.has_samples |= round.sample;
                hearing.overseers.push(round.overseer.as_str().to_owned());
            }
            if !is_of_before {
                hearing.rounds.push(line(words, code, title, &round));
            }
        }
        hearing.overseers.sort_unstable();
        hearing.overseers.dedup();
        Ok(hearing)
    }
}

/// Neither let go by its overseer nor confirmed as carried out.
fn is_owed(one: &Recommendation, case: Option<&Case>) -> bool {
    one.let_go.is_none() && !matches!(case.map(Case::kind), Some(StateKind::ConfirmedResolved))
}

fn line(words: Wording<'_>, code: String, title: String, round: &Round) -> Concluded {
    let followed = round.followed(moment(words.now));
    let kept = followed.made - followed.let_go;
    let values = [("done", i64::from(followed.answered).into()), ("all", i64::from(kept).into())];
    Concluded {
        code,
        title,
        overseen: words.agency(round.overseen.as_str()),
        day: round.concluded.map(|at| view::day(words, at)).unwrap_or_default(),
        answered: words.w.with("oversight-of", &values),
    }
}

fn made(
    words: Wording<'_>,
    round: &str,
    one: &Recommendation,
    case: Option<&Case>,
    text: Option<String>,
) -> Made {
    let w = words.w;
    let shown = case.filter(|case| case.visibility != Visibility::Hidden);
    Made {
        name: String::new(),
        what: text.filter(|_| shown.is_some()).unwrap_or_else(|| w.t("words-gone")),
        href: format!("/oversight/{round}#recommendation-{}", one.number),
        to: words.agency(one.to.as_str()),
        due: case
            .and_then(|case| case.pledged)
            .map(|pledged| view::day(words, pledged.pledge.due))
            .unwrap_or_default(),
        answer: answer(words, one),
        confirmed: confirmed(words, one, case),
    }
}

/// Whether it was answered in writing, and in time where the law names a term.
fn answer(words: Wording<'_>, one: &Recommendation) -> String {
    let w = words.w;
    let on = |key: &str, at: RecordMoment| {
        let day = view::day(words, at);
        w.with(key, &[("day", day.as_str().into())])
    };
    match (one.answered, one.answered_in_time(moment(words.now)), one.answer_by) {
        (Some(at), Some(true), _) => on("hearing-answered-in-time", at),
        (Some(at), Some(false), _) => on("hearing-answered-late", at),
        (Some(at), None, _) => on("hearing-answered", at),
        _ if one.let_go.is_some() => w.t("hearing-not-awaited"),
        (None, Some(_), Some(due)) => on("hearing-answer-overdue", due.at),
        (None, None, Some(due)) => on("hearing-answer-by", due.at),
        (None, _, None) => w.t("hearing-unanswered"),
    }
}

/// Whether the overseer confirmed that it was carried out.
fn confirmed(words: Wording<'_>, one: &Recommendation, case: Option<&Case>) -> String {
    let w = words.w;
    if let Some(reason) = one.let_go {
        return format!("{} {}", w.t("oversight-let-go"), w.code("let-go", reason.code()));
    }
    let state = case.and_then(|case| case.pledge_state(moment(words.now)));
    let (key, state) = match (case.map(Case::kind), state) {
        (Some(StateKind::ConfirmedResolved), state) => ("hearing-confirmed", state),
        (_, state) => ("hearing-not-confirmed", state),
    };
    let state = state.map(|state| w.code("hearing-work", state.code())).unwrap_or_default();
    w.with(key, &[("state", state.as_str().into())])
}

#[derive(Template)]
#[template(path = "speak/templates/oversight_hearing.html")]
struct HearingPage {
    shell: Shell,
    crumbs: Vec<Link>,
    title: String,
    sentence: String,
    files: Vec<Link>,
    hearing: Hearing,
}

/// Files of this report.
pub(super) fn files(half: HalfYear) -> Vec<(String, &'static str)> {
    let endings: &[&'static str] = if HAS_PDF { &["pdf", "docx"] } else { &["docx"] };
    endings.iter().map(|ending| (format!("{}.{ending}", half.address()), *ending)).collect()
}

fn sentence(words: Wording<'_>, half: HalfYear) -> String {
    let (from, until) = half.days();
    let (from, until) = (words.w.date(from), words.w.date(until));
    words.w.with("oversight-doc-hearing", &[("from", from.as_str().into()), ("until", until.as_str().into())])
}

/// The page.
pub(super) async fn page(app: &Shared, visit: &Visit, half: HalfYear) -> Result<Response, Error> {
    let w = &visit.w;
    let words = Wording { city: &app.city, w, now: visit.now };
    let hearing = Hearing::of(app, words, half).await?;
    let title = half.said(words, "hearing-title");
    let page = HearingPage {
        crumbs: vec![
            Link::new("/", w.t("crumb-home")),
            Link::new("/oversight", w.t("oversight-title")),
            Link::new("", title.clone()),
        ],
        sentence: sentence(words, half),
        files: files(half).into_iter().map(|(href, ending)| Link::new(href, ending.to_uppercase())).collect(),
        shell: visit.shell(title.clone(), Section::None),
        title,
        hearing,
    };
    Ok(Page::public(page).into_response())
}

/// The document.
pub(super) async fn document(app: &Shared, words: Wording<'_>, half: HalfYear) -> Result<Document, Error> {
    let w = words.w;
    let hearing = Hearing::of(app, words, half).await?;
    let overseer = match hearing.overseers.as_slice() {
        [one] => one.clone(),
        _ => String::new(),
    };
    let (_, until) = half.days();
    let day = until.min(app.city.calendar().date_at(words.now));
    let mut document =
        super::report::sheet(app, words, &overseer, "oversight-doc-report", day, &half.address());
    document.summary = Some(sentence(words, half));
    document.blocks = blocks(words, &hearing);
    let mut recipients: Vec<String> = hearing.rounds.iter().map(|round| round.overseen.clone()).collect();
    recipients.sort_unstable();
    recipients.dedup();
    recipients.push(w.t("oversight-doc-archive"));
    document.recipients = recipients;
    if hearing.has_samples {
        document.sample = Some(w.t("oversight-doc-sample"));
    }
    Ok(document)
}

fn blocks(words: Wording<'_>, hearing: &Hearing) -> Vec<Block> {
    let w = words.w;
    let mut labels = ["I.", "II.", "III."].into_iter();
    let mut blocks = Vec::new();
    if hearing.rounds.is_empty() {
        blocks.push(Block::Paragraph(w.t("oversight-doc-none").into()));
    }
    let mut part = |key: &str, table: Table| {
        blocks.push(Block::Heading(Heading {
            level: Level::First,
            label: labels.next().map(str::to_owned),
            text: w.t(key).to_uppercase(),
        }));
        blocks.push(Block::Table(table));
    };
    if !hearing.rounds.is_empty() {
        part("hearing-rounds", table_of_rounds(words, &hearing.rounds));
    }
    if !hearing.recommendations.is_empty() {
        part("oversight-recommendations", table_of_recommendations(words, &hearing.recommendations));
    }
    if !hearing.still_owed.is_empty() {
        part("hearing-still-owed", table_of_recommendations(words, &hearing.still_owed));
    }
    blocks
}

fn column(words: Wording<'_>, key: &str, share: u16, align: Align) -> Column {
    Column { title: words.w.t(key), share, align }
}

fn table_of_rounds(words: Wording<'_>, rounds: &[Concluded]) -> Table {
    let rows = rounds.iter().zip(1_u32..).map(|(one, number)| {
        Row::Cells(vec![
            number.to_string().into(),
            format!("{}\n{}", one.title, one.code).into(),
            one.overseen.clone().into(),
            one.day.clone().into(),
            one.answered.clone().into(),
        ])
    });
    Table {
        columns: vec![
            column(words, "oversight-doc-number", 2, Align::Centre),
            column(words, "oversight-subject", 9, Align::Left),
            column(words, "oversight-overseen", 6, Align::Left),
            column(words, "oversight-clock-result", 4, Align::Left),
            column(words, "oversight-answered", 4, Align::Left),
        ],
        rows: rows.collect(),
    }
}

/// The columns of recommendations with their shares: a day at 12 points with the margins of its cell takes 66 of the 453 points between
/// the margins of the page, and is not to break.
const RECOMMENDATIONS: [(&str, u16, Align); 6] = [
    ("oversight-doc-number", 3, Align::Centre),
    ("oversight-recommendation", 8, Align::Left),
    ("oversight-owed-by", 5, Align::Left),
    ("oversight-due-day", 5, Align::Left),
    ("oversight-reply", 5, Align::Left),
    ("hearing-confirmation", 5, Align::Left),
];

fn table_of_recommendations(words: Wording<'_>, made: &[Made]) -> Table {
    let rows = made.iter().map(|one| {
        let cells = [&one.name, &one.what, &one.to, &one.due, &one.answer, &one.confirmed];
        Row::Cells(cells.map(|text| text.clone().into()).to_vec())
    });
    Table {
        columns: RECOMMENDATIONS
            .iter()
            .map(|(key, share, align)| column(words, key, *share, *align))
            .collect(),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_on_one_line_of_the_printed_table() {
        let whole: u16 = RECOMMENDATIONS.iter().map(|(_, share, _)| share).sum();
        for (key, share, _) in &RECOMMENDATIONS[3..] {
            assert!(453 * u32::from(*share) >= 66 * u32::from(whole), "{key}");
        }
    }

    #[test]
    fn a_half_year_is_named_by_its_year_and_number() {
        let days = |text: &str| HalfYear::parse(text).map(HalfYear::days);
        assert_eq!(days("2026-1"), Some((date(2026, 1, 1), date(2026, 6, 30))));
        assert_eq!(days("2026-2"), Some((date(2026, 7, 1), date(2026, 12, 31))));
        for wrong in ["2026", "2026-3", "99999-1", "x-1", ""] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
        let [this, before] = HalfYear::two_until(date(2026, 3, 1));
        assert_eq!(
            (this.address(), before.address()),
            ("/oversight/hearing/2026-1".to_owned(), "/oversight/hearing/2025-2".to_owned())
        );
        let [this, before] = HalfYear::two_until(date(2026, 7, 1));
        assert_eq!((this.half, before.half, before.year), (2, 1, 2026));
    }
}
