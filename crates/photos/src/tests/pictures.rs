//! Pictures made in code for the tests: drawings with a corner to tell which side is up, and Exif blocks by hand.

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

pub const MARKER: &[u8] = b"SECRET-MARKER";

/// Grey with a red top left quarter and a blue top right quarter.
pub fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 20, 220]),
        _ => Rgb([128, 128, 128]),
    })
}

pub fn jpeg_with(picture: &RgbImage, set: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    set(&mut encoder);
    let (width, height) = (picture.width().try_into().unwrap(), picture.height().try_into().unwrap());
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    bytes
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_with(picture, |_| {})
}

pub fn png(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes).write_image(pixels, width, height, colour).unwrap();
    bytes
}

pub fn webp(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .write_image(pixels, width, height, colour)
        .unwrap();
    bytes
}

/// A little-endian TIFF block as in Exif 2.32: orientation, a camera name, time and place, 21°01'42" N 105°51'15" E.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut block = Block::new();
    // First directory at 8: four entries; the Exif directory at 200, the GPS directory at 300.
    block.directory(
        8,
        &[
            (0x010f, 2, 13, 100),
            (0x0112, 3, 1, u32::from(orientation)),
            (0x8769, 4, 1, 200),
            (0x8825, 4, 1, 300),
        ],
    );
    block.put(100, MARKER);
    block.directory(200, &[(0x9003, 2, 20, 240), (0x9011, 2, 7, 264)]);
    block.put(240, b"2026:11:20 07:30:15\0");
    block.put(264, b"+07:00\0");
    block.directory(
        300,
        &[(1, 2, 2, u32::from(b'N')), (2, 5, 3, 400), (3, 2, 2, u32::from(b'E')), (4, 5, 3, 424)],
    );
    block.rationals(400, [21, 1, 42]);
    block.rationals(424, [105, 51, 15]);
    block.0
}

struct Block(Vec<u8>);

impl Block {
    fn new() -> Self {
        Self(b"II\x2a\0\x08\0\0\0".to_vec())
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        if self.0.len() < at + bytes.len() {
            self.0.resize(at + bytes.len(), 0);
        }
        self.0[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn directory(&mut self, at: usize, entries: &[(u16, u16, u32, u32)]) {
        let mut bytes = u16::try_from(entries.len()).unwrap().to_le_bytes().to_vec();
        for (tag, kind, count, value) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend([0; 4]);
        self.put(at, &bytes);
    }

    fn rationals(&mut self, at: usize, numbers: [u32; 3]) {
        let bytes: Vec<u8> =
            numbers.iter().flat_map(|n| [n.to_le_bytes(), 1_u32.to_le_bytes()]).flatten().collect();
        self.put(at, &bytes);
    }
}

/// A JPEG with everything a camera or a program may write into it.
pub fn jpeg_full_of_notes(picture: &RgbImage, orientation: u16) -> Vec<u8> {
    let plain = jpeg_with(picture, |encoder| {
        let mut exif_segment = b"Exif\0\0".to_vec();
        exif_segment.extend(exif(orientation));
        // A thumbnail, as cameras put it behind the directories.
        exif_segment.extend(jpeg(&drawing(16, 16)));
        encoder.add_app_segment(1, exif_segment).unwrap();
        let mut xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>".to_vec();
        xmp.extend(MARKER);
        encoder.add_app_segment(1, xmp).unwrap();
        let mut iptc = b"Photoshop 3.0\08BIM".to_vec();
        iptc.extend(MARKER);
        encoder.add_app_segment(13, iptc).unwrap();
        encoder.add_icc_profile(MARKER).unwrap();
    });
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, 0xfe]);
    bytes.extend(u16::try_from(MARKER.len() + 2).unwrap().to_be_bytes());
    bytes.extend(MARKER);
    bytes.extend(&plain[2..]);
    // Phones append whole films behind the end of the picture.
    bytes.extend(MARKER);
    bytes
}

/// The segments of a JPEG up to its first scan: marker and body.
pub fn segments(bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut rest = &bytes[2..];
    let mut found = Vec::new();
    loop {
        assert_eq!(rest[0], 0xff);
        let length = usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        found.push((rest[1], &rest[4..2 + length]));
        if rest[1] == 0xda {
            return found;
        }
        rest = &rest[2 + length..];
    }
}
