//! Whether one case of a batch may go, and if not, which sentence says why. The rules are the record's and the rights
//! table's; here they are only asked.

use dantin_city::City;
use dantin_record::act::Actor;

use crate::{
    city::people::model::Officer,
    desk::{
        steps::{Standing, Step, is_work},
        store::Record,
    },
};

/// The key of a refusal's sentence.
pub fn refusal_key(code: &str) -> String {
    format!("refusal-{}", code.replace('_', "-"))
}

/// As whom the officer takes the step on this case, or the key of the sentence that says why not.
pub fn judge(
    city: &City,
    officer: &Officer,
    record: &Record,
    version: i64,
    step: Step,
) -> Result<Option<Actor>, String> {
    let standing = Standing::new(city, officer, &record.case, record.assignee.as_ref());
    let actor = standing.actor(step).map_err(|denied| denied.word().to_owned())?;
    match (step.act().event(), actor) {
        (Some(event), Some(actor)) => {
            record.case.allows(event, actor.role()).map_err(|refusal| refusal_key(refusal.code()))?;
        }
        // Work that has ended is given to nobody.
        _ if !is_work(record.case.kind()) => return Err("refusal-wrong-state".to_owned()),
        _ => {}
    }
    // Who handles a case does not change what happened to it, so it minds no version.
    if step != Step::Assignee && record.version != version {
        return Err("bulk-stale".to_owned());
    }
    Ok(actor)
}
