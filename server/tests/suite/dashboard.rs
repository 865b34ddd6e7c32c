//! The leaders' page, its mail, and watching: who sees which part of the city, that the figures are the published ones, and
//! what asking for an explanation does.

use dantin::{
    act::cases::{NewCase, Submitted, submit},
    city::people::{credentials::Login, model::OfficerRole, store as people},
    desk::dashboard::{Board, Of, weekly},
};
use dantin_record::book::figures::{Figure, Value};
use dantin_words::Language;
use jiff::ToSpan as _;

use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    leaders_see_what_is_late_by_the_published_figures,
    an_explanation_is_asked_once_and_stands_at_the_case,
    the_leaders_page_costs_the_same_statements_whatever_it_shows,
    the_weekly_mail_says_what_the_page_says,
    the_weekly_mail_comes_each_monday_to_whoever_wants_it_and_may_see_the_page,
    a_weekly_mail_that_its_reader_stopped_is_said_to_be_and_begins_again,
    an_overseer_watches_a_case_and_an_agency,
);

/// A report in another ward.
async fn elsewhere(test: &TestApp) -> Submitted {
    let new = NewCase { area: Some("00004".to_owned()), ..report() };
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

fn texts(page: &Answer, selector: &str) -> Vec<String> {
    let found = scraper::Selector::parse(selector).unwrap();
    page.html().select(&found).map(|one| one.text().collect::<String>().trim().to_owned()).collect()
}

async fn leaders_see_what_is_late_by_the_published_figures(test: TestApp) {
    let (one, other) = (file(&test).await, elsewhere(&test).await);
    assert_ne!(one.agency, other.agency);
    test.pass(72.hours());
    test.settle().await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{}", one.agency)]).await;
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", one.agency)]).await;
    handler.get("/desk/dashboard").await.expect(403);
    handler.get("/desk/dashboard.csv").await.expect(403);
    assert!(
        !handler.get("/desk").await.text().contains("/desk/dashboard"),
        "not offered to those who may not"
    );
    assert!(head.get("/desk").await.text().contains("/desk/dashboard"));

    let page = coordinator.get("/desk/dashboard").await.expect(200);
    let late = texts(&page, "#late-cases .desk__case code");
    assert_eq!(late.len(), 2);
    let overdue = test.app.book.tables().all.own.get(Figure::OverdueNow);
    assert_eq!(overdue, Value::Share { numerator: 2, denominator: 2 });
    assert_eq!(texts(&page, ".lead-figure__denominator")[0], "2 trên 2");
    let size = test.app.book.tables().size;
    assert!(page.text().contains(&format!("tính từ {size} mục của nhật ký")), "the page says what it counts");
    let svg = scraper::Selector::parse("figure svg.weeks[role=img] > title").unwrap();
    assert_eq!(page.html().select(&svg).count(), 2, "a picture for each agency, named");
    assert_eq!(texts(&page, "figure details table tbody tr").len(), 24, "twelve weeks behind each");
    // On paper the tables need the broad side, nothing that scrolls, and what is folded on the screen.
    assert!(page.text().contains("data-island=\"print\""), "{}", page.text());
    let css =
        page.text().split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let css: String =
        head.get(&css).await.expect(200).text().chars().filter(|sign| !sign.is_whitespace()).collect();
    let print = css.split("@layerprint{").nth(1).unwrap();
    for rule in ["body:has(.print-wide){page:wide", ".table-region{overflow:visible", "details-content"] {
        assert!(print.contains(rule), "{rule}: {print}");
    }
    for path in ["/desk/dashboard", "/results"] {
        assert!(coordinator.get(path).await.text().contains("class=\"wrap print-wide\""), "{path}");
    }

    let page = head.get("/desk/dashboard").await.expect(200);
    assert_eq!(
        texts(&page, "#late-cases .desk__case code"),
        std::slice::from_ref(&one.code),
        "nothing of other agencies"
    );
    assert_eq!(texts(&page, ".lead-figure__denominator")[0], "1 trên 1");
    assert!(!page.text().contains(&other.code));
    let page = overseer.get("/desk/dashboard").await.expect(200);
    assert_eq!(texts(&page, "#late-cases .desk__case code").len(), 2);
    assert!(!page.text().contains("/desk/dashboard/explain"), "an overseer asks nobody");

    let file = coordinator.get("/desk/dashboard.csv?block=leads").await.expect(200).text();
    assert!(file.starts_with("figure,name,value,numerator,denominator,change,journal\n"), "{file}");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(file.as_bytes()).records().map(Result::unwrap).collect();
    let page = coordinator.get("/desk/dashboard").await;
    let named: Vec<&str> = rows.iter().map(|row| &row[1]).collect();
    assert_eq!(texts(&page, "#leads tbody th"), named, "the file has the rows of the table");
    assert_eq!((&rows[0][0], &rows[0][3], &rows[0][4]), ("case.overdue_now", "2", "2"));
    assert!(rows.iter().all(|row| row[6] == size.to_string()), "{file}");
    let page = head.get("/desk/dashboard").await;
    assert_eq!(
        texts(&page, "#leads tbody td.number")[0],
        "1 trên 1",
        "the table says what the large figures say"
    );
    assert!(page.text().contains("/desk/dashboard.csv?block=leads"));

    for (block, rows) in [("leads", 5), ("agencies", 3), ("weeks", 25), ("late", 3)] {
        let file = coordinator.get(&format!("/desk/dashboard.csv?block={block}")).await.expect(200);
        assert_eq!(file.text().lines().count(), rows, "{block}");
        assert!(file.headers.contains_key("dantin-journal-size"));
    }
    coordinator.get("/desk/dashboard.csv?block=x").await.expect(422);
    test.check().await;
}

async fn ask(visitor: &Visitor, csrf: &str, code: &str) -> Answer {
    visitor.post("/desk/dashboard/explain", &[("csrf", csrf), ("code", code)]).await
}

/// The question stands in the view of whoever handles the case and of who asked, and is answered there once.
async fn answer_why(test: &TestApp, one: &Submitted, who: (&Visitor, &Visitor, &Visitor)) {
    let (head, handler, overseer) = who;
    let view = async |visitor: &Visitor| visitor.get("/desk/explanations").await.expect(200).text();
    assert!(handler.get("/desk").await.text().contains("/desk/explanations"), "the desk leads there");
    assert!(view(head).await.contains(&one.code));
    assert!(!view(overseer).await.contains(&one.code), "no agency of his");
    let asked = handler.get("/desk/explanations").await.expect(200);
    assert!(asked.text().contains("Vì sao quá hạn") && asked.text().contains(&one.code));
    let csrf = asked.field("csrf");
    let send = async |visitor: &Visitor, csrf: &str, text: &str| {
        let fields = [("csrf", csrf), ("code", one.code.as_str()), ("text", text)];
        visitor.post("/desk/explanations", &fields).await
    };
    assert!(send(handler, &csrf, " ").await.expect(422).text().contains("Cần điền mục này"));
    let theirs = overseer.get("/desk/account").await.field("csrf");
    send(overseer, &theirs, "Không phải việc của tôi.").await.expect(403);
    send(handler, &csrf, "Chờ vật tư, xong trước thứ Sáu.").await.expect(303);
    send(handler, &csrf, "Trả lời lần hai.").await.expect(303);
    for visitor in [head, handler] {
        let page = view(visitor).await;
        assert!(page.contains("Chờ vật tư, xong trước thứ Sáu.") && page.contains("Cán bộ xu-ly trả lời"));
        assert!(!page.contains("Trả lời lần hai."), "the first answer stays: {page}");
    }
    let page = handler.get(&format!("/desk/cases/{}", one.code)).await.expect(200).text();
    assert!(page.contains("Chờ vật tư, xong trước thứ Sáu."), "it is a note of the case too");
    let public = test.visitor().get(&format!("/cases/{}", one.code)).await.text();
    assert!(!public.contains("Chờ vật tư"));
}

async fn an_explanation_is_asked_once_and_stands_at_the_case(test: TestApp) {
    let (one, other) = (file(&test).await, elsewhere(&test).await);
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{}", one.agency)]).await;
    sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    sign_in(&test, "xu-ly", &[&format!("handler@{}", one.agency)]).await;
    let csrf = head.get("/desk/account").await.field("csrf");
    let early = ask(&head, &csrf, &one.code).await.location();
    assert_eq!(early, "/desk/dashboard?asked=0#late", "nothing is late yet");
    test.pass(72.hours());
    // Sessions of three days ago have ended.
    let head = enter(&test, "lanh-dao").await;
    let (overseer, handler) = (enter(&test, "giam-sat").await, enter(&test, "xu-ly").await);
    let page = head.get("/desk/dashboard").await.expect(200);
    let csrf = page.field("csrf");
    assert_eq!(ask(&head, "wrong", &one.code).await.status, 403);
    ask(&head, &csrf, &other.code).await.expect(403);
    ask(&head, &csrf, "khong co").await.expect(404);
    let overseers = overseer.get("/desk/account").await.field("csrf");
    ask(&overseer, &overseers, &one.code).await.expect(403);
    assert_eq!(ask(&head, &csrf, &one.code).await.location(), "/desk/dashboard?asked=1#late");
    assert_eq!(
        ask(&head, &csrf, &one.code).await.location(),
        "/desk/dashboard?asked=0#late",
        "once is enough"
    );
    let page = head.get("/desk/dashboard?asked=1").await.expect(200).text();
    assert!(page.contains("Đã yêu cầu") && page.contains("Đã gửi yêu cầu giải trình"), "{page}");
    let page = handler.get(&format!("/desk/cases/{}", one.code)).await.expect(200).text();
    assert_eq!(page.matches("Yêu cầu giải trình: việc này đã quá hạn từ").count(), 1, "{page}");
    answer_why(&test, &one, (&head, &handler, &overseer)).await;
    assert!(!test.visitor().get(&format!("/cases/{}", one.code)).await.text().contains("giải trình"));
    test.check().await;
}

async fn statements(test: &TestApp, visitor: &Visitor, path: &str) -> u64 {
    let before = test.app.db.statements_run();
    visitor.get(path).await.expect(200);
    test.app.db.statements_run() - before
}

async fn the_leaders_page_costs_the_same_statements_whatever_it_shows(test: TestApp) {
    file(&test).await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let paths = ["/desk/dashboard", "/desk/dashboard.csv?block=weeks", "/desk/watching"];
    let mut before = Vec::new();
    for path in paths {
        before.push(statements(&test, &coordinator, path).await);
    }
    for _ in 0..20 {
        file(&test).await;
        elsewhere(&test).await;
    }
    test.settle().await;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(statements(&test, &coordinator, path).await, before, "{path}");
    }
}

async fn the_weekly_mail_says_what_the_page_says(test: TestApp) {
    let w = test.app.words.words(Language::Vietnamese);
    let nothing = Board::read(&test.app, Of::City, &w, test.app.now()).await.unwrap();
    assert_eq!(weekly::render(&test.app, &nothing, &w, test.app.now()).unwrap(), None, "no empty mail");
    let one = file(&test).await;
    test.pass(72.hours());
    test.settle().await;
    let board = Board::read(&test.app, Of::City, &w, test.app.now()).await.unwrap();
    let mail = weekly::render(&test.app, &board, &w, test.app.now()).unwrap().unwrap();
    assert_eq!(mail.subject, "Tình hình phản ánh tuần này, 13/03/2026: 1 việc quá hạn");
    for part in [one.code.as_str(), "1 trên 1", "http://dantin.test/desk/dashboard", "Quá hạn lâu nhất"]
    {
        assert!(mail.text.contains(part), "{part}: {}", mail.text);
        assert!(mail.html.contains(part), "{part}: {}", mail.html);
    }
    assert!(!mail.text.contains('<') && !mail.text.contains("&amp;"), "{}", mail.text);
    assert!(!mail.text.contains("Mẫu"), "no words of residents");
    let english = test.app.words.words(Language::English);
    let mail = weekly::render(&test.app, &board, &english, test.app.now()).unwrap().unwrap();
    assert!(mail.subject.contains("1 overdue") && mail.html.contains("Overview"), "{}", mail.html);
}

async fn the_weekly_mail_comes_each_monday_to_whoever_wants_it_and_may_see_the_page(test: TestApp) {
    let test = crate::mail::with_mail(test);
    let one = file(&test).await;
    test.pass(72.hours());
    test.settle().await;
    let head = sign_in(&test, "lanh-dao", &[&format!("head@{}", one.agency)]).await;
    let csrf = head.get("/desk/dashboard").await.expect(200).field("csrf");
    for wrong in ["", "không-phải-thư", "a@b.test\nBcc: c@d.test"] {
        let form = [("csrf", csrf.as_str()), ("weekly", "on"), ("address", wrong)];
        let page = head.post("/desk/dashboard/mail", &form).await.expect(422);
        assert!(page.text().contains("Địa chỉ này chưa đúng"), "{wrong}");
        assert_eq!(page.field("address"), wrong.trim(), "nothing that was typed is lost");
    }
    let form = [("csrf", csrf.as_str()), ("weekly", "on"), ("address", " lanh-dao@dantin.test ")];
    assert_eq!(
        head.post("/desk/dashboard/mail", &form).await.location(),
        "/desk/dashboard?asked=mail#weekly"
    );
    assert!(head.get("/desk/dashboard").await.text().contains("lanh-dao@dantin.test"));
    // The first at once, each further one on a Monday, none twice.
    assert_eq!(weekly_mails(&test).await, 1);
    assert_eq!(weekly_mails(&test).await, 0, "one a week");
    test.pass((7 * 24).hours());
    assert_eq!(weekly_mails(&test).await, 1);
    // Whoever may not see the page any more gets no mail of it.
    let handler: OfficerRole = format!("handler@{}", one.agency).parse().unwrap();
    test.app
        .db
        .write(move |tx| {
            let head = people::find_by_login(tx, &Login::new("lanh-dao").unwrap())?.unwrap();
            people::set_roles(tx, &head.id, &[handler], &[])
                .map_err(|fault| dantin_store::Error::Engine(format!("{fault:?}")))
        })
        .await
        .unwrap();
    test.pass((7 * 24).hours());
    assert_eq!(weekly_mails(&test).await, 0);
    let (left,): (i64,) =
        test.app.read(|tx| Ok(tx.one("SELECT count(*) FROM weekly_mails", &[])?)).await.unwrap();
    assert_eq!(left, 0, "and the address is kept no longer");

    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let csrf = coordinator.get("/desk/dashboard").await.expect(200).field("csrf");
    let form = [("csrf", csrf.as_str()), ("weekly", "on"), ("address", "dieu-phoi@dantin.test")];
    coordinator.post("/desk/dashboard/mail", &form).await.expect(303);
    let form = [("csrf", csrf.as_str()), ("weekly", "off")];
    coordinator.post("/desk/dashboard/mail", &form).await.expect(303);
    assert_eq!(weekly_mails(&test).await, 0, "taken back before it was sent");
}

async fn a_weekly_mail_that_its_reader_stopped_is_said_to_be_and_begins_again(test: TestApp) {
    let test = crate::mail::with_mail(test);
    file(&test).await;
    test.pass(72.hours());
    test.settle().await;
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let dashboard = async || coordinator.get("/desk/dashboard").await.expect(200);
    let sign_up = async || {
        let csrf = dashboard().await.field("csrf");
        let form = [("csrf", csrf.as_str()), ("weekly", "on"), ("address", "dieu-phoi@dantin.test")];
        coordinator.post("/desk/dashboard/mail", &form).await
    };
    let (is_on, is_off) = ("Mỗi sáng thứ Hai, thư được gửi đến", "Thư hằng tuần không còn được gửi đến");
    sign_up().await.expect(303);
    let mails = weekly_mails_sent(&test).await;
    let stop = mails[0].header("list-unsubscribe").trim_matches(['<', '>']);
    let stop = stop.strip_prefix("http://dantin.test").unwrap();
    let reader = test.visitor();
    let choices = reader.get(stop).await.location();
    assert_eq!(choices, mails[0].link("/mail/"), "a person who follows the address chooses on the page");
    assert_eq!(reader.get(&choices).await.expect(200).text().matches("value=\"end-weekly\"").count(), 1);

    reader.post(stop, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    let page = dashboard().await;
    assert!(page.text().contains(is_off) && !page.text().contains(is_on), "{}", page.text());
    assert_eq!(page.field("address"), "dieu-phoi@dantin.test", "one press signs up again");
    test.pass(1.hours());
    assert_eq!(weekly_mails(&test).await, 0);
    sign_up().await.expect(303);
    assert!(dashboard().await.text().contains(is_on));
    assert_eq!(weekly_mails(&test).await, 1, "signing up again takes the stop back");

    // The same is chosen on the page that the mails lead to.
    for (choice, said) in [("end-weekly", is_off), ("resume-weekly", is_on)] {
        let page = reader.get(&choices).await.expect(200).text();
        assert!(page.contains(&format!("value=\"{choice}\"")), "{page}");
        let done = reader.post(&choices, &[("choice", choice)]).await.location();
        reader.get(&done).await.expect(200);
        assert!(dashboard().await.text().contains(said), "{choice}");
    }

    // Nothing is promised to an address that does not work, and nothing is offered to one that gets none.
    let hash = dantin::mail::address_hash(&"dieu-phoi@dantin.test".parse().unwrap());
    let now = test.app.now();
    let bounced = dantin::mail::stops::Reason::Bounced;
    test.app.db.write(move |tx| dantin::mail::stops::disable(tx, now, &hash, bounced)).await.unwrap();
    let page = sign_up().await.expect(422);
    assert!(page.text().contains("Địa chỉ này không nhận được thư"));
    assert_eq!(page.field("address"), "dieu-phoi@dantin.test");
    let csrf = page.field("csrf");
    coordinator.post("/desk/dashboard/mail", &[("csrf", csrf.as_str()), ("weekly", "off")]).await.expect(303);
    assert!(!reader.get(&choices).await.expect(200).text().contains("-weekly\""));
}

/// How many weekly mails were due.
async fn weekly_mails(test: &TestApp) -> usize {
    weekly_mails_sent(test).await.len()
}

/// Writes and sends what is due, and gives the weekly mails that left; each has what the page shows.
async fn weekly_mails_sent(test: &TestApp) -> Vec<crate::mail::Mail> {
    dantin::desk::dashboard::post::write(test.app.clone()).await.unwrap();
    let mails = crate::mail::sent(test).await;
    for mail in &mails {
        assert!(mail.subject.starts_with("Tình hình phản ánh tuần này"), "{}", mail.subject);
        assert!(mail.text.contains("/desk/dashboard") && mail.html.contains("lang=\"vi\""));
        assert!(mail.header("list-unsubscribe").starts_with('<'));
    }
    mails
}

async fn an_overseer_watches_a_case_and_an_agency(test: TestApp) {
    let (one, other) = (file(&test).await, elsewhere(&test).await);
    test.settle().await;
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", one.agency)]).await;
    handler.get("/desk/watching").await.expect(403);
    let page = overseer.get(&format!("/desk/watching?case={}", one.code)).await.expect(200);
    assert!(page.text().contains("Anh/chị chưa theo dõi gì"));
    assert_eq!(page.field("case"), one.code, "the case that one came from stands in the form");
    let csrf = page.field("csrf");
    let send = async |fields: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())].iter().chain(fields).copied().collect();
        overseer.post("/desk/watching", &fields).await
    };
    for (case, agency, told) in [
        ("abc", other.agency.as_str(), "Không có phản ánh mã này"),
        ("DT-ZZZZZZ", other.agency.as_str(), "Không có phản ánh mã này"),
        ("", "", "Hãy điền mã một phản ánh hoặc chọn một cơ quan"),
        (one.code.as_str(), "khong-co", "Lựa chọn này không có trong danh sách"),
    ] {
        let page = send(&[("action", "watch"), ("case", case), ("agency", agency)]).await.expect(422);
        assert!(texts(&page, ".field__error").concat().contains(told), "{case} {agency}: {}", page.text());
        assert_eq!(page.field("case"), case, "what was typed is still there");
        let chosen = page.text().contains(&format!("value=\"{agency}\" selected"));
        assert!(chosen || agency == "khong-co" || agency.is_empty(), "{agency}");
        assert!(page.text().contains("Anh/chị chưa theo dõi gì"));
    }
    send(&[("action", "watch"), ("case", &one.code), ("agency", &other.agency)]).await.expect(303);
    send(&[("action", "watch"), ("case", &one.code)]).await.expect(303);
    let page = overseer.get("/desk/watching").await.expect(200);
    assert_eq!(texts(&page, ".message h2").len(), 2, "each once");
    assert_eq!(page.text().matches("Chưa có gì mới").count(), 2);
    assert!(overseer.get("/desk").await.text().contains("/desk/watching"));

    step(&handler, &one.code, "accept", &[]).await.expect(303);
    elsewhere(&test).await;
    test.settle().await;
    let page = overseer.get("/desk/watching").await.expect(200).text();
    assert!(page.contains("Cơ quan đã tiếp nhận"), "what happened to the case: {page}");
    assert!(page.contains("Đã gửi phản ánh"), "and at the agency");
    send(&[("action", "seen")]).await.expect(303);
    assert_eq!(overseer.get("/desk/watching").await.text().matches("Chưa có gì mới").count(), 2);
    send(&[("action", "stop"), ("agency", &other.agency)]).await.expect(303);
    assert_eq!(texts(&overseer.get("/desk/watching").await, ".message h2").len(), 1);
    test.check().await;
}
