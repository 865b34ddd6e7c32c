//! Reads canonical bytes as a stream, refusing at the first byte that is not canonical.
//!
//! Nothing is built that the caller does not ask for: text without escapes is borrowed, keys always are. This is
//! what makes replaying a journal cheap; [`crate::canonical::parse_strict`] is a thin layer over it.

use std::borrow::Cow;

use crate::canonical::{Fault, MAX_BYTES, MAX_DEPTH, MAX_INTEGER, Refusal, is_key, is_normal};

/// A place in a document.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u8,
}

/// The last key read of one object, so that order can be checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys<'a> {
    last: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader at the start; refuses documents over 8 KiB.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_BYTES {
            return Err(Refusal { offset: MAX_BYTES, fault: Fault::TooLong });
        }
        Ok(Self { bytes, at: 0, depth: 0 })
    }

    /// The offset in bytes of what is read next.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// A refusal at the present place.
    pub fn refusal(&self, fault: Fault) -> Refusal {
        Refusal { offset: self.at, fault }
    }

    /// The next byte, if any.
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Refuses unless everything has been read.
    pub fn end(&self) -> Result<(), Refusal> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.refusal(Fault::TrailingBytes)) }
    }

    /// Opens an object.
    pub fn begin_object(&mut self) -> Result<Keys<'a>, Refusal> {
        self.enter(b'{')?;
        Ok(Keys::default())
    }

    /// The next key of the object opened last, or nothing at its end, which is then consumed.
    pub fn next_key(&mut self, keys: &mut Keys<'a>) -> Result<Option<&'a str>, Refusal> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                return Ok(None);
            }
            Some(b',') if !keys.last.is_empty() => self.at += 1,
            _ if !keys.last.is_empty() => return Err(self.unexpected()),
            _ => {}
        }
        let place = self.at;
        self.expect(b'"')?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length =
            rest.iter().position(|byte| *byte == b'"').ok_or_else(|| self.refusal_at_end(Fault::Ended))?;
        let key = rest
            .get(..length)
            .and_then(|raw| std::str::from_utf8(raw).ok())
            .filter(|key| is_key(key))
            .ok_or(Refusal { offset: place, fault: Fault::BadKey })?;
        if key <= keys.last {
            return Err(Refusal { offset: place, fault: Fault::KeyOrder });
        }
        keys.last = key;
        self.at += length + 1;
        self.expect(b':')?;
        Ok(Some(key))
    }

    /// Opens an array.
    pub fn begin_array(&mut self) -> Result<(), Refusal> {
        self.enter(b'[')
    }

    /// Whether another item follows in the array opened last; its end is consumed.
    pub fn next_item(&mut self) -> Result<bool, Refusal> {
        let first = self.at.checked_sub(1).and_then(|before| self.bytes.get(before)) == Some(&b'[');
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                if self.peek() == Some(b']') { Err(self.unexpected()) } else { Ok(true) }
            }
            Some(_) if first => Ok(true),
            _ => Err(self.unexpected()),
        }
    }

    /// A text value, borrowed unless it holds escapes.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Refusal> {
        self.expect(b'"')?;
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let plain = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .ok_or_else(|| self.refusal_at_end(Fault::Ended))?;
        self.at += plain;
        let head = self.utf8(start, self.at)?;
        let text = if self.peek() == Some(b'"') {
            Cow::Borrowed(head)
        } else {
            Cow::Owned(self.text_with_escapes(head.to_owned())?)
        };
        self.at += 1;
        if is_normal(&text) { Ok(text) } else { Err(Refusal { offset: start, fault: Fault::NotNfc }) }
    }

    /// An integer below 2^53 in size, in its one spelling.
    pub fn integer(&mut self) -> Result<i64, Refusal> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits_from = self.at;
        let mut number = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number * 10 + i64::from(digit - b'0');
            if number > MAX_INTEGER {
                return Err(Refusal { offset: start, fault: Fault::IntegerTooLarge });
            }
            self.at += 1;
        }
        let digits = self.at - digits_from;
        if digits == 0 && !negative {
            return Err(self.unexpected());
        }
        let leading_zero = self.bytes.get(digits_from) == Some(&b'0') && (digits > 1 || negative);
        if digits == 0 || leading_zero || matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Err(Refusal { offset: start, fault: Fault::NotAnInteger });
        }
        Ok(if negative { -number } else { number })
    }

    /// A boolean value.
    pub fn boolean(&mut self) -> Result<bool, Refusal> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (flag, length) = if rest.starts_with(b"true") {
            (true, 4)
        } else if rest.starts_with(b"false") {
            (false, 5)
        } else {
            return Err(self.unexpected());
        };
        self.at += length;
        Ok(flag)
    }

    /// Steps over one value without checking its inside, for a field whose meaning a later field decides; read it
    /// from a clone of the reader afterwards.
    pub fn skip(&mut self) -> Result<(), Refusal> {
        let mut depth = 0_u32;
        let mut in_text = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' if in_text => self.at += 1,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' | b',' if !in_text && depth == 0 => return Ok(()),
                b'}' | b']' if !in_text => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        if depth == 0 && !in_text { Ok(()) } else { Err(self.refusal(Fault::Ended)) }
    }

    fn text_with_escapes(&mut self, mut text: String) -> Result<String, Refusal> {
        loop {
            match self.peek() {
                Some(b'"') => return Ok(text),
                Some(b'\\') => {
                    let escaped = self.escape()?;
                    text.push(escaped);
                }
                Some(0..=0x1f) => return Err(self.unexpected()),
                Some(_) => {
                    let start = self.at;
                    while self.peek().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
                        self.at += 1;
                    }
                    text.push_str(self.utf8(start, self.at)?);
                }
                None => return Err(self.refusal(Fault::Ended)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Refusal> {
        let bad = self.refusal(Fault::BadEscape);
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let (escaped, length) = match rest {
            [b'"', ..] => ('"', 2),
            [b'\\', ..] => ('\\', 2),
            [b'b', ..] => ('\u{8}', 2),
            [b't', ..] => ('\t', 2),
            [b'n', ..] => ('\n', 2),
            [b'f', ..] => ('\u{c}', 2),
            [b'r', ..] => ('\r', 2),
            [b'u', b'0', b'0', high @ (b'0' | b'1'), low @ (b'0'..=b'9' | b'a'..=b'f'), ..] => {
                let low = if low.is_ascii_digit() { low - b'0' } else { low - b'a' + 10 };
                let code = (high - b'0') * 16 + low;
                // These five have a short spelling, which is then the only one.
                if matches!(code, 0x08 | 0x09 | 0x0a | 0x0c | 0x0d) {
                    return Err(bad);
                }
                (char::from(code), 6)
            }
            _ => return Err(bad),
        };
        self.at += length;
        Ok(escaped)
    }

    fn utf8(&self, start: usize, end: usize) -> Result<&'a str, Refusal> {
        std::str::from_utf8(self.bytes.get(start..end).unwrap_or_default())
            .map_err(|fault| Refusal { offset: start + fault.valid_up_to(), fault: Fault::NotUtf8 })
    }

    fn enter(&mut self, opening: u8) -> Result<(), Refusal> {
        if self.peek() == Some(opening) && self.depth >= MAX_DEPTH {
            return Err(self.refusal(Fault::TooDeep));
        }
        self.expect(opening)?;
        self.depth += 1;
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn unexpected(&self) -> Refusal {
        self.refusal(if self.at >= self.bytes.len() { Fault::Ended } else { Fault::UnexpectedByte })
    }

    fn refusal_at_end(&self, fault: Fault) -> Refusal {
        Refusal { offset: self.bytes.len(), fault }
    }
}
