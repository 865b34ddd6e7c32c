//! What a document says, without how it looks: the boxes of Decree 30/2020, and between them blocks of text. Texts are plain
//! strings in any form; the writers compose them (NFC) and leave out what cannot be printed (`text.rs`). Nothing in a text is
//! ever read as markup. A document can be kept as JSON, so that what was approved is laid out as it was on that day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Fault;

/// A whole document. `Document::new` gives one with everything optional left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub language: Language,
    pub page: Page,
    /// Whether the country's name and motto stand at the top right (box 1).
    pub national_heading: bool,
    /// The body above the one that issues, box 2; printed in capitals as it is written here.
    pub parent_body: Option<String>,
    pub issuing_body: Option<String>,
    /// Box 3. A body without a series of numbers has none, and then the box is left out.
    pub number: Option<Number>,
    /// Stands in the date line and in the file's own data.
    pub date: Date,
    /// The place in the date line, box 4; without one there is no such line.
    pub place: Option<String>,
    /// The kind of the document in capitals, "BIÊN BẢN", box 5a.
    pub title: String,
    /// What it is about, under the title.
    pub summary: Option<String>,
    /// "Kính gửi": each addressee; empty where the document addresses nobody (box 9a).
    pub addressees: Vec<String>,
    /// "Căn cứ …", one each, without the mark at the end.
    pub legal_bases: Vec<String>,
    pub blocks: Vec<Block>,
    /// The last sentence before the signatures.
    pub closing: Option<Text>,
    pub signatures: Signatures,
    /// "Nơi nhận", one each, without dash and mark (box 9b).
    pub recipients: Vec<String>,
    /// Where the data are samples: the line that says so, at the top of the first page and at the foot of every page.
    pub sample: Option<String>,
    /// A line at the foot of every page, such as where to check the document.
    pub foot: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    Vietnamese,
    English,
}

/// A4 upright or lying, the latter for wide tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    Portrait,
    Landscape,
}

/// "Số: 05/BC-UBND".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// `None` leaves room for a number that the office enters by hand.
    pub number: Option<u32>,
    /// What follows the slash, "BC-UBND".
    pub symbol: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    Heading(Heading),
    /// Line breaks in the text begin paragraphs.
    Paragraph(Text),
    Items(Items),
    Table(Table),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    pub level: Level,
    /// "Chương II", "Điều 5.", "I."; numbering is the caller's (`numbering.rs` helps), since drafts carry their own.
    pub label: Option<String>,
    pub text: String,
}

/// How a heading looks and what it stands under; levels that a document does not use leave no gap in its outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Phần, Chương: the label alone on a line, the name in capitals under it, both centred.
    Chapter,
    /// Mục, Tiểu mục: centred on one line.
    Section,
    /// "I. …" of a report, in bold.
    First,
    /// "1. …" in bold, and Điều.
    Second,
    /// "a) …" in bold italics.
    Third,
}

/// Items one under the other, each with its mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Items {
    pub marks: Marks,
    pub items: Vec<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Marks {
    /// "1.", "2." from the given number on.
    Numbers {
        first: u32,
    },
    /// "a)", "b)", … "d)", "đ)": the order of the Vietnamese alphabet, from its beginning.
    Letters,
    Dashes,
}

/// A table over the whole width. Its head is repeated on each page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub title: String,
    /// Its part of the width, in relation to the others'; at least 1.
    pub share: u16,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    Left,
    Centre,
    Right,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Row {
    /// One text for each column.
    Cells(Vec<Text>),
    /// One text over the whole width, in bold: what the rows under it belong to.
    Group(Text),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Signatures {
    None,
    /// At the right, level with the recipients.
    One(Signature),
    /// Side by side; in minutes the secretary at the left and the chair at the right (form 1.9).
    Two {
        left: Signature,
        right: Signature,
    },
}

/// Boxes 7a to 7c. There is no box for a seal: whoever has one sets it by hand or by a signature of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// "TM. ỦY BAN NHÂN DÂN".
    pub authority: Option<String>,
    /// "CHỦ TỊCH", "THƯ KÝ".
    pub office: String,
    /// "(Ký, ghi rõ họ tên)".
    pub note: Option<String>,
    pub name: Option<String>,
}

/// A text in runs of one style each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(pub Vec<Run>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub text: String,
    pub style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    Plain,
    Bold,
    Italic,
    /// New against an older version: underlined, so that it is told apart on a black and white print too.
    Inserted,
    /// Gone from an older version: struck through.
    Deleted,
}

impl Text {
    /// The text with one more run.
    #[must_use]
    pub fn and(mut self, style: Style, text: impl Into<String>) -> Text {
        self.0.push(Run { text: text.into(), style });
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(vec![Run { text, style: Style::Plain }])
    }
}

impl Document {
    /// An upright page with the national heading and the title, and nothing else yet.
    pub fn new(language: Language, title: impl Into<String>, date: Date) -> Document {
        Document {
            language,
            page: Page::Portrait,
            national_heading: true,
            parent_body: None,
            issuing_body: None,
            number: None,
            date,
            place: None,
            title: title.into(),
            summary: None,
            addressees: Vec::new(),
            legal_bases: Vec::new(),
            blocks: Vec::new(),
            closing: None,
            signatures: Signatures::None,
            recipients: Vec::new(),
            sample: None,
            foot: None,
        }
    }

    /// Whether it can be laid out without losing a word of it.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if !(1..=9999).contains(&self.date.year()) {
            return Err(Fault::Year(self.date.year()));
        }
        let tables = self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        for (index, table) in tables.enumerate() {
            if table.columns.is_empty() || table.columns.iter().any(|column| column.share == 0) {
                return Err(Fault::Columns { table: index });
            }
            for (row, cells) in table.rows.iter().enumerate() {
                if let Row::Cells(cells) = cells
                    && cells.len() != table.columns.len()
                {
                    let (cells, columns) = (cells.len(), table.columns.len());
                    return Err(Fault::Cells { table: index, row, cells, columns });
                }
            }
        }
        Ok(())
    }
}
