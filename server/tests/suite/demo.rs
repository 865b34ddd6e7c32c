//! The demonstration: what `serve --demo` opens holds for every weekday on which somebody may start it.

use std::collections::BTreeMap;

use dantin_record::{
    book::figures::{Figure, Value, tables::Tables},
    case::StateKind,
};

use crate::support::TestApp;

async fn filled(now: &str) -> TestApp {
    let test = TestApp::sqlite();
    test.at(now);
    let app = test.app.clone();
    let count = tokio::task::spawn_blocking(move || {
        dantin::demo::fill(&app, app.now(), &tokio::runtime::Handle::current()).unwrap()
    })
    .await
    .unwrap();
    assert!((180..=240).contains(&count), "{count}");
    test
}

async fn has_every_state(now: &str) {
    let test = filled(now).await;
    test.check().await;
    let counts = test.app.book.read().count_by_state(&dantin_record::book::filter::Filter::default());
    for state in StateKind::ALL {
        if !state.is_imported() {
            assert!(counts.get(*state) > 0, "{now}: no case is {state:?}");
        }
    }
    let list = test.visitor().get("/oversight").await.expect(200).text();
    assert!(
        list.contains("Những cuộc giám sát và phản biện là dữ liệu mẫu")
            && !list.contains("Phản ánh này không có thật")
    );
    let book = test.app.book.read();
    let now = dantin_record::moment::Moment::from(test.app.now());
    let published = Tables::count(&book, now, test.app.city.calendar().zone()).all.own;
    let followed = book.recommendations(now);
    assert_eq!(
        published.get(Figure::RecommendationsConfirmed),
        Value::Share {
            numerator: u64::from(followed.confirmed_in_time + followed.confirmed_late),
            denominator: u64::from(followed.followed.made - followed.followed.let_go),
        },
        "/oversight counts what the published figures count"
    );
    assert!(followed.followed.made > 0);
    let rows: Vec<_> = (0..book.len()).filter_map(|row| book.row(row)).collect();
    assert!(rows.iter().all(|row| row.sample), "every case says that it is a sample");
    assert!(rows.iter().any(|row| row.is_overdue(now)), "some are overdue");
    assert!(rows.iter().any(|row| !row.is_public()), "some wait for a moderator");
    assert!(rows.iter().any(|row| row.hand_overs > 2), "some were handed on");
    assert!(rows.iter().any(|row| row.joins > 0), "some were joined");
    let mut confirmed: BTreeMap<_, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state == StateKind::ConfirmedResolved) {
        *confirmed.entry(row.lead).or_default() += 1;
    }
    let ranked = confirmed.values().filter(|count| **count >= 10).count();
    assert!(ranked >= 3, "agencies with enough confirmed cases to compare: {confirmed:?}");
}

#[tokio::test]
async fn a_demonstration_has_cases_in_every_state_on_a_working_day() {
    has_every_state("2026-11-25T03:30:00Z").await;
}

#[tokio::test]
async fn a_demonstration_has_cases_in_every_state_on_a_sunday_night() {
    has_every_state("2026-11-22T17:10:00Z").await;
}

#[tokio::test]
async fn a_demonstration_has_cases_in_every_state_after_the_new_year_holiday() {
    has_every_state("2026-02-23T00:20:00Z").await;
}

#[tokio::test]
async fn a_demonstration_is_the_same_at_the_same_moment() {
    let (one, other) = (filled("2026-11-25T03:30:00Z").await, filled("2026-11-25T03:30:00Z").await);
    assert_eq!(one.app.book.read().digest(), other.app.book.read().digest());
}

#[test]
fn a_folder_with_other_things_in_it_is_never_filled_with_samples() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert!(dantin::demo::folder(Some(path)).is_ok(), "an empty folder");
    assert!(dantin::demo::folder(Some(path)).is_ok(), "the same again");
    let real = tempfile::tempdir().unwrap();
    std::fs::write(real.path().join("dantin.db"), "a real city").unwrap();
    assert!(dantin::demo::folder(Some(real.path())).is_err());
}
