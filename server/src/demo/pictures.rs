//! The sample photos: flat street scenes, each with something wrong and each with the same thing mended, marked as
//! samples in the picture itself. They are drawn anew for each demonstration, so that no file of them is kept.

use super::drawing::{Canvas, Colour};

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Motif {
    /// A hole in the road.
    Pothole,
    /// Heaps of rubbish on the pavement.
    Litter,
    /// A street lamp at night.
    Lamp,
    /// Water over the road.
    Flood,
    /// A manhole in the road.
    Manhole,
    /// A fallen tree.
    Tree,
    /// Tiles of a pavement.
    Pavement,
    /// Cars on the pavement.
    Parking,
    /// A burst pipe.
    Leak,
    /// Cables between poles.
    Cable,
    /// Handbills on a wall.
    Posters,
}

impl Motif {
    /// All motifs.
    pub const ALL: [Motif; 11] = [
        Motif::Pothole,
        Motif::Litter,
        Motif::Lamp,
        Motif::Flood,
        Motif::Manhole,
        Motif::Tree,
        Motif::Pavement,
        Motif::Parking,
        Motif::Leak,
        Motif::Cable,
        Motif::Posters,
    ];
}

/// Which of the two pictures of a motif.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// As a resident found it.
    Before,
    /// As the agency left it.
    After,
}

const WIDTH: u16 = 1200;
const HEIGHT: u16 = 900;
const PAVEMENT: i32 = 470;
const KERB: i32 = 600;

const ASPHALT: Colour = [0x6d, 0x74, 0x7b];
const ASPHALT_DARK: Colour = [0x4e, 0x55, 0x5c];
const STONE: Colour = [0xd8, 0xcf, 0xc0];
const STONE_JOINT: Colour = [0xbd, 0xb3, 0xa2];
const KERB_STONE: Colour = [0xee, 0xe9, 0xdf];
const LINE: Colour = [0xf2, 0xf0, 0xe6];
const TEAL: Colour = [0x0b, 0x5c, 0x63];
const INK: Colour = [0x2a, 0x31, 0x38];
const LEAF: Colour = [0x4f, 0x8f, 0x5b];
const LEAF_LIGHT: Colour = [0x74, 0xab, 0x6d];
const BARK: Colour = [0x7a, 0x58, 0x3e];
const WATER: Colour = [0x8f, 0xb2, 0xbd];
const WATER_LIGHT: Colour = [0xc3, 0xd9, 0xde];
const SOIL: Colour = [0x8d, 0x76, 0x5c];
const METAL: Colour = [0x9a, 0xa3, 0xab];

/// Draws a picture and gives it as a JPEG file of 1200 by 900 pixels; the same call always gives the same bytes.
pub fn draw(motif: Motif, stage: Stage) -> Result<Vec<u8>, jpeg_encoder::EncodingError> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, LINE);
    let seed = motif as i32;
    let night = motif == Motif::Lamp;
    street(&mut canvas, seed, night);
    let mended = stage == Stage::After;
    match motif {
        Motif::Pothole => pothole(&mut canvas, mended),
        Motif::Litter => litter(&mut canvas, mended),
        Motif::Lamp => lamp(&mut canvas, mended),
        Motif::Flood => flood(&mut canvas, mended),
        Motif::Manhole => manhole(&mut canvas, mended),
        Motif::Tree => tree(&mut canvas, mended),
        Motif::Pavement => pavement(&mut canvas, mended),
        Motif::Parking => parking(&mut canvas, mended),
        Motif::Leak => leak(&mut canvas, mended),
        Motif::Cable => cable(&mut canvas, mended),
        Motif::Posters => posters(&mut canvas, mended),
    }
    canvas.sample_mark((24, 784));
    canvas.jpeg()
}

/// Narrow houses, a pavement and a road, by day or by night.
fn street(canvas: &mut Canvas, seed: i32, night: bool) {
    const WALLS: [Colour; 6] = [
        [0xf0, 0xdd, 0xb0],
        [0xe4, 0xc6, 0x9c],
        [0xcf, 0xdd, 0xd2],
        [0xf2, 0xe6, 0xd3],
        [0xe6, 0xc9, 0xbd],
        [0xd6, 0xdc, 0xe4],
    ];
    let dim = |colour: Colour| if night { colour.map(|part| part / 4 + 8) } else { colour };
    if night {
        canvas.shade(0, PAVEMENT, [0x12, 0x1a, 0x2c], [0x2b, 0x35, 0x4c]);
        canvas.ellipse((1030, 110), 36, 36, [0xe8, 0xe4, 0xd0]);
    } else {
        canvas.shade(0, PAVEMENT, [0xb7, 0xd6, 0xe4], [0xee, 0xf3, 0xee]);
        canvas.ellipse((180 + seed * 70, 90), 44, 44, [0xfb, 0xea, 0xb8]);
    }
    for (house, wall) in (0..9).zip(WALLS.iter().cycle().skip(usize::try_from(seed).unwrap_or(0))) {
        let left = house * 136 - 12;
        let tall = 200 + (house * 97 + seed * 53) % 150;
        let top = PAVEMENT - tall;
        canvas.rectangle(left, top, 136, tall, dim(*wall));
        canvas.rectangle(left, top, 136, 12, dim([0xb0, 0x5f, 0x48]));
        canvas.rectangle(left + 133, top, 3, tall, dim([0xb8, 0xae, 0x9c]));
        let mut floor = top + 34;
        while floor + 70 < PAVEMENT - 84 {
            let lit = night && (house * 3 + floor) % 4 == 0;
            let glass = if lit { [0xf3, 0xcf, 0x7a] } else { dim([0x6f, 0x93, 0xa0]) };
            canvas.rectangle(left + 22, floor, 38, 52, glass);
            canvas.rectangle(left + 76, floor, 38, 52, glass);
            canvas.rectangle(left + 14, floor + 56, 108, 6, dim([0x8c, 0x96, 0x9c]));
            floor += 84;
        }
        canvas.rectangle(left + 16, PAVEMENT - 84, 104, 84, dim([0x7f, 0x8f, 0x93]));
        for slat in 0..6 {
            canvas.rectangle(left + 16, PAVEMENT - 78 + slat * 14, 104, 2, dim([0x69, 0x78, 0x7c]));
        }
        let awning = [TEAL, [0xb8, 0x72, 0x3e], [0x6a, 0x3f, 0x6f]];
        if let Some(colour) = awning.iter().cycle().nth(usize::try_from(house + seed).unwrap_or(0)) {
            canvas.polygon(
                &[
                    (left + 10, PAVEMENT - 104),
                    (left + 126, PAVEMENT - 104),
                    (left + 134, PAVEMENT - 82),
                    (left + 2, PAVEMENT - 82),
                ],
                dim(*colour),
            );
        }
    }
    canvas.rectangle(0, PAVEMENT, 1200, KERB - PAVEMENT, dim(STONE));
    for row in 0..4 {
        let y = PAVEMENT + 10 + row * (22 + row * 5);
        canvas.rectangle(0, y, 1200, 2, dim(STONE_JOINT));
    }
    for column in -4..20 {
        canvas.line(
            (600 + (column - 8) * 70, PAVEMENT),
            (600 + (column - 8) * 104, KERB),
            2,
            dim(STONE_JOINT),
        );
    }
    canvas.rectangle(0, KERB, 1200, 18, dim(KERB_STONE));
    canvas.rectangle(0, KERB + 18, 1200, 300, dim(ASPHALT));
    for dash in 0..5 {
        let left = dash * 280 - 60;
        canvas.polygon(&[(left + 20, 836), (left + 170, 836), (left + 160, 850), (left, 850)], dim(LINE));
    }
}

fn pothole(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.polygon(&[(430, 662), (828, 656), (872, 782), (392, 790)], [0x58, 0x5f, 0x66]);
        for mark in 0..14 {
            canvas.ellipse((450 + mark * 28, 690 + (mark * 37) % 80), 3, 2, [0x78, 0x80, 0x87]);
        }
        return;
    }
    let rim = [
        (440, 690),
        (500, 664),
        (590, 672),
        (660, 656),
        (760, 676),
        (836, 712),
        (800, 760),
        (700, 786),
        (560, 778),
        (468, 752),
    ];
    canvas.polygon(&rim, [0x85, 0x80, 0x78]);
    let hole = [
        (470, 694),
        (520, 678),
        (600, 684),
        (664, 670),
        (748, 688),
        (804, 714),
        (776, 750),
        (690, 770),
        (570, 764),
        (492, 742),
    ];
    canvas.polygon(&hole, [0x42, 0x43, 0x44]);
    canvas.ellipse((640, 734), 104, 24, WATER);
    canvas.ellipse((614, 728), 44, 8, WATER_LIGHT);
    for (x, y) in [(410, 720), (396, 752), (868, 700), (884, 744), (540, 800), (712, 806)] {
        canvas.ellipse((x, y), 10, 6, ASPHALT_DARK);
    }
    canvas.path(&[(836, 712), (900, 690), (960, 706)], 4, ASPHALT_DARK);
    canvas.path(&[(440, 690), (380, 668), (330, 676)], 4, ASPHALT_DARK);
}

fn litter(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.rectangle(560, 452, 110, 130, [0x2f, 0x8a, 0x5b]);
        canvas.polygon(&[(548, 452), (682, 452), (672, 430), (558, 430)], [0x25, 0x6e, 0x49]);
        canvas.ellipse((580, 586), 14, 14, INK);
        canvas.ellipse((650, 586), 14, 14, INK);
        canvas.rectangle(590, 490, 50, 6, LINE);
        return;
    }
    for (x, y, size, colour) in [
        (470, 556, 62, INK),
        (580, 540, 78, [0x3d, 0x5d, 0x86]),
        (690, 558, 60, INK),
        (770, 566, 48, [0xb8, 0x4d, 0x3a]),
        (540, 588, 46, [0xd9, 0xc9, 0x8f]),
        (640, 590, 54, [0x4a, 0x4f, 0x55]),
    ] {
        canvas.ellipse((x, y), size, size * 4 / 5, colour);
        canvas.polygon(
            &[
                (x - 12, y - size * 4 / 5 + 6),
                (x + 12, y - size * 4 / 5 + 6),
                (x + 18, y - size - 8),
                (x - 14, y - size - 4),
            ],
            colour,
        );
    }
    canvas.polygon(&[(800, 590), (880, 570), (908, 622), (826, 642)], [0xb9, 0x8c, 0x58]);
    for (x, y, colour) in [
        (420, 640, LINE),
        (500, 664, [0x7f, 0xb2, 0xc4]),
        (620, 650, LINE),
        (730, 668, [0xd9, 0x9a, 0x4a]),
        (900, 660, LINE),
    ] {
        canvas.polygon(&[(x, y), (x + 34, y - 10), (x + 44, y + 10), (x + 8, y + 16)], colour);
    }
}

fn lamp(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.veil(&[(716, 196), (800, 196), (1050, 880), (430, 880)], [0xff, 0xe2, 0x9a], 92);
        canvas.veil(&[(740, 196), (790, 196), (920, 880), (560, 880)], [0xff, 0xec, 0xbf], 70);
    }
    canvas.rectangle(556, 176, 14, 426, [0x55, 0x60, 0x6c]);
    canvas.rectangle(540, 590, 46, 16, [0x55, 0x60, 0x6c]);
    canvas.path(&[(563, 180), (600, 150), (720, 160)], 12, [0x55, 0x60, 0x6c]);
    canvas.polygon(&[(700, 150), (812, 168), (806, 196), (704, 182)], [0x6c, 0x77, 0x83]);
    if mended {
        canvas.ellipse((758, 190), 44, 12, [0xff, 0xf4, 0xd2]);
    } else {
        canvas.ellipse((758, 190), 40, 9, [0x3a, 0x42, 0x4e]);
    }
}

fn flood(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.rectangle(520, 640, 190, 62, ASPHALT_DARK);
        for bar in 0..8 {
            canvas.rectangle(530 + bar * 23, 646, 10, 50, METAL);
        }
        return;
    }
    canvas.polygon(&[(0, 566), (1200, 548), (1200, 900), (0, 900)], WATER);
    for ripple in 0..12 {
        let (x, y) = ((ripple * 233) % 1080, 590 + ripple * 24);
        canvas.line((x, y), (x + 120, y), 5, WATER_LIGHT);
    }
    canvas.rectangle(760, 470, 30, 190, [0xc9, 0x4a, 0x3b]);
    canvas.rectangle(760, 500, 30, 36, LINE);
    canvas.rectangle(760, 572, 30, 36, LINE);
    canvas.ellipse((775, 662), 60, 10, WATER_LIGHT);
    canvas.ellipse((360, 690), 50, 18, [0xb9, 0x8c, 0x58]);
}

fn manhole(canvas: &mut Canvas, mended: bool) {
    canvas.ellipse((640, 724), 150, 66, METAL);
    if mended {
        canvas.ellipse((640, 724), 136, 58, [0x70, 0x79, 0x81]);
        for ring in [110, 80, 50] {
            canvas.ellipse((640, 724), ring, ring * 58 / 136, METAL);
            canvas.ellipse((640, 724), ring - 8, (ring - 8) * 58 / 136, [0x70, 0x79, 0x81]);
        }
        return;
    }
    canvas.ellipse((640, 724), 136, 58, [0x14, 0x17, 0x1a]);
    canvas.ellipse((640, 742), 112, 38, [0x26, 0x2c, 0x31]);
    canvas.path(&[(560, 780), (530, 520), (470, 480)], 12, BARK);
    canvas.ellipse((478, 474), 60, 34, LEAF);
    canvas.ellipse((520, 500), 50, 28, LEAF_LIGHT);
    canvas.ellipse((440, 500), 44, 24, LEAF_LIGHT);
}

fn tree(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.rectangle(560, 560, 120, 36, SOIL);
        canvas.rectangle(614, 300, 16, 280, BARK);
        canvas.line((570, 588), (614, 440), 7, METAL);
        canvas.line((672, 588), (630, 440), 7, METAL);
        for (x, y, size) in [(622, 270, 76), (570, 316, 54), (678, 312, 56), (622, 220, 52)] {
            canvas.ellipse((x, y), size, size * 4 / 5, if x == 622 { LEAF } else { LEAF_LIGHT });
        }
        return;
    }
    canvas.polygon(&[(250, 600), (330, 596), (318, 500), (296, 520), (276, 486), (262, 524)], BARK);
    canvas.line((318, 560), (900, 742), 44, BARK);
    canvas.line((640, 660), (760, 600), 20, BARK);
    for (x, y, size) in [(880, 720, 120), (960, 770, 100), (800, 780, 90), (770, 590, 70), (1010, 700, 80)] {
        canvas.ellipse((x, y), size, size * 3 / 5, LEAF);
    }
    for (x, y, size) in [(900, 690, 60), (980, 750, 54), (820, 760, 44), (760, 580, 36)] {
        canvas.ellipse((x, y), size, size * 3 / 5, LEAF_LIGHT);
    }
}

fn pavement(canvas: &mut Canvas, mended: bool) {
    if mended {
        for row in 0..4 {
            for column in 0..9 {
                let shade = if (row + column) % 2 == 0 { [0xc9, 0xd3, 0xd0] } else { [0xe2, 0xdc, 0xcd] };
                canvas.rectangle(280 + column * 72, 474 + row * 31, 69, 28, shade);
            }
        }
        canvas.rectangle(280, 532, 645, 10, [0xe0, 0xb6, 0x4a]);
        return;
    }
    canvas.polygon(&[(320, 486), (880, 480), (940, 592), (270, 596)], SOIL);
    for (x, y) in
        [(330, 500), (450, 520), (560, 494), (690, 530), (800, 500), (400, 560), (620, 566), (840, 562)]
    {
        canvas.polygon(&[(x, y), (x + 66, y - 14), (x + 76, y + 16), (x + 12, y + 30)], STONE);
        canvas
            .polygon(&[(x + 12, y + 30), (x + 76, y + 16), (x + 76, y + 24), (x + 12, y + 38)], STONE_JOINT);
    }
    canvas.ellipse((740, 566), 60, 14, WATER);
}

fn parking(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.rectangle(0, 566, 1200, 10, [0xe0, 0xb6, 0x4a]);
        canvas.rectangle(880, 330, 12, 250, METAL);
        canvas.ellipse((886, 320), 46, 46, [0xb3, 0x26, 0x1e]);
        canvas.ellipse((886, 320), 36, 36, [0x1f, 0x5f, 0xaf]);
        canvas.line((860, 296), (912, 344), 9, [0xb3, 0x26, 0x1e]);
        return;
    }
    for (left, colour) in [(210, [0x8e, 0x3b, 0x3a]), (620, [0x46, 0x66, 0x8c])] {
        canvas.polygon(
            &[(left + 80, 470), (left + 250, 470), (left + 310, 530), (left + 20, 530)],
            [0x55, 0x6b, 0x78],
        );
        canvas.polygon(
            &[(left, 528), (left + 350, 528), (left + 362, 590), (left + 352, 606), (left - 6, 606)],
            colour,
        );
        canvas.rectangle(left + 160, 470, 8, 60, colour);
        for wheel in [70, 280] {
            canvas.ellipse((left + wheel, 606), 38, 38, INK);
            canvas.ellipse((left + wheel, 606), 16, 16, METAL);
        }
    }
    for bike in 0..2 {
        let left = 1010 + bike * 90;
        canvas.ellipse((left, 596), 26, 26, INK);
        canvas.ellipse((left + 74, 596), 26, 26, INK);
        canvas.polygon(&[(left + 4, 580), (left + 70, 580), (left + 60, 540), (left + 18, 546)], TEAL);
        canvas.path(&[(left + 4, 580), (left + 12, 516), (left + 34, 510)], 6, INK);
    }
}

fn leak(canvas: &mut Canvas, mended: bool) {
    if mended {
        canvas.polygon(&[(500, 500), (740, 496), (772, 588), (470, 592)], [0xe6, 0xdf, 0xd0]);
        canvas.ellipse((620, 544), 36, 16, METAL);
        canvas.ellipse((620, 544), 26, 11, [0x1f, 0x5f, 0xaf]);
        return;
    }
    canvas.polygon(&[(320, 590), (900, 586), (1080, 760), (820, 800), (360, 790), (180, 700)], WATER);
    canvas.ellipse((620, 560), 130, 36, SOIL);
    canvas.ellipse((620, 558), 84, 22, [0x4f, 0x6f, 0x7a]);
    for (spread, top) in [(-150, 330), (-86, 250), (-24, 210), (36, 220), (96, 262), (156, 344)] {
        canvas.path(&[(620, 556), (620 + spread / 2, top), (620 + spread, 560)], 12, WATER_LIGHT);
    }
    for ripple in 0..6 {
        let (x, y) = (300 + ripple * 110, 640 + (ripple * 47) % 120);
        canvas.line((x, y), (x + 90, y), 5, WATER_LIGHT);
    }
}

fn cable(canvas: &mut Canvas, mended: bool) {
    for x in [170, 1010] {
        canvas.rectangle(x, 90, 24, 510, [0x8d, 0x8a, 0x84]);
        canvas.rectangle(x - 50, 120, 124, 12, [0x5f, 0x60, 0x60]);
        canvas.rectangle(x - 40, 170, 104, 10, [0x5f, 0x60, 0x60]);
    }
    if mended {
        for (place, y) in (0..).zip([112, 126, 166, 178]) {
            canvas.path(&[(182, y), (600, y + 26 + place * 2), (1022, y)], 4, INK);
        }
        return;
    }
    for (place, sag) in (0..).zip([180, 240, 330, 410, 470, 300, 380]) {
        let (start, end) = (112 + place * 11, 118 + (place * 29) % 70);
        canvas.path(
            &[(182, start), (370, start + sag / 2), (600, start + sag), (830, end + sag / 2), (1022, end)],
            5,
            INK,
        );
    }
    canvas.path(&[(560, 560), (620, 600), (580, 660), (660, 700)], 6, INK);
    canvas.ellipse((190, 230), 44, 40, INK);
    canvas.ellipse((190, 230), 30, 26, [0x8d, 0x8a, 0x84]);
}

fn posters(canvas: &mut Canvas, mended: bool) {
    let wall = if mended { [0xe9, 0xe2, 0xc6] } else { [0xd6, 0xcd, 0xb4] };
    canvas.rectangle(180, 250, 840, 330, wall);
    canvas.rectangle(170, 236, 860, 18, [0xb0, 0x5f, 0x48]);
    canvas.rectangle(180, 540, 840, 40, [0xa9, 0xa2, 0x90]);
    if mended {
        for (x, y) in [(300, 400), (420, 360), (540, 410), (660, 370), (780, 405), (900, 365)] {
            canvas.line((x, 530), (x, y), 6, LEAF);
            canvas.ellipse((x, y - 10), 26, 22, LEAF_LIGHT);
            canvas.ellipse((x, y - 10), 10, 9, [0xe0, 0xb6, 0x4a]);
        }
        return;
    }
    for place in 0..26 {
        let (x, y) = (200 + (place * 137) % 740, 268 + (place * 61) % 220);
        let paper = match place % 4 {
            0 => LINE,
            1 => [0xf0, 0xd2, 0x6a],
            2 => [0xd7, 0xe4, 0xea],
            _ => [0xe8, 0xb8, 0xa8],
        };
        canvas.polygon(&[(x, y), (x + 74, y + place % 7 - 3), (x + 70, y + 52), (x + 2, y + 48)], paper);
        for row in 0..3 {
            canvas.rectangle(x + 10, y + 12 + row * 11, 46 - row * 8, 4, [0x7a, 0x6e, 0x66]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_another_one_and_always_the_same() {
        let mut all = Vec::new();
        for motif in Motif::ALL {
            for stage in [Stage::Before, Stage::After] {
                let picture = draw(motif, stage).unwrap();
                assert!(!all.contains(&picture), "{motif:?} {stage:?} looks like another one");
                all.push(picture);
            }
        }
        assert_eq!(draw(Motif::Lamp, Stage::After).unwrap(), all[5]);
    }
}
