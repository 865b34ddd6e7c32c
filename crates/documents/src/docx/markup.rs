//! Paragraphs, runs and tables of `WordprocessingML` as strings. Properties are literals of the callers; every text goes through
//! `escaped`.

use quick_xml::escape::escape;

use crate::model::{Run, Style};

/// A text as XML. What XML cannot hold at all is gone already (`text.rs`).
pub fn escaped(text: &str) -> String {
    escape(text).into_owned()
}

pub fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

/// A run; the properties must stand in the order of the schema: b, i, caps, strike, sz, u.
pub fn run(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

/// The runs of one line, all of them in `base` and each in its own style.
pub fn runs(base: Base, line: &[Run]) -> String {
    line.iter()
        .map(|piece| {
            let mut properties = String::new();
            if base.bold || piece.style == Style::Bold {
                properties.push_str("<w:b/>");
            }
            if base.italic || piece.style == Style::Italic {
                properties.push_str("<w:i/>");
            }
            if piece.style == Style::Deleted {
                properties.push_str("<w:strike/>");
            }
            if piece.style == Style::Inserted {
                properties.push_str(r#"<w:u w:val="single"/>"#);
            }
            run(&properties, &piece.text)
        })
        .collect()
}

#[derive(Clone, Copy, Default)]
pub struct Base {
    pub bold: bool,
    pub italic: bool,
}

/// A table without lines that puts boxes beside each other; widths in twentieths of a point.
pub fn beside(widths: &[usize], rows: &[Vec<String>]) -> String {
    let whole: usize = widths.iter().sum();
    let mut out = format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>{}"#,
        grid(widths)
    );
    for row in rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (cell, width) in row.iter().zip(widths) {
            out.push_str(&boxed(*width, "", cell));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

pub fn grid(widths: &[usize]) -> String {
    let columns: Vec<String> = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    format!("<w:tblGrid>{}</w:tblGrid>", columns.concat())
}

/// A cell; it always holds a paragraph, or Word calls the file damaged.
pub fn boxed(width: usize, properties: &str, paragraphs: &str) -> String {
    let empty;
    let paragraphs = if paragraphs.is_empty() {
        empty = paragraph(r#"<w:pStyle w:val="Cell"/>"#, "");
        &empty
    } else {
        paragraphs
    };
    format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs}</w:tc>"#)
}
