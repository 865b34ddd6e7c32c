//! Plain text and Markdown: what is read, and that what is written is read back.

use std::path::Path;

use crate::support::{SAMPLE, bare, draft, ids, markdown, plain, shape};
use dantin_drafts::{Draft, Format, ImportFault, Kind, finding::Code, import};
use proptest::prelude::*;

fn codes(imported: &dantin_drafts::Imported) -> Vec<(Code, String)> {
    imported.findings.iter().map(|finding| (finding.code, finding.words.clone())).collect()
}

#[test]
fn a_code_of_conduct_is_read_into_its_provisions() {
    let imported = plain(SAMPLE);
    assert_eq!(imported.draft.title(), "Quy tắc ứng xử nơi công cộng (mẫu)");
    assert_eq!(codes(&imported), []);
    let shape = shape(&imported.draft);
    assert_eq!(shape[0], "Chương I|QUY ĐỊNH CHUNG");
    assert_eq!(shape[1], "·Điều 1|Phạm vi điều chỉnh");
    assert!(shape[2].starts_with("··|Quy tắc này quy định"));
    assert!(shape.iter().any(|line| line == "···điểm c|Dắt vật nuôi có dây xích và rọ mõm."));
    assert_eq!(imported.draft.canonical_text(), SAMPLE);
}

#[test]
fn the_law_on_grassroots_democracy_goes_in_and_out_untouched() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/law/grassroots-democracy-law-10-2022.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("left out: ../shared/data/law/grassroots-democracy-law-10-2022.md is not here");
        return;
    };
    let imported = markdown(&text);
    assert_eq!(codes(&imported), []);
    let draft = &imported.draft;
    let count = |kind| draft.walk().iter().filter(|step| step.provision.kind == kind).count();
    assert_eq!((count(Kind::Chapter), count(Kind::Article)), (6, 91));
    let labels: Vec<String> = draft
        .walk()
        .iter()
        .filter(|step| step.provision.kind == Kind::Article)
        .map(|step| step.provision.label.clone())
        .collect();
    assert_eq!(labels, (1..=91).map(|number| number.to_string()).collect::<Vec<_>>());
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&draft.markdown()), words(&text));
    assert_eq!(bare(&markdown(&draft.markdown()).draft), bare(draft));
    assert_eq!(bare(&plain(&draft.canonical_text()).draft), bare(draft));
}

#[test]
fn lines_broken_at_a_width_are_joined() {
    let imported = plain(
        "Điều 1. Phạm vi\nđiều chỉnh\n\n1. Quy tắc này quy định\ncách ứng xử ở nơi\ncông cộng.\n2. Không gây ồn.\n",
    );
    assert_eq!(
        shape(&imported.draft),
        [
            "Điều 1|Phạm vi điều chỉnh",
            "·khoản 1|Quy tắc này quy định cách ứng xử ở nơi công cộng.",
            "·khoản 2|Không gây ồn."
        ]
    );
}

#[test]
fn headings_under_their_numbers_are_found() {
    let imported =
        plain("Chương I\nQUY ĐỊNH\nCHUNG\nĐiều 1. Quy tắc này có hiệu lực từ ngày ký.\nCHƯƠNG II\nTỔ CHỨC\n");
    assert_eq!(
        shape(&imported.draft),
        [
            "Chương I|QUY ĐỊNH CHUNG",
            "·Điều 1|",
            "··|Quy tắc này có hiệu lực từ ngày ký.",
            "Chương II|TỔ CHỨC"
        ]
    );
}

#[test]
fn numbers_out_of_order_are_found_and_nothing_is_refused() {
    let imported = plain(
        "Điều 1. A\n\n1. Một.\n\n3. Ba.\n\n3. Ba nữa.\n\n2. Hai.\n\na) A;\n\nc) C;\n\nĐiều 3. B\n\n2. Hai.\n",
    );
    let found: Vec<_> =
        imported.findings.iter().map(|finding| (finding.code, finding.words.as_str())).collect();
    assert_eq!(
        found,
        [
            (Code::Jump, "khoản 3"),
            (Code::Double, "khoản 3"),
            (Code::Back, "khoản 2"),
            (Code::Jump, "điểm c"),
            (Code::Jump, "Điều 3"),
            (Code::Start, "khoản 2"),
        ]
    );
    assert!(imported.findings.iter().all(|finding| finding.provision.is_some()));
}

#[test]
fn articles_are_counted_anew_in_an_annex_and_inserted_ones_fit_in() {
    let imported = plain(
        "Điều 1. A\n\nĐiều 1a. B\n\nĐiều 2. C\n\nPhụ lục I. Mẫu\n\nĐiều 1. D\n\nPhụ lục II. Mẫu khác\n\nĐiều 1. E\n",
    );
    assert_eq!(codes(&imported), []);
}

#[test]
fn a_law_that_is_quoted_is_no_part_of_the_draft() {
    let imported = plain(
        "Điều 1. Sửa đổi\n\n1. Sửa đổi Điều 5 như sau:\n\n“Điều 5. Tên mới\n\n1. Nội dung mới.”.\n\n2. Bãi bỏ Điều 6.\n",
    );
    assert_eq!(
        shape(&imported.draft),
        [
            "Điều 1|Sửa đổi",
            "·khoản 1|Sửa đổi Điều 5 như sau:",
            "··|“Điều 5. Tên mới",
            "··|1. Nội dung mới.”.",
            "·khoản 2|Bãi bỏ Điều 6."
        ]
    );
    assert_eq!(bare(&plain(&imported.draft.canonical_text()).draft), bare(&imported.draft));
    let open = plain("“Điều 5. Tên mới\n\n1. Nội dung.\n");
    assert!(open.findings.iter().any(|finding| finding.code == Code::Quotation && finding.line == 1));
}

#[test]
fn what_belongs_to_an_article_and_not_to_its_last_clause_is_told_by_white_space() {
    let imported = plain(
        "Điều 1. A\n\n  1. Một.\n\n     a) Điểm.\n\n       Của điểm.\n\n    Của khoản.\n\nCủa điều.\n\n* * *\n\nCủa toàn văn.\n",
    );
    assert_eq!(
        shape(&imported.draft),
        [
            "Điều 1|A",
            "·khoản 1|Một.",
            "··điểm a|Điểm.",
            "···|Của điểm.",
            "··|Của khoản.",
            "·|Của điều.",
            "|Của toàn văn."
        ]
    );
}

#[test]
fn markdown_of_other_hands_is_read() {
    let imported = markdown(
        "# Quy tắc (mẫu)\n\n## Chương I\n## QUY ĐỊNH CHUNG\n\n**Điều 1.** Phạm vi\n\n1. Một dòng\ndài hai dòng.\n2. *Hai*.\n   - Gạch đầu dòng.\n\n### Lời kết\n\nHết\\.\n",
    );
    assert_eq!(imported.draft.title(), "Quy tắc (mẫu)");
    assert_eq!(
        shape(&imported.draft),
        [
            "Chương I|QUY ĐỊNH CHUNG",
            "·Điều 1|Phạm vi",
            "··khoản 1|Một dòng dài hai dòng.",
            "··khoản 2|Hai.",
            "···|- Gạch đầu dòng.",
            "···|Lời kết",
            "···|Hết."
        ]
    );
    assert_eq!(codes(&imported), [(Code::Heading, "Lời kết".to_owned())]);
}

#[test]
fn a_paragraph_that_looks_like_a_heading_with_any_stops_stays_one() {
    for words in [
        "Mục 5..",
        "Mục 5... Nội dung",
        "Mục 5.: Nội dung",
        "Mục 2 - Nội dung",
        "Mục 2 – Nội dung",
        "1. Một",
        "a)) một",
        "Điều 5.:",
    ] {
        let written = format!("Điều 1. A\n\n1. Một.\n\n\\{words}\n");
        let draft = plain(&written).draft;
        let again = markdown(&draft.markdown()).draft;
        assert_eq!(bare(&again), bare(&draft), "{words}: {}", draft.markdown());
    }
}

#[test]
fn what_is_no_text_is_refused_with_a_reason() {
    let fault = |bytes: &[u8]| import(bytes, Format::Plain, &mut ids(0)).unwrap_err();
    assert_eq!(fault(b""), ImportFault::Empty);
    assert_eq!(fault(" \n\t\n\u{200b}".as_bytes()), ImportFault::Empty);
    assert_eq!(fault(b"\xff\xfe\x110u\0"), ImportFault::Utf16);
    assert_eq!(fault(b"a\0b\0c\0"), ImportFault::Utf16);
    assert_eq!(fault("Điều 1.\0 Phạm vi điều chỉnh".as_bytes()), ImportFault::Nul);
    assert_eq!(fault(b"\xd0i\xeb\xf2u 1. Ph\xf2m vi"), ImportFault::Encoding);
    assert_eq!(fault(&vec![b'a'; 5_000_001]), ImportFault::TooLarge);
    assert_eq!(fault("a\n\n".repeat(20_001).as_bytes()), ImportFault::TooMany);
    assert_eq!(fault("a ".repeat(150_000).as_bytes()), ImportFault::TooLarge);
}

#[test]
fn formats_are_told_by_name_and_first_bytes() {
    assert_eq!(Format::of("a.docx", b"PK\x03\x04"), Ok(Format::Docx));
    assert_eq!(Format::of("a.docx", b"\xd0\xcf\x11\xe0"), Err(ImportFault::OldWord));
    assert_eq!(Format::of("a.doc", b"x"), Err(ImportFault::Format));
    assert_eq!(Format::of("a.docx", b"x"), Err(ImportFault::NotDocx));
    assert_eq!(Format::of("a.pdf", b"%PDF-1.7"), Err(ImportFault::Pdf));
    assert_eq!(Format::of("a.rtf", b"{\\rtf1"), Err(ImportFault::Format));
    assert_eq!(Format::of("A.MD", b"# x"), Ok(Format::Markdown));
    assert_eq!(Format::of("a.txt", b"x"), Ok(Format::Plain));
}

#[test]
fn decomposed_letters_and_unseen_signs_are_put_right_and_quotes_stay() {
    let imported = plain("\u{feff}Đi\u{ea}\u{300}u 1. Phạm\u{a0}vi\u{200b}\n\n1. Gọi là “hộ”;\r\n");
    assert_eq!(shape(&imported.draft), ["Điều 1|Phạm vi", "·khoản 1|Gọi là “hộ”;"]);
    assert_eq!(codes(&imported), [(Code::Unseen, "Điều 1. Phạm vi".to_owned())]);
}

#[test]
fn the_hash_binds_words_and_numbers_and_not_identities() {
    let one = plain(SAMPLE).draft;
    let other = import(SAMPLE.as_bytes(), Format::Plain, &mut ids(500)).unwrap().draft;
    assert_eq!(one.hash(), other.hash());
    assert_ne!(one.hash(), plain(&SAMPLE.replace("dây xích", "dây")).draft.hash());
    assert_ne!(one.hash(), plain(&SAMPLE.replace("Điều 5.", "Điều 6.")).draft.hash());
    let article = one.walk().into_iter().find(|step| step.provision.label == "2").unwrap().provision.clone();
    assert_eq!(article.canonical_text().lines().next(), Some("Điều 2. Nguyên tắc chung"));
}

#[test]
fn the_stored_form_is_compact_and_checked_when_read() {
    let draft = plain("Điều 1. A\n\n1. Một.\n").draft;
    let stored = serde_json::to_string(&draft).unwrap();
    assert_eq!(
        stored,
        r#"{"title":"","provisions":[{"id":"0000000000000001","kind":"article","label":"1","text":"A","children":[{"id":"0000000000000002","kind":"clause","label":"1","text":"Một."}]}]}"#
    );
    assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), draft);
    for broken in [
        stored.replace("0000000000000002", "0000000000000001"),
        stored.replace("clause", "chapter"),
        stored.replace("Một.", "Một. "),
        stored.replace("\"label\":\"1\",\"text\":\"A\"", "\"label\":\"x\",\"text\":\"A\""),
        stored.replace("\"title\"", "\"name\""),
    ] {
        assert!(serde_json::from_str::<Draft>(&broken).is_err(), "{broken}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(draft in draft()) {
        let text = draft.canonical_text();
        prop_assert_eq!(bare(&plain(&text).draft), bare(&draft), "{}", text);
        let text = draft.markdown();
        prop_assert_eq!(bare(&markdown(&text).draft), bare(&draft), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_read_the_same_again(text in "[\\PC\n\t ]{0,200}") {
        for format in [Format::Plain, Format::Markdown] {
            if let Ok(imported) = import(text.as_bytes(), format, &mut ids(0)) {
                let again = plain(&imported.draft.canonical_text()).draft;
                prop_assert_eq!(bare(&again), bare(&imported.draft));
                let again = markdown(&imported.draft.markdown()).draft;
                prop_assert_eq!(bare(&again), bare(&imported.draft));
            }
        }
    }
}
