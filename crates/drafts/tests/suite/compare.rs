//! Comparing word by word.

use crate::support::{SAMPLE, ids, sentence};
use dantin_drafts::{Run, compare, compare::compare_drafts, match_versions};
use proptest::prelude::*;

fn equal(text: &str) -> Run {
    Run::Equal(text.to_owned())
}

#[test]
fn words_put_in_and_taken_out_are_told() {
    assert_eq!(
        compare("Bỏ rác đúng nơi quy định.", "Bỏ rác vào thùng đúng nơi."),
        [
            equal("Bỏ rác"),
            Run::Inserted(" vào thùng".to_owned()),
            equal(" đúng nơi"),
            Run::Deleted(" quy định".to_owned()),
            equal(".")
        ]
    );
}

#[test]
fn differences_in_typing_alone_are_told_as_such() {
    let retyped = |old: &str, new: &str| Run::Retyped { old: old.to_owned(), new: new.to_owned() };
    assert_eq!(
        compare("Ủy ban hòa giải \"cơ sở\" ;", "Uỷ ban hoà giải “cơ sở”;"),
        [
            retyped("Ủy", "Uỷ"),
            equal(" ban"),
            retyped(" hòa", " hoà"),
            equal(" giải"),
            retyped(" \"", " “"),
            equal("cơ sở"),
            retyped("\" ;", "”;")
        ]
    );
    // Another tone is another word, and so is a capital.
    assert!(compare("hòa", "hóa").contains(&Run::Deleted("hòa".to_owned())));
    assert!(compare("nhân dân", "Nhân dân").contains(&Run::Inserted("Nhân".to_owned())));
}

#[test]
fn what_is_gone_stands_behind_what_it_followed() {
    let read = |text: &str, first| {
        dantin_drafts::import(text.as_bytes(), dantin_drafts::Format::Plain, &mut ids(first)).unwrap().draft
    };
    let old = read(SAMPLE, 0);
    let new = read(
        &SAMPLE.replace("b) Bỏ rác đúng nơi quy định, nhắc nhở người xung quanh cùng làm;\n\n", ""),
        500,
    );
    let matches = match_versions(&old, &new, &[]).unwrap();
    let compared = compare_drafts(&old, &new, &matches);
    let place = compared.iter().position(|one| one.new.is_none()).unwrap();
    assert_eq!(
        compared[place].runs,
        [Run::Deleted("Bỏ rác đúng nơi quy định, nhắc nhở người xung quanh cùng làm;".to_owned())]
    );
    assert!(
        matches!(&compared[place - 1].runs[..], [Run::Equal(text)] if text.starts_with("Giữ gìn cây xanh"))
    );
    assert_eq!(compared.len(), old.len());
}

fn sides(runs: &[Run]) -> (String, String) {
    let (mut left, mut right) = (String::new(), String::new());
    for run in runs {
        match run {
            Run::Equal(text) => {
                left.push_str(text);
                right.push_str(text);
            }
            Run::Deleted(text) => left.push_str(text),
            Run::Inserted(text) => right.push_str(text),
            Run::Retyped { old, new } => {
                left.push_str(old);
                right.push_str(new);
            }
        }
    }
    (left, right)
}

proptest! {
    #[test]
    fn the_runs_hold_both_texts(old in sentence(), new in "\\PC{0,40}") {
        prop_assert_eq!(sides(&compare(&old, &new)), (old.clone(), new.clone()));
        prop_assert_eq!(sides(&compare(&new, &old)), (new, old));
    }
}

#[test]
fn very_long_texts_with_little_in_common_are_not_searched() {
    let text = |first: usize, step: usize| {
        let words = (0..30_000).map(|number| format!("a{}", (first + number * step) % 997));
        words.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(compare(&text(0, 7), &text(0, 11)).len(), 2);
    let near = text(0, 7).replacen("a700 ", "", 20);
    assert_eq!(sides(&compare(&text(0, 7), &near)), (text(0, 7), near.clone()));
    assert!(compare(&text(0, 7), &near).len() > 20);
}
