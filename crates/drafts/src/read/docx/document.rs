//! The body of a document as lines: paragraphs with their numbers, rows of tables, what was left out. It reads one outermost paragraph
//! or table at a time.

use std::collections::HashMap;

use super::{
    numbering::Numbering,
    styles::{Look, Styles, old_font},
    xml::{Element, Node, Piece, Source},
};
use crate::{
    fault::ImportFault,
    finding::Code,
    limits,
    outline::{Form, Line},
    text::{clean, excerpt},
};

/// As much of what was left out as a finding keeps.
const LEFT_OUT: usize = 400;

/// The words of footnotes or endnotes by kind and number.
pub(super) fn notes(
    part: Option<&str>,
    kind: &str,
) -> Result<HashMap<(String, String), String>, ImportFault> {
    let mut notes = HashMap::new();
    let Some(part) = part else { return Ok(notes) };
    for note in Source::elements(part)? {
        if let Some(id) = note.attribute("id").filter(|_| note.name == kind) {
            let mut words = String::new();
            gather(&note, &mut words);
            notes.insert((kind.to_owned(), id.to_owned()), excerpt(&clean(&words).text, LEFT_OUT));
        }
    }
    Ok(notes)
}

/// All words inside an element, as they would be without any layout.
fn gather(element: &Element, words: &mut String) {
    for node in &element.children {
        let Node::Element(inside) = node else { continue };
        match inside.name.as_str() {
            "t" => words.push_str(&inside.text()),
            "tab" | "br" | "cr" => words.push(' '),
            "del" | "moveFrom" | "mc:Fallback" => {}
            _ => {
                gather(inside, words);
                if inside.name == "p" {
                    words.push(' ');
                }
            }
        }
    }
}

pub(super) struct Document {
    styles: Styles,
    numbering: Numbering,
    footnotes: HashMap<(String, String), String>,
    lines: Vec<Line>,
    bytes: usize,
    number: u32,
    /// Words of a paragraph whose end was deleted, so that the next goes on with it.
    carried: Option<Words>,
    /// What stands in no line, and is told at the next.
    notes: Vec<(Code, String)>,
    tracked: bool,
    remarks: bool,
    old_font: bool,
}

/// The words of a paragraph while its runs are read.
#[derive(Default)]
struct Words {
    /// Line breaks are in it.
    text: String,
    notes: Vec<(Code, String)>,
    /// Letters in bold, and all.
    bold: usize,
    letters: usize,
}

impl Document {
    pub(super) fn new(
        styles: Styles,
        numbering: Numbering,
        footnotes: HashMap<(String, String), String>,
    ) -> Self {
        Self {
            styles,
            numbering,
            footnotes,
            lines: Vec::new(),
            bytes: 0,
            number: 0,
            carried: None,
            notes: Vec::new(),
            tracked: false,
            remarks: false,
            old_font: false,
        }
    }

    pub(super) fn read(mut self, part: &str) -> Result<Vec<Line>, ImportFault> {
        let mut source = Source::new(part);
        let mut in_body = false;
        loop {
            match source.next()? {
                Piece::Start(element) if in_body => {
                    let block = source.rest_of(element)?;
                    self.block(&block, 0)?;
                }
                Piece::Start(element) => in_body = element.name == "body",
                Piece::End => in_body = false,
                Piece::Text(_) => {}
                Piece::Done => break,
            }
        }
        if let Some(carried) = self.carried.take() {
            self.put(carried, Form::Words, false)?;
        }
        if let Some(last) = self.lines.last_mut() {
            last.notes.append(&mut self.notes);
        }
        Ok(self.lines)
    }

    fn block(&mut self, block: &Element, tables: usize) -> Result<(), ImportFault> {
        match block.name.as_str() {
            "p" => self.paragraph(block),
            "tbl" => self.table(block, tables + 1),
            "sdt" if is_contents(block) => {
                self.notes.push((Code::Contents, String::new()));
                Ok(())
            }
            "del" | "moveFrom" => {
                self.track();
                Ok(())
            }
            "sdt"
            | "sdtContent"
            | "ins"
            | "moveTo"
            | "customXml"
            | "smartTag"
            | "mc:AlternateContent"
            | "mc:Choice" => block.elements().try_for_each(|inside| self.block(inside, tables)),
            _ => Ok(()),
        }
    }

    fn track(&mut self) {
        if !self.tracked {
            self.tracked = true;
            self.notes.push((Code::TrackedChanges, String::new()));
        }
    }

    fn paragraph(&mut self, paragraph: &Element) -> Result<(), ImportFault> {
        self.number += 1;
        let properties = paragraph.child("pPr");
        let style =
            properties.and_then(|properties| properties.child("pStyle")).and_then(|style| style.val());
        let look = self.styles.look(style);
        if look.contents {
            self.notes.push((Code::Contents, String::new()));
            self.notes.dedup();
            return Ok(());
        }
        let own = Look::of(properties, None);
        let mark = properties.and_then(|properties| properties.child("rPr"));
        let mark_deleted =
            mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some());
        if mark_deleted || mark.is_some_and(|mark| mark.child("ins").is_some()) {
            self.track();
        }
        let mut words = self.carried.take().unwrap_or_default();
        if words.text.is_empty()
            && let Some((list, level)) = own.list.as_ref().or(look.list.as_ref())
        {
            let level = level
                .or_else(|| self.numbering.level_of_style(list, style.unwrap_or_default()))
                .unwrap_or_default();
            if let Some(number) = self.numbering.count(list, level) {
                words.text = format!("{number} ");
            }
        }
        let numbered = words.text.len();
        self.runs(paragraph, &look, &mut words);
        if words.text.len() == numbered && numbered > 0 && !mark_deleted {
            // A number with nothing behind it is an empty line to the eye.
            words.text.clear();
        }
        if mark_deleted {
            self.carried = Some(words);
            return Ok(());
        }
        let emphasised =
            own.centred.or(look.centred) == Some(true) || (words.letters > 0 && words.bold == words.letters);
        let form = match (look.title, look.heading) {
            (true, _) => Form::Title,
            (_, true) => Form::Heading,
            _ => Form::Words,
        };
        self.put(words, form, emphasised)
    }

    fn put(&mut self, words: Words, form: Form, emphasised: bool) -> Result<(), ImportFault> {
        self.bytes += words.text.len();
        if self.bytes > limits::TEXT_BYTES {
            return Err(ImportFault::TooLarge);
        }
        let mut notes = words.notes;
        notes.splice(0..0, self.notes.drain(..));
        for piece in words.text.split('\n') {
            let mut line = Line { emphasised, ..Line::new(piece, self.number, form) };
            if line.text.is_empty() {
                notes.append(&mut line.notes);
                continue;
            }
            if is_underscores(&line.text) {
                line = Line::new("", self.number, Form::Rule);
            } else {
                line.notes.splice(0..0, notes.drain(..));
            }
            self.lines.push(line);
        }
        // Nothing to hang them on: the next line will carry them.
        self.notes = notes;
        if self.lines.len() > limits::PROVISIONS * 2 { Err(ImportFault::TooMany) } else { Ok(()) }
    }

    /// The runs of a paragraph, through whatever is around them.
    fn runs(&mut self, around: &Element, look: &Look, words: &mut Words) {
        for inside in around.elements() {
            match inside.name.as_str() {
                "r" => self.run(inside, look, words),
                "del" | "moveFrom" => self.track(),
                "ins" | "moveTo" => {
                    self.track();
                    self.runs(inside, look, words);
                }
                "hyperlink"
                | "smartTag"
                | "sdt"
                | "sdtContent"
                | "fldSimple"
                | "customXml"
                | "dir"
                | "bdo"
                | "mc:AlternateContent"
                | "mc:Choice" => self.runs(inside, look, words),
                "-oMath" | "-oMathPara" => {
                    words.notes.push((Code::Symbol, String::new()));
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, run: &Element, look: &Look, words: &mut Words) {
        let properties = run.child("rPr");
        if properties.is_some_and(|properties| properties.is_on("vanish")) {
            let mut hidden = String::new();
            gather(run, &mut hidden);
            words.notes.push((Code::Hidden, excerpt(&clean(&hidden).text, LEFT_OUT)));
            return;
        }
        let before = words.text.len();
        self.inside_run(run, words);
        let added = words.text.get(before..).unwrap_or_default();
        let letters = added.chars().filter(|letter| !letter.is_whitespace()).count();
        let own_bold = properties.filter(|own| own.child("b").is_some()).map(|own| own.is_on("b"));
        let is_caps = properties.is_some_and(|properties| properties.is_on("caps"));
        words.letters += letters;
        if is_caps || own_bold.or(look.bold) == Some(true) {
            words.bold += letters;
        }
        let is_old = properties.and_then(old_font).or(look.old_font) == Some(true);
        if is_old && letters > 0 && !self.old_font {
            self.old_font = true;
            words.notes.push((Code::OldFont, excerpt(added.trim(), LEFT_OUT)));
        }
    }

    fn inside_run(&mut self, run: &Element, words: &mut Words) {
        for inside in run.elements() {
            match inside.name.as_str() {
                // A line break in the file itself is white space.
                "t" => words.text.push_str(&inside.text().replace(['\n', '\r'], " ")),
                "tab" | "ptab" => words.text.push(' '),
                "br" | "cr" => words.text.push('\n'),
                "noBreakHyphen" => words.text.push('-'),
                "sym" => words.notes.push((Code::Symbol, String::new())),
                "footnoteReference" | "endnoteReference" => {
                    let kind = inside.name.trim_end_matches("Reference").to_owned();
                    let id = inside.attribute("id").unwrap_or_default().to_owned();
                    let note = self.footnotes.get(&(kind, id)).cloned().unwrap_or_default();
                    words.notes.push((Code::Footnote, note));
                }
                "commentReference" if !self.remarks => {
                    self.remarks = true;
                    words.notes.push((Code::Remarks, String::new()));
                }
                "drawing" | "pict" | "object" => {
                    let mut drawn = String::new();
                    gather(inside, &mut drawn);
                    let drawn = clean(&drawn).text;
                    if !drawn.is_empty() {
                        words.notes.push((Code::Drawing, excerpt(&drawn, LEFT_OUT)));
                    }
                }
                "mc:AlternateContent" | "mc:Choice" => self.inside_run(inside, words),
                _ => {}
            }
        }
    }

    /// A row with several cells becomes one paragraph; a table of one column is only a frame around what it holds.
    fn table(&mut self, table: &Element, tables: usize) -> Result<(), ImportFault> {
        if tables > limits::TABLE_DEPTH {
            return Err(ImportFault::Depth);
        }
        let rows = through(table, "tr");
        for row in rows {
            let cells = through(row, "tc");
            if let [only] = cells.as_slice() {
                only.elements().try_for_each(|inside| self.block(inside, tables))?;
                continue;
            }
            let mut texts = Vec::new();
            let mut notes = Vec::new();
            for cell in cells {
                // The cell is read as a document of its own, with the same counting.
                let outside = std::mem::take(&mut self.lines);
                let read = cell.elements().try_for_each(|inside| self.block(inside, tables));
                if let Some(carried) = self.carried.take() {
                    self.put(carried, Form::Words, false)?;
                }
                let lines = std::mem::replace(&mut self.lines, outside);
                read?;
                texts.push(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" "));
                notes.extend(
                    lines.into_iter().flat_map(|line| line.notes).filter(|(code, _)| *code != Code::Table),
                );
            }
            let text = texts.join(" | ");
            if text.trim_matches([' ', '|']).is_empty() {
                self.notes.append(&mut notes);
                continue;
            }
            let mut line = Line::new(&text, self.number, Form::Literal);
            line.notes.append(&mut notes);
            line.notes.push((Code::Table, excerpt(&line.text, 80)));
            self.lines.push(line);
        }
        Ok(())
    }
}

/// The rows of a table or cells of a row, also where somebody put marks around them.
fn through<'a>(around: &'a Element, name: &str) -> Vec<&'a Element> {
    let mut found = Vec::new();
    for inside in around.elements() {
        match inside.name.as_str() {
            other if other == name => {
                let properties = inside.child("trPr");
                if properties.is_none_or(|properties| properties.child("del").is_none()) {
                    found.push(inside);
                }
            }
            "sdt" | "sdtContent" | "customXml" => found.extend(through(inside, name)),
            _ => {}
        }
    }
    found
}

fn is_contents(block: &Element) -> bool {
    let gallery = block
        .child("sdtPr")
        .and_then(|properties| properties.child("docPartObj"))
        .and_then(|part| part.child("docPartGallery"));
    gallery.and_then(|gallery| gallery.val()) == Some("Table of Contents")
}

/// A line drawn with signs.
fn is_underscores(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|letter| matches!(letter, '_' | '-' | '–' | '—' | ' '))
}
