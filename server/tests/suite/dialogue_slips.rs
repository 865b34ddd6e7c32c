//! Questions on slips: entered one after another, published by the same form, and their links handed over on one sheet.

use crate::{
    desk::sign_in,
    dialogues::{HOST, QUESTION, announce, ask, csrf, host},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    slips_are_entered_and_published_one_after_another_and_get_one_sheet,
    what_may_accuse_somebody_is_not_published_by_the_form_that_takes_it_in,
    a_form_that_was_sent_before_takes_no_other_words_silently,
    nobody_publishes_by_a_forged_field,
);

async fn enter(test: &TestApp, visitor: &Visitor, code: &str, fields: &[(&str, &str)]) -> Answer {
    let token = csrf(visitor).await;
    let mut all = vec![("csrf", token.as_str()), ("channel", "paper")];
    all.extend(fields);
    let answer = visitor.post(&format!("/desk/dialogues/{code}/file"), &all).await;
    test.settle().await;
    answer
}

async fn key(visitor: &Visitor, code: &str) -> String {
    visitor.get(&format!("/desk/dialogues/{code}/file")).await.expect(200).field("idempotency_key")
}

async fn kinds(test: &TestApp) -> Vec<String> {
    let entries: Vec<(String,)> = test
        .app
        .db
        .read(|tx| {
            tx.all("SELECT body FROM journal WHERE body LIKE '%\"type\":\"question.%' ORDER BY idx", &[])
        })
        .await
        .unwrap();
    let kind = |(body,): (String,)| {
        let kind = body.split("\"type\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        format!("{kind}{}", if body.contains(&format!("\"{HOST}\"")) { " by the host" } else { "" })
    };
    entries.into_iter().map(kind).collect()
}

async fn slips_are_entered_and_published_one_after_another_and_get_one_sheet(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let first = key(&host, &code).await;
    let slip = [("idempotency_key", first.as_str()), ("text", QUESTION), ("publish", "1"), ("then", "next")];
    let next = enter(&test, &host, &code, &slip).await.expect(200);
    assert!(next.text().contains("Đã ghi và đăng công khai câu hỏi số 1."), "{}", next.text());
    assert_ne!(next.field("idempotency_key"), first, "the next slip has a key of its own");
    assert!(!next.text().contains(QUESTION), "the form is empty again");
    assert!(!next.text().contains("name=\"publish\" value=\"1\" checked"), "each slip is read for itself");
    let secret = next.field("slip");
    assert!(test.visitor().get(&format!("/dialogues/{code}")).await.text().contains(QUESTION));
    assert_eq!(kinds(&test).await, ["question.asked by the host", "question.shown by the host"]);

    // Sent twice it is one question, published once.
    enter(&test, &host, &code, &slip).await.expect(200);
    assert_eq!(kinds(&test).await.len(), 2);
    let officers: i64 = test
        .app
        .db
        .read(|tx| {
            tx.one(
                "SELECT count(*) FROM acts a JOIN journal j ON j.case_id = a.case_id AND j.number = a.number \
                 WHERE j.body LIKE '%\"type\":\"question.%'",
                &[],
            )
        })
        .await
        .unwrap();
    assert_eq!(officers, 2, "who took it in and who published it is kept, as if done apart");

    // The last slip of the sitting leads to the sheet; this one waits for a moderator.
    let last = next.field("idempotency_key");
    let fields =
        [("idempotency_key", last.as_str()), ("text", "Bao giờ có thùng rác ở chợ Mẫu?"), ("slip", &secret)];
    let sheet = enter(&test, &host, &code, &fields).await.expect(200).text();
    assert_eq!(kinds(&test).await.len(), 3);
    for part in ["Câu hỏi số 1", "Câu hỏi số 2", QUESTION, "thùng rác ở chợ Mẫu", "<svg", "Cắt theo đường kẻ"]
    {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    let links: Vec<&str> =
        sheet.split("http://dantin.test").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0], format!("/my/{secret}"));
    let page = test.visitor().get(links[1]).await.expect(200).text();
    assert!(page.contains("thùng rác ở chợ Mẫu"));
    let looks: i64 = test
        .app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM reads WHERE what = 'content'", &[]))
        .await
        .unwrap();
    assert_eq!(looks, 1, "the sheet shows words that the public does not read");

    // It is printed again from the pages of the sitting, and says nothing of other sessions' links.
    let token = csrf(&host).await;
    let other = announce(&test, &host).await;
    let elsewhere = ask(&test, &other, "Bao giờ mở lại sân chơi?").await;
    let strange = elsewhere.rsplit('/').next().unwrap();
    let there = format!("/desk/dialogues/{code}/slips");
    let fields = [("csrf", token.as_str()), ("slip", &secret), ("slip", strange), ("slip", "khong-co")];
    let again = host.post(&there, &fields).await.expect(200).text();
    assert!(again.contains(&secret) && !again.contains(strange) && !again.contains("sân chơi"), "{again}");
    host.post(&there, &[("csrf", &token), ("slip", strange)]).await.expect(404);
    // Nobody but whoever holds the session gets there.
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ubnd-00004"]).await;
    let token = csrf(&moderator).await;
    moderator.post(&there, &[("csrf", &token), ("slip", &secret)]).await.expect(403);
    test.check().await;
}

async fn what_may_accuse_somebody_is_not_published_by_the_form_that_takes_it_in(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let key = key(&host, &code).await;
    let accusing = "Sao không ai xử lý việc ông Nguyễn Văn Mẫu nhận tiền của các hộ?";
    let slip = [("idempotency_key", key.as_str()), ("text", accusing), ("publish", "1"), ("then", "next")];
    let back = enter(&test, &host, &code, &slip).await.expect(422);
    assert!(back.text().contains("href=\"#publish\"") && back.text().contains(accusing), "{}", back.text());
    assert_eq!(kinds(&test).await, Vec::<String>::new(), "neither taken in nor published");
    let slip = [slip[0], slip[1], slip[3]];
    enter(&test, &host, &code, &slip).await.expect(200);
    assert_eq!(kinds(&test).await, ["question.asked by the host"]);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.text();
    assert!(!page.contains("nhận tiền"), "it waits for a moderator like every other");
    test.check().await;
}

async fn a_form_that_was_sent_before_takes_no_other_words_silently(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let key = key(&host, &code).await;
    let slip = |text: &'static str| [("idempotency_key", key.as_str()), ("text", text), ("then", "next")];
    enter(&test, &host, &code, &slip(QUESTION)).await.expect(200);
    let other = "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?";
    let back = enter(&test, &host, &code, &slip(other)).await.expect(422);
    assert!(back.text().contains("Mẫu này đã được gửi trước đó") && back.text().contains(other));
    let anew = back.field("idempotency_key");
    let fields = [("idempotency_key", anew.as_str()), ("text", other), ("then", "next")];
    let next = enter(&test, &host, &code, &fields).await.expect(200).text();
    assert!(next.contains("Đã ghi câu hỏi số 2. Câu hỏi chờ kiểm duyệt."), "{next}");
    assert_eq!(kinds(&test).await.len(), 2);
    test.check().await;
}

async fn nobody_publishes_by_a_forged_field(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let form = host.get(&format!("/desk/dialogues/{code}/file")).await.expect(200).text();
    assert!(form.contains("name=\"publish\""), "whoever holds the session may publish");
    let key = "a".repeat(64);
    let slip = [("idempotency_key", key.as_str()), ("text", QUESTION), ("publish", "1"), ("then", "next")];
    for roles in ["handler@ubnd-00004", "moderator@ubnd-00070", "privacy_officer@mttq"] {
        let login = roles.split('@').next().unwrap().replace('_', "-");
        let stranger = sign_in(&test, &login, &[roles]).await;
        let page = stranger.get(&format!("/desk/dialogues/{code}/file")).await.expect(403).text();
        assert!(!page.contains("name=\"publish\""), "{roles}");
        enter(&test, &stranger, &code, &slip).await.expect(403);
    }
    assert_eq!(kinds(&test).await, Vec::<String>::new());
    test.check().await;
}
