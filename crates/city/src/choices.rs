//! What residents can choose: categories, their finer choices, and the questions asked with them. Every code in them
//! has been checked to exist; every text is there in both languages.

use dantin_calendar::Bilingual;
use serde::{Deserialize, Serialize};

/// Who leads a case of a category.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lead {
    /// The People's Committee of the area where it is.
    Ward,
    /// The agency of this code.
    Agency(String),
}

/// What residents choose first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// `[a-z0-9-]`, unique among categories and sub-categories.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// One sentence of what belongs here.
    pub description: Bilingual,
    /// Name of its icon in the Lucide set.
    pub icon: String,
    /// Heading under which it stands.
    pub group: Bilingual,
    /// Words by which it is found, in both languages.
    pub keywords: Vec<String>,
    /// Who leads.
    pub lead: Lead,
    /// Id of the deadline for accepting.
    pub receive: String,
    /// Id of the deadline for resolving.
    pub resolve: String,
    /// Whether cases are urgent from the start.
    pub urgent: bool,
    /// Whether the public place is made coarse, since it may be a home.
    pub coarse_place: bool,
    /// Metres within which another case may be the same.
    pub duplicate_metres: u32,
    /// Days for which an older case may be the same.
    pub duplicate_days: u32,
    /// Questions asked beside the common ones.
    pub attributes: Vec<Attribute>,
    /// The finer choice, in order; may be empty.
    pub subcategories: Vec<Subcategory>,
}

/// A finer choice within a category; what it does not say itself has been taken from the category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subcategory {
    /// `[a-z0-9-]`, unique among categories and sub-categories.
    pub code: String,
    /// Code of its category.
    pub category: String,
    /// Its name.
    pub name: Bilingual,
    /// One sentence of what belongs here.
    pub description: Bilingual,
    /// Name of its icon in the Lucide set.
    pub icon: String,
    /// Words by which it is found, in both languages; its own, without those of the category.
    pub keywords: Vec<String>,
    /// Who leads.
    pub lead: Lead,
    /// Id of the deadline for accepting.
    pub receive: String,
    /// Id of the deadline for resolving.
    pub resolve: String,
    /// Whether cases are urgent from the start.
    pub urgent: bool,
    /// Whether the public place is made coarse, since it may be a home.
    pub coarse_place: bool,
    /// Metres within which another case may be the same.
    pub duplicate_metres: u32,
    /// Days for which an older case may be the same.
    pub duplicate_days: u32,
    /// Questions asked beside the common ones.
    pub attributes: Vec<Attribute>,
}

/// The type of a question's answer, as Open311 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeKind {
    /// A short text.
    String,
    /// A number.
    Number,
    /// A date and time.
    Datetime,
    /// A text of several lines.
    Text,
    /// One of the choices.
    SingleValueList,
    /// Some of the choices.
    MultiValueList,
}

/// A question asked beside the common ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// `[a-z0-9-]`, unique within its category or sub-category.
    pub code: String,
    /// Type of the answer.
    pub datatype: AttributeKind,
    /// Whether an answer is needed.
    #[serde(default)]
    pub required: bool,
    /// The question.
    pub description: Bilingual,
    /// The choices of a list, in order.
    #[serde(default)]
    pub values: Vec<Choice>,
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// `[a-z0-9-]`, unique within its list.
    pub code: String,
    /// What is shown.
    pub name: Bilingual,
}
