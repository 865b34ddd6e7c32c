//! What is erased stands nowhere any more: on no page, in no file, in no old page of the database.

use std::path::Path;

use dantin::{
    act::cases::{NewCase, submit},
    jobs::journal::publish,
};
use dantin_store::Settings;

use super::{MARK, PLAIN, Story, erase, everything, figures, holding, rows_holding, story, work_off};
use crate::{
    desk::{WARD, report, sign_in},
    support::{TestApp, on_both_engines},
    verify::{copy, look_at, mirror},
};

on_both_engines!(what_is_erased_is_nowhere_and_the_journal_still_verifies, many_erasures_leave_no_old_bytes,);

/// The folder of the database's own files: of SQLite the one with the database, of PostgreSQL the one of this database;
/// none where the server's folder cannot be read.
async fn database_folder(test: &TestApp) -> Option<std::path::PathBuf> {
    if let Settings::Sqlite { path, .. } = test.database().settings() {
        return Some(path.parent().unwrap().to_owned());
    }
    let (data, number): (String, String) = test
        .app
        .db
        .write(|tx| {
            tx.execute("CHECKPOINT", &[])?;
            tx.one(
                "SELECT current_setting('data_directory'), CAST(oid AS TEXT) FROM pg_database \
                 WHERE datname = current_database()",
                &[],
            )
        })
        .await
        .unwrap();
    let folder = Path::new(&data).join("base").join(number);
    folder.read_dir().is_ok().then_some(folder)
}

/// Which file of PostgreSQL holds which relation, for the message of a test that found something.
async fn relations(test: &TestApp) -> Vec<(String, i64)> {
    if matches!(test.database().settings(), Settings::Sqlite { .. }) {
        return Vec::new();
    }
    let found = test.app.db.read(|tx| {
        tx.all::<(String, i64)>(
            "SELECT CAST(relname AS TEXT), CAST(relfilenode AS BIGINT) FROM pg_class WHERE relfilenode > 16384",
            &[],
        )
    });
    found.await.unwrap()
}

fn needles(story: &Story) -> Vec<Vec<u8>> {
    let mut needles = vec![MARK.as_bytes().to_vec(), PLAIN.as_bytes().to_vec(), b"105.852437".to_vec()];
    // A piece of each original that no other picture has.
    needles.extend(story.photos.iter().map(|photo| photo[photo.len() - 400..photo.len() - 300].to_vec()));
    needles
}

async fn what_is_erased_is_nowhere_and_the_journal_still_verifies(test: TestApp) {
    let story = story(&test).await;
    let code = story.filed.code.as_str();
    test.check().await;
    let case_page = format!("/cases/{code}");
    let before = test.visitor().get(&case_page).await.expect(200).text();
    assert!(before.contains("còn sót 0912345678zz"));
    let counted = figures(&test);
    let photos = test.folder().join("photos");
    let database = database_folder(&test).await;
    for needle in needles(&story) {
        let folders = [Some(test.folder()), database.as_deref()];
        let found: usize = folders.into_iter().flatten().map(|folder| holding(folder, &needle).len()).sum();
        assert!(found > 0 || database.is_none(), "the search can find: {}", String::from_utf8_lossy(&needle));
    }

    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    let form = officer.get(&format!("/desk/cases/{code}?step=erase")).await.expect(200);
    let fields = everything(&form);
    assert_eq!(fields.len(), 15, "{fields:?}");
    erase(&officer, code, &fields, "subject_request").await.expect(303);

    // The words are gone at once; files and old pages go with the job.
    for needle in [MARK, PLAIN] {
        assert_eq!(rows_holding(&test, needle).await, Vec::<String>::new());
    }
    work_off(&test).await;
    test.check().await;
    assert!(holding(&photos, b"").is_empty(), "no file of a photo is left");
    let (journal, copied) = (test.folder().join("journal"), tempfile::tempdir().unwrap());
    assert!(!holding(&journal, b"content.erased").is_empty(), "the journal tells of it");
    copy(test.folder(), &copied.path().join("server"));
    let database = database_folder(&test).await;
    if let Some(folder) = &database {
        copy(folder, &copied.path().join("database"));
    }
    for needle in needles(&story) {
        let what = String::from_utf8_lossy(&needle).into_owned();
        assert_eq!(holding(copied.path(), &needle), Vec::<String>::new(), "{what}");
        assert_eq!(holding(test.folder(), &needle), Vec::<String>::new(), "{what}");
        if let Some(folder) = &database {
            assert_eq!(holding(folder, &needle), Vec::<String>::new(), "{what}");
        }
    }

    // Pages say what went, when and why, and nothing breaks.
    let public = test.visitor().get(&case_page).await.expect(200).text();
    assert!(
        public.contains("Đã xóa ngày") && public.contains("Theo yêu cầu của người có dữ liệu"),
        "{public}"
    );
    assert!(public.contains("Trung tâm Phục vụ hành chính công"), "the body that erased is named");
    let english = test.visitor().get(&format!("{case_page}?lang=en")).await.expect(200).text();
    assert!(english.contains("Erased on"), "{english}");
    let desk = officer.get(&format!("/desk/cases/{code}")).await.expect(200).text();
    assert!(desk.contains("Đã xóa ngày"));
    for tab in ["evidence", "location", "history"] {
        officer.get(&format!("/desk/cases/{code}?tab={tab}")).await.expect(200);
    }
    for secret in [&story.filed.secret, &story.joined.secret] {
        let own = test.visitor().get(&format!("/my/{secret}")).await.expect(200).text();
        assert!(own.contains("Đã xóa ngày"));
    }
    for path in ["/cases", "/cases.json", "/open311/v2/requests.json", "/cases.csv", "/map", "/results"] {
        let text = test.visitor().get(path).await.expect(200).text();
        assert!(!text.contains(MARK) && !text.contains(PLAIN), "{path}");
    }
    test.visitor().get(&format!("{case_page}.json")).await.expect(200);
    assert_eq!(figures(&test), counted, "the figures stay as they were");

    // Nothing is left to choose, and a second try erases nothing.
    let form = officer.get(&format!("/desk/cases/{code}?step=erase")).await.expect(200);
    let left = everything(&form);
    assert_eq!(left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["beside"], "{left:?}");
    assert!(form.text().contains("Đã xóa 1 ghi chú hoặc bản sao ở đây"), "that a note went, a note says");
    erase(&officer, code, &fields, "subject_request").await.expect(422);
    let folder = tempfile::tempdir().unwrap();
    mirror(&test, folder.path()).await;
    let report = look_at(folder.path());
    assert_eq!(report.findings, Vec::<String>::new());
    assert_eq!(report.erased, [("subject_request".to_owned(), 14)].into());
    assert_eq!(report.committed, 14);
    assert!(
        report.to_string().contains("Erased       14 of 14 committed fields: subject_request 14"),
        "{report}"
    );
}

async fn many_erasures_leave_no_old_bytes(test: TestApp) {
    // Long and short texts side by side, so that rows overflow, pages split, and rows move between them.
    let mut codes = Vec::new();
    for number in 0..120_usize {
        let long = format!("{MARK} ").repeat(1 + (number * 37) % 170);
        let new = NewCase { text: long, area: Some(WARD.to_owned()), ..report() };
        let filed = test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap();
        codes.push(filed.code);
    }
    test.settle().await;
    let officer = sign_in(&test, "du-lieu", &["privacy_officer@ttpv-hcc"]).await;
    for code in &codes {
        let fields = [("field".to_owned(), "1.text".to_owned())];
        erase(&officer, code, &fields, "purpose_ended").await.expect(303);
    }
    work_off(&test).await;
    publish(&test.app).await;
    for folder in [Some(test.folder().to_owned()), database_folder(&test).await].into_iter().flatten() {
        let held = holding(&folder, MARK.as_bytes());
        assert_eq!(held, Vec::<String>::new(), "{:?}", relations(&test).await);
    }
    test.check().await;
}
