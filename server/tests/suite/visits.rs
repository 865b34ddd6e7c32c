//! Visits of a round of oversight as they come from the place: written on a phone and sent later, with photos that are blurred
//! afterwards and that anybody finds by their hash.

use dantin::jobs;
use dantin_photos::{Hash, Shelf};
use jiff::ToSpan as _;

use crate::{
    desk::{enter, jpeg, report, sign_in, step},
    oversight::{OVERSEEN, overseer, plan, take},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_visit_from_a_phone_comes_once_however_often_it_is_sent,
    what_the_round_cannot_take_is_refused_with_its_reason,
    only_the_overseer_of_the_round_writes_at_the_place,
    without_scripts_the_form_of_the_place_sends_a_visit_once,
    a_blurred_photo_of_a_visit_has_another_hash_in_the_journal,
    a_photo_that_a_case_and_a_visit_show_is_blurred_in_both,
);

const WORDS: &str = "Hai đoạn hè còn vỡ trước cổng trường.";

/// A round that has been told of, at the desk of its overseer; its address there and its code.
async fn round(test: &TestApp, overseer: &Visitor) -> (String, String) {
    let address = plan(overseer, "2026-04-20", &[]).await.location();
    take(overseer, &address, "notify", &[]).await.expect(303);
    test.settle().await;
    let code = address.rsplit('/').next().unwrap().to_owned();
    (address, code)
}

fn hash(bytes: &[u8]) -> String {
    Hash::of(bytes).to_string()
}

async fn csrf(visitor: &Visitor) -> String {
    visitor.get("/desk/account").await.expect(200).field("csrf")
}

async fn put_photo(visitor: &Visitor, code: &str, csrf: &str, bytes: &[u8]) -> Answer {
    let path = format!("/desk/field/{code}/{}?phase=visit", hash(bytes));
    visitor.put(&path, &[("dantin-csrf", csrf)], bytes.to_vec()).await
}

async fn put_visit(
    visitor: &Visitor,
    (code, key): (&str, &str),
    csrf: &str,
    (version, words): (&str, &str),
    photos: &[&str],
) -> Answer {
    let version: i64 = version.parse().unwrap();
    let body = serde_json::json!({"version": version, "words": words, "photos": photos});
    let path = format!("/desk/field/{code}/visits/{key}");
    visitor.put(&path, &[("dantin-csrf", csrf)], body.to_string().into_bytes()).await
}

async fn counts(test: &TestApp) -> (i64, i64) {
    let read = test.app.db.read(|tx| {
        let visits: i64 =
            tx.one("SELECT count(*) FROM journal WHERE body LIKE '%\"type\":\"round.visited\"%'", &[])?;
        Ok::<_, dantin_store::Error>((visits, tx.one("SELECT count(*) FROM matter_photos", &[])?))
    });
    read.await.unwrap()
}

async fn a_visit_from_a_phone_comes_once_however_often_it_is_sent(test: TestApp) {
    let overseer = overseer(&test).await;
    let (address, code) = round(&test, &overseer).await;
    let at_desk = overseer.get(&address).await.expect(200).text();
    assert!(at_desk.contains(&format!("href=\"/desk/field/{code}\"")), "the round leads to the place");
    let page = overseer.get(&format!("/desk/field/{code}")).await.expect(200);
    assert!(page.text().contains("Sửa hè đường quý I"));
    let (csrf, version, picture) = (page.field("csrf"), page.field("version"), jpeg(7));
    let original = hash(&picture);

    let early = put_visit(&overseer, (&code, "k1"), &csrf, (&version, WORDS), &[&original]).await;
    assert_eq!(early.status, 422, "a visit waits for its photos");
    let mut sent = String::new();
    for _ in 0..2 {
        sent = put_photo(&overseer, &code, &csrf, &picture).await.expect(201).text();
    }
    let copied = put_visit(&overseer, (&code, "k1"), &csrf, (&version, WORDS), &[&original]).await;
    assert_eq!(copied.status, 422, "a hash alone is no photo of one's own");
    let drafts: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM field_photos", &[])).await.unwrap();
    assert_eq!(drafts, 0, "a photo of a visit is no draft of a case");
    for _ in 0..2 {
        put_visit(&overseer, (&code, "k1"), &csrf, (&version, WORDS), &[&sent]).await.expect(201);
    }
    test.settle().await;
    assert_eq!(counts(&test).await, (1, 1));
    let public = test.visitor().get(&format!("/oversight/{code}")).await.expect(200).text();
    assert_eq!(public.matches(WORDS).count(), 1);

    // Another draft of the same page is one of before: its officer looks first.
    let stale = put_visit(&overseer, (&code, "k2"), &csrf, (&version, "Buổi hai."), &[]).await;
    assert!(stale.status == 409 && stale.text().contains("vừa có thay đổi"), "{}", stale.text());
    let fresh = overseer.get(&format!("/desk/field/{code}")).await.field("version");
    put_visit(&overseer, (&code, "k3"), &csrf, (&fresh, "Buổi hai."), &[]).await.expect(201);
    test.settle().await;
    assert_eq!(counts(&test).await, (2, 1));
    test.check().await;
}

async fn what_the_round_cannot_take_is_refused_with_its_reason(test: TestApp) {
    let overseer = overseer(&test).await;
    let address = plan(&overseer, "2026-04-20", &[]).await.location();
    let code = address.rsplit('/').next().unwrap();
    let page = overseer.get(&format!("/desk/field/{code}")).await.expect(200);
    assert!(page.text().contains("ở bước không ghi buổi giám sát"), "it says so before anything is written");
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let put = async |version: &str, words: &str, photos: &[&str]| {
        put_visit(&overseer, (code, "k1"), &csrf, (version, words), photos).await
    };
    let early = put(&version, WORDS, &[]).await.expect(409);
    assert!(early.text().contains("«Trong kế hoạch»"), "{}", early.text());
    let empty = put(&version, "  ", &[]).await.expect(422);
    assert!(empty.text().contains("Cần điền mục này"));
    let path = format!("/desk/field/{code}/visits/k1");
    overseer.put(&path, &[("dantin-csrf", &csrf)], b"no visit".to_vec()).await.expect(422);
    let long = format!("/desk/field/{code}/visits/{}", "k".repeat(65));
    let body = serde_json::json!({"version": 1, "words": WORDS, "photos": []}).to_string();
    overseer.put(&long, &[("dantin-csrf", &csrf)], body.into_bytes()).await.expect(422);

    take(&overseer, &address, "cancel", &[("cancel_reason", "plan")]).await.expect(303);
    let version = overseer.get(&format!("/desk/field/{code}")).await.expect(200).field("version");
    let late = put(&version, WORDS, &[]).await.expect(409);
    assert!(late.text().contains("«Không tiến hành»"), "{}", late.text());
    // The form's words come back although the page offers no visit any more.
    let typed = [("csrf", csrf.as_str()), ("version", version.as_str()), ("visit_words", WORDS)];
    let back = overseer.post(&format!("{address}/visit"), &typed).await.expect(409);
    assert!(back.text().contains(WORDS));
    test.settle().await;
    assert_eq!(counts(&test).await, (0, 0));
    test.check().await;
}

async fn only_the_overseer_of_the_round_writes_at_the_place(test: TestApp) {
    let overseer = overseer(&test).await;
    let (_, code) = round(&test, &overseer).await;
    let (field, picture) = (format!("/desk/field/{code}"), jpeg(7));
    let version = overseer.get(&field).await.field("version");
    let handler = format!("handler@{OVERSEEN}");
    let head = format!("head@{OVERSEEN}");
    for (login, role) in [
        ("phuong", handler.as_str()),
        ("chu-tich", head.as_str()),
        ("ban", "overseer@ttnd-00070"),
        ("dieu-phoi", "coordinator@vp-ubnd"),
        ("kiem-duyet", "moderator@ttpv-hcc"),
        ("du-lieu", "privacy_officer@ttpv-hcc"),
        ("quan-tri", "administrator@vp-ubnd"),
    ] {
        let other = sign_in(&test, login, &[role]).await;
        let csrf = csrf(&other).await;
        assert_eq!(other.get(&field).await.status, 403, "{role} opens it");
        assert_eq!(put_photo(&other, &code, &csrf, &picture).await.status, 403, "{role} sends a photo");
        let visit = put_visit(&other, (&code, "k1"), &csrf, (&version, WORDS), &[]).await;
        assert_eq!(visit.status, 403, "{role} sends a visit");
    }
    // A contractor has a link and no session.
    let contractor = test.visitor();
    assert!(contractor.get(&field).await.location().starts_with("/desk/sign-in"));
    assert!(put_photo(&contractor, &code, "", &picture).await.status.is_redirection());
    assert!(put_visit(&contractor, (&code, "k1"), "", (&version, WORDS), &[]).await.status.is_redirection());

    let own = csrf(&overseer).await;
    put_photo(&overseer, &code, "guessed", &picture).await.expect(403);
    put_visit(&overseer, (&code, "k1"), "guessed", (&version, WORDS), &[]).await.expect(403);
    // Pictures of the work on a case are none of a round's, and a round's are none of a case's.
    let after = format!("{field}/{}?phase=after", hash(&picture));
    overseer.put(&after, &[("dantin-csrf", &own)], picture.clone()).await.expect(404);
    let filed = crate::desk::file(&test).await;
    put_photo(&overseer, &filed.code, &own, &picture).await.expect(404);
    put_visit(&overseer, (&filed.code, "k1"), &own, ("1", WORDS), &[]).await.expect(404);
    let photos: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM photos", &[])).await.unwrap();
    assert_eq!((photos, counts(&test).await), (0, (0, 0)));
}

async fn without_scripts_the_form_of_the_place_sends_a_visit_once(test: TestApp) {
    let overseer = overseer(&test).await;
    let (address, code) = round(&test, &overseer).await;
    let page = overseer.get(&format!("/desk/field/{code}")).await.expect(200);
    let form = scraper::Selector::parse("main form[data-visit]").unwrap();
    let action = page.html().select(&form).next().unwrap().value().attr("action").unwrap().to_owned();
    let (csrf, version, key) = (page.field("csrf"), page.field("version"), page.field("idempotency_key"));
    let picture = jpeg(7);
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("version", &version),
        Part::Text("idempotency_key", &key),
        Part::Text("visit_words", WORDS),
        Part::File("photos", "he.jpg", "image/jpeg", &picture),
    ];
    for _ in 0..2 {
        assert_eq!(overseer.post_multipart(&action, &parts).await.location(), address);
    }
    test.settle().await;
    assert_eq!(counts(&test).await, (1, 1));
    test.check().await;
}

/// The hashes of the published copies of a photo: large, medium, small.
async fn copies(test: &TestApp, original: &str) -> [String; 3] {
    let asked = original.to_owned();
    let found: (String, String, String) = test
        .app
        .db
        .read(move |tx| tx.one("SELECT large, medium, small FROM photos WHERE hash = $1", &[&asked]))
        .await
        .unwrap();
    [found.0, found.1, found.2]
}

/// A visit with one photo; gives the hash of its original.
async fn visited(test: &TestApp, overseer: &Visitor, code: &str, seed: u8) -> String {
    let page = overseer.get(&format!("/desk/field/{code}")).await.expect(200);
    let (csrf, version, picture) = (page.field("csrf"), page.field("version"), jpeg(seed));
    let sent = put_photo(overseer, code, &csrf, &picture).await.expect(201).text();
    let original = hash(&picture);
    let key = format!("k{seed}");
    put_visit(overseer, (code, &key), &csrf, (&version, WORDS), &[&sent]).await.expect(201);
    test.settle().await;
    original
}

/// Sends the form of the blur page as it was made.
async fn blur(moderator: &Visitor, address: &str, typed: &[(&str, &str)]) -> Answer {
    let form = moderator.get(address).await.expect(200);
    let (csrf, version) = (form.field("csrf"), form.field("version"));
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    fields.extend(typed);
    moderator.post(address, &fields).await
}

async fn entries(test: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = test
        .app
        .db
        .read(|tx| {
            tx.all("SELECT body FROM journal WHERE body LIKE '%\"type\":\"visit.shown\"%' ORDER BY idx", &[])
        })
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| body).collect()
}

async fn a_blurred_photo_of_a_visit_has_another_hash_in_the_journal(test: TestApp) {
    let overseer = overseer(&test).await;
    let (desk, code) = round(&test, &overseer).await;
    let first = visited(&test, &overseer, &code, 7).await;
    let second = visited(&test, &overseer, &code, 8).await;
    let (before, other) = (copies(&test, &second).await, copies(&test, &first).await);
    let address = format!("{desk}/photos/{second}");

    // Whoever oversees, or is overseen, covers nothing; all roles count.
    let handler = format!("handler@{OVERSEEN}");
    let party = sign_in(&test, "phuong-va", &[&handler, "moderator@ttpv-hcc"]).await;
    let ward = sign_in(&test, "phuong", &[&handler]).await;
    for visitor in [&overseer, &ward, &party] {
        visitor.get(&address).await.expect(403);
        let fields = [("csrf", csrf(visitor).await), ("version", "4".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.post(&address, &fields).await.expect(403);
    }
    assert!(test.visitor().get(&address).await.location().starts_with("/desk/sign-in"));
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    let page = moderator.get(&desk).await.expect(200).text();
    assert!(page.contains(&format!("href=\"{address}\"")), "the round leads a moderator there");
    assert!(!ward.get(&desk).await.text().contains(&address));
    moderator.get(&format!("/desk/photos/{second}/large.jpg")).await.expect(200);
    moderator.get(&format!("{desk}/photos/{}", "0".repeat(64))).await.expect(404);

    let marked = [("region", "250 250 250 250"), ("reason", "personal_data")];
    blur(&moderator, &address, &marked[..1]).await.expect(422);
    blur(&moderator, &address, &[]).await.expect(422);
    assert_eq!(copies(&test, &second).await, before, "what is refused changes nothing");
    let stale = moderator.get(&address).await.expect(200);
    blur(&moderator, &address, &marked).await.expect(303);
    let (csrf, version) = (stale.field("csrf"), stale.field("version"));
    let late = [("csrf", csrf.as_str()), ("version", version.as_str()), marked[0], marked[1]];
    moderator.post(&address, &late).await.expect(409);
    test.settle().await;
    let after = copies(&test, &second).await;
    assert!(after.iter().all(|copy| !before.contains(copy)));

    let reader = test.visitor();
    let page = reader.get(&format!("/oversight/{code}")).await.expect(200).text();
    assert!(page.contains(&after[0]) && !page.contains(&before[0]) && page.contains(&other[0]));
    reader.get(&format!("/photos/{}/large.jpg", before[0])).await.expect(404);
    let large = reader.get(&format!("/photos/{}/large.jpg", after[0])).await.expect(200).body;
    jobs::removals::work_off(test.app.clone()).await.unwrap();
    let store = test.app.photos.store();
    for copy in &before {
        assert!(!store.exists(Shelf::Published, copy.parse().unwrap()).await.unwrap(), "{copy}");
    }
    assert!(store.exists(Shelf::Sealed, second.parse().unwrap()).await.unwrap(), "the original stays");

    // The journal names what is published now, and whoever holds the file finds it there.
    let told = entries(&test).await;
    assert!(told.len() == 1 && told[0].contains(&after[0]) && !told[0].contains(&before[0]), "{told:?}");
    assert!(told[0].contains("\"visit\":2") && told[0].contains("\"reason\":\"personal_data\""));
    let evidence = async |sha256: &str| -> serde_json::Value {
        let answer = reader.get(&format!("/api/v1/evidence/{sha256}")).await.expect(200);
        serde_json::from_slice(&answer.body).unwrap()
    };
    assert_eq!(evidence(&after[0]).await, serde_json::json!({"cases": [], "rounds": [code]}));
    assert_eq!(evidence(&before[0]).await, serde_json::json!({"cases": [], "rounds": []}));
    jobs::journal::publish(&test.app).await;
    let listed = reader.get(&format!("/cases/{code}/entries.json")).await.expect(200).text();
    assert!(listed.contains("round.planned") && listed.contains("visit.shown"), "{listed}");
    let file = [Part::Text("key", ""), Part::File("file", "anh.jpg", "image/jpeg", &large)];
    let checked = reader.post_multipart("/verify", &file).await.expect(200).text();
    assert!(checked.contains("notice--success") && checked.contains(&after[0]), "{checked}");
    let log = reader.get("/moderation").await.expect(200).text();
    assert!(log.contains(&code) && log.contains("Buổi 2") && log.contains("Lộ thông tin cá nhân"), "{log}");

    // What is covered can be shown again: no redaction any more, and the hash of before.
    blur(&moderator, &address, &[]).await.expect(303);
    test.settle().await;
    assert_eq!(copies(&test, &second).await, before);
    let told = entries(&test).await;
    assert!(told.len() == 2 && told[1].contains(&before[0]) && !told[1].contains("reason"), "{told:?}");
    assert_eq!(reader.get("/moderation.csv").await.expect(200).text().matches(&code).count(), 1);
    test.check().await;
}

async fn a_photo_that_a_case_and_a_visit_show_is_blurred_in_both(test: TestApp) {
    let overseer = overseer(&test).await;
    let (desk, code) = round(&test, &overseer).await;
    let original = visited(&test, &overseer, &code, 7).await;
    let mut new = report();
    new.photos = vec![original.clone()];
    let filed = test.app.command(move |tx, context| Ok(dantin::act::cases::submit(tx, context, &new)?)).await;
    let case = filed.unwrap().code;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    step(&moderator, &case, "publish", &[("text", &report().text), ("photo", &original)]).await.expect(303);
    test.settle().await;
    let before = copies(&test, &original).await;
    let marked = [("region", "250 250 250 250"), ("reason", "personal_data")];
    blur(&moderator, &format!("/desk/cases/{case}/photos/{original}"), &marked).await.expect(303);
    test.settle().await;
    let after = copies(&test, &original).await;
    let told = entries(&test).await;
    assert!(told.len() == 1 && told[0].contains(&after[0]), "the visit tells it too: {told:?}");
    let reader = test.visitor();
    let answer = reader.get(&format!("/api/v1/evidence/{}", after[0])).await.expect(200).text();
    assert!(answer.contains(&case) && answer.contains(&code), "{answer}");

    // From the round, and long after its end.
    take(&overseer, &desk, "conclude", &[("conclusion_words", "Đạt.")]).await.expect(303);
    take(&overseer, &desk, "close", &[]).await.expect(303);
    test.pass(24.hours());
    let moderator = enter(&test, "kiem-duyet").await;
    blur(&moderator, &format!("{desk}/photos/{original}"), &[]).await.expect(303);
    test.settle().await;
    assert_eq!(copies(&test, &original).await, before);
    for address in [format!("/cases/{case}"), format!("/oversight/{code}")] {
        assert!(reader.get(&address).await.expect(200).text().contains(&before[0]), "{address}");
    }
    let shown: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%case.shown%' ORDER BY idx", &[]))
        .await
        .unwrap();
    assert_eq!(shown.len(), 3, "the case tells it each time");
    test.check().await;
}
