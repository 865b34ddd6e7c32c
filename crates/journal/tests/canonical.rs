//! Canonical JSON: one value, one spelling, whatever bytes arrive.

use std::collections::BTreeMap;

use dantin_journal::canonical::{Fault, MAX_INTEGER, Value, nfc, parse_strict, to_bytes};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (-MAX_INTEGER..=MAX_INTEGER).prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Boolean),
        any::<String>().prop_map(|text| Value::Text(nfc(&text).into_owned())),
        "[\u{0}-\u{1f}\"\\\\a]{0,6}".prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::btree_map("[a-z0-9_.]{1,8}", inner, 0..5).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in value()) {
        let bytes = to_bytes(&value).unwrap();
        prop_assert_eq!(parse_strict(&bytes), Ok(value));
    }

    #[test]
    fn changed_bytes_are_refused_or_spell_their_value(value in value(), place: prop::sample::Index, byte: u8) {
        let mut bytes = to_bytes(&value).unwrap();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(read) = parse_strict(&bytes) {
            prop_assert_eq!(to_bytes(&read), Ok(bytes));
        }
    }
}

/// A small generator with a fixed seed: what fails once fails always.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn no_bytes_bring_the_reader_down_and_what_it_accepts_is_canonical() {
    let tokens: [&[u8]; 24] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\"a\":",
        b"\"b\":",
        b"\"a\"",
        b"0",
        b"-1",
        b"9007199254740991",
        b"9007199254740992",
        b"true",
        b"false",
        b"null",
        b" ",
        b"\\n",
        b"\\u001f",
        b"\xe1\xba\xbf",
        b"e\xcc\x81",
        b"\xff",
        b"1e3",
    ];
    let mut seed = 7;
    let mut accepted = 0;
    for _ in 0..300_000 {
        let mut bytes = Vec::new();
        for _ in 0..splitmix(&mut seed) % 9 {
            let token = usize::try_from(splitmix(&mut seed) % 24).unwrap();
            bytes.extend_from_slice(tokens[token]);
        }
        if let Ok(value) = parse_strict(&bytes) {
            accepted += 1;
            assert_eq!(to_bytes(&value), Ok(bytes));
        }
    }
    assert!(accepted > 1000, "the generator should hit canonical documents too, hit {accepted}");
}

#[test]
fn each_fault_is_named_with_its_place() {
    let deep = "[".repeat(9) + &"]".repeat(9);
    let long = format!("\"{}\"", "a".repeat(8192));
    let cases: [(&[u8], usize, Fault); 26] = [
        (b"", 0, Fault::Ended),
        (b"null", 0, Fault::Null),
        (b"1.5", 0, Fault::NotAnInteger),
        (b"1e3", 0, Fault::NotAnInteger),
        (b"-0", 0, Fault::NotAnInteger),
        (b"01", 0, Fault::NotAnInteger),
        (b"[1,9007199254740992]", 3, Fault::IntegerTooLarge),
        (b"1 ", 1, Fault::TrailingBytes),
        (b" 1", 0, Fault::UnexpectedByte),
        (b"{\"a\":1,\"a\":2}", 7, Fault::KeyOrder),
        (b"{\"b\":1,\"a\":2}", 7, Fault::KeyOrder),
        (b"{\"A\":1}", 1, Fault::BadKey),
        (b"{\"\":1}", 1, Fault::BadKey),
        (b"{\"a\": 1}", 5, Fault::UnexpectedByte),
        (b"{\"a\":1,}", 7, Fault::UnexpectedByte),
        (b"{,\"a\":1}", 1, Fault::UnexpectedByte),
        (b"[1,]", 3, Fault::UnexpectedByte),
        (b"[1 ,2]", 2, Fault::UnexpectedByte),
        (b"\"\\u0041\"", 1, Fault::BadEscape),
        (b"\"\\u000a\"", 1, Fault::BadEscape),
        (b"\"\\/\"", 1, Fault::BadEscape),
        (b"\"a\nb\"", 2, Fault::UnexpectedByte),
        (b"\"a\xff\"", 2, Fault::NotUtf8),
        ("\"e\u{301}\"".as_bytes(), 1, Fault::NotNfc),
        (deep.as_bytes(), 8, Fault::TooDeep),
        (long.as_bytes(), 8192, Fault::TooLong),
    ];
    for (bytes, offset, fault) in cases {
        let refusal = parse_strict(bytes).unwrap_err();
        assert_eq!((refusal.offset, refusal.fault), (offset, fault), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn what_has_no_spelling_is_not_written() {
    let key = |key: &str| Value::Object(BTreeMap::from([(key.to_owned(), Value::Boolean(true))]));
    assert_eq!(to_bytes(&Value::Integer(MAX_INTEGER + 1)).unwrap_err().fault, Fault::IntegerTooLarge);
    assert_eq!(to_bytes(&Value::Text("e\u{301}".to_owned())).unwrap_err().fault, Fault::NotNfc);
    assert_eq!(to_bytes(&key("Upper")).unwrap_err().fault, Fault::BadKey);
    assert_eq!(to_bytes(&key("")).unwrap_err().fault, Fault::BadKey);
    assert_eq!(to_bytes(&Value::Text("a".repeat(8192))).unwrap_err().fault, Fault::TooLong);
    let deep = (0..9).fold(Value::Boolean(true), |inner, _| Value::Array(vec![inner]));
    assert_eq!(to_bytes(&deep).unwrap_err().fault, Fault::TooDeep);
}

#[test]
fn a_document_has_the_bytes_that_rfc_8785_gives_it() {
    let document = Value::Object(BTreeMap::from([
        ("text".to_owned(), Value::Text("\u{8}\t\n\u{c}\r\u{1f}\"\\/\u{7f}đường".to_owned())),
        (
            "list".to_owned(),
            Value::Array(vec![Value::Integer(-7), Value::Boolean(false), Value::Array(vec![])]),
        ),
    ]));
    let expected = "{\"list\":[-7,false,[]],\"text\":\"\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\u{7f}đường\"}";
    assert_eq!(String::from_utf8(to_bytes(&document).unwrap()).unwrap(), expected);
}
