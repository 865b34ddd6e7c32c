//! Signing in through an identity provider: one made for these tests, which says what it is told to say. The real one is in
//! `browser/sign_in.test.js`. What must never let anybody in: another nonce or state, a token that is over, for somebody
//! else, of somebody else, signed by nobody or by another key, and an identity that no administrator linked.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
};

use base64::Engine as _;
use dantin::{
    city::people::provider::{Failed, Known, begin, subject},
    clock::SeededRandom,
    settings::safety as settings,
};
use proptest::{prelude::*, test_runner::TestRunner};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use crate::{
    desk::{add, sign_in},
    hostile::{Changes, cases, changed, changes},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

fn encode(bytes: &[u8]) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What the provider answers to the next code.
#[derive(Clone, Default)]
struct Says {
    claims: Value,
    header: Value,
    by_another_key: bool,
    without_signature: bool,
    status: u16,
    /// The answer that is changed, by its path, and how.
    changed: (String, Changes),
    /// What the server sent with the code.
    asked: String,
}

struct Provider {
    issuer: String,
    says: Arc<Mutex<Says>>,
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

fn token(says: &Says, key: &EcdsaKeyPair) -> String {
    let text = format!(
        "{}.{}",
        encode(says.header.to_string().as_bytes()),
        encode(says.claims.to_string().as_bytes())
    );
    let signature = key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    let signature = if says.without_signature { String::new() } else { encode(signature.as_ref()) };
    format!("{text}.{signature}")
}

impl Provider {
    fn start() -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says::default()));
        let (key, other) = (new_key(), new_key());
        let (shared, own) = (says.clone(), issuer.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                loop {
                    let count = stream.read(&mut buffer).unwrap_or(0);
                    request.extend_from_slice(&buffer[..count]);
                    let text = String::from_utf8_lossy(&request).to_lowercase();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length: usize = head
                        .split("content-length: ")
                        .nth(1)
                        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
                    if body.len() >= length || count == 0 {
                        break;
                    }
                }
                let text = String::from_utf8(request).unwrap();
                let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
                let mut says = shared.lock().unwrap();
                let (status, body) = match path.as_str() {
                    "/.well-known/openid-configuration" => (
                        200,
                        json!({
                            "issuer": own, "authorization_endpoint": format!("{own}/auth"),
                            "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys"),
                            "response_types_supported": ["code"], "subject_types_supported": ["public"],
                            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
                        }),
                    ),
                    "/keys" => {
                        let point = key.public_key().as_ref();
                        (
                            200,
                            json!({"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
                            "x": encode(&point[1..33]), "y": encode(&point[33..])}]}),
                        )
                    }
                    _ => {
                        text.split("\r\n\r\n").nth(1).unwrap_or_default().clone_into(&mut says.asked);
                        let signer = if says.by_another_key { &other } else { &key };
                        (
                            says.status,
                            json!({"access_token": "a", "token_type": "Bearer", "id_token": token(&says, signer)}),
                        )
                    }
                };
                let mut body = body.to_string().into_bytes();
                if says.changed.0 == path {
                    body = changed(&body, &says.changed.1);
                }
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(&body);
            }
        });
        Provider { issuer, says }
    }

    fn settings<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut settings = vec![
            ("oidc.issuer", self.issuer.as_str()),
            ("oidc.client_id", "dantin"),
            ("oidc.client_secret", "a secret"),
            ("oidc.name", "Cổng chung"),
        ];
        settings.extend(more);
        settings
    }

    fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }
}

/// The value of a pair in an address.
fn pair(address: &str, name: &str) -> String {
    let value = address.split(&format!("{name}=")).nth(1).unwrap_or_else(|| panic!("{name} in {address}"));
    percent_encoding::percent_decode_str(value.split('&').next().unwrap()).decode_utf8().unwrap().into_owned()
}

/// Goes to the provider; gives its address.
async fn leave(visitor: &Visitor) -> String {
    visitor.get("/desk/sign-in/provider?next=%2Fdesk%2Ffile").await.location()
}

/// What a right token says.
fn right(test: &TestApp, provider: &Provider, address: &str) -> Says {
    let now = test.app.now().as_second();
    Says {
        claims: json!({"iss": provider.issuer, "sub": "le.van.mau", "aud": "dantin", "iat": now, "exp": now + 300,
            "nonce": pair(address, "nonce")}),
        header: json!({"alg": "ES256", "kid": "one"}),
        status: 200,
        ..Says::default()
    }
}

async fn back(visitor: &Visitor, address: &str) -> Answer {
    let state = pair(address, "state");
    visitor.get(&format!("/desk/sign-in/provider/back?code=x&state={state}")).await
}

on_both_engines!(whom_an_administrator_linked_comes_in_and_nobody_else);

async fn whom_an_administrator_linked_comes_in_and_nobody_else(test: TestApp) {
    let provider = Provider::start();
    let test = test.with(&provider.settings(&[]));
    add(&test, "le.van.mau", &["handler@ubnd-00070"]).await;
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let door = test.visitor().get("/desk/sign-in").await.expect(200).text();
    assert!(door.contains("Đăng nhập bằng Cổng chung"), "{door}");

    let visitor = test.visitor();
    let address = leave(&visitor).await;
    assert!(address.starts_with(&format!("{}/auth?", provider.issuer)));
    assert_eq!(pair(&address, "code_challenge_method"), "S256");
    assert_eq!(pair(&address, "redirect_uri"), "http://dantin.test/desk/sign-in/provider/back");
    let says = right(&test, &provider, &address);
    provider.says(|now| *now = says.clone());
    // The provider knows somebody; here that is nobody yet, whatever the login is called.
    let unknown = back(&visitor, &address).await.expect(403).text();
    assert!(unknown.contains("le.van.mau") && unknown.contains("gửi mã dưới đây"), "{unknown}");
    assert!(provider.says.lock().unwrap().asked.contains("code_verifier="), "PKCE");
    let csrf = keeper.get("/desk/people/le.van.mau").await.expect(200).field("csrf");
    let form = [("csrf", csrf.as_str()), ("subject", "le.van.mau")];
    keeper.post("/desk/people/le.van.mau/link", &form).await.expect(303);
    // An identity belongs to one account.
    keeper.post("/desk/people/quan-tri/link", &form).await.expect(422);

    let address = leave(&visitor).await;
    let says = right(&test, &provider, &address);
    provider.says(|now| *now = says.clone());
    assert_eq!(back(&visitor, &address).await.location(), "/desk/file");
    visitor.get("/desk/file").await.expect(200);
    // The same answer does not come in twice, nor in another browser.
    back(&visitor, &address).await.expect(403);
    let address = leave(&visitor).await;
    back(&test.visitor(), &address).await.expect(403);

    // What is unlinked, or whose account has ended, stays outside.
    let form = [("csrf", csrf.as_str()), ("issuer", provider.issuer.as_str()), ("subject", "le.van.mau")];
    keeper.post("/desk/people/le.van.mau/unlink", &form).await.expect(303);
    assert!(visitor.get("/desk/file").await.status.is_redirection());
    let address = leave(&visitor).await;
    let says = right(&test, &provider, &address);
    provider.says(|now| *now = says.clone());
    back(&visitor, &address).await.expect(403);
}

#[test]
fn no_changed_answer_of_the_provider_gives_another_person() {
    let provider = Provider::start();
    let settings = settings::Provider {
        issuer: provider.issuer.clone(),
        client_id: "dantin".to_owned(),
        client_secret: "a secret".to_owned(),
        name: "Cổng chung".to_owned(),
        second_factor: false,
    };
    let now: jiff::Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
    let random = SeededRandom::new(7);
    // Gives whom the provider names when the answer at this path is changed.
    let named = |path: &str, changes: &[(usize, usize, u8)]| -> Result<String, Failed> {
        let known = Known::default();
        provider
            .says(|says| *says = Says { changed: (path.to_owned(), changes.to_vec()), ..Says::default() });
        let (address, asked) = begin(&known, &settings, "http://dantin.test", &random, "/desk", now)?;
        provider.says(|says| {
            says.claims = json!({"iss": settings.issuer, "sub": "le.van.mau", "aud": "dantin",
                "iat": now.as_second(), "exp": now.as_second() + 300, "nonce": pair(&address, "nonce")});
            says.header = json!({"alg": "ES256", "kid": "one"});
            says.status = 200;
        });
        subject(&known, &settings, "http://dantin.test", asked, "x", now)
    };
    assert_eq!(named("", &[]).unwrap(), "le.van.mau");
    let paths = ["/.well-known/openid-configuration", "/keys", "/token"];
    let run = |(path, changes): (usize, Changes)| {
        match named(paths[path], &changes) {
            Ok(subject) => prop_assert_eq!(subject, "le.van.mau"),
            Err(Failed(why)) => prop_assert!(!why.trim().is_empty(), "a refusal says why"),
        }
        Ok(())
    };
    TestRunner::new(cases(128)).run(&(0..paths.len(), changes()), run).unwrap();
}

#[tokio::test]
async fn a_token_that_is_wrong_in_any_way_lets_nobody_in() {
    let provider = Provider::start();
    let test = TestApp::sqlite().with(&provider.settings(&[]));
    add(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let keeper = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let csrf = keeper.get("/desk/people/can-bo").await.expect(200).field("csrf");
    let form = [("csrf", csrf.as_str()), ("subject", "le.van.mau")];
    keeper.post("/desk/people/can-bo/link", &form).await.expect(303);
    let now = test.app.now().as_second();
    type Lie = Box<dyn Fn(&mut Says)>;
    let wrong: Vec<(&str, Lie)> = vec![
        ("nonce", Box::new(|says| says.claims["nonce"] = json!("another"))),
        (
            "no nonce",
            Box::new(|says| {
                says.claims.as_object_mut().unwrap().remove("nonce");
            }),
        ),
        ("over", Box::new(move |says| says.claims["exp"] = json!(now - 1))),
        ("audience", Box::new(|says| says.claims["aud"] = json!("another client"))),
        ("two audiences", Box::new(|says| says.claims["aud"] = json!(["dantin", "another client"]))),
        ("issuer", Box::new(|says| says.claims["iss"] = json!("https://another.test"))),
        (
            "alg none",
            Box::new(|says| {
                says.header = json!({"alg": "none"});
                says.without_signature = true;
            }),
        ),
        ("alg HS256", Box::new(|says| says.header = json!({"alg": "HS256"}))),
        ("no signature", Box::new(|says| says.without_signature = true)),
        ("another key", Box::new(|says| says.by_another_key = true)),
        ("refused", Box::new(|says| says.status = 400)),
        ("broken", Box::new(|says| says.status = 500)),
    ];
    for (what, change) in wrong {
        let visitor = test.visitor();
        let address = leave(&visitor).await;
        let mut says = right(&test, &provider, &address);
        change(&mut says);
        provider.says(|now| *now = says);
        let answer = back(&visitor, &address).await;
        assert_eq!(answer.status, 403, "{what}");
        assert!(answer.text().contains("Chưa đăng nhập được"), "{what}");
        assert!(visitor.get("/desk").await.status.is_redirection(), "{what}");
    }
    // Another state, a late answer, the provider's own refusal, an answer of another provider.
    for (query, minutes) in
        [("state=x&code=x", 0), ("", 0), ("S", 10), ("S&error=access_denied", 0), ("S&iss=https://a.test", 0)]
    {
        let visitor = test.visitor();
        let address = leave(&visitor).await;
        let says = right(&test, &provider, &address);
        provider.says(|now| *now = says);
        test.pass(jiff::Span::new().minutes(minutes));
        let query = query.replace('S', &format!("code=x&state={}", pair(&address, "state")));
        let answer = visitor.get(&format!("/desk/sign-in/provider/back?{query}")).await;
        assert_eq!(answer.status, 403, "{query}");
    }
    // And rightly, once more: the test above could let somebody in.
    let visitor = test.visitor();
    let address = leave(&visitor).await;
    let says = right(&test, &provider, &address);
    provider.says(|now| *now = says);
    back(&visitor, &address).await.expect(303);
    visitor.get("/desk").await.expect(200);
}

#[tokio::test]
async fn the_second_factor_is_asked_after_the_provider_unless_it_asks_itself() {
    let provider = Provider::start();
    for (own, there) in [("no", "/desk/account/second-factor"), ("yes", "/desk/file")] {
        let more = [("safety.second_factor", "handler"), ("oidc.second_factor", own)];
        let test = TestApp::sqlite().with(&provider.settings(&more));
        let id = add(&test, "can-bo", &["handler@ubnd-00070"]).await;
        let (issuer, now) = (provider.issuer.clone(), test.app.now());
        let linked = test
            .app
            .db
            .write(move |tx| dantin::city::people::identities::link(tx, &id, &issuer, "le.van.mau", now));
        linked.await.unwrap();
        let visitor = test.visitor();
        let address = leave(&visitor).await;
        let says = right(&test, &provider, &address);
        provider.says(|now| *now = says);
        assert_eq!(back(&visitor, &address).await.location(), there);
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one_and_a_silent_one_is_told() {
    let test = TestApp::sqlite();
    test.visitor().get("/desk/sign-in/provider").await.expect(404);
    test.visitor().get("/desk/sign-in/provider/back?code=x&state=x").await.expect(404);
    let test = test.with(&[
        ("oidc.issuer", "http://127.0.0.1:9"),
        ("oidc.client_id", "dantin"),
        ("oidc.client_secret", "x"),
    ]);
    let answer = test.visitor().get("/desk/sign-in/provider").await.expect(403);
    assert!(answer.text().contains("Chưa đăng nhập được"));
}

#[tokio::test]
async fn nobody_makes_the_server_ask_its_provider_without_end() {
    let provider = Provider::start();
    let test = TestApp::sqlite().with(&provider.settings(&[]));
    let visitor = test.visitor();
    let mut refused = 0;
    for _ in 0..40 {
        refused += usize::from(visitor.get("/desk/sign-in/provider").await.status == 429);
    }
    assert_eq!(refused, 10);
}
