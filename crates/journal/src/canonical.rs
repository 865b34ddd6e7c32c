//! Canonical JSON: a strict subset of RFC 8785 in which every value has exactly one spelling.
//!
//! No null and no fractions; integers below 2^53; keys in ASCII lower case, sorted, each once; text in Unicode
//! normal form C with the escapes of RFC 8785 and no others; at most 8 KiB. What is not spelled so is refused with
//! the place of the fault, so that two readers can never understand one entry differently.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::reader::Reader;
use crate::writer::Writer;

/// The longest document, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// The deepest nesting of arrays and objects.
pub const MAX_DEPTH: u8 = 8;
/// The longest key, in bytes.
pub const MAX_KEY_BYTES: usize = 40;
/// The largest integer, and negated the smallest: 2^53 - 1.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;

/// Any canonical value; typed code on hot paths uses [`Reader`] and [`Writer`] directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Integer(i64),
    Text(String),
    Boolean(bool),
    Array(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

/// Where a document departs from the canonical form, in bytes from its start, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub offset: usize,
    pub fault: Fault,
}

/// The ways in which bytes fail to be canonical or fail to be what the reader of an entry expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TooLong,
    TooDeep,
    Ended,
    TrailingBytes,
    UnexpectedByte,
    Null,
    NotAnInteger,
    IntegerTooLarge,
    BadKey,
    KeyOrder,
    UnknownKey,
    MissingKey(&'static str),
    BadEscape,
    NotUtf8,
    NotNfc,
    BadValue(&'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(formatter, "longer than {MAX_BYTES} bytes"),
            Self::TooDeep => write!(formatter, "nested deeper than {MAX_DEPTH}"),
            Self::Ended => formatter.write_str("ends too early"),
            Self::TrailingBytes => formatter.write_str("goes on after its end"),
            Self::UnexpectedByte => formatter.write_str("holds an unexpected byte"),
            Self::Null => formatter.write_str("holds null"),
            Self::NotAnInteger => formatter.write_str("holds a number that is not a plain integer"),
            Self::IntegerTooLarge => formatter.write_str("holds an integer beyond 2^53"),
            Self::BadKey => formatter.write_str("holds a key that is not of a-z, 0-9, '.' and '_'"),
            Self::KeyOrder => formatter.write_str("holds keys out of order or twice"),
            Self::UnknownKey => formatter.write_str("holds a key that is not known here"),
            Self::MissingKey(key) => write!(formatter, "lacks the key {key}"),
            Self::BadEscape => formatter.write_str("holds an escape that RFC 8785 spells otherwise"),
            Self::NotUtf8 => formatter.write_str("holds bytes that are not UTF-8"),
            Self::NotNfc => formatter.write_str("holds text that is not in normal form C"),
            Self::BadValue(what) => write!(formatter, "holds a value that is not a {what}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "byte {}: {}", self.offset, self.fault)
    }
}

impl std::error::Error for Refusal {}

/// The text in Unicode normal form C, borrowed where it already is.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Whether the text is in Unicode normal form C.
pub fn is_normal(text: &str) -> bool {
    text.is_ascii() || is_nfc(text)
}

/// Whether the text may be a key: 1 to 40 of a-z, 0-9, `.` and `_`.
pub fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_KEY_BYTES
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_'))
}

/// The one spelling of the value; refuses integers, keys, text, depth and length outside the subset, with the
/// offset in the output that was reached.
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, Refusal> {
    let mut writer = Writer::new();
    write_value(&mut writer, value, 0);
    writer.finish()
}

fn write_value(writer: &mut Writer, value: &Value, depth: u8) {
    if depth >= MAX_DEPTH && matches!(value, Value::Array(_) | Value::Object(_)) {
        writer.refuse(Fault::TooDeep);
        return;
    }
    match value {
        Value::Integer(number) => writer.integer(*number),
        Value::Text(text) => writer.text(text),
        Value::Boolean(flag) => writer.boolean(*flag),
        Value::Array(items) => {
            writer.begin_array();
            for item in items {
                write_value(writer, item, depth + 1);
            }
            writer.end_array();
        }
        Value::Object(fields) => {
            writer.begin_object();
            for (key, item) in fields {
                writer.key(key);
                write_value(writer, item, depth + 1);
            }
            writer.end_object();
        }
    }
}

/// Reads a document that is canonical to the byte; anything else is refused with its place.
pub fn parse_strict(bytes: &[u8]) -> Result<Value, Refusal> {
    let mut reader = Reader::new(bytes)?;
    let value = read_value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn read_value(reader: &mut Reader<'_>) -> Result<Value, Refusal> {
    match reader.peek() {
        Some(b'"') => Ok(Value::Text(reader.text()?.into_owned())),
        Some(b't' | b'f') => Ok(Value::Boolean(reader.boolean()?)),
        Some(b'[') => {
            let mut items = Vec::new();
            reader.begin_array()?;
            while reader.next_item()? {
                items.push(read_value(reader)?);
            }
            Ok(Value::Array(items))
        }
        Some(b'{') => {
            let mut fields = BTreeMap::new();
            let mut keys = reader.begin_object()?;
            while let Some(key) = reader.next_key(&mut keys)? {
                let value = read_value(reader)?;
                fields.insert(key.to_owned(), value);
            }
            Ok(Value::Object(fields))
        }
        Some(b'n') => Err(reader.refusal(Fault::Null)),
        Some(_) => Ok(Value::Integer(reader.integer()?)),
        None => Err(reader.refusal(Fault::Ended)),
    }
}
