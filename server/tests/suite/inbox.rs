//! The officers' inbox: which view holds which case, and what a page costs however long the inbox is.

use std::collections::BTreeSet;

use dantin::act::cases::{Key, commands, submit};
use dantin_record::{act::Actor, code::AgencyCode};
use jiff::ToSpan as _;

use crate::{
    desk::{WARD, enter, file, report, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    each_view_holds_its_cases_and_counts_them,
    an_inbox_page_costs_the_same_whatever_its_length,
    cases_without_a_clock_come_last_and_each_once,
);

/// The codes in the list of a page, in its order.
fn listed(page: &Answer) -> Vec<String> {
    let links = scraper::Selector::parse("a.desk__case code").unwrap();
    page.html().select(&links).map(|code| code.text().collect()).collect()
}

/// The count that stands beside a view's name; none for the views that are not counted.
fn counted(page: &Answer, view: &str) -> Option<usize> {
    let view = view.replace('-', "%2D");
    let count = scraper::Selector::parse(&format!(".desk__views a[href$='view={view}'] .count")).unwrap();
    page.html().select(&count).next().map(|count| count.text().collect::<String>().parse().unwrap())
}

async fn each_view_holds_its_cases_and_counts_them(test: TestApp) {
    // Tuesday, 09:00: accepting is due after eight working hours, so on Wednesday at about the same time.
    let role = format!("handler@{}", file(&test).await.agency);
    let handler = sign_in(&test, "xu-ly", &[&role]).await;
    let [accepted, asked, contested, returned] =
        [file(&test).await.code, file(&test).await.code, file(&test).await.code, file(&test).await.code];
    for code in [&accepted, &asked, &contested] {
        step(&handler, code, "accept", &[]).await.expect(303);
    }
    step(&handler, &asked, "ask", &[("text", "Bên trái hay bên phải?")]).await.expect(303);
    let paper = [("text", "Đã dọn."), ("document_title", "Biên bản số 1")];
    step(&handler, &contested, "resolve", &paper).await.expect(303);
    let reported = listed(&handler.get("/desk?view=reported").await);
    assert_eq!(reported, std::slice::from_ref(&contested), "until somebody says otherwise");
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    step(&overseer, &contested, "contest", &[("text", "Vẫn còn.")]).await.expect(303);
    let back = [("to", "coordinator"), ("reason", "several_agencies"), ("text", "Cần nhiều bên.")];
    step(&handler, &returned, "return", &back).await.expect(303);
    let early = listed(&handler.get("/desk?view=unassigned").await);
    assert_eq!(early.len(), 1, "the first report waits to be accepted");
    test.pass(6.hours());
    let late = file(&test).await.code;
    // Wednesday, 11:00: the first report should have been accepted; the late one must be today.
    test.pass(20.hours());
    let coordinator = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd", "moderator@vp-ubnd"]).await;
    let handler = enter(&test, "xu-ly").await;

    let open: BTreeSet<String> =
        [&early[0], &late, &accepted, &asked, &contested, &returned].into_iter().cloned().collect();
    for (view, expected) in [
        ("open", open.iter().cloned().collect()),
        ("unassigned", vec![early[0].clone(), late.clone()]),
        ("overdue", vec![early[0].clone()]),
        ("due-today", vec![late.clone()]),
        ("reopened", vec![contested.clone()]),
        ("waiting", vec![asked.clone()]),
        ("to-decide", vec![returned.clone()]),
        ("reported", Vec::new()),
        ("ended", Vec::new()),
        ("moderation", open.iter().cloned().collect()),
    ] {
        let page = coordinator.get(&format!("/desk?view={view}")).await.expect(200);
        let found: BTreeSet<String> = listed(&page).into_iter().collect();
        assert_eq!(found, expected.iter().cloned().collect(), "{view}");
        if !["reported", "ended"].contains(&view) {
            assert_eq!(counted(&page, view), Some(expected.len()), "the count beside {view}");
        }
    }
    let mine: BTreeSet<String> = listed(&handler.get("/desk?view=mine").await).into_iter().collect();
    assert_eq!(mine, [accepted, asked, contested].into_iter().collect());
    let elsewhere = sign_in(&test, "phuong-khac", &["handler@ubnd-00004"]).await;
    assert!(listed(&elsewhere.get("/desk?view=open").await).is_empty(), "another agency's inbox is empty");
    test.check().await;
}

/// The number of statements of an inbox page, which must not follow the number of rows.
async fn statements(test: &TestApp, visitor: &Visitor, path: &str) -> u64 {
    let before = test.app.db.statements_run();
    visitor.get(path).await.expect(200);
    test.app.db.statements_run() - before
}

/// Files so many more reports.
async fn more(test: &TestApp, count: usize) {
    let filed = test.app.command(move |tx, context| {
        for _ in 0..count {
            submit(tx, context, &report())?;
        }
        Ok(())
    });
    filed.await.unwrap();
}

/// Walks on by the links and gives the codes of every page, in order.
async fn walked(visitor: &Visitor, from: &str) -> Vec<Vec<String>> {
    let (mut path, mut pages) = (from.to_owned(), Vec::new());
    let next = scraper::Selector::parse("a[rel=next]").unwrap();
    loop {
        let page = visitor.get(&path).await.expect(200);
        pages.push(listed(&page));
        match page.html().select(&next).next() {
            Some(link) => link.value().attr("href").unwrap().clone_into(&mut path),
            None => return pages,
        }
    }
}

async fn an_inbox_page_costs_the_same_whatever_its_length(test: TestApp) {
    let agency = file(&test).await.agency;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await;
    let one = statements(&test, &handler, "/desk").await;
    more(&test, 49).await;
    assert_eq!(statements(&test, &handler, "/desk").await, one, "50 rows");
    more(&test, 450).await;
    assert_eq!(statements(&test, &handler, "/desk").await, one, "500 rows");

    let met = walked(&handler, "/desk?view=open").await.concat();
    assert_eq!(met.len(), 500);
    assert_eq!(met.into_iter().collect::<BTreeSet<_>>().len(), 500, "each case once");
    let filtered = handler.get("/desk?category=giao-thong").await.expect(200).text();
    assert!(!filtered.contains("desk__case"), "no case of this category");
    handler.get("/desk?after=nonsense&view=none&area=%00").await.expect(200);
}

async fn cases_without_a_clock_come_last_and_each_once(test: TestApp) {
    // While the reporter is asked something no clock runs.
    let filed = test.app.command(|tx, context| {
        let mut codes = Vec::new();
        for _ in 0..110 {
            codes.push(submit(tx, context, &report())?.code);
        }
        Ok(codes)
    });
    let codes = filed.await.unwrap();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@ubnd-{WARD}")]).await;
    let waiting: Vec<String> = codes.iter().skip(2).cloned().collect();
    let asked = test.app.command(move |tx, context| {
        let by = Actor::Handler(AgencyCode::new(&format!("ubnd-{WARD}")).map_err(anyhow::Error::new)?);
        for code in &waiting {
            let command =
                || commands::Command { key: Key::Code(code), version: None, by, officer: None, secret: None };
            commands::accept(tx, context, &command())?;
            commands::ask(tx, context, &command(), "Bên nào của cổng?")?;
        }
        Ok(())
    });
    asked.await.unwrap();
    let pages = walked(&handler, "/desk?view=open").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 10]);
    let first: BTreeSet<&String> = pages[0].iter().take(2).collect();
    assert_eq!(first, codes.iter().take(2).collect(), "those with a clock come first");
    let met: BTreeSet<String> = pages.concat().into_iter().collect();
    assert_eq!(met, codes.into_iter().collect(), "no case is lost or met twice");
    test.check().await;
}
