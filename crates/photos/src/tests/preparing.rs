//! What comes out of a photo: upright sizes without metadata, hints apart, the same each time.

use super::pictures::{self, drawing, exif, jpeg, jpeg_full_of_notes, jpeg_with, png, webp};
use crate::{Format, Hash, Limits, Point, Prepared, Refusal, Size, Sized, prepare};
use image::{DynamicImage, ExtendedColorType, Rgb, RgbImage};

fn prepared(bytes: &[u8]) -> Prepared {
    prepare(bytes, &Limits::default()).unwrap()
}

fn read(sized: &Sized) -> RgbImage {
    let picture = image::load_from_memory(&sized.bytes).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (sized.width, sized.height));
    assert_eq!(sized.sha256, Hash::of(&sized.bytes));
    picture
}

fn near(found: Rgb<u8>, expected: [u8; 3]) -> bool {
    found.0.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 24)
}

#[test]
fn published_copies_hold_no_metadata_whatever_the_original_holds() {
    let bytes = jpeg_full_of_notes(&drawing(800, 600), 1);
    let photo = prepared(&bytes);
    assert_eq!(photo.original.bytes, bytes, "the original is kept as it came");
    for sized in &photo.sizes {
        assert!(!sized.bytes.windows(pictures::MARKER.len()).any(|part| part == pictures::MARKER));
        assert!(!sized.bytes.windows(4).any(|part| part == b"Exif"));
        for (marker, body) in pictures::segments(&sized.bytes) {
            // Tables, frame and scan, and the 14 bytes of JFIF without a thumbnail: nothing else.
            match marker {
                0xe0 => assert!(body.starts_with(b"JFIF\0") && body.len() == 14, "{body:?}"),
                0xdb | 0xc2 | 0xc4 | 0xda => {}
                other => panic!("segment {other:02x} in a published copy"),
            }
        }
        assert!(sized.bytes.ends_with(&[0xff, 0xd9]));
    }
}

#[test]
fn notes_in_png_and_webp_are_gone_too() {
    let picture = drawing(64, 48);
    let mut bytes = png(picture.as_raw(), 64, 48, ExtendedColorType::Rgb8);
    let mut chunk = b"tEXtComment\0".to_vec();
    chunk.extend(pictures::MARKER);
    let mut whole = u32::try_from(chunk.len() - 4).unwrap().to_be_bytes().to_vec();
    whole.extend(&chunk);
    whole.extend(crc(&chunk).to_be_bytes());
    bytes.splice(33..33, whole);
    let photo = prepared(&bytes);
    assert!(photo.original.bytes.windows(13).any(|part| part == pictures::MARKER));
    assert!(!photo.sizes.iter().any(|s| s.bytes.windows(13).any(|part| part == pictures::MARKER)));
}

/// CRC-32 as PNG uses it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

#[test]
fn the_camera_s_place_and_time_come_back_as_hints() {
    let hint = prepared(&jpeg_full_of_notes(&drawing(80, 60), 1)).hint.unwrap();
    let Point { latitude, longitude } = hint.point.unwrap();
    assert!((latitude - 21.028_333).abs() < 1e-6 && (longitude - 105.854_166).abs() < 1e-6);
    let taken = hint.taken.unwrap();
    assert_eq!(taken.local.to_string(), "2026-11-20T07:30:15");
    assert_eq!(taken.offset_minutes, Some(420));
    assert_eq!(prepared(&jpeg(&drawing(80, 60))).hint, None);
}

#[test]
fn all_eight_orientations_come_out_upright() {
    let upright = drawing(320, 240);
    for orientation in 1..=8_u8 {
        let mut turned = DynamicImage::ImageRgb8(upright.clone());
        // Undo what a viewer would do: apply the inverse, which differs from the value only for quarter turns.
        let inverse = match orientation {
            6 => 8,
            8 => 6,
            same => same,
        };
        turned.apply_orientation(image::metadata::Orientation::from_exif(inverse).unwrap());
        let bytes = jpeg_full_of_notes(&turned.into_rgb8(), u16::from(orientation));
        for sized in &prepared(&bytes).sizes {
            let picture = read(sized);
            let (width, height) = picture.dimensions();
            assert!(width > height, "orientation {orientation}");
            let found =
                [(1, 1), (3, 1), (1, 3)].map(|(x, y)| *picture.get_pixel(width * x / 4, height * y / 4));
            let expected = [[220, 20, 20], [20, 20, 220], [128; 3]];
            let alike = found.iter().zip(expected).all(|(found, expected)| near(*found, expected));
            assert!(alike, "orientation {orientation}: {found:?}");
        }
    }
}

#[test]
fn a_large_photo_gets_three_sizes_and_a_small_one_is_not_enlarged() {
    let large = prepared(&jpeg(&drawing(4000, 3000)));
    let sides = large.sizes.each_ref().map(|s| (s.size, s.width, s.height));
    assert_eq!(sides, [(Size::Large, 1600, 1200), (Size::Medium, 640, 480), (Size::Small, 240, 180)]);
    let small = prepared(&jpeg(&drawing(300, 200)));
    let sides = small.sizes.each_ref().map(|s| (s.width, s.height));
    assert_eq!(sides, [(300, 200), (300, 200), (240, 160)]);
    let thin = prepared(&jpeg(&drawing(8000, 2)));
    assert_eq!((thin.sizes[0].width, thin.sizes[0].height), (1600, 1));
}

#[test]
fn the_same_bytes_give_the_same_copies() {
    let bytes = jpeg(&drawing(2000, 1500));
    assert_eq!(prepared(&bytes), prepared(&bytes));
}

#[test]
fn progressive_and_cmyk_pictures_work() {
    let picture = drawing(640, 480);
    let progressive = jpeg_with(&picture, |encoder| encoder.set_progressive(true));
    assert!(near(*read(&prepared(&progressive).sizes[0]).get_pixel(100, 100), [220, 20, 20]));
    // Red is no cyan, full magenta and yellow, no black.
    let red: Vec<u8> = [0, 255, 255, 0].repeat(64 * 64);
    for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 95).encode(&red, 64, 64, kind).unwrap();
        let pixel = *read(&prepared(&bytes).sizes[0]).get_pixel(32, 32);
        assert!(near(pixel, [255, 0, 0]), "{kind:?}: {pixel:?}");
    }
}

#[test]
fn transparent_parts_become_white() {
    let mut pixels = [10, 20, 30, 0].repeat(100 * 50);
    pixels.extend([200, 0, 0, 255].repeat(100 * 50));
    for bytes in
        [png(&pixels, 100, 100, ExtendedColorType::Rgba8), webp(&pixels, 100, 100, ExtendedColorType::Rgba8)]
    {
        let photo = prepared(&bytes);
        let picture = read(&photo.sizes[0]);
        assert!(near(*picture.get_pixel(50, 20), [255; 3]));
        assert!(near(*picture.get_pixel(50, 80), [200, 0, 0]));
    }
    let sixteen: Vec<u8> = [0x00_u8; 8].repeat(40 * 40);
    let picture = read(&prepared(&png(&sixteen, 40, 40, ExtendedColorType::Rgba16)).sizes[0]);
    assert!(near(*picture.get_pixel(20, 20), [255; 3]));
}

#[test]
fn the_format_is_told_by_content() {
    let picture = drawing(32, 32);
    assert_eq!(prepared(&jpeg(&picture)).original.format, Format::Jpeg);
    assert_eq!(
        prepared(&png(picture.as_raw(), 32, 32, ExtendedColorType::Rgb8)).original.format,
        Format::Png
    );
    assert_eq!(
        prepared(&webp(picture.as_raw(), 32, 32, ExtendedColorType::Rgb8)).original.format,
        Format::WebP
    );
}

#[test]
fn orientation_in_an_exif_block_that_lies_about_its_offsets_is_ignored() {
    let mut broken = b"Exif\0\0".to_vec();
    broken.extend(exif(6).iter().take(40));
    let bytes = jpeg_with(&drawing(64, 48), |encoder| encoder.add_app_segment(1, broken).unwrap());
    let result = prepare(&bytes, &Limits::default());
    assert!(result.is_ok() || result == Err(Refusal::Damaged));
}
