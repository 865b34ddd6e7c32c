//! Identities through versions: renumbering, moving, splitting, merging, and a person's word above it.

use std::collections::{HashMap, HashSet};

use crate::support::{SAMPLE, draft, ids, number, plain};
use dantin_drafts::{
    Draft, DraftFault, Fate, Kind, Matches, Origin, Provision, ProvisionId, match_versions,
    matching::Decision,
};
use proptest::prelude::*;

fn from(text: &str, first: u64) -> Draft {
    dantin_drafts::import(text.as_bytes(), dantin_drafts::Format::Plain, &mut ids(first)).unwrap().draft
}

/// The identity of the provision whose words begin so.
fn id(draft: &Draft, words: &str) -> ProvisionId {
    let walk = draft.walk();
    let found = walk.iter().find(|step| step.provision.text.starts_with(words));
    found.unwrap_or_else(|| panic!("{words}")).provision.id
}

fn versions(change: impl Fn(&str) -> String) -> (Draft, Draft, Matches) {
    let old = from(SAMPLE, 0);
    let text = change(SAMPLE);
    assert_ne!(text, SAMPLE);
    let new = from(&text, 1000);
    let matches = match_versions(&old, &new, &[]).unwrap();
    (old, new, matches)
}

fn kept(old: ProvisionId, [edited, moved, renumbered]: [bool; 3]) -> Origin {
    Origin::Kept { old, edited, moved, renumbered }
}

#[test]
fn the_same_text_is_the_same_throughout() {
    let old = from(SAMPLE, 0);
    let new = from(SAMPLE, 1000);
    let matches = match_versions(&old, &new, &[]).unwrap();
    let same = |origin: &Origin| {
        matches!(origin, Origin::Kept { edited: false, moved: false, renumbered: false, .. })
    };
    assert!(matches.origins.iter().all(|(_, origin)| same(origin)));
    assert_eq!(matches.adopted(&new, &mut ids(2000)).unwrap().0, old);
}

#[test]
fn an_article_put_in_renumbers_those_behind_it_and_changes_nobody() {
    let (old, new, matches) = versions(|text| {
        text.replace("Điều 5.", "Điều 6.").replace("Điều 4.", "Điều 5.").replace(
            "Điều 5. Khi",
            "Điều 4. Tại chợ và trung tâm thương mại\n\n1. Xếp hàng khi trả tiền, không chen lấn xô đẩy.\n\nĐiều 5. Khi",
        )
    });
    assert_eq!(matches.origin(id(&new, "Tại chợ")), Some(&Origin::New));
    assert_eq!(matches.origin(id(&new, "Xếp hàng")), Some(&Origin::New));
    let traffic = id(&old, "Khi tham gia");
    assert_eq!(matches.origin(id(&new, "Khi tham gia")), Some(&kept(traffic, [false, false, true])));
    assert_eq!(matches.fate(traffic), Some(&Fate::Kept { new: id(&new, "Khi tham gia") }));
    let unchanged = id(&old, "Nhường đường");
    assert_eq!(matches.origin(id(&new, "Nhường đường")), Some(&kept(unchanged, [false, false, false])));
    assert!(matches.fates.iter().all(|(_, fate)| matches!(fate, Fate::Kept { .. })));
}

#[test]
fn edited_words_keep_their_identity() {
    let (old, new, matches) =
        versions(|text| text.replace("sau hai mươi hai giờ", "từ hai mươi hai giờ đến sáu giờ"));
    let noise = id(&old, "Gây tiếng ồn");
    assert_eq!(matches.origin(id(&new, "Gây tiếng ồn")), Some(&kept(noise, [true, false, false])));
}

#[test]
fn a_clause_that_goes_to_another_article_has_moved() {
    let clause = "3. Không lạng lách, đánh võng, bấm còi liên tục trong khu dân cư.\n\n";
    let (old, new, matches) =
        versions(|text| text.replace(clause, "").replace("Chương II.", &format!("{clause}Chương II.")));
    let moved = id(&old, "Không lạng lách");
    assert_eq!(matches.origin(id(&new, "Không lạng lách")), Some(&kept(moved, [false, true, false])));
}

#[test]
fn a_clause_in_two_is_split_and_the_larger_part_keeps_the_identity() {
    let (old, new, matches) = versions(|text| {
        text.replace(
            "1. Chấp hành hiệu lệnh của người điều khiển giao thông và đèn tín hiệu.\n\n2. Nhường đường cho người đi bộ, xe cứu thương và xe chữa cháy đang làm nhiệm vụ.",
            "1. Chấp hành hiệu lệnh của người điều khiển giao thông và đèn tín hiệu.\n\n2. Nhường đường cho người đi bộ.\n\n2a. Nhường đường cho xe cứu thương và xe chữa cháy đang làm nhiệm vụ.",
        )
    });
    let whole = id(&old, "Nhường đường");
    let (small, large) = (id(&new, "Nhường đường cho người"), id(&new, "Nhường đường cho xe"));
    assert!(matches!(matches.origin(large), Some(Origin::Kept { old, .. }) if *old == whole));
    assert_eq!(matches.origin(small), Some(&Origin::Split { old: whole }));
    assert_eq!(matches.fate(whole), Some(&Fate::Split { new: vec![large, small] }));
}

#[test]
fn two_clauses_in_one_are_merged() {
    let (old, new, matches) = versions(|text| {
        text.replace(
            "đèn tín hiệu.\n\n2. Nhường đường cho người đi bộ, xe cứu thương và xe chữa cháy đang làm nhiệm vụ.\n\n3.",
            "đèn tín hiệu; nhường đường cho người đi bộ, xe cứu thương và xe chữa cháy đang làm nhiệm vụ.\n\n2.",
        )
    });
    let (first, second) = (id(&old, "Chấp hành hiệu"), id(&old, "Nhường đường"));
    let both = id(&new, "Chấp hành hiệu");
    let (own, other) = match matches.origin(both).unwrap() {
        Origin::Merged { old, others } => (*old, others.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(HashSet::from([own, other[0]]), HashSet::from([first, second]));
    assert_eq!(matches.fate(other[0]), Some(&Fate::Merged { new: both }));
    let last = id(&old, "Không lạng lách");
    assert_eq!(matches.origin(id(&new, "Không lạng lách")), Some(&kept(last, [false, false, true])));
}

#[test]
fn what_is_taken_out_is_removed_and_what_is_written_anew_is_new() {
    let (old, new, matches) = versions(|text| {
        text.replace(
            "b) Gây tiếng ồn lớn sau hai mươi hai giờ.",
            "b) Đốt vàng mã, thả đèn trời ngoài khu vực cho phép.",
        )
    });
    assert_eq!(matches.fate(id(&old, "Gây tiếng ồn")), Some(&Fate::Removed));
    assert_eq!(matches.origin(id(&new, "Đốt vàng mã")), Some(&Origin::New));
}

#[test]
fn a_chapter_under_another_heading_is_known_by_what_it_holds() {
    let (old, new, matches) =
        versions(|text| text.replace("NHỮNG VIỆC NÊN LÀM VÀ KHÔNG NÊN LÀM", "ỨNG XỬ CỤ THỂ"));
    assert_eq!(matches.origin(id(&new, "ỨNG XỬ")), Some(&kept(id(&old, "NHỮNG VIỆC"), [true, false, false])));
}

#[test]
fn a_person_decides_against_the_search() {
    let old = from(SAMPLE, 0);
    let text = SAMPLE.replace(
        "b) Gây tiếng ồn lớn sau hai mươi hai giờ.",
        "b) Đốt vàng mã, thả đèn trời ngoài khu vực cho phép.",
    );
    let new = from(&text, 1000);
    let (noise, fire) = (id(&old, "Gây tiếng ồn"), id(&new, "Đốt vàng mã"));
    let decided = |decisions: &[Decision]| match_versions(&old, &new, decisions);
    let matches = decided(&[Decision { new: fire, old: Some(noise) }]).unwrap();
    assert_eq!(matches.origin(fire), Some(&kept(noise, [true, false, false])));
    let article = id(&new, "Tại công viên");
    let matches = decided(&[Decision { new: article, old: None }]).unwrap();
    assert_eq!(matches.origin(article), Some(&Origin::New));
    let unknown = Decision { new: ProvisionId(9), old: None };
    assert_eq!(decided(&[unknown]), Err(DraftFault::Unknown));
    let twice = [Decision { new: fire, old: Some(noise) }, Decision { new: article, old: Some(noise) }];
    assert_eq!(decided(&twice), Err(DraftFault::DoubleIdentity));
}

#[test]
fn a_version_made_by_editing_keeps_its_identities_whatever_its_words() {
    let old = from(SAMPLE, 0);
    let noise = id(&old, "Gây tiếng ồn");
    let edit = dantin_drafts::Edit::Text { id: noise, text: "Đốt pháo.".to_owned() };
    let new = old.edited(&edit, &mut ids(500)).unwrap();
    let matches = match_versions(&old, &new, &[]).unwrap();
    assert_eq!(matches.origin(noise), Some(&kept(noise, [true, false, false])));
    // Told that it is another, it gets an identity that no old provision has.
    let matches = match_versions(&old, &new, &[Decision { new: noise, old: None }]).unwrap();
    let (adopted, matches) = matches.adopted(&new, &mut ids(900)).unwrap();
    assert!(adopted.find(noise).is_none());
    assert_eq!(matches.origin(ProvisionId(901)), Some(&Origin::New));
    assert_eq!(matches.fate(noise), Some(&Fate::Removed));
}

fn check_whole(old: &Draft, new: &Draft, matches: &Matches) {
    let olds: Vec<_> = old.walk().iter().map(|step| step.provision.id).collect();
    let news: Vec<_> = new.walk().iter().map(|step| step.provision.id).collect();
    assert_eq!(matches.fates.iter().map(|(id, _)| *id).collect::<Vec<_>>(), olds);
    assert_eq!(matches.origins.iter().map(|(id, _)| *id).collect::<Vec<_>>(), news);
    let mut holders = HashMap::new();
    for (new, origin) in &matches.origins {
        match origin {
            Origin::Kept { old, .. } | Origin::Merged { old, .. } => {
                assert!(holders.insert(*old, *new).is_none(), "{old} has two holders");
            }
            Origin::Split { old } => assert!(matches!(matches.fate(*old), Some(Fate::Split { .. }))),
            Origin::New => {}
        }
    }
    for (old, fate) in &matches.fates {
        match fate {
            Fate::Kept { new } => assert_eq!(holders.get(old), Some(new)),
            Fate::Split { new } => assert!(!new.is_empty()),
            Fate::Merged { new } => {
                let others = match matches.origin(*new) {
                    Some(Origin::Merged { others, .. }) => others.clone(),
                    other => panic!("{other:?}"),
                };
                assert!(others.contains(old));
            }
            Fate::Removed => assert!(!holders.contains_key(old)),
        }
    }
    let (adopted, _) = matches.adopted(new, &mut ids(1 << 40)).unwrap();
    assert_eq!(adopted.canonical_text(), new.canonical_text());
}

/// A draft of articles whose words are all their own, as long texts have them.
fn distinct(articles: usize, clauses: usize) -> Draft {
    let mut provisions = Vec::new();
    for article in 0..articles {
        let children = (0..clauses).map(|clause| Provision {
            id: ProvisionId(0),
            kind: Kind::Clause,
            label: (clause + 1).to_string(),
            text: format!(
                "Quy định v{article}x{clause} về nội dung w{article}y{clause} do cơ quan z{article}t{clause} thực hiện trong thời hạn s{article}r{clause} ngày."
            ),
            children: Vec::new(),
        });
        provisions.push(Provision {
            id: ProvisionId(0),
            kind: Kind::Article,
            label: (article + 1).to_string(),
            text: format!("Về việc a{article} và b{article}"),
            children: children.collect(),
        });
    }
    number(&mut provisions, &mut 0);
    Draft::new(String::new(), provisions).unwrap()
}

/// Reorders, renumbers and edits a draft; the answer says which old identity stands behind each new one.
fn shaken(draft: &Draft, orders: &[usize], edited: &[bool]) -> (Draft, HashMap<ProvisionId, ProvisionId>) {
    let mut next = 10_000;
    let mut truth = HashMap::new();
    let mut turn = 0;
    fn shake(
        siblings: &mut [Provision],
        orders: &[usize],
        edited: &[bool],
        turn: &mut usize,
        next: &mut u64,
        truth: &mut HashMap<ProvisionId, ProvisionId>,
    ) {
        for place in (1..siblings.len()).rev() {
            *turn += 1;
            siblings.swap(place, orders[*turn % orders.len()] % (place + 1));
        }
        for (place, one) in siblings.iter_mut().enumerate() {
            *turn += 1;
            *next += 1;
            truth.insert(ProvisionId(*next), one.id);
            one.id = ProvisionId(*next);
            one.label = (place + 1).to_string();
            if edited[*turn % edited.len()] && one.kind == Kind::Clause {
                one.text = one.text.replace("thực hiện trong thời hạn", "phối hợp hoàn thành chậm nhất");
            }
            shake(&mut one.children, orders, edited, turn, next, truth);
        }
    }
    let mut provisions = draft.provisions().to_vec();
    shake(&mut provisions, orders, edited, &mut turn, &mut next, &mut truth);
    (Draft::new(String::new(), provisions).unwrap(), truth)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn permuted_renumbered_and_edited_provisions_keep_their_identities(
        articles in 1..7_usize, clauses in 1..6_usize,
        orders in proptest::collection::vec(0..100_usize, 1..20),
        edited in proptest::collection::vec(proptest::bool::weighted(0.3), 1..20),
    ) {
        let old = distinct(articles, clauses);
        let (new, truth) = shaken(&old, &orders, &edited);
        let matches = match_versions(&old, &new, &[]).unwrap();
        check_whole(&old, &new, &matches);
        for (new, origin) in &matches.origins {
            match origin {
                Origin::Kept { old, .. } => prop_assert_eq!(*old, truth[new]),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn any_two_drafts_are_matched_whole_and_always_alike(old in draft(), new in draft()) {
        let mut provisions = new.provisions().to_vec();
        number(&mut provisions, &mut 5000);
        let new = Draft::new(new.title().to_owned(), provisions).unwrap();
        let matches = match_versions(&old, &new, &[]).unwrap();
        check_whole(&old, &new, &matches);
        prop_assert_eq!(match_versions(&old, &new, &[]).unwrap(), matches);
    }
}

#[test]
fn identities_hold_in_a_long_text_with_many_changes() {
    let old = distinct(150, 12);
    let orders: Vec<usize> = (0..97).map(|number| number * 7919 % 101).collect();
    let edited: Vec<bool> = (0..13).map(|number| number % 3 == 0).collect();
    let (new, truth) = shaken(&old, &orders, &edited);
    let matches = match_versions(&old, &new, &[]).unwrap();
    let right = matches
        .origins
        .iter()
        .filter(|(new, origin)| matches!(origin, Origin::Kept { old, .. } if *old == truth[new]));
    assert_eq!(right.count(), old.len());
}

#[test]
fn sample_texts_have_no_findings() {
    assert_eq!(plain(SAMPLE).findings, []);
}
