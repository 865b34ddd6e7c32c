//! A statement assembled from fixed pieces, for lists with filters. Only the program's own text becomes SQL; every
//! value becomes a numbered placeholder.

use crate::value::{ToValue, Value};
use std::fmt::Write;

/// A statement under construction: fixed text and values in the order they are pushed.
///
/// ```
/// # use dantin_store::Query;
/// let mut query = Query::new("SELECT code FROM cases WHERE TRUE");
/// query.push(" AND ward = ").bind(&"00070");
/// query.push(" AND state IN (").bind_list(["accepted", "assigned"]).push(")");
/// assert_eq!(query.text(), "SELECT code FROM cases WHERE TRUE AND ward = $1 AND state IN ($2, $3)");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    /// A statement that begins with `text`.
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds fixed text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub fn bind(&mut self, value: &dyn ToValue) -> &mut Self {
        self.values.push(value.to_value());
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Adds placeholders separated by commas, for `IN (…)`; an empty list adds `NULL`, which nothing equals.
    pub fn bind_list<T: ToValue>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.text.push_str(", ");
            }
            self.bind(&value);
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self
    }

    /// The statement so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values so far, in the order of their placeholders.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}
