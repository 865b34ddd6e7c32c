//! Oversight rounds and social critiques: planning, visits with photos, recommendations that become cases, and the end of a
//! round. Steps that carry nothing but an event and words go through [`MatterFile::add`] alone.

use dantin_city::{AgencyKind, City};
use dantin_record::{
    act::Actor,
    case::StateKind,
    code::{AgencyCode, AreaCode},
    entry::{Line, Pending},
    event::{Due, EvidenceKind, Origin, Pledge, PledgeKind},
    id::CaseId,
    matter::{Digest, Matter, MatterEvent, MatterRefusal},
    moment::Moment,
    oversight::{CritiqueEvent, CritiqueForm, OversightBody, OversightEvent, OversightForm, Proof, Round},
};
use dantin_store::{Query, Tx};
use jiff::Timestamp;

use super::{Deed, MatterFile};
use crate::act::{
    cases::{Asker, CaseError, Context, NewCase, Promise, Submitted, submit_promise, unknown},
    deadlines::{NoDeadline, before, moment, within},
};

/// A round that has passed the edge: texts are NFC, codes are of the pack.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// The overseer.
    pub by: Actor,
    /// The officer, kept privately; none for what a program makes.
    pub officer: Option<String>,
    /// The key of the form.
    pub key: String,
    /// The body that oversees.
    pub overseer: String,
    /// Which kind of body it acts as.
    pub body: OversightBody,
    /// In which form.
    pub form: OversightForm,
    /// Who is overseen.
    pub overseen: String,
    /// Ward or commune; none for the whole city.
    pub area: Option<String>,
    /// The year of the plan.
    pub year: u16,
    /// When the visit, or the study of papers, begins.
    pub visit: Timestamp,
    /// What it is about.
    pub subject: String,
    /// Who belongs to the team, as bodies and offices.
    pub team: String,
    /// The project, where it is about one.
    pub project: String,
    /// Sample data.
    pub sample: bool,
}

/// A draft that came for critique.
#[derive(Clone, Debug)]
pub struct NewCritique {
    /// The drafter, or the critic who enters what came on paper.
    pub by: Actor,
    /// The officer, kept privately; none for what a program makes.
    pub officer: Option<String>,
    /// The key of the form.
    pub key: String,
    /// The body that criticises.
    pub critic: String,
    /// The agency that drafts.
    pub drafter: String,
    /// In which form.
    pub form: CritiqueForm,
    /// When the draft is to be submitted.
    pub submission: Timestamp,
    /// The name of the draft.
    pub title: String,
    /// What it is about, and where it can be read.
    pub about: String,
    /// Sample data.
    pub sample: bool,
}

/// A recommendation that has passed the edge.
#[derive(Clone, Debug)]
pub struct NewRecommendation {
    /// The overseer.
    pub by: Actor,
    /// The officer, kept privately.
    pub officer: Option<String>,
    /// The finding that it follows from.
    pub finding: Option<u32>,
    /// Who owes it.
    pub to: String,
    /// By when.
    pub due: Timestamp,
    /// Category and ward of the case.
    pub category: String,
    /// Ward or commune.
    pub area: Option<String>,
    /// What will be observable.
    pub observable: String,
    /// How it is measured.
    pub measure: String,
    /// What counts as evidence.
    pub evidence: String,
}

/// Until when the overseen body must have the plan, and until when its own report is due, for a visit at this time. A board that
/// supervises an investment gives 45 days' notice (Law 10/2022, Art. 45.1.b), others 15 (Joint Resolution 403/2017).
pub fn notice(city: &City, body: OversightBody, visit: Timestamp) -> Result<(Due, Due), NoDeadline> {
    let rule = if body == OversightBody::InvestmentBoard { "investment.notice" } else { "front.plan" };
    Ok((before(city, rule, visit)?, before(city, "front.report", visit)?))
}

/// Until when an answer in writing is due, where the law names a term: to boards 15 days (Law 10/2022, Art. 40.1.c and 45.2.c).
pub fn answer_by(city: &City, body: OversightBody, now: Timestamp) -> Result<Option<Due>, NoDeadline> {
    match body {
        OversightBody::InspectionBoard => within(city, "inspection.answer", now).map(Some),
        OversightBody::InvestmentBoard => within(city, "investment.answer", now).map(Some),
        OversightBody::Front | OversightBody::Council => Ok(None),
    }
}

fn agency(code: &str) -> Result<AgencyCode, CaseError> {
    AgencyCode::new(code).map_err(|_bad| unknown("agency", code))
}

/// As which kinds of body an overseer of the pack may act: a board as what it is, all others as no board.
pub fn bodies_of(city: &City, overseer: &str) -> Vec<OversightBody> {
    match city.agency(overseer).map(|agency| agency.kind) {
        Some(AgencyKind::InspectionBoard) => vec![OversightBody::InspectionBoard],
        Some(AgencyKind::InvestmentBoard) => vec![OversightBody::InvestmentBoard],
        Some(AgencyKind::Overseer) => vec![OversightBody::Front, OversightBody::Council],
        _ => Vec::new(),
    }
}

/// A board oversees in its own ward: neither another ward nor another ward's committee.
fn stays_in_its_ward(city: &City, overseer: &str, area: Option<&str>, other: &str) -> Result<(), CaseError> {
    let Some(board) = city.agency(overseer).filter(|agency| agency.kind.is_board()) else { return Ok(()) };
    if area != board.area.as_deref() {
        return Err(unknown("area", area.unwrap_or_default()));
    }
    let elsewhere = city.agency(other).and_then(|agency| agency.area.as_deref());
    if elsewhere.is_some() && elsewhere != board.area.as_deref() {
        return Err(unknown("agency", other));
    }
    Ok(())
}

/// Puts a round into the plan. The same key plans one round.
pub fn plan(tx: &mut Tx<'_>, context: Context<'_>, new: &NewRound) -> Result<MatterFile, CaseError> {
    let (notify_by, report_by) = notice(context.city, new.body, new.visit)?;
    let (overseer, overseen) = (agency(&new.overseer)?, agency(&new.overseen)?);
    if !bodies_of(context.city, &new.overseer).contains(&new.body) {
        return Err(unknown("overseer", &new.overseer));
    }
    stays_in_its_ward(context.city, &new.overseer, new.area.as_deref(), &new.overseen)?;
    // Who stands above the overseen body would oversee its own work.
    if context.city.ancestors(&new.overseen).iter().any(|above| above.code == new.overseer) {
        return Err(MatterRefusal::OwnWork.into());
    }
    let area = new.area.as_deref().map(AreaCode::new).transpose().map_err(|_bad| unknown("area", ""))?;
    let (by, body, form, year, sample) = (new.by, new.body, new.form, new.year, new.sample);
    let visit = moment(new.visit);
    let event = move |code| OversightEvent::Planned {
        code,
        overseer,
        body,
        form,
        overseen,
        area,
        year,
        visit,
        notify_by,
        report_by,
        sample,
    };
    // A board of one project oversees that one, by the name that the pack has for it.
    let its_own = context.city.agency(&new.overseer).and_then(|agency| agency.project.as_ref());
    let project = its_own.map_or_else(|| new.project.clone(), |project| project.vi.clone());
    let private = filled(&[("subject", &new.subject), ("team", &new.team), ("project", &project)]);
    let deed = |code| Deed {
        by,
        event: MatterEvent::Oversight(event(code)),
        private: &private,
        published: &["subject", "team", "project"],
        officer: new.officer.as_deref(),
    };
    MatterFile::begin(tx, context, &new.subject, &new.key, deed)
}

/// Begins a critique of a draft. The same key begins one.
pub fn request(tx: &mut Tx<'_>, context: Context<'_>, new: &NewCritique) -> Result<MatterFile, CaseError> {
    let send_by = before(context.city, "front.draft", new.submission)?;
    let (critic, drafter) = (agency(&new.critic)?, agency(&new.drafter)?);
    let (by, form, sample, submission) = (new.by, new.form, new.sample, moment(new.submission));
    let private = filled(&[("title", &new.title), ("about", &new.about)]);
    let deed = |code| Deed {
        by,
        event: MatterEvent::Critique(CritiqueEvent::Requested {
            code,
            critic,
            drafter,
            form,
            draft: None,
            submission,
            send_by,
            sample,
        }),
        private: &private,
        published: &["title", "about"],
        officer: new.officer.as_deref(),
    };
    MatterFile::begin(tx, context, &new.title, &new.key, deed)
}

/// Words that are there; a field that was left empty is none.
fn filled<'a>(fields: &[(&'a str, &'a String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().filter(|(_, body)| !body.is_empty()).map(|(field, body)| (*field, body.as_str())).collect()
}

/// The round of a file, or that it is none.
pub fn round(file: &MatterFile) -> Result<&Round, CaseError> {
    match &file.matter {
        Matter::Round(round) => Ok(round),
        _ => Err(MatterRefusal::WrongKind.into()),
    }
}

/// The numbers of the events of a round that are visits, in their order.
pub fn visit_events(tx: &mut Tx<'_>, id: &str) -> Result<Vec<i64>, dantin_store::Error> {
    let rows: Vec<(i64,)> = tx.all(
        "SELECT number FROM journal WHERE case_id = $1 AND body LIKE '%\"type\":\"round.visited\"%' \
         UNION ALL SELECT number FROM journal_pending WHERE case_id = $1 \
         AND body LIKE '%\"type\":\"round.visited\"%' ORDER BY number",
        &[&id],
    )?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// The numbers of the recommendations or points whose answers the overseer entered from paper: who answers is no part of the live record.
pub fn answers_on_paper(tx: &mut Tx<'_>, id: &str) -> Result<Vec<u32>, dantin_store::Error> {
    let rows: Vec<(String,)> = tx.all(
        "SELECT body FROM journal WHERE case_id = $1 AND body LIKE '%\"on_paper\":true%' \
         UNION ALL SELECT body FROM journal_pending WHERE case_id = $1 AND body LIKE '%\"on_paper\":true%'",
        &[&id],
    )?;
    let number = |(body,): (String,)| {
        let event = match (Line::parse(body.as_bytes()), Pending::parse(body.as_bytes())) {
            (Ok(Line::Matter(entry)), _) => entry.event,
            (_, Ok(Pending::Matter(pending))) => pending.event,
            _ => return None,
        };
        match event {
            MatterEvent::Oversight(OversightEvent::Answered { recommendation, on_paper: true, .. }) => {
                Some(recommendation)
            }
            MatterEvent::Critique(CritiqueEvent::Answered { point, on_paper: true, .. }) => Some(point),
            _ => None,
        }
    };
    Ok(rows.into_iter().filter_map(number).collect())
}

/// A visit that has passed the edge.
#[derive(Clone, Debug)]
pub struct NewVisit {
    /// The key of the form or of the draft on a phone: the same one is one visit. None for what a program makes.
    pub key: Option<String>,
    /// What was seen.
    pub words: String,
    /// Hashes of originals that `photos` holds.
    pub photos: Vec<String>,
}

impl NewVisit {
    /// Whether this round has it already: the answer to the sender was lost, and it was sent again.
    pub fn is_there(&self, tx: &mut Tx<'_>, file: &MatterFile) -> Result<bool, CaseError> {
        let id = file.matter.id().to_string();
        let found: Option<(i64,)> =
            tx.first("SELECT number FROM visit_keys WHERE matter_id = $1 AND key = $2", &[&id, &self.key])?;
        Ok(found.is_some())
    }
}

/// Adds a visit with what was seen and its photos.
pub fn visit(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    (by, officer): (Actor, Option<&str>),
    NewVisit { key, words, photos }: &NewVisit,
) -> Result<(), CaseError> {
    let number = u32::try_from(round(file)?.visits.len()).unwrap_or(u32::MAX).saturating_add(1);
    let mut evidence = Vec::with_capacity(photos.len());
    for photo in photos {
        let large: Option<(String,)> = tx.first("SELECT large FROM photos WHERE hash = $1", &[photo])?;
        let (large,) = large.ok_or_else(|| unknown("photos", photo))?;
        let sha256: Digest = large.parse().map_err(|_bad| CaseError::Damaged(format!("photo {large}")))?;
        evidence.push(Proof { kind: EvidenceKind::Photo, sha256 });
    }
    let conclude_by = within(context.city, "front.result", context.now)?;
    let field = format!("visit.{number}");
    let mut private = vec![(field.as_str(), words.as_str())];
    private.retain(|(_, body)| !body.is_empty());
    let names: Vec<String> = (1..=photos.len()).map(|place| format!("photo.{place}")).collect();
    private.extend(names.iter().zip(photos).map(|(name, photo)| (name.as_str(), photo.as_str())));
    let event = MatterEvent::Oversight(OversightEvent::Visited { visit: number, evidence, conclude_by });
    let event =
        file.add(tx, context, Deed { by, event, private: &private, published: &[&field], officer })?;
    for (place, photo) in (0_i64..).zip(photos) {
        tx.execute(
            "INSERT INTO matter_photos (matter_id, number, place, photo) VALUES ($1, $2, $3, $4)",
            &[&file.matter.id().to_string(), &event, &place, photo],
        )?;
    }
    if let Some(key) = key {
        tx.execute(
            "INSERT INTO visit_keys (matter_id, key, number) VALUES ($1, $2, $3)",
            &[&file.matter.id().to_string(), key, &event],
        )?;
    }
    Ok(())
}

/// Files a recommendation as a case that the addressee owes and the overseer alone confirms, and names it in the round.
pub fn recommend(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    new: &NewRecommendation,
) -> Result<Submitted, CaseError> {
    let round = round(file)?;
    let (id, recommendation, sample, overseer) =
        (round.id, round.next_recommendation(), round.sample, round.overseer);
    let answer_by = answer_by(context.city, round.body, context.now)?;
    stays_in_its_ward(context.city, overseer.as_str(), new.area.as_deref(), &new.to)?;
    let to = agency(&new.to)?;
    let pledge = Pledge {
        kind: PledgeKind::Recommendation,
        due: Moment::from(new.due).to_whole_second(),
        verifier: Some(overseer),
    };
    let case = NewCase {
        origin: Origin::Oversight { round: id, recommendation, pledge },
        by: new.by,
        category: new.category.clone(),
        subcategory: None,
        area: new.area.clone(),
        place: None,
        address: None,
        text: new.observable.clone(),
        answers: None,
        photos: Vec::new(),
        asker: Asker::default(),
        idempotency_key: None,
        sample,
        officer: new.officer.clone(),
    };
    let fields = [("evidence_expected", new.evidence.clone()), ("measure", new.measure.clone())];
    let fields = fields.into_iter().filter(|(_, body)| !body.is_empty()).collect();
    let filed = submit_promise(tx, context, &case, &Promise { lead: new.to.clone(), fields })?;
    let case: CaseId =
        filed.id.parse().map_err(|_bad| CaseError::Damaged(format!("case id {}", filed.id)))?;
    let event = OversightEvent::Recommended { recommendation, finding: new.finding, to, case, answer_by };
    let deed = Deed {
        by: new.by,
        event: MatterEvent::Oversight(event),
        private: &[],
        published: &[],
        officer: new.officer.as_deref(),
    };
    file.add(tx, context, deed)?;
    Ok(filed)
}

/// Ends a round; the cases of its recommendations must be confirmed.
pub fn close(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut MatterFile,
    (by, officer): (Actor, Option<&str>),
) -> Result<(), CaseError> {
    let cases: Vec<String> = round(file)?.cases().map(|case| case.to_string()).collect();
    if !cases.is_empty() {
        let mut query = Query::new("SELECT count(*) FROM cases WHERE state <> ");
        query.bind(&StateKind::ConfirmedResolved.code());
        query.push(" AND id IN (").bind_list(cases).push(")");
        let open: Vec<(i64,)> = tx.all_query(&query)?;
        // What is unanswered the round itself says first.
        let is_answered = !round(file)?.recommendations.iter().any(|one| one.is_unanswered());
        if is_answered && open.iter().any(|(count,)| *count > 0) {
            return Err(MatterRefusal::RecommendationsUnconfirmed.into());
        }
    }
    let event = MatterEvent::Oversight(OversightEvent::Closed {});
    file.add(tx, context, Deed { by, event, private: &[], published: &[], officer })?;
    Ok(())
}
