//! What is erased is nowhere: not on a page, not in the bytes of database, photos and journal, not in a copy made
//! afterwards; and the journal says for ever that it was erased, by whom and why, and still verifies.

use std::{collections::BTreeSet, fs, path::Path};

use dantin::{
    act::cases::{Asker, Key, NewCase, Submitted, commands, join, submit},
    jobs::{journal::publish, removals},
    listen::photos::keep,
    open311::partners,
};
use dantin_journal::commitment::commitment;
use dantin_record::{
    act::Actor,
    book::figures::{Figures, Scope},
    code::SystemCode,
    entry::Line,
    event::Origin,
    moment::Moment,
    source::Word,
};
use dantin_store::Settings;
use jiff::ToSpan as _;
use serde_json::Value;

use crate::{
    desk::{WARD, enter, file, report, sign_in, step},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
    verify::{copy, look_at, mirror},
};

on_both_engines!(
    what_is_erased_is_nowhere_and_the_journal_still_verifies,
    what_is_published_can_be_held_to_the_journal_and_nothing_else_is_told,
    a_redaction_seals_the_original_and_is_committed_to_itself,
    many_erasures_leave_no_old_bytes,
    partners_copies_go_with_the_rest,
);

/// Stands in everything private of the story; Vietnamese, in NFC.
const MARK: &str = "Bí-mật-Đỗ-Thị-Ngưỡng";
/// The same for what is plain ASCII.
const PLAIN: &str = "0912345678zz";
const KEY: &str = "khoa-thu-nghiem";

fn jpeg(seed: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(96, 64, |x, y| {
        let mixed = (x * 37 + y * 91 + u32::from(seed) * 131) % 251;
        image::Rgb([seed, u8::try_from(mixed).unwrap(), u8::try_from(y * 3).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn secret_report(photos: Vec<String>) -> NewCase {
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
struct Story {
    filed: Submitted,
    joined: Submitted,
    photos: Vec<Vec<u8>>,
}

async fn story(test: &TestApp) -> Story {
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
    let shown = [("text", "Lời đã biên tập, còn sót 0912345678zz"), ("photo", hashes[0].as_str())];
    step(&moderator, code, "publish", &shown).await.expect(303);
    Story { filed, joined, photos }
}

/// Every private thing that the form offers, as its fields.
fn everything(page: &Answer) -> Vec<(String, String)> {
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

async fn erase(officer: &Visitor, code: &str, fields: &[(String, String)], ground: &str) -> Answer {
    let mut typed: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    typed.extend([("reason", ground), ("sure", "1")]);
    step(officer, code, "erase", &typed).await
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    needle.is_empty() || bytes.windows(needle.len()).any(|window| window[0] == needle[0] && window == needle)
}

/// Files under a folder that hold these bytes.
fn holding(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if holds(&fs::read(&path).unwrap(), needle) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// The folder of the database's own files: of SQLite the one with the database, of PostgreSQL the one of this database;
/// none where the server's folder cannot be read.
async fn database_folder(test: &TestApp) -> Option<std::path::PathBuf> {
    if let Settings::Sqlite { path, .. } = test.database().settings() {
        return Some(path.parent().unwrap().to_owned());
    }
    let (data, number): (String, String) = test
        .app
        .db
        .write(|tx| {
            tx.execute("CHECKPOINT", &[])?;
            tx.one(
                "SELECT current_setting('data_directory'), CAST(oid AS TEXT) FROM pg_database \
                 WHERE datname = current_database()",
                &[],
            )
        })
        .await
        .unwrap();
    let folder = Path::new(&data).join("base").join(number);
    folder.read_dir().is_ok().then_some(folder)
}

/// Where these bytes are in any row: every column of every table, as text.
async fn rows_holding(test: &TestApp, needle: &'static str) -> Vec<String> {
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

fn figures(test: &TestApp) -> Figures {
    let now = Moment::from(test.app.now());
    test.app.book.read().figures(&Scope::default(), now)
}

async fn work_off(test: &TestApp) {
    while removals::work_off(test.app.clone()).await.unwrap() > 0 {}
    let app = test.app.clone();
    tokio::task::spawn_blocking(move || dantin::search::follow(&app)).await.unwrap().unwrap();
    let (left,): (i64,) = test.app.db.read(|tx| tx.one("SELECT count(*) FROM removals", &[])).await.unwrap();
    assert_eq!(left, 0, "the job has done everything");
}

fn needles(story: &Story) -> Vec<Vec<u8>> {
    let mut needles = vec![MARK.as_bytes().to_vec(), PLAIN.as_bytes().to_vec(), b"105.852437".to_vec()];
    // A piece of each original that no other picture has.
    needles.extend(story.photos.iter().map(|photo| photo[photo.len() - 400..photo.len() - 300].to_vec()));
    needles
}

async fn what_is_erased_is_nowhere_and_the_journal_still_verifies(test: TestApp) {
    let story = story(&test).await;
    let code = story.filed.code.as_str();
    test.check().await;
    let case_page = format!("/cases/{code}");
    let before = test.visitor().get(&case_page).await.expect(200).text();
    assert!(before.contains("còn sót 0912345678zz"));
    let counted = figures(&test);
    let photos = test.folder().join("photos");
    let database = database_folder(&test).await;
    for needle in needles(&story) {
        let folders = [Some(test.folder()), database.as_deref()];
        let found: usize = folders.into_iter().flatten().map(|folder| holding(folder, &needle).len()).sum();
        assert!(found > 0 || database.is_none(), "the search can find: {}", String::from_utf8_lossy(&needle));
    }

    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let form = officer.get(&format!("/desk/cases/{code}?step=erase")).await.expect(200);
    let fields = everything(&form);
    assert_eq!(fields.len(), 15, "{fields:?}");
    erase(&officer, code, &fields, "subject_request").await.expect(303);

    // The words are gone at once; files and old pages go with the job.
    for needle in [MARK, PLAIN] {
        assert_eq!(rows_holding(&test, needle).await, Vec::<String>::new());
    }
    work_off(&test).await;
    test.check().await;
    assert!(holding(&photos, b"").is_empty(), "no file of a photo is left");
    let (journal, copied) = (test.folder().join("journal"), tempfile::tempdir().unwrap());
    assert!(!holding(&journal, b"content.erased").is_empty(), "the journal tells of it");
    copy(test.folder(), &copied.path().join("server"));
    let database = database_folder(&test).await;
    if let Some(folder) = &database {
        copy(folder, &copied.path().join("database"));
    }
    for needle in needles(&story) {
        let what = String::from_utf8_lossy(&needle).into_owned();
        assert_eq!(holding(copied.path(), &needle), Vec::<String>::new(), "{what}");
        assert_eq!(holding(test.folder(), &needle), Vec::<String>::new(), "{what}");
        if let Some(folder) = &database {
            assert_eq!(holding(folder, &needle), Vec::<String>::new(), "{what}");
        }
    }

    // Pages say what went, when and why, and nothing breaks.
    let public = test.visitor().get(&case_page).await.expect(200).text();
    assert!(
        public.contains("Đã xoá ngày") && public.contains("Theo yêu cầu của người có dữ liệu"),
        "{public}"
    );
    assert!(public.contains("Trung tâm Phục vụ hành chính công"), "the body that erased is named");
    let english = test.visitor().get(&format!("{case_page}?lang=en")).await.expect(200).text();
    assert!(english.contains("Erased on"), "{english}");
    let desk = officer.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(desk.contains("Đã xoá ngày"));
    for tab in ["evidence", "location", "history"] {
        officer.get(&format!("/desk/cases/{code}?tab={tab}")).await.expect(200);
    }
    for secret in [&story.filed.secret, &story.joined.secret] {
        let own = test.visitor().get(&format!("/my/{secret}")).await.expect(200).text();
        assert!(own.contains("Đã xoá ngày"));
    }
    for path in ["/cases", "/cases.json", "/open311/v2/requests.json", "/cases.csv", "/map", "/results"] {
        let text = test.visitor().get(path).await.expect(200).text();
        assert!(!text.contains(MARK) && !text.contains(PLAIN), "{path}");
    }
    test.visitor().get(&format!("{case_page}.json")).await.expect(200);
    assert_eq!(figures(&test), counted, "the figures stay as they were");

    // Nothing is left to choose, and a second try erases nothing.
    let form = officer.get(&format!("/desk/cases/{code}?step=erase")).await.expect(200);
    let left = everything(&form);
    assert_eq!(left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["beside"], "{left:?}");
    assert!(form.text().contains("Đã xoá 1 ghi chú hoặc bản sao ở đây"), "that a note went, a note says");
    erase(&officer, code, &fields, "subject_request").await.expect(422);
    let folder = tempfile::tempdir().unwrap();
    mirror(&test, folder.path()).await;
    let report = look_at(folder.path());
    assert_eq!(report.findings, Vec::<String>::new());
    assert_eq!(report.erased, [("subject_request".to_owned(), 14)].into());
    assert_eq!(report.committed, 14);
    assert!(
        report.to_string().contains("Erased       14 of 14 committed fields: subject_request 14"),
        "{report}"
    );
}

async fn openings(visitor: &Visitor, secret: &str) -> Vec<Value> {
    let answer = visitor.get(&format!("/my/{secret}/openings.json")).await.expect(200);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let read: Value = serde_json::from_slice(&answer.body).unwrap();
    read["openings"].as_array().unwrap().clone()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|place| u8::from_str_radix(&hex[place * 2..place * 2 + 2], 16).unwrap()).collect()
}

/// Computes the commitment of an opening again, as a stranger would.
fn recomputed(opening: &Value) -> String {
    let text = |name: &str| opening[name].as_str().unwrap();
    let salt: [u8; 32] = bytes(text("salt")).try_into().unwrap();
    let held = commitment(text("domain"), &salt, text("field"), text("content").as_bytes());
    hex_of(&held)
}

async fn what_is_published_can_be_held_to_the_journal_and_nothing_else_is_told(test: TestApp) {
    let story = story(&test).await;
    let code = story.filed.code.as_str();
    test.check().await;
    let visitor = test.visitor();
    let own = openings(&visitor, &story.filed.secret).await;
    let fields: BTreeSet<&str> = own.iter().map(|one| one["field"].as_str().unwrap()).collect();
    for field in
        ["text", "address", "answers", "place", "contact", "photo.1", "words", "public_text", "paper.1"]
    {
        assert!(fields.contains(field), "{field}");
    }
    let mut journal = BTreeSet::new();
    let rows: Vec<String> = test.app.db.read(|tx| tx.all("SELECT body FROM journal", &[])).await.unwrap();
    for body in rows {
        let Line::Case(entry) = Line::parse(body.as_bytes()).unwrap() else { continue };
        journal.extend(entry.commit.values().map(|held| hex_of(held)));
    }
    let mut published = 0;
    for one in &own {
        let held = recomputed(one);
        assert_eq!(held, one["commitment"].as_str().unwrap());
        assert!(journal.contains(&held), "{one}");
        let field = one["field"].as_str().unwrap();
        let answer = visitor.get(&format!("/content/{held}")).await;
        let is_private = matches!(field, "text" | "address" | "answers" | "place" | "contact")
            || field.starts_with("photo.")
            || one["content"].as_str().unwrap().starts_with("Đúng nhà");
        if is_private {
            let unknown = visitor.get(&format!("/content/{}", "0".repeat(64))).await.expect(404);
            let answer = answer.expect(404);
            assert_eq!(answer.text(), unknown.text(), "{field} is told from nothing by nobody");
        } else {
            published += 1;
            let answer = answer.expect(200);
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert_eq!(answer.headers["cache-control"], "private, no-store");
            let opened: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(recomputed(&opened), held);
            assert_eq!(opened["content"], one["content"]);
        }
    }
    assert_eq!(published, 4, "question, answer, document, redacted words");
    for path in ["xyz", &"A".repeat(64), &"0".repeat(63)] {
        visitor.get(&format!("/content/{path}")).await.expect(404);
    }

    // The page of the case leads there, and a document's plain hash is the evidence of the entry.
    let facts: Value =
        serde_json::from_slice(&visitor.get(&format!("/cases/{code}.json")).await.expect(200).body).unwrap();
    let resolved =
        facts["events"].as_array().unwrap().iter().find(|e| e["event"] == "case.reported_resolved");
    let paper = visitor.get(resolved.unwrap()["content"]["paper.1"].as_str().unwrap()).await.expect(200);
    let paper: Value = serde_json::from_slice(&paper.body).unwrap();
    let plain = <sha2::Sha256 as sha2::Digest>::digest(paper["content"].as_str().unwrap().as_bytes());
    assert!(facts.to_string().contains(&hex_of(&plain)), "the hash that the entry holds");

    // The neighbour has what is public and the own contact, and no more.
    let theirs = openings(&visitor, &story.joined.secret).await;
    let fields: Vec<&str> = theirs.iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields.len(), 5, "{fields:?}");
    assert!(fields.contains(&"contact") && !fields.contains(&"text"));

    // A hidden case tells nothing; after an erasure the answer says so, also there.
    let moderator = enter(&test, "kiem-duyet").await;
    step(&moderator, code, "hide", &[("reason", "personal_data")]).await.expect(303);
    let redacted = own.iter().find(|one| one["field"] == "public_text").unwrap();
    let address = format!("/content/{}", redacted["commitment"].as_str().unwrap());
    visitor.get(&address).await.expect(404);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let number = redacted["number"].as_i64().unwrap();
    let field = [("field".to_owned(), format!("{number}.public_text"))];
    erase(&officer, code, &field, "authority_order").await.expect(303);
    let pending: Value = serde_json::from_slice(&visitor.get(&address).await.expect(410).body).unwrap();
    assert!(pending["entry"].is_null(), "the entry has no index yet");
    test.check().await;
    let gone: Value = serde_json::from_slice(&visitor.get(&address).await.expect(410).body).unwrap();
    let index = gone["entry"].as_i64().unwrap();
    let body: String = test
        .app
        .db
        .read(move |tx| tx.one("SELECT body FROM journal WHERE idx = $1", &[&index]))
        .await
        .unwrap();
    assert!(body.contains("content.erased") && body.contains("authority_order"), "{body}");
}

fn hex_of(held: &[u8]) -> String {
    use std::fmt::Write as _;
    held.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

async fn a_redaction_seals_the_original_and_is_committed_to_itself(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let original = report().text;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let redacted = "Rác dồn trước cổng mỗi tối.";
    step(&moderator, code, "publish", &[("text", redacted)]).await.expect(303);
    test.check().await;
    let visitor = test.visitor();
    let own = openings(&visitor, &filed.secret).await;
    let of = |field: &str| own.iter().find(|one| one["field"] == field).unwrap();
    let address = |opening: &Value| format!("/content/{}", opening["commitment"].as_str().unwrap());
    assert_eq!(of("text")["content"], original.as_str(), "the one who wrote it can show what was taken out");
    assert_eq!(of("public_text")["content"], redacted);
    visitor.get(&address(of("text"))).await.expect(404);
    visitor.get(&address(of("public_text"))).await.expect(200);

    // Published as written, the report's own commitment is opened, and the redaction is history.
    step(&moderator, code, "publish", &[("text", &original)]).await.expect(303);
    visitor.get(&address(of("text"))).await.expect(200);
    visitor.get(&address(of("public_text"))).await.expect(404);

    // Erased as written, the words go from the page too, and it says so.
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("field".to_owned(), "1.text".to_owned())];
    erase(&officer, code, &fields, "consent_withdrawn").await.expect(303);
    visitor.get(&address(of("text"))).await.expect(410);
    let page = visitor.get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(
        !page.contains("Rác dồn") && page.contains("Lời phản ánh. Căn cứ: Người phản ánh rút lại sự đồng ý")
    );
    test.check().await;
}

#[tokio::test]
async fn nobody_erases_the_traces_of_own_work_and_the_failure_stays_in_the_figures() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let (code, agency) = (filed.code.as_str(), filed.agency.as_str());
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    // Long overdue, and the agency would like the words to be gone.
    test.pass(2000.hours());
    let handler = enter(&test, "xu-ly").await;
    let fields = [("field".to_owned(), "1.text".to_owned())];
    let own = sign_in(&test, "tu-xoa", &[&format!("privacy_officer@{agency}")]).await;
    let above = sign_in(&test, "cap-tren", &["privacy_officer@ubnd-thanh-pho"]).await;
    let both =
        sign_in(&test, "kiem-nhiem", &["privacy_officer@ttpv-hcc", &format!("handler@{agency}")]).await;
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{agency}")]).await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    for person in [&own, &above, &both, &head, &moderator, &handler] {
        let page = person.get(&format!("/desk/cases/{code}")).await.expect(200).text();
        assert!(!page.contains("step=erase"), "the step is not offered");
        erase(person, code, &fields, "subject_request").await.expect(403);
    }
    test.settle().await;
    let before = figures(&test);

    let apart = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let unsure = step(&apart, code, "erase", &[("field", "1.text"), ("reason", "subject_request")]).await;
    assert!(unsure.expect(422).text().contains("href=\"#sure\""), "nothing goes by a slip of the hand");
    let nothing =
        step(&apart, code, "erase", &[("reason", "subject_request"), ("sure", "1")]).await.expect(422);
    assert!(nothing.text().contains("Hãy chọn ít nhất một nội dung"));
    let groundless = step(&apart, code, "erase", &[("field", "1.text"), ("sure", "1")]).await.expect(422);
    assert!(groundless.text().contains("href=\"#reason\""));
    for wrong in ["2.text", "1.words", "999.text", "1.photo.9"] {
        let fields = [("field".to_owned(), wrong.to_owned())];
        erase(&apart, code, &fields, "subject_request").await.expect(422);
    }
    erase(&apart, code, &fields, "subject_request").await.expect(303);
    test.settle().await;
    assert_eq!(figures(&test), before, "the failure counts as before");
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Đã xoá nội dung") && page.contains("Quá hạn"), "and the page says both");
    test.check().await;
}

#[tokio::test]
async fn files_of_photos_go_after_a_crash_and_stay_where_somebody_else_has_them() {
    let test = TestApp::sqlite();
    let picture = jpeg(7);
    let hash = keep(&test.app, picture.clone().into()).await.unwrap().to_string();
    let mut cases = Vec::new();
    for _ in 0..2 {
        let new = secret_report(vec![hash.clone()]);
        cases.push(test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap());
    }
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("field".to_owned(), "1.photo.1".to_owned())];
    let photos = test.folder().join("photos");
    let needle = &picture[picture.len() - 400..picture.len() - 300];
    assert_eq!(holding(&photos, needle).len(), 1, "the sealed original");
    erase(&officer, &cases[0].code, &fields, "subject_request").await.expect(303);
    work_off(&test).await;
    assert_eq!(holding(&photos, needle).len(), 1, "the other case has it still");

    erase(&officer, &cases[1].code, &fields, "subject_request").await.expect(303);
    // The process stops before the job has run.
    let (again, _) = test.started_again();
    while removals::work_off(again.clone()).await.unwrap() > 0 {}
    assert_eq!(holding(&photos, needle).len(), 0);

    // Sent again before the job has run, the photo is somebody's and stays.
    let hash = keep(&test.app, picture.clone().into()).await.unwrap().to_string();
    let new = secret_report(vec![hash.clone()]);
    let third = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
    erase(&officer, &third.code, &fields, "subject_request").await.expect(303);
    keep(&test.app, picture.clone().into()).await.unwrap();
    work_off(&test).await;
    assert_eq!(holding(&photos, needle).len(), 1);
    test.check().await;
}

async fn partners_copies_go_with_the_rest(test: TestApp) {
    let now = test.app.now();
    test.app.db.write(move |tx| partners::add(tx, "Thử nghiệm", KEY, now)).await.unwrap();
    let visitor = test.visitor();
    let name = format!("Nguyễn {MARK}");
    let request = [
        ("api_key", KEY),
        ("service_code", "rac-thai"),
        ("address_string", "12 phố Mẫu"),
        ("first_name", name.as_str()),
        ("description", "Rác dồn trước cổng"),
        ("fixmystreet_id", PLAIN),
    ];
    let sent = visitor.post("/open311/v2/requests.json", &request).await.expect(200);
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    test.settle().await;
    let update = [
        ("api_key", KEY),
        ("service_request_id", id.as_str()),
        ("update_id", "u-1"),
        ("status", "open"),
        ("updated_datetime", "2026-03-10T09:00:00+07:00"),
        ("description", MARK),
    ];
    visitor.post("/open311/v2/servicerequestupdates.json", &update).await.expect(200);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = [("beside", "partner"), ("field", "1.contact")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    erase(&officer, &id, &fields, "consent_withdrawn").await.expect(303);
    for needle in [MARK, PLAIN] {
        assert_eq!(rows_holding(&test, needle).await, Vec::<String>::new());
    }
    visitor.post("/open311/v2/servicerequestupdates.json", &update).await.expect(400);
    test.check().await;
}

async fn many_erasures_leave_no_old_bytes(test: TestApp) {
    // Long and short texts side by side, so that rows overflow, pages split, and rows move between them.
    let mut codes = Vec::new();
    for number in 0..120_usize {
        let long = format!("{MARK} ").repeat(1 + (number * 37) % 170);
        let new = NewCase { text: long, area: Some(WARD.to_owned()), ..report() };
        let filed = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
        codes.push(filed.code);
    }
    test.settle().await;
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    for code in &codes {
        let fields = [("field".to_owned(), "1.text".to_owned())];
        erase(&officer, code, &fields, "purpose_ended").await.expect(303);
    }
    work_off(&test).await;
    publish(&test.app).await;
    for folder in [Some(test.folder().to_owned()), database_folder(&test).await].into_iter().flatten() {
        assert_eq!(holding(&folder, MARK.as_bytes()), Vec::<String>::new());
    }
    test.check().await;
}

on_both_engines!(a_resident_asks_and_a_privacy_officer_decides);

async fn a_resident_asks_and_a_privacy_officer_decides(test: TestApp) {
    let filed = file(&test).await;
    let own = format!("/my/{}", filed.secret);
    let visitor = test.visitor();
    assert!(visitor.get(&own).await.expect(200).text().contains("Xin xoá dữ liệu của tôi"));
    let asked = visitor.post(&format!("{own}/erasure"), &[]).await;
    assert_eq!(asked.location(), format!("{own}#data"));
    visitor.post(&format!("{own}/erasure"), &[]).await.expect(303);
    let page = visitor.get(&own).await.expect(200).text();
    assert!(page.contains("Bạn đã xin xoá dữ liệu lúc") && !page.contains("Xin xoá dữ liệu của tôi"));
    visitor.post("/my/77777777777777777777777774/erasure", &[]).await.expect(404);

    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    handler.get("/desk/erasure").await.expect(403);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    assert!(officer.get("/desk").await.text().contains("/desk/erasure"), "the officer finds the list");
    let list = officer.get("/desk/erasure").await.expect(200);
    assert_eq!(list.text().matches(&format!("/desk/cases/{}?step=erase", filed.code)).count(), 2, "once");
    let asker = list.field("asker");
    let theirs = handler.get("/desk").await.field("csrf");
    handler.post("/desk/erasure", &[("csrf", &theirs), ("asker", &asker)]).await.expect(403);
    officer.post("/desk/erasure", &[("csrf", "x"), ("asker", &asker)]).await.expect(403);
    officer.post("/desk/erasure", &[("csrf", &list.field("csrf")), ("asker", &asker)]).await.expect(303);
    assert!(officer.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    assert!(visitor.get(&own).await.text().contains("đã được xem xét lúc"));

    // Asked again, the list has it again; an erasure settles it.
    visitor.post(&format!("{own}/erasure"), &[]).await.expect(303);
    let fields = [("field".to_owned(), "1.contact".to_owned())];
    erase(&officer, &filed.code, &fields, "subject_request").await.expect(303);
    assert!(officer.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    assert!(!officer.get(&format!("/desk/cases/{}", filed.code)).await.text().contains("0900000001"));
    test.check().await;
}

on_both_engines!(what_a_restored_copy_brings_back_is_erased_again);

async fn what_a_restored_copy_brings_back_is_erased_again(test: TestApp) {
    type Row = (String, i64, String, String, Vec<u8>);
    let filed = file(&test).await;
    let rows: Vec<Row> = test
        .app
        .db
        .read(|tx| {
            tx.all::<Row>(
                "SELECT case_id, number, field, body, salt FROM contents WHERE field <> 'address'",
                &[],
            )
        })
        .await
        .unwrap();
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let fields = ["1.text", "1.contact"].map(|value| ("field".to_owned(), value.to_owned()));
    erase(&officer, &filed.code, &fields, "subject_request").await.expect(303);
    test.check().await;
    // The database is as it was before, and the journal's entries were brought back from its tiles.
    let restored = rows.clone();
    test.app
        .db
        .write(move |tx| {
            tx.execute("DELETE FROM erasures", &[])?;
            for (case, number, field, body, salt) in &restored {
                tx.execute(
                    "INSERT INTO contents (case_id, number, field, body, salt) VALUES ($1, $2, $3, $4, $5)",
                    &[case, number, field, body, &salt.as_slice()],
                )?;
            }
            tx.execute("UPDATE contents SET commitment = NULL", &[])?;
            tx.execute("UPDATE askers SET phone = '0900000001'", &[])
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(removals::repeat(test.app.clone()).await.unwrap(), 2);
    assert_eq!(removals::repeat(test.app.clone()).await.unwrap(), 0);
    assert_eq!(rows_holding(&test, "0900000001").await, Vec::<String>::new());
    assert!(openings(&test.visitor(), &filed.secret).await.is_empty());
    work_off(&test).await;
    let own = openings(&test.visitor(), &filed.secret).await;
    assert_eq!(own[0]["field"], "address", "what came without its commitment has it again");
    assert_eq!(recomputed(&own[0]), own[0]["commitment"].as_str().unwrap());
    test.check().await;
}

#[tokio::test]
async fn an_imported_and_a_hidden_case_lose_their_private_content_like_any_other() {
    let test = TestApp::sqlite();
    let imported = NewCase {
        origin: Origin::Import {
            system: SystemCode::new("old.hotline").unwrap(),
            source_id: Word::new("số 7").unwrap(),
        },
        by: Actor::Importer,
        text: String::new(),
        answers: Some(format!("source_channel={MARK}")),
        asker: Asker { language: "vi".to_owned(), ..Asker::default() },
        ..report()
    };
    let imported = test.app.command(move |tx, context| Ok(submit(tx, context, &imported)?)).await.unwrap();
    let hidden = file(&test).await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    step(&moderator, &hidden.code, "hide", &[("reason", "personal_data")]).await.expect(303);
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    for (code, field) in [(&imported.code, "1.answers"), (&hidden.code, "1.text")] {
        let fields = [("field".to_owned(), field.to_owned())];
        erase(&officer, code, &fields, "unlawful_processing").await.expect(303);
        officer.get(&format!("/desk/cases/{code}")).await.expect(200);
    }
    assert_eq!(rows_holding(&test, MARK).await, Vec::<String>::new());
    test.visitor().get(&format!("/cases/{}", hidden.code)).await.expect(404);
    test.visitor().get(&format!("/cases/{}", imported.code)).await.expect(200);
    test.check().await;
}
