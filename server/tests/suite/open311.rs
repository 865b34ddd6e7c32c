//! GeoReport v2 as other programs see it: every form of answer, filter and refusal that the standard and its real
//! clients need.

use axum::http::{Method, StatusCode};
use dantin::{
    act::cases::{Key, commands, erasure, showing},
    open311::partners,
};
use dantin_record::{
    act::Actor,
    reasons::{ErasureGround, HideReason},
};
use serde_json::Value;

use crate::support::{Answer, Part, TestApp, Visitor, on_both_engines};

const KEY: &str = "khoa-thu-nghiem";

on_both_engines!(
    what_was_filed_is_found_while_the_journal_moves,
    a_filed_request_is_read_back_in_both_forms_without_anything_private,
    what_a_moderator_published_is_read_and_nothing_else,
    lists_filter_and_page_without_loss_or_double,
    updates_come_by_time_of_publication_and_are_taken_once,
    everything_wrong_with_an_update_is_said_at_once,
    updates_of_hidden_cases_reach_only_the_partner_that_filed_them,
    what_an_agency_says_publicly_is_part_of_its_update_and_nothing_else,
    photos_of_an_update_are_for_officers_and_go_with_the_partners_copies,
);

async fn with_partner() -> (TestApp, Visitor) {
    let test = TestApp::sqlite();
    let visitor = partner_of(&test).await;
    (test, visitor)
}

/// Somebody who may write: the key of a partner is known.
async fn partner_of(test: &TestApp) -> Visitor {
    let now = test.app.now();
    test.app.db.write(move |tx| partners::add(tx, "Thử nghiệm", KEY, now)).await.unwrap();
    test.visitor()
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    serde_json::from_slice(&answer.body).unwrap()
}

const LAMP: [(&str, &str); 8] = [
    ("api_key", KEY),
    ("service_code", "den-duong"),
    ("lat", "21.0287"),
    ("long", "105.8524"),
    ("attribute[loi]", "tat"),
    ("first_name", "Nguyễn"),
    ("last_name", "Thị Mai Anh"),
    ("description", "Cột số 5 tắt ba đêm liền"),
];

async fn file(visitor: &Visitor, changes: &[(&str, &str)]) -> Answer {
    let mut fields: Vec<(&str, &str)> =
        LAMP.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name)).collect();
    fields.extend_from_slice(changes);
    visitor.post("/open311/v2/requests.json", &fields).await
}

async fn what_was_filed_is_found_while_the_journal_moves(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    // The sequencer has taken it, and the book has not read it yet.
    let now = test.app.now();
    test.app.db.write(move |tx| dantin::prove::journal::sequence(tx, now)).await.unwrap();
    let found = json(&visitor.get(&format!("/open311/v2/requests/{id}.json")).await.expect(200));
    assert_eq!(found[0]["service_request_id"], id.as_str());
    test.check().await;
}

async fn a_filed_request_is_read_back_in_both_forms_without_anything_private(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    assert!(sent[0]["service_notice"].as_str().unwrap().contains("/my/"));
    // Not settled: a client that asks at once finds what it has filed.
    let one = visitor.get(&format!("/open311/v2/requests/{id}.json")).await.expect(200);
    let read = json(&one);
    assert_eq!(read[0]["service_request_id"], id.as_str());
    assert_eq!(read[0]["status"], "open");
    assert_eq!(read[0]["service_code"], "den-duong");
    assert_eq!(read[0]["requested_datetime"], "2026-03-10T09:00:00+07:00");
    for field in ["description", "address", "address_id", "zipcode", "media_url", "lat"] {
        assert!(read[0].as_object().unwrap().contains_key(field), "{field} is present");
        assert!(read[0][field].is_null(), "{field} waits for a moderator");
    }
    let xml = visitor.get(&format!("/open311/v2/requests/{id}.xml")).await.expect(200);
    assert_eq!(xml.headers["content-type"], "text/xml; charset=utf-8");
    let xml = xml.text();
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert!(
        xml.contains(&format!("<service_requests><request><service_request_id>{id}</service_request_id>"))
    );
    for text in [one.text(), xml] {
        assert!(!text.contains("Mai Anh") && !text.contains("ba đêm"));
    }
    test.check().await;
}

async fn what_a_moderator_published_is_read_and_nothing_else(test: TestApp) {
    let visitor = partner_of(&test).await;
    let mut ids = Vec::new();
    for number in 1..=2 {
        let sent =
            json(&file(&visitor, &[("description", &format!("Lời gốc số {number}"))]).await.expect(200));
        ids.push(sent[0]["service_request_id"].as_str().unwrap().to_owned());
    }
    let code = ids[0].clone();
    let publish = test.app.command(move |tx, context| {
        let command = commands::Command {
            key: Key::Code(&code),
            version: None,
            by: Actor::Moderator,
            officer: None,
            secret: None,
        };
        let address = Some("Trước số 5 phố Mẫu");
        let showing = showing::Showing {
            text: Some("Cột đèn tắt."),
            photos: &[],
            address,
            ward_only: false,
            reason: Some(dantin_record::reasons::HideReason::PersonalData),
        };
        Ok(showing::show(tx, context, &command, &showing)?)
    });
    publish.await.unwrap();
    test.settle().await;
    let asked = format!("/open311/v2/requests.json?service_request_id={},{}", ids[0], ids[1]);
    let answer = visitor.get(&asked).await.expect(200);
    assert!(!answer.text().contains("Lời gốc"), "the words that were sent stay private");
    let read = json(&answer);
    let of = |id: &str| read.as_array().unwrap().iter().find(|one| one["service_request_id"] == id).unwrap();
    assert_eq!(of(&ids[0])["description"], "Cột đèn tắt.");
    assert_eq!(of(&ids[0])["address"], "Trước số 5 phố Mẫu");
    assert!(of(&ids[0])["media_url"].is_null(), "no photo was published");
    for field in ["description", "address", "media_url"] {
        assert!(of(&ids[1])[field].is_null(), "{field} waits for a moderator");
    }
    test.check().await;
}

#[tokio::test]
async fn the_key_is_asked_for_writing_only() {
    let (_test, visitor) = with_partner().await;
    for key in ["", "falsch"] {
        let refused = file(&visitor, &[("api_key", key)]).await.expect(403);
        assert_eq!(json(&refused)[0]["code"], 403);
    }
    visitor.get("/open311/v2/services.json").await.expect(200);
    for half in ["lat=21.03", "long=105.85", "lat=21.03&long=east", "lat=121&long=105.85"] {
        visitor.get(&format!("/open311/v2/services.json?{half}")).await.expect(400);
    }
}

#[tokio::test]
async fn every_missing_answer_is_named_and_impossible_ones_refused() {
    let (test, visitor) = with_partner().await;
    let refused = json(&file(&visitor, &[("attribute[loi]", "")]).await.expect(400));
    assert!(refused[0]["description"].as_str().unwrap().contains("loi"));
    file(&visitor, &[("attribute[loi]", "khong-co")]).await.expect(400);
    file(&visitor, &[("attribute[loi][]", "tat"), ("attribute[loi]", "nhap-nhay")]).await.expect(400);
    file(&visitor, &[("attribute[la]", "1")]).await.expect(400);
    file(&visitor, &[("service_code", "khong-co")]).await.expect(404);
    file(&visitor, &[("service_code", "")]).await.expect(400);
    file(&visitor, &[("lat", ""), ("long", "")]).await.expect(400);
    file(&visitor, &[("lat", "48.2"), ("long", "16.4")]).await.expect(400);
    file(&visitor, &[("lat", "21.03"), ("long", "")]).await.expect(400);
    file(&visitor, &[("description", &"a".repeat(4_001))]).await.expect(400);
    file(&visitor, &[("description", "a\u{0}b")]).await.expect(400);
    file(&visitor, &[("jurisdiction_id", "elsewhere")]).await.expect(404);
    assert_eq!(test.app.book.read().len(), 0);
    file(&visitor, &[("description", &"đ".repeat(4_000)), ("jurisdiction_id", "hanoi")]).await.expect(200);
    file(&visitor, &[("lat", ""), ("long", ""), ("address_string", "12 phố mẫu")]).await.expect(200);
    test.check().await;
    assert_eq!(test.app.book.read().len(), 2);
}

#[tokio::test]
async fn decomposed_text_is_stored_composed() {
    let (test, visitor) = with_partner().await;
    file(&visitor, &[("description", "Đe\u{300}n tă\u{301}t")]).await.expect(200);
    let (text,): (String,) = test
        .app
        .db
        .read(|tx| tx.one::<(String,)>("SELECT body FROM contents WHERE field = 'text'", &[]))
        .await
        .unwrap();
    assert_eq!(text, "Đèn tắt");
}

async fn lists_filter_and_page_without_loss_or_double(test: TestApp) {
    let visitor = partner_of(&test).await;
    for number in 0..25_i64 {
        test.pass(jiff::Span::new().seconds(number % 3));
        file(&visitor, &[("description", &format!("Báo thứ {number}"))]).await.expect(200);
    }
    test.settle().await;
    let mut seen = Vec::new();
    let mut path = "/open311/v2/requests.json?page_size=7".to_owned();
    loop {
        let answer = visitor.get(&path).await.expect(200);
        for one in json(&answer).as_array().unwrap() {
            seen.push(one["service_request_id"].as_str().unwrap().to_owned());
        }
        let Some(link) = answer.headers.get("link") else { break };
        let link = link.to_str().unwrap();
        link[link.find("/open311").unwrap()..link.find('>').unwrap()].clone_into(&mut path);
    }
    assert_eq!(seen.len(), 25);
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 25);
    let first = json(&visitor.get("/open311/v2/requests.json?page=0&page_size=5").await);
    assert_eq!(first, json(&visitor.get("/open311/v2/requests.json?page=1&page_size=5").await));
    let second = json(&visitor.get("/open311/v2/requests.json?page=2&limit=5").await);
    assert_eq!(second[0]["service_request_id"], seen[5].as_str());
    for (query, count) in [
        ("status=closed", 0),
        ("status=open,closed", 25),
        ("service_code=den-duong", 25),
        ("start_date=2026-03-10T00:00:00%2B07:00&end_date=2026-03-11T00:00:00Z", 25),
        ("start_date=2026-03-11T00:00:00Z", 0),
        ("updated_after=2026-03-01T00:00:00Z", 25),
    ] {
        let answer = visitor.get(&format!("/open311/v2/requests.json?{query}")).await.expect(200);
        assert_eq!(json(&answer).as_array().unwrap().len(), count, "{query}");
    }
    let ids = format!("service_request_id={}, {}&status=closed", seen[3], seen[4]).replace(' ', "%20");
    let two = json(&visitor.get(&format!("/open311/v2/requests.json?{ids}")).await.expect(200));
    assert_eq!(two.as_array().unwrap().len(), 2, "ids override every filter");
    for (query, status) in [
        ("start_date=2026-03-01", 400),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:00Z", 200),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:01Z", 400),
        ("bbox=106,20,105,21", 400),
        ("status=half", 400),
        ("service_code=den-duong,khong-co", 404),
        ("service_request_id=DT-000000", 404),
        ("jurisdiction_id=elsewhere", 404),
        ("page_size=abc", 400),
    ] {
        let answer = visitor.get(&format!("/open311/v2/requests.json?{query}")).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        if status != 200 {
            assert_eq!(json(&answer)[0]["code"], status, "{query}");
        }
    }
    // Everything that is wrong is told at once, and no number is too large to be one.
    let several =
        "service_code=khong-co,cung-khong&status=half&start_date=hom-qua&lat=1&bbox=1&page_size=x&cursor=y";
    let answer = visitor.get(&format!("/open311/v2/requests.json?{several}")).await.expect(400);
    assert_eq!(json(&answer).as_array().unwrap().len(), 8, "{}", answer.text());
    let far = format!("page={0}&offset={0}", i64::MAX);
    let none = json(&visitor.get(&format!("/open311/v2/requests.json?{far}")).await.expect(200));
    assert_eq!(none.as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn without_a_known_suffix_the_errors_are_xml() {
    let (_test, visitor) = with_partner().await;
    for path in ["/open311/v2/services", "/open311/v2/services.html", "/open311/v2/nothing.xml"] {
        let answer = visitor.get(path).await.expect(404);
        assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8", "{path}");
        assert!(answer.text().contains("<errors><error><code>404</code>"), "{path}");
    }
}

#[tokio::test]
async fn discovery_services_and_definitions_agree() {
    let (_test, visitor) = with_partner().await;
    let discovery = json(&visitor.get("/open311/v2/discovery.json").await.expect(200));
    assert_eq!(discovery["endpoints"][0]["formats"][1], "application/json");
    assert!(discovery["changeset"].as_str().unwrap().ends_with("+07:00"));
    let services = json(&visitor.get("/open311/v2/services.json").await.expect(200));
    let english = json(&visitor.get("/open311/v2/services.json?locale=en").await.expect(200));
    assert_eq!(services.as_array().unwrap().len(), english.as_array().unwrap().len());
    let lamp = services.as_array().unwrap().iter().find(|one| one["service_code"] == "den-duong").unwrap();
    assert_eq!(lamp["metadata"], true);
    let definition = json(&visitor.get("/open311/v2/services/den-duong.json").await.expect(200));
    assert_eq!(definition["attributes"][0]["datatype"], "singlevaluelist");
    assert_eq!(definition["attributes"][0]["values"][0]["key"], "tat");
    visitor.get("/open311/v2/services/khong-co.json").await.expect(404);
}

async fn updates_come_by_time_of_publication_and_are_taken_once(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    test.settle().await;
    let updates = json(&visitor.get("/open311/v2/servicerequestupdates.json").await.expect(200));
    assert_eq!(updates.as_array().unwrap().len(), 2, "filed and assigned");
    assert_eq!(updates[0]["service_request_id"], id.as_str());
    let update = |words: &'static str| {
        let (visitor, id) = (&visitor, &id);
        async move {
            let fields = [
                ("api_key", KEY),
                ("service_request_id", id.as_str()),
                ("update_id", "u-1"),
                ("status", "INVESTIGATING"),
                ("updated_datetime", "2026-03-10T09:00:00+07:00"),
                ("description", words),
            ];
            visitor.post("/open311/v2/servicerequestupdates.json", &fields).await
        }
    };
    assert_eq!(json(&update("Đã xem").await.expect(200))[0]["update_id"], "u-1");
    update("Đã xem").await.expect(200);
    update("Khác").await.expect(400);
    let (notes,): (i64,) =
        test.app.db.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM notes", &[])).await.unwrap();
    assert_eq!(notes, 1);
    test.check().await;
}

#[tokio::test]
async fn the_same_idempotency_key_files_one_request() {
    let (test, visitor) = with_partner().await;
    let visitor = visitor.with_header("idempotency-key", "0123456789abcdef0123");
    let first = file(&visitor, &[]).await.expect(200);
    assert_eq!(first.text(), file(&visitor, &[]).await.expect(200).text());
    test.check().await;
    assert_eq!(test.app.book.read().len(), 1);
}

#[tokio::test]
async fn what_a_partner_would_lose_silently_is_refused() {
    let (test, visitor) = with_partner().await;
    for (name, wrong) in [("email", "khong-phai-dia-chi"), ("phone", "gọi tôi nhé")] {
        let answer = file(&visitor, &[(name, wrong)]).await.expect(400).text();
        assert!(answer.contains("\"code\"") && answer.contains("description"), "{name}: {answer}");
    }
    // A body in another encoding would come out as signs that nobody wrote.
    let latin: Vec<u8> = LAMP
        .iter()
        .flat_map(|(name, value)| format!("{name}={}&", value.replace(' ', "+")).into_bytes())
        .chain(*b"address_string=Ph\xf4")
        .collect();
    let form = Some("application/x-www-form-urlencoded".to_owned());
    let answer =
        visitor.send(Method::POST, "/open311/v2/requests.json", form, latin).await.expect(400).text();
    assert!(answer.contains("UTF-8"), "{answer}");
    // A key too short to be one's own would give somebody else's request.
    let short = visitor.with_header("idempotency-key", "1");
    let answer = file(&short, &[]).await.expect(400).text();
    assert!(answer.contains("Idempotency-Key"), "{answer}");
    assert_eq!(test.app.book.read().len(), 0);
}

#[tokio::test]
async fn multipart_is_taken_and_broken_media_refused() {
    let (test, visitor) = with_partner().await;
    let parts: Vec<Part<'_>> = LAMP.iter().map(|(name, value)| Part::Text(name, value)).collect();
    visitor.post_multipart("/open311/v2/requests.json", &parts).await.expect(200);
    file(&visitor, &[("media", "not base64!")]).await.expect(400);
    let empty = visitor.send(Method::POST, "/open311/v2/requests.json", None, Vec::new()).await;
    assert_eq!(empty.status, StatusCode::FORBIDDEN);
    test.check().await;
    assert_eq!(test.app.book.read().len(), 1);
}

fn by(code: &str, by: Actor) -> commands::Command<'_> {
    commands::Command { key: Key::Code(code), version: None, by, officer: None, secret: None }
}

fn update<'a>(key: &'a str, id: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("api_key", key),
        ("service_request_id", id),
        ("update_id", "u-1"),
        ("status", "OPEN"),
        ("updated_datetime", "2026-03-10T09:00:00+07:00"),
        ("description", "Vẫn còn hỏng"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes.iter().copied()).collect()
}

const UPDATES: &str = "/open311/v2/servicerequestupdates.json";

async fn everything_wrong_with_an_update_is_said_at_once(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    let told = |answer: &Answer| -> Vec<String> {
        let errors = json(answer);
        let errors = errors.as_array().unwrap();
        assert!(errors.iter().all(|error| error["code"] == answer.status.as_u16()), "{errors:?}");
        errors.iter().map(|error| error["description"].as_str().unwrap().to_owned()).collect()
    };
    let long = "a".repeat(4_001);
    let changes = [
        ("status", "DONE"),
        ("updated_datetime", "yesterday"),
        ("description", long.as_str()),
        ("update_id", ""),
        ("phone", "09\u{1}12"),
        ("media_url", "http://localhost/a.jpg"),
    ];
    let refused = visitor.post(UPDATES, &update(KEY, "DT-khong-co", &changes)).await.expect(400);
    let said = told(&refused);
    let expected = [
        "Thiếu update_id.",
        "description dài 4.001 ký tự",
        "updated_datetime không phải thời điểm hợp lệ",
        "Trạng thái done không có trong danh sách.",
        "phone có ký tự điều khiển",
        "media_url phải là",
        "Không có phản ánh DT-khong-co.",
    ];
    for words in expected {
        assert_eq!(said.iter().filter(|one| one.starts_with(words)).count(), 1, "{words}: {said:?}");
    }
    assert_eq!(said.len(), expected.len());
    // Nothing but the number is wrong: 404, as the standard has it.
    let unknown = visitor.post(UPDATES, &update(KEY, "DT-khong-co", &[])).await.expect(404);
    assert_eq!(told(&unknown).len(), 1);
    let nothing = visitor.post(UPDATES, &[("api_key", KEY)]).await.expect(400);
    assert_eq!(told(&nothing).len(), 5, "every parameter that is missing");
    let dates = format!("{UPDATES}?start_date=x&end_date=y");
    assert_eq!(told(&visitor.get(&dates).await.expect(400)).len(), 2);
    // The same holds for a report: a place that is missing is said beside a text that is too long.
    let fields = [("lat", ""), ("long", ""), ("address_string", ""), ("description", long.as_str())];
    assert_eq!(told(&file(&visitor, &fields).await.expect(400)).len(), 2);
    let (kept,): (i64,) =
        test.app.db.read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM partner_updates", &[])).await.unwrap();
    assert_eq!(kept, 0);
    visitor.post(UPDATES, &update(KEY, &id, &[])).await.expect(200);
    test.check().await;
}

async fn updates_of_hidden_cases_reach_only_the_partner_that_filed_them(test: TestApp) {
    let visitor = partner_of(&test).await;
    let now = test.app.now();
    test.app.db.write(move |tx| partners::add(tx, "Khác", "khoa-khac", now)).await.unwrap();
    let sent = json(&file(&visitor, &[("fixmystreet_id", "fms-77")]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    let count = async |key: &str| {
        let read = json(&visitor.get(&format!("{UPDATES}?api_key={key}")).await.expect(200));
        (read.as_array().unwrap().len(), read[0]["fixmystreet_id"].clone())
    };
    test.settle().await;
    assert_eq!(count("").await, (2, Value::Null));
    assert_eq!(count(KEY).await, (2, "fms-77".into()), "the partner's own number is for the partner");
    assert_eq!(count("khoa-khac").await, (2, Value::Null));
    let code = id.clone();
    let hide = test.app.command(move |tx, context| {
        Ok(showing::hide(tx, context, &by(&code, Actor::Moderator), HideReason::Abusive)?)
    });
    hide.await.unwrap();
    test.settle().await;
    assert_eq!(count("").await, (0, Value::Null));
    assert_eq!(count("khoa-khac").await, (0, Value::Null));
    assert_eq!(count(KEY).await, (2, "fms-77".into()));
    visitor.post(UPDATES, &update("khoa-khac", &id, &[])).await.expect(404);
    visitor.post(UPDATES, &update(KEY, &id, &[])).await.expect(200);
    visitor.post(UPDATES, &update(KEY, "DT-000000", &[])).await.expect(404);
    visitor.post(UPDATES, &update("falsch", &id, &[])).await.expect(403);
    test.check().await;
}

async fn what_an_agency_says_publicly_is_part_of_its_update_and_nothing_else(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    test.settle().await;
    let (code, lead) = (id.clone(), test.app.book.read().row(0).unwrap().lead.unwrap());
    let asked = test.app.command(move |tx, context| {
        commands::accept(tx, context, &by(&code, Actor::Handler(lead)))?;
        commands::ask(tx, context, &by(&code, Actor::Handler(lead)), "Cột ở bên nào đường?")?;
        Ok(commands::reply(tx, context, &by(&code, Actor::Coordinator), "Bên nhà tôi, số 12", &[])?)
    });
    test.pass(jiff::Span::new().milliseconds(60_500));
    asked.await.unwrap();
    test.settle().await;
    let window = async |start: &str, end: &str| {
        let path = format!("{UPDATES}?start_date=2026-03-10T{start}Z&end_date=2026-03-10T{end}Z");
        json(&visitor.get(&path).await.expect(200))
    };
    let later = window("02:01:00", "02:01:00").await;
    let words: Vec<&str> =
        later.as_array().unwrap().iter().map(|one| one["description"].as_str().unwrap()).collect();
    assert_eq!(words.len(), 3, "a time within the second belongs to it");
    assert!(words[1].contains("Cột ở bên nào đường?"), "{words:?}");
    assert!(words.iter().all(|words| !words.contains("số 12") && !words.is_empty()), "{words:?}");
    assert_eq!(later[1]["status"], "investigating");
    assert_eq!(later[1]["external_status_code"], "case.asked");
    assert_eq!(later[1]["updated_datetime"], "2026-03-10T09:01:00+07:00");
    assert_eq!(window("01:59:00", "02:00:59").await.as_array().unwrap().len(), 2);
    assert_eq!(window("02:01:01", "02:02:00").await.as_array().unwrap().len(), 0);
    visitor.get(&format!("{UPDATES}?start_date=2026-03-10T00:00:00Z")).await.expect(400);
    visitor.get(&format!("{UPDATES}?start_date=x&end_date=y")).await.expect(400);
}

async fn photos_of_an_update_are_for_officers_and_go_with_the_partners_copies(test: TestApp) {
    let visitor = partner_of(&test).await;
    let sent = json(&file(&visitor, &[]).await.expect(200));
    let id = sent[0]["service_request_id"].as_str().unwrap().to_owned();
    test.settle().await;
    let picture = crate::desk::jpeg(9);
    let fields = update(
        KEY,
        &id,
        &[
            ("status", "reopen"),
            ("first_name", "Trần"),
            ("last_name", "Thị Mẫu"),
            ("media_url", "https://anh.example/1.jpg"),
            ("media_url", "https://anh.example/2.jpg"),
            ("public_anonymity_required", "TRUE"),
        ],
    );
    let parts = || {
        let mut parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| Part::Text(name, value)).collect();
        parts.push(Part::File("photo1", "a.jpg", "image/jpeg", &picture));
        parts
    };
    visitor.post_multipart(UPDATES, &parts()).await.expect(200);
    visitor.post_multipart(UPDATES, &parts()).await.expect(200);
    visitor.post(UPDATES, &fields).await.expect(400);
    let notes: Vec<(String,)> = test.app.db.read(|tx| tx.all("SELECT body FROM notes", &[])).await.unwrap();
    assert_eq!(notes.len(), 1, "the same update is taken once");
    for part in ["Vẫn còn hỏng", "Trần Thị Mẫu", "https://anh.example/1.jpg", "https://anh.example/2.jpg"]
    {
        assert!(notes[0].0.contains(part), "{part}: {notes:?}");
    }
    let photos = async || {
        let rows =
            test.app.db.read(|tx| tx.all::<(String, bool)>("SELECT photo, shown FROM case_photos", &[]));
        rows.await.unwrap()
    };
    assert_eq!(photos().await.len(), 1);
    let (hash, shown) = photos().await.remove(0);
    assert!(!shown);
    visitor.get(&format!("/photos/{hash}/large.jpg")).await.expect(404);
    let code = id.clone();
    let erased = test.app.command(move |tx, context| {
        let erase = erasure::Erase {
            fields: &[],
            notes: &[],
            partner_copies: true,
            ground: ErasureGround::SubjectRequest,
        };
        let office = Actor::PrivacyOfficer(dantin_record::code::AgencyCode::new("van-phong").unwrap());
        Ok(erasure::erase(tx, context, &by(&code, office), &erase)?)
    });
    erased.await.unwrap();
    assert_eq!(photos().await.len(), 0);
    let (waiting,): (i64,) = test
        .app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM removals WHERE shelf IN ('sealed', 'published')", &[]))
        .await
        .unwrap();
    assert_eq!(waiting, 4, "the original and three copies");
    test.check().await;
}

#[tokio::test]
async fn addresses_of_pictures_are_kept_each_and_none_leads_inside() {
    let (test, visitor) = with_partner().await;
    for address in [
        "http://127.0.0.1/a.jpg",
        "http://localhost/a.jpg",
        "https://10.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "http://169.254.169.254/latest",
        "ftp://anh.example/a.jpg",
        "javascript:alert(1)",
        "data:image/jpeg;base64,not base64!",
    ] {
        file(&visitor, &[("media_url", address)]).await.expect(400);
    }
    assert_eq!(test.app.book.read().len(), 0);
    file(&visitor, &[("media_url", "https://anh.example/1.jpg"), ("media_url", "http://anh.example/2.jpg")])
        .await
        .expect(200);
    use base64::Engine as _;
    let picture = base64::engine::general_purpose::STANDARD.encode(crate::desk::jpeg(3));
    file(&visitor, &[("media_url", &format!("data:image/jpeg;base64,{picture}"))]).await.expect(200);
    let answers: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM contents WHERE field = 'answers' ORDER BY body", &[]))
        .await
        .unwrap();
    assert!(answers.iter().any(|(text,)| text.contains("/1.jpg") && text.contains("/2.jpg")), "{answers:?}");
    let (photos,): (i64,) =
        test.app.db.read(|tx| tx.one("SELECT count(*) FROM case_photos", &[])).await.unwrap();
    assert_eq!(photos, 1, "a picture within its address is a photo");
}
