//! One version laid out for matching: its provisions in the order of the text, with the classes of equal texts and the words of each.

use std::collections::HashMap;

use crate::{
    provision::{Draft, Provision, ProvisionId},
    similarity::{Bag, Lexicon},
};

/// Numbers for equal texts and for equal texts with equal contents, shared by both versions.
#[derive(Default)]
pub(super) struct Classes {
    texts: HashMap<String, u32>,
    trees: HashMap<(u32, Vec<u32>), u32>,
}

/// One provision.
pub(super) struct Node<'a> {
    pub provision: &'a Provision,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The place behind all that it contains; what it contains stands right behind it.
    pub end: usize,
    /// The class of its own words.
    pub text: u32,
    /// The class of its words and of all that it contains, whatever the numbers and kinds.
    pub tree: u32,
    pub own: Bag,
    /// The words of all of it.
    pub all: Bag,
}

/// One version.
pub(super) struct Side<'a> {
    pub nodes: Vec<Node<'a>>,
    outermost: Vec<usize>,
    places: HashMap<ProvisionId, usize>,
}

impl<'a> Side<'a> {
    pub(super) fn new(draft: &'a Draft, lexicon: &mut Lexicon, classes: &mut Classes) -> Self {
        let mut side = Self { nodes: Vec::new(), outermost: Vec::new(), places: HashMap::new() };
        for provision in draft.provisions() {
            let place = side.add(provision, None, lexicon, classes);
            side.outermost.push(place);
        }
        side.places = side.nodes.iter().enumerate().map(|(place, node)| (node.provision.id, place)).collect();
        side
    }

    fn add(
        &mut self,
        provision: &'a Provision,
        parent: Option<usize>,
        lexicon: &mut Lexicon,
        classes: &mut Classes,
    ) -> usize {
        let place = self.nodes.len();
        let own = lexicon.bag(&provision.text);
        let next = u32::try_from(classes.texts.len()).unwrap_or(u32::MAX);
        let text = *classes.texts.entry(provision.text.clone()).or_insert(next);
        self.nodes.push(Node {
            provision,
            parent,
            children: Vec::new(),
            end: place + 1,
            text,
            tree: 0,
            all: own.clone(),
            own,
        });
        let children: Vec<usize> =
            provision.children.iter().map(|child| self.add(child, Some(place), lexicon, classes)).collect();
        let inside: Vec<u32> = children.iter().filter_map(|child| Some(self.node(*child)?.tree)).collect();
        let all =
            children.iter().filter_map(|child| self.node(*child)).fold(None, |all: Option<Bag>, child| {
                Some(all.map_or_else(|| child.all.clone(), |all| all.with(&child.all)))
            });
        let next = u32::try_from(classes.trees.len()).unwrap_or(u32::MAX);
        let tree = *classes.trees.entry((text, inside)).or_insert(next);
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(place) {
            if let Some(all) = all {
                node.all = node.own.with(&all);
            }
            (node.children, node.tree, node.end) = (children, tree, end);
        }
        place
    }

    pub(super) fn index(&self, id: ProvisionId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    pub(super) fn node(&self, place: usize) -> Option<&Node<'a>> {
        self.nodes.get(place)
    }

    /// What a provision contains, or the outermost ones.
    pub(super) fn children(&self, parent: Option<usize>) -> &[usize] {
        match parent {
            None => &self.outermost,
            Some(parent) => self.node(parent).map(|node| node.children.as_slice()).unwrap_or_default(),
        }
    }
}

impl Node<'_> {
    pub(super) fn has_heading(&self) -> bool {
        self.provision.kind.has_heading()
    }
}
