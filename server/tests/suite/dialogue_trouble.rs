//! What goes wrong in a hall: a flood of supports from one place, a moderator whose connection was lost, and questions that come in while
//! the session is being closed.

use dantin::{
    act::{
        cases::Asker,
        matters::questions::{self, NewQuestion},
    },
    jobs::dialogues::turn,
};
use dantin_record::dialogue::{QuestionChannel, Session, SessionState};
use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in},
    dialogues::{HOST, QUESTION, announce, ask, csrf, host, take},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    a_flood_of_supports_from_one_place_locks_nobody_else_out_and_loses_nothing,
    a_moderator_who_was_away_is_told_what_changed_and_loses_no_word,
    a_session_is_never_closed_over_a_question_that_was_taken,
    very_many_questions_cost_no_more_statements,
    supports_of_very_many_questions_at_once_stop_nothing,
    a_question_that_is_shown_again_after_the_end_gets_one,
    one_press_of_a_stranger_keeps_nobody_from_taking_a_question_back,
);

/// Asks so many questions at once, without the pages.
async fn ask_many(test: &TestApp, code: &str, many: u32) {
    let code = code.to_owned();
    test.app
        .command(move |tx, context| {
            for number in 0..many {
                let new = NewQuestion {
                    channel: QuestionChannel::Web,
                    area: None,
                    topic: None,
                    text: format!("Câu hỏi mẫu thứ {number}, bao giờ xong?"),
                    asker: Asker { language: "vi".to_owned(), ..Asker::default() },
                    key: format!("{:064x}", number + 1_000),
                };
                questions::ask(tx, context, &code, &new, None)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    test.settle().await;
}

async fn a_question_that_is_shown_again_after_the_end_gets_one(test: TestApp) {
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let mut links = Vec::new();
    for text in [QUESTION, "Bao giờ cắt tỉa cây ở phố Mẫu?", "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?"]
    {
        links.push(ask(&test, &code, text).await);
    }
    take(&test, &hosting, &code, "show", &[("question", "1")]).await.expect(303);
    test.pass(48.hours());
    let hosting = enter(&test, "thu-ky").await;
    take(&test, &hosting, &code, "start", &[]).await.expect(303);
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    for number in ["2", "3"] {
        let hide = [("question", number), ("hide_reason", "abusive")];
        take(&test, &moderator, &code, "hide", &hide).await.expect(303);
    }
    let answer = |number: &'static str, words: &'static str| {
        [("question", number), ("agency", HOST), ("words", words)]
    };
    take(&test, &hosting, &code, "answer", &answer("1", "Đã thay bóng ngày 3 tháng 12.")).await.expect(303);
    take(&test, &hosting, &code, "close", &[]).await.expect(303);

    test.pass(1.hours());
    take(&test, &moderator, &code, "show", &[("question", "2")]).await.expect(303);
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    assert_eq!(session(&test, &code).state, SessionState::Closed, "something is owed");
    let path = |number: u32| format!("/desk/dialogues/{code}/questions/{number}");
    let form = hosting.get(&path(2)).await.expect(200).text();
    assert!(form.contains("/answer\"") && form.contains("/promise\""), "{form}");
    let cut = "Cây đã được cắt tỉa ngày 5 tháng 12.";
    take(&test, &hosting, &code, "answer", &answer("2", cut)).await.expect(303);
    let page = test.visitor().get(&format!("/dialogues/{code}")).await.expect(200).text();
    assert!(page.contains(cut), "{page}");
    let mine = test.visitor().get(&links[1]).await.expect(200).text();
    assert!(mine.contains(cut), "{mine}");
    let minutes = hosting.get(&format!("/desk/dialogues/{code}/minutes")).await.expect(200).text();
    assert_eq!(minutes.matches("Có kết quả sau khi hội nghị kết thúc").count(), 1, "of one: {minutes}");
    // What had its end when the session was closed keeps it.
    for number in ["1", "2"] {
        take(&test, &hosting, &code, "answer", &answer(number, "Lời khác.")).await.expect(422);
    }

    // Where nothing is owed any more an answer is given, and nothing more is promised.
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    assert_eq!(session(&test, &code).state, SessionState::FollowedUp);
    take(&test, &moderator, &code, "show", &[("question", "3")]).await.expect(303);
    let form = hosting.get(&path(3)).await.expect(200).text();
    assert!(form.contains("/answer\"") && form.contains("/refuse\""), "{form}");
    assert!(!form.contains("/promise\"") && !form.contains("/writing\""), "{form}");
    take(&test, &hosting, &code, "answer", &answer("3", "Đã kẻ vạch để xe.")).await.expect(303);
    assert!(test.visitor().get(&links[2]).await.expect(200).text().contains("Đã kẻ vạch để xe."));
    test.check().await;
}

async fn one_press_of_a_stranger_keeps_nobody_from_taking_a_question_back(test: TestApp) {
    let hosting = host(&test).await;
    let code = announce(&test, &hosting).await;
    let mut links = Vec::new();
    for text in [QUESTION, "Bao giờ cắt tỉa cây ở phố Mẫu?", "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?"]
    {
        links.push(ask(&test, &code, text).await);
    }
    for number in ["1", "2", "3"] {
        take(&test, &hosting, &code, "show", &[("question", number)]).await.expect(303);
        let support = format!("/dialogues/{code}/questions/{number}/support");
        test.visitor().post(&support, &[]).await.expect(303);
    }
    let join = format!("/dialogues/{code}/questions/2/join");
    let joiner = test.visitor();
    let key = joiner.get(&join).await.expect(200).field("idempotency_key");
    joiner.post(&join, &[("idempotency_key", &key), ("phone", "0900000002")]).await.expect(303);
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    assert_eq!(session(&test, &code).question(1).unwrap().supports, 1);

    let visitor = test.visitor();
    let offers = async |link: &str| visitor.get(link).await.expect(200).text().contains("/question/withdraw");
    let withdraw = async |link: &str| {
        let answer = visitor.post(&format!("{link}/question/withdraw"), &[]).await;
        test.settle().await;
        answer
    };
    assert!(offers(&links[0]).await && !offers(&links[1]).await, "whoever joined asks it too");
    withdraw(&links[0]).await.expect(303);
    assert!(session(&test, &code).question(1).unwrap().withdrawn);
    withdraw(&links[1]).await.expect(409);
    // In the hall people have come for what they support.
    test.pass(48.hours());
    let hosting = enter(&test, "thu-ky").await;
    take(&test, &hosting, &code, "start", &[]).await.expect(303);
    assert!(!offers(&links[2]).await);
    withdraw(&links[2]).await.expect(409);
    test.check().await;
}

async fn very_many_questions_cost_no_more_statements(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    let cost = async || {
        let run = || test.app.db.statements_run();
        let before = run();
        ask(&test, &code, QUESTION).await;
        let asked = run() - before;
        let before = run();
        host.get(&format!("/desk/dialogues/{code}")).await.expect(200);
        let managed = run() - before;
        let before = run();
        test.visitor().get(&format!("/dialogues/{code}")).await.expect(200);
        (asked, managed, run() - before)
    };
    let few = cost().await;
    ask_many(&test, &code, 300).await;
    assert_eq!(few, cost().await, "asking, the page from which it is held, the public page");
    let (bytes,): (i64,) = test
        .app
        .db
        .read(|tx| tx.one("SELECT CAST(max(length(record)) AS BIGINT) FROM matters", &[]))
        .await
        .unwrap();
    assert!(bytes < 302 * 260, "what each question adds to the record that is written: {bytes}");
    test.check().await;
}

fn session(test: &TestApp, code: &str) -> Session {
    dantin::listen::dialogues::find(&test.app, code).unwrap()
}

async fn a_flood_of_supports_from_one_place_locks_nobody_else_out_and_loses_nothing(test: TestApp) {
    let test = test.with(&[("server.behind_proxy", "yes")]);
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &host, &code, "show", &[("question", "1")]).await.expect(303);
    let support = format!("/dialogues/{code}/questions/1/support");
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..320 {
        let browser = test.visitor().with_header("x-forwarded-for", "192.0.2.7");
        match browser.post(&support, &[]).await.status.as_u16() {
            303 => taken += 1,
            429 => refused += 1,
            other => panic!("{other}"),
        }
    }
    assert!(taken == 300 && refused == 20, "{taken} {refused}");
    let told = test.visitor().with_header("x-forwarded-for", "192.0.2.7").post(&support, &[]).await;
    assert_eq!(told.status, 429);
    assert!(told.headers.contains_key("retry-after"), "when it may be tried again");
    for last in 1..=9 {
        let browser = test.visitor().with_header("x-forwarded-for", format!("198.51.100.{last}"));
        browser.post(&support, &[]).await.expect(303);
        taken += 1;
    }
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    assert_eq!(
        session(&test, &code).question(1).unwrap().supports,
        taken,
        "what was acknowledged is counted"
    );
    // The last ones are counted by whoever closes, although no beat came in between.
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    test.visitor().with_header("x-forwarded-for", "203.0.113.1").post(&support, &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &host, &code, "answer", &answer).await.expect(303);
    take(&test, &host, &code, "close", &[]).await.expect(303);
    assert_eq!(session(&test, &code).question(1).unwrap().supports, taken + 1);
    test.visitor().with_header("x-forwarded-for", "203.0.113.2").post(&support, &[]).await.expect(409);
    test.check().await;
}

async fn a_moderator_who_was_away_is_told_what_changed_and_loses_no_word(test: TestApp) {
    let away = host(&test).await;
    let code = announce(&test, &away).await;
    ask(&test, &code, QUESTION).await;
    take(&test, &away, &code, "show", &[("question", "1")]).await.expect(303);
    let path = format!("/desk/dialogues/{code}/questions/1");
    let form = away.get(&path).await.expect(200);
    // Ten minutes without a network; meanwhile supports come in, and a colleague answers.
    test.pass(10.minutes());
    test.visitor().post(&format!("/dialogues/{code}/questions/1/support"), &[]).await.expect(303);
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let colleague = sign_in(&test, "dong-nghiep", &[&format!("head@{HOST}")]).await;
    let theirs = [("question", "1"), ("agency", HOST), ("words", "Đã thay bóng ngày 3 tháng 12.")];
    take(&test, &colleague, &code, "answer", &theirs).await.expect(303);

    let (token, seen) = (csrf(&away).await, form.field("seen"));
    let words = "Phường hẹn thay bóng trong tuần này, xin bà con chờ.";
    let send = async |seen: &str, step: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", token.as_str()), ("question", "1"), ("seen", seen)];
        all.extend(fields);
        let answer = away.post(&format!("/desk/dialogues/{code}/{step}"), &all).await;
        test.settle().await;
        answer
    };
    let mine = [("agency", HOST), ("words", words)];
    let back = send(&seen, "answer", &mine).await.expect(409);
    let text = back.text();
    assert!(text.contains("câu hỏi này đã thay đổi: Đã trả lời"), "{text}");
    assert!(text.contains("Đã thay bóng ngày 3 tháng 12."), "what the colleague wrote");
    assert!(text.contains(words), "what was typed is still there");
    assert_eq!(session(&test, &code).question(1).unwrap().ends.len(), 1, "nothing was written");
    // Who has looked and still wants to, sends the same form again.
    let seen = back.field("seen");
    send(&seen, "answer", &mine).await.expect(303);
    assert_eq!(session(&test, &code).question(1).unwrap().ends.len(), 2);
    send(&seen, "answer", &mine).await.expect(409);

    // Only the form that was sent shows what was typed in it and what is wrong with it.
    let promise =
        [("agency", HOST), ("category", "giao-thong"), ("observable", "Hai bóng sáng"), ("due", "hôm sau")];
    let back = send(&seen, "promise", &promise).await.expect(422);
    let text = back.text();
    assert!(text.contains("id=\"due-error\"") && text.contains("id=\"measure-error\""), "{text}");
    assert!(text.contains("Hãy chọn ngày") && !text.contains("Ghi ngày và giờ"), "{text}");
    assert_eq!(text.matches("Hai bóng sáng").count(), 1, "{text}");
    assert_eq!(text.matches("value=\"hôm sau\"").count(), 1, "{text}");
    assert!(!text.contains("id=\"writing-due-error\""), "{text}");
    let text = send(&seen, "writing", &promise).await.expect(422).text();
    assert!(text.contains("href=\"#writing-due\"") && text.contains("id=\"writing-due-error\""), "{text}");
    assert!(!text.contains("id=\"due-error\""), "{text}");
    assert_eq!(text.matches("Hai bóng sáng").count(), 1, "{text}");

    // Where nothing can be answered any more, the words come back to be copied.
    let other = ask(&test, &code, "Bao giờ cắt tỉa cây ở phố Mẫu?").await;
    let form = away.get(&format!("/desk/dialogues/{code}/questions/2")).await.expect(200);
    test.visitor().post(&format!("{other}/question/withdraw"), &[]).await.expect(303);
    test.settle().await;
    let mut all = vec![("csrf", token.as_str()), ("question", "2"), ("agency", HOST), ("words", words)];
    let seen = form.field("seen");
    all.push(("seen", &seen));
    let back = away.post(&format!("/desk/dialogues/{code}/answer"), &all).await.expect(409).text();
    assert!(back.contains("Đã rút") && back.contains(words), "{back}");
    test.check().await;
}

async fn a_session_is_never_closed_over_a_question_that_was_taken(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask(&test, &code, QUESTION).await;
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    let hide = async |number: u32| {
        let number = number.to_string();
        let fields = [("question", number.as_str()), ("hide_reason", "not_public_matter")];
        take(&test, &host, &code, "hide", &fields).await
    };
    // The forms lie ready, so that all arrive together.
    let token = csrf(&host).await;
    let mut asked = 1;
    for round in 0..4 {
        for number in 1..=asked {
            if session(&test, &code).question(number).unwrap().is_open() {
                hide(number).await.expect(303);
            }
        }
        let keys: Vec<String> = (0..6).map(|one| format!("{:064x}", round * 100 + one + 1)).collect();
        let path = format!("/dialogues/{code}/ask");
        let questions = keys.iter().map(|key| {
            let visitor = test.visitor();
            let path = path.clone();
            async move {
                let text = format!("Câu hỏi mẫu số {key}, bao giờ xong?");
                let fields = [("idempotency_key", key.as_str()), ("text", text.as_str()), ("looked", "1")];
                visitor.post(&path, &fields).await
            }
        });
        let there = format!("/desk/dialogues/{code}/close");
        let fields = [("csrf", token.as_str())];
        let close = host.post(&there, &fields);
        let (answers, closed) = futures_util::join!(futures_util::future::join_all(questions), close);
        test.settle().await;
        let taken = answers.iter().filter(|answer| answer.status == 303).count();
        for answer in answers.iter().filter(|answer| answer.status != 303) {
            assert_eq!(answer.status, 409, "{}", answer.text());
            assert!(answer.text().contains("Câu hỏi mẫu số"), "what was typed comes back");
        }
        let now = session(&test, &code);
        assert_eq!(now.questions.len(), asked as usize + taken, "what was acknowledged is there");
        asked += u32::try_from(taken).unwrap();
        if closed.status == 303 {
            assert_eq!((now.state, taken), (SessionState::Closed, 0), "no question was taken behind the end");
            break;
        }
        assert!(now.state == SessionState::Live && closed.status == 422, "{}", closed.text());
        assert!(taken > 0, "it was refused because of a question");
    }
    test.check().await;
}

async fn supports_of_very_many_questions_at_once_stop_nothing(test: TestApp) {
    let host = host(&test).await;
    let code = announce(&test, &host).await;
    ask_many(&test, &code, 400).await;
    let now = test.app.now();
    test.app
        .db
        .write(move |tx| {
            for number in 1..=400_i64 {
                tx.execute(
                    "INSERT INTO supports (matter_id, contribution, supporter, created_at) \
                     SELECT id, $1, $2, $3 FROM matters",
                    &[&number, &[7_u8; 32].as_slice(), &now],
                )?;
            }
            Ok::<_, dantin_store::Error>(())
        })
        .await
        .unwrap();
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    take(&test, &host, &code, "start", &[]).await.expect(303);
    for _ in 0..4 {
        turn(test.app.clone()).await.unwrap();
        test.settle().await;
    }
    let supports: Vec<u32> = {
        let book = test.app.book.read();
        let session = book.matters().find_map(|matter| matter.as_session()).unwrap();
        session.questions.iter().map(|question| question.supports).collect()
    };
    assert_eq!(supports, [1; 400], "each is counted");
    test.check().await;
}
