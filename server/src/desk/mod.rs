//! The officers' side over HTTP: the inbox by deadline, the view of a case with the steps that rules and rights allow,
//! filing for a resident, and unshown photos. What a step does to a case is in `act::cases`; who may do it is asked
//! of `city::people::rights`; this folder only joins the two and draws the pages.

pub mod blur;
pub mod bulk;
mod case_facts;
pub mod case_page;
pub mod changes;
pub mod consultations;
mod daily;
pub mod dashboard;
mod dates;
pub mod dialogues;
pub mod erasure_requests;
mod evidence;
pub mod explanations;
pub mod field;
mod form;
mod history;
pub mod inbox;
mod joint;
pub mod keys;
pub mod mail_log;
pub mod matter_erasure;
pub mod moderation;
pub mod on_behalf;
mod order;
pub mod oversight;
pub mod people;
pub mod photos;
pub mod presence;
pub mod reads;
pub mod replies;
pub mod resident_view;
pub mod saved_views;
mod seen;
pub mod sheet;
mod step_form;
mod steps;
mod store;
pub mod take_step;
pub mod watching;
pub mod webhooks;
mod wording;
