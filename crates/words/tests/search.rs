//! Search and order against the project's vectors: what a resident types, and what must come back.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::Instant;

use dantin_words::query::{Index, Keys, expand};
use dantin_words::sort::Collator;
use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const VECTORS: &str = include_str!("vi_search_vectors.json");
const COLLATION: &str = include_str!("vi_collation_vi.json");

/// Cuts the remark in parentheses and decomposes what the remark calls NFD.
fn text(value: &Value) -> String {
    let whole = value.as_str().unwrap();
    let (text, remark) = whole.split_once(" (").unwrap_or((whole, ""));
    if remark.contains("NFD") { text.nfd().collect() } else { text.to_owned() }
}

fn index(names: &[&str]) -> Index<usize> {
    Index::new(names.iter().enumerate().map(|(number, name)| (number, (*name).to_owned())))
}

fn found(names: &[&str], query: &str) -> Vec<String> {
    index(names).search(query, 10).into_iter().map(|hit| hit.text.to_owned()).collect()
}

#[test]
fn every_search_vector_holds() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let documents: Vec<String> = vectors["documents"].as_array().unwrap().iter().map(text).collect();
    let index = Index::new(documents.iter().map(|document| ((), document.clone())));
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 16);
    for case in cases {
        let query = text(&case["q"]);
        let hits: Vec<String> =
            index.search(&query, 20).into_iter().map(|hit| hit.text.nfc().collect()).collect();
        for wanted in case["all"].as_array().into_iter().flatten() {
            assert!(hits.contains(&text(wanted)), "{query}: {wanted} is not among {hits:?}");
        }
        if let Some(first) = case.get("first") {
            assert_eq!(hits.first(), Some(&text(first)), "{query}");
        }
    }
}

#[test]
fn exact_marks_go_first_and_fold_matches_follow() {
    assert_eq!(found(&["Phố Hàng Đậu", "Phố Hàng Dầu", "Phố Hàng Dấu"], "hàng dầu")[0], "Phố Hàng Dầu");
    assert_eq!(found(&["Phố Hàng Đậu", "Phố Hàng Dầu"], "hàng dầu").len(), 2);
    assert_eq!(found(&["Phố Hàng Đậu", "Phố Hàng Dầu"], "hang dau").len(), 2);
}

#[test]
fn shorthand_is_expanded_in_queries() {
    let names = [
        "Phường Yên Hoà",
        "TP. Hồ Chí Minh",
        "Ủy ban nhân dân phường Ba Đình",
        "Vệ sinh môi trường",
        "Phường 12",
        "Không có nước",
    ];
    for (query, wanted) in [
        ("p. yen hoa", "Phường Yên Hoà"),
        ("P.Yên Hòa", "Phường Yên Hoà"),
        ("tphcm", "TP. Hồ Chí Minh"),
        ("tp hcm", "TP. Hồ Chí Minh"),
        ("TP.HCM", "TP. Hồ Chí Minh"),
        ("ubnd ba dinh", "Ủy ban nhân dân phường Ba Đình"),
        ("vs moi truong", "Vệ sinh môi trường"),
        ("p12", "Phường 12"),
        ("ko co nuoc", "Không có nước"),
    ] {
        assert_eq!(found(&names, query).first().map(String::as_str), Some(wanted), "{query}");
    }
}

#[test]
fn undone_telex_finds_the_place() {
    let names = ["Quận Đống Đa", "Phường Đông Đa", "Đường ngập nước"];
    assert_eq!(found(&names, "ddoongs dda")[0], "Quận Đống Đa");
    assert_eq!(found(&names, "dduwowngf ngaajp nuwowcs"), ["Đường ngập nước"]);
}

#[test]
fn an_old_unit_is_found_with_or_without_its_designator() {
    let names = ["Phường Trúc Bạch", "Phường Trúc Sơn", "Phố Trúc Bạch", "Xã Bạch Hạ"];
    assert_eq!(found(&names, "phuong truc bach")[0], "Phường Trúc Bạch");
    assert_eq!(found(&names, "pho truc bach")[0], "Phố Trúc Bạch");
    assert_eq!(found(&names, "truc bach").len(), 2);
}

#[test]
fn a_house_number_may_stand_anywhere_and_need_not_be_known() {
    for query in ["nguyen trai 125", "125 nguyen trai", "số 125 Nguyễn Trãi", "125/3 nguyễn trãi"] {
        assert_eq!(found(&["Phố Nguyễn Du", "Đường Nguyễn Trãi"], query), ["Đường Nguyễn Trãi"], "{query}");
    }
}

#[test]
fn the_last_syllable_may_be_unfinished_and_no_other() {
    let names = ["Phố Thuỵ Khuê", "Phố Thuốc Bắc"];
    assert_eq!(found(&names, "thuy kh"), ["Phố Thuỵ Khuê"]);
    assert_eq!(found(&names, "thu"), ["Phố Thuỵ Khuê", "Phố Thuốc Bắc"]);
    assert!(found(&names, "thu ").is_empty());
    assert!(found(&names, "th khue").is_empty());
}

#[test]
fn odd_queries_find_nothing_and_take_no_time() {
    let names: Vec<String> =
        (0..5000).map(|number| format!("Ngõ {number} phố Nguyễn Văn {number}")).collect();
    let index = Index::new(names.into_iter().map(|name| ((), name)));
    for query in ["", "   ", "\u{301}\u{323}", "🚧🔥", "-./,", "\0"] {
        assert!(index.search(query, 10).is_empty(), "{query:?}");
    }
    // Machines and builds differ, so that the measure is what ordinary queries take beside them.
    let taken = |queries: &[String]| {
        let start = Instant::now();
        for query in queries {
            drop(index.search(query, 10));
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
    ]);
    assert!(odd < 10 * ordinary, "{odd:?}, and a hundred ordinary queries {ordinary:?}");
}

#[test]
fn the_collation_is_that_of_the_vectors() {
    let vectors: Value = serde_json::from_str(COLLATION).unwrap();
    let sorted: Vec<&str> =
        vectors["sorted"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(sorted.len(), 28);
    let mut names = sorted.clone();
    names.sort_unstable();
    assert_ne!(names, sorted, "byte order is not the order of the language");
    Collator::new().sort_by(&mut names, |name| name);
    assert_eq!(names, sorted);
}

proptest! {
    #[test]
    fn no_query_panics(query in any::<String>()) {
        let index = index(&["Phố Hàng Đậu", "Quận Đống Đa"]);
        index.search(&query, 5);
    }

    #[test]
    fn a_document_answers_its_own_text_exactly(text in "[a-zàáảãạâăđêôơưềễ]{1,7}( [a-zàáảãạâăđêôơưềễ]{1,7}){0,4}") {
        let keys = Keys::of(&text);
        let score = expand(&text).score(&keys);
        prop_assert!(score.is_some());
    }
}
