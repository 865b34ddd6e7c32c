//! The mail that tells what happened: all changes of one address in one mail, case by case and
//! question by question, in the words of the public page
//! and never more than that page shows. A case that is hidden by the time of writing is named to whoever asked, without
//! a word of what happened, and to nobody else; a mail that would say nothing is not made.

use std::{collections::HashMap, sync::Arc};

use dantin_mail::Address;
use dantin_record::{entry::Line as JournalLine, matter::MatterEvent};
use dantin_store::Tx;
use dantin_words::{Language, Words};
use jiff::{SignedDuration, Timestamp};

use super::{
    Letter, List, Mailer, Told, address_hash, outbox,
    questions::{Asked, Gathering},
    stops,
    telling::{About, News, Teller},
};
use crate::{
    app::App,
    error::{Error, Missing},
    pages::components::count,
    speak::case::{Record, load},
};

/// Changes that one mail tells; what is left becomes the next one.
const CHANGES: i64 = 100;
/// Mails of one list to one address in a day; what comes beyond them is gathered for some hours. An address that somebody
/// else left must not be flooded.
const A_DAY: i64 = 12;
/// For how long it is then gathered.
const PAUSE: SignedDuration = SignedDuration::from_hours(4);

/// An address with changes that are ready.
#[derive(Clone, Debug)]
pub struct Ready {
    list: List,
    hash: String,
}

/// The changes of one mail, and the mail, unless there is nothing to say.
pub struct Digest {
    changes: Vec<Told>,
    ready: Ready,
    letter: Option<Letter>,
    /// The address has had as many today as it may.
    is_paused: bool,
}

/// Addresses with changes that are ready, the longest waiting first.
pub fn ready(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<Ready>, dantin_store::Error> {
    let rows: Vec<(String, String)> = tx.all(
        "SELECT list, address_hash FROM mail_changes WHERE ready_at <= $1 GROUP BY list, address_hash \
         ORDER BY min(ready_at), address_hash LIMIT $2",
        &[&now, &most],
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|(list, hash)| Some(Ready { list: List::from_code(&list)?, hash }))
        .collect())
}

/// Records that mails of one run tell of; `None` for a hidden case.
#[derive(Default)]
pub struct Records {
    cases: HashMap<String, Option<Arc<Record>>>,
    sessions: HashMap<String, Arc<Gathering>>,
}

impl Records {
    fn session(&mut self, tx: &mut Tx<'_>, id: &str) -> Result<Arc<Gathering>, Error> {
        if let Some(known) = self.sessions.get(id) {
            return Ok(known.clone());
        }
        let session = Arc::new(Gathering::load(tx, id)?);
        self.sessions.insert(id.to_owned(), session.clone());
        Ok(session)
    }

    fn case(&mut self, tx: &mut Tx<'_>, code: &str) -> Result<Option<Arc<Record>>, Error> {
        if let Some(known) = self.cases.get(code) {
            return Ok(known.clone());
        }
        let record = match load(tx, code) {
            Ok(record) => Some(Arc::new(record)),
            Err(Error::NotFound(Missing::Case)) => None,
            Err(error) => return Err(error),
        };
        self.cases.insert(code.to_owned(), record.clone());
        Ok(record)
    }
}

/// What a change is about.
#[derive(Clone, PartialEq, Eq)]
enum Of {
    /// The case of this code.
    Case(String),
    /// A question of a session, by the session's id and its number.
    Question(String, u32),
}

struct Row {
    told: Told,
    of: Of,
    address: String,
    language: String,
    is_wanted: bool,
    /// The entry, where it is one of a session.
    entry: Option<String>,
}

/// Writes the mail of one address; nothing is stored yet.
pub fn compose(
    tx: &mut Tx<'_>,
    app: &App,
    mailer: &Mailer,
    now: Timestamp,
    records: &mut Records,
    ready: &Ready,
) -> Result<Digest, Error> {
    let rows = rows(tx, ready)?;
    let changes = rows.iter().map(|row| row.told.clone()).collect();
    let nothing = Digest { changes, ready: ready.clone(), letter: None, is_paused: false };
    let first = rows.iter().find(|row| row.is_wanted);
    let Some(first) = first else { return Ok(nothing) };
    let Ok(to) = first.address.parse::<Address>() else { return Ok(nothing) };
    if stops::is_stopped(tx, &ready.hash, ready.list)? {
        return Ok(nothing);
    }
    let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let (today,): (i64,) = tx.one(
        "SELECT count(*) FROM mails WHERE address_hash = $1 AND list = $2 AND created_at > $3",
        &[&ready.hash, &ready.list.code(), &since],
    )?;
    if today >= A_DAY {
        return Ok(Digest { is_paused: true, ..nothing });
    }
    let news = gather(tx, records, rows.iter().filter(|row| row.is_wanted))?;
    let words = app.words.words(Language::parse(&first.language).unwrap_or_default());
    let teller = Teller { app, w: &words, public_url: mailer.public_url(), now };
    let choices = mailer.choices(&ready.hash);
    let letter = teller.letter(ready.list, to, &choices, &news).map_err(anyhow::Error::new)?;
    Ok(Digest { letter, ..nothing })
}

/// The changes by what they are about, in the order in which they happened.
fn gather<'r>(
    tx: &mut Tx<'_>,
    records: &mut Records,
    rows: impl Iterator<Item = &'r Row>,
) -> Result<Vec<News>, Error> {
    let mut all: Vec<(&Of, News)> = Vec::new();
    for row in rows {
        let known = all.iter().position(|(of, _)| **of == row.of);
        let place = known.unwrap_or(all.len());
        if known.is_none() {
            let about = match &row.of {
                Of::Case(code) => About::Case { record: records.case(tx, code)?, code: code.clone() },
                Of::Question(id, number) => {
                    let gathering = records.session(tx, id)?;
                    About::Question(Asked { gathering, number: *number, events: Vec::new() })
                }
            };
            all.push((&row.of, News { about, numbers: Vec::new() }));
        }
        let Some((_, news)) = all.get_mut(place) else { continue };
        if news.numbers.contains(&row.told.number) {
            continue;
        }
        news.numbers.push(row.told.number);
        if let (About::Question(asked), Some(body)) = (&mut news.about, &row.entry) {
            let line = JournalLine::parse(body.as_bytes()).map_err(anyhow::Error::new)?;
            if let JournalLine::Matter(entry) = line
                && let MatterEvent::Dialogue(event) = entry.event
            {
                asked.events.push(event);
            }
        }
    }
    Ok(all.into_iter().map(|(_, news)| news).collect())
}

fn rows(tx: &mut Tx<'_>, ready: &Ready) -> Result<Vec<Row>, dantin_store::Error> {
    type Columns = (String, String, i64, String, Option<String>, Option<String>, bool);
    type OfSession = (String, String, i64, i64, Option<String>, Option<String>, String);
    let found: Vec<Columns> = if ready.list == List::Cases {
        // Whoever asked in a session is told of the case that was promised there.
        tx.all(
            "SELECT m.reader, m.case_id, m.number, c.code, coalesce(a.email, b.email), coalesce(a.language, b.language), \
             coalesce(a.mail, TRUE) FROM mail_changes m LEFT JOIN askers a ON a.id = m.reader \
             LEFT JOIN contributors b ON b.id = m.reader JOIN cases c ON c.id = m.case_id \
             WHERE m.list = 'cases' AND m.address_hash = $1 ORDER BY m.case_id, m.number LIMIT $2",
            &[&ready.hash, &CHANGES],
        )?
    } else {
        tx.all(
            "SELECT m.reader, m.case_id, m.number, c.code, a.address, a.language, a.confirmed_at IS NOT NULL \
             FROM mail_changes m JOIN alerts a ON a.id = m.reader JOIN cases c ON c.id = m.case_id \
             WHERE m.list = 'alerts' AND m.address_hash = $1 ORDER BY m.case_id, m.number LIMIT $2",
            &[&ready.hash, &CHANGES],
        )?
    };
    let of_sessions: Vec<OfSession> = tx.all(
        "SELECT m.reader, m.case_id, m.number, b.contribution, b.email, b.language, j.body FROM mail_changes m \
         JOIN contributors b ON b.id = m.reader AND b.matter_id = m.case_id \
         JOIN journal j ON j.case_id = m.case_id AND j.number = m.number \
         WHERE m.list = $1 AND m.address_hash = $2 ORDER BY m.case_id, b.contribution, m.number LIMIT $3",
        &[&ready.list.code(), &ready.hash, &CHANGES],
    )?;
    let row = |told: Told, of: Of, address: Option<String>, language: Option<String>, is_wanted: bool| {
        let address = address.unwrap_or_default();
        // An address that was changed or erased since is another reader's.
        let is_same = address.parse().is_ok_and(|address| address_hash(&address) == ready.hash);
        let (language, is_wanted) = (language.unwrap_or_default(), is_wanted && is_same);
        Row { told, of, address, language, is_wanted, entry: None }
    };
    let cases = found.into_iter().map(|(reader, case, number, code, address, language, is_wanted)| {
        row(Told { reader, case, number }, Of::Case(code), address, language, is_wanted)
    });
    let questions = of_sessions.into_iter().map(|(reader, case, number, asked, address, language, body)| {
        let of = Of::Question(case.clone(), u32::try_from(asked).unwrap_or(0));
        Row { entry: Some(body), ..row(Told { reader, case, number }, of, address, language, true) }
    });
    Ok(cases.chain(questions).collect())
}

/// Takes the changes off what waits and puts the mail into the outbox, or neither: another process may have been first.
/// Gives whether a mail was made.
pub fn put(tx: &mut Tx<'_>, now: Timestamp, id: &str, digest: &Digest) -> Result<bool, dantin_store::Error> {
    let (list, hash) = (digest.ready.list.code(), &digest.ready.hash);
    if digest.is_paused {
        let later = now.checked_add(PAUSE).unwrap_or(now);
        tx.execute(
            "UPDATE mail_changes SET ready_at = $1 WHERE list = $2 AND address_hash = $3",
            &[&later, &list, hash],
        )?;
        return Ok(false);
    }
    let done = tx.attempt(|tx| {
        if digest.changes.is_empty() {
            // Whoever they were for is gone; they must not be looked at for ever.
            tx.execute("DELETE FROM mail_changes WHERE list = $1 AND address_hash = $2", &[&list, hash])?;
        }
        for change in &digest.changes {
            let gone = tx.execute(
                "DELETE FROM mail_changes WHERE list = $1 AND reader = $2 AND case_id = $3 AND number = $4",
                &[&list, &change.reader, &change.case, &change.number],
            )?;
            if gone == 0 {
                return Err(dantin_store::Error::NotFound);
            }
        }
        let Some(letter) = &digest.letter else { return Ok(false) };
        let letter = Letter { told: digest.changes.clone(), ..letter.clone() };
        outbox::insert(tx, now, id, &address_hash(&letter.to), &letter)?;
        Ok(true)
    });
    match done {
        Err(dantin_store::Error::NotFound) => Ok(false),
        other => other,
    }
}

/// What a step would have told.
pub struct Look {
    /// The mail, in the language of whoever is told first; nothing where the step is told to nobody.
    pub letter: Option<Letter>,
    /// How many would get it.
    pub readers: i64,
}

impl Look {
    /// To how many it would go, in words.
    pub fn who(&self, w: &Words) -> String {
        w.n("desk-look-readers", self.readers)
    }
}

/// The mail that those who asked would get of a case's events after `version`, as things stand in this transaction.
pub fn preview(tx: &mut Tx<'_>, app: &App, code: &str, version: i64, now: Timestamp) -> Result<Look, Error> {
    let askers: Vec<(String,)> = tx.all(
        "SELECT a.language FROM askers a JOIN cases c ON c.id = a.case_id WHERE c.code = $1 AND a.email IS NOT NULL \
         AND a.mail = TRUE ORDER BY a.created_at, a.id",
        &[&code],
    )?;
    let readers = count(askers.len());
    let language = askers.first().and_then(|(language,)| Language::parse(language)).unwrap_or_default();
    let record = Records::default().case(tx, code)?;
    let numbers: Vec<i64> = match &record {
        Some(record) => record
            .lines
            .iter()
            .filter(|line| line.number > version && super::follow::is_told(&line.event, line.by, line.number))
            .map(|line| line.number)
            .collect(),
        None => vec![version + 1],
    };
    if numbers.is_empty() {
        return Ok(Look { letter: None, readers });
    }
    let words = app.words.words(language);
    let teller = Teller { app, w: &words, public_url: &app.public_url, now };
    let news = [News { about: About::Case { code: code.to_owned(), record }, numbers }];
    // Any address: the mail shows none.
    let to = "resident@example.invalid".parse().map_err(anyhow::Error::new)?;
    let choices = format!("{}/mail/…", app.public_url);
    let letter = teller.letter(List::Cases, to, &choices, &news).map_err(anyhow::Error::new)?;
    Ok(Look { letter, readers })
}
