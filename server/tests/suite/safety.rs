//! Safety that residents and strangers meet: floods of reports, what is handed out behind a secret link, security.txt, and
//! the headers of every route.

use axum::http::Method;
use dantin::{
    act::cases::{Submitted, join_once, submit},
    listen::{
        limits::{Deed, Source},
        proof,
    },
    routes::access::{TABLE, Who},
};
use jiff::ToSpan as _;

use crate::{
    desk::{file, report, sign_in},
    reports::{last_step, sent},
    support::{Answer, TestApp, on_both_engines},
};

/// Fills the count of reports about the ward of the test's form.
fn flood(test: &TestApp, area: &str) {
    for number in 0..60_u8 {
        let stranger = Source::of(std::net::IpAddr::from([198, 51, 100, number]));
        let _ = test.app.limits.needs_proof(stranger, area, test.app.now());
    }
}

fn with(form: &[(String, String)], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form: Vec<(String, String)> =
        form.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).cloned().collect();
    form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

async fn send(test: &TestApp, form: &[(String, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    test.visitor().post("/report/send", &form).await
}

on_both_engines!(a_flood_about_a_place_asks_for_a_proof_and_locks_nobody_out);

async fn a_flood_about_a_place_asks_for_a_proof_and_locks_nobody_out(test: TestApp) {
    let (form, area) = last_step(&test).await;
    flood(&test, &area);
    let asked = send(&test, &form).await.expect(429);
    let page = asked.text();
    assert!(page.contains("xin chờ 20 giây") && page.contains("data-island=\"proof\""), "{page}");
    let again = sent(&asked);
    for (name, value) in &form {
        assert!(again.contains(&(name.clone(), value.clone())), "{name} is kept");
    }
    // A browser computes.
    let ticket = asked.field("ticket");
    let wrong = send(&test, &with(&again, &[("proof", "1")])).await.expect(429);
    assert_ne!(wrong.field("ticket"), "");
    let solved = with(&again, &[("ticket", &ticket), ("proof", &proof::solve(&ticket))]);
    let stored = send(&test, &solved).await;
    assert!(stored.location().starts_with("/my/"));
    // Sent twice, it is one report.
    assert_eq!(send(&test, &solved).await.location(), stored.location());

    // Whoever has no JavaScript waits, and loses nothing.
    let (form, _) = last_step(&test).await;
    let asked = send(&test, &form).await.expect(429);
    let again = sent(&asked);
    test.pass(19.seconds());
    flood(&test, &area);
    send(&test, &again).await.expect(429);
    test.pass(1.second());
    flood(&test, &area);
    assert!(send(&test, &again).await.location().starts_with("/my/"));
    // Another ward is not asked for anything.
    let elsewhere = Source::of(std::net::IpAddr::from([198, 51, 100, 250]));
    assert!(!test.app.limits.needs_proof(elsewhere, "00004", test.app.now()));
    let count: i64 = test.app.db.read(|tx| tx.one("SELECT count(*) FROM cases", &[])).await.unwrap();
    assert_eq!(count, 2);
    test.check().await;
}

#[tokio::test]
async fn one_address_that_floods_waits_for_itself_alone() {
    let test = TestApp::sqlite();
    let here = Source::of("127.0.0.1".parse().unwrap());
    for _ in 0..60 {
        test.app.limits.take(Deed::Report, here, test.app.now()).unwrap();
    }
    let (form, _) = last_step(&test).await;
    let asked = send(&test, &form).await.expect(429);
    let ticket = asked.field("ticket");
    let solved = with(&sent(&asked), &[("proof", &proof::solve(&ticket))]);
    // Proofs do not lift the limit of one address.
    send(&test, &solved).await.expect(429);
    test.pass(12.seconds());
    assert!(send(&test, &solved).await.location().starts_with("/my/"));
}

async fn joined(test: &TestApp, code: &str, phone: &str) -> Submitted {
    let (code, phone) = (code.to_owned(), phone.to_owned());
    test.app
        .command(move |tx, context| {
            let asker = dantin::act::cases::Asker {
                phone: Some(phone.clone()),
                language: "vi".to_owned(),
                ..Default::default()
            };
            Ok(join_once(tx, context, &code, &asker, None)?)
        })
        .await
        .unwrap()
}

on_both_engines!(
    everything_kept_about_the_asker_is_handed_out_and_nothing_of_others,
    the_archive_holds_the_data_and_the_photos_as_they_were_sent,
);

async fn the_archive_holds_the_data_and_the_photos_as_they_were_sent(test: TestApp) {
    let sent = crate::desk::jpeg(7);
    let hash = dantin::listen::photos::keep(&test.app, sent.clone().into()).await.unwrap().to_string();
    let filed = test.app.command(move |tx, context| {
        let mut report = report();
        report.photos = vec![hash.clone()];
        Ok(submit(tx, context, &report)?)
    });
    let filed = filed.await.unwrap();
    let joiner = joined(&test, &filed.code, "0900000002").await;
    test.settle().await;
    let unpacked = async |secret: &str| {
        let answer = test.visitor().get(&format!("/my/{secret}/export.zip")).await.expect(200);
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.body.clone())).unwrap();
        let mut files = std::collections::BTreeMap::new();
        for place in 0..archive.len() {
            let mut file = archive.by_index(place).unwrap();
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut content).unwrap();
            files.insert(file.name().unwrap().into_owned(), content);
        }
        files
    };
    let own = unpacked(&filed.secret).await;
    let data: serde_json::Value = serde_json::from_slice(&own["du-lieu.json"]).unwrap();
    assert_eq!(data["you"]["phone"], "0900000001");
    let name = data["photos"][0]["file"].as_str().unwrap();
    assert_eq!(own[name], sent, "the photo as it was sent");
    assert_eq!(own.len(), 2);
    let theirs = unpacked(&joiner.secret).await;
    assert_eq!(theirs.keys().collect::<Vec<_>>(), ["du-lieu.json"], "nothing of others");
    test.visitor().get("/my/0000000000000000000000000a/export.zip").await.expect(404);
    let page = test.visitor().get(&format!("/my/{}", filed.secret)).await.expect(200).text();
    assert!(page.contains("/export.zip\""), "the page offers it");
}

async fn everything_kept_about_the_asker_is_handed_out_and_nothing_of_others(test: TestApp) {
    let filed = file(&test).await;
    let moderator = sign_in(&test, "duyet", &["moderator@ttpv-hcc"]).await;
    let shown = crate::desk::step(
        &moderator,
        &filed.code,
        "publish",
        &[("text", "Rác dồn trước cổng."), ("reason", "personal_data")],
    )
    .await;
    shown.expect(303);
    let joiner = joined(&test, &filed.code, "0900000002").await;
    test.settle().await;
    let own = test.visitor().get(&format!("/my/{}/export.json", filed.secret)).await.expect(200);
    assert_eq!(own.headers["cache-control"], "private, no-store");
    assert!(own.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let own = own.text();
    for kept in ["0900000001", "12 phố Mẫu", "chủ nhà Nguyễn Mẫu", "moi-truong", "openings.json", &filed.code]
    {
        assert!(own.contains(kept) || kept == "moi-truong", "{kept} in {own}");
    }
    assert!(!own.contains("0900000002"), "nothing of who joined");
    let theirs = test.visitor().get(&format!("/my/{}/export.json", joiner.secret)).await.expect(200).text();
    assert!(theirs.contains("0900000002"));
    for others in ["0900000001", "12 phố Mẫu", "Nguyễn Mẫu", &filed.secret] {
        assert!(!theirs.contains(others), "{others} in {theirs}");
    }
    // What was erased is not handed out, and a wrong link opens nothing.
    test.visitor().get("/my/0000000000000000000000000a/export.json").await.expect(404);
    let keeper = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let erase = [("field", "1.contact"), ("reason", "subject_request"), ("sure", "1")];
    crate::desk::step(&keeper, &filed.code, "erase", &erase).await.expect(303);
    let after = test.visitor().get(&format!("/my/{}/export.json", filed.secret)).await.expect(200).text();
    assert!(!after.contains("0900000001"), "{after}");
}

#[tokio::test]
async fn security_txt_is_there_while_somebody_reads_the_address() {
    let test = TestApp::sqlite();
    test.visitor().get("/.well-known/security.txt").await.expect(404);
    let test = test
        .with(&[("safety.contact", "mailto:an-toan@dantin.test"), ("safety.contact_expires", "2026-03-31")]);
    let answer = test.visitor().get("/.well-known/security.txt").await.expect(200);
    assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(
        answer.text(),
        "Contact: mailto:an-toan@dantin.test\nExpires: 2026-03-31T17:00:00Z\nPreferred-Languages: vi, en\n\
         Canonical: http://dantin.test/.well-known/security.txt\n"
    );
    test.at("2026-03-31T17:00:00Z");
    test.visitor().get("/.well-known/security.txt").await.expect(404);
}

#[tokio::test]
async fn every_route_answers_with_the_headers_of_safety() {
    let test = TestApp::sqlite().with(&[("server.behind_proxy", "yes")]);
    let visitor = test.visitor();
    for entry in TABLE {
        let parts = entry.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let address = parts.collect::<Vec<_>>().join("/");
        let answer = if entry.method == Method::GET {
            visitor.get(&address).await
        } else {
            visitor.send(entry.method.clone(), &address, None, Vec::new()).await
        };
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let told = format!("{} {address}: {}", entry.method, answer.status);
        assert!(answer.status.as_u16() < 500, "{told}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{told}");
        assert_eq!(header("strict-transport-security"), "max-age=31536000", "{told}");
        assert_ne!(header("cache-control"), "", "{told}");
        let is_part = ["image/jpeg", "image/png", "font/", "text/css", "text/javascript"]
            .iter()
            .any(|part| header("content-type").starts_with(part));
        if !is_part {
            let policy = header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
                "{told}: {policy}"
            );
            // One page is made for frames of others: `commitments::…framed_elsewhere…`.
            let is_for_frames = entry.path == "/commitments/embed";
            assert_eq!(policy.contains("frame-ancestors 'none'"), !is_for_frames, "{told}");
            assert_eq!(header("referrer-policy"), "same-origin", "{told}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{told}");
        }
        let is_private = !matches!(entry.who, Who::Everybody | Who::Partner);
        if is_private {
            assert_eq!(header("cache-control"), "private, no-store", "{told}");
        }
    }
}

/// Who reloads the address of a form that came back, or follows its switch of the language, meets a page.
#[tokio::test]
async fn addresses_that_take_forms_lead_on_and_say_what_they_do_not_take() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let there = visitor.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa/answer?lang=en").await;
    assert_eq!(there.location(), "/my/aaaaaaaaaaaaaaaaaaaaaaaaaa?lang=en");
    assert_eq!(visitor.get("/report/check").await.location(), "/report");
    let visitor = test.visitor();
    let refused = visitor.post("/help", &[("text", "x")]).await.expect(405);
    assert!(refused.text().contains("Địa chỉ này không nhận yêu cầu như vậy"), "{}", refused.text());
    assert!(refused.headers["allow"].to_str().unwrap().contains("GET"));
    let refused = visitor.get("/open311/v2/servicerequestupdates/x.json").await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let program =
        visitor.send(Method::DELETE, "/open311/v2/requests.json", None, Vec::new()).await.expect(405);
    let errors: serde_json::Value = serde_json::from_slice(&program.body).unwrap();
    assert_eq!(errors[0]["code"], 405, "{errors}");
}

/// U+0000 is kept by no database; one that stands in an address asks for what is not there.
#[tokio::test]
async fn an_address_with_a_nul_is_one_of_nothing() {
    let test = TestApp::sqlite();
    let officer = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd", "privacy_officer@ttpv-hcc"]).await;
    for address in [
        "/cases/DT-%00",
        "/cases?q=%00",
        "/desk/cases/%00",
        "/desk?q=%00",
        "/desk/reads?code=%00",
        "/commitments/%00",
    ] {
        let answer = officer.get(address).await;
        assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
    }
    officer.get("/desk/cases/%00").await.expect(404);
}
