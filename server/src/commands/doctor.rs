//! `dantin doctor`: says in plain words what is missing for this installation to work and what to do about it. It
//! changes nothing but one object in the photo store, which it takes away again, and a checkpoint that was signed and not
//! published before a stop, which it publishes.

use std::{collections::BTreeSet, path::Path};

use dantin_city::City;
use dantin_photos::Place;
use dantin_store::{Db, Settings as DatabaseSettings, Tx};
use jiff::{SignedDuration, Timestamp};

use super::Frame;
use crate::{
    clock::{Clock as _, SystemClock},
    operation::folder,
    prove::journal::PublicLog,
    settings::Settings,
};

/// Below so many bytes a disk counts as nearly full.
const LITTLE_SPACE: u64 = 2 << 30;
/// How many entries may wait for their place in the journal before something must be wrong.
const MOST_WAITING: i64 = 1000;

/// What was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// In order.
    Good(String),
    /// It works, but somebody will miss something.
    Mind(String),
    /// It does not work.
    Bad(String),
}

impl Finding {
    fn line(&self) -> String {
        match self {
            Finding::Good(text) => format!("ok    {text}"),
            Finding::Mind(text) => format!("mind  {text}"),
            Finding::Bad(text) => format!("BAD   {text}"),
        }
    }
}

/// Looks at everything; ends with a failure if something is bad.
pub fn run(frame: &Frame) -> anyhow::Result<()> {
    let findings = examine(frame);
    for finding in &findings {
        println!("{}", finding.line());
    }
    let count = |wanted: fn(&Finding) -> bool| findings.iter().filter(|finding| wanted(finding)).count();
    let bad = count(|finding| matches!(finding, Finding::Bad(_)));
    let minded = count(|finding| matches!(finding, Finding::Mind(_)));
    println!();
    anyhow::ensure!(bad == 0, "{bad} things are wrong and {minded} should be minded; see the lines above");
    println!("Nothing is wrong; {minded} things should be minded.");
    Ok(())
}

/// Whether others on the machine may look into the data folder.
fn look_at_the_folder(data: &Path) -> Option<Finding> {
    let permissions = data.metadata().ok()?.permissions();
    Some(if folder::is_open_to_others(&permissions) {
        Finding::Mind(format!(
            "Other users of this machine may look into {}, where residents' reports lie: chmod 700 {}",
            data.display(),
            data.display()
        ))
    } else {
        Finding::Good(format!("No other user of this machine looks into {}.", data.display()))
    })
}

fn examine(frame: &Frame) -> Vec<Finding> {
    let settings = match frame.settings() {
        Ok(settings) => settings,
        Err(error) => return vec![Finding::Bad(format!("The settings cannot work: {error:#}"))],
    };
    let mut findings = vec![Finding::Good("The settings can work.".to_owned())];
    findings.push(if settings.public_url.is_empty() {
        Finding::Mind(
            "server.public_url is not set: secret links and QR codes name this machine only. Set it to the address \
             that residents type."
                .to_owned(),
        )
    } else {
        Finding::Good(format!("Residents reach the site at {}.", settings.public_url))
    });
    let city = match frame.city() {
        Ok(city) => {
            findings.push(Finding::Good(format!("The city pack of {} is sound.", city.settings().name.en)));
            Some(city)
        }
        Err(error) => {
            findings.push(Finding::Bad(format!("{error:#}")));
            None
        }
    };
    findings.extend(look_at_the_folder(&settings.data));
    findings.push(look_at_the_log(&settings.data));
    findings.extend(look_at_the_witnesses(&settings.data));
    findings.extend(look_at_the_mail(&settings));
    findings.extend(look_at_the_photos(&settings.photos));
    findings.extend(look_at_the_disk(&settings.data));
    if let Place::Folder(folder) = &settings.photos
        && folder.is_dir()
        && !folder.starts_with(&settings.data)
    {
        findings.extend(look_at_the_disk(folder));
    }
    findings.extend(look_at_the_database(&settings, city.as_ref(), SystemClock.now()));
    findings
}

/// Whether there is a public log, and its files agree with what was signed.
fn look_at_the_log(data: &Path) -> Finding {
    match PublicLog::open(data) {
        Ok(None) => Finding::Mind(
            "There is no public log, so that nobody can verify the journal: make one with `dantin init`."
                .to_owned(),
        ),
        Ok(Some(log)) => match (log.halted(), log.mark()) {
            (None, Ok(mark)) => Finding::Good(format!(
                "The public log {} is signed up to {} entries.",
                log.key().name(),
                mark.unverified().size()
            )),
            (Some(reason), _) => Finding::Bad(format!("The public log signs nothing more: {reason}.")),
            (None, Err(fault)) => Finding::Bad(format!("The public log cannot be read: {fault}.")),
        },
        Err(fault) => Finding::Bad(format!("The public log cannot be opened: {fault}.")),
    }
}

/// Whether anybody else watches the log.
fn look_at_the_witnesses(data: &Path) -> Option<Finding> {
    let log = PublicLog::open(data).ok()??;
    let count = log.policy().ok()?.witnesses().len();
    Some(if count == 0 {
        Finding::Mind(
            "No witness watches the public log: a restored backup could sign a second history unseen. See \
             docs/witness.md."
                .to_owned(),
        )
    } else if log.folder().join("checkpoint.witnessed").exists() {
        Finding::Good(format!("The public log is witnessed; {count} witnesses are named."))
    } else {
        Finding::Mind(format!(
            "{count} witnesses are named, and too few of them have cosigned the public log yet."
        ))
    })
}

/// Whether mail can leave: connects and signs in, and sends nothing.
fn look_at_the_mail(settings: &Settings) -> Vec<Finding> {
    let Some(mail) = &settings.mail else {
        return vec![Finding::Mind(
            "No mail is sent, and no page offers any: set mail.server and mail.sender if residents are to be told by mail."
                .to_owned(),
        )];
    };
    let mut findings = vec![match mail.transport.open() {
        Ok(connection) => {
            connection.close();
            Finding::Good(format!("Mail leaves through {}.", mail.transport))
        }
        Err(trouble) => {
            Finding::Bad(format!("Mail cannot be sent: {trouble}. What waits is kept and tried again."))
        }
    }];
    if settings.public_url.is_empty() {
        findings.push(Finding::Bad(
            "Links in mails name this machine only, since server.public_url is not set.".to_owned(),
        ));
    }
    findings
}

/// Whether photos can be stored and read again.
fn look_at_the_photos(place: &Place) -> Vec<Finding> {
    if let Place::Folder(folder) = place
        && !folder.exists()
    {
        return vec![Finding::Mind(format!(
            "The photo folder {place} does not exist yet; `dantin serve` makes it, if it may write beside it."
        ))];
    }
    let tried =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(anyhow::Error::new);
    let tried = tried.and_then(|runtime| {
        let store = place.open()?;
        Ok(runtime.block_on(store.try_out())?)
    });
    let mut findings = vec![match (&tried, place) {
        (Ok(()), _) => Finding::Good(format!("Photos can be stored in {place} and read again.")),
        (Err(error), Place::Folder(_)) => Finding::Bad(format!(
            "Photos cannot be stored in {place}: {error:#}. Give the account that runs the server the right to write \
             there."
        )),
        (Err(error), Place::S3(_)) => Finding::Bad(format!(
            "Photos cannot be stored in {place}: {error:#}. Check photos.s3_endpoint and photos.s3_region, that the \
             bucket exists, and that the key may put, get and delete."
        )),
    }];
    if let Place::S3(bucket) = place
        && let Some(endpoint) = bucket.endpoint.as_ref().filter(|endpoint| is_in_the_clear(endpoint))
    {
        findings.push(Finding::Mind(format!(
            "Photos and the key to them travel to {endpoint} in the clear: use https:// unless the way there is yours \
             alone."
        )));
    }
    findings
}

/// Whether what is sent to this address can be read on the way.
fn is_in_the_clear(endpoint: &str) -> bool {
    endpoint.strip_prefix("http://").is_some_and(|host| {
        !["127.0.0.1", "localhost", "[::1]"].iter().any(|here| {
            host.strip_prefix(here).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
    })
}

fn look_at_the_disk(data: &Path) -> Vec<Finding> {
    if !data.is_dir() {
        let text = format!(
            "The data folder {} does not exist yet; `dantin serve` makes it, if it may write beside it.",
            data.display()
        );
        return vec![Finding::Mind(text)];
    }
    let mut findings = Vec::new();
    match rustix::fs::statvfs(data) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let gigabytes = free / 1_000_000_000;
            findings.push(if free < LITTLE_SPACE {
                Finding::Bad(format!(
                    "The disk of {} has only {gigabytes} GB left: when it is full, reports are refused. Make room.",
                    data.display()
                ))
            } else {
                Finding::Good(format!("The disk of {} has {gigabytes} GB left.", data.display()))
            });
        }
        Err(error) => {
            findings.push(Finding::Mind(format!("The free space of the disk is not known: {error}.")));
        }
    }
    findings
}

fn look_at_the_database(settings: &Settings, city: Option<&City>, now: Timestamp) -> Vec<Finding> {
    if let DatabaseSettings::Sqlite { path, .. } = &settings.database
        && !path.exists()
    {
        let text = format!("There is no database at {} yet; `dantin serve` makes it.", path.display());
        return vec![Finding::Mind(text)];
    }
    let db = match Db::open(&settings.database) {
        Ok(db) => db,
        Err(error) => {
            let text = format!("The database does not answer: {error}. Check database.url and that it runs.");
            return vec![Finding::Bad(text)];
        }
    };
    let mut findings = vec![Finding::Good(format!("The database answers ({}).", db.engine().name()))];
    match db.read_blocking(look_at_the_tables) {
        Ok(seen) => findings.extend(seen.findings(city, now)),
        Err(error) => findings.push(Finding::Bad(format!(
            "The tables cannot be read: {error}. They are brought up to date when `dantin serve` starts; if it has, \
             the database is newer than this program."
        ))),
    }
    findings
}

/// What the tables say.
#[derive(Debug, Default)]
pub struct Tables {
    entries: i64,
    head: i64,
    last: Option<Timestamp>,
    pending: i64,
    administrators: i64,
    agencies_with_work: BTreeSet<String>,
    agencies_with_people: BTreeSet<String>,
    layers: BTreeSet<String>,
    orders_by_bytes: bool,
}

/// Reads what there is to say about the tables.
pub fn look_at_the_tables(tx: &mut Tx<'_>) -> Result<Tables, dantin_store::Error> {
    let head: Option<(i64, Timestamp)> =
        tx.first("SELECT size, last_at FROM journal_head WHERE id = 1", &[])?;
    let one_column = |rows: Vec<(String,)>| rows.into_iter().map(|(code,)| code).collect();
    Ok(Tables {
        entries: tx.one("SELECT count(*) FROM journal", &[])?,
        head: head.map_or(0, |(size, _)| size),
        last: head.map(|(_, at)| at),
        pending: tx.one("SELECT count(*) FROM journal_pending", &[])?,
        administrators: tx.one(
            "SELECT count(DISTINCT officers.id) FROM officers JOIN officer_roles ON officer_roles.officer_id = \
             officers.id WHERE officers.active AND officer_roles.kind = 'administrator'",
            &[],
        )?,
        agencies_with_work: one_column(tx.all(
            "SELECT DISTINCT lead_agency FROM cases WHERE state IN ('unassigned', 'assigned', 'in_progress', \
             'waiting_for_reporter', 'reopened')",
            &[],
        )?),
        agencies_with_people: one_column(tx.all(
            "SELECT DISTINCT officer_roles.agency FROM officer_roles JOIN officers ON officers.id = \
             officer_roles.officer_id WHERE officers.active AND officer_roles.kind IN ('handler', 'head', 'coordinator')",
            &[],
        )?),
        layers: one_column(tx.all("SELECT name FROM layers", &[])?),
        // In byte order capitals stand before small letters; in the order of a language they do not.
        orders_by_bytes: tx.one::<i64>("SELECT CASE WHEN 'B' < 'a' THEN 1 ELSE 0 END", &[])? == 1,
    })
}

impl Tables {
    /// What that means.
    pub fn findings(&self, city: Option<&City>, now: Timestamp) -> Vec<Finding> {
        let mut findings = vec![if self.entries == self.head {
            Finding::Good(format!("The journal is whole: {} entries.", self.entries))
        } else {
            Finding::Bad(format!(
                "The journal has {} entries and its head says {}: restore the last backup and compare.",
                self.entries, self.head
            ))
        }];
        if self.pending > MOST_WAITING {
            findings.push(Finding::Mind(format!(
                "{} entries wait for their place in the journal: is `dantin serve` running?",
                self.pending
            )));
        }
        if self.last.is_some_and(|last| last > now + SignedDuration::from_mins(2)) {
            findings.push(Finding::Bad(
                "The journal's last entry lies in the future of this machine's clock: set the clock, and keep it by \
                 a time service."
                    .to_owned(),
            ));
        }
        if !self.orders_by_bytes {
            findings.push(Finding::Bad(
                "The database orders text by a language and not by bytes: create it with \
                 `createdb --template=template0 --encoding=UTF8 --locale=C`."
                    .to_owned(),
            ));
        }
        findings.push(match self.administrators {
            0 => Finding::Bad(
                "No account may keep the accounts: dantin user add LOGIN --name NAME --role administrator@AGENCY"
                    .to_owned(),
            ),
            count => Finding::Good(format!("{count} administrators keep the accounts.")),
        });
        let alone: Vec<&str> = self
            .agencies_with_work
            .difference(&self.agencies_with_people)
            .map(|code| {
                city.and_then(|city| city.agency(code)).map_or(code.as_str(), |agency| &agency.name.vi)
            })
            .collect();
        findings.push(if alone.is_empty() {
            Finding::Good("Every agency with open cases has officers.".to_owned())
        } else {
            Finding::Bad(format!(
                "{} agencies have open cases and no officers who could take them: {}. Add accounts with `dantin user \
                 add`.",
                alone.len(),
                alone.join("; ")
            ))
        });
        findings.push(if self.layers.contains("areas") {
            Finding::Good("Ward boundaries are imported.".to_owned())
        } else {
            Finding::Mind(
                "Ward boundaries are not imported: the ward of a point is the one whose centre is nearest, and the \
                 pages say so. Import them with `dantin import areas FILE`."
                    .to_owned(),
            )
        });
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_the_clear_is_minded_unless_it_is_this_machine() {
        for (endpoint, expected) in [
            ("http://s3.example", true),
            ("http://localhost.example:9000", true),
            ("http://localhost:9000", false),
            ("http://127.0.0.1", false),
            ("http://[::1]:9000/x", false),
            ("https://s3.example", false),
        ] {
            assert_eq!(is_in_the_clear(endpoint), expected, "{endpoint}");
        }
    }

    #[test]
    fn what_is_missing_is_said_and_what_is_there_is_not_complained_about() {
        let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
        let mut tables = Tables { orders_by_bytes: true, administrators: 1, ..Tables::default() };
        tables.layers.insert("areas".to_owned());
        let all_good = |tables: &Tables| {
            tables.findings(None, now).iter().all(|finding| matches!(finding, Finding::Good(_)))
        };
        assert!(all_good(&tables));
        let faults: [fn(&mut Tables); 6] = [
            |t| t.head = 5,
            |t| t.pending = 1001,
            |t| t.last = Some("2026-03-11T02:00:00Z".parse().unwrap()),
            |t| t.orders_by_bytes = false,
            |t| t.administrators = 0,
            |t| _ = t.agencies_with_work.insert("x".to_owned()),
        ];
        for fault in faults {
            let mut tables = Tables { orders_by_bytes: true, administrators: 1, ..Tables::default() };
            tables.layers.insert("areas".to_owned());
            fault(&mut tables);
            assert!(!all_good(&tables), "{tables:?}");
        }
    }
}
