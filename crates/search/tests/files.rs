//! The files: what a stop, damage and an erasure do to them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;

use dantin_search::{Document, Fault, Index, Mark, Reach, Scope};

fn document(row: u32, text: &str) -> Document {
    Document {
        id: format!("case{row}"),
        row,
        entry: row * 2,
        text: vec![text.to_owned()],
        ..Document::default()
    }
}

fn at(entries: u64) -> Mark {
    Mark { entries, history: "h".to_owned(), ..Mark::default() }
}

fn count(index: &Index, query: &str) -> usize {
    index.reload().unwrap();
    index.find(query, &Reach::Public).unwrap().hits.len()
}

/// Every file that belongs to a segment.
fn segment_files(folder: &Path) -> std::collections::BTreeSet<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.len() > 32 && !name.starts_with('.'))
        .collect()
}

#[test]
fn what_was_committed_is_there_after_a_stop_with_its_mark_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.put(&document(1, "Ổ gà lớn")).unwrap();
    writer.commit(&at(7)).unwrap();
    writer.put(&document(2, "Ổ gà nhỏ")).unwrap();
    drop((writer, index));
    let index = Index::open(folder.path()).unwrap();
    let mark = index.mark().unwrap();
    assert_eq!((mark.entries, mark.history.as_str(), mark.purge), (7, "h", false));
    assert_eq!(count(&index, "o ga"), 1);
    let hit = index.find("ổ gà", &Reach::Public).unwrap().hits[0];
    assert_eq!((hit.row, hit.entry), (1, 2));
}

#[test]
fn a_document_takes_the_place_of_the_one_with_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.put(&document(1, "Đèn hỏng")).unwrap();
    writer.commit(&at(1)).unwrap();
    writer.put(&Document { text: vec!["Đèn đã sáng".to_owned()], ..document(1, "") }).unwrap();
    writer.commit(&at(2)).unwrap();
    assert_eq!((count(&index, "hỏng"), count(&index, "sáng"), index.count()), (0, 1, 1));
}

#[test]
fn after_a_purge_no_file_holds_the_words_that_were_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    writer.put(&document(1, "Xấu xí quỵnhquang")).unwrap();
    writer.put(&document(2, "Sạch sẽ lunglinh")).unwrap();
    writer.commit(&at(1)).unwrap();
    index.reload().unwrap();
    assert!(index.holds("quỵnhquang").unwrap() && index.holds("quynhquang").unwrap());
    let before = segment_files(folder.path());
    writer.put(&Document { text: Vec::new(), ..document(1, "") }).unwrap();
    writer.commit(&Mark { purge: true, ..at(2) }).unwrap();
    index.reload().unwrap();
    assert!(index.mark().unwrap().purge, "a stop here is remembered");
    assert_eq!(count(&index, "quỵnhquang"), 0);
    assert!(index.holds("quỵnhquang").unwrap(), "a deletion alone leaves the words in the files");
    assert!(writer.purge(&index).unwrap());
    writer.commit(&at(2)).unwrap();
    index.reload().unwrap();
    assert!(!index.holds("quỵnhquang").unwrap() && !index.holds("quynhquang").unwrap());
    let after = segment_files(folder.path());
    assert!(after.is_disjoint(&before), "nothing is left of the files that held them: {after:?}");
    assert!(index.holds("lunglinh").unwrap());
    assert_eq!((count(&index, "lunglinh"), index.mark().unwrap().purge), (1, false));
}

#[test]
fn a_missing_and_a_damaged_index_are_told_apart_and_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("search");
    assert!(matches!(Index::open(&place), Err(Fault::Missing)));
    let index = Index::create(&place).unwrap();
    let mut writer = index.writer().unwrap();
    writer.put(&document(1, "Rác")).unwrap();
    writer.commit(&at(1)).unwrap();
    drop((writer, index));
    assert!(Index::open(&place).is_ok());
    for file in std::fs::read_dir(&place).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "term") {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            std::fs::write(&path, bytes).unwrap();
        }
    }
    assert!(matches!(Index::open(&place), Err(Fault::Damaged(_))));
    std::fs::write(place.join("meta.json"), "{").unwrap();
    assert!(matches!(Index::open(&place), Err(Fault::Damaged(_))));
    let index = Index::create(&place).unwrap();
    assert_eq!((index.count(), index.mark().unwrap().entries), (0, 0));
}

#[test]
fn a_second_writer_is_told_that_the_first_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let writer = index.writer().unwrap();
    let other = Index::open(folder.path()).unwrap();
    assert!(matches!(other.writer(), Err(Fault::Busy)));
    drop(writer);
    assert!(other.writer().is_ok());
}

#[test]
fn many_small_commits_are_merged_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for row in 0..40 {
        writer.put(&document(row, "Nắp cống vỡ")).unwrap();
        writer.commit(&at(u64::from(row))).unwrap();
        writer.tidy().unwrap();
    }
    assert_eq!(count(&index, "nắp cống"), 40);
    assert_eq!(index.mark().unwrap().entries, 39, "a merge keeps the mark");
    let segments = std::fs::read_dir(folder.path()).unwrap().filter(|file| {
        file.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "term")
    });
    assert!(segments.count() <= 13);
}

#[test]
fn a_large_segment_is_not_written_anew_for_small_ones() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for row in 0..3_000 {
        writer.add(&document(row, "Đèn đường hỏng")).unwrap();
    }
    writer.commit(&at(1)).unwrap();
    let large = segment_files(folder.path());
    for row in 3_000..3_040 {
        writer.put(&document(row, "Nắp cống vỡ")).unwrap();
        writer.commit(&at(u64::from(row))).unwrap();
        writer.tidy().unwrap();
    }
    assert!(large.is_subset(&segment_files(folder.path())), "its files are as they were");
    assert_eq!((count(&index, "nắp cống"), count(&index, "đèn đường")), (40, 3_000));
}

#[test]
fn what_several_threads_find_is_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    for row in 0..10_500_u32 {
        let words = if row % 7 == 0 { "Rác ở ngõ" } else { "Đèn đường hỏng" };
        let (text, sealed) = if row % 2 == 0 { (words, "") } else { ("", words) };
        writer
            .add(&Document {
                id: row.to_string(),
                row,
                text: vec![text.to_owned()],
                sealed: vec![sealed.to_owned()],
                ..Document::default()
            })
            .unwrap();
        if row % 2_000 == 1_999 {
            writer.commit(&Mark::default()).unwrap();
        }
    }
    writer.commit(&Mark::default()).unwrap();
    index.reload().unwrap();
    let found = |reach: &Reach| {
        let mut rows: Vec<u32> =
            index.find("rác ngõ", reach).unwrap().hits.iter().map(|hit| hit.row).collect();
        rows.sort_unstable();
        rows
    };
    let desk = Reach::Desk { see: Scope::City, read: Scope::City };
    assert_eq!(found(&Reach::Public), (0..10_500).step_by(14).collect::<Vec<u32>>());
    assert_eq!(found(&desk), (0..10_500).step_by(7).collect::<Vec<u32>>());
}
