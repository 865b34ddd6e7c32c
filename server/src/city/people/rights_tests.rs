//! The table of rights, written out a second time as people would read it: a row for each act, and in it, for each
//! role, one letter for each way in which the role's agency can stand to the case.

use dantin_record::{
    act::Role,
    case::Case,
    event::{Event, Origin, Submission},
    id::{CaseCode, CaseId, CodePrefix},
    moment::Moment,
    place::PublicPlace,
    refusal::Refusal,
};
use dantin_words::Language;
use proptest::prelude::*;

use super::*;
use crate::city::people::credentials::{Login, PersonName};

const WARD: &str = "ward";
const CITY: &str = "city";
const NATION: &str = "nation";
const BEFORE: &str = "led-before";
const OTHER: &str = "other";
const PART: &str = "has-a-part";

fn code(text: &str) -> AgencyCode {
    AgencyCode::new(text).unwrap()
}

fn parent_of(agency: AgencyCode) -> Option<AgencyCode> {
    match agency.as_str() {
        WARD | OTHER | BEFORE => Some(code(CITY)),
        CITY => Some(code(NATION)),
        _ => None,
    }
}

/// Led by the ward, under the city, under the nation; another agency led it before, and a third has a part in it.
fn led() -> CaseForRights {
    CaseForRights::of(Some(code(WARD)), &[code(BEFORE), code(PART)], None, parent_of)
        .supported_by([code(PART)].into_iter())
}

/// Waits for the coordinator after the former lead gave it back.
fn without_lead() -> CaseForRights {
    CaseForRights::of(None, &[code(BEFORE), code(CITY)], None, parent_of)
}

fn officer(roles: &[(RoleKind, &str)]) -> Officer {
    Officer {
        id: OfficerId::from("sample".to_owned()),
        login: Login::new("sample").unwrap(),
        name: PersonName::new("Cán bộ mẫu").unwrap(),
        language: Language::Vietnamese,
        active: true,
        roles: roles.iter().map(|(kind, agency)| OfficerRole { kind: *kind, agency: code(agency) }).collect(),
    }
}

/// For each act and role six answers, in this order: the role's agency leads the case; stands right above the lead;
/// stands two levels above; led it before; has nothing to do with it; has a part in it. `+` may, `r` no role for it, `c` not its case,
/// `o` own work.
const TABLE: [(Act, [&str; 7]); 37] = [
    //                        handler   head     coordinator moderator overseer privacy administrator
    (Act::See, ["++++c+", "++++c+", "++++++", "++++++", "++++++", "++++++", "rrrrrr"]),
    (Act::SeeContent, ["+++cc+", "+++cc+", "++++++", "++++++", "rrrrrr", "++++++", "rrrrrr"]),
    (Act::SeeContact, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "++++++", "rrrrrr"]),
    (Act::Note, ["+++cc+", "+++cc+", "++++++", "++++++", "rrrrrr", "++++++", "rrrrrr"]),
    (Act::Accept, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Return, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Ask, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::EnterReply, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::AskExtension, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Extend, ["rrrrrr", "+++ccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::RefuseExtension, ["rrrrrr", "+++ccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::ReportResolved, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Decline, ["+ccccc", "+ccccc", "cccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::AddPart, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::FinishPart, ["ccccc+", "ccccc+", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::ReleasePart, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Merge, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Unmerge, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::WorkLink, ["+cccc+", "+cccc+", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::AssignOfficer, ["+ccccc", "+ccccc", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::AssignAgency, ["rrrrrr", "rrrrrr", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::FileOnBehalf, ["++++++", "++++++", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Show, ["rrrrrr", "rrrrrr", "rrrrrr", "++++++", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Hide, ["rrrrrr", "rrrrrr", "rrrrrr", "o++++o", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Confirm, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "oooo+o", "rrrrrr", "rrrrrr"]),
    (Act::Contest, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "oooo+o", "rrrrrr", "rrrrrr"]),
    (Act::Erase, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "oooo+o", "rrrrrr"]),
    (Act::Forward, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::WriteReplies, ["rrrrrr", "++++++", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::AdministerPeople, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "++++++"]),
    (Act::ReadMailLog, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "++++++", "++++++"]),
    (Act::AdministerPartners, ["rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr", "++++++"]),
    (Act::SeeDashboard, ["rrrrrr", "++++++", "++++++", "rrrrrr", "++++++", "rrrrrr", "rrrrrr"]),
    (Act::AskExplanation, ["rrrrrr", "+++ccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::Watch, ["rrrrrr", "++++++", "++++++", "rrrrrr", "++++++", "rrrrrr", "rrrrrr"]),
    (Act::HoldSession, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
    (Act::HoldConsultation, ["+ccccc", "+ccccc", "++++++", "rrrrrr", "rrrrrr", "rrrrrr", "rrrrrr"]),
];

#[test]
fn each_role_may_do_what_the_table_says_and_nothing_else() {
    for ((act, by_role), listed) in TABLE.into_iter().zip(Act::ALL) {
        assert_eq!(act, listed, "the table has every act in order");
        for (kind, letters) in RoleKind::ALL.into_iter().zip(by_role) {
            assert_eq!(letters.len(), 6);
            for (agency, letter) in [WARD, CITY, NATION, BEFORE, OTHER, PART].into_iter().zip(letters.chars())
            {
                let expected = match letter {
                    '+' => Ok(OfficerRole { kind, agency: code(agency) }),
                    'r' => Err(Denied::NotYourRole),
                    'c' => Err(Denied::NotYourCase),
                    _ => Err(Denied::OwnWork),
                };
                let found = may(&officer(&[(kind, agency)]), act, &led());
                assert_eq!(found, expected, "{kind:?} at {agency}: {act:?}");
            }
        }
    }
}

#[test]
fn heads_write_the_replies_of_their_agency_and_coordinators_those_of_the_city() {
    assert_eq!(writes_replies_of(&officer(&[(RoleKind::Handler, WARD)])), []);
    assert_eq!(writes_replies_of(&officer(&[(RoleKind::Head, WARD)])), [Some(WARD.to_owned())]);
    let both = officer(&[(RoleKind::Head, WARD), (RoleKind::Coordinator, CITY), (RoleKind::Head, OTHER)]);
    assert_eq!(writes_replies_of(&both), [None, Some(OTHER.to_owned()), Some(WARD.to_owned())]);
    let ended = Officer { active: false, ..both };
    assert_eq!(writes_replies_of(&ended), []);
}

#[test]
fn without_a_lead_only_the_coordinator_moves_a_case() {
    for act in [Act::Accept, Act::Return, Act::Ask, Act::ReportResolved, Act::Decline, Act::SeeContact] {
        for agency in [WARD, CITY, BEFORE] {
            for kind in [RoleKind::Handler, RoleKind::Head] {
                assert_eq!(may(&officer(&[(kind, agency)]), act, &without_lead()), Err(Denied::NotYourCase));
            }
        }
    }
    let coordinator = officer(&[(RoleKind::Coordinator, CITY)]);
    for act in [Act::AssignAgency, Act::Decline, Act::SeeContact] {
        assert!(may(&coordinator, act, &without_lead()).is_ok(), "{act:?}");
    }
}

#[test]
fn whoever_handles_a_case_never_moves_its_due_date() {
    let assignee = Some(OfficerId::from("sample".to_owned()));
    let case = CaseForRights::of(Some(code(WARD)), &[], assignee, parent_of);
    for (kind, agency) in [(RoleKind::Head, WARD), (RoleKind::Head, CITY), (RoleKind::Coordinator, CITY)] {
        let mut person = officer(&[(kind, agency)]);
        assert_eq!(may(&person, Act::Extend, &case), Err(Denied::OwnDeadline));
        person.id = OfficerId::from("another".to_owned());
        assert!(may(&person, Act::Extend, &case).is_ok());
    }
}

#[test]
fn an_overseer_who_also_works_for_the_lead_cannot_confirm() {
    for agency in [WARD, CITY, NATION, BEFORE] {
        for kind in RoleKind::ALL {
            let person = officer(&[(RoleKind::Overseer, OTHER), (kind, agency)]);
            assert_eq!(may(&person, Act::Confirm, &led()), Err(Denied::OwnWork), "{kind:?} at {agency}");
        }
    }
}

#[test]
fn a_privacy_officer_who_also_works_for_the_lead_erases_nothing_of_its_work() {
    for agency in [WARD, CITY, NATION, BEFORE] {
        for kind in RoleKind::ALL {
            let person = officer(&[(RoleKind::PrivacyOfficer, OTHER), (kind, agency)]);
            assert_eq!(may(&person, Act::Erase, &led()), Err(Denied::OwnWork), "{kind:?} at {agency}");
        }
    }
    assert!(may(&officer(&[(RoleKind::PrivacyOfficer, OTHER)]), Act::Erase, &led()).is_ok());
}

#[test]
fn an_ended_account_may_do_nothing() {
    let mut person = officer(&RoleKind::ALL.map(|kind| (kind, WARD)));
    person.active = false;
    for act in Act::ALL {
        assert_eq!(may(&person, act, &led()), Err(Denied::Inactive));
    }
    assert!(!sees_the_whole_city(&person));
}

#[test]
fn the_humblest_role_that_suffices_is_named() {
    let person = officer(&[
        (RoleKind::Coordinator, CITY),
        (RoleKind::Head, WARD),
        (RoleKind::Handler, WARD),
        (RoleKind::Head, CITY),
    ]);
    let by = |act| may(&person, act, &led()).unwrap().to_string();
    assert_eq!(by(Act::Accept), "handler@ward");
    assert_eq!(by(Act::Extend), "head@city");
    assert_eq!(by(Act::AssignAgency), "coordinator@city");
}

#[test]
fn agencies_that_stand_above_themselves_do_not_hang_the_rules() {
    let case = CaseForRights::of(Some(code(WARD)), &[], None, |_| Some(code(WARD)));
    assert!(may(&officer(&[(RoleKind::Handler, WARD)]), Act::Accept, &case).is_ok());
}

/// The record's own rules never say of an act that is granted here that such a role does not do it.
#[test]
fn the_record_knows_every_role_that_may() {
    let submission = Submission {
        code: CaseCode::new(CodePrefix::new("DT").unwrap(), 1),
        origin: Origin::Web,
        category: dantin_record::code::CategoryCode::new("roads").unwrap(),
        subcategory: None,
        place: PublicPlace::Unplaced,
        photos: 0,
        urgent: false,
        sample: true,
    };
    let event = Event::Submitted(submission);
    let act = dantin_record::act::Act::new(
        Moment::from_second(1_800_000_000),
        dantin_record::act::Actor::Reporter,
        &event,
    );
    let case = Case::submit(CaseId([0; 16]), &act).unwrap();
    for act in Act::ALL {
        let Some(event) = act.event() else { continue };
        for kind in RoleKind::ALL {
            let person = officer(&[(kind, OTHER)]);
            let supported = without_lead().supported_by([code(OTHER)].into_iter());
            let led_by_it = CaseForRights::of(Some(code(OTHER)), &[], None, parent_of);
            let granted = [led(), without_lead(), led_by_it, supported]
                .iter()
                .find_map(|case| may(&person, act, case).ok());
            let Some(role) = granted else { continue };
            let role = role.role().expect("only an administrator has no role in the journal");
            let refusal = case.allows(event, role).err();
            let wrong = matches!(
                refusal,
                Some(Refusal::WrongRole { .. } | Refusal::ApproverMissing | Refusal::OwnWork)
            );
            assert!(!wrong, "{act:?} by {role:?}: {refusal:?}");
        }
    }
    assert!(case.allows(EventKind::Extended, Role::Handler).is_err(), "the comparison above can fail");
}

proptest! {
    /// More roles never take a right away, except where somebody apart must act: to verify, to erase, to hide.
    #[test]
    fn a_further_role_takes_no_right_away(
        first in (0_usize..7, 0_usize..5), second in (0_usize..7, 0_usize..5), act in 0_usize..28,
    ) {
        let agencies = [WARD, CITY, NATION, BEFORE, OTHER];
        let role = |(kind, agency): (usize, usize)| (RoleKind::ALL[kind], agencies[agency]);
        let act = Act::ALL[act];
        let alone = may(&officer(&[role(first)]), act, &led()).is_ok();
        let both = may(&officer(&[role(first), role(second)]), act, &led()).is_ok();
        if !matches!(act, Act::Confirm | Act::Contest | Act::Erase | Act::Hide) {
            prop_assert!(!alone || both);
        }
    }
}
