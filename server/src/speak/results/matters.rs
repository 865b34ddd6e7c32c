//! The part of the results page that tells what came of sessions, consultations and oversight: the published figures by
//! subject, and each agency's shares. Nothing is ranked here: agencies stand by name, since few of them have enough to compare.

use dantin_record::book::figures::{Figure, Figures, Subject};

use super::{
    figure::address as address_of,
    report::{By, Report},
    rows::{Cell, Row, value_words},
};
use crate::speak::wording::Wording;

/// What is told of, in the order of the page.
pub const SUBJECTS: [Subject; 4] =
    [Subject::Question, Subject::Commitment, Subject::Comment, Subject::Recommendation];

/// The columns of the agencies' table; the files have all figures of each agency.
pub const COLUMNS: [Figure; 5] = [
    Figure::QuestionsAnswered,
    Figure::CommitmentsKept,
    Figure::CommentsResponded,
    Figure::CommentsAccepted,
    Figure::RecommendationsConfirmed,
];

/// A figure with its value in words.
pub struct Line {
    /// Its name.
    pub label: String,
    /// Where it is explained.
    pub about: String,
    /// Its value.
    pub shown: String,
    /// What stands behind it; empty for nothing.
    pub href: String,
}

/// The figures of one subject.
pub struct Group {
    /// The subject by name.
    pub name: String,
    /// Its figures.
    pub lines: Vec<Line>,
}

/// Where the things are that a figure counts; nothing for cases, whose list has filters of its own.
pub const fn behind(figure: Figure) -> Option<&'static str> {
    match figure {
        Figure::CommitmentsKept => Some("/commitments?state=kept"),
        Figure::CommitmentsLate => Some("/commitments?state=late"),
        Figure::CommitmentsBroken => Some("/commitments?state=broken"),
        _ => match figure.subject() {
            Subject::Question => Some("/dialogues"),
            Subject::Commitment => Some("/commitments"),
            Subject::Comment => Some("/consultations"),
            Subject::Recommendation => Some("/oversight"),
            Subject::Case | Subject::Source => None,
        },
    }
}

/// Whether there is anything to tell of matters.
pub fn has_any(figures: &Figures) -> bool {
    figures.tells_of(&SUBJECTS)
}

/// The published figures by subject; none where nothing was asked, promised, commented on or recommended, or where the publication
/// is from before they were defined.
pub fn groups(report: &Report, month: &str, words: Wording<'_>) -> Vec<Group> {
    let own = &report.division().own;
    let line = |figure: &Figure| {
        let value = own.get(*figure);
        let href = behind(*figure).filter(|_| value.sample() > 0).unwrap_or_default();
        Line {
            label: words.w.code("measure", figure.code()),
            about: address_of(*figure, month, "own"),
            shown: value_words(value, words.w),
            href: href.to_owned(),
        }
    };
    SUBJECTS
        .iter()
        .filter(|subject| own.tells_of(&[**subject]))
        .map(|subject| Group {
            name: words.w.code("results-subject", subject.code()),
            lines: report.told().iter().filter(|figure| figure.subject() == *subject).map(line).collect(),
        })
        .filter(|group| !group.lines.is_empty())
        .collect()
}

/// Each agency with its shares, out of all rows, in their order of names.
pub fn table<'a>(rows: impl Iterator<Item = &'a Row>, words: Wording<'_>) -> Vec<(String, Vec<Cell>)> {
    rows.filter(|row| has_any(&row.figures))
        .map(|row| {
            let cell = |figure: &Figure| Cell {
                label: words.w.code("column", figure.code()),
                shown: value_words(row.figures.get(*figure), words.w),
                href: String::new(),
                is_thin: !row.figures.get(*figure).may_rank(),
            };
            (row.name.clone(), COLUMNS.iter().map(cell).collect())
        })
        .collect()
}

/// Whether the table stands on this page: it is about agencies.
pub const fn is_told_by(by: By) -> bool {
    matches!(by, By::Agency)
}
