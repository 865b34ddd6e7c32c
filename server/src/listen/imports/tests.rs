//! Invented exports of the shapes that the two shipped mappings read, and what becomes of them on both engines.

use std::sync::Arc;

use dantin_city::City;
use dantin_record::book::Book;
use dantin_record::case::Case;
use dantin_record::entry::Entry;
use dantin_record::source::{AgencyName, SourceAgency, SourceState};
use dantin_store::Db;
use jiff::Timestamp;

use super::filing::{Outcome, Resolved, file_batch, resolve};
use super::mapping::{Mapping, slug};
use super::pack::{Gathered, PackError};
use super::reading::{Reader, Row};
use super::request::{Flag, RowFault, SourceRequest, When};
use super::survey::{Survey, survey};
use crate::act::cases::{CaseError, Context};
use crate::act::deadlines::moment;
use crate::app::MIGRATIONS;
use crate::clock::SeededRandom;
use crate::prove::journal::sequence;

const ST_LOUIS: &str = include_str!("../../../../imports/st-louis.toml");
const LOS_ANGELES: &str = include_str!("../../../../imports/los-angeles.toml");

const HEADER: &str = "requestid,datetimeinit,probaddress,probaddtype,callertype,neighborhood,ward,problemcode,description,\
                      submitto,status,dateinvtdone,datetimeclosed,prjcompletedate,datecancelled,srx,sry";

/// Five requests in seven rows; the third has three callers.
const ROWS: [&str; 7] = [
    "1,2018-07-01 08:00:00.0,1 SAMPLE ST,A,WEB,8,16,Pot Hole/Big,Pot hole in the street,\"STREETS, 514\",CLOSED,\
     2018-07-02 09:00:00.0,2018-07-02 09:00:21.287,2018-07-09 00:00:00.0,NA,880000.0,1000000.0",
    "2,2018-07-01 08:30:00.25,NA,B,PHONE,NA,NA,LEAK,LEAK,NA,Disptch,NA,NA,2018-10-30 00:00:00.0,NA,NA,NA",
    "3,2018-07-02 10:00:00.0,2 SAMPLE ST,A,PHONE,8,7,LEAK,LEAK,\"WATER,\",closed,2018-06-30 10:00:00.0,\
     2018-07-20 10:00:00.0,2018-07-06 00:00:00.0,NA,900123.456,1020987.654",
    "3,2018-07-02 10:00:00.0,2 SAMPLE ST,A,WEB,8,7,LEAK,LEAK,\"WATER,\",closed,2018-06-30 10:00:00.0,\
     2018-07-20 10:00:00.0,2018-07-06 00:00:00.0,NA,900123.456,1020987.654",
    "3,2018-07-02 10:00:00.0,2 SAMPLE ST,A,PHONE,8,7,LEAK,LEAK,\"WATER,\",closed,2018-06-30 10:00:00.0,\
     2018-07-20 10:00:00.0,2018-07-06 00:00:00.0,NA,900123.456,1020987.654",
    "4,2018-07-03 00:00:00.0,3 SAMPLE ST,A,WEB,8,7,LEAK,LEAK,\"WATER,\",CANCEL,NA,NA,2018-07-09 00:00:00.0,\
     2018-07-03 12:00:00.0,900200.0,1021000.0",
    "5,2018-01-03 00:00:00.0,4 SAMPLE ST,A,WEB,8,7,LEAK,LEAK,\"WATER,\",NEW,NA,NA,2018-01-09 00:00:00.0,NA,\
     1200000.0,500000.0",
];

fn st_louis() -> Mapping {
    Mapping::parse(ST_LOUIS).unwrap()
}

fn export(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn read(mapping: &Mapping, text: &str) -> Vec<Result<Row, RowFault>> {
    Reader::open("sample.csv", text.as_bytes(), mapping).unwrap().collect()
}

fn requests(mapping: &Mapping, text: &str) -> Vec<SourceRequest> {
    read(mapping, text)
        .into_iter()
        .filter_map(|row| match row {
            Ok(Row::Request(request)) => Some(*request),
            _ => None,
        })
        .collect()
}

fn walk(mapping: &Mapping, text: &str) -> Survey {
    survey("sample.csv", text.as_bytes(), mapping, |_request| Ok(()), |_fault| ()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn words_become_codes() {
    assert_eq!(slug("Snow/Ice - Major St", 31).as_deref(), Some("snow-ice-major-st"));
    assert_eq!(slug("Rác thải, đổ trộm", 31).as_deref(), Some("rac-thai-do-trom"));
    assert_eq!(slug("  --  ", 31), None);
    assert_eq!(slug("abc def", 4).as_deref(), Some("abc"));
}

#[test]
fn a_row_becomes_a_request_in_our_types_and_its_own_words() {
    let mapping = st_louis();
    let found = requests(&mapping, &export(&ROWS));
    let first = &found[0];
    assert_eq!(first.requested, at("2018-07-01T13:00:00Z"), "summer time, five hours behind");
    assert_eq!(first.closed, Some(When::At(at("2018-07-02T14:00:21.287Z"))));
    let due = When::Day { date: "2018-07-09".parse().unwrap(), end: at("2018-07-10T04:59:59Z") };
    assert_eq!(first.expected, Some(due), "due on the 9th is kept until the end of the 9th");
    assert_eq!(
        (first.category.as_str(), first.category_name.as_str()),
        ("Pot Hole/Big", "Pot hole in the street")
    );
    assert_eq!(first.agency.as_deref(), Some("STREETS"), "comma and number are no part of the name");
    assert_eq!((first.area.as_deref(), first.word.as_str()), (Some("00016"), "CLOSED"));
    let (latitude, longitude) = first.point.unwrap();
    assert!((latitude - 38.579_737).abs() < 1e-6 && (longitude + 90.290_837).abs() < 1e-6);
    assert_eq!(first.flags, []);
    assert_eq!(found[4].requested, at("2018-01-03T06:00:00Z"), "winter, six hours behind");
}

#[test]
fn the_word_for_missing_is_no_value() {
    let second = &requests(&st_louis(), &export(&ROWS))[1];
    assert_eq!((second.address.as_ref(), second.area.as_ref(), second.agency.as_ref()), (None, None, None));
    assert_eq!((second.status, second.closed, second.point), (SourceState::Open, None, None));
    assert_eq!(second.updated, second.requested);
}

#[test]
fn rows_that_contradict_themselves_are_taken_and_flagged() {
    let found = requests(&st_louis(), &export(&ROWS));
    let flags = [Flag::ExpectedFarAway, Flag::WithoutPoint, Flag::WithoutArea, Flag::WithoutAgency];
    assert_eq!(found[1].flags, flags);
    assert_eq!(found[2].flags, [Flag::DoneBeforeRequested, Flag::ClosedLongAfterDone]);
    assert_eq!(found[4].flags, [Flag::PointOutside]);
    assert_eq!(found[4].point, None);
}

#[test]
fn letter_case_of_state_words_does_not_matter_and_cancelled_has_its_own_time() {
    let found = requests(&st_louis(), &export(&ROWS));
    let states: Vec<_> = found.iter().map(|request| request.status).collect();
    let codes: Vec<&str> = states.iter().map(|state: &SourceState| state.code()).collect();
    assert_eq!(codes, ["closed", "open", "closed", "cancelled", "open"]);
    assert_eq!(found[3].closed, Some(When::At(at("2018-07-03T17:00:00Z"))));
}

#[test]
fn several_rows_of_one_id_are_one_request_and_its_other_callers() {
    let found = walk(&st_louis(), &export(&ROWS));
    assert_eq!((found.rows, found.requests, found.repeat_count(), found.fault_count), (7, 5, 2, 0));
    assert_eq!(found.states, [2, 2, 1]);
}

#[test]
fn a_repeated_id_with_other_values_is_a_fault() {
    let other = ROWS[2].replace("WATER", "FORESTRY");
    let found = walk(&st_louis(), &export(&[ROWS[2], &other, ROWS[0]]));
    assert_eq!(found.requests, 2, "the rest goes on");
    assert_eq!(
        found.faults[0].to_string(),
        "sample.csv:3: requestid: the id stands on line 2 with other values"
    );
    let strict = Mapping { repeats: None, ..st_louis() };
    let found = walk(&strict, &export(&[ROWS[2], ROWS[3]]));
    assert_eq!(found.faults[0].to_string(), "sample.csv:3: requestid: the id stands on line 2 too");
}

#[test]
fn each_bad_row_is_named_by_file_line_column_and_reason() {
    let bad = [
        ROWS[0].replace("2018-07-01 08:00:00.0", "01/07/2018"),
        ROWS[0].replace("CLOSED", "Lost"),
        ROWS[0].replace("880000.0", "east"),
        ROWS[0].replace("880000.0", "NA"),
        ROWS[0].replace("Pot Hole/Big", "NA"),
        ROWS[0].replacen("1,", "NA,", 1),
        ROWS[0].replace(",NA,", ",NA,NA,"),
        ROWS[0].replace("1 SAMPLE ST", "1 \u{1}"),
        ROWS[0].to_owned(),
    ];
    let numbered: Vec<String> = bad
        .iter()
        .enumerate()
        .map(|(at, row)| {
            if row.starts_with("1,") { row.replacen("1,", &format!("{},", at + 10), 1) } else { row.clone() }
        })
        .collect();
    let rows: Vec<&str> = numbered.iter().map(String::as_str).collect();
    let found = walk(&st_louis(), &export(&rows));
    let said: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "sample.csv:2: datetimeinit: \"01/07/2018\" is not a time as %Y-%m-%d %H:%M:%S%.f",
            "sample.csv:3: status: [status] of the mapping does not name \"Lost\"",
            "sample.csv:4: srx: \"east\" is not a number",
            "sample.csv:5: srx: one half of the point is missing",
            "sample.csv:6: problemcode: the value is missing",
            "sample.csv:7: requestid: the value is missing",
            "sample.csv:8: the row has 18 values, the header 17",
            "sample.csv:9: probaddress: more than 400 characters, or a control character",
        ]
    );
    assert_eq!(found.requests, 1);
}

#[test]
fn bytes_that_are_no_text_stop_one_row_only() {
    let mut bytes = export(&ROWS).into_bytes();
    let at = bytes.windows(8).position(|part| part == b"1 SAMPLE").unwrap();
    bytes[at] = 0xff;
    let found = survey("sample.csv", bytes.as_slice(), &st_louis(), |_request| Ok(()), |_fault| ()).unwrap();
    assert_eq!((found.requests, found.fault_count), (4, 1));
    assert_eq!(found.faults[0].to_string(), "sample.csv:2: the text is not UTF-8");
}

#[test]
fn a_file_that_lacks_columns_is_refused_as_a_whole() {
    let mapping = st_louis();
    let faults = Reader::open("sample.csv", "requestid,status\n1,NEW\n".as_bytes(), &mapping).err().unwrap();
    assert!(faults.len() > 8);
    assert!(faults.iter().any(|fault| fault.to_string() == "sample.csv:1: srx: the file has no such column"));
}

#[test]
fn twelve_hours_midnights_and_rows_left_out_are_read_as_the_mapping_says() {
    let mapping = Mapping::parse(LOS_ANGELES).unwrap();
    let text = "SRNumber,CreatedDate,UpdatedDate,Owner,RequestType,Status,RequestSource,ServiceDate,ClosedDate,Address,CD,\
                Latitude,Longitude\n\
                1-1,12/29/2017 12:05:00 AM,01/03/2018 01:00:00 PM,BOS,Bulky Items,Closed,Call,01/02/2018 12:00:00 AM,\
                12/29/2017 12:00:00 AM,\"1 SAMPLE AVE, 90000\",13,34.05,-118.25\n\
                1-2,12/29/2017 12:05:00 PM,12/29/2017 12:05:00 PM,OCB,Graffiti Removal,Closed,Driver Self Report,,\
                12/29/2017 12:05:00 PM,\"2 SAMPLE AVE, 90000\",13,,\n\
                1-3,12/29/2017 12:05:00 PM,12/29/2017 12:06:00 PM,LADWP,Report Water Waste,Referred Out,Call,,\
                12/29/2017 12:06:00 PM,\"3 SAMPLE AVE, 90000\",,,\n";
    let found = requests(&mapping, text);
    assert_eq!(walk(&mapping, text).left_out, [1, 0]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].requested, at("2017-12-29T08:05:00Z"), "12:05 AM is five past midnight");
    assert_eq!(found[0].flags, [], "closed on the day of its creation is not closed before it");
    assert_eq!(found[0].agency.as_deref(), Some("Sanitation"));
    assert_eq!(found[1].status, SourceState::Closed);
    assert_eq!(found[1].flags, [Flag::WithoutPoint, Flag::WithoutArea]);
}

#[test]
fn a_mapping_is_checked_when_it_is_read() {
    let fault = |from: &str, to: &str| {
        Mapping::parse(&ST_LOUIS.replace(from, to)).err().map(|fault| fault.to_string())
    };
    assert_eq!(fault("America/Chicago", "America/Chicago"), None);
    assert!(fault("America/Chicago", "America/Cicago").unwrap().contains("is not a known time zone"));
    assert!(fault("id = \"requestid\"", "ids = \"requestid\"").unwrap().contains("unknown field `ids`"));
    assert!(fault("cancelled = [\"CANCEL\"]", "cancelled = [\"closed\"]").unwrap().contains("stands twice"));
    assert!(fault("scale = 0.99", "scale = 10.99").unwrap().contains("does not describe a grid"));
    assert!(fault("days = [\"prj", "days = [\"xprj").unwrap().contains("which [columns] does not"));
}

fn pack(mapping: &Mapping, text: &str) -> City {
    let mut gathered = Gathered::default();
    for request in requests(mapping, text) {
        gathered.add(mapping, &request).unwrap();
    }
    City::check(&gathered.files(mapping).unwrap()).unwrap()
}

#[test]
fn an_export_makes_a_pack_that_holds_all_it_names() {
    let mapping = st_louis();
    let city = pack(&mapping, &export(&ROWS));
    assert_eq!(city.settings().zone, "America/Chicago");
    assert_eq!(city.area("00016").unwrap().name.en, "Ward 16");
    assert_eq!(city.service("pot-hole-big").unwrap().name().en, "Pot hole in the street");
    assert_eq!(city.agency("streets").unwrap().name.en, "STREETS");
    let lead = crate::act::cases::lead(&city, "leak", None, None).unwrap();
    assert_eq!(lead.code, "water", "the unit with most of its requests leads a category");
}

#[test]
fn words_that_would_share_a_code_are_told_and_not_mixed() {
    let mapping = st_louis();
    let twins = ROWS[0].replacen("1,", "9,", 1).replace("Pot Hole/Big", "Pot Hole-Big");
    let mut gathered = Gathered::default();
    let found = requests(&mapping, &export(&[ROWS[0], &twins]));
    assert!(gathered.add(&mapping, &found[0]).is_ok());
    assert!(matches!(gathered.add(&mapping, &found[1]), Err(PackError::SameCode { .. })));
}

fn resolved(city: &City, mapping: &Mapping, text: &str) -> Vec<Resolved> {
    let repeats = walk(mapping, text).repeats;
    let of = |request: &SourceRequest| repeats.get(&request.id).copied().unwrap_or(0);
    requests(mapping, text)
        .into_iter()
        .map(|request| {
            let more = of(&request);
            resolve(city, mapping, "sample.csv", request, more).unwrap()
        })
        .collect()
}

fn import(db: &Db, city: &Arc<City>, text: &str) -> Outcome {
    let (mapping, city) = (st_louis(), Arc::clone(city));
    let batch = resolved(&city, &mapping, text);
    let random = SeededRandom::new(u64::try_from(text.len()).unwrap());
    let outcome = db.write_blocking(move |tx| {
        let context = Context { city: &city, now: at("2026-03-10T02:00:00Z"), random: &random };
        file_batch(tx, context, &mapping, &batch)
    });
    let outcome = outcome.unwrap();
    db.write_blocking(|tx| sequence(tx, at("2026-03-10T02:00:00Z"))).map_err(|e: CaseError| e).unwrap();
    outcome
}

fn book(db: &Db) -> Book {
    let rows: Vec<(i64, String)> =
        db.read_blocking(|tx| tx.all("SELECT idx, body FROM journal ORDER BY idx", &[])).unwrap();
    let mut book = Book::default();
    for (index, body) in rows {
        book.apply(u64::try_from(index).unwrap(), &Entry::parse(body.as_bytes()).unwrap()).unwrap();
    }
    book
}

fn case(db: &Db, source_id: &'static str) -> (Case, String) {
    let (record, lead): (String, String) = db
        .read_blocking(move |tx| {
            tx.one(
                "SELECT record, lead_agency FROM cases WHERE source = 'st-louis-csb' AND source_id = $1",
                &[&source_id],
            )
        })
        .unwrap();
    (serde_json::from_str(&record).unwrap(), lead)
}

#[test]
fn imported_cases_keep_their_source_and_the_same_file_twice_changes_nothing() {
    dantin_store::testing::both(MIGRATIONS, |db| {
        let text = export(&ROWS);
        let city = Arc::new(pack(&st_louis(), &text));
        assert_eq!(import(db, &city, &text), Outcome { new: 5, changed: 0, unchanged: 0 });
        let before = book(db);
        assert_eq!(import(db, &city, &text), Outcome { new: 0, changed: 0, unchanged: 5 });
        let after = book(db);
        assert_eq!((after.len(), after.size()), (5, before.size()), "not one entry more");

        let (third, lead) = case(db, "3");
        assert_eq!((third.joins, lead.as_str()), (2, "water"));
        assert_eq!(third.submitted.to_timestamp(), at("2018-07-02T15:00:00Z"));
        assert_eq!(third.ended.unwrap().to_timestamp(), at("2018-07-20T15:00:00Z"));
        assert!(third.state.kind().is_imported());
        assert_eq!(case(db, "2").1, "coordinator", "no unit is named");
    });
}

#[test]
fn a_newer_export_brings_cases_up_to_date() {
    dantin_store::testing::both(MIGRATIONS, |db| {
        let city = Arc::new(pack(&st_louis(), &export(&ROWS)));
        import(db, &city, &export(&ROWS[..3]));
        let newer = ROWS[1].replace("Disptch,NA,NA", "CLOSED,2018-07-05 10:00:00.0,2018-07-05 11:00:00.0");
        let outcome = import(db, &city, &export(&[ROWS[0], &newer, ROWS[2], ROWS[3], ROWS[5]]));
        assert_eq!(outcome, Outcome { new: 1, changed: 2, unchanged: 1 });
        assert_eq!(case(db, "2").0.ended.unwrap().to_timestamp(), at("2018-07-05T16:00:00Z"));
        assert_eq!(case(db, "3").0.joins, 1);
        book(db);
    });
}

#[test]
fn closed_elsewhere_is_never_counted_as_confirmed() {
    use dantin_record::book::figures::{Figure, Population, Scope, Value};
    let db = dantin_store::testing::sqlite(MIGRATIONS);
    let text = export(&ROWS);
    let city = Arc::new(pack(&st_louis(), &text));
    import(&db, &city, &text);
    let now = moment(at("2026-03-10T02:00:00Z"));
    let all = book(&db).figures(&Scope { population: Population::All, ..Scope::default() }, now);
    assert_eq!(all.get(Figure::ConfirmedResolved), Value::Share { numerator: 0, denominator: 0 });
    assert_eq!(all.get(Figure::SourceClosed), Value::Share { numerator: 2, denominator: 5 });
    let own = book(&db).figures(&Scope::default(), now);
    assert_eq!(own.get(Figure::Received), Value::Count(0));
}

#[test]
fn what_the_pack_lacks_is_said_with_the_column() {
    let mapping = st_louis();
    let hanoi = City::embedded().unwrap();
    let request = requests(&mapping, &export(&ROWS)).remove(0);
    let fault = resolve(&hanoi, &mapping, "sample.csv", request.clone(), 0).unwrap_err();
    assert_eq!(fault.column.as_deref(), Some("problemcode"));
    let mut mapping = mapping;
    mapping.categories.otherwise = Some("o-ga".to_owned());
    let fault = resolve(&hanoi, &mapping, "sample.csv", request.clone(), 0).unwrap_err();
    assert!(fault.to_string().contains("lies outside Hanoi"), "{fault}");
    let inside = SourceRequest { point: Some((21.03, 105.85)), ..request };
    let found = resolve(&hanoi, &mapping, "sample.csv", inside, 0).unwrap();
    assert_eq!((found.category.as_str(), found.subcategory.as_deref()), ("giao-thong", Some("o-ga")));
    assert_eq!(found.area, None, "its wards are not ours");
    let named = SourceAgency::Named(AgencyName::new("STREETS").unwrap());
    assert_eq!(found.agency, Some(named), "nor are its units");
    assert_eq!(found.request.flags, [Flag::UnknownArea, Flag::UnknownAgency], "which the summary counts");
}
