//! `dantin import service-requests`: walks through the export once and says everything it found, then files the
//! requests in batches. Nothing is written on a dry run, and a bad row never stops the others.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use dantin_city::{City, Files};
use dantin_record::source::Word;
use dantin_store::Db;
use indicatif::{ProgressBar, ProgressStyle};

use crate::act::cases::{CaseError, Context};
use crate::app::MIGRATIONS;
use crate::clock::{Clock, Random, SystemClock, SystemRandom};
use crate::commands::Frame;
use crate::commands::import::faults::Faults;
use crate::listen::imports::filing::{Outcome, Resolved, file_batch, resolve};
use crate::listen::imports::mapping::Mapping;
use crate::listen::imports::pack::Gathered;
use crate::listen::imports::reading::{Reader, Row};
use crate::listen::imports::request::{RowFault, SourceRequest};
use crate::listen::imports::survey::{Survey, survey};
use crate::operation::{lock, may_go_on};
use crate::prove::journal::{BATCH, sequence};

/// Cases of one transaction.
const CASES_AT_ONCE: usize = 500;

/// Options of `dantin import service-requests`.
#[derive(Args)]
pub struct ServiceRequests {
    /// The export, a CSV file with a header
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The mapping: which column holds what (TOML)
    #[arg(long, value_name = "MAP")]
    map: PathBuf,
    /// Say what would be imported and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a city pack made from the export into this folder, which must be new or empty, and import nothing
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    make_pack: Option<PathBuf>,
    /// Write every row that cannot be taken into this new CSV file: file, line, column, reason
    #[arg(long, value_name = "FILE.csv")]
    faults: Option<PathBuf>,
}

impl ServiceRequests {
    /// Imports, tries or makes a pack.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&self.map)
            .with_context(|| format!("cannot read the mapping {}", self.map.display()))?;
        let mapping = Mapping::parse(&text).with_context(|| format!("in {}", self.map.display()))?;
        let mut faults = Faults::open(self.faults.as_deref())?;
        let done = match &self.make_pack {
            Some(folder) => self.make_pack(&mapping, folder, &mut faults),
            None => self.take_in(frame, mapping, &mut faults),
        };
        // What went wrong with the import is said before what went wrong with the file about it.
        done.and(faults.finish())
    }

    fn take_in(&self, frame: &Frame, mapping: Mapping, noted: &mut Faults) -> anyhow::Result<()> {
        let city = frame.city()?;
        let each = |request: &mut SourceRequest| -> Result<(), RowFault> {
            *request = resolve(&city, &mapping, &self.name(), request.clone(), 0)?.request;
            Ok(())
        };
        let found = self.survey(&mapping, each, noted)?;
        report(&mapping, &found, noted);
        if found.requests == 0 {
            let name = &city.settings().name.en;
            bail!("nothing in this export fits the pack of {name}; --make-pack DIR makes one that fits");
        }
        if self.dry_run {
            println!("Dry run: nothing was changed.");
            return Ok(());
        }
        let settings = frame.settings()?;
        crate::operation::folder::make(&settings.data)?;
        let db = Db::open(&settings.database).context("cannot open the database")?;
        db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))
            .context("cannot bring the database up to date")?;
        let _held = lock::as_server(&settings.data)?;
        may_go_on(&db, &settings.data)?;
        let (outcome, faults) = self.import(&db, city, mapping, found)?;
        db.close();
        for fault in &faults {
            noted.note(fault);
        }
        noted.show(&faults, faults.len() as u64);
        println!(
            "Imported: {} new, {} changed, {} already there and the same, {} failed.",
            outcome.new,
            outcome.changed,
            outcome.unchanged,
            faults.len()
        );
        if faults.is_empty() { Ok(()) } else { bail!("{} requests could not be stored", faults.len()) }
    }

    fn make_pack(&self, mapping: &Mapping, folder: &Path, noted: &mut Faults) -> anyhow::Result<()> {
        let mut gathered = Gathered::default();
        let mut trouble = None;
        let each = |request: &mut SourceRequest| -> Result<(), RowFault> {
            if let Err(error) = gathered.add(mapping, request) {
                trouble.get_or_insert(error);
            }
            Ok(())
        };
        let found = self.survey(mapping, each, noted)?;
        report(mapping, &found, noted);
        if let Some(error) = trouble {
            return Err(error)
                .context("no pack can be made; [categories.table] or [agencies.names] can tell them apart");
        }
        let files = gathered.files(mapping)?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut inside =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        if inside.next().is_some() {
            bail!("{} is not empty; a pack is only written into a new or empty folder", folder.display());
        }
        for name in Files::NEEDED {
            let path = folder.join(name);
            std::fs::write(&path, files.get(name).unwrap_or_default())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let folder = folder.display();
        println!("Wrote a city pack into {folder}. Import into it with:");
        println!(
            "  dantin --city {folder} --data DATA import service-requests {} --map {}",
            self.file.display(),
            self.map.display()
        );
        Ok(())
    }

    fn name(&self) -> String {
        self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy().into_owned()
    }

    fn open(&self, words: &'static str) -> anyhow::Result<(impl std::io::Read, ProgressBar)> {
        let file = File::open(&self.file).with_context(|| format!("cannot open {}", self.file.display()))?;
        let bytes = file.metadata().map_or(0, |facts| facts.len());
        let bar =
            if std::io::stderr().is_terminal() { ProgressBar::new(bytes) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} % {eta}")?;
        bar.set_style(style);
        bar.set_message(words);
        Ok((bar.wrap_read(BufReader::new(file)), bar))
    }

    fn survey(
        &self,
        mapping: &Mapping,
        each: impl FnMut(&mut SourceRequest) -> Result<(), RowFault>,
        noted: &mut Faults,
    ) -> anyhow::Result<Survey> {
        let (source, bar) = self.open("Reading")?;
        let found = survey(&self.name(), source, mapping, each, |fault| noted.note(fault));
        bar.finish_and_clear();
        found.map_err(|faults| {
            for fault in &faults {
                noted.note(fault);
            }
            noted.show(&faults, faults.len() as u64);
            anyhow::anyhow!("the header of {} does not fit the mapping", self.file.display())
        })
    }

    fn import(
        &self,
        db: &Db,
        city: City,
        mapping: Mapping,
        found: Survey,
    ) -> anyhow::Result<(Outcome, Vec<RowFault>)> {
        let (source, bar) = self.open("Importing")?;
        let name = self.name();
        let shared = Arc::new(Shared { city, mapping });
        let mut work =
            Work { db, shared: shared.clone(), outcome: Outcome::default(), faults: Vec::new(), name };
        let repeats: HashMap<Word, u32> = found.repeats;
        let mut batch = Vec::with_capacity(CASES_AT_ONCE);
        let rows = Reader::open(&work.name, source, &shared.mapping)
            .map_err(|_faults| anyhow::anyhow!("{} changed while it was read", self.file.display()))?;
        for row in rows {
            // Faults were said by the walk before.
            let Ok(Row::Request(request)) = row else { continue };
            let more = repeats.get(&request.id).copied().unwrap_or(0);
            if let Ok(resolved) = resolve(&shared.city, &shared.mapping, &work.name, *request, more) {
                batch.push(resolved);
            }
            if batch.len() == CASES_AT_ONCE {
                work.file(std::mem::take(&mut batch))?;
            }
        }
        work.file(batch)?;
        bar.finish_and_clear();
        Ok((work.outcome, work.faults))
    }
}

struct Shared {
    city: City,
    mapping: Mapping,
}

struct Work<'a> {
    db: &'a Db,
    shared: Arc<Shared>,
    outcome: Outcome,
    faults: Vec<RowFault>,
    name: String,
}

impl Work<'_> {
    /// Files a batch; where the batch fails for one of its cases, each is filed alone and the bad one is named.
    fn file(&mut self, batch: Vec<Resolved>) -> anyhow::Result<()> {
        let batch = Arc::new(batch);
        match self.write(&batch) {
            Ok(outcome) => self.outcome.add(outcome),
            Err(CaseError::Store(error)) => {
                return Err(error).context("the database failed; what was said is stored");
            }
            Err(_one_of_them) => {
                for resolved in batch.iter() {
                    match self.write(&Arc::new(vec![resolved.clone()])) {
                        Ok(outcome) => self.outcome.add(outcome),
                        Err(error) => self.faults.push(RowFault {
                            file: self.name.clone(),
                            line: resolved.request.line,
                            column: None,
                            reason: error.to_string(),
                        }),
                    }
                }
            }
        }
        // A running server reads what is sequenced; without one the entries must not wait for the next start.
        loop {
            let now = SystemClock.now();
            let moved = self.db.write_blocking(move |tx| sequence(tx, now));
            if moved
                .map_err(|error: CaseError| anyhow::anyhow!("the journal could not be moved on: {error}"))?
                < BATCH
            {
                return Ok(());
            }
        }
    }

    fn write(&self, batch: &Arc<Vec<Resolved>>) -> Result<Outcome, CaseError> {
        let (shared, batch) = (Arc::clone(&self.shared), Arc::clone(batch));
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let now = SystemClock.now();
        self.db.write_blocking(move |tx| {
            let context = Context { city: &shared.city, now, random: random.as_ref() };
            file_batch(tx, context, &shared.mapping, &batch)
        })
    }
}

/// Says what an export holds.
fn report(mapping: &Mapping, found: &Survey, noted: &Faults) {
    let [open, closed, cancelled] = found.states;
    println!("{} ({})", mapping.source.name, mapping.source.attribution);
    println!(
        "{} rows, {} different requests: {open} open, {closed} closed, {cancelled} cancelled there.",
        found.rows, found.requests
    );
    if let Some((first, last)) = found.span {
        let local = |at| mapping.source.zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
        println!("Requested from {} to {}, local time.", local(first), local(last));
    }
    if found.repeat_count() > 0 {
        println!(
            "{} more rows of {} requests: each counts as one more who asked.",
            found.repeat_count(),
            found.repeats.len()
        );
    }
    for (rule, rows) in mapping.leave_out.iter().zip(&found.left_out) {
        println!("{rows} rows left out: {}.", rule.because);
    }
    if let Some(column) = &mapping.columns.expected {
        println!("The date in {column} {}.", mapping.times.expected_is.words());
    }
    if !found.flags.is_empty() {
        println!("Peculiar and taken as they are, by number of requests:");
    }
    for (flag, requests) in &found.flags {
        println!("{requests:>8}  {}", flag.words());
    }
    noted.show(&found.faults, found.fault_count);
}
