//! Documents as they come out: read back, as a person's programs read them.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod docx;
#[cfg(feature = "pdf")]
mod pdf;
mod samples;

use dantin_documents::Fault;
use dantin_documents::model::{Align, Block, Column, Document, Language, Row, Table, Text};
use dantin_documents::to_docx;
use jiff::civil::date;

/// Texts that mean something to a typesetter, to XML or to nobody.
pub const HOSTILE: [&str; 12] = [
    "#import \"secret.typ\": *",
    "#sys.inputs #read(\"/etc/passwd\") #panic(1)",
    "$ x^2 $ and *bold* _emphasis_ `raw` ~ -- ---",
    "@reference <label> = heading",
    "\\ \\u{1F600} \\\\server\\share // comment /* comment */",
    "<w:p></w:p><!-- & &amp; ]]> <?xml?>",
    "- list + list / term: 1. item",
    "[bracket] {brace} (paren) \"quote\" 'quote'",
    "https://example.org/a?b=c&d=#e",
    "Đường Nguyễn Đình Chiểu, phường Ô Chợ Dừa",
    "…—–“”‘’«»°×½€",
    "%PDF-1.7 endobj << /Type /Page >>",
];

pub fn with_table(columns: Vec<Column>, rows: Vec<Row>) -> Document {
    let mut document = Document::new(Language::Vietnamese, "BẢNG", date(2026, 3, 5));
    document.blocks = vec![Block::Paragraph("Trước bảng.".into()), Block::Table(Table { columns, rows })];
    document
}

pub fn column(title: &str, share: u16) -> Column {
    Column { title: title.into(), share, align: Align::Left }
}

/// A text in every place of a document that takes one.
pub fn everywhere(text: &str) -> Document {
    use dantin_documents::model::{Heading, Items, Level, Marks, Number, Signature, Signatures, Style};
    let own = || text.to_owned();
    let mut document = Document::new(Language::English, text, date(2026, 3, 5));
    document.parent_body = Some(own());
    document.issuing_body = Some(own());
    document.number = Some(Number { number: None, symbol: own() });
    document.place = Some(own());
    document.summary = Some(own());
    document.addressees = vec![own(), own()];
    document.legal_bases = vec![own()];
    document.closing = Some(text.into());
    document.recipients = vec![own()];
    document.sample = Some(own());
    document.foot = Some(own());
    let signature =
        || Signature { authority: Some(own()), office: own(), note: Some(own()), name: Some(own()) };
    document.signatures = Signatures::Two { left: signature(), right: signature() };
    let styled = Text::from(text)
        .and(Style::Bold, text)
        .and(Style::Italic, text)
        .and(Style::Inserted, text)
        .and(Style::Deleted, text);
    let levels = [Level::Third, Level::Chapter, Level::Section, Level::First, Level::Second];
    let heading = |level| Block::Heading(Heading { level, label: Some(own()), text: own() });
    document.blocks = levels.map(heading).into();
    document.blocks.push(Block::Paragraph(styled.clone()));
    for marks in [Marks::Letters, Marks::Dashes, Marks::Numbers { first: u32::MAX }] {
        document.blocks.push(Block::Items(Items { marks, items: vec![text.into(), styled.clone()] }));
    }
    document.blocks.push(Block::Table(Table {
        columns: vec![column(text, 1), column("", 30)],
        rows: vec![Row::Group(text.into()), Row::Cells(vec![text.into(), styled])],
    }));
    document
}

#[test]
fn a_table_that_would_lose_a_cell_is_refused() {
    let columns = || vec![column("Một", 1), column("Hai", 1)];
    let short =
        with_table(columns(), vec![Row::Cells(vec!["a".into(), "b".into()]), Row::Cells(vec!["a".into()])]);
    assert_eq!(to_docx(&short), Err(Fault::Cells { table: 0, row: 1, cells: 1, columns: 2 }));
    assert_eq!(to_docx(&with_table(vec![], vec![])), Err(Fault::Columns { table: 0 }));
    assert_eq!(to_docx(&with_table(vec![column("Một", 0)], vec![])), Err(Fault::Columns { table: 0 }));
    assert!(to_docx(&with_table(columns(), vec![])).is_ok());
}

#[test]
fn a_year_that_no_date_line_can_hold_is_refused() {
    let document = Document::new(Language::Vietnamese, "BIÊN BẢN", date(-1, 1, 1));
    assert_eq!(to_docx(&document), Err(Fault::Year(-1)));
}
