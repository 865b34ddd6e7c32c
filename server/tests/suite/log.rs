//! The public log as strangers read it, and what happens when database and log contradict each other.

use std::fs;

use dantin::{act::cases::submit, jobs::journal::publish, prove::journal::PublicLog};
use dantin_journal::{
    audit::Audit, bundle::EntryBundle, checkpoint::SignedCheckpoint, hash::leaf_hash, policy::Policy,
    tile::Tile, tlog_proof::TlogProof,
};

use sha2::Digest as _;

use crate::{
    foundation::street_light,
    reports::{filed, secret_link},
    support::{TestApp, Visitor, on_both_engines},
};

async fn checkpoint(visitor: &Visitor) -> SignedCheckpoint {
    let answer = visitor.get("/journal/checkpoint").await.expect(200);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
    SignedCheckpoint::parse(&answer.body).unwrap()
}

/// Reads everything that the checkpoint implies and gives the number of entries.
async fn audit(visitor: &Visitor) -> u64 {
    let policy = Policy::parse(&visitor.get("/journal/policy").await.expect(200).body).unwrap();
    let signed = checkpoint(visitor).await;
    let accepted = policy.verify(&signed).unwrap();
    assert_eq!(accepted.checkpoint.origin(), "dantin.test/journal");
    let size = accepted.checkpoint.size();
    let mut audit = Audit::new([(size, accepted.checkpoint.root())]).unwrap();
    for bundle in EntryBundle::grown(0, size) {
        let answer = visitor.get(&format!("/journal/{}", bundle.path())).await.expect(200);
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
        audit.add_bundle(&answer.body).unwrap();
    }
    audit.finish().unwrap();
    for tile in Tile::grown(0, size) {
        let answer = visitor.get(&format!("/journal/{}", tile.path())).await.expect(200);
        tile.decode(&answer.body).unwrap();
    }
    size
}

#[tokio::test]
async fn a_stranger_finds_every_entry_under_a_signed_root() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    assert_eq!(audit(&visitor).await, 0, "a log without entries has a checkpoint too");
    let mut sizes = Vec::new();
    for _ in 0..3 {
        filed(&test).await;
        test.settle().await;
        publish(&test.app).await;
        sizes.push(audit(&visitor).await);
    }
    assert!(sizes.is_sorted() && sizes[0] > 0, "{sizes:?}");
    let schema = test.app.book.read().log().schema.unwrap();
    let hex = dantin::act::cases::hex(&schema);
    let named = visitor.get(&format!("/journal/schema/{hex}")).await.expect(200);
    assert_eq!(<[u8; 32]>::from(sha2::Sha256::digest(&named.body)), schema);
    assert_eq!(named.headers["access-control-allow-origin"], "*");
    visitor.get(&format!("/journal/schema/{}", "0".repeat(64))).await.expect(404);
    for wrong in [
        "schema/../policy",
        "schema/journal.key",
        "tile/0/999",
        "tile/0/000.p/0",
        "tile/9/../key",
        "tile/entries/x",
        "journal.key",
        "..%2fjournal.key",
    ] {
        visitor.get(&format!("/journal/{wrong}")).await.expect(404);
    }
    test.check().await;
}

#[tokio::test]
async fn a_partial_file_that_is_gone_is_served_by_the_full_one() {
    let test = TestApp::sqlite();
    let visitor = test.visitor();
    filed(&test).await;
    test.settle().await;
    publish(&test.app).await;
    let early = checkpoint(&visitor).await.unverified().size();
    while test.app.book.read().size() < 256 {
        let new = street_light(None);
        test.app
            .command(move |tx, context| {
                for _ in 0..40 {
                    submit(tx, context, &new)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        test.settle().await;
    }
    publish(&test.app).await;
    let data = &test.app.settings.data;
    assert!(!data.join("journal/tile/0/000.p").exists(), "the full tile took the place of the partial ones");
    let partial = visitor.get(&format!("/journal/tile/0/000.p/{early}")).await.expect(200);
    assert_eq!(
        Tile::parse_path(&format!("tile/0/000.p/{early}")).unwrap().decode(&partial.body).unwrap().len(),
        usize::try_from(early).unwrap()
    );
    audit(&visitor).await;
    test.check().await;
}

on_both_engines!(a_resident_holds_a_proof_that_needs_no_server, two_processes_make_one_log);

async fn a_resident_holds_a_proof_that_needs_no_server(test: TestApp) {
    let visitor = test.visitor();
    let link = secret_link(&visitor).await;
    let early = visitor.get(&format!("{link}/receipt.tlog-proof")).await;
    assert_eq!(early.status.as_u16(), 503, "before the checkpoint there is nothing to prove");
    test.settle().await;
    publish(&test.app).await;
    let answer = visitor.get(&format!("{link}/receipt.tlog-proof")).await.expect(200);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let policy = Policy::parse(&visitor.get("/journal/policy").await.expect(200).body).unwrap();
    let proof = TlogProof::parse(&answer.body).unwrap();
    proof.verify(&leaf_hash(&proof.extra), &policy).unwrap();
    let entry = dantin_record::entry::Entry::parse(&proof.extra).unwrap();
    assert!(matches!(entry.event, dantin_record::event::Event::Submitted(_)));
    assert!(proof.verify(&leaf_hash(b"another entry"), &policy).is_err());
    visitor.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa/receipt.tlog-proof").await.expect(404);
    test.check().await;
}

/// Whether a server that starts now refuses to sequence and says why.
async fn is_read_only(test: &TestApp, reason: &str) {
    let (app, visitor) = test.started_again();
    let said = app.log.as_ref().unwrap().halted().unwrap();
    assert!(said.contains(reason), "{said}");
    let ready = visitor.get("/readyz").await.expect(503);
    assert!(ready.text().contains(reason), "{}", ready.text());
    let before = fs::read(test.app.settings.data.join("journal.mark")).unwrap();
    dantin::jobs::journal::advance(&app).await.unwrap();
    publish(&app).await;
    assert_eq!(fs::read(test.app.settings.data.join("journal.mark")).unwrap(), before, "nothing is signed");
    // Reading goes on.
    visitor.get("/").await.expect(200);
}

async fn change(test: &TestApp, sql: &'static str) {
    test.app.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
}

#[tokio::test]
async fn a_database_that_holds_less_than_was_signed_is_read_only() {
    let test = TestApp::sqlite();
    filed(&test).await;
    filed(&test).await;
    test.check().await;
    change(&test, "DELETE FROM journal WHERE idx = (SELECT size - 1 FROM journal_head)").await;
    change(&test, "UPDATE journal_head SET size = size - 1").await;
    is_read_only(&test, "it was restored from an older copy").await;
}

#[tokio::test]
async fn an_entry_that_was_changed_in_the_database_stops_the_log() {
    let test = TestApp::sqlite();
    filed(&test).await;
    test.check().await;
    let (index,): (i64,) = test
        .app
        .db
        .read(|tx| tx.one("SELECT min(idx) FROM journal WHERE case_id <> 'log'", &[]))
        .await
        .unwrap();
    // The text stays an entry that the rules allow, so that the log itself must notice.
    change(&test, "UPDATE journal SET body = replace(body, '\"web\"', '\"open311\"')").await;
    change(&test, "UPDATE journal SET body = replace(body, '\"by\":\"reporter\"', '\"by\":\"partner\"')")
        .await;
    is_read_only(&test, &format!("entry {index} in the database is not the one that was signed")).await;
}

#[tokio::test]
async fn a_database_of_another_log_is_read_only() {
    let test = TestApp::sqlite();
    filed(&test).await;
    test.check().await;
    let data = &test.app.settings.data;
    for name in ["journal.key", "journal.mark"] {
        fs::remove_file(data.join(name)).unwrap();
    }
    fs::remove_dir_all(data.join("journal")).unwrap();
    PublicLog::create(data, &"other.test/journal".parse().unwrap(), &[8; 32]).unwrap();
    is_read_only(&test, "the journal in the database is that of the log dantin.test/journal").await;
}

#[tokio::test]
async fn a_tile_with_one_byte_changed_stops_the_log() {
    let test = TestApp::sqlite();
    filed(&test).await;
    test.check().await;
    let size = test.app.log.as_ref().unwrap().mark().unwrap().unverified().size();
    let path = test.app.settings.data.join("journal").join(Tile::in_tree(0, 0, size).unwrap().path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[5] ^= 1;
    fs::write(&path, bytes).unwrap();
    is_read_only(&test, "do not give the root that was signed").await;
}

#[tokio::test]
async fn a_stop_between_the_steps_leaves_nothing_but_the_same_steps_to_do() {
    let test = TestApp::sqlite();
    let data = &test.app.settings.data;
    filed(&test).await;
    test.check().await;
    let (mark, published) = (data.join("journal.mark"), data.join("journal/checkpoint"));
    let old = fs::read(&mark).unwrap();
    filed(&test).await;
    test.check().await;
    let new = fs::read(&mark).unwrap();
    assert_ne!(old, new);

    // Stopped after the tiles and before the mark: the same tiles are made once more and the same root is signed.
    fs::write(&mark, &old).unwrap();
    fs::write(&published, &old).unwrap();
    let (app, _) = test.started_again();
    publish(&app).await;
    assert_eq!(fs::read(&mark).unwrap(), new);
    assert_eq!(fs::read(&published).unwrap(), new);

    // Stopped after the mark and before the checkpoint was published.
    fs::write(&published, &old).unwrap();
    let (app, visitor) = test.started_again();
    assert_eq!(app.log.as_ref().unwrap().halted(), None);
    assert_eq!(visitor.get("/journal/checkpoint").await.expect(200).body, new);
    test.check().await;
}

async fn two_processes_make_one_log(test: TestApp) {
    let (other, _) = test.started_again();
    for turn in 0..6 {
        filed(&test).await;
        test.settle().await;
        publish(if turn % 2 == 0 { &test.app } else { &other }).await;
    }
    assert_eq!(other.log.as_ref().unwrap().halted(), None);
    test.check().await;
}

#[tokio::test]
async fn a_second_log_is_never_made_over_the_first() {
    let test = TestApp::sqlite();
    let data = &test.app.settings.data;
    let refused = PublicLog::create(data, &"dantin.test/journal".parse().unwrap(), &[8; 32]);
    assert!(refused.unwrap_err().to_string().contains("has a log already"));
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(data.join("journal.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn published_figures_name_the_journal_and_the_moment_they_are_counted_at() {
    let test = TestApp::sqlite();
    filed(&test).await;
    test.check().await;
    let answer = test.visitor().get("/results.json").await.expect(200);
    let figures: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    // The publication itself stands right behind what it counts.
    let (index, _) = test.app.book.read().log().published.unwrap();
    assert_eq!(figures["journal_size"], index);
    assert_eq!(index + 1, test.app.book.read().size());
    assert_eq!(figures["at"], "2026-03-10T02:00:00.000Z");
    assert_eq!(figures["own"][0], serde_json::json!({"id": "case.received", "kind": "count", "value": 1}));
    // What happens next shows when it is published, and not before.
    filed(&test).await;
    dantin::jobs::journal::advance(&test.app).await.unwrap();
    let again = test.visitor().get("/results.json").await.expect(200);
    assert_eq!(again.body, answer.body);
    test.settle().await;
    let later: serde_json::Value =
        serde_json::from_slice(&test.visitor().get("/results.json").await.expect(200).body).unwrap();
    assert_eq!(later["own"][0]["value"], 2);
    let tables = test.visitor().get("/results.tsv").await.expect(200);
    assert_eq!(tables.headers["dantin-journal-size"], later["journal_size"].to_string().as_str());
    assert!(tables.text().contains("\nall\town\t-\t2\t"), "{}", tables.text());
}

#[tokio::test]
async fn figures_are_published_when_they_are_due_and_a_definition_once() {
    let test = TestApp::sqlite();
    filed(&test).await;
    let (stop, stopped) = tokio::sync::watch::channel(true);
    let run = async || dantin::jobs::journal::run(test.app.clone(), stopped.clone()).await;
    run().await;
    let published = || test.app.book.read().log().published;
    let first = published().unwrap();
    filed(&test).await;
    test.pass(jiff::Span::new().minutes(59));
    run().await;
    assert_eq!(published(), Some(first), "not before the hour");
    test.pass(jiff::Span::new().minutes(1));
    run().await;
    let second = published().unwrap();
    assert!(second.0 > first.0);
    test.pass(jiff::Span::new().hours(23));
    run().await;
    assert_eq!(published(), Some(second), "nothing happened");
    test.pass(jiff::Span::new().hours(1));
    run().await;
    assert_eq!(published().unwrap().0, second.0 + 1, "what is overdue changes with time alone");
    let (app, _) = test.started_again();
    dantin::jobs::journal::run(app.clone(), stopped.clone()).await;
    assert_eq!(app.book.read().size(), test.app.book.read().size(), "a start says nothing twice");
    assert_eq!(*app.book.tables(), *test.app.book.tables());
    drop(stop);
    test.check().await;
}

#[tokio::test]
async fn a_clock_that_goes_back_makes_no_entry_older_and_no_second_history() {
    let test = TestApp::sqlite();
    filed(&test).await;
    test.check().await;
    let before = test.app.book.read().last_at();
    let seen = checkpoint(&test.visitor()).await;
    test.pass(jiff::Span::new().hours(-1));
    filed(&test).await;
    test.check().await;
    assert_eq!(test.app.book.read().last_at(), before, "the time stands until the clock has caught up");
    let (size, root) = (seen.unverified().size(), seen.unverified().root());
    assert_eq!(test.app.log.as_ref().unwrap().root_at(size).unwrap(), root, "what was signed is what it was");
    // A process that starts with the wrong clock goes on in the same way.
    let (app, _) = test.started_again();
    assert_eq!(app.log.as_ref().unwrap().halted(), None);
    filed(&test).await;
    test.pass(jiff::Span::new().hours(2));
    filed(&test).await;
    test.check().await;
    assert!(test.app.book.read().last_at() > before);
    audit(&test.visitor()).await;
}
