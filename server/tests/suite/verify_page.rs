//! `/verify` as a browser without JavaScript sees it, what the page's script is given, and what the receipt page offers.

use dantin::jobs::journal::publish;
use dantin_photos::Hash;
use scraper::Selector;

use crate::{
    reports::{filed, secret_link},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_case_an_entry_and_a_receipt_are_checked_without_javascript,
    a_published_photo_leads_to_its_case
);

/// The outcome on the page: its tone and its words.
fn outcome(page: &Answer) -> (String, String) {
    let html = page.html();
    let notice = Selector::parse("section .notice").unwrap();
    let first = html.select(&notice).next().unwrap();
    let tone = first.value().classes().find_map(|class| class.strip_prefix("notice--")).unwrap().to_owned();
    (tone, first.text().collect::<Vec<_>>().join(" "))
}

async fn sent(visitor: &Visitor, name: &str, bytes: &[u8], key: &str) -> Answer {
    let parts = [Part::Text("key", key), Part::File("file", name, "application/octet-stream", bytes)];
    visitor.post_multipart("/verify", &parts).await.expect(200)
}

async fn code(test: &TestApp) -> String {
    test.app
        .db
        .read(|tx| tx.one::<(String,)>("SELECT code FROM cases ORDER BY code LIMIT 1", &[]))
        .await
        .unwrap()
        .0
}

async fn settled(test: &TestApp) {
    test.settle().await;
    publish(&test.app).await;
}

async fn a_case_an_entry_and_a_receipt_are_checked_without_javascript(test: TestApp) {
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    let code = code(&test).await;
    let early = visitor.get(&format!("/verify?q={code}")).await.expect(200);
    assert_eq!(outcome(&early).0, "warning", "nothing is signed yet");
    visitor.get(&format!("/cases/{code}/entries.json")).await.expect(404);
    settled(&test).await;

    let page = visitor.get(&format!("/verify?q={}", code.to_lowercase())).await.expect(200);
    let (tone, words) = outcome(&page);
    assert_eq!(tone, "success");
    assert!(words.contains(&code), "{words}");
    assert!(page.text().contains("Máy chủ tự kiểm tra chính mình"), "the weakness is said");
    assert!(page.text().contains(&format!("<dd class=\"keep-lines\">{code}</dd>")));
    let listed = visitor.get(&format!("/cases/{code}/entries.json")).await.expect(200);
    let listed: serde_json::Value = serde_json::from_slice(&listed.body).unwrap();
    assert_eq!(listed["types"][0], "case.submitted");
    let index = listed["indexes"][0].as_u64().unwrap();
    assert_eq!(outcome(&visitor.get(&format!("/verify?q={index}")).await.expect(200)).0, "success");

    let receipt = visitor.get(&format!("{link}/receipt.tlog-proof")).await.expect(200).body;
    let page = sent(&visitor, "a.tlog-proof", &receipt, "").await;
    assert_eq!(outcome(&page).0, "success");
    assert!(page.text().contains("vẫn giữ nguyên mọi mục"));
    // With the key as another city's page would be given it: checked, and not held against the journal of this one.
    let own = test.app.log.as_ref().unwrap().key().to_string();
    assert_eq!(outcome(&sent(&visitor, "a.tlog-proof", &receipt, &own).await).0, "success");
    let (tone, words) = outcome(&sent(&visitor, "a.tlog-proof", &receipt, "nonsense").await);
    assert!(tone == "warning" && words.contains("Khóa bạn đưa"), "{words}");
    let foreign = "hue.test/journal+00000000+AAAA";
    assert_eq!(outcome(&sent(&visitor, "a.tlog-proof", &receipt, foreign).await).0, "error");
    test.check().await;
}

#[tokio::test]
async fn every_bad_input_has_its_sentence() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    settled(&test).await;
    let receipt = visitor.get(&format!("{link}/receipt.tlog-proof")).await.expect(200).body;
    let text = String::from_utf8(receipt.clone()).unwrap();
    let said = async |bytes: &[u8]| outcome(&sent(&visitor, "a.tlog-proof", bytes, "").await);
    for (bytes, tone, words) in [
        (b"nothing".to_vec(), "error", "không phải một biên nhận"),
        (receipt[..receipt.len() - 3].to_vec(), "error", "cắt cụt"),
        (text.replacen("extra ", "extra A", 1).into_bytes(), "error", "không phải một biên nhận"),
        (
            text.replace("dantin.test/journal", "hue.test/journal").into_bytes(),
            "error",
            "của nhật ký hue.test/journal",
        ),
        (text.replacen("index ", "index 9", 1).into_bytes(), "error", "không khớp"),
        (
            text.split_inclusive('\n')
                .filter(|line| !line.starts_with("extra"))
                .collect::<String>()
                .into_bytes(),
            "warning",
            "không kèm mục",
        ),
    ] {
        let (found, sentence) = said(&bytes).await;
        assert_eq!(found, tone, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
    let mut flipped = receipt.clone();
    let place = text.find("extra ").unwrap() + 40;
    flipped[place] = if flipped[place] == b'A' { b'B' } else { b'A' };
    assert!(said(&flipped).await.1.contains("không khớp với cây"));
    for (typed, words) in [
        ("999999", "chưa có mục 999.999"),
        ("18446744073709551615", "chưa có mục"),
        ("99999999999999999999999", "không phải mã"),
        ("không biết", "không phải mã"),
        ("DT-000000", "không có hồ sơ nào"),
    ] {
        let query = percent_encoding::utf8_percent_encode(typed, percent_encoding::NON_ALPHANUMERIC);
        let (tone, sentence) = outcome(&visitor.get(&format!("/verify?q={query}")).await.expect(200));
        assert!(tone == "warning" && sentence.contains(words), "{typed}: {sentence}");
    }
    let nothing = visitor.post_multipart("/verify", &[Part::Text("key", "")]).await.expect(200);
    assert!(outcome(&nothing).1.contains("hoặc chọn một tệp"));
    let (tone, sentence) = outcome(&sent(&visitor, "photo.jpg", b"no photo of anybody", "").await);
    assert!(tone == "warning" && sentence.contains("Chưa trang công khai nào"), "{sentence}");
    visitor.get("/api/v1/evidence/ABC").await.expect(404);
    visitor.get(&format!("/api/v1/evidence/{}", "G".repeat(64))).await.expect(404);
}

/// What the public may not see is not found by its hash either.
async fn a_published_photo_leads_to_its_case(test: TestApp) {
    let visitor = test.visitor();
    filed(&test).await;
    settled(&test).await;
    let code = code(&test).await;
    let photo = b"a published photo".to_vec();
    let sha256 = Hash::of(&photo).to_string();
    let original = Hash::of(b"the original").to_string();
    let (large, of) = (sha256.clone(), code.clone());
    test.app
        .db
        .write(move |tx| {
            tx.execute(
                "INSERT INTO photos (hash, format, width, height, large, medium, small, created_at) \
                 VALUES ($1, 'jpeg', 4, 3, $2, $2, $2, '2026-03-10T02:00:00.000Z')",
                &[&original, &large],
            )?;
            tx.execute(
                "INSERT INTO case_photos (case_id, number, place, photo, moment, shown) \
                 SELECT id, 1, 7, $1, 'report', FALSE FROM cases WHERE code = $2",
                &[&original, &of],
            )
        })
        .await
        .unwrap();
    let ask = async || -> serde_json::Value {
        serde_json::from_slice(&visitor.get(&format!("/api/v1/evidence/{sha256}")).await.expect(200).body)
            .unwrap()
    };
    assert_eq!(ask().await, serde_json::json!({"cases": [], "rounds": []}), "not shown");
    let set = async |sql: &'static str| test.app.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
    set("UPDATE case_photos SET shown = TRUE WHERE place = 7").await;
    assert_eq!(ask().await, serde_json::json!({"cases": [], "rounds": []}), "the case waits for a moderator");
    set("UPDATE cases SET visibility = 'public'").await;
    assert_eq!(ask().await, serde_json::json!({"cases": [code], "rounds": []}));
    // The database alone says so, and no entry of the journal: the page does not believe it.
    assert_eq!(outcome(&sent(&visitor, "photo.jpg", &photo, "").await).0, "error");
    set("UPDATE cases SET visibility = 'hidden'").await;
    assert_eq!(ask().await, serde_json::json!({"cases": [], "rounds": []}), "hidden again");
}

#[tokio::test]
async fn a_hidden_case_tells_no_more_than_the_journal() {
    let test = TestApp::sqlite();
    filed(&test).await;
    settled(&test).await;
    let code = code(&test).await;
    let visitor = test.visitor();
    let before = visitor.get(&format!("/cases/{code}/entries.json")).await.expect(200).body;
    let hide =
        "UPDATE cases SET visibility = 'hidden', record = replace(record, 'awaiting_moderation', 'hidden')";
    test.app.db.write(move |tx| tx.execute(hide, &[])).await.unwrap();
    visitor.get(&format!("/cases/{code}")).await.expect(404);
    assert_eq!(visitor.get(&format!("/cases/{code}/entries.json")).await.expect(200).body, before);
    visitor.get("/cases/DT-000000/entries.json").await.expect(404);
    visitor.get("/cases/khong-co/entries.json").await.expect(404);
}

#[tokio::test]
async fn a_tampered_file_of_the_log_is_not_passed_off_by_the_server() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    filed(&test).await;
    settled(&test).await;
    let size = test.app.log.as_ref().unwrap().mark().unwrap().unverified().size();
    let bundle = test.app.settings.data.join(format!("journal/tile/entries/000.p/{size}"));
    let mut bytes = std::fs::read(&bundle).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    let (tone, sentence) = outcome(&visitor.get("/verify?q=0").await.expect(200));
    assert_eq!(tone, "error", "{sentence}");
}

#[tokio::test]
async fn the_receipt_offers_its_proof_when_there_is_one_and_a_code_without_the_secret() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    let secret = link.trim_start_matches("/my/");
    let early = visitor.get(&link).await.expect(200).text();
    assert!(!early.contains("receipt.tlog-proof") && early.contains("trong vài giây"), "it says when");
    settled(&test).await;
    let page = visitor.get(&link).await.expect(200);
    assert!(
        page.text().contains("receipt.tlog-proof")
            && !page.text().contains("khi ấy biên nhận nhật ký có ở đây")
    );
    let code = code(&test).await;
    let address = format!("http://dantin.test/verify?q={code}");
    let blocks = Selector::parse(".code-block").unwrap();
    let html = page.html();
    let block = html.select(&blocks).find(|one| one.text().any(|text| text == address)).unwrap();
    assert!(!block.html().contains(secret));
    let drawn = dantin::pages::qr::draw(&address).unwrap().path;
    assert!(block.html().contains(&drawn), "the code says the address and nothing else");
    test.app.log.as_ref().unwrap().halt("a test".to_owned());
    assert!(visitor.get(&link).await.expect(200).text().contains("tạm dừng"));
}

#[tokio::test]
async fn the_script_is_given_its_words_in_both_languages() {
    let test = TestApp::sqlite();
    for language in ["vi", "en"] {
        let answer = test.visitor().get(&format!("/verify/words.json?lang={language}")).await.expect(200);
        let text = answer.text();
        assert!(!text.contains('⟦'), "{text}");
        let words: serde_json::Value = serde_json::from_str(&text).unwrap();
        // Every sentence that the script names is there.
        let script = include_str!("../../assets/js/verify.js");
        for (call, prefix) in [("fill(\"", ""), ("fail(\"", "fault-")] {
            for rest in script.split(call).skip(1) {
                let key = format!("{prefix}{}", rest.split('"').next().unwrap());
                assert!(words["say"][&key].is_string() || key == "fault-", "{key}");
            }
        }
        assert_eq!(words["say"]["signed"].as_str().unwrap().matches("{size}").count(), 1);
    }
}
