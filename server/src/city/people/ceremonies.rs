//! What was asked of a browser and is not answered yet: a passkey's challenge, a sign-in at the identity provider. It lies
//! with the server and never in the browser, is good once, and for minutes.

use dantin_store::{Error, Tx};
use jiff::{SignedDuration, Timestamp};

use super::token::Token;

/// An answer may take so long.
pub const LIMIT: SignedDuration = SignedDuration::from_mins(10);

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Making a passkey.
    PasskeyNew,
    /// Showing a passkey.
    PasskeyUse,
    /// Signing in at the identity provider.
    Provider,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Kind::PasskeyNew => "passkey_new",
            Kind::PasskeyUse => "passkey_use",
            Kind::Provider => "provider",
        }
    }
}

/// Keeps what the answer will be held against; asked again, only the newest counts.
pub fn begin(tx: &mut Tx<'_>, token: &Token, kind: Kind, body: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO ceremonies (token_hash, kind, body, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (token_hash, kind) DO UPDATE SET body = excluded.body, created_at = excluded.created_at",
        &[&token.hash(), &kind.code(), &body, &now],
    )?;
    Ok(())
}

/// Takes it out: whatever becomes of the answer, there is no second one.
pub fn take(tx: &mut Tx<'_>, token: &Token, kind: Kind, now: Timestamp) -> Result<Option<String>, Error> {
    let found: Option<(String, Timestamp)> = tx.first(
        "DELETE FROM ceremonies WHERE token_hash = $1 AND kind = $2 RETURNING body, created_at",
        &[&token.hash(), &kind.code()],
    )?;
    Ok(found.filter(|(_, begun)| *begun > now - LIMIT).map(|(body, _)| body))
}

/// Deletes what nobody answered; gives how many.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM ceremonies WHERE created_at <= $1", &[&(now - LIMIT)])
}
