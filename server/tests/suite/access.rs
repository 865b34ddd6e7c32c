//! The table of routes against the router, and every route of the desk called by everybody: by nobody, and by an officer
//! of each role in each relation to one case.

use std::collections::BTreeSet;

use axum::http::Method;
use dantin::routes::{
    access::{TABLE, entry},
    paths,
};

use crate::{
    desk::{WARD, file, sign_in, step},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

/// An address of the router with something in the place of each parameter.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(if part.starts_with('{') { "x" } else { part });
    }
    filled
}

/// The methods that the router itself says it knows at an address.
async fn methods(visitor: &Visitor, path: &str) -> Vec<Method> {
    let unknown = Method::from_bytes(b"ENUMERATE").unwrap();
    let answer = visitor.send(unknown, &filled(path), None, Vec::new()).await;
    assert_eq!(answer.status, 405, "{path}");
    let allowed = answer.headers["allow"].to_str().unwrap().to_owned();
    allowed.split(',').map(|name| name.trim().parse().unwrap()).collect()
}

#[tokio::test]
async fn every_route_has_an_entry_and_every_entry_a_route() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    let mut routed = BTreeSet::new();
    for path in paths() {
        for method in methods(&visitor, path).await {
            assert!(entry(&method, path).is_some(), "{method} {path} has no entry in routes/access.rs");
            if method != Method::HEAD {
                routed.insert((method.to_string(), path));
            }
        }
    }
    let mut listed = BTreeSet::new();
    for entry in TABLE {
        let key = (entry.method.to_string(), entry.path);
        assert!(routed.contains(&key), "{} {} is no route", key.0, key.1);
        assert!(listed.insert(key), "{} {} stands there twice", entry.method, entry.path);
    }
    assert_eq!(routed, listed);
    assert!(entry(&Method::GET, "/desk/forgotten").is_none());
}

/// An agency that has a part in the case, and one that led it before.
const PART: &str = "thoat-nuoc";
const BEFORE: &str = "ubnd-00004";

/// Who calls: nobody; a handler of the lead, of another agency; the head of the lead, of the body above it; coordinator,
/// moderator, overseer, privacy officer, administrator; a handler of an agency that has an open part, and one of an agency that led
/// the case before.
const CALLERS: usize = 12;

/// Method, address of the router, last part where it is one of many, form, and one letter for each caller: `+` let in,
/// `d` sent to the door, `f` refused, `m` told that there is nothing.
type Row = (Method, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
/// A form of a step that was made from another version changes nothing.
const OLD: &[(&str, &str)] = &[("version", "999")];
const STEP: &str = "/desk/cases/{code}/{step}";

/// What everybody is answered; the steps first, since the last rows change something.
const ROWS: &[Row] = &[
    (POST, STEP, "accept", OLD, "d+f+ffffffff"),
    (POST, STEP, "resolve", OLD, "d+f+ffffffff"),
    (POST, STEP, "ask", OLD, "d+f+ffffffff"),
    (POST, STEP, "return", OLD, "d+f+ffffffff"),
    (POST, STEP, "reply", OLD, "d+f+f+ffffff"),
    (POST, STEP, "extend", OLD, "dff+++ffffff"),
    (POST, STEP, "decline", OLD, "d+f+ffffffff"),
    (POST, STEP, "assign", OLD, "dffff+ffffff"),
    (POST, STEP, "confirm", OLD, "dffffff+ffff"),
    (POST, STEP, "contest", OLD, "dffffff+ffff"),
    (POST, STEP, "publish", OLD, "dfffff+fffff"),
    (POST, STEP, "hide", OLD, "dfffff+fffff"),
    (POST, STEP, "erase", OLD, "dfffffff+fff"),
    (POST, STEP, "note", OLD, "d+f++++f+f+f"),
    (POST, STEP, "assignee", OLD, "d+f+ffffffff"),
    (POST, STEP, "no-such-step", OLD, "dmmmmmmmmmmm"),
    (POST, STEP, "ask-extension", OLD, "d+f+ffffffff"),
    (POST, STEP, "refuse-extension", OLD, "dff+++ffffff"),
    (POST, STEP, "add-part", OLD, "d+f+f+ffffff"),
    (POST, STEP, "finish-part", OLD, "dfffffffff+f"),
    (POST, STEP, "release-part", OLD, "d+f+f+ffffff"),
    (POST, STEP, "merge", OLD, "d+f+f+ffffff"),
    (POST, STEP, "unmerge", OLD, "d+f+f+ffffff"),
    (POST, STEP, "work-link", OLD, "d+f+ffffff+f"),
    (POST, STEP, "revoke-link", OLD, "d+f+ffffff+f"),
    (POST, STEP, "forward", OLD, "d+f+f+ffffff"),
    (POST, "/desk/cases/{code}/presence", "", &[], "d+f++++++f++"),
    (POST, "/desk/cases/{code}/watch", "", &[("watch", "on")], "d+f++++++f++"),
    (GET, "/desk/cases/{code}/sheet", "", &[], "d+f++++++f++"),
    (GET, "/desk/cases/{code}/replies/{id}", "", &[], "dmfmmmmmmfmm"),
    (GET, "/desk/cases/{code}/photos/{hash}", "", &[], "dfffffmfffff"),
    (POST, "/desk/cases/{code}/photos/{hash}", "", &[], "dfffffmfffff"),
    (GET, "/desk/field/{code}", "", &[], "d+f++++++f++"),
    (POST, "/desk/field/{code}", "", &[("phase", "after")], "d+f+ffffffff"),
    (PUT, "/desk/field/{code}/{sha256}", "", &[], "d+f+ffffffff"),
    (PUT, "/desk/field/{code}/visits/{key}", "", &[], "dmmmmmmmmfmm"),
    (GET, "/desk/oversight", "", &[], "d+++++++++++"),
    (GET, "/desk/oversight/new", "", &[], "dffffff+ffff"),
    (POST, "/desk/oversight/new", "", &[], "dffffff+ffff"),
    (GET, "/desk/oversight/{code}", "", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/oversight/{code}/photos/{hash}", "", &[], "dfffffmfffff"),
    (POST, "/desk/oversight/{code}/photos/{hash}", "", &[], "dfffffmfffff"),
    (POST, "/desk/oversight/{code}/{step}", "close", OLD, "dmmmmmmmmmmm"),
    (GET, "/desk/mails", "", &[], "dfffffff++ff"),
    (GET, "/desk/moderation", "", &[], "dfffff+fffff"),
    (POST, "/desk/moderation", "", &[], "dfffffmfffff"),
    (GET, "/desk/webhooks", "", &[], "dffffffff+ff"),
    (POST, "/desk/webhooks", "", &[], "dffffffff+ff"),
    (GET, "/desk/views", "", &[], "d+++++++++++"),
    (POST, "/desk/views", "", &[], "d+++++++++++"),
    (POST, "/desk/views/{id}/remove", "", &[], "d+++++++++++"),
    (GET, "/desk/bulk", "", &[], "d+++++++++++"),
    (POST, "/desk/bulk", "", &[], "d+++++++++++"),
    (GET, "/desk/bulk/{id}", "", &[], "dmmmmmmmmmmm"),
    (POST, "/desk/bulk/{id}/undo", "", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/keys", "", &[], "d+++++++++++"),
    (POST, "/desk/keys", "", &[], "d+++++++++++"),
    (GET, "/desk/replies", "", &[], "d+++++ffff++"),
    (GET, "/desk/replies/{id}", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/replies/{id}", "", &[], "dffmmmffffff"),
    (GET, "/desk/dashboard", "", &[], "dff+++f+ffff"),
    (GET, "/desk/dashboard.csv", "", &[], "dff+++f+ffff"),
    (POST, "/desk/dashboard/mail", "", &[("weekly", "off")], "dff+++f+ffff"),
    (POST, "/desk/dashboard/explain", "", &[], "dffmmmffffff"),
    (GET, "/desk/consultations", "", &[], "d+++++++++++"),
    (POST, "/desk/consultations", "", &[], "d+++++ffff++"),
    (GET, "/desk/consultations/imports/{id}", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/consultations/imports/{id}", "", &[], "dmmmmmffffmm"),
    (GET, "/desk/consultations/{code}", "", &[], "dmmmmmmmmmmm"),
    (POST, "/desk/consultations/{code}", "", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/dialogues", "", &[], "d+++++++++++"),
    (GET, "/desk/dialogues/new", "", &[], "d+++++ffff++"),
    (POST, "/desk/dialogues/new", "", &[], "d+++++ffff++"),
    (GET, "/desk/dialogues/{code}", "", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/dialogues/{code}/change", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/dialogues/{code}/change", "", &[], "dmmmmmffffmm"),
    (GET, "/desk/dialogues/{code}/file", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/dialogues/{code}/file", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/dialogues/{code}/slips", "", &[], "dmmmmmffffmm"),
    (GET, "/desk/dialogues/{code}/minutes", "", &[], "dmmmmmffffmm"),
    (POST, "/desk/dialogues/{code}/minutes", "", &[], "dmmmmmffffmm"),
    (GET, "/desk/dialogues/{code}/questions/{question}", "", &[], "dmmmmmmmmmmm"),
    (POST, "/desk/dialogues/{code}/{step}", "close", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/explanations", "", &[], "d+++++++++++"),
    (POST, "/desk/explanations", "", &[], "dmmmmmmmmmmm"),
    (GET, "/desk/watching", "", &[], "dff+++f+ffff"),
    (POST, "/desk/watching", "", &[], "dff+++f+ffff"),
    (GET, "/desk/changes", "", &[], "d+++++++++++"),
    (POST, "/desk/changes", "", &[], "d+++++++++++"),
    (GET, "/desk/cases/{code}", "", &[], "d+f++++++f++"),
    (GET, "/desk/cases/{code}/preview", "", &[], "d+f++++++f++"),
    (GET, "/desk/photos/{hash}/{size}", "", &[], "d+m++++m+fmm"),
    (GET, "/desk", "", &[], "d+++++++++++"),
    (GET, "/desk/file", "", &[], "d+++++ffff++"),
    (POST, "/desk/file", "", &[], "d+++++ffff++"),
    (GET, "/desk/erasure", "", &[], "dfffffff+fff"),
    (POST, "/desk/erasure", "", &[("asker", "the-asker")], "dfffffff+fff"),
    (GET, "/desk/erasure/{code}/{number}", "", &[], "dfffffffmfff"),
    (POST, "/desk/erasure/{code}/{number}", "", &[], "dfffffffmfff"),
    (GET, "/desk/account", "", &[], "d+++++++++++"),
    (
        POST,
        "/desk/account/password",
        "",
        &[("present", "x"), ("wanted", "x"), ("again", "y")],
        "d+++++++++++",
    ),
    (POST, "/desk/account/sessions", "", &[("session", "no-session")], "d+++++++++++"),
    (GET, "/desk/account/second-factor", "", &[], "d+++++++++++"),
    (POST, "/desk/account/second-factor/begin", "", &[], "d+++++++++++"),
    (POST, "/desk/account/second-factor/confirm", "", &[("code", "x")], "d+++++++++++"),
    (POST, "/desk/account/second-factor/codes", "", &[], "d+++++++++++"),
    (POST, "/desk/account/second-factor/remove", "", &[("present", "x")], "d+++++++++++"),
    (GET, "/desk/reads", "", &[], "dfffffff+fff"),
    (GET, "/desk/people", "", &[], "dffffffff+ff"),
    (POST, "/desk/people", "", &[], "dffffffff+ff"),
    (GET, "/desk/people/{login}", "", &[], "dffffffff+ff"),
    (POST, "/desk/people/{login}/{change}", "take", &[("role", "nothing")], "dffffffff+ff"),
    (POST, "/desk/account/passkeys", "", &[], "d+++++++++++"),
    (POST, "/desk/account/passkeys/answer", "", &[], "d+++++++++++"),
    (POST, "/desk/account/passkeys/remove", "", &[("passkey", "none")], "d+++++++++++"),
    (POST, "/desk/sign-in/passkey", "", &[], "d+++++++++++"),
    (POST, "/desk/sign-in/passkey/answer", "", &[], "d+++++++++++"),
    // Whoever is in has nothing to show any more.
    (GET, "/desk/sign-in/code", "", &[], "d+++++++++++"),
    (POST, "/desk/sign-in/code", "", &[("code", "x")], "d+++++++++++"),
    (POST, "/desk/sign-out-everywhere", "", &[], "dddddddddddd"),
    (POST, "/desk/sign-out", "", &[], "dddddddddddd"),
];

/// Addresses of the desk that stand before the door: everybody may call them.
const BEFORE_THE_DOOR: &[(Method, &str)] = &[
    (GET, "/desk/sign-in"),
    (POST, "/desk/sign-in"),
    (GET, "/desk/sign-in/provider"),
    (GET, "/desk/sign-in/provider/back"),
    (GET, "/desk/welcome/{token}"),
    (POST, "/desk/welcome/{token}"),
];

fn letter(answer: &Answer) -> char {
    match answer.status.as_u16() {
        303 if answer.location().starts_with("/desk/sign-in") => 'd',
        403 => 'f',
        404 => 'm',
        status if status < 500 => '+',
        status => panic!("{status}"),
    }
}

struct Scene {
    code: String,
    photo: String,
    asker: String,
}

async fn scene(test: &TestApp) -> (Scene, Vec<Visitor>) {
    let filed = file(test).await;
    let lead = filed.agency.clone();
    test.visitor().post(&format!("/my/{}/erasure", filed.secret), &[]).await.expect(303);
    let helper = sign_in(test, "tiep-nhan", &[&format!("handler@{lead}")]).await;
    let form = helper.get("/desk/file").await.expect(200);
    let parts = [
        Part::Text("csrf", &form.field("csrf")),
        Part::Text("idempotency_key", &form.field("idempotency_key")),
        Part::Text("channel", "counter"),
        Part::Text("service", "rac-thai"),
        Part::Text("area", WARD),
        Part::Text("text", "Rác tràn ra vỉa hè."),
        Part::File("photos", "anh.jpg", "image/jpeg", &crate::desk::jpeg(77)),
    ];
    helper.post_multipart("/desk/file", &parts).await.expect(200);
    let (photo, asker): (String, String) = test
        .app
        .db
        .read(|tx| {
            Ok::<_, dantin_store::Error>((
                tx.one("SELECT photo FROM case_photos", &[])?,
                tx.one("SELECT asker_id FROM erasure_requests", &[])?,
            ))
        })
        .await
        .unwrap();
    let parent = test.app.city.agency(&lead).unwrap().parent.clone().unwrap();
    let roles = [
        format!("handler@{lead}"),
        "handler@so-y-te".to_owned(),
        format!("head@{lead}"),
        format!("head@{parent}"),
        "coordinator@vp-ubnd".to_owned(),
        "moderator@ttpv-hcc".to_owned(),
        "overseer@mttq".to_owned(),
        "privacy_officer@ttpv-hcc".to_owned(),
        "administrator@vp-ubnd".to_owned(),
        format!("handler@{PART}"),
        format!("handler@{BEFORE}"),
    ];
    let mut callers = vec![test.visitor()];
    // The lead gave the case away and has it again; what it does not do itself, it asked for.
    let assigner = sign_in(test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    for agency in [BEFORE, lead.as_str()] {
        step(&assigner, &filed.code, "assign", &[("agency", agency)]).await.expect(303);
    }
    step(&helper, &filed.code, "accept", &[]).await.expect(303);
    let part = [("agency", PART), ("text", "Hút bùn hố ga.")];
    step(&helper, &filed.code, "add-part", &part).await.expect(303);
    for (place, role) in roles.iter().enumerate() {
        callers.push(sign_in(test, &format!("canbo-{place}"), &[role]).await);
    }
    (Scene { code: filed.code, photo, asker }, callers)
}

on_both_engines!(every_route_of_the_desk_answers_everybody_as_the_table_says);

async fn every_route_of_the_desk_answers_everybody_as_the_table_says(test: TestApp) {
    let mut covered: BTreeSet<(String, &str)> =
        BEFORE_THE_DOOR.iter().map(|(method, path)| (method.to_string(), *path)).collect();
    let (scene, callers) = scene(&test).await;
    assert_eq!(callers.len(), CALLERS);
    let mut wrong = Vec::new();
    for (method, path, last, form, letters) in ROWS {
        covered.insert((method.to_string(), path));
        let address = path
            .replace("{code}", &scene.code)
            .replace("{hash}", &scene.photo)
            .replace("{size}", "small.jpg")
            .replace("{step}", last)
            .replace("{login}", "canbo-0")
            .replace("{id}", "none")
            .replace("{question}", "1")
            .replace("{sha256}", &scene.photo)
            .replace("{change}", last);
        for (place, (caller, wanted)) in callers.iter().zip(letters.chars()).enumerate() {
            let answer = if *method == GET {
                caller.get(&address).await
            } else {
                let csrf = if place == 0 {
                    String::new()
                } else {
                    let account = caller.get("/desk/account").await;
                    if account.status == 200 { account.field("csrf") } else { String::new() }
                };
                let form: Vec<(&str, &str)> = std::iter::once(("csrf", csrf.as_str()))
                    .chain(form.iter().map(|(name, value)| {
                        (*name, if *value == "the-asker" { scene.asker.as_str() } else { value })
                    }))
                    .collect();
                if *method == PUT {
                    let address = format!("{address}?phase=after");
                    caller.put(&address, &[("dantin-csrf", csrf.as_str())], b"no picture".to_vec()).await
                } else {
                    caller.post(&address, &form).await
                }
            };
            let found = letter(&answer);
            if found != wanted {
                wrong.push(format!("{method} {address} by caller {place}: {found}, the table says {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for entry in TABLE.iter().filter(|entry| entry.path.starts_with("/desk")) {
        let key = (entry.method.to_string(), entry.path);
        assert!(covered.contains(&key), "{} {} is in no row of this test", key.0, key.1);
    }
    test.check().await;
}

#[tokio::test]
async fn a_form_without_its_sessions_text_is_refused_on_every_route_that_changes_something() {
    let test = TestApp::sqlite();
    let filed = file(&test).await;
    let officer = sign_in(&test, "can-bo", &[&format!("handler@{}", filed.agency)]).await;
    for (method, path, last, form, letters) in ROWS {
        // The script's requests carry it in JSON; `passkeys` has them.
        let is_json = path.contains("/passkey") && !path.ends_with("/remove");
        if *method != POST || letters.chars().nth(1) != Some('+') || is_json || path.contains("/sign-in/") {
            continue;
        }
        let address = path.replace("{code}", &filed.code).replace("{step}", last);
        let mut form = form.to_vec();
        form.push(("csrf", "guessed"));
        officer.post(&address, &form).await.expect(403);
    }
}
