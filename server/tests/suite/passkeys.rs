//! Passkeys over the pages' requests, with an authenticator made of a key of its own: making one, coming in by it, and what
//! is refused: an answer twice, another site's, another officer's, without a finger on the device.

use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    desk::{PASSWORD, add, sign_in},
    second_factor::begin,
    support::{Answer, TestApp, Visitor, on_both_engines},
};

const ORIGIN: &str = "https://dantin.test";
const HERE: &str = "/desk/account/second-factor";

fn encode(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What an authenticator holds for one site.
struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    counter: u32,
    /// Whether its owner is asked for finger, face or PIN.
    verifies: bool,
}

impl Authenticator {
    fn new(seed: u8) -> Authenticator {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Authenticator { key, id: vec![seed; 32], counter: 0, verifies: true }
    }

    fn client_data(kind: &str, challenge: &Value, origin: &str) -> Vec<u8> {
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
            .to_string()
            .into()
    }

    /// Authenticator data (`WebAuthn`, 6.1): hash of the site, flags, counter.
    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let verified = if self.verifies { 0x04 } else { 0 };
        let mut data: Vec<u8> = Sha256::digest(b"dantin.test").to_vec();
        data.push(0x01 | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn make(&mut self, asked: &Value, origin: &str) -> Value {
        let client = Authenticator::client_data("webauthn.create", &asked["publicKey"]["challenge"], origin);
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // The key in COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        let point = self.key.public_key().as_ref()[1..].to_vec();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[..32]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[32..]);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(&data);
        json!({"id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "extensions": {},
            "response": {"attestationObject": encode(&object), "clientDataJSON": encode(&client)}})
    }

    fn show(&mut self, asked: &Value, origin: &str) -> Value {
        let client = Authenticator::client_data("webauthn.get", &asked["publicKey"]["challenge"], origin);
        let data = self.data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({"id": encode(&self.id), "rawId": encode(&self.id), "type": "public-key", "extensions": {},
            "response": {"authenticatorData": encode(&data), "clientDataJSON": encode(&client),
                "signature": encode(signature.as_ref()), "userHandle": null}})
    }
}

async fn send(visitor: &Visitor, path: &str, body: &Value) -> Answer {
    let media_type = Some("application/json".to_owned());
    visitor.send(axum::http::Method::POST, path, media_type, body.to_string().into_bytes()).await
}

fn read(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

async fn make(visitor: &Visitor, device: &mut Authenticator) -> Answer {
    let csrf = visitor.get(HERE).await.expect(200).field("csrf");
    let asked = read(&send(visitor, "/desk/account/passkeys", &json!({"csrf": csrf})).await.expect(200));
    let answer = device.make(&asked, ORIGIN);
    let body = json!({"csrf": csrf, "name": "Máy cơ quan", "answer": answer});
    send(visitor, "/desk/account/passkeys/answer", &body).await
}

/// Stands before the second step, and gives what the browser is asked there.
async fn before_the_door(test: &TestApp, login: &str) -> (Visitor, String, Value) {
    let visitor = test.visitor();
    let form = [("login", login), ("password", PASSWORD)];
    assert_eq!(visitor.post("/desk/sign-in", &form).await.location(), "/desk/sign-in/code");
    let page = visitor.get("/desk/sign-in/code").await.expect(200);
    assert!(page.text().contains("data-island=\"passkey\""));
    let csrf = page.field("csrf");
    let asked = read(&send(&visitor, "/desk/sign-in/passkey", &json!({"csrf": csrf})).await.expect(200));
    (visitor, csrf, asked)
}

on_both_engines!(
    a_passkey_is_made_and_opens_the_door,
    who_knows_the_password_alone_adds_nothing_to_what_is_there,
    the_first_to_set_up_ends_all_others_who_wait_for_it,
);

/// What a browser with the password alone asks for before there is a second factor.
async fn asked_at_the_door(test: &TestApp) -> (Visitor, String, Value) {
    let visitor = test.visitor();
    let form = [("login", "quan-tri"), ("password", PASSWORD)];
    assert_eq!(visitor.post("/desk/sign-in", &form).await.location(), HERE);
    let csrf = visitor.get(HERE).await.expect(200).field("csrf");
    let asked = read(&send(&visitor, "/desk/account/passkeys", &json!({"csrf": csrf})).await.expect(200));
    (visitor, csrf, asked)
}

async fn passkeys(test: &TestApp) -> i64 {
    test.app.db.read(|tx| tx.one("SELECT count(*) FROM officer_passkeys", &[])).await.unwrap()
}

async fn who_knows_the_password_alone_adds_nothing_to_what_is_there(test: TestApp) {
    let before = test.with(&[("server.public_url", ORIGIN)]);
    // In before the role had to have a second factor, the officer sets one up by and by.
    let officer = sign_in(&before, "quan-tri", &["administrator@vp-ubnd"]).await;
    let test = before.with(&[("server.public_url", ORIGIN), ("safety.second_factor", "administrator")]);
    let (stranger, csrf, asked) = asked_at_the_door(&test).await;
    let (other, _, _) = asked_at_the_door(&test).await;
    let (third, third_csrf, _) = asked_at_the_door(&test).await;
    let (phone, code_csrf) = begin(&other).await;
    make(&officer, &mut Authenticator::new(1)).await.expect(200);

    let body = json!({"csrf": csrf, "answer": Authenticator::new(2).make(&asked, ORIGIN)});
    let refused = send(&stranger, "/desk/account/passkeys/answer", &body).await.expect(200);
    assert_eq!(read(&refused)["next"], "/desk/sign-in?factor=1");
    let door = stranger.get("/desk/sign-in?factor=1").await.expect(200).text();
    assert!(door.contains("Tài khoản này đã có xác thực hai lớp"), "{door}");
    let form = [("csrf", code_csrf.as_str()), ("code", &phone.code(&test))];
    let refused = other.post(&format!("{HERE}/confirm"), &form).await;
    assert_eq!(refused.location(), "/desk/sign-in?factor=1");
    let begun = third.post(&format!("{HERE}/begin"), &[("csrf", &third_csrf)]).await;
    assert_eq!(begun.location(), "/desk/sign-in?factor=1");
    for visitor in [&stranger, &other, &third] {
        assert_eq!(visitor.get("/desk").await.location(), "/desk/sign-in");
    }
    assert_eq!(passkeys(&test).await, 1);
    let confirmed: i64 = test
        .app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM officer_totp WHERE confirmed_at IS NOT NULL", &[]))
        .await
        .unwrap();
    assert_eq!(confirmed, 0);
    officer.get("/desk").await.expect(200);
}

async fn the_first_to_set_up_ends_all_others_who_wait_for_it(test: TestApp) {
    let test = test.with(&[("server.public_url", ORIGIN), ("safety.second_factor", "administrator")]);
    add(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let (stranger, csrf, asked) = asked_at_the_door(&test).await;
    let (officer, _, _) = asked_at_the_door(&test).await;
    make(&officer, &mut Authenticator::new(1)).await.expect(200);
    let body = json!({"csrf": csrf, "answer": Authenticator::new(2).make(&asked, ORIGIN)});
    let refused = send(&stranger, "/desk/account/passkeys/answer", &body).await;
    assert_eq!(refused.location(), "/desk/sign-in?ended=1");
    assert_eq!(passkeys(&test).await, 1);
    officer.get("/desk").await.expect(200);
}

async fn a_passkey_is_made_and_opens_the_door(test: TestApp) {
    let test = test.with(&[("server.public_url", ORIGIN), ("safety.second_factor", "administrator")]);
    add(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let officer = test.visitor();
    let form = [("login", "quan-tri"), ("password", PASSWORD)];
    assert_eq!(officer.post("/desk/sign-in", &form).await.location(), HERE);
    let mut device = Authenticator::new(1);
    let made = read(&make(&officer, &mut device).await.expect(200));
    assert_eq!(made["next"], "/desk/account/second-factor?done=passkey");
    officer.get("/desk").await.expect(200);
    let page = officer.get(HERE).await.expect(200);
    assert!(page.text().contains("Máy cơ quan"));
    // The only second factor of a role that must have one stays.
    let form = [("csrf", page.field("csrf")), ("passkey", page.field("passkey"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let kept = officer.post("/desk/account/passkeys/remove", &form).await;
    assert!(kept.location().ends_with("done=passkey-needed"));

    // With a second one the first may go.
    let mut second = Authenticator::new(3);
    make(&officer, &mut second).await.expect(200);
    let gone = officer.post("/desk/account/passkeys/remove", &form).await;
    assert!(gone.location().ends_with("done=passkey-removed"));
    let mut device = second;

    let (visitor, csrf, asked) = before_the_door(&test, "quan-tri").await;
    let shown = json!({"csrf": csrf, "next": "/desk/people", "answer": device.show(&asked, ORIGIN)});
    let done = send(&visitor, "/desk/sign-in/passkey/answer", &shown).await.expect(200);
    assert_eq!(read(&done)["next"], "/desk/people");
    visitor.get("/desk/people").await.expect(200);
}

#[tokio::test]
async fn what_is_no_answer_to_this_question_opens_nothing() {
    let test = TestApp::sqlite().with(&[("server.public_url", ORIGIN)]);
    let first = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let second = sign_in(&test, "nguoi-khac", &["handler@ubnd-00070"]).await;
    let (mut device, mut other) = (Authenticator::new(1), Authenticator::new(2));
    make(&first, &mut device).await.expect(200);
    make(&second, &mut other).await.expect(200);
    // The same key with a second officer.
    let mut copied = Authenticator::new(1);
    make(&second, &mut copied).await.expect(422);

    let (visitor, csrf, asked) = before_the_door(&test, "can-bo").await;
    let path = "/desk/sign-in/passkey/answer";
    let body = |answer: Value| json!({"csrf": csrf, "answer": answer});
    send(&visitor, path, &json!({"csrf": "guessed", "answer": device.show(&asked, ORIGIN)}))
        .await
        .expect(403);
    send(&visitor, path, &json!({"csrf": csrf, "answer": "nonsense"})).await.expect(422);
    let media_type = Some("application/json".to_owned());
    let flood = vec![b'['; 70_000];
    visitor.send(axum::http::Method::POST, path, media_type, flood).await.expect(413);
    // A forged site gets an answer that is good for nothing here; and with it the question is used up.
    let forged = device.show(&asked, "https://dantin.test.evil.example");
    send(&visitor, path, &body(forged)).await.expect(422);
    send(&visitor, path, &body(device.show(&asked, ORIGIN))).await.expect(422);

    for wrong in ["other", "unverified", "old"] {
        let asked = read(&send(&visitor, "/desk/sign-in/passkey", &json!({"csrf": csrf})).await.expect(200));
        let answer = match wrong {
            "other" => other.show(&asked, ORIGIN),
            "unverified" => {
                device.verifies = false;
                let answer = device.show(&asked, ORIGIN);
                device.verifies = true;
                answer
            }
            _ => {
                test.pass(jiff::Span::new().minutes(10));
                device.show(&asked, ORIGIN)
            }
        };
        send(&visitor, path, &body(answer)).await.expect(422);
    }
    assert!(visitor.get("/desk").await.status.is_redirection(), "nobody is in");
    let asked = read(&send(&visitor, "/desk/sign-in/passkey", &json!({"csrf": csrf})).await.expect(200));
    let right = body(device.show(&asked, ORIGIN));
    send(&visitor, path, &right).await.expect(200);
    send(&visitor, path, &right).await;
    visitor.get("/desk").await.expect(200);
}

#[tokio::test]
async fn where_passkeys_cannot_be_had_nothing_of_them_is_offered() {
    let test = TestApp::sqlite();
    let officer = sign_in(&test, "can-bo", &["handler@ubnd-00070"]).await;
    let page = officer.get(HERE).await.expect(200);
    assert!(!page.text().contains("passkey"));
    let body = json!({"csrf": page.field("csrf")});
    send(&officer, "/desk/account/passkeys", &body).await.expect(422);
}
