//! One case as the desk reads it: everything that its page, its steps and its reads may need, in a fixed number of
//! statements. Knows no page and no rights.

use std::collections::BTreeMap;

use dantin_record::id::{CaseCode, CodePrefix};

use super::{
    field, replies,
    store::{self, Asking, CasePaper, CasePhoto, Contents, Draft, Happened, Note, Record, Relative},
};
use crate::{
    act::{
        cases::{
            extension::{self, Wish},
            links::{self, Link as WorkLink},
        },
        forwards::{self, Elsewhere, Remote},
    },
    app::Shared,
    city::people::{model::Officer, store as people},
    error::{Error, Missing},
    pages::erased::Erased,
};

/// Everything of a case that its page may need.
pub struct Seen {
    /// The row.
    pub record: Record,
    pub(super) contents: Contents,
    pub(super) events: Vec<Happened>,
    /// Its photos.
    pub photos: Vec<CasePhoto>,
    pub(super) papers: Vec<CasePaper>,
    pub(super) notes: Vec<Note>,
    pub(super) doers: BTreeMap<i64, String>,
    pub(super) askers: Vec<Asking>,
    pub(super) erased: Erased,
    pub(super) has_partner_copies: bool,
    pub(super) colleagues: Vec<Officer>,
    pub(super) wish: Option<Wish>,
    pub(super) links: Vec<WorkLink>,
    pub(super) drafts: Vec<Draft>,
    pub(super) relatives: Vec<Relative>,
    /// Other cities' servers that the case may be handed on to.
    pub remotes: Vec<Remote>,
    pub(super) elsewhere: Vec<Elsewhere>,
    /// What is prepared for a case like this.
    pub replies: Vec<replies::store::Reply>,
    /// Pictures that officers took at the place and that are no evidence yet.
    pub(super) taken: Vec<field::Draft>,
}

impl Seen {
    /// Whether there is anything of the case that the public does not read.
    pub fn has_private_words(&self) -> bool {
        self.contents.all().next().is_some() || !self.notes.is_empty()
    }

    /// Whether anybody said how to be reached.
    pub fn has_contact(&self) -> bool {
        self.askers.iter().any(|asker| asker.contact.iter().any(Option::is_some))
    }
}

/// Loads a case: nineteen statements, whatever happened to it.
pub async fn load(app: &Shared, code: &str) -> Result<Seen, Error> {
    let code = full_code(app, code)?;
    app.read(move |tx| {
        let record = store::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
        let id = record.id.clone();
        let colleagues = match record.case.state.lead() {
            Some(lead) => people::list_colleagues(tx, lead)?,
            None => Vec::new(),
        };
        let events = store::course(tx, &id)?;
        Ok(Seen {
            contents: store::contents(tx, &id)?,
            erased: Erased::of(events.iter().map(|happened| (happened.at, &happened.event))),
            events,
            photos: store::photos(tx, &id)?,
            papers: store::papers(tx, &id)?,
            notes: store::notes(tx, &id)?,
            doers: store::doers(tx, &id)?,
            askers: store::askers(tx, &id)?,
            has_partner_copies: store::has_partner_copies(tx, &id)?,
            remotes: forwards::remotes(tx)?,
            elsewhere: forwards::of_case(tx, &id)?,
            replies: replies::store::for_case(
                tx,
                record.case.state.lead().as_ref().map(|lead| lead.as_str()),
                record.case.category.as_str(),
                record.case.kind().code(),
            )?,
            taken: field::drafts(tx, &id)?,
            colleagues,
            wish: extension::wish(tx, &id)?,
            links: links::of_case(tx, &id)?,
            drafts: store::drafts(tx, &id)?,
            relatives: store::relatives(tx, &id)?,
            record,
        })
    })
    .await
}

/// The full form of a code as it may be typed.
pub fn full_code(app: &Shared, typed: &str) -> Result<String, Error> {
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok();
    let code = prefix.and_then(|prefix| CaseCode::parse(typed, prefix).ok());
    code.map(|code| code.to_string()).ok_or(Error::NotFound(Missing::Case))
}
