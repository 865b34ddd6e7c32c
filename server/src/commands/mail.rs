//! `dantin mail`: a trial mail, what other servers say of mails they could not deliver, and taking an address in again.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Subcommand;
use dantin_mail::{Address, Outcome, bounces};
use dantin_words::{Catalogue, Language};

use super::Frame;
use crate::{
    clock::{Clock as _, SystemClock, SystemRandom},
    mail::{
        Letter, List, Mailer, address_hash, deliver, new_id, outbox,
        page::{Frame as Round, note},
        stops,
    },
};

/// What to do with mail.
#[derive(Subcommand)]
pub enum Mail {
    /// Send one mail to an address and say what the mail server answers
    Test {
        /// Who gets it
        address: String,
        /// In which language: vi or en
        #[arg(long, default_value = "vi")]
        language: String,
    },
    /// Take in notifications of mails that could not be delivered, so that dead addresses are not written to again
    Bounces {
        /// A mail, a folder of mails (as a maildir has them in new/ and cur/), or - for one mail on standard input
        from: PathBuf,
    },
    /// Write again to an address that a server refused or whose reader stopped the mails and has asked for them again
    Allow {
        /// The address
        address: String,
    },
}

/// Bytes of a notification that are read: a mail that comes back whole is longer than its report.
const LONGEST: u64 = 2 << 20;

impl Mail {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        match self {
            Mail::Test { address, language } => test(frame, &address, &language),
            Mail::Bounces { from } => take_in(frame, &from),
            Mail::Allow { address } => {
                let address: Address = parse(&address)?;
                let hash = address_hash(&address);
                let db = frame.database(&frame.settings()?)?;
                let count = db.write_blocking(move |tx| stops::lift(tx, &hash))?;
                println!(
                    "{}",
                    if count > 0 { "It is written to again." } else { "Nothing stood against it." }
                );
                Ok(())
            }
        }
    }
}

fn parse(address: &str) -> anyhow::Result<Address> {
    address.parse().map_err(|fault| anyhow::anyhow!("`{}` is no address: {fault}", address.escape_debug()))
}

fn test(frame: &Frame, address: &str, language: &str) -> anyhow::Result<()> {
    let to = parse(address)?;
    let language = Language::parse(language).context("write vi or en")?;
    let settings = frame.settings()?;
    let set = settings.mail.as_ref().context("no mail is sent: mail.server is not set")?;
    let url = if settings.public_url.is_empty() {
        format!("http://{}", settings.listen)
    } else {
        settings.public_url.clone()
    };
    let mailer = Mailer::open(set, &settings.data, &url, &SystemRandom)?;
    let city = frame.city()?;
    let words = Catalogue::embedded().context("the words are damaged")?;
    let w = words.words(language);
    let name = match language {
        Language::Vietnamese => &city.settings().name.vi,
        Language::English => &city.settings().name.en,
    };
    let subject = w.t("mail-trial-subject");
    let round = Round {
        w: &w,
        city: name,
        title: &subject,
        why: &w.t("mail-trial-why"),
        choices: "",
        is_sample: false,
    };
    let (html, text) = note(&round, &[w.t("mail-trial-sentence")], ("", ""), &[])?;
    let letter =
        Letter { list: List::Trial, to, language, subject, text, html, thread: None, told: Vec::new() };
    let now = SystemClock.now();
    let id = new_id(now, &SystemRandom);
    match deliver::send_now(&mailer, &id, &letter, now) {
        Ok(Outcome::Taken) => println!("Taken by {}.", set.transport),
        Ok(Outcome::AddressRefused(code)) => anyhow::bail!("the mail server refuses the address: {code}"),
        Ok(Outcome::MailRefused(code)) => anyhow::bail!("the mail server refuses the mail: {code}"),
        Ok(Outcome::Later(code)) => anyhow::bail!("the mail server says: not now ({code})"),
        Err(trouble) => anyhow::bail!("it cannot be sent: {trouble}"),
    }
    Ok(())
}

fn take_in(frame: &Frame, from: &Path) -> anyhow::Result<()> {
    let db = frame.database(&frame.settings()?)?;
    let mut paths = Vec::new();
    if from.is_dir() {
        for folder in [from.to_owned(), from.join("new"), from.join("cur")] {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
                if path.is_file() {
                    paths.push(path);
                }
            }
        }
        paths.sort();
    } else {
        paths.push(from.to_owned());
    }
    let (mut ours, mut others) = (0, 0);
    for path in paths {
        let mut bytes = Vec::new();
        let read = if path == Path::new("-") {
            std::io::stdin().take(LONGEST).read_to_end(&mut bytes)
        } else {
            fs::File::open(&path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        };
        read.with_context(|| format!("cannot read {}", path.display()))?;
        let now = SystemClock.now();
        let taken = match bounces(&bytes) {
            Some(bounce) => db.write_blocking(move |tx| outbox::bounced(tx, now, &bounce))?,
            None => false,
        };
        if taken {
            ours += 1;
        } else {
            others += 1;
        }
    }
    println!("{ours} of our mails came back; {others} mails said nothing of any.");
    Ok(())
}
