//! A draft: a tree of provisions, each with an identity that does not depend on its number, its place or its words. A draft that
//! exists is in order: identities are single, labels fit their kinds, words are clean, and no provision stands where its own text
//! would be read as a part of another.

use std::{collections::HashSet, fmt};

use serde::{Deserialize, Serialize, de};

use crate::{fault::DraftFault, kind::Kind, limits, text};

/// The identity of a provision, drawn once and kept through all versions. Written as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProvisionId(pub u64);

impl fmt::Display for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for ProvisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl ProvisionId {
    /// Reads the 16 digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 16 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl Serialize for ProvisionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ProvisionId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not the 16 digits of a provision"))
    }
}

/// Where new identities come from: the caller's randomness, 64 bits each time.
pub type NewIds<'a> = &'a mut dyn FnMut() -> u64;

/// One provision and what it contains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    pub id: ProvisionId,
    pub kind: Kind,
    /// Its number or letter as written: "IV", "7a", "đ"; empty for a paragraph.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The heading of a part, chapter, section, subsection, article or annex (may be empty); else the words of the rule up to what it
    /// contains.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Provision>,
}

/// The text of rules in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Draft {
    title: String,
    provisions: Vec<Provision>,
}

/// What is stored, before it is known to be in order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    title: String,
    provisions: Vec<Provision>,
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        Self::new(stored.title, stored.provisions).map_err(de::Error::custom)
    }
}

/// One step of a walk in the order of the text.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub provision: &'a Provision,
    /// The provision that contains it.
    pub parent: Option<&'a Provision>,
    /// How many provisions are around it.
    pub depth: usize,
    /// Its place among those that its parent contains.
    pub position: usize,
}

impl Draft {
    /// A draft of these provisions, if they are in order.
    pub fn new(title: String, provisions: Vec<Provision>) -> Result<Self, DraftFault> {
        if !text::is_clean(&title) {
            return Err(DraftFault::Text);
        }
        if title.len() > limits::PROVISION_BYTES {
            return Err(DraftFault::TooLarge);
        }
        let draft = Self { title, provisions };
        draft.check()?;
        Ok(draft)
    }

    /// What the text calls itself; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The outermost provisions.
    pub fn provisions(&self) -> &[Provision] {
        &self.provisions
    }

    pub(crate) fn into_parts(self) -> (String, Vec<Provision>) {
        (self.title, self.provisions)
    }

    /// All provisions in the order of the text, each with the one around it.
    pub fn walk(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        steps_of(&self.provisions, None, 0, &mut steps);
        steps
    }

    /// The provision of this identity.
    pub fn find(&self, id: ProvisionId) -> Option<&Provision> {
        find_in(&self.provisions, id)
    }

    /// The provision of this identity and all around it, the outermost first: what a citation is made of.
    pub fn path(&self, id: ProvisionId) -> Vec<&Provision> {
        let mut path = Vec::new();
        path_in(&self.provisions, id, &mut path);
        path
    }

    /// How many provisions it has.
    pub fn len(&self) -> usize {
        self.provisions.iter().map(Provision::count).sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.provisions.is_empty()
    }

    fn check(&self) -> Result<(), DraftFault> {
        let mut seen = HashSet::new();
        let mut bytes = self.title.len();
        check_siblings(&self.provisions, None, &mut seen, &mut bytes)?;
        if bytes > limits::TEXT_BYTES { Err(DraftFault::TooLarge) } else { Ok(()) }
    }
}

impl Provision {
    /// How many provisions it is, with all that it contains.
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }

    /// How it is cited by itself: "Điều 5", "khoản 2"; empty for a paragraph.
    pub fn cite(&self) -> String {
        self.kind.cite(&self.label)
    }
}

fn steps_of<'a>(
    siblings: &'a [Provision],
    parent: Option<&'a Provision>,
    depth: usize,
    steps: &mut Vec<Step<'a>>,
) {
    for (position, provision) in siblings.iter().enumerate() {
        steps.push(Step { provision, parent, depth, position });
        steps_of(&provision.children, Some(provision), depth + 1, steps);
    }
}

fn find_in(siblings: &[Provision], id: ProvisionId) -> Option<&Provision> {
    siblings.iter().find_map(|one| if one.id == id { Some(one) } else { find_in(&one.children, id) })
}

fn path_in<'a>(siblings: &'a [Provision], id: ProvisionId, path: &mut Vec<&'a Provision>) -> bool {
    for one in siblings {
        path.push(one);
        if one.id == id || path_in(&one.children, id, path) {
            return true;
        }
        path.pop();
    }
    false
}

fn check_siblings(
    siblings: &[Provision],
    parent: Option<Kind>,
    seen: &mut HashSet<ProvisionId>,
    bytes: &mut usize,
) -> Result<(), DraftFault> {
    let mut highest_before: Option<Kind> = None;
    for one in siblings {
        if parent.is_some_and(|parent| parent.rank() >= one.kind.rank()) {
            return Err(DraftFault::Nesting);
        }
        // At the outermost level a rule in the text ends what stands open, so that there any order can be written down.
        if parent.is_some()
            && highest_before.is_some_and(|before| before.has_heading() && before.rank() < one.kind.rank())
        {
            return Err(DraftFault::Order);
        }
        if highest_before.is_none_or(|before| one.kind.rank() < before.rank()) {
            highest_before = Some(one.kind);
        }
        if !one.kind.takes_label(&one.label) {
            return Err(DraftFault::Label);
        }
        if !text::is_clean(&one.text) || (one.text.is_empty() && !one.kind.has_heading()) {
            return Err(DraftFault::Text);
        }
        if one.text.len() > limits::PROVISION_BYTES {
            return Err(DraftFault::TooLarge);
        }
        *bytes += one.text.len() + one.label.len();
        if !seen.insert(one.id) {
            return Err(DraftFault::DoubleIdentity);
        }
        if seen.len() > limits::PROVISIONS {
            return Err(DraftFault::TooMany);
        }
        check_siblings(&one.children, Some(one.kind), seen, bytes)?;
    }
    Ok(())
}
