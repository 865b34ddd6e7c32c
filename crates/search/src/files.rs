//! The files of the index: opened, made, written, cleaned. A mark that is written in the same step as the documents says up
//! to which entry of which journal they are true, so that a stop at any time loses nothing. Deleted documents leave words in
//! the files until their segment is merged; [`Writer::purge`] does that and leaves none.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use dantin_words::query::{Keys, expand};
use serde::{Deserialize, Serialize};
use tantivy::{
    IndexReader, IndexWriter, ReloadPolicy, SegmentReader, TantivyDocument, TantivyError, Term,
    directory::MmapDirectory,
    merge_policy::{LogMergePolicy, MergePolicy as _, NoMergePolicy},
};

use crate::{
    ask::{Reach, question},
    document::{Document, FORM, Fields, PLACE},
    found::{Found, Hit, Rank},
};

/// Memory of the writer.
const HEAP: usize = 50_000_000;
/// So many segments of about one size are merged.
const MERGED: usize = 8;
/// Segments of fewer documents count as of one size: merging them takes a moment.
const SMALL: u32 = 1_000;
/// From this part of deleted documents on a segment is written anew.
const DELETED: f32 = 0.5;

/// Why the index cannot be used.
#[derive(Debug)]
pub enum Fault {
    /// There is none.
    Missing,
    /// Its files are damaged, or of another program.
    Damaged(String),
    /// Another process writes it.
    Busy,
    /// It could not be read or written now.
    Io(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing => f.write_str("there is no index"),
            Fault::Damaged(reason) => write!(f, "the index is damaged: {reason}"),
            Fault::Busy => f.write_str("another process writes the index"),
            Fault::Io(reason) => write!(f, "the index cannot be read or written: {reason}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<TantivyError> for Fault {
    fn from(error: TantivyError) -> Fault {
        match error {
            TantivyError::LockFailure(..) => Fault::Busy,
            // A writer whose thread died has met a full disk, say: the files are as they were committed.
            TantivyError::IoError(_)
            | TantivyError::OpenWriteError(_)
            | TantivyError::OpenDirectoryError(_)
            | TantivyError::ErrorInThread(_)
            | TantivyError::SystemError(_)
            | TantivyError::Poisoned => Fault::Io(error.to_string()),
            other => Fault::Damaged(other.to_string()),
        }
    }
}

/// Up to where the documents are true.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Entries of the journal that were followed.
    pub entries: u64,
    /// Which journal: a hash of the newest of these entries.
    pub history: String,
    /// Up to which time notes were followed.
    pub notes: String,
    /// Words were taken away and may still stand in the files.
    pub purge: bool,
    /// The form of the fields; a commit sets it.
    #[serde(default)]
    pub form: u32,
}

/// An open index. Searches see what was written when it was [reloaded](Index::reload) last.
pub struct Index {
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    folder: PathBuf,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in a folder and checks that its files are as they were written.
    pub fn open(folder: &Path) -> Result<Index, Fault> {
        if !folder.join("meta.json").exists() {
            return Err(Fault::Missing);
        }
        let index = tantivy::Index::open_in_dir(folder).map_err(|error| Fault::Damaged(error.to_string()))?;
        let opened = Index::over(index, folder)?;
        if opened.inner.schema() != opened.fields.schema || opened.mark()?.form != FORM {
            return Err(Fault::Damaged("its fields are of another version".to_owned()));
        }
        // Over files that are opened for this alone: what was read once would stay in memory as long as they are open.
        let checked =
            tantivy::Index::open_in_dir(folder).map_err(|error| Fault::Damaged(error.to_string()))?;
        let damaged = checked.validate_checksum().map_err(|error| Fault::Damaged(error.to_string()))?;
        match damaged.iter().next() {
            Some(file) => Err(Fault::Damaged(format!("{} is not as it was written", file.display()))),
            None => Ok(opened),
        }
    }

    /// Makes an empty index in a folder, in place of whatever is there.
    pub fn create(folder: &Path) -> Result<Index, Fault> {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => std::fs::create_dir_all(folder).map_err(io)?,
        }
        let directory = MmapDirectory::open(folder).map_err(|error| Fault::Io(error.to_string()))?;
        let fields = Fields::new();
        let index = tantivy::Index::create(directory, fields.schema, tantivy::IndexSettings::default())?;
        let made = Index::over(index, folder)?;
        made.writer()?.commit(&Mark::default())?;
        made.reload()?;
        Ok(made)
    }

    fn over(index: tantivy::Index, folder: &Path) -> Result<Index, Fault> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error: TantivyError| Fault::Damaged(error.to_string()))?;
        Ok(Index { inner: index, reader, fields: Fields::new(), folder: folder.to_owned() })
    }

    /// Shows searches what was written since, by whatever process.
    pub fn reload(&self) -> Result<(), Fault> {
        Ok(self.reader.reload()?)
    }

    /// Up to where what was written is true.
    pub fn mark(&self) -> Result<Mark, Fault> {
        let payload = self.inner.load_metas()?.payload.unwrap_or_default();
        serde_json::from_str(&payload).map_err(|error| Fault::Damaged(error.to_string()))
    }

    /// Documents that searches see.
    pub fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether the files hold the key of this syllable, be it of a document that was taken away.
    pub fn holds(&self, syllable: &str) -> Result<bool, Fault> {
        let keys = Keys::of(syllable);
        let Fields { text, facts, desk, .. } = &self.fields;
        for segment in self.reader.searcher().segment_readers() {
            for pair in [text, facts, desk] {
                for (field, keys) in [(pair.fold, keys.folds()), (pair.tone, keys.tones())] {
                    let inverted = segment.inverted_index(field)?;
                    for key in keys {
                        if inverted.get_term_info(&Term::from_field_text(field, key)).map_err(io)?.is_some() {
                            return Ok(true);
                        }
                    }
                }
            }
        }
        Ok(false)
    }

    /// The only writer; refused while another process has one.
    pub fn writer(&self) -> Result<Writer, Fault> {
        let writer = self.inner.writer_with_num_threads(1, HEAP)?;
        // Merges run when this module says so and never beside it: a purge must know all segments.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Writer { inner: writer, fields: self.fields.clone(), folder: self.folder.clone() })
    }

    /// All documents that answer a query as typed. Where none has the last syllable, those that have one that begins so.
    pub fn find(&self, query: &str, reach: &Reach) -> Result<Found, Fault> {
        let query = expand(query);
        let searcher = self.reader.searcher();
        for is_beginning in [false, true] {
            let Some(question) = question(&self.fields, &query, reach, is_beginning) else { break };
            let mut hits = Vec::new();
            for (segment, ranks) in searcher.segment_readers().iter().zip(question.ranks(&searcher)?) {
                hits.extend(answers(segment, &ranks)?);
            }
            if !hits.is_empty() {
                return Ok(Found { hits, is_beginning });
            }
            if !query.slots().last().is_some_and(|slot| slot.may_be_unfinished()) {
                break;
            }
        }
        Ok(Found::default())
    }
}

/// The documents of a segment that have a rank and were not deleted.
fn answers(segment: &SegmentReader, ranks: &[u8]) -> Result<Vec<Hit>, Fault> {
    let places = segment.fast_fields().u64(PLACE)?;
    let found = (0_u32..).zip(ranks).filter(|(_, rank)| **rank > 0);
    let hit = |(document, rank): (u32, &u8)| {
        let place = places.first(document).filter(|_| !segment.is_deleted(document))?;
        let row = u32::try_from(place >> 32).ok()?;
        let entry = u32::try_from(place & u64::from(u32::MAX)).ok()?;
        Some(Hit { rank: Rank::from_number(*rank), row, entry })
    };
    Ok(found.filter_map(hit).collect())
}

fn io(error: impl fmt::Display) -> Fault {
    Fault::Io(error.to_string())
}

/// Writes documents; nothing is there before [`Writer::commit`].
pub struct Writer {
    inner: IndexWriter<TantivyDocument>,
    fields: Fields,
    folder: PathBuf,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Writer {
    /// Puts a document in the place of the one with its id.
    pub fn put(&mut self, document: &Document) -> Result<(), Fault> {
        self.remove(&document.id);
        self.add(document)
    }

    /// Adds a document whose id is new.
    pub fn add(&mut self, document: &Document) -> Result<(), Fault> {
        self.inner.add_document(self.fields.document(document))?;
        Ok(())
    }

    /// Takes a document away.
    pub fn remove(&mut self, id: &str) {
        self.inner.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Makes everything since the last commit durable, together with the mark.
    pub fn commit(&mut self, mark: &Mark) -> Result<(), Fault> {
        let payload = serde_json::to_string(&Mark { form: FORM, ..mark.clone() })
            .map_err(|error| Fault::Io(error.to_string()))?;
        let mut prepared = self.inner.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        Ok(())
    }

    /// Takes every document away.
    pub fn clear(&mut self) -> Result<(), Fault> {
        self.inner.delete_all_documents()?;
        Ok(())
    }

    /// Forgets what was put since the last commit.
    pub fn roll_back(&mut self) -> Result<(), Fault> {
        self.inner.rollback()?;
        Ok(())
    }

    /// Merges segments of about one size when there are many: a large one is written anew as seldom as it grows, however
    /// many small ones come.
    pub fn tidy(&mut self) -> Result<(), Fault> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MERGED);
        policy.set_min_layer_size(SMALL);
        policy.set_del_docs_ratio_before_merge(DELETED);
        let merges = policy.compute_merge_candidates(&self.inner.index().searchable_segment_metas()?);
        if merges.is_empty() {
            return Ok(());
        }
        for merge in merges {
            self.inner.merge(&merge.0).wait()?;
        }
        self.inner.garbage_collect_files().wait()?;
        Ok(())
    }

    /// Writes anew every segment that has deleted documents and removes the old files. `false` where a search still holds
    /// one of them: ask again.
    pub fn purge(&mut self, index: &Index) -> Result<bool, Fault> {
        // What describes a segment keeps its files alive: only the ids are held.
        let segments = self.inner.index().searchable_segment_metas()?;
        let changed: Vec<_> =
            segments.iter().filter(|segment| segment.has_deletes()).map(|segment| segment.id()).collect();
        drop(segments);
        for segment in changed {
            self.inner.merge(&[segment]).wait()?;
        }
        index.reload()?;
        let collected = self.inner.garbage_collect_files().wait()?;
        Ok(collected.failed_to_delete_files.is_empty() && !self.has_old_files()?)
    }

    /// Whether files of segments lie there that the index no longer has.
    fn has_old_files(&self) -> Result<bool, Fault> {
        let segments = self.inner.index().searchable_segment_metas()?;
        let present: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
        for file in std::fs::read_dir(&self.folder).map_err(io)? {
            let name = file.map_err(io)?.file_name();
            let name = name.to_string_lossy();
            let stem = name.split('.').next().unwrap_or_default();
            let is_segment = stem.len() == 32 && stem.bytes().all(|digit| digit.is_ascii_hexdigit());
            if is_segment && !present.iter().any(|segment| segment == stem) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
