//! XML in pieces or as small trees, with limits on depth and without any entity that a file declares itself.

use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};

use crate::{fault::ImportFault, limits};

/// The main namespace of documents, in both editions of the standard (ECMA-376 transitional and strict).
const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
/// Elements that one tree may have: a table of thousands of rows.
const NODES: usize = 500_000;

/// An element with what it contains. Its name is the local one in the namespace of documents, `mc:` before it in that of
/// compatibility, and `-` before it in any other.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The attribute `w:val`.
    pub(super) fn val(&self) -> Option<&str> {
        self.attribute("val")
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The elements right inside it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// An element that is on by being there, unless it says otherwise: `<w:b/>`, `<w:b w:val="0"/>`.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.child(name).is_some_and(|element| !matches!(element.val(), Some("0" | "false" | "off" | "none")))
    }

    /// The text right inside it.
    pub(super) fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect()
    }
}

/// What comes next in a part.
pub(super) enum Piece {
    Start(Element),
    Text(String),
    End,
    Done,
}

/// A part that is read from its beginning to its end.
pub(super) struct Source<'a> {
    reader: NsReader<&'a [u8]>,
    depth: usize,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Piece, ImportFault> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(|_broken| ImportFault::Xml)?;
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > limits::XML_DEPTH {
                        return Err(ImportFault::Depth);
                    }
                    return Ok(Piece::Start(element(&space, &start)?));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::End);
                }
                Event::Text(text) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => {
                    let letter = match &*reference.xml10_content() {
                        "lt" => '<',
                        "gt" => '>',
                        "amp" => '&',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => reference
                            .resolve_char_ref()
                            .map_err(|_broken| ImportFault::Xml)?
                            .ok_or(ImportFault::XmlEntities)?,
                    };
                    return Ok(Piece::Text(letter.to_string()));
                }
                Event::DocType(_) => return Err(ImportFault::XmlEntities),
                Event::Eof if self.depth > 0 => return Err(ImportFault::Xml),
                Event::Eof => return Ok(Piece::Done),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// What stands inside an element that was just begun, up to its end.
    pub(super) fn rest_of(&mut self, begun: Element) -> Result<Element, ImportFault> {
        let mut open = vec![begun];
        let mut nodes = 0;
        loop {
            nodes += 1;
            if nodes > NODES {
                return Err(ImportFault::Bomb);
            }
            match self.next()? {
                Piece::Start(element) => open.push(element),
                Piece::Text(text) => {
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(Node::Text(text));
                    }
                }
                Piece::End => {
                    let Some(done) = open.pop() else { return Err(ImportFault::Xml) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Node::Element(done)),
                        None => return Ok(done),
                    }
                }
                Piece::Done => return Err(ImportFault::Xml),
            }
        }
    }

    /// The elements inside the outermost one, each as a tree.
    pub(super) fn elements(text: &'a str) -> Result<Vec<Element>, ImportFault> {
        let mut source = Self::new(text);
        loop {
            match source.next()? {
                Piece::Start(outermost) => {
                    let tree = source.rest_of(outermost)?;
                    return Ok(tree.elements().cloned().collect());
                }
                Piece::Done => return Err(ImportFault::Xml),
                Piece::Text(_) | Piece::End => {}
            }
        }
    }
}

fn element(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, ImportFault> {
    let prefix = match space {
        ResolveResult::Bound(Namespace(name)) if WORD.contains(name) => "",
        ResolveResult::Bound(Namespace(COMPATIBILITY)) => "mc:",
        _ => "-",
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_broken| ImportFault::Xml)?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            // The only thing that can be wrong here is an entity that nobody knows.
            .map_err(|_unknown| ImportFault::XmlEntities)?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: format!("{prefix}{}", start.local_name().as_ref()), attributes, children: Vec::new() })
}
