//! Cases that another city's server was asked to take up: to which server, what became of the filing, and how that server
//! says that it stands there. These are the other server's claims: they move no state, stop no clock and confirm nothing.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::code::SystemCode;
use crate::list::closed_list;
use crate::source::Word;

closed_list! {
    /// What became of a filing at the other server.
    ForwardOutcome {
        /// That server has it.
        Received = "received",
        /// Whether it arrived, nobody knows.
        Unsure = "unsure",
        /// It was refused, or could not be sent.
        Failed = "failed",
    }
}

/// What a case remembers of one server that it was handed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The server, by the code that the operator gave it.
    pub to: SystemCode,
    /// What became of it; none while it is under way.
    pub outcome: Option<ForwardOutcome>,
    /// The number that the case has there.
    pub number: Option<Word>,
    /// How it stands there, in that server's own word.
    pub word: Option<Word>,
}

impl Case {
    /// What became of handing the case on to this server; none where it was not.
    pub fn forward(&self, to: SystemCode) -> Option<&Forward> {
        self.forwards.iter().find(|forward| forward.to == to)
    }

    /// Begins to hand the case on, or once more after it did not arrive; sorted by server.
    pub(crate) fn hand_on(&mut self, to: SystemCode) {
        let begun = Forward { to, outcome: None, number: None, word: None };
        match self.forwards.binary_search_by(|forward| forward.to.cmp(&to)) {
            Ok(place) => {
                if let Some(forward) = self.forwards.get_mut(place) {
                    *forward = begun;
                }
            }
            Err(place) => self.forwards.insert(place, begun),
        }
    }

    /// Keeps what the other server says; what it does not say again stays as it was.
    pub(crate) fn hear(
        &mut self,
        to: SystemCode,
        outcome: ForwardOutcome,
        number: Option<&Word>,
        word: Option<&Word>,
    ) {
        if let Some(forward) = self.forwards.iter_mut().find(|forward| forward.to == to) {
            forward.outcome = Some(outcome);
            forward.number = number.or(forward.number.as_ref()).cloned();
            forward.word = word.or(forward.word.as_ref()).cloned();
        }
    }
}
