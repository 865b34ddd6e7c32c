//! The city as the rest of the program asks it: look-ups by code in constant time, the lead agency of a place, the
//! rule that sets a date. It is read-only; a changed pack is a new `City`.

use std::collections::HashMap;
use std::path::Path;

use dantin_calendar::{Bilingual, Calendar, Deadline, Deadlines};
use jiff::civil::Date;

use crate::choices::{Attribute, Category, Lead, Subcategory};
use crate::fault::Faults;
use crate::files::Files;
use crate::find::Keywords;
use crate::model::{Agency, Area, Channel, ChannelKind, Holiday, Landmark, NotFound, OldArea, Settings};
use crate::read;

/// A checked city pack.
#[derive(Debug, Clone)]
pub struct City {
    pub(crate) settings: Settings,
    pub(crate) calendar: Calendar,
    pub(crate) agencies: Vec<Agency>,
    pub(crate) areas: Vec<Area>,
    pub(crate) old_areas: Vec<OldArea>,
    pub(crate) landmarks: Vec<Landmark>,
    pub(crate) categories: Vec<Category>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) deadlines: Deadlines,
    pub(crate) not_found: Vec<NotFound>,
    pub(crate) holidays: Vec<Holiday>,
    pub(crate) index: Index,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub agencies: HashMap<String, usize>,
    pub areas: HashMap<String, usize>,
    pub ward_agencies: HashMap<String, usize>,
    pub categories: HashMap<String, usize>,
    pub subcategories: HashMap<String, (usize, usize)>,
    pub channels: HashMap<ChannelKind, usize>,
    pub keywords: Keywords,
}

/// A category, or a sub-category together with its category: what one case is about and one Open311 service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service<'a> {
    /// The category.
    pub category: &'a Category,
    /// The finer choice, when there is one.
    pub subcategory: Option<&'a Subcategory>,
}

impl<'a> Service<'a> {
    /// The sub-category's code, else the category's.
    pub fn code(&self) -> &'a str {
        self.subcategory.map_or(&self.category.code, |subcategory| &subcategory.code)
    }

    /// The sub-category's name, else the category's.
    pub fn name(&self) -> &'a Bilingual {
        self.subcategory.map_or(&self.category.name, |subcategory| &subcategory.name)
    }

    /// What belongs here.
    pub fn description(&self) -> &'a Bilingual {
        self.subcategory.map_or(&self.category.description, |subcategory| &subcategory.description)
    }

    /// Name of the Lucide icon.
    pub fn icon(&self) -> &'a str {
        self.subcategory.map_or(&self.category.icon, |subcategory| &subcategory.icon)
    }

    /// Words by which it is found.
    pub fn keywords(&self) -> &'a [String] {
        self.subcategory.map_or(&self.category.keywords, |subcategory| &subcategory.keywords)
    }

    /// Questions asked beside the common ones.
    pub fn attributes(&self) -> &'a [Attribute] {
        self.subcategory.map_or(&self.category.attributes, |subcategory| &subcategory.attributes)
    }

    /// Who leads.
    pub fn lead(&self) -> &'a Lead {
        self.subcategory.map_or(&self.category.lead, |subcategory| &subcategory.lead)
    }

    /// Id of the deadline for accepting.
    pub fn receive(&self) -> &'a str {
        self.subcategory.map_or(&self.category.receive, |subcategory| &subcategory.receive)
    }

    /// Id of the deadline for resolving.
    pub fn resolve(&self) -> &'a str {
        self.subcategory.map_or(&self.category.resolve, |subcategory| &subcategory.resolve)
    }

    /// Whether cases are urgent from the start.
    pub fn is_urgent(&self) -> bool {
        self.subcategory.map_or(self.category.urgent, |subcategory| subcategory.urgent)
    }

    /// Whether the public place is made coarse.
    pub fn has_coarse_place(&self) -> bool {
        self.subcategory.map_or(self.category.coarse_place, |subcategory| subcategory.coarse_place)
    }

    /// Metres within which another case may be the same.
    pub fn duplicate_metres(&self) -> u32 {
        self.subcategory.map_or(self.category.duplicate_metres, |subcategory| subcategory.duplicate_metres)
    }

    /// Days for which an older case may be the same.
    pub fn duplicate_days(&self) -> u32 {
        self.subcategory.map_or(self.category.duplicate_days, |subcategory| subcategory.duplicate_days)
    }
}

impl City {
    /// The pack inside the binary, checked like any other.
    pub fn embedded() -> Result<Self, Faults> {
        Self::check(&Files::embedded())
    }

    /// Reads and checks the pack in a folder; returns every fault found.
    pub fn load(folder: &Path) -> Result<Self, Faults> {
        Self::check(&Files::from_folder(folder)?)
    }

    /// Checks a pack's files and makes the city of them; returns every fault found.
    pub fn check(files: &Files) -> Result<Self, Faults> {
        read::city(files)
    }

    /// What the whole city has in common.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Working hours and days, with the holidays table applied.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The table of deadlines.
    pub fn deadlines(&self) -> &Deadlines {
        &self.deadlines
    }

    /// Deadlines whose number was not found.
    pub fn not_found(&self) -> &[NotFound] {
        &self.not_found
    }

    /// The rows of the holidays table by date.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// All agencies in the pack's order.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// All areas in the pack's order.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Links from the units before the last reform.
    pub fn old_areas(&self) -> &[OldArea] {
        &self.old_areas
    }

    /// Well-known places in the pack's order.
    pub fn landmarks(&self) -> &[Landmark] {
        &self.landmarks
    }

    /// All categories in the pack's order.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The four channels in the pack's order.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// One channel.
    pub fn channel(&self, kind: ChannelKind) -> Option<&Channel> {
        self.channels.get(*self.index.channels.get(&kind)?)
    }

    /// The agency of a code.
    pub fn agency(&self, code: &str) -> Option<&Agency> {
        self.agencies.get(*self.index.agencies.get(code)?)
    }

    /// The area of a code.
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.get(*self.index.areas.get(code)?)
    }

    /// The category of a code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.get(*self.index.categories.get(code)?)
    }

    /// The sub-category of a code.
    pub fn subcategory(&self, code: &str) -> Option<&Subcategory> {
        let (category, subcategory) = self.index.subcategories.get(code)?;
        self.categories.get(*category)?.subcategories.get(*subcategory)
    }

    /// What a category's or a sub-category's code stands for, with the category it belongs to.
    pub fn service(&self, code: &str) -> Option<Service<'_>> {
        if let Some((category, subcategory)) = self.index.subcategories.get(code) {
            let category = self.categories.get(*category)?;
            return Some(Service { category, subcategory: category.subcategories.get(*subcategory) });
        }
        Some(Service { category: self.category(code)?, subcategory: None })
    }

    /// What residents and Open311 clients can choose: every sub-category, and each category without any.
    pub fn services(&self) -> impl Iterator<Item = Service<'_>> {
        self.categories.iter().flat_map(|category| {
            let alone = category.subcategories.is_empty().then_some(Service { category, subcategory: None });
            let finer = category
                .subcategories
                .iter()
                .map(move |finer| Service { category, subcategory: Some(finer) });
            finer.chain(alone)
        })
    }

    /// A category with one of its sub-categories or none; `None` when a code is unknown or they do not belong
    /// together.
    pub fn pair(&self, category: &str, subcategory: Option<&str>) -> Option<Service<'_>> {
        match subcategory {
            None => Some(Service { category: self.category(category)?, subcategory: None }),
            Some(code) => self
                .service(code)
                .filter(|service| service.category.code == category && service.subcategory.is_some()),
        }
    }

    /// The People's Committee of an area.
    pub fn ward_agency(&self, area: &str) -> Option<&Agency> {
        self.agencies.get(*self.index.ward_agencies.get(area)?)
    }

    /// The agency that decides when competence is unclear.
    pub fn coordinator(&self) -> Option<&Agency> {
        self.agency(&self.settings.coordinator)
    }

    /// The bodies above an agency, the nearest first.
    pub fn ancestors(&self, agency: &str) -> Vec<&Agency> {
        let parent = |agency: &&Agency| self.agency(agency.parent.as_deref()?);
        let first = self.agency(agency).as_ref().and_then(parent);
        std::iter::successors(first, parent).collect()
    }

    /// The rule for accepting that is in force on a date.
    pub fn receive_rule(&self, category: &str, subcategory: Option<&str>, date: Date) -> Option<&Deadline> {
        self.deadlines.in_force(self.pair(category, subcategory)?.receive(), date)
    }

    /// The rule for resolving that is in force on a date.
    pub fn resolve_rule(&self, category: &str, subcategory: Option<&str>, date: Date) -> Option<&Deadline> {
        self.deadlines.in_force(self.pair(category, subcategory)?.resolve(), date)
    }

    /// The rule for the time after which a late case rises to this level, from 1, that is in force on a date.
    pub fn escalation_rule(&self, level: u8, date: Date) -> Option<&Deadline> {
        let id = self.settings.escalation.get(usize::from(level.checked_sub(1)?))?;
        self.deadlines.in_force(id, date)
    }

    /// The rule for the time in which a result is to be confirmed that is in force on a date.
    pub fn confirmation_rule(&self, date: Date) -> Option<&Deadline> {
        self.deadlines.in_force(&self.settings.confirmation, date)
    }
}
