//! Codes of a device (TOTP, RFC 6238): six digits that change every thirty seconds. A code of the period before and of the
//! one after counts too, and none counts twice. No database and no clock here.

use totp_rs::{Builder, Secret, Totp};

use crate::clock::{Random, random};

/// Seconds of a period.
const PERIOD: u64 = 30;

/// What device and server both know: 160 bits, as RFC 4226 (section 4) asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shared([u8; 20]);

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared(not shown)")
    }
}

impl Shared {
    /// A new one.
    pub fn draw(source: &dyn Random) -> Shared {
        Shared(random(source))
    }

    /// The one that these bytes are, if they are one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Shared> {
        bytes.try_into().ok().map(Shared)
    }

    /// Its bytes, to be sealed.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn generator(&self) -> Totp {
        // Six digits, SHA-1, thirty seconds, one period to each side: what every device understands.
        Builder::new().with_secret(Secret::new_stack(self.0)).build_noncompliant()
    }

    /// The period whose code was typed, if it is near `second` and after `newest`, the newest that was taken.
    pub fn period_of(&self, typed: &str, second: i64, newest: i64) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let period = self.generator().check(&digits, u64::try_from(second).ok()?)?;
        i64::try_from(period).ok().filter(|period| *period > newest)
    }

    /// The code of a moment; for tests and whoever stands in for a device.
    pub fn code(&self, second: i64) -> String {
        self.generator().generate(u64::try_from(second).unwrap_or(0)).to_string()
    }

    /// The secret as people type it into a device: base32 in groups of four.
    pub fn as_typed(&self) -> String {
        let text = Secret::new_stack(self.0).to_base32();
        let signs: Vec<char> = text.chars().collect();
        signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The address that devices read from a QR code.
    pub fn address(&self, site: &str, login: &str) -> String {
        let escape = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let (issuer, login) = (escape(site), escape(login));
        let secret = Secret::new_stack(self.0).to_base32();
        format!(
            "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period={PERIOD}"
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The secret of RFC 6238, appendix B; its codes have eight digits there, of which ours are the last six.
    const RFC: Shared = Shared(*b"12345678901234567890");

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(RFC.code(second), code);
            assert_eq!(RFC.period_of(code, second, 0), Some(second / 30));
        }
    }

    #[test]
    fn a_code_counts_one_period_to_each_side_and_never_twice() {
        let code = RFC.code(1_000_000_010);
        let period = 1_000_000_010 / 30;
        for (second, wanted) in
            [(-41, None), (-40, Some(period)), (0, Some(period)), (49, Some(period)), (50, None)]
        {
            assert_eq!(RFC.period_of(&code, 1_000_000_000 + second, 0), wanted, "{second}");
        }
        assert_eq!(RFC.period_of(&code, 1_000_000_000, period - 1), Some(period));
        assert_eq!(RFC.period_of(&code, 1_000_000_000, period), None, "taken once");
        assert_eq!(RFC.period_of(&code, 1_000_000_000, period + 1), None, "a later one was taken");
    }

    #[test]
    fn spaces_are_forgiven_and_nothing_else() {
        let code = RFC.code(59);
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert_eq!(RFC.period_of(&spaced, 59, 0), Some(1));
        for typed in ["", "28708", "2870822", "28708a", "+87082", "２８７０８２", "287-082", "287082\0"]
        {
            assert_eq!(RFC.period_of(typed, 59, 0), None, "{typed:?}");
        }
    }

    #[test]
    fn the_address_names_site_and_account() {
        let address = RFC.address("Dân Tin Hà Nội", "canbo.mau");
        assert!(address.starts_with("otpauth://totp/D%C3%A2n%20Tin"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert_eq!(RFC.as_typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(format!("{RFC:?}"), "Shared(not shown)");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_looked_at_in_peace(typed in ".{0,40}", second in any::<i64>(), newest in any::<i64>()) {
            if let Some(period) = RFC.period_of(&typed, second, newest) {
                prop_assert!(period > newest);
                prop_assert!((second / 30 - period).abs() <= 1);
            }
        }
    }
}
