//! Searches as residents type them, on the pack of Hà Nội and a few invented streets.

use std::sync::Arc;

use dantin_city::City;
use dantin_words::{Catalogue, Language};

use super::*;
use crate::city::map::{
    CityMap,
    store::{LayerKind, StoredLayer},
};

const STREETS: &str = "name,kind,length_km,lon,lat,ward_codes\r\n\
    Phố Mẫu Đơn,Phố,1.2,105.85,21.03,00070 00004\r\n\
    Ngõ 10,Ngõ,0.2,105.85,21.03,00070\r\n\
    Ngõ 2,Ngõ,0.3,105.85,21.03,00070\r\n\
    Đường Mẫu Đơn Dài,Đường,9,105.8542,21.0285,\r\n\
    Phố Trúc Bạch,Phố,0.7,105.84,21.048,00004\r\n";

fn map() -> CityMap {
    let streets = StoredLayer {
        name: LayerKind::Streets.code().to_owned(),
        attribution: "Mẫu".to_owned(),
        format: "csv".to_owned(),
        rows: 5,
        text: STREETS.to_owned(),
        imported_at: jiff::Timestamp::UNIX_EPOCH,
    };
    CityMap::new(Arc::new(City::embedded().unwrap()), &[streets]).unwrap()
}

fn words(language: Language) -> Words {
    Catalogue::embedded().unwrap().words(language)
}

#[test]
fn an_old_ward_without_marks_leads_to_its_ward_of_today() {
    let found = map().search(&words(Language::Vietnamese), "phuong truc bach", 5);
    let first = &found[0];
    assert_eq!((first.kind, first.name.as_str()), (PlaceKind::OldWard, "Phường Trúc Bạch"));
    assert_eq!(first.note, "Quận Ba Đình cũ; nay thuộc Phường Ba Đình");
    assert_eq!((first.areas.as_slice(), first.point), (["00004".to_owned()].as_slice(), None));
    let english = map().search(&words(Language::English), "phuong truc bach", 1);
    assert_eq!(english[0].note, "formerly in Quận Ba Đình; now part of Ba Dinh Ward");
}

#[test]
fn an_old_ward_that_was_split_offers_all_its_heirs() {
    let found = map().search(&words(Language::Vietnamese), "phường cống vị", 1);
    assert_eq!(found[0].name, "Phường Cống Vị");
    assert!(found[0].areas.len() > 1, "{found:?}");
    assert!(found[0].note.starts_with("Quận Ba Đình cũ; nay chia về Phường "), "{}", found[0].note);
}

#[test]
fn an_old_name_that_stood_in_several_districts_is_told_apart_by_them() {
    let city = City::embedded().unwrap();
    let mut districts: BTreeMap<&str, std::collections::BTreeSet<&str>> = BTreeMap::new();
    for row in city.old_areas() {
        districts.entry(&row.old_name).or_default().insert(&row.old_district);
    }
    let (name, places) = districts.iter().find(|(_, places)| places.len() > 1).unwrap();
    let found = map().search(&words(Language::Vietnamese), name, 20);
    for district in places {
        assert!(
            found.iter().any(|place| place.kind == PlaceKind::OldWard
                && place.name == *name
                && place.note.starts_with(*district)),
            "{name} {district}: {found:?}"
        );
    }
}

#[test]
fn an_old_district_offers_its_wards_and_narrows_its_units() {
    let w = words(Language::Vietnamese);
    let found = map().search(&w, "quận đống đa", 5);
    assert_eq!((found[0].kind, found[0].name.as_str()), (PlaceKind::OldDistrict, "Quận Đống Đa"));
    assert!(found[0].areas.len() > 3 && found[0].note.contains(&found[0].areas.len().to_string()));
    let found = map().search(&w, "truc bach, ba dinh", 3);
    assert_eq!((found[0].kind, found[0].name.as_str()), (PlaceKind::OldWard, "Phường Trúc Bạch"));
}

#[test]
fn a_ward_of_today_stands_before_old_names() {
    let found = map().search(&words(Language::Vietnamese), "p. hoan kiem", 5);
    assert_eq!((found[0].kind, found[0].areas[0].as_str()), (PlaceKind::Ward, "00070"));
    assert_eq!(map().search(&words(Language::English), "hoan kiem", 1)[0].name, "Hoan Kiem Ward");
}

#[test]
fn a_house_number_may_stand_before_or_behind_a_street() {
    let w = words(Language::Vietnamese);
    for text in ["12 mau don", "phố mẫu đơn 12", "so nha 12 pho mau don", "Mẫu Đơn"] {
        let found = map().search(&w, text, 5);
        assert_eq!(found[0].name, "Phố Mẫu Đơn", "{text}");
        assert_eq!(found[0].note, "Phường Hoàn Kiếm, Phường Ba Đình");
        assert!(found[0].point.is_some());
    }
}

#[test]
fn alleys_come_in_the_order_of_their_numbers() {
    let found = map().search(&words(Language::Vietnamese), "ngõ", 10);
    let names: Vec<&str> = found
        .iter()
        .filter(|place| place.name.starts_with("Ngõ "))
        .map(|place| place.name.as_str())
        .collect();
    assert_eq!(names, ["Ngõ 2", "Ngõ 10"]);
}

#[test]
fn a_street_without_wards_gets_the_one_of_its_point() {
    let found = map().search(&words(Language::Vietnamese), "duong mau don dai", 1);
    assert_eq!(found[0].areas.len(), 1);
}

/// A city of the pack with these landmarks alone.
fn map_with(landmarks: &str) -> CityMap {
    let mut files = dantin_city::Files::embedded();
    files.put("landmarks.toml", landmarks);
    CityMap::new(Arc::new(City::check(&files).unwrap()), &[]).unwrap()
}

#[test]
fn a_landmark_is_found_by_each_of_its_names_with_and_without_marks() {
    let map = map_with(
        "[[landmark]]\nname = { vi = \"Vườn Mẫu\", en = \"Sample Garden\" }\nother_names = [\"Công viên Thử\"]\n\
         latitude = 21.0285\nlongitude = 105.8542\naccuracy_m = 120\nsource = \"made up\"\nconfidence = \"low\"\n",
    );
    for (language, name) in [(Language::Vietnamese, "Vườn Mẫu"), (Language::English, "Sample Garden")] {
        let w = words(language);
        for text in ["vườn mẫu", "vuon mau", "Công viên Thử", "cong vien thu", "sample garden"] {
            let found = map.search(&w, text, 5);
            let first = &found[0];
            assert_eq!((first.kind, first.name.as_str()), (PlaceKind::Landmark, name), "{text}");
            assert_eq!((first.areas.len(), first.accuracy_m), (1, 120));
            assert!(first.point.is_some() && !first.note.is_empty());
            let times = found.iter().filter(|place| place.kind == PlaceKind::Landmark).count();
            assert_eq!(times, 1, "each place is told once");
        }
    }
}

#[test]
fn the_landmarks_of_the_pack_lie_in_its_wards_and_are_found() {
    let (w, map) = (words(Language::Vietnamese), map());
    for landmark in map.city.landmarks() {
        for name in landmark.other_names.iter().chain([&landmark.name.vi, &landmark.name.en]) {
            let found = map.search(&w, &dantin_words::fold(name), 10);
            assert!(
                found.iter().any(|place| place.kind == PlaceKind::Landmark && place.name == landmark.name.vi),
                "{name}: {found:?}"
            );
        }
    }
    let lake = &map.search(&w, "hồ gươm", 1)[0];
    assert_eq!((lake.name.as_str(), lake.areas[0].as_str()), ("Hồ Hoàn Kiếm", "00070"));
}

#[test]
fn any_text_is_answered_quickly_and_without_harm() {
    let w = words(Language::Vietnamese);
    let map = map();
    assert_eq!(map.search(&w, &"phường ".repeat(2_000), 5).len(), 5);
    assert!(map.search(&w, &"x".repeat(10_000), 5).is_empty());
    assert!(map.search(&w, "  \0 ,,, ", 5).is_empty() && map.search(&w, "trúc bạch", 0).is_empty());
}

#[test]
fn a_table_of_old_areas_is_read_and_its_bad_rows_are_named() {
    let (rows, faults) = read_old_areas(
        "new_code,new_name,old_code,old_name,old_district,note\r\n\
         00004,Phường Ba Đình,00004,Phường Trúc Bạch,Quận Ba Đình (001),Nhập toàn bộ\r\n\
         00008,,00007,Phường Cống Vị,Quận Ba Đình (001),\"Nhập một phần\r\ncòn lại\"\r\n\
         00008,,00007,Phường Cống Vị,Quận Ba Đình (001),\r\n\
         00008,,,Phường Thiếu Mã,Quận Ba Đình,\r\n",
    );
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].old_district.as_str(), rows[0].line, rows[1].line), ("Quận Ba Đình", 2, 3));
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "line 5, column new_code: 00007 to 00008 stands already in line 3",
            "line 6, column old_code: empty"
        ]
    );
    assert_eq!(read_old_areas("old_code,old_name\n").1.len(), 2);
}
