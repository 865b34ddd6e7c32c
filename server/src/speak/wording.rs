//! Facts of the record in the visitor's words: names out of the city pack, states as tags, moments, due times and
//! rows of lists. It reads no database and decides nothing.

use dantin_calendar::{Amount, Bilingual};
use dantin_city::City;
use dantin_record::{
    book::Row,
    code::{AgencyCode, AreaCode},
    event::{Due, DueKind},
    moment::Moment as RecordMoment,
    place::PublicPlace,
    source::Source,
};
use dantin_words::{Language, Words};
use jiff::Timestamp;

use super::shown::Shown;
use crate::{
    act::deadlines::{SOON, moment, unit},
    pages::components::{CaseRow, Deadline, DueState, Moment},
};

/// Characters of a case's words that stand for it in a list.
const TITLE: usize = 90;

/// One language, one city, one moment.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The pack.
    pub city: &'a City,
    /// The words.
    pub w: &'a Words,
    /// The moment of the visit.
    pub now: Timestamp,
}

/// That the words of so many entries are lost; empty where none are.
pub fn words_lost(w: &Words, entries: i64) -> String {
    if entries > 0 { w.n("words-lost", entries) } else { String::new() }
}

/// By what a promised time is owed: a promise in public, or what an overseer recommends.
pub fn promised_by(due: &Due) -> &'static str {
    let is_recommended = due.rule.as_str() == "promise.recommendation";
    if is_recommended { "basis-recommendation" } else { "basis-promise" }
}

/// The first sentence of a text, or as much of it as a list has room for.
pub fn excerpt(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let sentence = match line.find(['.', '!', '?', ';']) {
        Some(end)
            if line.chars().take(TITLE).count() > 0 && line.get(..end).is_some_and(|s| s.len() > 20) =>
        {
            line.get(..end).unwrap_or(line)
        }
        _ => line,
    };
    if sentence.chars().count() <= TITLE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(TITLE).collect();
    // A Vietnamese word of several syllables may break, a syllable never.
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ':', ' ']))
}

impl Wording<'_> {
    /// A text of the pack in the page's language.
    pub fn say(&self, text: &Bilingual) -> String {
        match self.w.language() {
            Language::Vietnamese => text.vi.clone(),
            Language::English => text.en.clone(),
        }
    }

    /// A moment with how long ago it was.
    pub fn moment(&self, at: RecordMoment) -> Moment {
        Moment { ago: self.w.ago(self.now, at.to_timestamp()), ..self.dated(at) }
    }

    /// A moment by its date and time alone.
    pub fn dated(&self, at: RecordMoment) -> Moment {
        let (at, zone) = (at.to_timestamp(), self.city.calendar().zone());
        Moment {
            machine: self.w.machine_time(at, zone),
            shown: self.w.date_time(at, zone),
            ago: String::new(),
        }
    }

    /// The name of a category with its finer choice; the code where the pack no longer knows it.
    pub fn service(&self, category: &str, subcategory: Option<&str>) -> String {
        self.city
            .pair(category, subcategory)
            .or_else(|| self.city.pair(category, None))
            .map_or_else(|| category.to_owned(), |service| self.say(service.name()))
    }

    /// The symbol of a category.
    pub fn icon(&self, category: &str, subcategory: Option<&str>) -> String {
        self.city
            .pair(category, subcategory)
            .or_else(|| self.city.pair(category, None))
            .map_or("circle-question-mark", |service| service.icon())
            .to_owned()
    }

    /// The name of an agency; the code where the pack no longer knows it.
    pub fn agency(&self, code: &str) -> String {
        self.city.agency(code).map_or_else(|| code.to_owned(), |agency| self.say(&agency.name))
    }

    /// The agency that answers for a case: one of the pack, or for an imported case the one that its own system names;
    /// empty where there is none.
    pub fn responsible(&self, lead: Option<AgencyCode>, source: Option<&Source>) -> String {
        let named = source.and_then(|source| source.agency.as_ref());
        match (lead, named) {
            (Some(code), _) => self.agency(code.as_str()),
            (None, Some(name)) => name.as_str().to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The name of a ward or commune.
    pub fn area(&self, area: Option<AreaCode>) -> String {
        match area {
            Some(code) => self
                .city
                .area(code.as_str())
                .map_or_else(|| code.as_str().to_owned(), |area| self.say(&area.name)),
            None => self.w.t("place-unknown"),
        }
    }

    /// How exact the public place is, in words; empty where it is exact to some metres.
    pub fn precision(&self, place: &PublicPlace) -> String {
        match place {
            PublicPlace::Point { precision_m, .. } => self.w.accuracy(u32::from(*precision_m)),
            PublicPlace::Area { .. } | PublicPlace::Unplaced => String::new(),
        }
    }

    /// What a rule counts and where its force comes from: "8 giờ làm việc · Quy định của thành phố".
    pub fn rule(&self, due: &Due) -> String {
        if due.kind == DueKind::Promise {
            return self.w.t(promised_by(due));
        }
        let kind = self.w.code("basis", due.kind.code());
        let amount = match unit(self.city, due) {
            Amount::WorkingHours(count) => self.w.n("deadline-working-hours", i64::from(count)),
            Amount::WorkingDays(count) => self.w.n("deadline-working-days", i64::from(count)),
            Amount::Days(count) => self.w.n("deadline-days", i64::from(count)),
            Amount::Hours(count) => self.w.n("deadline-hours", i64::from(count)),
        };
        format!("{amount} · {kind}")
    }

    /// A due time; `done` is when it was met or missed, `paused` whether the clock stands still.
    pub fn deadline(
        &self,
        due: &Due,
        first_due: Option<RecordMoment>,
        done: Option<RecordMoment>,
        paused: bool,
    ) -> Deadline {
        let now = moment(self.now);
        let state = match done {
            Some(done) if done <= due.at => DueState::Met,
            Some(_) => DueState::MetLate,
            None if paused => DueState::Paused,
            None if due.at < now => DueState::Overdue,
            None if due.at.as_second() - now.as_second() < SOON => DueState::Soon,
            None => DueState::Running,
        };
        let shown = match done {
            Some(done) => self.dated(done),
            None if paused => self.dated(due.at),
            None => self.moment(due.at),
        };
        Deadline {
            state,
            moment: shown,
            counts: self.rule(due),
            first_due: first_due
                .filter(|first| first.as_second() != due.at.as_second())
                .map(|at| self.dated(at)),
        }
    }

    /// A case as a row of a list, with what of it is shown.
    pub fn row(&self, row: &Row, shown: Option<&Shown>) -> CaseRow {
        let subcategory = row.subcategory.as_ref().map(|code| code.as_str());
        let service = self.service(row.category.as_str(), subcategory);
        let text = shown.and_then(|shown| shown.text.as_deref()).map(excerpt).filter(|text| !text.is_empty());
        let area = self.area(row.area);
        let address = shown.and_then(|shown| shown.address.as_deref()).filter(|address| !address.is_empty());
        let place = match address {
            Some(address) if address.contains(&area) => address.to_owned(),
            Some(address) => format!("{address}, {area}"),
            None => area,
        };
        CaseRow {
            href: format!("/cases/{}", row.code),
            code: row.code.to_string(),
            place: if text.is_some() { format!("{service} · {place}") } else { place },
            title: text.unwrap_or(service),
            tag: row.state.into(),
            is_overdue: row.is_overdue(moment(self.now)),
            category: self.service(row.category.as_str(), None),
            icon: self.icon(row.category.as_str(), subcategory),
            agency: self.responsible(row.lead, row.source.as_ref()),
            moment: self.moment(row.submitted),
            photo: shown.and_then(|shown| shown.photo.as_ref()).map(|photo| photo.small(String::new())),
            joined: match row.joins {
                0 => String::new(),
                joins => self.w.n("case-joined", i64::from(joins)),
            },
            title_found: Vec::new(),
            found: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_report_stands_in_a_list_by_its_first_sentence_cut_between_syllables() {
        assert_eq!(excerpt("\n Ổ gà sâu giữa ngã tư chợ. Xe máy hay ngã."), "Ổ gà sâu giữa ngã tư chợ");
        assert_eq!(excerpt("Đ. Láng ngập"), "Đ. Láng ngập");
        let long = excerpt(&"ngập nước ".repeat(30));
        assert!(
            long.chars().count() <= TITLE + 1 && long.ends_with("nước…") || long.ends_with("ngập…"),
            "{long}"
        );
    }
}
