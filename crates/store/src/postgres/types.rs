//! The store's values in PostgreSQL's types: a parameter takes the type that the statement gives it, a column comes
//! back as the nearest of the five kinds.

use crate::value::Value;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{FromSql, IsNull, ToSql, Type};
use std::error::Error;
use std::fmt;

type Cause = Box<dyn Error + Sync + Send>;

/// A value of a kind that its place in the statement does not take.
#[derive(Debug)]
pub(super) struct Mismatch {
    kind: &'static str,
    place: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} given where the statement takes {}", self.kind, self.place)
    }
}

impl Error for Mismatch {}

impl ToSql for Value {
    fn to_sql(&self, place: &Type, out: &mut BytesMut) -> Result<IsNull, Cause> {
        match (self, place) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Integer(integer), &Type::INT8) => integer.to_sql(place, out),
            (Self::Integer(integer), &Type::INT4) => i32::try_from(*integer)?.to_sql(place, out),
            (Self::Integer(integer), &Type::INT2) => i16::try_from(*integer)?.to_sql(place, out),
            (Self::Integer(integer @ (0 | 1)), &Type::BOOL) => (*integer == 1).to_sql(place, out),
            (Self::Real(real), &Type::FLOAT8) => real.to_sql(place, out),
            (
                Self::Text(text),
                &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::UNKNOWN,
            ) => text.to_sql(place, out),
            (Self::Text(text), &Type::JSON) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Self::Text(text), &Type::JSONB) => {
                // The binary form is a version number, 1, and the text.
                out.extend_from_slice(&[1]);
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(place, out),
            _ => Err(Box::new(Mismatch { kind: self.kind(), place: place.name().to_owned() })),
        }
    }

    fn accepts(_place: &Type) -> bool {
        true
    }

    ::postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(place: &Type, raw: &'a [u8]) -> Result<Self, Cause> {
        Ok(match *place {
            Type::INT8 => Self::Integer(i64::from_sql(place, raw)?),
            Type::INT4 => Self::Integer(i64::from(i32::from_sql(place, raw)?)),
            Type::INT2 => Self::Integer(i64::from(i16::from_sql(place, raw)?)),
            Type::BOOL => Self::Integer(i64::from(bool::from_sql(place, raw)?)),
            Type::FLOAT8 => Self::Real(f64::from_sql(place, raw)?),
            Type::FLOAT4 => Self::Real(f64::from(f32::from_sql(place, raw)?)),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Self::Text(String::from_sql(place, raw)?)
            }
            Type::JSON => Self::Text(String::from_utf8(raw.to_vec())?),
            Type::JSONB => Self::Text(String::from_utf8(raw.get(1..).unwrap_or_default().to_vec())?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => {
                let name = place.name();
                return Err(format!(
                    "{name} has no portable value: CAST it to BIGINT, DOUBLE PRECISION or TEXT"
                )
                .into());
            }
        })
    }

    fn from_sql_null(_place: &Type) -> Result<Self, Cause> {
        Ok(Self::Null)
    }

    fn accepts(_place: &Type) -> bool {
        true
    }
}

/// The value in one column of a row.
pub(crate) fn column(row: &::postgres::Row, index: usize) -> Result<Value, String> {
    if index >= row.len() {
        return Err("there is no such column".to_owned());
    }
    row.try_get(index).map_err(|error| super::connect::chain(&error))
}
