//! SQLite and PostgreSQL behind Db and Tx.
