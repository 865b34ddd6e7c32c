//! `dantin import`: takes in what the operator obtained elsewhere, one kind of file each.

mod service_requests;

use clap::Subcommand;

use super::Frame;

/// What can be imported.
#[derive(Subcommand)]
pub enum Import {
    /// Requests of another system, from its CSV export and a mapping file
    ServiceRequests(service_requests::ServiceRequests),
}

impl Import {
    /// Imports.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        match self {
            Self::ServiceRequests(command) => command.run(frame),
        }
    }
}
