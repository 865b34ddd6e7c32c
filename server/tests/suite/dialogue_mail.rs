//! Mails to those who asked a question: of each step once, together with what else is new, in their language and in the words of the
//! public page; and whether what was promised was kept.

use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in, step},
    dialogues::{HOST, QUESTION, announce, host, local, take},
    mail::{Mail, sent, with_mail},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    whoever_asked_is_told_of_what_became_of_the_question_and_never_more_than_the_page,
    whoever_asked_is_told_whether_the_promise_was_kept,
    whoever_still_waits_is_told_that_the_session_was_moved,
);

/// Asks with an address, in a language, and gives the asker's page.
async fn ask(test: &TestApp, code: &str, text: &str, email: &str, language: &str) -> String {
    let visitor = test.visitor();
    let there = format!("/dialogues/{code}/ask");
    let form = visitor.get(&format!("{there}?lang={language}")).await.expect(200);
    let key = form.field("idempotency_key");
    let fields = [("idempotency_key", key.as_str()), ("text", text), ("looked", "1"), ("email", email)];
    let mine = visitor.post(&there, &fields).await.location();
    test.settle().await;
    mine
}

async fn join(test: &TestApp, code: &str, email: &str) -> String {
    let visitor = test.visitor();
    let there = format!("/dialogues/{code}/questions/1/join");
    let form = visitor.get(&format!("{there}?lang=vi")).await.expect(200);
    let fields = [("idempotency_key", form.field("idempotency_key")), ("email", email.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mine = visitor.post(&there, &fields).await.location();
    test.settle().await;
    mine
}

/// What left, by address.
async fn all_sent(test: &TestApp) -> Vec<Mail> {
    let mut mails = sent(test).await;
    mails.sort_by(|one, other| one.to.cmp(&other.to));
    for mail in &mails {
        for body in [&mail.text, &mail.html] {
            assert!(!body.contains("/my/"), "no mail holds the secret of a link: {body}");
        }
    }
    mails
}

fn to(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

async fn whoever_asked_is_told_of_what_became_of_the_question_and_never_more_than_the_page(test: TestApp) {
    let test = with_mail(test);
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let accusing = "Ông ấy ở số 5 ăn cắp điện, sao không ai xử lý?";
    let own = "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?";
    ask(&test, &code, QUESTION, "an@example.vn", "vi").await;
    ask(&test, &code, own, "binh@example.vn", "en").await;
    ask(&test, &code, accusing, "an@example.vn", "vi").await;
    test.pass(16.minutes());
    assert!(sent(&test).await.is_empty(), "that one asked oneself, one knows");

    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let softer = "Vỉa hè bị chiếm để xe đến bao giờ?";
    let fields = [("question", "2"), ("redacted", softer), ("redact_reason", "personal_data")];
    take(&test, &host, &code, "show", &fields).await.expect(303);
    let reason = [("question", "3"), ("hide_reason", "alleges_offence")];
    take(&test, &host, &code, "hide", &reason).await.expect(303);
    join(&test, &code, "chi@example.vn").await;
    assert!(sent(&test).await.is_empty(), "news that have no haste wait for others");
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["an@example.vn", "binh@example.vn"], "who joined later has read it");
    for body in [&mails[0].text, &mails[0].html] {
        assert!(body.contains("Câu hỏi số 1") && body.contains(QUESTION), "{body}");
        assert!(body.contains("Câu hỏi số 3") && body.contains("không được công khai"), "{body}");
        assert!(!body.contains("ăn cắp điện"), "words that were hidden are in no mail");
    }
    assert_eq!(mails[0].subject, "2 việc bạn đã gửi có tin mới");
    assert!(mails[1].text.contains("Question 2") && mails[1].text.contains(softer), "{}", mails[1].text);
    assert!(!mails[1].text.contains(own), "only what the page shows");
    assert!(mails[1].text.contains(&format!("http://dantin.test/dialogues/{code}#q2")));
    assert!(mails[1].header("list-unsubscribe").contains("/stop/cases"), "{:?}", mails[1]);

    take(&test, &host, &code, "merge", &[("question", "2"), ("into", "1")]).await.expect(303);
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["binh@example.vn"]);
    assert!(mails[0].text.contains("question 1") && mails[0].text.contains(QUESTION), "{}", mails[0].text);

    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &host, &code, "answer", &answer).await.expect(303);
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["an@example.vn", "binh@example.vn", "chi@example.vn"]);
    for mail in &mails {
        assert!(mail.text.contains("Đã thay bóng ngày 3 tháng 12."), "{}", mail.text);
    }
    assert!(
        mails[0].text.contains("đúng điều bạn hỏi không") && mails[0].text.contains("đường liên kết riêng")
    );
    assert!(mails[1].text.contains("Does that answer your question"), "{}", mails[1].text);
    assert_eq!(mails[2].subject, format!("Câu hỏi số 1 ({code}): Đã trả lời · {}", agency(&test)));

    // One press ends it, and what comes then is told to the others alone.
    let stop = mails[0].header("list-unsubscribe").split(['<', '>']).find(|part| part.contains("/stop/"));
    let stop = stop.unwrap().strip_prefix("http://dantin.test").unwrap().to_owned();
    test.visitor().post(&stop, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    let refused = [("question", "1"), ("refuse_reason", "answered"), ("words", "Xem câu trả lời trên.")];
    take(&test, &host, &code, "refuse", &refused).await.expect(303);
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["binh@example.vn", "chi@example.vn"]);

    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let log = keeper.get(&format!("/desk/mails?case={code}")).await.expect(200).text();
    assert!(log.contains("chi@example.vn") && log.contains(&format!("/desk/dialogues/{code}")), "{log}");
    assert!(!log.contains("Đã thay bóng"), "no words of a mail are kept");
    test.check().await;
}

fn agency(test: &TestApp) -> String {
    test.app.city.agency(HOST).unwrap().name.vi.clone()
}

async fn whoever_asked_is_told_whether_the_promise_was_kept(test: TestApp) {
    let test = with_mail(test);
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let mine = ask(&test, &code, QUESTION, "an@example.vn", "vi").await;
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    join(&test, &code, "chi@example.vn").await;
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    let due = local(&test, 24 * 20);
    let promise = [
        ("question", "1"),
        ("observable", "Cả 14 bóng đèn trên ngõ 12 sáng lúc 19 giờ."),
        ("area", "00070"),
        ("category", "moi-truong"),
        ("agency", HOST),
        ("due", &due[..10]),
        ("measure", "Đếm bóng sáng"),
        ("evidence", "Ảnh trước và sau"),
    ];
    take(&test, &host, &code, "promise", &promise).await.expect(303);
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(
        to(&mails),
        ["an@example.vn", "chi@example.vn"],
        "one mail of the promise, and none of its case"
    );
    assert!(mails[1].text.contains("Cả 14 bóng đèn"), "{}", mails[1].text);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.text();
    let case = page.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(mails[1].text.contains(&case), "{}", mails[1].text);

    let worker = sign_in(&test, "xu-ly", &[&format!("handler@{HOST}")]).await;
    let done = [("text", "Đã lắp đủ bóng."), ("document_title", "Biên bản nghiệm thu số 1")];
    step(&worker, &case, "resolve", &done).await.expect(303);
    test.settle().await;
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["an@example.vn", "chi@example.vn"]);
    for mail in &mails {
        assert!(
            mail.text.contains("Đã lắp đủ bóng.") && mail.text.contains("Việc đã xong chưa?"),
            "{}",
            mail.text
        );
    }
    test.visitor().post(&format!("{mine}/question/judge"), &[("answer", "done")]).await.expect(303);
    test.settle().await;
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["chi@example.vn"], "nobody is told of the own word");
    test.check().await;
}

async fn whoever_still_waits_is_told_that_the_session_was_moved(test: TestApp) {
    let test = with_mail(test);
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION, "an@example.vn", "vi").await;
    let gone = ask(&test, &code, "Bao giờ cắt tỉa cây ở phố Mẫu?", "binh@example.vn", "vi").await;
    test.visitor().post(&format!("{gone}/question/withdraw"), &[]).await.expect(303);
    test.settle().await;
    let form = host.get(&format!("/desk/dialogues/{code}/change")).await.expect(200);
    let fields = [
        ("csrf", form.field("csrf")),
        ("attendance", "online".to_owned()),
        ("link", "https://example.vn/truc-tuyen".to_owned()),
        ("starts", local(&test, 72)),
        ("ends", local(&test, 75)),
        ("questions_from", form.field("questions_from")),
        ("questions_until", local(&test, 70)),
        ("reason", "weather".to_owned()),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    host.post(&format!("/desk/dialogues/{code}/change"), &fields).await.expect(303);
    test.settle().await;
    test.pass(16.minutes());
    let mails = all_sent(&test).await;
    assert_eq!(to(&mails), ["an@example.vn"], "who withdrew waits for nothing");
    for word in ["Hội nghị chuyển sang", "Thời tiết", "Địa chỉ xem trực tuyến: https://example.vn/truc-tuyen"]
    {
        assert!(mails[0].text.contains(word), "{word}: {}", mails[0].text);
    }
    test.check().await;
}
