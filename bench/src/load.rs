//! The folder that is measured: cases of a year in every state and everywhere in the city, put there through the
//! product's own commands in the order of time, so that the journal and the rows are what a server would have written.
//! Synthetic throughout, repeatable, and without photos.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command as Process,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};
use dantin::{
    act::cases::{
        Asker, CaseError, Context, Key, NewCase, Place, Submitted,
        commands::{self, Command, Paper},
        join,
        showing::{self, Showing},
        submit,
    },
    app::MIGRATIONS,
    city::people::{
        cookies::Cookie,
        credentials::{Login, PersonName},
        model::{Officer, OfficerId, OfficerRole, RoleKind},
        sessions::{self, NewSession},
        store as people,
    },
    clock::{Clock as _, SeededRandom, SystemClock, SystemRandom, random as random_bytes},
    prove::journal::{BATCH, PublicLog, notices, publish, sequence},
};
use dantin_city::City;
use dantin_record::{
    act::Actor,
    book::Book,
    code::AgencyCode,
    event::{EvidenceKind, Origin},
    moment::Moment,
};
use dantin_store::{Db, Settings, Synchronous, Tx};
use dantin_words::{Catalogue, Language};
use jiff::Timestamp;

use crate::{generate, measure::scatter, taken::Taken};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Steps of one transaction.
const STEPS: usize = 250;
/// Where the folder says what is in it.
const SUMMARY: &str = "load.json";
/// Stands in the folder while it is loaded: a load that stopped is begun anew, and nothing else is ever removed.
const UNFINISHED: &str = "load.unfinished";

/// A folder with cases in it.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Loaded {
    /// The data folder.
    #[serde(skip)]
    pub folder: PathBuf,
    /// How many cases were loaded.
    pub cases: usize,
    /// Public codes of cases whose words a moderator has shown.
    pub shown: Vec<String>,
    /// The session cookie of the coordinator.
    pub coordinator: String,
    /// The session cookie of a handler of one ward.
    pub handler: String,
    /// A key for Open311.
    pub key: String,
    /// What the cases are: the plain load, or a seed and the days they are spread over.
    #[serde(default)]
    pub made: String,
    /// The PostgreSQL database that holds them, where that is not the folder's own file.
    #[serde(default)]
    postgres: Option<String>,
}

/// Where cases come from.
pub trait Reports: Send + Sync {
    /// The words of a case.
    fn words(&self, city: &City, case: usize) -> String;
    /// The case as it is sent.
    fn case(&self, city: &City, case: usize) -> NewCase;
}

/// The plain load: everything equally often.
struct Plain;

impl Reports for Plain {
    fn words(&self, _: &City, case: usize) -> String {
        words(case)
    }

    fn case(&self, city: &City, case: usize) -> NewCase {
        new_case(city, case)
    }
}

/// What a folder is loaded with, and where.
#[derive(Default)]
pub struct Wanted {
    /// Files of real cities; without them the plain load.
    pub files: Option<PathBuf>,
    /// What the generated cases follow from.
    pub seed: u64,
    /// Over how many days they are spread.
    pub days: i64,
    /// An empty PostgreSQL database in place of the folder's own file.
    pub postgres: Option<String>,
}

impl Wanted {
    fn made(&self) -> String {
        let Wanted { files, seed, days, postgres } = self;
        let engine = if postgres.is_some() { " on PostgreSQL" } else { "" };
        match files {
            None => format!("plain{engine}"),
            Some(_) => format!("generated with seed {seed} over {days} days{engine}"),
        }
    }
}

/// The settings file of a folder whose database is elsewhere.
pub const SETTINGS: &str = "bench.toml";

impl Loaded {
    /// Uses the folder when it was loaded before with as many cases of the same kind, else loads it.
    pub fn open_or_make(
        folder: &Path,
        cases: usize,
        server: &Path,
        wanted: &Wanted,
    ) -> anyhow::Result<Loaded> {
        let summary = folder.join(SUMMARY);
        if let Ok(text) = fs::read_to_string(&summary) {
            let loaded: Loaded = serde_json::from_str(&text).context("load.json is damaged")?;
            // A folder is named by whoever measures it: what is in it is measured, unless something else is asked for.
            ensure!(
                loaded.cases == cases && (wanted.files.is_none() || loaded.made == wanted.made()),
                "{} holds {} cases ({}): name another folder",
                folder.display(),
                loaded.cases,
                loaded.made
            );
            return Ok(Loaded { folder: folder.to_owned(), ..loaded });
        }
        let unfinished = empty(folder)?;
        keep_at(folder, wanted.postgres.as_deref())?;
        let begun = Instant::now();
        let filed = fill(folder, cases, wanted)?;
        let [coordinator, handler] = sign_in(folder, wanted)?;
        let loaded = Loaded {
            folder: folder.to_owned(),
            cases,
            shown: filed,
            coordinator,
            handler,
            key: new_key(server, folder)?,
            made: wanted.made(),
            postgres: wanted.postgres.clone(),
        };
        fs::write(summary, serde_json::to_string(&loaded)?)?;
        fs::remove_file(unfinished)?;
        eprintln!("Loaded {cases} cases in {:.0} s", begun.elapsed().as_secs_f64());
        Ok(loaded)
    }

    /// The database, beside a server or before one is started.
    pub fn open(&self) -> anyhow::Result<Db> {
        open(&self.folder, self.postgres.as_deref())
    }
}

/// Makes the folder ready for a load, and gives the file that marks it as unfinished. A folder that holds anything but a
/// load that stopped is refused.
fn empty(folder: &Path) -> anyhow::Result<PathBuf> {
    let unfinished = folder.join(UNFINISHED);
    if unfinished.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder)?;
    ensure!(
        fs::read_dir(folder)?.next().is_none(),
        "{} holds files, and no load of this program: name an empty or a new folder",
        folder.display()
    );
    fs::write(&unfinished, "")?;
    Ok(unfinished)
}

/// A key for Open311, as the operator makes one.
fn new_key(server: &Path, folder: &Path) -> anyhow::Result<String> {
    let output = Process::new(server)
        .args(settings_of(folder))
        .args(["key", "add", "bench", "--data"])
        .arg(folder)
        .output()
        .context("key add")?;
    ensure!(output.status.success(), "key add: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    // The key is the longest word of what is printed.
    let key = text.split_whitespace().max_by_key(|word| word.len()).context("key add printed nothing")?;
    Ok(key.to_owned())
}

/// The options by which a program finds a database that is not in its folder.
pub fn settings_of(folder: &Path) -> Vec<std::ffi::OsString> {
    let file = folder.join(SETTINGS);
    if file.exists() { vec!["--settings".into(), file.into()] } else { Vec::new() }
}

/// Says in a folder that its rows are kept in this PostgreSQL database, if in one.
pub fn keep_at(folder: &Path, postgres: Option<&str>) -> anyhow::Result<()> {
    if let Some(url) = postgres {
        fs::write(folder.join(SETTINGS), format!("[database]\nurl = {url:?}\n"))?;
    }
    Ok(())
}

/// A database that was loaded: PostgreSQL at this address, or the folder's own file.
pub fn open(folder: &Path, postgres: Option<&str>) -> anyhow::Result<Db> {
    // Loading may be fast: what is measured opens the file anew, with the product's own settings.
    let settings = match postgres {
        Some(url) => Settings::Postgres { url: url.to_owned(), connections: 2 },
        None => {
            Settings::Sqlite { path: folder.join("dantin.db"), synchronous: Synchronous::Normal, readers: 1 }
        }
    };
    let db = Db::open(&settings)?;
    db.migrate(MIGRATIONS, &dantin_store::time_text(SystemClock.now()))?;
    Ok(db)
}

/// Opens a session for the coordinator and for the handler of the first ward; gives their cookies.
fn sign_in(folder: &Path, wanted: &Wanted) -> anyhow::Result<[String; 2]> {
    let city = city()?;
    let db = open(folder, wanted.postgres.as_deref())?;
    let coordinator = city.settings().coordinator.clone();
    let ward = city.areas().first().and_then(|area| city.ward_agency(&area.code)).context("a ward")?;
    let cookies = [
        session(&db, "bench.coordinator", RoleKind::Coordinator, &[&coordinator])?.0,
        session(&db, "bench.handler", RoleKind::Handler, &[&ward.code])?.0,
    ];
    db.close();
    Ok(cookies)
}

/// Makes an account with this role at each of these agencies and opens a session; gives its cookie and the account's id.
pub fn session(
    db: &Db,
    login: &str,
    kind: RoleKind,
    agencies: &[&str],
) -> anyhow::Result<(String, OfficerId)> {
    let now = SystemClock.now();
    let id = OfficerId::draw(now, &SystemRandom);
    let roles = agencies
        .iter()
        .map(|agency| Ok(OfficerRole { kind, agency: AgencyCode::new(agency).context("not an agency")? }))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let officer = Officer {
        id: id.clone(),
        login: Login::new(login).map_err(|_not| anyhow::anyhow!("not a login"))?,
        name: PersonName::new("Cán bộ mẫu").map_err(|_not| anyhow::anyhow!("not a name"))?,
        language: Language::Vietnamese,
        active: true,
        roles,
    };
    let new = NewSession::draw(&SystemRandom);
    let cookie = Cookie::Session.set(&new.token, false);
    db.write_blocking(move |tx| {
        // No password has this hash: the account is only the session.
        people::insert(tx, &officer, "!", now)
            .map_err(|fault| dantin_store::Error::Engine(format!("{fault:?}")))?;
        sessions::insert(tx, &officer.id, &new, None, &sessions::Origin::default(), now)
    })?;
    Ok((cookie.split(';').next().unwrap_or_default().to_owned(), id))
}

/// The pack that is built in.
pub fn city() -> anyhow::Result<City> {
    City::embedded().map_err(|faults| anyhow::anyhow!("the pack has {} faults", faults.0.len()))
}

/// What happens to a case at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Submit,
    Show,
    /// Somebody else has the same problem.
    Join,
    Withdraw,
    Accept,
    Report,
    Contest,
    ReportAgain,
    Confirm,
    Expire,
}

/// All steps of all cases in the order of time: (second, case, step).
fn plan(cases: usize, now: i64) -> Vec<(i64, usize, Step)> {
    let mut steps = Vec::with_capacity(cases * 5);
    for case in 0..cases {
        let chance = scatter(case as u64);
        let within =
            |days: i64| now - 2 * HOUR - i64::try_from(chance >> 20).unwrap_or(0).rem_euclid(days * DAY);
        // Out of a hundred, eight are open, three wait for somebody's word, the others are over.
        let (start, course): (i64, &[(i64, Step)]) = match chance % 100 {
            0 => (within(2), &[]),
            1 | 2 => (within(4), &[(HOUR, Step::Show)]),
            3..=6 => (within(12), &[(HOUR, Step::Show), (3 * HOUR / 2, Step::Accept)]),
            7 => (
                within(12) - 4 * DAY,
                &[
                    (HOUR, Step::Show),
                    (5 * HOUR, Step::Accept),
                    (2 * DAY, Step::Report),
                    (3 * DAY, Step::Contest),
                ],
            ),
            8..=10 => {
                (within(2) - DAY, &[(HOUR, Step::Show), (3 * HOUR, Step::Accept), (24 * HOUR, Step::Report)])
            }
            11..=69 => (
                within(300) - 40 * DAY,
                &[
                    (HOUR, Step::Show),
                    (5 * HOUR, Step::Accept),
                    (3 * DAY, Step::Report),
                    (4 * DAY, Step::Confirm),
                ],
            ),
            70..=89 => (
                within(300) - 40 * DAY,
                &[
                    (HOUR, Step::Show),
                    (5 * HOUR, Step::Accept),
                    (3 * DAY, Step::Report),
                    (38 * DAY, Step::Expire),
                ],
            ),
            _ => (
                within(300) - 40 * DAY,
                &[
                    (HOUR, Step::Show),
                    (5 * HOUR, Step::Accept),
                    (2 * DAY, Step::Report),
                    (3 * DAY, Step::Contest),
                    (5 * DAY, Step::ReportAgain),
                    (6 * DAY, Step::Confirm),
                ],
            ),
        };
        steps.push((start, case, Step::Submit));
        steps.extend(course.iter().map(|(after, step)| (start + after, case, *step)));
    }
    steps.sort_unstable();
    steps
}

/// Puts the cases there and gives the codes of those that were shown.
pub fn fill(folder: &Path, cases: usize, wanted: &Wanted) -> anyhow::Result<Vec<String>> {
    let city = Arc::new(city()?);
    let random = Arc::new(SeededRandom::new(1 + wanted.seed));
    let db = open(folder, wanted.postgres.as_deref())?;
    let now = SystemClock.now().as_second();
    let (steps, reports): (_, Arc<dyn Reports>) = match &wanted.files {
        None => (plan(cases, now), Arc::new(Plain)),
        Some(files) => {
            let taken = Taken::read(files)?;
            let mut generated = generate::draw(&city, &taken, cases, wanted.seed, wanted.days, now)?;
            print!("{taken}{}", generated.summary);
            (std::mem::take(&mut generated.steps), Arc::new(generated))
        }
    };
    let filed = Arc::new(Mutex::new(HashMap::<usize, Submitted>::with_capacity(cases)));
    PublicLog::create(folder, &"bench.example/journal".parse()?, &random_bytes(&SystemRandom))?;
    let log = PublicLog::open(folder)?.context("no log")?;
    begin(&db, &log, steps.first().map_or(0, |(second, _, _)| *second))?;
    for (number, batch) in steps.chunks(STEPS).enumerate() {
        let batch = batch.to_vec();
        let (city, random, filed) = (Arc::clone(&city), Arc::clone(&random), Arc::clone(&filed));
        let reports = Arc::clone(&reports);
        db.write_blocking(move |tx| {
            let mut filed = filed.lock().unwrap_or_else(PoisonError::into_inner);
            let mut now = Timestamp::UNIX_EPOCH;
            for (second, case, step) in &batch {
                now = Timestamp::from_second(*second).map_err(|e| CaseError::Damaged(e.to_string()))?;
                let context = Context { city: &city, now, random: random.as_ref() };
                take(tx, context, &mut filed, reports.as_ref(), *case, *step)?;
            }
            while sequence(tx, now)? == BATCH {}
            Ok::<(), CaseError>(())
        })
        .with_context(|| format!("steps from {}", number * STEPS))?;
        if number % 200 == 199 {
            eprintln!("{} of {} events", number * STEPS, steps.len());
        }
    }
    publish(&db, &log)?;
    db.close();
    let filed = filed.lock().unwrap_or_else(PoisonError::into_inner);
    let mut shown: Vec<String> = filed
        .iter()
        .filter(|(case, _)| !scatter(**case as u64).is_multiple_of(100))
        .map(|(_, f)| f.code.clone())
        .collect();
    shown.sort_unstable();
    if shown.is_empty() {
        bail!("no cases were loaded");
    }
    Ok(shown)
}

/// The first entries of the journal, as a server writes them before any other.
pub fn begin(db: &Db, log: &PublicLog, second: i64) -> anyhow::Result<()> {
    let texts = notices::texts(&Catalogue::embedded()?);
    let facts = notices::due(&Book::new(), Some(log), &texts);
    let at = Moment::from_second(second);
    ensure!(
        db.write_blocking(move |tx| notices::append(tx, 0, at, &facts))?,
        "the journal has begun already"
    );
    Ok(())
}

fn take(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    filed: &mut HashMap<usize, Submitted>,
    reports: &dyn Reports,
    case: usize,
    step: Step,
) -> Result<(), CaseError> {
    if step == Step::Submit {
        let new = reports.case(context.city, case);
        filed.insert(case, submit(tx, context, &new)?);
        return Ok(());
    }
    let Some(receipt) = filed.get(&case) else { return Err(CaseError::NotFound) };
    let agency = AgencyCode::new(&receipt.agency)
        .map_err(|_bad| CaseError::Unknown { field: "agency", code: receipt.agency.clone() })?;
    let command = |by| Command {
        key: Key::Id(&receipt.id),
        version: None,
        by,
        officer: Some("bench-officer"),
        secret: Some(&receipt.secret),
    };
    let photos: [String; 0] = [];
    match step {
        Step::Submit => {}
        Step::Join => {
            let neighbour = Asker { language: "vi".to_owned(), ..Asker::default() };
            join(tx, context, &receipt.code, &neighbour)?;
        }
        Step::Withdraw => {
            commands::withdraw(tx, context, &command(Actor::Reporter))?;
        }
        Step::Show => {
            let text = reports.words(context.city, case);
            let showing = Showing {
                text: Some(&text),
                photos: &photos,
                address: Some("Trước số nhà mẫu"),
                ward_only: false,
                reason: None,
            };
            showing::show(tx, context, &command(Actor::Moderator), &showing)?;
        }
        Step::Accept => {
            commands::accept(tx, context, &command(Actor::Handler(agency)))?;
        }
        Step::Report | Step::ReportAgain => {
            let paper =
                Paper {
                    kind: EvidenceKind::Measurement, title: "Đo tại chỗ", body: "Số đo mẫu, máy đo mẫu"
                };
            let words = "Đã cử tổ công tác đến sửa chữa xong trong ngày, mời người dân xem lại.";
            let by = command(Actor::Handler(agency));
            commands::report_resolved(tx, context, &by, words, &photos, &photos, &[paper])?;
        }
        Step::Contest => {
            let words = "Hôm sau lại hỏng như cũ, mong kiểm tra kỹ hơn.";
            commands::contest(tx, context, &command(Actor::Reporter), words, &photos)?;
        }
        Step::Confirm => {
            commands::confirm(tx, context, &command(Actor::Reporter), None)?;
        }
        Step::Expire => {
            commands::expire(tx, context, &receipt.id)?;
        }
    }
    Ok(())
}

fn words(case: usize) -> String {
    format!(
        "Mẫu số {case}: chỗ này hỏng đã mấy ngày, trời tối đi lại rất khó, mong cơ quan sớm đến xem và xử lý."
    )
}

/// A synthetic report of this number.
#[expect(clippy::cast_precision_loss, reason = "parts of a thousand")]
pub fn new_case(city: &City, case: usize) -> NewCase {
    let chance = scatter(case as u64 ^ 0xda17);
    let choose = |bits: u32, among: usize| {
        usize::try_from((chance >> bits) % (among.max(1) as u64)).unwrap_or_default()
    };
    let services: Vec<_> = city.services().collect();
    let service = services.get(choose(0, services.len()));
    let area = city.areas().get(choose(16, city.areas().len()));
    let shift = |bits: u32| (((chance >> bits) % 2000) as f64 - 1000.0) / 100_000.0;
    NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: service.map(|service| service.category.code.clone()).unwrap_or_default(),
        subcategory: service.and_then(|service| service.subcategory.map(|finer| finer.code.clone())),
        area: area.map(|area| area.code.clone()),
        place: area.map(|area| Place {
            latitude: area.latitude + shift(32),
            longitude: area.longitude + shift(44),
            accuracy_m: 20,
        }),
        address: Some("Trước số nhà mẫu".to_owned()),
        text: words(case),
        answers: None,
        photos: Vec::new(),
        asker: Asker { phone: Some("0900000000".to_owned()), language: "vi".to_owned(), ..Asker::default() },
        idempotency_key: None,
        sample: false,
        officer: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_load_that_stopped_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("generated");
        let mark = empty(&folder).unwrap();
        fs::write(folder.join("journal.key"), "half").unwrap();
        assert_eq!(empty(&folder).unwrap(), mark);
        assert!(!folder.join("journal.key").exists() && mark.exists());

        fs::remove_file(mark).unwrap();
        fs::write(folder.join("letter.txt"), "somebody's").unwrap();
        assert!(empty(&folder).unwrap_err().to_string().contains("name an empty or a new folder"));
        assert_eq!(fs::read_to_string(folder.join("letter.txt")).unwrap(), "somebody's");
    }
}
