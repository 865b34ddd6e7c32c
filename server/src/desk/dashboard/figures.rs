//! Published figures of a group of agencies: sums of integers, never of percentages. Lengths of time cannot be added and
//! are not shown for a group.

use dantin_record::{
    book::figures::{
        Figure, Figures, Month, Subject, Value,
        tables::{Division, Tables},
    },
    code::AgencyCode,
};

use super::board::Of;

/// The value of a figure over a division.
pub fn value(of: &Of, division: &Division, figure: Figure) -> Value {
    match of {
        Of::City => division.own.get(figure),
        Of::Agencies(_) => sum(
            division
                .agencies
                .iter()
                .filter(|part| part.key.is_some_and(|key| of.has(key)))
                .map(|part| &part.figures),
            figure,
        ),
    }
}

/// Counts and shares of several groups together.
pub fn sum<'a>(parts: impl Iterator<Item = &'a Figures>, figure: Figure) -> Value {
    let nothing = match Figures::default().get(figure) {
        Value::Seconds { .. } => return Value::Seconds { seconds: None, cases: 0 },
        nothing => nothing,
    };
    parts.fold(nothing, |sum, part| match (sum, part.get(figure)) {
        (Value::Count(one), Value::Count(other)) => Value::Count(one + other),
        (Value::Share { numerator, denominator }, Value::Share { numerator: more, denominator: of_more }) => {
            Value::Share { numerator: numerator + more, denominator: denominator + of_more }
        }
        (sum, _) => sum,
    })
}

/// The numerator of a share, or a count.
pub const fn amount(value: Value) -> u64 {
    match value {
        Value::Count(count) => count,
        Value::Share { numerator, .. } => numerator,
        Value::Seconds { cases, .. } => cases,
    }
}

/// The published figures of a month; nothing for one without cases.
pub fn month(tables: &Tables, year: i16, month: i8) -> Option<&Division> {
    tables.division(Some(Month { year, month }))
}

/// Each agency of the group that has cases, with its figures of all time.
pub fn agencies<'a>(of: &'a Of, division: &'a Division) -> impl Iterator<Item = (AgencyCode, &'a Figures)> {
    division.agencies.iter().filter_map(|part| {
        let key = part.key.filter(|key| of.has(*key) && part.figures.tells_of(&[Subject::Case]))?;
        Some((key, &part.figures))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_shares_are_shares_and_lengths_are_none() {
        let share = sum(std::iter::empty(), Figure::OverdueNow);
        assert_eq!(share, Value::Share { numerator: 0, denominator: 0 });
        assert_eq!(sum(std::iter::empty(), Figure::Received), Value::Count(0));
        let length = sum([&Figures::default(), &Figures::default()].into_iter(), Figure::ReportedMedian);
        assert_eq!(length, Value::Seconds { seconds: None, cases: 0 });
    }
}
