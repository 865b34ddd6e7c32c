//! Computes everything once more from the rows of the journal and holds it against what lies in the files and what was
//! signed: the form of every entry, its place, time and previous entry, the rules of its case, the tree, each tile and
//! bundle byte by byte, and the entries that wait. It says in plain words what is wrong and where, and changes nothing.

mod findings;
mod walk;

use std::path::Path;

use dantin_journal::{audit::Audit, checkpoint::SignedCheckpoint, hash::Hash};
use dantin_record::entry::Pending;
use dantin_store::Db;

pub use self::findings::{Examined, Finding};
use self::walk::Walk;
use super::{folder::Found, log::FOLDER, signed::Signed};
use crate::act::cases::CaseError;

/// Examines the journal of a database and the folder of its log; `progress` is told entries done and entries in all. A
/// server may go on meanwhile.
pub fn examine(db: &Db, data: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Examined, CaseError> {
    let mut examined = Examined::default();
    // Files first, then what was signed, then the rows: each is implied by what is read after it.
    let folder = data.join(FOLDER);
    let found = match Found::walk(&folder) {
        Ok(found) => found,
        Err(error) => {
            examined.say(format!("{} cannot be read: {error}", folder.display()));
            Found::default()
        }
    };
    examined.left_over.clone_from(&found.left_over);
    for path in &found.foreign {
        examined.say(format!("{} does not belong to the log", folder.join(path).display()));
    }
    let signed = match Signed::read(data) {
        Ok(signed) => signed,
        Err(fault) => {
            examined.say(fault.to_string());
            None
        }
    };
    let audit = audit(signed.as_ref(), &mut examined);
    let (size, last_at): (i64, String) = db.read_blocking(|tx| {
        tx.one("SELECT size, last_at FROM journal_head WHERE id = 1", &[]).map_err(CaseError::from)
    })?;
    let size = u64::try_from(size).unwrap_or(0);
    let mut walk = Walk::new(folder, found, audit, signed.is_some(), examined);
    walk.rows(db, size, progress)?;
    walk.end(size, &last_at);
    let mut examined = walk.into_examined();
    numbers(db, &mut examined)?;
    pending(db, &mut examined)?;
    Ok(examined)
}

/// The roots that the entries must lead to.
fn audit(signed: Option<&Signed>, examined: &mut Examined) -> Audit {
    let empty = || Audit::new([]).unwrap_or_else(|_never| unreachable!("no roots contradict each other"));
    let Some(signed) = signed else { return empty() };
    if signed.mark.is_none() {
        examined.say("journal.mark is missing: it is not known how far the log was signed");
    }
    if signed.published.is_none() {
        examined.say("journal/checkpoint is missing");
    }
    let root = |signed: &SignedCheckpoint| (signed.unverified().size(), signed.unverified().root());
    let roots: Vec<(u64, Hash)> = signed.mark.iter().chain(&signed.published).map(root).collect();
    examined.signed = roots.iter().map(|(size, _)| *size).max();
    let (marked, published) = (signed.mark.as_ref().map(root), signed.published.as_ref().map(root));
    if let (Some((marked, _)), Some((published, _))) = (marked, published)
        && published > marked
    {
        examined.contradict(format!(
            "journal/checkpoint holds {published} entries and journal.mark {marked}: the mark was put back to an older one"
        ));
    }
    Audit::new(roots).unwrap_or_else(|error| {
        examined.contradict(format!("journal.mark and journal/checkpoint contradict each other: {error}"));
        empty()
    })
}

/// The numbers of a case's entries: from one, without a gap, in the order of the journal.
fn numbers(db: &Db, examined: &mut Examined) -> Result<(), CaseError> {
    let (gaps, turned): (Vec<(String,)>, Vec<(i64,)>) = db.read_blocking(|tx| {
        let gaps = tx.all(
            "SELECT case_id FROM journal WHERE case_id <> 'log' GROUP BY case_id \
             HAVING min(number) <> 1 OR max(number) <> count(*) ORDER BY case_id LIMIT 20",
            &[],
        )?;
        let turned = tx.all(
            "SELECT a.idx FROM journal a JOIN journal b ON b.case_id = a.case_id AND b.number = a.number + 1 \
             WHERE b.idx < a.idx ORDER BY a.idx LIMIT 20",
            &[],
        )?;
        Ok::<_, CaseError>((gaps, turned))
    })?;
    for (case,) in gaps {
        examined.say(format!("the entries of case {case} are not numbered from 1 without a gap"));
    }
    for (index,) in turned {
        examined.say(format!("entry {index} stands behind the next one of its case"));
    }
    Ok(())
}

/// The entries that wait: each readable, and the next of its case.
fn pending(db: &Db, examined: &mut Examined) -> Result<(), CaseError> {
    let mut after = i64::MIN;
    loop {
        let page: Vec<(i64, String, i64, String)> = db.read_blocking(move |tx| {
            tx.all(
                "SELECT id, case_id, number, body FROM journal_pending WHERE id > $1 ORDER BY id LIMIT 1000",
                &[&after],
            )
            .map_err(CaseError::from)
        })?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (id, case, number, body) in &page {
            examined.pending += 1;
            let subject = Pending::parse(body.as_bytes()).map(|pending| match pending {
                Pending::Case(entry) => entry.case.to_string(),
                Pending::Matter(entry) => entry.matter.to_string(),
            });
            match subject {
                Ok(subject) if subject == *case => {}
                Ok(subject) => {
                    examined.say(format!("waiting entry {id} is of {subject}, and its row of {case}"));
                }
                Err(error) => {
                    examined.say(format!(
                        "waiting entry {id} (case {case}, event {number}) cannot be read: {error}"
                    ));
                }
            }
        }
    }
    let sequenced: Vec<(i64, String, i64)> = db.read_blocking(|tx| {
        tx.all(
            "SELECT p.id, p.case_id, p.number FROM journal_pending p JOIN journal j ON j.case_id = p.case_id AND \
             j.number = p.number ORDER BY p.id LIMIT 20",
            &[],
        )
        .map_err(CaseError::from)
    })?;
    for (id, case, number) in sequenced {
        examined.say(format!(
            "waiting entry {id} is event {number} of case {case}, which stands in the journal already"
        ));
    }
    Ok(())
}
