//! Which of the chosen cases stays when they are merged, and whether each other one may go into it. The oldest stays, so that no
//! date that was promised is lost.

use dantin_city::City;
use dantin_record::{act::Actor, case::Visibility};

use super::judge::{judge, refusal_key};
use crate::{
    city::people::{model::Officer, rights::Act},
    desk::{
        steps::{Standing, Step},
        store::Record,
    },
};

/// The state of the item whose case stays.
pub const KEPT: &str = "kept";

/// The case that stays: the oldest that is open and shown, and that the officer may merge others into.
pub fn main<'a>(city: &City, officer: &Officer, records: &'a [Record]) -> Option<&'a Record> {
    let can_stay = |record: &&Record| {
        let case = &record.case;
        Standing::new(city, officer, case, record.assignee.as_ref()).has(Act::Merge)
            && case.kind().is_open()
            && !case.kind().is_imported()
            && case.visibility != Visibility::Hidden
    };
    records.iter().filter(can_stay).min_by_key(|record| record.case.id)
}

/// As whom the officer merges this case into the one that stays, or the key of the sentence that says why not.
pub fn judge_into(
    city: &City,
    officer: &Officer,
    record: &Record,
    version: i64,
    main: Option<&Record>,
) -> Result<Option<Actor>, String> {
    let actor = judge(city, officer, record, version, Step::Merge)?;
    let main = main.ok_or("refusal-main-not-open")?;
    if let Some(actor) = actor {
        let judged = record.case.may_merge_into(&main.case, actor);
        judged.map_err(|refusal| refusal_key(refusal.code()))?;
    }
    if record.case.open_parts().next().is_some() {
        return Err("refusal-parts-open".to_owned());
    }
    Ok(actor)
}
