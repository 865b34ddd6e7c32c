//! What somebody who asked a question, commented or joined holds of the own data: everything that is kept about them, and the openings of
//! what they gave. Of others nothing.

use dantin_record::{
    act::Actor,
    dialogue::DialogueEvent,
    matter::{Matter, MatterEvent},
};
use dantin_store::{Query, Tx};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    act::{
        cases::{erasure, hex},
        matters::{
            self, Contributor,
            erasure::{Happened, events_of},
        },
    },
    error::Error,
    prove::opening::opening,
};

/// Name, telephone, mail, language, when they came, and the event by which they came.
type Row = (Option<String>, Option<String>, Option<String>, String, Timestamp, i64);

/// What is kept of one contribution.
struct Kept {
    matter: Matter,
    row: Row,
    events: Vec<Happened>,
}

impl Kept {
    fn of(tx: &mut Tx<'_>, contributor: &Contributor) -> Result<Self, Error> {
        let matter = matters::load(tx, &contributor.matter)?;
        let row = tx.one(
            "SELECT name, phone, email, language, created_at, number FROM contributors WHERE id = $1",
            &[&contributor.id],
        )?;
        let events = events_of(tx, &matter, contributor.number)?;
        Ok(Self { matter, row, events })
    }

    /// Whether this contributor gave the content of an event. What one of several who joined said of an answer, the record does not tell
    /// apart.
    fn is_own(&self, contributor: &Contributor, happened: &Happened) -> bool {
        let judged = matches!(happened.event, MatterEvent::Dialogue(DialogueEvent::Judged { .. }));
        let by_asker = judged && happened.by == Actor::Reporter && contributor.relation == "reporter";
        happened.number == self.row.5 || by_asker
    }

    /// Number, field, words, salt and commitment of what this contributor gave.
    fn given(&self, tx: &mut Tx<'_>, contributor: &Contributor) -> Result<Vec<Given>, Error> {
        let own = self.events.iter().filter(|happened| self.is_own(contributor, happened));
        let own: Vec<i64> = own.map(|happened| happened.number).collect();
        if own.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::new(
            "SELECT number, field, body, salt, commitment FROM contents WHERE commitment IS NOT NULL AND case_id = ",
        );
        query.bind(&contributor.matter).push(" AND number IN (").bind_list(own);
        query.push(") ORDER BY number, field");
        Ok(tx.all_query(&query)?)
    }
}

type Given = (i64, String, String, Vec<u8>, Vec<u8>);

/// Everything that is kept about this contributor.
pub(super) fn export(
    tx: &mut Tx<'_>,
    contributor: &Contributor,
    base: &str,
    now: Timestamp,
) -> Result<Value, Error> {
    let kept = Kept::of(tx, contributor)?;
    let given = kept.given(tx, contributor)?;
    let wish = erasure::request_of(tx, &contributor.id)?;
    let given = given
        .into_iter()
        .map(|(event, field, content, ..)| json!({"event": event, "field": field, "content": content}));
    let events = kept.events.iter().map(|happened| {
        json!({
            "event": happened.number, "entry": happened.index, "type": happened.event.code(),
            "at": happened.occurred.to_timestamp().to_string(), "own": kept.is_own(contributor, happened),
        })
    });
    let (name, phone, email, language, since, _) = &kept.row;
    Ok(json!({
        "made_at": now.to_string(),
        "matter": matter(&kept.matter),
        "number": contributor.number,
        "you": {"relation": contributor.relation, "name": name, "phone": phone, "email": email,
            "language": language, "since": since.to_string()},
        "given": given.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
        "erasure_request": wish.map(|(asked, decided)| {
            json!({"asked_at": asked.to_string(), "decided_at": decided.map(|at| at.to_string())})
        }),
        "openings": format!("{base}/openings.json"),
    }))
}

/// The openings of what this contributor gave.
pub(super) fn openings(tx: &mut Tx<'_>, contributor: &Contributor) -> Result<Value, Error> {
    let kept = Kept::of(tx, contributor)?;
    let given = kept.given(tx, contributor)?;
    let opened = given.into_iter().filter_map(|(number, field, body, salt, commitment)| {
        let index = kept.events.iter().find(|happened| happened.number == number)?.index;
        let mut opening = opening(&hex(&commitment), &field, &body, &salt);
        let facts = opening.as_object_mut()?;
        facts.insert("number".to_owned(), number.into());
        facts.insert("entry".to_owned(), index.into());
        Some(opening)
    });
    let opened: Vec<Value> = opened.collect();
    Ok(json!({"matter": matter(&kept.matter), "number": contributor.number, "openings": opened}))
}

fn matter(matter: &Matter) -> Value {
    json!({"id": matter.id().to_string(), "code": matter.code().to_string(), "kind": matter.kind(),
        "state": matter.state()})
}
