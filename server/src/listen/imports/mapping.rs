//! The mapping file: how a city's export of service requests is to be read. Each city names its columns, writes its
//! times and fills its gaps in its own way; all of that is data here, and no city is known to the program.

use std::collections::BTreeMap;
use std::fmt;

use dantin_city::{Bilingual, Bounds, Emergency};
use dantin_record::code::SystemCode;
use dantin_record::source::SourceState;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};

use super::projection::TransverseMercator;

/// A checked mapping.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Where the file comes from.
    pub source: Source,
    /// Which column holds what.
    pub columns: Columns,
    /// How times are written.
    pub times: Times,
    /// How places are written; without it no request has a point.
    pub place: Option<PlaceRule>,
    /// What the words of the state mean.
    pub status: StatusRule,
    /// How the source's categories become those of the pack.
    #[serde(default)]
    pub categories: CodeRule,
    /// How the units responsible are named.
    #[serde(default)]
    pub agencies: AgencyRule,
    /// How wards or districts are named.
    #[serde(default)]
    pub areas: AreaRule,
    /// What several rows of one id mean; without it they are faults.
    pub repeats: Option<Repeats>,
    /// Rows that are not taken over, and why.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    /// What a city pack made from the file is called.
    pub pack: Option<PackRecipe>,
}

/// Where the file comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Code of the system; with a request's id it names the imported case for ever.
    pub system: SystemCode,
    /// Its name, as a reader should see it.
    pub name: String,
    /// To whom the data are owed.
    pub attribution: String,
    /// The zone of all times in the file.
    #[serde(deserialize_with = "zone")]
    pub zone: TimeZone,
    /// Words that stand for a missing value, beside the empty field.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// Names of columns as the file's header writes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The request's id.
    pub id: String,
    /// When it was requested.
    pub requested: String,
    /// What it is about: a code or a name.
    pub category: String,
    /// The category's name, where `category` is a code.
    pub category_name: Option<String>,
    /// The state word.
    pub status: String,
    /// When it was closed or cancelled: the first column that has a value counts.
    #[serde(default)]
    pub closed: Vec<String>,
    /// When it was last changed.
    pub updated: Option<String>,
    /// The date that was promised.
    pub expected: Option<String>,
    /// When somebody was on the spot.
    pub done: Option<String>,
    /// The unit responsible.
    pub agency: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// Ward or district.
    pub area: Option<String>,
    /// By which way the request came.
    pub channel: Option<String>,
}

/// How times are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// The format, with the signs of `strptime`, such as `%m/%d/%Y %I:%M:%S %p`.
    pub format: String,
    /// Columns in which midnight stands for the whole day.
    #[serde(default)]
    pub days: Vec<String>,
    /// What the promised date is a promise of.
    #[serde(default)]
    pub expected_is: Promise,
}

/// What a promised date is a promise of. Only a promise to close is a due date of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// That the request is closed by then.
    Closing,
    /// That somebody has looked at it by then.
    FirstInspection,
    /// The day on which the crew is to come.
    DayOfService,
    /// Nobody says.
    #[default]
    Unknown,
}

impl Promise {
    /// What becomes of the date, after "The date in" and the name of its column.
    pub fn words(self) -> &'static str {
        match self {
            Self::Closing => "is a promise to close, and the due time of the case",
            Self::FirstInspection => "is a promise to look at it; it makes no case overdue here",
            Self::DayOfService => "is the day on which a crew comes; it makes no case overdue here",
            Self::Unknown => "promises nothing that is known; it makes no case overdue here",
        }
    }
}

/// How places are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRule {
    /// Column of the longitude or the easting.
    pub x: String,
    /// Column of the latitude or the northing.
    pub y: String,
    /// How far in metres a point may be off.
    pub precision_m: u16,
    /// The grid; without it the columns hold degrees.
    pub transverse_mercator: Option<TransverseMercator>,
    /// The box in which all points must lie.
    pub bounds: Bounds,
}

/// What the words of the state mean; letter case does not matter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRule {
    /// Words of requests that are open.
    pub open: Vec<String>,
    /// Words of requests that the agency calls done.
    pub closed: Vec<String>,
    /// Words of requests that were called off, entered in error or double.
    #[serde(default)]
    pub cancelled: Vec<String>,
}

impl StatusRule {
    /// What a word means, if the mapping names it.
    pub fn meaning(&self, word: &str) -> Option<SourceState> {
        let among = |words: &[String]| words.iter().any(|known| known.to_lowercase() == word.to_lowercase());
        if among(&self.closed) {
            Some(SourceState::Closed)
        } else if among(&self.cancelled) {
            Some(SourceState::Cancelled)
        } else {
            among(&self.open).then_some(SourceState::Open)
        }
    }
}

/// How the source's categories become codes of the pack: by the table, else by the slug of the word itself; where the
/// pack has no such code, `otherwise`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRule {
    /// From the source's word to a code.
    #[serde(default)]
    pub table: BTreeMap<String, String>,
    /// The code of everything else.
    pub otherwise: Option<String>,
}

/// How the units responsible are named.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyRule {
    /// What begins the part of the value that is no name, such as a comma.
    pub cut_at: Option<String>,
    /// Full names of short ones.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// From the name to the code of the pack, where the name itself does not make it.
    #[serde(default)]
    pub table: BTreeMap<String, String>,
}

/// How wards or districts are named.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaRule {
    /// How many digits a code has; shorter numbers get leading zeros.
    pub digits: Option<usize>,
}

/// Several rows of one id are several callers with one request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// Columns in which such rows may differ; in all others they must be alike.
    #[serde(default)]
    pub may_differ: Vec<String>,
}

/// Rows that are not taken over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    /// The column that decides.
    pub column: String,
    /// The values of rows that stay behind.
    pub is: Vec<String>,
    /// Why.
    pub because: String,
}

/// What a city pack made from the file is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackRecipe {
    /// Code of the pack.
    pub code: String,
    /// The city's short name.
    pub name: Bilingual,
    /// Its full name.
    pub full_name: Bilingual,
    /// One to four letters with which codes of cases begin.
    pub code_prefix: String,
    /// What stands before the number of an area, as "Ward".
    pub area_word: Bilingual,
    /// Numbers to call in danger.
    pub emergency: Vec<Emergency>,
}

/// What is wrong with a mapping file: the line where that is known, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// The reason in words.
    pub reason: String,
}

impl fmt::Display for MappingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for MappingFault {}

impl Mapping {
    /// Reads and checks a mapping file.
    pub fn parse(text: &str) -> Result<Self, MappingFault> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map(|before| before.matches('\n').count() + 1);
            MappingFault { line, reason: error.message().trim().to_owned() }
        })?;
        match mapping.fault() {
            Some(reason) => Err(MappingFault { line: None, reason }),
            None => Ok(mapping),
        }
    }

    fn fault(&self) -> Option<String> {
        let place = self.place.as_ref();
        if place.and_then(|place| place.transverse_mercator).is_some_and(|grid| !grid.is_sound()) {
            return Some("place.transverse_mercator does not describe a grid".to_owned());
        }
        if self.areas.digits.is_some_and(|digits| !(1..=10).contains(&digits)) {
            return Some("areas.digits must lie between 1 and 10".to_owned());
        }
        let status = &self.status;
        let words: Vec<String> = [&status.open, &status.closed, &status.cancelled]
            .into_iter()
            .flatten()
            .map(|word| word.to_lowercase())
            .collect();
        let twice = words.iter().enumerate().find(|(at, word)| words.iter().take(*at).any(|w| w == *word));
        if let Some((_, word)) = twice {
            return Some(format!("the state word \"{word}\" stands twice in [status]"));
        }
        let known = self.column_names();
        let named = self.times.days.iter().find(|day| !known.contains(&day.as_str()));
        named.map(|day| format!("times.days names \"{day}\", which [columns] does not"))
    }

    /// The columns that must be in the file.
    pub fn column_names(&self) -> Vec<&str> {
        let columns = &self.columns;
        let needed = [&columns.id, &columns.requested, &columns.category, &columns.status];
        let given = [
            &columns.category_name,
            &columns.updated,
            &columns.expected,
            &columns.done,
            &columns.agency,
            &columns.address,
            &columns.area,
            &columns.channel,
        ];
        let place = self.place.iter().flat_map(|place| [&place.x, &place.y]);
        let others = self.repeats.iter().flat_map(|repeats| &repeats.may_differ);
        needed
            .into_iter()
            .chain(given.into_iter().flatten())
            .chain(&columns.closed)
            .chain(place)
            .chain(others)
            .chain(self.leave_out.iter().map(|rule| &rule.column))
            .map(String::as_str)
            .collect()
    }
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeZone, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name)
        .map_err(|_unknown| serde::de::Error::custom(format!("\"{name}\" is not a known time zone")))
}

/// A word as a code of `[a-z0-9-]`, at most `longest` characters; nothing where no letter or digit is left.
pub fn slug(word: &str, longest: usize) -> Option<String> {
    let mut code = String::new();
    for letter in dantin_words::fold(word).chars() {
        if letter.is_ascii_alphanumeric() {
            code.push(letter.to_ascii_lowercase());
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    code.truncate(longest);
    let code = code.trim_end_matches('-');
    (!code.is_empty()).then(|| code.to_owned())
}
