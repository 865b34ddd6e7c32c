//! Notifications that a mail could not be delivered (RFC 3464), as servers send them to the sender. Only what names a
//! mail of ours by its Message-ID is worth anything: such a notification can be written by anybody.

use mail_parser::{MessageParser, MimeHeaders as _, PartType};

/// What became of a mail, as another server says later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The address does not work.
    AddressFailed,
    /// It could not be delivered this time.
    Failed,
    /// Still trying, delivered, or passed on: nothing to do.
    Other,
}

/// One notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-ID of the mail that it is about, without brackets.
    pub message_id: String,
    /// What became of it.
    pub verdict: Verdict,
    /// The code, as `5.1.1`.
    pub status: String,
}

/// Parts of a mail that are looked at.
const PARTS: usize = 50;
/// Fields of a report that are looked at.
const LINES: usize = 500;

/// Reads one mail; gives nothing where it is no notification or names no mail. Of several addresses in one report the worst
/// verdict counts: our mails have one reader each.
pub fn bounces(bytes: &[u8]) -> Option<Bounce> {
    let mail = MessageParser::default().parse(bytes)?;
    let mut report = None;
    let mut message_id = None;
    for part in mail.parts.iter().take(PARTS) {
        let Some(kind) = part.content_type() else { continue };
        match (
            kind.ctype().to_ascii_lowercase().as_str(),
            kind.subtype().unwrap_or_default().to_ascii_lowercase().as_str(),
        ) {
            ("message", "delivery-status" | "global-delivery-status") => {
                report = report.or_else(|| Some(read(&String::from_utf8_lossy(part.contents()))));
            }
            ("message", "rfc822" | "global") => {
                if let PartType::Message(original) = &part.body {
                    message_id = message_id.or_else(|| original.message_id().map(ToOwned::to_owned));
                }
            }
            ("text", "rfc822-headers") | ("message", "rfc822-headers" | "global-headers") => {
                let original = MessageParser::default().parse_headers(part.contents());
                let id = original.as_ref().and_then(|original| original.message_id());
                message_id = message_id.or_else(|| id.map(ToOwned::to_owned));
            }
            _ => {}
        }
    }
    let (verdict, status) = report?;
    Some(Bounce { message_id: message_id?, verdict, status })
}

fn read(report: &str) -> (Verdict, String) {
    let mut found = (Verdict::Other, String::new());
    let mut action = String::new();
    let mut status = String::new();
    // The fields of one address stand together; an empty line ends them.
    for line in report.lines().take(LINES).chain([""]) {
        if line.trim().is_empty() {
            let verdict = match action.as_str() {
                "failed" if status.starts_with("5.1.") || status.starts_with("5.2.1") => {
                    Verdict::AddressFailed
                }
                "failed" => Verdict::Failed,
                _ => Verdict::Other,
            };
            let rank = |verdict: Verdict| match verdict {
                Verdict::AddressFailed => 2,
                Verdict::Failed => 1,
                Verdict::Other => 0,
            };
            if rank(verdict) > rank(found.0) || found.1.is_empty() {
                found = (verdict, status.clone());
            }
            action.clear();
            status.clear();
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "action" => action = value.trim().to_ascii_lowercase(),
            "status" => {
                status =
                    value.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(11).collect();
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn notification(action: &str, status: &str, original: &str) -> Vec<u8> {
        format!(
            "From: MAILER-DAEMON@mx.example.vn\r\nTo: dantin@example.vn\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n\
             --b1\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.vn\r\n\r\n\
             Final-Recipient: rfc822; mau@example.vn\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 no such user\r\n\r\n{original}--b1--\r\n"
        )
        .into_bytes()
    }

    const HEADERS: &str = "--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <01ABC@example.vn>\r\nSubject: x\r\n\r\n";
    const WHOLE: &str = "--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <01ABC@example.vn>\r\nSubject: x\r\n\r\nHello\r\n\r\n";

    #[test]
    fn a_failed_address_is_known_by_code_and_message_id() {
        for original in [HEADERS, WHOLE] {
            let bounce = bounces(&notification("failed", "5.1.1", original)).unwrap();
            assert_eq!(bounce.message_id, "01ABC@example.vn");
            assert_eq!((bounce.verdict, bounce.status.as_str()), (Verdict::AddressFailed, "5.1.1"));
        }
    }

    #[test]
    fn a_full_mailbox_or_a_delay_is_not_held_against_the_address() {
        assert_eq!(bounces(&notification("failed", "5.2.2", HEADERS)).unwrap().verdict, Verdict::Failed);
        assert_eq!(bounces(&notification("failed", "4.4.7", HEADERS)).unwrap().verdict, Verdict::Failed);
        assert_eq!(bounces(&notification("delayed", "4.4.1", HEADERS)).unwrap().verdict, Verdict::Other);
        assert_eq!(bounces(&notification("delivered", "2.0.0", HEADERS)).unwrap().verdict, Verdict::Other);
    }

    #[test]
    fn what_names_no_mail_or_is_no_report_is_nothing() {
        assert_eq!(bounces(&notification("failed", "5.1.1", "")), None);
        assert_eq!(
            bounces(b"From: a@example.vn\r\nSubject: out of office\r\n\r\nI am away. Status: 5.1.1"),
            None
        );
        assert_eq!(bounces(b""), None);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = bounces(&bytes);
            let mut framed = notification("failed", "5.1.1", HEADERS);
            let at = bytes.len() % framed.len();
            framed.splice(at..at, bytes);
            let _ = bounces(&framed);
        }
    }
}
