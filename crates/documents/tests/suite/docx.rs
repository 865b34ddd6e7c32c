use std::io::{Cursor, Read};

use dantin_documents::model::{Block, Document, Language, Row, Style, Text};
use dantin_documents::to_docx;
use proptest::prelude::*;
use quick_xml::events::Event;

use crate::{HOSTILE, column, everywhere, samples, with_table};

/// The parts of the file by name, each looked over for being well-formed XML.
fn parts(document: &Document) -> Vec<(String, String)> {
    let bytes = to_docx(document).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = String::new();
            part.read_to_string(&mut content).unwrap();
            texts(&content);
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn part(document: &Document, name: &str) -> String {
    parts(document).into_iter().find(|(found, _)| found == name).unwrap().1
}

/// The text of each paragraph.
fn texts(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out: Vec<String> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "w:p" => out.push(String::new()),
            Event::Start(tag) if tag.name().as_ref() == "w:t" => inside = true,
            Event::End(tag) if tag.name().as_ref() == "w:t" => inside = false,
            Event::Text(text) if inside => out.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(reference) if inside => {
                let character = match &*reference {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("the entity {other}"),
                };
                out.last_mut().unwrap().push(character);
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

#[test]
fn minutes_hold_the_boxes_of_the_decree_in_their_order() {
    let found = texts(&part(&samples::minutes(), "word/document.xml"));
    let expected = [
        "TÀI LIỆU MẪU: dữ liệu được tạo ra để thử phần mềm",
        "ỦY BAN NHÂN DÂN",
        "THÀNH PHỐ MẪU",
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BB-UBND",
        "Phường Mẫu, ngày 05 tháng 01 năm 2026",
        "BIÊN BẢN",
        "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022;",
        "Căn cứ Kế hoạch đối thoại năm 2026 của Ủy ban nhân dân phường.",
        "I. THÀNH PHẦN THAM DỰ",
        "1. Chủ trì: Ông Nguyễn Văn Mẫu, Chủ tịch Ủy ban nhân dân phường.",
        "đ) Người kiểm chứng: Ban Giám sát đầu tư của cộng đồng.",
        "Cuộc họp kết thúc vào 16 giờ 45, ngày 05 tháng 01 năm 2026./.",
        "THƯ KÝ",
        "CHỦ TỌA",
        "Nguyễn Văn Mẫu",
        "Nơi nhận:",
        "- Ủy ban Mặt trận Tổ quốc Việt Nam phường;",
        "- Lưu: VT.",
    ];
    let mut left = found.iter();
    for line in expected {
        assert!(left.any(|text| text == line), "{line} is missing or out of its order in {found:#?}");
    }
}

#[test]
fn a_body_without_number_seal_and_parent_leaves_those_boxes_out() {
    let found = texts(&part(&samples::report(), "word/document.xml")).join("\n");
    assert!(!found.contains("Số:"));
    assert!(found.contains(
        "Kính gửi:\n- Ủy ban Mặt trận Tổ quốc Việt Nam phường Mẫu;\n- Ủy ban nhân dân phường Mẫu."
    ));
}

#[test]
fn the_page_is_that_of_the_decree() {
    let body = part(&samples::minutes(), "word/document.xml");
    assert!(body.contains(r#"<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701""#));
    assert!(body.contains("<w:titlePg/>"), "the first page has a header of its own");
    assert!(part(&samples::minutes(), "word/header.xml").contains(r#"<w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE "#));
    assert!(!part(&samples::minutes(), "word/header-first.xml").contains("PAGE"));
    let styles = part(&samples::minutes(), "word/styles.xml");
    assert!(styles.contains(r#"w:ascii="Times New Roman""#) && styles.contains(r#"<w:lang w:val="vi-VN""#));
    assert!(
        part(&samples::consolidated(1), "word/document.xml")
            .contains(r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#)
    );
    assert!(part(&samples::minutes(), "word/footer.xml").contains("TÀI LIỆU MẪU"));
}

#[test]
fn the_head_of_a_table_is_repeated_and_its_columns_take_their_shares() {
    let body = part(&samples::consolidated(3), "word/document.xml");
    assert_eq!(body.matches("<w:tblHeader/>").count(), 1);
    let widths: Vec<usize> = body
        .split(r#"<w:gridCol w:w=""#)
        .skip(3)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(widths, [965, 1448, 4828, 1931, 4828]);
    assert!(body.contains(r#"<w:gridSpan w:val="5"/>"#));
}

#[test]
fn insertions_and_deletions_can_be_told_apart_without_colour() {
    let body = part(&samples::report(), "word/document.xml");
    assert!(body.contains(r#"<w:strike/></w:rPr><w:t xml:space="preserve">được hút thuốc</w:t>"#));
    assert!(body.contains(
        r#"<w:u w:val="single"/></w:rPr><w:t xml:space="preserve">hút thuốc, vứt tàn thuốc</w:t>"#
    ));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(to_docx(&samples::minutes()), to_docx(&samples::minutes()));
}

#[test]
fn hostile_texts_stay_texts() {
    for text in HOSTILE {
        let found = texts(&part(&everywhere(text), "word/document.xml"));
        let whole = found.iter().filter(|line| line.contains(text)).count();
        assert!(whole >= 20, "{text}: {found:#?}");
    }
    assert!(parts(&everywhere("\0\u{1b}[31m")).len() > 5);
    let word = "đ".repeat(5000);
    let table = with_table(
        vec![column("A", 1), column("B", 20)],
        vec![Row::Cells(vec![word.as_str().into(), "".into()])],
    );
    assert!(texts(&part(&table, "word/document.xml")).contains(&word));
}

/// What must be found again of a text: its composed characters without spaces and what no paper shows.
pub fn visible(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc()
        .filter(|character| !character.is_whitespace() && !character.is_control())
        .filter(|character| {
            !matches!(u32::from(*character), 0xad | 0x61c | 0x200b | 0x200e | 0x200f | 0x2060 | 0xfeff)
                && !matches!(u32::from(*character), 0x202a..=0x202e | 0x2066..=0x2069 | 0xfdd0..=0xfdef)
                && !matches!(u32::from(*character), 0xfff9..=0xfffb | 0xe0000..=0xe007f)
                && u32::from(*character) & 0xfffe != 0xfffe
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_string_survives(text in any::<String>()) {
        let found: String = texts(&part(&everywhere(&text), "word/document.xml")).concat();
        let bare: String = found.split_whitespace().collect();
        prop_assert!(bare.contains(&visible(&text)));
    }

    #[test]
    fn runs_keep_their_order(pieces in proptest::collection::vec("[a-zđ]{1,5} ?", 1..6)) {
        let mut document = Document::new(Language::English, "MINUTES", jiff::civil::date(2026, 3, 5));
        let text = pieces.iter().fold(Text::default(), |text, piece| text.and(Style::Bold, piece.as_str()));
        document.blocks = vec![Block::Paragraph(text)];
        let found = texts(&part(&document, "word/document.xml")).join("\n");
        prop_assert!(found.contains(pieces.concat().trim()));
    }
}
