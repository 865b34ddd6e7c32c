//! PostgreSQL is copied and put back by its own programs. The password goes to them through their environment, since other
//! users of the machine can read what a program was started with.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};
use percent_encoding::percent_decode_str;

/// Writes a consistent copy of the database at this address into a file.
pub(super) fn dump(url: &str, file: &Path) -> anyhow::Result<()> {
    run(url, "pg_dump", |command| {
        command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(file);
    })
}

/// Puts such a copy into the empty database at this address, all of it or nothing.
pub(super) fn restore(url: &str, file: &Path) -> anyhow::Result<()> {
    run(url, "pg_restore", |command| {
        command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]).arg(file);
    })
}

fn run(url: &str, program: &str, arguments: impl FnOnce(&mut Command)) -> anyhow::Result<()> {
    let (address, password) = without_password(url);
    let mut command = Command::new(program);
    command.arg("--dbname").arg(&address).arg("--no-password").stdin(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    arguments(&mut command);
    let output = command.output().with_context(|| {
        format!(
            "the program `{program}` of PostgreSQL cannot be started; install the client programs of the server's version \
             (Debian: postgresql-client)"
        )
    })?;
    if !output.status.success() {
        bail!("{program} ended with a failure: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// The address without its password, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(end);
    let Some((user, host)) = place.rsplit_once('@') else { return (url.to_owned(), None) };
    let Some((name, password)) = user.split_once(':') else { return (url.to_owned(), None) };
    let password = percent_decode_str(password).decode_utf8_lossy().into_owned();
    (format!("{scheme}://{name}@{host}{path}"), Some(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_stands_in_what_others_can_read() {
        for (url, address, password) in [
            ("postgres://a:b%40c@h:1/d?sslmode=require", "postgres://a@h:1/d?sslmode=require", Some("b@c")),
            ("postgres://a@h/d", "postgres://a@h/d", None),
            ("postgres://h/d", "postgres://h/d", None),
            ("postgresql://a:b@/d?host=/run/postgresql", "postgresql://a@/d?host=/run/postgresql", Some("b")),
        ] {
            assert_eq!(without_password(url), (address.to_owned(), password.map(str::to_owned)), "{url}");
        }
    }
}
