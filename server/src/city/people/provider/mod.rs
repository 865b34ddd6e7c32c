//! Signing in through an identity provider of the city (`OpenID` Connect, code flow with PKCE, state and nonce). The provider
//! says who somebody is; that this is an officer here, only an administrator's entry says (`identities`). The rules of the
//! protocol are the crate `openidconnect`'s. It is one of the few things for which the server asks another; see invariant 9.

pub mod pages;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, TokenResponse as _,
    core::{CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType},
    http,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::token::Token;
use crate::{clock::Random, settings::safety::Provider};

/// What the provider says of itself is asked again after so long: it may have other keys.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// It must answer within this.
const PATIENCE: Duration = Duration::from_secs(10);
/// Its answers are a few kilobytes.
const MOST_BYTES: u64 = 1 << 20;
/// What its tokens may be signed with. Neither nothing, nor a secret that we know too.
const SIGNATURES: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What the provider said of itself lately.
#[derive(Default)]
pub struct Known(Mutex<Option<(CoreProviderMetadata, Timestamp)>>);

impl Known {
    /// Forgets it, for instance when a signature did not hold.
    fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn of(&self, provider: &Provider, now: Timestamp) -> Result<CoreProviderMetadata, Failed> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((metadata, at)) = known
            && now >= at
            && now - FRESH < at
        {
            return Ok(metadata);
        }
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(failed)?;
        let metadata = CoreProviderMetadata::discover(&issuer, &ask).map_err(failed)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((metadata.clone(), now));
        Ok(metadata)
    }
}

/// The provider did not answer as it must; the text is for the log, and holds no token.
#[derive(Debug)]
pub struct Failed(pub String);

fn failed(error: impl std::fmt::Display) -> Failed {
    Failed(error.to_string())
}

/// What is asked and kept until the answer comes.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    state: String,
    nonce: String,
    verifier: String,
    /// Where the officer wanted to go.
    pub next: String,
}

/// Where the browser goes, and what is kept meanwhile. Blocks.
pub fn begin(
    known: &Known,
    provider: &Provider,
    public_url: &str,
    source: &dyn Random,
    next: &str,
    now: Timestamp,
) -> Result<(String, Asked), Failed> {
    let metadata = known.of(provider, now)?;
    let draw = || Token::draw(source).to_text();
    let asked = Asked { state: draw(), nonce: draw(), verifier: draw(), next: next.to_owned() };
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.client_id.clone()),
        Some(ClientSecret::new(provider.client_secret.clone())),
    )
    .set_redirect_uri(redirect(public_url)?);
    let challenge =
        PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(asked.verifier.clone()));
    let (state, nonce) = (asked.state.clone(), asked.nonce.clone());
    let (address, _, _) = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .set_pkce_challenge(challenge)
        .url();
    Ok((address.to_string(), asked))
}

fn redirect(public_url: &str) -> Result<RedirectUrl, Failed> {
    RedirectUrl::new(format!("{public_url}/desk/sign-in/provider/back")).map_err(failed)
}

/// Whether an answer belongs to what was asked; takes as long whatever came.
pub fn belongs(asked: &Asked, state: &str) -> bool {
    Sha256::digest(asked.state.as_bytes()) == Sha256::digest(state.as_bytes())
}

/// As whom the provider knows whoever came back with this code. Blocks.
pub fn subject(
    known: &Known,
    provider: &Provider,
    public_url: &str,
    asked: Asked,
    code: &str,
    now: Timestamp,
) -> Result<String, Failed> {
    let metadata = known.of(provider, now)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(provider.client_id.clone()),
        Some(ClientSecret::new(provider.client_secret.clone())),
    )
    .set_redirect_uri(redirect(public_url)?);
    let answer = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(failed)?
        .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier))
        .request(&ask)
        .map_err(failed)?;
    let token = answer.id_token().ok_or_else(|| failed("the answer holds no id_token"))?;
    let second = chrono::DateTime::from_timestamp(now.as_second(), 0).ok_or_else(|| failed("the clock"))?;
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || second);
    let claims = token.claims(&verifier, &Nonce::new(asked.nonce)).map_err(|error| {
        known.forget();
        failed(error)
    })?;
    Ok(claims.subject().as_str().to_owned())
}

/// One request to the provider; redirects are not followed, since nobody names their ends.
fn ask(request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .into();
    let answer = agent.run(request).map_err(|error| Unreachable(error.to_string()))?;
    let (parts, mut body) = answer.into_parts();
    let bytes =
        body.with_config().limit(MOST_BYTES).read_to_vec().map_err(|error| Unreachable(error.to_string()))?;
    Ok(http::Response::from_parts(parts, bytes))
}

/// The provider cannot be reached.
#[derive(Debug)]
struct Unreachable(String);

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Unreachable {}
