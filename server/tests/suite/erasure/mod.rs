//! What is erased is nowhere: not on a page, not in the bytes of database, photos and journal, not in a copy made
//! afterwards; and the journal says for ever that it was erased, by whom and why, and still verifies.

mod deciding;
mod nowhere;
mod opening;

use std::{fs, path::Path};

use dantin::{
    act::cases::{Asker, Key, NewCase, Submitted, commands, join, submit},
    jobs::removals,
    listen::photos::keep,
};
use dantin_journal::commitment::commitment;
use dantin_record::{
    act::Actor,
    book::figures::{Figures, Scope},
    moment::Moment,
};
use dantin_store::Settings;
use serde_json::Value;

use crate::{
    desk::{report, sign_in, step},
    support::{Answer, Part, TestApp, Visitor},
};

/// Stands in everything private of the story; Vietnamese, in NFC.
pub(super) const MARK: &str = "Bí-mật-Đỗ-Thị-Ngưỡng";

/// The same for what is plain ASCII.
pub(super) const PLAIN: &str = "0912345678zz";

pub(super) fn jpeg(seed: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(96, 64, |x, y| {
        let mixed = (x * 37 + y * 91 + u32::from(seed) * 131) % 251;
        image::Rgb([seed, u8::try_from(mixed).unwrap(), u8::try_from(y * 3).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

pub(super) fn secret_report(photos: Vec<String>) -> NewCase {
    NewCase {
        text: format!("Lời phản ánh {MARK} {PLAIN}"),
        address: Some(format!("số 7 {MARK}")),
        answers: Some(format!("loi={MARK}")),
        place: Some(dantin::act::cases::Place {
            latitude: 21.028_713,
            longitude: 105.852_437,
            accuracy_m: 8,
        }),
        photos,
        asker: Asker {
            name: Some(MARK.to_owned()),
            phone: Some(PLAIN.to_owned()),
            email: Some(format!("{PLAIN}@example.vn")),
            language: "vi".to_owned(),
        },
        // A kind of report whose exact point is not public.
        ..report()
    }
}

/// A case in which everybody said something that must go.
pub(super) struct Story {
    pub(super) filed: Submitted,
    pub(super) joined: Submitted,
    pub(super) photos: Vec<Vec<u8>>,
}

pub(super) async fn story(test: &TestApp) -> Story {
    let photos = vec![jpeg(40), jpeg(90), jpeg(140)];
    let mut hashes = Vec::new();
    for photo in &photos[..2] {
        hashes.push(keep(&test.app, photo.clone().into()).await.unwrap().to_string());
    }
    let new = secret_report(hashes[..1].to_vec());
    let filed = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
    let code = filed.code.clone();
    let neighbour =
        Asker { phone: Some(format!("hàng xóm {MARK}")), language: "vi".to_owned(), ..Asker::default() };
    let joined =
        test.app.command(move |tx, context| Ok(join(tx, context, &code, &neighbour)?)).await.unwrap();
    let code = filed.code.as_str();

    let handler = sign_in(test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    step(&handler, code, "note", &[("note", &format!("Gọi {MARK} theo số {PLAIN}"))]).await.expect(303);
    step(&handler, code, "ask", &[("text", &format!("Có phải nhà {MARK} không?"))]).await.expect(303);
    let brief = format!("Hỏi {MARK} ở cửa");
    let link = [("label", "Đội mẫu"), ("brief", brief.as_str()), ("days", "7"), ("key", &"k".repeat(32))];
    step(&handler, code, "work-link", &link).await.expect(200);
    let (key, answer, photo) = (code.to_owned(), format!("Đúng nhà {MARK}"), hashes[1].clone());
    let secret = filed.secret.clone();
    let replied = test.app.command(move |tx, context| {
        let secret = Some(secret.as_str());
        let command = commands::Command {
            key: Key::Code(&key),
            version: None,
            by: Actor::Reporter,
            officer: None,
            secret,
        };
        Ok(commands::reply(tx, context, &command, &answer, std::slice::from_ref(&photo))?)
    });
    replied.await.unwrap();
    let page = handler.get(&format!("/desk/cases/{code}")).await;
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let text = format!("Đã làm việc với {MARK}");
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("version", &version),
        Part::Text("text", &text),
        Part::File("photos", "sau.jpg", "image/jpeg", &photos[2]),
        Part::Text("document_title", "Biên bản với Bí-mật-Đỗ-Thị-Ngưỡng"),
        Part::Text("document_body", "Điện thoại 0912345678zz"),
    ];
    handler.post_multipart(&format!("/desk/cases/{code}/resolve"), &parts).await.expect(303);

    let moderator = sign_in(test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let shown = [
        ("text", "Lời đã biên tập, còn sót 0912345678zz"),
        ("photo", hashes[0].as_str()),
        ("reason", "personal_data"),
    ];
    step(&moderator, code, "publish", &shown).await.expect(303);
    Story { filed, joined, photos }
}

/// Every private thing that the form offers, as its fields.
pub(crate) fn everything(page: &Answer) -> Vec<(String, String)> {
    let boxes =
        scraper::Selector::parse("input[type='checkbox'][name='field'], input[name='beside']").unwrap();
    let html = page.html();
    html.select(&boxes)
        .map(|input| {
            let of = |name: &str| input.value().attr(name).unwrap().to_owned();
            (of("name"), of("value"))
        })
        .collect()
}

pub(crate) async fn erase(
    officer: &Visitor,
    code: &str,
    fields: &[(String, String)],
    ground: &str,
) -> Answer {
    let mut typed: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    typed.extend([("reason", ground), ("sure", "1")]);
    step(officer, code, "erase", &typed).await
}

pub(super) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    needle.is_empty() || bytes.windows(needle.len()).any(|window| window[0] == needle[0] && window == needle)
}

/// Files under a folder that hold these bytes.
pub(super) fn holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else {
            match fs::read(&path) {
                Ok(bytes) if holds(&bytes, needle) => found.push(path.display().to_string()),
                Ok(_) => {}
                // PostgreSQL removes the files of a table that was written anew at its next checkpoint.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }
    found
}

/// Where these bytes are in any row: every column of every table, as text.
pub(crate) async fn rows_holding(test: &TestApp, needle: &'static str) -> Vec<String> {
    let is_postgres = matches!(test.database().settings(), Settings::Postgres { .. });
    let columns = if is_postgres {
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    };
    test.app
        .db
        .read(move |tx| {
            let mut found = Vec::new();
            let columns: Vec<(String, String)> = tx.all(columns, &[])?;
            assert!(columns.len() > 80, "the columns are listed");
            for (table, column) in columns {
                let text =
                    if is_postgres { format!("CAST({column} AS TEXT)") } else { format!("quote({column})") };
                let statement = format!("SELECT coalesce({text}, '') FROM {table}").leak();
                let rows: Vec<String> = tx.all(statement, &[])?;
                if rows.iter().any(|text| text.contains(needle)) {
                    found.push(format!("{table}.{column}"));
                }
            }
            Ok::<_, dantin_store::Error>(found)
        })
        .await
        .unwrap()
}

pub(super) fn figures(test: &TestApp) -> Figures {
    let now = Moment::from(test.app.now());
    test.app.book.read().figures(&Scope::default(), now)
}

pub(super) async fn work_off(test: &TestApp) {
    // PostgreSQL's own ANALYZE may read an older state for a moment, and then the job waits for its next turn.
    for _ in 0..200 {
        while removals::work_off(test.app.clone()).await.unwrap() > 0 {}
        let app = test.app.clone();
        tokio::task::spawn_blocking(move || dantin::search::follow(&app)).await.unwrap().unwrap();
        let left: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM removals", &[])).await.unwrap();
        if left == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the job has not done everything in ten seconds");
}

pub(super) async fn openings(visitor: &Visitor, secret: &str) -> Vec<Value> {
    let answer = visitor.get(&format!("/my/{secret}/openings.json")).await.expect(200);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let read: Value = serde_json::from_slice(&answer.body).unwrap();
    read["openings"].as_array().unwrap().clone()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|place| u8::from_str_radix(&hex[place * 2..place * 2 + 2], 16).unwrap()).collect()
}

/// Computes the commitment of an opening again, as a stranger would.
pub(super) fn recomputed(opening: &Value) -> String {
    let text = |name: &str| opening[name].as_str().unwrap();
    let salt: [u8; 32] = bytes(text("salt")).try_into().unwrap();
    let held = commitment(text("domain"), &salt, text("field"), text("content").as_bytes());
    hex_of(&held)
}

pub(super) fn hex_of(held: &[u8]) -> String {
    use std::fmt::Write as _;
    held.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
