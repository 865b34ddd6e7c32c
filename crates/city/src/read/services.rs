//! `categories.toml` and `channels.toml`: what residents can choose, and the four channels the law keeps apart.

use std::collections::{HashMap, HashSet};

use dantin_calendar::{Bilingual, Deadlines, Term};
use serde::Deserialize;

use super::tables::{self, check_words};
use super::{is_code, places, rules, text_fault};
use crate::choices::{Attribute, AttributeKind, Category, Lead, Subcategory};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Agency, AgencyKind, Channel, ChannelKind};

const CATEGORIES: &str = "categories.toml";
const CHANNELS: &str = "channels.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    code: String,
    name: Bilingual,
    description: Bilingual,
    icon: String,
    group: Bilingual,
    keywords: Vec<String>,
    lead: String,
    receive: String,
    resolve: String,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    coarse_place: bool,
    duplicate_metres: u32,
    duplicate_days: u32,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSubcategory {
    code: String,
    category: String,
    name: Bilingual,
    description: Bilingual,
    icon: Option<String>,
    keywords: Vec<String>,
    lead: Option<String>,
    receive: Option<String>,
    resolve: Option<String>,
    urgent: Option<bool>,
    coarse_place: Option<bool>,
    duplicate_metres: Option<u32>,
    duplicate_days: Option<u32>,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

struct Known<'a> {
    leads: HashMap<&'a str, AgencyKind>,
    deadlines: Option<&'a Deadlines>,
    codes: HashSet<String>,
}

pub(super) fn categories(
    files: &Files,
    agencies: &[Agency],
    deadlines: Option<&Deadlines>,
    faults: &mut Faults,
) -> Vec<Category> {
    let Some(mut lists) = tables::read(CATEGORIES, files, &["category", "subcategory"], faults) else {
        return Vec::new();
    };
    let leads = agencies.iter().map(|agency| (agency.code.as_str(), agency.kind)).collect();
    let mut known = Known { leads, deadlines, codes: HashSet::new() };
    let mut categories: Vec<Category> = Vec::new();
    for (line, raw) in lists.take::<RawCategory>("category", faults) {
        let category = category(raw);
        known.check_code(line, &category.code, faults);
        check_texts(
            line,
            (&category.name, &category.description),
            &category.icon,
            &category.keywords,
            faults,
        );
        check_words(CATEGORIES, line, "group", &category.group, faults);
        known.check_lead(line, &category.lead, faults);
        known.check_term(line, "receive", &category.receive, faults);
        known.check_term(line, "resolve", &category.resolve, faults);
        check_attributes(line, &category.attributes, faults);
        categories.push(category);
    }
    for (line, raw) in lists.take::<RawSubcategory>("subcategory", faults) {
        known.check_code(line, &raw.code, faults);
        let Some(category) = categories.iter_mut().find(|category| category.code == raw.category) else {
            let reason = format!("{}: unknown category \"{}\"", raw.code, raw.category);
            faults.unknown(CATEGORIES, CATEGORIES, line, reason);
            continue;
        };
        let finer = subcategory(raw, category);
        check_texts(line, (&finer.name, &finer.description), &finer.icon, &finer.keywords, faults);
        known.check_lead(line, &finer.lead, faults);
        known.check_term(line, "receive", &finer.receive, faults);
        known.check_term(line, "resolve", &finer.resolve, faults);
        check_attributes(line, &finer.attributes, faults);
        category.subcategories.push(finer);
    }
    if categories.is_empty() && faults.0.is_empty() {
        faults.add(CATEGORIES, None, "the pack has no category");
    }
    categories
}

fn lead(text: String) -> Lead {
    if text == "ward" { Lead::Ward } else { Lead::Agency(text) }
}

fn category(raw: RawCategory) -> Category {
    Category {
        code: raw.code,
        name: raw.name,
        description: raw.description,
        icon: raw.icon,
        group: raw.group,
        keywords: raw.keywords,
        lead: lead(raw.lead),
        receive: raw.receive,
        resolve: raw.resolve,
        urgent: raw.urgent,
        coarse_place: raw.coarse_place,
        duplicate_metres: raw.duplicate_metres,
        duplicate_days: raw.duplicate_days,
        attributes: raw.attributes,
        subcategories: Vec::new(),
    }
}

fn subcategory(raw: RawSubcategory, category: &Category) -> Subcategory {
    Subcategory {
        code: raw.code,
        category: raw.category,
        name: raw.name,
        description: raw.description,
        icon: raw.icon.unwrap_or_else(|| category.icon.clone()),
        keywords: raw.keywords,
        lead: raw.lead.map_or_else(|| category.lead.clone(), lead),
        receive: raw.receive.unwrap_or_else(|| category.receive.clone()),
        resolve: raw.resolve.unwrap_or_else(|| category.resolve.clone()),
        urgent: raw.urgent.unwrap_or(category.urgent),
        coarse_place: raw.coarse_place.unwrap_or(category.coarse_place),
        duplicate_metres: raw.duplicate_metres.unwrap_or(category.duplicate_metres),
        duplicate_days: raw.duplicate_days.unwrap_or(category.duplicate_days),
        attributes: raw.attributes,
    }
}

impl Known<'_> {
    fn check_code(&mut self, line: usize, code: &str, faults: &mut Faults) {
        if !is_code(code) {
            let reason = format!("code \"{code}\" is not of small letters a-z, digits and hyphens");
            faults.add(CATEGORIES, line, reason);
        } else if !self.codes.insert(code.to_owned()) {
            faults.add(CATEGORIES, line, format!("the code {code} stands twice"));
        }
    }

    fn check_lead(&self, line: usize, lead: &Lead, faults: &mut Faults) {
        let Lead::Agency(code) = lead else { return };
        match self.leads.get(code.as_str()) {
            None => {
                let reason = format!("lead: unknown agency \"{code}\"");
                faults.unknown(places::AGENCIES, CATEGORIES, line, reason);
            }
            Some(kind) if kind.oversees() => {
                faults.add(
                    CATEGORIES,
                    line,
                    format!("lead: the agency \"{code}\" oversees and leads no case"),
                );
            }
            Some(_) => {}
        }
    }

    fn check_term(&self, line: usize, name: &str, id: &str, faults: &mut Faults) {
        let Some(deadlines) = self.deadlines else { return };
        if !deadlines.contains(id) {
            let reason = format!("{name}: unknown deadline \"{id}\"");
            faults.unknown(rules::DEADLINES, CATEGORIES, line, reason);
        } else if deadlines.iter().any(|rule| rule.id == id && !matches!(rule.term, Term::Within(_))) {
            faults.add(
                CATEGORIES,
                line,
                format!("{name}: the deadline \"{id}\" states no period to act within"),
            );
        }
    }
}

fn check_texts(
    line: usize,
    words: (&Bilingual, &Bilingual),
    icon: &str,
    keywords: &[String],
    faults: &mut Faults,
) {
    check_words(CATEGORIES, line, "name", words.0, faults);
    check_words(CATEGORIES, line, "description", words.1, faults);
    if !is_code(icon) {
        faults.add(CATEGORIES, line, format!("icon \"{icon}\" is not the name of an icon"));
    }
    for keyword in keywords {
        if let Some(reason) = text_fault("a keyword", keyword) {
            faults.add(CATEGORIES, line, reason);
        }
    }
}

fn check_attributes(line: usize, attributes: &[Attribute], faults: &mut Faults) {
    let mut codes = HashSet::new();
    for attribute in attributes {
        let code = &attribute.code;
        if !is_code(code) || !codes.insert(code) {
            faults.add(CATEGORIES, line, format!("the attribute \"{code}\" stands twice or is not a code"));
        }
        check_words(CATEGORIES, line, &format!("the attribute {code}"), &attribute.description, faults);
        let list =
            matches!(attribute.datatype, AttributeKind::SingleValueList | AttributeKind::MultiValueList);
        if list == attribute.values.is_empty() {
            faults.add(
                CATEGORIES,
                line,
                format!("the attribute {code}: a list has values, and nothing else has"),
            );
        }
        let mut values = HashSet::new();
        for value in &attribute.values {
            if !is_code(&value.code) || !values.insert(&value.code) {
                let reason = format!(
                    "the attribute {code}: the value \"{}\" stands twice or is not a code",
                    value.code
                );
                faults.add(CATEGORIES, line, reason);
            }
            check_words(CATEGORIES, line, &format!("the value {}", value.code), &value.name, faults);
        }
    }
}

pub(super) fn channels(files: &Files, deadlines: Option<&Deadlines>, faults: &mut Faults) -> Vec<Channel> {
    let Some(mut lists) = tables::read(CHANNELS, files, &["channel"], faults) else { return Vec::new() };
    let mut channels: Vec<Channel> = Vec::new();
    let before = faults.0.len();
    for (line, channel) in lists.take::<Channel>("channel", faults) {
        for (name, words) in [
            ("name", &channel.name),
            ("choice", &channel.choice),
            ("what", &channel.what),
            ("handling", &channel.handling),
            ("authority", &channel.authority),
            ("protection", &channel.protection),
        ] {
            check_words(CHANNELS, line, name, words, faults);
        }
        channel
            .requirements
            .iter()
            .for_each(|words| check_words(CHANNELS, line, "requirements", words, faults));
        if let Some(reason) = text_fault("law", &channel.law) {
            faults.add(CHANNELS, line, reason);
        }
        for id in &channel.terms {
            if deadlines.is_some_and(|deadlines| !deadlines.contains(id)) {
                let reason = format!("terms: unknown deadline \"{id}\"");
                faults.unknown(rules::DEADLINES, CHANNELS, line, reason);
            }
        }
        if channels.iter().any(|other| other.kind == channel.kind) {
            faults.add(CHANNELS, line, format!("the channel {} stands twice", channel.kind.code()));
        }
        channels.push(channel);
    }
    if faults.0.len() == before {
        for kind in ChannelKind::ALL {
            if !channels.iter().any(|channel| channel.kind == kind) {
                faults.add(CHANNELS, None, format!("the channel {} is missing", kind.code()));
            }
        }
    }
    channels
}
