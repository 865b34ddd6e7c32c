//! The residents' side through its pages: a browser without scripts fills in what each page shows, and nothing else.

use std::{io::Cursor, path::Path};

use dantin::act::cases::{
    Key,
    commands::{self, Command, Paper},
};
use dantin_photos::Hash;
use dantin_record::{act::Actor, code::AgencyCode, event::EvidenceKind};
use jiff::ToSpan as _;
use scraper::Selector;

use crate::support::{Answer, Part, TestApp, Visitor};

const WORDS: &str = "Ổ gà sâu giữa ngã tư, xe máy dễ ngã, đã hai người ngã trong tuần này.";
const HOAN_KIEM: &str = "00070";

type Fields = Vec<(String, String)>;

/// What a browser would send of the form with this action.
fn filled(answer: &Answer, action: &str) -> Fields {
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

fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(key, _)| key != name);
    fields.push((name.to_owned(), value.to_owned()));
}

async fn send(visitor: &Visitor, path: &str, fields: &Fields) -> Answer {
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(path, &pairs).await
}

async fn send_with(visitor: &Visitor, path: &str, fields: &Fields, files: &[(&str, &[u8])]) -> Answer {
    let mut parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| Part::Text(name, value)).collect();
    parts.extend(files.iter().map(|(name, bytes)| Part::File("photos", name, "image/jpeg", bytes)));
    visitor.post_multipart(path, &parts).await
}

fn picture(seed: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([seed, u8::try_from(x * 3).unwrap(), u8::try_from(y * 5).unwrap()])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A PNG whose header claims this many pixels and that holds none.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut crc = 0xffff_ffff_u32;
    for byte in &header {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    bytes.extend(header);
    bytes.extend((!crc).to_be_bytes());
    bytes.extend([0; 200]);
    bytes
}

/// The second step's page with what the form holds.
async fn at_place(visitor: &Visitor, category: &str) -> (Answer, Fields) {
    let first = visitor.get("/report").await.expect(200);
    let mut fields = filled(&first, "/report/place");
    set(&mut fields, "category", category);
    let page = send(visitor, "/report/place", &fields).await.expect(200);
    let fields = filled(&page, "/report/words");
    (page, fields)
}

async fn at_words(visitor: &Visitor) -> Fields {
    let (_, mut fields) = at_place(visitor, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    let page = send(visitor, "/report/words", &fields).await.expect(200);
    filled(&page, "/report/check")
}

async fn at_check(visitor: &Visitor) -> Fields {
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
async fn report(visitor: &Visitor) -> (String, Answer) {
    let fields = at_check(visitor).await;
    let secret = send(visitor, "/report/send", &fields).await.expect(303).location();
    let page = visitor.get(&secret).await.expect(200);
    (secret, page)
}

fn code_on(page: &Answer) -> String {
    let link = Selector::parse("main .receipt__code a").unwrap();
    let html = page.html();
    let href = html.select(&link).next().unwrap().attr("href").unwrap();
    href.trim_start_matches("/cases/").to_owned()
}

fn summary(page: &Answer) -> String {
    let list = Selector::parse(".error-summary").unwrap();
    page.html().select(&list).next().map(|one| one.text().collect()).unwrap_or_default()
}

fn has_link_to_error(page: &Answer, field: &str) {
    let html = page.html();
    let link = Selector::parse(&format!(".error-summary a[href='#{field}']")).unwrap();
    assert!(html.select(&link).next().is_some(), "no error at {field}: {}", summary(page));
    let target = Selector::parse(&format!("#{field}")).unwrap();
    assert_eq!(html.select(&target).count(), 1, "the link leads somewhere");
}

async fn count(test: &TestApp, sql: &'static str) -> i64 {
    test.app.db.read(move |tx| tx.one::<i64>(sql, &[])).await.unwrap()
}

async fn desk(test: &TestApp, code: &str, step: &'static str) {
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
                    let showing = commands::Showing { text: Some(WORDS), photos: &photos, address: None };
                    commands::show(tx, context, &command, &showing).map(|_| ())
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

async fn the_whole_way(test: TestApp) {
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    set(&mut fields, "address", "Trước số 5 phố mẫu");
    let photo = picture(1);
    let page = send_with(&resident, "/report/words", &fields, &[("a.jpg", &photo)]).await.expect(200);
    assert_eq!(
        count(&test, "SELECT COUNT(*) FROM cases").await,
        0,
        "nothing is stored before the last button"
    );
    let mut fields = filled(&page, "/report/check");
    set(&mut fields, "text", WORDS);
    set(&mut fields, "phone", "0912 345 678");
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    for said in ["Phường Hoàn Kiếm", "Sở Xây dựng", "Trước số 5 phố mẫu", "0912 345 678", WORDS]
    {
        assert!(check.text().contains(said), "{said}");
    }
    let secret =
        send(&resident, "/report/send", &filled(&check, "/report/send")).await.expect(303).location();
    let page = resident.get(&secret).await.expect(200);
    assert_eq!(page.headers["cache-control"], "private, no-store");
    assert!(page.text().contains("noindex"));
    let code = code_on(&page);

    // The photo is the reporter's alone until it is shown.
    let hash = Hash::of(&photo);
    let own = format!("{secret}/photos/{hash}/medium.jpg");
    let public = format!("/photos/{hash}/medium.jpg");
    assert_eq!(resident.get(&own).await.expect(200).headers["content-type"], "image/jpeg");
    resident.get(&public).await.expect(404);
    desk(&test, &code, "show").await;
    let shown = resident.get(&public).await.expect(200);
    // Under the original's name another copy may stand tomorrow; only a copy's own name is kept for good.
    assert_eq!(shown.headers["cache-control"], "public, no-cache");

    // A joiner gets a link of their own.
    let neighbour = test.visitor();
    let join = format!("/cases/{code}/join");
    let mut fields = filled(&neighbour.get(&join).await.expect(200), &join);
    set(&mut fields, "email", "mau@example.vn");
    let joined = send(&neighbour, &join, &fields).await.expect(303).location();
    assert_ne!(joined, secret);
    assert_eq!(send(&neighbour, &join, &fields).await.location(), joined, "a second press is the same join");
    assert_eq!(count(&test, "SELECT COUNT(*) FROM askers WHERE email = 'mau@example.vn'").await, 1);
    assert!(!neighbour.get(&joined).await.expect(200).text().contains("0912 345 678"));

    desk(&test, &code, "accept").await;
    desk(&test, &code, "ask").await;
    let page = resident.get(&secret).await.expect(200);
    assert!(page.text().contains("Đoạn trước số nhà mấy?"));
    assert!(!neighbour.get(&joined).await.text().contains(&format!("{joined}/reply")));
    test.pass(2.hours());
    let reply = format!("{secret}/reply");
    let mut fields = filled(&page, &reply);
    set(&mut fields, "text", "Trước số nhà 5");
    send_with(&resident, &reply, &fields, &[("b.jpg", &picture(2))]).await.expect(303);
    assert!(resident.get(&secret).await.text().contains("Trước số nhà 5"));
    assert!(!neighbour.get(&joined).await.text().contains("Trước số nhà 5"), "a reply is the reporter's own");

    desk(&test, &code, "resolve").await;
    let answer = format!("{secret}/answer");
    let refused = resident.post(&answer, &[("answer", "not_done"), ("text", " ")]).await.expect(422);
    has_link_to_error(&refused, "text");
    send_with(
        &resident,
        &answer,
        &vec![("answer".into(), "not_done".into()), ("text".into(), "Vẫn còn hố".into())],
        &[],
    )
    .await
    .expect(303);
    assert!(resident.get(&secret).await.text().contains("state-reopened"));
    desk(&test, &code, "resolve").await;
    neighbour.post(&format!("{joined}/answer"), &[("answer", "done")]).await.expect(303);
    assert!(resident.get(&secret).await.text().contains("state-confirmed-resolved"));
    let late = resident.post(&answer, &[("answer", "not_done"), ("text", "Muộn")]).await.expect(409);
    assert!(!summary(&late).is_empty());
    test.check().await;
}

#[tokio::test]
async fn a_report_goes_all_the_way_without_scripts_on_sqlite() {
    the_whole_way(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_report_goes_all_the_way_without_scripts_on_postgresql() {
    if let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) {
        the_whole_way(TestApp::on(db)).await;
    }
}

#[tokio::test]
async fn a_report_sent_twice_is_one_case_with_the_same_receipt() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let fields = at_check(&resident).await;
    let first = send(&resident, "/report/send", &fields).await.location();
    let second = send(&resident, "/report/send", &fields).await.location();
    assert_eq!(first, second);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM cases").await, 1);
    test.check().await;
}

#[tokio::test]
async fn words_that_cannot_be_taken_come_back_with_everything_typed() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let fields = at_words(&resident).await;
    for (text, fits) in [
        ("ặ".repeat(4_001), false),
        ("ặ".repeat(4_000), true),
        // Decomposed, the same 4,000 characters are three times as many code points.
        ("a\u{323}\u{306}".repeat(4_000), true),
        (format!("{WORDS}\0"), false),
        ("Quá ngắn".to_owned(), false),
    ] {
        let mut fields = fields.clone();
        set(&mut fields, "text", &text);
        set(&mut fields, "name", "Người dân mẫu");
        let page = send(&resident, "/report/check", &fields).await.expect(if fits { 200 } else { 422 });
        if !fits {
            has_link_to_error(&page, "text");
            let back = filled(&page, "/report/check");
            assert!(back.contains(&("name".to_owned(), "Người dân mẫu".to_owned())));
            assert!(back.contains(&("area".to_owned(), HOAN_KIEM.to_owned())));
            let kept = back.iter().find(|(name, _)| name == "text").unwrap();
            assert_eq!(
                kept.1.trim_end_matches('\u{fffd}').chars().count().max(1),
                text.trim_end_matches('\0').chars().count()
            );
        }
    }
}

#[tokio::test]
async fn photos_that_cannot_be_taken_are_named_and_cost_nothing_else() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let good = picture(3);
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.extend([0; 64]);
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("lon.png", png_header(10_000, 6_000), "triệu điểm ảnh"),
        ("thieu.jpg", good[..good.len() / 2].to_vec(), "thiếu phần cuối"),
        ("chu.jpg", b"Day khong phai la anh".to_vec(), "không phải là ảnh"),
        ("anh.heic", heic, "HEIC"),
    ];
    for (name, bytes, words) in cases {
        let (_, mut fields) = at_place(&resident, "o-ga").await;
        set(&mut fields, "address", "Ngõ mẫu số 3");
        let page = send_with(&resident, "/report/words", &fields, &[("tot.jpg", &good), (name, &bytes)])
            .await
            .expect(422);
        has_link_to_error(&page, "photos");
        assert!(summary(&page).contains(name) && summary(&page).contains(words), "{}", summary(&page));
        let back = filled(&page, "/report/words");
        assert!(back.contains(&("address".to_owned(), "Ngõ mẫu số 3".to_owned())));
        assert!(
            back.contains(&("photo_hash".to_owned(), Hash::of(&good).to_string())),
            "the good one is kept"
        );
    }
    let (_, fields) = at_place(&resident, "o-ga").await;
    let four: Vec<Vec<u8>> = (10..14).map(picture).collect();
    let files: Vec<(&str, &[u8])> = four.iter().map(|bytes| ("a.jpg", bytes.as_slice())).collect();
    has_link_to_error(&send_with(&resident, "/report/words", &fields, &files).await.expect(422), "photos");
}

#[tokio::test]
async fn a_place_outside_the_city_is_refused_at_the_place() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "latitude", "10.7769");
    set(&mut fields, "longitude", "106.7009");
    let page = send(&resident, "/report/words", &fields).await.expect(422);
    has_link_to_error(&page, "position");
    set(&mut fields, "latitude", "21.0285");
    set(&mut fields, "longitude", "105.8522");
    set(&mut fields, "accuracy", "15");
    let page = send(&resident, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&page, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    assert!(check.text().contains("Phường Hoàn Kiếm (gần đúng)"));
    set(&mut fields, "latitude", "");
    set(&mut fields, "longitude", "");
    has_link_to_error(&send(&resident, "/report/check", &fields).await.expect(422), "area");
}

#[tokio::test]
async fn an_old_ward_name_leads_to_the_ward_of_today() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "address", "phuong truc bach");
    set(&mut fields, "find", "1");
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let button = Selector::parse("button[name='pick']").unwrap();
    let html = page.html();
    let pick = html.select(&button).next().unwrap().attr("value").unwrap().to_owned();
    let mut fields = filled(&page, "/report/words");
    set(&mut fields, "pick", &pick);
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let area = filled(&page, "/report/words").into_iter().find(|(name, _)| name == "area").unwrap().1;
    assert_eq!(test.app.city.area(&area).unwrap().name.vi, "Phường Ba Đình");
}

#[tokio::test]
async fn a_form_of_yesterday_loses_its_category_and_nothing_else() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let mut fields = at_check(&resident).await;
    set(&mut fields, "category", "da-bo");
    let page = send(&resident, "/report/send", &fields).await.expect(422);
    has_link_to_error(&page, "category");
    let mut back = filled(&page, "/report/place");
    assert!(back.contains(&("text".to_owned(), WORDS.to_owned())));
    set(&mut back, "category", "o-ga");
    let again = send(&resident, "/report/check", &back).await.expect(200);
    send(&resident, "/report/send", &filled(&again, "/report/send")).await.expect(303);
    test.check().await;
}

#[tokio::test]
async fn a_subcategory_of_another_category_is_left_aside() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let first = resident.get("/report").await;
    let mut fields = filled(&first, "/report/place");
    set(&mut fields, "category", "khac");
    set(&mut fields, "subcategory", "o-ga");
    send(&resident, "/report/place", &fields).await.expect(200);
    let nothing = filled(&first, "/report/place");
    has_link_to_error(&send(&resident, "/report/place", &nothing).await.expect(422), "category");
    assert!(resident.get("/report?q=o+ga").await.text().contains("value=\"o-ga\""));
    assert_eq!(resident.get("/report/words").await.location(), "/report");
    resident.get("/report/nowhere").await.expect(404);
}

#[tokio::test]
async fn the_same_trouble_nearby_is_shown_before_sending() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let place = |fields: &mut Fields| {
        set(fields, "latitude", "21.0285");
        set(fields, "longitude", "105.8522");
        set(fields, "accuracy", "8");
    };
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    place(&mut fields);
    let mut fields = filled(&send(&resident, "/report/words", &fields).await.expect(200), "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    let secret = send(&resident, "/report/send", &filled(&check, "/report/send")).await.location();
    let code = code_on(&resident.get(&secret).await);
    test.settle().await;
    desk(&test, &code, "show").await;

    let neighbour = test.visitor();
    let (_, mut fields) = at_place(&neighbour, "o-ga").await;
    place(&mut fields);
    let page = send(&neighbour, "/report/words", &fields).await.expect(200);
    assert!(page.text().contains(&format!("/cases/{code}/join")), "{}", page.text());
    let another = send(&neighbour, "/report/words", &filled(&page, "/report/words")).await.expect(200);
    let mut fields = filled(&another, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&neighbour, "/report/check", &fields).await.expect(200);
    send(&neighbour, "/report/send", &filled(&check, "/report/send")).await.expect(303);
    test.check().await;
}

#[tokio::test]
async fn complaints_and_denunciations_reach_neither_database_nor_photo_folder() {
    const MARKER: &str = "dau-vet-mau-7f3a";
    let db = dantin_store::testing::sqlite(dantin::app::MIGRATIONS);
    let dantin_store::Settings::Sqlite { path, .. } = db.settings().clone() else { unreachable!() };
    let folder = path.parent().unwrap().to_owned();
    let test = TestApp::on(db);
    let resident = test.visitor();
    for path in ["/report/complaint", "/report/denunciation"] {
        let page = resident.get(path).await.expect(200);
        let html = page.html();
        let sendable = Selector::parse("main form, main [name]").unwrap();
        assert_eq!(html.select(&sendable).count(), 0, "there is nothing to send and nowhere to send it");
        assert!(html.select(&Selector::parse("main textarea").unwrap()).next().is_some());
        assert_eq!(resident.post(path, &[("text", MARKER)]).await.status.as_u16(), 405);
        let parts =
            [Part::Text("text", MARKER), Part::File("photos", "a.jpg", "image/jpeg", MARKER.as_bytes())];
        assert_eq!(resident.post_multipart(path, &parts).await.status.as_u16(), 405);
    }
    let kept =
        |marker: &str| holds(&folder, marker.as_bytes()) || holds(&test.app.settings.data, marker.as_bytes());
    assert!(!kept(MARKER), "no file holds what was typed");
    // The same search finds what a report says and shows.
    let mut fields = at_words(&resident).await;
    set(&mut fields, "text", &format!("{MARKER} {WORDS}"));
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    assert!(!kept(MARKER), "nothing is kept before the last button");
    send(&resident, "/report/send", &filled(&check, "/report/send")).await.expect(303);
    assert!(kept(MARKER));
    test.check().await;
}

fn holds(folder: &Path, marker: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().map(Result::unwrap).any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, marker)
        } else {
            std::fs::read(&path).unwrap().windows(marker.len()).any(|window| window == marker)
        }
    })
}

#[tokio::test]
async fn a_secret_link_acts_on_its_own_case_alone() {
    let test = TestApp::sqlite();
    let (one, other) = (test.visitor(), test.visitor());
    let (first, page) = report(&one).await;
    let (second, others) = report(&other).await;
    assert_ne!(first, second);
    desk(&test, &code_on(&others), "accept").await;
    desk(&test, &code_on(&others), "resolve").await;
    one.post(&format!("{first}/answer"), &[("answer", "done")]).await.expect(409);
    assert!(other.get(&second).await.text().contains("state-reported-resolved"));
    assert!(!page.text().contains(&code_on(&others)));
    one.post(&format!("{first}/withdraw"), &[]).await.expect(422);
    one.post(&format!("{first}/withdraw"), &[("sure", "1")]).await.expect(303);
    assert!(one.get(&first).await.text().contains("state-withdrawn"));
    one.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(404);
    one.get("/my/short").await.expect(404);
    test.check().await;
}

#[tokio::test]
async fn guessing_secrets_is_slowed_down() {
    let test = TestApp::sqlite();
    let stranger = test.visitor();
    for _ in 0..30 {
        stranger.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(404);
    }
    let answer = stranger.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(429);
    assert!(answer.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_photo_goes_ahead_under_its_hash() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let photo = picture(5);
    let put = |path: String, bytes: Vec<u8>| {
        resident.send(
            axum::http::Method::PUT,
            Box::leak(path.into_boxed_str()),
            Some("image/jpeg".to_owned()),
            bytes,
        )
    };
    put(format!("/photos/{}", Hash::of(&photo)), photo.clone()).await.expect(201);
    put(format!("/photos/{}", Hash::of(&photo)), photo.clone()).await.expect(201);
    put(format!("/photos/{}", Hash::of(b"other")), photo.clone()).await.expect(422);
    put(format!("/photos/{}", Hash::of(b"text")), b"text".to_vec()).await.expect(422);
    put("/photos/nonsense".to_owned(), photo.clone()).await.expect(404);
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    set(&mut fields, "photo_hash", &Hash::of(&photo).to_string());
    let page = send(&resident, "/report/words", &fields).await.expect(200);
    let fields = filled(&page, "/report/check");
    send(&resident, "/report/check", &fields).await.expect(200);
    let mut unknown = fields.clone();
    set(&mut unknown, "photo_hash", &Hash::of(b"never sent").to_string());
    has_link_to_error(&send(&resident, "/report/check", &unknown).await.expect(422), "photos");
}

/// The point of an image under which a form says that it lies, from its hidden fields.
fn position(answer: &Answer) -> (f64, f64) {
    let fields = filled(answer, "/report/words");
    let degrees = |name: &str| {
        let value = &fields.iter().find(|(key, _)| key == name).unwrap().1;
        value.parse::<f64>().unwrap_or(f64::NAN)
    };
    (degrees("latitude"), degrees("longitude"))
}

#[tokio::test]
async fn a_place_is_pointed_out_on_images_of_the_map_without_scripts() {
    let app = TestApp::sqlite();
    let visitor = app.visitor();
    let (_, mut fields) = at_place(&visitor, "o-ga").await;

    // Without a ward there is no map to begin with; the form says which comes first, and keeps what was typed.
    set(&mut fields, "address", "gần chợ");
    set(&mut fields, "look", "open");
    let refused = send(&visitor, "/report/place", &fields).await.expect(422);
    assert!(refused.text().contains("Hãy chọn phường, xã trước"), "{}", refused.text());
    assert!(filled(&refused, "/report/words").contains(&("address".into(), "gần chợ".into())));

    set(&mut fields, "area", HOAN_KIEM);
    let ward = send(&visitor, "/report/place", &fields).await.expect(200);
    let image = Selector::parse("input[type=image][name=map]").unwrap();
    let src = ward.html().select(&image).next().unwrap().attr("src").unwrap().to_owned();
    assert_eq!(src, format!("/map/ward/{HOAN_KIEM}.svg"));
    assert!(visitor.get(&src).await.expect(200).text().starts_with("<svg"));

    // A click gives the position and a closer map round it.
    let mut fields = filled(&ward, "/report/words");
    set(&mut fields, "map.x", "160");
    set(&mut fields, "map.y", "100");
    let near = send(&visitor, "/report/place", &fields).await.expect(200);
    let (latitude, longitude) = position(&near);
    assert!(
        (20.9..21.2).contains(&latitude) && (105.7..106.0).contains(&longitude),
        "{latitude} {longitude}"
    );
    let src = near.html().select(&image).next().unwrap().attr("src").unwrap().to_owned();
    assert!(src.starts_with("/map/place.svg?lat="), "{src}");
    visitor.get(&src).await.expect(200);

    // The map is moved: a third of 400 m to the north is about 133 m, or 0.0012 degrees.
    let mut fields = filled(&near, "/report/words");
    set(&mut fields, "look", "north");
    let moved = send(&visitor, "/report/place", &fields).await.expect(200);
    let (north, same) = position(&moved);
    assert!((north - latitude - 0.0012).abs() < 0.0002, "{north} {latitude}");
    assert!((same - longitude).abs() < 1e-5);
    let mut fields = filled(&moved, "/report/words");
    set(&mut fields, "look", "nearer");
    let nearer = send(&visitor, "/report/place", &fields).await.expect(200);
    assert!(nearer.text().contains("width=200"), "{}", nearer.text());

    // A pin outside the city is refused, and the pin that was there stays.
    let mut fields = filled(&nearer, "/report/words");
    set(&mut fields, "latitude", "10.8");
    set(&mut fields, "look", "north");
    let outside = send(&visitor, "/report/place", &fields).await.expect(422);
    assert!(outside.text().contains("nằm ngoài"), "{}", outside.text());

    // The pin is the place of the report.
    let mut fields = filled(&nearer, "/report/words");
    set(&mut fields, "area", "");
    let words = send(&visitor, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&words, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&visitor, "/report/check", &fields).await.expect(200);
    let fields = filled(&check, "/report/send");
    let kept = &fields.iter().find(|(key, _)| key == "latitude").unwrap().1;
    assert_eq!(kept, &format!("{north:.6}"));
    send(&visitor, "/report/send", &fields).await.expect(303);
    app.check().await;
}

#[tokio::test]
async fn the_language_is_switched_in_the_middle_of_a_report_and_nothing_is_lost() {
    let app = TestApp::sqlite();
    let visitor = app.visitor();
    let mut fields = at_words(&visitor).await;
    set(&mut fields, "text", WORDS);
    set(&mut fields, "name", "Người mẫu");
    let switch = Selector::parse("button.language-switch[form=flow]").unwrap();
    let page = send(&visitor, "/report/words", &fields).await.expect(200);
    let address = page.html().select(&switch).next().unwrap().attr("formaction").unwrap().to_owned();
    let english = send(&visitor, &address, &fields).await.expect(200);
    assert!(english.text().contains("lang=\"en\""));
    let kept = filled(&english, "/report/check");
    for name in ["text", "name", "area", "category", "idempotency_key"] {
        let value =
            |fields: &Fields| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        assert_eq!(value(&kept), value(&fields), "{name}");
    }
    app.check().await;
}
