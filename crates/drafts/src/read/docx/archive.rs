//! The ZIP around a DOCX, opened with limits that hold whatever its directory claims.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::{fault::ImportFault, limits};

/// An opened DOCX that passed the checks of its directory.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    unpacked: u64,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ImportFault> {
        if bytes.len() > limits::DOCX_BYTES {
            return Err(ImportFault::TooLarge);
        }
        // The directory says how many entries there are; what stands in it is held against what stands there below.
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_no_zip| ImportFault::NotDocx)?;
        if zip.len() > limits::DOCX_ENTRIES {
            return Err(ImportFault::Bomb);
        }
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(|_broken| ImportFault::NotDocx)?;
            if entry.encrypted() {
                return Err(ImportFault::OldWord);
            }
            let (packed, size) = (entry.compressed_size(), entry.size());
            total = total.saturating_add(size);
            if total > limits::DOCX_UNPACKED || (size > 1_000_000 && size / packed.max(1) > limits::RATIO) {
                return Err(ImportFault::Bomb);
            }
            let name = entry.name().map_err(|_broken| ImportFault::NotDocx)?.to_ascii_lowercase();
            if name.ends_with("vbaproject.bin") || name.ends_with("vbadata.xml") {
                return Err(ImportFault::Macros);
            }
        }
        let mut archive = Self { zip, unpacked: 0 };
        let types = archive.part("[Content_Types].xml")?.ok_or(ImportFault::NotDocx)?;
        if types.to_ascii_lowercase().contains("macroenabled") {
            return Err(ImportFault::Macros);
        }
        Ok(archive)
    }

    /// The text of one part; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ImportFault> {
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        let entry = self.zip.by_index(index).map_err(|_broken| ImportFault::NotDocx)?;
        let packed = entry.compressed_size();
        let mut bytes = Vec::new();
        let read = entry
            .take(limits::XML_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|_broken| ImportFault::NotDocx)?;
        let read = read as u64;
        self.unpacked += read;
        if read > limits::XML_BYTES
            || self.unpacked > limits::DOCX_UNPACKED
            || (read > 1_000_000 && read / packed.max(1) > limits::RATIO)
        {
            return Err(ImportFault::Bomb);
        }
        let text = String::from_utf8(bytes).map_err(|_other_encoding| ImportFault::Xml)?;
        if text.contains('\0') { Err(ImportFault::Xml) } else { Ok(Some(text)) }
    }
}
