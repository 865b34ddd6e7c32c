//! The second thing that an officer shows beside the password: a code of a device, a passkey, or a code on paper for when
//! the device is lost. Which roles must have one, the operator sets. Nothing here knows cases.

pub mod codes;
pub mod key;
pub mod pages;
pub mod passkeys;
pub mod recovery;
pub mod setup;
pub mod showing;
pub mod store;

use super::model::{Officer, RoleKind};
use super::sessions::Awaits;

/// What an officer has set up.
#[derive(Clone, Debug, Default)]
pub struct Factors {
    /// Since when a device makes codes.
    pub codes_since: Option<jiff::Timestamp>,
    /// Passkeys, oldest first.
    pub passkeys: Vec<store::KnownPasskey>,
    /// Codes on paper that are left.
    pub recovery_left: i64,
}

impl Factors {
    /// Whether there is anything to ask for at the door. Codes on paper alone are none.
    pub fn any(&self) -> bool {
        self.codes_since.is_some() || !self.passkeys.is_empty()
    }
}

/// Whether an officer must have a second factor: one of his roles is among those that the operator named.
pub fn is_required(required: &[RoleKind], officer: &Officer) -> bool {
    officer.roles.iter().any(|role| required.contains(&role.kind))
}

/// What a session still waits for when the password was right.
pub fn owed(required: &[RoleKind], officer: &Officer, has_any: bool) -> Option<Awaits> {
    if has_any { Some(Awaits::Factor) } else { is_required(required, officer).then_some(Awaits::Setup) }
}
