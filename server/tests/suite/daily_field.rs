//! Prepared replies, the sheet for a visit, and pictures from the place, through their pages.

use dantin::jobs;
use jiff::ToSpan as _;

use crate::{
    desk::{file, jpeg, sign_in, step},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_prepared_reply_is_put_behind_what_was_typed,
    a_template_with_anything_but_known_names_is_refused_and_keeps_its_words,
    heads_and_coordinators_write_replies_and_every_wording_stays,
    pictures_from_the_place_wait_for_the_form_that_reports_the_result,
    a_picture_that_comes_twice_or_by_a_stranger_is_none,
    unused_pictures_go_and_used_ones_stay,
    what_is_erased_is_offered_by_no_draft,
);

async fn csrf(visitor: &Visitor) -> String {
    visitor.get("/desk/account").await.expect(200).field("csrf")
}

/// Sends the form of a new reply.
async fn write(visitor: &Visitor, typed: &[(&str, &str)]) -> Answer {
    let form = visitor.get("/desk/replies/new").await.expect(200);
    let selector = scraper::Selector::parse("main form").unwrap();
    let action = form.html().select(&selector).next().unwrap().value().attr("action").unwrap().to_owned();
    send(visitor, &action, "0", typed).await
}

async fn send(visitor: &Visitor, action: &str, version: &str, typed: &[(&str, &str)]) -> Answer {
    let csrf = csrf(visitor).await;
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version)];
    fields.extend(typed);
    visitor.post(action, &fields).await
}

const BODY: &str = "Phản ánh {code} về {category} tại {area}: {agency} xin hỏi thêm. Hạn: {due}.";

/// The text of the first element.
fn text_of(page: &Answer, selector: &str) -> String {
    let selector = scraper::Selector::parse(selector).unwrap();
    page.html().select(&selector).next().map(|element| element.text().collect()).unwrap_or_default()
}

async fn a_prepared_reply_is_put_behind_what_was_typed(test: TestApp) {
    let filed = file(&test).await;
    let (code, agency) = (filed.code.as_str(), filed.agency.as_str());
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{agency}")]).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let typed = [
        ("owner", agency),
        ("title", "Hỏi vị trí"),
        ("step", "ask"),
        ("category", "moi-truong"),
        ("state", "in_progress"),
        ("body", BODY),
    ];
    let there = write(&head, &typed).await.location();
    let id = there.rsplit('/').next().unwrap().to_owned();
    step(&handler, code, "accept", &[]).await.expect(303);
    let form = handler.get(&format!("/desk/cases/{code}?step=ask")).await;
    assert!(form.text().contains("Hỏi vị trí"));
    let resolve = handler.get(&format!("/desk/cases/{code}?step=resolve")).await.text();
    assert!(!resolve.contains("Hỏi vị trí"), "it is for another step");
    let fields = [("text", "Chào anh/chị."), ("template", id.as_str()), ("insert", "1")];
    let back = step(&handler, code, "ask", &fields).await.expect(200);
    let text = text_of(&back, "textarea#text");
    assert!(text.starts_with(&format!("Chào anh/chị.\nPhản ánh {code} về Rác")), "{text}");
    assert!(!text.contains('{') && text.contains("Hạn: "), "{text}");
    assert!(
        handler.get(&format!("/desk/cases/{code}?step=ask")).await.text().contains("/ask\""),
        "nothing is sent"
    );
    // What fits nothing changes nothing.
    let odd = [("text", "lời đã gõ"), ("template", "khong-co"), ("insert", "1")];
    assert_eq!(text_of(&step(&handler, code, "ask", &odd).await.expect(200), "textarea#text"), "lời đã gõ");

    let words = handler.get(&format!("/desk/cases/{code}/replies/{id}")).await.expect(200).text();
    assert!(words.starts_with(&format!("Phản ánh {code}")));
    // Residents read Vietnamese, whatever language the officer's screen speaks.
    let english = handler.get(&format!("/desk/cases/{code}/replies/{id}?lang=en")).await.expect(200).text();
    assert!(english.starts_with(&format!("Phản ánh {code} về Rác")), "{english}");
    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    stranger.get(&format!("/desk/cases/{code}/replies/{id}")).await.expect(403);
    let foreign = sign_in(&test, "dau-khac", &["head@ubnd-00004"]).await;
    let mut theirs = typed.to_vec();
    theirs[0] = ("owner", "ubnd-00004");
    let other = write(&foreign, &theirs).await.location();
    let other = other.rsplit('/').next().unwrap();
    handler.get(&format!("/desk/cases/{code}/replies/{other}")).await.expect(404);
    step(&handler, code, "ask", &[("text", &text)]).await.expect(303);
    test.check().await;
}

async fn a_template_with_anything_but_known_names_is_refused_and_keeps_its_words(test: TestApp) {
    let head = sign_in(&test, "lanh-dao", &["head@ubnd-00070"]).await;
    let base = [("owner", "ubnd-00070"), ("title", "Mẫu thử"), ("step", "ask")];
    let long = "ă".repeat(4000);
    for (body, why) in [
        ("{% for x in cases %}{{ x }}{% endfor %}", "Không có chỗ điền nào tên là"),
        ("Gọi {phone} giúp.", "«phone»"),
        ("Mở { mà không đóng", "Có dấu ngoặc nhọn"),
        (long.as_str(), "4.000 ký tự"),
        ("", "href=\"#body\""),
    ] {
        let mut typed = base.to_vec();
        typed.push(("body", body));
        let back = write(&head, &typed).await.expect(422);
        let text = back.text();
        assert!(text.contains(why), "{why}");
        assert_eq!(text_of(&back, "textarea#body"), body, "the words stay");
        assert_eq!(back.field("title"), "Mẫu thử");
    }
    let wrong = [("owner", "ubnd-00070"), ("title", "x"), ("step", "erase"), ("body", "x")];
    write(&head, &wrong).await.expect(422);
    let count: i64 =
        test.app.db.read(|tx| tx.one("SELECT count(*) FROM reply_templates", &[])).await.unwrap();
    assert_eq!(count, 0);
    let mut look = base.to_vec();
    look.extend([("body", BODY), ("preview", "1")]);
    let page = write(&head, &look).await.expect(200);
    assert!(text_of(&page, ".voice--official .message__text").contains("Phản ánh DT-7K3M9Q"));
    assert_eq!(text_of(&page, "textarea#body"), BODY);
}

async fn heads_and_coordinators_write_replies_and_every_wording_stays(test: TestApp) {
    let handler = sign_in(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    handler.get("/desk/replies/new").await.expect(403);
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let typed = [("owner", "city"), ("title", "Chung"), ("step", "ask"), ("body", "Lời một.")];
    let there = write(&coordinator, &typed).await.location();
    let page = handler.get(&there).await.expect(200).text();
    assert!(page.contains("Lời một.") && !page.contains("Lưu mẫu"), "colleagues read it");
    let token = csrf(&handler).await;
    let mut fields = vec![("csrf", token.as_str()), ("version", "1")];
    fields.extend(typed);
    handler.post(&there, &fields).await.expect(403);
    let head = sign_in(&test, "lanh-dao", &["head@ubnd-00070"]).await;
    write(&head, &typed).await.expect(403);

    let second = [("title", "Chung"), ("step", "ask"), ("body", "Lời hai.")];
    send(&coordinator, &there, "1", &second).await.expect(303);
    send(&coordinator, &there, "1", &second).await.expect(303);
    let third = [("title", "Chung"), ("step", "ask"), ("body", "Lời ba.")];
    let back = send(&coordinator, &there, "1", &third).await.expect(409);
    assert!(back.text().contains("Có người vừa lưu") && back.field("version") == "2");
    assert_eq!(text_of(&back, "textarea#body"), "Lời ba.");
    let mut retire = third.to_vec();
    retire.push(("retire", "1"));
    send(&coordinator, &there, "2", &retire).await.expect(303);
    let page = coordinator.get(&there).await.text();
    for kept in ["Lời một.", "Lời hai.", "Lời ba.", "đã ngừng dùng"] {
        assert!(page.contains(kept), "{kept}");
    }
    let administrator = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    administrator.get("/desk/replies").await.expect(403);
    coordinator.get("/desk/replies/khong-co").await.expect(404);
}

fn hash_of(bytes: &[u8]) -> String {
    dantin_photos::Hash::of(bytes).to_string()
}

async fn put(visitor: &Visitor, path: &str, csrf: &str, bytes: &[u8]) -> Answer {
    visitor.put(path, &[("dantin-csrf", csrf)], bytes.to_vec()).await
}

async fn pictures_from_the_place_wait_for_the_form_that_reports_the_result(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    let field = format!("/desk/field/{code}");
    let page = handler.get(&field).await.expect(200);
    assert!(page.text().contains("12 phố Mẫu") && !page.text().contains("0900000001"));
    let csrf = page.field("csrf");
    let (before, after) = (jpeg(1), jpeg(2));
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("phase", "before"),
        Part::File("photo", "truoc.jpg", "image/jpeg", &before),
    ];
    handler.post_multipart(&field, &parts).await.expect(303);
    let path = format!("{field}/{}?phase=after", hash_of(&after));
    put(&handler, &path, &csrf, &after).await.expect(201);
    let page = handler.get(&field).await.text();
    assert!(page.contains(&hash_of(&before)) && page.contains(&hash_of(&after)));
    handler.get(&format!("/desk/photos/{}/small.jpg", hash_of(&after))).await.expect(200);
    let public = test.visitor().get(&format!("/photos/{}/small.jpg", hash_of(&after))).await;
    assert_eq!(public.status, 404, "a draft is not public");

    let form = handler.get(&format!("/desk/cases/{code}?step=resolve")).await;
    let offered = |name: &str| {
        let selector = scraper::Selector::parse(&format!("[name='{name}'][checked]")).unwrap();
        form.html().select(&selector).next().unwrap().value().attr("value").unwrap().to_owned()
    };
    let (kept_before, kept_after) = (offered("before_kept"), offered("photos_kept"));
    assert!(kept_before.starts_with(&hash_of(&before)) && kept_after.starts_with(&hash_of(&after)));
    let typed = [("text", "Đã dọn."), ("before_kept", &kept_before as &str), ("photos_kept", &kept_after)];
    step(&handler, code, "resolve", &typed).await.expect(303);
    let shown = handler.get(&format!("/desk/cases/{code}?tab=evidence")).await.text();
    assert!(shown.contains(&hash_of(&before)) && shown.contains(&hash_of(&after)));
    assert!(!handler.get(&field).await.text().contains(&hash_of(&after)), "what is evidence is no draft");
    test.check().await;
}

async fn a_picture_that_comes_twice_or_by_a_stranger_is_none(test: TestApp) {
    let filed = file(&test).await;
    let field = format!("/desk/field/{}", filed.code);
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let token = csrf(&handler).await;
    let picture = jpeg(3);
    let path = format!("{field}/{}?phase=after", hash_of(&picture));
    for _ in 0..2 {
        put(&handler, &path, &token, &picture).await.expect(201);
    }
    let count = async || -> i64 {
        test.app.db.read(|tx| tx.one("SELECT count(*) FROM field_photos", &[])).await.unwrap()
    };
    assert_eq!(count().await, 1);
    put(&handler, &path, "x", &picture).await.expect(403);
    put(&handler, &path, &token, &jpeg(4)).await.expect(422);
    let text = b"khong phai anh".to_vec();
    put(&handler, &format!("{field}/{}?phase=after", hash_of(&text)), &token, &text).await.expect(422);
    let odd = format!("{field}/{}?phase=khac", hash_of(&picture));
    assert_eq!(put(&handler, &odd, &token, &picture).await.status.as_u16() / 100, 4);
    put(&handler, &format!("{field}/abc?phase=after"), &token, &picture).await.expect(404);
    assert!(put(&test.visitor(), &path, &token, &picture).await.status.is_redirection(), "signed out");

    let none =
        handler.post_multipart(&field, &[Part::Text("csrf", &token), Part::Text("phase", "after")]).await;
    assert!(none.expect(422).text().contains("Chưa chọn ảnh nào"));
    let bad = [
        Part::Text("csrf", &token),
        Part::Text("phase", "after"),
        Part::File("photo", "chu.jpg", "image/jpeg", b"khong phai anh"),
        Part::File("photo", "tot.jpg", "image/jpeg", &jpeg(5)),
    ];
    let back = handler.post_multipart(&field, &bad).await.expect(422).text();
    assert!(
        back.contains("chu.jpg: không phải là ảnh") && back.contains(&hash_of(&jpeg(5))),
        "the good one is kept"
    );
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let page = overseer.get(&field).await.expect(200).text();
    assert!(!page.contains("12 phố Mẫu") && !page.contains(&hash_of(&picture)));
    put(&overseer, &path, &csrf(&overseer).await, &picture).await.expect(403);
    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    stranger.get(&field).await.expect(403);
    stranger
        .post(&field, &[("csrf", &csrf(&stranger).await), ("remove", &hash_of(&picture))])
        .await
        .expect(403);
    handler.post(&field, &[("csrf", &token), ("remove", &hash_of(&picture))]).await.expect(303);
    assert_eq!(count().await, 1);
    for seed in 6..25 {
        let picture = jpeg(seed);
        put(&handler, &format!("{field}/{}?phase=before", hash_of(&picture)), &token, &picture)
            .await
            .expect(201);
    }
    let more = jpeg(99);
    put(&handler, &format!("{field}/{}?phase=before", hash_of(&more)), &token, &more).await.expect(422);
    assert_eq!(count().await, 20);
}

async fn what_is_erased_is_offered_by_no_draft(test: TestApp) {
    let filed = file(&test).await;
    let (code, field) = (filed.code.as_str(), format!("/desk/field/{}", filed.code));
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    let (picture, token) = (jpeg(1), csrf(&handler).await);
    let hash = hash_of(&picture);
    put(&handler, &format!("{field}/{hash}?phase=after"), &token, &picture).await.expect(201);
    let kept = handler.get(&format!("/desk/cases/{code}?step=resolve")).await.field("photos_kept");
    step(&handler, code, "resolve", &[("text", "Đã dọn."), ("photos_kept", &kept)]).await.expect(303);
    let privacy = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let erase = [("field", "4.photo.1"), ("reason", "subject_request"), ("sure", "1")];
    let answer = step(&privacy, code, "erase", &erase).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let left: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM photos", &[])).await.unwrap();
    assert_eq!(left, 0, "a draft keeps nothing of it");
    assert!(!handler.get(&field).await.expect(200).text().contains(&hash));
    assert_eq!(handler.get(&format!("/desk/photos/{hash}/small.jpg")).await.status, 404);
    test.check().await;
}

async fn unused_pictures_go_and_used_ones_stay(test: TestApp) {
    let filed = file(&test).await;
    let (code, field) = (filed.code.as_str(), format!("/desk/field/{}", filed.code));
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    let token = csrf(&handler).await;
    for picture in [jpeg(1), jpeg(2)] {
        let path = format!("{field}/{}?phase=after", hash_of(&picture));
        put(&handler, &path, &token, &picture).await.expect(201);
    }
    test.pass(48.hours());
    jobs::uploads::clean(test.app.clone()).await.unwrap();
    let handler = crate::desk::enter(&test, "xu-ly").await;
    let kept = hash_of(&jpeg(1));
    let form = handler.get(&format!("/desk/cases/{code}?step=resolve")).await.text();
    let rest = form.split(&format!("value=\"{kept}")).nth(1).unwrap();
    let offered = format!("{kept}{}", rest.split('"').next().unwrap());
    step(&handler, code, "resolve", &[("text", "Đã dọn."), ("photos_kept", &offered)]).await.expect(303);
    test.pass(1450.hours());
    jobs::desk::clean(test.app.clone()).await.unwrap();
    jobs::uploads::clean(test.app.clone()).await.unwrap();
    let left: Vec<String> = test.app.db.read(|tx| tx.all("SELECT hash FROM photos", &[])).await.unwrap();
    assert_eq!(left, [kept]);
    test.check().await;
}

#[tokio::test]
async fn the_sheet_has_the_place_and_a_way_back_and_no_contact() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let address = format!("/desk/cases/{}/sheet", filed.code);
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let page = handler.get(&address).await.expect(200).text();
    assert!(page.contains("12 phố Mẫu") && page.contains("Rác dồn trước cổng"));
    assert!(
        page.contains(&format!("http://dantin.test/desk/field/{}", filed.code))
            && page.contains("<path d=\"M4 4h7")
    );
    assert!(!page.contains("0900000001"), "paper gets lost");
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    assert!(!overseer.get(&address).await.expect(200).text().contains("12 phố Mẫu"));
    let stranger = sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    stranger.get(&address).await.expect(403);
    handler.get("/desk/cases/khong-co/sheet").await.expect(404);
}
