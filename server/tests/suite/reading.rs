//! What the public reads: the right cases under each filter, figures that a hand can count, nothing private anywhere,
//! and the same work for the database whatever is shown.

use std::collections::BTreeSet;

use dantin::act::cases::{Asker, Key, NewCase, Place, Submitted, commands, showing, submit};
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    event::{EvidenceKind, Origin},
    reasons::HideReason,
};
use jiff::ToSpan as _;

use crate::support::{TestApp, on_both_engines};

on_both_engines!(a_hidden_case_is_nowhere);

const SECRET: &str = "BIMAT";

fn report(area: &str, category: &str, subcategory: Option<&str>) -> NewCase {
    NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: category.to_owned(),
        subcategory: subcategory.map(str::to_owned),
        area: Some(area.to_owned()),
        place: Some(Place { latitude: 21.028_71, longitude: 105.852_43, accuracy_m: 12 }),
        address: Some(format!("{SECRET} nhà số 5")),
        text: format!("Cột đèn tắt ba đêm liền. {SECRET}"),
        answers: None,
        photos: Vec::new(),
        asker: Asker {
            name: Some(format!("{SECRET} Nguyễn Mẫu")),
            phone: Some("0900000000".to_owned()),
            language: "vi".to_owned(),
            ..Asker::default()
        },
        idempotency_key: None,
        sample: false,
        officer: None,
    }
}

async fn file(test: &TestApp, new: NewCase) -> Submitted {
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

async fn lamp(test: &TestApp, area: &str) -> Submitted {
    file(test, report(area, "cay-xanh-chieu-sang", Some("den-duong"))).await
}

macro_rules! act {
    ($test:expr, $case:expr, $by:expr, |$tx:ident, $context:ident, $command:ident| $body:expr) => {{
        let (code, secret, by): (String, String, Actor) = ($case.code.clone(), $case.secret.clone(), $by);
        $test
            .app
            .command(move |$tx, $context| {
                let $command = commands::Command {
                    key: Key::Code(&code),
                    version: None,
                    by,
                    officer: Some("officer-1"),
                    secret: Some(&secret),
                };
                Ok($body?)
            })
            .await
            .unwrap()
    }};
}

async fn mend(test: &TestApp, case: &Submitted, is_accepted: bool) {
    let lead = Actor::Handler(AgencyCode::new(&case.agency).unwrap());
    if !is_accepted {
        act!(test, case, lead, |tx, context, c| commands::accept(tx, context, &c));
    }
    act!(test, case, lead, |tx, context, c| commands::report_resolved(
        tx,
        context,
        &c,
        "Đã thay bóng đèn",
        &[],
        &[],
        &[commands::Paper { kind: EvidenceKind::Measurement, title: "Độ rọi", body: "11 lx" }]
    ));
}

/// Every public address that could show the case.
fn addresses(case: &Submitted) -> Vec<String> {
    let code = &case.code;
    let mut all: Vec<String> = [
        "/",
        "/cases",
        "/cases.json",
        "/cases.csv",
        "/cases.geojson",
        "/map",
        "/results",
        "/results?by=area",
        "/results.csv?by=category",
        "/help",
        "/api/v1/map/clusters?bbox=105,20,106.5,21.5&zoom=18",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend([format!("/cases/{code}"), format!("/cases/{code}.json"), format!("/cases?code={code}")]);
    all
}

#[tokio::test]
async fn nothing_private_is_on_any_page_in_any_state_or_language() {
    let test = TestApp::sqlite();
    // A category whose place may be somebody's home: only its ward is ever public.
    let home = test
        .app
        .city
        .services()
        .find(|service| service.has_coarse_place())
        .map(|service| (service.category.code.clone(), service.subcategory.map(|finer| finer.code.clone())))
        .unwrap();
    let case = file(&test, report("00070", &home.0, home.1.as_deref())).await;
    let lead = Actor::Handler(AgencyCode::new(&case.agency).unwrap());
    act!(test, case, lead, |tx, context, c| commands::accept(tx, context, &c));
    act!(test, case, lead, |tx, context, c| commands::ask(tx, context, &c, "Cột số mấy?"));
    act!(test, case, Actor::Reporter, |tx, context, c| commands::reply(
        tx,
        context,
        &c,
        &format!("{SECRET} cột số 5"),
        &[]
    ));
    mend(&test, &case, true).await;
    act!(test, case, Actor::Reporter, |tx, context, c| commands::contest(
        tx,
        context,
        &c,
        &format!("{SECRET} vẫn tắt"),
        &[]
    ));
    let hides = |text: &str, address: &str| {
        for word in [SECRET, "0900000000", "21.0287", "105.8524", "officer-1", &case.secret] {
            assert!(!text.contains(word), "{word} on {address}");
        }
    };
    test.settle().await;
    let visitor = test.visitor();
    for language in ["vi", "en"] {
        for address in addresses(&case) {
            let joint = if address.contains('?') { '&' } else { '?' };
            let answer = visitor.get(&format!("{address}{joint}lang={language}")).await;
            assert!(answer.status.is_success() || answer.status.is_redirection(), "{address}");
            let text = answer.text();
            hides(&text, &address);
            assert!(!text.contains('⟦'), "a key without words on {address}");
        }
    }
    let text = visitor.get(&format!("/cases/{}?lang=vi", case.code)).await.text();
    assert!(text.contains("Cột số mấy?"), "what an agency says to the reporter is its public voice");
    act!(test, case, Actor::Moderator, |tx, context, c| showing::show(
        tx,
        context,
        &c,
        &showing::Showing {
            text: Some("Cột đèn tắt ba đêm."),
            photos: &[],
            address: Some("BIMAT nhà số 5"),
            ward_only: false,
            reason: Some(dantin_record::reasons::HideReason::PersonalData),
        }
    ));
    test.settle().await;
    for address in addresses(&case) {
        hides(&visitor.get(&address).await.text(), &address);
    }
    let text = visitor.get(&format!("/cases/{}", case.code)).await.text();
    assert!(text.contains("Cột đèn tắt ba đêm."), "the moderated words are public");
    assert!(visitor.get("/cases").await.text().contains("Cột đèn tắt ba đêm"));
    test.check().await;
}

async fn a_hidden_case_is_nowhere(test: TestApp) {
    let case = lamp(&test, "00070").await;
    test.settle().await;
    let visitor = test.visitor();
    let json = format!("/cases/{}.json", case.code);
    visitor.get(&json).await.expect(200);
    act!(test, case, Actor::Moderator, |tx, context, c| showing::hide(
        tx,
        context,
        &c,
        HideReason::PersonalData
    ));
    visitor.get(&format!("/cases/{}", case.code)).await.expect(404);
    test.settle().await;
    visitor.get(&json).await.expect(404);
    visitor.get(&format!("/cases?code={}", case.code)).await.expect(422);
    for address in ["/", "/cases", "/cases.json", "/cases.csv", "/map"] {
        assert!(!visitor.get(address).await.text().contains(&case.code), "{address}");
    }
    test.check().await;
}

#[tokio::test]
async fn a_code_is_found_however_it_is_typed() {
    let test = TestApp::sqlite();
    let case = lamp(&test, "00070").await;
    let visitor = test.visitor();
    // The book has not followed yet: the one who has just sent a report finds it nevertheless.
    let typed = case.code.to_lowercase().replace('-', "+");
    assert_eq!(
        visitor.get(&format!("/cases?code={typed}")).await.location(),
        format!("/cases/{}", case.code)
    );
    let path = format!("/cases/{}", case.code.to_lowercase());
    assert_eq!(visitor.get(&path).await.location(), format!("/cases/{}", case.code));
    for wrong in ["", "DT-000000", "xyz"] {
        let answer = visitor.get(&format!("/cases?code={wrong}")).await.expect(422);
        assert!(answer.text().contains("href=\"#code\""), "the error leads to the field");
    }
}

#[tokio::test]
async fn pages_of_the_list_show_each_case_once() {
    let test = TestApp::sqlite();
    let mut all = BTreeSet::new();
    for number in 0..45 {
        let area = if number % 3 == 0 { "00070" } else { "00004" };
        all.insert(lamp(&test, area).await.code);
        test.pass(1.minutes());
    }
    test.settle().await;
    let visitor = test.visitor();
    let links = |html: &scraper::Html, selector: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(selector).unwrap();
        html.select(&selector).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
    };
    let mut seen = Vec::new();
    let mut walked = vec!["/cases".to_owned()];
    loop {
        let html = visitor.get(walked.last().unwrap()).await.expect(200).html();
        seen.extend(links(&html, ".case-row a").iter().map(|link| link.replace("/cases/", "")));
        match links(&html, "a[rel=next]").pop() {
            Some(next) => walked.push(next),
            None => break,
        }
    }
    assert_eq!(walked.len(), 3);
    assert_eq!(seen.len(), 45, "no case twice");
    assert_eq!(seen.iter().cloned().collect::<BTreeSet<_>>(), all, "no case lost");
    let last = visitor.get(&walked[2]).await.html();
    assert_eq!(links(&last, "a[rel=prev]"), [walked[1].clone()], "the way back is the page before");
    let second = visitor.get(&walked[1]).await.html();
    assert_eq!(links(&second, "a[rel=prev]"), ["/cases"]);
    let ward = visitor.get("/cases.json?area=00070").await;
    let ward: serde_json::Value = serde_json::from_slice(&ward.body).unwrap();
    assert_eq!(ward["total"], 15);
    assert!(ward["cases"].as_array().unwrap().iter().all(|case| case["area"] == "00070"));
    visitor.get("/cases?area=99999").await.expect(422);
    visitor.get("/cases?after=nowhere").await.expect(422);
}

#[tokio::test]
async fn a_page_asks_the_database_as_often_for_many_cases_as_for_one() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let mut before = Vec::new();
    for cases in [1, 40] {
        let mut last = None;
        for _ in 0..cases {
            let case = lamp(&test, "00070").await;
            act!(test, case, Actor::Moderator, |tx, context, c| showing::show(
                tx,
                context,
                &c,
                &showing::Showing {
                    text: Some("Cột đèn tắt."),
                    photos: &[],
                    address: None,
                    ward_only: false,
                    reason: Some(dantin_record::reasons::HideReason::PersonalData),
                }
            ));
            last = Some(case);
        }
        test.settle().await;
        let mut counts = Vec::new();
        let case = format!("/cases/{}", last.unwrap().code);
        for address in ["/", "/cases", "/cases.json", "/cases.csv", "/map", "/results", &case] {
            let start = test.app.db.statements_run();
            visitor.get(address).await.expect(200);
            counts.push((
                if address == case { "case" } else { address }.to_owned(),
                test.app.db.statements_run() - start,
            ));
        }
        assert!(counts.iter().all(|(_, count)| *count <= 5), "{counts:?}");
        if before.is_empty() {
            before = counts;
        } else {
            assert_eq!(before, counts);
        }
    }
}

#[tokio::test]
async fn the_figures_are_those_that_a_hand_counts() {
    let test = TestApp::sqlite();
    let cases = [lamp(&test, "00070").await, lamp(&test, "00070").await, lamp(&test, "00004").await];
    test.pass(1.hours());
    for case in &cases[..2] {
        mend(&test, case, false).await;
    }
    act!(test, cases[0], Actor::Reporter, |tx, context, c| commands::confirm(tx, context, &c, None));
    act!(test, cases[1], Actor::Reporter, |tx, context, c| commands::contest(
        tx,
        context,
        &c,
        "Vẫn tắt",
        &[]
    ));
    test.settle().await;
    let visitor = test.visitor();
    let html = visitor.get("/results?lang=vi").await.expect(200).html();
    let numerator = |id: &str| {
        let selector = scraper::Selector::parse(&format!("[data-figure='{id}']")).unwrap();
        let figure = html.select(&selector).next().unwrap();
        let text: String = figure.text().collect();
        (figure.value().attr("data-numerator").unwrap().to_owned(), text)
    };
    let (confirmed, words) = numerator("confirmed_resolved");
    assert_eq!(confirmed, "1");
    assert!(words.contains("1 trên 2"), "{words}");
    assert_eq!(numerator("contested").0, "1");
    assert_eq!(numerator("accepted_in_time").0, "2");
    let rows = |address: &'static str| {
        let visitor = &visitor;
        async move {
            let body: serde_json::Value = serde_json::from_slice(&visitor.get(address).await.body).unwrap();
            body["total"].as_u64().unwrap()
        }
    };
    assert_eq!(rows("/cases.json?state=confirmed_resolved&source=own").await, 1, "each figure has its rows");
    assert_eq!(rows("/cases.json?state=contested&source=own").await, 1);
    assert_eq!(rows("/cases.json?state=accepted_in_time&source=own").await, 2);
    assert_eq!(rows("/cases.json?state=reported&source=own").await, 2);
    test.check().await;
}

#[tokio::test]
async fn the_first_pages_are_light_enough_for_a_slow_network() {
    let test = TestApp::sqlite();
    let case = lamp(&test, "00070").await;
    mend(&test, &case, false).await;
    test.settle().await;
    let visitor = test.visitor().with_header("accept-encoding", "br");
    for address in ["/".to_owned(), format!("/cases/{}", case.code)] {
        let answer = visitor.get(&address).await.expect(200);
        assert_eq!(answer.headers["content-encoding"], "br");
        assert!(answer.body.len() <= 14 * 1024, "{address}: {} bytes", answer.body.len());
    }
}

#[tokio::test]
async fn a_fresh_city_has_kind_pages() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    for language in ["vi", "en"] {
        for address in
            ["/", "/cases", "/map", "/results", "/results?by=area", "/help", "/cases?state=overdue"]
        {
            let joint = if address.contains('?') { '&' } else { '?' };
            let text = visitor.get(&format!("{address}{joint}lang={language}")).await.expect(200).text();
            assert!(!text.contains('⟦') && text.matches("<h1").count() == 1, "{address} in {language}");
        }
    }
}

#[tokio::test]
async fn the_public_statements_run_on_postgresql() {
    let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) else { return };
    let test = TestApp::on(db);
    let case = lamp(&test, "00070").await;
    mend(&test, &case, false).await;
    test.settle().await;
    let visitor = test.visitor();
    for address in addresses(&case) {
        let answer = visitor.get(&address).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{address}");
    }
}

#[tokio::test]
async fn behind_a_figure_stand_its_meaning_its_journal_and_its_cases() {
    let test = TestApp::sqlite();
    crate::reports::filed(&test).await;
    test.check().await;
    let visitor = test.visitor();
    let (entry, _) = test.app.book.read().log().published.unwrap();
    let results = visitor.get("/results").await.expect(200).text();
    assert!(results.contains("href=\"/results/case.received\""), "{results}");
    let page = visitor.get("/results/case.received").await.expect(200).text();
    assert!(
        page.contains("Số phản ánh được gửi, cùng lời hứa và kiến nghị được ghi, trong thời gian đã chọn."),
        "{page}"
    );
    assert!(page.contains(&format!("mục số {entry} của nhật ký công khai")), "{page}");
    assert!(page.contains("/cases?source=own"), "{page}");
    assert!(page.contains("dantin verify http://dantin.test"), "{page}");
    assert!(page.contains(&format!("href=\"/verify?q={entry}\"")), "{page}");
    let other = visitor.get("/results/source.closed?source=imported&period=2026-03").await.expect(200).text();
    assert!(other.contains("các vụ nhập từ hệ thống khác") && other.contains("chưa có"), "{other}");
    visitor.get("/results/case.praised").await.expect(404);
    assert!(!visitor.get("/results/case.received?source=all").await.status.is_success());
    assert!(!visitor.get("/results/case.received?period=2026-13").await.status.is_success());
}
