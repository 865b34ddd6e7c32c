//! The order of Vietnamese names: places by name without "phường" or "xã".
//! The letters' order is ICU4X's for the locale vi; byte order and the root locale are both wrong for it.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator as Icu, CollatorBorrowed};
use icu_locale::locale;

use crate::fold::nfc;

const DESIGNATORS: [&str; 12] = [
    "phường ",
    "xã ",
    "thị trấn ",
    "thị xã ",
    "thành phố ",
    "tp. ",
    "quận ",
    "huyện ",
    "tỉnh ",
    "đặc khu ",
    "phố ",
    "đường ",
];

/// Compares Vietnamese names.
#[derive(Debug)]
pub struct Collator {
    icu: CollatorBorrowed<'static>,
}

impl Default for Collator {
    fn default() -> Self {
        Self::new()
    }
}

impl Collator {
    /// A collator with the tables that are part of the binary.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the collation data are compiled in; the test below builds it"
    )]
    pub fn new() -> Self {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        let icu = Icu::try_new(locale!("vi").into(), options).expect("compiled collation data");
        Self { icu }
    }

    /// Compares two texts as they stand.
    pub fn compare(&self, one: &str, two: &str) -> Ordering {
        self.icu.compare(one, two)
    }

    /// Sorts by a text of each item as it stands.
    pub fn sort_by<T>(&self, items: &mut [T], text: impl Fn(&T) -> &str) {
        items.sort_by(|one, two| self.compare(text(one), text(two)));
    }

    /// Sorts by the place name of each item.
    pub fn sort_places<T>(&self, items: &mut [T], name: impl Fn(&T) -> &str) {
        items.sort_by_cached_key(|item| {
            let whole = name(item).to_owned();
            Place { icu: &self.icu, bare: bare_place(&whole), whole }
        });
    }
}

/// A place name as it is sorted: without its designator, equal names by the whole text. Made once for each name, since taking a name
/// apart takes longer than comparing two.
struct Place<'a> {
    icu: &'a CollatorBorrowed<'static>,
    bare: String,
    whole: String,
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.icu.compare(&self.bare, &other.bare).then_with(|| self.icu.compare(&self.whole, &other.whole))
    }
}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place<'_> {}

/// A place name without its designator, in NFC: "Phường Ô Chợ Dừa" gives "Ô Chợ Dừa".
pub fn bare_place(name: &str) -> String {
    let name = nfc(name.trim());
    let lower = name.to_lowercase();
    for designator in DESIGNATORS {
        if lower.starts_with(designator) {
            let bare: String = name.chars().skip(designator.chars().count()).collect();
            let bare = bare.trim();
            if !bare.is_empty() {
                return bare.to_owned();
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_sorted_by_name_without_the_designator() {
        let mut places = [
            "Phường Ô Chợ Dừa",
            "Xã Ân Thi",
            "phường Ba Đình",
            "Xã An Khánh",
            "Phường Ong",
            "Phường Đống Đa",
            "Xã Dương Hòa",
        ];
        Collator::new().sort_places(&mut places, |place| place);
        assert_eq!(
            places,
            [
                "Xã An Khánh",
                "Xã Ân Thi",
                "phường Ba Đình",
                "Xã Dương Hòa",
                "Phường Đống Đa",
                "Phường Ong",
                "Phường Ô Chợ Dừa"
            ]
        );
        assert_eq!(bare_place("Phường "), "Phường");
    }
}
