//! Where a journal is read from: a site over HTTP, or a folder with the same paths. Every download has a limit and a time;
//! what is read is given as it came and trusted by nobody.

use std::{
    fmt::{self, Write as _},
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// Bytes of a checkpoint, a policy, a tile, the figures.
pub(crate) const SMALL: u64 = 1 << 20;
/// Bytes of all tables of figures.
pub(crate) const TABLES: u64 = 64 << 20;
/// Bytes of a full bundle of the largest entries.
pub(crate) const BUNDLE: u64 = 256 * (65_535 + 2);

/// Why something could not be read: no finding about the journal.
#[derive(Debug, PartialEq, Eq)]
pub struct Cannot(pub String);

impl fmt::Display for Cannot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Cannot {}

/// A site or a folder.
pub enum Source {
    /// Its address, and what asks it.
    Site(String, ureq::Agent),
    /// The folder in which `journal/checkpoint` lies.
    Folder(PathBuf),
}

impl Source {
    /// The site of an address with `http://` or `https://`, or the folder of a path. Of a folder that holds the log itself,
    /// the one above is taken.
    pub fn new(text: &str) -> Self {
        if text.starts_with("http://") || text.starts_with("https://") {
            let agent = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_mins(1)))
                .max_redirects(3)
                .http_status_as_error(false)
                .build();
            let address = text.trim_end_matches('/');
            return Self::Site(address.strip_suffix("/journal").unwrap_or(address).to_owned(), agent.into());
        }
        let path = Path::new(text);
        let is_log = !path.join("journal/checkpoint").exists() && path.join("checkpoint").exists();
        let folder = if is_log { path.parent().map(Path::to_path_buf) } else { None };
        // The folder of a log may have any name only when it is named `journal`.
        Self::Folder(folder.filter(|_| path.ends_with("journal")).unwrap_or_else(|| path.to_path_buf()))
    }

    /// Whether more may come while one waits.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Site(..))
    }

    /// The bytes under a path, at most `limit`; `None` where there is nothing.
    pub fn read(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, Cannot> {
        let too_large = || Cannot(format!("{path} is larger than the {limit} bytes it may have"));
        let mut bytes = Vec::new();
        match self {
            Self::Folder(folder) => {
                let file = match fs::File::open(folder.join(path)) {
                    Ok(file) => file,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                    Err(error) => return Err(Cannot(format!("{path} cannot be read: {error}"))),
                };
                let read = file.take(limit + 1).read_to_end(&mut bytes);
                read.map_err(|error| Cannot(format!("{path} cannot be read: {error}")))?;
            }
            Self::Site(address, agent) => {
                let url = format!("{address}/{path}");
                let mut answer = agent
                    .get(&url)
                    .call()
                    .map_err(|error| Cannot(format!("{url} does not answer: {error}")))?;
                match answer.status().as_u16() {
                    200 => {}
                    404 | 410 => return Ok(None),
                    status => return Err(Cannot(format!("{url} answers with status {status}"))),
                }
                let body = answer.body_mut().as_reader();
                let read = body.take(limit + 1).read_to_end(&mut bytes);
                read.map_err(|error| Cannot(format!("{url} broke off: {error}")))?;
            }
        }
        if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(Some(bytes)) }
    }

    /// A partial file, or the full one that took its place (tlog-tiles, "Partial Tiles").
    pub(crate) fn read_part(&self, path: &str, full: &str, limit: u64) -> Result<Option<Vec<u8>>, Cannot> {
        match self.read(path, limit)? {
            None if path != full => self.read(full, limit),
            found => Ok(found),
        }
    }
}

/// Where the schema with this hash lies.
pub(crate) fn schema_path(hash: &[u8; 32]) -> String {
    let mut path = "journal/schema/".to_owned();
    append_hex(&mut path, hash);
    path
}

/// Appends bytes as hexadecimal digits.
pub(crate) fn append_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
}
