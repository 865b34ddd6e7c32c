//! Making a part of a picture unrecognisable for good: it becomes a few fields of one colour each. A soft blur can be
//! undone in part, and fine squares still show a face; of four by four fields nothing is left to undo.

use image::{Rgb, RgbImage};

/// Fields along one side of a part at most.
const FIELDS: u32 = 4;
/// A field is at least so large a part of the picture's longer side, so that many small parts side by side, which cover a
/// face together, show no more of it than one large part does.
const SMALLEST: u32 = 16;
/// The most parts of one picture.
pub const MOST_REGIONS: usize = 400;

/// A part of an upright picture, in thousandths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region {
    left: u16,
    top: u16,
    width: u16,
    height: u16,
}

impl Region {
    /// The part; nothing for one that is empty or reaches beyond the picture.
    pub fn new(left: u16, top: u16, width: u16, height: u16) -> Option<Self> {
        let fits = |start: u16, length: u16| length > 0 && u32::from(start) + u32::from(length) <= 1_000;
        (fits(left, width) && fits(top, height)).then_some(Self { left, top, width, height })
    }

    /// Left, top, width and height in thousandths.
    pub fn parts(self) -> [u16; 4] {
        [self.left, self.top, self.width, self.height]
    }

    /// The pixels that it covers, each whole: left, top, right, bottom, the last two just outside.
    fn pixels(self, width: u32, height: u32) -> (u32, u32, u32, u32) {
        let low = |part: u16, side: u32| u32::from(part) * side / 1_000;
        let high = |part: u32, side: u32| (part * side).div_ceil(1_000).min(side);
        (
            low(self.left, width),
            low(self.top, height),
            high(u32::from(self.left) + u32::from(self.width), width),
            high(u32::from(self.top) + u32::from(self.height), height),
        )
    }
}

/// Makes the parts unrecognisable.
pub(crate) fn blur(picture: &mut RgbImage, regions: &[Region]) {
    let (width, height) = picture.dimensions();
    let field = (width.max(height) / SMALLEST).max(1);
    for region in regions {
        let (left, top, right, bottom) = region.pixels(width, height);
        let columns = cuts(left, right, field);
        let rows = cuts(top, bottom, field);
        for row in rows.windows(2) {
            for column in columns.windows(2) {
                if let (&[top, bottom], &[left, right]) = (row, column) {
                    even(picture, left, top, right, bottom);
                }
            }
        }
    }
}

/// Where the fields of one side begin and end.
fn cuts(from: u32, to: u32, field: u32) -> Vec<u32> {
    let length = to.saturating_sub(from);
    let count = (length / field).clamp(1, FIELDS);
    (0..=count).map(|number| from + length * number / count).collect()
}

/// Gives every pixel of a field the mean colour of all.
fn even(picture: &mut RgbImage, left: u32, top: u32, right: u32, bottom: u32) {
    let mut sums = [0_u64; 3];
    let count = u64::from(right.saturating_sub(left)) * u64::from(bottom.saturating_sub(top));
    if count == 0 {
        return;
    }
    let places = || (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    for (x, y) in places() {
        for (sum, channel) in sums.iter_mut().zip(picture.get_pixel(x, y).0) {
            *sum += u64::from(channel);
        }
    }
    let mean = Rgb(sums.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)));
    for (x, y) in places() {
        picture.put_pixel(x, y, mean);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn noise(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503);
            let [first, second, third, _] = (mixed >> 3).to_le_bytes();
            Rgb([first, second, third])
        })
    }

    fn colours(picture: &RgbImage, (left, top, right, bottom): (u32, u32, u32, u32)) -> BTreeSet<[u8; 3]> {
        (top..bottom)
            .flat_map(|y| (left..right).map(move |x| (x, y)))
            .map(|(x, y)| picture.get_pixel(x, y).0)
            .collect()
    }

    #[test]
    fn a_part_is_left_with_sixteen_colours_at_most_and_the_rest_as_it_was() {
        let before = noise(1600, 1200);
        let mut after = before.clone();
        let region = Region::new(250, 250, 300, 400).unwrap();
        blur(&mut after, &[region]);
        assert!(colours(&before, (400, 300, 880, 780)).len() > 10_000);
        assert!(colours(&after, (400, 300, 880, 780)).len() <= 16);
        for (x, y) in [(0, 0), (399, 500), (880, 500), (500, 299), (500, 780), (1599, 1199)] {
            assert_eq!(before.get_pixel(x, y), after.get_pixel(x, y), "{x} {y}");
        }
    }

    #[test]
    fn many_small_parts_show_no_more_than_one_large_part() {
        let mut after = noise(1600, 1200);
        let cells: Vec<Region> = (0..6)
            .flat_map(|row| (0..6).map(move |column| (row, column)))
            .filter_map(|(row, column)| Region::new(400 + column * 10, 400 + row * 10, 10, 10))
            .collect();
        blur(&mut after, &cells);
        // Each is one field: the picture has no finer ones.
        assert!(colours(&after, (640, 480, 736, 552)).len() <= 36);
        let one = Region::new(400, 400, 20, 20).unwrap();
        blur(&mut after, &[one]);
        assert_eq!(colours(&after, (640, 480, 672, 504)).len(), 1);
    }

    #[test]
    fn what_is_empty_or_reaches_out_is_no_part() {
        for (left, top, width, height) in
            [(0, 0, 0, 5), (0, 0, 5, 0), (900, 0, 101, 5), (0, 1000, 5, 1), (u16::MAX, 0, u16::MAX, 1)]
        {
            assert_eq!(Region::new(left, top, width, height), None);
        }
        assert!(Region::new(0, 0, 1000, 1000).is_some());
    }

    proptest! {
        #[test]
        fn any_part_of_any_picture_loses_its_detail(
            (width, height) in (1_u32..200, 1_u32..200),
            (left, top) in (0_u16..1000, 0_u16..1000),
            (across, down) in (1_u16..=1000, 1_u16..=1000),
        ) {
            let mut picture = noise(width, height);
            if let Some(region) = Region::new(left, top, across, down) {
                blur(&mut picture, &[region]);
                let pixels = region.pixels(width, height);
                prop_assert!(pixels.0 < pixels.2 && pixels.1 < pixels.3, "at least one pixel is covered");
                prop_assert!(colours(&picture, pixels).len() <= 16);
            }
        }
    }
}
