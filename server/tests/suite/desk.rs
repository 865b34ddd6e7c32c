//! The officers' side through its pages: signing in, the inbox, each step of a case, rights by role, forms that come
//! back, and filing for a resident.

use dantin::{
    act::cases::{Asker, NewCase, Submitted, submit},
    city::people::{
        credentials::{Login, Password, PersonName},
        model::{Officer, OfficerId, OfficerRole},
        store as people,
    },
};
use dantin_record::{act::Actor, event::Origin};
use jiff::ToSpan as _;

use crate::support::{Answer, Part, TestApp, Visitor, on_both_engines};

pub const PASSWORD: &str = "một câu mẫu dài";
/// The ward of Hoàn Kiếm.
pub const WARD: &str = "00070";
/// A marker in the report's words.
const WORDS: &str = "Rác dồn trước cổng, chủ nhà Nguyễn Mẫu đổ ra mỗi tối.";

pub async fn add(test: &TestApp, login: &str, roles: &[&str]) -> OfficerId {
    let officer = Officer {
        id: OfficerId::draw(test.app.now(), test.app.random.as_ref()),
        login: Login::new(login).unwrap(),
        name: PersonName::new(&format!("Cán bộ {login}")).unwrap(),
        language: dantin_words::Language::Vietnamese,
        active: true,
        roles: roles.iter().map(|role| role.parse::<OfficerRole>().unwrap()).collect(),
    };
    let password = Password::new(PASSWORD, &officer.login).unwrap();
    let hash = test.app.hasher.hash_blocking(&password, test.app.random.as_ref()).unwrap();
    let (id, now) = (officer.id.clone(), test.app.now());
    let added: Result<(), people::ChangeFault> =
        test.app.db.write(move |tx| people::insert(tx, &officer, &hash, now)).await;
    added.unwrap();
    id
}

pub async fn sign_in(test: &TestApp, login: &str, roles: &[&str]) -> Visitor {
    add(test, login, roles).await;
    enter(test, login).await
}

/// Signs in with an account that there is.
pub async fn enter(test: &TestApp, login: &str) -> Visitor {
    let visitor = test.visitor();
    let answer = visitor.post("/desk/sign-in", &[("login", login), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), "/desk");
    visitor
}

pub fn report() -> NewCase {
    NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: "moi-truong".to_owned(),
        subcategory: Some("rac-thai".to_owned()),
        area: Some(WARD.to_owned()),
        place: None,
        address: Some("12 phố Mẫu".to_owned()),
        text: WORDS.to_owned(),
        answers: None,
        photos: Vec::new(),
        asker: Asker { phone: Some("0900000001".to_owned()), language: "vi".to_owned(), ..Asker::default() },
        idempotency_key: None,
        sample: false,
        officer: None,
    }
}

pub async fn file(test: &TestApp) -> Submitted {
    test.app.command(|tx, context| Ok(submit(tx, context, &report())?)).await.unwrap()
}

/// Sends a step's form as the page made it, with these fields besides.
pub async fn step(visitor: &Visitor, code: &str, step: &str, typed: &[(&str, &str)]) -> Answer {
    let page = visitor.get(&format!("/desk/cases/{code}?step={step}")).await.expect(200);
    send(visitor, &page, code, step, typed).await
}

async fn send(visitor: &Visitor, page: &Answer, code: &str, step: &str, typed: &[(&str, &str)]) -> Answer {
    let csrf = page.field("csrf");
    // Where the page offers no form, the version is any number.
    let version = page
        .text()
        .split("name=\"version\" value=\"")
        .nth(1)
        .map_or("0", |rest| rest.split('"').next().unwrap())
        .to_owned();
    let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    fields.extend(typed);
    visitor.post(&format!("/desk/cases/{code}/{step}"), &fields).await
}

pub fn jpeg(seed: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| {
        image::Rgb([seed, u8::try_from(x * 3).unwrap(), u8::try_from(y * 5).unwrap()])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

on_both_engines!(
    officers_bring_a_case_to_its_end,
    a_redacted_report_hides_what_was_taken_out_and_keeps_the_original_sealed,
    a_returned_case_reaches_the_named_agency_and_at_last_the_coordinator,
    another_lead_begins_with_nobody_handling_the_case,
    an_unshown_photo_is_seen_only_by_those_who_may,
);

/// The story of the main job at the desk, with a stranger's look at the end.
async fn officers_bring_a_case_to_its_end(test: TestApp) {
    let filed = file(&test).await;
    let agency = filed.agency.clone();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let code = filed.code.as_str();

    let inbox = handler.get("/desk").await.expect(200).text();
    assert!(inbox.contains(&format!("/desk/cases/{code}")), "the case of the agency stands in its inbox");
    let page = handler.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Nếu tiếp nhận bây giờ, hạn xử lý là"), "the due time is told before the button");
    assert!(page.contains(WORDS) && page.contains("0900000001"), "the lead sees words and contact");

    let location = step(&handler, code, "accept", &[]).await.location();
    assert_eq!(location, format!("/desk/cases/{code}?done=accept"));
    assert!(handler.get("/desk?view=mine").await.text().contains(code), "who accepts handles it");

    step(&handler, code, "note", &[("note", "Gọi đội thu gom trước 7 giờ.")]).await.expect(303);
    step(&handler, code, "ask", &[("text", "Rác ở bên trái hay bên phải cổng?")]).await.expect(303);
    assert!(handler.get("/desk?view=waiting").await.text().contains(code));
    test.pass(6.hours());
    step(&handler, code, "reply", &[("text", "Bên trái.")]).await.expect(303);

    let measured = [("measure_title", "Khối lượng rác"), ("measure_value", "abc"), ("measure_unit", "kg")];
    let measured = [&measured[..], &[("measure_instrument", "Cân bàn mẫu"), ("text", "Đã dọn.")]].concat();
    let back = step(&handler, code, "resolve", &measured).await.expect(422);
    assert!(back.text().contains("id=\"measure_value-error\""), "a value is a number");
    assert!(back.text().contains("Giá trị phải là một con số"));
    for (field, typed) in measured.iter().filter(|(field, _)| *field != "text") {
        assert_eq!(back.field(field), *typed, "what was typed is still there");
    }

    let page = handler.get(&format!("/desk/cases/{code}")).await.expect(200);
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let resolved = handler
        .post_multipart(
            &format!("/desk/cases/{code}/resolve"),
            &[
                Part::Text("csrf", &csrf),
                Part::Text("version", &version),
                Part::Text("text", "Đã dọn và nhắc nhở."),
                Part::File("photos", "sau.jpg", "image/jpeg", &jpeg(9)),
                Part::File("before", "truoc.jpg", "image/jpeg", &jpeg(120)),
                Part::Text("measure_title", "Khối lượng rác"),
                Part::Text("measure_value", "140"),
                Part::Text("measure_unit", "kg"),
                Part::Text("measure_instrument", "Cân bàn mẫu"),
            ],
        )
        .await;
    assert_eq!(resolved.location(), format!("/desk/cases/{code}?done=resolve"));
    let evidence = handler.get(&format!("/desk/cases/{code}?tab=evidence")).await.text();
    assert!(evidence.contains("140 kg") && evidence.contains("/medium.jpg"));

    let own = sign_in(&test, "tu-khen", &[&format!("overseer@{agency}")]).await;
    step(&own, code, "confirm", &[]).await.expect(403);
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    step(&overseer, code, "contest", &[]).await.expect(422);
    step(&overseer, code, "contest", &[("text", "Vẫn còn một đống ở góc.")]).await.expect(303);
    assert!(handler.get("/desk?view=reopened").await.text().contains(code));
    step(&handler, code, "resolve", &[("text", "Đã dọn nốt."), ("document_title", "Biên bản số 1")])
        .await
        .expect(303);
    step(&overseer, code, "confirm", &[("text", "Đã đến xem.")]).await.expect(303);
    assert!(handler.get("/desk?view=ended").await.text().contains(code));
    let history = handler.get(&format!("/desk/cases/{code}?tab=history")).await.text();
    assert!(history.contains("Cán bộ xu-ly"), "colleagues see who did what");
    assert!(
        !overseer.get(&format!("/desk/cases/{code}")).await.text().contains("Gọi đội thu gom"),
        "notes are for those who work on the case"
    );
    test.check().await;
}

#[tokio::test]
async fn who_presses_twice_is_told_that_it_was_done_and_by_whom() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let role = format!("handler@{}", filed.agency);
    let handler = sign_in(&test, "xu-ly", &[&role]).await;
    let colleague = sign_in(&test, "dong-nghiep", &[&role]).await;
    let path = format!("/desk/cases/{code}?step=accept");
    let (page, other) = (handler.get(&path).await.expect(200), colleague.get(&path).await.expect(200));
    send(&handler, &page, code, "accept", &[]).await.expect(303);

    let twice = send(&handler, &page, code, "accept", &[]).await.expect(409).text();
    assert!(twice.contains("Anh/chị đã làm bước này rồi"), "{twice}");
    assert!(twice.contains("chính anh/chị đã làm") && !twice.contains("người khác đã làm"));
    assert!(
        !twice.contains(&format!("action=\"/desk/cases/{code}/accept\"")),
        "there is nothing to press again"
    );
    let late = send(&colleague, &other, code, "accept", &[]).await.expect(409).text();
    assert!(late.contains("người khác đã làm") && !late.contains("Anh/chị đã làm bước này rồi"), "{late}");

    // In another window the officer has done something else meanwhile: what was typed is there.
    let asking = handler.get(&format!("/desk/cases/{code}?step=ask")).await.expect(200);
    step(&handler, code, "resolve", &[("text", "Đã dọn."), ("document_title", "Biên bản số 1")])
        .await
        .expect(303);
    let behind = send(&handler, &asking, code, "ask", &[("text", "Ở bên nào?")]).await.expect(409).text();
    assert!(behind.contains("Anh/chị vừa làm một bước khác") && behind.contains("Ở bên nào?"), "{behind}");
    test.check().await;
}

#[tokio::test]
async fn strangers_are_sent_to_the_door_and_come_back_to_where_they_went() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let stranger = test.visitor();
    let door = stranger.get(&format!("/desk/cases/{}?tab=history", filed.code)).await.location();
    assert!(door.starts_with("/desk/sign-in?next="), "{door}");
    let next = stranger.get(&door).await.expect(200).field("next");
    assert_eq!(next, format!("/desk/cases/{}?tab=history", filed.code));
    add(&test, "can-bo", &[&format!("handler@{}", filed.agency)]).await;
    let wrong =
        stranger.post("/desk/sign-in", &[("login", "can-bo"), ("password", "sai"), ("next", &next)]).await;
    assert_eq!(wrong.expect(422).field("login"), "can-bo", "the login stays typed");
    let fields = [("login", "can-bo"), ("password", PASSWORD), ("next", next.as_str())];
    assert_eq!(stranger.post("/desk/sign-in", &fields).await.location(), next);
    let elsewhere = [("login", "can-bo"), ("password", PASSWORD), ("next", "//evil.test")];
    assert_eq!(test.visitor().post("/desk/sign-in", &elsewhere).await.location(), "/desk");

    let csrf = stranger.get("/desk").await.field("csrf");
    assert_eq!(stranger.post("/desk/sign-out", &[("csrf", "x")]).await.status, 403);
    stranger.post("/desk/sign-out", &[("csrf", &csrf)]).await.expect(303);
    assert!(stranger.get("/desk").await.status.is_redirection());
}

#[tokio::test]
async fn a_form_without_the_sessions_own_text_changes_nothing() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let action = format!("/desk/cases/{}/accept", filed.code);
    handler.post(&action, &[("version", "2")]).await.expect(403);
    handler.post(&action, &[("version", "2"), ("csrf", "gi-do")]).await.expect(403);
    let other = sign_in(&test, "nguoi-khac", &[&format!("handler@{}", filed.agency)]).await;
    let theirs = other.get("/desk").await.field("csrf");
    handler.post(&action, &[("version", "2"), ("csrf", &theirs)]).await.expect(403);
    let parts = [Part::Text("version", "2"), Part::Text("csrf", "")];
    handler.post_multipart(&action, &parts).await.expect(403);
    assert!(handler.get(&format!("/desk/cases/{}", filed.code)).await.text().contains("/accept\""));
}

#[tokio::test]
async fn each_role_meets_only_what_it_may_do() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let address = format!("/desk/cases/{code}");

    let stranger = sign_in(&test, "phuong-khac", &["handler@ubnd-00004"]).await;
    stranger.get(&address).await.expect(403);
    let csrf = stranger.get("/desk").await.field("csrf");
    for step in ["accept", "note", "publish", "assignee", "assign"] {
        let fields = [("csrf", csrf.as_str()), ("version", "2"), ("note", "x"), ("agency", "ubnd-00004")];
        stranger.post(&format!("{address}/{step}"), &fields).await.expect(403);
    }
    assert!(!stranger.get("/desk").await.text().contains(code));

    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    let page = moderator.get(&address).await.expect(200).text();
    assert!(page.contains("/publish\"") && !page.contains("/accept\""));
    assert!(page.contains(WORDS) && !page.contains("0900000001"), "words, but not how to reach the reporter");

    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let page = overseer.get(&address).await.expect(200).text();
    assert!(!page.contains(WORDS) && !page.contains("12 phố Mẫu") && !page.contains("0900000001"));

    let head = sign_in(&test, "lanh-dao", &["head@ubnd-thanh-pho"]).await;
    assert!(head.get("/desk").await.text().contains(code), "heads see the cases of the agencies below");
    let administrator = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    assert!(administrator.get("/desk").await.expect(200).text().contains("không xử lý phản ánh"));
    administrator.get("/desk/file").await.expect(403);
    test.check().await;
}

#[tokio::test]
async fn of_two_officers_the_second_is_told_what_the_first_did() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let role = format!("handler@{}", filed.agency);
    let (first, second) = (sign_in(&test, "mot", &[&role]).await, sign_in(&test, "hai", &[&role]).await);
    let theirs = second.get(&format!("/desk/cases/{code}?step=return")).await.expect(200);
    step(&first, code, "accept", &[]).await.expect(303);
    let typed = [("to", "coordinator"), ("reason", "wrong_field"), ("text", "Không phải việc của phường.")];
    let back = send(&second, &theirs, code, "return", &typed).await.expect(409);
    let text = back.text();
    assert!(text.contains("Cán bộ mot") && text.contains("Cơ quan đã tiếp nhận"), "what the first did");
    assert!(text.contains("Không phải việc của phường."), "what the second typed");
    // The form that came back carries the new version: sent again, it counts.
    send(&second, &back, code, "return", &typed).await.expect(303);
    test.check().await;
}

async fn a_redacted_report_hides_what_was_taken_out_and_keeps_the_original_sealed(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@vp-ubnd"]).await;
    assert!(moderator.get("/desk").await.text().contains(code), "moderators begin with what waits for them");
    let preview = format!("/desk/cases/{code}/preview");
    assert!(!moderator.get(&preview).await.expect(200).text().contains("Rác dồn"));
    step(
        &moderator,
        code,
        "publish",
        &[("text", "Rác dồn trước cổng mỗi tối."), ("reason", "personal_data")],
    )
    .await
    .expect(303);
    let shown = moderator.get(&preview).await.text();
    assert!(shown.contains("Rác dồn trước cổng mỗi tối.") && !shown.contains("Nguyễn Mẫu"));
    let kept: Vec<(i64, String)> = test
        .app
        .db
        .read(|tx| {
            tx.all::<(i64, String)>(
                "SELECT number, body FROM contents WHERE field IN ('text', 'public_text') ORDER BY number",
                &[],
            )
        })
        .await
        .unwrap();
    assert_eq!(kept.len(), 2, "the original stays beside the redacted words");
    let public = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(
        public.matches("Đây là bản đã lược bớt, lý do: ").count() >= 2,
        "who reads it knows that it is not all, beside the words and at the step: {public}"
    );
    assert_eq!(kept[0].1, WORDS);
    step(&moderator, code, "hide", &[]).await.expect(422);
    step(&moderator, code, "hide", &[("reason", "alleges_offence")]).await.expect(303);
    assert!(!moderator.get(&preview).await.text().contains("Rác dồn"));
    test.check().await;
}

#[tokio::test]
async fn bad_input_comes_back_with_everything_typed() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let back =
        step(&handler, code, "return", &[("to", "agency"), ("agency", "khong co"), ("text", "lời đã gõ")])
            .await;
    let text = back.expect(422).text();
    for kept in ["lời đã gõ", "khong co", "href=\"#agency\"", "href=\"#reason\"", "<title>Lỗi:"] {
        assert!(text.contains(kept), "{kept}");
    }
    step(&handler, code, "accept", &[]).await.expect(303);
    let long = "ă".repeat(4001);
    let back = step(&handler, code, "resolve", &[("text", &long)]).await.expect(422).text();
    assert!(back.contains(&long) && back.contains("4.001 ký tự"), "the whole text stays");
    let back = step(&handler, code, "resolve", &[("text", "xong rồi")]).await.expect(422).text();
    assert!(back.contains("xong rồi") && back.contains("href=\"#photos\""), "evidence is missing");
    let back = step(&handler, code, "ask", &[("text", "a\u{0}b")]).await.expect(422).text();
    assert!(back.contains("href=\"#text\""));
    let page = handler.get(&format!("/desk/cases/{code}")).await;
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let back = handler
        .post_multipart(
            &format!("/desk/cases/{code}/resolve"),
            &[
                Part::Text("csrf", &csrf),
                Part::Text("version", &version),
                Part::Text("text", "có ảnh"),
                Part::File("photos", "tot.jpg", "image/jpeg", &jpeg(3)),
                Part::File("photos", "chu.jpg", "image/jpeg", b"khong phai anh"),
            ],
        )
        .await
        .expect(422);
    assert!(back.text().contains("chu.jpg: không phải là ảnh"));
    let kept = back.field("photos_kept");
    assert_eq!(kept.len(), 87, "the good photo need not be sent again");
    // Its hash alone proves nothing, and a ticket of this form is good in no other.
    let bare = [("text", "có ảnh"), ("photos_kept", &kept[..64])];
    let refused = send(&handler, &back, code, "resolve", &bare).await.expect(422).text();
    assert!(refused.contains("href=\"#photos\""), "{refused}");
    let form = handler.get("/desk/file").await;
    let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
    let elsewhere = [
        ("csrf", csrf.as_str()),
        ("idempotency_key", &key),
        ("channel", "counter"),
        ("service", "lan-chiem"),
        ("area", WARD),
        ("text", "Lấn chiếm vỉa hè."),
        ("photos_kept", &kept),
    ];
    handler.post("/desk/file", &elsewhere).await.expect(422);
    send(&handler, &back, code, "resolve", &[("text", "có ảnh"), ("photos_kept", &kept)]).await.expect(303);
    test.check().await;
}

#[tokio::test]
async fn a_later_due_time_needs_an_approver_and_lies_ahead() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&handler, code, "accept", &[]).await.expect(303);
    let typed =
        [("reason", "weather"), ("due_date", "2026-06-01"), ("due_time", "10:00"), ("text", "Mưa bão.")];
    step(&handler, code, "extend", &typed).await.expect(403);
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{}", filed.agency)]).await;
    let past = [("reason", "weather"), ("due_date", "2026-03-01"), ("text", "Mưa bão.")];
    let text = step(&head, code, "extend", &past).await.expect(422).text();
    assert!(text.contains("Mưa bão.") && text.contains("2026-03-01") && text.contains("href=\"#due_date\""));
    let far = [("reason", "weather"), ("due_date", "2028-03-11"), ("text", "Mưa bão.")];
    let text = step(&head, code, "extend", &far).await.expect(422).text();
    assert!(text.contains("nhiều nhất là hai năm") && text.contains("2028-03-11"), "a slip of a year");
    let sooner = [("reason", "weather"), ("due_date", "2026-03-10"), ("due_time", "11:00"), ("text", "Mưa.")];
    let text = step(&head, code, "extend", &sooner).await.expect(422).text();
    assert!(text.contains("Thời hạn mới phải muộn hơn"));
    step(&head, code, "extend", &typed).await.expect(303);
    assert!(handler.get(&format!("/desk/cases/{code}")).await.text().contains("10:00, 01/06/2026"));
    test.check().await;
}

async fn a_returned_case_reaches_the_named_agency_and_at_last_the_coordinator(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.as_str();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let name = "so nong nghiep va moi truong";
    let typed = [("to", "agency"), ("agency", name), ("reason", "wrong_field"), ("text", "Thuộc Sở.")];
    let answer = step(&handler, code, "return", &typed).await;
    assert_eq!(answer.status, 303, "the name is found without marks: {}", answer.text());
    handler.get(&format!("/desk/cases/{code}")).await.expect(200);
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    step(&coordinator, code, "assign", &[("agency", "ubnd-00070")]).await.expect(303);
    let back = [("to", "coordinator"), ("reason", "several_agencies"), ("text", "Cần nhiều bên.")];
    let ward = sign_in(&test, "phuong", &["handler@ubnd-00070"]).await;
    step(&ward, code, "return", &back).await.expect(303);
    assert!(coordinator.get("/desk?view=to-decide").await.text().contains(code));
    test.check().await;
}

#[tokio::test]
async fn a_report_is_filed_for_a_resident_once_and_gives_a_secret_link() {
    let test = TestApp::sqlite();
    let handler = sign_in(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    let form = handler.get("/desk/file").await.expect(200);
    let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
    let guards = [("csrf", csrf.as_str()), ("idempotency_key", key.as_str())];
    let mut typed = guards.to_vec();
    typed.extend([("channel", "phone"), ("service", "rac-thai"), ("name", "Người Gọi")]);
    let text = handler.post("/desk/file", &typed).await.expect(422).text();
    assert!(text.contains("href=\"#text\"") && text.contains("Người Gọi"));
    typed.extend([("text", "Gọi điện báo rác chưa lấy."), ("area", WARD)]);
    let mut wrong = typed.clone();
    wrong.extend([("phone", "12"), ("email", "abc")]);
    let text = handler.post("/desk/file", &wrong).await.expect(422).text();
    assert!(
        text.contains("href=\"#phone\"")
            && text.contains("href=\"#email\"")
            && text.contains("value=\"abc\"")
    );
    let receipt = handler.post("/desk/file", &typed).await.expect(200).text();
    assert!(receipt.contains("http://dantin.test/my/") && receipt.contains("<svg class=\"code-block__qr\""));
    let again = handler.post("/desk/file", &typed).await.expect(200).text();
    let secret = |text: &str| text.split("http://dantin.test/my/").nth(1).unwrap()[..26].to_owned();
    assert_eq!(secret(&receipt), secret(&again), "sent twice, it is one report with one link");
    let count: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM cases", &[])).await.unwrap();
    assert_eq!(count, 1);
    // Sent again with other words: nothing of it is dropped without a word, and it can become a report of its own.
    let mut other = typed.clone();
    other
        .iter_mut()
        .filter(|(name, _)| *name == "text")
        .for_each(|(_, text)| *text = "Rác còn chắn cả lối đi.");
    let back = handler.post("/desk/file", &other).await.expect(409);
    let told = back.text();
    assert!(told.contains("không được ghi vào") && told.contains("href=\"#before\""), "{told}");
    assert_eq!(secret(&told), secret(&receipt), "the link can still be read out");
    assert!(told.contains("Rác còn chắn cả lối đi."), "{told}");
    let key = back.field("idempotency_key");
    other.iter_mut().filter(|(name, _)| *name == "idempotency_key").for_each(|(_, typed)| *typed = &key);
    let second = handler.post("/desk/file", &other).await.expect(200).text();
    assert_ne!(secret(&second), secret(&receipt));
    let count: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM cases", &[])).await.unwrap();
    assert_eq!(count, 2);
    test.check().await;
}

async fn another_lead_begins_with_nobody_handling_the_case(test: TestApp) {
    let filed = file(&test).await;
    sign_in(&test, "lan", &[&format!("handler@{}", filed.agency)]).await;
    test.app
        .db
        .write(|tx| {
            tx.execute("UPDATE cases SET assignee = (SELECT id FROM officers WHERE login = 'lan')", &[])
        })
        .await
        .unwrap();
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@ttpv-hcc"]).await;
    let assignee = async || {
        let (found,): (Option<String>,) =
            test.app.db.read(|tx| tx.one("SELECT assignee FROM cases", &[])).await.unwrap();
        found
    };
    step(&coordinator, &filed.code, "assign", &[("agency", "ubnd-00004")]).await.expect(303);
    assert_eq!(assignee().await, None, "whoever worked for the former lead does not find it any more");
    test.check().await;
}

async fn an_unshown_photo_is_seen_only_by_those_who_may(test: TestApp) {
    let handler = sign_in(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    let form = handler.get("/desk/file").await.expect(200);
    let answer = handler
        .post_multipart(
            "/desk/file",
            &[
                Part::Text("csrf", &form.field("csrf")),
                Part::Text("idempotency_key", &form.field("idempotency_key")),
                Part::Text("channel", "counter"),
                Part::Text("service", "lan-chiem"),
                Part::Text("area", WARD),
                Part::Text("text", "Lấn chiếm vỉa hè."),
                Part::File("photos", "anh.jpg", "image/jpeg", &jpeg(77)),
            ],
        )
        .await
        .expect(200);
    drop(answer);
    let hash: String = test.app.db.read(|tx| tx.one("SELECT photo FROM case_photos", &[])).await.unwrap();
    let agency: String = test.app.db.read(|tx| tx.one("SELECT lead_agency FROM cases", &[])).await.unwrap();
    let path = format!("/desk/photos/{hash}/small.jpg");
    let lead = sign_in(&test, "chu-tri", &[&format!("handler@{agency}")]).await;
    let picture = lead.get(&path).await.expect(200);
    assert_eq!(picture.headers["content-type"], "image/jpeg");
    assert_eq!(picture.headers["cache-control"], "private, no-store");
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    overseer.get(&path).await.expect(404);
    assert!(test.visitor().get(&path).await.status.is_redirection());
    lead.get(&format!("/desk/photos/{hash}/original.jpg")).await.expect(404);
}

#[tokio::test]
async fn ones_own_password_is_changed_and_other_computers_are_signed_out() {
    let test = TestApp::sqlite();
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let there = test.visitor();
    there.post("/desk/sign-in", &[("login", "can-bo"), ("password", PASSWORD)]).await.expect(303);
    let csrf = here.get("/desk/account").await.expect(200).field("csrf");
    let mut fields =
        vec![("csrf", csrf.as_str()), ("present", PASSWORD), ("wanted", "ngắn"), ("again", "ngắn")];
    here.post("/desk/account/password", &fields).await.expect(422);
    fields.truncate(2);
    fields.extend([("wanted", "một câu khác dài hơn"), ("again", "một câu khác dài hơn")]);
    here.post("/desk/account/password", &fields).await.expect(303);
    here.get("/desk").await.expect(200);
    assert!(there.get("/desk").await.status.is_redirection());
}

/// What the database keeps of officers' second factors.
pub async fn raw_secrets(test: &TestApp) -> Vec<Vec<u8>> {
    let rows: Vec<(Vec<u8>,)> = test
        .app
        .db
        .read(|tx| {
            tx.all::<(Vec<u8>,)>(
                "SELECT sealed FROM officer_totp UNION ALL SELECT hash FROM recovery_codes",
                &[],
            )
        })
        .await
        .unwrap();
    rows.into_iter().map(|(bytes,)| bytes).collect()
}
