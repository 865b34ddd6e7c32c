//! The search cases of the project: what a resident types, and which cases must come back, in which order.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{sync::OnceLock, time::Instant};

use dantin_search::{Document, Index, Mark, Reach, Scope};
use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const VECTORS: &str = include_str!("../../words/tests/vi_search_vectors.json");

struct Shelf {
    index: Index,
    _folder: tempfile::TempDir,
}

fn shelf(texts: &[&str]) -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for (row, text) in texts.iter().enumerate() {
        let row = u32::try_from(row).unwrap();
        let document =
            Document { id: row.to_string(), row, text: vec![(*text).to_owned()], ..Document::default() };
        writer.add(&document).unwrap();
    }
    writer.commit(&Mark::default()).unwrap();
    index.reload().unwrap();
    Shelf { index, _folder: folder }
}

/// Rows, best first; equal ones newest first.
fn rows(index: &Index, query: &str, reach: &Reach) -> Vec<u32> {
    let mut hits = index.find(query, reach).unwrap().hits;
    hits.sort_by_key(|hit| std::cmp::Reverse((hit.rank, hit.row)));
    hits.iter().map(|hit| hit.row).collect()
}

fn found<'a>(texts: &[&'a str], query: &str) -> Vec<&'a str> {
    let shelf = shelf(texts);
    rows(&shelf.index, query, &Reach::Public)
        .iter()
        .filter_map(|row| texts.get(usize::try_from(*row).ok()?).copied())
        .collect()
}

fn text(value: &Value) -> String {
    let whole = value.as_str().unwrap();
    let (text, remark) = whole.split_once(" (").unwrap_or((whole, ""));
    if remark.contains("NFD") { text.nfd().collect() } else { text.to_owned() }
}

#[test]
fn every_search_vector_holds() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let documents: Vec<String> = vectors["documents"].as_array().unwrap().iter().map(text).collect();
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    let shelf = shelf(&documents);
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 16);
    for case in cases {
        let query = text(&case["q"]);
        let hits: Vec<String> = rows(&shelf.index, &query, &Reach::Public)
            .iter()
            .map(|row| documents[*row as usize].nfc().collect())
            .collect();
        for wanted in case["all"].as_array().into_iter().flatten() {
            assert!(hits.contains(&text(wanted)), "{query}: {wanted} is not among {hits:?}");
        }
        if let Some(first) = case.get("first") {
            assert_eq!(hits.first(), Some(&text(first)), "{query}");
        }
    }
}

#[test]
fn every_case_of_the_reference_holds() {
    let documents = [
        "Đường ngập nước",
        "Phường Yên Hoà",
        "Phường Yên Hòa",
        "Quận Đống Đa",
        "Phố Hàng Đậu",
        "Phố Hàng Dầu",
        "Phố Thuỵ Khuê",
        "Đường Ngọc Thụy",
        "phường Văn Miếu - Quốc Tử Giám",
        "QUỐC LỘ 1A",
        "TP. Hồ Chí Minh",
        "Phường Trúc Bạch",
    ];
    for (query, wanted) in [
        ("duong ngap nuoc", vec!["Đường ngập nước"]),
        ("yên hòa", vec!["Phường Yên Hòa", "Phường Yên Hoà"]),
        ("yên hoà", vec!["Phường Yên Hòa", "Phường Yên Hoà"]),
        ("yen hoa", vec!["Phường Yên Hòa", "Phường Yên Hoà"]),
        ("DONG DA", vec!["Quận Đống Đa"]),
        ("hang dau", vec!["Phố Hàng Dầu", "Phố Hàng Đậu"]),
        ("hàng dầu", vec!["Phố Hàng Dầu", "Phố Hàng Đậu"]),
        ("hàng đậu", vec!["Phố Hàng Đậu", "Phố Hàng Dầu"]),
        ("thuy khue", vec!["Phố Thuỵ Khuê"]),
        ("thụy khuê", vec!["Phố Thuỵ Khuê"]),
        ("thuỵ khuê", vec!["Phố Thuỵ Khuê"]),
        ("ngọc thuỵ", vec!["Đường Ngọc Thụy"]),
        ("van mieu quoc tu giam", vec!["phường Văn Miếu - Quốc Tử Giám"]),
        ("quoc lo 1a", vec!["QUỐC LỘ 1A"]),
        ("p. yen hoa", vec!["Phường Yên Hòa", "Phường Yên Hoà"]),
        ("tphcm", vec!["TP. Hồ Chí Minh"]),
        ("tp hcm", vec!["TP. Hồ Chí Minh"]),
        ("phuong truc bach", vec!["Phường Trúc Bạch"]),
        ("ddoongs dda", vec!["Quận Đống Đa"]),
        ("dduwowngf ngaajp nuwowcs", vec!["Đường ngập nước"]),
    ] {
        assert_eq!(found(&documents, query), wanted, "{query}");
    }
    let decomposed: String = "đường ngập nước".nfd().collect();
    assert_eq!(found(&documents, &decomposed), ["Đường ngập nước"]);
}

#[test]
fn words_in_their_order_go_before_scattered_ones_and_both_are_found() {
    let texts = [
        "Cống bị tắc, nước thải tràn ra ngõ, cần thoát cho dân",
        "Cống thoát nước bị tắc trước số nhà 12",
        "Cây đổ chắn ngang đường",
    ];
    assert_eq!(found(&texts, "cống thoát nước"), [texts[1], texts[0]]);
    assert_eq!(found(&texts, "cong thoat nuoc"), [texts[1], texts[0]]);
}

#[test]
fn the_marks_that_were_typed_decide_the_order_even_against_the_words_order() {
    let texts = ["Phố Hàng Đậu đông xe", "Phố Hàng Dầu mất nắp cống", "Hàng quán đổ dầu ra cống"];
    assert_eq!(found(&texts, "hàng dầu"), [texts[1], texts[2], texts[0]]);
}

#[test]
fn a_name_of_four_words_is_found_in_any_order_and_whole_first() {
    let texts = ["Ngõ Nguyễn Thị Minh Khai cạnh chợ", "Phố Minh Khai, bà Nguyễn Thị bán nước"];
    assert_eq!(found(&texts, "nguyen thi minh khai")[0], texts[0]);
    assert_eq!(found(&texts, "minh khai nguyễn thị").len(), 2);
}

#[test]
fn the_last_syllable_may_be_a_beginning_only_where_nothing_holds_it_whole() {
    let texts = ["Rác chất đống", "Rạch nước bẩn"];
    assert_eq!(found(&texts, "rac"), ["Rác chất đống"]);
    assert_eq!(found(&texts, "rach nu"), ["Rạch nước bẩn"]);
    assert!(found(&texts, "rach nu ").is_empty(), "a finished syllable");
    assert!(found(&texts, "r").is_empty(), "one letter begins everything");
}

#[test]
fn names_of_the_case_are_found_behind_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    let own = Document {
        id: "a".to_owned(),
        row: 1,
        text: vec!["Đèn ở vườn hoa hỏng".to_owned()],
        ..Document::default()
    };
    let named = Document {
        id: "b".to_owned(),
        row: 2,
        facts: vec!["Chiếu sáng".to_owned(), "Phường Vườn Hoa".to_owned()],
        ..Document::default()
    };
    writer.put(&own).unwrap();
    writer.put(&named).unwrap();
    writer.commit(&Mark::default()).unwrap();
    index.reload().unwrap();
    assert_eq!(rows(&index, "vườn hoa", &Reach::Public), [1, 2]);
    assert_eq!(rows(&index, "chieu sang vuon hoa", &Reach::Public), [2], "from two texts");
}

#[test]
fn sealed_words_are_found_only_within_reach_and_count_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for (row, lead) in [(1, "x"), (2, "y")] {
        let document = Document {
            id: lead.to_owned(),
            row,
            lead: lead.to_owned(),
            partners: if lead == "y" { vec!["z".to_owned(), "w".to_owned()] } else { Vec::new() },
            text: vec!["Rác ở ngõ".to_owned()],
            sealed: vec!["Nhà ông hàng xóm đổ trộm".to_owned()],
            ..Document::default()
        };
        writer.put(&document).unwrap();
    }
    writer.commit(&Mark::default()).unwrap();
    index.reload().unwrap();
    let codes = |agencies: &[&str]| agencies.iter().map(|code| (*code).to_owned()).collect();
    let some = |agencies: &[&str]| Scope::Agencies { lead: codes(agencies), part: Vec::new() };
    let sealed = |reach: &Reach| rows(&index, "đổ trộm", reach);
    assert!(sealed(&Reach::Public).is_empty());
    assert_eq!(sealed(&Reach::Desk { see: Scope::City, read: Scope::City }), [2, 1]);
    assert_eq!(sealed(&Reach::Desk { see: Scope::City, read: some(&["x"]) }), [1]);
    assert!(sealed(&Reach::Desk { see: Scope::City, read: some(&[]) }).is_empty());
    let open = |reach: &Reach| rows(&index, "rác", reach);
    assert_eq!(open(&Reach::Desk { see: some(&["y"]), read: some(&["y"]) }), [2]);
    assert_eq!(open(&Reach::Desk { see: Scope::City, read: some(&["x"]) }), [2, 1]);
    assert!(open(&Reach::Desk { see: some(&[]), read: some(&[]) }).is_empty());
    // Whoever has a part finds the case like its lead; whoever only leads elsewhere does not.
    let helps = |agency: &str| Scope::Agencies { lead: codes(&["v"]), part: codes(&[agency]) };
    for agency in ["z", "w"] {
        assert_eq!(sealed(&Reach::Desk { see: helps(agency), read: helps(agency) }), [2]);
    }
    assert!(sealed(&Reach::Desk { see: helps("y"), read: helps("y") }).is_empty());
    assert!(open(&Reach::Desk { see: some(&["z"]), read: some(&["z"]) }).is_empty());
    // Half of a query in the open words and half in sealed ones tells as much as both.
    assert!(rows(&index, "rác trộm", &Reach::Public).is_empty());
    assert!(rows(&index, "rác trộm", &Reach::Desk { see: Scope::City, read: some(&[]) }).is_empty());
    assert_eq!(rows(&index, "rác trộm", &Reach::Desk { see: Scope::City, read: some(&["y"]) }), [2]);
}

#[test]
fn odd_queries_find_nothing_and_take_no_time() {
    let texts: Vec<String> =
        (0..2000).map(|number| format!("Ngõ {number} phố Nguyễn Văn {number}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let shelf = shelf(&texts);
    for query in ["", "   ", "\u{301}\u{323}", "🚧🔥", "-./,", "\0", "\" OR *:* --"] {
        assert!(rows(&shelf.index, query, &Reach::Public).is_empty(), "{query:?}");
    }
    // Machines and builds differ, so that the measure is what ordinary queries take beside them.
    let taken = |queries: &[String]| {
        let start = Instant::now();
        for query in queries {
            drop(rows(&shelf.index, query, &Reach::Public));
        }
        start.elapsed()
    };
    let ordinary = taken(&vec!["ngo 12 pho nguyen van 12".to_owned(); 100]);
    let odd = taken(&[
        "a".repeat(10_000),
        "nguyễn ".repeat(1_500),
        "\u{301}".repeat(10_000),
        "🚧".repeat(10_000),
        "p. ".repeat(3_400),
        "vs dc q p hn ".repeat(800),
    ]);
    assert!(odd < 10 * ordinary, "{odd:?}, and a hundred ordinary queries {ordinary:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_query_fails(query in any::<String>()) {
        static SHELF: OnceLock<Shelf> = OnceLock::new();
        let shelf = SHELF.get_or_init(|| shelf(&["Phố Hàng Đậu", "Quận Đống Đa"]));
        shelf.index.find(&query, &Reach::Public).unwrap();
        shelf.index.find(&query, &Reach::Desk { see: Scope::City, read: Scope::Agencies { lead: vec!["x".into()], part: vec![] } }).unwrap();
    }
}
