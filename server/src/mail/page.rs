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

/// The whole document round `inner`, which is HTML already.
pub fn html(frame: &Frame<'_>, inner: &str) -> Result<String, askama::Error> {
    FrameHtml { frame, inner }.render()
}

/// The whole text round `inner`.
pub fn text(frame: &Frame<'_>, inner: &str) -> String {
    let w = frame.w;
    let mut parts = vec![format!("Dân Tin · {}", frame.city)];
    if frame.is_sample {
        parts.push(w.t("site-sample-data"));
    }
    parts.extend([w.t("mail-greeting"), inner.trim_end().to_owned()]);
    // Mail programs know by this line that the message is over.
    let mut end = vec!["-- ".to_owned(), frame.why.to_owned()];
    if !frame.choices.is_empty() {
        end.push(format!("{}: {}", w.t("mail-choices"), frame.choices));
    }
    end.push(w.t("mail-by-machine"));
    parts.push(end.join("\n"));
    format!("{}\n", parts.join("\n\n"))
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
    Ok((html(frame, &inner)?, text(frame, &lines.join("\n\n"))))
}
