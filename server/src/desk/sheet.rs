//! The sheet that an officer takes along: one page of A4 with what is known of the place, room to write, and a QR code that
//! leads to the field view of the same case. How to reach the reporter is not on it: paper gets lost.

use askama::Template;
use axum::extract::{Path, State};
use dantin_record::code::SubcategoryCode;

use super::{
    presence::visible,
    reads::{self, What},
    seen::full_code,
    steps::Standing,
    store,
    wording::Wording,
};
use crate::{
    app::Shared,
    city::people::{pages::SignedIn, rights::Act},
    error::Error,
    pages::{
        components::{Deadline, Link, Moment, SummaryRow},
        layout::{Page, Shell},
        qr::{self, Drawing},
    },
};

/// Characters of the report's words on the sheet: what is longer would not leave one page.
const WORDS: usize = 600;

/// The sheet.
#[derive(Template)]
#[template(path = "desk/templates/sheet.html")]
pub struct SheetPage {
    shell: Shell,
    crumbs: Vec<Link>,
    code: String,
    heading: String,
    agency: String,
    deadline: Option<Deadline>,
    rows: Vec<SummaryRow>,
    text: String,
    field: String,
    drawing: Option<Drawing>,
    printed: Moment,
}

/// What a page about the place says of a case, as far as the officer may read it: rows and the report's words.
pub fn place(
    wording: &Wording<'_>,
    record: &store::Record,
    contents: &store::Contents,
    with_content: bool,
) -> (Vec<SummaryRow>, String) {
    let w = wording.w;
    let case = &record.case;
    let area = case.area().map_or_else(|| w.t("desk-no-area"), |area| wording.area(area.as_str()));
    let mut rows = vec![SummaryRow { term: w.t("desk-place-area"), value: area, ..SummaryRow::default() }];
    let address = if with_content { contents.of(1, "address") } else { record.public_address.as_deref() };
    if let Some(address) = address {
        rows.push(SummaryRow {
            term: w.t("desk-place-address"),
            value: address.to_owned(),
            ..SummaryRow::default()
        });
    }
    if let (true, Some((latitude, longitude, accuracy))) = (with_content, record.place) {
        let radius = w.accuracy(u32::try_from(accuracy).unwrap_or(0));
        let value = format!("{latitude:.5}, {longitude:.5} ({radius})");
        rows.push(SummaryRow { term: w.t("desk-place-point"), value, ..SummaryRow::default() });
    }
    let text = if with_content { contents.of(1, "text") } else { record.public_text.as_deref() };
    (rows, text.unwrap_or_default().to_owned())
}

/// What a case is about and where.
pub fn heading(wording: &Wording<'_>, record: &store::Record) -> String {
    let case = &record.case;
    let subcategory = case.subcategory.as_ref().map(SubcategoryCode::as_str);
    wording.service(case.category.as_str(), subcategory)
}

/// `GET /desk/cases/{code}/sheet`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Page<SheetPage>, Error> {
    let code = full_code(&app, &code)?;
    let (officer, city) = (signed.officer().clone(), app.city.clone());
    let (record, contents) = app
        .read(move |tx| {
            let record = visible(tx, &city, &officer, &code)?;
            let contents = store::contents(tx, &record.id)?;
            Ok((record, contents))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let standing = Standing::new(&app.city, signed.officer(), &record.case, record.assignee.as_ref());
    let with_content = standing.has(Act::SeeContent);
    if with_content {
        reads::note(&app, &signed.officer().id, &record.id, &[What::Content], signed.visit.now).await?;
    }
    let (mut rows, text) = place(&wording, &record, &contents, with_content);
    let submitted = wording.moment(record.case.submitted.to_timestamp());
    rows.push(SummaryRow {
        term: w.t("desk-fact-submitted"),
        value: submitted.shown,
        ..SummaryRow::default()
    });
    let field = format!("{}/desk/field/{}", app.public_url.trim_end_matches('/'), record.code);
    let title = w.t("sheet-title");
    let short: String = text.chars().take(WORDS).collect();
    Ok(Page::private(SheetPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new(format!("/desk/cases/{}", record.code), record.code.clone()),
            Link::new("", title.clone()),
        ],
        heading: heading(&wording, &record),
        agency: wording.lead(&record.case),
        deadline: wording.deadline(&record.case),
        rows,
        text: if short.len() < text.len() { format!("{short}…") } else { text },
        drawing: qr::draw(&field),
        field,
        printed: Moment { ago: String::new(), ..wording.moment(signed.visit.now) },
        shell: signed.shell(format!("{} {title}", record.code)),
        code: record.code,
    }))
}
