//! What a handler may use, put together once at the start. Requests share it behind an `Arc`; nothing in it is changed
//! by a request but through the database and the book.

use std::sync::Arc;

use anyhow::Context as _;
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use dantin_city::City;
use dantin_photos::Photos;
use dantin_store::{Db, Migration};
use dantin_words::{Catalogue, Words};
use jiff::Timestamp;

use crate::{
    act::cases::Context,
    city::{
        map::Layers,
        people::{
            factors::key::DeskKey,
            password::{Cost, Hasher},
        },
    },
    clock::{Clock, Random},
    pages::{
        layout::{Hotline, Section, Shell, Site},
        preferences::Preferences,
    },
    prove::journal::{LiveBook, PublicLog},
    settings::Settings,
};

/// The migrations, in order; `crates/store` keeps their checksums.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_main.sql", sql: include_str!("../../migrations/0001_main.sql") },
    Migration { name: "0002_erasure.sql", sql: include_str!("../../migrations/0002_erasure.sql") },
    Migration { name: "0003_evidence.sql", sql: include_str!("../../migrations/0003_evidence.sql") },
    Migration { name: "0004_voice.sql", sql: include_str!("../../migrations/0004_voice.sql") },
    Migration { name: "0005_joint.sql", sql: include_str!("../../migrations/0005_joint.sql") },
    Migration { name: "0006_mail.sql", sql: include_str!("../../migrations/0006_mail.sql") },
    Migration { name: "0007_safety.sql", sql: include_str!("../../migrations/0007_safety.sql") },
    Migration { name: "0008_desk.sql", sql: include_str!("../../migrations/0008_desk.sql") },
    Migration { name: "0009_search.sql", sql: include_str!("../../migrations/0009_search.sql") },
    Migration { name: "0010_partners.sql", sql: include_str!("../../migrations/0010_partners.sql") },
    Migration { name: "0011_time.sql", sql: include_str!("../../migrations/0011_time.sql") },
    Migration { name: "0012_weekly.sql", sql: include_str!("../../migrations/0012_weekly.sql") },
    Migration { name: "0013_matters.sql", sql: include_str!("../../migrations/0013_matters.sql") },
    Migration { name: "0014_redactions.sql", sql: include_str!("../../migrations/0014_redactions.sql") },
    Migration { name: "0015_parts.sql", sql: include_str!("../../migrations/0015_parts.sql") },
    Migration { name: "0016_explanations.sql", sql: include_str!("../../migrations/0016_explanations.sql") },
    Migration { name: "0017_dialogues.sql", sql: include_str!("../../migrations/0017_dialogues.sql") },
    Migration {
        name: "0018_consultations.sql",
        sql: include_str!("../../migrations/0018_consultations.sql"),
    },
    Migration { name: "0019_oversight.sql", sql: include_str!("../../migrations/0019_oversight.sql") },
    Migration {
        name: "0020_comments_alone.sql",
        sql: include_str!("../../migrations/0020_comments_alone.sql"),
    },
    Migration { name: "0021_told.sql", sql: include_str!("../../migrations/0021_told.sql") },
    Migration { name: "0022_lost_words.sql", sql: include_str!("../../migrations/0022_lost_words.sql") },
    Migration { name: "0023_visits.sql", sql: include_str!("../../migrations/0023_visits.sql") },
    Migration { name: "0024_statistics.sql", sql: include_str!("../../migrations/0024_statistics.sql") },
    Migration {
        name: "0025_requests_of_matters.sql",
        sql: include_str!("../../migrations/0025_requests_of_matters.sql"),
    },
    Migration { name: "0026_lists.sql", sql: include_str!("../../migrations/0026_lists.sql") },
    Migration {
        name: "0027_sessions_held.sql",
        sql: include_str!("../../migrations/0027_sessions_held.sql"),
    },
    Migration {
        name: "0028_approved_minutes.sql",
        sql: include_str!("../../migrations/0028_approved_minutes.sql"),
    },
    Migration { name: "0029_ended_lists.sql", sql: include_str!("../../migrations/0029_ended_lists.sql") },
    Migration { name: "0030_briefs.sql", sql: include_str!("../../migrations/0030_briefs.sql") },
];

/// Photos that are decoded at the same time: each may take a few hundred megabytes for a moment.
const DECODES_AT_ONCE: usize = 2;

/// How long another server may take for an answer, and how long the answer may be.
const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(20);
const ANSWER_BYTES: u64 = 4 << 20;

/// Everything that handlers and jobs share.
pub struct App {
    /// The database.
    pub db: Db,
    /// The city pack.
    pub city: Arc<City>,
    /// All words.
    pub words: Catalogue,
    /// What the journal says that each figure means.
    pub figure_texts: crate::prove::journal::notices::Texts,
    /// Decoding and keeping of photos.
    pub photos: Photos,
    /// Checks and hashes officers' passwords, few at a time.
    pub hasher: Hasher,
    /// Seals and signs for the desk.
    pub key: DeskKey,
    /// The public read side.
    pub book: LiveBook,
    /// The public log; none before it has been given a key.
    pub log: Option<PublicLog>,
    /// The city's map with what was imported of it.
    pub layers: Layers,
    /// Facts of cases that were rendered lately.
    pub rendered: crate::speak::case::Rendered,
    /// Cases by their words.
    pub search: crate::search::LiveIndex,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// What the operator set.
    pub settings: Settings,
    /// The address that residents type; secret links are made from it.
    pub public_url: String,
    /// What every page says of the installation.
    pub site: Site,
    /// Partners' keys for Open311.
    pub partners: crate::open311::partners::Partners,
    /// What sends mail; none where no server is set.
    pub mail: Option<crate::mail::Mailer>,
    /// How often moderators did what.
    pub moderation: crate::speak::moderation::Tally,
    /// Asks addresses outside that the operator named.
    pub outgoing: crate::outgoing::Client,
    /// What the identity provider said of itself.
    pub provider: crate::city::people::provider::Known,
    /// The room for what is being sent.
    pub room: crate::routes::bodies::Room,
    /// How much one address may send.
    pub limits: crate::listen::limits::Limits,
    /// Where official documents are laid out.
    pub press: crate::documents::Press,
    /// Who follows which session.
    pub live: crate::listen::dialogues::live::Live,
    /// Tells the sequencer that entries wait.
    pub entries_wait: tokio::sync::Notify,
}

/// The shared application, as axum's state.
pub type Shared = Arc<App>;

/// What an `App` is opened with.
pub struct Opening {
    /// Checked settings.
    pub settings: Settings,
    /// The pack.
    pub city: City,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Whether every page says that its cases are samples.
    pub is_sample: bool,
}

impl App {
    /// Opens the database (running what migrations are missing), the photo store and the book.
    pub fn open(parts: Opening) -> anyhow::Result<App> {
        let Opening { settings, city, clock, random, is_sample } = parts;
        crate::operation::folder::make(&settings.data)?;
        let db = Db::open(&settings.database).context("cannot open the database")?;
        db.migrate(MIGRATIONS, &dantin_store::time_text(clock.now()))
            .context("cannot bring the database up to date")?;
        App::with_db(db, Opening { settings, city, clock, random, is_sample })
    }

    /// The same on a database that is open and up to date.
    pub fn with_db(db: Db, parts: Opening) -> anyhow::Result<App> {
        let Opening { settings, city, clock, random, is_sample } = parts;
        let store = settings
            .photos
            .open()
            .with_context(|| format!("cannot open the photo store {}", settings.photos))?;
        let limits = dantin_photos::Limits {
            pixels: settings.photo_pixels,
            bytes: settings.photo_bytes,
            ..dantin_photos::Limits::default()
        };
        let book = LiveBook::default();
        crate::prove::journal::follow(&db, &book).context("cannot read the journal")?;
        if settings.data.join(crate::operation::successor::PREPARED).exists() {
            anyhow::bail!(
                "the successor of the public log is half made: run the same `dantin journal continue` again"
            );
        }
        let log = PublicLog::open(&settings.data).context("cannot open the public log")?;
        if log.is_none() && settings.data.join("journal/checkpoint").exists() {
            // Entries that were sequenced now would contradict what the log has signed.
            anyhow::bail!(
                "there is a public log in {}, and its key journal.key is not: put it back from the safe, or, if it is lost, see \
                 docs/operation.md",
                settings.data.display()
            );
        }
        if let Some(log) = &log {
            let schema = crate::act::cases::hex(&dantin_record::notice::schema_hash());
            log.keep_schema(&schema, dantin_record::notice::SCHEMA)
                .context("cannot keep the schema of entries")?;
            if log.halted().is_none()
                && let Err(fault) = crate::prove::journal::check(&db, &book, log)
            {
                log.halt(fault.to_string());
            }
            if log.halted().is_none() {
                crate::prove::journal::ask_others(log, &settings.mirrors);
            }
            if let Some(reason) = log.halted() {
                tracing::error!(%reason, "The journal is read-only: nothing is sequenced or signed");
            }
        }
        let city = Arc::new(city);
        let layers = Layers::load(&db, &city)?;
        let public_url = if settings.public_url.is_empty() {
            format!("http://{}", settings.listen)
        } else {
            settings.public_url.clone()
        };
        let site = Site {
            city_vi: city.settings().name.vi.clone(),
            city_en: city.settings().name.en.clone(),
            hotlines: city
                .settings()
                .emergencies
                .iter()
                .map(|line| Hotline {
                    number: line.number.clone(),
                    name_vi: line.name.vi.clone(),
                    name_en: line.name.en.clone(),
                })
                .collect(),
            is_sample,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mail = match &settings.mail {
            Some(set) => Some(
                crate::mail::Mailer::open(set, &settings.data, &public_url, random.as_ref())
                    .context("mail cannot be sent")?,
            ),
            None => None,
        };
        let words = Catalogue::embedded().context("the words are damaged")?;
        Ok(App {
            db,
            city,
            figure_texts: crate::prove::journal::notices::texts(&words),
            words,
            photos: Photos::new(store, limits, DECODES_AT_ONCE),
            hasher: Hasher::new(Cost::OWASP, random.as_ref())
                .map_err(|fault| anyhow::anyhow!("passwords cannot be hashed: {fault}"))?,
            key: DeskKey::open(&settings.data, random.as_ref())?,
            book,
            log,
            layers,
            search: crate::search::LiveIndex::new(&settings.data),
            rendered: crate::speak::case::Rendered::default(),
            clock,
            random,
            moderation: crate::speak::moderation::Tally::default(),
            outgoing: crate::outgoing::Client::new(settings.private_addresses, ANSWER_WITHIN, ANSWER_BYTES),
            settings,
            public_url,
            site,
            mail,
            partners: crate::open311::partners::Partners::default(),
            provider: crate::city::people::provider::Known::default(),
            room: crate::routes::bodies::Room::default(),
            limits: crate::listen::limits::Limits::default(),
            press: crate::documents::Press::default(),
            live: crate::listen::dialogues::live::Live::default(),
            entries_wait: tokio::sync::Notify::new(),
        })
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether there is a public log and it has stopped.
    pub fn is_halted(&self) -> bool {
        self.log.as_ref().is_some_and(|log| log.halted().is_some())
    }

    /// Runs a command on cases in one transaction and wakes the sequencer. The closure may run twice.
    pub async fn command<T, F>(self: &Arc<Self>, function: F) -> Result<T, crate::error::Error>
    where
        T: Send + 'static,
        F: Fn(&mut dantin_store::Tx<'_>, Context<'_>) -> Result<T, crate::error::Error> + Send + 'static,
    {
        // What was restored must be healed before anybody works on it: an act that was signed once would be done again.
        if self.log.as_ref().is_some_and(|log| log.halted().is_some()) {
            return Err(crate::error::Error::ReadOnly);
        }
        let city = Arc::clone(&self.city);
        let random = Arc::clone(&self.random);
        let now = self.now();
        let result = self
            .db
            .write(move |tx| function(tx, Context { city: &city, now, random: random.as_ref() }))
            .await?;
        self.entries_wait.notify_one();
        Ok(result)
    }

    /// The same for what the next page reads from the book: whoever comes from a form sees what it did, so that the book is brought up
    /// to the journal before the answer goes.
    pub async fn command_shown<T, F>(self: &Arc<Self>, function: F) -> Result<T, crate::error::Error>
    where
        T: Send + 'static,
        F: Fn(&mut dantin_store::Tx<'_>, Context<'_>) -> Result<T, crate::error::Error> + Send + 'static,
    {
        let done = self.command(function).await?;
        // What is committed is done: a journal that could not be moved on now is moved on by its job.
        if let Err(error) = crate::jobs::journal::advance(self).await {
            tracing::warn!(?error, "The book could not be brought up after a command; its job tries again");
        }
        Ok(done)
    }

    /// Reads in one consistent snapshot.
    pub async fn read<T, F>(&self, function: F) -> Result<T, crate::error::Error>
    where
        T: Send + 'static,
        F: FnMut(&mut dantin_store::Tx<'_>) -> Result<T, crate::error::Error> + Send + 'static,
    {
        self.db.read(function).await
    }
}

/// One visit: the words and choices of the request, and the moment at which it is answered.
pub struct Visit {
    /// Words in the visitor's language.
    pub w: Words,
    /// Language, light mode, swap.
    pub preferences: Preferences,
    /// The moment of the request.
    pub now: Timestamp,
    app: Shared,
}

impl Visit {
    /// Whether this server sends mail.
    pub fn has_mail(&self) -> bool {
        self.app.mail.is_some()
    }

    /// The frame of a public page.
    pub fn shell(&self, title: impl Into<String>, section: Section) -> Shell {
        let entries = self.app.book.read().size();
        Shell::new(&self.app.site, self.w.clone(), self.preferences.clone())
            .titled(title, section)
            .with_journal_size(entries)
            .halted(self.app.is_halted())
    }
}

impl FromRequestParts<Shared> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let mut preferences =
            Preferences::read(parts.uri.path(), parts.uri.query().unwrap_or_default(), &parts.headers);
        if parts.method != Method::GET {
            preferences.address_of_form(&parts.headers);
        }
        Ok(Visit {
            w: app.words.words(preferences.language),
            preferences,
            now: app.now(),
            app: Arc::clone(app),
        })
    }
}
