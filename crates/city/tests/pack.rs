//! What residents and officers rely on in the pack of Hà Nội.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dantin_city::{AgencyKind, AreaKind, AttributeKind, ChannelKind, City, Extent, Lead};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};

fn hanoi() -> City {
    City::embedded().unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn the_pack_inside_the_binary_and_the_folder_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/hanoi");
    let loaded = City::load(&folder).unwrap_or_else(|faults| panic!("{faults}"));
    let embedded = hanoi();
    assert_eq!(loaded.categories(), embedded.categories());
    assert_eq!(loaded.agencies(), embedded.agencies());
    assert_eq!(loaded.areas(), embedded.areas());
    assert_eq!(loaded.landmarks(), embedded.landmarks());
    assert!(embedded.landmarks().len() >= 40);
}

#[test]
fn there_are_51_wards_and_75_communes_with_their_official_spelling() {
    let city = hanoi();
    let wards = city.areas().iter().filter(|area| area.kind == AreaKind::Phuong).count();
    assert_eq!((city.areas().len(), wards), (126, 51));
    let total: f64 = city.areas().iter().map(|area| area.area_km2).sum();
    assert!((3355.0..3365.0).contains(&total), "{total} km2");
    for (code, name) in [
        ("00175", "Phường Yên Hoà"),
        ("09856", "Xã Dương Hoà"),
        ("09988", "Xã Hoà Lạc"),
        ("10096", "Xã Hoà Phú"),
        ("10180", "Xã Dân Hoà"),
        ("10402", "Xã Ứng Hoà"),
        ("10417", "Xã Hoà Xá"),
    ] {
        assert_eq!(city.area(code).unwrap().name.vi, name);
    }
    assert_eq!(city.area("00070").unwrap().name.en, "Hoan Kiem Ward");
}

#[test]
fn every_choice_has_a_lead_in_every_area() {
    let city = hanoi();
    for area in city.areas() {
        for category in city.categories() {
            for finer in std::iter::once(None).chain(category.subcategories.iter().map(Some)) {
                let finer = finer.map(|finer| finer.code.as_str());
                let said = city.pair(&category.code, finer).unwrap().lead();
                let lead = match said {
                    Lead::Ward => city.ward_agency(&area.code),
                    Lead::Agency(code) => city.agency(code),
                };
                let lead = lead.unwrap();
                assert!(!lead.kind.oversees());
                let local = said == &Lead::Ward;
                assert_eq!(lead.area.as_deref(), local.then_some(area.code.as_str()));
            }
        }
    }
    let lead = |category, finer| city.pair(category, Some(finer)).map(|service| service.lead().clone());
    assert_eq!(lead("moi-truong", "rac-thai"), Some(Lead::Ward));
    assert_eq!(city.ward_agency("00070").unwrap().code, "ubnd-00070");
    assert_eq!(lead("cay-xanh-chieu-sang", "den-duong"), Some(Lead::Agency("chieu-sang".to_owned())));
    assert_eq!(lead("giao-thong", "den-duong"), None, "not of this category");
}

#[test]
fn every_rule_of_a_choice_or_channel_is_in_force() {
    let city = hanoi();
    let today = date(2026, 11, 22);
    for service in city.services() {
        for id in [service.receive(), service.resolve()] {
            assert!(city.deadlines().in_force(id, today).is_some(), "{id} of {}", service.code());
        }
    }
    for kind in ChannelKind::ALL {
        for id in &city.channel(kind).unwrap().terms {
            assert!(city.deadlines().in_force(id, today).is_some(), "{id} of {}", kind.code());
        }
    }
    assert!(city.confirmation_rule(today).is_some());
    assert!(city.not_found().iter().any(|row| row.id == "ihanoi.normal"));
    assert!(!city.deadlines().contains("ihanoi.normal"), "a number nobody found must not be a rule");
}

#[test]
fn a_report_sent_on_sunday_is_to_be_received_by_the_end_of_monday() {
    let city = hanoi();
    let sent: Timestamp = "2026-11-22T09:00:00+07:00".parse().unwrap();
    let rule = city.receive_rule("moi-truong", Some("rac-thai"), city.calendar().date_at(sent)).unwrap();
    let due = rule.due(city.calendar(), sent).unwrap();
    assert_eq!(due.at, "2026-11-23T17:00:00+07:00".parse().unwrap());
    assert_eq!((due.rule.as_str(), due.rule_version), ("ihanoi.receive", date(2025, 2, 28)));
}

#[test]
fn urgent_choices_have_the_citys_urgent_term() {
    let city = hanoi();
    let urgent: Vec<_> = city.services().filter(dantin_city::Service::is_urgent).collect();
    assert!(urgent.len() >= 5);
    assert!(urgent.iter().all(|service| service.resolve() == "ihanoi.urgent"));
}

#[test]
fn there_are_sixteen_categories_and_every_service_code_names_one_service() {
    let city = hanoi();
    assert_eq!(city.categories().len(), 16);
    let codes: BTreeSet<_> = city.services().map(|service| service.code()).collect();
    assert_eq!(codes.len(), city.services().count());
    for service in city.services() {
        assert_eq!(city.service(service.code()), Some(service));
        assert!(!service.keywords().is_empty(), "{}", service.code());
    }
}

#[test]
fn the_street_light_asks_what_is_wrong() {
    let city = hanoi();
    let light = city.service("den-duong").unwrap();
    assert_eq!(light.name().vi, "Đèn đường");
    let question = light.attributes().first().unwrap();
    assert_eq!((question.code.as_str(), question.datatype), ("loi", AttributeKind::SingleValueList));
    assert!(question.required);
    let values: Vec<_> = question.values.iter().map(|value| value.code.as_str()).collect();
    assert!(values.starts_with(&["tat", "nhap-nhay"]));
}

#[test]
fn words_as_people_type_them_find_the_choice() {
    let city = hanoi();
    for (typed, expected) in [
        ("ổ gà", "o-ga"),
        ("o ga", "o-ga"),
        ("Ổ GÀ to trước cổng trường", "o-ga"),
        ("rác", "rac-thai"),
        ("rac chua thu gom", "rac-thai"),
        ("đèn đường tắt", "den-duong"),
        ("đường ngập nước", "ngap-ung"),
        ("mất nước", "mat-nuoc"),
        ("cup dien", "mat-dien"),
        ("street light", "den-duong"),
        ("pothole", "o-ga"),
        ("karaoke", "tieng-on"),
        ("đỗ xe trên vỉa hè", "do-xe"),
        ("nắp cống bị mất", "nap-cong"),
        ("cây đổ", "cay-do"),
        ("đèn xanh đèn đỏ", "den-tin-hieu"),
        ("chó thả rông", "vat-nuoi"),
    ] {
        let found = city.find_categories(typed);
        let first = found.first().map(|found| found.service.code());
        assert_eq!(
            first,
            Some(expected),
            "{typed}: {:?}",
            found.iter().map(|f| (f.service.code(), f.score)).collect::<Vec<_>>()
        );
    }
    assert!(city.find_categories("  !? ").is_empty());
    assert!(city.find_categories("qqq").is_empty());
}

#[test]
fn an_old_code_carries_one_name_and_leads_to_units_of_today() {
    let city = hanoi();
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut parts: BTreeMap<&str, Vec<Extent>> = BTreeMap::new();
    for link in city.old_areas() {
        names.entry(&link.old_code).or_default().insert(&link.old_name);
        parts.entry(&link.old_code).or_default().push(link.extent);
        assert!(city.area(&link.new_code).is_some());
    }
    assert!(names.values().all(|names| names.len() == 1));
    assert_eq!((city.old_areas().len(), names.len()), (795, 526));
    assert!(
        parts.values().all(|parts| parts.len() == 1 || parts.iter().all(|part| *part == Extent::Partial))
    );
    let new: BTreeSet<_> = city.old_areas().iter().map(|link| link.new_code.as_str()).collect();
    assert_eq!(new.len(), 126);
    let only = |code: &str| names[code].iter().copied().collect::<Vec<_>>();
    assert_eq!((only("00556"), only("00553")), (vec!["Xã Đặng Xá"], vec!["Xã Cổ Bi"]));
}

#[test]
fn every_agency_stands_under_the_city_or_alone() {
    let city = hanoi();
    let above = |code| city.ancestors(code).iter().map(|agency| agency.code.as_str()).collect::<Vec<_>>();
    assert_eq!(above("chieu-sang"), ["so-xay-dung", "ubnd-thanh-pho"]);
    assert_eq!(above("ubnd-00070"), ["ubnd-thanh-pho"]);
    assert!(above("ubnd-thanh-pho").is_empty() && above("unknown").is_empty());
    assert_eq!(city.coordinator().unwrap().kind, AgencyKind::Coordinator);
}

#[test]
fn the_day_of_culture_is_a_working_day_until_its_flag_is_on() {
    let city = hanoi();
    assert!(city.calendar().is_working_day(date(2026, 11, 24)));
    let mut files = dantin_city::Files::embedded();
    let settings = String::from_utf8(files.get("city.toml").unwrap().to_vec()).unwrap();
    files.put("city.toml", settings.replace("flags = []", "flags = [\"culture-day\"]"));
    let city = City::check(&files).unwrap();
    assert!(!city.calendar().is_working_day(date(2026, 11, 24)));
    assert!(!city.calendar().is_working_day(date(2026, 1, 2)));
    assert!(city.calendar().is_working_day(date(2026, 1, 10)));
}

#[test]
fn rows_of_years_without_a_notice_say_that_they_are_projected() {
    let city = hanoi();
    for holiday in city.holidays().iter().filter(|holiday| holiday.date.year() > 2026) {
        assert!(!holiday.note.is_empty(), "{}", holiday.date);
    }
}

#[test]
fn what_the_law_keeps_apart_is_not_kept_here() {
    let city = hanoi();
    let kept: Vec<_> = city.channels().iter().filter(|channel| channel.kind.is_kept_here()).collect();
    assert_eq!(kept.len(), 2);
    assert_eq!(city.channels().len(), 4);
    let numbers: Vec<_> =
        city.settings().emergencies.iter().map(|emergency| emergency.number.as_str()).collect();
    assert_eq!(numbers, ["113", "114", "115", "112"]);
}

#[test]
fn every_day_of_five_years_is_off_or_worked_as_the_oracle_of_the_calendar_says() {
    let city = hanoi();
    let table = include_str!("../../calendar/tests/exceptions_2024_2028.csv");
    let exceptions: BTreeMap<jiff::civil::Date, &str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split_once(','))
        .map(|(day, state)| (day.parse().unwrap(), state))
        .collect();
    for day in date(2024, 1, 1).series(1.day()).take_while(|day| day.year() < 2029) {
        let weekday = day.weekday().to_monday_zero_offset() < 5;
        let works = exceptions.get(&day).map_or(weekday, |state| *state == "work");
        assert_eq!(city.calendar().is_working_day(day), works, "{day}");
    }
}

#[test]
fn every_ward_has_its_inspection_board_and_the_committee_still_answers_for_it() {
    let city = hanoi();
    let boards: Vec<_> = city.agencies().iter().filter(|agency| agency.kind.is_board()).collect();
    assert_eq!(boards.len(), city.areas().len());
    for area in city.areas() {
        let board = boards.iter().find(|board| board.area.as_deref() == Some(area.code.as_str())).unwrap();
        assert_eq!(board.kind, AgencyKind::InspectionBoard);
        let (first, rest) = area.name.vi.split_at(area.name.vi.find(' ').unwrap());
        assert_eq!(board.name.vi, format!("Ban Thanh tra nhân dân {}{rest}", first.to_lowercase()));
        assert_eq!(city.ward_agency(&area.code).unwrap().kind, AgencyKind::Ward);
    }
}
