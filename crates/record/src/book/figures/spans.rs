//! Figures of spans of time by lead agency, such as the weeks of a leader's page. They count what the published tables count,
//! over the same book, in other portions of time.

use super::{Figures, Population, Scope};
use crate::{
    book::{Book, filter::Period},
    code::AgencyCode,
    moment::Moment,
};

/// One agency's spans, oldest first; the agency is absent for cases without a lead.
pub type Spans = (Option<AgencyCode>, Vec<Figures>);

impl Book {
    /// The figures of own cases for each lead agency that has one within the bounds, by span of submission: so many spans as
    /// there are bounds less one. The bounds rise.
    pub fn figures_by_agency_and_span(&self, now: Moment, bounds: &[Moment]) -> Vec<Spans> {
        let (Some(from), Some(to)) = (bounds.first(), bounds.last()) else { return Vec::new() };
        let spans = bounds.len() - 1;
        let keys = self.names.agencies.values();
        let times = &self.columns.submitted;
        let scope = Scope {
            submitted: Some(Period { from: *from, to: *to }),
            population: Population::Own,
            ..Scope::default()
        };
        let tallies = self.tally(&scope, now, (keys.len() + 1) * spans, |row| {
            let agency =
                self.lead_number(row).map_or(keys.len(), |number| usize::from(number).min(keys.len()));
            let sent = times.get(row).map_or(0, |seconds| i64::from(*seconds));
            let span = bounds.partition_point(|bound| bound.as_second() <= sent).saturating_sub(1);
            agency * spans + span.min(spans.saturating_sub(1))
        });
        let mut tallies = tallies.into_iter();
        let mut all: Vec<Spans> = Vec::new();
        for key in keys.iter().copied().map(Some).chain([None]) {
            let own: Vec<_> = tallies.by_ref().take(spans).collect();
            if own.iter().any(|tally| !tally.is_empty()) {
                all.push((key, own.into_iter().map(super::tally::Tally::into_figures).collect()));
            }
        }
        all.sort_by_key(|(key, _)| (key.is_none(), *key));
        all
    }
}
