//! Files that operators import: exports of other systems with their mapping, and layers of the map.

use std::sync::Arc;

use dantin::{
    city::map::{CityMap, import, store::LayerKind},
    listen::imports::{
        mapping::Mapping,
        reading::{Reader, Row},
        survey::survey,
    },
};
use dantin_city::City;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::json;

use super::{Changes, cases, changed, changes, input, is_said};

const MAPPING: &str = include_str!("../../../../imports/st-louis.toml");
const EXPORT: &str = "\
requestid,datetimeinit,probaddress,probaddtype,callertype,neighborhood,ward,problemcode,description,submitto,status,dateinvtdone,datetimeclosed,prjcompletedate,datecancelled,srx,sry
1,2018-07-01 08:00:00.0,1 SAMPLE ST,A,WEB,8,16,Pot Hole/Big,Pot hole in the street,\"STREETS, 514\",CLOSED,2018-07-02 09:00:00.0,2018-07-02 09:00:21.287,2018-07-09 00:00:00.0,NA,880000.0,1000000.0
2,2018-07-01 08:30:00.25,NA,B,PHONE,NA,NA,LEAK,LEAK,NA,Disptch,NA,NA,2018-10-30 00:00:00.0,NA,NA,NA
3,2018-07-02 10:00:00.0,2 SAMPLE ST,A,PHONE,8,7,LEAK,LEAK,\"WATER,\",closed,2018-06-30 10:00:00.0,2018-07-20 10:00:00.0,2018-07-06 00:00:00.0,NA,900123.456,1020987.654
3,2018-07-02 10:00:00.0,2 SAMPLE ST,A,WEB,8,7,LEAK,LEAK,\"WATER,\",closed,2018-06-30 10:00:00.0,2018-07-20 10:00:00.0,2018-07-06 00:00:00.0,NA,900123.456,1020987.654
4,2018-07-03 00:00:00.0,3 SAMPLE ST,A,WEB,8,7,LEAK,LEAK,\"WATER,\",CANCEL,NA,NA,2018-07-09 00:00:00.0,2018-07-03 12:00:00.0,900200.0,1021000.0
";

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn every_row_of_an_export_is_taken_or_refused_with_its_reason(bytes in input(EXPORT)) {
        let mapping = Mapping::parse(MAPPING).unwrap();
        let reader = match Reader::open("x.csv", &bytes[..], &mapping) {
            Err(faults) => {
                prop_assert!(!faults.is_empty() && faults.iter().all(|fault| is_said(&fault.reason)));
                return Ok(());
            }
            Ok(reader) => reader,
        };
        let read: Vec<_> = reader.take(100_000).collect();
        // Read as bytes, nothing of the file can be wrong but its number of rows.
        let mut plain = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[..]);
        prop_assert_eq!(read.len(), plain.byte_records().count(), "rows read and refused are the rows given");
        let mut ids = std::collections::BTreeSet::new();
        let (mut requests, mut repeats, mut left_out, mut refused) = (0, 0, 0, 0);
        for row in &read {
            match row {
                Ok(Row::Request(request)) => {
                    requests += 1;
                    prop_assert!(ids.insert(request.id.clone()), "each id is one request");
                    prop_assert!(request.updated >= request.requested);
                    let texts = [Some(&request.category), request.address.as_ref(), request.channel.as_ref()];
                    for text in texts.into_iter().flatten() {
                        prop_assert!(text.chars().count() <= 400 && !text.chars().any(char::is_control));
                    }
                    if let (Some((latitude, longitude)), Some(rule)) = (request.point, &mapping.place) {
                        prop_assert!(rule.bounds.contains(latitude, longitude));
                    }
                }
                Ok(Row::Repeat(_)) => repeats += 1,
                Ok(Row::LeftOut(rule)) => {
                    left_out += 1;
                    prop_assert!(*rule < mapping.leave_out.len());
                }
                Err(fault) => {
                    refused += 1;
                    prop_assert!(fault.file == "x.csv" && fault.line >= 1 && is_said(&fault.reason));
                }
            }
        }
        let mut named = 0_u64;
        if let Ok(counted) = survey("x.csv", &bytes[..], &mapping, |_request| Ok(()), |_fault| named += 1) {
            prop_assert_eq!(counted.fault_count, named);
            prop_assert_eq!(counted.rows, u64::try_from(read.len()).unwrap());
            let sum = counted.requests + counted.repeat_count() + counted.left_out.iter().sum::<u64>() + counted.fault_count;
            // A repeat of a row that was refused is none of a request.
            prop_assert!(sum <= counted.rows && counted.rows - sum <= repeats, "{requests} {repeats} {left_out} {refused}");
        }
    }

    #[test]
    fn a_changed_mapping_is_read_or_its_fault_named(changes in changes()) {
        let text = String::from_utf8_lossy(&changed(MAPPING.as_bytes(), &changes)).into_owned();
        match Mapping::parse(&text) {
            Ok(mapping) => {
                if let Ok(reader) = Reader::open("x.csv", EXPORT.as_bytes(), &mapping) {
                    prop_assert_eq!(reader.take(100).count(), EXPORT.lines().count() - 1);
                }
            }
            Err(fault) => prop_assert!(is_said(&fault.reason)),
        }
    }
}

/// A square round the centre of a ward.
fn ring(city: &City, code: &str) -> Vec<[f64; 2]> {
    let area = city.area(code).unwrap();
    let corner = |dx: f64, dy: f64| [area.longitude + dx, area.latitude + dy];
    vec![
        corner(-0.01, -0.01),
        corner(0.01, -0.01),
        corner(0.01, 0.01),
        corner(-0.01, 0.01),
        corner(-0.01, -0.01),
    ]
}

/// A sound file of each kind of layer, in each form.
fn layers(city: &City) -> Vec<(LayerKind, String)> {
    let line: Vec<[f64; 2]> = ring(city, "00070").into_iter().take(3).collect();
    let area = |code: &str| {
        json!({"type": "Feature", "properties": {"code": code, "name": "Mẫu"},
               "geometry": {"type": "Polygon", "coordinates": [ring(city, code)]}})
    };
    let road = json!({"type": "Feature", "properties": {"name": "Phố Mẫu", "class": "primary"},
                      "geometry": {"type": "LineString", "coordinates": line}});
    let topology = |geometry: serde_json::Value, arc: &[[f64; 2]]| {
        json!({"type": "Topology", "arcs": [arc],
               "objects": {"mau": {"type": "GeometryCollection", "geometries": [geometry]}}})
        .to_string()
    };
    let [x, y] = line[0];
    vec![
        (LayerKind::Areas, json!({"type": "FeatureCollection", "features": [area("00070"), area("00004")]}).to_string()),
        (LayerKind::Areas, topology(json!({"type": "Polygon", "arcs": [[0]], "properties": {"code": "00070", "name": "Mẫu"}}), &ring(city, "00070"))),
        (LayerKind::Roads, json!({"type": "FeatureCollection", "features": [road]}).to_string()),
        (LayerKind::Roads, topology(json!({"type": "LineString", "arcs": [0], "properties": {"name": "Phố Mẫu", "class": "primary"}}), &line)),
        (LayerKind::Streets, format!("name,lon,lat,ward_codes\nPhố Mẫu,{x},{y},00070\n\"Phố, Hai\",{x},{y},00070 00004\n")),
        (LayerKind::OldAreas, "old_code,old_name,old_district,new_code\n00001,Phường Phúc Xá,Quận Ba Đình (001),00070\n00004,Phường Trúc Bạch,Quận Ba Đình,00004\n".to_owned()),
    ]
}

#[test]
fn a_changed_map_layer_is_drawn_or_every_fault_of_it_named() {
    let city = Arc::new(City::embedded().unwrap());
    let layers = layers(&city);
    let origin = import::Origin {
        file: "mau",
        attribution: "© Người mẫu",
        now: "2026-03-10T02:00:00Z".parse().unwrap(),
    };
    for (kind, text) in &layers {
        let sound = import::check(*kind, text.clone(), origin, &city);
        CityMap::new(city.clone(), &[sound.unwrap().layer]).unwrap();
    }
    let run = |(layer, changes): (usize, Changes)| {
        let (kind, text) = &layers[layer];
        let text = String::from_utf8_lossy(&changed(text.as_bytes(), &changes)).into_owned();
        if *kind == LayerKind::Streets {
            let (streets, faults) = dantin_geo::street::read_streets(&text);
            let mut plain = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            let has_header = plain.headers().is_ok_and(|header| {
                ["name", "lon", "lat"].iter().all(|name| header.iter().any(|one| one.trim() == *name))
            });
            if has_header {
                prop_assert_eq!(
                    streets.len() + faults.len(),
                    plain.records().count(),
                    "each row is a street or a fault"
                );
            }
        }
        match import::check(*kind, text, origin, &city) {
            Ok(checked) => {
                prop_assert!(checked.layer.rows > 0);
                prop_assert!(
                    CityMap::new(city.clone(), &[checked.layer]).is_ok(),
                    "what was taken can be drawn"
                );
            }
            Err(faults) => prop_assert!(!faults.is_empty() && faults.iter().all(|fault| is_said(fault))),
        }
        Ok(())
    };
    TestRunner::new(cases(256)).run(&(0..layers.len(), changes()), run).unwrap();
}
