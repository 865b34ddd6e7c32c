//! What the log and the city say in the journal themselves: that it begins, by which schema entries are written, what each
//! figure means, and what the figures came to. A notice waits in no table: it is appended behind exactly the entries that
//! were looked at, or not at all.

use std::collections::BTreeMap;

use dantin_record::{
    book::{
        Book,
        figures::{Figure, tables::Tables},
    },
    entry::Line,
    moment::Moment,
    notice::{Definition, Fact, Notice, schema_hash},
};
use dantin_store::Tx;
use dantin_words::{Catalogue, Language};
use jiff::tz::TimeZone;

use super::log::PublicLog;
use crate::act::cases::{CaseError, canonical_text};

/// What stands in the place of a case in the rows of notices.
pub const LOG: &str = "log";

/// The meanings of the figures, each by language.
pub type Texts = BTreeMap<Figure, BTreeMap<String, String>>;

/// The meanings as the words have them, put together once.
pub fn texts(words: &Catalogue) -> Texts {
    let text = |figure: &Figure| {
        let say = |language: &Language| {
            (language.code().to_owned(), words.words(*language).t(&figure.definition_key()))
        };
        (*figure, Language::ALL.iter().map(say).collect())
    };
    Figure::ALL.iter().map(text).collect()
}

/// What must be said before the next entry: the beginning of the log, a new schema, the meanings of figures that have none
/// or another one.
pub fn due(book: &Book, log: Option<&PublicLog>, texts: &Texts) -> Vec<Fact> {
    let said = book.log();
    let schema = schema_hash();
    let mut facts = Vec::new();
    match (log, &said.origin) {
        (Some(log), None) => {
            facts.push(Fact::Genesis { origin: log.key().name().clone(), key: log.key().clone(), schema });
        }
        (_, Some(_)) if said.schema != Some(schema) => facts.push(Fact::Schema { schema }),
        _ => {}
    }
    for (figure, text) in texts {
        let version = match said.defined.get(figure) {
            Some(defined) if defined.text == *text => continue,
            Some(defined) => defined.version + 1,
            None => 1,
        };
        facts.push(Fact::MetricDefined(Definition { figure: *figure, version, text: text.clone() }));
    }
    facts
}

/// The figures of the book at this moment, as a notice says them.
pub fn figures(book: &Book, at: Moment, zone: &TimeZone) -> Fact {
    let name = zone.iana_name().unwrap_or("UTC");
    Fact::FigurePublished(Tables::count(book, at, zone).publication(name))
}

/// Appends notices behind exactly `size` entries; `false`, and nothing is written, when others came first.
pub fn append(tx: &mut Tx<'_>, size: u64, at: Moment, facts: &[Fact]) -> Result<bool, CaseError> {
    // The first statement takes the lock and reads the head, as the sequencer does.
    let (head, last_at): (i64, String) =
        tx.one("UPDATE journal_head SET size = size WHERE id = 1 RETURNING size, last_at", &[])?;
    if u64::try_from(head) != Ok(size) || last_at > at.to_string() {
        return Ok(false);
    }
    let mut index = head;
    for fact in facts {
        let line = Line::Notice(Box::new(Notice { at, fact: fact.clone() }));
        tx.execute(
            "INSERT INTO journal (idx, at, case_id, number, body) VALUES ($1, $2, $3, $4, $5)",
            &[&index, &at.to_string(), &LOG, &index, &canonical_text(line.to_bytes())?],
        )?;
        index += 1;
    }
    tx.execute("UPDATE journal_head SET size = $1, last_at = $2 WHERE id = 1", &[&index, &at.to_string()])?;
    Ok(true)
}
