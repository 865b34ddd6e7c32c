//! A draft as text: in the canonical form, which is plain text, and as Markdown. Both are read back to the same tree: where words would
//! be taken for something else a backslash stands before them, and where a provision does not belong to the nearest one that could
//! contain it, white space or a rule says so.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{
    blocks::{Block, default_under, nest},
    kind::Kind,
    marker::marker,
    outline::{is_run_in, quotation_depth},
    provision::{Draft, Provision, ProvisionId},
    read::END,
    text::is_capitals,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Markdown,
}

impl Draft {
    /// The whole text in the one form that a hash is taken of: UTF-8, composed, each provision on a line, empty lines between.
    pub fn canonical_text(&self) -> String {
        write(self.title(), self.provisions(), Style::Plain)
    }

    /// SHA-256 of [`Draft::canonical_text`].
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_text()).into()
    }

    /// The text in Markdown.
    pub fn markdown(&self) -> String {
        write(self.title(), self.provisions(), Style::Markdown)
    }
}

impl Provision {
    /// The provision with all that it contains, in the form of [`Draft::canonical_text`].
    pub fn canonical_text(&self) -> String {
        write("", std::slice::from_ref(self), Style::Plain)
    }

    /// SHA-256 of [`Provision::canonical_text`].
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_text()).into()
    }
}

fn write(title: &str, provisions: &[Provision], style: Style) -> String {
    let mut writer = Writer { style, out: String::new(), heading_open: false };
    if !title.is_empty() {
        match style {
            Style::Plain => {
                let escape = if needs_escape(title, Kind::Paragraph, false) { "\\" } else { "" };
                let _ = write!(writer.out, "{escape}{title}\n====");
            }
            Style::Markdown => {
                let words = markdown_words(title, Kind::Paragraph, false).replace(" #", " \\#");
                let _ = write!(writer.out, "# {words}");
            }
        }
    }
    writer.outermost(provisions);
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    writer.out
}

struct Writer {
    style: Style,
    out: String,
    /// The last line is a heading without words, so that the next could be taken for them.
    heading_open: bool,
}

impl Writer {
    fn outermost(&mut self, siblings: &[Provision]) {
        // What stands before the first heading, and after each end, is a row of its own.
        let mut rest = siblings;
        let mut before = u8::MAX;
        while let Some(first) = rest.first() {
            if first.kind.has_heading() {
                if first.kind.rank() > before {
                    self.line(0, END);
                }
                before = first.kind.rank();
                self.with_heading(first);
                rest = rest.get(1..).unwrap_or_default();
            } else {
                if before < u8::MAX {
                    self.line(0, END);
                    before = u8::MAX;
                }
                let end = rest.iter().position(|one| one.kind.has_heading()).unwrap_or(rest.len());
                let (row, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
                self.row(row);
                rest = after;
            }
        }
    }

    fn with_heading(&mut self, one: &Provision) {
        self.heading(one);
        let end =
            one.children.iter().position(|child| child.kind.has_heading()).unwrap_or(one.children.len());
        let (row, headed) = one.children.split_at_checked(end).unwrap_or((&one.children, &[]));
        self.row(row);
        for child in headed {
            self.with_heading(child);
        }
    }

    fn heading(&mut self, one: &Provision) {
        let mut line = one.kind.word().unwrap_or_default().to_owned();
        if !one.label.is_empty() {
            line.push(' ');
            line.push_str(&one.label);
        }
        line.push('.');
        if !one.text.is_empty() {
            line.push(' ');
        }
        match self.style {
            Style::Plain => {
                let runs_in = one.kind == Kind::Article && is_run_in(&one.text);
                if runs_in || one.text.starts_with('\\') {
                    line.push('\\');
                }
                line.push_str(&one.text);
            }
            Style::Markdown => {
                let level = match one.kind {
                    Kind::Annex | Kind::Part => "#",
                    Kind::Chapter => "##",
                    Kind::Section => "###",
                    Kind::Subsection => "####",
                    _ => "#####",
                };
                line = format!("{level} {line}{}", markdown_words(&one.text, one.kind, false));
            }
        }
        self.line(0, &line);
        self.heading_open = one.text.is_empty();
    }

    /// Clauses, points and paragraphs of one parent, flush where their kinds alone tell what contains what.
    fn row(&mut self, row: &[Provision]) {
        let flush = tells_itself(row);
        for one in row {
            self.rule(one, 0, flush);
        }
    }

    fn rule(&mut self, one: &Provision, around: usize, flush: bool) {
        let indent = match one.kind {
            _ if flush => 0,
            // Each kind has a column of its own, so that what ends is to the right of what follows.
            Kind::Paragraph => around,
            Kind::Point => around + 1,
            _ => around + 2,
        };
        let mark = match one.kind {
            Kind::Clause => format!("{}. ", one.label),
            Kind::Point => format!("{}) ", one.label),
            _ => String::new(),
        };
        let words = match self.style {
            Style::Plain if needs_escape(&one.text, one.kind, self.heading_open) => format!("\\{}", one.text),
            Style::Plain => one.text.clone(),
            Style::Markdown => markdown_words(&one.text, one.kind, self.heading_open),
        };
        self.line(indent, &format!("{mark}{words}"));
        for child in &one.children {
            self.rule(child, indent + 2, flush);
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.out.push_str(line);
        self.heading_open = false;
    }
}

/// Whether a row is read back as it is without any white space.
fn tells_itself(row: &[Provision]) -> bool {
    fn blocks(row: &[Provision], into: &mut Vec<Block>) {
        for one in row {
            let under = default_under(one.kind, &one.text);
            into.push(Block { id: one.id, kind: one.kind, label: String::new(), text: String::new(), under });
            blocks(&one.children, into);
        }
    }
    fn same(read: &[Provision], row: &[Provision]) -> bool {
        let ids = |row: &[Provision]| row.iter().map(|one| one.id).collect::<Vec<ProvisionId>>();
        ids(read) == ids(row) && read.iter().zip(row).all(|(read, one)| same(&read.children, &one.children))
    }
    let mut sequence = Vec::new();
    blocks(row, &mut sequence);
    same(&nest(sequence), row)
}

/// Whether a paragraph's words would be taken for something else.
fn needs_escape(text: &str, kind: Kind, heading_open: bool) -> bool {
    kind == Kind::Paragraph
        && (text.starts_with('\\')
            || marker(text).is_some()
            || (text.starts_with('“') && quotation_depth(text) > 0)
            || (heading_open && is_capitals(text))
            || is_only_signs(text))
}

/// Rules and underlines.
fn is_only_signs(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || matches!(letter, '-' | '_' | '*' | '=' | '—' | '–'))
}

/// Words in Markdown, with backslashes where a sign would mean something and, for a paragraph, where its beginning would.
fn markdown_words(text: &str, kind: Kind, heading_open: bool) -> String {
    let mut words = String::with_capacity(text.len());
    // A stop that ends a marker is escaped, so that every reader of Markdown shows the words alone.
    let is_paragraph = kind == Kind::Paragraph;
    let stop = marker(text).filter(|_| is_paragraph).and_then(|found| {
        let before = text.get(..text.len() - found.rest.len())?;
        // The first of several: "Mục 5.." with its last stop escaped is still section 5.
        let end = before.trim_end().trim_end_matches(|letter: char| letter.is_ascii_punctuation()).len();
        before.get(end..)?.chars().next().filter(char::is_ascii_punctuation).map(|_| end)
    });
    let whole = stop.is_none() && needs_escape(text, kind, heading_open);
    for (place, letter) in text.char_indices() {
        let first = place == 0;
        let escape = match letter {
            '\\' | '*' | '_' | '`' | '<' => true,
            // A row of # at the end closes a heading.
            '#' => first || kind.has_heading(),
            '>' | '=' | '|' | '~' => first && is_paragraph,
            '-' | '+' => first && is_only_signs(text),
            _ => false,
        };
        if escape || Some(place) == stop || (first && whole && !letter.is_ascii_punctuation()) {
            words.push('\\');
        }
        words.push(letter);
    }
    words
}
