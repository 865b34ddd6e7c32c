//! Runs a command beside a throw-away PostgreSQL server, whose address it finds in `DANTIN_TEST_POSTGRES`:
//! `with_postgres -- cargo nextest run`. The server goes when the command ends.

use dantin_store::testing::{SERVER, cluster::Cluster};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).skip_while(|argument| argument == "--");
    let Some(program) = arguments.next() else {
        eprintln!("usage: with_postgres -- COMMAND [ARGUMENT…]");
        return ExitCode::from(2);
    };
    let cluster = match Cluster::start() {
        Ok(Some(cluster)) => cluster,
        Ok(None) => {
            eprintln!("PostgreSQL is not installed: apt-get install postgresql");
            return ExitCode::FAILURE;
        }
        Err(error) => {
            eprintln!("PostgreSQL does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match Command::new(&program).args(arguments).env(SERVER, cluster.url()).status() {
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("{}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}
