//! `dantin import areas|old-areas|roads|streets`: takes map data and tables of places into the database. A file with faults is refused as a whole, each
//! fault with its place; the same file again changes nothing.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use clap::Args;
use dantin_store::Db;
use indicatif::ProgressBar;

use crate::{
    app::MIGRATIONS,
    city::map::{
        import::{Origin, check},
        store::{self, LayerKind, StoredLayer},
    },
    clock::{Clock as _, SystemClock},
    commands::Frame,
};

/// Faults that are listed before the others are only counted.
const LISTED: usize = 40;

/// One file.
#[derive(Args)]
pub struct LayerFile {
    /// The file
    file: PathBuf,
    /// Who made the data, as it must stand under each map: "© OpenStreetMap contributors"
    #[arg(long, value_name = "TEXT", default_value = "")]
    attribution: String,
}

/// One file of roads or several.
#[derive(Args)]
pub struct RoadFiles {
    /// The files; a file of the same name takes the place of the one before
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Who made the data, as it must stand under each map: "© OpenStreetMap contributors"
    #[arg(long, value_name = "TEXT", default_value = "")]
    attribution: String,
    /// Forget the roads of all other files
    #[arg(long)]
    replace: bool,
}

impl LayerFile {
    /// Imports the file as a layer of this kind.
    pub fn run(&self, frame: &Frame, kind: LayerKind) -> anyhow::Result<()> {
        layers(frame, kind, std::slice::from_ref(&self.file), &self.attribution, false)
    }
}

impl RoadFiles {
    /// Imports the files.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        layers(frame, LayerKind::Roads, &self.files, &self.attribution, self.replace)
    }
}

fn layers(
    frame: &Frame,
    kind: LayerKind,
    files: &[PathBuf],
    attribution: &str,
    replace: bool,
) -> anyhow::Result<()> {
    let city = frame.city()?;
    let settings = frame.settings()?;
    let now = SystemClock.now();
    let progress =
        if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    progress.enable_steady_tick(std::time::Duration::from_millis(100));
    let mut checked = Vec::new();
    for path in files {
        progress.set_message(format!("Checking {}", path.display()));
        let text = read(path)?;
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let origin = Origin { file: &file, attribution, now };
        match check(kind, text, origin, &city) {
            Ok(sound) => {
                for warning in &sound.warnings {
                    progress.suspend(|| eprintln!("{}: note: {warning}", path.display()));
                }
                checked.push(sound.layer);
            }
            Err(faults) => {
                progress.finish_and_clear();
                for fault in faults.iter().take(LISTED) {
                    eprintln!("{}: {fault}", path.display());
                }
                if let Some(more) = faults.len().checked_sub(LISTED).filter(|more| *more > 0) {
                    eprintln!("{}: and {more} more", path.display());
                }
                bail!("nothing was imported; number of faults in {}: {}", path.display(), faults.len());
            }
        }
    }
    progress.set_message("Storing");
    crate::operation::folder::make(&settings.data)?;
    let db = Db::open(&settings.database).context("cannot open the database")?;
    db.migrate(MIGRATIONS, &dantin_store::time_text(now)).context("cannot bring the database up to date")?;
    let outcome = db.write_blocking(move |tx| {
        let known = store::all(tx)?;
        let mut lines = Vec::new();
        for layer in &checked {
            let before = known.iter().find(|known| known.name == layer.name);
            let mut layer = layer.clone();
            // Who made a layer is not forgotten because the option is.
            if let (true, Some(before)) = (layer.attribution.is_empty(), before) {
                layer.attribution.clone_from(&before.attribution);
            }
            let layer = &layer;
            if before.is_some_and(|before| is_same(before, layer)) {
                lines.push(format!("{}: unchanged, {} {}", layer.name, layer.rows, counted(kind)));
                continue;
            }
            store::put(tx, layer)?;
            let instead = before.map_or_else(String::new, |before| format!(" in place of {}", before.rows));
            lines.push(format!("{}: {} {}{instead}", layer.name, layer.rows, counted(kind)));
        }
        let others = known.iter().filter(|known| {
            known.kind() == Some(kind) && checked.iter().all(|layer| layer.name != known.name)
        });
        for other in others {
            if replace {
                store::remove(tx, &other.name)?;
            }
            let fate = if replace { "forgotten" } else { "kept" };
            lines.push(format!("{}: {fate}, {} {}", other.name, other.rows, counted(kind)));
        }
        Ok::<_, dantin_store::Error>(lines)
    });
    db.close();
    progress.finish_and_clear();
    for line in outcome.context("nothing was imported")? {
        println!("{line}");
    }
    if attribution.trim().is_empty() && kind != LayerKind::OldAreas {
        println!("Most licences want their makers named under the map: --attribution \"© …\"");
    }
    println!("A running server takes it into use within a minute.");
    Ok(())
}

fn is_same(before: &StoredLayer, layer: &StoredLayer) -> bool {
    before.text == layer.text && before.attribution == layer.attribution
}

fn counted(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Areas => "areas",
        LayerKind::OldAreas => "links from old units to new ones",
        LayerKind::Roads => "lines",
        LayerKind::Streets => "streets",
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + before.iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        anyhow::anyhow!("{}, line {line}: not UTF-8 text; save the file as UTF-8", path.display())
    })
}
