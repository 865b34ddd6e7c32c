//! What sessions leave behind: promises whose askers confirm them by links of their own, also where their question was merged
//! into another.

use dantin::jobs::dialogues::turn;
use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in, step},
    dialogues::{HOST, QUESTION, announce, ask, host, local, take},
    support::{TestApp, on_both_engines},
};

on_both_engines!(who_asked_what_was_merged_confirms_the_promise_by_the_own_link,);

/// Promises, in the fixed form, what the first question asks for.
pub(crate) async fn promise(test: &TestApp, code: &str) -> String {
    let host = enter(test, "thu-ky").await;
    let due = local(test, 24 * 20);
    let fields = [
        ("question", "1"),
        ("observable", "Cả 14 bóng đèn trên ngõ 12 sáng lúc 19 giờ."),
        ("place", "Ngõ 12 phố Mẫu"),
        ("area", "00070"),
        ("category", "moi-truong"),
        ("agency", HOST),
        ("due", &due[..10]),
        ("measure", "Đếm bóng sáng"),
        ("evidence", "Ảnh trước và sau"),
        ("speaker", "Tôi xin hứa trước bà con."),
    ];
    take(test, &host, code, "promise", &fields).await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    page.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn who_asked_what_was_merged_confirms_the_promise_by_the_own_link(test: TestApp) {
    let officer = host(&test).await;
    let code = announce(&test, &officer).await;
    ask(&test, &code, QUESTION).await;
    let other = ask(&test, &code, "Ngõ 12 tối quá, bao giờ có đèn?").await;
    let stranger = ask(&test, &code, "Vỉa hè phố Mẫu bao giờ lát xong?").await;
    for question in ["1", "2", "3"] {
        take(&test, &officer, &code, "show", &[("question", question)]).await.expect(303);
    }
    take(&test, &officer, &code, "merge", &[("question", "2"), ("into", "1")]).await.expect(303);
    test.pass(48.hours());
    let officer = enter(&test, "thu-ky").await;
    take(&test, &officer, &code, "start", &[]).await.expect(303);
    let case = promise(&test, &code).await;

    let file = test.visitor().get("/commitments.csv").await.expect(200).text();
    assert!(file.contains(&case) && file.contains("Cả 14 bóng đèn trên ngõ 12 sáng lúc 19 giờ."), "{file}");

    let worker = sign_in(&test, "xu-ly", &[&format!("handler@{HOST}")]).await;
    let done = [("text", "Đã lắp đủ bóng."), ("document_title", "Biên bản nghiệm thu số 1")];
    step(&worker, &case, "resolve", &done).await.expect(303);
    test.settle().await;
    let visitor = test.visitor();
    let refused = visitor.post(&format!("{stranger}/question/judge"), &[("answer", "done")]).await;
    assert_ne!(refused.status, 303, "another question's link says nothing here");
    visitor.post(&format!("{other}/question/judge"), &[("answer", "done")]).await.expect(303);
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    let page = visitor.get(&format!("/cases/{case}")).await.expect(200).text();
    assert!(page.contains("Đã xác nhận xong"), "{page}");
    test.check().await;
}
