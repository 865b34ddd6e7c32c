//! The smallest pieces of an entry: times, hashes, codes, numbers and lists, each with its one spelling, and how an object of known keys
//! is read.

use std::str::FromStr;

use dantin_journal::canonical::{Fault, Refusal};
use dantin_journal::reader::Reader;
use dantin_journal::writer::Writer;
use jiff::civil::Date;

use crate::code::Code;
use crate::event::{MAX_ITEMS, Sha256};
use crate::moment::Moment;

/// The destination that stands for the coordinator; no agency may be named so.
pub(super) const COORDINATOR: &str = "coordinator";

pub(crate) fn write_moment(writer: &mut Writer, moment: Moment) {
    writer.text(&moment.to_string());
}

pub(crate) fn field(writer: &mut Writer, key: &str, text: &str) {
    writer.key(key);
    writer.text(text);
}

pub(crate) fn write_hash(writer: &mut Writer, hash: &Sha256) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let text: String = hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    writer.text(&text);
}

pub(crate) fn read_moment(reader: &mut Reader<'_>) -> Result<Moment, Refusal> {
    let place = reader.refusal(Fault::BadValue("time like 2026-11-22T20:31:08.123Z"));
    Moment::parse(&reader.text()?).ok_or(place)
}

pub(crate) fn read_code(reader: &mut Reader<'_>) -> Result<Code, Refusal> {
    let place = reader.refusal(Fault::BadValue("code"));
    Code::new(&reader.text()?).map_err(|_not_a_code| place)
}

pub(crate) fn read_parsed<T: FromStr>(reader: &mut Reader<'_>, what: &'static str) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    reader.text()?.parse().map_err(|_other| place)
}

pub(crate) fn read_member<T>(
    reader: &mut Reader<'_>,
    what: &'static str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    find(&reader.text()?).ok_or(place)
}

pub(crate) fn read_integer<T: TryFrom<i64>>(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    T::try_from(reader.integer()?).map_err(|_out_of_range| place)
}

pub(crate) fn read_hash(reader: &mut Reader<'_>) -> Result<Sha256, Refusal> {
    let place = reader.refusal(Fault::BadValue("hash of 64 hexadecimal digits"));
    let text = reader.text()?;
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut hash = [0; 32];
    if pairs.len() != hash.len() || !rest.is_empty() {
        return Err(place);
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low).ok_or(place)?;
    }
    Ok(hash)
}

pub(super) fn read_list<T>(
    reader: &mut Reader<'_>,
    item: impl Fn(&mut Reader<'_>) -> Result<T, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let place = reader.refusal(Fault::BadValue("list of at most 20"));
    let mut items = Vec::new();
    reader.begin_array()?;
    while reader.next_item()? {
        if items.len() >= MAX_ITEMS {
            return Err(place);
        }
        items.push(item(reader)?);
    }
    Ok(items)
}

/// The version of a deadline rule: a date, written `2026-07-01` and in no other of the forms that calendars read.
pub(super) fn read_date(reader: &mut Reader<'_>) -> Result<Date, Refusal> {
    let place = reader.refusal(Fault::BadValue("date"));
    let text = reader.text()?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return Err(place) };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |sum, digit| {
            digit.is_ascii_digit().then(|| sum * 10 + i16::from(*digit - b'0')).ok_or(place)
        })
    };
    let small = |number: i16| i8::try_from(number).map_err(|_out_of_range| place);
    let (month, day) = (small(number(&[m1, m2])?)?, small(number(&[d1, d2])?)?);
    Date::new(number(&[y1, y2, y3, y4])?, month, day).map_err(|_no_such_day| place)
}

pub(crate) fn missing(reader: &Reader<'_>, key: &'static str) -> Refusal {
    reader.refusal(Fault::MissingKey(key))
}

pub(crate) fn unknown(reader: &Reader<'_>) -> Refusal {
    reader.refusal(Fault::UnknownKey)
}

pub(super) fn read_nothing(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let mut keys = reader.begin_object()?;
    match reader.next_key(&mut keys)? {
        None => Ok(()),
        Some(_) => Err(unknown(reader)),
    }
}

/// Reads an object of the listed keys into variables of their names; the order of the list is free, the order of
/// the bytes is not.
macro_rules! read_object {
    ($reader:ident { $($key:ident: $read:expr),* $(,)? }) => {
        $(let mut $key = None;)*
        let mut keys = $reader.begin_object()?;
        while let Some(key) = $reader.next_key(&mut keys)? {
            match key {
                $(stringify!($key) => $key = Some($read),)*
                _ => return Err(unknown($reader)),
            }
        }
    };
}

macro_rules! required {
    ($reader:ident, $key:ident) => {
        $key.ok_or_else(|| missing($reader, stringify!($key)))?
    };
}
pub(crate) use {read_object, required};
