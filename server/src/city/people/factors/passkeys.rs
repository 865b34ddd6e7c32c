//! Passkeys (WebAuthn): a key on the officer's device that signs a challenge of this site and of no other. The rules of the
//! standard are `webauthn-rs`'s; here is what it is asked, and how requests of the page's script are answered. A site that is
//! reached by a bare address without a name cannot have any; then nothing of it is offered.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use dantin_store::Tx;
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Url, Uuid, Webauthn, WebauthnBuilder,
};

use super::{pages::check_recent, setup, store};
use crate::{
    app::Shared,
    city::people::{
        ceremonies::{self, Kind},
        cookies::Cookie,
        model::OfficerId,
        pages::{SignedIn, check_csrf, cookies_of, inside_the_desk, token},
        sessions::{self, Awaits, NewSession},
        sign_in::SignedIn as In,
        token::Token,
    },
    error::Error,
};

/// The answer of an authenticator is a few kilobytes; more is none.
const MOST_BYTES: usize = 64 << 10;
/// The most passkeys of one officer.
const MOST: usize = 10;

/// Whether passkeys can be had here, and what speaks their language.
pub fn speaker(public_url: &str, name: &str) -> Option<Webauthn> {
    let origin = Url::parse(public_url).ok()?;
    let host = origin.domain()?.to_owned();
    // Browsers offer passkeys only where nobody listens in.
    if origin.scheme() != "https" && host != "localhost" {
        return None;
    }
    WebauthnBuilder::new(&host, &origin).ok()?.rp_name(name).build().ok()
}

fn speaker_of(app: &Shared) -> Result<Webauthn, Error> {
    speaker(&app.public_url, &format!("Dân Tin {}", app.site.city_vi))
        .ok_or(Error::Invalid { field: "passkey", code: "passkey-refused" })
}

/// What cannot be read, and what the standard refuses, is told in one sentence: the page's script can do nothing about it.
fn refused<T>(_why: T) -> Error {
    Error::Invalid { field: "passkey", code: "passkey-refused" }
}

/// A request of the script.
#[derive(Deserialize)]
struct Begin {
    csrf: String,
}

/// What the script brings back.
#[derive(Deserialize)]
struct Answered<T> {
    csrf: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    next: String,
    answer: T,
}

fn parsed<T: DeserializeOwned>(body: &Bytes) -> Result<T, Error> {
    if body.len() > MOST_BYTES {
        return Err(Error::TooLarge);
    }
    serde_json::from_slice(body).map_err(refused)
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn written<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| anyhow::Error::new(error).into())
}

/// The officer's passkeys as the standard needs them.
fn known(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<Vec<Passkey>, Error> {
    let rows: Vec<(String,)> =
        tx.all("SELECT body FROM officer_passkeys WHERE officer_id = $1 ORDER BY created_at", &[officer])?;
    rows.iter().map(|(body,)| serde_json::from_str(body).map_err(|e| anyhow::Error::new(e).into())).collect()
}

/// `POST /desk/account/passkeys`: asks the browser for a new passkey.
pub async fn begin(State(app): State<Shared>, signed: SignedIn, body: Bytes) -> Result<Response, Error> {
    let form: Begin = parsed(&body)?;
    check_recent(&signed, &form.csrf)?;
    let speaker = speaker_of(&app)?;
    let officer = signed.officer();
    let id = officer.id.clone();
    let there = app.read(move |tx| known(tx, &id)).await?;
    if there.len() >= MOST {
        return Err(refused("enough"));
    }
    let exclude = there.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let user = Uuid::parse_str(officer.id.as_str()).map_err(anyhow::Error::new)?;
    let (asked, state) = speaker
        .start_passkey_registration(user, officer.login.as_str(), officer.name.as_str(), Some(exclude))
        .map_err(refused)?;
    keep(&app, &signed, Kind::PasskeyNew, written(&state)?).await?;
    Ok(json(written(&asked)?))
}

async fn keep(app: &Shared, signed: &SignedIn, kind: Kind, state: String) -> Result<(), Error> {
    let (session, now) = (signed.token.clone(), signed.visit.now);
    app.db.write(move |tx| Ok(ceremonies::begin(tx, &session, kind, &state, now)?)).await
}

async fn taken<T: DeserializeOwned>(app: &Shared, signed: &SignedIn, kind: Kind) -> Result<T, Error> {
    let (session, now) = (signed.token.clone(), signed.visit.now);
    let state: Result<Option<String>, Error> =
        app.db.write(move |tx| Ok(ceremonies::take(tx, &session, kind, now)?)).await;
    serde_json::from_str(&state?.ok_or_else(|| refused("none"))?).map_err(refused)
}

/// A session that becomes complete, where it was not.
fn completed(app: &Shared, is_due: bool) -> Option<(NewSession, Token)> {
    is_due.then(|| (NewSession::draw(app.random.as_ref()), Token::draw(app.random.as_ref())))
}

fn complete(
    tx: &mut Tx<'_>,
    officer: &OfficerId,
    session: &Token,
    device: Option<&Token>,
    (new, mark): &(NewSession, Token),
    now: Timestamp,
) -> Result<(), Error> {
    sessions::complete(tx, session, new, now)?;
    Ok(sessions::renew_device(tx, device, mark, officer, now)?)
}

/// Where the script goes next, with new cookies where the session is new.
fn lead_on(
    app: &Shared,
    signed: &SignedIn,
    new: Option<(NewSession, Token)>,
    next: &str,
) -> Result<Response, Error> {
    let body = json(written(&serde_json::json!({ "next": next }))?);
    let Some((session, device)) = new else { return Ok(body) };
    let officer = signed.officer().clone();
    let done = In { officer, session: session.token, awaits: None, device: Some(device) };
    Ok((AppendHeaders(cookies_of(app, &done)), body).into_response())
}

/// `POST /desk/account/passkeys/answer`: the browser made one.
pub async fn answer(
    State(app): State<Shared>,
    signed: SignedIn,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let form: Answered<RegisterPublicKeyCredential> = parsed(&body)?;
    check_recent(&signed, &form.csrf)?;
    let state: PasskeyRegistration = taken(&app, &signed, Kind::PasskeyNew).await?;
    let passkey = speaker_of(&app)?.finish_passkey_registration(&form.answer, &state).map_err(refused)?;
    let name = dantin_words::clean_text_within(&form.name, 60).unwrap_or_default().replace('\n', " ");
    let (credential, kept) = (passkey.cred_id().clone(), written(&passkey)?);
    let new = completed(&app, signed.session.awaits == Some(Awaits::Setup));
    let (id, session, now, given) =
        (signed.officer().id.clone(), signed.token.clone(), signed.visit.now, new.clone());
    let device = token(&headers, Cookie::Device, &app);
    let added: Result<Option<u64>, Error> = app
        .db
        .write(move |tx| {
            if given.is_some() && !setup::may(tx, &id, &session)? {
                sessions::close(tx, &session)?;
                return Ok(None);
            }
            let added = tx.execute(
                "INSERT INTO officer_passkeys (credential, officer_id, name, body, created_at, used_at) \
                 VALUES ($1, $2, $3, $4, $5, NULL) ON CONFLICT DO NOTHING",
                &[&credential, &id, &name, &kept, &now],
            )?;
            if let (1, Some(new)) = (added, &given) {
                setup::finish(tx, &id, &session, device.as_ref(), new, now)?;
            }
            Ok(Some(added))
        })
        .await;
    match added? {
        None => {
            let body = json(written(&serde_json::json!({ "next": setup::TOO_LATE }))?);
            return Ok((setup::too_late(&app), body).into_response());
        }
        // One that is registered, with whomever, is not registered again.
        Some(0) => return Err(refused("there")),
        Some(_) => {}
    }
    lead_on(&app, &signed, new, "/desk/account/second-factor?done=passkey")
}

/// `POST /desk/sign-in/passkey`: asks the browser to show one of the officer's passkeys.
pub async fn ask(State(app): State<Shared>, signed: SignedIn, body: Bytes) -> Result<Response, Error> {
    let form: Begin = parsed(&body)?;
    check_csrf(&signed, &form.csrf)?;
    let id = signed.officer().id.clone();
    let passkeys = app.read(move |tx| known(tx, &id)).await?;
    let (asked, state) = speaker_of(&app)?.start_passkey_authentication(&passkeys).map_err(refused)?;
    keep(&app, &signed, Kind::PasskeyUse, written(&state)?).await?;
    Ok(json(written(&asked)?))
}

/// `POST /desk/sign-in/passkey/answer`: the browser showed one.
pub async fn shown(
    State(app): State<Shared>,
    signed: SignedIn,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let form: Answered<PublicKeyCredential> = parsed(&body)?;
    check_csrf(&signed, &form.csrf)?;
    let state: PasskeyAuthentication = taken(&app, &signed, Kind::PasskeyUse).await?;
    let result = speaker_of(&app)?.finish_passkey_authentication(&form.answer, &state).map_err(refused)?;
    let new = completed(&app, true);
    let (id, session, now, given) =
        (signed.officer().id.clone(), signed.token.clone(), signed.visit.now, new.clone());
    let device = token(&headers, Cookie::Device, &app);
    let used: Result<bool, Error> = app
        .db
        .write(move |tx| {
            let credential = result.cred_id().clone();
            // It may have been taken away while the browser asked for it.
            let body: Option<(String,)> = tx.first(
                "SELECT body FROM officer_passkeys WHERE officer_id = $1 AND credential = $2",
                &[&id, &credential],
            )?;
            let Some((body,)) = body else { return Ok(false) };
            let mut passkey: Passkey = serde_json::from_str(&body).map_err(anyhow::Error::new)?;
            passkey.update_credential(&result);
            tx.execute(
                "UPDATE officer_passkeys SET used_at = $3, body = $4 WHERE officer_id = $1 AND credential = $2",
                &[&id, &credential, &now, &written(&passkey)?],
            )?;
            if let Some(new) = &given {
                complete(tx, &id, &session, device.as_ref(), new, now)?;
            }
            Ok(true)
        })
        .await;
    if !used? {
        return Err(refused("gone"));
    }
    lead_on(&app, &signed, new, inside_the_desk(&form.next))
}

/// The form that takes a passkey away.
#[derive(Deserialize)]
pub struct Removal {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    passkey: String,
}

/// `POST /desk/account/passkeys/remove`.
pub async fn remove(
    State(app): State<Shared>,
    signed: SignedIn,
    axum::Form(form): axum::Form<Removal>,
) -> Result<Response, Error> {
    check_recent(&signed, &form.csrf)?;
    let officer = signed.officer().clone();
    let is_required = super::is_required(&app.settings.second_factor, &officer);
    let removed: Result<bool, Error> = app
        .db
        .write(move |tx| {
            let set_up = store::of(tx, &officer.id)?;
            let named =
                set_up.passkeys.iter().find(|one| crate::act::cases::hex(&one.credential) == form.passkey);
            let Some(passkey) = named else { return Ok(true) };
            let is_last = set_up.codes_since.is_none() && set_up.passkeys.len() == 1;
            if is_last && is_required {
                return Ok(false);
            }
            tx.execute(
                "DELETE FROM officer_passkeys WHERE officer_id = $1 AND credential = $2",
                &[&officer.id, &passkey.credential],
            )?;
            if is_last {
                store::set_recovery(tx, &officer.id, &[], Timestamp::UNIX_EPOCH)?;
            }
            Ok(true)
        })
        .await;
    let there = if removed? { "?done=passkey-removed" } else { "?done=passkey-needed" };
    Ok(Redirect::to(&format!("/desk/account/second-factor{there}")).into_response())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn passkeys_need_a_name_and_a_safe_way() {
        assert!(speaker("https://dantin.example", "Dân Tin").is_some());
        assert!(speaker("http://localhost:8080", "Dân Tin").is_some());
        for url in [
            "http://dantin.example",
            "https://192.0.2.1",
            "https://[2001:db8::1]",
            "",
            "dantin",
            "mailto:a@b",
        ] {
            assert!(speaker(url, "Dân Tin").is_none(), "{url}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_instead_of_an_answer_is_refused_in_peace(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let body = Bytes::from(bytes);
            prop_assert!(parsed::<Answered<RegisterPublicKeyCredential>>(&body).is_err());
            prop_assert!(parsed::<Answered<PublicKeyCredential>>(&body).is_err());
        }

        #[test]
        fn an_answer_with_made_up_parts_is_refused_in_peace(id in "[A-Za-z0-9_-]{0,90}", data in "[A-Za-z0-9_-]{0,300}") {
            let text = serde_json::json!({"csrf": "", "answer": {"id": id, "rawId": id, "type": "public-key", "extensions": {},
                "response": {"attestationObject": data, "clientDataJSON": data}}}).to_string();
            if let Ok(form) = parsed::<Answered<RegisterPublicKeyCredential>>(&Bytes::from(text)) {
                let speaker = speaker("https://dantin.example", "Dân Tin").unwrap();
                let (_, state) = speaker.start_passkey_registration(Uuid::nil(), "a", "a", None).unwrap();
                prop_assert!(speaker.finish_passkey_registration(&form.answer, &state).is_err());
            }
        }
    }
}
