//! The story of one case through the commands, without pages: filed, accepted, asked, done, contested, done again,
//! confirmed. It runs on both engines and holds the invariants at the end.

use dantin::{
    act::cases::{Asker, CaseError, Key, NewCase, Place, commands, join, submit},
    error::Error,
};
use dantin_record::{
    act::Actor,
    case::StateKind,
    code::AgencyCode,
    event::{EvidenceKind, Origin},
    refusal::Refusal,
};
use jiff::ToSpan as _;

use crate::support::{TestApp, on_both_engines};

pub fn street_light(key: Option<&str>) -> NewCase {
    NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: "cay-xanh-chieu-sang".to_owned(),
        subcategory: Some("den-duong".to_owned()),
        area: Some("00070".to_owned()),
        place: Some(Place { latitude: 21.0287, longitude: 105.8524, accuracy_m: 12 }),
        address: Some("Trước số 5 phố mẫu".to_owned()),
        text: "Cột đèn tắt ba đêm liền, ngõ rất tối.".to_owned(),
        answers: None,
        photos: Vec::new(),
        asker: Asker { phone: Some("0900000000".to_owned()), language: "vi".to_owned(), ..Asker::default() },
        idempotency_key: key.map(str::to_owned),
        sample: false,
        officer: None,
    }
}

on_both_engines!(the_story_of_a_case);

async fn the_story_of_a_case(test: TestApp) {
    let app = &test.app;
    let filed = app.command(|tx, context| Ok(submit(tx, context, &street_light(Some("k1")))?)).await.unwrap();
    let again = app.command(|tx, context| Ok(submit(tx, context, &street_light(Some("k1")))?)).await.unwrap();
    assert_eq!(filed, again, "a form sent twice makes one case and shows the same receipt");

    let lead = AgencyCode::new(&filed.agency).unwrap();
    let act = {
        let (code, secret) = (filed.code.clone(), filed.secret.clone());
        move |by: Actor| -> (String, String, Actor) { (code.clone(), secret.clone(), by) }
    };
    macro_rules! run {
        ($by:expr, |$tx:ident, $context:ident, $command:ident| $body:expr) => {{
            let (code, secret, by) = act($by);
            app.command(move |$tx, $context| {
                let $command = commands::Command {
                    key: Key::Code(&code),
                    version: None,
                    by,
                    officer: Some("officer-1"),
                    secret: Some(&secret),
                };
                Ok($body?)
            })
            .await
        }};
    }

    test.pass(1.hour());
    let case = run!(Actor::Handler(lead), |tx, context, c| commands::accept(tx, context, &c)).unwrap();
    assert_eq!(case.kind(), StateKind::InProgress);
    let promised = case.first_due.unwrap();

    run!(Actor::Handler(lead), |tx, context, c| commands::ask(tx, context, &c, "Cột số mấy?")).unwrap();
    test.pass(48.hours());
    let case =
        run!(Actor::Reporter, |tx, context, c| commands::reply(tx, context, &c, "Cột số 5", &[])).unwrap();
    assert!(case.due().unwrap().at > promised, "waiting for the reporter does not count against the agency");
    assert_eq!(case.first_due, Some(promised), "the first promise stays");

    let nothing = run!(Actor::Handler(lead), |tx, context, c| commands::report_resolved(
        tx,
        context,
        &c,
        "Đã thay bóng",
        &[],
        &[],
        &[]
    ));
    assert!(matches!(nothing, Err(Error::Refused(code)) if code == Refusal::EvidenceMissing.code()));

    let case = run!(Actor::Handler(lead), |tx, context, c| commands::report_resolved(
        tx,
        context,
        &c,
        "Đã thay bóng",
        &[],
        &[],
        &[commands::Paper {
            kind: EvidenceKind::Measurement, title: "Độ rọi", body: "11 lx, máy đo mẫu"
        }]
    ))
    .unwrap();
    assert_eq!(case.kind(), StateKind::ReportedResolved);

    let own = run!(Actor::Overseer(lead), |tx, context, c| commands::confirm(tx, context, &c, None));
    assert!(matches!(own, Err(Error::Refused(code)) if code == Refusal::OwnWork.code()));

    let case =
        run!(Actor::Reporter, |tx, context, c| commands::contest(tx, context, &c, "Vẫn tắt", &[])).unwrap();
    assert_eq!(case.kind(), StateKind::Reopened);
    run!(Actor::Handler(lead), |tx, context, c| commands::report_resolved(
        tx,
        context,
        &c,
        "Đã thay cả chấn lưu",
        &[],
        &[],
        &[commands::Paper {
            kind: EvidenceKind::Measurement, title: "Độ rọi", body: "14 lx, máy đo mẫu"
        }]
    ))
    .unwrap();
    let code = filed.code.clone();
    let joined = app.command(move |tx, context| Ok(join(tx, context, &code, &Asker::default())?)).await;
    joined.unwrap();
    let case = run!(Actor::Reporter, |tx, context, c| commands::confirm(tx, context, &c, None)).unwrap();
    assert_eq!(case.kind(), StateKind::ConfirmedResolved);
    assert_eq!(case.contests, 1);
    test.check().await;
}

#[tokio::test]
async fn of_two_officers_who_act_at_once_the_second_is_told() {
    let test = TestApp::sqlite();
    let filed = test.app.command(|tx, context| Ok(submit(tx, context, &street_light(None))?)).await.unwrap();
    let lead = AgencyCode::new(&filed.agency).unwrap();
    let accept = |code: String| {
        let app = test.app.clone();
        async move {
            app.command(move |tx, context| {
                let command = commands::Command {
                    key: Key::Code(&code),
                    version: Some(2),
                    by: Actor::Handler(lead),
                    officer: Some("officer-1"),
                    secret: None,
                };
                Ok(commands::accept(tx, context, &command)?)
            })
            .await
        }
    };
    accept(filed.code.clone()).await.unwrap();
    assert!(matches!(accept(filed.code.clone()).await, Err(Error::Stale)));
    test.check().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_stop_the_work() {
    let test = TestApp::sqlite();
    let filed = test.app.command(|tx, context| Ok(submit(tx, context, &street_light(None))?)).await.unwrap();
    test.settle().await;
    test.at("2026-03-09T02:00:00Z");
    let code = filed.code.clone();
    let joined = test.app.command(move |tx, context| Ok(join(tx, context, &code, &Asker::default())?)).await;
    joined.unwrap();
    test.check().await;
}

#[tokio::test]
async fn an_unknown_category_changes_nothing() {
    let test = TestApp::sqlite();
    let mut wrong = street_light(None);
    wrong.category = "no-such".to_owned();
    let result = test
        .app
        .db
        .write(move |tx| {
            let random = dantin::clock::SeededRandom::new(3);
            let city = dantin_city::City::embedded().unwrap();
            let now = "2026-03-10T02:00:00Z".parse().unwrap();
            submit(tx, dantin::act::cases::Context { city: &city, now, random: &random }, &wrong)
        })
        .await;
    assert!(matches!(result, Err(CaseError::Unknown { field: "category", .. })));
    test.check().await;
}
