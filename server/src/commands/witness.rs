//! `dantin witness`: what a newspaper or a university runs to watch over the journals of cities. It needs a folder of its own
//! and no settings of a city.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use dantin_journal::key::KeyName;
use tokio::net::TcpListener;

use super::{
    Frame,
    serve::{start_log, told_to_stop},
};
use crate::{
    clock::{SystemClock, SystemRandom, random},
    witness,
};

/// What a witness does.
#[derive(Subcommand)]
pub enum Witness {
    /// Make the witness's key, once, and print its public half
    Init {
        /// Name for ever, such as `witness.newspaper.example`
        #[arg(long)]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Let the witness know a log: by its key, or by a file with lines `log <key>`, such as a city's policy
    Add {
        /// The key, or the file
        #[arg(value_name = "KEY|FILE")]
        log: String,
        #[command(flatten)]
        place: Place,
    },
    /// Answer the cities that submit checkpoints
    Serve {
        /// Address and port; put a proxy that speaks TLS before it
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
        listen: SocketAddr,
        #[command(flatten)]
        place: Place,
    },
}

/// Where a witness lives.
#[derive(Args)]
pub struct Place {
    /// Folder with key, logs and what was cosigned
    #[arg(long, value_name = "DIR", default_value = "dantin-witness")]
    folder: PathBuf,
}

impl Witness {
    /// Carries it out.
    pub fn run(self, frame: &Frame) -> anyhow::Result<()> {
        match self {
            Witness::Init { name, place } => {
                let name: KeyName =
                    name.parse().with_context(|| format!("`{name}` cannot be the name of a witness"))?;
                let key = witness::Folder::create(&place.folder, name, &random(&SystemRandom))?;
                println!("The witness is made. Its key, which cities put into their policy:\n\n    {key}\n");
                println!(
                    "Publish this key on your own pages. {} is its secret, and the folder belongs into no backup.",
                    place.folder.join("witness.key").display()
                );
            }
            Witness::Add { log, place } => {
                let text = if fs::exists(&log).unwrap_or(false) {
                    fs::read_to_string(&log).with_context(|| format!("cannot read {log}"))?
                } else {
                    log
                };
                let added = witness::add(&place.folder, &text)?;
                for key in &added {
                    println!("The witness knows {key} from now on.");
                }
                if added.is_empty() {
                    println!("The witness knows it already.");
                }
            }
            Witness::Serve { listen, place } => {
                start_log(&frame.settings()?)?;
                let folder = witness::Folder::open(&place.folder)?;
                let runtime =
                    tokio::runtime::Runtime::new().context("cannot start the threads of the witness")?;
                runtime.block_on(serve(folder, listen))?;
            }
        }
        Ok(())
    }
}

async fn serve(folder: witness::Folder, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; is another server running there?"))?;
    let address = listener.local_addr().context("the listening address is not known")?;
    println!("Witness · {} · http://{address}/", folder.key().name());
    println!("{}", folder.key());
    let witness = Arc::new(witness::Witness { folder, clock: Arc::new(SystemClock) });
    axum::serve(listener, witness::router(witness))
        .with_graceful_shutdown(told_to_stop())
        .await
        .context("the witness stopped")
}
