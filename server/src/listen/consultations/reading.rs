//! Which text of an article is read: the draft as it is now, the version before it, or what changed between the two, word by word. Each
//! has an address of its own. What is not there says why: it is in no such version, or its text was lost or erased.

use std::collections::BTreeMap;

use dantin_drafts::{Draft, Kind, Matches, Provision, ProvisionId, compare::Compared, match_versions};
use dantin_words::Words;

use super::{
    compare::{Pair, pairs},
    view::{self, Line},
};
use crate::{act::consultations::WHOLE, error::Error, pages::components::Link};

/// Which text is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reading {
    #[default]
    Draft,
    Before,
    Changes,
}

impl Reading {
    const ALL: [Self; 3] = [Self::Before, Self::Draft, Self::Changes];

    /// As the address says it; what it does not know is the draft.
    pub(super) fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.code() == text).unwrap_or_default()
    }

    /// The page in this reading.
    fn address(self, here: &str) -> String {
        if self == Self::default() { here.to_owned() } else { format!("{here}?text={}", self.code()) }
    }

    /// The comments behind one, on the page in this reading.
    pub(super) fn older(self, here: &str, number: u32) -> String {
        let page = self.address(here);
        format!("{page}{}after={number}", if page == here { '?' } else { '&' })
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Before => "before",
            Self::Changes => "changes",
        }
    }
}

/// The texts out of which a page is made.
pub(super) struct Texts {
    /// The number of the latest version.
    pub version: u32,
    pub draft: Draft,
    /// The version before, where it is needed and there is one.
    pub before: Option<Draft>,
    /// Where the provisions of the latest version come from, where that is needed and kept.
    pub matches: Option<Matches>,
    /// What the drafter says of the changes of the latest version.
    pub notes: BTreeMap<String, String>,
}

/// The text of a page as it is read.
#[derive(Default)]
pub(super) struct Shown {
    pub lines: Vec<Line>,
    pub pairs: Vec<Pair>,
    /// Why there is no text; empty where there is.
    pub missing: String,
}

fn article_in<'a>(draft: &'a Draft, page: &str) -> Option<&'a Provision> {
    let id = ProvisionId::parse(page)?;
    draft.find(id).filter(|one| one.kind == Kind::Article)
}

impl Texts {
    /// The article of a page, as it is now or as it was last.
    pub(super) fn article(&self, page: &str) -> Option<&Provision> {
        article_in(&self.draft, page).or_else(|| article_in(self.before.as_ref()?, page))
    }

    /// Whether the latest version has what is commented on at this page.
    pub(super) fn has_now(&self, page: &str) -> bool {
        !self.draft.is_empty() && (page == WHOLE || article_in(&self.draft, page).is_some())
    }

    /// Whether a page is there: an article of either version, the whole, or one of which nothing is left to say what it was.
    pub(super) fn has_page(&self, page: &str) -> bool {
        let is_lost = self.draft.is_empty() && ProvisionId::parse(page).is_some();
        page == WHOLE || self.article(page).is_some() || is_lost
    }

    /// The text of a page.
    pub(super) fn shown(&self, w: &Words, base: &str, page: &str, reading: Reading) -> Result<Shown, Error> {
        let earlier = self.version.saturating_sub(1);
        let missing = |draft: &Draft, number: u32| {
            let key = match draft.is_empty() {
                true => "consultation-text-lost",
                false if page != WHOLE && article_in(draft, page).is_none() => "consultation-not-in-version",
                false => return String::new(),
            };
            w.with(key, &[("number", i64::from(number).into())])
        };
        Ok(match (reading, &self.before) {
            (Reading::Draft, _) | (_, None) => Shown {
                lines: of_page(&self.draft, page, &self.notes),
                missing: missing(&self.draft, self.version),
                ..Shown::default()
            },
            (Reading::Before, Some(before)) => Shown {
                lines: of_page(before, page, &BTreeMap::new()),
                missing: missing(before, earlier),
                ..Shown::default()
            },
            (Reading::Changes, Some(before)) if before.is_empty() || self.draft.is_empty() => {
                let (lost, number) =
                    if before.is_empty() { (before, earlier) } else { (&self.draft, self.version) };
                Shown { missing: missing(lost, number), ..Shown::default() }
            }
            (Reading::Changes, Some(before)) => {
                let found;
                let matches = if let Some(matches) = &self.matches {
                    matches
                } else {
                    found = match_versions(before, &self.draft, &[]).map_err(anyhow::Error::new)?;
                    &found
                };
                let wanted = |compared: &Compared, change: &str| {
                    let is_here = |draft: &Draft, id: Option<ProvisionId>| {
                        id.is_some_and(|id| stands_on(draft, id, page))
                    };
                    let here = is_here(&self.draft, compared.new) || is_here(before, compared.old);
                    here && (page != WHOLE || change != "same")
                };
                let pairs = pairs(w, base, (before, &self.draft), matches, &self.notes, wanted);
                let is_same = pairs.iter().all(|pair| pair.is_same);
                let missing = if is_same { w.t("consultation-article-same") } else { String::new() };
                Shown { pairs: if is_same { Vec::new() } else { pairs }, missing, ..Shown::default() }
            }
        })
    }
}

/// Whether a provision stands on a page: within its article, or within none.
fn stands_on(draft: &Draft, id: ProvisionId, page: &str) -> bool {
    let path = draft.path(id);
    let article = path.iter().find(|one| one.kind == Kind::Article);
    article.map_or(page == WHOLE && !path.is_empty(), |article| article.id.to_string() == page)
}

/// The lines of a page; the heading of the page is the article's own.
fn of_page(draft: &Draft, page: &str, notes: &BTreeMap<String, String>) -> Vec<Line> {
    view::lines(draft, page, notes).into_iter().skip(usize::from(page != WHOLE)).collect()
}

/// The switch between the texts, each by its address; nothing where there is one version alone.
pub(super) fn switch(w: &Words, here: &str, version: u32, reading: Reading) -> Vec<Link> {
    let Some(earlier) = version.checked_sub(1).filter(|earlier| *earlier > 0) else { return Vec::new() };
    let named = |number: u32| w.with("consultation-version", &[("number", i64::from(number).into())]);
    let link = |one: Reading| {
        let label = match one {
            Reading::Draft => named(version),
            Reading::Before => named(earlier),
            Reading::Changes => w.t("consultation-changes"),
        };
        Link::new(one.address(here), label).current_if(one == reading)
    };
    Reading::ALL.map(link).to_vec()
}
