//! What the journal costs and how soon it proves: the same rows with and without their entries on one engine; the time from an
//! answer to a checkpoint that holds the entry; a verification of everything from outside.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use dantin::{
    act::cases::{CaseError, Context, submit},
    app::MIGRATIONS,
    clock::{Clock as _, SeededRandom, SystemClock},
    prove::journal::{BATCH, PublicLog, publish, sequence},
};
use dantin_store::{Db, Error, FromRow, Row as Columns, Settings, Synchronous, ToValue, Value};

use crate::{
    Setting,
    client::{Client, get},
    create::{copy, report, services},
    load::{Loaded, city, new_case},
    measure::{Pace, Row, load},
    process::Server,
};

/// Cases of one transaction.
const TOGETHER: usize = 64;
/// Cases of one run.
const CASES: usize = 64 * 300;
/// Times that both ways are run, in turn; the medians count.
const TURNS: usize = 3;

/// One row, whatever its columns.
struct Raw(Vec<Value>);

impl FromRow for Raw {
    fn from_row(row: &mut Columns<'_>) -> Result<Self, Error> {
        let mut values = Vec::new();
        while let Ok(value) = row.take() {
            values.push(value);
        }
        Ok(Self(values))
    }
}

const SELECTS: [&str; 4] = [
    "SELECT id, code, version, record, state, visibility, origin, source, source_id, category, subcategory, area, lead_agency, \
     assignee, clock_at, reopened, latitude, longitude, accuracy_m, public_text, public_address, public_photo, submitted_at, \
     updated_at, idempotency_key FROM cases ORDER BY id",
    "SELECT id, case_id, relation, secret_hash, name, phone, email, language, created_at, number, voice FROM askers ORDER BY case_id",
    "SELECT case_id, number, field, body, salt, commitment, opened FROM contents ORDER BY case_id",
    "SELECT case_id, number, body FROM journal_pending ORDER BY id",
];
const INSERTS: [&str; 4] = [
    "INSERT INTO cases (id, code, version, record, state, visibility, origin, source, source_id, category, subcategory, area, \
     lead_agency, assignee, clock_at, reopened, latitude, longitude, accuracy_m, public_text, public_address, public_photo, \
     submitted_at, updated_at, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
     $17, $18, $19, $20, $21, $22, $23, $24, $25)",
    "INSERT INTO askers (id, case_id, relation, secret_hash, name, phone, email, language, created_at, number, voice) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    "INSERT INTO contents (case_id, number, field, body, salt, commitment, opened) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    "INSERT INTO journal_pending (case_id, number, body) VALUES ($1, $2, $3)",
];
/// The place of the waiting entries in the lists above.
const PENDING: usize = 3;

/// Rows by case: number of the statement and values.
type Cases = Vec<Vec<(usize, Vec<Value>)>>;

/// The rows of some new cases, as the product's own command writes them.
fn rows() -> anyhow::Result<Cases> {
    let folder = tempfile::tempdir()?;
    let db = sqlite(folder.path(), Synchronous::Normal)?;
    let city = city()?;
    let random = SeededRandom::new(1);
    db.write_blocking(move |tx| {
        for case in 0..CASES {
            let context = Context { city: &city, now: SystemClock.now(), random: &random };
            submit(tx, context, &new_case(context.city, case))?;
        }
        Ok::<(), CaseError>(())
    })?;
    let mut place = HashMap::new();
    let mut cases: Cases = Vec::new();
    for (statement, select) in SELECTS.into_iter().enumerate() {
        let rows: Vec<Raw> = db.read_blocking(move |tx| tx.all(select, &[]))?;
        for Raw(values) in rows {
            let key = values.get(usize::from(statement == 1)).cloned();
            let Some(Value::Text(id)) = key else { continue };
            let at = *place.entry(id).or_insert_with(|| {
                cases.push(Vec::new());
                cases.len() - 1
            });
            if let Some(case) = cases.get_mut(at) {
                case.push((statement, values));
            }
        }
    }
    db.close();
    Ok(cases)
}

fn sqlite(folder: &Path, synchronous: Synchronous) -> anyhow::Result<Db> {
    let path = folder.join("dantin.db");
    let db = Db::open(&Settings::Sqlite { path, synchronous, readers: 2 })?;
    db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))?;
    Ok(db)
}

/// Writes the cases, so many a transaction, with the entries that wait or without.
fn write(db: &Db, cases: &Arc<Cases>, with_entries: bool) -> anyhow::Result<()> {
    for start in (0..cases.len()).step_by(TOGETHER) {
        let cases = Arc::clone(cases);
        db.write_blocking(move |tx| {
            for (statement, values) in cases.iter().skip(start).take(TOGETHER).flatten() {
                if *statement == PENDING && !with_entries {
                    continue;
                }
                let values: Vec<&dyn ToValue> = values.iter().map(|value| value as &dyn ToValue).collect();
                let sql = INSERTS.get(*statement).copied().unwrap_or_default();
                tx.execute(sql, &values)?;
            }
            Ok::<(), Error>(())
        })?;
    }
    Ok(())
}

/// The same with the journal: a second thread sequences what waits every 200 ms and publishes once a second, as the server
/// does; it ends when everything is under a checkpoint.
fn write_journalled(db: &Db, log: &PublicLog, cases: &Arc<Cases>) -> anyhow::Result<u64> {
    let is_written = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let follower = scope.spawn(|| -> anyhow::Result<u64> {
            let mut last = Instant::now();
            loop {
                let was_written = is_written.load(Ordering::Acquire);
                while db.write_blocking(|tx| sequence(tx, SystemClock.now()))? == BATCH {}
                if was_written {
                    return Ok(publish(db, log)?);
                }
                if last.elapsed() >= Duration::from_secs(1) {
                    publish(db, log)?;
                    last = Instant::now();
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let written = write(db, cases, true);
        is_written.store(true, Ordering::Release);
        let size = follower.join().map_err(|_panic| anyhow::anyhow!("the sequencer's thread ended"))??;
        written.map(|()| size)
    })
}

/// State changes a second with the journal and without, on SQLite, and on PostgreSQL when an empty database is named.
pub fn cost(postgres: Option<&str>) -> anyhow::Result<Vec<Row>> {
    let cases = Arc::new(rows()?);
    let mut lines = pair("SQLite", &cases, |folder| sqlite(folder, Synchronous::Full))?;
    if let Some(url) = postgres {
        let open = |_: &Path| {
            let db = Db::open(&Settings::Postgres { url: url.to_owned(), connections: 4 })?;
            db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))?;
            db.write_blocking(|tx| {
                for table in [
                    "DELETE FROM contents",
                    "DELETE FROM askers",
                    "DELETE FROM cases",
                    "DELETE FROM journal_pending",
                    "DELETE FROM journal",
                    "UPDATE journal_head SET size = 0, last_at = '1970-01-01T00:00:00.000Z'",
                ] {
                    tx.execute(table, &[])?;
                }
                Ok::<(), Error>(())
            })?;
            Ok(db)
        };
        lines.extend(pair("PostgreSQL", &cases, open)?);
    }
    Ok(lines)
}

#[expect(clippy::cast_precision_loss, reason = "counts of some thousands")]
fn pair(
    engine: &str,
    cases: &Arc<Cases>,
    open: impl Fn(&Path) -> anyhow::Result<Db>,
) -> anyhow::Result<Vec<Row>> {
    let changes = cases.iter().flatten().filter(|(statement, _)| *statement == PENDING).count();
    let (mut raw, mut journalled) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let folder = tempfile::tempdir()?;
        let db = open(folder.path())?;
        let begun = Instant::now();
        write(&db, cases, false)?;
        raw.push(changes as f64 / begun.elapsed().as_secs_f64());
        db.close();

        let folder = tempfile::tempdir()?;
        let db = open(folder.path())?;
        PublicLog::create(folder.path(), &format!("bench.example/{turn}").parse()?, &[1; 32])?;
        let log = PublicLog::open(folder.path())?.context("no log")?;
        let begun = Instant::now();
        let size = write_journalled(&db, &log, cases)?;
        journalled.push(changes as f64 / begun.elapsed().as_secs_f64());
        ensure!(size == changes as u64, "{size} of {changes} entries are under the checkpoint");
        db.close();
    }
    let median = |rates: &mut Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates.get(TURNS / 2).copied().unwrap_or_default()
    };
    let (raw, journalled) = (median(&mut raw), median(&mut journalled));
    let line = |name: String, rate: f64, note: String| Row {
        name,
        rate: Some(rate),
        latency: None,
        processor: None,
        peak: None,
        note,
    };
    Ok(vec![
        line(
            format!("{engine}: state changes with journal, {TOGETHER} cases a transaction"),
            journalled,
            format!("0.6 of without; {:.2}", journalled / raw),
        ),
        line(format!("{engine}: the same rows without"), raw, format!("median of {TURNS}")),
    ])
}

/// How long after its answer a report's first entry is under the published checkpoint, at so many state changes a second.
pub async fn receipt(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    // Each report is two changes: filed and assigned.
    const REPORTS: u32 = 500;
    let copies = tempfile::tempdir_in(&loaded.folder).context("no temporary folder")?;
    let folder = copies.path().join("data");
    copy(&loaded.folder, &folder)?;
    let server = Server::start(&setting.server, &folder).await?;
    let services = services(&server).await?;
    let key = loaded.key.clone();
    let (ended, address) = (Arc::new(AtomicBool::new(false)), server.address);
    // Another thread watches the checkpoint, so that the load does not hold it up.
    let watching = std::thread::spawn({
        let ended = Arc::clone(&ended);
        move || -> anyhow::Result<Vec<(u64, Instant)>> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut client = Client::connect(address).await?;
                let mut seen = Vec::new();
                while !ended.load(Ordering::Acquire) {
                    client.send(&get("/journal/checkpoint")).await?;
                    let text = String::from_utf8_lossy(client.body()).into_owned();
                    let size: u64 = text.lines().nth(1).context("a checkpoint")?.parse()?;
                    if seen.last().is_none_or(|(last, _)| *last < size) {
                        seen.push((size, Instant::now()));
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Ok(seen)
            })
        }
    });
    let before = entries(&folder)?;
    let begun = Instant::now();
    let asked = load(&server, 32, setting.seconds, Pace::Open(REPORTS), 200, report(services, key)).await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    ended.store(true, Ordering::Release);
    let seen = watching.join().map_err(|_panic| anyhow::anyhow!("the watching thread ended"))??;
    server.stop()?;
    let mut waits = Vec::new();
    for (index, committed) in submitted(&folder, before)? {
        // The pending row was written within its transaction, just before the commit: the earliest that it can count from.
        let (_, at) =
            seen.iter().find(|(size, _)| *size > index).context("an entry is under no checkpoint")?;
        let published = SystemClock.now().as_duration() - duration(at.elapsed())?;
        waits.push((published - committed).unsigned_abs());
    }
    waits.sort_unstable();
    ensure!(waits.len() >= asked.count() / 2, "{} entries of {} reports", waits.len(), asked.count());
    let at = |percent: usize| waits.get((waits.len() - 1) * percent / 100).copied().unwrap_or_default();
    let mut row = asked.row("from a report's commit to a checkpoint with its entry, 1,000 changes/s", "");
    row.rate = asked.row("", "").rate.map(|rate| rate * 2.0);
    row.latency = Some((at(50), at(99)));
    row.note =
        format!("p99 under 2 s; {} reports in {:.0} s", waits.len(), begun.elapsed().as_secs_f64() - 4.0);
    Ok(row)
}

fn duration(duration: Duration) -> anyhow::Result<jiff::SignedDuration> {
    jiff::SignedDuration::try_from(duration).context("a duration")
}

fn database(folder: &Path) -> anyhow::Result<rusqlite::Connection> {
    Ok(rusqlite::Connection::open(folder.join("dantin.db"))?)
}

fn entries(folder: &Path) -> anyhow::Result<i64> {
    Ok(database(folder)?.query_row("SELECT size FROM journal_head", [], |row| row.get(0))?)
}

/// Index and time of filing of each report since.
fn submitted(folder: &Path, since: i64) -> anyhow::Result<Vec<(u64, jiff::SignedDuration)>> {
    let connection = database(folder)?;
    let mut select = connection.prepare(
        "SELECT j.idx, c.submitted_at FROM journal j JOIN cases c ON c.id = j.case_id WHERE j.idx >= ?1 AND j.number = 1",
    )?;
    let rows = select.query_map([since], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (index, at) = row?;
        found.push((u64::try_from(index)?, at.parse::<jiff::Timestamp>()?.as_duration()));
    }
    Ok(found)
}

/// `dantin verify` of the whole loaded journal over loopback: entries a second, and its peak of memory.
#[expect(clippy::cast_precision_loss, reason = "counts of some millions")]
pub async fn verify(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let server = Server::start(&setting.server, &loaded.folder).await?;
    // The figures are published and signed soon after a start.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let state = tempfile::tempdir()?;
    let url = format!("http://{}", server.address);
    let begun = Instant::now();
    let mut child = Command::new(&setting.server)
        .args(["verify", &url, "--json", "--state"])
        .arg(state.path().join("state.json"))
        .stdout(fs::File::create(state.path().join("report.json"))?)
        .spawn()?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(peak_of(child.id()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let took = begun.elapsed();
    server.stop()?;
    let report: serde_json::Value = serde_json::from_slice(&fs::read(state.path().join("report.json"))?)?;
    let said = |name: &str| report.get(name).cloned().unwrap_or_default();
    ensure!(status.success(), "verify ended with {status}: {}", said("findings"));
    let size = said("size").as_u64().unwrap_or_default();
    Ok(Row {
        name: format!("verify {size} entries over loopback, {:.1} s", took.as_secs_f64()),
        rate: Some(size as f64 / took.as_secs_f64()),
        latency: None,
        processor: None,
        peak: Some(peak),
        note: format!("under 300 MB for 1,000,000; {} publications counted again", said("publications")),
    })
}

/// The peak of resident memory of a process in bytes; 0 when it is gone.
fn peak_of(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) << 10
}
