//! What figures, filters, pages of rows and bar charts show.

/// A number as the hero of its block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadFigure {
    /// "87,4".
    pub value: String,
    /// "%", "giờ làm việc"; or empty.
    pub unit: String,
    /// What it measures.
    pub label: String,
    /// "1.412 trên 1.616 hồ sơ".
    pub denominator: String,
    /// Change against the period before, in words; or empty.
    pub change: String,
    /// The rows behind it.
    pub href: String,
    /// Where it is explained; empty for nowhere.
    pub about: String,
    /// The figure's id in the record, such as `confirmed_resolved`; empty for none.
    pub id: String,
    /// The plain numerator, for machines; empty for none.
    pub numerator: String,
}

/// A filter in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// "Phường: Hoàn Kiếm".
    pub label: String,
    /// The same view without it.
    pub remove: String,
}

/// Links to the neighbours of a page of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// Newer rows; empty at the start.
    pub newer: String,
    /// Older rows; empty at the end.
    pub older: String,
    /// "Hồ sơ 21 đến 40 trong 1.204", or empty.
    pub sentence: String,
}

/// One bar of a bar chart. Lengths are per mille of the chart's width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// What the bar is of.
    pub label: String,
    /// Where its rows are; empty for none.
    pub href: String,
    /// Length, 0 to 1000.
    pub length: u32,
    /// Lower and upper end of the interval, 0 to 1000, when counts are small.
    pub interval: Option<(u32, u32)>,
    /// The value with its denominator: "87,4% (1.412 trên 1.616)".
    pub shown: String,
    /// Too few cases to be compared: drawn as a hatch.
    pub is_thin: bool,
}

impl Bar {
    /// Length in per cent for an SVG attribute: `42.5%`.
    pub fn width(&self) -> String {
        per_cent(self.length)
    }

    /// The interval in per cent, as lower and upper end.
    pub fn interval_ends(&self) -> Option<(String, String)> {
        self.interval.map(|(low, high)| (per_cent(low), per_cent(high)))
    }
}

fn per_cent(per_mille: u32) -> String {
    let bounded = per_mille.min(1000);
    format!("{}.{}%", bounded / 10, bounded % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_never_leaves_its_chart() {
        let bar = Bar { length: 1234, interval: Some((5, 425)), ..Bar::default() };
        assert_eq!(bar.width(), "100.0%");
        assert_eq!(bar.interval_ends(), Some(("0.5%".into(), "42.5%".into())));
    }
}
