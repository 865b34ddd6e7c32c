//! A report that no moderator has looked at yet is offered to whoever reports the same nearby, and nothing of it is told.

use super::{Fields, WORDS, at_place, code_on, count, desk, filled, has_link_to_error, send, set};
use crate::support::{Answer, TestApp, Visitor, on_both_engines};

on_both_engines!(one_that_waits_is_offered_without_anything_of_it_and_joined_once);

async fn found_at(visitor: &Visitor, category: &str, latitude: &str) -> Answer {
    let (_, mut fields) = at_place(visitor, category).await;
    set(&mut fields, "latitude", latitude);
    set(&mut fields, "longitude", "105.8522");
    set(&mut fields, "accuracy", "8");
    set(&mut fields, "address", "Trước cổng chợ mẫu");
    send(visitor, "/report/words", &fields).await.expect(200)
}

async fn reported(visitor: &Visitor, category: &str) -> (String, String) {
    let words = found_at(visitor, category, "21.0285").await;
    let mut fields = filled(&words, "/report/check");
    set(&mut fields, "text", WORDS);
    set(&mut fields, "phone", "0912 345 678");
    let check = send(visitor, "/report/check", &fields).await.expect(200);
    let secret = send(visitor, "/report/send", &filled(&check, "/report/send")).await.expect(303).location();
    let code = code_on(&visitor.get(&secret).await);
    (secret, code)
}

fn offers(page: &Answer) -> bool {
    page.text().contains("action=\"/report/waiting\"")
}

async fn one_that_waits_is_offered_without_anything_of_it_and_joined_once(test: TestApp) {
    let (secret, code) = reported(&test.visitor(), "o-ga").await;
    test.settle().await;
    test.pass(jiff::ToSpan::hours(2));

    let neighbour = test.visitor();
    let page = found_at(&neighbour, "o-ga", "21.0286").await;
    assert!(offers(&page), "{}", page.text());
    let ask = send(&neighbour, "/report/waiting", &filled(&page, "/report/waiting")).await.expect(200);
    for shown in [&page, &ask] {
        for kept in [code.as_str(), WORDS, "0912 345 678", &secret, "21.0285", "/cases/DT", "cách khoảng"]
        {
            assert!(!shown.text().contains(kept), "{kept} is told");
        }
    }
    assert!(page.text().contains("2 giờ trước"));

    let mut fields = filled(&ask, "/report/join");
    set(&mut fields, "phone", "12");
    let refused = send(&neighbour, "/report/join", &fields).await.expect(422);
    has_link_to_error(&refused, "phone");
    let mut fields = filled(&refused, "/report/join");
    assert!(
        fields.contains(&("address".to_owned(), "Trước cổng chợ mẫu".to_owned())),
        "nothing typed is lost"
    );
    set(&mut fields, "phone", "");
    set(&mut fields, "email", "mau@example.vn");
    let joined = send(&neighbour, "/report/join", &fields).await.expect(303).location();
    let own = neighbour.get(&joined).await.expect(200).text();
    assert!(!own.contains(WORDS) && !own.contains("0912 345 678"), "a joiner sees what is public");
    assert_eq!(count(&test, "SELECT COUNT(*) FROM cases").await, 1);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM askers WHERE email = 'mau@example.vn'").await, 1);

    // A second press after a moderator has looked is the same joining.
    test.settle().await;
    desk(&test, &code, "show").await;
    assert_eq!(send(&neighbour, "/report/join", &fields).await.expect(303).location(), joined);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM askers").await, 2);
    // Who has joined may still have another one, by the page that is still open.
    let mut other = fields.clone();
    set(&mut other, "another", "1");
    let words = send(&neighbour, "/report/words", &other).await.expect(200);
    let mut other = filled(&words, "/report/check");
    set(&mut other, "text", "Cách đó một đoạn có thêm một hố nữa, sâu hơn hố trước.");
    let check = send(&neighbour, "/report/check", &other).await.expect(200);
    let own = send(&neighbour, "/report/send", &filled(&check, "/report/send")).await.expect(303).location();
    assert_ne!(own, joined);
    // Now it is public, and shown as such.
    let page = found_at(&test.visitor(), "o-ga", "21.0286").await;
    assert!(page.text().contains(&format!("/cases/{code}/join")));
    test.check().await;
}

#[tokio::test]
async fn whoever_has_another_one_sends_it() {
    let test = TestApp::sqlite();
    reported(&test.visitor(), "o-ga").await;
    test.settle().await;
    let neighbour = test.visitor();
    let page = found_at(&neighbour, "o-ga", "21.0285").await;
    // Also after a look at the page for joining.
    let ask = send(&neighbour, "/report/waiting", &filled(&page, "/report/waiting")).await.expect(200);
    let mut fields: Fields = filled(&ask, "/report/join");
    set(&mut fields, "another", "1");
    let words = send(&neighbour, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&words, "/report/check");
    assert!(fields.contains(&("address".to_owned(), "Trước cổng chợ mẫu".to_owned())));
    set(&mut fields, "text", WORDS);
    let check = send(&neighbour, "/report/check", &fields).await.expect(200);
    send(&neighbour, "/report/send", &filled(&check, "/report/send")).await.expect(303);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM cases").await, 2);
    test.check().await;
}

#[tokio::test]
async fn nothing_is_offered_of_coarse_kinds_of_hidden_cases_from_afar_or_to_whoever_probes() {
    let test = TestApp::sqlite();
    // The public place of such a kind is the ward.
    let coarse = "tieng-on";
    assert!(test.app.city.service(coarse).unwrap().has_coarse_place());
    reported(&test.visitor(), coarse).await;
    test.settle().await;
    assert!(!offers(&found_at(&test.visitor(), coarse, "21.0285").await));

    let (_, code) = reported(&test.visitor(), "o-ga").await;
    test.settle().await;
    let stranger = test.visitor();
    assert!(offers(&found_at(&stranger, "o-ga", "21.0285").await));
    assert!(!offers(&found_at(&stranger, "o-ga", "21.0310").await), "about 280 m away");
    assert!(!offers(&found_at(&stranger, "den-duong", "21.0285").await), "another kind");
    // Whoever looks from very many places is told nothing any more, and may still report.
    for _ in 0..60 {
        found_at(&stranger, "o-ga", "21.0310").await;
    }
    assert!(!offers(&found_at(&stranger, "o-ga", "21.0285").await));
    test.pass(jiff::ToSpan::hours(2));
    let page = found_at(&stranger, "o-ga", "21.0285").await;
    assert!(offers(&page));

    let ask = send(&stranger, "/report/waiting", &filled(&page, "/report/waiting")).await.expect(200);
    test.app
        .command(move |tx, context| {
            use dantin::act::cases::{Key, commands, showing};
            let command = commands::Command {
                key: Key::Code(&code),
                version: None,
                by: dantin_record::act::Actor::Moderator,
                officer: None,
                secret: None,
            };
            showing::hide(tx, context, &command, dantin_record::reasons::HideReason::ALL[0])?;
            Ok(())
        })
        .await
        .unwrap();
    // Hidden before the book knows it: nothing says so, and nothing is joined.
    send(&stranger, "/report/join", &filled(&ask, "/report/join")).await.expect(200);
    test.settle().await;
    assert!(!offers(&found_at(&stranger, "o-ga", "21.0285").await));
    let gone = send(&stranger, "/report/join", &filled(&ask, "/report/join")).await.expect(200);
    filled(&gone, "/report/check");
    assert_eq!(count(&test, "SELECT COUNT(*) FROM askers WHERE relation = 'joiner'").await, 0);
    test.check().await;
}
