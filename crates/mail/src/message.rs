//! One mail to one person: plain text and HTML that say the same, and the headers by which programs know that a machine
//! wrote it (RFC 3834), which list it belongs to (RFC 2919) and how it is stopped with one press (RFC 8058).

use std::{fmt, time::SystemTime};

use lettre::message::{
    Mailbox, MultiPart, MultiPartKind, SinglePart,
    header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
};

use crate::{Address, Sender};

/// Characters of a subject at most.
const SUBJECT: usize = 150;

/// A mail before it is written out.
#[derive(Clone, Debug)]
pub struct Message {
    /// The part of the Message-ID before the @: letters, digits, dots and hyphens. The same mail has the same for ever.
    pub id: String,
    /// Who writes.
    pub from: Sender,
    /// Who reads.
    pub to: Address,
    /// The subject; line breaks in it become spaces.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
    /// `vi` or `en`.
    pub language: String,
    /// When it was made.
    pub date: SystemTime,
    /// The list it belongs to, as `cases`; none for a mail that somebody just asked for.
    pub list: Option<String>,
    /// The address that ends the list for this reader when it is sent a POST.
    pub unsubscribe: Option<String>,
    /// The id of the mail that began the thread.
    pub thread: Option<String>,
}

/// Why a mail cannot be written.
#[derive(Debug)]
pub struct MessageFault(String);

impl fmt::Display for MessageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the mail cannot be written: {}", self.0)
    }
}
impl std::error::Error for MessageFault {}

impl Message {
    /// The Message-ID with its brackets.
    pub fn message_id(&self) -> String {
        format!("<{}@{}>", self.id, self.from.address.host())
    }

    /// The mail as it is handed over: lines end with CR LF, all is ASCII.
    pub fn to_bytes(&self) -> Result<Vec<u8>, MessageFault> {
        let fault = |error: &dyn fmt::Display| MessageFault(error.to_string());
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        if self.id.is_empty() || !is_plain(&self.id) || !is_plain(&self.language) {
            return Err(MessageFault(
                "an id or a language may only hold letters, digits, dots and hyphens".to_owned(),
            ));
        }
        let name = one_line(&self.from.name, SUBJECT);
        let from = Mailbox::new(
            Some(name).filter(|name| !name.is_empty()),
            self.from.address.lettre().map_err(|error| fault(&error))?,
        );
        let host = self.from.address.host();
        let mut builder = lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(None, self.to.lettre().map_err(|error| fault(&error))?))
            .subject(one_line(&self.subject, SUBJECT))
            .date(self.date)
            .message_id(Some(self.message_id()))
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("X-Auto-Response-Suppress", "All"))
            .raw_header(raw("Content-Language", &self.language));
        if let Some(thread) = self.thread.as_deref().filter(|id| is_plain(id)) {
            builder = builder.references(format!("<{thread}@{host}>"));
        }
        if let Some(list) = self.list.as_deref().filter(|list| is_plain(list)) {
            builder = builder.raw_header(raw("List-Id", &format!("<{list}.{host}>")));
        }
        if let Some(address) = &self.unsubscribe {
            if !address.chars().all(|c| c.is_ascii_graphic() && c != '<' && c != '>') {
                return Err(MessageFault("the address that ends the list is no address".to_owned()));
            }
            builder = builder
                .raw_header(raw("List-Unsubscribe", &format!("<{address}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let part = |media_type: ContentType, body: &str| {
            SinglePart::builder()
                .header(media_type)
                .header(ContentTransferEncoding::QuotedPrintable)
                .body(printable(body))
        };
        // The boundary follows from the id, so that the same mail has the same bytes.
        let parts = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("=_{}", self.id))
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.html));
        let message = builder.multipart(parts).map_err(|error| fault(&error))?;
        Ok(message.formatted())
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Line breaks and other control characters become spaces; what is too long is cut.
fn one_line(text: &str, most: usize) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() || is_break(c) { ' ' } else { c }).collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= most {
        return joined;
    }
    let cut: String = joined.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Separators of lines and paragraphs, which are no control characters.
fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// A body without control characters but line ends and tabs.
fn printable(body: &str) -> String {
    body.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
