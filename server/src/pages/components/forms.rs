//! What the pieces of a form show: errors at fields, choices, steps, and the answers once more.

/// An error of one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The `id` of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// The first message for a field among `errors`; empty if it has none.
pub fn error_of<'a>(errors: &'a [FieldError], field: &str) -> &'a str {
    errors.iter().find(|error| error.field == field).map_or("", |error| &error.message)
}

/// One choice of radios, checkboxes, a select or the category grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub label: String,
    /// A line beneath, or empty.
    pub hint: String,
    /// Symbol of the icon sprite, or empty.
    pub icon: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// One step of a form in several steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// "Ảnh và địa điểm".
    pub label: String,
    /// Where a step already done can be changed; empty for the others.
    pub href: String,
}

/// One line of a summary list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryRow {
    /// What it is.
    pub term: String,
    /// What was given; line breaks are kept.
    pub value: String,
    /// Where it can be changed; empty if it cannot.
    pub change: String,
}
