//! What a person does to an imported draft.

use crate::support::{bare, draft, ids, plain, shape};
use dantin_drafts::{Draft, DraftFault, Edit, Kind, ProvisionId};
use proptest::prelude::*;

const TEXT: &str =
    "Điều 1. A\n\n1. Một.\n\na) Điểm a;\n\n2. Hai.\n\nDiều 2. B\n\n1. Ba.\n\nĐiều 3. C\n\n1. Bốn.\n";

fn edited(draft: &Draft, edit: &Edit) -> Draft {
    draft.edited(edit, &mut ids(100)).unwrap()
}

fn id(number: u64) -> ProvisionId {
    ProvisionId(number)
}

#[test]
fn a_heading_that_was_not_known_takes_what_stands_behind_it() {
    let draft = plain(TEXT).draft;
    assert_eq!(
        shape(&draft),
        [
            "Điều 1|A",
            "·khoản 1|Một.",
            "··điểm a|Điểm a;",
            "·khoản 2|Hai.",
            "··|Diều 2. B",
            "·khoản 1|Ba.",
            "Điều 3|C",
            "·khoản 1|Bốn."
        ]
    );
    let draft = edited(&draft, &Edit::Kind { id: id(5), kind: Kind::Article, label: "2".to_owned() });
    let draft = edited(&draft, &Edit::Text { id: id(5), text: " B ".to_owned() });
    assert_eq!(
        shape(&draft),
        [
            "Điều 1|A",
            "·khoản 1|Một.",
            "··điểm a|Điểm a;",
            "·khoản 2|Hai.",
            "Điều 2|B",
            "·khoản 1|Ba.",
            "Điều 3|C",
            "·khoản 1|Bốn."
        ]
    );
    assert_eq!(draft.find(id(5)).unwrap().children[0].id, id(6));
}

#[test]
fn splitting_leaves_the_identity_with_the_first_part() {
    let draft = plain("Điều 1. A\n\n1. Một. 2. Hai.\n\na) Điểm.\n").draft;
    let draft = edited(&draft, &Edit::Split { id: id(2), at: 5 });
    assert_eq!(shape(&draft), ["Điều 1|A", "·khoản 1|Một.", "·khoản 2|Hai.", "··điểm a|Điểm."]);
    assert_eq!(draft.find(id(101)).unwrap().text, "Hai.");
    for at in [0, 9, 90] {
        assert_eq!(draft.edited(&Edit::Split { id: id(2), at }, &mut ids(200)), Err(DraftFault::SplitPlace));
    }
}

#[test]
fn merging_leaves_the_identity_with_the_one_before() {
    let draft = plain(TEXT).draft;
    let draft = edited(&draft, &Edit::Merge { id: id(4) });
    assert_eq!(draft.find(id(3)).unwrap().text, "Điểm a; Hai.");
    assert!(draft.find(id(4)).is_none());
    assert_eq!(draft.edited(&Edit::Merge { id: id(1) }, &mut ids(200)), Err(DraftFault::NothingBefore));
}

#[test]
fn moving_takes_along_what_is_contained() {
    let draft = plain(TEXT).draft;
    let draft = edited(&draft, &Edit::Move { id: id(2), parent: Some(id(7)), position: 9 });
    assert_eq!(shape(&draft)[4..], ["Điều 3|C", "·khoản 1|Bốn.", "·khoản 1|Một.", "··điểm a|Điểm a;"]);
    assert_eq!(
        draft.edited(&Edit::Move { id: id(7), parent: Some(id(4)), position: 0 }, &mut ids(200)),
        Err(DraftFault::Nesting)
    );
    // Nor is there a way into itself.
    let itself = Edit::Move { id: id(2), parent: Some(id(3)), position: 0 };
    assert_eq!(draft.edited(&itself, &mut ids(200)), Err(DraftFault::Nesting));
}

#[test]
fn indenting_and_outdenting_keep_the_order_of_the_text() {
    let draft = plain("Điều 1. A\n\n1. Một.\n\nĐoạn.\n\nĐoạn hai.\n").draft;
    let out = edited(&draft, &Edit::Outdent { id: id(3) });
    assert_eq!(shape(&out), ["Điều 1|A", "·khoản 1|Một.", "·|Đoạn.", "·|Đoạn hai."]);
    let back = edited(&out, &Edit::Indent { id: id(3) });
    assert_eq!(shape(&back), ["Điều 1|A", "·khoản 1|Một.", "··|Đoạn.", "·|Đoạn hai."]);
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_changes() {
    let draft = plain(TEXT).draft;
    let refused = |edit: Edit| draft.edited(&edit, &mut ids(200)).unwrap_err();
    assert_eq!(refused(Edit::Label { id: id(1), label: "một".to_owned() }), DraftFault::Label);
    assert_eq!(refused(Edit::Text { id: id(2), text: " ".to_owned() }), DraftFault::Text);
    assert_eq!(refused(Edit::Text { id: id(99), text: "x".to_owned() }), DraftFault::Unknown);
    assert_eq!(refused(Edit::Text { id: id(2), text: "x".repeat(200_001) }), DraftFault::TooLarge);
    let insert = |parent, kind, label: &str| Edit::Insert {
        parent,
        position: 0,
        kind,
        label: label.to_owned(),
        text: "Chữ".to_owned(),
    };
    assert_eq!(refused(insert(Some(id(1)), Kind::Chapter, "I")), DraftFault::Nesting);
    assert_eq!(refused(insert(Some(id(99)), Kind::Clause, "1")), DraftFault::Unknown);
    assert_eq!(
        draft.edited(&insert(Some(id(1)), Kind::Clause, "9"), &mut || 2),
        Err(DraftFault::DoubleIdentity)
    );
    let chapter = edited(
        &draft,
        &Edit::Insert {
            parent: None,
            position: 0,
            kind: Kind::Chapter,
            label: "I".to_owned(),
            text: String::new(),
        },
    );
    let chapter = edited(&chapter, &Edit::Move { id: id(1), parent: Some(id(101)), position: 0 });
    let behind = Edit::Insert {
        parent: Some(id(101)),
        position: 1,
        kind: Kind::Paragraph,
        label: String::new(),
        text: "Đoạn".to_owned(),
    };
    assert_eq!(chapter.edited(&behind, &mut ids(300)), Err(DraftFault::Order));
}

#[test]
fn renumbering_counts_in_vietnamese_letters() {
    let draft = plain("Điều 4. A\n\na) Một;\n\nb) Hai;\n\nc) Ba;\n\nd) Bốn;\n\ne) Năm;\n\nĐiều 9. B\n").draft;
    let draft = edited(&draft, &Edit::Renumber { parent: Some(id(1)), kind: Kind::Point });
    assert_eq!(shape(&draft)[5], "·điểm đ|Năm;");
    let draft = edited(&draft, &Edit::Renumber { parent: None, kind: Kind::Article });
    assert_eq!(shape(&draft)[6], "Điều 5|B");
}

#[test]
fn edits_are_stored_as_json() {
    let edit = Edit::Kind { id: id(5), kind: Kind::Article, label: "2".to_owned() };
    let text = serde_json::to_string(&edit).unwrap();
    assert_eq!(text, r#"{"edit":"kind","id":"0000000000000005","kind":"article","label":"2"}"#);
    assert_eq!(serde_json::from_str::<Edit>(&text).unwrap(), edit);
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let some_id = || (1..30_u64).prop_map(ProvisionId);
    let kind = || proptest::sample::select(Kind::ALL.to_vec());
    let label = || proptest::sample::select(vec!["", "1", "a", "II", "đ"]).prop_map(str::to_owned);
    prop_oneof![
        (some_id(), kind(), label()).prop_map(|(id, kind, label)| Edit::Kind { id, kind, label }),
        (some_id(), label()).prop_map(|(id, label)| Edit::Label { id, label }),
        (some_id(), "\\PC{0,20}").prop_map(|(id, text)| Edit::Text { id, text }),
        (some_id(), 0..30_usize).prop_map(|(id, at)| Edit::Split { id, at }),
        some_id().prop_map(|id| Edit::Merge { id }),
        (some_id(), proptest::option::of(some_id()), 0..5_usize)
            .prop_map(|(id, parent, position)| Edit::Move { id, parent, position }),
        some_id().prop_map(|id| Edit::Delete { id }),
        some_id().prop_map(|id| Edit::Indent { id }),
        some_id().prop_map(|id| Edit::Outdent { id }),
        (proptest::option::of(some_id()), kind()).prop_map(|(parent, kind)| Edit::Renumber { parent, kind }),
    ]
}

proptest! {
    #[test]
    fn after_any_edits_a_draft_is_in_order_and_reads_back(draft in draft(), edits in proptest::collection::vec(any_edit(), 1..12)) {
        let mut draft = draft;
        let mut new_ids = ids(1000);
        for edit in edits {
            let before: Vec<_> = draft.walk().iter().map(|step| step.provision.id).collect();
            if let Ok(after) = draft.edited(&edit, &mut new_ids) {
                // Only what an edit deletes or merges is gone, and only what it makes is new.
                let ids: Vec<_> = after.walk().iter().map(|step| step.provision.id).collect();
                if !matches!(edit, Edit::Delete { .. } | Edit::Merge { .. }) {
                    prop_assert!(before.iter().all(|id| ids.contains(id)));
                }
                if !matches!(edit, Edit::Split { .. } | Edit::Insert { .. }) {
                    prop_assert!(ids.iter().all(|id| before.contains(id)));
                }
                draft = after;
            }
        }
        if !draft.is_empty() {
            prop_assert_eq!(bare(&plain(&draft.canonical_text()).draft), bare(&draft));
        }
    }
}
