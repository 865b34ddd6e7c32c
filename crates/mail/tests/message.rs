//! Messages as programs read them again, and the folder that stands in for a server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, SystemTime};

use dantin_mail::{Message, Outcome, Transport};
use mail_parser::{MessageParser, MimeHeaders as _};

fn message() -> Message {
    Message {
        id: "01ABCDEF".to_owned(),
        from: "Dân Tin Hà Nội <dantin@example.vn>".parse().unwrap(),
        to: "mau@example.vn".parse().unwrap(),
        subject: "Hồ sơ HN-7K2M: đã tiếp nhận".to_owned(),
        text: "Chào bạn,\nĐã tiếp nhận.\n".to_owned(),
        html: "<p>Chào bạn,</p><p>Đã tiếp nhận.</p>".to_owned(),
        language: "vi".to_owned(),
        date: SystemTime::UNIX_EPOCH + Duration::from_hours(492_528),
        list: Some("cases".to_owned()),
        unsubscribe: Some("https://dantin.example/mail/stop/abc".to_owned()),
        thread: None,
    }
}

#[test]
fn both_parts_say_the_same_and_the_headers_tell_a_machine_what_it_is() {
    let bytes = message().to_bytes().unwrap();
    assert!(bytes.is_ascii(), "every server takes it");
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.subject().unwrap(), "Hồ sơ HN-7K2M: đã tiếp nhận");
    assert_eq!(mail.from().unwrap().first().unwrap().name().unwrap(), "Dân Tin Hà Nội");
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "Chào bạn,\nĐã tiếp nhận.\n");
    assert_eq!(mail.body_html(0).unwrap(), "<p>Chào bạn,</p><p>Đã tiếp nhận.</p>");
    assert!(
        mail.content_type().unwrap().is_attachment()
            || mail.content_type().unwrap().subtype() == Some("alternative")
    );
    assert_eq!(mail.message_id().unwrap(), "01ABCDEF@example.vn");
    let header = |name: &str| mail.header_raw(name).unwrap().trim().to_owned();
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("List-Id"), "<cases.example.vn>");
    assert_eq!(header("List-Unsubscribe"), "<https://dantin.example/mail/stop/abc>");
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(header("Date"), "Tue, 10 Mar 2026 00:00:00 +0000");
}

#[test]
fn the_same_mail_has_the_same_bytes() {
    assert_eq!(message().to_bytes().unwrap(), message().to_bytes().unwrap());
}

#[test]
fn nothing_typed_becomes_a_header() {
    let mut mail = message();
    mail.subject = "Ngập\r\nBcc: x@example.vn\r\n\r\n<b>\u{2028}hi\u{85}".to_owned();
    mail.from.name = "Dân Tin\r\nX-Evil: 1".to_owned();
    let bytes = mail.to_bytes().unwrap();
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(read.header_raw("Bcc"), None);
    assert_eq!(read.header_raw("X-Evil"), None);
    assert_eq!(read.subject().unwrap(), "Ngập Bcc: x@example.vn <b> hi");
    for id in ["a b", "a>b", "a\r\nX: y", ""] {
        assert!(Message { id: id.to_owned(), ..message() }.to_bytes().is_err(), "{id:?}");
    }
    let unsubscribe = Some("https://x/\r\nX-Evil: 1".to_owned());
    assert!(Message { unsubscribe, ..message() }.to_bytes().is_err());
}

#[test]
fn long_and_decomposed_texts_come_through_whole() {
    let text: String =
        "Ngo\u{0303} nga\u{0323}\u{0302}p nước sâu. ".repeat(180).chars().take(4_000).collect();
    let mail = Message { text: text.clone(), subject: "ngo\u{0303} ".repeat(200), ..message() };
    let bytes = mail.to_bytes().unwrap();
    assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() <= 999), "no line is longer than SMTP allows");
    let read = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(read.body_text(0).unwrap().trim_end(), text.trim_end());
    assert!(read.subject().unwrap().ends_with('…'));
}

#[test]
fn a_mail_that_is_handed_over_twice_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let transport = Transport::Folder(folder.path().join("mails"));
    let mail = message();
    let bytes = mail.to_bytes().unwrap();
    let mut way = transport.open().unwrap();
    for _ in 0..2 {
        assert_eq!(way.send(&mail.from.address, &mail.to, &mail.id, &bytes).unwrap(), Outcome::Taken);
    }
    let names: Vec<_> =
        std::fs::read_dir(folder.path().join("mails")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["01ABCDEF.eml"]);
}
