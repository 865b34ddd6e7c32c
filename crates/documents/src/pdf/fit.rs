//! Fits a text to the font and to the width that it gets: characters that the font does not have are named by their code, and
//! words that are longer than a line may be broken anywhere.

use typst::text::FontInstance;

/// What is left out when the font lacks it: it only changes how the character before it looks, or joins two of them.
fn is_modifier(character: char) -> bool {
    matches!(u32::from(character), 0x200c | 0x200d | 0xfe00..=0xfe0f | 0xe0100..=0xe01ef)
}

fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd)
}

/// The text in characters that all faces have. Another one becomes "[U+1F600]": PDF/A and PDF/UA forbid glyphs that stand for
/// nothing, and a record that drops what somebody wrote would be worse than one that is harder to read.
pub fn in_font(text: &str, faces: &[FontInstance]) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let known =
            !is_private(character) && faces.iter().all(|face| face.ttf().glyph_index(character).is_some());
        if known {
            out.push(character);
        } else if !is_modifier(character) {
            let code = format!("[U+{:04X}]", u32::from(character));
            out.push_str(&code);
        }
    }
    out
}

/// The text with places to break in each word that is wider than `width`, in parts of the size: a zero-width space after every
/// character. Other words stay whole.
pub fn breakable(text: &str, width: f64, faces: &[FontInstance]) -> String {
    let fits = |word: &str| as_wide_as(word.chars().count()) <= width || measured(word, faces) <= width;
    if text.split(' ').all(fits) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if fits(word) {
            out.push_str(word);
        } else {
            out.extend(word.chars().flat_map(|character| [character, '\u{200b}']));
        }
    }
    out
}

/// A width that no word of so many letters exceeds, save with rare signs: most words need no measuring.
#[expect(clippy::cast_precision_loss, reason = "a number of characters")]
fn as_wide_as(characters: usize) -> f64 {
    characters as f64 * 1.1
}

/// The width of a word in the widest face, in parts of the size.
fn measured(word: &str, faces: &[FontInstance]) -> f64 {
    let in_face = |face: &FontInstance| -> f64 {
        let ttf = face.ttf();
        let units = f64::from(ttf.units_per_em());
        let advance = |character| {
            ttf.glyph_index(character).and_then(|glyph| ttf.glyph_hor_advance(glyph)).unwrap_or(0)
        };
        word.chars().map(|character| f64::from(advance(character)) / units).sum()
    };
    // Kerning may add a little.
    faces.iter().map(in_face).fold(0.0, f64::max) * 1.02
}
