//! The real program as a child on a database of the test, and the simplest client that can talk to it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    time::{Duration, Instant},
};

use dantin_city::City;
use dantin_store::{Settings, Synchronous};

/// How long anything may take before the test gives up.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Where a server keeps its things: a folder, and a database if it is not the file in the folder.
pub struct Home {
    folder: tempfile::TempDir,
    url: Option<String>,
}

impl Home {
    /// A folder with a SQLite file.
    pub fn sqlite() -> Home {
        Home { folder: tempfile::tempdir().unwrap(), url: None }
    }

    /// A folder beside this PostgreSQL database.
    pub fn postgres(settings: &Settings) -> Home {
        let Settings::Postgres { url, .. } = settings else { panic!("not PostgreSQL") };
        Home { folder: tempfile::tempdir().unwrap(), url: Some(url.clone()) }
    }

    /// What opens the same database.
    pub fn settings(&self) -> Settings {
        match &self.url {
            Some(url) => Settings::Postgres { url: url.clone(), connections: 2 },
            None => Settings::Sqlite { path: self.database(), synchronous: Synchronous::Full, readers: 1 },
        }
    }

    /// The SQLite file.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("dantin.db")
    }

    /// The program with this home; the words of the command follow.
    pub fn program(&self) -> Command {
        self.wrapped(Command::new(env!("CARGO_BIN_EXE_dantin")))
    }

    /// The program, started by another one that stands in `command`.
    pub fn wrapped(&self, mut command: Command) -> Command {
        command.env("DANTIN__SERVER__DATA", self.folder.path()).env("DANTIN__LOG__LEVEL", "error");
        if let Some(url) = &self.url {
            command.env("DANTIN__DATABASE__URL", url);
        }
        command
    }

    /// Gives the home a public log.
    pub fn init(&self) {
        self.runs(&["init", "--origin", "dantin.test/journal"]);
    }

    /// Runs the program to its end, which must be a good one, and gives what it said.
    pub fn runs(&self, words: &[&str]) -> String {
        let output = self.program().args(words).output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{words:?}: {said}");
        said
    }

    /// A key for Open311, made as the operator makes it.
    pub fn key(&self) -> String {
        let output = self.program().args(["key", "add", "thử"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A running server.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the program and waits until it says where it listens.
    pub fn start(home: &Home) -> Server {
        Server::started(home.program().args(["serve", "--listen", "127.0.0.1:0"]))
    }

    /// The same with a command that is ready to run.
    pub fn started(command: &mut Command) -> Server {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the server ended before it listened");
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Server { child, address }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without a word, as a power cut or the system's memory guard would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop.
    pub fn tell_to_stop(&self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until it has stopped by itself, in good order.
    pub fn wait(&mut self) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "the server ended with {status}");
                return;
            }
            assert!(Instant::now() < end, "the server does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Each line of its log from now on; it was started with a pipe for it.
    pub fn log(&mut self) -> mpsc::Receiver<String> {
        let lines = BufReader::new(self.child.stderr.take().unwrap());
        let (say, said) = mpsc::channel();
        // Read to the end even when nobody asks any more: a full pipe would hold the server up.
        std::thread::spawn(move || {
            lines.lines().map_while(Result::ok).for_each(|line| _ = say.send(line));
        });
        said
    }

    /// Waits until nothing waits to be sequenced and the book has the whole journal; gives the journal's size.
    pub fn settled(&self) -> u64 {
        let end = Instant::now() + PATIENCE;
        loop {
            let answer = Client::connect(self.address).unwrap().get("/readyz").unwrap();
            let state: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            if answer.status == 200 && state["waiting"] == 0 && state["journal"] == state["book"] {
                return state["journal"].as_u64().unwrap();
            }
            assert!(Instant::now() < end, "the journal does not settle: {state}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection that is kept.
pub struct Client(TcpStream);

pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    /// The public code of the case that was filed.
    pub fn code(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body[0]["service_request_id"].as_str().unwrap().to_owned()
    }
}

impl Client {
    pub fn connect(address: SocketAddr) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Client(stream))
    }

    pub fn get(&mut self, path: &str) -> std::io::Result<Answer> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())?;
        self.receive()
    }

    /// Files a report with these words.
    pub fn file(&mut self, key: &str, text: &str) -> std::io::Result<Answer> {
        self.send(&report(key, text))?;
        self.receive()
    }

    pub fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Waits until the server asks for the body of a request that was sent with `Expect: 100-continue`.
    pub fn is_asked_for_the_body(&mut self) -> std::io::Result<()> {
        let mut bytes = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
        self.0.read_exact(&mut bytes)?;
        assert_eq!(&bytes, b"HTTP/1.1 100 Continue\r\n\r\n");
        Ok(())
    }

    /// Reads one answer to its end.
    pub fn receive(&mut self) -> std::io::Result<Answer> {
        let mut bytes = Vec::new();
        let mut block = [0; 4096];
        loop {
            if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
                let length: usize = text
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length:"))
                    .map_or(0, |value| value.trim().parse().unwrap());
                if bytes.len() >= head + 4 + length {
                    let status = text[9..12].parse().unwrap();
                    let body = String::from_utf8_lossy(&bytes[head + 4..head + 4 + length]).into_owned();
                    return Ok(Answer { status, body });
                }
            }
            match self.0.read(&mut block)? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                count => bytes.extend_from_slice(&block[..count]),
            }
        }
    }
}

/// The bytes of a report through Open311, in the middle of the city.
pub fn report(key: &str, text: &str) -> Vec<u8> {
    let escape = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let body = format!(
        "api_key={}&service_code={}&lat=21.0287&long=105.8524&description={}",
        escape(key),
        escape(service()),
        escape(text)
    );
    format!(
        "POST /open311/v2/requests.json HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A service that asks nothing beside the common questions.
fn service() -> &'static str {
    static CODE: OnceLock<String> = OnceLock::new();
    CODE.get_or_init(|| {
        let city = City::embedded().unwrap();
        city.services()
            .find(|service| service.attributes().iter().all(|question| !question.required))
            .unwrap()
            .code()
            .to_owned()
    })
}
