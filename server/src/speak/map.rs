//! `GET /map`: the cases of a view on a map, with the list beside it, since everything on the map must also be in
//! words; and the marks of the map for the browser, grouped on the server.

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::{
    book::{
        Row,
        clusters::{Group, GroupCounts, Mark, apart},
        filter::Bounds,
    },
    code::AreaCode,
    place::Point,
};
use dantin_words::sort::Collator;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    cases::{Asked, Choices, View, Wholeness, choices, with_words},
    shown,
    wording::Wording,
};
use crate::{
    app::{App, Shared, Visit},
    city::map::{CityDrawing, Mark as PlaceMark, WardDrawing, WardLook},
    error::{Error, invalid},
    pages::{
        components::{CaseRow, Chip, Link, Tag, count},
        headers::CachePolicy,
        layout::{Page, Section, Shell},
    },
};

/// Cases beside the map.
const ROWS: usize = 30;
/// How far in the map opens on the whole city.
const ZOOM: u8 = 11;
/// And on one ward.
const WARD_ZOOM: u8 = 14;

#[derive(Template)]
#[template(path = "speak/templates/map.html")]
struct MapPage {
    shell: Shell,
    choices: Choices,
    source: String,
    words: String,
    is_incomplete: bool,
    is_missing: bool,
    chips: Vec<Chip>,
    sentence: String,
    areas: Vec<Link>,
    city: Option<CityDrawing>,
    ward: Option<WardDrawing>,
    attribution: String,
    groups: Vec<AreaGroup>,
    list: String,
    downloads: Vec<Link>,
    more: String,
    latitude: f64,
    longitude: f64,
    zoom: u8,
    query: String,
}

/// The cases of one ward.
struct AreaGroup {
    name: String,
    rows: Vec<CaseRow>,
}

/// The map with its list.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let view = View::new(&asked, &app.city, visit.now)?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let (filter, Wholeness { is_incomplete, is_missing }) = with_words(&app, &view).await?;
    let (rows, total, by_area) = {
        let book = app.book.read();
        let rows: Vec<Row> = book.newest(&filter).take(ROWS).filter_map(|row| book.row(row)).collect();
        (rows, book.count(&filter), book.count_by_area(&filter))
    };
    let texts = {
        let rows = rows.clone();
        app.read(move |tx| shown::of_rows(tx, &rows)).await?
    };
    let collator = Collator::new();
    // The same view of one ward only.
    let narrowed = |area: &str| {
        let asked = Asked { area: Some(area.to_owned()), ..asked.clone() };
        View::new(&asked, &app.city, visit.now).map(|view| view.address("/map")).unwrap_or_default()
    };
    let mut areas: Vec<Link> = by_area
        .iter()
        .filter_map(|(area, cases)| {
            let code = (*area)?;
            Some(
                Link::new(narrowed(code.as_str()), words.area(Some(code)))
                    .counting(visit.w.integer(count(*cases))),
            )
        })
        .collect();
    collator.sort_places(&mut areas, |link| &link.label);
    let map = app.layers.read();
    let chosen = view.filter.area.and_then(|code| app.city.area(code.as_str()));
    let city = chosen.is_none().then(|| {
        let most =
            by_area.iter().filter(|(area, _)| area.is_some()).map(|(_, cases)| *cases).max().unwrap_or(0);
        map.city(|area| {
            let known = by_area.iter().find(|(code, _)| code.is_some_and(|code| code.as_str() == area.code));
            let cases = known.map_or(0, |(_, cases)| *cases);
            let name = words.say(&area.name);
            WardLook {
                step: u8::try_from((cases * 5).div_ceil(most.max(1))).unwrap_or(5).min(5),
                title: format!("{name}: {}", visit.w.n("cases-count", count(cases))),
                href: narrowed(&area.code),
            }
        })
    });
    let ward = chosen.and_then(|area| {
        let marks = rows.iter().enumerate().filter_map(|(place, row)| {
            let (latitude, longitude) = row.place.point()?.to_degrees();
            let case = words.row(row, texts.get(&row.id));
            Some(PlaceMark {
                point: dantin_geo::Point::new(latitude, longitude).ok()?,
                number: (place + 1).to_string(),
                colour: case.tag.colour(),
                title: format!("{}, {}", case.title, visit.w.t(case.tag.key())),
                href: case.href,
            })
        });
        map.ward(&area.code, marks.collect())
    });
    let mut groups: Vec<AreaGroup> = Vec::new();
    for row in &rows {
        let name = words.area(row.area);
        let case = words.row(row, texts.get(&row.id));
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.rows.push(case),
            None => groups.push(AreaGroup { name, rows: vec![case] }),
        }
    }
    collator.sort_places(&mut groups, |group| &group.name);
    let (latitude, longitude) =
        chosen.map_or(app.city.settings().centre, |area| (area.latitude, area.longitude));
    let mut shell = visit.shell(visit.w.t("explore-title"), Section::Map);
    shell.description = visit.w.t("explore-description");
    Ok(Page::public(MapPage {
        sentence: visit.w.n("cases-count", count(total)),
        choices: choices(&view, words),
        source: view.part("source").to_owned(),
        words: view.words().to_owned(),
        is_incomplete,
        is_missing,
        chips: view.chips("/map", words),
        areas: if chosen.is_some() { Vec::new() } else { areas },
        city,
        ward,
        attribution: map.attribution().to_owned(),
        groups,
        list: view.address("/cases"),
        downloads: [("/cases.csv", "CSV"), ("/cases.geojson", "GeoJSON")]
            .into_iter()
            .map(|(path, label)| Link::new(view.address(path), label))
            .collect(),
        more: if total > ROWS { visit.w.n("explore-more", count(total - ROWS)) } else { String::new() },
        latitude,
        longitude,
        zoom: if chosen.is_some() { WARD_ZOOM } else { ZOOM },
        query: view.query(),
        shell,
    })
    .into_response())
}

/// Which part of the map, and how far in.
#[derive(Clone, Debug, Deserialize)]
pub struct Window {
    /// West, south, east, north in degrees, with commas.
    pub bbox: String,
    /// Zoom level of the map, 0 to 20.
    #[serde(default)]
    pub zoom: u8,
}

/// `GET /api/v1/map/clusters?bbox=…&zoom=…` with the filters of the list: at most 200 marks.
pub async fn clusters(
    State(app): State<Shared>,
    visit: Visit,
    Query(window): Query<Window>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let view = View::new(&asked, &app.city, visit.now)?;
    let (filter, _whole) = with_words(&app, &view).await?;
    let bounds = bounds(&window.bbox).ok_or_else(|| invalid("bbox", "unknown-choice"))?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let (total, marks) = {
        let book = app.book.read();
        let found = book.clusters(bounds, window.zoom, &filter);
        let mut marks = found.marks;
        // Cases whose place is only a ward stand at its centre.
        marks.extend(found.by_area.iter().filter_map(|(area, counts)| {
            let point = centre(&app, *area).filter(|point| bounds.contains(*point))?;
            Some(Mark { point, counts: *counts, row: None })
        }));
        let marks: Vec<Value> = apart(marks, window.zoom)
            .iter()
            .map(|mark| {
                let row = mark.row.and_then(|row| book.row(row));
                mark_json(mark.point, mark.counts, row.as_ref(), words)
            })
            .collect();
        (book.count(&filter), marks)
    };
    Ok((CachePolicy::PublicShort, Json(json!({"total": total, "marks": marks}))).into_response())
}

fn centre(app: &App, area: AreaCode) -> Option<Point> {
    let area = app.city.area(area.as_str())?;
    Point::from_degrees(area.latitude, area.longitude)
}

fn mark_json(point: Point, counts: GroupCounts, row: Option<&Row>, words: Wording<'_>) -> Value {
    let (latitude, longitude) = point.to_degrees();
    let counts: serde_json::Map<String, Value> =
        Group::ALL.iter().map(|group| (group.code().to_owned(), counts.get(*group).into())).collect();
    let case = row.map(|row| {
        let shown = words.row(row, None);
        let tag = Tag::from(row.state);
        json!({"code": shown.code, "href": shown.href, "title": format!("{}, {}", shown.title, shown.place),
               "word": words.w.t(tag.key()), "colour": tag.colour()})
    });
    json!({"latitude": latitude, "longitude": longitude, "counts": counts, "case": case})
}

fn bounds(text: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return None };
    // A map may be wider than the world; its marks are not.
    let clamp = |degrees: f64, most: f64| degrees.is_finite().then(|| degrees.clamp(-most, most));
    let low = Point::from_degrees(clamp(*south, 90.0)?, clamp(*west, 180.0)?)?;
    let high = Point::from_degrees(clamp(*north, 90.0)?, clamp(*east, 180.0)?)?;
    (low.lat() <= high.lat() && low.lon() <= high.lon()).then_some(Bounds {
        south: low.lat(),
        west: low.lon(),
        north: high.lat(),
        east: high.lon(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_four_finite_numbers_in_order() {
        assert_eq!(
            bounds("105.5,20.9,106.0,21.1"),
            Some(Bounds { south: 2_090_000, west: 10_550_000, north: 2_110_000, east: 10_600_000 })
        );
        assert!(bounds("-400,-95,400,95").is_some(), "a map zoomed out shows more than the world");
        for text in ["", "1,2,3", "1,2,3,4,5", "105,21,104,20", "NaN,1,2,3", "inf,1,2,3", "a,b,c,d"] {
            assert_eq!(bounds(text), None, "{text}");
        }
    }
}
