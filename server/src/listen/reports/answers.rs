//! What was typed, once more for reading: each answer with its name and the step in which it can be changed.

use super::{
    draft::{Draft, Step as At},
    steps::Whole,
};
use crate::{
    app::{Shared, Visit},
    error::Error,
    listen::{photos, show},
    pages::components::Photo,
};

/// An answer.
pub(super) struct Answered {
    /// What it answers.
    pub term: String,
    /// As it was typed; line breaks are kept.
    pub value: String,
    /// Code of the step in which it can be changed.
    pub step: &'static str,
}

/// The photos of a draft, for looking at them.
pub(super) async fn pictures(app: &Shared, visit: &Visit, draft: &Draft) -> Result<Vec<Photo>, Error> {
    let w = &visit.w;
    let sent = draft.photos.clone();
    let known = app.read(move |tx| photos::waiting(tx, &sent)).await?;
    let mut pictures = Vec::new();
    for (number, photo) in known.iter().enumerate() {
        pictures.push(Photo {
            src: photos::preview(app, photo).await?,
            alt: w.n("report-photo-number", i64::try_from(number + 1).unwrap_or(1)),
            width: 120,
            height: 90,
            ..Photo::default()
        });
    }
    Ok(pictures)
}

/// The answers of all steps; what was left empty is left out.
pub(super) fn rows(
    app: &Shared,
    visit: &Visit,
    draft: &Draft,
    Whole { service, spot, said, contact }: Whole<'_>,
) -> Vec<Answered> {
    let (w, city) = (&visit.w, &app.city);
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String, step: At| {
        if !value.is_empty() {
            rows.push(Answered { term: w.t(key), value, step: step.code() });
        }
    };
    let kind = w.t(if draft.is_proposal { "report-kind-proposal" } else { "report-kind-problem" });
    row("report-row-kind", kind, At::What);
    let what = match service.subcategory {
        Some(finer) => format!("{}: {}", show::say(&service.category.name, w), show::say(&finer.name, w)),
        None => show::say(&service.category.name, w).to_owned(),
    };
    row("report-row-what", what, At::What);
    let area = show::area_name(w, city, &spot.area);
    let area = if spot.is_approximate {
        w.with("report-area-approximate", &[("area", (&area).into())])
    } else {
        area
    };
    row("report-row-area", area, At::Place);
    row("report-row-address", spot.address.clone(), At::Place);
    if let Some(place) = spot.place {
        let point = format!("{:.5}, {:.5}", place.latitude, place.longitude);
        let accuracy = if place.accuracy_m > 0 {
            format!(" ({})", w.accuracy(u32::from(place.accuracy_m)))
        } else {
            String::new()
        };
        row("report-row-position", point + &accuracy, At::Place);
    }
    row("report-row-text", said.text.clone(), At::Words);
    for question in service.attributes() {
        let given = draft.answers.get(&question.code).map_or(&[][..], Vec::as_slice);
        let values: Vec<&str> = given
            .iter()
            .map(|value| {
                question
                    .values
                    .iter()
                    .find(|choice| choice.code == *value)
                    .map_or(value.as_str(), |choice| show::say(&choice.name, w))
            })
            .collect();
        if !values.is_empty() {
            rows.push(Answered {
                term: show::say(&question.description, w).to_owned(),
                value: values.join(", "),
                step: At::Words.code(),
            });
        }
    }
    let reach: Vec<&str> =
        [&contact.name, &contact.phone, &contact.email].into_iter().filter_map(Option::as_deref).collect();
    rows.push(Answered {
        term: w.t("report-row-contact"),
        value: if reach.is_empty() { w.t("report-no-contact") } else { reach.join(", ") },
        step: At::Words.code(),
    });
    rows
}
