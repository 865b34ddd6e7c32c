//! Forms of residents and of the desk.

use axum::{
    body::Body,
    extract::FromRequest as _,
    http::{Method, Request},
};
use dantin::{error::Error, listen::form::Form};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{Changes, cases, changed, changes};
use crate::{
    desk::sign_in,
    support::{TestApp, Visitor},
};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=ranh";

/// One form as it is sent, with a file where it has parts.
fn form(is_multipart: bool, fields: &[(String, String)]) -> Vec<u8> {
    if !is_multipart {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        return pairs.join("&").into_bytes();
    }
    let part = |(name, value): &(String, String)| {
        format!("--ranh\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "--ranh\r\ncontent-disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\n\r\nbytes\r\n--ranh--\r\n";
    let mut body: String = fields.iter().map(part).collect();
    body.push_str(file);
    body.into_bytes()
}

#[test]
fn a_changed_form_is_read_or_refused_by_name() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let test = runtime.block_on(async { TestApp::sqlite() });
    let fields = proptest::collection::vec(("[a-z_]{1,12}", "[^\\p{C}\"]{0,40}"), 0..8);
    let read = |is_multipart: bool, body: Vec<u8>| {
        let media_type = if is_multipart { MULTIPART } else { URLENCODED };
        let request = Request::post("/").header("content-type", media_type).body(Body::from(body)).unwrap();
        runtime.block_on(Form::from_request(request, &test.app))
    };
    let run = |(is_multipart, fields, changes): (bool, Vec<(String, String)>, Changes)| {
        let body = form(is_multipart, &fields);
        let whole =
            read(is_multipart, body.clone()).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        prop_assert_eq!(whole.fields(), &fields[..], "what was sent is what is read");
        prop_assert_eq!(whole.files.len(), usize::from(is_multipart));
        match read(is_multipart, changed(&body, &changes)) {
            Ok(form) => prop_assert!(form.fields().len() + form.files.len() <= 300),
            Err(error) => prop_assert!(matches!(error, Error::Invalid { .. } | Error::TooLarge), "{error:?}"),
        }
        Ok(())
    };
    TestRunner::new(cases(256)).run(&(any::<bool>(), fields, changes()), run).unwrap();
}

/// What a page of ours answers to any bytes: a page, and never a fault of the server.
async fn answers(
    visitor: &Visitor,
    path: &str,
    media_type: Option<&str>,
    body: Vec<u8>,
) -> Result<(), TestCaseError> {
    let answer = visitor.send(Method::POST, path, media_type.map(str::to_owned), body).await;
    let status = answer.status.as_u16();
    prop_assert!(status < 500, "{path}: {status}");
    if status >= 400 {
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        prop_assert!(kind.starts_with("text/html"), "{path}: {status} as {kind:?}: {}", answer.text());
        prop_assert!(answer.text().contains("</html>"), "{path}: {status}: {}", answer.text());
    }
    Ok(())
}

#[test]
fn a_changed_form_of_the_desk_is_answered_with_a_page() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // The data of the test are gone with it.
    let (_test, officer, csrf) = runtime.block_on(async {
        let test = TestApp::sqlite();
        let officer = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
        let csrf = officer.get("/desk/account").await.expect(200).field("csrf");
        (test, officer, csrf)
    });
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let forms = [
        ("/desk/views", vec![pair("csrf", &csrf), pair("name", "Của tôi"), pair("view", "open")]),
        (
            "/desk/bulk",
            vec![pair("csrf", &csrf), pair("step", "accept"), pair("case", "DT-000000~2"), pair("go", "1")],
        ),
        (
            "/desk/file",
            vec![
                pair("csrf", &csrf),
                pair("channel", "counter"),
                pair("service", "rac-thai"),
                pair("area", "00070"),
            ],
        ),
    ];
    let run = |(place, kind, changes): (usize, usize, Changes)| {
        let (path, fields) = &forms[place];
        let body = changed(&form(kind == 1, fields), &changes);
        // Also a form that names no type of itself, or another one.
        let media_type =
            [Some(URLENCODED), Some(MULTIPART), Some("multipart/form-data"), Some("text/plain"), None][kind];
        runtime.block_on(answers(&officer, path, media_type, body))
    };
    TestRunner::new(cases(192)).run(&(0..forms.len(), 0..5_usize, changes()), run).unwrap();
}
