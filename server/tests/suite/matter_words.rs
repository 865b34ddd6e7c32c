//! The words of questions and comments: what anybody can hold against the journal and what not, how they are erased, and the public log
//! of what moderators and privacy officers did to them.

use dantin::{act::cases::hex, jobs::removals};
use jiff::ToSpan as _;

use crate::{
    consultations,
    desk::{enter, sign_in},
    dialogues::{HOST, QUESTION, announce, ask, csrf, host, take},
    mail::{sent, with_mail},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    only_what_is_public_of_a_session_and_a_consultation_opens_its_commitment,
    a_privacy_officer_of_another_body_erases_words_and_contact_of_a_question,
    words_of_a_comment_are_erased_and_stay_so_after_an_older_copy_comes_back,
    what_was_done_to_questions_and_comments_stands_in_the_public_log,
);

const OWN: &str = "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?";
const SOFTER: &str = "Vỉa hè bị chiếm để xe đến bao giờ?";

/// The commitments of a matter: of which text in which field.
async fn commitments(test: &TestApp, code: &str) -> Vec<(i64, String, String, String)> {
    let code = code.to_owned();
    let rows: Vec<(i64, String, String, Vec<u8>)> = test
        .app
        .db
        .read(move |tx| {
            tx.all::<(i64, String, String, Vec<u8>)>(
                "SELECT c.number, c.field, c.body, c.commitment FROM contents c JOIN matters m ON m.id = c.case_id \
                 WHERE m.code = $1 ORDER BY c.number, c.field",
                &[&code],
            )
        })
        .await
        .unwrap();
    rows.into_iter().map(|(number, field, body, held)| (number, field, body, hex(&held))).collect()
}

/// The words of which anybody gets the opening, at the cost of as many statements as for everything else.
async fn opened(test: &TestApp, code: &str) -> Vec<String> {
    let reader = test.visitor();
    let cost = async |hash: &str| {
        let before = test.app.db.statements_run();
        let answer = reader.get(&format!("/content/{hash}")).await;
        (test.app.db.statements_run() - before, answer)
    };
    let (of_nothing, missing) = cost(&"0".repeat(64)).await;
    missing.expect(404);
    let mut found = Vec::new();
    for (number, field, body, hash) in commitments(test, code).await {
        let (statements, answer) = cost(&hash).await;
        assert_eq!(statements, of_nothing, "{number} {field}: the cost tells nothing");
        if answer.status == 200 {
            assert!(answer.text().contains(&hash), "{}", answer.text());
            found.push(body);
        } else {
            answer.expect(404);
        }
    }
    found
}

async fn only_what_is_public_of_a_session_and_a_consultation_opens_its_commitment(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let mine = ask(&test, &code, QUESTION).await;
    ask(&test, &code, OWN).await;
    let withdrawn = ask(&test, &code, "Bao giờ cắt tỉa cây ở phố Mẫu?").await;
    let has = |all: &[String], words: &str| all.iter().any(|one| one == words);
    let all = opened(&test, &code).await;
    assert!(has(&all, "Đối thoại về chiếu sáng ngõ phố"), "what was announced: {all:?}");
    assert!(!all.iter().any(|one| one.ends_with('?')), "no question that waits: {all:?}");

    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    take(&test, &host, &code, "show", &[("question", "3")]).await.expect(303);
    let softer = [("question", "2"), ("redacted", SOFTER), ("redact_reason", "personal_data")];
    take(&test, &host, &code, "show", &softer).await.expect(303);
    let all = opened(&test, &code).await;
    assert!(has(&all, QUESTION) && has(&all, SOFTER) && !has(&all, OWN), "{all:?}");
    take(&test, &host, &code, "show", &[("question", "2")]).await.expect(303);
    let all = opened(&test, &code).await;
    assert!(has(&all, OWN) && !has(&all, SOFTER), "words that are shown no more are shut: {all:?}");
    take(&test, &host, &code, "show", &softer).await.expect(303);
    take(&test, &host, &code, "hide", &[("question", "2"), ("hide_reason", "abusive")]).await.expect(303);
    test.visitor().post(&format!("{withdrawn}/question/withdraw"), &[]).await.expect(303);
    test.settle().await;
    let all = opened(&test, &code).await;
    assert!(!has(&all, OWN) && !has(&all, SOFTER), "hidden: {all:?}");
    assert!(!all.iter().any(|one| one.contains("cắt tỉa")), "withdrawn: {all:?}");

    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &host, &code, "answer", &answer).await.expect(303);
    let said = [("answer", "no"), ("text", "Mới thay một nửa, xin xem lại.")];
    test.visitor().post(&format!("{mine}/question/judge"), &said).await.expect(303);
    test.settle().await;
    let all = opened(&test, &code).await;
    assert!(has(&all, "Đã thay bóng ngày 3 tháng 12.") && !all.iter().any(|one| one.contains("Mới thay")));

    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let words =
        [("stance", "disagree"), ("text", "Mức này quá chặt với hàng rong."), ("name", "Người góp ý mẫu")];
    consultations::comment(&test, &draft, "whole", &words).await;
    assert!(!opened(&test, &draft).await.iter().any(|one| one.contains("hàng rong")), "it waits");
    consultations::take(&test, &officer, &draft, "show", &[("comment", "1")]).await.expect(303);
    let all = opened(&test, &draft).await;
    assert!(all.iter().any(|one| one.contains("hàng rong")), "{all:?}");
    assert!(!all.iter().any(|one| one.contains("Người góp ý mẫu")), "never whoever said it");
    test.check().await;
}

async fn erase(test: &TestApp, keeper: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(keeper).await;
    let mut all = vec![("csrf", token.as_str())];
    all.extend(fields);
    let answer = keeper.post(path, &all).await;
    test.settle().await;
    answer
}

/// The values of the boxes on the page of an erasure, with what stands beside them.
fn boxes(page: &Answer) -> Vec<String> {
    let selector = scraper::Selector::parse("input[name='field']").unwrap();
    page.html().select(&selector).map(|one| one.value().attr("value").unwrap().to_owned()).collect()
}

async fn a_privacy_officer_of_another_body_erases_words_and_contact_of_a_question(test: TestApp) {
    let test = with_mail(test);
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let visitor = test.visitor();
    let form = visitor.get(&format!("/dialogues/{code}/ask")).await.expect(200);
    let key = form.field("idempotency_key");
    let fields =
        [("idempotency_key", key.as_str()), ("text", QUESTION), ("looked", "1"), ("email", "xoa@example.vn")];
    let mine = visitor.post(&format!("/dialogues/{code}/ask"), &fields).await.location();
    test.settle().await;
    take(&test, &hosting, &code, "show", &[("question", "1")]).await.expect(303);
    test.pass(16.minutes());
    assert_eq!(sent(&test).await.len(), 1);
    test.pass(48.hours());
    let hosting = enter(&test, "thu-ky").await;
    take(&test, &hosting, &code, "start", &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &hosting, &code, "answer", &answer).await.expect(303);
    take(&test, &hosting, &code, "close", &[]).await.expect(303);
    let minutes = format!("/desk/dialogues/{code}/minutes");
    for action in ["save", "approve"] {
        let page = hosting.get(&minutes).await.expect(200);
        let fields = [
            ("csrf", page.field("csrf")),
            ("version", page.field("version")),
            ("chair", "Chủ tịch mẫu".to_owned()),
            ("action", action.to_owned()),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        hosting.post(&minutes, &fields).await.expect(303);
        test.settle().await;
    }
    let text = test.visitor().get(&format!("/dialogues/{code}/minutes")).await.expect(200).text();
    assert!(text.contains(QUESTION));

    let path = format!("/desk/erasure/{code}/1");
    hosting.get(&path).await.expect(403);
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    keeper.get(&format!("/desk/erasure/{code}/9")).await.expect(404);
    let there = keeper.get(&format!("/desk/erasure?code={}&number=1", code.to_lowercase())).await.location();
    assert_eq!(there, path);
    let (none, no_number) = ("Không có hội nghị hay dự thảo mã này", "Không có câu hỏi hay góp ý số này");
    for (typed, number, told) in [
        ("DT-ZZZZZZ", "1", none),
        ("abc", "1", none),
        (code.as_str(), "9", no_number),
        (code.as_str(), "abc", no_number),
        (code.as_str(), "", "Cần điền mục này"),
        ("", "", "Cần điền mục này"),
    ] {
        let back = keeper.get(&format!("/desk/erasure?code={typed}&number={number}")).await.expect(422);
        let at = if told == none || typed.is_empty() { "code-error" } else { "number-error" };
        let text = back.text();
        assert!(text.contains(told) && text.contains(&format!("id=\"{at}\"")), "{typed} {number}: {text}");
        assert_eq!((back.field("code").as_str(), back.field("number").as_str()), (typed, number));
    }
    let page = keeper.get(&path).await.expect(200);
    let boxes = boxes(&page);
    assert!(boxes.len() == 3 && page.text().contains(QUESTION), "words, contact, answer: {boxes:?}");
    let pick = |field: &str| boxes.iter().find(|one| one.ends_with(field)).unwrap().as_str();
    let (text, contact) = (pick(".text"), pick(".contact"));
    let back = erase(&test, &keeper, &path, &[("field", text)]).await.expect(422).text();
    assert!(back.contains("href=\"#sure\"") && back.contains("href=\"#reason\""), "{back}");
    let whole = [("field", text), ("field", contact), ("reason", "subject_request"), ("sure", "1")];
    // Whoever holds the session does not erase what was said to it.
    let own = sign_in(&test, "du-lieu-phuong", &[&format!("privacy_officer@{HOST}")]).await;
    let refused = erase(&test, &own, &path, &whole).await.expect(403).text();
    assert!(refused.contains("không xóa"), "{refused}");
    erase(&test, &keeper, &path, &[("field", "9.text"), ("reason", "subject_request"), ("sure", "1")]).await;
    let before = commitments(&test, &code).await;
    let hash = before.iter().find(|(_, field, ..)| field == "text").unwrap().3.clone();
    erase(&test, &keeper, &path, &whole).await.expect(303);

    test.visitor().get(&format!("/content/{hash}")).await.expect(410);
    for public in [format!("/dialogues/{code}"), format!("/dialogues/{code}/minutes"), mine.clone()] {
        let page = test.visitor().get(&public).await.expect(200).text();
        assert!(!page.contains(QUESTION), "{public}: {page}");
        assert!(page.contains("Đã thay bóng"), "the answer stays: {public}");
        assert!(!page.contains("chờ kiểm duyệt"), "nobody waits for a moderator: {public}");
    }
    let left = keeper.get(&path).await.expect(200);
    assert!(!left.text().contains(QUESTION) && !left.text().contains("xoa@example.vn"));
    let (email, mails): (i64, i64) = test
        .app
        .db
        .read(|tx| {
            tx.one(
                "SELECT (SELECT count(*) FROM contributors WHERE email IS NOT NULL), \
                 (SELECT count(*) FROM mails WHERE address IS NOT NULL OR address_hash <> '')",
                &[],
            )
        })
        .await
        .unwrap();
    assert_eq!((email, mails), (0, 0), "no address stays, and none with the mails that were sent");
    let log = test.visitor().get("/moderation").await.expect(200).text();
    assert!(log.contains(&code) && log.contains("Theo yêu cầu của người có dữ liệu"), "{log}");
    let answer = [("field", pick(".words")), ("reason", "unlawful_content"), ("sure", "1")];
    erase(&test, &keeper, &path, &answer).await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(!page.contains("Đã thay bóng"), "an answer can go too: {page}");
    let reads = keeper.get("/desk/reads").await.expect(200).text();
    assert!(reads.contains(&code), "whoever looked is noted: {reads}");
    test.check().await;
}

async fn words_of_a_comment_are_erased_and_stay_so_after_an_older_copy_comes_back(test: TestApp) {
    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let words = [("stance", "disagree"), ("text", "Mức này quá chặt với hàng rong.")];
    consultations::comment(&test, &draft, "whole", &words).await;
    consultations::take(&test, &officer, &draft, "show", &[("comment", "1")]).await.expect(303);
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let path = format!("/desk/erasure/{draft}/1");
    let page = keeper.get(&path).await.expect(200);
    let boxes = boxes(&page);
    assert_eq!(boxes.len(), 1, "{boxes:?}");
    type Kept = (String, i64, String, Vec<u8>, Vec<u8>);
    let kept: Kept = test
        .app
        .db
        .read(|tx| {
            tx.one(
                "SELECT case_id, number, body, salt, commitment FROM contents WHERE field = 'text' AND body LIKE '%hàng rong%'",
                &[],
            )
        })
        .await
        .unwrap();
    let fields = [("field", boxes[0].as_str()), ("reason", "subject_request"), ("sure", "1")];
    erase(&test, &keeper, &path, &fields).await.expect(303);
    let gone = async || {
        let page = test.visitor().get(&format!("/consultations/{draft}/whole")).await.expect(200).text();
        !page.contains("hàng rong")
    };
    assert!(gone().await);
    // A copy of before the erasure comes back: the journal still tells of it, and the next start carries it out again.
    test.app
        .db
        .write(move |tx| {
            let (id, number, body, salt, commitment) = kept.clone();
            tx.execute("DELETE FROM erasures WHERE case_id = $1", &[&id])?;
            tx.execute(
                "INSERT INTO contents (case_id, number, field, body, salt, commitment, opened) \
                 VALUES ($1, $2, 'text', $3, $4, $5, TRUE)",
                &[&id, &number, &body, &salt.as_slice(), &commitment.as_slice()],
            )
        })
        .await
        .unwrap();
    assert!(!gone().await);
    assert_eq!(removals::repeat(test.app.clone()).await.unwrap(), 1);
    assert!(gone().await);
    test.check().await;
}

async fn what_was_done_to_questions_and_comments_stands_in_the_public_log(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, OWN).await;
    ask(&test, &code, "Ông ấy ở số 5 ăn cắp điện, sao không ai xử lý?").await;
    let softer = [("question", "1"), ("redacted", SOFTER), ("redact_reason", "personal_data")];
    take(&test, &host, &code, "show", &softer).await.expect(303);
    let hidden = [("question", "2"), ("hide_reason", "alleges_offence")];
    take(&test, &host, &code, "hide", &hidden).await.expect(303);
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let officer = consultations::drafter(&test).await;
    let draft = consultations::announce(&test, &officer, consultations::TEXT).await;
    let words = [("stance", "disagree"), ("text", "Bà ấy ở số 7 nhận tiền hàng rong.")];
    consultations::comment(&test, &draft, "whole", &words).await;
    consultations::comment(&test, &draft, "whole", &[("stance", "ask"), ("text", "Ai kiểm tra việc này?")])
        .await;
    let hidden = [("comment", "1"), ("hide_reason", "alleges_offence")];
    consultations::take(&test, &moderator, &draft, "hide", &hidden).await.expect(303);
    let softer = [("comment", "2"), ("redacted", "Ai kiểm tra?")];
    consultations::take(&test, &moderator, &draft, "show", &softer).await.expect(422);
    let softer = [softer[0], softer[1], ("redact_reason", "abusive")];
    consultations::take(&test, &moderator, &draft, "show", &softer).await.expect(303);

    let reader = test.visitor();
    let csv = reader.get("/moderation.csv").await.expect(200).text();
    for line in [
        format!("{code},redacted,personal_data,handler,{HOST},1"),
        format!("{code},hidden,alleges_offence,handler,{HOST},2"),
        format!("{draft},hidden,alleges_offence,moderator,,1"),
        format!("{draft},redacted,abusive,moderator,,2"),
    ] {
        assert!(csv.contains(&line), "{line} in {csv}");
    }
    let page = reader.get("/moderation").await.expect(200).text();
    assert!(page.contains("Câu hỏi số 2") && page.contains(&format!("/dialogues/{code}")), "{page}");
    assert!(page.contains(&format!("/consultations/{draft}")), "{page}");
    for never in ["ăn cắp điện", "nhận tiền hàng rong", SOFTER] {
        assert!(!page.contains(never) && !csv.contains(never), "never the content");
    }
    test.check().await;
}
