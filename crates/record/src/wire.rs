//! How each event's data are spelled in canonical JSON, and read back.
//!
//! Absent options are absent keys. Every reader refuses keys it does not know, so that an entry says nothing that
//! this code would pass over.

use std::collections::BTreeSet;
use std::str::FromStr;

use dantin_journal::canonical::{Fault, Refusal};
use dantin_journal::reader::Reader;
use dantin_journal::writer::Writer;
use jiff::civil::Date;

use crate::code::{AgencyCode, AreaCode, CategoryCode, Code, RuleCode, SubcategoryCode, SystemCode};
use crate::entry::MAX_COMMITMENTS;
use crate::event::{
    Channel, Destination, Due, DueKind, Erasure, Event, EventKind, Evidence, EvidenceKind, MAX_ITEMS, Origin,
    Phase, Sha256, ShownText, Submission,
};
use crate::field::FieldName;
use crate::id::{CaseCode, CaseId};
use crate::moment::Moment;
use crate::place::{Point, PublicPlace};
use crate::reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason};
use crate::source::{SourceAgency, SourceState, Text};

/// The destination that stands for the coordinator; no agency may be named so.
const COORDINATOR: &str = "coordinator";

pub(crate) fn write_moment(writer: &mut Writer, moment: Moment) {
    writer.text(&moment.to_string());
}

pub(crate) fn field(writer: &mut Writer, key: &str, text: &str) {
    writer.key(key);
    writer.text(text);
}

fn write_due(writer: &mut Writer, key: &str, due: &Due) {
    writer.key(key);
    writer.begin_object();
    writer.key("at");
    write_moment(writer, due.at);
    field(writer, "kind", due.kind.code());
    field(writer, "rule", due.rule.as_str());
    field(writer, "version", &due.version.to_string());
    writer.end_object();
}

pub(crate) fn write_hash(writer: &mut Writer, hash: &Sha256) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().map_or('0', char::from);
    let text: String = hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    writer.text(&text);
}

fn write_evidence(writer: &mut Writer, evidence: &[Evidence]) {
    writer.key("evidence");
    writer.begin_array();
    for piece in evidence {
        writer.begin_object();
        field(writer, "kind", piece.kind.code());
        field(writer, "phase", piece.phase.code());
        writer.key("sha256");
        write_hash(writer, &piece.sha256);
        writer.end_object();
    }
    writer.end_array();
}

fn write_parents(writer: &mut Writer, parents: &[AgencyCode]) {
    writer.key("parents");
    writer.begin_array();
    for parent in parents {
        writer.text(parent.as_str());
    }
    writer.end_array();
}

fn write_submission(writer: &mut Writer, submission: &Submission) {
    field(writer, "category", submission.category.as_str());
    field(writer, "code", &submission.code.to_string());
    writer.key("origin");
    writer.begin_object();
    match &submission.origin {
        Origin::Web => field(writer, "kind", "web"),
        Origin::OnBehalf { channel } => {
            field(writer, "channel", channel.code());
            field(writer, "kind", "on_behalf");
        }
        Origin::Open311 => field(writer, "kind", "open311"),
        Origin::Import { system, source_id } => {
            field(writer, "kind", "import");
            field(writer, "source_id", source_id.as_str());
            field(writer, "system", system.as_str());
        }
    }
    writer.end_object();
    writer.key("photos");
    writer.integer(i64::from(submission.photos));
    writer.key("place");
    writer.begin_object();
    match &submission.place {
        PublicPlace::Point { area, point, precision_m } => {
            if let Some(area) = area {
                field(writer, "area", area.as_str());
            }
            field(writer, "kind", "point");
            writer.key("lat");
            writer.integer(i64::from(point.lat()));
            writer.key("lon");
            writer.integer(i64::from(point.lon()));
            writer.key("precision_m");
            writer.integer(i64::from(*precision_m));
        }
        PublicPlace::Area { area } => {
            field(writer, "area", area.as_str());
            field(writer, "kind", "area");
        }
        PublicPlace::Unplaced => field(writer, "kind", "unplaced"),
    }
    writer.end_object();
    writer.key("sample");
    writer.boolean(submission.sample);
    if let Some(subcategory) = submission.subcategory {
        field(writer, "subcategory", subcategory.as_str());
    }
    writer.key("urgent");
    writer.boolean(submission.urgent);
}

pub(crate) fn write_data(writer: &mut Writer, event: &Event) {
    writer.begin_object();
    match event {
        Event::Submitted(submission) => write_submission(writer, submission),
        Event::Assigned { agency, parents, receive_by } => {
            field(writer, "agency", agency.as_str());
            write_parents(writer, parents);
            write_due(writer, "receive_by", receive_by);
        }
        Event::Returned { to, reason } => {
            field(writer, "reason", reason.code());
            match to {
                Destination::Agency(agency) => field(writer, "to", agency.as_str()),
                Destination::Coordinator => field(writer, "to", COORDINATOR),
            }
        }
        Event::Accepted { due } | Event::Replied { due } => write_due(writer, "due", due),
        Event::Extended { reason, due } => {
            write_due(writer, "due", due);
            field(writer, "reason", reason.code());
        }
        Event::ReportedResolved { evidence, confirm_by } => {
            writer.key("confirm_by");
            write_moment(writer, *confirm_by);
            write_evidence(writer, evidence);
        }
        Event::Declined { reason, authority } => {
            if let Some(authority) = authority {
                field(writer, "authority", authority.as_str());
            }
            field(writer, "reason", reason.code());
        }
        Event::Contested { evidence, due } => {
            write_due(writer, "due", due);
            write_evidence(writer, evidence);
        }
        Event::Asked
        | Event::Confirmed
        | Event::Expired
        | Event::Joined
        | Event::Withdrawn
        | Event::Unmerged => {}
        Event::PartAdded { agency, parents, due } => {
            field(writer, "agency", agency.as_str());
            write_due(writer, "due", due);
            write_parents(writer, parents);
        }
        Event::PartDone { evidence } => write_evidence(writer, evidence),
        Event::PartReleased { agency, reason } => {
            field(writer, "agency", agency.as_str());
            field(writer, "reason", reason.code());
        }
        Event::Escalated { level, to } => {
            writer.key("level");
            writer.integer(i64::from(*level));
            field(writer, "to", to.as_str());
        }
        Event::Merged { into } => field(writer, "into", &into.to_string()),
        Event::Shown { text, photos } => {
            writer.key("photos");
            writer.begin_array();
            for photo in photos {
                write_hash(writer, photo);
            }
            writer.end_array();
            field(writer, "text", text.code());
        }
        Event::Hidden { reason } => field(writer, "reason", reason.code()),
        Event::SourceStatus { status, word, agency, closed, due } => {
            match agency {
                Some(SourceAgency::Known(code)) => field(writer, "agency", code.as_str()),
                Some(SourceAgency::Named(name)) => field(writer, "agency_name", name.as_str()),
                None => {}
            }
            if let Some(closed) = closed {
                writer.key("closed");
                write_moment(writer, *closed);
            }
            if let Some(due) = due {
                writer.key("due");
                write_moment(writer, *due);
            }
            field(writer, "status", status.code());
            field(writer, "word", word.as_str());
        }
        Event::Erased(erasure) => {
            writer.key("entry");
            writer.integer(i64::from(erasure.entry));
            writer.key("fields");
            writer.begin_array();
            for name in &erasure.fields {
                writer.text(name.as_str());
            }
            writer.end_array();
            field(writer, "ground", erasure.ground.code());
        }
    }
    writer.end_object();
}

pub(crate) fn read_moment(reader: &mut Reader<'_>) -> Result<Moment, Refusal> {
    let place = reader.refusal(Fault::BadValue("time like 2026-11-22T20:31:08.123Z"));
    Moment::parse(&reader.text()?).ok_or(place)
}

pub(crate) fn read_code(reader: &mut Reader<'_>) -> Result<Code, Refusal> {
    let place = reader.refusal(Fault::BadValue("code"));
    Code::new(&reader.text()?).map_err(|_not_a_code| place)
}

pub(crate) fn read_parsed<T: FromStr>(reader: &mut Reader<'_>, what: &'static str) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    reader.text()?.parse().map_err(|_other| place)
}

pub(crate) fn read_member<T>(
    reader: &mut Reader<'_>,
    what: &'static str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    find(&reader.text()?).ok_or(place)
}

pub(crate) fn read_integer<T: TryFrom<i64>>(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<T, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    T::try_from(reader.integer()?).map_err(|_out_of_range| place)
}

pub(crate) fn read_hash(reader: &mut Reader<'_>) -> Result<Sha256, Refusal> {
    let place = reader.refusal(Fault::BadValue("hash of 64 hexadecimal digits"));
    let text = reader.text()?;
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut hash = [0; 32];
    if pairs.len() != hash.len() || !rest.is_empty() {
        return Err(place);
    }
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low).ok_or(place)?;
    }
    Ok(hash)
}

fn read_list<T>(
    reader: &mut Reader<'_>,
    item: impl Fn(&mut Reader<'_>) -> Result<T, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let place = reader.refusal(Fault::BadValue("list of at most 20"));
    let mut items = Vec::new();
    reader.begin_array()?;
    while reader.next_item()? {
        if items.len() >= MAX_ITEMS {
            return Err(place);
        }
        items.push(item(reader)?);
    }
    Ok(items)
}

/// The version of a deadline rule: a date, written `2026-07-01` and in no other of the forms that calendars read.
fn read_date(reader: &mut Reader<'_>) -> Result<Date, Refusal> {
    let place = reader.refusal(Fault::BadValue("date"));
    let text = reader.text()?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return Err(place) };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |sum, digit| {
            digit.is_ascii_digit().then(|| sum * 10 + i16::from(*digit - b'0')).ok_or(place)
        })
    };
    let small = |number: i16| i8::try_from(number).map_err(|_out_of_range| place);
    let (month, day) = (small(number(&[m1, m2])?)?, small(number(&[d1, d2])?)?);
    Date::new(number(&[y1, y2, y3, y4])?, month, day).map_err(|_no_such_day| place)
}

pub(crate) fn missing(reader: &Reader<'_>, key: &'static str) -> Refusal {
    reader.refusal(Fault::MissingKey(key))
}

pub(crate) fn unknown(reader: &Reader<'_>) -> Refusal {
    reader.refusal(Fault::UnknownKey)
}

/// Reads an object of the listed keys into variables of their names; the order of the list is free, the order of
/// the bytes is not.
macro_rules! read_object {
    ($reader:ident { $($key:ident: $read:expr),* $(,)? }) => {
        $(let mut $key = None;)*
        let mut keys = $reader.begin_object()?;
        while let Some(key) = $reader.next_key(&mut keys)? {
            match key {
                $(stringify!($key) => $key = Some($read),)*
                _ => return Err(unknown($reader)),
            }
        }
    };
}

macro_rules! required {
    ($reader:ident, $key:ident) => {
        $key.ok_or_else(|| missing($reader, stringify!($key)))?
    };
}
pub(crate) use {read_object, required};

fn read_due(reader: &mut Reader<'_>) -> Result<Due, Refusal> {
    read_object!(reader {
        at: read_moment(reader)?,
        kind: read_member(reader, "kind of deadline", DueKind::from_code)?,
        rule: RuleCode(read_code(reader)?),
        version: read_date(reader)?,
    });
    Ok(Due {
        at: required!(reader, at),
        rule: required!(reader, rule),
        version: required!(reader, version),
        kind: required!(reader, kind),
    })
}

fn read_evidence(reader: &mut Reader<'_>) -> Result<Evidence, Refusal> {
    read_object!(reader {
        kind: read_member(reader, "kind of evidence", EvidenceKind::from_code)?,
        phase: read_member(reader, "phase", Phase::from_code)?,
        sha256: read_hash(reader)?,
    });
    Ok(Evidence {
        kind: required!(reader, kind),
        phase: required!(reader, phase),
        sha256: required!(reader, sha256),
    })
}

fn read_origin(reader: &mut Reader<'_>) -> Result<Origin, Refusal> {
    let place = reader.refusal(Fault::BadValue("origin"));
    read_object!(reader {
        channel: read_member(reader, "channel", Channel::from_code)?,
        kind: reader.text()?,
        source_id: read_text(reader, "id of at most 40 characters")?,
        system: SystemCode(read_code(reader)?),
    });
    match (kind.as_deref(), channel, source_id, system) {
        (Some("web"), None, None, None) => Ok(Origin::Web),
        (Some("on_behalf"), Some(channel), None, None) => Ok(Origin::OnBehalf { channel }),
        (Some("open311"), None, None, None) => Ok(Origin::Open311),
        (Some("import"), None, Some(source_id), Some(system)) => Ok(Origin::Import { system, source_id }),
        _ => Err(place),
    }
}

fn read_text<const MOST: usize>(reader: &mut Reader<'_>, what: &'static str) -> Result<Text<MOST>, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    let text = reader.text()?;
    // Trimming would let two spellings pass for one text.
    Text::new(&text).ok().filter(|read| read.as_str() == text).ok_or(place)
}

fn read_place(reader: &mut Reader<'_>) -> Result<PublicPlace, Refusal> {
    let place = reader.refusal(Fault::BadValue("place"));
    read_object!(reader {
        area: AreaCode(read_code(reader)?),
        kind: reader.text()?,
        lat: read_integer(reader, "latitude")?,
        lon: read_integer(reader, "longitude")?,
        precision_m: read_integer(reader, "precision in metres")?,
    });
    match (kind.as_deref(), area, lat, lon, precision_m) {
        (Some("point"), area, Some(lat), Some(lon), Some(precision_m)) => {
            Ok(PublicPlace::Point { area, point: Point::new(lat, lon).ok_or(place)?, precision_m })
        }
        (Some("area"), Some(area), None, None, None) => Ok(PublicPlace::Area { area }),
        (Some("unplaced"), None, None, None, None) => Ok(PublicPlace::Unplaced),
        _ => Err(place),
    }
}

fn read_submission(reader: &mut Reader<'_>) -> Result<Submission, Refusal> {
    read_object!(reader {
        category: CategoryCode(read_code(reader)?),
        code: read_parsed::<CaseCode>(reader, "case code")?,
        origin: read_origin(reader)?,
        photos: read_integer(reader, "number of photos")?,
        place: read_place(reader)?,
        sample: reader.boolean()?,
        subcategory: SubcategoryCode(read_code(reader)?),
        urgent: reader.boolean()?,
    });
    Ok(Submission {
        code: required!(reader, code),
        origin: required!(reader, origin),
        category: required!(reader, category),
        subcategory,
        place: required!(reader, place),
        photos: required!(reader, photos),
        urgent: required!(reader, urgent),
        sample: required!(reader, sample),
    })
}

fn read_destination(reader: &mut Reader<'_>) -> Result<Destination, Refusal> {
    let code = read_code(reader)?;
    Ok(if code.as_str() == COORDINATOR {
        Destination::Coordinator
    } else {
        Destination::Agency(AgencyCode(code))
    })
}

/// Names of fields, each after the one before it, so that one set has one spelling.
fn read_fields(reader: &mut Reader<'_>) -> Result<BTreeSet<FieldName>, Refusal> {
    let place = reader.refusal(Fault::BadValue("sorted list of at most 24 fields"));
    let mut fields: BTreeSet<FieldName> = BTreeSet::new();
    reader.begin_array()?;
    while reader.next_item()? {
        let name = FieldName::try_from(reader.text()?.into_owned()).map_err(|_no_name| place)?;
        if fields.len() >= MAX_COMMITMENTS || fields.last().is_some_and(|last| *last >= name) {
            return Err(place);
        }
        fields.insert(name);
    }
    Ok(fields)
}

fn read_nothing(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let mut keys = reader.begin_object()?;
    match reader.next_key(&mut keys)? {
        None => Ok(()),
        Some(_) => Err(unknown(reader)),
    }
}

pub(crate) fn read_data(reader: &mut Reader<'_>, kind: EventKind) -> Result<Event, Refusal> {
    match kind {
        EventKind::Submitted => read_submission(reader).map(Event::Submitted),
        EventKind::Assigned => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                parents: read_list(reader, |reader| read_code(reader).map(AgencyCode))?,
                receive_by: read_due(reader)?,
            });
            Ok(Event::Assigned {
                agency: required!(reader, agency),
                parents: required!(reader, parents),
                receive_by: required!(reader, receive_by),
            })
        }
        EventKind::Returned => {
            read_object!(reader {
                reason: read_member(reader, "reason", ReturnReason::from_code)?,
                to: read_destination(reader)?,
            });
            Ok(Event::Returned { to: required!(reader, to), reason: required!(reader, reason) })
        }
        EventKind::Accepted => {
            read_object!(reader { due: read_due(reader)? });
            Ok(Event::Accepted { due: required!(reader, due) })
        }
        EventKind::Replied => {
            read_object!(reader { due: read_due(reader)? });
            Ok(Event::Replied { due: required!(reader, due) })
        }
        EventKind::Extended => {
            read_object!(reader {
                due: read_due(reader)?,
                reason: read_member(reader, "reason", ExtendReason::from_code)?,
            });
            Ok(Event::Extended { reason: required!(reader, reason), due: required!(reader, due) })
        }
        EventKind::ReportedResolved => {
            read_object!(reader {
                confirm_by: read_moment(reader)?,
                evidence: read_list(reader, read_evidence)?,
            });
            Ok(Event::ReportedResolved {
                evidence: required!(reader, evidence),
                confirm_by: required!(reader, confirm_by),
            })
        }
        EventKind::Declined => {
            read_object!(reader {
                authority: read_code(reader)?,
                reason: read_member(reader, "reason", DeclineReason::from_code)?,
            });
            Ok(Event::Declined { reason: required!(reader, reason), authority })
        }
        EventKind::Contested => {
            read_object!(reader { due: read_due(reader)?, evidence: read_list(reader, read_evidence)? });
            Ok(Event::Contested { evidence: required!(reader, evidence), due: required!(reader, due) })
        }
        EventKind::Asked => read_nothing(reader).map(|()| Event::Asked),
        EventKind::Confirmed => read_nothing(reader).map(|()| Event::Confirmed),
        EventKind::Expired => read_nothing(reader).map(|()| Event::Expired),
        EventKind::Joined => read_nothing(reader).map(|()| Event::Joined),
        EventKind::Withdrawn => read_nothing(reader).map(|()| Event::Withdrawn),
        EventKind::Unmerged => read_nothing(reader).map(|()| Event::Unmerged),
        EventKind::PartAdded => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                due: read_due(reader)?,
                parents: read_list(reader, |reader| read_code(reader).map(AgencyCode))?,
            });
            Ok(Event::PartAdded {
                agency: required!(reader, agency),
                parents: required!(reader, parents),
                due: required!(reader, due),
            })
        }
        EventKind::PartDone => {
            read_object!(reader { evidence: read_list(reader, read_evidence)? });
            Ok(Event::PartDone { evidence: required!(reader, evidence) })
        }
        EventKind::PartReleased => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                reason: read_member(reader, "reason", ReleaseReason::from_code)?,
            });
            Ok(Event::PartReleased { agency: required!(reader, agency), reason: required!(reader, reason) })
        }
        EventKind::Escalated => {
            read_object!(reader {
                level: read_integer(reader, "level")?,
                to: AgencyCode(read_code(reader)?),
            });
            Ok(Event::Escalated { level: required!(reader, level), to: required!(reader, to) })
        }
        EventKind::Merged => {
            read_object!(reader { into: read_parsed::<CaseId>(reader, "case id")? });
            Ok(Event::Merged { into: required!(reader, into) })
        }
        EventKind::Shown => {
            read_object!(reader {
                photos: read_list(reader, read_hash)?,
                text: read_member(reader, "form of text", ShownText::from_code)?,
            });
            Ok(Event::Shown { text: required!(reader, text), photos: required!(reader, photos) })
        }
        EventKind::Hidden => {
            read_object!(reader { reason: read_member(reader, "reason", HideReason::from_code)? });
            Ok(Event::Hidden { reason: required!(reader, reason) })
        }
        EventKind::SourceStatus => {
            let place = reader.refusal(Fault::BadValue("agency by code or by name"));
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                agency_name: read_text(reader, "name of at most 120 characters")?,
                closed: read_moment(reader)?,
                due: read_moment(reader)?,
                status: read_member(reader, "state", SourceState::from_code)?,
                word: read_text(reader, "word of at most 40 characters")?,
            });
            let agency = match (agency, agency_name) {
                (None, None) => None,
                (Some(code), None) => Some(SourceAgency::Known(code)),
                (None, Some(name)) => Some(SourceAgency::Named(name)),
                (Some(_), Some(_)) => return Err(place),
            };
            Ok(Event::SourceStatus {
                status: required!(reader, status),
                word: required!(reader, word),
                agency,
                closed,
                due,
            })
        }
        EventKind::Erased => {
            read_object!(reader {
                entry: read_integer(reader, "number of an entry")?,
                fields: read_fields(reader)?,
                ground: read_member(reader, "ground", ErasureGround::from_code)?,
            });
            Ok(Event::Erased(Erasure {
                entry: required!(reader, entry),
                fields: required!(reader, fields),
                ground: required!(reader, ground),
            }))
        }
    }
}
