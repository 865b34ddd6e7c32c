//! Announcing a consultation with the text that was looked over.

use axum::response::{IntoResponse, Redirect, Response};
use dantin_record::consultation::DraftKind;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

use super::{holder, review};
use crate::{
    act::consultations::{self, Import, NewConsultation},
    app::Shared,
    city::people::pages::SignedIn,
    desk::{
        dates,
        form::{Check, Fields},
    },
    error::Error,
    pages::components::FieldError,
};

/// Characters of the title and of the explanation at most.
const TITLE: usize = 200;
const TEXT: usize = 8_000;

/// A time out of a field, or what is wrong with it.
pub(super) fn time_of(
    check: &mut Check<'_>,
    fields: &Fields,
    field: &'static str,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let found = dates::instant(fields.get(field), zone);
    if found.is_none() {
        check
            .wrong(field, if fields.get(field).is_empty() { "error-required" } else { "session-fault-time" });
    }
    found
}

/// Refuses an end that lies more than so many years behind a moment: what is announced can be made longer, and never shorter.
pub(super) fn check_near(
    check: &mut Check<'_>,
    closes: Option<Timestamp>,
    (from, years): (Timestamp, i64),
    zone: &TimeZone,
) {
    let latest = from.to_zoned(zone.clone()).saturating_add(years.years()).timestamp();
    if closes.is_some_and(|closes| closes > latest) {
        let shown = check.words().date_time(latest, zone);
        let message = check.words().with("consultation-fault-far", &[("latest", shown.as_str().into())]);
        check.errors.push(FieldError { field: "closes".to_owned(), message });
    }
}

pub(super) async fn announce(
    app: &Shared,
    signed: &SignedIn,
    import: &Import,
    fields: Fields,
) -> Result<Response, Error> {
    let by = holder(app, signed.officer(), &import.agency)?;
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let kind = check.choice("draft_kind", DraftKind::from_code);
    let title = check.needed_text("title", TITLE);
    let explanation = check.needed_text("explanation", TEXT);
    let area = fields.get("area").to_owned();
    if !area.is_empty() && app.city.area(&area).is_none() {
        check.wrong("area", "error-unknown-choice");
    }
    let zone = app.city.calendar().zone();
    // An empty beginning means at once.
    let opens = match fields.get("opens").trim() {
        "" => None,
        _ => time_of(&mut check, &fields, "opens", zone),
    };
    let closes = time_of(&mut check, &fields, "closes", zone);
    check_near(&mut check, closes, (app.now(), 2), zone);
    let mut errors = check.errors;
    if let (Some(kind), Some(closes), true) = (kind, closes, errors.is_empty()) {
        let new = NewConsultation {
            by,
            kind,
            drafter: import.agency.clone(),
            area: Some(area).filter(|area| !area.is_empty()),
            title,
            explanation,
            opens,
            closes,
            draft: import.draft.clone(),
            sample: app.site.is_sample,
            key: format!("draft-{}", import.id),
        };
        let id = import.id.clone();
        let done = app
            .command_shown(move |tx, context| {
                let code = consultations::announce(tx, context, &new)?;
                consultations::delete_import(tx, &id)?;
                Ok(code)
            })
            .await;
        match done {
            Ok(code) => return Ok(Redirect::to(&format!("/desk/consultations/{code}")).into_response()),
            Err(error @ Error::Refused(code)) => {
                let (title, explanation) = error.words(w);
                let field = if code == "opens_before_announced" { "opens" } else { "closes" };
                errors
                    .push(FieldError { field: field.to_owned(), message: format!("{title}. {explanation}") });
            }
            Err(error) => return Err(error),
        }
    }
    review::show(app, signed, import, None, (fields, errors)).await
}
