//! The server as a child process: started on a folder, watched through `/proc`, stopped at the end.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};

use crate::{
    client::{Client, get},
    load::settings_of,
};

/// Units of processor time in `/proc`, per second; 100 on every Linux that Rust supports.
const TICKS: u64 = 100;

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the program to the first 200 of `/readyz`.
    pub ready_after: Duration,
}

impl Server {
    /// Starts the program on a folder and waits until it is ready.
    pub async fn start(program: &Path, data: &Path) -> anyhow::Result<Server> {
        Server::start_with(program, data, &[]).await
    }

    /// The same with settings of the environment, by their names there.
    pub async fn start_with(
        program: &Path,
        data: &Path,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Server> {
        let log = File::create(data.join("server.log")).context("the log cannot be made")?;
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(settings_of(data))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let output = child.stdout.take().context("no output of the server")?;
        let mut lines = BufReader::new(output);
        let mut line = String::new();
        let address = loop {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                let _ = child.kill();
                let _ = child.wait();
                bail!(
                    "the server ended: {}",
                    fs::read_to_string(data.join("server.log")).unwrap_or_default()
                );
            }
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap_or_default().trim().parse()?;
            }
        };
        // What else it prints must not block it.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let mut server = Server { child, address, ready_after: Duration::ZERO };
        let mut client = Client::connect(address).await?;
        ensure!(client.send(&get("/readyz")).await? == 200, "the server is not ready after its start");
        server.ready_after = begun.elapsed();
        Ok(server)
    }

    /// Processor time used so far, all threads together.
    pub fn processor_time(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
        let fields = stat.rsplit_once(')').context("/proc/PID/stat")?.1;
        let ticks: u64 =
            fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap_or(0)).sum();
        Ok(Duration::from_millis(ticks * 1000 / TICKS))
    }

    /// Resident memory now and at its peak, in bytes.
    pub fn memory(&self) -> anyhow::Result<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kilobytes = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .and_then(|rest| rest.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok())
                .unwrap_or(0)
        };
        Ok((kilobytes("VmRSS") << 10, kilobytes("VmHWM") << 10))
    }

    /// Ends it as an operator would and waits for it.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(told.success(), "the server could not be told to stop");
        let ended = self.child.wait()?;
        ensure!(ended.success(), "the server ended with {ended}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
