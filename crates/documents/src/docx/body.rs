//! `word/document.xml`: the boxes of the decree in their order. Distances are twentieths of a point.

use super::markup::{Base, beside, boxed, grid, paragraph, run, runs};
use crate::model::{Align, Block, Document, Heading, Level, Page, Row, Signature, Signatures, Table};
use crate::numbering::{long_date, number_line};
use crate::{labels, text};

/// The width of the text, upright and lying: A4 without 30 mm at the left and 20 mm at the right.
const WIDTHS: (usize, usize) = (9070, 14003);

const LINE: &str = r#"<w:pStyle w:val="Line"/>"#;
const CENTRED: &str = r#"<w:pStyle w:val="Line"/><w:jc w:val="center"/>"#;

pub fn of(document: &Document) -> String {
    let (width, landscape) = match document.page {
        Page::Portrait => (WIDTHS.0, false),
        Page::Landscape => (WIDTHS.1, true),
    };
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
    );
    if let Some(sample) = &document.sample {
        let lines: String = ["top", "left", "bottom", "right"]
            .map(|side| format!(r#"<w:{side} w:val="single" w:sz="8" w:space="4" w:color="auto"/>"#))
            .concat();
        let properties = format!(
            r#"<w:pStyle w:val="Line"/><w:pBdr>{lines}</w:pBdr><w:spacing w:before="0" w:after="200"/><w:jc w:val="center"/>"#
        );
        out.push_str(&paragraph(&properties, &run(r#"<w:b/><w:sz w:val="24"/>"#, &text::line(sample))));
    }
    head(&mut out, document, width, landscape);
    title(&mut out, document, width);
    addressees(&mut out, document);
    for basis in text::listed(&document.legal_bases) {
        out.push_str(&paragraph("", &run("<w:i/>", &basis)));
    }
    blocks(&mut out, &document.blocks, width);
    if let Some(closing) = &document.closing {
        for line in text::lines(closing) {
            out.push_str(&paragraph("", &runs(Base::default(), &line)));
        }
    }
    end(&mut out, document, width);
    let (across, down, turned) =
        if landscape { (16838, 11906, r#" w:orient="landscape""#) } else { (11906, 16838, "") };
    let page = format!(
        r#"<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="first" r:id="headerFirst"/><w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="footer"/><w:pgSz w:w="{across}" w:h="{down}"{turned}/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="510" w:footer="510" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>"#
    );
    out + &page
}

/// A rule of the given width in the middle of a box: the upper edge of a paragraph that is nearly without height.
fn rule(box_width: usize, width: usize) -> String {
    let side = box_width.saturating_sub(width) / 2;
    paragraph(
        &format!(
            r#"<w:pStyle w:val="Line"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr><w:spacing w:before="50" w:after="0" w:line="120" w:lineRule="exact"/><w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>"#
        ),
        "",
    )
}

fn head(out: &mut String, document: &Document, width: usize, landscape: bool) {
    let left = if landscape { width * 2 / 5 } else { 3860 };
    let right = width - left;
    let capitals = text::capitals(landscape);
    let labels = labels::of(document.language);
    let mut bodies = String::new();
    if let Some(parent) = &document.parent_body {
        for line in text::in_box(parent, capitals) {
            bodies.push_str(&paragraph(CENTRED, &run(r#"<w:sz w:val="24"/>"#, &line)));
        }
    }
    if let Some(body) = &document.issuing_body {
        for line in text::in_box(body, capitals) {
            bodies.push_str(&paragraph(CENTRED, &run(r#"<w:b/><w:sz w:val="24"/>"#, &line)));
        }
        bodies.push_str(&rule(left, 1250));
    }
    let mut country = String::new();
    if document.national_heading {
        country.push_str(&paragraph(CENTRED, &run(r#"<w:b/><w:sz w:val="24"/>"#, labels.country)));
        country.push_str(&paragraph(CENTRED, &run(r#"<w:b/><w:sz w:val="26"/>"#, labels.motto)));
        // As long as the line above it, in either language.
        country.push_str(&rule(right, labels.motto_width));
    }
    let number = document.number.as_ref().map(|number| {
        paragraph(
            CENTRED,
            &run(r#"<w:sz w:val="26"/>"#, &text::line(&number_line(number, document.language))),
        )
    });
    let dated = document.place.as_ref().map(|place| {
        let line = format!("{}, {}", text::line(place), long_date(document.date, document.language));
        paragraph(CENTRED, &run(r#"<w:i/><w:sz w:val="26"/>"#, &line))
    });
    let mut rows = Vec::new();
    if !bodies.is_empty() || !country.is_empty() {
        rows.push(vec![bodies, country]);
    }
    if number.is_some() || dated.is_some() {
        rows.push(vec![number.unwrap_or_default(), dated.unwrap_or_default()]);
    }
    if !rows.is_empty() {
        out.push_str(&beside(&[left, right], &rows));
    }
}

fn title(out: &mut String, document: &Document, width: usize) {
    out.push_str(&paragraph(r#"<w:pStyle w:val="Title"/>"#, &run("", &text::line(&document.title))));
    if let Some(summary) = &document.summary {
        out.push_str(&paragraph(CENTRED, &run("<w:b/>", &text::line(summary))));
    }
    out.push_str(&rule(width, 1700));
    out.push_str(&paragraph(
        r#"<w:pStyle w:val="Line"/><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>"#,
        "",
    ));
}

fn addressees(out: &mut String, document: &Document) {
    let label = labels::of(document.language).addressees;
    match document.addressees.as_slice() {
        [] => {}
        [one] => {
            let properties =
                r#"<w:pStyle w:val="Line"/><w:spacing w:before="60" w:after="200"/><w:jc w:val="center"/>"#;
            out.push_str(&paragraph(properties, &run("", &format!("{label} {}", text::line(one)))));
        }
        more => {
            let indent = r#"<w:pStyle w:val="Line"/><w:ind w:left="1400" w:firstLine="0"/>"#;
            out.push_str(&paragraph(indent, &run("", label)));
            let indent = r#"<w:pStyle w:val="Line"/><w:ind w:left="2500" w:firstLine="0"/>"#;
            for one in text::listed(more) {
                out.push_str(&paragraph(indent, &run("", &format!("- {one}"))));
            }
        }
    }
}

fn blocks(out: &mut String, blocks: &[Block], width: usize) {
    let mut depths = text::depths(blocks).into_iter();
    for block in blocks {
        match block {
            Block::Heading(words) => out.push_str(&heading(words, depths.next().unwrap_or(1))),
            Block::Paragraph(words) => {
                for line in text::lines(words) {
                    out.push_str(&paragraph("", &runs(Base::default(), &line)));
                }
            }
            Block::Items(items) => {
                for (index, item) in items.items.iter().enumerate() {
                    for line in text::marked(items.marks, index, item) {
                        out.push_str(&paragraph("", &runs(Base::default(), &line)));
                    }
                }
            }
            Block::Table(words) => {
                table(out, words, width);
                // Two tables without a paragraph between them would become one.
                let thin = r#"<w:pStyle w:val="Line"/><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>"#;
                out.push_str(&paragraph(thin, ""));
            }
        }
    }
}

fn heading(heading: &Heading, depth: usize) -> String {
    let style = format!(r#"<w:pStyle w:val="Heading{depth}"/>"#);
    let centred = matches!(heading.level, Level::Chapter | Level::Section);
    let properties =
        if centred { style + r#"<w:ind w:firstLine="0"/><w:jc w:val="center"/>"# } else { style };
    let label = heading.label.as_deref().map(text::line).filter(|label| !label.is_empty());
    let words = text::line(&heading.text);
    let mut pieces = String::new();
    if let Some(label) = label {
        pieces.push_str(&run("", &label));
        if heading.level == Level::Chapter && !words.is_empty() {
            pieces.push_str("<w:r><w:br/></w:r>");
        } else {
            pieces.push_str(&run("", " "));
        }
    }
    pieces.push_str(&run(if heading.level == Level::Third { "<w:i/>" } else { "" }, &words));
    paragraph(&properties, &pieces)
}

fn table(out: &mut String, table: &Table, width: usize) {
    let whole: usize = table.columns.iter().map(|column| usize::from(column.share)).sum();
    let widths: Vec<usize> =
        table.columns.iter().map(|column| width * usize::from(column.share) / whole.max(1)).collect();
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#))
        .concat();
    let start = format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>{}<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"#,
        grid(&widths)
    );
    out.push_str(&start);
    for (column, width) in table.columns.iter().zip(&widths) {
        let properties = r#"<w:pStyle w:val="Cell"/><w:jc w:val="center"/>"#;
        let words = paragraph(properties, &run("<w:b/>", &text::line(&column.title)));
        out.push_str(&boxed(*width, r#"<w:vAlign w:val="center"/>"#, &words));
    }
    out.push_str("</w:tr>");
    for row in &table.rows {
        // A short row stays on one page; a long one must be allowed to go on, or Word leaves half a page empty.
        let is_short = row_length(row) < 1000;
        out.push_str(if is_short { "<w:tr><w:trPr><w:cantSplit/></w:trPr>" } else { "<w:tr>" });
        match row {
            Row::Group(words) => {
                let span = format!(r#"<w:gridSpan w:val="{}"/>"#, table.columns.len());
                let bold = Base { bold: true, italic: false };
                out.push_str(&boxed(
                    width,
                    &span,
                    &cell(words, bold, r#"<w:pStyle w:val="Cell"/><w:keepNext/>"#),
                ));
            }
            Row::Cells(cells) => {
                for ((words, column), width) in cells.iter().zip(&table.columns).zip(&widths) {
                    let properties = match column.align {
                        Align::Left => r#"<w:pStyle w:val="Cell"/>"#,
                        Align::Centre => r#"<w:pStyle w:val="Cell"/><w:jc w:val="center"/>"#,
                        Align::Right => r#"<w:pStyle w:val="Cell"/><w:jc w:val="right"/>"#,
                    };
                    out.push_str(&boxed(*width, "", &cell(words, Base::default(), properties)));
                }
            }
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

fn row_length(row: &Row) -> usize {
    let texts = match row {
        Row::Group(text) => std::slice::from_ref(text),
        Row::Cells(cells) => cells,
    };
    texts.iter().flat_map(|text| &text.0).map(|run| run.text.len()).sum()
}

fn cell(words: &crate::model::Text, base: Base, properties: &str) -> String {
    text::lines(words).iter().map(|line| paragraph(properties, &runs(base, line))).collect()
}

fn end(out: &mut String, document: &Document, width: usize) {
    let half = width / 2;
    let sent = recipients(document);
    // Room above, and never two tables without a paragraph between them.
    let gap = r#"<w:pStyle w:val="Line"/><w:keepNext/><w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/>"#;
    match &document.signatures {
        Signatures::None => out.push_str(&sent),
        Signatures::One(right) => {
            out.push_str(&paragraph(gap, ""));
            out.push_str(&beside(&[half, half], &[vec![sent, signature(right)]]));
            out.push_str(&paragraph(LINE, ""));
        }
        Signatures::Two { left, right } => {
            out.push_str(&paragraph(gap, ""));
            out.push_str(&beside(&[half, half], &[vec![signature(left), signature(right)]]));
            out.push_str(&paragraph(LINE, ""));
            out.push_str(&sent);
        }
    }
}

fn signature(signature: &Signature) -> String {
    let mut out = String::new();
    for part in signature.authority.iter().chain([&signature.office]) {
        out.push_str(&paragraph(CENTRED, &run("<w:b/>", &text::line(part))));
    }
    if let Some(note) = &signature.note {
        out.push_str(&paragraph(CENTRED, &run(r#"<w:i/><w:sz w:val="24"/>"#, &text::line(note))));
    }
    // Room for a hand: 24 mm.
    let name = signature.name.as_deref().map(text::line).unwrap_or_default();
    let properties =
        r#"<w:pStyle w:val="Line"/><w:spacing w:before="1360" w:after="0"/><w:jc w:val="center"/>"#;
    out.push_str(&paragraph(properties, &run("<w:b/>", &name)));
    out
}

fn recipients(document: &Document) -> String {
    let lines = text::listed(&document.recipients);
    if lines.is_empty() {
        return String::new();
    }
    let label = labels::of(document.language).recipients;
    let mut out = paragraph(LINE, &run(r#"<w:b/><w:i/><w:sz w:val="24"/>"#, label));
    for line in lines {
        out.push_str(&paragraph(LINE, &run(r#"<w:sz w:val="22"/>"#, &format!("- {line}"))));
    }
    out
}
