//! Drawings of the map as files: a ward and a closer map for pointing out a place without JavaScript, and the ground that
//! lies under the marks of the pan-and-zoom map.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_geo::{Bounds, Point};
use serde::Deserialize;

use super::Closer;
use crate::{
    app::Shared,
    error::{Error, Missing, invalid, not_found},
    pages::headers::CachePolicy,
};

/// The widest window that is drawn, in degrees along a side.
const WIDEST: f64 = 4.0;
/// Decimals of a degree that a window is rounded to, so that views which differ by nothing share a drawing.
const DECIMALS: f64 = 1e5;

fn svg(body: String, policy: CachePolicy) -> Response {
    (policy, [(header::CONTENT_TYPE, "image/svg+xml")], body).into_response()
}

/// `GET /map/ward/{code}.svg`: the ward in the size in which it must be shown.
pub async fn ward(State(app): State<Shared>, Path(file): Path<String>) -> Result<Response, Error> {
    let code = file.strip_suffix(".svg").ok_or_else(|| not_found(Missing::Page))?;
    let drawn = app.layers.read().ward_image(code).ok_or_else(|| not_found(Missing::Page))?;
    Ok(svg(drawn, CachePolicy::Public))
}

/// The query of a closer map.
#[derive(Deserialize)]
pub struct CloserQuery {
    lat: f64,
    lon: f64,
    width: u32,
}

/// `GET /map/place.svg?lat=…&lon=…&width=…`: a closer map with a pin in its middle.
pub async fn closer(
    State(app): State<Shared>,
    query: Result<Query<CloserQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Error> {
    let Ok(Query(CloserQuery { lat, lon, width })) = query else { return Err(not_found(Missing::Page)) };
    let map = app.layers.read();
    let drawn = Closer::read(lat, lon, width).and_then(|closer| map.closer_image(closer));
    // The address names a place that a resident is about to report: nobody keeps it.
    Ok(svg(drawn.ok_or_else(|| not_found(Missing::Page))?, CachePolicy::Private))
}

/// The query of the ground.
#[derive(Deserialize)]
pub struct BaseQuery {
    bbox: String,
    width: i32,
}

/// `GET /api/v1/map/base.svg?bbox=west,south,east,north&width=…`: borders and roads of a window in Web Mercator; `width` in
/// pixels says how much detail is of use.
pub async fn base(
    State(app): State<Shared>,
    query: Result<Query<BaseQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Error> {
    let Ok(Query(BaseQuery { bbox, width })) = query else { return Err(invalid("bbox", "map-window")) };
    let bounds = window(&bbox).ok_or_else(|| invalid("bbox", "map-window"))?;
    let map = app.layers.read();
    let drawn = tokio::task::spawn_blocking(move || map.base_image(bounds, width.clamp(64, 4_096)))
        .await
        .map_err(|error| Error::from(anyhow::Error::new(error)))?;
    Ok(svg(drawn.ok_or_else(|| invalid("bbox", "map-window"))?, CachePolicy::PublicShort))
}

/// "west,south,east,north" in degrees.
fn window(text: &str) -> Option<Bounds> {
    let degrees: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse::<f64>().map(|degree| (degree * DECIMALS).round() / DECIMALS))
        .collect::<Result<_, _>>()
        .ok()?;
    let [west, south, east, north] = degrees.as_slice() else { return None };
    let is_sound = west < east && south < north && east - west <= WIDEST && north - south <= WIDEST;
    let (least, most) = (Point::new(*south, *west).ok()?, Point::new(*north, *east).ok()?);
    is_sound.then_some(Bounds { least, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_four_degrees_in_the_right_order() {
        assert!(window("105.8,21.0,105.9,21.1").is_some());
        for wrong in [
            "",
            "1,2,3",
            "105.9,21,105.8,21.1",
            "105.8,21.1,105.9,21",
            "0,0,9,9",
            "a,b,c,d",
            "NaN,1,2,3",
            "105.8,91,105.9,92",
            "105.8,21,105.8,21",
            "1,2,3,4,5",
        ] {
            assert!(window(wrong).is_none(), "{wrong}");
        }
    }
}
