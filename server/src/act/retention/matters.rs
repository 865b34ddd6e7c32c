//! How long it is kept how to reach those who asked a question, joined it or commented. The operator's term for cases counts here from the
//! last thing that happened in a session whose promises all have their end, in a consultation that was closed, or in one that was cancelled.
//! One for which somebody waits for a privacy officer's decision is left alone.

use dantin_record::{act::Actor, matter::Matter};
use dantin_store::Tx;

use super::{BATCH, Step, before};
use crate::{
    act::{
        cases::{CaseError, Context},
        deadlines::moment,
        matters::erasure,
    },
    settings::safety::Retention,
};

/// What the term would take of matters now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfMatters {
    /// Sessions and consultations whose contact data go.
    pub contacts: i64,
    /// Those whose contact data should go, but every body that was named holds them or stands above who does.
    pub without_body: i64,
}

/// A session or consultation that is over and still holds contact data.
struct Over {
    code: String,
    matter: Matter,
}

/// Some that are over, behind this code.
fn over(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Over>, CaseError> {
    let rows: Vec<(String, String)> = tx.all(
        "SELECT matters.code, matters.record FROM matters WHERE matters.code > $1 AND matters.kind IN ('session', 'consultation') \
         AND matters.state IN ('followed_up', 'closed', 'cancelled') \
         AND NOT (matters.kind = 'session' AND matters.state = 'closed') \
         AND EXISTS (SELECT 1 FROM contents WHERE contents.case_id = matters.id AND contents.field = 'contact') \
         AND NOT EXISTS (SELECT 1 FROM erasure_requests WHERE erasure_requests.case_id = matters.id AND settled_at IS NULL) \
         ORDER BY matters.code LIMIT $2",
        &[&after, &most],
    )?;
    let over = |(code, record): (String, String)| {
        let matter = serde_json::from_str(&record).map_err(|error| CaseError::Damaged(error.to_string()))?;
        Ok(Over { code, matter })
    };
    rows.into_iter().map(over).collect()
}

impl Over {
    /// Whether its time is over too.
    fn is_due(&self, context: Context<'_>, days: i32) -> bool {
        self.matter.last_event() < moment(before(context.now, days))
    }

    /// In whose name: the first of the operator's bodies that may erase there and stands above nobody who holds it.
    fn body(&self, context: Context<'_>, rules: &Retention) -> Option<Actor> {
        let host = self.matter.host();
        let above = context.city.ancestors(host.as_str());
        rules
            .bodies
            .iter()
            .filter(|body| context.city.agency(body.as_str()).is_some())
            .filter(|body| above.iter().all(|above| above.code != body.as_str()))
            .map(|body| Actor::PrivacyOfficer(*body))
            .find(|by| self.matter.may_erase(*by).is_ok())
    }
}

/// What the term would take now; changes nothing.
pub(super) fn plan(tx: &mut Tx<'_>, context: Context<'_>, rules: &Retention) -> Result<OfMatters, CaseError> {
    let mut plan = OfMatters::default();
    let Some(days) = rules.contact_days else { return Ok(plan) };
    for over in over(tx, "", i64::MAX)?.iter().filter(|over| over.is_due(context, days)) {
        match over.body(context, rules) {
            Some(_) => plan.contacts += 1,
            None => plan.without_body += 1,
        }
    }
    Ok(plan)
}

/// Erases contact data of the next session or consultation behind this code, as many as one step takes: where some are left, the next step
/// begins there again.
pub fn erase_contacts(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    rules: &Retention,
    after: &str,
) -> Result<Step, CaseError> {
    let mut step = Step::default();
    let Some(days) = rules.contact_days else { return Ok(step) };
    let mut behind = after.to_owned();
    for over in over(tx, after, BATCH)? {
        let body = if over.is_due(context, days) { over.body(context, rules) } else { None };
        if let Some(by) = body {
            step.erased = erasure::erase_contacts(tx, context, &over.code, by, BATCH)?;
            let has_more = i64::try_from(step.erased).is_ok_and(|erased| erased >= BATCH);
            step.last = Some(if has_more { behind } else { over.code });
            return Ok(step);
        }
        behind.clone_from(&over.code);
        step.last = Some(over.code);
    }
    Ok(step)
}
