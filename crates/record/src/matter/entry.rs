//! The entries of matters: the same envelope as those of cases, with `matter` in the place of `case`. Their data go through
//! serde; what was read is written once more and must be the same bytes, so that no entry says what this code passes over.

use std::collections::BTreeMap;

use dantin_journal::canonical::{Fault, Refusal};
use dantin_journal::reader::Reader;
use dantin_journal::writer::Writer;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ERASED, MatterAct, MatterEvent, MatterId};
use crate::act::Actor;
use crate::consultation::ConsultationEvent;
use crate::dialogue::DialogueEvent;
use crate::entry::{Commitments, Malformed, Pending, write_envelope};
use crate::event::Erasure;
use crate::moment::Moment;
use crate::oversight::{CritiqueEvent, OversightEvent};
use crate::voice::Voice;

/// The deepest that data of a matter nest.
const MAX_DEPTH: usize = 6;

/// What a command on a matter leaves for the sequencer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMatter {
    pub matter: MatterId,
    pub by: Actor,
    pub occurred: Moment,
    pub event: MatterEvent,
    pub commit: Commitments,
    /// The lock of whoever contributes, or the key of a resident who acts again.
    pub voice: Option<Voice>,
}

/// An entry of the journal that belongs to a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterEntry {
    /// When it was sequenced; never before the entry that precedes it.
    pub at: Moment,
    pub matter: MatterId,
    pub by: Actor,
    /// The claimed time of the event.
    pub occurred: Moment,
    /// The index of the same matter's previous entry.
    pub prev: Option<u64>,
    pub commit: Commitments,
    pub voice: Option<Voice>,
    pub event: MatterEvent,
}

impl PendingMatter {
    /// The entry with what only the sequencer knows.
    pub fn sequence(self, at: Moment, prev: Option<u64>) -> MatterEntry {
        let Self { matter, by, occurred, event, commit, voice } = self;
        MatterEntry { at, matter, by, occurred, prev, commit, voice, event }
    }

    /// The canonical bytes without `at` and `prev`, for the table of pending entries.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        write_matter(self, None, None)
    }

    /// Reads what [`PendingMatter::to_bytes`] writes, and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        match Pending::parse(bytes)? {
            Pending::Matter(pending) => Ok(*pending),
            Pending::Case(_) => {
                Err(Malformed { offset: 0, fault: Fault::BadValue("type of a matter's entry") })
            }
        }
    }
}

impl MatterEntry {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        let Self { at, matter, by, occurred, prev, commit, voice, event } = self.clone();
        write_matter(&PendingMatter { matter, by, occurred, event, commit, voice }, Some(at), prev)
    }

    /// The act, for [`super::Matter::apply`].
    pub fn act(&self) -> MatterAct<'_> {
        MatterAct { occurred: self.occurred, at: Some(self.at), by: self.by, event: &self.event }
    }
}

pub(crate) fn write_matter(
    pending: &PendingMatter,
    at: Option<Moment>,
    prev: Option<u64>,
) -> Result<Vec<u8>, Malformed> {
    let PendingMatter { matter, by, occurred, event, commit, voice } = pending;
    let mut writer = Writer::new();
    write_envelope(
        &mut writer,
        *by,
        (at, *occurred, prev),
        (None, Some(*matter)),
        commit,
        |writer| write_event(writer, event),
        (event.code(), *voice),
    );
    writer.finish()
}

fn write_event(writer: &mut Writer, event: &MatterEvent) {
    let data = match event {
        MatterEvent::Erased(erasure) => serde_json::to_value(erasure).ok(),
        // Tagged by serde with its type, which stands elsewhere in the entry.
        other => {
            serde_json::to_value(other).ok().and_then(|mut value| value.get_mut("data").map(Value::take))
        }
    };
    match data {
        Some(data) => write_value(writer, &data),
        None => writer.refuse(Fault::BadValue("data of a matter's event")),
    }
}

fn write_value(writer: &mut Writer, value: &Value) {
    match value {
        Value::Bool(flag) => writer.boolean(*flag),
        Value::String(text) => writer.text(text),
        Value::Array(items) => {
            writer.begin_array();
            for item in items {
                write_value(writer, item);
            }
            writer.end_array();
        }
        Value::Object(fields) => {
            writer.begin_object();
            // Sorted by their bytes, whatever order the map keeps.
            for (key, value) in fields.iter().collect::<BTreeMap<_, _>>() {
                writer.key(key);
                write_value(writer, value);
            }
            writer.end_object();
        }
        Value::Number(number) => match number.as_i64() {
            Some(number) => writer.integer(number),
            None => writer.refuse(Fault::BadValue("whole number")),
        },
        Value::Null => writer.refuse(Fault::BadValue("value; what is absent has no key")),
    }
}

/// Reads the data of an event of a matter by the code of its type; nothing where there is no such type.
pub(crate) fn read_event(reader: &mut Reader<'_>, code: &str) -> Option<Result<MatterEvent, Refusal>> {
    let place = reader.refusal(Fault::BadValue("data of this type of event"));
    if code == ERASED {
        let erased = read_value(reader, 0)
            .and_then(|data| serde_json::from_value::<Erasure>(data).map_err(|_unfit| place));
        return Some(erased.map(MatterEvent::Erased));
    }
    if ConsultationEvent::CODES.contains(&code) {
        return Some(read_as(reader, code).map(MatterEvent::Consultation));
    }
    if OversightEvent::CODES.contains(&code) {
        return Some(read_as(reader, code).map(MatterEvent::Oversight));
    }
    if CritiqueEvent::CODES.contains(&code) {
        return Some(read_as(reader, code).map(MatterEvent::Critique));
    }
    let is_dialogue = DialogueEvent::CODES.contains(&code);
    is_dialogue.then(|| read_as(reader, code).map(MatterEvent::Dialogue))
}

fn read_as<E: DeserializeOwned>(reader: &mut Reader<'_>, code: &str) -> Result<E, Refusal> {
    let place = reader.refusal(Fault::BadValue("data of this type of event"));
    let data = read_value(reader, 0)?;
    let whole = Map::from_iter([("type".to_owned(), Value::from(code)), ("data".to_owned(), data)]);
    serde_json::from_value(Value::Object(whole)).map_err(|_unfit| place)
}

fn read_value(reader: &mut Reader<'_>, depth: usize) -> Result<Value, Refusal> {
    if depth > MAX_DEPTH {
        return Err(reader.refusal(Fault::BadValue("less deeply nested value")));
    }
    Ok(match reader.peek() {
        Some(b'{') => {
            let mut fields = Map::new();
            let mut keys = reader.begin_object()?;
            while let Some(key) = reader.next_key(&mut keys)? {
                fields.insert(key.to_owned(), read_value(reader, depth + 1)?);
            }
            Value::Object(fields)
        }
        Some(b'[') => {
            let mut items = Vec::new();
            reader.begin_array()?;
            while reader.next_item()? {
                items.push(read_value(reader, depth + 1)?);
            }
            Value::Array(items)
        }
        Some(b'"') => Value::from(reader.text()?.into_owned()),
        Some(b't' | b'f') => Value::from(reader.boolean()?),
        _ => Value::from(reader.integer()?),
    })
}
