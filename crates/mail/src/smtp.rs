//! SMTP (RFC 5321), a step at a time: which step a server refuses decides what the refusal means. Over a network the
//! connection is encrypted or not made at all; within this machine it may be plain.

use std::{fmt, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{SmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt, Rset},
    extension::ClientId,
};

use crate::{
    Address,
    transport::{Outcome, Trouble},
};

/// How long a server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314), usually on port 465.
    Tls,
    /// STARTTLS (RFC 3207) before anything is said, usually on port 587.
    StartTls,
    /// None; only within this machine.
    Plain,
}

/// A server that takes mail.
#[derive(Clone)]
pub struct Smtp {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Name and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// By what name this machine greets.
    pub hello: String,
}

// Never the password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl fmt::Display for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.security {
            Security::Tls => "TLS",
            Security::StartTls => "STARTTLS",
            Security::Plain => "without encryption, within this machine",
        };
        write!(f, "the server {}:{} ({how})", self.host, self.port)
    }
}

impl Smtp {
    pub(crate) fn open(&self) -> Result<Session, Trouble> {
        let trouble = |step: &str| {
            let who = format!("{}:{}", self.host, self.port);
            let step = step.to_owned();
            move |error: lettre::transport::smtp::Error| Trouble(format!("{who}, {step}: {}", told(&error)))
        };
        let hello = ClientId::Domain(self.hello.clone());
        let tls = match self.security {
            Security::Plain => None,
            Security::Tls | Security::StartTls => Some(
                TlsParameters::builder(self.host.clone()).build_rustls().map_err(trouble("preparing TLS"))?,
            ),
        };
        let at_once = tls.as_ref().filter(|_| self.security == Security::Tls);
        let mut connection =
            SmtpConnection::connect((self.host.as_str(), self.port), Some(PATIENCE), &hello, at_once, None)
                .map_err(trouble("connecting"))?;
        if let (Some(tls), Security::StartTls) = (&tls, self.security) {
            // Refused where the server does not offer it: nothing goes over a network in the clear.
            connection.starttls(tls, &hello).map_err(trouble("STARTTLS"))?;
        }
        if let Some((user, password)) = &self.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .map_err(trouble("signing in"))?;
        }
        Ok(Session(connection))
    }
}

/// An open connection.
pub struct Session(SmtpConnection);

impl Session {
    pub(crate) fn send(&mut self, from: &Address, to: &Address, bytes: &[u8]) -> Result<Outcome, Trouble> {
        let address = |address: &Address| address.lettre().map_err(|fault| Trouble(fault.to_string()));
        let connection = &mut self.0;
        // Whom it refuses as a sender is the operator's matter, not the reader's.
        connection.command(Mail::new(Some(address(from)?), Vec::new())).map_err(|error| {
            Trouble(format!("the server does not take mail from the sender: {}", told(&error)))
        })?;
        if let Err(error) = connection.command(Rcpt::new(address(to)?, Vec::new())) {
            let outcome = outcome(&error, Outcome::AddressRefused)?;
            connection.command(Rset).map_err(|error| Trouble(told(&error)))?;
            return Ok(outcome);
        }
        if let Err(error) = connection.command(Data) {
            let outcome = outcome(&error, Outcome::MailRefused)?;
            connection.command(Rset).map_err(|error| Trouble(told(&error)))?;
            return Ok(outcome);
        }
        let taken = match std::str::from_utf8(bytes) {
            Ok(text) => connection.command(Content(text)),
            Err(_) => connection.message(bytes),
        };
        match taken {
            Ok(_) => Ok(Outcome::Taken),
            Err(error) => outcome(&error, Outcome::MailRefused),
        }
    }

    pub(crate) fn close(mut self) {
        let _ = self.0.quit();
    }
}

/// A mail and the line that ends it (RFC 5321, 4.5.2: a line that begins with a dot gets another one), in one write. In two,
/// as the library sends them, the short last one waits until the other side has acknowledged the first (RFC 896), and that
/// waits some 40 ms for more to come (RFC 1122, 4.2.3.2).
struct Content<'a>(&'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mail = self.0.strip_suffix("\r\n").unwrap_or(self.0);
        for (index, line) in mail.split("\r\n").enumerate() {
            let between = if index == 0 { "" } else { "\r\n" };
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(f, "{between}{dot}{line}")?;
        }
        f.write_str("\r\n.\r\n")
    }
}

/// What an error says of this mail; one that is no answer of the server is trouble.
fn outcome(
    error: &lettre::transport::smtp::Error,
    refused: fn(String) -> Outcome,
) -> Result<Outcome, Trouble> {
    let Some(code) = code(error) else { return Err(Trouble(told(error))) };
    // 421: the server hangs up.
    if code.starts_with("421") {
        return Err(Trouble(format!("the server closes the connection: {code}")));
    }
    Ok(if error.is_permanent() { refused(code) } else { Outcome::Later(code) })
}

/// The code with the finer one behind it, where the server gave one (RFC 3463): `550 5.1.1`.
fn code(error: &lettre::transport::smtp::Error) -> Option<String> {
    let code = error.status()?;
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let is_finer = |word: &&str| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3
            && matches!(parts.first(), Some(&("4" | "5")))
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    Some(match said.split_whitespace().find(is_finer) {
        Some(finer) => format!("{code} {finer}"),
        None => code.to_string(),
    })
}

/// An error of the connection for the operator's log: the code alone, or what the machine says.
fn told(error: &lettre::transport::smtp::Error) -> String {
    code(error).unwrap_or_else(|| {
        let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
        let text = format!("{error}");
        if text.contains(cause.trim_start_matches(": ")) { text } else { format!("{text}{cause}") }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Content;

    /// What a server makes of it, as RFC 5321, 4.5.2 says.
    fn received(sent: &str) -> String {
        let (mail, rest) = sent.split_once("\r\n.\r\n").unwrap();
        assert_eq!(rest, "", "the mail ends at one place only");
        mail.split("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect::<Vec<_>>().join("\r\n")
    }

    proptest! {
        #[test]
        fn a_mail_comes_as_it_was(lines in prop::collection::vec("\\.{0,3}[a-zđ.]{0,5}", 1..8), ended in any::<bool>()) {
            let text = lines.join("\r\n");
            let mail = if ended { format!("{text}\r\n") } else { text };
            let expected = mail.strip_suffix("\r\n").unwrap_or(&mail);
            prop_assert_eq!(received(&Content(&mail).to_string()), expected);
        }
    }
}
