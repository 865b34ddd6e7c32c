//! `dantin check`: is the city pack sound, and can the settings work?

use super::Frame;

/// Says what was found; faults end with a failure.
pub fn run(frame: &Frame) -> anyhow::Result<()> {
    frame.settings()?;
    let city = frame.city()?;
    println!(
        "The city pack of {} is sound: {} areas, {} agencies, {} categories.",
        city.settings().name.en,
        city.areas().len(),
        city.agencies().len(),
        city.categories().len()
    );
    Ok(())
}
