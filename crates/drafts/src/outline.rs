//! From lines to a draft: which lines begin a provision, which continue one, and what contains what. Every reader of a format hands its
//! lines to this one place, which knows no format.

use crate::{
    blocks::{Block, ROOT, default_under, nest},
    fault::ImportFault,
    finding::{Code, Finding, numbering},
    kind::Kind,
    limits,
    marker::{Marker, marker},
    provision::{Draft, NewIds, ProvisionId},
    text::{clean, excerpt, is_capitals},
};

/// Longer than this is a rule and no heading.
const HEADING_CHARACTERS: usize = 300;
/// As far as quotation marks are followed.
const QUOTATION_LINES: usize = 400;
const EXCERPT: usize = 80;

/// What the reader knows of a line beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// It may begin with a marker.
    Words,
    /// A paragraph, whatever it begins with.
    Literal,
    /// Set apart as a heading, so that all its words are one.
    Heading,
    /// What the text calls itself.
    Title,
    /// A rule between paragraphs: a paragraph behind it belongs to nothing above.
    Rule,
    /// The end of everything open.
    End,
}

/// One line, or paragraph, of a file.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub text: String,
    /// Its number in the file, from 1.
    pub number: u32,
    /// Columns of white space before it.
    pub indent: usize,
    pub form: Form,
    /// Bold or centred, as headings under a number are.
    pub emphasised: bool,
    pub notes: Vec<(Code, String)>,
}

impl Line {
    /// A line of these words, cleaned.
    pub(crate) fn new(raw: &str, number: u32, form: Form) -> Self {
        let cleaned = clean(raw);
        let notes = if cleaned.unseen > 0 {
            vec![(Code::Unseen, excerpt(&cleaned.text, EXCERPT))]
        } else {
            Vec::new()
        };
        Self { text: cleaned.text, number, indent: 0, form, emphasised: false, notes }
    }
}

/// A draft and what a person should look at in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    pub draft: Draft,
    pub findings: Vec<Finding>,
}

/// Whether the words behind an article's number are a rule rather than a heading: they end like a sentence.
pub(crate) fn is_run_in(rest: &str) -> bool {
    rest.trim_end_matches(['”', '"', ')']).ends_with(['.', ';', ':'])
        || rest.chars().count() > HEADING_CHARACTERS
}

/// How far quotation marks that open in these words stay open.
pub(crate) fn quotation_depth(text: &str) -> i64 {
    text.chars()
        .map(|letter| match letter {
            '“' => 1,
            '”' => -1,
            _ => 0,
        })
        .sum()
}

struct Reading<'a> {
    new_ids: NewIds<'a>,
    title: String,
    blocks: Vec<Block>,
    findings: Vec<Finding>,
    /// Clauses and points that are open, with the white space before each.
    open: Vec<(u8, usize)>,
    /// A heading is still awaited by the last block, or was taken from the line behind it and may go on.
    awaits: Awaits,
    /// What a rule or an end did to the next block.
    ended: Option<Form>,
    bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Awaits {
    Nothing,
    Heading,
    MoreHeading,
}

/// Makes the draft of these lines.
pub(crate) fn outline(mut lines: Vec<Line>, new_ids: NewIds<'_>) -> Result<Imported, ImportFault> {
    keep_quotations(&mut lines);
    let mut reading = Reading {
        new_ids,
        title: String::new(),
        blocks: Vec::new(),
        findings: Vec::new(),
        open: Vec::new(),
        awaits: Awaits::Nothing,
        ended: None,
        bytes: 0,
    };
    for line in lines {
        reading.take(line)?;
    }
    let Reading { title, blocks, mut findings, .. } = reading;
    if blocks.is_empty() && title.is_empty() {
        return Err(ImportFault::Empty);
    }
    let draft = Draft::new(title, nest(blocks)).map_err(|fault| match fault {
        crate::DraftFault::TooMany => ImportFault::TooMany,
        _ => ImportFault::TooLarge,
    })?;
    findings.extend(numbering(&draft));
    Ok(Imported { draft, findings })
}

/// Words quoted from another law hold articles and clauses that are none of this draft's.
fn keep_quotations(lines: &mut [Line]) {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let opens = line.form == Form::Words && line.text.starts_with('“') && quotation_depth(&line.text) > 0;
        at += 1;
        if !opens {
            continue;
        }
        let mut depth = quotation_depth(&line.text);
        let rest = lines.get(at..).unwrap_or_default();
        let end = rest.iter().take(QUOTATION_LINES).position(|inside| {
            depth += quotation_depth(&inside.text);
            depth <= 0
        });
        match end {
            Some(end) => {
                for inside in lines.iter_mut().skip(at).take(end + 1) {
                    if matches!(inside.form, Form::Words | Form::Heading) {
                        inside.form = Form::Literal;
                    }
                }
                at += end + 1;
            }
            None => {
                if let Some(line) = lines.get_mut(at - 1) {
                    line.notes.push((Code::Quotation, excerpt(&line.text, EXCERPT)));
                }
            }
        }
    }
}

impl Reading<'_> {
    fn take(&mut self, line: Line) -> Result<(), ImportFault> {
        let number = line.number;
        self.bytes += line.text.len();
        if self.bytes > limits::TEXT_BYTES || line.text.len() > limits::PROVISION_BYTES {
            return Err(ImportFault::TooLarge);
        }
        let notes = line.notes.clone();
        let provision = self.place(line);
        if self.blocks.len() > limits::PROVISIONS {
            return Err(ImportFault::TooMany);
        }
        for (code, words) in notes {
            self.findings.push(Finding { code, provision, line: number, words });
        }
        Ok(())
    }

    /// Puts the line where it belongs and says which provision it became or went into.
    fn place(&mut self, line: Line) -> Option<ProvisionId> {
        match line.form {
            Form::Rule | Form::End => {
                self.ended = Some(line.form);
                self.awaits = Awaits::Nothing;
                return None;
            }
            Form::Title if self.title.is_empty() => {
                self.title = line.text;
                return None;
            }
            _ if line.text.is_empty() => return None,
            _ => {}
        }
        let found = if line.form == Form::Literal { None } else { marker(&line.text) };
        match found {
            Some(found) if found.kind.has_heading() => Some(self.heading(&found, &line)),
            Some(found) => Some(self.push(found.kind, found.label, found.rest.to_owned(), line.indent)),
            None => Some(self.words(line)),
        }
    }

    fn heading(&mut self, found: &Marker<'_>, line: &Line) -> ProvisionId {
        let runs_in = found.kind == Kind::Article && line.form != Form::Heading && is_run_in(found.rest);
        let heading = if runs_in { "" } else { found.rest };
        let id = self.push(found.kind, found.label.clone(), heading.to_owned(), 0);
        if runs_in {
            self.push(Kind::Paragraph, String::new(), found.rest.to_owned(), 0);
        } else if heading.is_empty() {
            self.awaits = Awaits::Heading;
        }
        id
    }

    fn words(&mut self, line: Line) -> ProvisionId {
        let may_be_heading = line.form != Form::Literal && !is_run_in(&line.text);
        let looks_like_one = is_capitals(&line.text) || line.emphasised || line.form == Form::Heading;
        if may_be_heading
            && (self.awaits == Awaits::Heading && looks_like_one
                || self.awaits == Awaits::MoreHeading && is_capitals(&line.text))
            && let Some(last) = self.blocks.last_mut()
        {
            if !last.text.is_empty() {
                last.text.push(' ');
            }
            last.text.push_str(&line.text);
            self.awaits = if is_capitals(&line.text) { Awaits::MoreHeading } else { Awaits::Nothing };
            return last.id;
        }
        if line.form == Form::Heading {
            let words = excerpt(&line.text, EXCERPT);
            let id = self.push(Kind::Paragraph, String::new(), line.text, line.indent);
            self.findings.push(Finding {
                code: Code::Heading,
                provision: Some(id),
                line: line.number,
                words,
            });
            return id;
        }
        self.push(Kind::Paragraph, String::new(), line.text, line.indent)
    }

    fn push(&mut self, kind: Kind, label: String, text: String, indent: usize) -> ProvisionId {
        self.awaits = Awaits::Nothing;
        let under = match self.ended.take() {
            Some(Form::End) => ROOT,
            Some(_) if kind == Kind::Paragraph => ROOT,
            _ if kind.has_heading() => kind.rank() - 1,
            _ => self.under(kind, &text, indent),
        };
        if kind.has_heading() {
            self.open.clear();
        } else {
            self.open.retain(|(rank, _)| *rank <= under);
            if kind != Kind::Paragraph {
                self.open.push((kind.rank(), indent));
            }
        }
        let id = ProvisionId((self.new_ids)());
        self.blocks.push(Block { id, kind, label, text, under });
        id
    }

    /// White space tells what a clause, point or paragraph belongs to, where it differs; else its kind does.
    fn under(&self, kind: Kind, text: &str, indent: usize) -> u8 {
        if self.open.iter().all(|(_, other)| *other == indent) {
            return default_under(kind, text);
        }
        let owner = self.open.iter().rev().find(|(rank, other)| *rank < kind.rank() && *other < indent);
        owner.map_or(Kind::Article.rank(), |(rank, _)| *rank)
    }
}
