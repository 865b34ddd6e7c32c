//! The bytes of a pack's files, from a folder or from inside the binary. It knows which names belong to a pack and
//! nothing of what is in them.

use std::collections::BTreeMap;
use std::path::Path;

use rust_embed::RustEmbed;

use crate::fault::Faults;

#[derive(RustEmbed)]
#[folder = "../../city/hanoi"]
#[include = "*.toml"]
#[include = "*.csv"]
#[exclude = "sources/*"]
struct Hanoi;

/// The files of a pack by name.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// The files that every pack has.
    pub const NEEDED: [&'static str; 7] = [
        "city.toml",
        "areas.csv",
        "agencies.csv",
        "holidays.csv",
        "deadlines.toml",
        "categories.toml",
        "channels.toml",
    ];

    /// The file a pack may have: units before a reform of the areas.
    pub const OLD_AREAS: &'static str = "old_areas.csv";

    /// The file a pack may have: boards of residents that oversee in their wards.
    pub const BOARDS: &'static str = "boards.csv";

    /// The file a pack may have: well-known places, for the search of a place.
    pub const LANDMARKS: &'static str = "landmarks.toml";

    /// The files of the pack inside the binary.
    pub fn embedded() -> Self {
        let bytes = |name: &str| Hanoi::get(name).map(|file| file.data.into_owned());
        Self(Hanoi::iter().filter_map(|name| Some((name.to_string(), bytes(&name)?))).collect())
    }

    /// Reads a pack's files from a folder; a file that is not there is found missing by the check, one that cannot
    /// be read is a fault at once.
    pub fn from_folder(folder: &Path) -> Result<Self, Faults> {
        let mut files = Self::default();
        let mut faults = Faults::default();
        for name in Self::NEEDED.into_iter().chain([Self::OLD_AREAS, Self::BOARDS, Self::LANDMARKS]) {
            match std::fs::read(folder.join(name)) {
                Ok(bytes) => files.put(name, bytes),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => faults.add(name, None, format!("cannot be read: {error}")),
            }
        }
        if faults.0.is_empty() { Ok(files) } else { Err(faults) }
    }

    /// Puts a file in, in place of one of the same name.
    pub fn put(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.to_owned(), bytes.into());
    }

    /// Takes a file out.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The bytes of a file.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    pub(crate) fn text(&self, name: &str, faults: &mut Faults) -> Option<&str> {
        let Some(bytes) = self.get(name) else {
            faults.add(name, None, "the file is missing");
            return None;
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = before.split(|byte| *byte == b'\n').count();
                faults.add(name, line, "the text is not UTF-8");
                None
            }
        }
    }
}
