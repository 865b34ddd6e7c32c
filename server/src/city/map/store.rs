//! The table `layers`: each imported file as it came, checked and compressed, under the name of what it is for. A change
//! shows in [`stamps`], so that other processes notice an import.

use std::io::{Read as _, Write as _};

use dantin_store::{Error, Tx};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use jiff::Timestamp;

/// What a layer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKind {
    /// Boundaries of the units of today.
    Areas,
    /// Units of before the reform and what became of them.
    OldAreas,
    /// Lines to draw.
    Roads,
    /// Names to search.
    Streets,
}

impl LayerKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [LayerKind; 4] = [Self::Areas, Self::OldAreas, Self::Roads, Self::Streets];

    /// The word for it in the database and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::OldAreas => "old-areas",
            Self::Roads => "roads",
            Self::Streets => "streets",
        }
    }

    /// The kind of a stored layer: its name up to the colon.
    pub fn of_name(name: &str) -> Option<LayerKind> {
        let code = name.split_once(':').map_or(name, |(code, _)| code);
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLayer {
    /// `areas`, `old-areas`, `streets`, or `roads:` and the file's name, since roads may come in several files.
    pub name: String,
    /// Who made it, as it must stand under a map; empty when nobody said.
    pub attribution: String,
    /// `geojson`, `topojson` or `csv`.
    pub format: String,
    /// Features or rows.
    pub rows: i64,
    /// The file's text.
    pub text: String,
    /// When it was imported.
    pub imported_at: Timestamp,
}

impl StoredLayer {
    /// What it is for; `None` for a name that a later version may have written.
    pub fn kind(&self) -> Option<LayerKind> {
        LayerKind::of_name(&self.name)
    }
}

/// Name, time of import and number of rows of every layer, by name.
pub fn stamps(tx: &mut Tx<'_>) -> Result<Vec<(String, Timestamp, i64)>, Error> {
    tx.all("SELECT name, imported_at, rows_count FROM layers ORDER BY name", &[])
}

/// Every layer with its text, by name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<StoredLayer>, Error> {
    let rows: Vec<(String, String, String, i64, Vec<u8>, Timestamp)> = tx.all(
        "SELECT name, attribution, format, rows_count, body, imported_at FROM layers ORDER BY name",
        &[],
    )?;
    rows.into_iter()
        .map(|(name, attribution, format, rows, body, imported_at)| {
            let text = unpack(&body)
                .map_err(|fault| Error::Engine(format!("the layer {name} cannot be read: {fault}")))?;
            Ok(StoredLayer { name, attribution, format, rows, text, imported_at })
        })
        .collect()
}

/// Stores a layer in place of the one of the same name.
pub fn put(tx: &mut Tx<'_>, layer: &StoredLayer) -> Result<(), Error> {
    let body = pack(&layer.text)
        .map_err(|fault| Error::Engine(format!("the layer {} cannot be packed: {fault}", layer.name)))?;
    tx.execute(
        "INSERT INTO layers (name, attribution, format, rows_count, body, imported_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (name) DO UPDATE SET attribution = excluded.attribution, format = excluded.format, rows_count = \
         excluded.rows_count, body = excluded.body, imported_at = excluded.imported_at",
        &[&layer.name, &layer.attribution, &layer.format, &layer.rows, &body, &layer.imported_at],
    )?;
    Ok(())
}

/// Forgets a layer and tells whether it was there.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<bool, Error> {
    Ok(tx.execute("DELETE FROM layers WHERE name = $1", &[&name])? > 0)
}

fn pack(text: &str) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()
}

fn unpack(body: &[u8]) -> std::io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(body).read_to_string(&mut text)?;
    Ok(text)
}
