//! What is published can be held to the journal, and nothing else is opened.

use std::collections::BTreeSet;

use dantin_record::entry::Line;
use serde_json::Value;

use super::{erase, hex_of, openings, recomputed, story};
use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    what_is_published_can_be_held_to_the_journal_and_nothing_else_is_told,
    a_redaction_seals_the_original_and_is_committed_to_itself,
);

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

async fn a_redaction_seals_the_original_and_is_committed_to_itself(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let original = report().text;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let redacted = "Rác dồn trước cổng mỗi tối.";
    step(&moderator, code, "publish", &[("text", redacted), ("reason", "personal_data")]).await.expect(303);
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
