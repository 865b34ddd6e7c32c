//! `dantin`: reads like a table of contents; each command has its file in `commands/`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    end_with_the_reader();
    let arguments = dantin::commands::Arguments::parse();
    match dantin::commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("dantin: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever reads what is printed may have seen enough (`dantin … | head`): the program then ends without a word, as others do.
fn end_with_the_reader() {
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to") && said.contains("Broken pipe") {
            std::process::exit(0);
        }
        otherwise(panic);
    }));
}
