//! What a city could do to questions, comments and recommendations with its own key in its hand, and that a stranger who reads the log
//! names each of these for what it is: closing over what is open, answering for nobody, confirming one's own work, leaving out.

use dantin_record::{
    act::Actor,
    book::Book,
    code::AgencyCode,
    consultation::ConsultationEvent,
    dialogue::DialogueEvent,
    entry::{Commitments, Line, Pending, PendingEntry},
    event::Event,
    matter::{Matter, MatterEvent, MatterId, PendingMatter},
    oversight::OversightEvent,
};
use dantin_verify::Options;
use jiff::ToSpan as _;

use crate::{
    consultations,
    desk::enter,
    dialogues,
    oversight::{self, OVERSEEN},
    support::TestApp,
    verify::{faults, rows, signed},
};

fn agency(code: &str) -> AgencyCode {
    AgencyCode::new(code).unwrap()
}

/// The book of these rows.
fn book(rows: &[String]) -> Book {
    let mut book = Book::new();
    for (index, row) in rows.iter().enumerate() {
        book.take(index as u64, &Line::parse(row.as_bytes()).unwrap()).unwrap();
    }
    book
}

/// The id of the only matter of this kind.
fn only(book: &Book, kind: &str) -> MatterId {
    let mut all = book.matters().filter(|matter| matter.kind() == kind).map(Matter::id);
    let id = all.next().unwrap();
    assert_eq!(all.next(), None);
    id
}

/// The rows with one more that nobody's pages would have written, in its right place and form.
fn with(rows: &[String], pending: Pending) -> Vec<String> {
    let book = book(rows);
    let prev = match &pending {
        Pending::Case(case) => book.row_of(case.case).and_then(|row| book.latest_entry(row)),
        Pending::Matter(matter) => book.latest_of_matter(matter.matter),
    };
    let line = pending.sequence(book.last_at(), prev);
    let mut rows = rows.to_vec();
    rows.push(String::from_utf8(line.to_bytes().unwrap()).unwrap());
    rows
}

fn of_matter(rows: &[String], kind: &str, by: Actor, event: MatterEvent) -> Vec<String> {
    let book = book(rows);
    let (matter, occurred) = (only(&book, kind), book.last_at());
    let pending = PendingMatter { matter, by, occurred, event, commit: Commitments::new(), voice: None };
    with(rows, Pending::Matter(Box::new(pending)))
}

/// What a stranger finds in a log of these rows under the log's true signature.
fn found(rows: &[String]) -> String {
    let folder = tempfile::tempdir().unwrap();
    signed(folder.path(), rows, 7);
    faults(folder.path(), &Options::default())
}

#[tokio::test]
async fn a_session_that_is_closed_over_an_open_question_is_named() {
    let test = TestApp::sqlite();
    let host = dialogues::host(&test).await;
    let code = dialogues::announce(&test, &host).await;
    dialogues::ask(&test, &code, "Bao giờ sửa xong đèn đường ở ngõ 12 phố Mẫu?").await;
    dialogues::ask(&test, &code, "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?").await;
    test.pass(48.hours());
    let host = enter(&test, "thu-ky").await;
    dialogues::take(&test, &host, &code, "start", &[]).await.expect(303);
    let answer = [("question", "1"), ("agency", dialogues::HOST), ("words", "Đã thay bóng.")];
    dialogues::take(&test, &host, &code, "answer", &answer).await.expect(303);
    let honest = rows(&test).await;
    assert_eq!(found(&honest), "");

    let by = Actor::Head(agency(dialogues::HOST));
    let closed = of_matter(&honest, "session", by, MatterEvent::Dialogue(DialogueEvent::Closed {}));
    let finding = found(&closed);
    assert!(finding.contains("breaks a rule (session.closed)"), "{finding}");
    assert!(
        finding.contains("closed over a question that has no answer, no promise and no refusal"),
        "{finding}"
    );
    assert!(finding.contains(&format!("at {code}")), "{finding}");

    // The question that is in the way, cut out of the log with everything behind it told anew.
    let second = honest
        .iter()
        .position(|row| row.contains("\"question.asked\"") && row.contains("\"question\":2"))
        .unwrap();
    let mut without = honest.clone();
    without.remove(second);
    let finding = found(&without);
    assert!(
        finding.contains(&format!("entry {second} in")) || finding.contains("breaks a rule"),
        "{finding}"
    );

    // An answer in the name of whoever asked.
    let judged = MatterEvent::Dialogue(DialogueEvent::Judged { question: 1, answers: true });
    let finding = found(&of_matter(&honest, "session", Actor::Reporter, judged));
    assert!(finding.contains("(question.judged) is forged"), "{finding}");
}

#[tokio::test]
async fn what_time_did_before_its_time_is_named() {
    let test = TestApp::sqlite();
    let officer = consultations::drafter(&test).await;
    consultations::announce(&test, &officer, &consultations::TEXT.replace("Diều 2", "Điều 2")).await;
    let honest = rows(&test).await;
    let matter = only(&book(&honest), "consultation");
    let closes = book(&honest).matter(matter).unwrap().as_consultation().unwrap().closes;
    let ended = PendingMatter {
        matter,
        by: Actor::Clock,
        occurred: closes,
        event: MatterEvent::Consultation(ConsultationEvent::Ended {}),
        commit: Commitments::new(),
        voice: None,
    };
    // The rules go by the time that is claimed, and find nothing wrong with it.
    let finding = found(&with(&honest, Pending::Matter(Box::new(ended))));
    assert!(finding.contains("(consultation.ended) was written"), "{finding}");
    assert!(finding.contains("seconds before the time by which it was due"), "{finding}");
}

#[tokio::test]
async fn a_consultation_that_is_closed_without_a_response_is_named() {
    let test = TestApp::sqlite();
    let officer = consultations::drafter(&test).await;
    let text = consultations::TEXT.replace("Diều 2", "Điều 2");
    let code = consultations::announce(&test, &officer, &text).await;
    let overview = test.visitor().get(&format!("/consultations/{code}")).await.expect(200).text();
    let article = consultations::article_of(&overview, "Điều 3. Không nên làm");
    let words = [("provision", article.as_str()), ("stance", "disagree"), ("text", "Thiếu mức phạt.")];
    consultations::comment(&test, &code, &article, &words).await;
    test.pass(600.hours());
    dantin::jobs::consultations::turn(test.app.clone()).await.unwrap();
    let honest = rows(&test).await;
    assert_eq!(found(&honest), "");
    let by = Actor::Head(agency(dialogues::HOST));
    let closed =
        of_matter(&honest, "consultation", by, MatterEvent::Consultation(ConsultationEvent::Closed {}));
    let finding = found(&closed);
    assert!(finding.contains("breaks a rule (consultation.closed)"), "{finding}");
    assert!(finding.contains("closed over a comment that has no response"), "{finding}");
    assert!(finding.contains(&format!("at {code}")), "{finding}");
}

#[tokio::test]
async fn a_recommendation_that_the_overseen_body_confirms_itself_is_named() {
    let test = TestApp::sqlite();
    let (overseer, _) = (oversight::overseer(&test).await, oversight::overseen(&test).await);
    let address = oversight::plan(&overseer, "2026-04-20", &[]).await.location();
    oversight::take(&overseer, &address, "notify", &[]).await.expect(303);
    oversight::take(&overseer, &address, "visit", &[("visit_words", "Hai đoạn hè còn vỡ.")])
        .await
        .expect(303);
    let recommendation = [
        ("observable", "Lát lại 40 mét hè trước cổng trường"),
        ("to", OVERSEEN),
        ("due_day", "2026-06-30"),
        ("category", "giao-thong"),
        ("area", crate::desk::WARD),
        ("measure", "Đo chiều dày gạch"),
        ("finding", ""),
    ];
    oversight::take(&overseer, &address, "recommend", &recommendation).await.expect(303);
    oversight::take(&overseer, &address, "conclude", &[("conclusion_words", "Phải làm lại.")])
        .await
        .expect(303);
    test.settle().await;
    let case = {
        let book = test.app.book.read();
        let code = book.pledged_cases().next().unwrap().code;
        code.to_string()
    };
    let overseen = enter(&test, "phuong").await;
    let done = [("text", "Đã lát."), ("document_title", "Biên bản"), ("document_body", "40 mét")];
    crate::desk::step(&overseen, &case, "resolve", &done).await.expect(303);
    let honest = rows(&test).await;
    assert_eq!(found(&honest), "");
    let confirmed = |by: Actor| {
        let book = book(&honest);
        let occurred = book.last_at();
        let case = book.pledged_cases().next().unwrap().id;
        let (event, commit) = (Event::Confirmed, Commitments::new());
        with(
            &honest,
            Pending::Case(Box::new(PendingEntry { case, by, occurred, event, commit, voice: None })),
        )
    };
    for (by, words) in [
        (Actor::Handler(agency(OVERSEEN)), "the body that did the work, or one above it, judges it itself"),
        (Actor::Head(agency(OVERSEEN)), "the body that did the work, or one above it, judges it itself"),
        // As an overseer that it is not.
        (Actor::Overseer(agency(OVERSEEN)), "judges it itself"),
        (Actor::Neighbour, "confirmed by another body than the one that alone may confirm it"),
    ] {
        let finding = found(&confirmed(by));
        assert!(finding.contains("breaks a rule (case.confirmed)"), "{by:?}: {finding}");
        assert!(finding.contains(words), "{by:?}: {finding}");
        assert!(finding.contains(&format!("at {case}")), "{finding}");
    }
    // Nor is the round closed over it.
    let by = Actor::Overseer(agency("mttq"));
    let closed = of_matter(&honest, "round", by, MatterEvent::Oversight(OversightEvent::Closed {}));
    let finding = found(&closed);
    assert!(finding.contains("whose being carried out the overseer has not confirmed"), "{finding}");
}
