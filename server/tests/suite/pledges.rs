//! What sessions leave behind: promises whose askers confirm them by links of their own, also where their question was merged
//! into another.

use dantin::jobs::dialogues::turn;
use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in, step},
    dialogues::{HOST, QUESTION, announce, ask, host, local, take},
    support::{Answer, TestApp, on_both_engines},
};

on_both_engines!(
    who_asked_what_was_merged_confirms_the_promise_by_the_own_link,
    what_was_promised_with_it_stands_wherever_the_promise_is_told,
    a_recommendation_is_told_as_the_word_of_its_overseer,
);

/// Promises, in the fixed form, what the first question asks for.
pub(crate) async fn promise(test: &TestApp, code: &str) -> String {
    promise_by(test, code, "").await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    page.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// The same with the body that alone confirms it.
async fn promise_by(test: &TestApp, code: &str, verifier: &str) -> Answer {
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
        ("verifier", verifier),
    ];
    take(test, &host, code, "promise", &fields).await
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

async fn what_was_promised_with_it_stands_wherever_the_promise_is_told(test: TestApp) {
    let officer = host(&test).await;
    let code = announce(&test, &officer).await;
    let mine = ask(&test, &code, QUESTION).await;
    take(&test, &officer, &code, "show", &[("question", "1")]).await.expect(303);
    test.pass(48.hours());
    let officer = enter(&test, "thu-ky").await;
    take(&test, &officer, &code, "start", &[]).await.expect(303);
    for never in [HOST, "ubnd-thanh-pho"] {
        let back = promise_by(&test, &code, never).await.expect(422).text();
        assert!(back.contains("href=\"#verifier\""), "{never} could never confirm it: {back}");
    }
    promise_by(&test, &code, "mttq").await.expect(303);
    let visitor = test.visitor();
    let csv = visitor.get("/commitments.csv").await.expect(200).text();
    let case = csv.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    assert!(csv.contains("Đếm bóng sáng,Ảnh trước và sau,mttq,Tôi xin hứa trước bà con."), "{csv}");

    let page = visitor.get(&format!("/cases/{case}")).await.expect(200).text();
    let words = ["Đếm bóng sáng", "Ảnh trước và sau", "Tôi xin hứa trước bà con.", "Ngõ 12 phố Mẫu"];
    let desk = sign_in(&test, "xu-ly", &[&format!("handler@{HOST}")]).await;
    let desk_page = desk.get(&format!("/desk/cases/{case}")).await.expect(200).text();
    let own = visitor.get(&mine).await.expect(200).text();
    for page in [&page, &desk_page, &own] {
        for part in words.into_iter().chain(["Mặt trận Tổ quốc"]) {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
    assert!(page.contains(&format!("/dialogues/{code}#q1")), "{page}");
    assert!(page.contains("phải làm xong trước"), "its date is that of the work");
    for untrue in
        ["Lời người phản ánh", "Đã gửi phản ánh", "Người dân</span>", "phải tiếp nhận", ">Tiếp nhận<"]
    {
        assert!(!page.contains(untrue), "{untrue}: {page}");
    }
    let list = visitor.get("/commitments").await.expect(200).text();
    assert!(list.contains("Đếm bóng sáng") && list.contains("Mặt trận Tổ quốc"), "{list}");
    let told = visitor.get(&format!("/cases/{case}.json")).await.expect(200).text();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["pledge"]["measure"], "Đếm bóng sáng");
    assert_eq!(told["pledge"]["verifier"], "mttq");
    let opened = told["events"][0]["content"]["speaker_words"].as_str().unwrap();
    assert!(visitor.get(opened).await.expect(200).text().contains("Tôi xin hứa trước bà con."));

    let done = [("text", "Đã lắp đủ bóng."), ("document_title", "Biên bản nghiệm thu số 1")];
    step(&desk, &case, "resolve", &done).await.expect(303);
    test.settle().await;
    let page = visitor.get(&format!("/cases/{case}")).await.expect(200).text();
    assert!(page.contains("được xác nhận kết quả này") && !page.contains("Người gửi và"), "{page}");
    test.check().await;
}

async fn a_recommendation_is_told_as_the_word_of_its_overseer(test: TestApp) {
    let overseer = crate::oversight::overseer(&test).await;
    let address = crate::oversight::plan(&overseer, "2026-04-20", &[]).await.location();
    crate::oversight::take(&overseer, &address, "notify", &[]).await.expect(303);
    test.at("2026-04-20T02:00:00Z");
    let overseer = enter(&test, "giam-sat").await;
    let visit = [("visit_words", "Hai đoạn hè còn vỡ.")];
    crate::oversight::take(&overseer, &address, "visit", &visit).await.expect(303);
    let recommendation = [
        ("observable", "Lát lại 40 mét hè"),
        ("to", crate::oversight::OVERSEEN),
        ("due_day", "2026-06-30"),
        ("category", "giao-thong"),
        ("area", crate::desk::WARD),
        ("measure", "Đo chiều dày gạch"),
    ];
    let own = recommendation.map(|(name, value)| (name, if name == "to" { "mttq" } else { value }));
    let back = crate::oversight::take(&overseer, &address, "recommend", &own).await.expect(422).text();
    assert!(back.contains("href=\"#to\""), "nobody confirms its own work: {back}");
    crate::oversight::take(&overseer, &address, "recommend", &recommendation).await.expect(303);
    test.settle().await;
    let public = address.trim_start_matches("/desk");
    let visitor = test.visitor();
    let round = visitor.get(public).await.expect(200).text();
    let case = round.split("/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = visitor.get(&format!("/cases/{case}")).await.expect(200).text();
    for part in ["Đo chiều dày gạch", "Kiến nghị giám sát", "Theo kiến nghị giám sát", public]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("Lời người phản ánh") && !page.contains("Theo lời hứa"), "{page}");
    test.check().await;
}
