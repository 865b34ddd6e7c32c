//! DOCX: documents made here, as Word makes them, and ones that were made to harm.

use std::io::{Cursor, Write as _};

use dantin_drafts::{Format, ImportFault, Imported, finding::Code, import};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::support::{SAMPLE, bare, ids, plain, shape};

const SPACE: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#;
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

/// A ZIP of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A DOCX with this body and other parts.
pub fn docx(body: &str, others: &[(&str, String)]) -> Vec<u8> {
    let document =
        format!("<?xml version=\"1.0\"?><w:document {SPACE}><w:body>{body}<w:sectPr/></w:body></w:document>");
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", document.as_bytes())];
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    zipped(&parts)
}

fn read(body: &str, others: &[(&str, String)]) -> Imported {
    import(&docx(body, others), Format::Docx, &mut ids(0)).unwrap()
}

fn fault(bytes: &[u8]) -> ImportFault {
    import(bytes, Format::Docx, &mut ids(0)).unwrap_err()
}

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

fn found(imported: &Imported) -> Vec<(Code, &str)> {
    imported.findings.iter().map(|finding| (finding.code, finding.words.as_str())).collect()
}

#[test]
fn typed_text_is_read_as_from_a_text_file() {
    let mut lines = SAMPLE.lines().filter(|line| !line.is_empty() && !line.starts_with('='));
    let title = lines.next().unwrap();
    let styles = format!(
        r#"<w:styles {SPACE}><w:style w:type="paragraph" w:styleId="Ten"><w:name w:val="Title"/></w:style></w:styles>"#
    );
    let title = format!(r#"<w:p><w:pPr><w:pStyle w:val="Ten"/></w:pPr><w:r><w:t>{title}</w:t></w:r></w:p>"#);
    let body: String = std::iter::once(title).chain(lines.map(p)).collect();
    let imported = read(&body, &[("word/styles.xml", styles)]);
    assert_eq!(bare(&imported.draft), bare(&plain(SAMPLE).draft));
    assert_eq!(found(&imported), []);
}

#[test]
fn numbers_that_word_makes_come_out() {
    let level = |place: u32, format: &str, text: &str, style: &str| {
        format!(
            r#"<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{style}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering {SPACE}><w:abstractNum w:abstractNumId="7">{}{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId="8">{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="8"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#,
        level(0, "upperRoman", "Chương %1.", r#"<w:pStyle w:val="Chuong"/>"#),
        // Articles go on through the chapters.
        level(1, "decimal", "Điều %2.", "").replace("<w:lvlText", r#"<w:lvlRestart w:val="0"/><w:lvlText"#),
        level(2, "decimal", "%3.", ""),
        level(3, "lowerLetter", "%4)", ""),
        level(0, "decimal", "%1.", ""),
    );
    let styles = format!(
        r#"<w:styles {SPACE}><w:style w:type="paragraph" w:styleId="Chuong"><w:name w:val="heading 1"/><w:basedOn w:val="Goc"/></w:style><w:style w:type="paragraph" w:styleId="Goc"><w:name w:val="Goc"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#
    );
    let chapter = |words: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="Chuong"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#)
    };
    let item = |list: u32, level: u32, words: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        chapter("QUY ĐỊNH CHUNG"),
        item(1, 1, "Phạm vi"),
        item(1, 2, "Một."),
        item(1, 3, "A;"),
        item(1, 3, "B."),
        item(1, 2, "Hai."),
        item(1, 3, "A."),
        chapter("CUỐI"),
        item(1, 1, "Hiệu lực"),
        item(2, 0, "Ba."),
        item(3, 0, "Bốn."),
        item(3, 0, "Năm."),
    ]
    .concat();
    let imported = read(&body, &[("word/styles.xml", styles), ("word/numbering.xml", numbering)]);
    assert_eq!(
        shape(&imported.draft),
        [
            "Chương I|QUY ĐỊNH CHUNG",
            "·Điều 1|Phạm vi",
            "··khoản 1|Một.",
            "···điểm a|A;",
            "···điểm b|B.",
            "··khoản 2|Hai.",
            "···điểm a|A.",
            "Chương II|CUỐI",
            "·Điều 2|Hiệu lực",
            "··khoản 1|Ba.",
            "··khoản 1|Bốn.",
            "··khoản 2|Năm.",
        ]
    );
    assert_eq!(found(&imported), [(Code::Double, "khoản 1")]);
}

#[test]
fn tracked_changes_are_taken_as_accepted_and_told() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">1. Phạt </w:t></w:r><w:del w:id="1"><w:r><w:delText>nặng</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>nhẹ</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>2. Nối </w:t></w:r></w:p><w:p><w:r><w:t>liền.</w:t></w:r></w:p>
        <w:p><w:moveFrom w:id="4"><w:r><w:t>Đi</w:t></w:r></w:moveFrom><w:moveTo w:id="5"><w:r><w:t>3. Đến.</w:t></w:r></w:moveTo></w:p>"#;
    let imported = read(body, &[]);
    assert_eq!(shape(&imported.draft), ["khoản 1|Phạt nhẹ.", "khoản 2|Nối liền.", "khoản 3|Đến."]);
    assert_eq!(found(&imported), [(Code::TrackedChanges, "")]);
}

#[test]
fn tables_notes_drawings_and_hidden_words_are_told() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(words));
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("x"), cell("y"));
    let body = [
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr><w:tc>{}{inner}</w:tc>{}</w:tr></w:tbl>", cell("Việc"), cell("Mức phạt"), p("Điều 1. Ồn"), cell("")),
        format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("Điều 1. Trong khung")),
        r#"<w:p><w:r><w:t>1. Một</w:t><w:footnoteReference w:id="2"/><w:commentReference w:id="0"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>kín</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:r><w:t>2. Hai.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Chữ trong khung</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent><w:sym w:char="F0A8"/></w:r></w:p>"#.to_owned(),
        r#"<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>3. §iÒu</w:t></w:r></w:p>"#.to_owned(),
    ]
    .concat();
    let notes = format!(
        r#"<w:footnotes {SPACE}><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#,
        p("Theo Luật số 10.")
    );
    let imported = read(&body, &[("word/footnotes.xml", notes)]);
    assert_eq!(
        shape(&imported.draft),
        [
            "|Việc | Mức phạt",
            "|Điều 1. Ồn x | y |",
            "Điều 1|Trong khung",
            "·khoản 1|Một.",
            "·khoản 2|Hai.",
            "·khoản 3|§iÒu"
        ]
    );
    assert_eq!(
        found(&imported),
        [
            (Code::Table, "Việc | Mức phạt"),
            (Code::Table, "Điều 1. Ồn x | y |"),
            (Code::Footnote, "Theo Luật số 10."),
            (Code::Remarks, ""),
            (Code::Hidden, "kín"),
            (Code::Drawing, "Chữ trong khung"),
            (Code::Symbol, ""),
            (Code::OldFont, "3. §iÒu"),
        ]
    );
}

#[test]
fn headings_stand_under_their_numbers_and_contents_are_left_out() {
    let styles =
        format!(r#"<w:styles {SPACE}><w:style w:styleId="M1"><w:name w:val="toc 1"/></w:style></w:styles>"#);
    let body = [
        r#"<w:p><w:pPr><w:pStyle w:val="M1"/></w:pPr><w:r><w:t>Điều 1. Phạm vi</w:t><w:tab/><w:t>3</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>Chương I</w:t><w:br/><w:t>Những quy định chung</w:t></w:r></w:p>"#,
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Điều 1</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Phạm vi</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Quy tắc này.</w:t></w:r></w:p><w:p><w:r><w:t>_______</w:t></w:r></w:p><w:p><w:r><w:t>CHỦ TỊCH</w:t></w:r></w:p>",
    ]
    .concat();
    let imported = read(&body, &[("word/styles.xml", styles)]);
    assert_eq!(
        shape(&imported.draft),
        ["Chương I|Những quy định chung", "·Điều 1|Phạm vi", "··|Quy tắc này.", "|CHỦ TỊCH"]
    );
    assert_eq!(found(&imported), [(Code::Contents, "")]);
}

#[test]
fn entities_of_xml_itself_are_read() {
    let imported = read(&p("1. A &amp; B &lt;C&gt; &#x110;i&#7873;u&#10;x"), &[]);
    assert_eq!(shape(&imported.draft), ["khoản 1|A & B <C> Điều x"]);
}

#[test]
fn what_is_no_document_is_refused() {
    assert_eq!(fault(b"PK\x03\x04 nothing"), ImportFault::NotDocx);
    assert_eq!(fault(&zipped(&[("a.txt", b"x")])), ImportFault::NotDocx);
    assert_eq!(fault(&zipped(&[("[Content_Types].xml", TYPES.as_bytes())])), ImportFault::NotDocx);
    assert_eq!(fault(&docx("", &[])), ImportFault::Empty);
    assert_eq!(fault(&docx("<w:p><w:r>", &[])), ImportFault::Xml);
    let whole = docx(&p("1. Một."), &[]);
    assert_eq!(fault(&whole[..whole.len() / 2]), ImportFault::NotDocx);
    assert_eq!(fault(&vec![0; 20_000_001]), ImportFault::TooLarge);
}

#[test]
fn macros_are_refused() {
    assert_eq!(fault(&docx(&p("x"), &[("word/vbaProject.bin", "x".to_owned())])), ImportFault::Macros);
    let types = TYPES.replace(
        "openxmlformats-officedocument.wordprocessingml.document.main",
        "ms-word.document.macroEnabled.main",
    );
    let document = format!("<w:document {SPACE}><w:body>{}</w:body></w:document>", p("x"));
    let bytes =
        zipped(&[("[Content_Types].xml", types.as_bytes()), ("word/document.xml", document.as_bytes())]);
    assert_eq!(fault(&bytes), ImportFault::Macros);
}

#[test]
fn bombs_are_refused() {
    // One part that is nothing but one letter.
    assert_eq!(fault(&docx(&p(&"a".repeat(4_000_000)), &[])), ImportFault::Bomb);
    assert_eq!(fault(&docx(&p("x"), &[("word/media/a.png", "\0".repeat(5_000_000))])), ImportFault::Bomb);
    // Many entries.
    let names: Vec<String> = (0..4_100).map(|number| format!("word/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    assert_eq!(fault(&zipped(&parts)), ImportFault::Bomb);
}

#[test]
fn entities_and_depth_are_refused() {
    let entity = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let document = format!("{entity}<w:document {SPACE}><w:body>{}</w:body></w:document>", p("&b;"));
    let bytes =
        zipped(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", document.as_bytes())]);
    assert_eq!(fault(&bytes), ImportFault::XmlEntities);
    assert_eq!(fault(&docx(&p("&b;"), &[])), ImportFault::XmlEntities);
    let deep = format!("{}{}{}", "<w:ins>".repeat(300), p("x"), "</w:ins>".repeat(300));
    assert_eq!(fault(&docx(&deep, &[])), ImportFault::Depth);
    let tables =
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(10), p("x"), "</w:tc></w:tr></w:tbl>".repeat(10));
    assert_eq!(fault(&docx(&tables, &[])), ImportFault::Depth);
}
