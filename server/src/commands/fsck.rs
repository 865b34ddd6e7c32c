//! `dantin fsck`: computes the whole journal and the files of its log once more and says what is wrong and where. It changes
//! nothing, and a server may go on meanwhile.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Frame, progress_bar};
use crate::prove::journal::{Examined, examine};

/// Options of `dantin fsck`.
#[derive(Args)]
pub struct Fsck {
    /// Say it as JSON
    #[arg(long)]
    json: bool,
}

impl Fsck {
    /// 0 when everything holds, 1 when something does not, 2 when it could not be found out.
    pub fn run(&self, frame: &Frame) -> ExitCode {
        match examined(frame) {
            Ok(examined) => {
                if self.json {
                    println!("{:#}", to_json(&examined));
                } else {
                    print!("{examined}");
                }
                if examined.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) }
            }
            Err(error) => {
                eprintln!("This could not be found out: {error:#}");
                ExitCode::from(2)
            }
        }
    }
}

fn examined(frame: &Frame) -> anyhow::Result<Examined> {
    let settings = frame.settings()?;
    let db = frame.database(&settings)?;
    let bar = progress_bar();
    let examined = examine(&db, &settings.data, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    db.close();
    Ok(examined?)
}

fn to_json(examined: &Examined) -> serde_json::Value {
    let findings: Vec<_> = examined
        .findings
        .iter()
        .map(|finding| json!({"contradicts_signed": finding.contradicts, "text": finding.text}))
        .collect();
    json!({
        "sound": examined.is_sound(), "entries": examined.entries, "signed": examined.signed,
        "pending": examined.pending, "findings": findings,
    })
}
