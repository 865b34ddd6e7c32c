//! A walk through a whole export without writing anything: how many requests, repeats, peculiarities and faults it has.
//! The walk comes before every import, so that a case is filed once with all who asked for it.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use dantin_record::source::{SourceState, Word};
use jiff::Timestamp;

use super::mapping::Mapping;
use super::reading::{Reader, Row};
use super::request::{Flag, RowFault, SourceRequest};

/// Faults that are kept with their words; of more only the number is.
pub const FAULTS_KEPT: usize = 1000;

/// What an export holds.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Rows after the header, faulty ones included.
    pub rows: u64,
    /// Different requests that can be taken over.
    pub requests: u64,
    /// How many more rows each request has, of those that have any.
    pub repeats: HashMap<Word, u32>,
    /// Rows left out, by the rules of the mapping in their order.
    pub left_out: Vec<u64>,
    /// Requests by state: open, closed, cancelled.
    pub states: [u64; 3],
    /// Peculiarities and how many requests have them.
    pub flags: BTreeMap<Flag, u64>,
    /// When the first and the last were requested.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The first faults.
    pub faults: Vec<RowFault>,
    /// How many faults there were in all.
    pub fault_count: u64,
}

impl Survey {
    /// Rows that repeat a request.
    pub fn repeat_count(&self) -> u64 {
        self.repeats.values().map(|count| u64::from(*count)).sum()
    }

    fn fault(&mut self, fault: RowFault) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault);
        }
    }

    fn count(&mut self, request: &SourceRequest) {
        self.requests += 1;
        let [open, closed, cancelled] = &mut self.states;
        match request.status {
            SourceState::Open => *open += 1,
            SourceState::Closed => *closed += 1,
            SourceState::Cancelled => *cancelled += 1,
        }
        for flag in &request.flags {
            *self.flags.entry(*flag).or_default() += 1;
        }
        let (first, last) = self.span.unwrap_or((request.requested, request.requested));
        self.span = Some((first.min(request.requested), last.max(request.requested)));
    }
}

/// Reads the whole export; `each` sees every request at its first row, may flag it or refuse it with a fault. `faulty` sees
/// every fault, also those whose words are not kept.
///
/// Errors: the faults of the header, when columns are missing.
pub fn survey(
    file: &str,
    source: impl Read,
    mapping: &Mapping,
    mut each: impl FnMut(&mut SourceRequest) -> Result<(), RowFault>,
    mut faulty: impl FnMut(&RowFault),
) -> Result<Survey, Vec<RowFault>> {
    let mut found = Survey { left_out: vec![0; mapping.leave_out.len()], ..Survey::default() };
    for row in Reader::open(file, source, mapping)? {
        found.rows += 1;
        match row {
            Ok(Row::Request(mut request)) => match each(&mut request) {
                Ok(()) => found.count(&request),
                Err(fault) => {
                    faulty(&fault);
                    found.fault(fault);
                }
            },
            Ok(Row::Repeat(id)) => *found.repeats.entry(id).or_default() += 1,
            Ok(Row::LeftOut(rule)) => {
                if let Some(count) = found.left_out.get_mut(rule) {
                    *count += 1;
                }
            }
            Err(fault) => {
                faulty(&fault);
                found.fault(fault);
            }
        }
    }
    Ok(found)
}
