//! A view of the list: what the address asks for, checked against the pack, as a filter of the book, as choices of a
//! form, as chips that can be taken away, and as an address again.

use dantin_city::{AgencyKind, City};
use dantin_record::{
    book::{
        filter::{Filter, Openness, Period},
        list::Cursor,
    },
    case::StateKind,
    code::{AgencyCode, AreaCode, CategoryCode, SubcategoryCode},
};
use dantin_words::{nfc, sort::Collator};
use jiff::{Timestamp, civil::Date};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::{
    act::deadlines::moment,
    error::{Error, invalid},
    pages::components::{Chip, Choice},
    search::Place,
    speak::wording::Wording,
};

/// How many months back the form offers.
const MONTHS: i64 = 18;
/// Characters of words that are looked for.
const LONGEST_WORDS: usize = 200;

/// What the address says, unchecked.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Category or sub-category.
    pub category: Option<String>,
    /// Ward or commune.
    pub area: Option<String>,
    /// Lead agency.
    pub agency: Option<String>,
    /// State of the case, or one of `STANDINGS`.
    pub state: Option<String>,
    /// Month of sending, as `2026-11`.
    pub period: Option<String>,
    /// `own` for cases that are worked on here, `imported` for the others.
    pub source: Option<String>,
    /// Where in the list the page begins.
    pub after: Option<String>,
    /// A code to go to.
    pub code: Option<String>,
    /// Words to look for.
    pub q: Option<String>,
}

/// What can be asked of the states besides each of them.
const STANDINGS: [&str; 8] =
    ["open", "overdue", "ended", "reported", "contested", "redone", "accepted_in_time", "accepted_late"];

/// The states of a contested case that the figure of those being done again counts.
fn is_redone(state: StateKind) -> bool {
    state.is_open() && state != StateKind::ReportedResolved
}

/// A checked view.
#[derive(Clone, Debug)]
pub struct View {
    /// What the address said, only what was understood.
    parts: Vec<(&'static str, String)>,
    /// What it means for the book.
    pub filter: Filter,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// Where it begins among the cases that answer words.
    pub after_place: Option<Place>,
}

impl View {
    /// Checks an address against the pack.
    pub fn new(asked: &Asked, city: &City, now: Timestamp) -> Result<View, Error> {
        let mut filter = Filter::default();
        let mut parts = Vec::new();
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        if let Some(code) = given(&asked.category) {
            let service = city.service(&code).ok_or_else(|| unknown("category"))?;
            filter.category =
                Some(CategoryCode::new(&service.category.code).map_err(|_bad| unknown("category"))?);
            filter.subcategory = match service.subcategory {
                Some(finer) => Some(SubcategoryCode::new(&finer.code).map_err(|_bad| unknown("category"))?),
                None => None,
            };
            parts.push(("category", code));
        }
        if let Some(code) = given(&asked.area) {
            city.area(&code).ok_or_else(|| unknown("area"))?;
            filter.area = Some(AreaCode::new(&code).map_err(|_bad| unknown("area"))?);
            parts.push(("area", code));
        }
        if let Some(code) = given(&asked.agency) {
            city.agency(&code).ok_or_else(|| unknown("agency"))?;
            filter.agency = Some(AgencyCode::new(&code).map_err(|_bad| unknown("agency"))?);
            parts.push(("agency", code));
        }
        if let Some(code) = given(&asked.state) {
            match code.as_str() {
                "open" => filter.openness = Some(Openness::Open),
                "ended" => filter.openness = Some(Openness::Ended),
                "overdue" => filter.overdue_at = Some(moment(now)),
                "contested" => filter.contested = Some(true),
                "reported" => filter.reported = Some(true),
                "redone" => {
                    filter.contested = Some(true);
                    filter.states =
                        StateKind::ALL.iter().copied().filter(|state| is_redone(*state)).collect();
                }
                "accepted_in_time" => filter.accepted_in_time = Some(true),
                "accepted_late" => filter.accepted_in_time = Some(false),
                code => filter.states = vec![StateKind::from_code(code).ok_or_else(|| unknown("state"))?],
            }
            parts.push(("state", code));
        }
        if let Some(code) = given(&asked.period) {
            filter.submitted = Some(month(&code, city).ok_or_else(|| unknown("period"))?);
            parts.push(("period", code));
        }
        if let Some(code) = given(&asked.source) {
            filter.imported = Some(match code.as_str() {
                "own" => false,
                "imported" => true,
                _ => return Err(unknown("source")),
            });
            parts.push(("source", code));
        }
        let words = asked.q.as_deref().map(words_of).filter(|words| !words.is_empty());
        let (mut after, mut after_place) = (None, None);
        match (given(&asked.after), &words) {
            (Some(text), None) => after = Some(text.parse::<Cursor>().map_err(|_bad| unknown("after"))?),
            (Some(text), Some(_)) => {
                after_place = Some(Place::parse(&text).ok_or_else(|| unknown("after"))?);
            }
            (None, _) => {}
        }
        if let Some(words) = words {
            parts.push(("q", words));
        }
        Ok(View { parts, filter, after, after_place })
    }

    /// The address of this view under a path, without its place in the list.
    pub fn address(&self, path: &str) -> String {
        address(path, self.parts.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// The same, beginning after a place in the list.
    pub fn address_after(&self, path: &str, after: &str) -> String {
        let parts = self.parts.iter().map(|(name, value)| (*name, value.as_str()));
        address(path, parts.chain([("after", after)]))
    }

    /// The words that are looked for; empty where none are.
    pub fn words(&self) -> &str {
        self.part("q")
    }

    /// Every part but the words, for a form that asks for other words in the same view.
    pub fn other_parts(&self) -> Vec<(&'static str, String)> {
        self.parts.iter().filter(|(name, _)| *name != "q").cloned().collect()
    }

    /// The query alone, for what is asked in the same view.
    pub fn query(&self) -> String {
        self.address("").trim_start_matches('?').to_owned()
    }

    /// The value of a part; empty where nothing is asked.
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(part, _)| *part == name).map_or("", |(_, value)| value)
    }

    /// Whether anything is asked.
    pub fn is_narrow(&self) -> bool {
        !self.parts.is_empty()
    }

    /// What is asked, each with the address without it.
    pub fn chips(&self, path: &str, words: Wording<'_>) -> Vec<Chip> {
        self.parts
            .iter()
            .map(|(name, value)| {
                let others = self.parts.iter().filter(|(other, _)| other != name);
                Chip {
                    label: part_words(name, value, words),
                    remove: address(path, others.map(|(name, value)| (*name, value.as_str()))),
                }
            })
            .collect()
    }
}

fn unknown(field: &'static str) -> Error {
    invalid(field, "unknown-choice")
}

fn address<'a>(path: &str, parts: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = path.to_owned();
    for (place, (name, value)) in parts.enumerate() {
        text.push(if place == 0 { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.extend(utf8_percent_encode(value, ADDRESS));
    }
    text
}

/// Letters, digits, dots and hyphens stand in an address as they are; codes have nothing else.
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Words as typed: so many characters of them, white space squeezed, in one normal form.
fn words_of(typed: &str) -> String {
    let typed: String = typed.chars().filter(|letter| *letter != '\0').take(LONGEST_WORDS).collect();
    nfc(&typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn part_words(name: &str, value: &str, words: Wording<'_>) -> String {
    match name {
        "category" => words.city.service(value).map(|service| words.say(service.name())).unwrap_or_default(),
        "area" => words.city.area(value).map(|area| words.say(&area.name)).unwrap_or_default(),
        "agency" => words.agency(value),
        "state" => standing(value, words),
        "period" => month_words(value, words),
        "q" => words.w.with("search-chip", &[("words", value.into())]),
        _ => words.w.code("source", value),
    }
}

fn standing(code: &str, words: Wording<'_>) -> String {
    if STANDINGS.contains(&code) { words.w.code("standing", code) } else { words.w.code("state", code) }
}

/// The months of a form, newest first, as `2026-11`.
pub fn months(city: &City, now: Timestamp) -> Vec<String> {
    let first = city.calendar().date_at(now).first_of_month();
    (0..MONTHS)
        .filter_map(|back| first.checked_sub(jiff::Span::new().months(back)).ok())
        .map(|date| format!("{:04}-{:02}", date.year(), date.month()))
        .collect()
}

/// A month by its code, from its first moment in the city's zone to that of the next.
pub fn month(code: &str, city: &City) -> Option<Period> {
    let (year, month) = code.split_once('-')?;
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
    let zone = city.calendar().zone();
    let start = |date: Date| Some(moment(date.to_zoned(zone.clone()).ok()?.timestamp()));
    Some(Period { from: start(first)?, to: start(next)? })
}

/// A month in words: "tháng 11 năm 2026".
pub fn month_words(code: &str, words: Wording<'_>) -> String {
    let (year, month) = code.split_once('-').unwrap_or((code, ""));
    let month = words.w.month(month.parse().unwrap_or(1));
    words.w.with("month-of-year", &[("month", month.as_str().into()), ("year", year.into())])
}

/// The choices of the form.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Categories.
    pub categories: Vec<Choice>,
    /// Wards and communes, by name.
    pub areas: Vec<Choice>,
    /// Agencies that are not a ward's, and the one that is chosen.
    pub agencies: Vec<Choice>,
    /// States and standings.
    pub states: Vec<Choice>,
    /// Months.
    pub periods: Vec<Choice>,
}

/// The choices of the form with those of the view chosen.
pub fn choices(view: &View, words: Wording<'_>) -> Choices {
    let collator = Collator::new();
    let choice = |part: &'static str, value: &str, label: String| Choice {
        value: value.to_owned(),
        label,
        is_chosen: view.part(part) == value,
        ..Choice::default()
    };
    let all = |key: &str| Choice { label: words.w.t(key), ..Choice::default() };
    let city = words.city;
    let mut areas: Vec<Choice> =
        city.areas().iter().map(|area| choice("area", &area.code, words.say(&area.name))).collect();
    collator.sort_places(&mut areas, |choice| &choice.label);
    let mut agencies: Vec<Choice> = city
        .agencies()
        .iter()
        .filter(|agency| {
            let is_rare = agency.kind == AgencyKind::Ward || agency.kind.is_board();
            !is_rare || agency.code == view.part("agency")
        })
        .map(|agency| choice("agency", &agency.code, words.say(&agency.name)))
        .collect();
    collator.sort_by(&mut agencies, |choice| &choice.label);
    let mut categories = vec![all("cases-all-categories")];
    for category in city.categories() {
        categories.push(choice("category", &category.code, words.say(&category.name)));
        // A finer choice that came with the address stays chosen.
        categories.extend(
            category
                .subcategories
                .iter()
                .filter(|finer| finer.code == view.part("category"))
                .map(|finer| choice("category", &finer.code, words.say(&finer.name))),
        );
    }
    let mut states = vec![all("cases-all-states")];
    states.extend(STANDINGS.iter().map(|code| choice("state", code, standing(code, words))));
    states.extend(
        StateKind::ALL.iter().map(|state| choice("state", state.code(), standing(state.code(), words))),
    );
    let mut periods = vec![all("cases-all-periods")];
    periods
        .extend(months(city, words.now).iter().map(|code| choice("period", code, month_words(code, words))));
    areas.insert(0, all("cases-all-areas"));
    agencies.insert(0, all("cases-all-agencies"));
    Choices { categories, areas, agencies, states, periods }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(asked: &Asked) -> Result<View, Error> {
        View::new(asked, &City::embedded().unwrap(), "2026-11-22T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_view_comes_back_as_the_address_that_asked_for_it() {
        let asked = Asked {
            area: Some("00070".to_owned()),
            state: Some("overdue".to_owned()),
            period: Some("2026-11".to_owned()),
            category: Some(String::new()),
            ..Asked::default()
        };
        let view = view(&asked).unwrap();
        assert_eq!(view.address("/cases"), "/cases?area=00070&state=overdue&period=2026-11");
        assert_eq!(view.filter.submitted.unwrap().from.to_string(), "2026-10-31T17:00:00.000Z");
    }

    #[test]
    fn words_stand_in_the_address_in_one_normal_form_and_lose_nothing() {
        let typed = Some("  ngập\u{a0} nước & “cống”\0 ".to_owned());
        let view = view(&Asked { q: typed, area: Some("00070".to_owned()), ..Asked::default() }).unwrap();
        assert_eq!(view.words(), "ngập nước & “cống”");
        assert_eq!(
            view.address("/cases"),
            "/cases?area=00070&q=ng%E1%BA%ADp%20n%C6%B0%E1%BB%9Bc%20%26%20%E2%80%9Cc%E1%BB%91ng%E2%80%9D"
        );
        assert_eq!(view.other_parts(), [("area", "00070".to_owned())]);
    }

    #[test]
    fn what_the_pack_does_not_know_is_refused_and_named() {
        for asked in [
            Asked { area: Some("99999".to_owned()), ..Asked::default() },
            Asked { state: Some("done".to_owned()), ..Asked::default() },
            Asked { period: Some("2026-13".to_owned()), ..Asked::default() },
            Asked { period: Some("2026-1".to_owned()), ..Asked::default() },
            Asked { after: Some("'; --".to_owned()), ..Asked::default() },
            Asked { after: Some("'; --".to_owned()), q: Some("rác".to_owned()), ..Asked::default() },
        ] {
            assert!(matches!(view(&asked), Err(Error::Invalid { code: "unknown-choice", .. })), "{asked:?}");
        }
    }
}
