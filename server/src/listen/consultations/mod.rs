//! Consultations on drafts as residents meet them: the list, the page of a consultation with its text, an article with what is said of it and
//! the form for commenting, the comparison of versions, the consolidated table, and the page behind a commenter's link.

pub mod article;
pub mod comment;
pub mod compare;
mod editions;
pub mod list;
mod mine;
pub mod overview;
mod reading;
pub mod reminders;
pub mod sheet;
pub mod table;
mod view;

use dantin_drafts::Draft;
use dantin_record::{
    code::{AgencyCode, AreaCode},
    consultation::{Consultation, ConsultationState, CourseReason, DraftKind},
    id::{CaseCode, CodePrefix},
    matter::{Digest, Matter},
    moment::Moment,
};
use dantin_store::Tx;

use crate::{
    act::{consultations, deadlines::moment},
    app::App,
    error::{Error, Missing, not_found},
};

pub use editions::Editions;
pub use mine::{show as show_mine, withdraw};
pub use view::place_of;

/// What pages need of a consultation beside its comments, of which there may be very many.
#[derive(Clone, Debug)]
pub struct Course {
    pub id: String,
    pub code: String,
    pub kind: DraftKind,
    pub drafter: AgencyCode,
    pub area: Option<AreaCode>,
    pub opens: Moment,
    pub closes: Moment,
    pub first_closes: Moment,
    pub minimum_days: u32,
    /// Why it was made longer last, or given up.
    pub reason: Option<CourseReason>,
    pub state: ConsultationState,
    pub is_taking: bool,
    /// Number, time and hash of each version.
    pub versions: Vec<(u32, Moment, Digest)>,
}

impl Course {
    fn of(consultation: &Consultation, now: Moment) -> Self {
        Self {
            id: consultation.id.to_string(),
            code: consultation.code.to_string(),
            kind: consultation.kind,
            drafter: consultation.drafter,
            area: consultation.area,
            opens: consultation.opens,
            closes: consultation.closes,
            first_closes: consultation.first_closes,
            minimum_days: consultation.minimum_days,
            reason: consultation.course_reason,
            state: consultation.state,
            is_taking: consultation.is_taking_comments(now),
            versions: consultation
                .versions
                .iter()
                .map(|version| (version.number, version.published, version.sha256))
                .collect(),
        }
    }

    /// The number of the version that is read now.
    pub fn latest(&self) -> u32 {
        self.versions.last().map_or(1, |(number, ..)| *number)
    }
}

/// Looks at the consultation of this code, however it is typed.
pub fn with<T>(app: &App, code: &str, look: impl FnOnce(&Consultation) -> T) -> Result<T, Error> {
    let missing = || not_found(Missing::Consultation);
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).map_err(anyhow::Error::new)?;
    let code = CaseCode::parse(code, prefix).map_err(|_not_a_code| missing())?;
    let book = app.book.read();
    book.matter_by_code(code).and_then(Matter::as_consultation).map(look).ok_or_else(missing)
}

/// The consultation of this code without its comments.
pub fn find(app: &App, code: &str) -> Result<Course, Error> {
    let now = moment(app.now());
    with(app, code, |consultation| Course::of(consultation, now))
}

/// Title and explanation; the code for a title where it was lost.
pub fn texts(tx: &mut Tx<'_>, id: &str) -> Result<(String, String), Error> {
    let title: Option<(String,)> = tx.first("SELECT title FROM matters WHERE id = $1", &[&id])?;
    let explanation: Option<(String,)> = tx.first(
        "SELECT body FROM contents WHERE case_id = $1 AND number = 1 AND field = 'explanation' AND opened = TRUE",
        &[&id],
    )?;
    Ok((title.map(|(title,)| title).unwrap_or_default(), explanation.map(|(text,)| text).unwrap_or_default()))
}

/// How many entries of the consultation have lost their words, in a restoring from before them.
pub fn lost(tx: &mut Tx<'_>, id: &str) -> Result<i64, Error> {
    Ok(tx.one("SELECT words_lost FROM matters WHERE id = $1", &[&id])?)
}

/// The provisions of a version; none where the text was lost with the words.
pub fn draft_of(tx: &mut Tx<'_>, id: &str, version: u32) -> Result<Draft, Error> {
    match consultations::version_of(tx, id, i64::from(version))? {
        Some((draft, _)) => Ok(draft),
        None if lost(tx, id)? > 0 => Ok(Draft::default()),
        None => Err(not_found(Missing::Consultation)),
    }
}
