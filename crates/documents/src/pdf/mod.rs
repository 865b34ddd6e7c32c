//! A document as PDF, by the typesetting library typst: `layout.typ` says how it looks, `values.rs` what it says. The
//! world that the library sees holds that one source, four faces of one font and the document's values; it has no files, no network and no
//! clock. A table of very many rows is typeset in stretches, one after the other, of which each is written while the next is laid out, and
//! `join.rs` makes one file of them.

mod fit;
mod join;
mod values;

use std::{
    ops::Range,
    sync::{LazyLock, mpsc},
    thread,
};

use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart};
use typst::layout::Abs;
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook, FontInstance, FontVariations};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use self::{join::Joined, values::Stretch};
use crate::Fault;
use crate::model::{Block, Document, Row, Table};

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::load);

/// Liberation Serif, as wide as Times New Roman; see `fonts/README.md`.
struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
    /// The same faces, to be asked for glyphs and widths.
    measures: Vec<FontInstance>,
}

impl Fonts {
    fn load() -> Fonts {
        let files: [&'static [u8]; 4] = [
            include_bytes!("../../fonts/LiberationSerif-Regular.ttf"),
            include_bytes!("../../fonts/LiberationSerif-Bold.ttf"),
            include_bytes!("../../fonts/LiberationSerif-Italic.ttf"),
            include_bytes!("../../fonts/LiberationSerif-BoldItalic.ttf"),
        ];
        let faces: Vec<Font> = files.into_iter().filter_map(|file| Font::new(Bytes::new(file), 0)).collect();
        let measures = faces
            .iter()
            .map(|face| {
                face.clone().instantiate(face.info().variant, Abs::pt(12.0), &FontVariations::default())
            })
            .collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces, measures }
    }
}

/// What the library may see while it lays out one document.
struct Sheet {
    library: LazyHash<Library>,
    source: Source,
}

impl Sheet {
    fn new(values: Dict) -> Sheet {
        Sheet {
            library: LazyHash::new(Library::builder().with_inputs(values).build()),
            source: Source::detached(include_str!("../layout.typ")),
        }
    }
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Rows of a table that are typeset in one go: memory and time of the typesetter grow with what it holds at once.
const ROWS: usize = 400;

pub fn write(document: &Document) -> Result<Vec<u8>, Fault> {
    let Some((at, table)) = long_table(document) else {
        let bytes = lay_out(document, &document.blocks, Stretch::WHOLE).and_then(|pages| written(&pages));
        forget();
        return bytes;
    };
    // Nothing waits between the two threads, so that no more than two stretches are in memory.
    let (hand_over, handed_over) = mpsc::sync_channel(0);
    let joined = thread::scope(|scope| {
        let writer = scope.spawn(move || {
            let mut joined = Joined::new();
            for pages in handed_over {
                joined.add(&written(&pages)?)?;
            }
            joined.finish()
        });
        let laid_out = lay_out_all(document, (at, table), &hand_over);
        drop(hand_over);
        let joined = writer.join().map_err(|_panic| Fault::Engine("the writing broke off".to_owned()))?;
        laid_out.and(joined)
    });
    forget();
    joined
}

/// Lays out stretch after stretch of the long table with what stands around it, and hands them over; it stops where nobody takes them.
fn lay_out_all(
    document: &Document,
    (at, table): (usize, &Table),
    hand_over: &mpsc::SyncSender<PagedDocument>,
) -> Result<(), Fault> {
    let mut page = 1;
    for rows in stretches(&table.rows) {
        let (is_first, is_last) = (rows.start == 0, rows.end == table.rows.len());
        let before = document.blocks.iter().take(if is_first { at } else { 0 });
        let behind = document.blocks.iter().skip(if is_last { at + 1 } else { usize::MAX });
        let some = table.rows.get(rows).unwrap_or_default().to_vec();
        let some = Block::Table(Table { columns: table.columns.clone(), rows: some });
        let blocks: Vec<Block> =
            before.cloned().chain(std::iter::once(some)).chain(behind.cloned()).collect();
        let pages = lay_out(document, &blocks, Stretch { page, is_first, is_last })?;
        forget();
        page += pages.pages().len();
        if hand_over.send(pages).is_err() {
            break;
        }
    }
    Ok(())
}

/// The table that is too long for one go, and its place. Headings make an outline, which is not joined: what has some stays whole.
fn long_table(document: &Document) -> Option<(usize, &Table)> {
    if document.blocks.iter().any(|block| matches!(block, Block::Heading(_))) {
        return None;
    }
    let mut long = document.blocks.iter().enumerate().filter_map(|(at, block)| match block {
        Block::Table(table) if table.rows.len() > ROWS => Some((at, table)),
        _ => None,
    });
    long.next().filter(|_| long.next().is_none())
}

/// The rows cut where something new begins, as far as that leaves no stretch too short; each stretch begins on a page of its own.
fn stretches(rows: &[Row]) -> Vec<Range<usize>> {
    let is_group = |row: usize| matches!(rows.get(row), Some(Row::Group(_)));
    let mut found = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let most = rows.len().min(start + ROWS);
        let end = if most == rows.len() {
            most
        } else {
            (start + ROWS / 2..=most).rev().find(|row| is_group(*row)).unwrap_or(most)
        };
        found.push(start..end);
        start = end;
    }
    found
}

/// Lays out these blocks with what stands around them.
fn lay_out(document: &Document, blocks: &[Block], stretch: Stretch) -> Result<PagedDocument, Fault> {
    let sheet = Sheet::new(values::of(document, blocks, stretch, &FONTS.measures));
    typst::compile::<PagedDocument>(&sheet).output.map_err(|faults| Fault::Engine(told(&faults)))
}

/// The file of these pages.
fn written(pages: &PagedDocument) -> Result<Vec<u8>, Fault> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).unwrap_or_default();
    let creator = Smart::Custom(Some("Dân Tin".to_owned()));
    let options = PdfOptions { standards, creator, ..PdfOptions::default() };
    typst_pdf::pdf(pages, &options).map_err(|faults| Fault::Engine(told(&faults)))
}

/// What the library remembers of a document would stay in memory until the process ends.
fn forget() {
    comemo::evict(0);
}

fn told(faults: &[SourceDiagnostic]) -> String {
    let words: Vec<String> = faults
        .iter()
        .map(|fault| {
            let hints: Vec<&str> = fault.hints.iter().map(|hint| hint.v.as_str()).collect();
            format!("{} {}", fault.message, hints.join(" "))
        })
        .collect();
    words.join("; ")
}
