//! Place and time that a camera noted in its Exif data: hints to prefill a form, never facts, and never published.

use exif::{Exif, Field, In, Reader, Tag, Value};
use jiff::civil;

/// What the camera noted; at least one of the two is there.
#[derive(Debug, Clone, PartialEq)]
pub struct ExifHint {
    pub point: Option<Point>,
    pub taken: Option<Taken>,
}

/// Where the camera believed to be, degrees on WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub latitude: f64,
    pub longitude: f64,
}

/// When the camera's clock says the photo was taken: local time, and its distance from UTC if the camera noted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub local: civil::DateTime,
    pub offset_minutes: Option<i16>,
}

/// Reads the hints from a raw Exif block; whatever is not well formed there is left out.
pub(crate) fn read(block: Vec<u8>) -> Option<ExifHint> {
    let block = match block.strip_prefix(b"Exif\0\0") {
        Some(rest) => rest.to_vec(),
        None => block,
    };
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let exif = reader.read_raw(block).or_else(|error| error.distill_partial_result(|_| {})).ok()?;
    let hint = ExifHint { point: point(&exif), taken: taken(&exif) };
    (hint.point.is_some() || hint.taken.is_some()).then_some(hint)
}

fn point(exif: &Exif) -> Option<Point> {
    let latitude = angle(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = angle(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    // Zero and zero is what cameras write while they know nothing.
    let nowhere = latitude == 0.0 && longitude == 0.0;
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && !nowhere).then_some(Point { latitude, longitude })
}

/// Degrees, minutes and seconds as one signed number of degrees.
fn angle(exif: &Exif, value: Tag, reference: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(value, In::PRIMARY)?.value else { return None };
    let &[degrees, minutes, seconds] = parts.as_slice() else { return None };
    let degrees = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3600.0;
    let side = *ascii(exif.get_field(reference, In::PRIMARY)?)?.first()?;
    degrees.is_finite().then_some(if side == negative { -degrees } else { degrees })
}

fn taken(exif: &Exif) -> Option<Taken> {
    let text = ascii(exif.get_field(Tag::DateTimeOriginal, In::PRIMARY)?)?;
    let mut read = exif::DateTime::from_ascii(text).ok()?;
    if let Some(offset) = exif.get_field(Tag::OffsetTimeOriginal, In::PRIMARY).and_then(ascii) {
        // An offset that cannot be read leaves the local time as it is.
        let _ = read.parse_offset(offset);
    }
    let small = |number: u8| i8::try_from(number).ok();
    let local = civil::DateTime::new(
        i16::try_from(read.year).ok()?,
        small(read.month)?,
        small(read.day)?,
        small(read.hour)?,
        small(read.minute)?,
        small(read.second)?,
        0,
    )
    .ok()?;
    Some(Taken { local, offset_minutes: read.offset })
}

fn ascii(field: &Field) -> Option<&[u8]> {
    match &field.value {
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}
