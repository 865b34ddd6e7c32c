//! What a file is, told from its first bytes alone. Names and declared types are never asked: they are often wrong.

use crate::Refusal;

/// A format that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
}

impl Format {
    /// The media type, for answers over HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// The usual name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
        }
    }
}

/// Brands of ISO/IEC 23008-12 (HEIF) and its HEVC codings, as they stand in the `ftyp` box.
const HEIC_BRANDS: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

/// The format of these bytes, or why they cannot be one that is taken.
pub(crate) fn recognise(bytes: &[u8]) -> Result<Format, Refusal> {
    let unsupported = |format| Err(Refusal::Unsupported { format });
    let not_an_image = |is| Err(Refusal::NotAnImage { is });
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Format::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::WebP),
        [a, b, c, d, b'f', b't', b'y', b'p', rest @ ..] => {
            Err(isobmff(u32::from_be_bytes([*a, *b, *c, *d]), rest))
        }
        [b'G', b'I', b'F', b'8', ..] => unsupported("GIF"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => unsupported("TIFF"),
        [b'I', b'I', 43, 0, ..] | [b'M', b'M', 0, 43, ..] => unsupported("BigTIFF"),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => unsupported("BMP"),
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => unsupported("JPEG XL"),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => unsupported("JPEG 2000"),
        [b'%', b'P', b'D', b'F', ..] => not_an_image(Some("PDF")),
        [b'P', b'K', 3, 4, ..] => not_an_image(Some("ZIP")),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => not_an_image(Some("WebM")),
        _ => not_an_image(None),
    }
}

/// What a file with a leading `ftyp` box is; `rest` begins with its major brand.
fn isobmff(box_length: u32, rest: &[u8]) -> Refusal {
    let Some(major) = rest.get(..4) else { return Refusal::NotAnImage { is: None } };
    // Four bytes of version stand between the major brand and the compatible ones; the box's own head is 8 bytes.
    let end = usize::try_from(box_length).unwrap_or(usize::MAX).saturating_sub(8).min(rest.len());
    let compatible = rest.get(8..end).unwrap_or_default();
    let brands = || std::iter::once(major).chain(compatible.chunks_exact(4));
    // Many AVIF files also list `mif1`: their own brand decides.
    if brands().any(|brand| brand == b"avif" || brand == b"avis") {
        Refusal::Unsupported { format: "AVIF" }
    } else if brands().any(|brand| HEIC_BRANDS.iter().any(|heic| brand == *heic)) {
        Refusal::Heic
    } else {
        Refusal::NotAnImage { is: Some("MP4") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftyp(major: [u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = (16 + 4 * u32::try_from(compatible.len()).unwrap()).to_be_bytes().to_vec();
        bytes.extend_from_slice(b"ftyp");
        bytes.extend_from_slice(&major);
        bytes.extend_from_slice(&[0; 4]);
        for brand in compatible {
            bytes.extend_from_slice(*brand);
        }
        bytes.extend_from_slice(&[0; 100]);
        bytes
    }

    #[test]
    fn heic_is_known_by_any_of_its_brands() {
        for brand in HEIC_BRANDS {
            assert_eq!(recognise(&ftyp(*brand, &[])), Err(Refusal::Heic));
        }
        assert_eq!(recognise(&ftyp(*b"zzzz", &[b"mif1", b"heic"])), Err(Refusal::Heic));
    }

    #[test]
    fn files_that_only_share_the_container_are_not_called_heic() {
        assert_eq!(recognise(&ftyp(*b"avif", &[b"mif1"])), Err(Refusal::Unsupported { format: "AVIF" }));
        assert_eq!(recognise(&ftyp(*b"isom", &[b"mp41"])), Err(Refusal::NotAnImage { is: Some("MP4") }));
        assert_eq!(recognise(b"\0\0\0\x08ftyp"), Err(Refusal::NotAnImage { is: None }));
    }

    #[test]
    fn content_decides_and_not_the_name() {
        assert_eq!(recognise(b"%PDF-1.7 named photo.jpg"), Err(Refusal::NotAnImage { is: Some("PDF") }));
        assert_eq!(recognise(b"GIF89a...."), Err(Refusal::Unsupported { format: "GIF" }));
        assert_eq!(recognise("chỉ là chữ".as_bytes()), Err(Refusal::NotAnImage { is: None }));
        assert_eq!(recognise(b""), Err(Refusal::NotAnImage { is: None }));
    }
}
