//! A small canvas for flat pictures: rectangles, ellipses, polygons, lines and a few letters, in whole pixels. It knows
//! nothing of what is drawn.

use jpeg_encoder::{ColorType, Encoder, EncodingError};

/// Red, green and blue.
pub type Colour = [u8; 3];

/// A corner in pixels from the upper left.
pub type Corner = (i32, i32);

/// Quality of the written JPEG, 1 to 100.
const QUALITY: u8 = 88;

/// A picture that is being drawn.
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// An empty picture of one colour.
    pub fn new(width: u16, height: u16, colour: Colour) -> Canvas {
        Canvas {
            width: i32::from(width),
            height: i32::from(height),
            pixels: vec![colour; usize::from(width) * usize::from(height)],
        }
    }

    /// The picture as a JPEG file.
    pub fn jpeg(&self) -> Result<Vec<u8>, EncodingError> {
        let side = |length: i32| u16::try_from(length).unwrap_or(u16::MAX);
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, QUALITY).encode(
            self.pixels.as_flattened(),
            side(self.width),
            side(self.height),
            ColorType::Rgb,
        )?;
        Ok(bytes)
    }

    fn row(&mut self, y: i32, from: i32, to: i32) -> &mut [Colour] {
        let (from, to) = (from.max(0), to.min(self.width));
        if !(0..self.height).contains(&y) || from >= to {
            return &mut [];
        }
        let at = |x: i32| usize::try_from(y * self.width + x).unwrap_or(usize::MAX);
        let (start, end) = (at(from), at(to));
        self.pixels.get_mut(start..end).unwrap_or_default()
    }

    fn span(&mut self, y: i32, from: i32, to: i32, colour: Colour) {
        self.row(y, from, to).fill(colour);
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        for line in y..y + height {
            self.span(line, x, x + width, colour);
        }
    }

    /// Full-width lines from one colour at `top` to another at `bottom`.
    pub fn shade(&mut self, top: i32, bottom: i32, first: Colour, last: Colour) {
        for y in top..bottom {
            let between = |a: u8, b: u8| {
                let (a, b) = (i32::from(a), i32::from(b));
                u8::try_from(a + (b - a) * (y - top) / (bottom - top).max(1)).unwrap_or_default()
            };
            let ([r, g, b], [s, h, c]) = (first, last);
            self.span(y, 0, self.width, [between(r, s), between(g, h), between(b, c)]);
        }
    }

    /// A filled ellipse.
    pub fn ellipse(&mut self, (x, y): Corner, across: i32, down: i32, colour: Colour) {
        for line in -down..=down {
            let half = ellipse_half(across, down, line);
            self.span(y + line, x - half, x + half + 1, colour);
        }
    }

    /// A polygon, its inside found by counting crossings.
    pub fn polygon(&mut self, corners: &[Corner], colour: Colour) {
        self.each_span(corners, |row| row.fill(colour));
    }

    /// A polygon that lets through what is below: `weight` of 256 parts are its own colour.
    pub fn veil(&mut self, corners: &[Corner], colour: Colour, weight: u16) {
        self.each_span(corners, |row| {
            for pixel in row {
                for (below, above) in pixel.iter_mut().zip(colour) {
                    let mixed = u16::from(*below) * (256 - weight) / 256 + u16::from(above) * weight / 256;
                    *below = u8::try_from(mixed).unwrap_or(u8::MAX);
                }
            }
        });
    }

    fn each_span(&mut self, corners: &[Corner], mut paint: impl FnMut(&mut [Colour])) {
        let Some(top) = corners.iter().map(|corner| corner.1).min() else { return };
        let bottom = corners.iter().map(|corner| corner.1).max().unwrap_or(top);
        let mut crossings = Vec::new();
        for y in top.max(0)..bottom.min(self.height) {
            crossings.clear();
            let following = corners.iter().skip(1).chain(corners.first());
            for ((x1, y1), (x2, y2)) in corners.iter().zip(following) {
                if (*y1 <= y) != (*y2 <= y) {
                    crossings.push(x1 + (y - y1) * (x2 - x1) / (y2 - y1));
                }
            }
            crossings.sort_unstable();
            for pair in crossings.chunks_exact(2) {
                if let [from, to] = pair {
                    paint(self.row(y, *from, *to));
                }
            }
        }
    }

    /// A line with round ends.
    pub fn line(&mut self, from: Corner, to: Corner, thickness: i32, colour: Colour) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).isqrt().max(1);
        let (ox, oy) = (-dy * thickness / (2 * length), dx * thickness / (2 * length));
        let corners = [
            (from.0 + ox, from.1 + oy),
            (to.0 + ox, to.1 + oy),
            (to.0 - ox, to.1 - oy),
            (from.0 - ox, from.1 - oy),
        ];
        self.polygon(&corners, colour);
        self.ellipse(from, thickness / 2, thickness / 2, colour);
        self.ellipse(to, thickness / 2, thickness / 2, colour);
    }

    /// Lines from corner to corner.
    pub fn path(&mut self, corners: &[Corner], thickness: i32, colour: Colour) {
        for pair in corners.windows(2) {
            if let [from, to] = pair {
                self.line(*from, *to, thickness, colour);
            }
        }
    }

    /// The words «ẢNH MẪU» in strokes, on a plate whose upper left corner is given.
    pub fn sample_mark(&mut self, (x, y): Corner) {
        const PLATE: Colour = [0xff, 0xf3, 0xdc];
        const INK: Colour = [0x16, 0x21, 0x2b];
        self.rectangle(x, y, 322, 92, PLATE);
        for (place, strokes) in (0..).zip(LETTERS) {
            // The gap of a word after the third letter.
            let left = x + 20 + place * 46 + if place > 2 { 16 } else { 0 };
            for stroke in *strokes {
                let corners: Vec<Corner> =
                    stroke.iter().map(|(a, b)| (left + a * 3, y + 26 + b * 3)).collect();
                self.path(&corners, 6, INK);
            }
        }
    }
}

fn ellipse_half(across: i32, down: i32, line: i32) -> i32 {
    let (across, down, line) = (i64::from(across), i64::from(down.max(1)), i64::from(line));
    i32::try_from((across * across * (down * down - line * line).max(0) / (down * down)).isqrt()).unwrap_or(0)
}

/// Strokes of one letter, as corners in a box of 10 by 16.
type Strokes = &'static [&'static [Corner]];

/// Ả N H M Ẫ U.
const LETTERS: &[Strokes] = &[
    &[&[(0, 16), (5, 2), (10, 16)], &[(2, 11), (8, 11)], &[(4, -4), (6, -4), (6, -2), (5, -1)]],
    &[&[(0, 16), (0, 2), (10, 16), (10, 2)]],
    &[&[(0, 2), (0, 16)], &[(10, 2), (10, 16)], &[(0, 9), (10, 9)]],
    &[&[(0, 16), (0, 2), (5, 10), (10, 2), (10, 16)]],
    &[
        &[(0, 16), (5, 3), (10, 16)],
        &[(2, 11), (8, 11)],
        &[(2, 0), (5, -3), (8, 0)],
        &[(2, -5), (4, -7), (6, -5), (8, -7)],
    ],
    &[&[(0, 2), (0, 12), (2, 16), (8, 16), (10, 12), (10, 2)]],
];

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Colour = [255; 3];
    const BLACK: Colour = [0; 3];

    fn dark(canvas: &Canvas) -> usize {
        canvas.pixels.iter().filter(|pixel| **pixel == BLACK).count()
    }

    #[test]
    fn what_lies_outside_the_picture_is_cut_off() {
        let mut canvas = Canvas::new(10, 10, WHITE);
        canvas.rectangle(-5, -5, 8, 8, BLACK);
        canvas.ellipse((40, 40), 5, 5, BLACK);
        canvas.line((20, 20), (30, 30), 4, BLACK);
        assert_eq!(dark(&canvas), 9);
    }

    #[test]
    fn a_polygon_fills_its_inside_and_no_more() {
        let mut canvas = Canvas::new(20, 20, WHITE);
        canvas.polygon(&[(5, 5), (15, 5), (15, 15), (5, 15)], BLACK);
        assert_eq!(dark(&canvas), 100);
    }

    #[test]
    fn the_mark_stays_on_its_plate() {
        let mut canvas = Canvas::new(400, 200, WHITE);
        canvas.sample_mark((40, 40));
        let outside = canvas.pixels.iter().enumerate().filter(|(at, pixel)| {
            let (x, y) = (at % 400, at / 400);
            **pixel != WHITE && !((40..362).contains(&x) && (40..132).contains(&y))
        });
        assert_eq!(outside.count(), 0);
    }
}
