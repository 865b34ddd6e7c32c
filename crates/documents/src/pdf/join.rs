//! Joins files that were typeset one after the other into one, and packs and compresses what describes their pages. It knows only files as
//! `write` (mod.rs) makes them: pages in one flat list, no outline, no links, one element `Document` at the top of the tree of tags. Of that tree,
//! the tree of its parents and the names of its cells it makes one each, so that readers' programs find one document.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, ObjectId, Stream, Writer, dictionary};

use crate::Fault;

/// Numbers of the objects that there is one of, whatever the number of parts.
const CATALOG: u32 = 1;
const PAGES: u32 = 2;
const TREE: u32 = 3;
const TOP: u32 = 4;
const METADATA: u32 = 5;
const INFO: u32 = 6;
const FIRST_FREE: u32 = 7;

/// Objects of one packed stream, and its bytes before compression, at most.
const PACKED: usize = 200;
const PACKED_BYTES: usize = 64 << 10;

/// Where an object stands in the file.
#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    At(usize),
    /// In this stream, under this index.
    In(u32, usize),
}

/// A file that grows by parts.
pub struct Joined {
    file: Vec<u8>,
    // Invariant: the place of object n stands at n.
    places: Vec<Place>,
    packed: Vec<(u32, usize)>,
    packed_bytes: Vec<u8>,
    pages: Vec<Object>,
    /// The children of the element `Document`, and what else it says.
    tops: Vec<Object>,
    top: Dictionary,
    tree: Dictionary,
    /// Which elements a page's marks belong to, and the cells that others name.
    parents: Vec<Object>,
    parent_key: i64,
    names: BTreeMap<Vec<u8>, Object>,
    catalog: Dictionary,
    metadata: Option<Stream>,
    info: Option<Dictionary>,
    file_id: Option<Object>,
    parts: usize,
}

fn damaged(error: &lopdf::Error) -> Fault {
    Fault::Engine(format!("a part cannot be read again: {error}"))
}

fn unwritten(error: &std::io::Error) -> Fault {
    Fault::Engine(format!("the parts cannot be joined: {error}"))
}

impl Joined {
    pub fn new() -> Joined {
        Joined {
            file: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            places: vec![Place::Nowhere; FIRST_FREE as usize],
            packed: Vec::new(),
            packed_bytes: Vec::new(),
            pages: Vec::new(),
            tops: Vec::new(),
            top: Dictionary::new(),
            tree: Dictionary::new(),
            parents: Vec::new(),
            parent_key: 0,
            names: BTreeMap::new(),
            catalog: Dictionary::new(),
            metadata: None,
            info: None,
            file_id: None,
            parts: 0,
        }
    }

    /// Adds the pages of a part with everything that belongs to them.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut part = lopdf::Document::load_mem(bytes).map_err(|error| damaged(&error))?;
        let mut shift = self.shift(&part).map_err(|error| damaged(&error))?;
        shift.offset = u32::try_from(self.places.len()).unwrap_or(u32::MAX).saturating_sub(1);
        self.places.resize(self.places.len() + part.max_id as usize, Place::Nowhere);
        let trailer = part.trailer.clone();
        for (id, mut object) in std::mem::take(&mut part.objects) {
            shift.references(&mut object);
            if let Ok(dictionary) = object.as_dict_mut() {
                shift.dictionary(dictionary, self.parent_key);
            }
            match object {
                Object::Dictionary(catalog) if id == shift.catalog => self.keep_catalog(catalog),
                Object::Dictionary(pages) if id == shift.pages => self.pages.extend(list(&pages, b"Kids")),
                Object::Dictionary(tree) if id == shift.tree => self.keep_tree(tree, &shift.prefix),
                Object::Dictionary(top) if id == shift.top => {
                    self.tops.extend(list(&top, b"K"));
                    if self.parts == 0 {
                        self.top = top;
                    }
                }
                Object::Stream(metadata) if Some(id) == shift.metadata => {
                    self.metadata.get_or_insert(metadata);
                }
                Object::Dictionary(info) if Some(id) == shift.info => {
                    self.info.get_or_insert(info);
                }
                object => self.put(shift.moved(id).0, &object)?,
            }
        }
        self.parent_key += shift.keys;
        self.parts += 1;
        if self.file_id.is_none() {
            self.file_id = trailer.get(b"ID").ok().cloned();
        }
        Ok(())
    }

    /// What must be known of a part before its first object is moved.
    fn shift(&self, part: &lopdf::Document) -> Result<Shift, lopdf::Error> {
        let catalog = part.trailer.get(b"Root")?.as_reference()?;
        let of = part.get_dictionary(catalog)?;
        let tree = of.get(b"StructTreeRoot")?.as_reference()?;
        let top = match part.get_dictionary(tree)?.get(b"K")? {
            Object::Array(kids) => kids.first().ok_or(lopdf::Error::DictKey("K".into()))?.as_reference()?,
            one => one.as_reference()?,
        };
        Ok(Shift {
            offset: 0,
            catalog,
            pages: of.get(b"Pages")?.as_reference()?,
            tree,
            top,
            metadata: of.get(b"Metadata").and_then(Object::as_reference).ok(),
            info: part.trailer.get(b"Info").and_then(Object::as_reference).ok(),
            keys: part.get_dictionary(tree)?.get(b"ParentTreeNextKey").and_then(Object::as_i64).unwrap_or(0),
            prefix: format!("{}.", self.parts + 1).into_bytes(),
        })
    }

    fn keep_catalog(&mut self, catalog: Dictionary) {
        if self.parts == 0 {
            self.catalog = catalog;
        }
    }

    fn keep_tree(&mut self, tree: Dictionary, prefix: &[u8]) {
        for pair in nested(&tree, b"ParentTree", b"Nums").chunks(2) {
            if let [Object::Integer(key), parents] = pair {
                self.parents.extend([Object::Integer(key + self.parent_key), parents.clone()]);
            }
        }
        for pair in nested(&tree, b"IDTree", b"Names").chunks(2) {
            if let [Object::String(name, _), element] = pair {
                self.names.insert([prefix, name].concat(), element.clone());
            }
        }
        if self.parts == 0 {
            self.tree = tree;
        }
    }

    /// Writes an object: streams as they are, all others packed with their neighbours.
    fn put(&mut self, id: u32, object: &Object) -> Result<(), Fault> {
        if let Object::Stream(_) = object {
            self.set(id, Place::At(self.file.len()));
            let written = (|| {
                writeln!(self.file, "{id} 0 obj")?;
                Writer::write_object(&mut self.file, object)?;
                self.file.write_all(b"\nendobj\n")
            })();
            return written.map_err(|error| unwritten(&error));
        }
        self.packed.push((id, self.packed_bytes.len()));
        Writer::write_object(&mut self.packed_bytes, object).map_err(|error| unwritten(&error))?;
        self.packed_bytes.push(b'\n');
        if self.packed.len() >= PACKED || self.packed_bytes.len() >= PACKED_BYTES {
            self.pack()?;
        }
        Ok(())
    }

    fn set(&mut self, id: u32, place: Place) {
        if let Some(found) = self.places.get_mut(id as usize) {
            *found = place;
        }
    }

    fn pack(&mut self) -> Result<(), Fault> {
        let packed = std::mem::take(&mut self.packed);
        if packed.is_empty() {
            return Ok(());
        }
        let holder = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(Place::Nowhere);
        let mut content = Vec::new();
        for (index, (id, start)) in packed.iter().enumerate() {
            write!(content, "{id} {start} ").map_err(|error| unwritten(&error))?;
            self.set(*id, Place::In(holder, index));
        }
        let first = content.len();
        content.append(&mut self.packed_bytes);
        let stream = compressed(
            dictionary! { "Type" => "ObjStm", "N" => whole(packed.len()), "First" => whole(first) },
            &content,
        )?;
        self.put(holder, &Object::Stream(stream))
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, Fault> {
        let pages = std::mem::take(&mut self.pages);
        if let Some(mut metadata) = self.metadata.take() {
            count_pages(&mut metadata, pages.len());
            self.put(METADATA, &Object::Stream(metadata))?;
        }
        let count = whole(pages.len());
        let pages = dictionary! { "Type" => "Pages", "Count" => count, "Kids" => pages };
        let mut top = std::mem::take(&mut self.top);
        top.set("K", std::mem::take(&mut self.tops));
        let mut tree = std::mem::take(&mut self.tree);
        tree.set("ParentTree", dictionary! { "Nums" => std::mem::take(&mut self.parents) });
        tree.set("ParentTreeNextKey", self.parent_key);
        let names = std::mem::take(&mut self.names).into_iter();
        let names: Vec<Object> =
            names.flat_map(|(name, element)| [Object::string_literal(name), element]).collect();
        if !names.is_empty() {
            tree.set("IDTree", dictionary! { "Names" => names });
        }
        let catalog = std::mem::take(&mut self.catalog);
        let info = self.info.take();
        for (id, object) in [
            (CATALOG, Some(catalog)),
            (PAGES, Some(pages)),
            (TREE, Some(tree)),
            (TOP, Some(top)),
            (INFO, info),
        ] {
            if let Some(object) = object {
                self.put(id, &Object::Dictionary(object))?;
            }
        }
        self.pack()?;
        self.end()
    }

    /// The table of all objects, itself a stream.
    fn end(mut self) -> Result<Vec<u8>, Fault> {
        let (start, own) = (self.file.len(), self.places.len());
        self.places.push(Place::At(start));
        let mut rows = Vec::with_capacity(self.places.len() * 7);
        for place in &self.places {
            let (kind, where_it_is, index) = match place {
                Place::Nowhere => (0_u8, 0, 0),
                Place::At(offset) => (1, u32::try_from(*offset).unwrap_or(u32::MAX), 0),
                Place::In(holder, index) => (2, *holder, u16::try_from(*index).unwrap_or(u16::MAX)),
            };
            rows.push(kind);
            rows.extend(where_it_is.to_be_bytes());
            rows.extend(index.to_be_bytes());
        }
        let mut table = dictionary! {
            "Type" => "XRef",
            "Size" => whole(self.places.len()),
            "W" => vec![Object::Integer(1), Object::Integer(4), Object::Integer(2)],
            "Root" => (CATALOG, 0),
            "Info" => (INFO, 0),
        };
        if let Some(id) = self.file_id.take() {
            table.set("ID", id);
        }
        let stream = Object::Stream(compressed(table, &rows)?);
        let mut file = self.file;
        let written = (|| {
            writeln!(file, "{own} 0 obj")?;
            Writer::write_object(&mut file, &stream)?;
            write!(file, "\nendobj\nstartxref\n{start}\n%%EOF\n")
        })();
        written.map_err(|error| unwritten(&error))?;
        Ok(file)
    }
}

/// How the objects of a part are told apart in the whole file.
struct Shift {
    offset: u32,
    catalog: ObjectId,
    pages: ObjectId,
    tree: ObjectId,
    top: ObjectId,
    metadata: Option<ObjectId>,
    info: Option<ObjectId>,
    /// How many keys of the parents' tree the part takes.
    keys: i64,
    /// What names of cells begin with, since each part has the same.
    prefix: Vec<u8>,
}

impl Shift {
    fn moved(&self, id: ObjectId) -> ObjectId {
        let single = if id == self.catalog {
            CATALOG
        } else if id == self.pages {
            PAGES
        } else if id == self.tree {
            TREE
        } else if id == self.top {
            TOP
        } else if Some(id) == self.metadata {
            METADATA
        } else if Some(id) == self.info {
            INFO
        } else {
            id.0.saturating_add(self.offset)
        };
        (single, 0)
    }

    fn references(&self, object: &mut Object) {
        match object {
            Object::Reference(id) => *id = self.moved(*id),
            Object::Array(items) => items.iter_mut().for_each(|item| self.references(item)),
            Object::Dictionary(dictionary) => {
                dictionary.iter_mut().for_each(|(_, value)| self.references(value));
            }
            Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| self.references(value)),
            _ => {}
        }
    }

    /// Keys of pages, and the names of cells with the places that name them.
    fn dictionary(&self, dictionary: &mut Dictionary, parent_key: i64) {
        if let Ok(Object::Integer(key)) = dictionary.get_mut(b"StructParents") {
            *key += parent_key;
        }
        if !dictionary.has_type(b"StructElem") {
            return;
        }
        if let Ok(Object::String(name, _)) = dictionary.get_mut(b"ID") {
            *name = [self.prefix.as_slice(), name].concat();
        }
        let attributes = match dictionary.get_mut(b"A") {
            Ok(Object::Array(attributes)) => attributes.as_mut_slice(),
            Ok(one) => std::slice::from_mut(one),
            Err(_none) => return,
        };
        for attribute in attributes {
            let headers = attribute.as_dict_mut().and_then(|one| one.get_mut(b"Headers"));
            for header in headers.and_then(Object::as_array_mut).into_iter().flatten() {
                if let Object::String(name, _) = header {
                    *name = [self.prefix.as_slice(), name].concat();
                }
            }
        }
    }
}

/// The items of an array, or the one thing that stands in its place.
fn list(dictionary: &Dictionary, key: &[u8]) -> Vec<Object> {
    match dictionary.get(key) {
        Ok(Object::Array(items)) => items.clone(),
        Ok(one) => vec![one.clone()],
        Err(_none) => Vec::new(),
    }
}

fn nested(dictionary: &Dictionary, outer: &[u8], inner: &[u8]) -> Vec<Object> {
    dictionary.get(outer).and_then(Object::as_dict).map(|tree| list(tree, inner)).unwrap_or_default()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn compressed(mut dictionary: Dictionary, content: &[u8]) -> Result<Stream, Fault> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let bytes =
        encoder.write_all(content).and_then(|()| encoder.finish()).map_err(|error| unwritten(&error))?;
    dictionary.set("Filter", "FlateDecode");
    Ok(Stream::new(dictionary, bytes))
}

/// The first part's own data say how many pages it has.
fn count_pages(metadata: &mut Stream, pages: usize) {
    let text = String::from_utf8_lossy(&metadata.content).into_owned();
    let (open, close) = ("<xmpTPg:NPages>", "</xmpTPg:NPages>");
    if let Some((before, rest)) = text.split_once(open)
        && let Some((_, after)) = rest.split_once(close)
    {
        metadata.set_content(format!("{before}{open}{pages}{close}{after}").into_bytes());
    }
}
