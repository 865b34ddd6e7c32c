//! What a verification found, as a page of plain words and as JSON.

use std::{collections::BTreeMap, fmt};

use serde_json::{Value, json};

/// A published figure beside the same counted again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The figure's id.
    pub name: String,
    /// As the site says it.
    pub published: String,
    /// As the entries give it.
    pub recomputed: String,
    /// Whether both are the same to the last digit.
    pub is_same: bool,
}

/// Entries that were written long after what they tell is said to have happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// How many, over an hour.
    pub count: u64,
    /// The longest in seconds.
    pub longest: u64,
}

/// What was found. Nothing is verified while there is a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The log's name; empty when the checkpoint could not be read.
    pub origin: String,
    /// Its key.
    pub key: String,
    /// Whether nobody vouched for the key but the site itself, for the first time.
    pub is_first_use: bool,
    /// Entries under the checkpoint.
    pub size: u64,
    /// The root of their tree.
    pub root: String,
    /// When the first and the last entry were sequenced.
    pub from_to: Option<(String, String)>,
    /// Names of the witnesses whose cosignatures count.
    pub witnesses: Vec<String>,
    /// Up to how many entries they have seen it; what came after, the city alone has signed.
    pub witnessed: Option<u64>,
    /// The size at the last look, from which it grew.
    pub grown_from: Option<u64>,
    /// Cases, hidden ones included.
    pub cases: u64,
    /// Entries by type.
    pub types: BTreeMap<String, u64>,
    /// Late entries, imports left out.
    pub late: Late,
    /// Acts in the name of residents that show the key of a secret link.
    pub proven: u64,
    /// Acts in the name of residents in cases without such keys: nobody can tell whose they are.
    pub unprovable: u64,
    /// Fields of private content that the entries commit to, erased ones included.
    pub committed: u64,
    /// How many of them were erased, by legal ground.
    pub erased: BTreeMap<String, u64>,
    /// How often figures were published, each counted again.
    pub publications: u64,
    /// Entries from which the figures below were counted, and when: those that the site shows, or the newest.
    pub figures_at: Option<(u64, String)>,
    /// Every figure of that publication.
    pub figures: Vec<Compared>,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<String>,
}

impl Report {
    /// Whether everything holds.
    pub fn is_verified(&self) -> bool {
        self.findings.is_empty()
    }

    /// The same for programs.
    pub fn to_json(&self) -> Value {
        let figures: Vec<Value> = self
            .figures
            .iter()
            .map(|one| {
                json!({"name": one.name, "published": one.published, "recomputed": one.recomputed, "same": one.is_same})
            })
            .collect();
        json!({
            "verified": self.is_verified(), "findings": self.findings, "origin": self.origin, "key": self.key,
            "first_use": self.is_first_use, "size": self.size, "root": self.root, "witnesses": self.witnesses,
            "witnessed_size": self.witnessed,
            "from": self.from_to.as_ref().map(|(from, _)| from), "to": self.from_to.as_ref().map(|(_, to)| to),
            "grown_from": self.grown_from, "cases": self.cases, "types": self.types,
            "late": {"count": self.late.count, "longest_seconds": self.late.longest},
            "residents": {"proven": self.proven, "unprovable": self.unprovable},
            "committed": self.committed, "erased": self.erased,
            "publications": self.publications, "figures_size": self.figures_at.as_ref().map(|(size, _)| size),
            "figures_at": self.figures_at.as_ref().map(|(_, at)| at), "figures": figures,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "Journal      {}", self.origin)?;
        writeln!(formatter, "Key          {}", self.key)?;
        if self.is_first_use {
            writeln!(
                formatter,
                "             Seen for the first time, and only the site itself says that it is the city's. Compare it with\n             \
                 the key that the city has published elsewhere; it is remembered from now on."
            )?;
        }
        writeln!(formatter, "Entries      {}", self.size)?;
        if let Some((from, to)) = &self.from_to {
            writeln!(formatter, "Written      from {from} to {to}")?;
        }
        writeln!(formatter, "Root         {}", self.root)?;
        match self.witnesses.as_slice() {
            [] => writeln!(formatter, "Witnesses    none: nobody but the city has signed this checkpoint")?,
            names => {
                let seen = self.witnessed.unwrap_or_default();
                writeln!(formatter, "Witnesses    {}, up to {seen} entries", names.join(", "))?;
            }
        }
        match self.grown_from {
            Some(size) if size == self.size => {
                writeln!(formatter, "Last look    the same {size} entries, unchanged")?;
            }
            Some(size) => {
                writeln!(
                    formatter,
                    "Last look    {size} entries, all of them unchanged; it has grown since"
                )?;
            }
            None => writeln!(formatter, "Last look    none is remembered")?,
        }
        writeln!(formatter, "Cases        {}", self.cases)?;
        if self.late.count > 0 {
            writeln!(
                formatter,
                "Logged late  {} entries more than an hour after what they tell, the longest by {} hours",
                self.late.count,
                self.late.longest / 3600
            )?;
        }
        if self.proven + self.unprovable > 0 {
            writeln!(
                formatter,
                "Residents    {} acts in their name, each with a key that the city cannot make from its database",
                self.proven
            )?;
        }
        if self.unprovable > 0 {
            writeln!(
                formatter,
                "             and {} in cases that were filed without such keys: whose they are, nobody can tell",
                self.unprovable
            )?;
        }
        let erased: u64 = self.erased.values().sum();
        if erased > 0 {
            let grounds: Vec<String> =
                self.erased.iter().map(|(ground, count)| format!("{ground} {count}")).collect();
            writeln!(
                formatter,
                "Erased       {erased} of {} committed fields: {}",
                self.committed,
                grounds.join(", ")
            )?;
        }
        writeln!(formatter, "\nEntries by type")?;
        for (name, count) in &self.types {
            writeln!(formatter, "  {name:<28}{count:>10}")?;
        }
        match &self.figures_at {
            Some((size, at)) => {
                writeln!(
                    formatter,
                    "\nPublications of figures so far: {}, each counted again. Those of entry {size}, from the {size} entries\n\
                     before it as of {at}:",
                    self.publications
                )?;
                // A city without imported cases has no use for twenty lines of nothing; a wrong one is always shown.
                let is_empty = |one: &Compared| {
                    one.name.ends_with("(imported)")
                        && matches!(one.recomputed.as_str(), "0" | "0 of 0" | "none (0 cases)")
                };
                for one in self.figures.iter().filter(|one| !one.is_same || !is_empty(one)) {
                    let verdict = if one.is_same { "same" } else { "NOT THE SAME" };
                    writeln!(
                        formatter,
                        "  {:<38}{:>24}{:>24}  {verdict}",
                        one.name, one.published, one.recomputed
                    )?;
                }
            }
            None => writeln!(formatter, "\nNo published figures were found to count again")?,
        }
        if self.is_verified() {
            let figures = match self.figures.len() {
                0 => "No published figure was compared.".to_owned(),
                _ => "Every published figure is what the entries give.".to_owned(),
            };
            return writeln!(
                formatter,
                "\nVERIFIED: every entry is under the signed checkpoint, and every rule of a case was kept. {figures}\n\
                 What was never written into the journal, this cannot show."
            );
        }
        writeln!(formatter, "\nNOT VERIFIED:")?;
        for finding in &self.findings {
            writeln!(formatter, "  - {finding}")?;
        }
        Ok(())
    }
}
