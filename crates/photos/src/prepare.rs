//! From the bytes a resident sends to the three pictures that may be published: limits first, then decoding, scaling,
//! turning upright, writing. Blocking and heavy; it knows no store and no clock but the one that measures its own time.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageError, Pixel, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::recognise::recognise;
use crate::{ExifHint, Format, Hash, Refusal, Region, blur, hint, jpeg};

/// How much one photo may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Pixels, width times height, checked in the header before decoding.
    pub pixels: u64,
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of memory that decoding may need at once, estimated from the header.
    pub memory: u64,
    /// Time after which no further step is begun. It is looked at between the steps (header, decoding, each scaling,
    /// each writing): one running step is never cut off, so the time spent is at most this and the longest step, which
    /// the limits on pixels and bytes hold down.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pixels: 50_000_000, bytes: 8 << 20, memory: 512 << 20, time: Duration::from_secs(10) }
    }
}

/// One of the three published sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// At most 1,600 pixels on the longest side: the photo itself.
    Large,
    /// At most 640 pixels: within a page.
    Medium,
    /// At most 240 pixels: in lists.
    Small,
}

impl Size {
    /// All three, largest first.
    pub const ALL: [Self; 3] = [Self::Large, Self::Medium, Self::Small];

    /// Most pixels on the longest side.
    pub fn longest_side(self) -> u32 {
        match self {
            Self::Large => 1600,
            Self::Medium => 640,
            Self::Small => 240,
        }
    }

    /// The name under which the server keeps the size.
    pub fn name(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Small => "small",
        }
    }

    /// Quality of the JPEG, 1 to 100. Small pictures show faults more and cost little, so they get more.
    fn quality(self) -> u8 {
        match self {
            Self::Large => 74,
            Self::Medium => 68,
            Self::Small => 78,
        }
    }
}

/// The file as it came, to be kept sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    pub bytes: Vec<u8>,
    pub sha256: Hash,
    pub format: Format,
}

/// A picture that may be published: an upright JPEG without any metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sized {
    pub size: Size,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
    pub sha256: Hash,
}

/// A photo ready to be stored: the original, the sizes (largest first), and what the camera noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub original: Original,
    pub sizes: [Sized; 3],
    pub hint: Option<ExifHint>,
}

/// Decodes a photo within the limits and makes its three sizes; blocking, some 10 to 2,000 ms of one core.
///
/// The same bytes give the same result. A photo is never enlarged; transparent parts become white.
pub fn prepare(bytes: &[u8], limits: &Limits) -> Result<Prepared, Refusal> {
    prepare_blurred(bytes, limits, &[])
}

/// The same with parts of the published sizes made unrecognisable; the original stays as it came.
pub fn prepare_blurred(bytes: &[u8], limits: &Limits, regions: &[Region]) -> Result<Prepared, Refusal> {
    let deadline = Deadline { start: Instant::now(), limit: limits.time };
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    let format = recognise(bytes)?;
    let Decoded { image, orientation, exif } = decode(bytes, format, limits, &deadline)?;
    deadline.check()?;
    let mut large = shrink(image, Size::Large.longest_side());
    large.apply_orientation(orientation);
    let mut large = flatten(large);
    deadline.check()?;
    // The smaller sizes are made from this one, so that nothing of these parts is in any.
    blur::blur(&mut large, regions);
    let medium = smaller(&large, Size::Medium);
    deadline.check()?;
    let small = smaller(&medium, Size::Small);
    let sized = |size, picture: &RgbImage| {
        deadline.check()?;
        write(size, picture)
    };
    let sizes = [sized(Size::Large, &large)?, sized(Size::Medium, &medium)?, sized(Size::Small, &small)?];
    let original = Original { bytes: bytes.to_vec(), sha256: Hash::of(bytes), format };
    Ok(Prepared { original, sizes, hint: exif.and_then(hint::read) })
}

struct Deadline {
    start: Instant,
    limit: Duration,
}

impl Deadline {
    fn check(&self) -> Result<(), Refusal> {
        if self.start.elapsed() < self.limit { Ok(()) } else { Err(Refusal::TooSlow { limit: self.limit }) }
    }
}

struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
    exif: Option<Vec<u8>>,
}

fn decode(bytes: &[u8], format: Format, limits: &Limits, deadline: &Deadline) -> Result<Decoded, Refusal> {
    let reader = Cursor::new(bytes);
    match format {
        Format::Jpeg => {
            let frame = jpeg::walk(bytes)?;
            check_pixels(frame.width, frame.height, limits)?;
            let decoder = JpegDecoder::new(reader).map_err(|error| refusal(&error, format))?;
            // The decoder keeps a copy of the file beside the picture.
            let extra = frame.coefficients + bytes.len() as u64;
            read(decoder, extra, format, limits, deadline)
        }
        Format::Png => {
            let (width, height) = png_dimensions(bytes)?;
            check_pixels(width, height, limits)?;
            // No less than one byte per pixel; the exact need is known once the decoder is open.
            check_memory(u64::from(width) * u64::from(height), limits)?;
            let mut inner = image::Limits::default();
            inner.max_alloc = Some(limits.memory);
            let decoder = PngDecoder::with_limits(reader, inner).map_err(|error| refusal(&error, format))?;
            if decoder.is_apng().map_err(|error| refusal(&error, format))? {
                return Err(Refusal::Animated);
            }
            read(decoder, 0, format, limits, deadline)
        }
        Format::WebP => {
            let decoder = WebPDecoder::new(reader).map_err(|error| refusal(&error, format))?;
            if decoder.has_animation() {
                return Err(Refusal::Animated);
            }
            let (width, height) = decoder.dimensions();
            check_pixels(width, height, limits)?;
            // Planes of the lossy coding, or the four channels of the lossless one.
            let extra = u64::from(width) * u64::from(height) * 4;
            read(decoder, extra, format, limits, deadline)
        }
    }
}

/// Decodes what passed the check on pixels; `extra` is memory needed beside the picture, in bytes.
fn read(
    mut decoder: impl ImageDecoder,
    extra: u64,
    format: Format,
    limits: &Limits,
    deadline: &Deadline,
) -> Result<Decoded, Refusal> {
    let (width, height) = decoder.dimensions();
    check_pixels(width, height, limits)?;
    check_memory(decoder.total_bytes().saturating_add(extra), limits)?;
    // A photo with damaged notes is still a photo.
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    deadline.check()?;
    let image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, format))?;
    Ok(Decoded { image, orientation, exif })
}

fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), Refusal> {
    let pixels = u64::from(width) * u64::from(height);
    match pixels {
        0 => Err(Refusal::Damaged),
        _ if pixels > limits.pixels => Err(Refusal::TooManyPixels { pixels, limit: limits.pixels }),
        _ => Ok(()),
    }
}

fn check_memory(bytes: u64, limits: &Limits) -> Result<(), Refusal> {
    if bytes > limits.memory { Err(Refusal::TooMuchMemory { bytes, limit: limits.memory }) } else { Ok(()) }
}

/// Width and height from the first chunk of a PNG, so that a picture of impossible size costs nothing.
fn png_dimensions(bytes: &[u8]) -> Result<(u32, u32), Refusal> {
    let header: &[u8; 16] =
        bytes.get(8..24).and_then(|part| part.try_into().ok()).ok_or(Refusal::Truncated)?;
    let &[_, _, _, _, b'I', b'H', b'D', b'R', w3, w2, w1, w0, h3, h2, h1, h0] = header else {
        return Err(Refusal::Damaged);
    };
    Ok((u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0])))
}

fn refusal(error: &ImageError, format: Format) -> Refusal {
    match error {
        ImageError::Unsupported(_) => Refusal::Unsupported { format: format.name() },
        ImageError::IoError(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => Refusal::Truncated,
        ImageError::Decoding(_) if ends_early(error) => Refusal::Truncated,
        _ => Refusal::Damaged,
    }
}

/// Whether an unexpected end of the file stands somewhere in the chain of causes.
fn ends_early(error: &ImageError) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::UnexpectedEof)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Width and height within a square of `longest`, the shape kept, never larger than before, never empty.
fn within(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let side = width.max(height);
    if side <= longest {
        return (width, height);
    }
    let scale = |length: u32| {
        let scaled = (u64::from(length) * u64::from(longest) + u64::from(side) / 2) / u64::from(side);
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    (scale(width), scale(height))
}

/// Brings a picture within `longest`: averaging first, since it needs no second copy of a large picture, and a
/// sharper filter for the last halving.
fn shrink(image: DynamicImage, longest: u32) -> DynamicImage {
    let (width, height) = image.dimensions();
    let target = within(width, height, longest);
    if target == (width, height) {
        return image;
    }
    // Averaging would let the hidden colour of transparent pixels bleed into their neighbours.
    let image = if image.color().has_alpha() { DynamicImage::ImageRgb8(flatten(image)) } else { image };
    let halfway = within(width, height, longest * 2);
    let image = if halfway == (width, height) { image } else { image.thumbnail_exact(halfway.0, halfway.1) };
    image.resize_exact(target.0, target.1, FilterType::CatmullRom)
}

fn smaller(picture: &RgbImage, size: Size) -> RgbImage {
    let (width, height) = within(picture.width(), picture.height(), size.longest_side());
    if (width, height) == picture.dimensions() {
        return picture.clone();
    }
    imageops::resize(picture, width, height, FilterType::CatmullRom)
}

/// Eight bits of red, green and blue; what is transparent lies on white.
fn flatten(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let (width, height) = image.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let pixel = image.get_pixel(x, y);
        let alpha = u16::from(pixel.alpha());
        let over = |channel: u8| {
            let blended = (u16::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(blended).unwrap_or(u8::MAX)
        };
        pixel.to_rgb().map(over)
    })
}

fn write(size: Size, picture: &RgbImage) -> Result<Sized, Refusal> {
    let (width, height) = picture.dimensions();
    let side = |length: u32| u16::try_from(length).map_err(|_too_long| Refusal::Damaged);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, size.quality());
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Progressive: on a slow line the picture is there, blurred, long before its last byte.
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(picture.as_raw(), side(width)?, side(height)?, ColorType::Rgb)
        .map_err(|_encoding| Refusal::Damaged)?;
    let sha256 = Hash::of(&bytes);
    Ok(Sized { size, width, height, bytes, sha256 })
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn scaling_keeps_the_shape_and_never_enlarges() {
        assert_eq!(within(4000, 3000, 1600), (1600, 1200));
        assert_eq!(within(3000, 4000, 1600), (1200, 1600));
        assert_eq!(within(1600, 900, 1600), (1600, 900));
        assert_eq!(within(100, 50, 1600), (100, 50));
        assert_eq!(within(50_000, 1, 1600), (1600, 1));
    }
}
