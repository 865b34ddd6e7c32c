//! The frame round what a mail says: greeting, why it comes, and where its reader ends it. HTML for mail programs, which
//! know no style sheets, and plain text that says the same. A mail loads nothing from anywhere.

use askama::Template;
use dantin_words::Words;

/// What stands round a mail's own words.
pub struct Frame<'a> {
    /// The words of the reader's language.
    pub w: &'a Words,
    /// The city's name in that language.
    pub city: &'a str,
    /// What the mail is called.
    pub title: &'a str,
    /// Why it comes to this reader.
    pub why: &'a str,
    /// Where its reader chooses what comes; empty for a mail that was asked for.
    pub choices: &'a str,
    /// Whether all cases here are samples.
    pub is_sample: bool,
}

#[derive(Template)]
#[template(path = "mail/templates/frame.html")]
struct FrameHtml<'a> {
    frame: &'a Frame<'a>,
    inner: &'a str,
}

#[derive(Template)]
#[template(path = "mail/templates/frame.txt")]
struct FrameText<'a> {
    frame: &'a Frame<'a>,
    inner: &'a str,
}

/// The whole document round `inner`, which is HTML already.
pub fn html(frame: &Frame<'_>, inner: &str) -> Result<String, askama::Error> {
    FrameHtml { frame, inner }.render()
}

/// The whole text round `inner`.
pub fn text(frame: &Frame<'_>, inner: &str) -> Result<String, askama::Error> {
    Ok(tidy(&FrameText { frame, inner }.render()?))
}

#[derive(Template)]
#[template(path = "mail/templates/note.html")]
struct NoteHtml<'a> {
    paragraphs: &'a [String],
    link: &'a str,
    label: &'a str,
    after: &'a [String],
}

/// A short mail: paragraphs, one link, paragraphs; its HTML and its text, framed.
pub fn note(
    frame: &Frame<'_>,
    paragraphs: &[String],
    (link, label): (&str, &str),
    after: &[String],
) -> Result<(String, String), askama::Error> {
    let inner = NoteHtml { paragraphs, link, label, after }.render()?;
    let lines: Vec<String> = paragraphs
        .iter()
        .cloned()
        .chain((!link.is_empty()).then(|| format!("{label}: {link}")))
        .chain(after.iter().cloned())
        .collect();
    Ok((html(frame, &inner)?, text(frame, &lines.join("\n\n"))?))
}

/// No line ends with spaces, and never more than one empty line follows another.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy
}
