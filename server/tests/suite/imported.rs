//! Requests of another system as the public and other programs see them: with that system's words, dates and agency,
//! and never as something that anybody confirmed here.

use dantin::listen::imports::{
    filing::{Outcome, Resolved, file_batch, resolve},
    mapping::Mapping,
    reading::{Reader, Row},
};
use dantin_record::book::figures::{Figure, Population, Scope, Value as Counted};
use serde_json::Value;

use crate::support::{Answer, TestApp, on_both_engines};

on_both_engines!(
    the_page_says_what_the_other_system_says_and_that_nobody_confirmed_it,
    the_agency_of_another_system_is_found_and_named,
    a_newer_word_or_agency_reaches_the_journal_and_the_same_one_does_not,
);

/// An old hotline of the city: times of Hà Nội, some units that the pack knows.
const MAP: &str = r#"
[source]
system = "hotline-cu"
name = "Đường dây nóng cũ"
attribution = "Dữ liệu mẫu của đường dây nóng cũ"
zone = "Asia/Ho_Chi_Minh"

[columns]
id = "so"
requested = "gui"
category = "viec"
status = "tinh_trang"
closed = ["dong"]
expected = "hen"
agency = "don_vi"

[times]
format = "%Y-%m-%d %H:%M"
expected_is = "closing"

[status]
open = ["đang làm", "chờ vật tư"]
closed = ["đã xong"]
cancelled = ["trùng"]

[agencies.table]
"Phường Hoàn Kiếm" = "ubnd-00070"

[categories.table]
"đèn" = "den-duong"
"#;

const HEADER: &str = "so,gui,viec,tinh_trang,dong,hen,don_vi\n";
const ROWS: &str = "A-1,2026-02-02 08:00,đèn,đã xong,2026-02-03 16:30,,Phường Hoàn Kiếm\n\
                    A-2,2026-02-04 09:00,đèn,đang làm,,2026-02-20 17:00,Đội chiếu sáng số 3\n\
                    A-3,2026-02-05 09:00,đèn,trùng,2026-02-05 10:00,,\n";

async fn import(test: &TestApp, rows: &str) -> Outcome {
    let mapping = Mapping::parse(MAP).unwrap();
    let text = format!("{HEADER}{rows}");
    let read: Vec<_> = Reader::open("mau.csv", text.as_bytes(), &mapping).unwrap().collect();
    let batch: Vec<Resolved> = read
        .into_iter()
        .map(|row| match row.unwrap() {
            Row::Request(request) => resolve(&test.app.city, &mapping, "mau.csv", *request, 0).unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    let filed = test.app.command(move |tx, context| Ok(file_batch(tx, context, &mapping, &batch)?)).await;
    test.settle().await;
    filed.unwrap()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// The code of the case with this number in the other system.
async fn code(test: &TestApp, id: &'static str) -> String {
    let found = test
        .app
        .db
        .read(move |tx| tx.one::<(String,)>("SELECT code FROM cases WHERE source_id = $1", &[&id]))
        .await;
    found.unwrap().0
}

async fn requests(test: &TestApp, query: &str) -> Vec<Value> {
    let path = format!("/open311/v2/requests.json?start_date=2026-01-15T00:00:00Z&{query}");
    json(&test.visitor().get(&path).await.expect(200)).as_array().unwrap().clone()
}

async fn the_page_says_what_the_other_system_says_and_that_nobody_confirmed_it(test: TestApp) {
    assert_eq!(import(&test, ROWS).await.new, 3);
    let closed = code(&test, "A-1").await;
    let visitor = test.visitor();
    let page = visitor.get(&format!("/cases/{closed}?lang=vi")).await.expect(200).text();
    for said in [
        "Nhập từ Đường dây nóng cũ, mã A-1",
        "chưa xác nhận kết quả",
        "«đã xong»: Hệ thống gốc ghi đã đóng",
        "08:00, 02/02/2026",
        "16:30, 03/02/2026",
        "Dữ liệu mẫu của đường dây nóng cũ",
        "Điều hệ thống gốc ghi",
        "Đơn vị phụ trách theo hệ thống gốc",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("state-confirmed-resolved") && !page.contains("/join\""));
    let english = visitor.get(&format!("/cases/{closed}?lang=en")).await.expect(200).text();
    for said in ["Imported from Đường dây nóng cũ, number A-1", "has not confirmed the result", "“đã xong”"]
    {
        assert!(english.contains(said), "{said}");
    }
    let open = visitor.get(&format!("/cases/{}?lang=vi", code(&test, "A-2").await)).await.text();
    assert!(open.contains("17:00, 20/02/2026") && open.contains("Hẹn xong trước"));
    let cancelled = visitor.get(&format!("/cases/{}?lang=vi", code(&test, "A-3").await)).await.text();
    assert!(cancelled.contains("«trùng»: Hệ thống gốc ghi đã hủy"));
    assert!(cancelled.contains("Hệ thống gốc không ghi đơn vị phụ trách."));

    let facts = json(&visitor.get(&format!("/cases/{closed}.json")).await.expect(200));
    assert_eq!(facts["source"]["id"], "A-1");
    assert_eq!(facts["source"]["word"], "đã xong");
    assert_eq!(facts["source"]["confirmed_here"], false);

    let notes = |rows: &[Value], id: &str| {
        let row = rows.iter().find(|row| row["service_request_id"] == id).unwrap();
        row["status_notes"].as_str().unwrap().to_owned()
    };
    let rows = requests(&test, "").await;
    assert_eq!(
        notes(&rows, &closed),
        "Đường dây nóng cũ ghi «đã xong» lúc 16:30, 03/02/2026, mã A-1. Dân Tin chưa xác nhận."
    );
    let open = code(&test, "A-2").await;
    assert_eq!(notes(&rows, &open), "Đường dây nóng cũ ghi «đang làm», mã A-2. Dân Tin chưa xác nhận.");
    let rows = requests(&test, "locale=en&extensions=true").await;
    assert!(notes(&rows, &open).ends_with("“đang làm”, number A-2. Dân Tin has not confirmed it."));
    let extended = &rows.iter().find(|row| row["service_request_id"] == open.as_str()).unwrap();
    let attributes = &extended["extended_attributes"];
    assert_eq!(attributes["source_system"], "hotline-cu");
    assert_eq!((&attributes["source_id"], &attributes["source_status"]), (&"A-2".into(), &"đang làm".into()));
    test.check().await;
}

async fn the_agency_of_another_system_is_found_and_named(test: TestApp) {
    import(&test, ROWS).await;
    let (ward, team, none) = (code(&test, "A-1").await, code(&test, "A-2").await, code(&test, "A-3").await);
    let rows = requests(&test, "extensions=true").await;
    let of = |id: &str| rows.iter().find(|row| row["service_request_id"] == id).unwrap();
    assert_eq!(of(&ward)["agency_responsible"], "Ủy ban nhân dân phường Hoàn Kiếm");
    assert_eq!(of(&ward)["extended_attributes"]["agency_code"], "ubnd-00070");
    assert_eq!(of(&team)["agency_responsible"], "Đội chiếu sáng số 3", "the pack has no such agency");
    assert!(of(&none)["agency_responsible"].is_null());

    let visitor = test.visitor();
    let listed = json(&visitor.get("/cases.json?agency=ubnd-00070").await.expect(200));
    assert_eq!((&listed["total"], &listed["cases"][0]["code"]), (&1.into(), &ward.as_str().into()));
    let all = json(&visitor.get("/cases.json?source=imported").await.expect(200));
    let team_facts =
        all["cases"].as_array().unwrap().iter().find(|case| case["code"] == team.as_str()).unwrap();
    assert_eq!(team_facts["agency_name"], "Đội chiếu sáng số 3");
    assert!(team_facts["agency"].is_null());
    let page = visitor.get("/cases?lang=vi").await.expect(200).text();
    assert!(
        page.contains("Ủy ban nhân dân phường Hoàn Kiếm") && page.contains("Đội chiếu sáng số 3"),
        "on the list"
    );
    for (code, name) in [(&ward, "Ủy ban nhân dân phường Hoàn Kiếm"), (&team, "Đội chiếu sáng số 3")]
    {
        assert!(visitor.get(&format!("/cases/{code}?lang=vi")).await.text().contains(name), "on its page");
    }

    let now = dantin_record::moment::Moment::from(test.app.now());
    let imported = Scope { population: Population::Imported, ..Scope::default() };
    let parts = test.app.book.read().figures_by_agency(&imported, now);
    let counts: Vec<_> = parts
        .iter()
        .map(|part| (part.key.map(|code| code.to_string()), part.figures.get(Figure::Received)))
        .collect();
    assert_eq!(
        counts,
        [(Some("ubnd-00070".to_owned()), Counted::Count(1)), (None, Counted::Count(2))],
        "each under the agency that the pack knows"
    );
    let own = test.app.book.read().figures_by_agency(&Scope::default(), now);
    assert!(own.is_empty(), "no agency of ours is judged by them");
    let confirmed = parts.iter().map(|part| part.figures.get(Figure::ConfirmedResolved));
    assert!(confirmed.into_iter().all(|value| value == Counted::Share { numerator: 0, denominator: 0 }));
    test.check().await;
}

async fn a_newer_word_or_agency_reaches_the_journal_and_the_same_one_does_not(test: TestApp) {
    import(&test, ROWS).await;
    let size = test.app.book.read().size();
    let same = import(&test, ROWS).await;
    assert_eq!(same, Outcome { new: 0, changed: 0, unchanged: 3 });
    assert_eq!(test.app.book.read().size(), size, "not one entry more");
    let newer = ROWS.replace("đang làm", "chờ vật tư");
    assert_eq!(import(&test, &newer).await.changed, 1, "another word for the same state");
    let newer = newer.replace("Đội chiếu sáng số 3", "Phường Hoàn Kiếm");
    assert_eq!(import(&test, &newer).await.changed, 1, "another agency");
    let rows = requests(&test, "").await;
    let id = code(&test, "A-2").await;
    let row = rows.iter().find(|row| row["service_request_id"] == id.as_str()).unwrap();
    assert!(row["status_notes"].as_str().unwrap().contains("«chờ vật tư»"));
    assert_eq!(row["agency_responsible"], "Ủy ban nhân dân phường Hoàn Kiếm");
    test.check().await;
}

#[test]
fn a_table_that_leads_nowhere_and_a_name_without_end_are_faults_with_their_column() {
    let city = dantin_city::City::embedded().unwrap();
    let fault = |map: &str, unit: &str| {
        let mapping = Mapping::parse(map).unwrap();
        let text = format!("{HEADER}A-1,2026-02-02 08:00,đèn,đang làm,,,{unit}\n");
        let row = Reader::open("mau.csv", text.as_bytes(), &mapping).unwrap().next().unwrap().unwrap();
        let Row::Request(request) = row else { panic!("{row:?}") };
        resolve(&city, &mapping, "mau.csv", *request, 0).unwrap_err().to_string()
    };
    assert_eq!(
        fault(&MAP.replace("ubnd-00070", "ubnd-77777"), "Phường Hoàn Kiếm"),
        "mau.csv:2: don_vi: [agencies.table] leads \"Phường Hoàn Kiếm\" to ubnd-77777, which the pack does not have"
    );
    let long = fault(MAP, &"Đội ".repeat(40));
    assert!(long.starts_with("mau.csv:2: don_vi: ") && long.contains("1 to 120 characters"), "{long}");
}
