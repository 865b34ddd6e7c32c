//! The five kinds of value both engines share, and how Rust types become values and come back. Nothing here knows
//! an engine.

use crate::Error;
use jiff::Timestamp;

/// A value of one column or parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// BIGINT, and BOOLEAN as 0 or 1.
    Integer(i64),
    /// DOUBLE PRECISION, always finite.
    Real(f64),
    /// TEXT without U+0000, and JSONB as its text.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
}

impl Value {
    /// The kind in words, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Integer(_) => "integer",
            Self::Real(_) => "real",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

/// A Rust value that can be a parameter of a statement.
pub trait ToValue {
    /// The value as the engines know it.
    fn to_value(&self) -> Value;
}

/// A Rust value that can be read from a column; the error is the reason, without the value.
pub trait FromValue: Sized {
    /// Takes the value over.
    fn from_value(value: Value) -> Result<Self, String>;
}

/// What is said of a text that holds U+0000.
pub(crate) const NUL: &str = "the text contains U+0000";

/// The values of a statement's parameters.
///
/// Errors: [`Error::Invalid`] for U+0000 in a text, which PostgreSQL cannot store, and for numbers that are not
/// finite, which SQLite turns into NULL. Both engines refuse them alike.
pub(crate) fn values(params: &[&dyn ToValue]) -> Result<Vec<Value>, Error> {
    params.iter().enumerate().map(|(index, param)| checked(index, param.to_value())).collect()
}

pub(crate) fn checked(index: usize, value: Value) -> Result<Value, Error> {
    let reason = match &value {
        Value::Text(text) if text.contains('\0') => NUL,
        Value::Real(real) if !real.is_finite() => "the number is not finite",
        _ => return Ok(value),
    };
    Err(Error::invalid(format!("parameter ${}", index + 1), reason))
}

/// An instant as the database keeps it: UTC with six decimals, `2026-11-22T20:31:08.123456Z`. Digits beyond the
/// microsecond are cut off. Texts of this form sort by time.
pub fn time_text(time: Timestamp) -> String {
    format!("{time:.6}")
}

fn expected<T>(what: &str, found: &Value) -> Result<T, String> {
    Err(format!("expected {what}, found {}", found.kind()))
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, String> {
        Ok(value)
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Integer(0) => Ok(false),
            Value::Integer(1) => Ok(true),
            other => expected("a truth value", &other),
        }
    }
}

impl ToValue for i64 {
    fn to_value(&self) -> Value {
        Value::Integer(*self)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Integer(integer) => Ok(integer),
            other => expected("an integer", &other),
        }
    }
}

macro_rules! smaller_integers {
    ($($name:ty),*) => {$(
        impl ToValue for $name {
            fn to_value(&self) -> Value {
                Value::Integer(i64::from(*self))
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value) -> Result<Self, String> {
                <$name>::try_from(i64::from_value(value)?)
                    .map_err(|error| format!("{error} of {}", stringify!($name)))
            }
        }
    )*};
}
smaller_integers!(i32, u32, i16, u16, u8);

impl ToValue for f64 {
    fn to_value(&self) -> Value {
        Value::Real(*self)
    }
}

impl FromValue for f64 {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Real(real) => Ok(real),
            other => expected("a real number", &other),
        }
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text),
            other => expected("a text", &other),
        }
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => expected("bytes", &other),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Result<Self, String> {
        let bytes = Vec::from_value(value)?;
        let found = bytes.len();
        Self::try_from(bytes).map_err(|_bytes| format!("expected {N} bytes, found {found}"))
    }
}

impl ToValue for Timestamp {
    fn to_value(&self) -> Value {
        Value::Text(time_text(*self))
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value) -> Result<Self, String> {
        String::from_value(value)?.parse().map_err(|_error| "expected an instant".to_owned())
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}
