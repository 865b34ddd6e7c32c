//! `dantin settings`: what is in force and where it came from; with `--reference` the whole list with help.

use clap::Args;

use super::Frame;

/// Options of `dantin settings`.
#[derive(Args)]
pub struct Show {
    /// Also print what each setting means
    #[arg(long)]
    reference: bool,
}

impl Show {
    /// Prints the list; secrets are never shown.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let typed = frame.typed()?;
        for (definition, shown, from) in typed.listed() {
            println!("{} = \"{shown}\"  # {from}", definition.name);
            if self.reference {
                println!("    {}", definition.help);
            }
        }
        typed.check()?;
        Ok(())
    }
}
