//! Sessions, consultations and rounds of oversight in a database that was restored from before them: what happened comes back from the
//! log, the words do not, and their pages say so plainly, to everybody and at the desk.

use std::fs;

use dantin::jobs::journal::publish;
use jiff::ToSpan as _;

use super::{Elsewhere, back_up, copy_folder, is_sound, mirror};
use crate::{
    consultations, desk, dialogues,
    oversight::{self, OVERSEEN},
    pledges,
    reports::filed,
    support::{Part, TestApp, on_both_engines},
};

on_both_engines!(
    words_of_matters_that_are_lost_are_missed_on_their_pages,
    what_happened_to_a_question_after_the_copy_comes_back_with_the_words_of_before,
    what_was_erased_of_a_round_after_the_backup_is_erased_again,
);

async fn words_of_matters_that_are_lost_are_missed_on_their_pages(test: TestApp) {
    filed(&test).await;
    test.settle().await;
    publish(&test.app).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);

    let host = dialogues::host(&test).await;
    let session = dialogues::announce(&test, &host).await;
    dialogues::ask(&test, &session, "Bao giờ sửa xong đèn đường ở ngõ 12 phố Mẫu?").await;
    dialogues::take(&test, &host, &session, "show", &[("question", "1")]).await.expect(303);
    let answer = [("question", "1"), ("agency", dialogues::HOST), ("words", "Đã thay bóng.")];
    dialogues::take(&test, &host, &session, "answer", &answer).await.expect(303);
    let drafter = consultations::drafter(&test).await;
    let draft =
        consultations::announce(&test, &drafter, &consultations::TEXT.replace("Diều 2", "Điều 2")).await;
    let overseer = oversight::overseer(&test).await;
    let address = oversight::plan(&overseer, "2026-04-20", &[]).await.location();
    oversight::take(&overseer, &address, "notify", &[]).await.expect(303);
    oversight::take(&overseer, &address, "visit", &[("visit_words", "Hai đoạn hè còn vỡ.")])
        .await
        .expect(303);
    oversight::take(&overseer, &address, "find", &[("finding_words", "Gạch mỏng.")]).await.expect(303);
    test.check().await;
    let public = address.trim_start_matches("/desk").to_owned();
    let whole = test.visitor().get(&public).await.expect(200).text();
    assert!(!whole.contains("Một phần nội dung đã mất"), "nothing is lost yet");

    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    fs::remove_dir_all(elsewhere.folder.path().join("journal")).unwrap();
    copy_folder(&test.app.settings.data.join("journal"), &elsewhere.folder.path().join("journal"));
    elsewhere.heal(&[]).unwrap();
    let healed = elsewhere.open();
    healed.check_public().await;
    is_sound(&healed);

    let visitor = healed.visitor();
    for (address, entries) in
        [(format!("/dialogues/{session}"), 3), (format!("/consultations/{draft}"), 1), (public.clone(), 3)]
    {
        let page = visitor.get(&address).await.expect(200).text();
        let code = address.rsplit('/').next().unwrap();
        assert!(page.contains("Một phần nội dung đã mất"), "{address}: {page}");
        assert!(page.contains(&format!("Lời của {entries} mục đã mất")), "{address}: {page}");
        assert!(page.contains(&format!("<h1>{code}")), "{address} is called by its code");
        let english = healed.visitor().get(&format!("{address}?lang=en")).await.expect(200).text();
        assert!(english.contains("Some of the words are lost"), "{address}: {english}");
    }
    let page = visitor.get(&format!("/dialogues/{session}")).await.text();
    assert_eq!(page.matches("Không còn lời ở đây").count(), 2, "neither the question nor the answer: {page}");
    let page = visitor.get(&public).await.text();
    assert_eq!(page.matches("Không còn lời ở đây").count(), 2, "neither the visit nor the finding: {page}");
    for list in ["/dialogues", "/consultations", "/oversight"] {
        visitor.get(list).await.expect(200);
    }

    let host = crate::desk::sign_in(&healed, "thu-ky-moi", &[&format!("handler@{OVERSEEN}")]).await;
    let overseer = crate::desk::sign_in(&healed, "giam-sat-moi", &["overseer@mttq"]).await;
    for (officer, address) in [
        (&host, format!("/desk/dialogues/{session}")),
        (&host, format!("/desk/consultations/{draft}")),
        (&overseer, address),
    ] {
        let page = officer.get(&address).await.expect(200).text();
        assert!(page.contains("Một phần nội dung đã mất"), "{address}: {page}");
    }
}

async fn what_happened_to_a_question_after_the_copy_comes_back_with_the_words_of_before(test: TestApp) {
    let officer = dialogues::host(&test).await;
    let known = dialogues::announce(&test, &officer).await;
    let mine = dialogues::ask(&test, &known, dialogues::QUESTION).await;
    let drafter = consultations::drafter(&test).await;
    let text = consultations::TEXT.replace("Diều 2", "Điều 2");
    let draft = consultations::announce(&test, &drafter, &text).await;
    publish(&test.app).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("yesterday.tar.gz");
    back_up(&test, &archive);

    // After the backup: the asker's question goes on, another session is announced, and something is promised.
    dialogues::take(&test, &officer, &known, "show", &[("question", "1")]).await.expect(303);
    dialogues::ask(&test, &known, "Câu hỏi sau lúc sao lưu?").await;
    let lost = dialogues::announce(&test, &officer).await;
    let words = [("stance", "disagree"), ("text", "Quá dài, nên rút ngắn.")];
    consultations::comment(&test, &draft, "whole", &words).await;
    consultations::take(&test, &drafter, &draft, "show", &[("comment", "1")]).await.expect(303);
    test.pass(48.hours());
    let officer = desk::enter(&test, "thu-ky").await;
    dialogues::take(&test, &officer, &known, "start", &[]).await.expect(303);
    let case = pledges::promise(&test, &known).await;
    test.visitor().post(&format!("{mine}/question/judge"), &[("answer", "yes")]).await.expect(303);
    test.settle().await;
    publish(&test.app).await;
    let (size, digest) = (test.app.book.read().size(), test.app.book.read().digest());
    let mirror = mirror(&test);

    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    let healed = elsewhere.heal(&[mirror.path()]).unwrap();
    assert_eq!(healed.size, size);
    let words = healed.to_string();
    assert!(words.contains(&known) && words.contains(&lost), "what lacks its words is named: {words}");
    let healed = elsewhere.open();
    assert_eq!(healed.app.book.read().digest(), digest, "the book is the same");
    is_sound(&healed);
    healed.check_public().await;
    let page = healed.visitor().get(&format!("/dialogues/{known}")).await.expect(200).text();
    assert!(page.contains(dialogues::QUESTION) && page.contains(&case), "{page}");
    healed.visitor().get(&format!("/dialogues/{lost}")).await.expect(200);
    let page = healed.visitor().get(&format!("/consultations/{draft}/whole")).await.expect(200).text();
    assert!(page.contains("Ý kiến số 1") && !page.contains("Quá dài, nên rút ngắn."), "{page}");
    // The link of before the backup goes on where its last act stands in the log.
    let page = healed.visitor().get(&mine).await.expect(200).text();
    assert!(page.contains(dialogues::QUESTION), "{page}");
}

async fn what_was_erased_of_a_round_after_the_backup_is_erased_again(test: TestApp) {
    let overseer = oversight::overseer(&test).await;
    let address = oversight::plan(&overseer, "2026-04-20", &[]).await.location();
    oversight::take(&overseer, &address, "notify", &[]).await.expect(303);
    let page = overseer.get(&address).await.expect(200);
    let (csrf, version, picture) = (page.field("csrf"), page.field("version"), crate::desk::jpeg(9));
    let parts = [
        Part::Text("csrf", &csrf),
        Part::Text("version", &version),
        Part::Text("visit_words", "Bà Mẫu ở số 5 kể lại."),
        Part::File("photos", "he.jpg", "image/jpeg", &picture),
    ];
    overseer.post_multipart(&format!("{address}/visit"), &parts).await.expect(303);
    test.settle().await;
    publish(&test.app).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("backup.tar");
    back_up(&test, &archive);
    let keeper = crate::desk::sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let erase = [
        ("field", "1.subject"),
        ("field", "3.photo.1"),
        ("field", "3.visit.1"),
        ("ground", "subject_request"),
        ("sure", "1"),
    ];
    oversight::take(&keeper, &address, "erase", &erase).await.expect(303);
    test.check().await;

    let elsewhere = Elsewhere::beside(&test);
    elsewhere.take_key_and_mark(&test.app.settings.data);
    elsewhere.restore(&archive).unwrap();
    fs::remove_dir_all(elsewhere.folder.path().join("journal")).unwrap();
    copy_folder(&test.app.settings.data.join("journal"), &elsewhere.folder.path().join("journal"));
    elsewhere.heal(&[]).unwrap();
    let healed = elsewhere.open();
    // Every commitment can be opened but the erased ones, which cannot.
    healed.check().await;
    is_sound(&healed);
    let page = healed.visitor().get(address.trim_start_matches("/desk")).await.expect(200).text();
    assert!(!page.contains("Bà Mẫu") && !page.contains("<figure") && !page.contains("Sửa hè đường quý I"));
    assert!(page.contains("Nội dung đã xóa") && !page.contains("Một phần nội dung đã mất"), "{page}");
    let photos: (i64, i64) = healed
        .app
        .db
        .read(|tx| {
            let photos: i64 = tx.one("SELECT count(*) FROM photos", &[])?;
            let files: i64 = tx.one("SELECT count(*) FROM removals WHERE shelf = 'sealed'", &[])?;
            Ok::<_, dantin_store::Error>((photos, files))
        })
        .await
        .unwrap();
    assert_eq!(photos, (0, 1), "its row is gone, and its files wait to be removed");
}
