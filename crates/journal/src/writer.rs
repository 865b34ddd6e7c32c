//! Writes canonical bytes directly, without building a value first.
//!
//! The caller gives keys in order; the writer looks after commas, escapes and limits, remembers the first fault and
//! tells it at the end, so that code which writes an entry reads as a plain list of its fields.

use crate::canonical::{Fault, MAX_BYTES, MAX_INTEGER, Refusal, is_key, is_normal};

/// A document being written.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    refusal: Option<Refusal>,
}

impl Writer {
    /// An empty document.
    pub fn new() -> Self {
        Self { bytes: Vec::with_capacity(512), refusal: None }
    }

    /// Opens an object as the next value.
    pub fn begin_object(&mut self) {
        self.separate();
        self.bytes.push(b'{');
    }

    /// Closes the innermost object.
    pub fn end_object(&mut self) {
        self.bytes.push(b'}');
    }

    /// Opens an array as the next value.
    pub fn begin_array(&mut self) {
        self.separate();
        self.bytes.push(b'[');
    }

    /// Closes the innermost array.
    pub fn end_array(&mut self) {
        self.bytes.push(b']');
    }

    /// The key of the next value; keys of one object must come sorted, which [`Writer::finish`] leaves to its
    /// caller except in debug builds.
    pub fn key(&mut self, key: &str) {
        if !is_key(key) {
            self.refuse(Fault::BadKey);
        }
        if self.bytes.last().is_some_and(|byte| *byte != b'{') {
            self.bytes.push(b',');
        }
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(key.as_bytes());
        self.bytes.extend_from_slice(b"\":");
    }

    /// A text value, which must be in normal form C.
    pub fn text(&mut self, text: &str) {
        self.separate();
        if !is_normal(text) {
            self.refuse(Fault::NotNfc);
        }
        self.bytes.push(b'"');
        for byte in text.bytes() {
            match byte {
                b'"' => self.bytes.extend_from_slice(b"\\\""),
                b'\\' => self.bytes.extend_from_slice(b"\\\\"),
                0x08 => self.bytes.extend_from_slice(b"\\b"),
                b'\t' => self.bytes.extend_from_slice(b"\\t"),
                b'\n' => self.bytes.extend_from_slice(b"\\n"),
                0x0c => self.bytes.extend_from_slice(b"\\f"),
                b'\r' => self.bytes.extend_from_slice(b"\\r"),
                0..=0x1f => {
                    self.bytes.extend_from_slice(b"\\u00");
                    self.bytes.push(if byte >= 0x10 { b'1' } else { b'0' });
                    let low = byte & 0x0f;
                    self.bytes.push(if low < 10 { b'0' + low } else { b'a' + low - 10 });
                }
                _ => self.bytes.push(byte),
            }
        }
        self.bytes.push(b'"');
    }

    /// An integer value, which must be below 2^53 in size.
    pub fn integer(&mut self, number: i64) {
        self.separate();
        if !(-MAX_INTEGER..=MAX_INTEGER).contains(&number) {
            self.refuse(Fault::IntegerTooLarge);
        }
        self.bytes.extend_from_slice(number.to_string().as_bytes());
    }

    /// A boolean value.
    pub fn boolean(&mut self, flag: bool) {
        self.separate();
        self.bytes.extend_from_slice(if flag { b"true" } else { b"false" });
    }

    /// Remembers a fault at the present place; the first one is told by [`Writer::finish`].
    pub fn refuse(&mut self, fault: Fault) {
        self.refusal.get_or_insert(Refusal { offset: self.bytes.len(), fault });
    }

    /// The bytes; or the first fault met; or that they are more than 8 KiB.
    pub fn finish(mut self) -> Result<Vec<u8>, Refusal> {
        if self.bytes.len() > MAX_BYTES {
            self.refuse(Fault::TooLong);
        }
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        debug_assert!(crate::canonical::parse_strict(&self.bytes).is_ok(), "keys out of order");
        Ok(self.bytes)
    }

    fn separate(&mut self) {
        // After a key stands a colon, after an opening a bracket; anything else before a value is its elder sibling.
        if !matches!(self.bytes.last(), None | Some(b':' | b'[')) {
            self.bytes.push(b',');
        }
    }
}
