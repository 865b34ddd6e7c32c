//! What a person should look at after a text was read: nothing here refuses the text, each finding names a place and says by its
//! code what was seen. The words for the codes live with whoever shows them.

use serde::{Deserialize, Serialize};

use crate::{
    kind::Kind,
    provision::{Draft, Provision, ProvisionId},
};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A number is missing before this one.
    Jump,
    /// The number is the same as that of the one before it.
    Double,
    /// The number is lower than that of one before it.
    Back,
    /// The first of its row does not bear the first number.
    Start,
    /// A heading that says by no word and number what it is; it was taken as a paragraph.
    Heading,
    /// Quotation marks open before this and never close.
    Quotation,
    /// Signs that nobody sees were taken out.
    Unseen,
    /// The document holds tracked changes; they were taken as accepted.
    TrackedChanges,
    /// A row of a table became a paragraph.
    Table,
    /// A footnote was left out of the text; its words are the finding's.
    Footnote,
    /// A drawing or text box with words was left out; its words are the finding's.
    Drawing,
    /// Hidden words were left out.
    Hidden,
    /// Remarks in the margin were left out.
    Remarks,
    /// A table of contents was left out.
    Contents,
    /// A sign from a font of symbols could not be read.
    Symbol,
    /// Words are set in a font of an old encoding (TCVN3, VNI) and may be unreadable.
    OldFont,
}

impl Code {
    /// Every code, for whoever must have words for all.
    pub const ALL: [Self; 16] = [
        Self::Jump,
        Self::Double,
        Self::Back,
        Self::Start,
        Self::Heading,
        Self::Quotation,
        Self::Unseen,
        Self::TrackedChanges,
        Self::Table,
        Self::Footnote,
        Self::Drawing,
        Self::Hidden,
        Self::Remarks,
        Self::Contents,
        Self::Symbol,
        Self::OldFont,
    ];

    /// The code that words are found by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Jump => "jump",
            Self::Double => "double",
            Self::Back => "back",
            Self::Start => "start",
            Self::Heading => "heading",
            Self::Quotation => "quotation",
            Self::Unseen => "unseen",
            Self::TrackedChanges => "tracked-changes",
            Self::Table => "table",
            Self::Footnote => "footnote",
            Self::Drawing => "drawing",
            Self::Hidden => "hidden",
            Self::Remarks => "remarks",
            Self::Contents => "contents",
            Self::Symbol => "symbol",
            Self::OldFont => "old-font",
        }
    }
}

/// One finding and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub code: Code,
    /// The provision to look at; `None` when the place has no words in the draft.
    pub provision: Option<ProvisionId>,
    /// The line of a text file or the paragraph of a DOCX, from 1; 0 for what was found in the tree.
    pub line: u32,
    /// What stands there, cut short; the label for a finding about numbers; what was left out.
    pub words: String,
}

/// Where the numbers of a draft jump, double, go back or do not begin at one. Articles are counted through the whole draft and anew in
/// each annex; chapters through all parts or anew in each; everything else anew in what contains it.
pub fn numbering(draft: &Draft) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut counts = Counts::default();
    row(draft.provisions(), &mut counts, &mut findings);
    findings
}

/// What was counted across the bounds of a parent.
#[derive(Default)]
struct Counts {
    article: Option<(u32, u32)>,
    chapter: Option<(u32, u32)>,
}

fn row(siblings: &[Provision], counts: &mut Counts, findings: &mut Vec<Finding>) {
    let mut last_of_kind = [None; Kind::ALL.len()];
    for one in siblings {
        if one.kind == Kind::Annex {
            *counts = Counts::default();
        }
        let place = one.kind.place_of(&one.label);
        if let (Some(place), Some(last)) = (place, last_of_kind.get_mut(one.kind as usize)) {
            let code = match one.kind {
                Kind::Article => step(counts.article, place),
                // A second part may count on or begin anew.
                Kind::Chapter if last.is_none() && place == (1, 0) => None,
                Kind::Chapter => step(last.or(counts.chapter), place),
                _ => step(*last, place),
            };
            *last = Some(place);
            match one.kind {
                Kind::Article => counts.article = Some(place),
                Kind::Chapter => counts.chapter = Some(place),
                _ => {}
            }
            if let Some(code) = code {
                findings.push(Finding { code, provision: Some(one.id), line: 0, words: one.cite() });
            }
        }
        row(&one.children, counts, findings);
    }
}

/// What is wrong with a number behind the last one of its row.
fn step(last: Option<(u32, u32)>, next: (u32, u32)) -> Option<Code> {
    let Some(last) = last else {
        return (next != (1, 0)).then_some(Code::Start);
    };
    let follows = next == (last.0 + 1, 0) || next == (last.0, last.1 + 1);
    match next.cmp(&last) {
        _ if follows => None,
        std::cmp::Ordering::Equal => Some(Code::Double),
        std::cmp::Ordering::Less => Some(Code::Back),
        std::cmp::Ordering::Greater => Some(Code::Jump),
    }
}
