//! The entry of the journal: an envelope of canonical JSON round one event.
//!
//! A command makes a [`PendingEntry`]; the sequencer gives it its time and the index of the case's previous entry.
//! The index of an entry is its place in the journal and stands in no field. A [`Line`] is either an entry of a case or a
//! [`Notice`], which belongs to none.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dantin_journal::canonical::{Fault, Refusal};
use dantin_journal::reader::Reader;
use dantin_journal::writer::Writer;

use crate::act::{Act, Actor, Role};
use crate::code::AgencyCode;
use crate::event::{Event, EventKind};
use crate::field::FieldName;
use crate::id::CaseId;
use crate::matter::{MatterEntry, MatterId, PendingMatter, read_event};
use crate::moment::Moment;
use crate::notice::{Fact, FactKind, Notice, read_fact};
use crate::voice::Voice;
use crate::wire;

/// The version of the entry's schema that this code writes and reads.
pub const VERSION: i64 = 1;
/// The most commitments in one entry: its words, and twenty photos or papers.
pub const MAX_COMMITMENTS: usize = 24;
/// Two clocks of one city may differ by so many seconds.
const MAX_AHEAD: u64 = 300;

/// Commitments to private content, by field.
pub type Commitments = BTreeMap<FieldName, [u8; 32]>;

/// Why bytes are no entry, or an entry cannot be written: where, and which fault of form.
pub type Malformed = Refusal;

/// What a command leaves for the sequencer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEntry {
    pub case: CaseId,
    pub by: Actor,
    pub occurred: Moment,
    pub event: Event,
    pub commit: Commitments,
    /// The lock of whoever files or joins, or the key of a resident who acts ([`crate::voice`]).
    pub voice: Option<Voice>,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was sequenced; never before the entry that precedes it.
    pub at: Moment,
    pub case: CaseId,
    pub by: Actor,
    /// The claimed time of the event.
    pub occurred: Moment,
    /// The index of the same case's previous entry.
    pub prev: Option<u64>,
    pub commit: Commitments,
    /// The lock of whoever files or joins, or the key of a resident who acts ([`crate::voice`]).
    pub voice: Option<Voice>,
    pub event: Event,
}

impl PendingEntry {
    /// The entry with what only the sequencer knows.
    pub fn sequence(self, at: Moment, prev: Option<u64>) -> Entry {
        let Self { case, by, occurred, event, commit, voice } = self;
        Entry { at, case, by, occurred, prev, commit, voice, event }
    }

    /// The canonical bytes without `at` and `prev`, for the table of pending entries.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        write(
            Parts {
                case: self.case,
                by: self.by,
                occurred: self.occurred,
                event: &self.event,
                commit: &self.commit,
                voice: self.voice,
            },
            None,
            None,
        )
    }

    /// Reads what [`PendingEntry::to_bytes`] writes, and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        match Pending::parse(bytes)? {
            Pending::Case(pending) => Ok(*pending),
            Pending::Matter(_) => {
                Err(Malformed { offset: 0, fault: Fault::BadValue("type of a case's entry") })
            }
        }
    }

    /// The act, for [`crate::case::Case::apply`].
    pub fn act(&self) -> Act<'_> {
        Act { occurred: self.occurred, at: None, by: self.by, event: &self.event }
    }
}

impl Entry {
    /// The canonical bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        let Self { at, case, by, occurred, prev, commit, voice, event } = self;
        let parts = Parts { case: *case, by: *by, occurred: *occurred, event, commit, voice: *voice };
        write(parts, Some(*at), *prev)
    }

    /// Reads canonical bytes, refusing every other spelling, key or value with its place, and a notice.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        match Line::parse(bytes)? {
            Line::Case(entry) => Ok(*entry),
            Line::Matter(_) | Line::Notice(_) => {
                Err(Malformed { offset: 0, fault: Fault::BadValue("type of a case's entry") })
            }
        }
    }

    /// The act, for [`crate::case::Case::apply`].
    pub fn act(&self) -> Act<'_> {
        Act { occurred: self.occurred, at: Some(self.at), by: self.by, event: &self.event }
    }
}

/// What pending and sequenced entries share.
#[derive(Clone, Copy)]
struct Parts<'a> {
    case: CaseId,
    by: Actor,
    occurred: Moment,
    event: &'a Event,
    commit: &'a Commitments,
    voice: Option<Voice>,
}

fn write(parts: Parts<'_>, at: Option<Moment>, prev: Option<u64>) -> Result<Vec<u8>, Malformed> {
    let Parts { case, by, occurred, event, commit, voice } = parts;
    let mut writer = Writer::new();
    write_envelope(
        &mut writer,
        by,
        (at, occurred, prev),
        (Some(case), None),
        commit,
        |writer| wire::write_data(writer, event),
        (event.kind().code(), voice),
    );
    writer.finish()
}

/// What entries of cases and of matters have in common, in the order of the keys' bytes.
pub(crate) fn write_envelope(
    writer: &mut Writer,
    by: Actor,
    (at, occurred, prev): (Option<Moment>, Moment, Option<u64>),
    (case, matter): (Option<CaseId>, Option<MatterId>),
    commit: &Commitments,
    data: impl FnOnce(&mut Writer),
    (kind, voice): (&str, Option<Voice>),
) {
    writer.begin_object();
    if let Some(agency) = by.agency() {
        writer.key("agency");
        writer.text(agency.as_str());
    }
    if let Some(at) = at {
        writer.key("at");
        wire::write_moment(writer, at);
    }
    writer.key("by");
    writer.text(by.role().code());
    if let Some(case) = case {
        writer.key("case");
        writer.text(std::str::from_utf8(&case.to_text()).unwrap_or_default());
    }
    if !commit.is_empty() {
        write_commitments(writer, commit);
    }
    writer.key("data");
    data(writer);
    if let Some(matter) = matter {
        writer.key("matter");
        writer.text(&matter.to_string());
    }
    writer.key("occurred");
    wire::write_moment(writer, occurred);
    if let Some(prev) = prev {
        writer.key("prev");
        writer.integer(i64::try_from(prev).unwrap_or(i64::MAX));
    }
    writer.key("type");
    writer.text(kind);
    writer.key("v");
    writer.integer(VERSION);
    if let Some(voice) = voice {
        writer.key("voice");
        wire::write_hash(writer, &voice);
    }
    writer.end_object();
}

fn write_commitments(writer: &mut Writer, commit: &Commitments) {
    writer.key("commit");
    writer.begin_object();
    for (field, commitment) in commit {
        writer.key(field.as_str());
        let mut text = [0; 44];
        let length = STANDARD.encode_slice(commitment, &mut text).unwrap_or(0);
        writer.text(text.get(..length).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default());
    }
    writer.end_object();
    if commit.len() > MAX_COMMITMENTS {
        writer.refuse(Fault::TooLong);
    }
}

/// What waits for the sequencer, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    Case(Box<PendingEntry>),
    Matter(Box<PendingMatter>),
}

impl Pending {
    /// Reads canonical bytes without `at` and `prev`, and nothing else.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        match read(bytes)? {
            Envelope { at: None, prev: None, body: Body::Case(pending) } => Ok(Self::Case(pending)),
            Envelope { at: None, prev: None, body: Body::Matter(pending) } => Ok(Self::Matter(pending)),
            _ => Err(Malformed { offset: 0, fault: Fault::UnknownKey }),
        }
    }

    /// The canonical bytes that [`Pending::parse`] reads.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        match self {
            Self::Case(pending) => pending.to_bytes(),
            Self::Matter(pending) => pending.to_bytes(),
        }
    }

    /// The entry with what only the sequencer knows.
    pub fn sequence(self, at: Moment, prev: Option<u64>) -> Line {
        match self {
            Self::Case(pending) => Line::Case(Box::new(pending.sequence(at, prev))),
            Self::Matter(pending) => Line::Matter(Box::new(pending.sequence(at, prev))),
        }
    }
}

/// One entry of the journal, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Something happened to a case.
    Case(Box<Entry>),
    /// Something happened to a matter.
    Matter(Box<MatterEntry>),
    /// The log or the city says something.
    Notice(Box<Notice>),
}

impl Line {
    /// Reads canonical bytes, refusing every other spelling, key or value with its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let Envelope { at, prev, body } = read(bytes)?;
        let at = at.ok_or(Malformed { offset: 0, fault: Fault::MissingKey("at") })?;
        Ok(match body {
            Body::Case(pending) => Self::Case(Box::new(pending.sequence(at, prev))),
            Body::Matter(pending) => Self::Matter(Box::new(pending.sequence(at, prev))),
            Body::Notice(fact) => Self::Notice(Box::new(Notice { at, fact: *fact })),
        })
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        match self {
            Self::Case(entry) => entry.to_bytes(),
            Self::Matter(entry) => entry.to_bytes(),
            Self::Notice(notice) => notice.to_bytes(),
        }
    }

    /// When it was sequenced.
    pub fn at(&self) -> Moment {
        match self {
            Self::Case(entry) => entry.at,
            Self::Matter(entry) => entry.at,
            Self::Notice(notice) => notice.at,
        }
    }

    /// By how many seconds time itself claims to have acted after it was written down, where that is more than a clock may err. The
    /// rules go by the claimed time: whoever could claim a later one would end a confirmation or a consultation before its term.
    pub fn seconds_ahead(&self) -> Option<u64> {
        let (by, at, occurred) = match self {
            Self::Case(entry) => (entry.by, entry.at, entry.occurred),
            Self::Matter(entry) => (entry.by, entry.at, entry.occurred),
            Self::Notice(_) => return None,
        };
        let ahead = (occurred.as_millisecond() - at.as_millisecond()).div_euclid(1000);
        u64::try_from(ahead).ok().filter(|ahead| by == Actor::Clock && *ahead > MAX_AHEAD)
    }

    /// The case or matter that it belongs to, as its row names it; nothing for a notice.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Case(entry) => Some(entry.case.to_string()),
            Self::Matter(entry) => Some(entry.matter.to_string()),
            Self::Notice(_) => None,
        }
    }

    /// What waits for the sequencer before it is this entry; nothing for a notice, which never waits.
    pub fn pending(&self) -> Option<Pending> {
        match self {
            Self::Case(entry) => {
                let Entry { case, by, occurred, commit, voice, event, .. } = (**entry).clone();
                let pending = PendingEntry { case, by, occurred, event, commit, voice };
                Some(Pending::Case(Box::new(pending)))
            }
            Self::Matter(entry) => {
                let MatterEntry { matter, by, occurred, commit, voice, event, .. } = (**entry).clone();
                let pending = PendingMatter { matter, by, occurred, event, commit, voice };
                Some(Pending::Matter(Box::new(pending)))
            }
            Self::Notice(_) => None,
        }
    }

    /// What it commits to, by field; nothing in a notice.
    pub fn commitments(&self) -> Option<&Commitments> {
        match self {
            Self::Case(entry) => Some(&entry.commit),
            Self::Matter(entry) => Some(&entry.commit),
            Self::Notice(_) => None,
        }
    }

    /// The code of its type.
    pub fn type_code(&self) -> &'static str {
        match self {
            Self::Case(entry) => entry.event.kind().code(),
            Self::Matter(entry) => entry.event.code(),
            Self::Notice(notice) => notice.fact.kind().code(),
        }
    }
}

struct Envelope {
    at: Option<Moment>,
    prev: Option<u64>,
    body: Body,
}

enum Body {
    Case(Box<PendingEntry>),
    Matter(Box<PendingMatter>),
    Notice(Box<Fact>),
}

fn read(bytes: &[u8]) -> Result<Envelope, Malformed> {
    let mut reader = Reader::new(bytes)?;
    let (mut agency, mut at, mut by, mut case, mut data, mut matter) = (None, None, None, None, None, None);
    let (mut occurred, mut prev, mut kind, mut version, mut voice) = (None, None, None, None, None);
    let mut commit = Commitments::new();
    let mut keys = reader.begin_object()?;
    while let Some(key) = reader.next_key(&mut keys)? {
        match key {
            "agency" => agency = Some(wire::read_code(&mut reader).map(AgencyCode)?),
            "at" => at = Some(wire::read_moment(&mut reader)?),
            "by" => by = Some((reader.refusal(Fault::BadValue("role")), reader.text()?)),
            "case" => case = Some(wire::read_parsed::<CaseId>(&mut reader, "case id")?),
            "commit" => commit = read_commitments(&mut reader)?,
            // What the data mean depends on the type, which sorts after it.
            "data" => {
                let start = reader.clone();
                reader.skip()?;
                data = Some((start, reader.offset()));
            }
            "matter" => matter = Some(wire::read_parsed::<MatterId>(&mut reader, "matter id")?),
            "occurred" => occurred = Some(wire::read_moment(&mut reader)?),
            "prev" => {
                let place = reader.refusal(Fault::BadValue("index"));
                prev = Some(u64::try_from(reader.integer()?).map_err(|_negative| place)?);
            }
            "type" => kind = Some((reader.refusal(Fault::BadValue("type")), reader.text()?)),
            "v" => {
                let place = reader.refusal(Fault::BadValue("known version"));
                version = Some(if reader.integer()? == VERSION { VERSION } else { return Err(place) });
            }
            "voice" => voice = Some(wire::read_hash(&mut reader)?),
            _ => return Err(reader.refusal(Fault::UnknownKey)),
        }
    }
    reader.end()?;
    let missing = |key| Malformed { offset: bytes.len(), fault: Fault::MissingKey(key) };
    version.ok_or(missing("v"))?;
    let (bad_kind, kind) = kind.ok_or(missing("type"))?;
    let (bad_role, by) = by.ok_or(missing("by"))?;
    let (mut start, end) = data.ok_or(missing("data"))?;
    if let Some(kind) = FactKind::from_code(&kind) {
        if by != kind.by() {
            return Err(bad_role);
        }
        let belongs =
            [agency.is_some(), case.is_some(), matter.is_some(), occurred.is_some(), prev.is_some()];
        let belongs = belongs.contains(&true);
        if belongs || !commit.is_empty() || voice.is_some() {
            return Err(Malformed { offset: 0, fault: Fault::UnknownKey });
        }
        let fact = read_fact(&mut start, kind)?;
        if start.offset() != end {
            return Err(start.refusal(Fault::UnexpectedByte));
        }
        return Ok(Envelope { at, prev, body: Body::Notice(Box::new(fact)) });
    }
    let role = Role::from_code(&by).ok_or(bad_role)?;
    let by = Actor::new(role, agency).ok_or(Malformed {
        offset: 0,
        fault: Fault::BadValue("role with or without agency, as it has one"),
    })?;
    let occurred = occurred.ok_or(missing("occurred"))?;
    let body = match (case, matter) {
        (Some(case), None) => {
            let event = wire::read_data(&mut start, EventKind::from_code(&kind).ok_or(bad_kind)?)?;
            Body::Case(Box::new(PendingEntry { case, by, occurred, event, commit, voice }))
        }
        (None, Some(matter)) => {
            let event = read_event(&mut start, &kind).ok_or(bad_kind)??;
            Body::Matter(Box::new(PendingMatter { matter, by, occurred, event, commit, voice }))
        }
        (None, None) => return Err(missing("case")),
        (Some(_), Some(_)) => return Err(Malformed { offset: 0, fault: Fault::UnknownKey }),
    };
    if start.offset() != end {
        return Err(start.refusal(Fault::UnexpectedByte));
    }
    if let Body::Matter(pending) = &body {
        // Their data are read leniently: the one spelling is what writing gives.
        let written = crate::matter::write_matter(pending, at, prev)?;
        if written != bytes {
            let place = written.iter().zip(bytes).take_while(|(one, other)| one == other).count();
            return Err(Malformed { offset: place, fault: Fault::BadValue("data as they are written") });
        }
    }
    Ok(Envelope { at, prev, body })
}

fn read_commitments(reader: &mut Reader<'_>) -> Result<Commitments, Malformed> {
    let start = reader.offset();
    let mut commit = Commitments::new();
    let mut keys = reader.begin_object()?;
    while let Some(key) = reader.next_key(&mut keys)? {
        let place = reader.refusal(Fault::BadValue("commitment of 32 bytes in base64"));
        let text = reader.text()?;
        let mut commitment = [0; 33];
        if text.len() != 44 || STANDARD.decode_slice(text.as_bytes(), &mut commitment) != Ok(32) {
            return Err(place);
        }
        let (commitment, _) = commitment.split_first_chunk::<32>().ok_or(place)?;
        commit.insert(FieldName(key.to_owned()), *commitment);
    }
    // An empty object and an absent one would be two spellings of one thing.
    if commit.is_empty() || commit.len() > MAX_COMMITMENTS {
        return Err(Malformed { offset: start, fault: Fault::BadValue("list of 1 to 16 commitments") });
    }
    Ok(commit)
}
