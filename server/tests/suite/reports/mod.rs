//! The residents' side through its pages: a browser without scripts fills in what each page shows, and nothing else.

mod links;
mod refused;
mod steps;
mod waiting;

use std::{io::Cursor, path::Path};

use dantin::act::cases::{
    Key,
    commands::{self, Command, Paper},
    showing,
};
use dantin_record::{act::Actor, code::AgencyCode, event::EvidenceKind};
use scraper::Selector;

use crate::support::{Answer, Part, TestApp, Visitor};

pub(super) const WORDS: &str = "Ổ gà sâu giữa ngã tư, xe máy dễ ngã, đã hai người ngã trong tuần này.";

pub(super) const HOAN_KIEM: &str = "00070";

pub(super) type Fields = Vec<(String, String)>;

/// What a browser would send of the form with this action.
pub(super) fn filled(answer: &Answer, action: &str) -> Fields {
    let html = answer.html();
    let forms = Selector::parse(&format!("main form[action='{action}'][method='post']")).unwrap();
    let controls = Selector::parse("input, textarea, select").unwrap();
    let options = Selector::parse("option[selected]").unwrap();
    let form = html.select(&forms).next().unwrap_or_else(|| panic!("no form to {action}: {}", answer.text()));
    let mut fields = Fields::new();
    for control in form.select(&controls) {
        let Some(name) = control.attr("name") else { continue };
        let value = match (control.value().name(), control.attr("type").unwrap_or("text")) {
            ("textarea", _) => control.text().collect(),
            ("select", _) => control
                .select(&options)
                .next()
                .and_then(|one| one.attr("value"))
                .unwrap_or_default()
                .to_owned(),
            (_, "file") => continue,
            (_, "radio" | "checkbox") if control.attr("checked").is_none() => continue,
            _ => control.attr("value").unwrap_or_default().to_owned(),
        };
        fields.push((name.to_owned(), value));
    }
    fields
}

pub(super) fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(key, _)| key != name);
    fields.push((name.to_owned(), value.to_owned()));
}

pub(super) async fn send(visitor: &Visitor, path: &str, fields: &Fields) -> Answer {
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(path, &pairs).await
}

pub(super) async fn send_with(
    visitor: &Visitor,
    path: &str,
    fields: &Fields,
    files: &[(&str, &[u8])],
) -> Answer {
    let mut parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| Part::Text(name, value)).collect();
    parts.extend(files.iter().map(|(name, bytes)| Part::File("photos", name, "image/jpeg", bytes)));
    visitor.post_multipart(path, &parts).await
}

pub(super) fn picture(seed: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([seed, u8::try_from(x * 3).unwrap(), u8::try_from(y * 5).unwrap()])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// The second step's page with what the form holds.
pub(super) async fn at_place(visitor: &Visitor, category: &str) -> (Answer, Fields) {
    let first = visitor.get("/report").await.expect(200);
    let mut fields = filled(&first, "/report/place");
    set(&mut fields, "category", category);
    let page = send(visitor, "/report/place", &fields).await.expect(200);
    let fields = filled(&page, "/report/words");
    (page, fields)
}

pub(super) async fn at_words(visitor: &Visitor) -> Fields {
    let (_, mut fields) = at_place(visitor, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    let page = send(visitor, "/report/words", &fields).await.expect(200);
    filled(&page, "/report/check")
}

pub(super) async fn at_check(visitor: &Visitor) -> Fields {
    let mut fields = at_words(visitor).await;
    set(&mut fields, "text", WORDS);
    let page = send(visitor, "/report/check", &fields).await.expect(200);
    filled(&page, "/report/send")
}

/// What the last step sends, and the ward that it is about.
pub async fn last_step(test: &TestApp) -> (Fields, String) {
    (at_check(&test.visitor()).await, HOAN_KIEM.to_owned())
}

/// What a browser would send of a last step that came back.
pub fn sent(answer: &Answer) -> Fields {
    filled(answer, "/report/send")
}

/// Files a report through the pages.
pub async fn filed(test: &TestApp) {
    report(&test.visitor()).await;
}

/// Files a report and gives the path of its secret link.
pub async fn secret_link(visitor: &Visitor) -> String {
    report(visitor).await.0
}

/// Files a report and gives its page behind the secret link.
pub(super) async fn report(visitor: &Visitor) -> (String, Answer) {
    let fields = at_check(visitor).await;
    let secret = send(visitor, "/report/send", &fields).await.expect(303).location();
    let page = visitor.get(&secret).await.expect(200);
    (secret, page)
}

pub(super) fn code_on(page: &Answer) -> String {
    let link = Selector::parse("main .receipt__code a").unwrap();
    let html = page.html();
    let href = html.select(&link).next().unwrap().attr("href").unwrap();
    href.trim_start_matches("/cases/").to_owned()
}

pub(super) fn summary(page: &Answer) -> String {
    let list = Selector::parse(".error-summary").unwrap();
    page.html().select(&list).next().map(|one| one.text().collect()).unwrap_or_default()
}

pub(super) fn has_link_to_error(page: &Answer, field: &str) {
    let html = page.html();
    let link = Selector::parse(&format!(".error-summary a[href='#{field}']")).unwrap();
    assert!(html.select(&link).next().is_some(), "no error at {field}: {}", summary(page));
    let target = Selector::parse(&format!("#{field}")).unwrap();
    assert_eq!(html.select(&target).count(), 1, "the link leads somewhere");
}

pub(super) async fn count(test: &TestApp, sql: &'static str) -> i64 {
    test.app.db.read(move |tx| tx.one::<i64>(sql, &[])).await.unwrap()
}

pub(super) async fn desk(test: &TestApp, code: &str, step: &'static str) {
    let code = code.to_owned();
    test.app
        .command(move |tx, context| {
            let lead: String = tx.one("SELECT lead_agency FROM cases WHERE code = $1", &[&code])?;
            let by = match step {
                "show" => Actor::Moderator,
                _ => Actor::Handler(AgencyCode::new(&lead).unwrap()),
            };
            let command = Command { key: Key::Code(&code), version: None, by, officer: None, secret: None };
            let paper =
                Paper { kind: EvidenceKind::Measurement, title: "Độ sâu", body: "0 cm, thước mẫu" };
            match step {
                "accept" => commands::accept(tx, context, &command).map(|_| ()),
                "ask" => commands::ask(tx, context, &command, "Đoạn trước số nhà mấy?").map(|_| ()),
                "show" => {
                    let id: String = tx.one("SELECT id FROM cases WHERE code = $1", &[&code])?;
                    let photos =
                        tx.all::<String>("SELECT photo FROM case_photos WHERE case_id = $1", &[&id])?;
                    let showing = showing::Showing {
                        text: Some(WORDS),
                        photos: &photos,
                        address: None,
                        ward_only: false,
                        reason: None,
                    };
                    showing::show(tx, context, &command, &showing).map(|_| ())
                }
                _ => {
                    commands::report_resolved(tx, context, &command, "Đã vá", &[], &[], &[paper]).map(|_| ())
                }
            }?;
            Ok(())
        })
        .await
        .unwrap();
    test.settle().await;
}

pub(super) fn holds(folder: &Path, marker: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().map(Result::unwrap).any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, marker)
        } else {
            std::fs::read(&path).unwrap().windows(marker.len()).any(|window| window == marker)
        }
    })
}
