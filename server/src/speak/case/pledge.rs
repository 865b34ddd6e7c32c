//! What was said with a promise or a recommendation beyond its text: where, how it is measured, what counts as evidence, who confirms it,
//! and the speaker's words. All of it is public from the first entry of its case on; what was erased since is not there.

use std::collections::{BTreeSet, HashMap};

use dantin_record::{
    case::{Case, Pledged, Visibility},
    code::AgencyCode,
    event::PledgeKind,
    id::CaseId,
};
use dantin_store::{Query, Tx};
use serde_json::{Value, json};

use crate::{error::Error, pages::components::SummaryRow, speak::wording::Wording};

/// What the public reads of a pledge beside the text of its case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PledgeWords {
    /// The published fields of the first entry.
    fields: HashMap<String, String>,
    /// Code and title of the session or round that it came out of.
    matter: Option<(String, String)>,
}

impl PledgeWords {
    /// A field of the first entry.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    /// Address and title of where it was said.
    pub fn said(&self, pledged: Pledged) -> Option<(String, String)> {
        let (code, title) = self.matter.as_ref()?;
        let (number, title) = (pledged.number, title.clone());
        Some(match pledged.pledge.kind {
            PledgeKind::Recommendation => (format!("/oversight/{code}#recommendation-{number}"), title),
            PledgeKind::Commitment | PledgeKind::WrittenAnswer => {
                (format!("/dialogues/{code}#q{number}"), title)
            }
        })
    }
}

/// What [`words`] asks for; nothing for a case that is no pledge or is not shown.
pub fn asked(case: &Case) -> Option<(CaseId, Pledged)> {
    case.pledged.filter(|_| case.visibility == Visibility::Public).map(|pledged| (case.id, pledged))
}

/// The words of these pledges: one statement, none where there are none.
pub fn words(tx: &mut Tx<'_>, pledges: &[(CaseId, Pledged)]) -> Result<HashMap<CaseId, PledgeWords>, Error> {
    if pledges.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new(
        "SELECT case_id, field, body FROM contents WHERE number = 1 AND opened = TRUE AND field IN \
         ('address', 'measure', 'evidence_expected', 'speaker_words') AND case_id IN (",
    );
    query.bind_list(pledges.iter().map(|(case, _)| case.to_string()));
    let matters: BTreeSet<String> = pledges.iter().map(|(_, pledged)| pledged.matter.to_string()).collect();
    query.push(") UNION ALL SELECT id, code, title FROM matters WHERE id IN (").bind_list(matters).push(")");
    let mut found: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for (id, name, text) in tx.all_query::<(String, String, String)>(&query)? {
        found.entry(id).or_default().push((name, text));
    }
    let of = |(case, pledged): &(CaseId, Pledged)| {
        let fields = found.get(&case.to_string()).cloned().unwrap_or_default();
        let matter = found.get(&pledged.matter.to_string()).and_then(|rows| rows.first()).cloned();
        (*case, PledgeWords { fields: fields.into_iter().collect(), matter })
    };
    Ok(pledges.iter().map(of).collect())
}

/// Who says it: the agency that promises, or the overseer that recommends.
pub fn speaker(case: &Case, pledged: Pledged) -> Option<AgencyCode> {
    match pledged.pledge.kind {
        PledgeKind::Recommendation => pledged.pledge.verifier,
        PledgeKind::Commitment | PledgeKind::WrittenAnswer => case.state.lead(),
    }
}

/// Who confirms it, in words.
pub fn verifier(pledged: Pledged, wording: Wording<'_>) -> String {
    match pledged.pledge.verifier {
        Some(body) => wording.agency(body.as_str()),
        None => wording.w.t("question-verifier-all"),
    }
}

/// The facts of a pledge, one line each; `read` gives the words of a field.
pub fn rows(
    case: &Case,
    pledged: Pledged,
    read: impl Fn(&str) -> Option<String>,
    wording: Wording<'_>,
) -> Vec<SummaryRow> {
    [
        ("promise-agency", Some(wording.responsible(case.state.lead(), None))),
        ("promise-due", Some(wording.dated(pledged.pledge.due).shown)),
        ("promise-place", read("address")),
        ("promise-measure", read("measure")),
        ("promise-evidence", read("evidence_expected")),
        ("promise-verifier", Some(verifier(pledged, wording))),
        ("promise-words", read("speaker_words")),
    ]
    .into_iter()
    .filter_map(|(key, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(SummaryRow { term: wording.w.t(key), value, ..SummaryRow::default() })
    })
    .collect()
}

/// The same for machines; null for a case that is no pledge.
pub fn facts(case: &Case, words: Option<&PledgeWords>) -> Value {
    let (Some(pledged), Some(words)) = (case.pledged, words) else { return Value::Null };
    json!({
        "kind": pledged.pledge.kind.code(),
        "agency": case.state.lead().map(|agency| agency.as_str().to_owned()),
        "due": pledged.pledge.due.to_string(),
        "place": words.get("address"),
        "measure": words.get("measure"),
        "evidence_expected": words.get("evidence_expected"),
        "verifier": pledged.pledge.verifier.map(|agency| agency.as_str().to_owned()),
        "speaker_words": words.get("speaker_words"),
        "said_at": words.said(pledged).map(|(address, _)| address),
    })
}
