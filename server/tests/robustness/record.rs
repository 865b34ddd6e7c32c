//! What must be true of a database whatever happened to the processes on it.

use std::collections::BTreeMap;

use dantin_record::{book::Book, case::Case, entry::Line, moment::Moment};
use dantin_store::{Db, Error, Settings};

/// Reports that were acknowledged: public code and words.
pub type Acknowledged = BTreeMap<String, String>;

/// Every acknowledged report is there with its words; the journal has no gaps, is canonical and in the order of time,
/// replays, and agrees with every row; nothing is half there. Gives the number of cases.
pub fn check(settings: &Settings, acknowledged: &Acknowledged) -> usize {
    let db = Db::open(settings).unwrap();
    let (entries, cases, texts, reporters) = db
        .read_blocking(|tx| {
            Ok::<_, Error>((
                tx.all::<(i64, String)>("SELECT idx, body FROM journal ORDER BY idx", &[])?,
                tx.all::<(String, i64, String)>("SELECT code, version, record FROM cases", &[])?,
                tx.all::<(String, String)>(
                    "SELECT c.code, t.body FROM cases c JOIN contents t ON t.case_id = c.id \
                     WHERE t.number = 1 AND t.field = 'text'",
                    &[],
                )?,
                tx.one::<(i64,)>("SELECT count(*) FROM askers WHERE relation = 'reporter'", &[])?.0,
            ))
        })
        .unwrap();
    db.close();

    let mut book = Book::default();
    let mut notices = 0;
    let mut last = Moment::from_second(0);
    for (place, (index, body)) in entries.iter().enumerate() {
        assert_eq!(usize::try_from(*index).unwrap(), place, "the journal has no gaps");
        let line = Line::parse(body.as_bytes()).unwrap();
        assert_eq!(line.to_bytes().unwrap(), body.as_bytes(), "entries are canonical");
        assert!(line.at() >= last, "entry {index} is older than the one before it");
        last = line.at();
        book.take(u64::try_from(*index).unwrap(), &line).unwrap();
        notices += usize::from(matches!(line, Line::Notice(_)));
    }
    book.settle();
    assert_eq!(book.len(), cases.len(), "the book has every case");
    assert_eq!(texts.len(), cases.len(), "every case has its words");
    assert_eq!(usize::try_from(reporters).unwrap(), cases.len(), "every case has who asked");
    let mut events = 0;
    for (code, version, record) in &cases {
        events += version;
        let case: Case = serde_json::from_str(record).unwrap();
        let replayed = book.case(book.find(code.parse().unwrap()).unwrap()).unwrap();
        assert_eq!((case.state, case.first_due), (replayed.state, replayed.first_due), "{code}");
    }
    assert_eq!(
        usize::try_from(events).unwrap(),
        entries.len() - notices,
        "every event of every case is in the journal"
    );
    let texts: BTreeMap<String, String> = texts.into_iter().collect();
    for (code, words) in acknowledged {
        assert_eq!(texts.get(code), Some(words), "the acknowledged case {code} is there");
    }
    cases.len()
}
