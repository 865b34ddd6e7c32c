//! How a session is announced and held: who moderates and what is read beforehand, the order in which questions are taken, and who speaks.

use dantin::act::matters::dialogues::{self, Doer, Notes, Times};
use dantin_record::{
    act::Actor,
    dialogue::{Attendance, ChangeReason},
};
use jiff::ToSpan as _;

use crate::{
    desk::enter,
    dialogues::{HOST, ask, host, local, take},
    support::{TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    who_moderates_and_what_is_read_stands_wherever_the_session_is_told,
    the_moderator_arranges_the_questions_and_supporters_do_not_come_between_them,
    the_time_of_each_agency_is_counted_in_seconds,
    what_nobody_could_attend_is_not_announced_and_what_was_never_held_is_told_so,
);

const REPORT: &str = "https://example.vn/bao-cao.pdf";

async fn who_moderates_and_what_is_read_stands_wherever_the_session_is_told(test: TestApp) {
    let host = host(&test).await;
    let page = host.get("/desk/dialogues/new").await.expect(200);
    let (token, key) = (page.field("csrf"), page.field("idempotency_key"));
    let times = [local(&test, 48), local(&test, 51), local(&test, -1), local(&test, 47)];
    let announce = |papers: &'static str| {
        vec![
            ("csrf", token.as_str()),
            ("idempotency_key", key.as_str()),
            ("kind", "conference"),
            ("title", "Đối thoại về thoát nước"),
            ("subject", "Ngập ngõ, cống tắc."),
            ("host", HOST),
            ("area", "00070"),
            ("attendance", "in_person"),
            ("place", "Nhà văn hoá phường"),
            ("starts", times[0].as_str()),
            ("ends", times[1].as_str()),
            ("questions_from", times[2].as_str()),
            ("questions_until", times[3].as_str()),
            ("moderators", "Bà Điều Hành Mẫu, Phó Chủ tịch\n\n Ông Dẫn Dắt Mẫu, Chánh Văn phòng "),
            ("papers", papers),
        ]
    };
    let back =
        host.post("/desk/dialogues/new", &announce("Báo cáo | javascript:alert(1)")).await.expect(422).text();
    assert!(back.contains("href=\"#papers\"") && back.contains("Dòng «Báo cáo | javascript"), "{back}");
    assert!(back.contains("Bà Điều Hành Mẫu"), "what was typed is still there");
    let papers = "Báo cáo quý III | https://example.vn/bao-cao.pdf\nBản đồ cống, phát tại chỗ";
    let there = host.post("/desk/dialogues/new", &announce(papers)).await.location();
    let code = there.rsplit('/').next().unwrap().to_owned();
    test.settle().await;
    let resident = test.visitor();
    let page = resident.get(&format!("/dialogues/{code}")).await.expect(200).text();
    let link = format!("<a href=\"{REPORT}\" rel=\"noopener noreferrer\">Báo cáo quý III</a>");
    for part in [
        "Người điều hành",
        "Bà Điều Hành Mẫu, Phó Chủ tịch<br>Ông Dẫn Dắt Mẫu",
        &link,
        "Bản đồ cống, phát tại chỗ",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let calendar = resident.get(&format!("/dialogues/{code}/calendar.ics")).await.expect(200).text();
    let calendar = calendar.replace("\r\n ", "");
    assert!(calendar.contains(&format!("ATTACH:{REPORT}\r\n")), "{calendar}");
    assert!(calendar.contains("Người điều hành: Bà Điều Hành Mẫu"), "{calendar}");

    let form = host.get(&format!("{there}/change")).await.expect(200);
    assert!(form.text().contains("Ông Dẫn Dắt Mẫu") && form.text().contains(REPORT), "{}", form.text());
    let change = [
        ("csrf", token.as_str()),
        ("attendance", "in_person"),
        ("starts", times[0].as_str()),
        ("ends", times[1].as_str()),
        ("questions_from", times[2].as_str()),
        ("questions_until", times[3].as_str()),
        ("reason", "correction"),
        ("place", "Hội trường phường"),
        ("moderators", "Ông Thay Thế Mẫu, Phó Chủ tịch"),
        ("papers", papers),
    ];
    host.post(&format!("{there}/change"), &change).await.expect(303);
    test.settle().await;
    let page = resident.get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(page.contains("Ông Thay Thế Mẫu") && !page.contains("Bà Điều Hành Mẫu"), "{page}");
    assert!(page.contains("Hội trường phường") && !page.contains("Nhà văn hoá phường"), "{page}");
    let minutes = host.get(&format!("{there}/minutes")).await.expect(200).text();
    assert!(minutes.contains("Ông Thay Thế Mẫu"), "whoever was announced is written down already: {minutes}");
    let entries: Vec<String> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%session.%'", &[]))
        .await
        .unwrap();
    assert!(entries.iter().filter(|entry| entry.contains("\"moderators\":")).count() == 2, "{entries:?}");
    assert!(entries.iter().all(|entry| !entry.contains("Mẫu")), "the journal has the commitments alone");
    test.check().await;
}

/// A session with published questions, live, at whose desk this officer is.
async fn live(test: &TestApp, questions: &[&str]) -> (String, Visitor) {
    let first = host(test).await;
    let code = crate::dialogues::announce(test, &first).await;
    for (number, question) in (1..).zip(questions) {
        ask(test, &code, question).await;
        take(test, &first, &code, "show", &[("question", &number.to_string())]).await.expect(303);
    }
    test.pass(48.hours());
    let host = enter(test, "thu-ky").await;
    take(test, &host, &code, "start", &[]).await.expect(303);
    (code, host)
}

/// The numbers in the order in which the page has these words.
fn order(page: &str, words: &[&str]) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> =
        words.iter().enumerate().map(|(number, words)| (page.find(words).unwrap(), number + 1)).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, number)| number).collect()
}

const QUESTIONS: [&str; 4] = [
    "Bao giờ nạo vét cống ngõ 12 phố Mẫu?",
    "Đèn đường đầu ngõ 7 hỏng bao giờ sửa?",
    "Chợ cóc trước trường học dẹp lúc nào?",
    "Vỉa hè phố Mẫu khi nào lát xong?",
];

async fn the_moderator_arranges_the_questions_and_supporters_do_not_come_between_them(test: TestApp) {
    let (code, host) = live(&test, &QUESTIONS).await;
    let desk = format!("/desk/dialogues/{code}");
    let board = format!("/dialogues/{code}/board");
    let visitor = test.visitor();
    let desk_order = async || order(&host.get(&desk).await.expect(200).text(), &QUESTIONS);
    let board_order = async || order(&visitor.get(&board).await.expect(200).text(), &QUESTIONS);
    assert_eq!(desk_order().await, [1, 2, 3, 4]);
    let move_to = async |step: &str, number: &str| {
        take(&test, &host, &code, step, &[("question", number)]).await.expect(303);
    };
    move_to("first", "4").await;
    assert_eq!(desk_order().await, [4, 1, 2, 3]);
    move_to("up", "3").await;
    assert_eq!(desk_order().await, [4, 1, 3, 2]);
    move_to("down", "1").await;
    assert_eq!(desk_order().await, [4, 3, 1, 2]);
    assert_eq!(board_order().await, [4, 3, 1, 2], "the hall sees the order of the moderator");
    let page = visitor.get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert_eq!(order(&page, &QUESTIONS), [4, 3, 1, 2]);
    // At an end nothing happens.
    move_to("up", "4").await;
    move_to("down", "2").await;
    assert_eq!(desk_order().await, [4, 3, 1, 2]);
    // Whoever supports the last one moves none that has a place.
    visitor.post(&format!("/dialogues/{code}/questions/2/support"), &[]).await.expect(303);
    dantin::jobs::dialogues::turn(test.app.clone()).await.unwrap();
    test.settle().await;
    assert_eq!(desk_order().await, [4, 3, 1, 2]);
    // What is on the floor or has its end is moved no more, and the others keep their order.
    move_to("call", "3").await;
    take(&test, &host, &code, "first", &[("question", "3")]).await.expect(422);
    assert!(
        [404, 409, 422]
            .contains(&take(&test, &host, &code, "first", &[("question", "9")]).await.status.as_u16())
    );
    move_to("first", "1").await;
    assert_eq!(board_order().await, [3, 1, 4, 2]);
    let journal: Vec<String> = test.app.db.read(|tx| tx.all("SELECT body FROM journal", &[])).await.unwrap();
    assert!(!journal.iter().any(|entry| entry.contains("queue")), "the order is no fact");
    let elsewhere = crate::desk::sign_in(&test, "khac", &["handler@ubnd-00004"]).await;
    take(&test, &elsewhere, &code, "first", &[("question", "1")]).await.expect(403);
    test.check().await;
}

async fn the_time_of_each_agency_is_counted_in_seconds(test: TestApp) {
    let (code, host) = live(&test, &QUESTIONS[..2]).await;
    let speak = async |agency: &str| take(&test, &host, &code, "speak", &[("speaker", agency)]).await;
    speak(HOST).await.expect(422);
    take(&test, &host, &code, "call", &[("question", "1")]).await.expect(303);
    speak("nobody").await.expect(422);
    test.pass(10.seconds());
    speak(HOST).await.expect(303);
    let board = test.visitor().get(&format!("/dialogues/{code}/board")).await.expect(200).text();
    assert!(board.contains("Đang trả lời: Ủy ban nhân dân phường Hoàn Kiếm"), "{board}");
    test.pass(95.seconds());
    speak("so-xay-dung").await.expect(303);
    test.pass(20.seconds());
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã nạo vét ngày 3 tháng 12.")];
    take(&test, &host, &code, "answer", &answer).await.expect(303);
    let board = test.visitor().get(&format!("/dialogues/{code}/board")).await.expect(200).text();
    assert!(!board.contains("Đang trả lời:"), "{board}");
    let page = host.get(&format!("/desk/dialogues/{code}")).await.expect(200).text();
    assert!(page.contains("2 phút 5 giây"), "the question was on the floor: {page}");
    let times =
        page.split("Thời gian trả lời của từng cơ quan").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(times.contains("1 phút 35 giây") && times.contains("20 giây"), "{times}");
    // Called again, it goes on, and the page counts the seconds that run.
    take(&test, &host, &code, "call", &[("question", "2")]).await.expect(303);
    test.pass(7.seconds());
    let page = host.get(&format!("/desk/dialogues/{code}")).await.expect(200).text();
    assert!(page.contains("· 7 giây"), "{page}");
    test.check().await;
}

async fn what_nobody_could_attend_is_not_announced_and_what_was_never_held_is_told_so(test: TestApp) {
    let host = host(&test).await;
    let code = crate::dialogues::announce(&test, &host).await;
    let there = format!("/desk/dialogues/{code}/change");
    let form = host.get(&there).await.expect(200);
    let as_it_is = ["csrf", "starts", "ends", "questions_from", "questions_until", "place"];
    let as_it_is: Vec<(&str, String)> = as_it_is.iter().map(|name| (*name, form.field(name))).collect();
    let past = [local(&test, -5), local(&test, -3)];
    let change = async |other: &[(&str, &str)]| {
        let mut fields = vec![("reason", "correction"), ("attendance", "in_person")];
        fields.extend(as_it_is.iter().map(|(name, value)| (*name, value.as_str())));
        fields.retain(|(name, _)| other.iter().all(|(given, _)| given != name));
        fields.extend(other);
        let answer = host.post(&there, &fields).await;
        test.settle().await;
        answer
    };
    let wrong: [(&str, &[(&str, &str)]); 4] = [
        ("link", &[("attendance", "online")]),
        ("place", &[("place", "")]),
        ("agenda", &[("agenda", "120: Hỏi\n61: Đáp")]),
        ("ends", &[("starts", past[0].as_str()), ("ends", past[1].as_str())]),
    ];
    for (field, other) in wrong {
        let back = change(other).await.expect(422).text();
        assert!(back.contains(&format!("href=\"#{field}\"")), "{field}: {back}");
    }
    let online =
        [("attendance", "online"), ("place", ""), ("link", "https://example.vn/x"), ("agenda", "90: Hỏi")];
    change(&online).await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(page.contains("https://example.vn/x") && page.contains("90 phút"), "{page}");
    assert!(!page.contains("Nhà văn hoá phường"), "{page}");

    let (copy, moved) = (code.clone(), test.app.now() + 48.hours() + 7.seconds());
    test.app
        .command(move |tx, context| {
            let (officer,): (String,) = tx.one("SELECT id FROM officers", &[])?;
            let doer = Doer { by: Actor::Coordinator, officer };
            let times = Times {
                attendance: Attendance::InPerson,
                starts: moved,
                ends: moved + 3.hours(),
                questions_from: moved - 49.hours(),
                questions_until: moved,
            };
            let reason = ChangeReason::Correction;
            Ok(dialogues::change(tx, context, &doer, &copy, (&times, &Notes::default()), reason)?)
        })
        .await
        .unwrap();
    test.settle().await;
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(!page.contains("Ban đầu hẹn"), "nobody sees seconds: {page}");

    test.pass(52.hours());
    let list = test.visitor().get("/dialogues").await.expect(200).text();
    assert!(list.contains("chưa diễn ra") && !list.contains("Đang nhận câu hỏi"), "{list}");
    assert!(!list.contains("Đang và sắp diễn ra"), "{list}");
    test.check().await;
}
