//! The last step against floods of reports: a form is asked for a small proof that it cost its sender something. The browser
//! computes it by itself (a number whose hash with the ticket begins with zero bits), or, without JavaScript, the sender
//! waits some seconds and presses the button again. Nobody has to read distorted letters or tell pictures apart, and nothing
//! that was typed is lost. A ticket is bound to the key of one form, by which a report is stored once, and to nothing about
//! the person.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{city::people::factors::key::DeskKey, hex};

/// Zero bits at the beginning of the hash: some ten thousand tries, about a second on a cheap telephone.
pub const BITS: u32 = 16;
/// Who waited so long needs no proof.
pub const WAIT_SECONDS: i64 = 20;
/// A ticket is good for so long.
const GOOD_SECONDS: i64 = 3_600;

const PURPOSE: &str = "report-ticket";

/// A ticket for the form with this key.
pub fn ticket(key: &DeskKey, form: &str, now: Timestamp) -> String {
    let issued = now.as_second().to_string();
    let signature = key.sign(PURPOSE, message(form, &issued).as_bytes());
    format!("{issued}.{}", hex::write(&signature))
}

fn message(form: &str, issued: &str) -> String {
    format!("{issued}.{form}")
}

/// Whether a form may be stored: its ticket is ours and belongs to it, and its sender has either computed or waited.
pub fn holds(key: &DeskKey, form: &str, ticket: &str, proof: &str, now: Timestamp) -> bool {
    let Some((issued, signature)) = ticket.split_once('.') else { return false };
    let Some(signature) = hex::read::<32>(signature) else { return false };
    if !key.has_signed(PURPOSE, message(form, issued).as_bytes(), &signature) {
        return false;
    }
    let Ok(second) = issued.parse::<i64>() else { return false };
    let age = now.as_second().saturating_sub(second);
    if !(0..=GOOD_SECONDS).contains(&age) {
        return false;
    }
    age >= WAIT_SECONDS || is_proof(ticket, proof)
}

/// Whether the hash of ticket and proof begins with enough zero bits.
fn is_proof(ticket: &str, proof: &str) -> bool {
    if proof.is_empty() || proof.len() > 20 || !proof.bytes().all(|sign| sign.is_ascii_digit()) {
        return false;
    }
    let hash = Sha256::digest(format!("{ticket}:{proof}").as_bytes());
    let zeros: u32 = hash
        .iter()
        .scan(false, |is_over, byte| {
            if *is_over {
                return None;
            }
            *is_over = *byte != 0;
            Some(byte.leading_zeros())
        })
        .sum();
    zeros >= BITS
}

/// Finds a proof, as the browser's script does; for tests.
pub fn solve(ticket: &str) -> String {
    let mut proofs = (0..u64::MAX).map(|number| number.to_string());
    proofs.find(|proof| is_proof(ticket, proof)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::SeededRandom;

    fn key() -> DeskKey {
        let folder = tempfile::tempdir().unwrap();
        DeskKey::open(folder.path(), &SeededRandom::new(9)).unwrap()
    }

    #[test]
    fn who_computed_or_waited_may_send_this_form_and_no_other() {
        let (key, now): (_, Timestamp) = (key(), "2026-03-10T02:00:00Z".parse().unwrap());
        let ticket = ticket(&key, "form", now);
        let proof = solve(&ticket);
        assert!(holds(&key, "form", &ticket, &proof, now));
        assert!(!holds(&key, "form", &ticket, "", now));
        assert!(!holds(&key, "form", &ticket, "", now + 19.seconds()));
        assert!(holds(&key, "form", &ticket, "", now + 20.seconds()));
        assert!(!holds(&key, "other", &ticket, &proof, now + 20.seconds()));
        assert!(!holds(&key, "form", &ticket, &proof, now + 3601.seconds()));
        assert!(!holds(&key, "form", &ticket, &proof, now - 1.second()), "a ticket of the future");
        let (_, signature) = ticket.split_once('.').unwrap();
        assert!(!holds(&key, "form", &format!("0.{signature}"), &proof, now), "dated back");
    }

    proptest! {
        #[test]
        fn nothing_that_was_made_up_holds(ticket in "[0-9]{0,12}[.]?[0-9a-f]{0,70}", proof in ".{0,24}") {
            let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
            prop_assert!(!holds(&key(), "form", &ticket, &proof, now));
        }
    }
}
