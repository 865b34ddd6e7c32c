//! Who decides what is read of the comments on a draft: whoever wrote it does not choose the words of its critics, moderators hide and take out
//! words at any time, and whatever comes back after the end gets its response.

use dantin::jobs::consultations::turn;
use jiff::ToSpan as _;

use crate::{
    consultations::{DRAFTER, TEXT, announce, comment, drafter, take},
    consultations_files::docx_text,
    desk::{enter, sign_in},
    support::{TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    whoever_wrote_the_draft_publishes_what_waits_as_it_was_written,
    the_main_comment_of_a_group_is_hidden_and_the_others_keep_their_response,
    a_moderator_takes_words_out_of_a_comment_that_is_public_already,
    a_comment_that_is_shown_again_after_the_end_gets_its_response,
);

/// Comments on the whole text, and gives the pages behind the links.
async fn say<const COUNT: usize>(test: &TestApp, code: &str, all: [&str; COUNT]) -> Vec<String> {
    let mut links = Vec::new();
    for text in all {
        links.push(comment(test, code, "whole", &[("stance", "disagree"), ("text", text)]).await);
    }
    links
}

async fn moderator(test: &TestApp) -> Visitor {
    sign_in(test, "kiem-duyet", &["moderator@ttpv-hcc"]).await
}

/// What everybody reads: the comments on the whole text, and the table in each of its forms.
async fn public(test: &TestApp, code: &str) -> Vec<String> {
    let visitor = test.visitor();
    let mut all = Vec::new();
    for page in ["whole", "table", "table.csv"] {
        all.push(visitor.get(&format!("/consultations/{code}/{page}")).await.expect(200).text());
    }
    let docx = visitor.get(&format!("/consultations/{code}/table.docx")).await.expect(200);
    all.push(docx_text(&docx.body));
    all
}

/// The words of comments of which anybody gets the opening.
async fn opened(test: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = test
        .app
        .db
        .read(|tx| {
            tx.all(
                "SELECT c.body FROM contents c JOIN matters m ON m.id = c.case_id WHERE m.kind = 'consultation' \
                 AND c.opened = TRUE AND c.field IN ('text', 'proposal', 'organisation') ORDER BY c.number",
                &[],
            )
        })
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| body).collect()
}

async fn whoever_wrote_the_draft_publishes_what_waits_as_it_was_written(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    say(&test, &code, ["Quy tắc này đặt ra việc không cần.", "Ông Mẫu viết dở.", "Nên bỏ."]).await;
    let softer = [("comment", "1"), ("redacted", "Quy tắc rất cần."), ("redact_reason", "abusive")];
    let refused = "Cơ quan soạn thảo chỉ công khai nguyên văn ý kiến đang chờ kiểm duyệt";
    let page = take(&test, &officer, &code, "show", &softer).await.expect(422).text();
    assert!(page.contains(refused), "{page}");
    take(&test, &officer, &code, "show", &softer[..2]).await.expect(422);
    let desk = format!("/desk/consultations/{code}");
    let form = officer.get(&format!("{desk}?comment=1")).await.expect(200).text();
    assert!(form.contains("value=\"show\"") && !form.contains("name=\"redacted\""), "{form}");
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    take(&test, &officer, &code, "show", &[("comment", "9")]).await.expect(404);

    // What a moderator hid, or put in other words, is not the drafter's to show.
    let moderating = moderator(&test).await;
    let hide = [("comment", "2"), ("hide_reason", "abusive")];
    take(&test, &moderating, &code, "hide", &hide).await.expect(303);
    let softer = [("comment", "3"), ("redacted", "Nên sửa."), ("redact_reason", "abusive")];
    take(&test, &moderating, &code, "show", &softer).await.expect(303);
    // Nor does another role help whoever works for the drafter; and the coordinator, who holds it too, is no moderator either.
    let both = sign_in(&test, "kiem-nhiem", &["moderator@ttpv-hcc", &format!("head@{DRAFTER}")]).await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    for person in [&officer, &both, &coordinator] {
        for number in ["2", "3"] {
            let page = take(&test, person, &code, "show", &[("comment", number)]).await.expect(422).text();
            assert!(page.contains(refused), "{page}");
            let form = person.get(&format!("{desk}?comment={number}")).await.expect(200).text();
            assert!(!form.contains("value=\"show\""), "{form}");
        }
    }
    for page in public(&test, &code).await {
        assert!(page.contains("việc không cần") && page.contains("Nên sửa."), "{page}");
        assert!(!page.contains("viết dở") && !page.contains("Nên bỏ."), "{page}");
    }
    let form = moderating.get(&format!("{desk}?comment=2")).await.expect(200).text();
    assert!(form.contains("name=\"redacted\""), "{form}");
    take(&test, &moderating, &code, "show", &[("comment", "2")]).await.expect(303);
    assert!(public(&test, &code).await[0].contains("viết dở"));
    test.check().await;
}

async fn the_main_comment_of_a_group_is_hidden_and_the_others_keep_their_response(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let links = say(&test, &code, ["Bà Mẫu ở số 7 nhận tiền.", "Quá dài.", "Nên ngắn lại."]).await;
    for number in ["1", "2", "3"] {
        take(&test, &officer, &code, "show", &[("comment", number)]).await.expect(303);
    }
    let group = [("into", "1"), ("chosen", "2"), ("chosen", "3")];
    take(&test, &officer, &code, "group", &group).await.expect(303);
    let moderating = moderator(&test).await;
    let desk = format!("/desk/consultations/{code}");
    let form = moderating.get(&format!("{desk}?comment=1")).await.expect(200).text();
    assert!(form.contains("vẫn công khai, cùng câu trả lời chung"), "{form}");
    let hide = [("comment", "1"), ("hide_reason", "alleges_offence")];
    take(&test, &moderating, &code, "hide", &hide).await.expect(303);
    for page in public(&test, &code).await {
        assert!(!page.contains("nhận tiền"), "{page}");
        assert!(page.contains("Quá dài.") && page.contains("Nên ngắn lại."), "{page}");
    }
    assert_eq!(opened(&test).await, ["Quá dài.", "Nên ngắn lại."]);

    // The response that the others wait for is still owed, stands on the list, and is given under the number that they share.
    test.pass((24 * 22).hours());
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let officer = enter(&test, "soan-thao").await;
    take(&test, &officer, &code, "close", &[]).await.expect(422);
    let list = officer.get(&desk).await.expect(200).text();
    assert!(list.contains(&format!("{desk}?comment=1")), "{list}");
    assert!(!list.contains("name=\"chosen\" value=\"1\""), "it is put under no other: {list}");
    let text = "Ban soạn thảo đã rút gọn.";
    let answer = [("comment", "1"), ("revision", "1"), ("decision", "partly"), ("text", text)];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    take(&test, &officer, &code, "close", &[]).await.expect(303);
    for page in public(&test, &code).await {
        assert!(page.matches(text).count() == 2 && !page.contains("nhận tiền"), "of two comments: {page}");
    }
    for link in &links[1..] {
        let mine = test.visitor().get(link).await.expect(200).text();
        assert!(mine.contains(text) && !mine.contains("nhận tiền"), "{mine}");
    }
    let log = test.visitor().get("/moderation.csv").await.expect(200).text();
    assert!(log.contains(&format!("{code},hidden,alleges_offence,moderator,,1")), "{log}");
    test.check().await;
}

async fn a_moderator_takes_words_out_of_a_comment_that_is_public_already(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let fields = [
        ("stance", "change"),
        ("text", "Ông Mẫu ở số 5 hay đổ rác, nên tăng mức phạt."),
        ("proposal", "Ông Mẫu bị phạt."),
    ];
    let mine = comment(&test, &code, "whole", &fields).await;
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    let text = "Ban soạn thảo ghi nhận.";
    let answer = [("comment", "1"), ("revision", "1"), ("decision", "noted"), ("text", text)];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    assert!(public(&test, &code).await.iter().all(|page| page.contains("số 5")));

    let moderating = moderator(&test).await;
    let form = moderating.get(&format!("/desk/consultations/{code}?comment=1")).await.expect(200).text();
    assert!(form.contains("Công khai lại với nội dung khác"), "{form}");
    // Nothing goes out anew by oversight, and no word without its reason.
    take(&test, &moderating, &code, "show", &[("comment", "1")]).await.expect(422);
    let softer = [("comment", "1"), ("redacted", "Nên tăng mức phạt."), ("redact_reason", "personal_data")];
    take(&test, &moderating, &code, "show", &softer[..2]).await.expect(422);
    take(&test, &moderating, &code, "show", &softer).await.expect(303);
    for page in public(&test, &code).await {
        assert!(page.contains("Nên tăng mức phạt.") && page.contains(text), "{page}");
        assert!(!page.contains("số 5") && !page.contains("Ông Mẫu bị phạt"), "{page}");
        assert!(page.contains("đã được lược bớt khi công khai"), "{page}");
    }
    assert_eq!(opened(&test).await, ["Nên tăng mức phạt."], "words that are shown no more are shut");
    assert!(test.visitor().get(&mine).await.expect(200).text().contains("số 5"), "one's own words");
    let log = test.visitor().get("/moderation.csv").await.expect(200).text();
    assert!(log.contains(&format!("{code},redacted,personal_data,moderator,,1")), "{log}");

    // Once more in other words, and as it was written after all.
    let again = [("comment", "1"), ("redacted", "Tăng mức phạt."), ("redact_reason", "personal_data")];
    take(&test, &moderating, &code, "show", &again).await.expect(303);
    assert_eq!(opened(&test).await, ["Tăng mức phạt."]);
    take(&test, &moderating, &code, "show", &[("comment", "1")]).await.expect(303);
    assert_eq!(opened(&test).await.len(), 2, "its words and the wording that it proposes");
    assert!(public(&test, &code).await.iter().all(|page| page.contains("số 5")));
    test.check().await;
}

async fn a_comment_that_is_shown_again_after_the_end_gets_its_response(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let links = say(&test, &code, ["Chỗ này không rõ.", "Quá dài."]).await;
    let moderating = moderator(&test).await;
    take(&test, &moderating, &code, "hide", &[("comment", "1"), ("hide_reason", "abusive")])
        .await
        .expect(303);
    let answer = |number: &'static str, revision: &'static str| {
        [
            ("comment", number),
            ("revision", revision),
            ("decision", "noted"),
            ("text", "Ban soạn thảo ghi nhận."),
        ]
    };
    take(&test, &officer, &code, "show", &[("comment", "2")]).await.expect(303);
    take(&test, &officer, &code, "answer", &answer("2", "1")).await.expect(303);
    test.pass((24 * 22).hours());
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let officer = enter(&test, "soan-thao").await;
    take(&test, &officer, &code, "close", &[]).await.expect(303);

    let moderating = enter(&test, "kiem-duyet").await;
    take(&test, &moderating, &code, "show", &[("comment", "1")]).await.expect(303);
    let mine = test.visitor().get(&links[0]).await.expect(200).text();
    assert!(mine.contains("Cơ quan soạn thảo chưa trả lời"), "{mine}");
    let table = public(&test, &code).await.swap_remove(1);
    assert!(table.contains("Chỗ này không rõ.") && table.contains("Chưa trả lời"), "{table}");
    let desk = format!("/desk/consultations/{code}");
    let form = officer.get(&format!("{desk}?comment=1")).await.expect(200).text();
    assert!(form.contains("value=\"answer\""), "{form}");
    take(&test, &officer, &code, "answer", &answer("1", "1")).await.expect(303);
    for page in public(&test, &code).await {
        assert_eq!(page.matches("Ban soạn thảo ghi nhận.").count(), 2, "{page}");
    }
    // What was answered when it was closed stands.
    for number in ["1", "2"] {
        let form = officer.get(&format!("{desk}?comment={number}")).await.expect(200).text();
        assert!(!form.contains("value=\"answer\""), "{form}");
        take(&test, &officer, &code, "answer", &answer(number, "2")).await.expect(422);
    }
    test.check().await;
}
