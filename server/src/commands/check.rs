//! `dantin check`: is the city pack sound, and can the settings work?

use std::collections::BTreeSet;

use super::Frame;
use crate::pages::assets;

/// Says what was found; faults end with a failure.
pub fn run(frame: &Frame) -> anyhow::Result<()> {
    frame.settings()?;
    let city = frame.city()?;
    let icons = city.services().map(|service| service.icon().to_owned());
    let unknown: BTreeSet<String> = icons.filter(|icon| !assets::has_icon(icon)).collect();
    for icon in &unknown {
        eprintln!("categories.toml: icon \"{icon}\" is none of the symbols that pages have");
    }
    anyhow::ensure!(unknown.is_empty(), "the city pack names symbols that there are not: {}", unknown.len());
    println!(
        "The city pack of {} is sound: {} areas, {} agencies, {} categories.",
        city.settings().name.en,
        city.areas().len(),
        city.agencies().len(),
        city.categories().len()
    );
    Ok(())
}
