//! What those who asked a question, joined it or commented may ask by their secret link: a copy of the own data, proof of what they sent, and
//! erasure, on which a privacy officer of another body decides.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use serde_json::Value;

use crate::{
    consultations,
    desk::{enter, sign_in},
    dialogues::{HOST, QUESTION, announce, csrf, host, take},
    erasure::{openings, recomputed},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    whoever_asked_joined_or_commented_asks_for_erasure_and_a_privacy_officer_decides,
    the_own_data_are_handed_out_and_nothing_of_others,
);

/// Asks with a telephone; gives the page behind the link.
pub async fn ask(test: &TestApp, code: &str, phone: &str) -> String {
    let visitor = test.visitor();
    let page = visitor.get(&format!("/dialogues/{code}/ask")).await.expect(200);
    let key = page.field("idempotency_key");
    let fields = [("idempotency_key", key.as_str()), ("text", QUESTION), ("looked", "1"), ("phone", phone)];
    let there = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.location();
    test.settle().await;
    there
}

pub async fn join(test: &TestApp, code: &str, phone: &str) -> String {
    let there = format!("/dialogues/{code}/questions/1/join");
    let visitor = test.visitor();
    let key = visitor.get(&there).await.expect(200).field("idempotency_key");
    let mine = visitor.post(&there, &[("idempotency_key", &key), ("phone", phone)]).await.location();
    test.settle().await;
    mine
}

pub async fn comment(test: &TestApp, draft: &str, phone: &str) -> String {
    let words = [("stance", "disagree"), ("text", "Mức này quá chặt với hàng rong."), ("phone", phone)];
    consultations::comment(test, draft, "whole", &words).await
}

async fn erase(test: &TestApp, keeper: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(keeper).await;
    let mut all = vec![("csrf", token.as_str()), ("reason", "subject_request"), ("sure", "1")];
    all.extend(fields);
    let answer = keeper.post(path, &all).await;
    test.settle().await;
    answer
}

pub async fn settle(keeper: &Visitor, asker: &str) -> Answer {
    let token = csrf(keeper).await;
    keeper.post("/desk/erasure", &[("csrf", &token), ("asker", asker)]).await
}

/// The box of a field on the page where words of a question or comment are erased.
async fn field_of(keeper: &Visitor, path: &str, ending: &str, place: usize) -> String {
    let page = keeper.get(path).await.expect(200);
    let selector = scraper::Selector::parse("input[name='field']").unwrap();
    let html = page.html();
    let boxes = html.select(&selector).map(|one| one.value().attr("value").unwrap());
    boxes.filter(|one| one.ends_with(ending)).nth(place).unwrap().to_owned()
}

async fn whoever_asked_joined_or_commented_asks_for_erasure_and_a_privacy_officer_decides(test: TestApp) {
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let mine = ask(&test, &code, "0900000001").await;
    take(&test, &hosting, &code, "show", &[("question", "1")]).await.expect(303);
    let joined = join(&test, &code, "0900000002").await;
    let visitor = test.visitor();
    for link in [&mine, &joined] {
        test.pass(1.minutes());
        let page = visitor.get(link).await.expect(200).text();
        assert!(page.contains("Xin xóa dữ liệu của tôi") && page.contains(&format!("{link}/export.json")));
        let asked = visitor.post(&format!("{link}/erasure"), &[]).await;
        assert_eq!(asked.location(), format!("{link}#data"));
        visitor.post(&format!("{link}/erasure"), &[]).await.expect(303);
        let page = visitor.get(link).await.expect(200).text();
        assert!(
            page.contains("Bạn đã xin xóa dữ liệu lúc") && !page.contains("Xin xóa dữ liệu của tôi"),
            "{page}"
        );
    }

    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let list = keeper.get("/desk/erasure").await.expect(200);
    let path = format!("/desk/erasure/{code}/1");
    assert_eq!(list.text().matches(&format!("href=\"{path}\"")).count(), 4, "each once, with its button");
    assert!(list.text().contains("số 1"), "{}", list.text());
    let asker = list.field("asker");
    // Whoever holds the session does not lay aside what it is asked, either.
    let own = sign_in(&test, "du-lieu-phuong", &[&format!("privacy_officer@{HOST}")]).await;
    let refused = settle(&own, &asker).await.expect(403).text();
    assert!(refused.contains("không xóa"), "{refused}");
    // Nor whoever works for a body above it, or has the role elsewhere and works for it besides.
    let parent = test.app.city.agency(HOST).unwrap().parent.clone().unwrap();
    let above = sign_in(&test, "cap-tren", &[&format!("privacy_officer@{parent}")]).await;
    let both = sign_in(&test, "kiem-nhiem", &["privacy_officer@mttq", &format!("handler@{HOST}")]).await;
    for person in [&own, &above, &both] {
        settle(person, &asker).await.expect(403);
        person.get(&path).await.expect(403);
        erase(&test, person, &path, &[("field", "2.contact")]).await.expect(403);
        let question = person.get(&format!("/desk/dialogues/{code}/questions/1")).await.text();
        assert!(!question.contains(&path), "the step is not offered: {question}");
    }
    assert!(visitor.get(&mine).await.text().contains("Bạn đã xin xóa dữ liệu lúc"));
    settle(&hosting, &asker).await.expect(403);
    settle(&keeper, "khong-co").await.expect(404);
    settle(&keeper, &asker).await.expect(303);
    settle(&keeper, &asker).await.expect(404);
    assert!(visitor.get(&mine).await.text().contains("đã được xem xét lúc"));
    assert!(visitor.get(&joined).await.text().contains("Bạn đã xin xóa dữ liệu lúc"), "that is another wish");

    // Asked again, the list has it again; an erasure settles what was asked about the question.
    visitor.post(&format!("{mine}/erasure"), &[]).await.expect(303);
    let contact = field_of(&keeper, &path, ".contact", 0).await;
    erase(&test, &keeper, &path, &[("field", &contact)]).await.expect(303);
    for link in [&mine, &joined] {
        let page = visitor.get(link).await.text();
        assert!(
            page.contains("đã được xem xét lúc") && page.contains("Nhật ký công khai ghi những mục đã xóa")
        );
    }
    assert!(keeper.get("/desk/erasure").await.text().contains("Không có yêu cầu nào"));
    let phones: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all("SELECT phone FROM contributors WHERE phone IS NOT NULL", &[]))
        .await
        .unwrap();
    assert_eq!(phones, [("0900000002".to_owned(),)], "of the other one nothing went");

    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let said = comment(&test, &draft, "0900000003").await;
    visitor.post(&format!("{said}/erasure"), &[]).await.expect(303);
    let path = format!("/desk/erasure/{draft}/1");
    assert!(keeper.get("/desk/erasure").await.text().contains(&format!("href=\"{path}\"")));
    let words = field_of(&keeper, &path, ".text", 0).await;
    erase(&test, &keeper, &path, &[("field", &words)]).await.expect(303);
    let page = visitor.get(&said).await.expect(200).text();
    assert!(page.contains("đã được xem xét lúc") && !page.contains("hàng rong"), "{page}");
    test.check().await;
}

async fn export(visitor: &Visitor, link: &str) -> Value {
    let answer = visitor.get(&format!("{link}/export.json")).await.expect(200);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    serde_json::from_slice(&answer.body).unwrap()
}

fn given(export: &Value) -> Vec<(&str, &str)> {
    export["given"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["content"].as_str().unwrap()))
        .collect()
}

async fn the_own_data_are_handed_out_and_nothing_of_others(test: TestApp) {
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let mine = ask(&test, &code, "0900000001").await;
    take(&test, &hosting, &code, "show", &[("question", "1")]).await.expect(303);
    let joined = join(&test, &code, "0900000002").await;
    test.pass(48.hours());
    let hosting = enter(&test, "thu-ky").await;
    take(&test, &hosting, &code, "start", &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &hosting, &code, "answer", &answer).await.expect(303);
    let visitor = test.visitor();
    let judged = [("answer", "no"), ("text", "Mới thay một nửa.")];
    visitor.post(&format!("{mine}/question/judge"), &judged).await.expect(303);
    let judged = [("answer", "yes"), ("text", "Ngõ tôi sáng rồi.")];
    visitor.post(&format!("{joined}/question/judge"), &judged).await.expect(303);
    visitor.post(&format!("{mine}/erasure"), &[]).await.expect(303);
    test.settle().await;

    let of_asker = export(&visitor, &mine).await;
    assert_eq!(of_asker["matter"]["code"], code.as_str());
    assert_eq!((&of_asker["number"], &of_asker["you"]["relation"]), (&1.into(), &"reporter".into()));
    assert_eq!(of_asker["you"]["phone"], "0900000001");
    assert!(of_asker["erasure_request"]["asked_at"].is_string());
    let words = given(&of_asker);
    assert!(
        words.contains(&("text", QUESTION)) && words.contains(&("words", "Mới thay một nửa.")),
        "{words:?}"
    );
    assert_eq!(words.len(), 3, "words, contact, and what they said of the answer: {words:?}");
    assert!(of_asker["events"].as_array().unwrap().iter().all(|event| event["entry"].is_i64()));
    let of_joiner = export(&visitor, &joined).await;
    assert_eq!(of_joiner["you"]["phone"], "0900000002");
    let text = of_joiner.to_string();
    for others in ["0900000001", "Mới thay", "Ngõ tôi sáng", QUESTION, "Đã thay bóng"] {
        assert!(!text.contains(others), "{others}: {text}");
    }
    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let said = comment(&test, &draft, "0900000003").await;
    comment(&test, &draft, "0900000004").await;
    let of_commenter = export(&visitor, &said).await;
    assert_eq!(of_commenter["matter"]["kind"], "consultation");
    assert!(given(&of_commenter).contains(&("text", "Mức này quá chặt với hàng rong.")));
    assert!(!of_commenter.to_string().contains("0900000004"));
    let packed = visitor.get(&format!("{said}/export.zip")).await.expect(200);
    assert!(packed.body.starts_with(b"PK"));

    // With the openings anybody can be shown that the journal spoke of these words.
    let journal: Vec<(String,)> =
        test.app.db.read(|tx| tx.all("SELECT body FROM journal ORDER BY idx", &[])).await.unwrap();
    let mut opened = BTreeSet::new();
    for (link, count) in [(&mine, 3), (&joined, 1), (&said, 2)] {
        let own = openings(&visitor, link.rsplit('/').next().unwrap()).await;
        assert_eq!(own.len(), count, "{own:?}");
        for opening in own {
            assert_eq!(recomputed(&opening), opening["commitment"].as_str().unwrap());
            let entry = usize::try_from(opening["entry"].as_u64().unwrap()).unwrap();
            let held = dantin_record::entry::Line::parse(journal[entry].0.as_bytes()).unwrap();
            let held = held.commitments().unwrap();
            let field = opening["field"].as_str().unwrap();
            let (_, commitment) = held.iter().find(|(name, _)| name.as_str() == field).unwrap();
            assert_eq!(dantin::act::cases::hex(commitment.as_slice()), recomputed(&opening));
            opened.insert(opening["content"].as_str().unwrap().to_owned());
        }
    }
    assert!(opened.contains(QUESTION), "{opened:?}");
    visitor.get("/my/77777777777777777777777774/export.json").await.expect(404);
    test.check().await;
}
