//! Imports with invented shapes in the place of Hà Nội: a row of square wards.

use std::sync::Arc;

use dantin_store::testing::both;
use dantin_words::Catalogue;
use serde_json::{Value, json};

use super::*;
use crate::{
    app::MIGRATIONS,
    city::map::{CityMap, Closer, Direction, Layers, Mark, Shape, Spot, WardLook, store},
};

fn city() -> Arc<City> {
    Arc::new(City::embedded().unwrap())
}

fn origin(file: &str) -> Origin<'_> {
    Origin { file, attribution: "© Người mẫu", now: "2026-03-10T02:00:00Z".parse().unwrap() }
}

/// A square of 2,000 metres round the centre of an area of the pack.
fn square(city: &City, code: &str) -> Value {
    let area = city.area(code).unwrap();
    let (x, y) = (area.longitude, area.latitude);
    let ring = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]
        .map(|[dx, dy]| [x + 0.01 * f64::from(dx), y + 0.01 * f64::from(dy)]);
    json!({"type": "Feature", "properties": {"code": code, "name": "Mẫu"},
           "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn layer(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn road(city: &City, name: &str, class: &str, north: f64) -> Value {
    let area = city.area("00070").unwrap();
    let (x, y) = (area.longitude, area.latitude + north);
    json!({"type": "Feature", "properties": {"name": name, "class": class},
           "geometry": {"type": "LineString", "coordinates": [[x - 0.02, y], [x + 0.02, y]]}})
}

fn checked(kind: LayerKind, text: String, city: &City) -> Checked {
    check(kind, text, origin("mau.geojson"), city).unwrap()
}

/// Boundaries of one ward and two roads through it.
fn map() -> CityMap {
    let city = city();
    let areas = checked(LayerKind::Areas, layer(&[square(&city, "00070")]), &city);
    let lines = [road(&city, "Phố Mẫu", "primary", 0.000_5), road(&city, "", "residential", 0.001)];
    let roads = checked(LayerKind::Roads, layer(&lines), &city);
    CityMap::new(city, &[areas.layer, roads.layer]).unwrap()
}

fn centre(map: &CityMap) -> Point {
    map.centre("00070").unwrap()
}

#[test]
fn unknown_codes_wrong_places_and_broken_shapes_are_named() {
    let city = city();
    let mut unknown = square(&city, "00070");
    unknown["properties"]["code"] = json!("99999");
    let mut elsewhere = square(&city, "00070");
    elsewhere["properties"]["code"] = json!("00004");
    let faults = check(LayerKind::Areas, layer(&[unknown, elsewhere]), origin("a"), &city).unwrap_err();
    assert_eq!(faults[0], "feature 1: the city pack has no area with the code 99999 (Mẫu)");
    assert!(faults[1].starts_with("feature 2: the centre of Phường Ba Đình"), "{}", faults[1]);
    let mut open = square(&city, "00070");
    open["geometry"]["coordinates"][0].as_array_mut().unwrap().pop();
    let faults = check(LayerKind::Areas, layer(&[open]), origin("a"), &city).unwrap_err();
    assert_eq!(faults, ["feature 1: a ring does not end where it began"]);
    for kind in [LayerKind::Areas, LayerKind::Roads] {
        assert!(check(kind, "name,lon\n".to_owned(), origin("a"), &city).unwrap_err()[0].contains("JSON"));
    }
}

#[test]
fn tables_with_faults_are_refused_as_a_whole() {
    let city = city();
    let streets = "name,lon,lat,ward_codes\nPhố Mẫu,105.85,21.03,00070 99999\nPhố Hỏng,x,21,00070\n";
    let faults = check(LayerKind::Streets, streets.to_owned(), origin("s.csv"), &city).unwrap_err();
    assert!(faults[0].starts_with("line 3, column lon"), "{faults:?}");
    assert!(faults[1].starts_with("row “Phố Mẫu”, column ward_codes: ") && faults[1].ends_with("99999"));
    let old = "old_code,old_name,old_district,new_code\n00001,Phường Mẫu,Quận Mẫu,99999\n";
    let faults = check(LayerKind::OldAreas, old.to_owned(), origin("o.csv"), &city).unwrap_err();
    assert_eq!(faults, ["line 2, column new_code: the city pack has no area with the code 99999"]);
    let far = "name,lon,lat\nPhố Xa,106.7,10.8\n";
    let odd = check(LayerKind::Streets, far.to_owned(), origin("s.csv"), &city).unwrap();
    assert_eq!(odd.warnings, ["1 streets lie outside the city: Phố Xa"]);
}

#[test]
fn areas_that_the_boundaries_lack_stay_approximate() {
    let map = map();
    let inside = map.locate(centre(&map)).unwrap();
    assert_eq!((inside.area.as_str(), inside.approximate), ("00070", false));
    let other = map.locate(map.centre("00004").unwrap()).unwrap();
    assert_eq!((other.area.as_str(), other.approximate), ("00004", true));
    assert_eq!(map.locate(Point::new(10.8, 106.7).unwrap()), None);
}

#[test]
fn without_layers_the_nearest_centre_answers_within_the_city() {
    let map = CityMap::new(city(), &[]).unwrap();
    let located = map.locate(centre(&map)).unwrap();
    assert_eq!((located.area.as_str(), located.approximate), ("00070", true));
    // Near a centre, and yet beyond the city's bounds.
    assert_eq!(map.locate(Point::new(20.54, 105.8).unwrap()), None);
    assert!(!map.has_boundaries() && map.attribution().is_empty());
}

#[test]
fn layers_are_stored_replaced_and_noticed_on_both_engines() {
    both(MIGRATIONS, |db| {
        let city = city();
        let layers = Layers::load(db, &city).unwrap();
        assert!(!layers.refresh(db, &city).unwrap());
        let one = checked(LayerKind::Areas, layer(&[square(&city, "00070")]), &city);
        assert_eq!(one.warnings.len(), 1);
        let stored = one.layer.clone();
        db.write_blocking(move |tx| store::put(tx, &stored)).unwrap();
        assert!(layers.refresh(db, &city).unwrap() && layers.read().has_boundaries());
        assert_eq!(layers.read().attribution(), "© Người mẫu");
        assert_eq!(db.read_blocking(store::all).unwrap(), std::slice::from_ref(&one.layer));
        let mut again = one.layer.clone();
        again.imported_at = "2026-03-11T02:00:00Z".parse().unwrap();
        db.write_blocking(move |tx| store::put(tx, &again)).unwrap();
        assert_eq!(db.read_blocking(store::stamps).unwrap().len(), 1);
        assert!(layers.refresh(db, &city).unwrap() && !layers.refresh(db, &city).unwrap());
        assert!(db.write_blocking(|tx| store::remove(tx, "areas")).unwrap());
        assert!(!db.write_blocking(|tx| store::remove(tx, "areas")).unwrap());
        assert!(layers.refresh(db, &city).unwrap() && !layers.read().has_boundaries());
    });
}

#[test]
fn the_map_of_the_city_has_every_ward_once() {
    let map = map();
    let drawing =
        map.city(|area| WardLook { step: 3, title: area.name.vi.clone(), href: "/cases".to_owned() });
    assert_eq!(drawing.wards.len(), map.city.areas().len());
    let outlines = drawing.wards.iter().filter(|ward| matches!(ward.shape, Shape::Outline(_))).count();
    assert_eq!(outlines, 1, "the others are dots at their centres");
    assert!(drawing.wards.iter().all(|ward| ward.class() == "ward ward--3"));
}

#[test]
fn marks_stand_where_they_belong_and_strangers_are_left_out() {
    let map = map();
    let mark = |point| Mark {
        point,
        number: "1".to_owned(),
        colour: "progress",
        title: "Mẫu".to_owned(),
        href: "/cases/x".to_owned(),
    };
    let marks = vec![mark(centre(&map)), mark(Point::new(20.6, 105.3).unwrap())];
    let drawing = map.ward("00070", marks).unwrap();
    let (x, y, _) = &drawing.marks[0];
    let (width, height) = (drawing.ground.view.width, drawing.ground.view.height);
    assert!(drawing.marks.len() == 1 && (x - width / 2).abs() <= 1 && (y - height / 2).abs() <= 2);
    assert!(!drawing.ground.outline.is_empty() && !drawing.ground.roads.wide.is_empty());
    assert!(map.ward("99999", Vec::new()).is_none());
}

#[test]
fn a_coarse_place_is_drawn_without_a_point() {
    let map = map();
    let area = map.place(&Spot::Area("00070".to_owned())).unwrap();
    assert!(area.pin.is_none() && !area.ground.outline.is_empty());
    let pin = map.place(&Spot::Pin(centre(&map))).unwrap();
    assert_eq!((pin.radius, pin.ground.labels[0].text.as_str()), (0, "Phố Mẫu"));
    let (x, y) = pin.pin.unwrap();
    assert!((x - pin.ground.view.width / 2).abs() <= 1 && (y - pin.ground.view.height / 2).abs() <= 1);
    let circle = map.place(&Spot::Circle(centre(&map), 1_000)).unwrap();
    assert!(circle.radius * 2 < circle.ground.view.height, "the circle is seen whole");
    let bare = CityMap::new(city(), &[]).unwrap();
    let area = bare.place(&Spot::Area("00070".to_owned())).unwrap();
    assert!(area.pin.is_some() && area.radius > 0, "a circle stands for an outline that is not known");
}

#[test]
fn a_click_on_an_image_gives_the_point_under_it() {
    let map = map();
    let ward = map.city.area("00070").unwrap();
    let height = map.ward_image_height("00070").unwrap();
    let hit = map.ward_point("00070", 160, height / 2).unwrap();
    assert!(hit.distance(Point::new(ward.latitude, ward.longitude).unwrap()) < 15.0);
    assert_eq!(map.ward_point("00070", 321, 5), None);
    let closer = Closer::at(hit);
    let again = closer.point_at(160, closer.height() / 2).unwrap();
    assert!(again.distance(hit) < 2.0);
    let corner = closer.point_at(0, 0).unwrap();
    assert!((corner.distance(hit) - 250.0).abs() < 3.0, "half of the diagonal of 400 by 300 metres");
    let north = closer.moved(Direction::North);
    assert!(north.centre.lat() > hit.lat() && (north.centre.distance(hit) - 133.0).abs() < 2.0);
    assert_eq!(closer.zoomed_in().unwrap().width, 200);
    assert_eq!(closer.zoomed_in().unwrap().zoomed_in(), None);
    assert_eq!(Closer::read(21.0, 105.8, 401), None);
    assert_eq!(Closer::read(f64::NAN, 105.8, 400), None);
}

#[test]
fn images_carry_their_own_colours_and_escape_names() {
    let city = city();
    let roads = checked(LayerKind::Roads, layer(&[road(&city, "Phố <Mẫu> & Co", "primary", 0.000_5)]), &city);
    let map = CityMap::new(city, &[roads.layer]).unwrap();
    let image = map.closer_image(Closer::at(centre(&map))).unwrap();
    assert!(image.starts_with("<svg xmlns=") && image.contains(" width=\"320\" height=\"240\""));
    assert!(
        image.contains("&#60;Mẫu&#62; &#38; Co") && !image.contains("class=") && !image.contains("style=")
    );
    let bounds = dantin_geo::Bounds::window(centre(&map), 2_000.0, 1_000.0);
    let base = map.base_image(bounds, 800).unwrap();
    assert!(base.contains("preserveAspectRatio=\"none\"") && base.contains("viewBox=\"0 0 800 "));
}

/// With the real layers, where they lie beside the repository; elsewhere this says so and claims nothing.
#[test]
fn the_layers_of_hanoi_are_taken_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hanoi");
    let files = [
        (LayerKind::Areas, "wards.geojson", 126),
        (LayerKind::Areas, "wards.topojson", 126),
        (LayerKind::OldAreas, "old_to_new_units.csv", 795),
        (LayerKind::Roads, "roads_major.geojson", 826),
        (LayerKind::Roads, "roads_minor.topojson", 17_150),
        (LayerKind::Streets, "streets.csv", 4_317),
    ];
    if !folder.join("wards.geojson").exists() {
        eprintln!("left out: {} is not there", folder.display());
        return;
    }
    let city = city();
    let mut layers = Vec::new();
    for (kind, file, least) in files {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let checked =
            check(kind, text, origin(file), &city).unwrap_or_else(|faults| panic!("{file}: {faults:?}"));
        assert!(checked.layer.rows >= least, "{file}: {}", checked.layer.rows);
        assert!(kind == LayerKind::Roads || checked.warnings.is_empty(), "{file}: {:?}", checked.warnings);
        layers.push(checked.layer);
    }
    let map = CityMap::new(city, &layers).unwrap();
    let wards = map.city.areas().len();
    let exact = map.city.areas().iter().filter(|area| {
        map.locate(Point::new(area.latitude, area.longitude).unwrap())
            .is_some_and(|located| located.area == area.code && !located.approximate)
    });
    assert_eq!(exact.count(), wards, "every centre lies in its own ward");
    let w = Catalogue::embedded().unwrap().words(dantin_words::Language::Vietnamese);
    let street = &map.search(&w, "12 pho hang bong", 3)[0];
    assert_eq!(
        (street.name.as_str(), street.areas.as_slice()),
        ("Phố Hàng Bông", ["00070".to_owned()].as_slice())
    );
    assert_eq!(map.search(&w, "phuong truc bach", 3)[0].areas, ["00004"]);
    let (small, place) =
        (map.city(|_| WardLook::default()), map.place(&Spot::Pin(street.point.unwrap())).unwrap());
    let raw: usize = small
        .wards
        .iter()
        .map(|ward| if let Shape::Outline(path) = &ward.shape { path.len() } else { 0 })
        .sum();
    assert!((10_000..60_000).contains(&raw), "{raw} bytes of outlines");
    assert!(place.ground.labels.len() >= 3, "{:?}", place.ground.labels);
}

/// All drawings on one sheet.
#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"{%- import "city/map/templates/map.html" as map -%}
{% call map::frame("© Mẫu") %}{{ map::city(city, "Theo phường") }}{% endcall %}
{% call map::frame() %}{{ map::ward(ward, "Phường") }}{% endcall %}
{% for place in places %}{% call map::frame("© Mẫu") %}{{ map::place(place, "Nơi phản ánh") }}{% endcall %}{% endfor %}
{{ map::pin("/map/ward/00070.svg", "Bấm vào chỗ cần báo", height, "/report/place#pin") }}"#
)]
struct Sheet {
    city: super::super::CityDrawing,
    ward: super::super::WardDrawing,
    places: Vec<super::super::PlaceDrawing>,
    height: i32,
}

fn sheet(map: &CityMap, point: Point) -> String {
    let mark = |number: &str, point| Mark {
        point,
        number: number.to_owned(),
        colour: "progress",
        title: "Mẫu".to_owned(),
        href: "/cases/x".to_owned(),
    };
    let spots = [Spot::Pin(point), Spot::Circle(point, 120), Spot::Area("00070".to_owned())];
    let step = std::cell::Cell::new(0_u8);
    askama::Template::render(&Sheet {
        city: map.city(|area| {
            step.set((step.get() + 1) % 6);
            WardLook { step: step.get(), title: area.name.vi.clone(), href: "/cases".to_owned() }
        }),
        ward: map.ward("00070", vec![mark("1", point), mark("12", centre(map))]).unwrap(),
        places: spots.iter().map(|spot| map.place(spot).unwrap()).collect(),
        height: map.ward_image_height("00070").unwrap(),
    })
    .unwrap()
}

#[test]
fn drawings_become_svg_that_the_security_policy_lets_pass() {
    let map = map();
    let html = sheet(&map, centre(&map));
    let page = scraper::Html::parse_fragment(&html);
    let count = |selector: &str| page.select(&scraper::Selector::parse(selector).unwrap()).count();
    assert_eq!(count("svg"), 5);
    assert_eq!(count("svg[aria-label] a > title"), map.city.areas().len() + 2);
    assert_eq!(count("[style], script, style"), 0);
    assert_eq!((count("path.pin"), count("circle.pin-area"), count("path.pin-area")), (1, 1, 1));
    assert_eq!(count("p.map-block__attribution"), 4);
    assert_eq!(count("input[type=image][width='320'][alt]"), 1);
}
