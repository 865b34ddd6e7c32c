//! Whose photo is whose: the sealed original goes back to whoever sent it and to nobody else, whatever hashes they know; what is hidden is
//! shown to nobody who may not look again; and a photo that nobody sent in the end takes nothing of another along.

use std::collections::{BTreeMap, BTreeSet};

use dantin::{
    act::cases::{Submitted, join_once, submit},
    jobs,
};
use dantin_photos::Hash;
use jiff::ToSpan as _;

use crate::{
    desk::{jpeg, report, sign_in, step},
    reports::{at_check, sent},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_joiner_who_copies_every_hash_gets_no_original_by_any_route,
    two_residents_who_send_the_same_file_both_succeed,
    photos_of_a_hidden_case_are_shown_to_those_alone_who_may_look_again,
    a_photo_that_nobody_sent_leaves_the_copies_of_another,
);

/// A photo as a telephone makes it, with a place in it that nobody else may see.
fn with_place(seed: u8) -> Vec<u8> {
    // An EXIF block with nothing but GPS: 21°1'43.2" N, 105°51'8.4" E.
    let rational = |values: [(u32, u32); 3]| -> Vec<u8> {
        values.iter().flat_map(|(over, under)| [over.to_be_bytes(), under.to_be_bytes()].concat()).collect()
    };
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| -> Vec<u8> {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let (gps_at, values_at) = (26_u32, 26_u32 + 2 + 4 * 12 + 4);
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    tiff.extend(entry(0x8825, 4, 1, gps_at.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend([0, 4]);
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, values_at.to_be_bytes()));
    tiff.extend(entry(3, 2, 2, *b"E\0\0\0"));
    tiff.extend(entry(4, 5, 3, (values_at + 24).to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(rational([(21, 1), (1, 1), (432, 10)]));
    tiff.extend(rational([(105, 1), (51, 1), (84, 10)]));
    let exif = [b"Exif\0\0", tiff.as_slice()].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let plain = jpeg(seed);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

/// A case whose reporter has sent this photo.
async fn filed(test: &TestApp, photo: &[u8]) -> Submitted {
    let hash = dantin::listen::photos::keep(&test.app, photo.to_vec().into()).await.unwrap().to_string();
    let filed = test.app.command(move |tx, context| {
        let mut report = report();
        report.photos = vec![hash.clone()];
        Ok(submit(tx, context, &report)?)
    });
    filed.await.unwrap()
}

async fn joined(test: &TestApp, code: &str) -> Submitted {
    let code = code.to_owned();
    let asker = dantin::act::cases::Asker { language: "vi".to_owned(), ..Default::default() };
    let joined = test.app.command(move |tx, context| Ok(join_once(tx, context, &code, &asker, None)?));
    joined.await.unwrap()
}

/// What a secret link hands out: every file of the archive, and the text of both forms of it.
async fn exported(test: &TestApp, secret: &str) -> (BTreeMap<String, Vec<u8>>, serde_json::Value) {
    let text = test.visitor().get(&format!("{secret}/export.json")).await.expect(200).text();
    let answer = test.visitor().get(&format!("{secret}/export.zip")).await.expect(200);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    (files, serde_json::from_str(&text).unwrap())
}

/// Every run of 64 hexadecimal digits.
fn hashes_of(text: &str) -> BTreeSet<String> {
    let runs = text.split(|letter: char| !matches!(letter, '0'..='9' | 'a'..='f'));
    runs.filter(|run| run.len() == 64).map(str::to_owned).collect()
}

async fn large(test: &TestApp, original: &[u8]) -> String {
    let hash = Hash::of(original).to_string();
    let read =
        test.app.db.read(move |tx| tx.one::<String>("SELECT large FROM photos WHERE hash = $1", &[&hash]));
    read.await.unwrap()
}

async fn put(visitor: &Visitor, bytes: &[u8]) -> Answer {
    visitor.put(&format!("/photos/{}", Hash::of(bytes)), &[], bytes.to_vec()).await
}

/// Sends a report with what the form then says of its photos.
async fn send_report(visitor: &Visitor, photo: &str) -> Answer {
    let mut fields = at_check(visitor).await;
    fields.push(("photo_hash".to_owned(), photo.to_owned()));
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post("/report/send", &pairs).await
}

/// A link for a contractor.
async fn contractor(lead: &Visitor, code: &str) -> String {
    let form = lead.get(&format!("/desk/cases/{code}?step=work-link")).await.expect(200);
    let (csrf, version, key) = (form.field("csrf"), form.field("version"), form.field("key"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", &version),
        ("key", &key),
        ("label", "Đội 1"),
        ("brief", "Dọn rác."),
        ("days", "7"),
    ];
    let page = lead.post(&format!("/desk/cases/{code}/work-link"), &fields).await.expect(200).text();
    let secret: String =
        page.split("http://dantin.test/contractor/").nth(1).unwrap().chars().take(26).collect();
    format!("/contractor/{secret}")
}

/// Shows the case with its photo.
async fn publish(moderator: &Visitor, code: &str, photo: &[u8]) {
    let hash = Hash::of(photo).to_string();
    let fields = [("text", "Rác dồn trước cổng."), ("reason", "personal_data"), ("photo", &hash)];
    step(moderator, code, "publish", &fields).await.expect(303);
}

async fn a_joiner_who_copies_every_hash_gets_no_original_by_any_route(test: TestApp) {
    let photo = with_place(7);
    let original = Hash::of(&photo).to_string();
    let case = filed(&test, &photo).await;
    let hint: Option<f64> = test.app.db.read(|tx| tx.one("SELECT latitude FROM photos", &[])).await.unwrap();
    assert!(
        hint.is_some_and(|latitude| (latitude - 21.0287).abs() < 0.001),
        "the file tells a place: {hint:?}"
    );
    let code = case.code.as_str();
    let moderator = sign_in(&test, "duyet", &["moderator@ttpv-hcc"]).await;
    publish(&moderator, code, &photo).await;
    let joiner = format!("/my/{}", joined(&test, code).await.secret);
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", case.agency)]).await;
    step(&lead, code, "accept", &[]).await.expect(303);
    let team = contractor(&lead, code).await;
    test.check().await;

    // Everything that somebody who joined, or works there, may read.
    let reader = test.visitor();
    let mut known = BTreeSet::new();
    for page in [
        joiner.clone(),
        format!("{joiner}/export.json"),
        format!("{joiner}/openings.json"),
        format!("/cases/{code}"),
        format!("/cases/{code}/entries.json"),
        team.clone(),
    ] {
        let text = reader.get(&page).await.expect(200).text();
        assert!(!text.contains(&original), "{page} names the original");
        known.extend(hashes_of(&text));
    }
    assert!(known.contains(&large(&test, &photo).await), "the published copy is named");
    // An officer's page names it, and pages are copied and quoted: the hash alone must be worth nothing.
    known.insert(original.clone());

    for hash in &known {
        send_report(&reader, hash).await.expect(422);
        for at in ["place", "words", "check"] {
            let fields = [("category", "o-ga"), ("area", "00070"), ("photo_hash", hash.as_str())];
            let page = reader.post(&format!("/report/{at}"), &fields).await;
            assert!(!page.text().contains("data:image/jpeg"), "/report/{at} shows {hash}");
        }
        for field in ["before_hash", "after_hash"] {
            let answer = reader.post(&team, &[(field, hash), ("text", "Đã dọn."), ("done", "1")]).await;
            answer.expect(422);
        }
        for (name, size) in [("large", "large.jpg"), ("original", "original.jpg")] {
            let seen = reader.get(&format!("{joiner}/photos/{hash}/{size}")).await;
            assert_ne!(seen.body, photo, "{name}");
        }
    }
    // On an own case too: the answer to a question, and «Chưa xong».
    let own = filed(&test, &jpeg(1)).await;
    let (mine, code) = (format!("/my/{}", own.secret), own.code.as_str());
    step(&lead, code, "accept", &[]).await.expect(303);
    step(&lead, code, "ask", &[("text", "Ở đâu?")]).await.expect(303);
    for hash in &known {
        let fields = [("text", "Ở kia."), ("photo_hash", hash.as_str())];
        let back = reader.post(&format!("{mine}/reply"), &fields).await.expect(422).text();
        assert!(back.contains("Ở kia.") && !back.contains("data:image/jpeg"), "the words are kept");
    }
    reader.post(&format!("{mine}/reply"), &[("text", "Ở kia.")]).await.expect(303);
    let kept = lead
        .post_multipart(
            &format!("/desk/cases/{code}/resolve"),
            &[
                Part::Text("csrf", &lead.get("/desk/account").await.field("csrf")),
                Part::Text("version", "99"),
                Part::Text("text", "Xong."),
                Part::File("photos", "sau.jpg", "image/jpeg", &jpeg(2)),
            ],
        )
        .await
        .field("photos_kept");
    step(&lead, code, "resolve", &[("text", "Xong."), ("photos_kept", &kept)]).await.expect(303);
    for hash in &known {
        let fields = [("answer", "not_done"), ("text", "Chưa."), ("photo_hash", hash.as_str())];
        reader.post(&format!("{mine}/answer"), &fields).await.expect(422);
    }
    let attached: i64 = test
        .app
        .db
        .read(move |tx| tx.one("SELECT count(*) FROM case_photos WHERE photo = $1", &[&original]))
        .await
        .unwrap();
    assert_eq!(attached, 1, "the reporter's alone");
    for secret in [&joiner, &mine] {
        let (files, data) = exported(&test, secret).await;
        assert!(files.values().all(|file| *file != photo), "{secret}");
        assert!(!data.to_string().contains("105.85"), "{data}");
    }
    let (files, data) = exported(&test, &format!("/my/{}", case.secret)).await;
    assert!(files.values().any(|file| *file == photo), "whoever sent it has it back");
    assert!(data["photos"][0]["latitude"].is_number());
    test.check().await;
}

async fn two_residents_who_send_the_same_file_both_succeed(test: TestApp) {
    let photo = with_place(9);
    let (first, second) = (test.visitor(), test.visitor());
    let ticket = put(&first, &photo).await.expect(201).text();
    let one = send_report(&first, &ticket).await.expect(303).location();
    test.settle().await;

    // With the form, and once more by the very same form: one report, which keeps its photo.
    let fields = at_check(&second).await;
    let mut parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| Part::Text(name, value)).collect();
    parts.push(Part::File("photos", "anh.jpg", "image/jpeg", &photo));
    let other = second.post_multipart("/report/send", &parts).await.location();
    assert_eq!(second.post_multipart("/report/send", &parts).await.location(), other);
    assert_ne!(one, other);
    test.settle().await;
    let attached: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM case_photos", &[])).await.unwrap();
    assert_eq!(attached, 2);

    let (files, data) = exported(&test, &one).await;
    assert!(files.values().any(|file| *file == photo));
    assert!(data["photos"][0]["latitude"].is_number());
    // The other has what is kept of it: who sent a file first is nobody else's to learn from it.
    let copy = large(&test, &photo).await;
    let (files, data) = exported(&test, &other).await;
    let name = data["photos"][0]["file"].as_str().unwrap();
    assert_eq!(Hash::of(&files[name]).to_string(), copy);
    assert!(data["photos"][0]["latitude"].is_null() && data["photos"][0]["taken_at"].is_null());

    // A draft keeps its photos from step to step, and a form that is refused gives them back.
    let third = test.visitor();
    let fields = at_check(&third).await;
    let mut parts: Vec<Part<'_>> = fields.iter().map(|(name, value)| Part::Text(name, value)).collect();
    parts.push(Part::File("photos", "anh.jpg", "image/jpeg", &photo));
    let check = third.post_multipart("/report/check", &parts).await.expect(200);
    assert!(check.text().contains("data:image/jpeg;base64,"), "it is shown to whoever sent it");
    let again = sent(&check);
    assert!(again.contains(&("photo_hash".to_owned(), ticket)));
    let pairs: Vec<(&str, &str)> =
        again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let own = third.post("/report/send", &pairs).await.location();
    assert_eq!(third.post("/report/send", &pairs).await.location(), own);
    test.check().await;
}

async fn photos_of_a_hidden_case_are_shown_to_those_alone_who_may_look_again(test: TestApp) {
    let photo = jpeg(3);
    let case = filed(&test, &photo).await;
    let code = case.code.as_str();
    let moderator = sign_in(&test, "duyet", &["moderator@ttpv-hcc"]).await;
    publish(&moderator, code, &photo).await;
    let joiner = format!("/my/{}", joined(&test, code).await.secret);
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", case.agency)]).await;
    step(&lead, code, "accept", &[]).await.expect(303);
    let team = contractor(&lead, code).await;
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    test.settle().await;
    let (copy, original) = (large(&test, &photo).await, Hash::of(&photo).to_string());
    let at = |start: &str| format!("{start}/photos/{copy}/large.jpg");
    let desk = format!("/desk/photos/{original}/large.jpg");
    let visitor = test.visitor();
    for path in [at(&joiner), at(&team), at("")] {
        visitor.get(&path).await.expect(200);
    }
    overseer.get(&desk).await.expect(200);

    step(&moderator, code, "hide", &[("reason", "personal_data")]).await.expect(303);
    test.settle().await;
    for path in [at(&joiner), at(&team), at("")] {
        visitor.get(&path).await.expect(404);
    }
    for page in [&joiner, &team] {
        let text = visitor.get(page).await.expect(200).text();
        assert!(!text.contains(&copy), "{page} shows no picture that is not there");
    }
    overseer.get(&desk).await.expect(404);
    let page = overseer.get(&format!("/desk/cases/{code}?tab=evidence")).await.expect(200).text();
    assert!(!page.contains(&original), "nor does the page name it");
    // Who may read what is sealed looks again, and so does whoever sent it.
    for officer in [&moderator, &lead] {
        officer.get(&desk).await.expect(200);
    }
    visitor.get(&at(&format!("/my/{}", case.secret))).await.expect(200);

    publish(&moderator, code, &photo).await;
    for path in [at(&joiner), at(&team), at("")] {
        visitor.get(&path).await.expect(200);
    }
    overseer.get(&desk).await.expect(200);
    test.check().await;
}

async fn a_photo_that_nobody_sent_leaves_the_copies_of_another(test: TestApp) {
    // The same pixels, and another place beside them.
    let (kept, unsent) = (jpeg(5), with_place(5));
    let case = filed(&test, &kept).await;
    let moderator = sign_in(&test, "duyet", &["moderator@ttpv-hcc"]).await;
    publish(&moderator, &case.code, &kept).await;
    put(&test.visitor(), &unsent).await.expect(201);
    assert_eq!(large(&test, &kept).await, large(&test, &unsent).await);
    assert_ne!(Hash::of(&kept), Hash::of(&unsent));
    test.settle().await;
    test.pass(25.hours());
    assert_eq!(jobs::uploads::clean(test.app.clone()).await.unwrap(), 1);
    while jobs::removals::work_off(test.app.clone()).await.unwrap() > 0 {}
    let store = test.app.photos.store();
    let sealed = async |hash| store.get(dantin_photos::Shelf::Sealed, hash).await.unwrap().is_some();
    assert!(sealed(Hash::of(&kept)).await && !sealed(Hash::of(&unsent)).await);
    let copy = large(&test, &kept).await;
    for size in ["large", "medium", "small"] {
        test.visitor().get(&format!("/photos/{copy}/{size}.jpg")).await.expect(200);
    }
    // And one whose copies nobody else has is gone wholly.
    put(&test.visitor(), &jpeg(6)).await.expect(201);
    let gone: Hash = large(&test, &jpeg(6)).await.parse().unwrap();
    test.pass(25.hours());
    assert_eq!(jobs::uploads::clean(test.app.clone()).await.unwrap(), 1);
    while jobs::removals::work_off(test.app.clone()).await.unwrap() > 0 {}
    assert!(store.get(dantin_photos::Shelf::Published, gone).await.unwrap().is_none());
    test.check().await;
}
