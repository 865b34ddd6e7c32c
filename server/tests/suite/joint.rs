//! Joint work through the pages: parts of supporting agencies, requests for more time, the rise of late cases, merged cases
//! with everybody who asked in them, and contractors who work by a link.

use dantin::act::cases::{Submitted, join, submit};
use dantin_record::{case::Case, joint::PartKind};
use jiff::ToSpan as _;

use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

/// A company of the pack that leads nothing of the sample report.
const WATER: &str = "thoat-nuoc";

on_both_engines!(
    a_supporting_agency_does_its_part_and_the_lead_waits_for_it,
    the_lead_goes_on_without_a_part_for_a_public_reason,
    more_time_is_asked_for_and_granted_or_refused_by_somebody_above,
    a_late_case_rises_by_itself_and_says_so,
    a_late_part_rises_by_itself_to_its_own_agency,
    a_late_part_does_not_keep_its_lead_from_rising,
    no_work_goes_to_a_body_that_oversees,
    officers_merge_what_is_alike_and_the_coordinator_the_rest,
    anothers_yes_does_not_take_the_reporters_no,
    merged_cases_keep_everybody_who_asked_and_their_answer_counts,
    whoever_joined_after_the_report_of_done_may_only_say_that_it_is_not,
    a_contractor_works_by_a_link_until_it_is_revoked,
);

async fn case(test: &TestApp, code: &str) -> Case {
    let code = code.to_owned();
    let (record,): (String,) = test
        .app
        .db
        .read(move |tx| tx.one("SELECT record FROM cases WHERE code = $1", &[&code]))
        .await
        .unwrap();
    serde_json::from_str(&record).unwrap()
}

fn jpeg(seed: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([seed, u8::try_from(x * 3).unwrap(), u8::try_from(y * 5).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Sends the form of a step that carries a photo and words.
async fn with_photo(visitor: &Visitor, code: &str, step: &str, seed: u8, text: &str) -> Answer {
    let page = visitor.get(&format!("/desk/cases/{code}?step={step}")).await.expect(200);
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let photo = jpeg(seed);
    visitor
        .post_multipart(
            &format!("/desk/cases/{code}/{step}"),
            &[
                Part::Text("csrf", &csrf),
                Part::Text("version", &version),
                Part::Text("text", text),
                Part::File("photos", "sau.jpg", "image/jpeg", &photo),
            ],
        )
        .await
}

struct Team {
    filed: Submitted,
    lead: Visitor,
    head: Visitor,
    water: Visitor,
}

async fn team(test: &TestApp) -> Team {
    let filed = file(test).await;
    let lead = sign_in(test, "chu-tri", &[&format!("handler@{}", filed.agency)]).await;
    let head = sign_in(test, "lanh-dao", &[&format!("head@{}", filed.agency)]).await;
    let water = sign_in(test, "phoi-hop", &[&format!("handler@{WATER}")]).await;
    step(&lead, &filed.code, "accept", &[]).await.expect(303);
    Team { filed, lead, head, water }
}

async fn a_supporting_agency_does_its_part_and_the_lead_waits_for_it(test: TestApp) {
    let Team { filed, lead, water, .. } = team(&test).await;
    let code = filed.code.as_str();
    water.get(&format!("/desk/cases/{code}")).await.expect(403);

    let unknown =
        step(&lead, code, "add-part", &[("agency", "không có cơ quan này"), ("text", "Hút bùn.")]).await;
    let unknown = unknown.expect(422).text();
    assert!(unknown.contains("Hút bùn."), "what was typed is still there");
    let itself = step(&lead, code, "add-part", &[("agency", &filed.agency), ("text", "Hút bùn.")]).await;
    assert!(itself.expect(422).text().contains("không thể đồng thời là cơ quan phối hợp"));
    step(&lead, code, "add-part", &[("agency", WATER), ("text", "Hút bùn hố ga.")]).await.expect(303);

    let inbox = water.get("/desk").await.expect(200).text();
    assert!(inbox.contains(&format!("/desk/cases/{code}")), "the part stands in the agency's inbox");
    let page = water.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Nguyễn Mẫu") && !page.contains("0900000001"), "words are seen, contacts are not");

    let early = with_photo(&lead, code, "resolve", 1, "Đã dọn.").await.expect(422).text();
    assert!(early.contains("Còn phần việc của cơ quan phối hợp chưa xong"));
    assert!(early.contains("Đã dọn.") && early.contains("photos_kept"), "words and photo are still there");

    let bare = step(&water, code, "finish-part", &[("text", "Xong.")]).await.expect(422).text();
    assert!(bare.contains("Xong."));
    with_photo(&water, code, "finish-part", 2, "Đã hút bùn hai hố ga.").await.expect(303);
    assert_eq!(case(&test, code).await.parts[0].kind(), PartKind::Done);
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);

    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(
        page.contains("Thoát nước Hà Nội") && page.contains("Đã hút bùn hai hố ga."),
        "who did what is public"
    );
    test.check().await;
}

async fn the_lead_goes_on_without_a_part_for_a_public_reason(test: TestApp) {
    let Team { filed, lead, water, .. } = team(&test).await;
    let code = filed.code.as_str();
    step(&lead, code, "add-part", &[("agency", WATER), ("text", "Hút bùn hố ga.")]).await.expect(303);
    let bare = step(&lead, code, "release-part", &[("part", WATER), ("text", "Không chờ nữa.")]).await;
    assert!(bare.expect(422).text().contains("Không chờ nữa."));
    let fields = [("part", WATER), ("reason", "done_by_lead"), ("text", "Đội của phường đã tự hút.")];
    step(&water, code, "release-part", &fields).await.expect(403);
    step(&lead, code, "release-part", &fields).await.expect(303);
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Cơ quan chủ trì đã tự làm") && page.contains("Đội của phường đã tự hút."));
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);
    let barred = sign_in(&test, "giam-sat", &[&format!("overseer@{WATER}")]).await;
    step(&barred, code, "confirm", &[]).await.expect(403);
    test.check().await;
}

async fn more_time_is_asked_for_and_granted_or_refused_by_somebody_above(test: TestApp) {
    let Team { filed, lead, head, .. } = team(&test).await;
    let code = filed.code.as_str();
    let first = case(&test, code).await.first_due.unwrap();
    step(&lead, code, "extend", &[]).await.expect(403);
    let wish = |date: &'static str| {
        [("reason", "weather"), ("due_date", date), ("due_time", "16:00"), ("text", "Mưa lớn, chờ nước rút.")]
    };
    let early = step(&lead, code, "ask-extension", &wish("2026-03-11")).await.expect(422).text();
    assert!(early.contains("Mưa lớn, chờ nước rút."), "what was typed is still there");
    step(&lead, code, "ask-extension", &wish("2026-03-31")).await.expect(303);
    assert_eq!(case(&test, code).await.extensions, 0, "asking moves nothing");
    let public = test.visitor().get(&format!("/cases/{code}")).await.text();
    assert!(!public.contains("chờ nước rút"), "a wish is private");
    assert!(head.get("/desk").await.text().contains("Xin gia hạn"), "it stands in the inbox of the head");
    step(&head, code, "refuse-extension", &[("text", "Tăng thêm người.")]).await.expect(303);
    assert!(lead.get(&format!("/desk/cases/{code}")).await.text().contains("Tăng thêm người."));
    step(&head, code, "refuse-extension", &[("text", "Lần nữa.")]).await.expect(422);

    step(&lead, code, "ask-extension", &wish("2026-03-31")).await.expect(303);
    let form = head.get(&format!("/desk/cases/{code}?step=extend")).await.expect(200);
    assert_eq!((form.field("due_date").as_str(), form.field("due_time").as_str()), ("2026-03-31", "16:00"));
    let granted =
        [("reason", "weather"), ("due_date", "2026-03-31"), ("due_time", "16:00"), ("text", "Chờ nước rút.")];
    step(&head, code, "extend", &granted).await.expect(303);
    let after = case(&test, code).await;
    assert_eq!((after.extensions, after.first_due), (1, Some(first)));
    assert!(
        !head.get(&format!("/desk/cases/{code}")).await.text().contains("id=\"wish\""),
        "the wish is settled"
    );
    let page = test.visitor().get(&format!("/cases/{code}")).await.text();
    assert!(
        page.contains("Số lần gia hạn: 1") && page.contains("<del>"),
        "the first date stays, struck through"
    );
    test.check().await;
}

async fn a_late_case_rises_by_itself_and_says_so(test: TestApp) {
    let Team { filed, .. } = team(&test).await;
    let code = filed.code.as_str();
    let rise = || dantin::jobs::escalations::rise(test.app.clone());
    assert_eq!(rise().await.unwrap(), 0);
    // A time that is not the right one, as rows of before there were any have it, is put right and nothing rises.
    test.app
        .db
        .write(|tx| tx.execute("UPDATE cases SET rises_at = '2020-01-01T00:00:00.000000Z'", &[]))
        .await
        .unwrap();
    assert_eq!(rise().await.unwrap(), 0);
    test.pass(720.hours());
    let steps = rise().await.unwrap();
    assert_eq!(steps, 2, "to the head, and to the body above it");
    assert_eq!(rise().await.unwrap(), 0, "once");
    let risen = case(&test, code).await;
    let above = risen.escalated.unwrap();
    assert_eq!(above.level, 2);
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Quá hạn: đã báo lên") && page.contains("Số lần báo lên cấp trên vì quá hạn: 2"));
    let boss = sign_in(&test, "cap-tren", &[&format!("head@{}", above.to.as_str())]).await;
    let inbox = boss.get("/desk").await.expect(200).text();
    assert!(inbox.contains("Báo lên vì quá hạn") && inbox.contains(code), "in the inbox of whom it rose to");
    let head = enter(&test, "lanh-dao").await;
    assert!(head.get("/desk").await.expect(200).text().contains(code));
    let lead = enter(&test, "chu-tri").await;
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);
    let done = case(&test, code).await;
    assert_eq!((done.escalated, done.escalations), (None, 2));
    test.check().await;
}

async fn a_late_part_rises_by_itself_to_its_own_agency(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    let code = filed.code.as_str();
    step(&lead, code, "add-part", &[("agency", WATER), ("text", "Hút bùn hố ga.")]).await.expect(303);
    // The question stops the clock of the lead alone.
    step(&lead, code, "ask", &[("text", "Ở đoạn nào?")]).await.expect(303);
    let rise = || dantin::jobs::escalations::rise(test.app.clone());
    assert_eq!(rise().await.unwrap(), 0);
    test.pass(720.hours());
    assert!(rise().await.unwrap() > 0);
    assert_eq!(rise().await.unwrap(), 0, "once");
    let risen = case(&test, code).await;
    assert_eq!(risen.escalated, None, "the lead is not late");
    let water = risen.parts[0].escalated.unwrap();
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    let told = format!("Phần việc của {} quá hạn", test.app.city.agency(WATER).unwrap().name.vi);
    assert!(page.contains(&told), "{told}: {page}");
    let head = sign_in(&test, "sep-nuoc", &[&format!("head@{}", water.to.as_str())]).await;
    let inbox = head.get("/desk").await.expect(200).text();
    assert!(inbox.contains("Phần việc quá hạn, báo lên anh/chị") && inbox.contains(code));
    test.check().await;
}

async fn a_late_part_does_not_keep_its_lead_from_rising(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    // The agency of the part stands right below the one that leads.
    let above = test.app.city.agency(WATER).unwrap().parent.clone().unwrap();
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@ttpv-hcc"]).await;
    step(&coordinator, code, "assign", &[("agency", &above)]).await.expect(303);
    let lead = sign_in(&test, "so", &[&format!("handler@{above}")]).await;
    step(&lead, code, "accept", &[]).await.expect(303);
    step(&lead, code, "add-part", &[("agency", WATER), ("text", "Hút bùn hố ga.")]).await.expect(303);
    test.pass(720.hours());
    dantin::jobs::escalations::rise(test.app.clone()).await.unwrap();
    let risen = case(&test, code).await;
    assert_eq!(risen.parts[0].escalated.unwrap().level, 1, "whoever leads is not told as the one above");
    assert_eq!(risen.escalated.unwrap().level, 2, "what the lead owes rises all the same");
    test.check().await;
}

async fn no_work_goes_to_a_body_that_oversees(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    let code = filed.code.as_str();
    // With a part of its own it could never confirm or contest the case again.
    let page = lead.get(&format!("/desk/cases/{code}?step=add-part")).await.expect(200).text();
    let name = &test.app.city.agency("mttq").unwrap().name.vi;
    assert!(!page.contains(&format!("value=\"{name}\"")) && page.contains("Thoát nước"), "{page}");
    let part = [("agency", "mttq"), ("text", "Mời xem.")];
    let refused = step(&lead, code, "add-part", &part).await.expect(422).text();
    assert!(refused.contains("giám sát người khác nên không nhận việc") && refused.contains("Mời xem."));
    let back = [("to", "agency"), ("agency", "mttq"), ("reason", "wrong_field"), ("text", "Chuyển.")];
    let refused = step(&lead, code, "return", &back).await.expect(422).text();
    assert!(refused.contains("giám sát người khác nên không nhận việc"));
    let still = case(&test, code).await;
    assert!(still.parts.is_empty() && still.hand_overs == 0);
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);
    step(&overseer, code, "confirm", &[("text", "Đã xem tại chỗ.")]).await.expect(303);
    test.check().await;
}

async fn officers_merge_what_is_alike_and_the_coordinator_the_rest(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    test.pass(1.hours());
    let mut other = report();
    other.area = Some("00004".to_owned());
    let other = test.app.command(move |tx, context| Ok(submit(tx, context, &other)?)).await.unwrap();
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@ttpv-hcc"]).await;
    step(&coordinator, &other.code, "assign", &[("agency", &filed.agency)]).await.expect(303);
    let into = [("into", filed.code.as_str()), ("text", "Cùng một việc.")];
    let refused = step(&lead, &other.code, "merge", &into).await.expect(422).text();
    assert!(refused.contains("khác lĩnh vực hoặc khác phường, xã") && refused.contains("Cùng một việc."));
    assert!(refused.contains("id=\"into-error\""), "{refused}");
    step(&coordinator, &other.code, "merge", &into).await.expect(303);
    assert_eq!(case(&test, &filed.code).await.followers, 1);
    test.check().await;
}

async fn anothers_yes_does_not_take_the_reporters_no(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    let code = filed.code.as_str();
    let joiner = join_now(&test, code).await;
    test.pass(1.hours());
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);
    let visitor = test.visitor();
    let answer = async |secret: &str, fields: &[(&str, &str)]| {
        visitor.post(&format!("/my/{secret}/answer"), fields).await
    };
    let page = async || visitor.get(&format!("/my/{}", filed.secret)).await.expect(200).text();
    answer(&joiner, &[("answer", "done")]).await.expect(303);
    assert_eq!(case(&test, code).await.kind().code(), "confirmed_resolved");
    let mine = page().await;
    assert!(mine.contains("Đã có người xác nhận là xong") && mine.contains("value=\"not_done\""), "{mine}");
    assert!(!mine.contains("value=\"done\""));
    answer(&filed.secret, &[("answer", "not_done"), ("text", "Rác còn nguyên.")]).await.expect(303);
    let again = case(&test, code).await;
    assert_eq!((again.kind().code(), again.contests, again.ended), ("reopened", 1, None));

    test.pass(1.hours());
    with_photo(&lead, code, "resolve", 4, "Đã dọn lại.").await.expect(303);
    answer(&joiner, &[("answer", "done")]).await.expect(303);
    // The time that the reporter had is over.
    test.pass(720.hours());
    assert!(!page().await.contains("value=\"not_done\""));
    let late = answer(&filed.secret, &[("answer", "not_done"), ("text", "Rác lại đầy.")]).await;
    assert!(late.status.is_client_error() && late.text().contains("Rác lại đầy."), "nothing typed is lost");
    assert_eq!(case(&test, code).await.kind().code(), "confirmed_resolved");
    test.check().await;
}

async fn file_by(test: &TestApp, phone: &str) -> Submitted {
    let mut new = report();
    new.asker.phone = Some(phone.to_owned());
    new.text = format!("Rác cũng ở chỗ đó. {phone}");
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

async fn merged_cases_keep_everybody_who_asked_and_their_answer_counts(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    let main = filed.code.as_str();
    test.pass(1.hours());
    let second = file_by(&test, "0900000002").await;
    let code = second.code.clone();
    let joiner =
        test.app.command(move |tx, context| Ok(join(tx, context, &code, &report().asker)?)).await.unwrap();
    let code = second.code.as_str();
    for (typed, expected) in [
        ("", "Cần điền mục này"),
        ("xx", "Mã này không đúng mẫu"),
        ("DT-ZZZZZZ", "Không có phản ánh mã này"),
        (code, "vào chính nó"),
    ] {
        let refused = step(&lead, code, "merge", &[("into", typed), ("text", "Cùng một việc.")]).await;
        let text = refused.expect(422).text();
        assert!(text.contains(expected) && text.contains("Cùng một việc."), "{typed}");
        assert!(
            text.contains("id=\"into-error\"") && text.contains(&format!("value=\"{typed}\"")),
            "{typed}"
        );
    }
    let younger = step(&lead, main, "merge", &[("into", code)]).await.expect(422).text();
    assert!(younger.contains("gửi sau vào phản ánh gửi trước"));
    // A part that is open would be owed to nobody's case.
    step(&lead, code, "accept", &[]).await.expect(303);
    step(&lead, code, "add-part", &[("agency", WATER), ("text", "Hút bùn hố ga.")]).await.expect(303);
    let owed = step(&lead, code, "merge", &[("into", main), ("text", "Cùng một việc.")]).await.expect(422);
    assert!(owed.text().contains("Còn phần việc của cơ quan phối hợp chưa xong"));
    let release = [("part", WATER), ("reason", "done_by_lead"), ("text", "Đội của phường đã tự hút.")];
    step(&lead, code, "release-part", &release).await.expect(303);
    let before = case(&test, code).await;
    step(&lead, code, "merge", &[("into", main), ("text", "Cùng một việc.")]).await.expect(303);
    assert_eq!(case(&test, main).await.followers, 1);

    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Phản ánh này đã được gộp") && page.contains(&format!("/cases/{main}")));
    let page = test.visitor().get(&format!("/cases/{main}")).await.expect(200).text();
    assert!(page.contains("Các phản ánh được gộp vào đây") && page.contains(&format!("/cases/{code}")));
    let asker = test.visitor();
    let mine = asker.get(&format!("/my/{}", second.secret)).await.expect(200).text();
    assert!(
        mine.contains("0900000002") && mine.contains(main),
        "own words, and the way to the common report"
    );
    assert!(!mine.contains("Nguyễn Mẫu"), "not the words of the other reporter");

    test.pass(1.hours());
    with_photo(&lead, main, "resolve", 3, "Đã dọn.").await.expect(303);
    for secret in [&second.secret, &joiner.secret] {
        let mine = asker.get(&format!("/my/{secret}")).await.expect(200).text();
        assert!(mine.contains("value=\"not_done\""), "everybody who asked is asked");
    }
    asker
        .post(&format!("/my/{}/answer", joiner.secret), &[("answer", "not_done"), ("text", "Vẫn còn rác.")])
        .await
        .expect(303);
    assert_eq!(case(&test, main).await.contests, 1);
    with_photo(&lead, main, "resolve", 4, "Đã dọn lại.").await.expect(303);
    asker.post(&format!("/my/{}/answer", second.secret), &[("answer", "done")]).await.expect(303);
    assert_eq!(case(&test, main).await.kind().code(), "confirmed_resolved");

    step(&lead, code, "unmerge", &[("text", "Hóa ra là chỗ khác.")]).await.expect(303);
    let mut own = case(&test, code).await;
    own.last_event = before.last_event;
    assert_eq!(own, before, "as it was, with its clock");
    assert_eq!(case(&test, main).await.followers, 0);
    test.check().await;
    let examined = dantin::jobs::fsck::run(&test.app).await.unwrap();
    assert!(examined.findings.is_empty(), "the night's check accepts the answers of merged askers");
}

async fn join_now(test: &TestApp, code: &str) -> String {
    let code = code.to_owned();
    test.app.command(move |tx, context| Ok(join(tx, context, &code, &report().asker)?)).await.unwrap().secret
}

async fn whoever_joined_after_the_report_of_done_may_only_say_that_it_is_not(test: TestApp) {
    let Team { filed, lead, .. } = team(&test).await;
    let code = filed.code.as_str();
    let before = join_now(&test, code).await;
    test.pass(1.hours());
    with_photo(&lead, code, "resolve", 3, "Đã dọn.").await.expect(303);
    test.pass(1.hours());
    // The agency itself could join what it has just reported done.
    let after = join_now(&test, code).await;
    let visitor = test.visitor();
    let page = async |secret: &str| visitor.get(&format!("/my/{secret}")).await.expect(200).text();
    assert!(page(&before).await.contains("value=\"done\""));
    let late = page(&after).await;
    assert!(!late.contains("value=\"done\"") && late.contains("value=\"not_done\""));
    assert!(late.contains("Bạn báo cùng gặp sau khi cơ quan đã báo làm xong"), "{late}");
    let answer = async |secret: &str, fields: &[(&str, &str)]| {
        visitor.post(&format!("/my/{secret}/answer"), fields).await
    };
    let refused = answer(&after, &[("answer", "done")]).await;
    assert!(refused.status.is_client_error() && refused.text().contains("sau khi cơ quan đã báo làm xong"));
    assert_eq!(case(&test, code).await.kind().code(), "reported_resolved");

    answer(&after, &[("answer", "not_done"), ("text", "Rác còn nguyên.")]).await.expect(303);
    assert_eq!(case(&test, code).await.contests, 1);
    test.pass(1.hours());
    with_photo(&lead, code, "resolve", 4, "Đã dọn lại.").await.expect(303);
    assert!(
        page(&after).await.contains("value=\"done\""),
        "of what is reported now, it saw how it was before"
    );
    answer(&after, &[("answer", "done")]).await.expect(303);
    assert_eq!(case(&test, code).await.kind().code(), "confirmed_resolved");
    test.check().await;
}

async fn a_contractor_works_by_a_link_until_it_is_revoked(test: TestApp) {
    let Team { filed, lead, water, .. } = team(&test).await;
    let code = filed.code.as_str();
    water.get(&format!("/desk/cases/{code}?step=work-link")).await.expect(403);
    let form = lead.get(&format!("/desk/cases/{code}?step=work-link")).await.expect(200);
    let (csrf, version, key) = (form.field("csrf"), form.field("version"), form.field("key"));
    let send = |label: &'static str, days: &'static str| {
        let fields = [("csrf", csrf.clone()), ("version", version.clone()), ("key", key.clone())];
        let lead = &lead;
        async move {
            let mut fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.extend([("label", label), ("brief", "Dọn rác trước số 12."), ("days", days)]);
            lead.post(&format!("/desk/cases/{code}/work-link"), &fields).await
        }
    };
    for days in ["900", "0", "-1", "abc", ""] {
        let back = send("Đội 1", days).await.expect(422);
        let text = back.text();
        assert!(text.contains("Đội 1") && back.field("days") == days, "what was typed is still there");
        assert!(text.contains("Dọn rác trước số 12."), "the words for the contractor too");
        assert!(text.contains("id=\"days-error\"") && text.contains("chỉ nhận từ 1 đến 90 ngày"), "{text}");
    }
    let page = send("Đội 1", "7").await.expect(200).text();
    let secret: String =
        page.split("http://dantin.test/contractor/").nth(1).unwrap().chars().take(26).collect();
    let again = send("Đội 1", "7").await.expect(200).text();
    assert!(again.contains(&secret), "a form sent twice gives the same link");

    let team = test.visitor();
    let path = format!("/contractor/{secret}");
    let job = team.get(&path).await.expect(200).text();
    assert!(job.contains("Dọn rác trước số 12"), "what the agency wrote for whoever works");
    for private in ["Nguyễn Mẫu", "12 phố Mẫu", "0900000001"] {
        assert!(!job.contains(private), "{private}: nobody has made it public");
    }
    assert!(job.contains("chưa công khai"), "it is said why there are no words");
    assert!(job.contains("noindex"));
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let shown = [("text", "Rác dồn trước cổng mỗi tối."), ("reason", "personal_data")];
    step(&moderator, code, "publish", &shown).await.expect(303);
    let job = team.get(&path).await.expect(200).text();
    assert!(job.contains("Rác dồn trước cổng mỗi tối.") && !job.contains("Nguyễn Mẫu"), "what is public");
    assert!(team.post(&path, &[("text", "")]).await.expect(422).text().contains("Chưa có gì để gửi"));
    let long = "x".repeat(4001);
    assert!(team.post(&path, &[("text", &long)]).await.expect(422).text().contains(&long));
    let photo = jpeg(9);
    let not_a_photo = team
        .post_multipart(
            &path,
            &[
                Part::Text("text", "Đã dọn."),
                Part::File("before", "a.jpg", "image/jpeg", &photo),
                Part::File("after", "b.jpg", "image/jpeg", b"no picture"),
            ],
        )
        .await;
    let text = not_a_photo.expect(422).text();
    assert!(
        text.contains("Đã dọn.") && text.contains("before_hash"),
        "the good photo and the words are kept"
    );
    team.post_multipart(
        &path,
        &[
            Part::Text("text", "Đã dọn sạch."),
            Part::Text("done", "1"),
            Part::File("after", "sau.jpg", "image/jpeg", &photo),
        ],
    )
    .await
    .expect(303);

    let desk = lead.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(desk.contains("Đã dọn sạch.") && desk.contains("đã báo làm xong"), "the agency reads it");
    let public = test.visitor().get(&format!("/cases/{code}")).await.text();
    assert!(!public.contains("Đã dọn sạch."), "nothing of it is public");
    let form = lead.get(&format!("/desk/cases/{code}?step=resolve")).await.expect(200);
    let kept = form.field("photos_kept");
    let (original, _ticket) = kept.split_once('.').unwrap();
    lead.get(&format!("/desk/photos/{original}/medium.jpg")).await.expect(200);
    assert!(!team.get(&path).await.text().contains(original), "the link names copies alone");
    let large: String = test.app.db.read(|tx| tx.one("SELECT large FROM photos LIMIT 1", &[])).await.unwrap();
    team.get(&format!("{path}/photos/{large}/medium.jpg")).await.expect(200);
    team.get(&format!("{path}/photos/{original}/medium.jpg")).await.expect(404);
    team.get(&format!("{path}/photos/{}/medium.jpg", "0".repeat(64))).await.expect(404);

    let id =
        form.text().split("name=\"link\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (csrf, version) = (form.field("csrf"), form.field("version"));
    let revoke = [("csrf", csrf.as_str()), ("version", version.as_str()), ("link", id.as_str())];
    lead.post(&format!("/desk/cases/{code}/revoke-link"), &revoke).await.expect(303);
    assert!(team.get(&path).await.expect(410).text().contains("thu hồi"));
    team.post(&path, &[("text", "Thêm nữa.")]).await.expect(410);
    team.get(&format!("{path}/photos/{large}/medium.jpg")).await.expect(404);
    team.get(&format!("/contractor/{}", "a".repeat(26))).await.expect(404);

    let fields = [("text", "Đội 1 đã dọn sạch."), ("photos_kept", kept.as_str())];
    step(&lead, code, "resolve", &fields).await.expect(303);
    assert_eq!(case(&test, code).await.kind().code(), "reported_resolved");
    let rows: Vec<(String, String)> = test
        .app
        .db
        .read(|tx| tx.all::<(String, String)>("SELECT case_id, body FROM journal_pending", &[]))
        .await
        .unwrap();
    assert!(rows.iter().all(|(_, body)| !body.contains("dọn sạch")), "no words in entries");
    test.check().await;
}
