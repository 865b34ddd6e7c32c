//! A run of mails: so many addresses have a change that is ready, and a mail server on loopback takes what comes. Counts
//! until the server has taken every one, and looks at the memory meanwhile.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use dantin::{
    clock::{Clock as _, SystemClock},
    mail::{address_hash, follow},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::LocalSet,
};

use crate::{Setting, load::Loaded, measure::Row, process::Server};

/// Mails of the run.
const MAILS: i64 = 10_000;
/// How long it may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// The run.
pub async fn run(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let tasks = LocalSet::new();
    tasks.run_until(measure(setting, loaded)).await
}

async fn measure(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    prepare(loaded)?;
    let taken = Rc::new(Cell::new(0_i64));
    let address = take_mails(Rc::clone(&taken)).await?;
    let settings = [
        ("DANTIN__MAIL__SERVER", format!("smtp://{address}")),
        ("DANTIN__MAIL__SENDER", "Dân Tin <dantin@city.example>".to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let server = Server::start_with(&setting.server, &loaded.folder, &settings).await?;
    let (begun, before) = (Instant::now(), server.processor_time()?);
    let mut early = None;
    while taken.get() < MAILS {
        ensure!(begun.elapsed() < PATIENCE, "after {PATIENCE:?} only {} mails have come", taken.get());
        if early.is_none() && taken.get() >= MAILS / 10 {
            early = Some(server.memory()?.0);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let elapsed = begun.elapsed();
    let processor = server.processor_time()?.saturating_sub(before);
    let (late, peak) = server.memory()?;
    server.stop()?;
    let early = early.context("no memory was looked at")?;
    Ok(Row {
        name: format!("{MAILS} mails in {:.1} s", elapsed.as_secs_f64()),
        #[expect(clippy::cast_precision_loss, reason = "ten thousand")]
        rate: Some(MAILS as f64 / elapsed.as_secs_f64()),
        latency: None,
        processor: Some(processor / u32::try_from(MAILS).unwrap_or(1)),
        peak: Some(peak),
        note: format!(
            "under 60 s, memory flat; {} MB after a tenth of them, {} MB after the last",
            early >> 20,
            late >> 20
        ),
    })
}

/// Gives as many askers an address, and each address a change that is ready: that an agency took the case on.
fn prepare(loaded: &Loaded) -> anyhow::Result<()> {
    let db = loaded.open()?;
    db.write_blocking(|tx| {
        follow::skip(tx)?;
        let askers: Vec<(String, String, i64)> = tx.all(
            "SELECT a.id, a.case_id, j.number FROM askers a JOIN cases c ON c.id = a.case_id \
             JOIN journal j ON j.case_id = a.case_id WHERE c.visibility = 'public' AND a.relation = 'reporter' \
             AND j.number BETWEEN 3 AND 6 AND j.body LIKE '%\"type\":\"case.accepted\"%' ORDER BY a.id LIMIT $1",
            &[&MAILS],
        )?;
        let ready = SystemClock.now();
        for (number, (asker, case, event)) in askers.iter().enumerate() {
            let address = format!("resident-{number}@mail.example");
            let hash = address.parse().map(|address| address_hash(&address)).unwrap_or_default();
            tx.execute("UPDATE askers SET email = $1, mail = TRUE WHERE id = $2", &[&address, asker])?;
            tx.execute(
                "INSERT INTO mail_changes (list, reader, address_hash, case_id, number, ready_at) \
                 VALUES ('cases', $1, $2, $3, $4, $5) ON CONFLICT (list, reader, case_id, number) DO NOTHING",
                &[asker, &hash, case, event, &ready],
            )?;
        }
        Ok::<_, dantin_store::Error>(askers.len())
    })
    .map_err(anyhow::Error::new)
    .and_then(|count| {
        ensure!(i64::try_from(count)? == MAILS, "only {count} people asked in public cases of this folder");
        Ok(())
    })?;
    db.close();
    Ok(())
}

/// A mail server that takes everything and counts it.
async fn take_mails(taken: Rc<Cell<i64>>) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = Rc::clone(&taken);
            tokio::task::spawn_local(async move {
                if let Err(error) = talk(stream, &taken).await {
                    eprintln!("The mail server lost a connection: {error}");
                }
            });
        }
    });
    Ok(address)
}

async fn talk(stream: TcpStream, taken: &Cell<i64>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.example ESMTP\r\n").await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_slice() {
            b"EHLO" => b"250-mail.example\r\n250 8BITMIME\r\n",
            b"DATA" => {
                stream.write_all(b"354 Go on\r\n").await?;
                while line != b".\r\n" {
                    line.clear();
                    if stream.read_until(b'\n', &mut line).await? == 0 {
                        return Ok(());
                    }
                }
                taken.set(taken.get() + 1);
                b"250 Taken\r\n"
            }
            b"QUIT" => {
                stream.write_all(b"221 Bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 Ok\r\n",
        };
        stream.write_all(answer).await?;
    }
}
