//! The readers and drawings against real files of Hanoi, which are not part of the repository. Where they do not lie beside it,
//! each test says that it was left out and passes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use dantin_geo::street::read_streets;
use dantin_geo::svg::{self, View};
use dantin_geo::{Boundaries, Bounds, Point, RoadWidth, Roads};

fn file(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hanoi").join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("left out: {} is not there", path.display());
    }
    text
}

fn centres() -> Option<Vec<(String, Point)>> {
    let text = file("units.csv")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (code, lat, lon) = (column("code"), column("lat"), column("lon"));
    Some(
        reader
            .records()
            .map(Result::unwrap)
            .map(|row| {
                (
                    row[code].to_owned(),
                    Point::new(row[lat].parse().unwrap(), row[lon].parse().unwrap()).unwrap(),
                )
            })
            .collect(),
    )
}

#[test]
fn both_formats_hold_all_wards_and_every_centre_in_its_own() {
    let (Some(plain), Some(topology), Some(centres)) =
        (file("wards.geojson"), file("wards.topojson"), centres())
    else {
        return;
    };
    let (plain, topology) = (Boundaries::read(&plain).unwrap(), Boundaries::read(&topology).unwrap());
    assert_eq!((plain.areas().len(), topology.areas().len(), centres.len()), (126, 126, 126));
    for (code, centre) in &centres {
        assert_eq!(&plain.locate(*centre).unwrap().code, code);
        assert_eq!(&topology.locate(*centre).unwrap().code, code);
    }
    let bounds = plain.bounds().unwrap();
    let mut agree = 0;
    let mut all = 0;
    for x in 0..100 {
        for y in 0..100 {
            let share = |low: f64, high: f64, step: i32| low + (high - low) * f64::from(step) / 100.0;
            let point = Point::new(
                share(bounds.least.lat(), bounds.most.lat(), y),
                share(bounds.least.lon(), bounds.most.lon(), x),
            )
            .unwrap();
            let (one, two) = (plain.locate(point), topology.locate(point));
            all += 1;
            agree += usize::from(one.map(|area| &area.code) == two.map(|area| &area.code));
        }
    }
    assert!(agree * 1000 >= all * 995, "{agree} of {all} points agree");
}

#[test]
fn the_simplified_city_fits_its_budget_and_keeps_its_neighbours() {
    let Some(text) = file("wards.geojson") else { return };
    let areas = Boundaries::read(&text).unwrap();
    let few = areas.simplified(40);
    for area in areas.areas() {
        assert_eq!(few.neighbours(&area.code), areas.neighbours(&area.code), "{}", area.code);
    }
    let view = View::fit(areas.bounds().unwrap(), 1000, 4);
    let bytes: usize = svg::city_paths(&few, &view).iter().map(|(_, path)| path.len()).sum();
    eprintln!("{} of {} vertices, {bytes} bytes of path data", few.vertex_count(), areas.vertex_count());
    assert!(bytes < 60_000, "{bytes} bytes");
}

#[test]
fn roads_and_streets_are_read_whole() {
    let (Some(major), Some(minor), Some(streets)) =
        (file("roads_major.geojson"), file("roads_minor.topojson"), file("streets.csv"))
    else {
        return;
    };
    let mut roads = Roads::read(&major).unwrap();
    roads.append(Roads::read(&minor).unwrap());
    assert!(roads.roads().len() > 17_000, "{}", roads.roads().len());
    let (streets, faults) = read_streets(&streets);
    assert_eq!((streets.len(), faults.len()), (4317, 0));
    let centre = Point::new(21.0285, 105.8542).unwrap();
    let view = View::fit(Bounds::window(centre, 800.0, 450.0), 800, 0);
    let (paths, labels) = (svg::road_paths(&roads, &view, RoadWidth::Narrow), svg::labels(&roads, &view));
    let bytes = paths.wide.len() + paths.middle.len() + paths.narrow.len();
    eprintln!("{bytes} bytes of roads, names: {labels:?}");
    assert!(bytes > 0 && bytes < 12_000, "{bytes}");
    assert!(!labels.is_empty());
}
