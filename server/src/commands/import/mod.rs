//! `dantin import`: takes in what the operator obtained elsewhere, one kind of file each.

mod faults;
mod layers;
mod service_requests;

use clap::Subcommand;

use super::Frame;
use crate::city::map::store::LayerKind;

/// What can be imported.
#[derive(Subcommand)]
pub enum Import {
    /// Boundaries of wards and communes: GeoJSON or TopoJSON with polygons and the property `code`
    Areas(layers::LayerFile),
    /// Units of before the reform: CSV with `old_code`, `old_name`, `old_district`, `new_code`
    OldAreas(layers::LayerFile),
    /// Roads to draw: GeoJSON or TopoJSON with lines and the properties `class` and `name`; several files add up
    Roads(layers::RoadFiles),
    /// Street names to search: CSV with `name`, `lon`, `lat` and, as known, `kind`, `length_km`, `ward_codes`
    Streets(layers::LayerFile),
    /// Requests of another system, from its CSV export and a mapping file
    ServiceRequests(service_requests::ServiceRequests),
}

impl Import {
    /// Imports.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        match self {
            Self::Areas(file) => file.run(frame, LayerKind::Areas),
            Self::OldAreas(file) => file.run(frame, LayerKind::OldAreas),
            Self::Roads(files) => files.run(frame),
            Self::Streets(file) => file.run(frame, LayerKind::Streets),
            Self::ServiceRequests(command) => command.run(frame),
        }
    }
}
