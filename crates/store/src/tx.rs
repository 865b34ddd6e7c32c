//! A transaction as a closure sees it. Both engines behave alike: after a failed statement nothing more runs in the
//! transaction, and none of its effects stay, even if the closure swallows the error; [`Tx::attempt`] gives a
//! closure a step that may fail.

use crate::postgres::Session;
use crate::query::Query;
use crate::row::{FromRow, Row};
use crate::value::{ToValue, Value, checked, values};
use crate::{Engine, Error, sqlite};

/// An open transaction.
pub struct Tx<'a> {
    connection: Connection<'a>,
    failure: Option<Error>,
    statements: u64,
    depth: u32,
    recorded: bool,
    walks: bool,
}

enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Session),
}

impl<'a> Tx<'a> {
    pub(crate) fn sqlite(connection: &'a rusqlite::Connection) -> Self {
        Self::new(Connection::Sqlite(connection))
    }

    pub(crate) fn postgres(session: &'a mut Session) -> Self {
        Self::new(Connection::Postgres(session))
    }

    fn new(connection: Connection<'a>) -> Self {
        Self { connection, failure: None, statements: 0, depth: 0, recorded: true, walks: false }
    }

    /// The same, left out of the list of statements: for migrations, whose text differs by engine.
    pub(crate) fn unrecorded(mut self) -> Self {
        self.recorded = false;
        self
    }

    /// The number of tables and views that the database has. Not a statement of the product: its text differs by engine.
    pub(crate) fn count_tables(&mut self) -> Result<i64, Error> {
        let recorded = std::mem::replace(&mut self.recorded, false);
        let counted = self.one::<(i64,)>(
            match self.engine() {
                Engine::Sqlite => "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view')",
                Engine::Postgres => {
                    "SELECT count(*) FROM information_schema.tables \
                     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
                }
            },
            &[],
        );
        self.recorded = recorded;
        counted.map(|(count,)| count)
    }

    /// Says that this closure reads much that nobody asks for again soon: SQLite then keeps few of its pages in memory. Another
    /// engine keeps its pages itself.
    pub fn walk(&mut self) {
        if let Connection::Sqlite(connection) = &self.connection {
            // Where it cannot be said, more stays in memory, and that is all.
            self.walks = sqlite::control(connection, sqlite::KEEP_LITTLE).is_ok();
        }
    }

    /// Whether [`walk`](Self::walk) was said, so that the connection must be told to keep pages again.
    pub(crate) fn walks(&self) -> bool {
        self.walks
    }

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// Errors: as [`Error`]; a statement that returns rows belongs to [`all`](Self::all).
    pub fn execute(&mut self, sql: &'static str, params: &[&dyn ToValue]) -> Result<u64, Error> {
        let values = values(params);
        self.execute_text(sql, values)
    }

    /// Runs a statement and gives all its rows.
    pub fn all<R: FromRow>(&mut self, sql: &'static str, params: &[&dyn ToValue]) -> Result<Vec<R>, Error> {
        let values = values(params);
        self.all_text(sql, values)
    }

    /// Runs a statement and gives its first row, if any.
    pub fn first<R: FromRow>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToValue],
    ) -> Result<Option<R>, Error> {
        let values = values(params);
        self.first_text(sql, values)
    }

    /// Runs a statement and gives its first row.
    ///
    /// Errors: [`Error::NotFound`] if there is none, which leaves the transaction usable.
    pub fn one<R: FromRow>(&mut self, sql: &'static str, params: &[&dyn ToValue]) -> Result<R, Error> {
        self.first(sql, params)?.ok_or(Error::NotFound)
    }

    /// [`execute`](Self::execute) for an assembled statement.
    pub fn execute_query(&mut self, query: &Query) -> Result<u64, Error> {
        self.execute_text(query.text(), values_of(query))
    }

    /// [`all`](Self::all) for an assembled statement.
    pub fn all_query<R: FromRow>(&mut self, query: &Query) -> Result<Vec<R>, Error> {
        self.all_text(query.text(), values_of(query))
    }

    /// [`first`](Self::first) for an assembled statement.
    pub fn first_query<R: FromRow>(&mut self, query: &Query) -> Result<Option<R>, Error> {
        self.first_text(query.text(), values_of(query))
    }

    /// [`one`](Self::one) for an assembled statement.
    pub fn one_query<R: FromRow>(&mut self, query: &Query) -> Result<R, Error> {
        self.first_query(query)?.ok_or(Error::NotFound)
    }

    /// Runs a step that may fail: on an error its effects are undone and the transaction goes on from before it.
    pub fn attempt<T, E: From<Error>>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.ready()?;
        // The depth keeps nested steps apart; three texts per depth stay in the statement cache.
        let name = format!("step_{}", self.depth);
        self.control(&format!("SAVEPOINT {name}"))?;
        self.depth += 1;
        let mut result = step(self);
        self.depth -= 1;
        if let (Some(failure), true) = (&self.failure, result.is_ok()) {
            result = Err(E::from(failure.clone()));
        }
        if result.is_err() {
            let failure = self.failure.take();
            if let Err(error) = self.control(&format!("ROLLBACK TO SAVEPOINT {name}")) {
                // The engine has ended the whole transaction; the first failure says why.
                self.failure = failure.or(Some(error));
                return result;
            }
        }
        self.control(&format!("RELEASE SAVEPOINT {name}"))?;
        result
    }

    /// The number of statements this transaction has run, without those that open and close it.
    pub fn statements_run(&self) -> u64 {
        self.statements
    }

    /// The engine behind this transaction.
    pub(crate) fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// The error of the first failed statement, which dooms the transaction.
    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    pub(crate) fn execute_text(
        &mut self,
        sql: &str,
        values: Result<Vec<Value>, Error>,
    ) -> Result<u64, Error> {
        let outcome = self.ready().and(values).and_then(|values| match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, sql, &values),
            Connection::Postgres(session) => session.execute(sql, &values),
        });
        self.noted(sql, outcome)
    }

    fn all_text<R: FromRow>(
        &mut self,
        sql: &str,
        values: Result<Vec<Value>, Error>,
    ) -> Result<Vec<R>, Error> {
        let mut found = Vec::new();
        self.rows(sql, values, &mut |row| {
            found.push(R::from_row(row)?);
            Ok(true)
        })?;
        Ok(found)
    }

    fn first_text<R: FromRow>(
        &mut self,
        sql: &str,
        values: Result<Vec<Value>, Error>,
    ) -> Result<Option<R>, Error> {
        let mut found = None;
        self.rows(sql, values, &mut |row| {
            found = Some(R::from_row(row)?);
            Ok(false)
        })?;
        Ok(found)
    }

    fn rows(
        &mut self,
        sql: &str,
        values: Result<Vec<Value>, Error>,
        each: &mut dyn FnMut(&mut Row<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let outcome = self.ready().and(values).and_then(|values| match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::query(connection, sql, &values, each),
            Connection::Postgres(session) => session.query(sql, &values, each),
        });
        self.noted(sql, outcome)
    }

    /// Runs a pragma of SQLite and gives its number; none on PostgreSQL. Not a statement of the product.
    #[cfg(feature = "testing")]
    pub(crate) fn pragma(&mut self, sql: &str) -> Result<Option<i64>, Error> {
        let Connection::Sqlite(connection) = &self.connection else { return Ok(None) };
        let mut found = None;
        sqlite::query(connection, sql, &[], &mut |row| {
            found = Some(row.take()?);
            Ok(true)
        })?;
        Ok(found)
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        let outcome = match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::control(connection, sql),
            Connection::Postgres(session) => session.control(sql),
        };
        outcome.inspect_err(|error| self.failure = Some(error.clone()))
    }

    /// Refuses to go on after a failure, as PostgreSQL does, so that both engines agree.
    fn ready(&self) -> Result<(), Error> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn noted<T>(&mut self, sql: &str, outcome: Result<T, Error>) -> Result<T, Error> {
        self.statements += 1;
        match &outcome {
            Ok(_) if self.recorded => record(self.engine(), sql),
            Ok(_) => {}
            Err(error) => self.failure = Some(error.clone()),
        }
        outcome
    }
}

fn values_of(query: &Query) -> Result<Vec<Value>, Error> {
    query.values().iter().enumerate().map(|(index, value)| checked(index, value.clone())).collect()
}

#[cfg(any(test, feature = "statements"))]
fn record(engine: Engine, sql: &str) {
    crate::statements::record(engine, sql);
}

#[cfg(not(any(test, feature = "statements")))]
fn record(_engine: Engine, _sql: &str) {}
