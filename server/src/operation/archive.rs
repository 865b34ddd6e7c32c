//! The archive of a backup: a tar file, compressed where its name ends in `.gz`, whose last member lists all others with
//! their sizes and hashes. A reader believes nothing before it has seen that list: an archive that was cut short, changed or
//! made by something else is refused as a whole.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek as _, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail, ensure};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::act::cases::hex;

/// The first member: it tells our archives from others.
const HEAD: (&str, &[u8]) = ("dantin-backup", b"1\n");
/// The last member.
const LIST: &str = "manifest.json";
/// Bytes of the list at most: some millions of photos.
const LONGEST_LIST: u64 = 1 << 30;

/// What an archive says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The program that made it.
    pub version: String,
    /// `SQLite` or `PostgreSQL`.
    pub engine: String,
    /// When it was begun, RFC 3339 in UTC.
    pub made_at: String,
    /// Entries under the checkpoint that is in it; `None` without a log.
    pub log_size: Option<u64>,
    /// Where photos are that are not in it.
    pub photos_elsewhere: Option<String>,
    /// Every member by name.
    pub members: BTreeMap<String, Member>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

enum Sink {
    Plain(BufWriter<File>),
    Compressed(Box<GzEncoder<BufWriter<File>>>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(bytes),
            Self::Compressed(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(sink) => sink.flush(),
            Self::Compressed(sink) => sink.flush(),
        }
    }
}

/// An archive being written under a temporary name. Dropped before [`Writer::finish`], it leaves nothing.
pub struct Writer {
    tar: Option<tar::Builder<Sink>>,
    members: BTreeMap<String, Member>,
    path: PathBuf,
    temporary: PathBuf,
}

impl Writer {
    /// Begins an archive that only its owner may read; refused where something of this name is there.
    pub fn create(path: &Path) -> anyhow::Result<Writer> {
        ensure!(!path.exists(), "{} is there already: a backup never overwrites anything", path.display());
        let temporary = beside(path, "new")?;
        // What a stop left of this name is of no use to anybody.
        let _ = fs::remove_file(&temporary);
        let file = create_private(&temporary)?;
        let is_compressed = path.extension().is_some_and(|end| end == "gz" || end == "tgz");
        let sink = BufWriter::with_capacity(1 << 20, file);
        let sink = if is_compressed {
            Sink::Compressed(Box::new(GzEncoder::new(sink, Compression::fast())))
        } else {
            Sink::Plain(sink)
        };
        let mut writer = Writer {
            tar: Some(tar::Builder::new(sink)),
            members: BTreeMap::new(),
            path: path.to_owned(),
            temporary,
        };
        writer.append(HEAD.0, HEAD.1.len() as u64, HEAD.1)?;
        writer.members.clear();
        Ok(writer)
    }

    /// Adds a member from memory.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let sha256 = self.append(name, bytes.len() as u64, bytes)?;
        self.note(name, bytes.len() as u64, sha256)
    }

    /// Adds a member from a file that nobody changes meanwhile.
    pub fn add_file(&mut self, name: &str, path: &Path) -> anyhow::Result<()> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let length = file.metadata()?.len();
        let sha256 = self.append(name, length, file)?;
        self.note(name, length, sha256)
    }

    fn note(&mut self, name: &str, bytes: u64, sha256: String) -> anyhow::Result<()> {
        let known = self.members.insert(name.to_owned(), Member { bytes, sha256 });
        ensure!(known.is_none(), "{name} would be twice in the archive");
        Ok(())
    }

    fn append(&mut self, name: &str, bytes: u64, from: impl Read) -> anyhow::Result<String> {
        let tar = self.tar.as_mut().ok_or_else(|| anyhow!("the archive is closed"))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_entry_type(tar::EntryType::Regular);
        let mut hashing = Hashing { from: from.take(bytes), hash: Sha256::new(), bytes: 0 };
        tar.append_data(&mut header, name, &mut hashing)
            .with_context(|| format!("cannot write {name} into {}", self.temporary.display()))?;
        ensure!(hashing.bytes == bytes, "{name} became shorter while it was being copied");
        Ok(hex(&hashing.hash.finalize()))
    }

    /// Adds the list, makes everything durable and gives the archive its name.
    pub fn finish(mut self, mut manifest: Manifest) -> anyhow::Result<Manifest> {
        manifest.members = std::mem::take(&mut self.members);
        let list = serde_json::to_vec_pretty(&manifest)?;
        self.append(LIST, list.len() as u64, list.as_slice())?;
        let tar = self.tar.take().ok_or_else(|| anyhow!("the archive is closed"))?;
        let context = || format!("cannot write {}", self.temporary.display());
        let buffered = match tar.into_inner().with_context(context)? {
            Sink::Plain(sink) => sink,
            Sink::Compressed(sink) => sink.finish().with_context(context)?,
        };
        let file = buffered.into_inner().map_err(|error| error.into_error()).with_context(context)?;
        file.sync_all().with_context(context)?;
        ensure!(!self.path.exists(), "{} came to be there meanwhile", self.path.display());
        fs::rename(&self.temporary, &self.path).with_context(context)?;
        sync_folder(&self.path)?;
        Ok(manifest)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.tar.is_some() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

struct Hashing<R> {
    from: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }
}

/// Reads every byte of an archive and gives its list when all of it holds; writes nothing.
pub fn check(path: &Path) -> anyhow::Result<Manifest> {
    let mut found: BTreeMap<String, Member> = BTreeMap::new();
    let mut list = None;
    let mut is_ours = false;
    members(path, |name, length, from| {
        ensure!(list.is_none(), "something follows the list of members");
        if !is_ours {
            let mut head = Vec::new();
            from.take(64).read_to_end(&mut head)?;
            ensure!(name == HEAD.0, "it is no backup of Dân Tin");
            ensure!(head == HEAD.1, "it was made by a later version of this program");
            is_ours = true;
            return Ok(());
        }
        if name == LIST {
            ensure!(length <= LONGEST_LIST, "its list of members is too long");
            let mut text = Vec::new();
            from.read_to_end(&mut text)?;
            ensure!(text.len() as u64 == length, "it ends too early");
            list = Some(
                serde_json::from_slice::<Manifest>(&text).context("its list of members cannot be read")?,
            );
            return Ok(());
        }
        let mut hashing = Hashing { from, hash: Sha256::new(), bytes: 0 };
        io::copy(&mut hashing, &mut io::sink())?;
        ensure!(hashing.bytes == length, "it ends too early, in {name}");
        let member = Member { bytes: length, sha256: hex(&hashing.hash.finalize()) };
        ensure!(found.insert(name.to_owned(), member).is_none(), "{name} is in it twice");
        Ok(())
    })
    .with_context(|| format!("{} is refused, and nothing was written", path.display()))?;
    let refused = || format!("{} is refused, and nothing was written", path.display());
    let manifest = list
        .ok_or_else(|| anyhow!("it was cut short: its list of members is missing"))
        .with_context(refused)?;
    if manifest.members != found {
        let differs = manifest.members.iter().find(|(name, member)| found.get(*name) != Some(member));
        let name = differs.or_else(|| found.iter().find(|(name, _)| !manifest.members.contains_key(*name)));
        let name = name.map_or("", |(name, _)| name.as_str());
        return Err(anyhow!("{name} is not what the list says: it was changed or damaged"))
            .with_context(refused);
    }
    Ok(manifest)
}

/// Shows each member of an archive that was checked, once more held against its list.
pub fn extract(
    path: &Path,
    manifest: &Manifest,
    mut take: impl FnMut(&str, &mut dyn Read) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    members(path, |name, _, from| {
        let Some(member) = manifest.members.get(name) else { return Ok(()) };
        let mut hashing = Hashing { from, hash: Sha256::new(), bytes: 0 };
        take(name, &mut hashing)?;
        io::copy(&mut hashing, &mut io::sink())?;
        let is_same = hashing.bytes == member.bytes && hex(&hashing.hash.finalize()) == member.sha256;
        ensure!(is_same, "{} has changed while it was being read, in {name}", path.display());
        Ok(())
    })
}

fn members(
    path: &Path,
    mut show: impl FnMut(&str, u64, &mut dyn Read) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut start = [0; 2];
    let is_compressed = file.read(&mut start)? == 2 && start == [0x1f, 0x8b];
    file.rewind()?;
    let file = BufReader::with_capacity(1 << 20, file);
    let plain: Box<dyn Read> =
        if is_compressed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut archive = tar::Archive::new(plain);
    for entry in archive.entries()? {
        let mut entry = entry.context("it is no archive, or damaged")?;
        let length = entry.header().size().context("it is damaged")?;
        ensure!(
            entry.header().entry_type() == tar::EntryType::Regular,
            "it holds something that is no plain file"
        );
        let name = entry.path().context("it is damaged")?.into_owned();
        let is_plain = name.components().all(|part| matches!(part, Component::Normal(_)));
        let Some(name) = name.to_str().filter(|_| is_plain) else {
            bail!("it holds a file for another place: {}", name.display());
        };
        show(name, length, &mut entry)?;
    }
    Ok(())
}

/// A hidden name beside a file, for what is written before it is whole.
pub(super) fn beside(path: &Path, end: &str) -> anyhow::Result<PathBuf> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| anyhow!("{} cannot be the name of a file", path.display()))?;
    Ok(path.with_file_name(format!(".{name}.{end}")))
}

/// A new file that only its owner may read.
pub(super) fn create_private(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a rename in the folder of this file durable.
pub(super) fn sync_folder(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot sync {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            version: "0".to_owned(),
            engine: "SQLite".to_owned(),
            made_at: "2026-03-10T02:00:00Z".to_owned(),
            log_size: None,
            photos_elsewhere: None,
            members: BTreeMap::new(),
        }
    }

    fn archive(path: &Path) {
        let mut writer = Writer::create(path).unwrap();
        writer.add("journal/checkpoint", b"three lines").unwrap();
        writer.add("journal/tile/0/000.p/7", &[7; 224]).unwrap();
        writer.add("photos/sealed/ab/empty", b"").unwrap();
        writer.finish(manifest()).unwrap();
    }

    #[test]
    fn what_goes_in_comes_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.tar", "a.tar.gz"] {
            let path = folder.path().join(name);
            archive(&path);
            let checked = check(&path).unwrap();
            assert_eq!(checked.members.len(), 3);
            let mut seen = Vec::new();
            extract(&path, &checked, |name, from| {
                let mut bytes = Vec::new();
                from.read_to_end(&mut bytes)?;
                seen.push((name.to_owned(), bytes.len()));
                Ok(())
            })
            .unwrap();
            let expected =
                [("journal/checkpoint", 11), ("journal/tile/0/000.p/7", 224), ("photos/sealed/ab/empty", 0)];
            assert!(seen.iter().map(|(name, length)| (name.as_str(), *length)).eq(expected), "{seen:?}");
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert!(Writer::create(&path).err().unwrap().to_string().contains("never overwrites"));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn no_byte_can_be_changed_and_none_be_cut_off_unseen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tar");
        archive(&path);
        let whole = fs::read(&path).unwrap();
        let list_end = whole.iter().rposition(|byte| *byte != 0).unwrap();
        let damaged = folder.path().join("damaged.tar");
        for place in (0..=list_end).step_by(97) {
            let mut bytes = whole.clone();
            bytes[place] ^= 4;
            fs::write(&damaged, &bytes).unwrap();
            // Padding, and fields of the header that nobody reads, are the only bytes without meaning.
            if let Ok(manifest) = check(&damaged) {
                let mut same = 0;
                extract(&damaged, &manifest, |_, _| {
                    same += 1;
                    Ok(())
                })
                .unwrap();
                assert_eq!(same, 3, "byte {place}");
            }
            fs::write(&damaged, &whole[..place]).unwrap();
            assert!(check(&damaged).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn archives_of_others_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("foreign.tar");
        let refusal = || format!("{:#}", check(&path).unwrap_err());
        fs::write(&path, "no archive at all").unwrap();
        assert!(refusal().contains("refused"), "{}", refusal());
        let mut builder = tar::Builder::new(File::create(&path).unwrap());
        let mut header = tar::Header::new_gnu();
        header.set_size(1);
        builder.append_data(&mut header, "holiday.jpg", &b"x"[..]).unwrap();
        builder.finish().unwrap();
        assert!(refusal().contains("no backup of Dân Tin"), "{}", refusal());
        // A name that leads out of the folder.
        let mut builder = tar::Builder::new(File::create(&path).unwrap());
        let mut header = tar::Header::new_gnu();
        let name = b"../../etc/passwd";
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name);
        header.set_size(1);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        builder.append(&header, &b"x"[..]).unwrap();
        builder.finish().unwrap();
        assert!(refusal().contains("another place"), "{}", refusal());
    }
}
