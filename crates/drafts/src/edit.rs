//! What a person does to a draft: one edit is one step, refused as a whole when the draft would not be in order after it. An identity stays
//! with the words it began with: splitting leaves it with the first part, merging with the one before.

use serde::{Deserialize, Serialize};

use crate::{
    blocks::{Block, ROOT, default_under, flatten, nest},
    fault::DraftFault,
    kind::Kind,
    marker::marker,
    provision::{Draft, NewIds, Provision, ProvisionId},
    text::clean,
};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "edit", deny_unknown_fields)]
pub enum Edit {
    /// Gives the draft another title.
    Title { title: String },
    /// Makes a provision another kind, with the label that fits it. What follows is contained anew by the rules of reading: a paragraph that
    /// becomes an article takes the clauses behind it.
    Kind { id: ProvisionId, kind: Kind, label: String },
    /// Gives it another number or letter.
    Label { id: ProvisionId, label: String },
    /// Gives it other words, or another heading.
    Text { id: ProvisionId, text: String },
    /// Splits its words before the character with this index. What is behind becomes a provision of its own, of the kind that its
    /// beginning tells, else a paragraph.
    Split { id: ProvisionId, at: usize },
    /// Puts its words behind those of the provision before it in the text, which then has what it contained.
    Merge { id: ProvisionId },
    /// Puts it, with all that it contains, into another parent (`None`: the draft itself) at a place among what is there.
    Move { id: ProvisionId, parent: Option<ProvisionId>, position: usize },
    /// Takes it out with all that it contains.
    Delete { id: ProvisionId },
    /// Puts a new one into a parent at a place.
    Insert { parent: Option<ProvisionId>, position: usize, kind: Kind, label: String, text: String },
    /// Makes it the last of what the one before it contains.
    Indent { id: ProvisionId },
    /// Lets it follow the one that contains it.
    Outdent { id: ProvisionId },
    /// Gives its children of one kind the numbers from one on; articles are counted from the first one's number, through all below it.
    Renumber { parent: Option<ProvisionId>, kind: Kind },
}

impl Draft {
    /// The draft after one edit. New identities are drawn for what is split off or put in.
    pub fn edited(&self, edit: &Edit, new_ids: NewIds<'_>) -> Result<Self, DraftFault> {
        let (title, mut provisions) = self.clone().into_parts();
        match edit {
            Edit::Title { title } => return Self::new(clean(title).text, provisions),
            Edit::Kind { id, kind, label } => provisions = with_kind(provisions, *id, *kind, label)?,
            Edit::Label { id, label } => clean(label).text.clone_into(&mut find(&mut provisions, *id)?.label),
            Edit::Text { id, text } => clean(text).text.clone_into(&mut find(&mut provisions, *id)?.text),
            Edit::Split { id, at } => provisions = split(provisions, *id, *at, new_ids)?,
            Edit::Merge { id } => provisions = merged(provisions, *id)?,
            Edit::Move { id, parent, position } => {
                let mut taken = take(&mut provisions, *id).ok_or(DraftFault::Unknown)?;
                if parent.is_some_and(|parent| find(std::slice::from_mut(&mut taken), parent).is_ok()) {
                    return Err(DraftFault::Nesting);
                }
                put(&mut provisions, *parent, *position, taken)?;
            }
            Edit::Delete { id } => drop(take(&mut provisions, *id).ok_or(DraftFault::Unknown)?),
            Edit::Insert { parent, position, kind, label, text } => {
                let (label, text) = (clean(label).text, clean(text).text);
                let id = ProvisionId(new_ids());
                let new = Provision { id, kind: *kind, label, text, children: Vec::new() };
                put(&mut provisions, *parent, *position, new)?;
            }
            Edit::Indent { id } => {
                let (parent, position) = self.place(*id)?;
                let siblings = parent.map_or(self.provisions(), |parent| &parent.children);
                let before = position.checked_sub(1).and_then(|before| siblings.get(before));
                let before = before.ok_or(DraftFault::NothingBefore)?;
                let taken = take(&mut provisions, *id).ok_or(DraftFault::Unknown)?;
                put(&mut provisions, Some(before.id), before.children.len(), taken)?;
            }
            Edit::Outdent { id } => {
                let (parent, _) = self.place(*id)?;
                let parent = parent.ok_or(DraftFault::NothingBefore)?;
                let (around, _) = self.place(parent.id)?;
                let under = around.map_or(ROOT, |around| around.kind.rank());
                provisions = with_under(provisions, *id, under)?;
            }
            Edit::Renumber { parent, kind } => renumber(&mut provisions, *parent, *kind)?,
        }
        Self::new(title, provisions)
    }

    /// The parent of a provision and its place among what that contains.
    pub fn place(&self, id: ProvisionId) -> Result<(Option<&Provision>, usize), DraftFault> {
        let walk = self.walk();
        let step = walk.into_iter().find(|step| step.provision.id == id).ok_or(DraftFault::Unknown)?;
        Ok((step.parent, step.position))
    }
}

fn find(siblings: &mut [Provision], id: ProvisionId) -> Result<&mut Provision, DraftFault> {
    fn inside(siblings: &mut [Provision], id: ProvisionId) -> Option<&mut Provision> {
        for one in siblings {
            if one.id == id {
                return Some(one);
            }
            if let Some(found) = inside(&mut one.children, id) {
                return Some(found);
            }
        }
        None
    }
    inside(siblings, id).ok_or(DraftFault::Unknown)
}

fn take(siblings: &mut Vec<Provision>, id: ProvisionId) -> Option<Provision> {
    if let Some(place) = siblings.iter().position(|one| one.id == id) {
        return Some(siblings.remove(place));
    }
    siblings.iter_mut().find_map(|one| take(&mut one.children, id))
}

fn put(
    provisions: &mut Vec<Provision>,
    parent: Option<ProvisionId>,
    position: usize,
    one: Provision,
) -> Result<(), DraftFault> {
    let siblings = match parent {
        Some(parent) => &mut find(provisions, parent)?.children,
        None => provisions,
    };
    siblings.insert(position.min(siblings.len()), one);
    Ok(())
}

fn index_of(blocks: &[Block], id: ProvisionId) -> Result<usize, DraftFault> {
    blocks.iter().position(|block| block.id == id).ok_or(DraftFault::Unknown)
}

fn with_kind(
    provisions: Vec<Provision>,
    id: ProvisionId,
    kind: Kind,
    label: &str,
) -> Result<Vec<Provision>, DraftFault> {
    let mut blocks = flatten(provisions);
    let place = index_of(&blocks, id)?;
    let block = blocks.get_mut(place).ok_or(DraftFault::Unknown)?;
    let (before, was_under) = (block.kind, block.under);
    block.kind = kind;
    block.label = clean(label).text;
    block.under = match (before.has_heading(), kind.has_heading()) {
        // A heading goes where its kind belongs, and takes what stands behind it.
        (_, true) => kind.rank() - 1,
        (true, false) => default_under(kind, &block.text),
        // A clause that becomes a point belongs to the clause before it.
        (false, false) if kind == Kind::Point => default_under(kind, &block.text),
        (false, false) => was_under.min(kind.rank() - 1),
    };
    if kind.has_heading() {
        for follower in blocks.iter_mut().skip(place + 1).take_while(|block| !block.kind.has_heading()) {
            follower.under = follower.under.max(kind.rank());
        }
    }
    Ok(nest(blocks))
}

fn with_under(provisions: Vec<Provision>, id: ProvisionId, under: u8) -> Result<Vec<Provision>, DraftFault> {
    let mut blocks = flatten(provisions);
    let place = index_of(&blocks, id)?;
    blocks.get_mut(place).ok_or(DraftFault::Unknown)?.under = under;
    Ok(nest(blocks))
}

fn split(
    provisions: Vec<Provision>,
    id: ProvisionId,
    at: usize,
    new_ids: NewIds<'_>,
) -> Result<Vec<Provision>, DraftFault> {
    let mut blocks = flatten(provisions);
    let place = index_of(&blocks, id)?;
    let block = blocks.get_mut(place).ok_or(DraftFault::Unknown)?;
    let (byte, _) = block.text.char_indices().nth(at).ok_or(DraftFault::SplitPlace)?;
    let (first, second) = block.text.split_at_checked(byte).ok_or(DraftFault::SplitPlace)?;
    let (first, second) = (clean(first).text, clean(second).text);
    if second.is_empty() || (first.is_empty() && !block.kind.has_heading()) {
        return Err(DraftFault::SplitPlace);
    }
    block.text = first;
    let (kind, label, text) = match marker(&second) {
        Some(found) => (found.kind, found.label, found.rest.to_owned()),
        None => (Kind::Paragraph, String::new(), second),
    };
    let under = match (kind, block.kind) {
        // Beside a paragraph, inside anything else.
        (Kind::Paragraph, Kind::Paragraph) => block.under,
        (Kind::Paragraph, around) => around.rank(),
        _ => default_under(kind, &text),
    };
    if kind.has_heading() {
        for follower in blocks.iter_mut().skip(place + 1).take_while(|block| !block.kind.has_heading()) {
            follower.under = follower.under.max(kind.rank());
        }
    }
    blocks.insert(place + 1, Block { id: ProvisionId(new_ids()), kind, label, text, under });
    Ok(nest(blocks))
}

fn merged(provisions: Vec<Provision>, id: ProvisionId) -> Result<Vec<Provision>, DraftFault> {
    let mut blocks = flatten(provisions);
    let place = index_of(&blocks, id)?;
    let before = place.checked_sub(1).ok_or(DraftFault::NothingBefore)?;
    let gone = blocks.remove(place);
    let kept = blocks.get_mut(before).ok_or(DraftFault::NothingBefore)?;
    if !kept.text.is_empty() && !gone.text.is_empty() {
        kept.text.push(' ');
    }
    kept.text.push_str(&gone.text);
    Ok(nest(blocks))
}

fn renumber(
    provisions: &mut Vec<Provision>,
    parent: Option<ProvisionId>,
    kind: Kind,
) -> Result<(), DraftFault> {
    let siblings = match parent {
        Some(parent) => &mut find(provisions, parent)?.children,
        None => provisions,
    };
    let mut next = 1;
    if kind == Kind::Article {
        next = first_number(siblings).unwrap_or(1);
    }
    count(siblings, kind, &mut next);
    Ok(())
}

fn first_number(siblings: &[Provision]) -> Option<u32> {
    siblings.iter().find_map(|one| match one.kind {
        Kind::Article => one.kind.place_of(&one.label).map(|(number, _)| number),
        _ => first_number(&one.children),
    })
}

fn count(siblings: &mut [Provision], kind: Kind, next: &mut u32) {
    for one in siblings {
        if one.kind == kind {
            if let Some(label) = kind.label_at(*next, &one.label) {
                one.label = label;
            }
            *next += 1;
        } else if kind == Kind::Article {
            count(&mut one.children, kind, next);
        }
    }
}
