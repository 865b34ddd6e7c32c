//! Writes the sample documents into a folder and says how long each took: `cargo run --example sheets -- FOLDER [ROWS]`.

#[path = "../tests/suite/samples.rs"]
mod samples;

use std::path::PathBuf;
use std::time::Instant;

use dantin_documents::{Fault, model::Document, to_docx, to_pdf};

type Writer = fn(&Document) -> Result<Vec<u8>, Fault>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let rows = arguments.next().map_or(Ok(100), |rows| rows.parse())?;
    std::fs::create_dir_all(&folder)?;
    let documents = [
        ("minutes", samples::minutes()),
        ("report", samples::report()),
        ("table", samples::consolidated(rows)),
    ];
    for (name, document) in documents {
        for (ending, write) in [("pdf", to_pdf as Writer), ("docx", to_docx as Writer)] {
            let start = Instant::now();
            let bytes = write(&document)?;
            println!("{name}.{ending}: {} KB in {} ms", bytes.len() / 1000, start.elapsed().as_millis());
            std::fs::write(folder.join(name).with_extension(ending), bytes)?;
        }
    }
    Ok(())
}
