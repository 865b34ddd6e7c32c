//! The closed lists out of which every public reason comes.
//!
//! A reason in an entry is a code, never free text; what an officer adds in words is private until moderated. The
//! lists follow what the channels and terms of the law set apart (Decree 20/2008, the complaints law 02/2011, the
//! denunciation law 25/2018) and what residents of other cities found missing: a reason that says whose duty it is.

use crate::list::closed_list;

closed_list! {
    /// Why a lead agency gives a case back.
    ReturnReason {
        /// The place lies outside the agency's area.
        WrongArea = "wrong_area",
        /// The matter belongs to another field (lĩnh vực).
        WrongField = "wrong_field",
        /// Another body owns or runs the thing in question.
        OtherOwner = "other_owner",
        /// The law gives the matter to another level or body.
        OtherCompetence = "other_competence",
        /// Several agencies would have to act and none of them is plainly the lead.
        SeveralAgencies = "several_agencies",
    }
}

closed_list! {
    /// Why a due date is moved.
    ExtendReason {
        Weather = "weather",
        /// A procedure set by law must run first, such as a survey, a permit or a tender.
        Procedure = "procedure",
        /// Material or equipment is awaited.
        Material = "material",
        /// Another agency or company must act first.
        OtherAgency = "other_agency",
        /// The work turned out wider than reported.
        WiderWork = "wider_work",
        /// The place cannot be reached or worked on at present.
        NoAccess = "no_access",
    }
}

closed_list! {
    /// Why a case goes on without the part of a supporting agency.
    ReleaseReason {
        /// The work showed that the part is not needed.
        NotNeeded = "not_needed",
        /// The lead agency did it itself.
        DoneByLead = "done_by_lead",
        /// Another supporting agency does it.
        TakenOver = "taken_over",
        /// The law gives it to another level or body.
        OtherCompetence = "other_competence",
        /// The agency did not act by its due time, and the rest must not wait.
        NoAnswer = "no_answer",
    }
}

closed_list! {
    /// Why a case is declined; each is shown to the reporter with the legal basis.
    DeclineReason {
        /// No body of the city has the competence.
        OutsideCompetence = "outside_competence",
        /// A dispute between private persons, for mediation or the court.
        PrivateDispute = "private_dispute",
        /// A formal complaint (khiếu nại): it has its own procedure and terms.
        ComplaintChannel = "complaint_channel",
        /// A denunciation (tố cáo): it has its own procedure and protects the person.
        DenunciationChannel = "denunciation_channel",
        /// A court, an inspectorate or the police already deal with it.
        UnderProceedings = "under_proceedings",
        /// Too little to act on, and the question to the reporter stayed without answer.
        InsufficientInformation = "insufficient_information",
        /// The same matter is already being worked on as another case.
        Duplicate = "duplicate",
        /// Nothing was found that breaks a rule.
        NoViolationFound = "no_violation_found",
        /// What was reported was not found at the place.
        NotFoundOnSite = "not_found_on_site",
        /// The work belongs to a plan that has its own published dates.
        AlreadyPlanned = "already_planned",
        /// A wish that the agency considered and does not follow.
        ProposalNotAdopted = "proposal_not_adopted",
        /// Not about a public matter, or sent to abuse.
        Abusive = "abusive",
    }
}

closed_list! {
    /// The legal ground on which private content is erased. The rights of the person whom data are about stand in the
    /// Personal Data Protection Law 91/2025, Art. 4; what may not be kept at all, other laws and courts say.
    ErasureGround {
        /// The person took back the consent on which the data were kept.
        ConsentWithdrawn = "consent_withdrawn",
        /// The person whom the data are about asked for it, whether reporter or not.
        SubjectRequest = "subject_request",
        /// What the data were collected for is done, or the time for keeping them is over.
        PurposeEnded = "purpose_ended",
        /// The data were collected or used against the law, for instance of somebody who never agreed.
        UnlawfulProcessing = "unlawful_processing",
        /// The content itself may not be kept or spread.
        UnlawfulContent = "unlawful_content",
        /// A court or a competent authority ordered it.
        AuthorityOrder = "authority_order",
        /// Keeping it endangers whoever reported or is named.
        ProtectsPerson = "protects_person",
    }
}

closed_list! {
    /// Why a moderator hides a case, or shows it without some of its words or with parts of a photo made unrecognisable.
    HideReason {
        PersonalData = "personal_data",
        /// It names a private person and alleges an offence.
        AllegesOffence = "alleges_offence",
        Abusive = "abusive",
        NotPublicMatter = "not_public_matter",
        IllegalContent = "illegal_content",
        /// Showing it could expose the person who reported.
        EndangersReporter = "endangers_reporter",
    }
}
