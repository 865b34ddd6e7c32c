//! The officers' side over HTTP: the inbox by deadline, the view of a case with the steps that rules and rights allow,
//! filing for a resident, and unshown photos. What a step does to a case is in `act::cases`; who may do it is asked
//! of `city::people::rights`; this folder only joins the two and draws the pages.

pub mod case_page;
pub mod dashboard;
pub mod erasure_requests;
mod evidence;
mod form;
mod history;
pub mod inbox;
mod inbox_search;
mod inbox_store;
pub mod on_behalf;
pub mod photos;
pub mod resident_view;
mod step_form;
mod steps;
mod store;
pub mod take_step;
pub mod watching;
mod wording;
