//! Which statements ran on which engine, for the check that every statement of the product ran on both. Compiled
//! only with the feature `statements`.

use crate::Engine;
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The environment variable that names a folder: there, each engine's statements are added to `SQLite.txt` or
/// `PostgreSQL.txt`, one a line with its line breaks as `\n`, by every process that runs tests.
pub const FOLDER: &str = "DANTIN_STATEMENTS";

static RAN: Mutex<BTreeSet<(Engine, String)>> = Mutex::new(BTreeSet::new());

/// Notes a statement that succeeded.
pub(crate) fn record(engine: Engine, sql: &str) {
    let mut ran = RAN.lock().unwrap_or_else(PoisonError::into_inner);
    let line = one_line(sql);
    if ran.contains(&(engine, line.clone())) {
        return;
    }
    if let Some(folder) = std::env::var_os(FOLDER) {
        append(Path::new(&folder), engine, &line);
    }
    ran.insert((engine, line));
}

/// The statements of one engine that this process has run, each as one line.
pub fn ran_on(engine: Engine) -> Vec<String> {
    let ran = RAN.lock().unwrap_or_else(PoisonError::into_inner);
    ran.iter().filter(|(on, _)| *on == engine).map(|(_, sql)| sql.clone()).collect()
}

fn one_line(sql: &str) -> String {
    sql.replace('\\', "\\\\").replace('\n', "\\n")
}

fn append(folder: &Path, engine: Engine, line: &str) {
    let path = folder.join(format!("{}.txt", engine.name()));
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        // One call, so that lines of several processes do not mix.
        .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    if let Err(error) = written {
        tracing::error!(path = %path.display(), "The list of statements cannot be written: {error}");
    }
}
