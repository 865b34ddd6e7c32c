//! A row of an answer, read from left to right or by position.

use crate::value::{FromValue, Value};
use crate::{Error, postgres, sqlite};

/// One row of an answer, alive while the statement runs.
pub struct Row<'a> {
    source: Source<'a>,
    next: usize,
}

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn new(source: Source<'a>) -> Self {
        Self { source, next: 0 }
    }

    /// The next column from the left.
    ///
    /// Errors: [`Error::Invalid`] if there is none or it holds another kind of value.
    pub fn take<T: FromValue>(&mut self) -> Result<T, Error> {
        let index = self.next;
        self.next += 1;
        self.get(index)
    }

    /// The column at `index`, counted from 0; leaves [`take`](Self::take) where it is.
    ///
    /// Errors: [`Error::Invalid`] if there is none or it holds another kind of value.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        self.value(index)
            .and_then(T::from_value)
            .map_err(|reason| Error::invalid(format!("column {}", index + 1), reason))
    }

    fn value(&self, index: usize) -> Result<Value, String> {
        match self.source {
            Source::Sqlite(row) => sqlite::column(row, index),
            Source::Postgres(row) => postgres::column(row, index),
        }
    }
}

/// A Rust value that can be made from a row: a single column's type, a tuple of up to sixteen, or a struct whose
/// implementation takes its columns one by one.
pub trait FromRow: Sized {
    /// Takes as many columns as it needs, from the left.
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error>;
}

impl<T: FromValue> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
        row.take()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: FromRow),*> FromRow for ($($name,)*) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, Error> {
                Ok(($($name::from_row(row)?,)*))
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);
tuples!(A B C D E F G H I J K L M N O P);
