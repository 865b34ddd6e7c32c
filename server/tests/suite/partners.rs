//! Other systems: who is told of the journal, and cities to which cases are handed on.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use dantin::{
    act::{
        cases::{Key, commands, showing},
        forwards::{self, Progress, Remote},
    },
    jobs,
    open311::partners,
    speak::webhooks::{self, DeliveryState, Filter, NewEndpoint, Replayed, Secret},
};
use dantin_record::{act::Actor, case::StateKind};
use jiff::ToSpan as _;
use serde_json::Value;

use crate::{
    desk::{file, sign_in, step},
    erasure::{erase, everything, rows_holding},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    a_receiver_is_told_once_of_what_it_asked_for_and_reads_nothing_private,
    a_receiver_that_fails_is_asked_again_later_and_at_last_given_up,
    a_case_that_is_handed_on_comes_back_in_the_other_citys_words,
    what_may_have_arrived_is_not_sent_again_by_itself,
    what_was_cut_off_while_it_was_sent_is_sent_again_by_a_person,
    administrators_read_what_was_told_and_tell_it_again,
);

/// One request as it came.
#[derive(Clone, Debug)]
struct Got {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A server of others: keeps what it gets, and answers what it is told to, else the last answer again.
#[derive(Clone)]
struct Other {
    address: String,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

fn answer(status: u16, further: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{further}\r\n{body}",
        body.len()
    )
}

impl Other {
    fn answering(answers: &[String]) -> Other {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let other = Other {
            address: format!("http://{}", listener.local_addr().unwrap()),
            got: Arc::default(),
            answers: Arc::new(Mutex::new(answers.iter().cloned().collect())),
        };
        let mine = other.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = mine.serve(stream.unwrap());
            }
        });
        other
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut headers = BTreeMap::new();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim_end().split_once(": ") else { break };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        self.got.lock().unwrap().push(Got {
            line: line.trim_end().to_owned(),
            headers,
            body: String::from_utf8(body).unwrap(),
        });
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        stream.write_all(answer.unwrap_or_default().as_bytes())
    }

    fn answer_now(&self, answers: &[String]) {
        *self.answers.lock().unwrap() = answers.iter().cloned().collect();
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

async fn add_webhook(test: &TestApp, name: &'static str, url: &str, filter: Filter) -> Secret {
    let secret = Secret::draw(test.app.random.as_ref());
    let new = NewEndpoint {
        id: name.to_owned(),
        name: name.to_owned(),
        url: url.to_owned(),
        secret: secret.clone(),
        filter,
    };
    let now = test.app.now();
    test.app.db.write(move |tx| webhooks::insert(tx, &new, now)).await.unwrap();
    secret
}

async fn a_receiver_is_told_once_of_what_it_asked_for_and_reads_nothing_private(test: TestApp) {
    file(&test).await;
    test.settle().await;
    let all = Other::answering(&[answer(200, "", "")]);
    let few = Other::answering(&[answer(204, "", "")]);
    let none = Other::answering(&[answer(200, "", "")]);
    let secret = add_webhook(&test, "all", &all.address, Filter::default()).await;
    let events = Filter {
        events: vec!["case.assigned".to_owned()],
        areas: vec!["00070".to_owned()],
        ..Filter::default()
    };
    add_webhook(&test, "few", &few.address, events).await;
    let elsewhere = Filter { areas: vec!["00001".to_owned()], ..Filter::default() };
    add_webhook(&test, "none", &none.address, elsewhere).await;
    assert_eq!(webhooks::work(&test.app).await.unwrap().delivered, 0, "what was before is told to nobody");
    let filed = file(&test).await;
    test.settle().await;
    assert_eq!(webhooks::work(&test.app).await.unwrap().delivered, 3);
    assert_eq!(webhooks::work(&test.app).await.unwrap().delivered, 0, "each is told once");
    let got = all.got();
    assert_eq!((got.len(), few.got().len(), none.got().len()), (2, 1, 0));
    for one in &got {
        assert_eq!(one.line, "POST / HTTP/1.1");
        let (id, time) = (&one.headers["webhook-id"], &one.headers["webhook-timestamp"]);
        assert_eq!(time.parse::<i64>().unwrap(), test.app.now().as_second());
        let signed = webhooks::sign(&secret, id, time.parse().unwrap(), &one.body);
        assert_eq!(one.headers["webhook-signature"], signed);
        for private in ["Nguyễn Mẫu", "0900000001", "12 phố Mẫu"] {
            assert!(!one.body.contains(private), "{}", one.body);
        }
        let body: Value = serde_json::from_str(&one.body).unwrap();
        assert_eq!(body["data"]["case"], filed.code.as_str());
        assert_eq!(body["data"]["state"], "assigned");
        let page = test
            .visitor()
            .get(body["data"]["url"].as_str().unwrap().strip_prefix("http://dantin.test").unwrap())
            .await;
        page.expect(200);
    }
    let kinds: Vec<Value> =
        got.iter().map(|one| serde_json::from_str::<Value>(&one.body).unwrap()["type"].clone()).collect();
    assert_eq!(kinds, ["case.submitted", "case.assigned"]);
    assert_ne!(got[0].headers["webhook-id"], got[1].headers["webhook-id"]);
    // The same entries once more: the receiver knows them by their ids.
    let now = test.app.now();
    let replayed = test.app.db.write(move |tx| {
        let endpoint = webhooks::find(tx, "all")?.unwrap();
        webhooks::replay(tx, &endpoint, 0, i64::MAX - 1, now)
    });
    assert_eq!(replayed.await.unwrap(), Replayed::Told(4), "also what came before it was added");
    assert_eq!(webhooks::work(&test.app).await.unwrap().delivered, 4);
    let again = all.got();
    assert!(again[2..].iter().any(|one| one.headers["webhook-id"] == got[0].headers["webhook-id"]));
    test.check().await;
}

async fn a_receiver_that_fails_is_asked_again_later_and_at_last_given_up(test: TestApp) {
    let other = Other::answering(&[answer(500, "", "")]);
    add_webhook(&test, "failing", &other.address, Filter::default()).await;
    file(&test).await;
    test.settle().await;
    let work = async || webhooks::work(&test.app).await.unwrap();
    assert_eq!((work().await.failed, other.got().len()), (1, 1), "one try, though two messages wait");
    assert_eq!((work().await.failed, other.got().len()), (0, 1), "it is left alone");
    test.pass(10.seconds());
    other.answer_now(&[answer(302, "Location: http://127.0.0.1:1/\r\n", ""), answer(200, "", "")]);
    assert_eq!(
        (work().await.failed, other.got().len()),
        (1, 2),
        "a redirect is a failure and is not followed"
    );
    test.pass(10.minutes());
    assert_eq!(work().await.delivered, 2, "what failed is told once it answers");
    let log = async || test.app.read(|tx| webhooks::log(tx, "failing", i64::MAX, 10)).await.unwrap();
    assert!(log().await.iter().all(|one| one.state == DeliveryState::Delivered && one.status == Some(200)));
    other.answer_now(&[answer(503, "", "")]);
    file(&test).await;
    test.settle().await;
    for _ in 0..200 {
        test.pass(1.hours());
        work().await;
    }
    let endpoint = test.app.db.read(|tx| webhooks::find(tx, "failing")).await.unwrap().unwrap();
    assert!(endpoint.disabled_at.is_some(), "days of silence are enough");
    let before = other.got().len();
    file(&test).await;
    test.settle().await;
    test.pass(1.hours());
    work().await;
    assert_eq!(other.got().len(), before, "one that is given up is asked no more");
    let (from, to) = test.app.db.write(|tx| webhooks::enable(tx, "failing")).await.unwrap().unwrap();
    assert!(to - from >= 2, "what it missed is told, to be told again");
    assert!(test.app.db.write(|tx| webhooks::remove(tx, "failing")).await.unwrap());
    assert!(!test.app.db.write(|tx| webhooks::remove(tx, "failing")).await.unwrap());
}

fn remote(url: &str) -> Remote {
    Remote {
        code: "ben-kia".to_owned(),
        name: "Thành phố bên kia (mẫu)".to_owned(),
        url: url.to_owned(),
        api_key: "khoa-ben-kia".to_owned(),
        jurisdiction: None,
        format: "json".to_owned(),
        services: vec![("moi-truong".to_owned(), "rac-thai".to_owned())],
        heard_at: None,
        fault: None,
    }
}

async fn add_remote(test: &TestApp, remote: Remote) {
    let now = test.app.now();
    test.app.db.write(move |tx| forwards::add_remote(tx, &remote, now)).await.unwrap();
}

async fn elsewhere(test: &TestApp, case: &str) -> Vec<forwards::Elsewhere> {
    let case = case.to_owned();
    test.app.db.read(move |tx| forwards::of_case(tx, &case)).await.unwrap()
}

fn act(code: &str, by: Actor) -> commands::Command<'_> {
    commands::Command { key: Key::Code(code), version: None, by, officer: None, secret: None }
}

async fn a_case_that_is_handed_on_comes_back_in_the_other_citys_words(test: TestApp) {
    let there = TestApp::sqlite();
    let now = there.app.now();
    there.app.db.write(move |tx| partners::add(tx, "Bên này", "khoa-ben-kia", now)).await.unwrap();
    let address = there.serve().await;
    add_remote(&test, remote(&format!("{address}/open311/v2"))).await;
    let filed = file(&test).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let code = filed.code.as_str();
    let typed = [("remote", "ben-kia"), ("text", "Rác đổ bên kia ranh giới phường, xin thu gom.")];
    let missing = step(&handler, code, "forward", &[("remote", "khong-co"), ("text", "")]).await;
    assert_eq!(missing.status, 422);
    assert!(
        missing.text().contains("Rác") || missing.text().contains("name=\"remote\""),
        "the form comes back"
    );
    assert_eq!(step(&handler, code, "forward", &typed).await.status, 303);
    assert_eq!(step(&handler, code, "forward", &typed).await.status, 303, "pressed twice");
    assert_eq!(jobs::forwards::send(test.app.clone()).await.unwrap(), 1);
    assert_eq!(jobs::forwards::send(test.app.clone()).await.unwrap(), 0, "handed on once");
    there.settle().await;
    assert_eq!(there.app.book.read().len(), 1);
    let sent: Vec<(String, String)> = there
        .app
        .db
        .read(|tx| tx.all("SELECT field, body FROM contents WHERE number = 1 ORDER BY field", &[]))
        .await
        .unwrap();
    let all = format!("{sent:?}");
    assert!(all.contains("xin thu gom") && !all.contains("0900000001") && !all.contains("chủ nhà"), "{all}");
    let id = elsewhere(&test, &filed.id).await[0].forward.remote_id.clone().unwrap();
    // The other city works on it.
    let lead = there.app.book.read().row(0).unwrap().lead.unwrap();
    let their = id.clone();
    let done = there.app.command(move |tx, context| {
        let by = Actor::Handler(lead);
        commands::accept(tx, context, &act(&their, by))?;
        Ok(commands::decline(
            tx,
            context,
            &act(&their, by),
            dantin_record::reasons::DeclineReason::NotFoundOnSite,
            "Điều 5",
            "Không thấy rác tại chỗ.",
            None,
        )?)
    });
    done.await.unwrap();
    there.settle().await;
    let standing = async || {
        let (record,): (String,) =
            test.app.db.read(|tx| tx.one("SELECT record FROM cases", &[])).await.unwrap();
        let record: dantin_record::case::Case = serde_json::from_str(&record).unwrap();
        (record.state, record.due(), record.hand_overs, record.ended)
    };
    let before = standing().await;
    assert!(jobs::forwards::poll(test.app.clone()).await.unwrap() > 0);
    assert_eq!(jobs::forwards::poll(test.app.clone()).await.unwrap(), 0, "each word is heard once");
    assert_eq!(
        before,
        standing().await,
        "nothing that is said elsewhere moves the case, its lead or its clock"
    );
    let heard = elsewhere(&test, &filed.id).await.remove(0);
    assert_eq!(heard.forward.status.as_deref(), Some("closed"));
    assert!(heard.said.iter().any(|said| said.text.contains("Không thấy rác tại chỗ.")), "{:?}", heard.said);
    let desk = handler.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(desk.contains("bên kia (mẫu)") && desk.contains(&id) && desk.contains("Không thấy rác tại chỗ."));
    // The public reads what another city says once a moderator has looked at the case.
    test.settle().await;
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains(&id) && page.contains("«closed»") && !page.contains("Không thấy rác tại chỗ."));
    assert!(page.contains("Đã chuyển thêm sang hệ thống khác"), "the timeline says it: {page}");
    assert!(!opened(&test).await, "what a moderator has not looked at is not opened by its hash either");
    // The journal says it as the other server's word, and keeps no text.
    let entries = entries(&test, "case.forward").await;
    assert!(entries[0].contains(r#""type":"case.forwarded""#) && entries[0].contains(r#""by":"handler""#));
    assert!(entries.iter().skip(1).all(|entry| entry.contains(r#""by":"partner""#)));
    let last = entries.last().unwrap();
    assert!(last.contains(&format!(r#""number":"{id}""#)) && last.contains(r#""to":"ben-kia""#), "{last}");
    assert!(entries.iter().any(|entry| entry.contains(r#""word":"closed""#)), "{entries:?}");
    assert!(entries.iter().all(|entry| !entry.contains("rác") && !entry.contains("Rác")), "{entries:?}");
    let book = test.app.book.read().case(0).unwrap();
    assert_eq!(book.forwards[0].number.as_ref().unwrap().as_str(), id);
    let shown = code.to_owned();
    let publish = test.app.command(move |tx, context| {
        let reason = Some(dantin_record::reasons::HideReason::PersonalData);
        let showing =
            showing::Showing { text: Some("Rác."), photos: &[], address: None, ward_only: false, reason };
        Ok(showing::show(tx, context, &act(&shown, Actor::Moderator), &showing)?)
    });
    publish.await.unwrap();
    test.settle().await;
    let page = test.visitor().get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains("Không thấy rác tại chỗ.") && page.contains("không tính là xác nhận"));
    assert!(opened(&test).await, "from then on anybody can hold the words to the journal");
    assert_eq!(test.app.book.read().row(0).unwrap().state, StateKind::Assigned);
    test.check().await;

    // What the other city said can be erased like every other word.
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let form = officer.get(&format!("/desk/cases/{code}?step=erase")).await.expect(200);
    let said: Vec<(String, String)> = everything(&form)
        .into_iter()
        .filter(|(_, value)| value.split_once('.').is_some_and(|(_, field)| field == "said"))
        .collect();
    assert!(!said.is_empty(), "{}", form.text());
    erase(&officer, code, &said, "subject_request").await.expect(303);
    assert_eq!(rows_holding(&test, "Không thấy rác tại chỗ.").await, Vec::<String>::new());
    test.check().await;
}

/// The entries whose type begins so, oldest first.
async fn entries(test: &TestApp, kind: &str) -> Vec<String> {
    let like = format!("%\"type\":\"{kind}%");
    let rows: Vec<(String,)> = test
        .app
        .db
        .read(move |tx| tx.all("SELECT body FROM journal WHERE body LIKE $1 ORDER BY idx", &[&like]))
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| body).collect()
}

/// Whether what the other server said is opened by the commitment in the journal.
async fn opened(test: &TestApp) -> bool {
    let held: Vec<(Vec<u8>,)> = test
        .app
        .db
        .read(|tx| {
            tx.all(
                "SELECT commitment FROM contents WHERE field = 'said' AND body LIKE '%Không thấy rác%'",
                &[],
            )
        })
        .await
        .unwrap();
    let address = format!("/content/{}", dantin::act::cases::hex(&held[0].0));
    let answer = test.visitor().get(&address).await;
    answer.status == 200 && answer.text().contains("Không thấy rác tại chỗ.")
}

async fn what_may_have_arrived_is_not_sent_again_by_itself(test: TestApp) {
    let other = Other::answering(&[answer(200, "", "<html>đang bảo trì</html>")]);
    add_remote(&test, remote(&other.address)).await;
    let filed = file(&test).await;
    let hand_on = async || {
        let case = filed.id.clone();
        let handed = test.app.command(move |tx, context| {
            let by = forwards::By { actor: Actor::Coordinator, officer: None };
            Ok(forwards::hand_on(tx, context, by, &case, ("ben-kia", "rac-thai"), "Lời gửi đi")?)
        });
        handed.await.unwrap()
    };
    let state = async || elsewhere(&test, &filed.id).await[0].forward.clone();
    let send = async || jobs::forwards::send(test.app.clone()).await.unwrap();
    assert!(hand_on().await);
    send().await;
    assert_eq!(state().await.progress, Progress::Unsure);
    test.pass(1.hours());
    send().await;
    assert_eq!(other.got().len(), 1, "a person decides");
    let notes: Vec<(String,)> = test.app.db.read(|tx| tx.all("SELECT body FROM notes", &[])).await.unwrap();
    assert!(notes[0].0.contains("Không rõ"), "{notes:?}");
    // Refused for good, in the other server's words and wrapping.
    other.answer_now(&[answer(403, "", r#"{"errors":{"code":403,"description":"Sai khoá"}}"#)]);
    assert!(hand_on().await, "again, since a person wants it");
    send().await;
    let failed = state().await;
    assert_eq!((failed.progress, failed.fault.as_deref()), (Progress::Failed, Some("status_403: Sai khoá")));
    // Busy, then a token, then the number behind it: as a number with leading zeros, and wrapped.
    other.answer_now(&[
        answer(503, "", ""),
        answer(201, "", r#"{"service_requests":[{"token":0012}]}"#),
        answer(200, "", r#"[{"token":"0012","service_request_id":null}]"#),
        answer(200, "", r#"{"service_requests":{"service_request_id":007,"token":0012}}"#),
    ]);
    assert!(hand_on().await);
    send().await;
    assert_eq!(state().await.progress, Progress::Waiting, "surely not taken: tried again later");
    assert!(!hand_on().await, "what waits is not doubled");
    for _ in 0..3 {
        test.pass(2.minutes());
        send().await;
    }
    let there = state().await;
    assert_eq!((there.progress, there.remote_id.as_deref()), (Progress::Sent, Some("007")));
    let got = other.got();
    assert!(got.last().unwrap().line.starts_with("GET /tokens/0012.json"), "{}", got.last().unwrap().line);
    let filings: Vec<&Got> = got.iter().filter(|one| one.line.starts_with("POST /requests.json")).collect();
    assert!(
        filings.iter().all(|one| one.headers["idempotency-key"] == filings[0].headers["idempotency-key"])
    );
    assert!(filings[0].body.contains("service_code=rac-thai") && !filings[0].body.contains("first_name"));
    // States and updates, each with an oddity; what is of others, empty, or from the future does no harm.
    let updates = r#"{"service_request_updates":[{"update_id":9,"service_request_id":007,"status":"FIXED","updated_datetime":"2026-03-10T09:00:00+0700","description":"Đã dọn"},
        {"update_id":10,"service_request_id":"khac","status":"fixed","description":"Việc khác"},
        {"update_id":11,"service_request_id":"007","status":"","description":""},
        {"update_id":12,"service_request_id":null,"fixmystreet_id":"CODE","status":"open","updated_datetime":"2099-01-01T00:00:00Z","description":"Mai sau"}]}"#;
    other.answer_now(&[
        answer(200, "Content-Type: text/html\r\n", "<service_requests><request><service_request_id>007</service_request_id><status>CLOSED</status><updated_datetime>2026-03-10 09:00</updated_datetime></request></service_requests>"),
        answer(200, "", &updates.replace("CODE", &filed.code)),
    ]);
    assert_eq!(jobs::forwards::poll(test.app.clone()).await.unwrap(), 3);
    let heard = elsewhere(&test, &filed.id).await.remove(0);
    assert_eq!(heard.forward.status.as_deref(), Some("closed"));
    let texts: Vec<&str> = heard.said.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(texts, ["Mai sau", "Đã dọn"]);
    assert!(heard.said.iter().all(|said| said.at <= test.app.now()));
    test.settle().await;
    let told = entries(&test, "case.forward").await;
    let outcome = |code: &str| format!(r#""outcome":"{code}""#);
    let told: Vec<usize> = ["unsure", "failed", "received"]
        .iter()
        .map(|code| told.iter().filter(|entry| entry.contains(&outcome(code))).count())
        .collect();
    assert_eq!(told, [1, 1, 4], "once unknown, once refused, then its number, its state and two updates");
    assert_eq!(entries(&test, "case.forwarded").await.len(), 3, "each time that a person wanted it");
    // A server without updates, and one that fails: what is known stays, and the fault is noted.
    other.answer_now(&[answer(200, "", "[]"), answer(404, "", "<errors/>")]);
    assert_eq!(jobs::forwards::poll(test.app.clone()).await.unwrap(), 0);
    other.answer_now(&[answer(500, "", "")]);
    jobs::forwards::poll(test.app.clone()).await.unwrap();
    let remotes = test.app.db.read(forwards::remotes).await.unwrap();
    assert_eq!(remotes[0].fault.as_deref(), Some("status_500"));
    assert!(remotes[0].heard_at.is_some());
    assert_eq!(test.app.db.write(|tx| forwards::remove_remote(tx, "ben-kia")).await.unwrap(), Some(1));
    assert_eq!(test.app.db.write(|tx| forwards::remove_remote(tx, "khong-co")).await.unwrap(), None);
    test.check().await;
}

async fn what_was_cut_off_while_it_was_sent_is_sent_again_by_a_person(test: TestApp) {
    let other = Other::answering(&[answer(201, "", r#"[{"service_request_id":"7"}]"#)]);
    add_remote(&test, remote(&other.address)).await;
    let filed = file(&test).await;
    let hand_on = async || {
        let case = filed.id.clone();
        let handed = test.app.command(move |tx, context| {
            let by = forwards::By { actor: Actor::Coordinator, officer: None };
            Ok(forwards::hand_on(tx, context, by, &case, ("ben-kia", "rac-thai"), "Lời gửi đi")?)
        });
        handed.await.unwrap()
    };
    assert!(hand_on().await);
    // The server stops between the two: nobody tells what became of it.
    let forward = elsewhere(&test, &filed.id).await[0].forward.id.clone();
    test.app.db.write(move |tx| forwards::begin(tx, &forward)).await.unwrap();
    jobs::forwards::send(test.app.clone()).await.unwrap();
    assert_eq!(other.got().len(), 0);
    assert!(hand_on().await, "a person decides");
    jobs::forwards::send(test.app.clone()).await.unwrap();
    assert_eq!(elsewhere(&test, &filed.id).await[0].forward.progress, Progress::Sent);
    test.settle().await;
    let told = entries(&test, "case.forward_status").await;
    assert!(told[0].contains(r#""outcome":"unsure""#), "{told:?}");
    test.check().await;
}

async fn administrators_read_what_was_told_and_tell_it_again(test: TestApp) {
    let other = Other::answering(&[answer(410, "", "")]);
    add_webhook(&test, "nơi nhận", &other.address, Filter::default()).await;
    file(&test).await;
    test.settle().await;
    webhooks::work(&test.app).await.unwrap();
    let handler = sign_in(&test, "xu-ly", &["handler@ubnd-00070"]).await;
    assert_eq!(handler.get("/desk/webhooks").await.status, 403);
    let administrator = sign_in(&test, "quan-tri", &["administrator@vp-ubnd"]).await;
    let page = administrator.get("/desk/webhooks").await.expect(200);
    let text = page.text();
    assert!(text.contains("nơi nhận") && text.contains("Đã ngừng từ") && text.contains("HTTP 410"), "{text}");
    assert!(!text.contains("whsec_"), "the secret is shown nowhere");
    let csrf = page.field("csrf");
    let order = async |typed: &[(&str, &str)]| {
        let mut fields = vec![("csrf", csrf.as_str()), ("name", "nơi nhận")];
        fields.extend(typed);
        administrator.post("/desk/webhooks", &fields).await.status.as_u16()
    };
    assert_eq!(order(&[("order", "replay"), ("from", "-1")]).await, 422);
    assert_eq!(order(&[("order", "replay"), ("from", "x"), ("to", "3")]).await, 422);
    assert_eq!(order(&[("order", "khong-co")]).await, 422);
    // A number that is none, or none yet, is said at its field, with what was typed.
    for (from, to, field, said) in [
        ("100", "", "from", "Nhật ký chưa có mục 100: mục mới nhất là "),
        ("100", "200", "from", "Nhật ký chưa có mục 100: mục mới nhất là "),
        ("3", "2", "to", "Mục cuối phải không đứng trước mục đầu."),
        ("-1", "", "from", "Số mục phải là số nguyên không âm."),
        ("0", "x", "to", "Số mục phải là số nguyên không âm."),
    ] {
        let fields =
            [("csrf", csrf.as_str()), ("name", "nơi nhận"), ("order", "replay"), ("from", from), ("to", to)];
        let page = administrator.post("/desk/webhooks", &fields).await.expect(422);
        let text = page.text();
        assert!(
            text.contains(said) && text.contains(&format!("id=\"{field}-error\"")),
            "{from} {to}: {text}"
        );
        assert_eq!((page.field("from"), page.field("to")), (from.to_owned(), to.to_owned()));
    }
    let forged = [("csrf", "x"), ("name", "nơi nhận"), ("order", "enable")];
    assert_ne!(administrator.post("/desk/webhooks", &forged).await.status, 303);
    let unknown = [("csrf", csrf.as_str()), ("name", "không có"), ("order", "enable")];
    assert_eq!(administrator.post("/desk/webhooks", &unknown).await.status, 404);
    other.answer_now(&[answer(200, "", "")]);
    let before = other.got().len();
    assert_eq!(order(&[("order", "enable")]).await, 303);
    let fields =
        [("csrf", csrf.as_str()), ("name", "nơi nhận"), ("order", "replay"), ("from", "0"), ("to", "1000")];
    let there = administrator.post("/desk/webhooks", &fields).await.expect(303).location();
    assert!(administrator.get(&there).await.expect(200).text().contains("Sẽ báo lại 2 mục"));
    test.pass(10.minutes());
    assert!(webhooks::work(&test.app).await.unwrap().delivered >= 2);
    assert!(other.got().len() >= before + 2);
    assert!(administrator.get("/desk/webhooks").await.expect(200).text().contains("Đang hoạt động"));
}
