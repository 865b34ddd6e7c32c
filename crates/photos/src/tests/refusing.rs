//! What is not taken, why, and that saying so costs little.

use std::time::Duration;

use super::pictures::{self, drawing, jpeg, jpeg_with, png, webp};
use crate::{AcceptError, Limits, PhotoStore, Photos, Refusal, Shelf, prepare};
use bytes::Bytes;
use image::ExtendedColorType;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn refused(bytes: &[u8], limits: &Limits) -> Refusal {
    prepare(bytes, limits).unwrap_err()
}

/// A PNG whose header claims a size; its data is that of a picture of one pixel.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(&[0, 0, 0], 1, 1, ExtendedColorType::Rgb8);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}

/// A JPEG whose frame header claims a size.
fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(&drawing(16, 16));
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn impossible_sizes_are_refused_from_the_header() {
    let limits = Limits::default();
    let limit = limits.pixels;
    assert_eq!(
        refused(&jpeg_claiming(10_000, 6_000), &limits),
        Refusal::TooManyPixels { pixels: 60_000_000, limit }
    );
    assert_eq!(
        refused(&png_claiming(2_000_000_000, 2_000_000_000), &limits),
        Refusal::TooManyPixels { pixels: 4_000_000_000_000_000_000, limit }
    );
    let mut wide = webp(drawing(8, 8).as_raw(), 8, 8, ExtendedColorType::Rgb8);
    // Lossless header: 14 bits of width less one, 14 bits of height less one, behind the signature byte.
    wide[21..25].copy_from_slice(&(0x2fff_u32 | 0x2fff << 14).to_le_bytes());
    assert_eq!(refused(&wide, &limits), Refusal::TooManyPixels { pixels: 12_288 * 12_288, limit });
    assert_eq!(refused(&png_claiming(0, 10), &limits), Refusal::Damaged);
}

#[test]
fn a_picture_that_needs_too_much_memory_is_refused_before_decoding() {
    let limits = Limits { memory: 10_000, ..Limits::default() };
    let progressive = jpeg_with(&drawing(64, 64), |encoder| encoder.set_progressive(true));
    for bytes in
        [progressive, jpeg(&drawing(64, 64)), webp(drawing(64, 64).as_raw(), 64, 64, ExtendedColorType::Rgb8)]
    {
        assert!(
            matches!(refused(&bytes, &limits), Refusal::TooMuchMemory { bytes, limit: 10_000 } if bytes >= 12_288)
        );
    }
}

/// Runs in a process of its own under nextest; the peak of the process is what refusing cost.
#[cfg(target_os = "linux")]
#[test]
fn refusing_a_bomb_takes_no_memory_to_speak_of() {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let bombs = [png_claiming(60_000, 60_000), jpeg_claiming(65_000, 65_000), png_claiming(7_000, 7_000)];
    let before = peak();
    for bomb in &bombs[..2] {
        assert!(matches!(refused(bomb, &Limits::default()), Refusal::TooManyPixels { .. }));
    }
    let tight = Limits { memory: 1 << 20, ..Limits::default() };
    assert!(matches!(refused(&bombs[2], &tight), Refusal::TooMuchMemory { .. }));
    let kilobytes = peak() - before;
    assert!(kilobytes < 64 * 1024, "{kilobytes} kB");
}

#[test]
fn files_cut_anywhere_are_refused() {
    let picture = drawing(200, 150);
    let limits = Limits::default();
    let baseline = jpeg(&picture);
    let progressive = jpeg_with(&picture, |encoder| encoder.set_progressive(true));
    for whole in [&baseline, &progressive] {
        for length in 3..whole.len() {
            assert_eq!(refused(&whole[..length], &limits), Refusal::Truncated, "{length} of {}", whole.len());
        }
    }
    let whole = png(picture.as_raw(), 200, 150, ExtendedColorType::Rgb8);
    for length in 8..whole.len() - 16 {
        let refusal = refused(&whole[..length], &limits);
        assert!(matches!(refusal, Refusal::Truncated | Refusal::Damaged), "{length}: {refusal:?}");
    }
    let whole = webp(picture.as_raw(), 200, 150, ExtendedColorType::Rgb8);
    for length in 12..whole.len() - 8 {
        let refusal = refused(&whole[..length], &limits);
        assert!(matches!(refusal, Refusal::Truncated | Refusal::Damaged), "{length}: {refusal:?}");
    }
}

#[test]
fn a_thumbnail_s_end_does_not_hide_that_the_photo_is_cut() {
    let whole = pictures::jpeg_full_of_notes(&drawing(200, 150), 1);
    let cut = whole.len() - pictures::MARKER.len() - 2;
    assert_eq!(refused(&whole[..cut], &Limits::default()), Refusal::Truncated);
}

#[test]
fn a_variant_that_would_come_out_in_wrong_colours_is_refused() {
    let bytes = jpeg_with(&drawing(64, 48), |encoder| {
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(true);
    });
    let expected = Refusal::Unsupported { format: "JPEG in separate scans" };
    assert_eq!(refused(&bytes, &Limits::default()), expected);
}

#[test]
fn moving_pictures_are_refused() {
    let mut moving = png(drawing(8, 8).as_raw(), 8, 8, ExtendedColorType::Rgb8);
    // An animation control chunk (two frames) with its checksum.
    let chunk = [0, 0, 0, 8, b'a', b'c', b'T', b'L', 0, 0, 0, 2, 0, 0, 0, 0, 0xf3, 0x8d, 0x93, 0x70];
    moving.splice(33..33, chunk);
    assert_eq!(refused(&moving, &Limits::default()), Refusal::Animated);
}

#[test]
fn bytes_and_time_are_limited() {
    let photo = jpeg(&drawing(64, 64));
    let small = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(refused(&photo, &small), Refusal::TooLarge { bytes: photo.len(), limit: 100 });
    let hasty = Limits { time: Duration::ZERO, ..Limits::default() };
    assert_eq!(refused(&photo, &hasty), Refusal::TooSlow { limit: Duration::ZERO });
}

#[tokio::test]
async fn an_accepted_photo_is_in_the_store_and_a_refused_one_is_not() {
    let photos = Photos::new(PhotoStore::memory(), Limits::default(), 2);
    let refusal = photos.accept(Bytes::from_static(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")).await.unwrap_err();
    assert!(matches!(refusal, AcceptError::Refused(Refusal::Heic)));
    assert_eq!(photos.store().list(Shelf::Sealed).await.unwrap(), []);

    let bytes = Bytes::from(jpeg(&drawing(2000, 1000)));
    let accepted = photos.accept(bytes.clone()).await.unwrap();
    assert_eq!(photos.store().get(Shelf::Sealed, accepted.original).await.unwrap().unwrap(), bytes);
    for published in accepted.sizes {
        let stored = photos.store().get(Shelf::Published, published.sha256).await.unwrap().unwrap();
        assert_eq!(stored.len(), published.length);
    }
    assert!(!photos.store().exists(Shelf::Published, accepted.original).await.unwrap());
    assert_eq!(photos.accept(bytes).await.unwrap(), accepted, "the same photo twice is the same objects");
    assert_eq!(photos.store().list(Shelf::Published).await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_photos_at_once_all_come_through_the_few_turns() {
    let photos = Photos::new(PhotoStore::memory(), Limits::default(), 1);
    let sent: Vec<_> = (0..6)
        .map(|i| {
            let (photos, bytes) = (photos.clone(), Bytes::from(jpeg(&drawing(100 + i, 80))));
            tokio::spawn(async move { photos.accept(bytes).await })
        })
        .collect();
    for one in sent {
        assert!(one.await.unwrap().is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(
        head in prop::sample::select(vec![
            &b""[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08", b"RIFF\xff\0\0\0WEBPVP8L",
            b"RIFF\xff\0\0\0WEBPVP8 ", b"RIFF\xff\0\0\0WEBPVP8X", b"\0\0\0\x18ftyp",
        ]),
        tail in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let bytes: Vec<u8> = head.iter().copied().chain(tail).collect();
        let _ = prepare(&bytes, &Limits::default());
    }

    #[test]
    fn photos_with_flipped_bytes_never_panic(
        which in 0..4_usize,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let picture = drawing(48, 40);
        let mut bytes = match which {
            0 => pictures::jpeg_full_of_notes(&picture, 6),
            1 => jpeg_with(&picture, |encoder| encoder.set_progressive(true)),
            2 => png(picture.as_raw(), 48, 40, ExtendedColorType::Rgb8),
            _ => webp(picture.as_raw(), 48, 40, ExtendedColorType::Rgb8),
        };
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        // A small limit, so that a lucky header costs the test no time.
        let _ = prepare(&bytes, &Limits { pixels: 1_000_000, ..Limits::default() });
    }
}
