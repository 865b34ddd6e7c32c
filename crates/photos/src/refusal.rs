//! Why a file is not taken as a photo. The server turns each of these into words; the texts here are for the log.

use std::fmt;
use std::time::Duration;

/// The reason for which a file was not taken; nothing of it has been stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// HEIC or HEIF, the format of many phones: to be sent as JPEG.
    Heic,
    /// The bytes are no picture; what they are, where that is known ("PDF").
    NotAnImage { is: Option<&'static str> },
    /// A picture in a format or variant that is not taken ("GIF").
    Unsupported { format: &'static str },
    /// More pixels than allowed, read from the header before anything was decoded.
    TooManyPixels { pixels: u64, limit: u64 },
    /// More bytes than allowed.
    TooLarge { bytes: usize, limit: usize },
    /// Decoding would take more bytes of memory than allowed.
    TooMuchMemory { bytes: u64, limit: u64 },
    /// The file ends before the picture does.
    Truncated,
    /// The file begins as a picture and cannot be decoded.
    Damaged,
    /// A picture that moves; publishing its first frame alone could mislead.
    Animated,
    /// The time limit passed between two steps.
    TooSlow { limit: Duration },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heic => f.write_str("HEIC or HEIF"),
            Self::NotAnImage { is: Some(kind) } => write!(f, "no picture but {kind}"),
            Self::NotAnImage { is: None } => f.write_str("no picture"),
            Self::Unsupported { format } => write!(f, "unsupported format {format}"),
            Self::TooManyPixels { pixels, limit } => write!(f, "{pixels} pixels, at most {limit}"),
            Self::TooLarge { bytes, limit } => write!(f, "{bytes} bytes, at most {limit}"),
            Self::TooMuchMemory { bytes, limit } => {
                write!(f, "needs {bytes} bytes of memory, at most {limit}")
            }
            Self::Truncated => f.write_str("the file ends too early"),
            Self::Damaged => f.write_str("the file is damaged"),
            Self::Animated => f.write_str("a moving picture"),
            Self::TooSlow { limit } => write!(f, "not ready within {limit:?}"),
        }
    }
}

impl std::error::Error for Refusal {}
