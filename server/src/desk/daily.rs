//! What the inbox shows of the daily tools: saved views with counts, the form of bulk work, whether keys are on, and how
//! much has changed without the officer. It knows no HTTP; each tool's own page is in its own file.

use dantin_store::Tx;

use super::{
    bulk, changes,
    inbox::{Asked, store::Wanted},
    keys,
    saved_views::{self, Saved},
    steps::Step,
    wording::Wording,
};
use crate::{
    city::people::{model::Officer, pages::SignedIn, rights::is_ever_granted},
    error::Error,
    pages::components::Link,
};

/// What was read for the inbox.
pub struct Loaded {
    saved: Vec<Saved>,
    counts: Vec<Option<i64>>,
    keys_off: bool,
    changes: i64,
}

/// As the inbox shows it.
#[derive(Default)]
pub struct Tools {
    /// Saved views.
    pub saved: Vec<Link>,
    /// Where the present filter gets a name.
    pub save: String,
    /// The session's text.
    pub csrf: String,
    /// The steps that are offered for many cases.
    pub bulk_steps: Vec<Step>,
    /// Whether the officer switched the keys off.
    pub keys_off: bool,
    /// What changed without the officer; empty for nothing.
    pub changes: String,
}

impl Tools {
    /// Whether a saved view is just what the page shows.
    pub fn is_on_saved(&self) -> bool {
        self.saved.iter().any(|link| link.is_current)
    }
}

/// Reads what the inbox needs: four statements, whatever there is.
pub fn load(tx: &mut Tx<'_>, officer: &Officer, wanted: &Wanted) -> Result<Loaded, Error> {
    let saved = saved_views::list(tx, officer)?;
    Ok(Loaded {
        counts: saved_views::count(tx, wanted, &saved)?,
        keys_off: keys::are_off(tx, &officer.id)?,
        changes: changes::count(tx, &officer.id)?,
        saved,
    })
}

/// Words it for the page that shows `asked`.
pub fn shown(signed: &SignedIn, wording: &Wording<'_>, asked: &Asked, loaded: &Loaded) -> Tools {
    let w = wording.w;
    let saved = loaded.saved.iter().zip(&loaded.counts).map(|(one, count)| {
        let link = Link::new(one.asked.filter_address(), one.name.clone()).current_if(one.is(asked));
        match count {
            Some(count) => link.counting(w.integer(*count)),
            None => link,
        }
    });
    let officer = signed.officer();
    Tools {
        saved: saved.collect(),
        save: asked.filter_address().replacen("/desk", "/desk/views", 1),
        csrf: signed.session.csrf().to_owned(),
        bulk_steps: bulk::STEPS.into_iter().filter(|step| is_ever_granted(officer, step.act())).collect(),
        keys_off: loaded.keys_off,
        changes: if loaded.changes > 0 { w.n("changes-count", loaded.changes) } else { String::new() },
    }
}
