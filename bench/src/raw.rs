//! What the disk and SQLite alone could do: the same rows, put straight into a copy of the same database with the same
//! durability, so many cases in each transaction.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rusqlite::{Connection, params_from_iter, types::Value};

/// The tables into which a create writes, in the order of their references, and the column that names the case.
const TABLES: [(&str, &str); 5] = [
    ("cases", "id"),
    ("askers", "case_id"),
    ("contents", "case_id"),
    ("partner_cases", "case_id"),
    ("journal", "case_id"),
];

/// The last row of each table.
pub struct Mark(Vec<i64>);

/// Rows of some cases.
pub struct Rows {
    statements: Vec<String>,
    /// By case: table and values.
    cases: Vec<Vec<(usize, Vec<Value>)>>,
}

/// Notes what is there, before the creates.
pub fn mark(database: &Path) -> anyhow::Result<Mark> {
    let connection = open(database)?;
    let last = |(table, _): &(&str, &str)| {
        connection.query_row(&format!("SELECT coalesce(max(rowid), 0) FROM {table}"), [], |row| row.get(0))
    };
    Ok(Mark(TABLES.iter().map(last).collect::<Result<_, _>>().context("the tables cannot be read")?))
}

impl Mark {
    /// The rows that came since, case by case.
    pub fn rows_since(&self, database: &Path) -> anyhow::Result<Rows> {
        let connection = open(database)?;
        let mut statements = Vec::new();
        let mut by_case: BTreeMap<String, Vec<(usize, Vec<Value>)>> = BTreeMap::new();
        let mut order = Vec::new();
        for (place, ((table, case), last)) in TABLES.iter().zip(&self.0).enumerate() {
            let mut select =
                connection.prepare(&format!("SELECT * FROM {table} WHERE rowid > ?1 ORDER BY rowid"))?;
            let names: Vec<String> = select.column_names().map(ToString::to_string).collect();
            let key = names.iter().position(|name| name == case).context("the column of the case")?;
            let marks: Vec<String> = (1..=names.len()).map(|number| format!("?{number}")).collect();
            statements.push(format!(
                "INSERT INTO {table} ({}) VALUES ({})",
                names.join(", "),
                marks.join(", ")
            ));
            let mut rows = select.query([last])?;
            while let Some(row) = rows.next()? {
                let id: String = row.get(key)?;
                let values = (0..names.len()).map(|column| row.get(column)).collect::<Result<_, _>>()?;
                if place == 0 {
                    order.push(id.clone());
                }
                by_case.entry(id).or_default().push((place, values));
            }
        }
        Ok(Rows { statements, cases: order.iter().filter_map(|id| by_case.remove(id)).collect() })
    }
}

impl Rows {
    /// Inserts the cases, so many in each transaction, for at most so long; gives cases a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of some thousands")]
    pub fn insert(&self, database: &Path, batch: usize, most: Duration) -> anyhow::Result<f64> {
        let connection = open(database)?;
        let mut inserts = self
            .statements
            .iter()
            .map(|statement| connection.prepare(statement))
            .collect::<Result<Vec<_>, _>>()?;
        let begun = Instant::now();
        let mut count = 0;
        for cases in self.cases.chunks(batch) {
            if begun.elapsed() > most {
                break;
            }
            connection.execute_batch("BEGIN IMMEDIATE")?;
            for (place, values) in cases.iter().flatten() {
                if let Some(insert) = inserts.get_mut(*place) {
                    insert.execute(params_from_iter(values))?;
                }
            }
            connection.execute_batch("COMMIT")?;
            count += cases.len();
        }
        Ok(count as f64 / begun.elapsed().as_secs_f64())
    }

    /// How many cases.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// How many rows a case has on average.
    #[expect(clippy::cast_precision_loss, reason = "counts of some thousands")]
    pub fn rows_a_case(&self) -> f64 {
        self.cases.iter().map(Vec::len).sum::<usize>() as f64 / self.len().max(1) as f64
    }
}

/// With the settings of the product's writer.
fn open(database: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000;",
    )?;
    Ok(connection)
}
