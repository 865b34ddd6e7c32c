//! What a pack says of the city, its places, agencies, days and channels, as types. Every code in them has been checked to exist; every text is there in both languages.

use dantin_calendar::{Bilingual, Confidence, OpenHours};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the whole city has in common (`city.toml`).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The pack's own code, `[a-z0-9-]`.
    pub code: String,
    /// The city's short name.
    pub name: Bilingual,
    /// The city's official name.
    pub full_name: Bilingual,
    /// Language codes, the default one first.
    pub languages: Vec<String>,
    /// IANA name of the time zone.
    pub zone: String,
    /// What public codes of cases begin with, such as "DT".
    pub code_prefix: String,
    /// Code of the agency that decides when competence is unclear.
    pub coordinator: String,
    /// Id of the deadline after which a reported result that nobody confirmed counts as unconfirmed.
    pub confirmation: String,
    /// Ids of the deadlines after which a late case rises: to the head of its agency, to the body above it, and so on;
    /// counted from the moment when the step was due. Empty where nothing rises.
    pub escalation: Vec<String>,
    /// How many hand-overs a case has before the coordinator decides.
    pub handover_limit: u32,
    /// Latitude and longitude in degrees where maps open.
    pub centre: (f64, f64),
    /// The box that holds the city.
    pub bounds: Bounds,
    /// Working hours of Monday to Sunday.
    pub hours: [OpenHours; 7],
    /// Flags of `holidays.csv` that are on.
    pub flags: Vec<String>,
    /// Numbers to call when life or property is in danger.
    pub emergencies: Vec<Emergency>,
    /// What is said before anything else when there is danger.
    pub diversion: Diversion,
    /// A telephone for residents, when the city is known to have one.
    pub help_line: Option<HelpLine>,
}

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Least latitude.
    pub south: f64,
    /// Least longitude.
    pub west: f64,
    /// Greatest latitude.
    pub north: f64,
    /// Greatest longitude.
    pub east: f64,
}

impl Bounds {
    /// Whether a point lies in the box, its edges included.
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        (self.south..=self.north).contains(&latitude) && (self.west..=self.east).contains(&longitude)
    }
}

/// An emergency number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Digits to dial.
    pub number: String,
    /// Who answers.
    pub name: Bilingual,
    /// When to call.
    pub when: Bilingual,
}

/// The words that send a resident in danger to the telephone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diversion {
    /// The question or call that stands first.
    pub title: Bilingual,
    /// What to do.
    pub text: Bilingual,
}

/// A telephone for residents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Digits to dial.
    pub number: String,
    /// Its name.
    pub name: Bilingual,
    /// Where the number was found.
    pub source: String,
}

/// What kind of body an agency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// The city's People's Committee.
    City,
    /// The People's Committee of one area.
    Ward,
    /// A department or a body of the city.
    Department,
    /// A company that runs water, power, lighting, waste, trees, buses.
    Utility,
    /// The police.
    Police,
    /// The office that names the lead when competence is unclear.
    Coordinator,
    /// A body that oversees and leads no case.
    Overseer,
    /// A People's Inspection Board (Ban Thanh tra nhân dân): oversees one ward or commune.
    InspectionBoard,
    /// A Community Investment Supervision Board (Ban Giám sát đầu tư của cộng đồng): oversees investments in one ward or commune, or
    /// one project there.
    InvestmentBoard,
}

impl AgencyKind {
    /// Whether it oversees others, and so leads no case.
    pub const fn oversees(self) -> bool {
        matches!(self, Self::Overseer) || self.is_board()
    }

    /// Whether it is a board of residents, which oversees within one ward or commune alone.
    pub const fn is_board(self) -> bool {
        matches!(self, Self::InspectionBoard | Self::InvestmentBoard)
    }
}

/// A body that can be responsible for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// `[a-z0-9-]`.
    pub code: String,
    /// What kind of body it is.
    pub kind: AgencyKind,
    /// Its official name.
    pub name: Bilingual,
    /// Code of the body above it.
    pub parent: Option<String>,
    /// Code of the area it governs, of a ward or commune, or beyond which a board has nothing to say.
    pub area: Option<String>,
    /// The project that a board oversees, where it oversees one alone.
    pub project: Option<Bilingual>,
    /// What it is responsible for.
    pub competence: Bilingual,
    /// Where the row comes from.
    pub source: String,
    /// How sure the pack's authors are.
    pub confidence: Confidence,
}

/// Ward or commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// Phường.
    Phuong,
    /// Xã.
    Xa,
}

/// A unit at commune level.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Official code, five digits with leading zeros; codes were reused, so a unit is (code, `valid_from`).
    pub code: String,
    /// First day of its existence.
    pub valid_from: Date,
    /// Ward or commune.
    pub kind: AreaKind,
    /// Its full name, as "Phường Hoàn Kiếm", "Hoan Kiem Ward".
    pub name: Bilingual,
    /// Latitude of its centre in degrees.
    pub latitude: f64,
    /// Longitude of its centre in degrees.
    pub longitude: f64,
    /// Square kilometres.
    pub area_km2: f64,
    /// Where the row comes from.
    pub source: String,
    /// How sure the pack's authors are.
    pub confidence: Confidence,
}

/// Whether an old unit went into a new one as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The whole unit.
    Whole,
    /// A part of it; the other parts went elsewhere.
    Partial,
}

/// A link from a unit before a reform to a unit of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldArea {
    /// The old unit's code.
    pub old_code: String,
    /// The old unit's name with its kind, as "Phường Trúc Bạch".
    pub old_name: String,
    /// The old district, as "Quận Ba Đình".
    pub old_district: String,
    /// Code of the unit of today.
    pub new_code: String,
    /// Whole or in part.
    pub extent: Extent,
}

/// A well-known place that residents name instead of a street.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Landmark {
    /// Its name.
    pub name: Bilingual,
    /// What people also call it.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Latitude of a point in it, in degrees.
    pub latitude: f64,
    /// Longitude of that point in degrees.
    pub longitude: f64,
    /// Metres round the point within which it lies.
    pub accuracy_m: u16,
    /// Where the row comes from.
    pub source: String,
    /// How sure the pack's authors are.
    pub confidence: Confidence,
}

/// What a row of the holidays table makes of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// A public holiday.
    PublicHoliday,
    /// A day off for a holiday that fell on a weekly day off.
    InLieu,
    /// A day off in exchange for a working day elsewhere.
    SwapOff,
    /// A weekly day off that is worked.
    WorkingDay,
    /// A day that is off only when its flag is on in `city.toml`.
    Flagged,
}

/// A row of the holidays table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The date.
    pub date: Date,
    /// What the row makes of it.
    pub kind: HolidayKind,
    /// The flag of a flagged row.
    pub flag: Option<String>,
    /// Its name.
    pub name: Bilingual,
    /// Where the row comes from.
    pub source: String,
    /// How sure the pack's authors are.
    pub confidence: Confidence,
    /// A caution, such as that the row is projected; may be empty.
    pub note: String,
}

/// The four things that residents bring, which the law keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Phản ánh.
    Report,
    /// Kiến nghị.
    Recommendation,
    /// Khiếu nại: never stored here.
    FormalComplaint,
    /// Tố cáo: never stored here.
    Denunciation,
}

impl ChannelKind {
    /// All four, in the order in which they are offered.
    pub const ALL: [Self; 4] =
        [Self::Report, Self::Recommendation, Self::FormalComplaint, Self::Denunciation];

    /// Whether this platform may store it as a public case.
    pub fn is_kept_here(self) -> bool {
        matches!(self, Self::Report | Self::Recommendation)
    }

    /// The code used in files, forms and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Recommendation => "recommendation",
            Self::FormalComplaint => "formal_complaint",
            Self::Denunciation => "denunciation",
        }
    }
}

/// A channel and what a resident must know of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Which of the four.
    pub kind: ChannelKind,
    /// Its name.
    pub name: Bilingual,
    /// The resident's own words that lead here, as "Tôi thấy một vấn đề".
    pub choice: Bilingual,
    /// What it is.
    pub what: Bilingual,
    /// What happens to it: here, or elsewhere.
    pub handling: Bilingual,
    /// Who is competent.
    pub authority: Bilingual,
    /// What must be in it.
    pub requirements: Vec<Bilingual>,
    /// How the person is protected.
    pub protection: Bilingual,
    /// The law, as cited.
    pub law: String,
    /// Ids of the deadlines that bind.
    #[serde(default)]
    pub terms: Vec<String>,
    /// How sure the pack's authors are.
    pub confidence: Confidence,
}

/// A deadline whose number was looked for and not found; said openly instead of invented.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotFound {
    /// The id it would have.
    pub id: String,
    /// What is known and what is not.
    pub reason: Bilingual,
}
