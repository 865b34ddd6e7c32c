//! Reading what another server says, however it says it: JSON or XML whatever the header claims, a list bare, wrapped or of
//! one element without a list, ids as numbers with leading zeros, empty values in three spellings. Every record becomes
//! texts by name; what is empty is absent. Limits hold what a hostile server could send.

use std::collections::BTreeMap;

use quick_xml::{Reader, events::Event};
use serde_json::Value;

/// Fields by name, none of them empty.
pub type Record = BTreeMap<String, String>;

/// The bytes are neither of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Records of one answer at most.
const MOST: usize = 20_000;
/// Letters of one value at most; what is longer is cut.
const LONGEST: usize = 20_000;
/// How deep wrappers may stand in one another.
const DEEPEST: usize = 4;
/// The names that wrappers of records have.
const WRAPPERS: [&str; 10] = [
    "service_requests",
    "service_request_updates",
    "request_updates",
    "request_update",
    "requests",
    "request",
    "services",
    "service",
    "errors",
    "error",
];

/// The records of an answer.
pub fn records(bytes: &[u8]) -> Result<Vec<Record>, Unreadable> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.as_bytes().first() {
        Some(b'<') => xml(text),
        Some(b'[' | b'{') => json(text),
        _ => Err(Unreadable),
    }
}

fn put(record: &mut Record, name: &str, value: &str) {
    let value = value.trim();
    if !value.is_empty() && !record.contains_key(name) {
        let cut: String = value.chars().filter(|c| !c.is_control() || *c == '\n').take(LONGEST).collect();
        record.insert(name.to_owned(), dantin_words::nfc(&cut));
    }
}

fn json(text: &str) -> Result<Vec<Record>, Unreadable> {
    let value: Value = serde_json::from_str(&with_numbers_as_text(text)).map_err(|_no_json| Unreadable)?;
    let mut found = Vec::new();
    gather(&value, 0, &mut found);
    Ok(found)
}

fn gather(value: &Value, depth: usize, found: &mut Vec<Record>) {
    if depth > DEEPEST || found.len() >= MOST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, depth + 1, found)),
        Value::Object(fields) => {
            let wrapped =
                WRAPPERS.iter().find_map(|name| fields.get(*name)).filter(|inner| !inner.is_string());
            if let Some(inner) = wrapped {
                return gather(inner, depth + 1, found);
            }
            let mut record = Record::new();
            for (name, value) in fields {
                match value {
                    Value::String(text) => put(&mut record, name, text),
                    Value::Bool(is_true) => put(&mut record, name, if *is_true { "true" } else { "false" }),
                    Value::Array(items) => {
                        if let Some(first) = items.iter().find_map(Value::as_str) {
                            put(&mut record, name, first);
                        }
                    }
                    Value::Null | Value::Number(_) | Value::Object(_) => {}
                }
            }
            if !record.is_empty() {
                found.push(record);
            }
        }
        _ => {}
    }
}

/// The text with every bare number between quotation marks: `001` is no JSON, and `1e3` would lose its spelling.
fn with_numbers_as_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let (mut in_text, mut in_number, mut is_escaped) = (false, false, false);
    for letter in text.chars() {
        if in_number && !matches!(letter, '0'..='9' | '.' | '-' | '+' | 'e' | 'E') {
            out.push('"');
            in_number = false;
        }
        if in_text {
            in_text = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
        } else if letter == '"' {
            in_text = true;
        } else if !in_number && matches!(letter, '0'..='9' | '-') {
            out.push('"');
            in_number = true;
        }
        out.push(letter);
    }
    if in_number {
        out.push('"');
    }
    out
}

fn xml(text: &str) -> Result<Vec<Record>, Unreadable> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut found, mut record, mut alone) = (Vec::new(), Record::new(), Record::new());
    // Names of the open elements, and the text within the innermost field.
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    let mut seen_any = false;
    loop {
        match reader.read_event().map_err(|_no_xml| Unreadable)? {
            Event::Start(start) => {
                seen_any = true;
                value.clear();
                open.push(name_of(start.local_name().as_ref()));
                if open.len() > 64 || found.len() >= MOST {
                    return Err(Unreadable);
                }
            }
            Event::Text(part) => value.push_str(&part.xml10_content()),
            Event::CData(part) => value.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(letter)) => value.push(letter),
                _ => value.push_str(entity(&reference.xml10_content())),
            },
            Event::End(_) => {
                let name = open.pop().unwrap_or_default();
                match open.len() {
                    // <requests><request><field>
                    2 => put(&mut record, &name, &value),
                    1 if record.is_empty() => put(&mut alone, &name, &value),
                    1 => found.push(std::mem::take(&mut record)),
                    _ => {}
                }
                value.clear();
            }
            // Nothing is expanded: a definition of entities is no part of any answer.
            Event::DocType(_) => return Err(Unreadable),
            Event::Eof => break,
            _ => {}
        }
    }
    if !seen_any || !open.is_empty() {
        return Err(Unreadable);
    }
    // A single record without a list round it.
    if found.is_empty() && !alone.is_empty() {
        found.push(alone);
    }
    Ok(found)
}

fn name_of(name: &str) -> String {
    name.to_owned()
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(text: &str, name: &str) -> Vec<Option<String>> {
        records(text.as_bytes()).unwrap().iter().map(|record| record.get(name).cloned()).collect()
    }

    #[test]
    fn every_wrapping_of_one_record_is_the_same_record() {
        for text in [
            r#"[{"service_request_id":"001"}]"#,
            r#"[{"service_request_id":001}]"#,
            r#"{"service_requests":[{"service_request_id":001}]}"#,
            r#"{"service_requests":{"request":{"service_request_id":"001"}},"page":1}"#,
            r#"{"service_requests":{"request":[{"service_request_id":"001","status":null}]}}"#,
            r#"{"service_request_id":"001"}"#,
            "\u{feff}[{\"service_request_id\":\"001\"}]",
            "<?xml version=\"1.0\"?><service_requests><request><service_request_id>001</service_request_id><status/></request></service_requests>",
            "<service_requests><request><service_request_id><![CDATA[001]]></service_request_id></request></service_requests>",
            "<request><service_request_id> 001 </service_request_id></request>",
            "<a:service_requests xmlns:a=\"x\"><a:request><a:service_request_id>001</a:service_request_id></a:request></a:service_requests>",
        ] {
            assert_eq!(field(text, "service_request_id"), [Some("001".to_owned())], "{text}");
        }
    }

    #[test]
    fn empty_null_and_absent_are_the_same_and_lists_may_be_empty() {
        for text in
            [r#"[{"a":"x","b":""}]"#, r#"[{"a":"x","b":null}]"#, r#"[{"a":"x"}]"#, r#"[{"a":"x","b":"  "}]"#]
        {
            assert_eq!(field(text, "b"), [None], "{text}");
        }
        for text in [
            "[]",
            "{}",
            r#"{"service_requests":[]}"#,
            "<service_requests/>",
            "<service_requests></service_requests>",
        ] {
            assert_eq!(records(text.as_bytes()).unwrap(), Vec::<Record>::new(), "{text}");
        }
    }

    #[test]
    fn booleans_numbers_and_entities_are_texts() {
        let text =
            r#"[{"metadata":"True","lat":-1.50,"big":12345678901234567890123,"e":1e3,"t":"a \"1\" \\ 2"}]"#;
        let record = records(text.as_bytes()).unwrap().remove(0);
        let expected =
            [("big", "12345678901234567890123"), ("e", "1e3"), ("lat", "-1.50"), ("t", "a \"1\" \\ 2")];
        for (name, value) in expected {
            assert_eq!(record[name], value);
        }
        let text = "<r><x><a>R&#225;c &amp; n&#x1B0;&#x1EDB;c &lt;1&gt; &unknown;!</a></x></r>";
        assert_eq!(field(text, "a"), [Some("Rác & nước <1>  !".to_owned())]);
    }

    #[test]
    fn a_page_for_people_or_a_trick_is_not_understood() {
        for text in [
            "",
            "Not found",
            "{\"a\":",
            "<a><b></a>",
            "<!DOCTYPE html><html><body>Lỗi</body></html>",
            "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><r><x><a>&a;</a></x></r>",
            "<r><x>",
            &"[".repeat(5_000),
            &"<a>".repeat(100),
        ] {
            assert_eq!(records(text.as_bytes()), Err(Unreadable), "{}", text.get(..20).unwrap_or(text));
        }
    }

    #[test]
    fn errors_are_read_from_each_form() {
        for text in [
            r#"[{"code":403,"description":"Sai khoá"}]"#,
            r#"{"errors":{"code":"403","description":"Sai khoá"}}"#,
            r#"{"errors":[{"code":403,"description":"Sai khoá"}]}"#,
            "<errors><error><code>403</code><description>Sai khoá</description></error></errors>",
        ] {
            assert_eq!(field(text, "description"), [Some("Sai khoá".to_owned())], "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = records(&bytes);
        }

        #[test]
        fn no_text_of_its_alphabet_makes_the_reader_panic(text in "[\\[\\]{}\"\\\\:,0-9a-e<>/&;!?=. \\-]{0,120}") {
            for begin in ["", "[", "{", "<a>"] {
                let _ = records(format!("{begin}{text}").as_bytes());
            }
        }

        #[test]
        fn what_json_says_in_texts_is_read_as_it_is(value in "[^\\p{C}]{1,40}") {
            let text = serde_json::json!([{ "a": value }]).to_string();
            let expected = Some(dantin_words::nfc(value.trim())).filter(|value| !value.is_empty());
            let read = records(text.as_bytes()).unwrap();
            prop_assert_eq!(read.first().and_then(|record| record.get("a").cloned()), expected);
        }
    }
}
