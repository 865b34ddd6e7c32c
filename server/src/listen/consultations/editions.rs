//! The text that is read now beside those before it, so that whatever was named once can be named still: a provision that is gone bears the
//! number that it had in the last version in which it stood.

use std::collections::HashSet;

use dantin_drafts::{Draft, ProvisionId};
use dantin_record::{code::ProvisionCode, consultation::Consultation};
use dantin_words::Words;

use super::{Course, view::place_of, with};
use crate::{
    act::consultations::{self, Said},
    app::App,
    error::Error,
};

/// The versions of a text, as far as something is named that needs them.
pub struct Editions {
    /// The one that is read now.
    pub draft: Draft,
    // Those before it by their numbers, the newest first; none where nothing needs them.
    earlier: Vec<(u32, Draft)>,
}

impl Editions {
    /// The text of the latest version, and those before it if one of these provisions is no longer in it.
    pub async fn naming(
        app: &App,
        course: &Course,
        draft: Draft,
        provisions: &[ProvisionCode],
    ) -> Result<Editions, Error> {
        let is_missing = |code: &ProvisionCode| {
            ProvisionId::parse(code.as_str()).is_some_and(|id| draft.find(id).is_none())
        };
        let (id, version) = (course.id.clone(), course.latest());
        let earlier = if version > 1 && provisions.iter().any(is_missing) {
            app.read(move |tx| Ok(consultations::drafts_before(tx, &id, version)?)).await?
        } else {
            Vec::new()
        };
        Ok(Editions { draft, earlier })
    }

    /// The texts that these comments and the responses to them name.
    pub async fn of_comments(
        app: &App,
        course: &Course,
        draft: Draft,
        said: &[Said],
    ) -> Result<Editions, Error> {
        let provisions = with(app, &course.code, |consultation| named(consultation, said))?;
        Editions::naming(app, course, draft, &provisions).await
    }

    /// The latest text and all before it.
    pub const fn all(draft: Draft, earlier: Vec<(u32, Draft)>) -> Editions {
        Editions { draft, earlier }
    }

    /// The name of a provision, or of the whole text: the one of today, or the one that it had last.
    pub fn place(&self, w: &Words, provision: &str) -> String {
        let Some(id) = ProvisionId::parse(provision) else { return w.t("consultation-whole") };
        let gone = || self.earlier.iter().find(|(_, draft)| draft.find(id).is_some());
        match self.draft.find(id).map_or_else(gone, |_| None) {
            Some((version, draft)) => {
                let place = place_of(w, draft, provision);
                w.with(
                    "consultation-place-before",
                    &[("place", place.as_str().into()), ("version", i64::from(*version).into())],
                )
            }
            None => place_of(w, &self.draft, provision),
        }
    }

    /// The name of a provision in the version that somebody read, with its name of today where that is another.
    pub fn place_read(&self, w: &Words, (version, provision): (u32, &str)) -> String {
        let today = self.place(w, provision);
        let Some((_, read)) = self.earlier.iter().find(|(number, _)| *number == version) else {
            return today;
        };
        let is_there = ProvisionId::parse(provision).is_some_and(|id| self.draft.find(id).is_some());
        let then = place_of(w, read, provision);
        if !is_there || then == today {
            return today;
        }
        w.with(
            "consultation-place-now",
            &[
                ("place", then.as_str().into()),
                ("version", i64::from(version).into()),
                ("now", today.as_str().into()),
            ],
        )
    }

    /// The names of these provisions, each once: two paragraphs of an article bear its name.
    pub fn places(&self, w: &Words, provisions: &[ProvisionCode]) -> Vec<String> {
        let mut named = HashSet::new();
        let places = provisions.iter().map(|code| self.place(w, code.as_str()));
        places.filter(|place| named.insert(place.clone())).collect()
    }
}

fn named(consultation: &Consultation, said: &[Said]) -> Vec<ProvisionCode> {
    let mut provisions = HashSet::new();
    for comment in said.iter().filter_map(|one| consultation.comment(one.number).ok()) {
        provisions.extend(comment.provision);
        provisions.extend(consultation.answer_to(comment).into_iter().flat_map(|answer| &answer.provisions));
    }
    provisions.into_iter().collect()
}
