//! The values that `layout.typ` asks for, made from a document. Strings and numbers only: no text becomes source.

use typst::foundations::{Array, Dict, Value, array, dict};
use typst::text::FontInstance;

use super::fit::{breakable, in_font};
use crate::model::{
    Align, Block, Document, Heading, Items, Language, Level, Page, Row, Run, Signature, Signatures, Style,
    Table,
};
use crate::numbering::{long_date, number_line};
use crate::{labels, text};

/// How wide the text is, in points, upright and lying.
const WIDTHS: (f64, f64) = (160.0 * 72.0 / 25.4, 247.0 * 72.0 / 25.4);
/// Signatures and recipients stay on one page together while they are shorter than this, in characters.
const TOGETHER: usize = 1500;

fn is_silent(block: &Block) -> bool {
    let Block::Heading(Heading { label, text, .. }) = block else { return false };
    text::line(label.as_deref().unwrap_or_default()).is_empty() && text::line(text).is_empty()
}

struct Maker<'a> {
    faces: &'a [FontInstance],
    width: f64,
}

/// Which stretch of a document is laid out: what stands around the blocks belongs to the first and the last.
#[derive(Clone, Copy)]
pub struct Stretch {
    /// The number of its first page.
    pub page: usize,
    pub is_first: bool,
    pub is_last: bool,
}

impl Stretch {
    pub const WHOLE: Stretch = Stretch { page: 1, is_first: true, is_last: true };
}

pub fn of(document: &Document, blocks: &[Block], stretch: Stretch, faces: &[FontInstance]) -> Dict {
    let landscape = document.page == Page::Landscape;
    let maker = Maker { faces, width: if landscape { WIDTHS.1 } else { WIDTHS.0 } };
    let labels = labels::of(document.language);
    let heading = document.national_heading && stretch.is_first;
    let name = [Some(&document.title), document.summary.as_ref()];
    let mut name: Vec<String> =
        name.into_iter().flatten().map(|part| text::line(part)).filter(|part| !part.is_empty()).collect();
    if name.is_empty() {
        // The standards for archives and for readers' programs ask every file for a name.
        name.push(long_date(document.date, document.language));
    }
    let recipients = text::listed(if stretch.is_last { &document.recipients } else { &[] });
    let signatures: &[&Signature] = match &document.signatures {
        _ if !stretch.is_last => &[],
        Signatures::None => &[],
        Signatures::One(right) => &[right],
        Signatures::Two { left, right } => &[left, right],
    };
    let signed: usize = signatures
        .iter()
        .flat_map(|it| [it.authority.as_ref(), Some(&it.office), it.note.as_ref(), it.name.as_ref()])
        .flatten()
        .map(String::len)
        .sum();
    let sent: usize = recipients.iter().map(|line| line.len() + 40).sum();
    let half = maker.width / 2.0 - 10.0;
    let first = |text: Option<String>| text.filter(|_| stretch.is_first);
    let (parent, body) = if stretch.is_first {
        (document.parent_body.as_deref(), document.issuing_body.as_deref())
    } else {
        (None, None)
    };
    let (bases, addressees): (&[String], &[String]) =
        if stretch.is_first { (&document.legal_bases, &document.addressees) } else { (&[], &[]) };
    let foot: Vec<&String> = document.foot.iter().chain(&document.sample).collect();
    dict! {
        "name" => maker.line(&name.join(" "), f64::INFINITY, 1.0),
        "author" => maker.optional(document.issuing_body.as_deref(), f64::INFINITY, 1.0).map_or(Value::Array(Array::new()), |it| Value::Array(array![it])),
        "language" => match document.language { Language::Vietnamese => "vi", Language::English => "en" },
        "date" => array![i64::from(document.date.year()), i64::from(document.date.month()), i64::from(document.date.day())],
        "landscape" => landscape,
        "page" => stretch.page,
        "sample" => first(maker.optional(document.sample.as_deref(), maker.width - 10.0, 12.0)),
        "foot" => foot.iter().map(|it| Value::Str(maker.line(it, maker.width, 9.0).into())).collect::<Array>(),
        "parent" => maker.body(parent, landscape),
        "body" => maker.body(body, landscape),
        "country" => heading.then_some(labels.country),
        "motto" => heading.then_some(labels.motto),
        "number" => first(document.number.as_ref().map(|it| maker.line(&number_line(it, document.language), 185.0, 13.0))),
        "dated" => first(document.place.as_ref().map(|it| {
            let line = format!("{}, {}", text::line(it), long_date(document.date, document.language));
            maker.line(&line, 258.0, 13.0)
        })),
        "title" => first(Some(maker.line(&document.title, maker.width, 14.0))),
        "summary" => first(maker.optional(document.summary.as_deref(), maker.width, 14.0)),
        "to" => labels.addressees,
        "addressees" => match addressees {
            [one] => maker.strings(&[text::line(one)], maker.width - 100.0),
            more => maker.strings(&text::listed(more), maker.width - 160.0),
        },
        "bases" => maker.strings(&text::listed(bases), maker.width - 36.0),
        "blocks" => maker.blocks(blocks),
        "closing" => document.closing.as_ref().filter(|_| stretch.is_last).map(|it| maker.rich(&text::lines(it), maker.width - 36.0, 14.0)),
        "signatures" => signatures.iter().map(|it| maker.signature(it, half)).collect::<Array>(),
        "recipients-label" => labels.recipients,
        "recipients" => maker.strings(&recipients, half),
        "together" => signed + sent < TOGETHER,
    }
}

impl Maker<'_> {
    /// One line of text for a box of `width` points in the given size.
    fn line(&self, text: &str, width: f64, size: f64) -> String {
        self.fitted(&text::line(text), width, size)
    }

    fn fitted(&self, text: &str, width: f64, size: f64) -> String {
        breakable(&in_font(text, self.faces), width / size, self.faces)
    }

    fn optional(&self, text: Option<&str>, width: f64, size: f64) -> Option<String> {
        text.map(|text| self.line(text, width, size)).filter(|text| !text.is_empty())
    }

    fn body(&self, name: Option<&str>, landscape: bool) -> Array {
        let lines = name.map(|name| text::in_box(name, text::capitals(landscape))).unwrap_or_default();
        let lines = lines.iter().filter(|line| !line.is_empty());
        lines.map(|line| Value::Str(self.line(line, 185.0, 12.0).into())).collect()
    }

    fn strings(&self, texts: &[String], width: f64) -> Array {
        texts.iter().map(|text| Value::Str(self.line(text, width, 14.0).into())).collect()
    }

    /// A string where that says it all, else an array of pieces; lines are parted by breaks.
    fn rich(&self, lines: &[Vec<Run>], width: f64, size: f64) -> Value {
        if lines.is_empty() {
            return Value::Str("".into());
        }
        if let [line] = lines
            && let [Run { text, style: Style::Plain }] = line.as_slice()
        {
            return Value::Str(self.fitted(text, width, size).into());
        }
        let mut pieces = Array::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                pieces.push(Value::Dict(dict! { "style" => "break" }));
            }
            for run in line {
                let style = match run.style {
                    Style::Plain => {
                        pieces.push(Value::Str(self.fitted(&run.text, width, size).into()));
                        continue;
                    }
                    Style::Bold => "bold",
                    Style::Italic => "italic",
                    Style::Inserted => "inserted",
                    Style::Deleted => "deleted",
                };
                pieces.push(Value::Dict(
                    dict! { "style" => style, "text" => self.fitted(&run.text, width, size) },
                ));
            }
        }
        Value::Array(pieces)
    }

    fn blocks(&self, blocks: &[Block]) -> Array {
        // A heading that says nothing has no place in an outline, and readers' programs must not find one.
        if blocks.iter().any(is_silent) {
            let said: Vec<Block> = blocks.iter().filter(|block| !is_silent(block)).cloned().collect();
            return self.blocks(&said);
        }
        let mut depths = text::depths(blocks).into_iter();
        let mut out = Array::new();
        for block in blocks {
            match block {
                Block::Heading(heading) => out.push(self.heading(heading, depths.next().unwrap_or(1))),
                Block::Paragraph(paragraph) => self.paragraphs(&mut out, &text::lines(paragraph)),
                Block::Items(items) => self.items(&mut out, items),
                Block::Table(table) => out.push(self.table(table)),
            }
        }
        out
    }

    fn heading(&self, heading: &Heading, depth: usize) -> Value {
        let look = match heading.level {
            Level::Chapter => "chapter",
            Level::Section => "section",
            Level::First => "first",
            Level::Second => "second",
            Level::Third => "third",
        };
        Value::Dict(dict! {
            "kind" => "heading",
            "look" => look,
            "depth" => depth,
            "label" => self.optional(heading.label.as_deref(), self.width - 36.0, 14.0),
            "text" => self.line(&heading.text, self.width - 36.0, 14.0),
        })
    }

    fn paragraphs(&self, out: &mut Array, lines: &[Vec<Run>]) {
        for line in lines {
            let text = self.rich(std::slice::from_ref(line), self.width - 36.0, 14.0);
            out.push(Value::Dict(dict! { "kind" => "paragraph", "text" => text }));
        }
    }

    fn items(&self, out: &mut Array, items: &Items) {
        for (index, item) in items.items.iter().enumerate() {
            self.paragraphs(out, &text::marked(items.marks, index, item));
        }
    }

    fn table(&self, table: &Table) -> Value {
        let whole: f64 = table.columns.iter().map(|column| f64::from(column.share)).sum();
        let widths: Vec<f64> =
            table.columns.iter().map(|column| self.width * f64::from(column.share) / whole - 8.0).collect();
        let columns: Array = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| {
                let align = match column.align {
                    Align::Left => "left",
                    Align::Centre => "centre",
                    Align::Right => "right",
                };
                let title = self.line(&column.title, *width, 12.0);
                Value::Dict(dict! { "title" => title, "share" => column.share, "align" => align })
            })
            .collect();
        let rows: Array = table
            .rows
            .iter()
            .map(|row| {
                let (group, cells) = match row {
                    Row::Group(text) => (true, array![self.rich(&text::lines(text), self.width - 8.0, 12.0)]),
                    Row::Cells(cells) => {
                        let cells = cells.iter().zip(&widths);
                        (
                            false,
                            cells.map(|(cell, width)| self.rich(&text::lines(cell), *width, 12.0)).collect(),
                        )
                    }
                };
                Value::Dict(dict! { "group" => group, "cells" => cells })
            })
            .collect();
        Value::Dict(dict! { "kind" => "table", "columns" => columns, "rows" => rows })
    }

    fn signature(&self, signature: &Signature, width: f64) -> Value {
        let office: Array = [signature.authority.as_deref(), Some(&*signature.office)]
            .into_iter()
            .filter_map(|part| self.optional(part, width, 14.0))
            .map(|part| Value::Str(part.into()))
            .collect();
        Value::Dict(dict! {
            "office" => office,
            "note" => self.optional(signature.note.as_deref(), width, 12.0),
            "name" => self.optional(signature.name.as_deref(), width, 14.0),
        })
    }
}
