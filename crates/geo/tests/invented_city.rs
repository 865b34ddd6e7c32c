//! Areas, roads and drawings on a small invented city of the shape that imported files have.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use dantin_geo::layer::GeometryFault;
use dantin_geo::svg::{self, View};
use dantin_geo::{Boundaries, Bounds, LayerFault, Point, RoadWidth, Roads};
use geo::{Contains, Coord, Intersects, LineString, Polygon};
use proptest::prelude::*;
use serde_json::{Value, json};

fn at(lat: f64, lon: f64) -> Point {
    Point::new(lat, lon).unwrap()
}

/// A city of `side` × `side` wards, each about a kilometre wide, with crooked common borders of `bends` vertices.
fn city(side: i32, bends: i32) -> Value {
    let corner = |x: i32, y: i32| (105.8 + 0.01 * f64::from(x), 21.0 + 0.01 * f64::from(y));
    let wobble = |x: i32, y: i32, step: i32, along: bool| {
        let seed = f64::from((x * 31 + y * 17 + step * 7 + i32::from(along) * 5) % 11) - 5.0;
        seed * 0.0001
    };
    let edge = |from: (i32, i32), to: (i32, i32)| -> Vec<[f64; 2]> {
        let turned = from > to;
        let (low, high) = if turned { (to, from) } else { (from, to) };
        let (start, end) = (corner(low.0, low.1), corner(high.0, high.1));
        let along = low.0 != high.0;
        let mut points: Vec<[f64; 2]> = (0..=bends + 1)
            .map(|step| {
                let share = f64::from(step) / f64::from(bends + 1);
                let bend =
                    if step == 0 || step == bends + 1 { 0.0 } else { wobble(low.0, low.1, step, along) };
                let (dx, dy) = if along { (0.0, bend) } else { (bend, 0.0) };
                let round = |value: f64| (value * 1e5).round() / 1e5;
                [
                    round(start.0 + share * (end.0 - start.0) + dx),
                    round(start.1 + share * (end.1 - start.1) + dy),
                ]
            })
            .collect();
        if turned {
            points.reverse();
        }
        points
    };
    let mut features = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)];
            let mut ring: Vec<[f64; 2]> = Vec::new();
            for (from, to) in corners.iter().zip(corners.iter().skip(1)) {
                ring.pop();
                ring.extend(edge(*from, *to));
            }
            let name = format!("Phường Mẫu {x}-{y}");
            features.push(json!({"type": "Feature", "properties": {"code": format!("{:05}", y * side + x), "name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}));
        }
    }
    json!({"type": "FeatureCollection", "features": features})
}

/// Two wards side by side as a quantised topology: one shared arc, used backwards by the second.
fn topology() -> Value {
    json!({
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [105.8, 21.0]},
        "arcs": [[[10, 0], [0, 4], [0, 6]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
        "objects": {"wards": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "00001", "name": "Phu\u{31b}o\u{31b}\u{300}ng Mâ\u{303}u"}},
            {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"code": 2, "name": null}}
        ]}}
    })
}

#[test]
fn a_topology_and_its_geojson_give_the_same_areas() {
    let areas = Boundaries::read(&topology().to_string()).unwrap();
    let square = |west: f64| {
        json!([[[west, 21.0], [west + 0.01, 21.0], [west + 0.01, 21.01], [west, 21.01], [west, 21.0]]])
    };
    let plain = json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "00001"}, "geometry": {"type": "Polygon", "coordinates": square(105.8)}},
        {"type": "Feature", "properties": {"code": "2"}, "geometry": {"type": "Polygon", "coordinates": square(105.81)}},
    ]});
    let plain = Boundaries::read(&plain.to_string()).unwrap();
    assert_eq!(areas.area("00001").unwrap().name, "Phường Mẫu", "names are in NFC");
    assert_eq!(areas.neighbours("00001"), ["2"]);
    for areas in [&areas, &plain] {
        for (lat, lon, code) in
            [(21.005, 105.805, Some("00001")), (21.005, 105.815, Some("2")), (21.02, 105.8, None)]
        {
            assert_eq!(areas.locate(at(lat, lon)).map(|area| area.code.as_str()), code);
        }
    }
}

#[test]
fn a_point_on_a_border_belongs_to_exactly_one_area() {
    let areas = Boundaries::read(&topology().to_string()).unwrap();
    assert_eq!(areas.locate(at(21.004, 105.81)).unwrap().code, "2", "the eastern one has it");
    assert_eq!(
        areas.locate(at(21.0, 105.805)).unwrap().code,
        "00001",
        "the lower edge belongs to the area above it"
    );
    assert!(areas.locate(at(21.01, 105.805)).is_none());
}

#[test]
fn faults_name_feature_and_reason() {
    let faults = |feature: Value| {
        Boundaries::read(&json!({"type": "FeatureCollection", "features": [feature]}).to_string())
            .unwrap_err()
    };
    let polygon = |ring: Value| json!({"type": "Feature", "properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    let geometry = |reason| vec![LayerFault::Geometry { feature: 1, reason }];
    assert_eq!(faults(polygon(json!([[1, 1], [2, 1], [2, 2]]))), geometry(GeometryFault::OpenRing));
    assert_eq!(faults(polygon(json!([[1, 1], [2, 1], [1, 1]]))), geometry(GeometryFault::TooFewVertices));
    assert_eq!(faults(polygon(json!([[1, "a"]]))), geometry(GeometryFault::Shape));
    assert!(
        faults(polygon(json!([[905_907, 1_017_104], [1, 1], [2, 2], [905_907, 1_017_104]])))[0]
            .to_string()
            .contains("WGS 84")
    );
    let mut nameless = polygon(json!([[1, 1], [2, 1], [2, 2], [1, 1]]));
    nameless["properties"] = Value::Null;
    assert_eq!(
        faults(nameless.clone()),
        vec![LayerFault::Property { feature: 1, property: "code".to_owned() }]
    );
    assert_eq!(
        faults(json!({"geometry": {"type": "Point", "coordinates": [1, 1]}})),
        geometry(GeometryFault::Kind("Point".to_owned()))
    );
    let one = polygon(json!([[1, 1], [2, 1], [2, 2], [1, 1]]));
    let twice = Boundaries::read(&json!({"type": "FeatureCollection", "features": [one, one]}).to_string())
        .unwrap_err();
    assert_eq!(twice, vec![LayerFault::DuplicateCode { feature: 2, code: "1".to_owned() }]);
    let mut broken = topology();
    broken["objects"]["wards"]["geometries"][0]["arcs"] = json!([[0, 7]]);
    assert_eq!(Boundaries::read(&broken.to_string()).unwrap_err(), geometry(GeometryFault::NoSuchArc(7)));
    broken["objects"]["wards"]["geometries"][0]["arcs"] = json!([[0, 2]]);
    assert_eq!(Boundaries::read(&broken.to_string()).unwrap_err(), geometry(GeometryFault::ArcsApart));
    broken["arcs"] = json!("x");
    assert_eq!(Boundaries::read(&broken.to_string()).unwrap_err(), vec![LayerFault::Topology("arcs")]);
    assert!(matches!(Boundaries::read("{").unwrap_err()[0], LayerFault::Json(_)));
    assert_eq!(Boundaries::read("[]").unwrap_err(), vec![LayerFault::NotALayer]);
    assert_eq!(
        Boundaries::read(r#"{"type":"FeatureCollection","features":[]}"#).unwrap_err(),
        vec![LayerFault::Empty]
    );
}

#[test]
fn a_hole_and_an_island_are_read() {
    let ring = |low: f64, high: f64| json!([[low, low], [high, low], [high, high], [low, high], [low, low]]);
    let areas = json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "outer"}, "geometry": {"type": "Polygon", "coordinates": [ring(0.0, 9.0), ring(3.0, 6.0)]}},
        {"type": "Feature", "properties": {"code": "inner"}, "geometry": {"type": "Polygon", "coordinates": [ring(3.0, 6.0)]}},
    ]});
    let areas = Boundaries::read(&areas.to_string()).unwrap();
    assert_eq!(areas.locate(at(4.0, 4.0)).unwrap().code, "inner");
    assert_eq!(areas.locate(at(1.0, 1.0)).unwrap().code, "outer");
    assert_eq!(areas.neighbours("inner"), ["outer"]);
    let least = areas.simplified(0);
    assert!(least.rings("inner")[0].len() >= 3, "{:?}", least.rings("inner"));
}

#[test]
fn simplifying_keeps_neighbours_and_their_common_border() {
    let areas = Boundaries::read(&city(4, 40).to_string()).unwrap();
    let few = areas.simplified(40);
    assert!(
        few.vertex_count() * 10 < areas.vertex_count(),
        "{} of {}",
        few.vertex_count(),
        areas.vertex_count()
    );
    for area in areas.areas() {
        assert_eq!(few.neighbours(&area.code), areas.neighbours(&area.code));
        assert!(few.rings(&area.code).iter().all(|ring| ring.len() >= 3));
    }
    // Every inner edge is run along by exactly two areas, in opposite directions, so nothing gapes or overlaps.
    let mut edges: Vec<(Point, Point)> = Vec::new();
    for area in few.areas() {
        for ring in few.rings(&area.code) {
            edges.extend(ring.iter().zip(ring.iter().cycle().skip(1)).map(|(one, two)| (*one, *two)));
        }
    }
    let outer = few.bounds().unwrap();
    let alone = edges.iter().filter(|(one, two)| !edges.contains(&(*two, *one))).count();
    // The four corners of the city are no junctions, so each may be cut to one edge.
    let rim = 12;
    assert!(alone >= rim && alone <= edges.len() / 2, "{alone} of {}", edges.len());
    assert!(outer.contains(at(21.02, 105.82)));
    assert_eq!(areas.simplified(1000).vertex_count(), areas.vertex_count());
}

#[test]
fn the_city_is_drawn_with_integers_in_its_view_box() {
    let areas = Boundaries::read(&city(3, 10).to_string()).unwrap();
    let view = View::fit(areas.bounds().unwrap(), 640, 4);
    let paths = svg::city_paths(&areas.simplified(300), &view);
    assert_eq!(paths.len(), 9);
    for (code, path) in &paths {
        assert!(path.starts_with('M') && path.ends_with('z') && !path.contains('.'), "{code}: {path}");
        assert!(path.chars().all(|letter| letter.is_ascii_digit() || "Mlz -".contains(letter)), "{path}");
    }
    assert_eq!(view.view_box(), format!("0 0 640 {}", view.height));
    let middle = areas.bounds().unwrap().centre();
    let (x, y) = view.place(middle);
    assert!((x - 320).abs() <= 1 && (y - view.height / 2).abs() <= 1);
    assert!(view.point_at(x, y).distance(middle) < 10.0);
    assert!(svg::area_path(&areas, "00004", &view).is_some() && svg::area_path(&areas, "x", &view).is_none());
}

fn roads() -> Roads {
    let feature = |class: &str, name: &str, line: Value| json!({"type": "Feature", "properties": {"class": class, "name": name}, "geometry": {"type": "LineString", "coordinates": line}});
    let mut roads = Roads::read(
        &json!({"type": "FeatureCollection", "features": [
            feature("primary", "Phố Ngang", json!([[105.79, 21.0], [105.81, 21.0]])),
            feature("tertiary", "Phố Dọc", json!([[105.801, 20.99], [105.801, 21.01]])),
            feature("residential", "Ngõ Xa", json!([[105.9, 21.1], [105.91, 21.1]])),
            feature("residential", "", json!([[105.8, 21.001], [105.8005, 21.0012]])),
        ]})
        .to_string(),
    )
    .unwrap();
    roads.append(
        Roads::read(
            &json!({"type": "Topology", "transform": {"scale": [0.0001, 0.0001], "translate": [105.8, 21.0]}, "arcs": [[[5, -30], [1, 10]], [[3, 3], [0, 0]]],
                "objects": {"minor": {"type": "MultiLineString", "arcs": [[0], [1]], "properties": {"class": "minor"}}}})
            .to_string(),
        )
        .unwrap(),
    );
    roads
}

#[test]
fn a_place_map_has_roads_in_three_widths_and_names_along_them() {
    let view = View::fit(Bounds::window(at(21.0, 105.8), 800.0, 450.0), 800, 0);
    let (paths, labels) = (svg::road_paths(&roads(), &view, RoadWidth::Narrow), svg::labels(&roads(), &view));
    assert!((view.height - 450).abs() <= 2, "{}", view.height);
    assert_eq!(paths.wide, format!("M0 {0}l800 0", view.height / 2));
    assert!(paths.middle.starts_with('M') && paths.narrow.matches('M').count() == 2, "{paths:?}");
    let across = labels.iter().find(|label| label.text == "Phố Ngang").unwrap();
    assert_eq!((across.angle, across.x), (0, 400));
    let along = labels.iter().find(|label| label.text == "Phố Dọc").unwrap();
    assert_eq!(along.angle.abs(), 90);
    assert!(labels.iter().all(|label| label.text != "Ngõ Xa"));
    assert!((view.length(100.0) - 100).abs() <= 1);
    assert_eq!(svg::road_paths(&roads(), &view, RoadWidth::Wide).middle, "");
}

#[test]
fn a_road_is_cut_at_the_edges_of_the_window() {
    let window = Bounds { least: at(20.999, 105.799), most: at(21.001, 105.8005) };
    let roads = roads();
    let cut = roads.within(window);
    let main: Vec<_> = cut.iter().filter(|(road, _)| road.name == "Phố Ngang").collect();
    assert_eq!(main.len(), 1);
    assert_eq!(main[0].1, vec![at(21.0, 105.799), at(21.0, 105.8005)]);
    assert!(cut.iter().all(|(_, line)| line.iter().all(|point| window.contains(*point))));
}

proptest! {
    #[test]
    fn point_in_area_agrees_with_another_implementation(
        ring in proptest::collection::vec((0_i32..20, 0_i32..20), 3..9),
        points in proptest::collection::vec((0_i32..40, 0_i32..40), 1..20),
    ) {
        let scale = |value: i32| f64::from(value) * 0.5;
        let mut positions: Vec<[f64; 2]> = ring.iter().map(|(x, y)| [f64::from(*x), f64::from(*y)]).collect();
        positions.push(positions[0]);
        let polygon = Polygon::new(LineString(positions.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect()), vec![]);
        // The other implementation promises nothing for rings that cross themselves.
        prop_assume!(geo::Validation::is_valid(&polygon));
        let feature = json!({"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [positions]}});
        let areas = Boundaries::read(&json!({"type": "FeatureCollection", "features": [feature]}).to_string()).unwrap();
        for (x, y) in points {
            let point = geo::Point::new(scale(x), scale(y));
            let on_border = polygon.intersects(&point) && !polygon.contains(&point);
            let found = areas.locate(at(scale(y), scale(x))).is_some();
            prop_assert!(on_border || found == polygon.contains(&point), "{x} {y}");
        }
    }

    #[test]
    fn every_point_of_the_city_lies_in_exactly_one_area(x in 0_i32..300, y in 0_i32..300, keep in 0_u16..=1000) {
        let areas = Boundaries::read(&city(3, 9).to_string()).unwrap();
        // Grid points hit corners and borders often.
        let point = at(21.0 + f64::from(y) * 0.0001, 105.8 + f64::from(x) * 0.0001);
        let inner = (10..290).contains(&x) && (10..290).contains(&y);
        // Simplified, the rim of the city moves, and only the middle ward is surely covered.
        let middle = (110..190).contains(&x) && (110..190).contains(&y);
        for (areas, covered) in [(areas.simplified(keep), middle), (areas, inner)] {
            let owners = areas.areas().iter().filter(|area| {
                let single = json!({"type": "FeatureCollection", "features": [feature_of(&areas, &area.code)]});
                Boundaries::read(&single.to_string()).unwrap().locate(point).is_some()
            }).count();
            prop_assert!(owners == 1 || !covered && owners == 0, "{owners} owners");
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}") {
        let _ = Boundaries::read(&text);
        let _ = Roads::read(&text);
        let _ = dantin_geo::street::read_streets(&text);
    }
}

fn feature_of(areas: &Boundaries, code: &str) -> Value {
    let rings: Vec<Vec<[f64; 2]>> = areas
        .rings(code)
        .iter()
        .map(|ring| ring.iter().chain(ring.first()).map(|point| [point.lon(), point.lat()]).collect())
        .collect();
    json!({"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": rings}})
}
