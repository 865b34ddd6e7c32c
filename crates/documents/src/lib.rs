//! Official documents as people in Viet Nam know them: minutes, reports, consolidated tables, laid out as Annex I of Decree
//! 30/2020/NĐ-CP asks, from one plain [`Document`] into PDF and DOCX. It gets texts and lays them out; it knows no SQL, no HTTP,
//! no catalogue of words and no clock. The few words of its own (`labels.rs`) are those that the decree prescribes.
//!
//! Whoever has no seal and no series of numbers leaves `number` out; nothing here draws an emblem or a seal.

mod docx;
mod labels;
pub mod model;
pub mod numbering;
#[cfg(feature = "pdf")]
mod pdf;
mod text;

use model::Document;

/// Why a document could not be made. The first three are mistakes of the caller; nothing that a person typed leads to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A table without columns, or with a column that takes no share of the width.
    Columns { table: usize },
    /// A row of a table with another number of cells than the table has columns; tables and rows count from 0.
    Cells { table: usize, row: usize, cells: usize, columns: usize },
    /// A date line before the year 1 or after 9999.
    Year(i16),
    /// The layout engine or the packer refused; its own words, for the log.
    Engine(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Columns { table } => {
                write!(formatter, "table {table} has a column without width, or no columns")
            }
            Fault::Cells { table, row, cells, columns } => {
                write!(formatter, "row {row} of table {table} has {cells} cells for {columns} columns")
            }
            Fault::Year(year) => write!(formatter, "the year {year} cannot be written in a date line"),
            Fault::Engine(words) => write!(formatter, "the document could not be laid out: {words}"),
        }
    }
}

impl std::error::Error for Fault {}

/// The document as a Word file (Office Open XML): the same bytes for the same document.
pub fn to_docx(document: &Document) -> Result<Vec<u8>, Fault> {
    document.check()?;
    docx::write(document)
}

/// The document as a tagged PDF (PDF/A-2a and PDF/UA-1): the same bytes for the same document. A long table takes seconds of
/// computing: call it where blocking is allowed.
#[cfg(feature = "pdf")]
pub fn to_pdf(document: &Document) -> Result<Vec<u8>, Fault> {
    document.check()?;
    pdf::write(document)
}
