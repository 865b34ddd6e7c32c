//! The load generator: starts a server of its own on a loaded folder, asks it as many clients would, and prints what it
//! took. Asks by the product's own addresses and forms; of its insides it knows the commands and tables by which it fills a
//! folder beforehand.

mod client;
mod consultation;
mod create;
mod desk;
mod generate;
mod journal;
mod live;
mod load;
mod mail;
mod measure;
mod process;
mod raw;
mod reading;
mod search;
mod standing;
mod taken;

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::{Parser, ValueEnum};

use crate::{
    load::{Loaded, Wanted},
    measure::{Row, print},
};

/// Measures a server on a loaded folder; README.md says how, and what was measured.
#[derive(Parser)]
struct Arguments {
    /// What to measure
    #[arg(value_enum)]
    scenario: Scenario,
    /// The server's program; without it the one beside this program
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Cases that are there before anything is measured
    #[arg(long, default_value_t = 100_000)]
    cases: usize,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Keep the loaded folder here and use it again; without it a temporary one is made and removed
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Files of real cities from which generated cases take their spacing, mix, delays and repeats
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    /// Comments of the consultation that is measured
    #[arg(long, default_value_t = 20_000)]
    comments: usize,
    /// What the generated cases follow from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Over how many days generated cases are spread
    #[arg(long, default_value_t = 300)]
    days: i64,
    /// An empty PostgreSQL database: for the cases when a folder is loaded, and for `journal`, which empties it again
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Who follows the session of `live`
    #[arg(long, default_value_t = 1_000)]
    followers: usize,
    /// Supports a second there
    #[arg(long, default_value_t = 50)]
    supports: u32,
    /// Questions that stand in the session in which `live` asks
    #[arg(long, default_value_t = 2_000)]
    questions: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Load a folder with generated cases and say what was taken from the files; needs --files and --folder
    Generate,
    /// Words in the public list and at the desk
    Search,
    /// The leaders' dashboard
    Dashboard,
    /// Open311 creates by 1 and by 64 clients, beside the same rows through rusqlite
    Create,
    /// One case as JSON, 64 clients
    CaseJson,
    /// Home and a case's page, 500 a second whatever the answers take
    Pages,
    /// The desk's list under each filter
    Inbox,
    /// One step at the desk for two hundred cases
    Bulk,
    /// Ten thousand mails, from the changes that wait to the mail server's word
    Mail,
    /// Map clusters of random viewports
    Clusters,
    /// From the start of the program to the first good answer
    Start,
    /// What the idle server holds in memory
    Memory,
    /// State changes with the journal and without
    Journal,
    /// From a report's commit to a checkpoint with its entry
    Receipt,
    /// A verification of the whole journal from outside
    Verify,
    /// A consultation of 100 articles with --comments comments: its pages, its consolidated table as files, a comment more; and
    /// comparing two versions of a draft of 300,000 characters
    Consultation,
    /// A dialogue session with followers and supporters, and asking where many have asked
    Live,
    /// Everything, in this order: consultation, start, memory, verify, case-json, pages, inbox, clusters, search, dashboard, bulk,
    /// mail, create, receipt, live, journal
    All,
}

/// Where and how long to measure.
struct Setting {
    server: PathBuf,
    seconds: u64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let server = match arguments.server {
        Some(server) => server,
        None => {
            std::env::current_exe().context("the path of this program is not known")?.with_file_name("dantin")
        }
    };
    ensure!(
        server.is_file(),
        "{} is missing: build it with `cargo build --release -p dantin`, or name it with --server",
        server.display()
    );
    if arguments.scenario == Scenario::Journal {
        print(&journal::cost(arguments.postgres.as_deref())?);
        return Ok(());
    }
    let setting = Setting { server: server.clone(), seconds: arguments.seconds };
    // One thread for the clients: the server shares the processors with them.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let folder = arguments.folder.clone().unwrap_or_else(|| temporary.path().join("data"));
    if arguments.scenario == Scenario::Generate {
        ensure!(
            arguments.files.is_some() && arguments.folder.is_some(),
            "`generate` needs --files, the folder of the real records, and --folder, where the cases go"
        );
    }
    let mut rows = Vec::new();
    if matches!(arguments.scenario, Scenario::Consultation | Scenario::All) {
        // In a folder of its own: nothing that is measured elsewhere knows of it.
        let folder = temporary.path().join("consultation");
        rows.extend(consultation::versions()?);
        let postgres = arguments.postgres.as_deref().filter(|_| arguments.scenario != Scenario::All);
        rows.extend(runtime.block_on(consultation::measure(
            &setting,
            &folder,
            postgres,
            arguments.comments,
        ))?);
        if arguments.scenario == Scenario::Consultation {
            print(&rows);
            return Ok(());
        }
    }
    let wanted = Wanted {
        files: arguments.files,
        seed: arguments.seed,
        days: arguments.days,
        // `journal` has the database for itself.
        postgres: arguments.postgres.clone().filter(|_| arguments.scenario != Scenario::All),
    };
    let loaded = Loaded::open_or_make(&folder, arguments.cases, &server, &wanted)?;
    runtime.block_on(search::index(&setting, &loaded))?;
    if arguments.scenario == Scenario::Generate {
        return Ok(());
    }
    rows.extend(runtime.block_on(run(arguments.scenario, &setting, &loaded))?);
    if matches!(arguments.scenario, Scenario::Live | Scenario::All) {
        let (followers, supports, questions) = (arguments.followers, arguments.supports, arguments.questions);
        let size = live::Size { followers, supports, questions };
        rows.extend(runtime.block_on(live::live(&setting, &loaded, &size))?);
    }
    if arguments.scenario == Scenario::All {
        rows.extend(journal::cost(arguments.postgres.as_deref())?);
    }
    print(&rows);
    Ok(())
}

async fn run(scenario: Scenario, setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let wants = |one| scenario == one || scenario == Scenario::All;
    let mut rows = Vec::new();
    if wants(Scenario::Start) {
        rows.push(standing::start(setting, loaded).await?);
    }
    if wants(Scenario::Memory) {
        rows.push(standing::memory(setting, loaded).await?);
    }
    if wants(Scenario::Verify) {
        rows.push(journal::verify(setting, loaded).await?);
    }
    if wants(Scenario::CaseJson) {
        rows.extend(reading::case_json(setting, loaded).await?);
    }
    if wants(Scenario::Pages) {
        rows.extend(reading::pages(setting, loaded).await?);
    }
    if wants(Scenario::Inbox) {
        rows.extend(desk::inbox(setting, loaded).await?);
    }
    if wants(Scenario::Clusters) {
        rows.push(reading::clusters(setting, loaded).await?);
    }
    if wants(Scenario::Search) {
        rows.extend(search::search(setting, loaded).await?);
    }
    if wants(Scenario::Dashboard) {
        rows.push(search::dashboard(setting, loaded).await?);
    }
    if wants(Scenario::Bulk) {
        rows.extend(desk::bulk(setting, loaded).await?);
    }
    if wants(Scenario::Mail) {
        rows.push(mail::run(setting, loaded).await?);
    }
    if wants(Scenario::Create) {
        rows.extend(create::create(setting, loaded).await?);
    }
    if wants(Scenario::Receipt) {
        rows.push(journal::receipt(setting, loaded).await?);
    }
    Ok(rows)
}
