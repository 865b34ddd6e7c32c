//! How the desk says moments, due times, agencies, wards and categories: plain view values out of the pack and the
//! record, in the language of the visit.

use dantin_calendar::{Amount, Bilingual};
use dantin_city::City;
use dantin_record::{
    case::{Case, State, Visibility},
    event::{Due, DueKind},
};
use dantin_words::{Language, Words};
use jiff::Timestamp;

use crate::{
    act::deadlines::{SOON, unit},
    pages::components::{Choice, Deadline, DueState, Moment, Tag},
    speak::wording::promised_by,
};

/// What is needed to say something.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// Words of the visit.
    pub w: &'a Words,
    /// The pack.
    pub city: &'a City,
    /// The moment of the visit.
    pub now: Timestamp,
}

impl Wording<'_> {
    /// A text of the pack in the language of the visit.
    pub fn of(&self, text: &Bilingual) -> String {
        match self.w.language() {
            Language::Vietnamese => text.vi.clone(),
            Language::English => text.en.clone(),
        }
    }

    /// A moment with its distance from now.
    pub fn moment(&self, at: Timestamp) -> Moment {
        let zone = self.city.calendar().zone();
        Moment {
            machine: self.w.machine_time(at, zone),
            shown: self.w.date_time(at, zone),
            ago: self.w.ago(self.now, at),
        }
    }

    /// An agency's name; a code that left the pack says itself.
    pub fn agency(&self, code: &str) -> String {
        self.city.agency(code).map_or_else(|| code.to_owned(), |agency| self.of(&agency.name))
    }

    /// Who leads a case, or that nobody does; for an imported case the agency that its own system names.
    pub fn lead(&self, case: &Case) -> String {
        let named = case.source.as_ref().and_then(|source| source.agency.as_ref());
        match (case.state.lead(), named) {
            (Some(lead), _) => self.agency(lead.as_str()),
            (None, Some(name)) => name.as_str().to_owned(),
            (None, None) => self.w.t("desk-no-lead"),
        }
    }

    /// A ward's name; empty for a case without one.
    pub fn area(&self, code: &str) -> String {
        self.city.area(code).map_or_else(|| code.to_owned(), |area| self.of(&area.name))
    }

    /// What a case is about, as finely as it was said.
    pub fn service(&self, category: &str, subcategory: Option<&str>) -> String {
        self.city
            .pair(category, subcategory)
            .map_or_else(|| category.to_owned(), |service| self.of(service.name()))
    }

    /// The due time of the next step that is owed, or what became of it.
    pub fn deadline(&self, case: &Case) -> Option<Deadline> {
        let (due, first) = match case.state {
            State::Assigned { receive_by, .. } => (receive_by, None),
            State::InProgress { due, .. }
            | State::Reopened { due, .. }
            | State::WaitingForReporter { due, .. }
            | State::ReportedResolved { due, .. } => (due, case.first_due),
            _ => return None,
        };
        let at = due.at.to_timestamp();
        let state = match case.state {
            State::WaitingForReporter { .. } => DueState::Paused,
            State::ReportedResolved { .. } => {
                if case.last_reported.is_some_and(|reported| reported <= due.at) {
                    DueState::Met
                } else {
                    DueState::MetLate
                }
            }
            _ => self.due_state(at),
        };
        let first_due = first
            .filter(|first| *first != due.at.to_whole_second())
            .map(|first| self.moment(first.to_timestamp()));
        // The chip speaks of the time to resolve; before acceptance another clock runs.
        let counts = match case.state {
            State::Assigned { .. } => {
                format!("{} · {}", self.w.t("desk-due-to-accept"), self.counts(&due))
            }
            _ => self.counts(&due),
        };
        Some(Deadline { state, moment: self.moment(at), counts, first_due })
    }

    /// How a running clock stands.
    pub fn due_state(&self, at: Timestamp) -> DueState {
        match at.as_second() - self.now.as_second() {
            ..0 => DueState::Overdue,
            0..SOON => DueState::Soon,
            _ => DueState::Running,
        }
    }

    /// How a due time was counted: "8 giờ làm việc · Theo luật".
    pub fn counts(&self, due: &Due) -> String {
        if due.kind == DueKind::Promise {
            return self.w.t(promised_by(due));
        }
        let length = match unit(self.city, due) {
            Amount::WorkingHours(n) => self.w.n("deadline-working-hours", i64::from(n)),
            Amount::WorkingDays(n) => self.w.n("deadline-working-days", i64::from(n)),
            Amount::Hours(n) => self.w.n("deadline-hours", i64::from(n)),
            Amount::Days(n) => self.w.n("deadline-days", i64::from(n)),
        };
        let basis = match due.kind {
            DueKind::Statutory => self.w.t("basis-statutory"),
            DueKind::CityRule => self.w.t("basis-city-rule"),
            DueKind::Target => self.w.t("basis-target"),
            DueKind::Promise => self.w.t(promised_by(due)),
        };
        format!("{length} · {basis}")
    }

    /// A list of codes as choices, each with its word.
    pub fn choices<T: Copy>(
        &self,
        domain: &str,
        all: &[T],
        code: impl Fn(T) -> &'static str,
        chosen: &str,
    ) -> Vec<Choice> {
        all.iter()
            .map(|one| Choice {
                value: code(*one).to_owned(),
                label: self.w.code(domain, code(*one)),
                is_chosen: code(*one) == chosen,
                ..Choice::default()
            })
            .collect()
    }

    /// Every agency of the pack by name, for a field that is searched by typing; boards of residents oversee and are named by nobody.
    pub fn agencies(&self, chosen: &str) -> Vec<Choice> {
        let agencies = self.city.agencies().iter().filter(|agency| !agency.kind.is_board());
        agencies
            .map(|agency| Choice {
                value: agency.code.clone(),
                label: self.of(&agency.name),
                is_chosen: agency.code == chosen,
                ..Choice::default()
            })
            .collect()
    }

    /// The agencies that take work: those that oversee take none.
    pub fn workers(&self) -> Vec<Choice> {
        let is_worker = |code: &str| self.city.agency(code).is_some_and(|agency| !agency.kind.oversees());
        self.agencies("").into_iter().filter(|choice| is_worker(&choice.value)).collect()
    }

    /// Every ward of the pack, by the Vietnamese order of names.
    pub fn areas(&self, chosen: &str) -> Vec<Choice> {
        let mut areas: Vec<Choice> = self
            .city
            .areas()
            .iter()
            .map(|area| Choice {
                value: area.code.clone(),
                label: self.of(&area.name),
                is_chosen: area.code == chosen,
                ..Choice::default()
            })
            .collect();
        dantin_words::sort::Collator::new().sort_places(&mut areas, |choice| choice.label.as_str());
        areas
    }
}

/// The tag of what the public sees, where that is not everything.
pub fn visibility_tag(visibility: Visibility) -> Option<Tag> {
    match visibility {
        Visibility::AwaitingModeration => Some(Tag::Held),
        Visibility::Hidden => Some(Tag::Hidden),
        Visibility::Public => None,
    }
}
