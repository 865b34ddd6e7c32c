//! What a reader sees and takes along of a view: the downloads of the map, and the results in pictures of before and after.

use dantin::act::cases::submit;

use crate::{
    desk::{jpeg, report, sign_in, step},
    support::{Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(confirmed_results_are_shown_in_published_pictures_of_before_and_after);

/// Files a report with a photo, which a moderator publishes where `published`; the agency mends it with a photo. Gives code and secret.
async fn mended(test: &TestApp, staff: &(Visitor, Visitor), seed: u8, published: bool) -> (String, String) {
    let original = dantin::listen::photos::keep(&test.app, jpeg(seed).into()).await.unwrap().to_string();
    let photo = original.clone();
    let filed = test.app.command(move |tx, context| {
        let mut report = report();
        report.photos = vec![photo.clone()];
        Ok(submit(tx, context, &report)?)
    });
    let filed = filed.await.unwrap();
    let (moderator, handler) = staff;
    let words = report().text;
    let mut typed = vec![("text", words.as_str())];
    if published {
        typed.push(("photo", original.as_str()));
    }
    step(moderator, &filed.code, "publish", &typed).await.expect(303);
    step(handler, &filed.code, "accept", &[]).await.expect(303);
    let page = handler.get(&format!("/desk/cases/{}?step=resolve", filed.code)).await.expect(200);
    let (csrf, version) = (page.field("csrf"), page.field("version"));
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("version", &version),
        Part::Text("text", "Đã dọn."),
        Part::File("photos", "sau.jpg", "image/jpeg", &jpeg(seed + 100)),
    ];
    handler.post_multipart(&format!("/desk/cases/{}/resolve", filed.code), &parts).await.expect(303);
    (filed.code, filed.secret)
}

async fn confirmed_results_are_shown_in_published_pictures_of_before_and_after(test: TestApp) {
    let agency = crate::desk::file(&test).await.agency;
    let staff = (
        sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await,
        sign_in(&test, "xu-ly", &[&format!("handler@{agency}")]).await,
    );
    let (shown, secret) = mended(&test, &staff, 1, true).await;
    let (unconfirmed, _) = mended(&test, &staff, 2, true).await;
    let (without, other) = mended(&test, &staff, 3, false).await;
    test.settle().await;
    let reader = test.visitor();
    let gallery = scraper::Selector::parse(".outcomes li a[href^='/cases/']").unwrap();
    let codes = async |path: &str| -> Vec<String> {
        let page = reader.get(path).await.expect(200);
        let page = page.html();
        page.select(&gallery).map(|link| link.attr("href").unwrap().replace("/cases/", "")).collect()
    };
    assert!(codes("/results").await.is_empty(), "what nobody has confirmed is no result");
    for secret in [&secret, &other] {
        reader.post(&format!("/my/{secret}/answer"), &[("answer", "done")]).await.expect(303);
    }
    test.settle().await;
    let before = test.app.db.statements_run();
    assert_eq!(
        codes("/results").await,
        std::slice::from_ref(&shown),
        "confirmed, and pictured before and after"
    );
    let spent = test.app.db.statements_run() - before;
    assert_eq!(codes("/results?period=2026-03").await, std::slice::from_ref(&shown));
    assert!(codes("/results?period=2026-02").await.is_empty(), "the month that is asked for");
    let page = reader.get("/results").await;
    let text = page.text();
    let all = scraper::Selector::parse("a[href='/cases?state=confirmed_resolved&source=own']").unwrap();
    assert!(page.html().select(&all).next().is_some(), "{text}");
    assert!(!text.contains(&unconfirmed) && !text.contains(&without));
    let picture = scraper::Selector::parse(".outcomes img").unwrap();
    let html = page.html();
    let pictures: Vec<_> = html.select(&picture).collect();
    assert_eq!(pictures.len(), 2);
    assert!(pictures.iter().all(|picture| picture.attr("loading") == Some("lazy")));
    assert!(reader.get("/results?lang=en").await.text().contains("Confirmed results, before and after"));

    let (another, secret) = mended(&test, &staff, 4, true).await;
    reader.post(&format!("/my/{secret}/answer"), &[("answer", "done")]).await.expect(303);
    test.settle().await;
    let before = test.app.db.statements_run();
    assert_eq!(codes("/results").await, [another, shown], "the latest first");
    assert_eq!(test.app.db.statements_run() - before, spent, "as many statements for more of them");
    test.check().await;
}

#[tokio::test]
async fn the_map_gives_what_it_shows_as_files() {
    let test = TestApp::sqlite();
    let filed = crate::desk::file(&test).await;
    test.settle().await;
    let reader = test.visitor();
    let view = "state=assigned";
    let page = reader.get(&format!("/map?{view}")).await.expect(200);
    assert!(page.text().contains(&filed.code));
    let link = scraper::Selector::parse("#after-map p a[href^='/cases.']").unwrap();
    let html = page.html();
    let links: Vec<&str> = html.select(&link).map(|link| link.attr("href").unwrap()).collect();
    assert_eq!(links, [format!("/cases.csv?{view}"), format!("/cases.geojson?{view}")]);
    let file = reader.get(links[0]).await.expect(200).text();
    assert!(file.lines().count() == 2 && file.contains(&filed.code), "{file}");
    reader.get(links[1]).await.expect(200);
    let none = reader.get("/map?state=declined").await.expect(200).text();
    assert!(!none.contains("/cases.csv"), "nothing to take along of an empty view");
}
