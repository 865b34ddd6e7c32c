//! The formats that are read. Each reader turns bytes into lines; what the lines mean is [`crate::outline`]'s.

mod docx;
mod markdown;
mod plain;

use crate::{
    fault::ImportFault,
    limits,
    outline::{Imported, outline},
    provision::NewIds,
};

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Plain,
    Markdown,
    Docx,
}

impl Format {
    /// The format that a file's name and first bytes show; an error for those that people try and that are not read.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, ImportFault> {
        // Of old Word, and of new Word under a password.
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(ImportFault::OldWord);
        }
        if bytes.starts_with(b"%PDF") {
            return Err(ImportFault::Pdf);
        }
        if bytes.starts_with(b"{\\rtf") {
            return Err(ImportFault::Format);
        }
        if bytes.starts_with(b"PK") {
            return Ok(Self::Docx);
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("docx" | "docm" | "dotx") => Err(ImportFault::NotDocx),
            Some("md" | "markdown") => Ok(Self::Markdown),
            Some("txt" | "text") | None => Ok(Self::Plain),
            Some("html" | "htm" | "odt" | "doc" | "rtf") => Err(ImportFault::Format),
            Some(_) => Ok(Self::Plain),
        }
    }
}

/// Reads a file into a draft with new identities, and says what a person should look at.
pub fn import(bytes: &[u8], format: Format, new_ids: NewIds<'_>) -> Result<Imported, ImportFault> {
    let lines = match format {
        Format::Plain => plain::lines(text_of(bytes)?),
        Format::Markdown => markdown::lines(text_of(bytes)?),
        Format::Docx => docx::lines(bytes)?,
    };
    outline(lines, new_ids)
}

/// The text of a file, if it is UTF-8.
fn text_of(bytes: &[u8]) -> Result<&str, ImportFault> {
    if bytes.len() > limits::TEXT_BYTES {
        return Err(ImportFault::TooLarge);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ImportFault::Utf16);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(ImportFault::Encoding);
    };
    if text.contains('\0') {
        // Every second byte is empty where UTF-16 stands without its mark.
        let empty = text.matches('\0').count();
        return Err(if empty * 4 > bytes.len() { ImportFault::Utf16 } else { ImportFault::Nul });
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The lines of a text with their numbers, whatever ends them.
fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    // A lone carriage return ended lines once.
    let old = text.contains('\r') && !text.contains('\n');
    text.split(if old { '\r' } else { '\n' }).zip(1..).map(|(line, number)| (number, line))
}

/// Columns of white space before the words of a line; a tab goes on to the next multiple of four.
fn indent_of(line: &str) -> usize {
    let mut columns = 0;
    for letter in line.chars() {
        match letter {
            ' ' | '\u{a0}' => columns += 1,
            '\t' => columns = columns / 4 * 4 + 4,
            _ => break,
        }
    }
    columns
}

/// Whether a line is a rule of at least three equal signs.
fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|letter| !letter.is_whitespace()).collect();
    signs.len() >= 3
        && matches!(signs.first(), Some('-' | '_' | '*' | '—' | '–'))
        && signs.windows(2).all(|pair| matches!(pair, [left, right] if left == right))
}

/// The rule that ends everything open, as we write it ourselves.
pub(crate) const END: &str = "* * *";
