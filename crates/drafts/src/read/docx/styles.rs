//! What the styles of a document say that matters here: numbering, headings, bold, old fonts.

use std::collections::HashMap;

use super::xml::{Element, Source};
use crate::fault::ImportFault;

/// So many styles are each based on the next before it is a circle.
const CHAIN: usize = 20;

/// The styles of a document by their identity.
#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    default: Option<String>,
    old_font: bool,
}

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    look: Look,
}

/// What a style, alone or with those that it is based on, decides.
#[derive(Clone, Default)]
pub(super) struct Look {
    /// `Some(None)` takes numbering off.
    pub list: Option<(String, Option<usize>)>,
    pub bold: Option<bool>,
    pub centred: Option<bool>,
    pub old_font: Option<bool>,
    pub heading: bool,
    pub title: bool,
    pub contents: bool,
}

impl Styles {
    pub(super) fn read(part: Option<&str>) -> Result<Self, ImportFault> {
        let mut read = Self::default();
        let Some(part) = part else { return Ok(read) };
        for element in Source::elements(part)? {
            if element.name == "docDefaults" {
                let run = element.child("rPrDefault").and_then(|default| default.child("rPr"));
                read.old_font = run.and_then(old_font).unwrap_or(false);
            }
            let Some(id) = element.attribute("styleId").filter(|_| element.name == "style") else { continue };
            let is_default = matches!(element.attribute("default"), Some("1" | "true" | "on"));
            if is_default && element.attribute("type") == Some("paragraph") {
                read.default = Some(id.to_owned());
            }
            let text = |name: &str| element.child(name).and_then(|child| child.val()).map(str::to_owned);
            let style = Style {
                name: text("name").unwrap_or_default().to_lowercase(),
                based_on: text("basedOn"),
                look: Look::of(element.child("pPr"), element.child("rPr")),
            };
            read.by_id.insert(id.to_owned(), style);
        }
        Ok(read)
    }

    /// What the style of this identity, or that of plain paragraphs, decides with all that it is based on.
    pub(super) fn look(&self, id: Option<&str>) -> Look {
        let mut look = Look::default();
        let mut next = id.map(str::to_owned).or_else(|| self.default.clone());
        for _ in 0..CHAIN {
            let Some(style) = next.as_ref().and_then(|id| self.by_id.get(id)) else { break };
            look.heading |= style.name.starts_with("heading ");
            look.title |= style.name == "title";
            look.contents |= style.name.starts_with("toc ");
            look.add(&style.look);
            next.clone_from(&style.based_on);
        }
        look.old_font = look.old_font.or(Some(self.old_font));
        look
    }
}

impl Look {
    /// What the properties of a paragraph and of its runs decide by themselves.
    pub(super) fn of(paragraph: Option<&Element>, run: Option<&Element>) -> Self {
        let list = paragraph.and_then(|properties| properties.child("numPr")).and_then(|list| {
            let id = list.child("numId").and_then(|id| id.val())?;
            let level = list.child("ilvl").and_then(|level| level.val()).and_then(|level| level.parse().ok());
            Some((id.to_owned(), level))
        });
        let centred =
            paragraph.and_then(|properties| properties.child("jc")).map(|jc| jc.val() == Some("center"));
        let bold = run.filter(|run| run.child("b").is_some()).map(|run| run.is_on("b"));
        Self { list, bold, centred, old_font: run.and_then(old_font), ..Self::default() }
    }

    /// Adds what is decided further away, where nothing nearer decided.
    fn add(&mut self, other: &Self) {
        self.list = self.list.take().or_else(|| other.list.clone());
        self.bold = self.bold.or(other.bold);
        self.centred = self.centred.or(other.centred);
        self.old_font = self.old_font.or(other.old_font);
    }
}

/// Whether a run's font is one of those that show Vietnamese only in an encoding of their own.
pub(super) fn old_font(run: &Element) -> Option<bool> {
    let fonts = run.child("rFonts")?;
    let named = fonts.attribute("ascii").or_else(|| fonts.attribute("hAnsi"))?.to_lowercase();
    Some(named.starts_with(".vn") || named.starts_with("vni"))
}
