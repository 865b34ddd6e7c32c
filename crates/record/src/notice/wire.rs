//! How notices are spelled in canonical JSON, and read back.

use std::collections::BTreeMap;

use dantin_journal::{
    canonical::{Fault, Refusal, is_key},
    hash::Hash,
    reader::Reader,
    writer::Writer,
};

use super::{ContinueReason, Definition, Fact, FactKind, MAX_DEFINITION, MAX_LANGUAGES, Notice, Publication};
use crate::{
    book::figures::{Figure, FigureKind, Value},
    entry::VERSION,
    wire::{
        field, missing, read_hash, read_integer, read_member, read_object, read_parsed, required, unknown,
        write_hash, write_moment,
    },
};

/// The most characters of a time zone's name.
const MAX_ZONE: usize = 40;

pub(super) fn write(notice: &Notice) -> Result<Vec<u8>, Refusal> {
    let kind = notice.fact.kind();
    let mut writer = Writer::new();
    writer.begin_object();
    writer.key("at");
    write_moment(&mut writer, notice.at);
    field(&mut writer, "by", kind.by());
    writer.key("data");
    writer.begin_object();
    write_fact(&mut writer, &notice.fact);
    writer.end_object();
    field(&mut writer, "type", kind.code());
    writer.key("v");
    writer.integer(VERSION);
    writer.end_object();
    writer.finish()
}

fn write_fact(writer: &mut Writer, fact: &Fact) {
    match fact {
        Fact::Genesis { origin, key, schema } => {
            field(writer, "key", &key.to_string());
            field(writer, "origin", origin.as_str());
            writer.key("schema");
            write_hash(writer, schema);
        }
        Fact::Continued { origin, key, old_origin, old_size, old_root, reason } => {
            field(writer, "key", &key.to_string());
            field(writer, "old_origin", old_origin.as_str());
            writer.key("old_root");
            write_hash(writer, old_root.as_bytes());
            whole(writer, "old_size", *old_size);
            field(writer, "origin", origin.as_str());
            field(writer, "reason", reason.code());
        }
        Fact::Schema { schema } => {
            writer.key("schema");
            write_hash(writer, schema);
        }
        Fact::KeyAdded { key } | Fact::KeyRetired { key } => field(writer, "key", &key.to_string()),
        Fact::MetricDefined(Definition { figure, version, text }) => {
            field(writer, "figure", figure.code());
            field(writer, "kind", figure.kind().code());
            writer.key("text");
            writer.begin_object();
            for (language, text) in text {
                field(writer, language, text);
                if text.chars().count() > MAX_DEFINITION {
                    writer.refuse(Fault::TooLong);
                }
            }
            writer.end_object();
            if text.is_empty() || text.len() > MAX_LANGUAGES {
                writer.refuse(Fault::BadValue("definition in 1 to 8 languages"));
            }
            writer.key("version");
            writer.integer(i64::from(*version));
        }
        Fact::FigurePublished(Publication { size, zone, own, imported, tables }) => {
            write_values(writer, "imported", imported);
            write_values(writer, "own", own);
            whole(writer, "size", *size);
            writer.key("tables");
            write_hash(writer, tables);
            field(writer, "zone", zone);
            if zone.is_empty() || zone.len() > MAX_ZONE {
                writer.refuse(Fault::BadValue("name of a time zone"));
            }
        }
    }
}

fn whole(writer: &mut Writer, key: &str, number: u64) {
    writer.key(key);
    writer.integer(i64::try_from(number).unwrap_or(i64::MAX));
}

fn write_values(writer: &mut Writer, key: &str, values: &BTreeMap<Figure, Value>) {
    writer.key(key);
    writer.begin_object();
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_by_key(|(figure, _)| figure.code());
    for (figure, value) in sorted {
        writer.key(figure.code());
        writer.begin_object();
        match value {
            Value::Count(count) => whole(writer, "count", *count),
            Value::Share { numerator, denominator } => {
                whole(writer, "denominator", *denominator);
                whole(writer, "numerator", *numerator);
            }
            Value::Seconds { seconds, cases } => {
                whole(writer, "cases", *cases);
                if let Some(seconds) = seconds {
                    whole(writer, "seconds", *seconds);
                }
            }
        }
        writer.end_object();
    }
    writer.end_object();
}

/// Reads the data of a notice of this type.
pub(crate) fn read_fact(reader: &mut Reader<'_>, kind: FactKind) -> Result<Fact, Refusal> {
    match kind {
        FactKind::Genesis => {
            read_object!(reader {
                key: read_parsed(reader, "verifier key")?,
                origin: read_parsed(reader, "name of a log")?,
                schema: read_hash(reader)?,
            });
            Ok(Fact::Genesis {
                origin: required!(reader, origin),
                key: required!(reader, key),
                schema: required!(reader, schema),
            })
        }
        FactKind::Continued => {
            read_object!(reader {
                key: read_parsed(reader, "verifier key")?,
                old_origin: read_parsed(reader, "name of a log")?,
                old_root: read_hash(reader).map(Hash)?,
                old_size: read_integer(reader, "number of entries")?,
                origin: read_parsed(reader, "name of a log")?,
                reason: read_member(reader, "reason", ContinueReason::from_code)?,
            });
            Ok(Fact::Continued {
                origin: required!(reader, origin),
                key: required!(reader, key),
                old_origin: required!(reader, old_origin),
                old_size: required!(reader, old_size),
                old_root: required!(reader, old_root),
                reason: required!(reader, reason),
            })
        }
        FactKind::Schema => {
            read_object!(reader { schema: read_hash(reader)? });
            Ok(Fact::Schema { schema: required!(reader, schema) })
        }
        FactKind::KeyAdded => {
            read_object!(reader { key: read_parsed(reader, "verifier key")? });
            Ok(Fact::KeyAdded { key: required!(reader, key) })
        }
        FactKind::KeyRetired => {
            read_object!(reader { key: read_parsed(reader, "verifier key")? });
            Ok(Fact::KeyRetired { key: required!(reader, key) })
        }
        FactKind::MetricDefined => {
            let place = reader.refusal(Fault::BadValue("kind of the figure"));
            read_object!(reader {
                figure: read_member(reader, "figure", Figure::from_code)?,
                kind: read_member(reader, "kind", FigureKind::from_code)?,
                text: read_texts(reader)?,
                version: read_integer(reader, "version")?,
            });
            let figure: Figure = required!(reader, figure);
            if required!(reader, kind) != figure.kind() {
                return Err(place);
            }
            Ok(Fact::MetricDefined(Definition {
                figure,
                version: required!(reader, version),
                text: required!(reader, text),
            }))
        }
        FactKind::FigurePublished => {
            read_object!(reader {
                imported: read_values(reader)?,
                own: read_values(reader)?,
                size: read_integer(reader, "number of entries")?,
                tables: read_hash(reader)?,
                zone: read_short(reader, MAX_ZONE, "name of a time zone")?,
            });
            Ok(Fact::FigurePublished(Publication {
                size: required!(reader, size),
                zone: required!(reader, zone),
                own: required!(reader, own),
                imported: required!(reader, imported),
                tables: required!(reader, tables),
            }))
        }
    }
}

fn read_short(reader: &mut Reader<'_>, most: usize, what: &'static str) -> Result<String, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    let text = reader.text()?;
    if text.is_empty() || text.chars().count() > most { Err(place) } else { Ok(text.into_owned()) }
}

fn read_texts(reader: &mut Reader<'_>) -> Result<BTreeMap<String, String>, Refusal> {
    let place = reader.refusal(Fault::BadValue("definition in 1 to 8 languages"));
    let mut texts = BTreeMap::new();
    let mut keys = reader.begin_object()?;
    while let Some(key) = reader.next_key(&mut keys)? {
        if !is_key(key) || texts.len() >= MAX_LANGUAGES {
            return Err(place);
        }
        let text = read_short(reader, MAX_DEFINITION, "text of a definition")?;
        texts.insert(key.to_owned(), text);
    }
    if texts.is_empty() { Err(place) } else { Ok(texts) }
}

fn read_values(reader: &mut Reader<'_>) -> Result<BTreeMap<Figure, Value>, Refusal> {
    let mut values = BTreeMap::new();
    let mut keys = reader.begin_object()?;
    while let Some(key) = reader.next_key(&mut keys)? {
        let place = reader.refusal(Fault::BadValue("figure with the numbers of its kind"));
        let figure = Figure::from_code(key).ok_or(place)?;
        values.insert(figure, read_value(reader, figure.kind())?);
    }
    Ok(values)
}

fn read_value(reader: &mut Reader<'_>, kind: FigureKind) -> Result<Value, Refusal> {
    let place = reader.refusal(Fault::BadValue("numbers of the figure's kind"));
    read_object!(reader {
        cases: read_integer(reader, "number of cases")?,
        count: read_integer(reader, "count")?,
        denominator: read_integer(reader, "denominator")?,
        numerator: read_integer(reader, "numerator")?,
        seconds: read_integer(reader, "seconds")?,
    });
    let is_duration = matches!(kind, FigureKind::Median | FigureKind::Percentile90);
    match (cases, count, denominator, numerator, seconds) {
        (None, Some(count), None, None, None) if kind == FigureKind::Count => Ok(Value::Count(count)),
        (None, None, Some(denominator), Some(numerator), None) if kind == FigureKind::Share => {
            Ok(Value::Share { numerator, denominator })
        }
        (Some(cases), None, None, None, seconds) if is_duration && (seconds.is_some() == (cases > 0)) => {
            Ok(Value::Seconds { seconds, cases })
        }
        _ => Err(place),
    }
}
