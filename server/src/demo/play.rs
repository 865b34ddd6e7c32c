//! Plays the plan: each step is the command that a person's form would run, at its own time and in its own role, and
//! what it wrote is sequenced before the next. Everything stands in one transaction, so that a folder holds all
//! sample cases or none.

use std::{collections::BTreeMap, sync::Arc};

use dantin_calendar::Amount;
use dantin_city::City;
use dantin_record::{
    act::Actor,
    case::Case,
    code::AgencyCode,
    event::{EvidenceKind, Origin},
    reasons::{DeclineReason, ExtendReason, HideReason, ReleaseReason, ReturnReason},
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{
    accounts::{Accounts, OVERSIGHT},
    oversight,
    pictures::{Motif, Stage},
    plan::{Dice, Planned, Step},
    texts,
};
use crate::{
    act::cases::{
        Asker, CaseError, CaseFile, Context, Key, NewCase, Shown, commands, extension, join, joint, showing,
        submit,
    },
    city::people::model::RoleKind,
    clock::SeededRandom,
    prove::journal::sequence,
};

/// Everything by which the result is the same on every machine at the same moment.
const SEED: u64 = 7_314_159;

/// Hash of the original of each picture.
pub type Pictures = BTreeMap<(Motif, Stage), String>;

/// What playing needs; shared, since the transaction may run twice.
pub struct Stageplay {
    pub city: Arc<City>,
    pub plan: Vec<Planned>,
    pub pictures: Pictures,
    pub officers: Accounts,
    /// Until when late cases rise.
    pub until: Timestamp,
}

/// A sample case as far as it has come.
struct Live {
    code: String,
    secret: String,
    case: Case,
    first_lead: AgencyCode,
}

impl Stageplay {
    /// Files all cases and lets everything happen to them; gives how many there are.
    pub fn play(&self, tx: &mut Tx<'_>) -> Result<usize, CaseError> {
        let random = SeededRandom::new(SEED);
        let dice = Dice::new(SEED + 1);
        let mut steps: Vec<(Timestamp, usize, Step)> = Vec::new();
        for (number, planned) in self.plan.iter().enumerate() {
            steps.extend(planned.steps.iter().map(|(at, step)| (*at, number, *step)));
        }
        // Stable: steps of one case at the same moment keep their order.
        steps.sort_by_key(|(at, number, _)| (*at, *number));
        let mut live: BTreeMap<usize, Live> = BTreeMap::new();
        let mut oversight = oversight::Story::new(&self.city, &self.pictures, self.until);
        for (now, number, step) in steps {
            while let Some(at) = oversight.next_at().filter(|at| *at <= now) {
                self.rise(tx, &random, at)?;
                oversight.step(tx, &random)?;
                sequence(tx, at)?;
            }
            self.rise(tx, &random, now)?;
            let context = Context { city: &self.city, now, random: &random };
            let Some(planned) = self.plan.get(number) else { continue };
            if step == Step::Submit {
                live.insert(number, self.submit(tx, context, planned)?);
            } else {
                let twin = planned.twin_of.and_then(|number| live.get(&number)).map(|twin| twin.code.clone());
                let Some(one) = live.get_mut(&number) else { continue };
                let scene = Scene { play: self, planned, context, dice: &dice, twin };
                scene.step(tx, one, step)?;
            }
            sequence(tx, now)?;
        }
        while let Some(at) = oversight.next_at() {
            self.rise(tx, &random, at)?;
            oversight.step(tx, &random)?;
            sequence(tx, at)?;
        }
        self.rise(tx, &random, self.until)?;
        Ok(live.len())
    }

    /// Lets late cases rise, each at its own time.
    fn rise(&self, tx: &mut Tx<'_>, random: &SeededRandom, until: Timestamp) -> Result<(), CaseError> {
        loop {
            let Some((id, now)) = joint::rising(tx, until, 1)?.pop() else { return Ok(()) };
            joint::escalate(tx, Context { city: &self.city, now, random }, &id)?;
            sequence(tx, now)?;
        }
    }

    fn submit(&self, tx: &mut Tx<'_>, context: Context<'_>, planned: &Planned) -> Result<Live, CaseError> {
        let photo = planned.template.motif.filter(|_| planned.has_photo);
        let new = NewCase {
            origin: Origin::Web,
            by: Actor::Reporter,
            category: planned.template.category.to_owned(),
            subcategory: Some(planned.template.subcategory.to_owned()),
            area: Some(planned.area.clone()),
            place: Some(planned.place),
            address: Some(planned.address.clone()),
            text: planned.text(),
            answers: planned.template.answers.map(str::to_owned),
            photos: photo
                .and_then(|motif| self.pictures.get(&(motif, Stage::Before)).cloned())
                .into_iter()
                .collect(),
            asker: Asker {
                name: Some("Người gửi mẫu".to_owned()),
                language: "vi".to_owned(),
                ..Asker::default()
            },
            idempotency_key: None,
            sample: true,
            officer: None,
        };
        let filed = submit(tx, context, &new)?;
        let case = CaseFile::open(tx, &Key::Code(&filed.code))?.case;
        let first_lead = case.state.lead().ok_or(CaseError::NotFound)?;
        Ok(Live { code: filed.code, secret: filed.secret, case, first_lead })
    }
}

/// One moment of one case.
struct Scene<'a> {
    play: &'a Stageplay,
    planned: &'a Planned,
    context: Context<'a>,
    dice: &'a Dice,
    /// The code of the case about the same thing.
    twin: Option<String>,
}

impl Scene<'_> {
    fn step(&self, tx: &mut Tx<'_>, live: &mut Live, step: Step) -> Result<(), CaseError> {
        let (code, secret) = (live.code.clone(), live.secret.clone());
        let template = self.planned.template;
        let context = self.context;
        let lead = live.case.state.lead().unwrap_or(live.first_lead);
        let by = |actor: Actor| {
            let kind = match actor {
                Actor::Handler(_) => Some(RoleKind::Handler),
                Actor::Head(_) => Some(RoleKind::Head),
                Actor::Coordinator => Some(RoleKind::Coordinator),
                Actor::Moderator => Some(RoleKind::Moderator),
                Actor::Overseer(_) => Some(RoleKind::Overseer),
                _ => None,
            };
            let officer = kind.and_then(|kind| self.play.officers.acting(kind, actor.agency()));
            commands::Command {
                key: Key::Code(&code),
                version: None,
                by: actor,
                officer,
                secret: Some(&secret),
            }
        };
        let handler = by(Actor::Handler(lead));
        live.case = match step {
            Step::Submit => return Ok(()),
            Step::Show | Step::ShowRedacted => self.show(tx, &by(Actor::Moderator), step)?,
            Step::Hide => showing::hide(tx, context, &by(Actor::Moderator), HideReason::PersonalData)?,
            Step::Join => {
                join(tx, context, &code, &Asker { language: "vi".to_owned(), ..Asker::default() })?;
                CaseFile::open(tx, &Key::Code(&code))?.case
            }
            Step::Note => {
                if let Some(officer) = handler.officer {
                    commands::note(tx, context, &live.case.id.to_string(), officer, texts::NOTE)?;
                }
                return Ok(());
            }
            Step::Accept => commands::accept(tx, context, &handler)?,
            Step::Ask => commands::ask(tx, context, &handler, template.question.0)?,
            Step::Reply => commands::reply(tx, context, &by(Actor::Reporter), template.question.1, &[])?,
            Step::Extend => {
                let due = live.case.due().map_or(context.now, |due| due.at.to_timestamp());
                let later = context
                    .city
                    .calendar()
                    .add_working(due, Amount::WorkingDays(3))
                    .map_err(|e| CaseError::Damaged(e.to_string()))?;
                let head = by(Actor::Head(lead));
                commands::extend(tx, context, &head, ExtendReason::Material, later, texts::EXTENDED)?
            }
            Step::HandOver => {
                let to = template.other;
                commands::give_back(tx, context, &handler, to, ReturnReason::OtherOwner, texts::HANDED_OVER)?
            }
            Step::HandBack => {
                let to = live.first_lead.as_str().to_owned();
                let reason = ReturnReason::OtherCompetence;
                commands::give_back(tx, context, &handler, Some(&to), reason, texts::HANDED_OVER)?
            }
            Step::LeaveToCoordinator => {
                let reason = ReturnReason::SeveralAgencies;
                commands::give_back(tx, context, &handler, None, reason, texts::UNCLEAR)?
            }
            Step::Assign => {
                let to = template.other.unwrap_or(live.first_lead.as_str()).to_owned();
                commands::assign(tx, context, &by(Actor::Coordinator), &to)?
            }
            Step::Report | Step::ReportAgain => self.report(tx, &handler)?,
            Step::Contest => {
                let photos: Vec<String> = self.picture(Stage::Before).into_iter().collect();
                commands::contest(tx, context, &by(Actor::Reporter), template.contest, &photos)?
            }
            Step::Confirm => {
                let thanks = texts::THANKS;
                let at = usize::try_from(self.dice.between(0, 6)).unwrap_or(0);
                commands::confirm(tx, context, &by(Actor::Reporter), thanks.get(at).copied())?
            }
            Step::ConfirmAsNeighbour => commands::confirm(tx, context, &by(Actor::Neighbour), None)?,
            Step::ConfirmAsOverseer => {
                let body = AgencyCode::new(OVERSIGHT).map_err(|_bad| CaseError::NotFound)?;
                commands::confirm(tx, context, &by(Actor::Overseer(body)), None)?
            }
            Step::Expire => commands::expire(tx, context, &live.case.id.to_string())?,
            Step::DeclineNotFound | Step::DeclinePlanned => {
                let (reason, (basis, words)) = if step == Step::DeclineNotFound {
                    (DeclineReason::NotFoundOnSite, texts::DECLINED)
                } else {
                    (DeclineReason::AlreadyPlanned, texts::PLANNED)
                };
                commands::decline(tx, context, &handler, reason, basis, words, None)?
            }
            Step::Withdraw => commands::withdraw(tx, context, &by(Actor::Reporter))?,
            Step::AddPart => joint::add_part(tx, context, &handler, self.helper(lead), texts::PART)?,
            Step::FinishPart => {
                let (title, body) = texts::PAPER;
                let papers = [commands::Paper { kind: EvidenceKind::Document, title, body }];
                let shown = Shown { words: texts::PART_DONE, before: &[], after: &[], papers: &papers };
                let agency = AgencyCode::new(self.helper(lead)).map_err(|_bad| CaseError::NotFound)?;
                joint::finish_part(tx, context, &by(Actor::Handler(agency)), shown)?
            }
            Step::ReleasePart => {
                let (part, words) = (self.helper(lead), texts::PART_RELEASED);
                joint::release_part(tx, context, &handler, part, ReleaseReason::DoneByLead, words)?
            }
            Step::AskExtension => {
                let due = live.case.due().map_or(context.now, |due| due.at.to_timestamp());
                let later = context
                    .city
                    .calendar()
                    .add_working(due, Amount::WorkingDays(4))
                    .map_err(|e| CaseError::Damaged(e.to_string()))?;
                extension::ask(tx, context, &handler, ExtendReason::Material, later, texts::MORE_TIME)?;
                return Ok(());
            }
            Step::Merge => {
                let Some(twin) = &self.twin else { return Ok(()) };
                joint::merge(tx, context, &handler, twin, texts::MERGED)?
            }
        };
        Ok(())
    }

    /// An agency of the pack that can help the lead.
    fn helper(&self, lead: AgencyCode) -> &'static str {
        let known = [self.planned.template.other, Some("thoat-nuoc"), Some("so-xay-dung")];
        known.into_iter().flatten().find(|code| *code != lead.as_str()).unwrap_or("so-xay-dung")
    }

    fn picture(&self, stage: Stage) -> Option<String> {
        let motif = self.planned.template.motif?;
        self.play.pictures.get(&(motif, stage)).cloned()
    }

    fn show(&self, tx: &mut Tx<'_>, command: &commands::Command<'_>, step: Step) -> Result<Case, CaseError> {
        let text = self.planned.text();
        let text = if step == Step::ShowRedacted {
            text.replace(texts::REDACTION.0, texts::REDACTION.1)
        } else {
            text
        };
        let photos: Vec<String> = if self.planned.has_photo {
            self.picture(Stage::Before).into_iter().collect()
        } else {
            Vec::new()
        };
        let showing = showing::Showing {
            text: Some(&text),
            photos: &photos,
            address: Some(&self.planned.address),
            ward_only: false,
            reason: (step == Step::ShowRedacted).then_some(HideReason::PersonalData),
        };
        showing::show(tx, self.context, command, &showing)
    }

    fn report(&self, tx: &mut Tx<'_>, command: &commands::Command<'_>) -> Result<Case, CaseError> {
        let before: Vec<String> = self.picture(Stage::Before).into_iter().collect();
        let after: Vec<String> = self.picture(Stage::After).into_iter().collect();
        let (title, body) = texts::PAPER;
        let paper = commands::Paper { kind: EvidenceKind::Document, title, body };
        let papers = if after.is_empty() { vec![paper] } else { Vec::new() };
        let words = self.planned.template.done;
        commands::report_resolved(tx, self.context, command, words, &before, &after, &papers)
    }
}

impl Planned {
    /// The report's words; those that will be redacted carry a telephone number that nobody has.
    fn text(&self) -> String {
        let phrase = self.phrase;
        let text = self.report.replace("{}", phrase);
        if self.steps.iter().any(|(_, step)| *step == Step::ShowRedacted) {
            format!("{text}{}", texts::REDACTION.0)
        } else {
            text
        }
    }
}
