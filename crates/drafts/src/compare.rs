//! Two texts word by word, and two versions provision by provision. A difference in typing alone (the place of a tone mark, a space before
//! a semicolon, another sort of quotation marks or dash) is told as such and not hidden.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::{
    matching::{Fate, Matches, Origin},
    provision::{Draft, ProvisionId},
    text::spelling,
};

/// A stretch of a comparison. Deleted and equal ones, put together, are the old text; inserted and equal ones the new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    Equal(String),
    Deleted(String),
    Inserted(String),
    /// The same words typed otherwise.
    Retyped {
        old: String,
        new: String,
    },
}

/// Texts of together more words and signs than this
const LONG: usize = 4_000;
/// that differ in more than this many are told as one deletion and one insertion.
const MOST_CHANGES: usize = 4_000;

/// Compares two texts. Long ones that have little in common are not searched: they are told as one deletion and one insertion.
pub fn compare(old: &str, new: &str) -> Vec<Run> {
    let (old, new) = (tokens(old), tokens(new));
    let mut numbers = HashMap::new();
    let old_keys: Vec<u32> = old.iter().map(|token| number(&mut numbers, token)).collect();
    let new_keys: Vec<u32> = new.iter().map(|token| number(&mut numbers, token)).collect();
    let mut runs = Runs::default();
    for operation in operations(&old_keys, &new_keys) {
        let (_, from, to) = operation.as_tag_tuple();
        let (from, to) = (old.get(from).unwrap_or_default(), new.get(to).unwrap_or_default());
        if matches!(operation, DiffOp::Equal { .. }) {
            for (left, right) in from.iter().zip(to) {
                runs.same(left, right);
            }
        } else {
            runs.changed(from, to);
        }
    }
    runs.done
}

/// The steps from one to the other.
fn operations(old: &[u32], new: &[u32]) -> Vec<DiffOp> {
    if old.len() + new.len() > LONG && !is_near(old, new) {
        return vec![DiffOp::Replace { old_index: 0, old_len: old.len(), new_index: 0, new_len: new.len() }];
    }
    capture_diff_slices(Algorithm::Myers, old, new)
}

/// Whether one becomes the other by few enough changes: the forward search of Myers, "An O(ND) Difference Algorithm and Its Variations"
/// (1986), given up when the changes are too many. The full search takes time with their square.
fn is_near(old: &[u32], new: &[u32]) -> bool {
    // How far each diagonal was followed, the middle one being that of the beginning.
    let middle = MOST_CHANGES + 1;
    let mut reached = vec![0_usize; 2 * middle + 1];
    for changes in 0..=MOST_CHANGES {
        for diagonal in (middle - changes..=middle + changes).step_by(2) {
            let at = |place: usize| reached.get(place).copied().unwrap_or_default();
            let (left, right) = (at(diagonal - 1), at(diagonal + 1));
            let is_first = diagonal == middle - changes;
            let is_last = diagonal == middle + changes;
            let mut x = if is_first || (!is_last && left < right) { right } else { left + 1 };
            // Below the beginning of the new text there is nothing to follow.
            let Some(mut y) = (x + middle).checked_sub(diagonal) else { continue };
            while matches!((old.get(x), new.get(y)), (Some(left), Some(right)) if left == right) {
                x += 1;
                y += 1;
            }
            if x >= old.len() && y >= new.len() {
                return true;
            }
            if let Some(place) = reached.get_mut(diagonal) {
                *place = x;
            }
        }
    }
    false
}

/// A word or a sign, with the space before it.
struct Token<'a> {
    whole: &'a str,
    bare: &'a str,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let bare = rest.trim_start();
        let length = match bare.chars().next() {
            None => 0,
            Some(letter) if is_of_word(letter) => {
                bare.find(|letter| !is_of_word(letter)).unwrap_or(bare.len())
            }
            Some(sign) => sign.len_utf8(),
        };
        let (bare, after) = bare.split_at_checked(length).unwrap_or((bare, ""));
        let end = text.len() - after.len();
        tokens.push(Token { whole: text.get(start..end).unwrap_or_default(), bare });
        (start, rest) = (end, after);
    }
    tokens
}

fn is_of_word(letter: char) -> bool {
    // Marks that follow their letters belong to the word also in texts that are not composed.
    letter.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&letter)
}

/// One number for everything that reads alike.
fn number(numbers: &mut HashMap<String, u32>, token: &Token<'_>) -> u32 {
    let key = match token.bare {
        "“" | "”" | "„" | "«" | "»" | "\"" => "\"".to_owned(),
        "‘" | "’" | "'" => "'".to_owned(),
        "–" | "—" | "‑" | "-" => "-".to_owned(),
        word if word.is_ascii() => word.to_owned(),
        word => spelling(word),
    };
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(key).or_insert(next)
}

/// Runs as they grow: neighbours of one sort are one.
#[derive(Default)]
struct Runs {
    done: Vec<Run>,
}

impl Runs {
    fn same(&mut self, left: &Token<'_>, right: &Token<'_>) {
        match (left.whole == right.whole, self.done.last_mut()) {
            (true, Some(Run::Equal(text))) => text.push_str(left.whole),
            (true, _) => self.done.push(Run::Equal(left.whole.to_owned())),
            (false, Some(Run::Retyped { old, new })) => {
                old.push_str(left.whole);
                new.push_str(right.whole);
            }
            (false, _) => {
                self.done.push(Run::Retyped { old: left.whole.to_owned(), new: right.whole.to_owned() });
            }
        }
    }

    fn changed(&mut self, from: &[Token<'_>], to: &[Token<'_>]) {
        let text = |tokens: &[Token<'_>]| tokens.iter().map(|token| token.whole).collect::<String>();
        if !from.is_empty() {
            self.done.push(Run::Deleted(text(from)));
        }
        if !to.is_empty() {
            self.done.push(Run::Inserted(text(to)));
        }
    }
}

/// One provision in the comparison of two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// In the old version; `None` for what was not there.
    pub old: Option<ProvisionId>,
    /// In the new version; `None` for what is gone.
    pub new: Option<ProvisionId>,
    /// Its own words, without label and contents.
    pub runs: Vec<Run>,
}

/// Compares two versions in the order of the new one; what is gone stands behind what it followed.
pub fn compare_drafts(old: &Draft, new: &Draft, matches: &Matches) -> Vec<Compared> {
    let olds: HashMap<ProvisionId, &str> =
        old.walk().iter().map(|step| (step.provision.id, step.provision.text.as_str())).collect();
    let mut behind: HashMap<Option<ProvisionId>, Vec<ProvisionId>> = HashMap::new();
    let mut anchor = None;
    for (id, fate) in &matches.fates {
        match fate {
            Fate::Kept { new } => anchor = Some(*new),
            Fate::Split { new }
                if matches!(
                    new.first().and_then(|first| matches.origin(*first)),
                    Some(Origin::Kept { .. } | Origin::Merged { .. })
                ) =>
            {
                anchor = new.first().copied();
            }
            _ => behind.entry(anchor).or_default().push(*id),
        }
    }
    let gone = |place: Option<ProvisionId>| {
        let ids = behind.get(&place).map(Vec::as_slice).unwrap_or_default();
        ids.iter().map(|id| {
            let text = olds.get(id).copied().unwrap_or_default();
            Compared { old: Some(*id), new: None, runs: compare(text, "") }
        })
    };
    let origins: HashMap<ProvisionId, &Origin> =
        matches.origins.iter().map(|(id, origin)| (*id, origin)).collect();
    let mut compared: Vec<Compared> = gone(None).collect();
    for step in new.walk() {
        let id = step.provision.id;
        let from = match origins.get(&id) {
            Some(Origin::Kept { old, .. } | Origin::Merged { old, .. }) => Some(*old),
            _ => None,
        };
        let text = from.and_then(|from| olds.get(&from)).copied().unwrap_or_default();
        compared.push(Compared { old: from, new: Some(id), runs: compare(text, &step.provision.text) });
        compared.extend(gone(Some(id)));
    }
    compared
}
