//! `dantin`: reads like a table of contents; each command has its file in `commands/`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = dantin::commands::Arguments::parse();
    match dantin::commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("dantin: {error:#}");
            ExitCode::FAILURE
        }
    }
}
