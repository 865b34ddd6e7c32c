//! `dantin receipt verify`: checks a resident's receipt of the public journal, offline, or against what is published today.
//! It needs no account and no data folder.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand};
use dantin_journal::{key::VerifierKey, policy::Policy, tlog_proof::MAX_PROOF_BYTES};
use dantin_verify::{ReceiptOptions, Source, verify_receipt};

use super::verify::{default_state, read_policy, remember, remembered};

/// What is done with receipts.
#[derive(Subcommand)]
pub enum Receipt {
    /// Check a receipt: who signed it, and what its entry says
    Verify(Verify),
}

/// Options of `dantin receipt verify`.
#[derive(Args)]
pub struct Verify {
    /// The receipt, a file that ends in `.tlog-proof`
    file: PathBuf,
    /// Policy file that names the key of the log and the witnesses to trust
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    policy: Option<PathBuf>,
    /// The key of the log, as the city has published it
    #[arg(long, value_name = "VKEY")]
    key: Option<VerifierKey>,
    /// The entry to hold against the receipt, in place of the one it carries
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Where the journal is published: says whether it still holds the entry today
    #[arg(long, value_name = "URL|DIR")]
    against: Option<String>,
    /// Where to remember what was seen of that journal; without it, the file that `dantin verify` keeps
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Say it as JSON
    #[arg(long)]
    json: bool,
}

impl Receipt {
    /// 0 when everything holds, 1 when something does not, 2 when it could not be found out.
    pub fn run(&self) -> ExitCode {
        let Receipt::Verify(verify) = self;
        match verify.verify() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(1),
            Err(error) => {
                eprintln!("This could not be found out: {error:#}");
                ExitCode::from(2)
            }
        }
    }
}

impl Verify {
    fn verify(&self) -> anyhow::Result<bool> {
        let file = read(&self.file)?;
        let policy = match (&self.policy, &self.key) {
            (Some(path), _) => Some(read_policy(path)?),
            (None, Some(key)) => {
                let text = format!("log {key}\nquorum none\n");
                Some(Policy::parse(text.as_bytes()).map_err(|fault| anyhow!("--key: {fault}"))?)
            }
            (None, None) => None,
        };
        let state = self.state.clone().or_else(|| self.against.as_deref().and_then(default_state));
        let pin = state.as_deref().map(remembered).transpose()?.flatten();
        let entry = self.entry.as_ref().map(read).transpose()?;
        let source = self.against.as_deref().map(Source::new);
        let options = ReceiptOptions { policy, pin, entry };
        let (receipt, seen) = verify_receipt(&file, &options, source.as_ref())?;
        if self.json {
            println!("{:#}", receipt.to_json());
        } else {
            print!("{receipt}");
        }
        if let (Some(seen), Some(path)) = (seen, state) {
            remember(&path, &seen)?;
        }
        Ok(receipt.is_verified())
    }
}

/// A small file; what is too large for a receipt is read so far that the checker says so.
fn read(path: &PathBuf) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MAX_PROOF_BYTES as u64 + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
}
