//! A draft as a plain sequence in the order of its text, and back. Reading, editing and writing all work on the sequence; what
//! contains what follows from the kinds and from one hint, how deep the parent may stand.

use crate::{
    kind::Kind,
    provision::{Provision, ProvisionId},
};

/// The rank of the draft itself, which contains everything.
pub(crate) const ROOT: u8 = 0;

/// One provision without what it contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub id: ProvisionId,
    pub kind: Kind,
    pub label: String,
    pub text: String,
    /// It belongs to the nearest provision before it that is still open and whose rank is at most this.
    pub under: u8,
}

/// Where a block belongs when nothing says otherwise: as deep as its kind may, but a paragraph behind points belongs to what has
/// the points, unless it is one more item in a list of dashes.
pub(crate) fn default_under(kind: Kind, text: &str) -> u8 {
    match kind {
        Kind::Paragraph if is_dash_item(text) => Kind::Point.rank(),
        Kind::Paragraph => Kind::Clause.rank(),
        _ => kind.rank() - 1,
    }
}

fn is_dash_item(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('-' | '–' | '—' | '+' | '*' | '•')) && letters.next() == Some(' ')
}

/// The sequence of a tree, with hints that give the same tree again.
pub(crate) fn flatten(provisions: Vec<Provision>) -> Vec<Block> {
    let mut blocks = Vec::new();
    flatten_into(provisions, ROOT, &mut blocks);
    blocks
}

fn flatten_into(siblings: Vec<Provision>, under: u8, blocks: &mut Vec<Block>) {
    for Provision { id, kind, label, text, children } in siblings {
        blocks.push(Block { id, kind, label, text, under });
        flatten_into(children, kind.rank(), blocks);
    }
}

/// The tree of a sequence.
pub(crate) fn nest(blocks: impl IntoIterator<Item = Block>) -> Vec<Provision> {
    let mut outermost = Vec::new();
    let mut open: Vec<Provision> = Vec::new();
    for Block { id, kind, label, text, under } in blocks {
        let under = under.min(kind.rank() - 1);
        while open.last().is_some_and(|last| last.kind.rank() > under) {
            close(&mut open, &mut outermost);
        }
        open.push(Provision { id, kind, label, text, children: Vec::new() });
    }
    while !open.is_empty() {
        close(&mut open, &mut outermost);
    }
    outermost
}

fn close(open: &mut Vec<Provision>, outermost: &mut Vec<Provision>) {
    if let Some(done) = open.pop() {
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => outermost.push(done),
        }
    }
}
