//! What a client sent: names with values, repeated or not, from the address or a form. Each reader accepts the variants
//! that real clients send (ambiguities 3 to 5 and 10 of the project's Open311 notes) and says in a code what it refuses.

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use percent_encoding::percent_decode_str;

/// Names and values in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

/// A value that cannot be read; the code has words after `open311-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Name of the parameter.
    pub name: String,
    /// `date`, `number`, `list`, `range`…
    pub code: &'static str,
}

impl Parameters {
    /// Reads `a=1&b=2` with percent-encoding and plus signs.
    pub fn parse(text: &str) -> Parameters {
        let decode = |part: &str| {
            let part = part.replace('+', " ");
            dantin_words::nfc(&percent_decode_str(&part).decode_utf8_lossy())
        };
        Parameters(
            text.split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// The first value that is not empty: an empty parameter is the same as an absent one.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// All values of a comma list, a repeated parameter or a mixture; doubles dropped, order kept.
    pub fn list(&self, name: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for (_, value) in self.0.iter().filter(|(key, _)| key == name) {
            for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                if !all.iter().any(|known| known == part) {
                    all.push(part.to_owned());
                }
            }
        }
        all
    }

    /// Whether `true`, in any case.
    pub fn is_true(&self, name: &str) -> bool {
        self.first(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// A whole number within bounds.
    pub fn number(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, Unreadable> {
        self.first(name)
            .map(|text| {
                text.parse::<i64>()
                    .ok()
                    .filter(|number| *number >= least)
                    .map(|number| number.min(most))
                    .ok_or_else(|| Unreadable { name: name.to_owned(), code: "number" })
            })
            .transpose()
    }

    /// A decimal number.
    pub fn decimal(&self, name: &str) -> Result<Option<f64>, Unreadable> {
        self.first(name)
            .map(|text| {
                text.parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
                    .ok_or_else(|| Unreadable { name: name.to_owned(), code: "number" })
            })
            .transpose()
    }

    /// A time with its zone.
    pub fn time(&self, name: &str) -> Result<Option<Timestamp>, Unreadable> {
        self.first(name)
            .map(|text| time(text).ok_or_else(|| Unreadable { name: name.to_owned(), code: "date" }))
            .transpose()
    }

    /// The answers to a service's questions: `attribute[code]` and `attribute[code][]`, in the order they came.
    pub fn attributes(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .filter_map(|(name, value)| {
                let code = name.strip_prefix("attribute[")?;
                let code = code.strip_suffix("[]").unwrap_or(code).strip_suffix(']')?;
                Some((code, value.trim())).filter(|(_, value)| !value.is_empty())
            })
            .collect()
    }
}

/// Reads a date of the W3C note: `Z`, `+07:00`, `+0700`, with or without a fraction; a plus that arrived as a blank is
/// taken for one. A time without a zone, or a day without a time, is refused.
pub fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, rest) = text.split_once(['T', 't'])?;
    let mark = rest.find(['Z', 'z', '+', '-', ' '])?;
    let (clock, zone) = rest.split_at_checked(mark)?;
    let offset = match zone.strip_prefix(['+', '-', ' ']) {
        None if zone.len() == 1 => Offset::UTC,
        None => return None,
        Some(digits) => {
            let digits = digits.replace(':', "");
            if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let (hours, minutes) = digits.split_at_checked(2)?;
            let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
            if minutes > 59 {
                return None;
            }
            let seconds = hours * 3600 + minutes * 60;
            Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()?
        }
    };
    let civil: DateTime = format!("{date}T{clock}").parse().ok()?;
    offset.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_of_a_date_is_read_and_one_without_a_zone_refused() {
        let one = "2026-03-01T01:00:00Z".parse::<Timestamp>().unwrap();
        for text in [
            "2026-03-01T01:00:00Z",
            "2026-03-01T08:00:00+07:00",
            "2026-03-01T08:00:00+0700",
            "2026-03-01T08:00:00 07:00",
            "2026-03-01T08:00:00.000+07:00",
            "2026-02-28T20:00:00-05:00",
        ] {
            assert_eq!(time(text), Some(one), "{text}");
        }
        for text in [
            "2026-03-01",
            "2026-03-01T08:00:00",
            "01/03/2026",
            "2026-13-01T00:00:00Z",
            "",
            "T",
            "2026-03-01T08:00:00+7",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn lists_are_read_from_commas_and_repetitions() {
        let parameters = Parameters::parse("service_code=a, b&service_code=c,a&status=");
        assert_eq!(parameters.list("service_code"), ["a", "b", "c"]);
        assert_eq!(parameters.first("status"), None);
    }

    #[test]
    fn both_forms_of_attributes_are_read_also_with_encoded_brackets() {
        let parameters = Parameters::parse("attribute[loi]=tat&attribute%5Bxa%5D%5B%5D=1&attribute[xa][]=2");
        assert_eq!(parameters.attributes(), [("loi", "tat"), ("xa", "1"), ("xa", "2")]);
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_the_readers_panic(text in ".{0,80}") {
            let parameters = Parameters::parse(&text);
            let _ = parameters.attributes();
            let _ = parameters.list("a");
            let _ = time(&text);
        }

        #[test]
        fn a_written_time_is_read_back(seconds in 0_i64..4_000_000_000, hours in -12_i8..=14) {
            let at = Timestamp::from_second(seconds).unwrap();
            let zoned = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(hours)));
            prop_assert_eq!(time(&zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()), Some(at));
        }
    }
}
