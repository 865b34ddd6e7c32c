//! The second factor over the pages: setting it up, the door's second step, codes on paper, what a role must have, and
//! what whoever knows the password alone can do: nothing.

use dantin::city::people::factors::codes::Shared as Secret;
use jiff::ToSpan as _;

use crate::{
    desk::{PASSWORD, add, sign_in},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

const HERE: &str = "/desk/account/second-factor";

/// The officer's telephone: it knows what it read from the page, and the time.
pub struct Phone(Secret);

impl Phone {
    fn reading(page: &Answer) -> Phone {
        let selector = scraper::Selector::parse(".code-block__code code").unwrap();
        let html = page.html();
        let typed: String = html.select(&selector).next().unwrap().text().collect();
        let secret = totp_rs::Secret::try_from_base32(typed.replace(' ', "")).unwrap();
        Phone(Secret::from_bytes(secret.as_bytes()).unwrap())
    }

    pub fn code(&self, test: &TestApp) -> String {
        self.0.code(test.app.now().as_second())
    }
}

pub async fn begin(visitor: &Visitor) -> (Phone, String) {
    let csrf = visitor.get(HERE).await.expect(200).field("csrf");
    assert_eq!(visitor.post(&format!("{HERE}/begin"), &[("csrf", &csrf)]).await.location(), HERE);
    let page = visitor.get(HERE).await.expect(200);
    (Phone::reading(&page), csrf)
}

async fn set_up(test: &TestApp, visitor: &Visitor) -> Phone {
    let (phone, csrf) = begin(visitor).await;
    let form = [("csrf", csrf.as_str()), ("code", &phone.code(test))];
    let answer = visitor.post(&format!("{HERE}/confirm"), &form).await;
    assert_eq!(answer.location(), format!("{HERE}?done=confirm"));
    test.pass(30.seconds());
    phone
}

async fn password(test: &TestApp, visitor: &Visitor, login: &str) -> Answer {
    let form = [("login", login), ("password", PASSWORD), ("next", "/desk/file")];
    let answer = visitor.post("/desk/sign-in", &form).await;
    assert!(answer.status.is_redirection() || test.app.now().as_second() > 0);
    answer
}

async fn show(visitor: &Visitor, code: &str) -> Answer {
    let page = visitor.get("/desk/sign-in/code").await.expect(200);
    let form = [("csrf", page.field("csrf")), ("code", code.to_owned()), ("next", "/desk/file".to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post("/desk/sign-in/code", &form).await
}

on_both_engines!(
    who_has_set_it_up_needs_both_and_each_code_once,
    codes_on_paper_work_once_each_and_end_with_the_next_ten,
    a_role_that_must_have_it_reaches_nothing_before,
    an_officer_sees_the_open_sessions_and_ends_one,
    nobody_adds_a_way_in_at_a_desk_that_was_left_open,
    a_key_that_is_being_set_up_is_known_to_its_own_session_alone,
);

async fn a_key_that_is_being_set_up_is_known_to_its_own_session_alone(test: TestApp) {
    let test = test.with(&[("safety.second_factor", "administrator")]);
    add(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let (officer, stranger) = (test.visitor(), test.visitor());
    for visitor in [&officer, &stranger] {
        assert_eq!(password(&test, visitor, "quan-tri").await.location(), HERE);
    }
    let (known, stale) = begin(&stranger).await;
    let page = officer.get(HERE).await.expect(200);
    assert!(!page.text().contains("code-block__code"), "what a stranger drew is not offered");
    let form = [("csrf", page.field("csrf")), ("code", known.code(&test))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    officer.post(&format!("{HERE}/confirm"), &form).await.expect(422);
    begin(&officer).await;
    assert!(!stranger.get(HERE).await.expect(200).text().contains("code-block__code"));
    let form = [("csrf", stale.as_str()), ("code", &known.code(&test))];
    stranger.post(&format!("{HERE}/confirm"), &form).await.expect(422);
    let phone = set_up(&test, &officer).await;
    officer.get("/desk").await.expect(200);
    // Whoever only knew the password is out, and stands before the second step when they come again.
    assert!(stranger.get(HERE).await.location().starts_with("/desk/sign-in?next="));
    password(&test, &stranger, "quan-tri").await.expect(303);
    show(&stranger, &known.code(&test)).await.expect(422);
    show(&stranger, &phone.code(&test)).await.expect(303);
}

async fn nobody_adds_a_way_in_at_a_desk_that_was_left_open(test: TestApp) {
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let (phone, csrf) = begin(&here).await;
    test.pass(16.minutes());
    let page = here.get(HERE).await.expect(200);
    assert!(page.text().contains("Hãy đăng nhập lại trước khi thay đổi"));
    assert!(!page.text().contains("code-block__code") && !page.text().contains(&format!("{HERE}/begin")));
    let code = phone.code(&test);
    for (path, fields) in [
        (format!("{HERE}/begin"), vec![("csrf", csrf.as_str())]),
        (format!("{HERE}/confirm"), vec![("csrf", csrf.as_str()), ("code", code.as_str())]),
        (format!("{HERE}/codes"), vec![("csrf", csrf.as_str())]),
        ("/desk/account/passkeys/remove".to_owned(), vec![("csrf", csrf.as_str()), ("passkey", "none")]),
    ] {
        let refused = here.post(&path, &fields).await.expect(403).text();
        assert!(refused.contains("Hãy đăng nhập lại"), "{path}: {refused}");
    }
    let body = format!("{{\"csrf\":\"{csrf}\"}}").into_bytes();
    let json = Some("application/json".to_owned());
    here.send(axum::http::Method::POST, "/desk/account/passkeys", json, body).await.expect(403);
    here.get("/desk").await.expect(200);
    // Who knows the password goes on where they were.
    let form = [("login", "can-bo"), ("password", PASSWORD), ("next", HERE)];
    assert_eq!(here.post("/desk/sign-in", &form).await.location(), HERE);
    set_up(&test, &here).await;
}

async fn who_has_set_it_up_needs_both_and_each_code_once(test: TestApp) {
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let (phone, csrf) = begin(&here).await;
    let confirm = format!("{HERE}/confirm");
    let wrong = here.post(&confirm, &[("csrf", &csrf), ("code", "000000")]).await.expect(422);
    assert!(wrong.text().contains("Mã chưa đúng"), "the page says so and still shows the key");
    assert_eq!(phone.0, Phone::reading(&wrong).0);
    // Until it is confirmed it counts for nothing: nobody locks himself out half-way.
    let other = test.visitor();
    assert_eq!(password(&test, &other, "can-bo").await.location(), "/desk/file");
    here.post(&confirm, &[("csrf", &csrf), ("code", &phone.code(&test))]).await.expect(303);
    let page = here.get(HERE).await.expect(200).text();
    assert!(!page.contains("code-block__code"), "the key is not shown again");

    test.pass(30.seconds());
    let door = test.visitor();
    assert_eq!(password(&test, &door, "can-bo").await.location(), "/desk/sign-in/code?next=%2Fdesk%2Ffile");
    // The password alone opens no page of the desk, and changes nothing.
    for path in ["/desk", "/desk/file", "/desk/account", HERE] {
        let location = door.get(path).await.location();
        assert!(location.starts_with("/desk/sign-in/code"), "{path}: {location}");
    }
    let csrf = door.get("/desk/sign-in/code").await.expect(200).field("csrf");
    for path in ["begin", "confirm", "codes", "remove"] {
        let answer = door.post(&format!("{HERE}/{path}"), &[("csrf", &csrf)]).await;
        assert_eq!(answer.location(), "/desk/sign-in/code", "{path}");
    }
    show(&door, "000000").await.expect(422);
    let code = phone.code(&test);
    assert_eq!(show(&door, &code).await.location(), "/desk/file");
    door.get("/desk/file").await.expect(200);

    let again = test.visitor();
    password(&test, &again, "can-bo").await.expect(303);
    show(&again, &code).await.expect(422);
    test.pass(30.seconds());
    show(&again, &phone.code(&test)).await.expect(303);
    again.get("/desk").await.expect(200);

    // It is removed only by whoever can show a code.
    let csrf = again.get(HERE).await.expect(200).field("csrf");
    let remove = format!("{HERE}/remove");
    again.post(&remove, &[("csrf", &csrf), ("present", "123456")]).await.expect(422);
    test.pass(30.seconds());
    again.post(&remove, &[("csrf", &csrf), ("present", &phone.code(&test))]).await.expect(303);
    assert_eq!(password(&test, &test.visitor(), "can-bo").await.location(), "/desk/file");
    let stored = crate::desk::raw_secrets(&test).await;
    assert!(stored.is_empty(), "nothing of it is left");
}

async fn codes_on_paper_work_once_each_and_end_with_the_next_ten(test: TestApp) {
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    set_up(&test, &here).await;
    let csrf = here.get(HERE).await.expect(200).field("csrf");
    let drawn = |page: &Answer| -> Vec<String> {
        let selector = scraper::Selector::parse("main li code").unwrap();
        page.html().select(&selector).map(|code| code.text().collect()).collect()
    };
    let first = drawn(&here.post(&format!("{HERE}/codes"), &[("csrf", &csrf)]).await.expect(200));
    assert_eq!(first.len(), 10);
    let door = test.visitor();
    password(&test, &door, "can-bo").await.expect(303);
    show(&door, &first[0].to_lowercase()).await.expect(303);
    let again = test.visitor();
    password(&test, &again, "can-bo").await.expect(303);
    show(&again, &first[0]).await.expect(422);
    let second = drawn(&here.post(&format!("{HERE}/codes"), &[("csrf", &csrf)]).await.expect(200));
    show(&again, &first[1]).await.expect(422);
    show(&again, &second[1]).await.expect(303);
    let page = here.get(HERE).await.expect(200).text();
    assert!(page.contains("Còn 9 mã giấy"), "{page}");
    assert!(!page.contains(&second[2]), "codes are shown once");
}

async fn a_role_that_must_have_it_reaches_nothing_before(test: TestApp) {
    let test = test.with(&[("safety.second_factor", "administrator")]);
    add(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let officer = test.visitor();
    assert_eq!(password(&test, &officer, "quan-tri").await.location(), HERE);
    assert_eq!(officer.get("/desk").await.location(), HERE);
    let page = officer.get(HERE).await.expect(200).text();
    assert!(page.contains("Vai trò của anh/chị phải có xác thực hai lớp"), "{page}");
    let phone = set_up(&test, &officer).await;
    officer.get("/desk").await.expect(200);
    let csrf = officer.get(HERE).await.expect(200).field("csrf");
    let remove = format!("{HERE}/remove");
    let kept = officer.post(&remove, &[("csrf", &csrf), ("present", &phone.code(&test))]).await.expect(422);
    assert!(kept.text().contains("không gỡ được lớp duy nhất này"));
    // Others are not asked.
    sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
}

#[tokio::test]
async fn guessing_codes_ends_soon_and_the_owners_browser_is_not_delayed() {
    let test = TestApp::sqlite();
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let phone = set_up(&test, &here).await;
    let stranger = test.visitor();
    // A session of its own for each guess is no way round the count.
    let mut waits = 0;
    for _ in 0..8 {
        password(&test, &stranger, "can-bo").await.expect(303);
        waits += usize::from(show(&stranger, "000000").await.status == 429);
    }
    assert_eq!(waits, 3, "five guesses are looked at");
    // The stranger shares even the owner's address; the browser decides.
    password(&test, &here, "can-bo").await.expect(303);
    show(&here, &phone.code(&test)).await.expect(303);
}

#[tokio::test]
async fn a_half_session_ends_after_a_quarter_of_an_hour_and_can_be_left() {
    let test = TestApp::sqlite();
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    set_up(&test, &here).await;
    let door = test.visitor();
    password(&test, &door, "can-bo").await.expect(303);
    let csrf = door.get("/desk/sign-in/code").await.expect(200).field("csrf");
    test.pass(15.minutes());
    assert!(door.get("/desk/sign-in/code").await.location().starts_with("/desk/sign-in?"));
    password(&test, &door, "can-bo").await.expect(303);
    door.post("/desk/sign-in/code", &[("csrf", &csrf), ("code", "000000")]).await.expect(403);
    let csrf = door.get("/desk/sign-in/code").await.expect(200).field("csrf");
    assert_eq!(door.post("/desk/sign-out", &[("csrf", &csrf)]).await.location(), "/desk/sign-in");
}

#[tokio::test]
async fn a_database_without_its_key_opens_no_generator() {
    let test = TestApp::sqlite();
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let phone = set_up(&test, &here).await;
    std::fs::remove_file(test.folder().join("desk.key")).unwrap();
    let (_app, stranger) = test.started_again();
    password(&test, &stranger, "can-bo").await.expect(303);
    show(&stranger, &phone.code(&test)).await.expect(422);
}

async fn an_officer_sees_the_open_sessions_and_ends_one(test: TestApp) {
    let here = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let there = test.visitor().with_header("user-agent", "Mozilla/5.0 (Android 14) Firefox/140.0");
    password(&test, &there, "can-bo").await.expect(303);
    let stranger = sign_in(&test, "nguoi-khac", &["handler@ubnd-00070"]).await;
    let page = here.get("/desk/account").await.expect(200);
    assert!(page.text().contains("Firefox · Android") && page.text().contains("127.0.0.1"));
    let selector = scraper::Selector::parse("input[name=session]").unwrap();
    let handles: Vec<String> =
        page.html().select(&selector).map(|input| input.value().attr("value").unwrap().to_owned()).collect();
    assert_eq!(handles.len(), 2);
    let csrf = stranger.get("/desk/account").await.field("csrf");
    for handle in &handles {
        stranger.post("/desk/account/sessions", &[("csrf", &csrf), ("session", handle)]).await.expect(303);
    }
    there.get("/desk").await.expect(200);
    let csrf = page.field("csrf");
    here.post("/desk/account/sessions", &[("csrf", &csrf), ("session", "zz")]).await.expect(422);
    let selector = scraper::Selector::parse("main li").unwrap();
    let html = page.html();
    let of_the_other =
        html.select(&selector).find(|row| row.text().any(|text| text.contains("Firefox"))).unwrap();
    let other = handles.iter().find(|handle| of_the_other.html().contains(*handle)).unwrap();
    let closed = here.post("/desk/account/sessions", &[("csrf", &csrf), ("session", other)]).await;
    assert_eq!(closed.location(), "/desk/account?closed=1");
    assert!(there.get("/desk").await.status.is_redirection());
    let own = handles.iter().find(|handle| *handle != other).unwrap();
    let closed = here.post("/desk/account/sessions", &[("csrf", &csrf), ("session", own)]).await;
    assert_eq!(closed.location(), "/desk/sign-in");
    assert!(here.get("/desk").await.status.is_redirection());
}
