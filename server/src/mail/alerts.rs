//! Alerts: what anybody wants to hear of without having asked: cases, or a consultation. An address gets its first alert mail only after it was
//! confirmed by a mail sent to it; what its reader ends is deleted at once.

use dantin_mail::Address;
use dantin_record::{case::Case, place::PublicPlace};
use dantin_store::Tx;
use dantin_words::Language;
use jiff::{SignedDuration, Timestamp};

use super::address_hash;

/// For how long an alert may wait for its confirmation.
pub const CONFIRM: SignedDuration = SignedDuration::from_hours(72);
/// Alerts of one address at most.
pub const MOST: i64 = 20;
/// Mails that ask one address whether it wants an alert, within a day.
pub const ASKED_A_DAY: i64 = 3;
/// Radii that can be chosen, in metres.
pub const RADII: [i64; 4] = [250, 500, 1000, 2000];

/// A circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// WGS 84 degrees.
    pub latitude: f64,
    /// WGS 84 degrees.
    pub longitude: f64,
    /// Metres.
    pub radius_m: i64,
}

/// Which cases an alert is about; a part that is not there asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// Id of one case.
    pub case: Option<String>,
    /// Id of one consultation.
    pub matter: Option<String>,
    /// Category or sub-category.
    pub service: Option<String>,
    /// Ward or commune.
    pub area: Option<String>,
    /// A circle.
    pub circle: Option<Circle>,
}

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub wish: Wish,
    /// The code of its case or consultation, if it is about one.
    pub code: Option<String>,
    /// Whether its address has said yes.
    pub is_confirmed: bool,
}

type Row = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<f64>,
    Option<f64>,
    Option<i64>,
    Option<Timestamp>,
    Option<String>,
);

fn alert((id, case, matter, service, area, latitude, longitude, radius, confirmed, code): Row) -> Alert {
    let circle = latitude.zip(longitude).zip(radius).map(|((latitude, longitude), radius_m)| Circle {
        latitude,
        longitude,
        radius_m,
    });
    Alert { id, wish: Wish { case, matter, service, area, circle }, code, is_confirmed: confirmed.is_some() }
}

/// What became of a new alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedUp {
    /// It waits for its confirmation.
    Waits,
    /// The address has one like it, or as many as it may have, or was asked as often as it may be: nothing is sent, and
    /// whoever typed the address is not told so.
    Nothing,
}

/// Writes an alert that waits for its confirmation.
pub fn sign_up(
    tx: &mut Tx<'_>,
    now: Timestamp,
    id: &str,
    address: &Address,
    language: Language,
    wish: &Wish,
) -> Result<SignedUp, dantin_store::Error> {
    let hash = address_hash(address);
    let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let (asked,): (i64,) = tx.one(
        "SELECT count(*) FROM mails WHERE address_hash = $1 AND list = 'confirm' AND created_at > $2",
        &[&hash, &since],
    )?;
    let (count,): (i64,) = tx.one("SELECT count(*) FROM alerts WHERE address_hash = $1", &[&hash])?;
    let is_there = of_address(tx, &hash)?.iter().any(|alert| alert.is_confirmed && alert.wish == *wish);
    if asked >= ASKED_A_DAY || count >= MOST || is_there {
        return Ok(SignedUp::Nothing);
    }
    let circle = wish.circle;
    tx.execute(
        "INSERT INTO alerts (id, address, address_hash, language, case_id, matter_id, service, area, latitude, longitude, \
         radius_m, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &id,
            &address.to_string(),
            &hash,
            &language.code(),
            &wish.case,
            &wish.matter,
            &wish.service,
            &wish.area,
            &circle.map(|circle| circle.latitude),
            &circle.map(|circle| circle.longitude),
            &circle.map(|circle| circle.radius_m),
            &now,
        ],
    )?;
    Ok(SignedUp::Waits)
}

/// The alerts of an address, oldest first.
pub fn of_address(tx: &mut Tx<'_>, hash: &str) -> Result<Vec<Alert>, dantin_store::Error> {
    let rows: Vec<Row> = tx.all(
        "SELECT a.id, a.case_id, a.matter_id, a.service, a.area, a.latitude, a.longitude, a.radius_m, a.confirmed_at, \
         COALESCE(c.code, m.code) FROM alerts a LEFT JOIN cases c ON c.id = a.case_id \
         LEFT JOIN matters m ON m.id = a.matter_id WHERE a.address_hash = $1 ORDER BY a.created_at, a.id",
        &[&hash],
    )?;
    Ok(rows.into_iter().map(alert).collect())
}

/// An alert, unless its time to be confirmed is over; with the hash of its address.
pub fn find(
    tx: &mut Tx<'_>,
    now: Timestamp,
    id: &str,
) -> Result<Option<(Alert, String)>, dantin_store::Error> {
    let since = now.checked_sub(CONFIRM).unwrap_or(now);
    let hash: Option<(String,)> = tx.first(
        "SELECT address_hash FROM alerts WHERE id = $1 AND (confirmed_at IS NOT NULL OR created_at > $2)",
        &[&id, &since],
    )?;
    let Some((hash,)) = hash else { return Ok(None) };
    let found = of_address(tx, &hash)?.into_iter().find(|alert| alert.id == id);
    Ok(found.map(|alert| (alert, hash)))
}

/// The address says yes; also after it had stopped its alerts before.
pub fn confirm(tx: &mut Tx<'_>, now: Timestamp, id: &str) -> Result<(), dantin_store::Error> {
    tx.execute("UPDATE alerts SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL", &[&now, &id])?;
    Ok(())
}

/// Ends one alert of an address.
pub fn end(tx: &mut Tx<'_>, hash: &str, id: &str) -> Result<(), dantin_store::Error> {
    tx.execute(
        "DELETE FROM mail_changes WHERE list = 'alerts' AND reader = $1 AND address_hash = $2",
        &[&id, &hash],
    )?;
    tx.execute("DELETE FROM alerts WHERE id = $1 AND address_hash = $2", &[&id, &hash])?;
    Ok(())
}

/// Ends all alerts of an address.
pub fn end_all(tx: &mut Tx<'_>, hash: &str) -> Result<(), dantin_store::Error> {
    tx.execute("DELETE FROM mail_changes WHERE list = 'alerts' AND address_hash = $1", &[&hash])?;
    tx.execute("DELETE FROM alerts WHERE address_hash = $1", &[&hash])?;
    Ok(())
}

/// Deletes what nobody has confirmed in time; gives how many.
pub fn forget_unconfirmed(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, dantin_store::Error> {
    let before = now.checked_sub(CONFIRM).unwrap_or(now);
    tx.execute("DELETE FROM alerts WHERE confirmed_at IS NULL AND created_at < $1", &[&before])
}

/// The confirmed alerts that a public case belongs to: id and hash of the address.
pub(super) fn of_case(
    tx: &mut Tx<'_>,
    id: &str,
    case: &Case,
) -> Result<Vec<(String, String)>, dantin_store::Error> {
    let point = match case.place {
        PublicPlace::Point { point, .. } => Some(point.to_degrees()),
        PublicPlace::Area { .. } | PublicPlace::Unplaced => None,
    };
    let (latitude, longitude) = point.unzip();
    type Row = (String, String, Option<f64>, Option<f64>, Option<i64>);
    // A case whose public place is no point lies in no circle.
    let rows: Vec<Row> = tx.all(
        "SELECT id, address_hash, latitude, longitude, radius_m FROM alerts WHERE confirmed_at IS NOT NULL AND \
         (case_id = $1 OR (case_id IS NULL AND matter_id IS NULL AND (area IS NULL OR area = $2) AND (service IS NULL OR service = $3 OR \
         service = $4) AND (latitude IS NULL OR (latitude > $5 AND latitude < $6)))) ORDER BY created_at, id",
        &[
            &id,
            &case.area().map(|area| area.as_str().to_owned()).unwrap_or_default(),
            &case.category.as_str(),
            &case.subcategory.map(|finer| finer.as_str().to_owned()).unwrap_or_default(),
            &latitude.map_or(1000.0, |degrees| degrees - BAND),
            &latitude.map_or(1000.0, |degrees| degrees + BAND),
        ],
    )?;
    let is_near = |at: (f64, f64), radius: i64| {
        let here = latitude.zip(longitude)?;
        #[expect(clippy::cast_precision_loss, reason = "some thousand metres")]
        let radius = radius as f64;
        Some(metres(here, at) <= radius)
    };
    Ok(rows
        .into_iter()
        .filter(|(_, _, latitude, longitude, radius)| match latitude.zip(*longitude).zip(*radius) {
            Some((at, radius)) => is_near(at, radius).unwrap_or(false),
            None => true,
        })
        .map(|(alert, hash, ..)| (alert, hash))
        .collect())
}

/// The confirmed alerts of a consultation behind this id: id, language and address.
pub fn of_matter(
    tx: &mut Tx<'_>,
    matter: &str,
    behind: &str,
    most: i64,
) -> Result<Vec<(String, String, String)>, dantin_store::Error> {
    tx.all(
        "SELECT id, language, address FROM alerts WHERE matter_id = $1 AND confirmed_at IS NOT NULL AND id > $2 \
         ORDER BY id LIMIT $3",
        &[&matter, &behind, &most],
    )
}

/// Ends all alerts of a consultation that has no more to tell.
pub fn end_of_matter(tx: &mut Tx<'_>, matter: &str) -> Result<(), dantin_store::Error> {
    tx.execute("DELETE FROM alerts WHERE matter_id = $1", &[&matter])?;
    Ok(())
}

/// Degrees of latitude that no circle reaches over.
const BAND: f64 = 0.05;

/// The distance of two points in metres, on a sphere: exact enough within a city.
fn metres(one: (f64, f64), other: (f64, f64)) -> f64 {
    const RADIUS: f64 = 6_371_000.0;
    let (lat1, lat2) = (one.0.to_radians(), other.0.to_radians());
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let a = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half((other.1 - one.1).to_radians());
    2.0 * RADIUS * a.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_within_a_city_are_right_to_a_metre() {
        // A minute of latitude is a nautical mile, 1,853 m on this sphere.
        let mile = metres((21.0, 105.8), (21.0 + 1.0 / 60.0, 105.8));
        assert!((mile - 1853.2).abs() < 1.0, "{mile}");
        assert!(metres((21.0, 105.8), (21.0, 105.8)) < 0.001);
    }

    #[test]
    fn the_band_is_wider_than_the_widest_circle() {
        let widest = *RADII.iter().max().unwrap();
        assert!(metres((21.0, 105.8), (21.0 + BAND, 105.8)) > f64::from(i32::try_from(widest).unwrap()));
    }
}
