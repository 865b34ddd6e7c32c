//! A walk over the segments of a JPEG (ITU-T T.81, annex B) without decoding: size, working memory, and whether the
//! file reaches its end marker. Decoders fill a missing end with grey; a report's photo should rather be sent again.

use crate::Refusal;

/// What the frame header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub width: u32,
    pub height: u32,
    /// Bytes of coefficients a decoder holds for the whole picture: nothing for one-pass pictures.
    pub coefficients: u64,
    components: u8,
    /// One-pass pictures with components of different size must have all of them in one scan.
    needs_interleaving: bool,
}

/// More scans than any camera writes; each costs a pass over the whole picture.
const MOST_SCANS: usize = 64;

/// Reads the frame header and follows the segments to the end marker.
pub(crate) fn walk(bytes: &[u8]) -> Result<Frame, Refusal> {
    let mut rest = bytes.get(2..).ok_or(Refusal::Truncated)?;
    let mut frame = None;
    let mut scans = 0;
    loop {
        let (marker, after) = next_marker(rest)?;
        match marker {
            0xd9 => return frame.filter(|_| scans > 0).ok_or(Refusal::Damaged),
            // Standalone markers carry no length.
            0x01 | 0xd0..=0xd8 => rest = after,
            _ => {
                let &[high, low, ..] = after else { return Err(Refusal::Truncated) };
                let length = usize::from(u16::from_be_bytes([high, low]));
                let body = after.get(2..length.max(2)).ok_or(Refusal::Truncated)?;
                rest = after.get(length.max(2)..).ok_or(Refusal::Truncated)?;
                // Every SOF but DHT (c4), JPG (c8) and DAC (cc), which share the range.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    if frame.is_some() {
                        return Err(Refusal::Damaged);
                    }
                    frame = Some(read_frame(marker, body)?);
                }
                if marker == 0xda {
                    let frame = frame.ok_or(Refusal::Damaged)?;
                    // The decoder gives such pictures wrong colours without a word.
                    if frame.needs_interleaving && body.first().copied() != Some(frame.components) {
                        return Err(Refusal::Unsupported { format: "JPEG in separate scans" });
                    }
                    scans += 1;
                    if scans > MOST_SCANS {
                        return Err(Refusal::Damaged);
                    }
                    rest = after_entropy(rest)?;
                }
            }
        }
    }
}

/// The next marker code and what follows it; bytes before it are skipped, as decoders do.
fn next_marker(bytes: &[u8]) -> Result<(u8, &[u8]), Refusal> {
    let mut rest = bytes;
    loop {
        let start = rest.iter().position(|&byte| byte == 0xff).ok_or(Refusal::Truncated)?;
        rest = rest.get(start + 1..).unwrap_or_default();
        match rest {
            [] => return Err(Refusal::Truncated),
            // A fill byte, or a stuffed zero that belongs to no marker.
            [0x00 | 0xff, ..] => {}
            [marker, after @ ..] => return Ok((*marker, after)),
        }
    }
}

/// Skips entropy-coded data up to the marker that ends it, restart markers included.
fn after_entropy(bytes: &[u8]) -> Result<&[u8], Refusal> {
    bytes
        .windows(2)
        .position(|pair| matches!(pair, &[0xff, code] if !matches!(code, 0x00 | 0xff | 0xd0..=0xd7)))
        .and_then(|at| bytes.get(at..))
        .ok_or(Refusal::Truncated)
}

fn read_frame(marker: u8, body: &[u8]) -> Result<Frame, Refusal> {
    let &[precision, h1, h0, w1, w0, count, ref components @ ..] = body else { return Err(Refusal::Damaged) };
    let progressive = match marker {
        0xc0 | 0xc1 => false,
        0xc2 => true,
        _ => return Err(Refusal::Unsupported { format: "JPEG lossless or arithmetic" }),
    };
    if precision != 8 {
        return Err(Refusal::Unsupported { format: "JPEG with more than 8 bits" });
    }
    let (width, height) = (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
    if width == 0 || height == 0 || count == 0 {
        return Err(Refusal::Damaged);
    }
    let factors: Vec<(u64, u64)> = components
        .chunks_exact(3)
        .take(usize::from(count))
        .filter_map(|component| component.get(1))
        .map(|&both| (u64::from(both >> 4), u64::from(both & 15)))
        .collect();
    if factors.len() != usize::from(count)
        || factors.iter().any(|&(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v))
    {
        return Err(Refusal::Damaged);
    }
    let most = |side: fn(&(u64, u64)) -> u64| factors.iter().map(side).max().unwrap_or(1);
    let (most_h, most_v) = (most(|f| f.0), most(|f| f.1));
    let across = u64::from(width).div_ceil(8 * most_h);
    let down = u64::from(height).div_ceil(8 * most_v);
    let samples: u64 = factors.iter().map(|(h, v)| across * down * h * v * 64).sum();
    // Progressive pictures are held as 16-bit coefficients until the last scan.
    let coefficients = if progressive { samples * 2 } else { 0 };
    let needs_interleaving = !progressive && factors.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    Ok(Frame { width, height, coefficients, components: count, needs_interleaving })
}
