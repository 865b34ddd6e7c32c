//! Looks at private words of questions and comments stand in the log of looks like those at cases, and looks at what everybody may read
//! do not.

use jiff::ToSpan as _;

use crate::{
    consultations,
    desk::{enter, sign_in},
    dialogues,
    support::{TestApp, on_both_engines},
};

on_both_engines!(who_looks_at_words_that_the_public_does_not_read_is_in_the_log);

async fn looks(test: &TestApp) -> i64 {
    test.app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM reads WHERE case_id IN (SELECT id FROM matters)", &[]))
        .await
        .unwrap()
}

async fn who_looks_at_words_that_the_public_does_not_read_is_in_the_log(test: TestApp) {
    let host = dialogues::host(&test).await;
    let session = dialogues::announce(&test, &host).await;
    dialogues::ask(&test, &session, "Bao giờ sửa xong đèn đường ở ngõ 12 phố Mẫu?").await;
    let there = format!("/desk/dialogues/{session}");
    let stranger = sign_in(&test, "phuong-khac", &["handler@ubnd-00004"]).await;
    stranger.get(&there).await.expect(403);
    assert_eq!(looks(&test).await, 0, "who is shown nothing has looked at nothing");
    host.get(&there).await.expect(200);
    assert_eq!(looks(&test).await, 1);
    host.get(&there).await.expect(200);
    host.get(&format!("{there}/questions/1")).await.expect(200);
    assert_eq!(looks(&test).await, 1, "a second look within five minutes is the same look");

    // What the public reads as it was sent is no secret; what it reads in other words is one.
    dialogues::take(&test, &host, &session, "show", &[("question", "1")]).await.expect(303);
    test.pass(10.minutes());
    let host = enter(&test, "thu-ky").await;
    host.get(&there).await.expect(200);
    host.get(&format!("{there}/questions/1")).await.expect(200);
    assert_eq!(looks(&test).await, 1);
    let softer =
        [("question", "1"), ("redacted", "Bao giờ sửa xong đèn đường?"), ("redact_reason", "personal_data")];
    dialogues::take(&test, &host, &session, "show", &softer).await.expect(303);
    host.get(&there).await.expect(200);
    assert_eq!(looks(&test).await, 1, "the list shows the published words");
    host.get(&format!("{there}/questions/1")).await.expect(200);
    assert_eq!(looks(&test).await, 2);

    let drafter = consultations::drafter(&test).await;
    let text = consultations::TEXT.replace("Diều 2", "Điều 2");
    let draft = consultations::announce(&test, &drafter, &text).await;
    let desk = format!("/desk/consultations/{draft}");
    drafter.get(&desk).await.expect(200);
    assert_eq!(looks(&test).await, 2, "there is no comment yet");
    let overview = test.visitor().get(&format!("/consultations/{draft}")).await.expect(200).text();
    let article = consultations::article_of(&overview, "Điều 3. Không nên làm");
    let words = [("provision", article.as_str()), ("stance", "disagree"), ("text", "Thiếu mức phạt.")];
    consultations::comment(&test, &draft, &article, &words).await;
    drafter.get(&desk).await.expect(200);
    assert_eq!(looks(&test).await, 3);
    consultations::take(&test, &drafter, &draft, "show", &[("comment", "1")]).await.expect(303);
    test.pass(10.minutes());
    let drafter = enter(&test, "soan-thao").await;
    drafter.get(&desk).await.expect(200);
    drafter.get(&format!("{desk}?comment=1")).await.expect(200);
    assert_eq!(looks(&test).await, 3, "it is public as it was sent");

    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let log = keeper.get("/desk/reads").await.expect(200).text();
    for words in ["thu-ky", "soan-thao", session.as_str(), draft.as_str()] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert!(log.contains(&format!("href=\"/desk/dialogues/{session}\"")));
    let one = keeper.get(&format!("/desk/reads?code={draft}")).await.expect(200).text();
    assert!(one.contains("soan-thao") && !one.contains("thu-ky"));
    host.get("/desk/reads").await.expect(403);
    test.check().await;
}
