//! What comes of sessions, consultations and oversight in the published figures: on the results page, in the files, and counted again
//! by a stranger, who names a number that the entries do not give and one that was left out.

use dantin_verify::Options;

use crate::{
    consultations, dialogues,
    oversight::{self, OVERSEEN},
    support::{TestApp, on_both_engines},
    verify::{faults, mirror, rows, signed},
};

on_both_engines!(what_comes_of_matters_is_published_by_agency_and_month);

/// Two questions, one answered to the asker's satisfaction; two comments, one accepted; one recommendation that is under way.
async fn held(test: &TestApp) {
    let host = dialogues::host(test).await;
    let session = dialogues::announce(test, &host).await;
    let mine = dialogues::ask(test, &session, "Bao giờ sửa xong đèn đường ở ngõ 12 phố Mẫu?").await;
    dialogues::ask(test, &session, "Vỉa hè phố Mẫu bị chiếm để xe đến bao giờ?").await;
    dialogues::take(test, &host, &session, "show", &[("question", "1")]).await.expect(303);
    let answer = [("question", "1"), ("agency", dialogues::HOST), ("words", "Đã thay bóng.")];
    dialogues::take(test, &host, &session, "answer", &answer).await.expect(303);
    let asker = test.visitor();
    asker.post(&format!("{mine}/question/judge"), &[("answer", "yes")]).await.expect(303);

    let officer = consultations::drafter(test).await;
    let draft =
        consultations::announce(test, &officer, consultations::TEXT.replace("Diều 2", "Điều 2").as_str())
            .await;
    let overview = asker.get(&format!("/consultations/{draft}")).await.expect(200).text();
    let article = consultations::article_of(&overview, "Điều 3. Không nên làm");
    let words = [("provision", article.as_str()), ("stance", "disagree"), ("text", "Quá chung chung.")];
    consultations::comment(test, &draft, &article, &words).await;
    let words = [("provision", article.as_str()), ("stance", "disagree"), ("text", "Thiếu mức phạt.")];
    consultations::comment(test, &draft, &article, &words).await;
    let answer = [
        ("comment", "1"),
        ("revision", "1"),
        ("decision", "accepted"),
        ("provisions", article.as_str()),
        ("text", "Sẽ viết rõ hơn."),
    ];
    consultations::take(test, &officer, &draft, "answer", &answer).await.expect(303);

    let overseer = oversight::overseer(test).await;
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
    test.settle().await;
}

async fn what_comes_of_matters_is_published_by_agency_and_month(test: TestApp) {
    held(&test).await;
    let visitor = test.visitor();
    let json: serde_json::Value =
        serde_json::from_slice(&visitor.get("/results.json").await.expect(200).body).unwrap();
    let share = |id: &str| {
        let figure = json["own"].as_array().unwrap().iter().find(|figure| figure["id"] == id).unwrap();
        (figure["numerator"].as_u64().unwrap(), figure["denominator"].as_u64().unwrap())
    };
    assert_eq!(share("question.answered"), (1, 2));
    assert_eq!(share("question.satisfied"), (1, 1));
    assert_eq!(share("comment.responded"), (1, 2));
    assert_eq!(share("comment.accepted"), (1, 1));
    assert_eq!(share("comment.changed_text"), (0, 1));
    assert_eq!(share("commitment.kept"), (0, 0));
    assert_eq!(share("recommendation.confirmed"), (0, 1));
    let imported = json["imported"].as_array().unwrap();
    assert!(imported.iter().all(|figure| !figure["id"].as_str().unwrap().starts_with("question.")));

    for address in ["/results", "/results?period=2026-03"] {
        let page = visitor.get(address).await.expect(200).text();
        for words in [
            "Đối thoại, góp ý dự thảo và giám sát",
            "Câu hỏi tại hội nghị đối thoại",
            "Góp ý dự thảo",
            "Kiến nghị giám sát",
            "1 trên 2",
        ] {
            assert!(page.contains(words), "{address} says {words}");
        }
        assert!(
            !page.contains("Lời hứa tại hội nghị đối thoại</h3>"),
            "nothing was promised: no section of it"
        );
    }
    let page = visitor.get("/results?period=2026-01").await.expect(200).text();
    assert!(!page.contains("id=\"matters\""), "nothing was asked in January");
    let page = visitor.get("/results?by=area").await.expect(200).text();
    assert!(page.contains("id=\"matters\"") && !page.contains("id=\"matters-agencies\""));
    let figure = visitor.get("/results/question.answered?period=2026-03").await.expect(200).text();
    assert!(
        figure.contains("Lời hứa và lời từ chối không phải là câu trả lời")
            && figure.contains("href=\"/dialogues\"")
    );
    visitor.get("/results/question.answered?source=imported").await.expect(422);
    visitor.get("/results/question.asked").await.expect(404);

    let text = visitor.get("/results.tsv").await.expect(200).text();
    let head: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
    let column = head.iter().position(|name| *name == "question.answered.denominator").unwrap();
    let of = |start: &str| {
        let line = text.lines().find(|line| line.starts_with(start)).unwrap();
        line.split('\t').nth(column).unwrap().to_owned()
    };
    assert_eq!(of(&format!("all\tagency\t{}\t", dialogues::HOST)), "2");
    assert_eq!(of("2026-03\tarea\t00070\t"), "2");
    let csv = visitor.get("/results.csv?by=agency").await.expect(200).text();
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with("recommendation.confirmed.numerator,recommendation.confirmed.denominator")
    );
    test.check().await;
}

#[tokio::test]
async fn a_stranger_counts_them_again_and_names_what_was_changed_or_left_out() {
    let test = TestApp::sqlite();
    held(&test).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    mirror(&test, &whole).await;
    assert_eq!(faults(&whole, &Options::default()), "");
    let (report, _) = dantin_verify::verify(
        &dantin_verify::Source::new(whole.to_str().unwrap()),
        &Options::default(),
        &mut |_, _| {},
    )
    .unwrap();
    let shown = |name: &str| report.figures.iter().find(|one| one.name == name).unwrap();
    assert_eq!(shown("question.answered").recomputed, "1 of 2");
    assert!(report.figures.iter().all(|one| one.is_same));

    let honest = rows(&test).await;
    let found = |name: &str, change: &dyn Fn(&str) -> String| {
        let rows: Vec<String> = honest.iter().map(|row| change(row)).collect();
        assert_ne!(rows, honest, "{name}");
        signed(&folder.path().join(name), &rows, 7);
        faults(&folder.path().join(name), &Options::default())
    };
    let truth = "\"question.answered\":{\"denominator\":2,\"numerator\":1}";
    let better =
        found("better", &|row| row.replace(truth, &truth.replace("\"numerator\":1", "\"numerator\":2")));
    assert!(better.contains("question.answered is said to be 2 of 2 and is 1 of 2"), "{better}");
    let fewer =
        found("fewer", &|row| row.replace(truth, &truth.replace("\"denominator\":2", "\"denominator\":1")));
    assert!(fewer.contains("question.answered is said to be 1 of 1 and is 1 of 2"), "{fewer}");
    let silent = found("silent", &|row| row.replace(&format!(",{truth}"), ""));
    assert!(silent.contains("question.answered is defined and left out"), "{silent}");
    // What the site shows in its table beside what the journal gives.
    let table = whole.join("results.tsv");
    let text = std::fs::read_to_string(&table).unwrap();
    let line = text.lines().find(|line| line.starts_with("all\town\t")).unwrap();
    let prettier = line.replacen("\t1\t2\t", "\t2\t2\t", 1);
    assert_ne!(line, prettier);
    std::fs::write(&table, text.replacen(line, &prettier, 1)).unwrap();
    let shown = faults(&whole, &Options::default());
    assert!(shown.contains("question.answered.numerator is shown as 2 and the entries give 1"), "{shown}");
}
