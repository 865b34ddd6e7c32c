//! `GET /my/{secret}/openings.json`: the openings of what the holder of a secret link gave and of what is public of the
//! case, or of what somebody contributed to a matter. With them the holder can show anybody that the journal spoke of exactly these words, whatever the city shows.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use dantin_record::{
    act::Actor,
    case::{Case, Visibility},
    event::Event,
};
use dantin_store::Tx;
use serde_json::{Value, json};

use super::{Behind, Holder, contribution, store, whoever};
use crate::{
    act::cases::hex,
    app::{Shared, Visit},
    error::Error,
    listen::limits::Source,
    pages::headers::CachePolicy,
    prove::opening::opening,
};

/// The answer.
pub async fn openings(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let behind = whoever(&app, &visit, source, &secret).await?;
    let body = app
        .read(move |tx| match &behind {
            Behind::Case(holder) => read(tx, holder),
            Behind::Contribution(contributor) => contribution::openings(tx, contributor),
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin-openings.json\""),
    ];
    Ok((CachePolicy::Private, headers, body.to_string()).into_response())
}

fn read(tx: &mut Tx<'_>, holder: &Holder) -> Result<Value, Error> {
    type Row = (i64, String, String, Vec<u8>, Vec<u8>, bool);
    let dossier = store::read(tx, &holder.case)?;
    let rows: Vec<Row> = tx.all(
        "SELECT number, field, body, salt, commitment, opened FROM contents WHERE case_id = $1 AND commitment IS NOT NULL \
         ORDER BY number, field",
        &[&holder.case],
    )?;
    let fields = rows.into_iter().filter_map(|(number, field, body, salt, commitment, opened)| {
        let event = dossier.events.iter().find(|happened| happened.number == number)?;
        let is_public = opened && dossier.case.visibility != Visibility::Hidden;
        if !is_public && !is_own(holder, number, event.by, &event.event) {
            return None;
        }
        let mut opening = opening(&hex(&commitment), &field, &body, &salt);
        let facts = opening.as_object_mut()?;
        facts.insert("number".to_owned(), number.into());
        facts.insert("entry".to_owned(), event.index.into());
        Some(opening)
    });
    let fields: Vec<Value> = fields.collect();
    let Case { id, code, .. } = &dossier.case;
    Ok(json!({"case": id.to_string(), "code": code.to_string(), "openings": fields}))
}

/// Whether the holder gave the content of this event, by hand or through an officer.
pub(super) fn is_own(holder: &Holder, number: i64, by: Actor, event: &Event) -> bool {
    match event {
        Event::Joined => holder.number == Some(number),
        _ if !holder.is_reporter => false,
        Event::Submitted(_) | Event::Replied { .. } => true,
        Event::Confirmed | Event::Contested { .. } => by == Actor::Reporter,
        _ => false,
    }
}
