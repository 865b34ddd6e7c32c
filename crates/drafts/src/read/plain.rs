//! Plain text, as people send it and as [`crate::Draft::canonical_text`] writes it. A backslash before a line makes it a paragraph, and
//! before the words of a heading makes them one; a first line underlined by `=` is the title.

use super::{END, indent_of, is_rule, numbered};
use crate::{
    marker::marker,
    outline::{Form, Line},
};

/// The lines of a plain text.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut after_blank = true;
    for (number, raw) in numbered(text) {
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            after_blank = true;
            continue;
        }
        if is_underline(trimmed)
            && !after_blank
            && let [only] = lines.as_mut_slice()
        {
            only.form = Form::Title;
            after_blank = true;
            continue;
        }
        let indent = indent_of(raw);
        if trimmed == END || is_rule(trimmed) {
            let form = if trimmed == END { Form::End } else { Form::Rule };
            lines.push(Line { indent, ..Line::new("", number, form) });
            after_blank = true;
            continue;
        }
        let line = line(trimmed, number);
        match lines.last_mut() {
            Some(last) if !after_blank && continues(&last.text, &line) && last.form != Form::Title => {
                last.text.push(' ');
                last.text.push_str(&line.text);
                last.notes.extend(line.notes);
            }
            _ => lines.push(Line { indent, ..line }),
        }
        after_blank = false;
    }
    lines
}

fn line(trimmed: &str, number: u32) -> Line {
    if let Some(literal) = trimmed.strip_prefix('\\') {
        return Line::new(literal, number, Form::Literal);
    }
    let mut line = Line::new(trimmed, number, Form::Words);
    let escaped = marker(&line.text).filter(|found| found.kind.has_heading() && found.rest.starts_with('\\'));
    if let Some(found) = escaped {
        let start = line.text.len() - found.rest.len();
        line.text.remove(start);
        line.form = Form::Heading;
    }
    line
}

/// Whether a line goes on with the sentence of the line directly above, as in texts that were broken at a width.
fn continues(above: &str, line: &Line) -> bool {
    line.form == Form::Words
        && line.text.chars().next().is_some_and(char::is_lowercase)
        && !above.ends_with(['.', ';', ':'])
        && marker(&line.text).is_none()
        && marker(above).is_none_or(|found| !found.rest.is_empty())
}

/// Whether a line is nothing but `=`.
pub(super) fn is_underline(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'=')
}
