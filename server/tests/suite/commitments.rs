//! Commitments beyond their page: the feeds, and the list in a frame of another site, with the same filters and never more than the page.

use jiff::ToSpan as _;

use crate::{
    desk::enter,
    dialogues::{HOST, QUESTION, announce, ask, host, local, take},
    support::{TestApp, on_both_engines},
};

on_both_engines!(commitments_are_followed_and_framed_elsewhere_with_the_same_filters,);

async fn commitments_are_followed_and_framed_elsewhere_with_the_same_filters(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    let due = local(&test, 24 * 20);
    let promised = "Cả 14 bóng đèn trên ngõ 12 sáng lúc 19 giờ & còn nữa.";
    let promise = [
        ("question", "1"),
        ("observable", promised),
        ("area", "00070"),
        ("category", "moi-truong"),
        ("agency", HOST),
        ("due", &due[..10]),
        ("measure", "Đếm bóng sáng"),
        ("evidence", "Ảnh trước và sau"),
    ];
    take(&test, &host, &code, "promise", &promise).await.expect(303);

    let reader = test.visitor();
    let page = reader.get(&format!("/commitments?agency={HOST}")).await.expect(200).text();
    let feed = format!("/commitments.atom?agency={HOST}");
    assert!(page.contains("type=\"application/atom+xml\"") && page.contains(&feed), "{page}");
    assert!(page.contains("&lt;iframe") || page.contains("&#60;iframe"), "the code to copy: {page}");

    let atom = reader.get(&feed).await.expect(200);
    assert!(atom.headers["content-type"].to_str().unwrap().starts_with("application/atom+xml"));
    let atom = atom.text();
    assert_eq!(atom.matches("<entry>").count(), 1, "{atom}");
    assert!(
        atom.contains("lúc 19 giờ &#38; còn nữa.") || atom.contains("lúc 19 giờ &amp; còn nữa."),
        "{atom}"
    );
    assert!(atom.contains("Đo bằng cách nào: Đếm bóng sáng") && atom.contains("Ai xác nhận: "), "{atom}");
    assert!(atom.contains("Đang thực hiện") && atom.contains("http://dantin.test/cases/"), "{atom}");
    let json = reader.get("/commitments.feed.json?state=running&language=en").await.expect(200).text();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 1);
    assert_eq!(json["language"], "en");
    assert_eq!(json["items"][0]["title"], promised);
    for none in ["state=kept", "agency=ubnd-00004"] {
        let none = reader.get(&format!("/commitments.feed.json?{none}")).await.expect(200).text();
        let none: serde_json::Value = serde_json::from_str(&none).unwrap();
        assert!(none["items"].as_array().unwrap().is_empty());
    }

    // In a frame: anybody may show it, and nothing in it can be pressed, run or remembered.
    let path = format!("/commitments/embed?agency={HOST}&state=running&lang=en&light=1");
    let framed = reader.get(&path).await.expect(200);
    let policy = framed.headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "frame-ancestors *", "form-action 'none'", "base-uri 'none'"] {
        assert!(policy.split(';').any(|one| one.trim() == part), "{part}: {policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    assert!(!framed.headers.contains_key("set-cookie"), "not even for a choice in the address");
    assert!(!framed.headers.contains_key("x-frame-options"));
    let vary = framed.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect::<String>();
    assert!(!vary.to_lowercase().contains("cookie"), "{vary}");
    let text = framed.text();
    assert!(text.contains("lúc 19 giờ") && text.contains("lang=\"vi\""), "{text}");
    assert!(text.contains("Đếm bóng sáng") && text.contains("Ai xác nhận: "), "{text}");
    for never in ["<form", "<script", "<input", "<button", "/my/"] {
        assert!(!text.contains(never), "{never}");
    }
    let english = reader.get("/commitments/embed?language=en").await.expect(200).text();
    assert!(english.contains("lang=\"en\"") && english.contains("Running"), "{english}");
    let empty = reader.get("/commitments/embed?state=broken").await.expect(200).text();
    assert!(!empty.contains("lúc 19 giờ"));
    // Every other page still belongs into no frame.
    for other in ["/commitments", "/commitments/embed/x", "/"] {
        let answer = reader.get(other).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{other}");
    }
    // Filters cost no statement.
    let cost = async |path: &str| {
        let before = test.app.db.statements_run();
        reader.get(path).await.expect(200);
        test.app.db.statements_run() - before
    };
    assert_eq!(cost("/commitments/embed").await, cost(&path).await);
    assert_eq!(cost("/commitments.atom").await, cost(&feed).await);
    test.check().await;
}
