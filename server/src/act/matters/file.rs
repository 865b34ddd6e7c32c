//! The open file of a matter: the live record, and what must be written when an event is added to it.

use std::collections::BTreeMap;

use dantin_record::{
    act::Actor,
    consultation::Comment,
    entry::Commitments,
    id::CaseCode,
    matter::{Matter, MatterAct, MatterEvent, MatterId, PendingMatter, Speaks},
    moment::Moment,
    voice::Voice,
};
use dantin_store::Tx;

use super::{comments, contributors};
use crate::{
    act::{
        cases::{CaseError, Context, Private, canonical_text, free_code, leave, seal},
        deadlines::moment,
    },
    clock::random,
};

/// By what a matter is found.
pub enum Key<'a> {
    /// The id in the journal, 26 symbols.
    Id(&'a str),
    /// The public code, in its full form.
    Code(&'a str),
}

/// A matter that is being worked on within one transaction.
pub struct MatterFile {
    /// The live record; of a consultation's comments it holds those that events were about.
    pub matter: Matter,
    /// How many events it has.
    pub version: i64,
    /// The comments as their rows have them.
    loaded: BTreeMap<u32, Comment>,
}

/// An event with everything that is written with it.
pub struct Deed<'a> {
    /// Who acts.
    pub by: Actor,
    /// What happens.
    pub event: MatterEvent,
    /// Field and text of its private words.
    pub private: Private<'a>,
    /// Which of these fields the public reads from now on.
    pub published: &'a [&'a str],
    /// The officer, kept privately.
    pub officer: Option<&'a str>,
}

impl MatterFile {
    /// Begins a matter with the event that `event` makes of a free code. `key` is the key of the form: the same key begins
    /// one matter, and later calls open that.
    pub fn begin<'a>(
        tx: &mut Tx<'_>,
        context: Context<'_>,
        title: &str,
        key: &str,
        deed: impl FnOnce(CaseCode) -> Deed<'a>,
    ) -> Result<MatterFile, CaseError> {
        let earlier: Option<(String,)> =
            tx.first("SELECT id FROM matters WHERE idempotency_key = $1", &[&key])?;
        if let Some((id,)) = earlier {
            return MatterFile::open(tx, &Key::Id(&id));
        }
        let occurred = moment(context.now);
        let id = MatterId::new(occurred, random(context.random));
        let deed = deed(free_code(tx, context)?);
        let matter = Matter::begin(id, &MatterAct::new(occurred, deed.by, &deed.event))?;
        tx.execute(
            "INSERT INTO matters (id, code, kind, version, record, state, host, title, clock_at, idempotency_key, created_at, \
             updated_at) VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $10)",
            &[
                &id.to_string(),
                &matter.code().to_string(),
                &matter.kind(),
                &write(&matter)?,
                &matter.state(),
                &matter.host().as_str(),
                &title,
                &matter.clock_at().map(Moment::to_timestamp),
                &key,
                &context.now,
            ],
        )?;
        let mut file = MatterFile { matter, version: 0, loaded: BTreeMap::new() };
        file.write(tx, context, occurred, deed, None)?;
        file.save(tx, context)?;
        Ok(file)
    }

    /// Loads a matter and holds its row until the transaction ends, so that its entries keep their order.
    pub fn open(tx: &mut Tx<'_>, key: &Key<'_>) -> Result<MatterFile, CaseError> {
        let found: Option<(String, i64)> = match key {
            Key::Id(id) => tx.first(
                "UPDATE matters SET version = version WHERE id = $1 RETURNING record, version",
                &[id],
            )?,
            Key::Code(code) => tx.first(
                "UPDATE matters SET version = version WHERE code = $1 RETURNING record, version",
                &[code],
            )?,
        };
        let (record, version) = found.ok_or(CaseError::NotFound)?;
        Ok(MatterFile { matter: read(&record)?, version, loaded: BTreeMap::new() })
    }

    /// Refuses when the matter has moved on since the form was made.
    pub fn unchanged_since(&self, version: Option<i64>) -> Result<(), CaseError> {
        match version {
            Some(version) if version != self.version => Err(CaseError::Stale { version: self.version }),
            _ => Ok(()),
        }
    }

    /// Adds an event of somebody who holds no secret link, and gives its number in the matter, counted from 1.
    pub fn add(&mut self, tx: &mut Tx<'_>, context: Context<'_>, deed: Deed<'_>) -> Result<i64, CaseError> {
        self.add_by(tx, context, deed, None)
    }

    /// The same of whoever holds this secret link: a new one, whose lock the entry shows, or one that acts again.
    pub fn add_by(
        &mut self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        deed: Deed<'_>,
        secret: Option<&str>,
    ) -> Result<i64, CaseError> {
        // A clock that was set back must not stop anybody: the event then has the time of the one before.
        let occurred = moment(context.now).max(self.matter.last_event());
        comments::bring(tx, &mut self.matter, &mut self.loaded, &deed.event)?;
        self.matter.apply(&MatterAct::new(occurred, deed.by, &deed.event))?;
        let voice = match (deed.event.speaks(), secret) {
            (Speaks::Nobody, _) | (Speaks::Lock(_), None) => None,
            (Speaks::Lock(_), Some(secret)) => Some(crate::act::cases::new_lock(secret)),
            (Speaks::Key(number), secret) => {
                let secret = secret.ok_or(CaseError::NotFound)?;
                contributors::speak(tx, &self.matter.id().to_string(), number, secret)?
            }
        };
        self.write(tx, context, occurred, deed, voice)
    }

    fn write(
        &mut self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        occurred: Moment,
        deed: Deed<'_>,
        voice: Option<Voice>,
    ) -> Result<i64, CaseError> {
        let Deed { by, event, private, published, officer } = deed;
        self.version += 1;
        let number = self.version;
        let (matter, id) = (self.matter.id(), self.matter.id().to_string());
        let commit: Commitments =
            seal(tx, context, (&id, number), private, |field| published.contains(&field))?;
        let entry = PendingMatter { matter, by, occurred, event, commit, voice };
        leave(tx, (&id, number), &canonical_text(entry.to_bytes())?, officer)?;
        Ok(number)
    }

    /// Writes the row. Call once, after the last event of the command.
    pub fn save(&mut self, tx: &mut Tx<'_>, context: Context<'_>) -> Result<(), CaseError> {
        comments::put_away(tx, &mut self.matter, &mut self.loaded)?;
        tx.execute(
            "UPDATE matters SET version = $1, record = $2, state = $3, clock_at = $4, updated_at = $5 WHERE id = $6",
            &[
                &self.version,
                &write(&self.matter)?,
                &self.matter.state(),
                &self.matter.clock_at().map(Moment::to_timestamp),
                &context.now,
                &self.matter.id().to_string(),
            ],
        )?;
        Ok(())
    }
}

/// The titles of the matters of a kind, by id, the newest ones at most so many.
pub fn titles(tx: &mut Tx<'_>, kind: &str, most: usize) -> Result<BTreeMap<String, String>, CaseError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<(String, String)> = tx.all(
        "SELECT id, title FROM matters WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        &[&kind, &most],
    )?;
    Ok(rows.into_iter().collect())
}

/// The live record of a matter, to look at: its row is not held.
pub fn load(tx: &mut Tx<'_>, id: &str) -> Result<Matter, CaseError> {
    let (record,): (String,) =
        tx.first("SELECT record FROM matters WHERE id = $1", &[&id])?.ok_or(CaseError::NotFound)?;
    read(&record)
}

pub(super) fn read(record: &str) -> Result<Matter, CaseError> {
    serde_json::from_str(record).map_err(|e| CaseError::Damaged(e.to_string()))
}

pub(super) fn write(matter: &Matter) -> Result<String, CaseError> {
    serde_json::to_string(matter).map_err(|e| CaseError::Damaged(e.to_string()))
}
