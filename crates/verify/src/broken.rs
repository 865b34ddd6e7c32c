//! What an entry says that does not fit, in words that somebody understands who does not know the rules by their codes. Rules that only a
//! slip of the program breaks keep their code.

use dantin_record::{book::Unfit, matter::MatterRefusal, refusal::Refusal};

/// The sentence, with the code of the rule behind it.
pub fn words(unfit: &Unfit) -> String {
    let sentence = match unfit {
        Unfit::MatterRule(refusal) => of_matter(*refusal),
        Unfit::Rule(refusal) => of_case(*refusal),
        _ => None,
    };
    match sentence {
        Some(sentence) => format!("{sentence} ({unfit})"),
        None => unfit.to_string(),
    }
}

const fn of_matter(refusal: MatterRefusal) -> Option<&'static str> {
    Some(match refusal {
        MatterRefusal::QuestionsOpen => {
            "the session is closed over a question that has no answer, no promise and no refusal with its reason"
        }
        MatterRefusal::PledgesOpen => {
            "the session is said to be followed up while something promised in it is not done"
        }
        MatterRefusal::CommentsUnanswered => "the consultation is closed over a comment that has no response",
        MatterRefusal::ChangesUntold => {
            "a version is left behind without telling which provisions it changes"
        }
        MatterRefusal::PeriodTooShort => {
            "people get fewer days to comment than the rule that it names asks for"
        }
        MatterRefusal::RecommendationsOpen => {
            "the round is closed over a recommendation that has no answer in writing"
        }
        MatterRefusal::RecommendationsUnconfirmed => {
            "the round is closed over a recommendation whose being carried out the overseer has not confirmed"
        }
        MatterRefusal::PointsOpen => "the critique is closed over a point that has no answer",
        MatterRefusal::NoticeTooShort => "the overseen body got the plan later than the law asks for",
        MatterRefusal::NotThePledge => "it names a case that is not what was promised or recommended there",
        MatterRefusal::CountFell => "people who supported a question are counted no more",
        MatterRefusal::WrongNumber => "its number is not the next: one was left out, or taken twice",
        MatterRefusal::OtherEvidence => {
            "photos of a visit were added or taken away where parts of them were to be covered"
        }
        MatterRefusal::OwnWork => "a body oversees or judges itself",
        _ => return None,
    })
}

const fn of_case(refusal: Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::OwnWork => "the body that did the work, or one above it, judges it itself",
        Refusal::NotTheVerifier => "it is confirmed by another body than the one that alone may confirm it",
        Refusal::EvidenceMissing => "it is reported done without evidence",
        Refusal::PartsOpen => "it is reported done while another agency still owes its part",
        _ => return None,
    })
}
