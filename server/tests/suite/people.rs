//! Accounts over the pages: an administrator adds, changes and ends them, officers choose their own passwords, everything is
//! noted; and the log of looks at personal data.

use jiff::ToSpan as _;

use crate::{
    desk::{PASSWORD, add, enter, file, sign_in},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

async fn post(visitor: &Visitor, path: &str, form: &[(&str, &str)]) -> Answer {
    let csrf = visitor.get("/desk/people").await.expect(200).field("csrf");
    let form: Vec<(&str, &str)> =
        std::iter::once(("csrf", csrf.as_str())).chain(form.iter().copied()).collect();
    visitor.post(path, &form).await
}

fn link(page: &Answer) -> String {
    let selector = scraper::Selector::parse(".code-block__code code").unwrap();
    let link: String = page.html().select(&selector).next().unwrap().text().collect();
    link.strip_prefix("http://dantin.test").unwrap().to_owned()
}

on_both_engines!(
    an_administrator_keeps_the_accounts_and_never_learns_a_password,
    every_look_at_personal_data_is_noted_and_found_again,
    an_administrator_gives_a_board_of_residents_its_overseer,
    a_role_that_must_have_two_steps_ends_what_was_opened_with_one,
    a_way_into_an_account_is_told_to_other_administrators_and_to_its_officer,
);

async fn a_role_that_must_have_two_steps_ends_what_was_opened_with_one(test: TestApp) {
    let test = test.with(&[("safety.second_factor", "privacy_officer")]);
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let officer = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let here = "/desk/people/can-bo";
    let page = keeper.get(here).await.expect(200).text();
    assert!(page.contains("(Bảo vệ dữ liệu cá nhân), mọi phiên đang mở"), "{page}");
    let role = [("kind", "head"), ("agency", "so-xay-dung")];
    post(&keeper, &format!("{here}/give"), &role).await.expect(303);
    officer.get("/desk").await.expect(200);
    let role = [("kind", "privacy_officer"), ("agency", "ttpv-hcc")];
    post(&keeper, &format!("{here}/give"), &role).await.expect(303);
    assert_eq!(officer.get("/desk/erasure").await.location(), "/desk/sign-in?next=%2Fdesk%2Ferasure");
    let form = [("login", "can-bo"), ("password", PASSWORD)];
    assert_eq!(officer.post("/desk/sign-in", &form).await.location(), "/desk/account/second-factor");
    assert_eq!(officer.get("/desk/erasure").await.location(), "/desk/account/second-factor");
}

async fn a_way_into_an_account_is_told_to_other_administrators_and_to_its_officer(test: TestApp) {
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let other = sign_in(&test, "quan-tri-hai", &["administrator@vp-ubnd"]).await;
    let officer = sign_in(&test, "can-bo", &["privacy_officer@ttpv-hcc"]).await;
    assert!(!officer.get("/desk/account").await.expect(200).text().contains("id=\"acts\""));
    post(&keeper, "/desk/people/can-bo/invite", &[]).await.expect(200);
    let ways_in = |page: Answer| -> String {
        let selector = scraper::Selector::parse("#ways-in li").unwrap();
        page.html().select(&selector).flat_map(|row| row.text()).collect()
    };
    let told = ways_in(other.get("/desk/people").await.expect(200));
    for word in ["quan-tri:", "Đã tạo liên kết chọn mật khẩu", "can-bo"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert_eq!(ways_in(keeper.get("/desk/people").await.expect(200)), "", "the own acts are known");
    let account = officer.get("/desk/account").await.expect(200).text();
    assert!(account.contains("quan-tri: Đã tạo liên kết chọn mật khẩu"), "{account}");
    post(&other, "/desk/people/can-bo/forget-factor", &[]).await.expect(303);
    let told = ways_in(keeper.get("/desk/people").await.expect(200));
    assert!(told.contains("Đã xóa xác thực hai lớp"), "{told}");
    test.pass((31 * 24).hours());
    let keeper = enter(&test, "quan-tri").await;
    assert_eq!(ways_in(keeper.get("/desk/people").await.expect(200)), "", "it passes");
}

async fn an_administrator_gives_a_board_of_residents_its_overseer(test: TestApp) {
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let board = "Ban Thanh tra nhân dân phường Hoàn Kiếm";
    let typed = |kind: &'static str| {
        [("login", "thanh.tra"), ("name", "Trần Thị Mẫu"), ("kind", kind), ("agency", board)]
    };
    let refused = post(&keeper, "/desk/people", &typed("handler")).await.expect(422).text();
    assert!(refused.contains("Ở ban của người dân chỉ giao được vai trò giám sát."), "{refused}");
    let added = post(&keeper, "/desk/people", &typed("overseer")).await.expect(200);
    let (welcome, officer) = (link(&added), test.visitor());
    let form = [("wanted", "câu tôi tự chọn"), ("again", "câu tôi tự chọn")];
    officer.post(&welcome, &form).await.expect(303);
    let form = [("login", "thanh.tra"), ("password", "câu tôi tự chọn")];
    officer.post("/desk/sign-in", &form).await.expect(303);
    let plan = officer.get("/desk/oversight/new").await.expect(200).text();
    assert!(plan.contains(board), "{plan}");
    // Part of a name still finds the committee alone where a handler is meant.
    let role = [("kind", "handler"), ("agency", "nhân dân phường Hoàn Kiếm")];
    post(&keeper, "/desk/people/thanh.tra/give", &role).await.expect(303);
}

async fn an_administrator_keeps_the_accounts_and_never_learns_a_password(test: TestApp) {
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    // What is wrong is said at its field, and what was typed stays.
    let typed = [("login", "Lê Văn"), ("name", "Lê Văn Mẫu"), ("kind", "handler"), ("agency", "không có")];
    let refused = post(&keeper, "/desk/people", &typed).await.expect(422);
    assert_eq!(refused.field("name"), "Lê Văn Mẫu");
    assert!(refused.text().contains("href=\"#login\"") && refused.text().contains("href=\"#agency\""));
    let typed =
        [("login", "le.van.mau"), ("name", "Lê Văn Mẫu"), ("kind", "handler"), ("agency", "so-xay-dung")];
    let added = post(&keeper, "/desk/people", &typed).await.expect(200);
    let welcome = link(&added);
    let again = post(&keeper, "/desk/people", &typed).await.expect(422);
    assert!(again.text().contains("đã có người dùng"));

    // Nobody gets in before the officer has chosen a password.
    let officer = test.visitor();
    officer.post("/desk/sign-in", &[("login", "le.van.mau"), ("password", "")]).await.expect(422);
    officer.get(&welcome).await.expect(200);
    officer.post(&welcome, &[("wanted", "ngắn"), ("again", "ngắn")]).await.expect(422);
    officer.post(&welcome, &[("wanted", "câu tôi tự chọn"), ("again", "câu khác hẳn")]).await.expect(422);
    let form = [("wanted", "câu tôi tự chọn"), ("again", "câu tôi tự chọn")];
    assert_eq!(officer.post(&welcome, &form).await.location(), "/desk/sign-in?chosen=1");
    officer.post(&welcome, &form).await.expect(404);
    let signed =
        officer.post("/desk/sign-in", &[("login", "le.van.mau"), ("password", "câu tôi tự chọn")]).await;
    assert_eq!(signed.location(), "/desk");

    // Each reads the agency's name in the language of the page.
    let account = officer.get("/desk/account").await.expect(200).text();
    assert!(account.contains("Cán bộ xử lý · Sở Xây dựng"), "{account}");
    let account = officer.get("/desk/account?lang=en").await.expect(200).text();
    let name = &test.app.city.agency("so-xay-dung").unwrap().name.en;
    assert!(account.contains(&format!(" · {name}")) && !account.contains("Sở Xây dựng"), "{account}");

    // Roles are given and taken one by one, and count at once.
    officer.get("/desk/erasure").await.expect(403);
    let here = "/desk/people/le.van.mau";
    let role = [("kind", "privacy_officer"), ("agency", "ttpv-hcc")];
    assert_eq!(
        post(&keeper, &format!("{here}/give"), &role).await.location(),
        format!("{here}?done=role_given")
    );
    officer.get("/desk/erasure").await.expect(200);
    post(&keeper, &format!("{here}/take"), &[("role", "privacy_officer@ttpv-hcc")]).await.expect(303);
    officer.get("/desk/erasure").await.expect(403);
    post(&keeper, &format!("{here}/take"), &[("role", "king@ttpv-hcc")]).await.expect(422);
    post(&keeper, &format!("{here}/crown"), &[]).await.expect(404);
    post(&keeper, &format!("{here}/forget-factor"), &[]).await.expect(303);
    assert!(officer.get("/desk").await.status.is_redirection(), "who lost it comes in anew");
    post(&keeper, "/desk/people/nobody/end", &[]).await.expect(404);

    // A second link makes the first useless, and one that is too old opens nothing.
    let first = link(&post(&keeper, &format!("{here}/invite"), &[]).await.expect(200));
    let second = link(&post(&keeper, &format!("{here}/invite"), &[]).await.expect(200));
    officer.get(&first).await.expect(404);
    test.visitor().get(&second).await.expect(200);
    test.pass((24 * 7).hours());
    test.visitor().get(&second).await.expect(404);

    // The last administrator cannot lock everybody out.
    let keeper = enter(&test, "quan-tri").await;
    let own = "/desk/people/quan-tri";
    let kept = post(&keeper, &format!("{own}/take"), &[("role", "administrator@vp-ubnd")]).await.expect(422);
    assert!(kept.text().contains("quản trị viên cuối cùng"));
    post(&keeper, &format!("{own}/end"), &[]).await.expect(422);
    // Who makes accounts does not make itself a reader of reports.
    let role = [("kind", "handler"), ("agency", "so-xay-dung")];
    let refused = post(&keeper, &format!("{own}/give"), &role).await.expect(422).text();
    assert!(refused.contains("Không ai tự thêm vai trò cho mình"), "{refused}");
    assert!(!keeper.get("/desk/account").await.expect(200).text().contains("Cán bộ xử lý"));
    let officer = test.visitor();
    officer
        .post("/desk/sign-in", &[("login", "le.van.mau"), ("password", "câu tôi tự chọn")])
        .await
        .expect(303);
    officer.get("/desk").await.expect(200);
    post(&keeper, &format!("{here}/end"), &[]).await.expect(303);
    assert!(officer.get("/desk").await.status.is_redirection());
    post(&keeper, &format!("{here}/reopen"), &[]).await.expect(303);

    let page = keeper.get(here).await.expect(200).text();
    for words in [
        "Đã thêm tài khoản",
        "Đã đặt mật khẩu",
        "Đã giao vai trò",
        "Đã thu lại vai trò",
        "Đã tạo liên kết",
        "Đã ngừng tài khoản",
        "Đã mở lại tài khoản",
        "Đã xóa xác thực hai lớp",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("privacy_officer@ttpv-hcc") && page.contains("quan-tri"));
    assert!(!page.contains("câu tôi tự chọn"));
}

async fn every_look_at_personal_data_is_noted_and_found_again(test: TestApp) {
    let filed = file(&test).await;
    let code = filed.code.clone();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let moderator = sign_in(&test, "duyet", &["moderator@ttpv-hcc"]).await;
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    assert!(keeper.get("/desk/reads").await.expect(200).text().contains("Không có lượt xem nào"));
    handler.get(&format!("/desk/cases/{code}")).await.expect(200);
    handler.get(&format!("/desk/cases/{code}?tab=history")).await.expect(200);
    moderator.get(&format!("/desk?case={code}")).await.expect(200);
    // The overseer sees no private word and no contact, so there is nothing to note.
    overseer.get(&format!("/desk/cases/{code}")).await.expect(200);
    let rows = |page: &Answer| -> Vec<String> {
        let selector = scraper::Selector::parse("#reads tbody tr").unwrap();
        page.html().select(&selector).map(|row| row.text().collect::<Vec<_>>().join(" ")).collect()
    };
    let all = rows(&keeper.get("/desk/reads").await.expect(200));
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all.iter().all(|row| row.contains(&code) && !row.contains("giam-sat")));
    let count = |path: String| {
        let keeper = &keeper;
        async move { rows(&keeper.get(&path).await.expect(200)).len() }
    };
    assert_eq!(count(format!("/desk/reads?login=xu-ly&code={code}")).await, 2);
    assert_eq!(count("/desk/reads?what=contact".to_owned()).await, 1);
    assert_eq!(count("/desk/reads?login=duyet&what=contact".to_owned()).await, 0);
    assert_eq!(count("/desk/reads?code=DT-000000".to_owned()).await, 0);
    test.pass(5.minutes());
    handler.get(&format!("/desk/cases/{code}")).await.expect(200);
    assert_eq!(count("/desk/reads".to_owned()).await, 5);
    assert_eq!(count("/desk/reads?from=2026-03-10&until=2026-03-10".to_owned()).await, 5);
    assert_eq!(count("/desk/reads?from=2026-03-11".to_owned()).await, 0);
    let wrong = keeper.get("/desk/reads?from=hôm-qua").await.expect(200).text();
    assert!(wrong.contains("href=\"#from\""), "{wrong}");
}

#[tokio::test]
async fn the_log_of_looks_costs_the_same_for_few_and_many_rows() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let officer = add(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    keeper.get("/desk/reads").await.expect(200);
    let before = test.app.db.statements_run();
    keeper.get("/desk/reads").await.expect(200);
    let one = test.app.db.statements_run() - before;
    let case: String = test.app.db.read(|tx| tx.one("SELECT id FROM cases", &[])).await.unwrap();
    let now = test.app.now();
    test.app
        .db
        .write(move |tx| {
            for minute in 0..150 {
                tx.execute(
                    "INSERT INTO reads (case_id, officer_id, what, at) VALUES ($1, $2, 'content', $3)",
                    &[&case, &officer, &(now - jiff::SignedDuration::from_mins(minute * 5))],
                )?;
            }
            Ok::<_, dantin_store::Error>(())
        })
        .await
        .unwrap();
    let before = test.app.db.statements_run();
    let page = keeper.get("/desk/reads").await.expect(200);
    assert_eq!(test.app.db.statements_run() - before, one);
    assert!(page.text().contains("skip=100"), "a hundred rows, and a link to the older ones");
    let older = keeper.get("/desk/reads?skip=100").await.expect(200);
    assert_eq!(older.text().matches(&filed.code).count(), 2 * 50);
}
