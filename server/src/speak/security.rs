//! `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness of the site. It is there only while the operator says
//! who that is, and until the day that he named: an address that nobody reads is worse than none.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};

use crate::{
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
};

/// The file.
pub async fn show(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let missing = || not_found(Missing::Page);
    let contact = app.settings.security_contact.as_ref().ok_or_else(missing)?;
    let zone = app.city.calendar().zone().clone();
    // The last day counts to its end.
    let expires = contact
        .expires
        .tomorrow()
        .and_then(|day| day.to_zoned(zone))
        .map_err(anyhow::Error::new)?
        .timestamp();
    if expires <= visit.now {
        return Err(missing());
    }
    let text = format!(
        "Contact: {}\nExpires: {expires}\nPreferred-Languages: vi, en\nCanonical: {}/.well-known/security.txt\n",
        contact.address, app.public_url
    );
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((CachePolicy::Public, headers, text).into_response())
}
