//! The second step: photos, and the place in four ways: the device, a name, a ward, a pin on a map. Without scripts the
//! pin is set by clicks on images of the map, a closer one each time. What makes a place acceptable stands in `check`.

use askama::Template;
use axum::response::Response;
use dantin_city::City;
use dantin_words::Words;

use super::{
    check::{self, fault},
    draft::{Draft, Step as At},
    pages::{Frame, Sheet, answer},
};
use crate::{
    app::{Shared, Visit},
    city::map::{CityMap, Closer, Direction},
    error::Error,
    listen::{form::Form, photos, show},
    pages::{
        components::{Choice, FieldError, Photo},
        layout::Shell,
    },
};

/// Before the code of a ward, where the map of the ward is shown.
const WARD: &str = "ward-";
/// Zoom of a browser's map on a ward, and on a point.
const WARD_ZOOM: u8 = 14;
const POINT_ZOOM: u8 = 17;

/// A map for pointing out the place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pin {
    /// The whole ward, by its code.
    Ward(String),
    /// The surroundings of the pin, which is the draft's position.
    Near(Closer),
}

/// Reads what a form says about its map: opened, clicked on, moved or zoomed. `None` when no map is asked for. A new pin
/// becomes the position of the draft, and its ward the draft's ward.
pub(super) fn pin(
    w: &Words,
    city: &City,
    map: &CityMap,
    form: &Form,
    draft: &mut Draft,
) -> Option<Result<Pin, FieldError>> {
    let (shown, look) = (form.value("pin"), form.value("look"));
    let click = form.value("map.x").parse::<i32>().ok().zip(form.value("map.y").parse::<i32>().ok());
    if shown.is_empty() && look.is_empty() && click.is_none() {
        return None;
    }
    let here = check::point(draft);
    let width = shown.parse().unwrap_or(Closer::FIRST);
    let near = here.and_then(|point| Closer::read(point.lat(), point.lon(), width));
    if let Some((x, y)) = click {
        let hit = match shown.strip_prefix(WARD) {
            Some(code) => map.ward_point(code, x, y).map(Closer::at),
            None => near.and_then(|near| Some(Closer { centre: near.point_at(x, y)?, ..near })),
        };
        // A click outside the image, or on the image of a ward that is not there, says nothing.
        return match hit {
            Some(closer) => Some(put(w, city, map, draft, closer)),
            None => Some(start(w, map, draft, near)),
        };
    }
    let direction = match look {
        "north" => Some(Direction::North),
        "east" => Some(Direction::East),
        "south" => Some(Direction::South),
        "west" => Some(Direction::West),
        _ => None,
    };
    match (near, direction) {
        (Some(near), Some(direction)) => Some(put(w, city, map, draft, near.moved(direction))),
        (Some(near), None) if look == "nearer" => Some(Ok(Pin::Near(near.zoomed_in().unwrap_or(near)))),
        (Some(near), None) if look == "farther" => Some(Ok(Pin::Near(near.zoomed_out().unwrap_or(near)))),
        (near, _) => Some(start(w, map, draft, near)),
    }
}

/// The map that comes first: round the position, else of the chosen ward.
fn start(w: &Words, map: &CityMap, draft: &Draft, near: Option<Closer>) -> Result<Pin, FieldError> {
    if let Some(near) = near.filter(|near| map.locate(near.centre).is_some()) {
        return Ok(Pin::Near(near));
    }
    match map.ward_image_height(&draft.area) {
        Some(_) => Ok(Pin::Ward(draft.area.clone())),
        None => Err(fault("area", w.t("report-fault-pin-ward"))),
    }
}

fn put(w: &Words, city: &City, map: &CityMap, draft: &mut Draft, closer: Closer) -> Result<Pin, FieldError> {
    let Some(found) = map.locate(closer.centre) else {
        return Err(check::outside(w, city, "position"));
    };
    draft.latitude = format!("{:.6}", closer.centre.lat());
    draft.longitude = format!("{:.6}", closer.centre.lon());
    draft.accuracy.clear();
    draft.area = found.area;
    Ok(Pin::Near(closer))
}

fn pin_map(w: &Words, city: &City, map: &CityMap, pin: &Pin) -> Option<PinMap> {
    let attribution = map.attribution().to_owned();
    match pin {
        Pin::Ward(code) => {
            let area = city.area(code)?;
            Some(PinMap {
                shown: format!("{WARD}{code}"),
                src: format!("/map/ward/{code}.svg"),
                height: map.ward_image_height(code)?,
                latitude: area.latitude,
                longitude: area.longitude,
                zoom: WARD_ZOOM,
                attribution,
                looks: Vec::new(),
            })
        }
        Pin::Near(near) => {
            let mut looks = vec![
                ("north", w.t("map-north"), "arrow-up"),
                ("west", w.t("map-west"), "arrow-left"),
                ("east", w.t("map-east"), "arrow-right"),
                ("south", w.t("map-south"), "arrow-down"),
            ];
            if near.zoomed_in().is_some() {
                looks.push(("nearer", w.t("map-zoom-in"), "plus"));
            }
            if near.zoomed_out().is_some() {
                looks.push(("farther", w.t("map-zoom-out"), "minus"));
            }
            Some(PinMap {
                shown: near.width.to_string(),
                src: format!("/map/place.svg?{}", near.query()),
                height: near.height(),
                latitude: near.centre.lat(),
                longitude: near.centre.lon(),
                zoom: POINT_ZOOM,
                attribution,
                looks,
            })
        }
    }
}

/// Takes over what was chosen among the places of a name: `ward|name`, and behind it the point of a landmark, which becomes the
/// position where none is given that fits it and is more exact.
pub(super) fn pick(draft: &mut Draft, picked: &str) {
    let mut parts = picked.splitn(3, '|');
    let (Some(area), Some(name)) = (parts.next(), parts.next()) else { return };
    area.clone_into(&mut draft.area);
    if draft.address.trim().is_empty() {
        name.clone_into(&mut draft.address);
    }
    let pin: Vec<&str> = parts.next().unwrap_or_default().split(',').collect();
    let [latitude, longitude, accuracy] = pin.as_slice() else { return };
    let landmark = Draft {
        latitude: (*latitude).to_owned(),
        longitude: (*longitude).to_owned(),
        accuracy: (*accuracy).to_owned(),
        ..Draft::default()
    };
    let metres = |draft: &Draft| draft.accuracy.parse::<f64>().unwrap_or_default();
    let is_finer = check::point(draft).zip(check::point(&landmark)).is_some_and(|(given, named)| {
        given.distance(named) <= metres(&landmark) && metres(draft) <= metres(&landmark)
    });
    if !is_finer {
        draft.latitude = landmark.latitude;
        draft.longitude = landmark.longitude;
        draft.accuracy = landmark.accuracy;
    }
}

#[derive(Template)]
#[template(path = "listen/reports/templates/place.html")]
struct PlacePage {
    shell: Shell,
    frame: Frame,
    photos: Vec<Photo>,
    latitude: String,
    longitude: String,
    accuracy: String,
    position: String,
    areas: Vec<Choice>,
    address: String,
    is_searching: bool,
    matches: Vec<Match>,
    map: Option<PinMap>,
}

/// The map on which the place is pointed out.
struct PinMap {
    /// What the form says of it.
    shown: String,
    /// Address and height of the image that takes a click.
    src: String,
    height: i32,
    /// Where a map of the browser begins.
    latitude: f64,
    longitude: f64,
    zoom: u8,
    attribution: String,
    /// Buttons that move and zoom: value, label, icon.
    looks: Vec<(&'static str, String, &'static str)>,
}

/// Something that a typed name may mean.
struct Match {
    name: String,
    note: String,
    /// Code and name of the wards it may lie in today.
    areas: Vec<(String, String)>,
    /// Behind ward and name in what choosing it sends: the point of a landmark with its accuracy; else empty.
    pin: String,
}

/// The second step.
pub(super) async fn place(app: &Shared, visit: &Visit, sheet: Sheet) -> Result<Response, Error> {
    let (w, city) = (&visit.w, &app.city);
    let map = app.layers.read();
    let mut draft = sheet.draft;
    let sent = draft.photos.clone();
    let known = app.read(move |tx| photos::waiting(tx, &sent)).await?;
    draft.photos = known.iter().map(|photo| photo.own.clone()).collect();
    let mut pictures = Vec::new();
    for (number, photo) in known.iter().enumerate() {
        pictures.push(Photo {
            src: photos::preview(app, photo).await?,
            hash: photo.own.to_string(),
            alt: w.n("report-photo-number", i64::try_from(number + 1).unwrap_or(1)),
            ..Photo::default()
        });
    }
    let located = check::located(&map, &draft);
    let position = match &located {
        _ if draft.latitude.is_empty() => String::new(),
        None => w.t("report-position-unclear"),
        Some(found) => {
            let area = show::area_name(w, city, &found.area);
            let key = if found.approximate { "report-position-approximate" } else { "report-position-known" };
            w.with(key, &[("area", (&area).into())])
        }
    };
    let chosen = if draft.area.is_empty() {
        located.map(|found| found.area).unwrap_or_default()
    } else {
        draft.area.clone()
    };
    let mut areas: Vec<Choice> = city
        .areas()
        .iter()
        .map(|area| Choice {
            value: area.code.clone(),
            label: show::say(&area.name, w).to_owned(),
            is_chosen: area.code == chosen,
            ..Choice::default()
        })
        .collect();
    dantin_words::sort::Collator::new().sort_places(&mut areas, |choice| &choice.label);
    areas.insert(
        0,
        Choice { label: w.t("report-area-choose"), is_chosen: chosen.is_empty(), ..Choice::default() },
    );
    let is_searching = sheet.is_searching
        || (sheet.errors.iter().any(|error| error.field == "area") && !draft.address.trim().is_empty());
    let matches = if is_searching { map.search(w, &draft.address, 6) } else { Vec::new() };
    let matches = matches
        .into_iter()
        .map(|found| Match {
            areas: found
                .areas
                .into_iter()
                .map(|code| {
                    let name = show::area_name(w, city, &code);
                    (code, name)
                })
                .collect(),
            pin: found
                .point
                .filter(|_| found.accuracy_m > 0)
                .map(|point| format!("|{:.5},{:.5},{}", point.lat(), point.lon(), found.accuracy_m))
                .unwrap_or_default(),
            name: found.name,
            note: found.note,
        })
        .collect();
    let open = sheet.pin.and_then(|pin| pin_map(w, city, &map, &pin));
    let (shell, frame) = Frame::new(visit, At::Place, &draft, sheet.errors);
    let page = PlacePage {
        map: open,
        photos: pictures,
        latitude: draft.latitude.clone(),
        longitude: draft.longitude.clone(),
        accuracy: draft.accuracy.clone(),
        position,
        areas,
        address: draft.address.clone(),
        is_searching: sheet.is_searching,
        matches,
        shell,
        frame,
    };
    Ok(answer(page, sheet.status))
}
