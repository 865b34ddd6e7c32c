//! A PostgreSQL server for tests alone, in a temporary folder and reachable through a socket there. It ends when the
//! process that started it ends, however that happens, and its folder goes with it.

use crate::postgres::Server;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Waits on its input, which closes with the starting process, then stops the server and removes the folder.
const GUARD: &str = r#"trap '' INT TERM HUP
folder=$0
"$@" >"$folder/log" 2>&1 &
server=$!
read -r line
kill -INT "$server"
wait "$server"
rm -rf "$folder""#;

/// PostgreSQL refuses to run as root; on Debian its own user exists wherever it is installed.
const USER: &str = "postgres";

/// A running server.
pub struct Cluster {
    url: String,
    guard: Child,
}

impl Cluster {
    /// Starts a server in UTF-8 that orders text by bytes; none where PostgreSQL is not installed. It does not wait for
    /// the disk: no test takes the power away, and databases are made and dropped by the hundred. Takes one to two seconds.
    ///
    /// Errors: what the server's programs said.
    pub fn start() -> Result<Option<Self>, String> {
        let Some(binaries) = binaries() else { return Ok(None) };
        let folder = std::env::temp_dir().join("dantin-postgres-XXXXXX");
        let folder = output(as_user("mktemp").arg("-d").arg(folder))?;
        let folder = PathBuf::from(folder.trim());
        let data = folder.join("data");
        output(
            as_user(binaries.join("initdb"))
                .args(["--username=dantin", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
                .arg("--pgdata")
                .arg(&data),
        )?;
        let guard = as_user("sh")
            .args(["-c", GUARD])
            .arg(&folder)
            .arg(binaries.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-p", "5432", "-c", "listen_addresses=", "-c", "max_connections=300"])
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let host = folder.display().to_string().replace('/', "%2F");
        let cluster = Self { url: format!("postgres://dantin@{host}/postgres"), guard };
        cluster.wait(&folder)?;
        Ok(Some(cluster))
    }

    /// The server's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait(&self, folder: &Path) -> Result<(), String> {
        let mut last = String::new();
        for _ in 0..300 {
            // The client blocks, and the caller may be a thread with tasks.
            let tried = thread::scope(|scope| {
                scope.spawn(|| Server::new(&self.url).and_then(|server| server.connect()).map(drop)).join()
            });
            match tried {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => last = error.to_string(),
                Err(_panic) => "the client panicked".clone_into(&mut last),
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        Err(format!("{last}\n{log}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Nothing is left to do if the guard was ended by somebody else.
        let _ = self.guard.wait();
    }
}

/// The folder of the newest installed version's programs.
fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok().map(|version| (version, entry)))
        .max_by_key(|(version, _)| *version)
        .map(|(_, entry)| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    newest.into_iter().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").exists())
}

/// A command that runs as an ordinary user, in a folder that any user may enter.
fn as_user(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        let (user, group) = (format!("--reuid={USER}"), format!("--regid={USER}"));
        command.args([&user, &group, "--clear-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
