//! Answers of other cities' Open311 servers. Those of an identity provider are in `provider`.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use dantin::{
    open311::client::{self, Filed, Filing, Refused, Server},
    outgoing::Client,
};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{Changes, cases, changed, changes, is_said};

/// A server that answers everything with the bytes that it was given last.
struct Echo {
    address: String,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Echo {
    fn start() -> Echo {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answer: Arc<Mutex<Vec<u8>>> = Arc::default();
        let given = answer.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(stream, &given.lock().unwrap());
            }
        });
        Echo { address, answer }
    }
}

fn serve(stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    reader.read_exact(&mut vec![0; length])?;
    reader.into_inner().write_all(answer)
}

const OTHERS: [&str; 6] = [
    r#"[{"service_request_id":"007","status":"closed","status_notes":"Xong","updated_datetime":"2026-03-10T09:00:00+07:00"}]"#,
    r#"{"service_requests":{"request":[{"service_request_id":007,"token":null,"status":"OPEN"}]}}"#,
    r#"[{"update_id":9,"service_request_id":"007","status":"FIXED","updated_datetime":"2026-03-10T09:00:00+0700","description":"Đã dọn"}]"#,
    "<?xml version=\"1.0\"?><service_requests><request><service_request_id>007</service_request_id><status>open</status></request></service_requests>",
    r#"[{"token":"abc"}]"#,
    r#"{"errors":[{"code":403,"description":"Sai khoá"}]}"#,
];

fn is_named(refused: &Refused) -> bool {
    is_said(&refused.code()) && refused.words().chars().count() <= 500
}

#[test]
fn a_changed_answer_of_another_city_is_understood_or_refused_by_name() {
    let echo = Echo::start();
    let client = Client::new(true, Duration::from_secs(5), 1 << 20);
    let server = Server {
        url: echo.address.clone(),
        api_key: "khoa".to_owned(),
        jurisdiction: None,
        form: client::Form::Json,
    };
    let (from, to) = ("2026-03-10T00:00:00Z".parse().unwrap(), "2026-03-11T00:00:00Z".parse().unwrap());
    let asked = ["007".to_owned()];
    let run = |(which, status, body_changes, head_changes): (usize, u16, Changes, Option<Changes>)| {
        let body = changed(OTHERS[which].as_bytes(), &body_changes);
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let head =
            head_changes.map_or(head.clone().into_bytes(), |changes| changed(head.as_bytes(), &changes));
        *echo.answer.lock().unwrap() = [head, body].concat();
        match server.file(&client, &Filing::default()) {
            Ok(Filed::Id(id) | Filed::Token(id)) => prop_assert!(is_said(&id)),
            Ok(Filed::Nothing) => {}
            Err(refused) => prop_assert!(is_named(&refused), "{refused:?}"),
        }
        match server.standings(&client, &asked) {
            Ok(standings) => {
                prop_assert!(standings.iter().all(|one| asked.contains(&one.id)), "{standings:?}");
            }
            Err(refused) => prop_assert!(is_named(&refused), "{refused:?}"),
        }
        match server.updates(&client, from, to) {
            Ok(said) => {
                let said = said.unwrap_or_default();
                prop_assert!(
                    said.iter().all(|one| is_said(&one.key) && (is_said(&one.text) || is_said(&one.word))),
                    "{said:?}"
                );
            }
            Err(refused) => prop_assert!(is_named(&refused), "{refused:?}"),
        }
        if let Err(refused) = server.resolve(&client, "abc") {
            prop_assert!(is_named(&refused), "{refused:?}");
        }
        Ok(())
    };
    let status = prop_oneof![4 => Just(200_u16), 1 => 100_u16..600];
    let head = prop_oneof![4 => Just(None), 1 => changes().prop_map(Some)];
    TestRunner::new(cases(128)).run(&(0..OTHERS.len(), status, changes(), head), run).unwrap();
}
