//! QR codes as the path of an inline SVG, black squares merged by row. What the code says is the caller's.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// A drawn code: put `path` into `<path d="…">` within `viewBox="0 0 {side} {side}"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Side length in modules, quiet zone included.
    pub side: usize,
    /// Path data, one horizontal run per piece.
    pub path: String,
}

/// Modules of white that scanners need around the code.
const QUIET: usize = 4;

/// Draws `text` with medium error correction; `None` if it is too long for any code (about 2,300 bytes).
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colors = code.into_colors();
    let mut path = String::new();
    for (row, modules) in colors.chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                // Writing into a string cannot fail.
                let _ = write!(
                    path,
                    "M{} {}h{length}v1h-{length}z",
                    column + QUIET,
                    row + QUIET,
                    length = run.len()
                );
            }
            column += run.len();
        }
    }
    Some(Drawing { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_address_becomes_a_small_code_with_its_finder_squares() {
        let drawing = draw("https://example.org/c/ABCD").unwrap();
        assert_eq!(drawing.side, 25 + 8);
        assert!(drawing.path.starts_with("M4 4h7v1h-7z"));
        assert!(draw(&"x".repeat(4000)).is_none());
    }
}
