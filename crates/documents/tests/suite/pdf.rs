use dantin_documents::model::{Block, Document, Language, Row};
use dantin_documents::to_pdf;
use jiff::civil::date;
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::docx::visible;
use crate::{HOSTILE, column, everywhere, samples, with_table};

/// The text of each page without its spaces: where lines break is the typesetter's affair.
fn pages(document: &Document) -> Vec<String> {
    pages_of(&lopdf::Document::load_mem(&to_pdf(document).unwrap()).unwrap())
}

fn pages_of(file: &lopdf::Document) -> Vec<String> {
    let count = u32::try_from(file.get_pages().len()).unwrap();
    (1..=count).map(|page| bare(&file.extract_text(&[page]).unwrap())).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace() && *character != '\u{200b}').collect()
}

#[test]
fn minutes_hold_their_vietnamese_words_composed() {
    let whole = pages(&samples::minutes()).concat();
    assert!(is_nfc(&whole));
    for words in [
        "TÀI LIỆU MẪU: dữ liệu được tạo ra để thử phần mềm",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "Số: 05/BB-UBND",
        "Phường Mẫu, ngày 05 tháng 01 năm 2026",
        "BIÊN BẢN",
        "Căn cứ Kế hoạch đối thoại năm 2026 của Ủy ban nhân dân phường.",
        "1. Chủ trì: Ông Nguyễn Văn Mẫu, Chủ tịch Ủy ban nhân dân phường.",
        "đ) Người kiểm chứng: Ban Giám sát đầu tư của cộng đồng.",
        "Cuộc họp kết thúc vào 16 giờ 45, ngày 05 tháng 01 năm 2026./.",
        "THƯ KÝ",
        "Nguyễn Văn Mẫu",
        "Nơi nhận:- Ủy ban Mặt trận Tổ quốc Việt Nam phường;- Lưu: VT.",
    ] {
        assert!(whole.contains(&bare(words)), "{words} is missing in {whole}");
    }
}

#[test]
fn the_first_page_has_no_number_and_the_others_theirs() {
    let pages = pages(&samples::minutes());
    assert!((3..=5).contains(&pages.len()), "{} pages", pages.len());
    let foot = bare("Sổ nhật ký: mục 1.204, kiểm tra tại /journal");
    for (index, page) in pages.iter().enumerate() {
        let (before, after) = page.split_once(&foot).unwrap();
        let number = (index + 1).to_string();
        let shown = before.ends_with(&number) || page.starts_with(&number) || after.starts_with(&number);
        assert_eq!(shown, index > 0, "page {number}: {page}");
    }
}

#[test]
fn the_file_is_tagged_and_says_its_title_and_language() {
    let bytes = to_pdf(&samples::minutes()).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"vi");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"MarkInfo"));
    let metadata = file.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let metadata = String::from_utf8_lossy(&metadata.as_stream().unwrap().content).into_owned();
    for part in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "BIÊN BẢN Hội nghị đối thoại"] {
        assert!(metadata.contains(part), "{part}: {metadata}");
    }
}

#[test]
fn the_head_of_a_table_stands_on_every_page() {
    let pages = pages(&samples::consolidated(40));
    assert!(pages.len() > 2);
    for page in &pages {
        assert!(page.contains(&bare("Nội dung tiếp thu, giải trình")), "{page}");
    }
    let whole = pages.concat();
    assert_eq!(whole.matches(&bare("Đề nghị ghi rõ khoảng cách tối thiểu")).count(), 40);
}

#[test]
fn a_body_without_number_and_parent_leaves_those_boxes_out() {
    let whole = pages(&samples::report()).concat();
    assert!(!whole.contains("Số:"));
    assert!(whole.contains(&bare(
        "Kính gửi:- Ủy ban Mặt trận Tổ quốc Việt Nam phường Mẫu;- Ủy ban nhân dân phường Mẫu."
    )));
    assert!(whole.contains(&bare("Không được hút thuốc hút thuốc, vứt tàn thuốc tại nơi công cộng")));
    assert!(whole.contains(&bare("Nơi nhận:- Như trên;- Lưu: Tổ dân phố.")));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(to_pdf(&samples::report()), to_pdf(&samples::report()));
}

#[test]
fn hostile_texts_are_shown_and_never_read_as_markup() {
    for text in HOSTILE {
        let whole = pages(&everywhere(text)).concat();
        let count = whole.matches(&written(text)).count();
        assert!(count >= 20, "{text}: only {count} times in {whole}");
    }
}

#[test]
fn a_word_of_five_thousand_letters_is_broken_and_kept() {
    let word: String = "đường".repeat(1000);
    let mut document = with_table(
        vec![column("A", 1), column("B", 20)],
        vec![Row::Cells(vec![word[..900].into(), word.as_str().into()])],
    );
    document.blocks.push(Block::Paragraph(word.as_str().into()));
    let whole = pages(&document).concat();
    // Pages end within the word, so its letters are counted.
    for letter in ["đ", "ờ"] {
        assert_eq!(whole.matches(letter).count(), 2000 + 100);
    }
}

#[test]
fn what_the_font_lacks_is_named_by_its_code() {
    let mut document = Document::new(Language::Vietnamese, "BIÊN BẢN", date(2026, 3, 5));
    document.blocks = vec![Block::Paragraph("Cống tắc 😡\u{fe0f} 垃圾 \u{e000} và a\0b".into())];
    let whole = pages(&document).concat();
    assert!(whole.contains("Cốngtắc[U+1F621][U+5783][U+573E][U+E000]vàab"), "{whole}");
}

/// A text as it must be found again: characters that the font has as they are, pictograms as their code.
fn written(text: &str) -> String {
    let named = |character: char| match u32::from(character) {
        code @ 0x1f600.. => format!("[U+{code:X}]"),
        _ => character.to_string(),
    };
    visible(text).chars().map(named).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_string_survives(characters in proptest::collection::vec(any::<char>(), 0..20)) {
        let text: String = characters.into_iter().collect();
        let pdf = to_pdf(&everywhere(&text));
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }

    #[test]
    fn what_can_be_read_comes_back_as_it_was(text in "[ -~\\n\\tÀ-ÿăđơưĂĐƠƯẠ-ỹΑ-ΡА-яё😀-😎]{1,300}") {
        let text: String = text.nfc().collect();
        let mut document = Document::new(Language::Vietnamese, "BIÊN BẢN", date(2026, 3, 5));
        document.blocks = vec![Block::Paragraph(text.as_str().into())];
        let whole = pages(&document).concat();
        let expected = written(&text);
        prop_assert!(whole.contains(&expected), "{} in {}", expected, whole);
    }
}

/// A table that is typeset in several goes: one file, in which nothing is lost, doubled or points to nothing.
#[test]
fn a_table_of_very_many_rows_is_one_whole_file() {
    const ROWS: usize = 450;
    let mut document = samples::consolidated(ROWS);
    document.signatures = samples::report().signatures;
    document.blocks.insert(0, Block::Paragraph("Trước bảng.".into()));
    document.blocks.push(Block::Paragraph("Sau bảng.".into()));
    let bytes = to_pdf(&document).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let pages = pages_of(&file);
    assert!(pages.len() > 40, "{} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        // The signatures may need a page of their own.
        let has_head = page.contains(&bare("Nội dung tiếp thu, giải trình"));
        assert!(has_head || index + 1 == pages.len(), "page {}: {page}", index + 1);
        let number = (index + 1).to_string();
        assert_eq!(page.starts_with(&number) || page.ends_with(&number), index > 0, "page {number}: {page}");
    }
    let whole = pages.concat();
    for (words, count) in [
        ("Đề nghị ghi rõ khoảng cách tối thiểu", ROWS),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1),
        ("BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH", 1),
        ("Trước bảng.", 1),
        ("Sau bảng.", 1),
        ("TRƯỞNG BAN", 1),
        ("Điều 5. Ứng xử", 1),
    ] {
        assert_eq!(whole.matches(&bare(words)).count(), count, "{words}");
    }
    assert!(pages.first().unwrap().contains(&bare("Trước bảng.")));
    assert!(pages.last().unwrap().contains(&bare("TRƯỞNG BAN")));

    // Every reference leads to an object.
    fn references(object: &lopdf::Object, found: &mut Vec<lopdf::ObjectId>) {
        match object {
            lopdf::Object::Reference(id) => found.push(*id),
            lopdf::Object::Array(items) => items.iter().for_each(|item| references(item, found)),
            lopdf::Object::Dictionary(of) => of.iter().for_each(|(_, value)| references(value, found)),
            lopdf::Object::Stream(of) => of.dict.iter().for_each(|(_, value)| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    file.objects.values().for_each(|object| references(object, &mut found));
    found.retain(|id| !file.has_object(*id));
    assert_eq!(found, [], "references that lead nowhere");

    // One tree of tags, in which each page and each head of a column is found.
    let catalog = file.catalog().unwrap();
    let tree = file.get_dictionary(catalog.get(b"StructTreeRoot").unwrap().as_reference().unwrap()).unwrap();
    let nums = tree.get(b"ParentTree").unwrap().as_dict().unwrap().get(b"Nums").unwrap().as_array().unwrap();
    let keys: Vec<i64> = nums.iter().step_by(2).map(|key| key.as_i64().unwrap()).collect();
    assert!(keys.is_sorted_by(|one, next| one < next), "{keys:?}");
    let mut wanted: Vec<i64> = file
        .page_iter()
        .map(|page| file.get_dictionary(page).unwrap().get(b"StructParents").unwrap().as_i64().unwrap())
        .collect();
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    let names = tree.get(b"IDTree").unwrap().as_dict().unwrap().get(b"Names").unwrap().as_array().unwrap();
    let names: Vec<&[u8]> = names.iter().step_by(2).map(|name| name.as_str().unwrap()).collect();
    assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    let (mut heads, mut tops) = (0, 0);
    for element in file.objects.values().filter_map(|object| object.as_dict().ok()) {
        if !element.has_type(b"StructElem") {
            continue;
        }
        tops += usize::from(element.get(b"S").unwrap().as_name().unwrap() == b"Document");
        for attribute in element.get(b"A").and_then(|all| all.as_array()).into_iter().flatten() {
            let of = attribute.as_dict().unwrap().get(b"Headers").and_then(|all| all.as_array());
            for head in of.into_iter().flatten() {
                heads += 1;
                assert!(names.contains(&head.as_str().unwrap()), "{head:?} of {names:?}");
            }
        }
    }
    assert!(heads >= ROWS, "{heads} cells name the head of their column");
    assert_eq!(tops, 1, "readers' programs find one document");
    let metadata = file.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
    let metadata = String::from_utf8_lossy(&metadata.as_stream().unwrap().content).into_owned();
    assert!(metadata.contains(&format!("<xmpTPg:NPages>{}</xmpTPg:NPages>", pages.len())), "{metadata}");
}
