//! DOCX: what Word shows of the body, as lines. Numbers that Word makes by itself come out as words, tracked changes are taken as
//! accepted, and whatever is left out is noted. It trusts nothing in the file: see [`crate::limits`].

mod archive;
mod document;
mod numbering;
mod styles;
mod xml;

use self::{archive::Archive, document::Document, numbering::Numbering, styles::Styles};
use crate::{fault::ImportFault, outline::Line};

/// The lines of a document: one for each paragraph, line break and row of a table.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, ImportFault> {
    let mut archive = Archive::open(bytes)?;
    let body = archive.part("word/document.xml")?.ok_or(ImportFault::NotDocx)?;
    let styles = Styles::read(archive.part("word/styles.xml")?.as_deref())?;
    let numbering = Numbering::read(archive.part("word/numbering.xml")?.as_deref())?;
    let mut notes = document::notes(archive.part("word/footnotes.xml")?.as_deref(), "footnote")?;
    notes.extend(document::notes(archive.part("word/endnotes.xml")?.as_deref(), "endnote")?);
    Document::new(styles, numbering, notes).read(&body)
}
