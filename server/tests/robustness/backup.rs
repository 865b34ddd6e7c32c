//! Backups that are made while many write: each can be put back and healed from what the log has signed since.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::live::{Client, Home, Server};

const CLIENTS: usize = 8;
const BACKUPS: usize = 4;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn every_backup_under_load_can_be_restored_and_healed() {
    let home = Home::sqlite();
    let key = home.key();
    home.init();
    let mut server = Server::start(&home);
    let archives = tempfile::tempdir().unwrap();
    let archive = |number: usize| archives.path().join(format!("{number}.tar.gz"));
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (address, key, is_over) = (server.address, &key, &is_over);
            scope.spawn(move || {
                let mut connection = Client::connect(address).unwrap();
                for number in 0.. {
                    if is_over.load(Ordering::Relaxed) {
                        break;
                    }
                    let answer = connection.file(key, &format!("Khách {client}, thư {number}")).unwrap();
                    assert_eq!(answer.status, 200, "{}", answer.body);
                    thread::sleep(std::time::Duration::from_millis(20));
                }
            });
        }
        for number in 0..BACKUPS {
            thread::sleep(std::time::Duration::from_millis(700));
            home.runs(&["backup", archive(number).to_str().unwrap()]);
        }
        is_over.store(true, Ordering::Relaxed);
    });
    server.settled();
    server.tell_to_stop();
    server.wait();
    home.runs(&["fsck"]);
    let mirror = tempfile::tempdir().unwrap();
    copy(&home.folder().join("journal"), &mirror.path().join("journal"));
    for number in 0..BACKUPS {
        let restored = Home::sqlite();
        for name in ["journal.key", "journal.mark"] {
            fs::copy(home.folder().join(name), restored.folder().join(name)).unwrap();
        }
        restored.runs(&["restore", archive(number).to_str().unwrap()]);
        // By itself, before anything else is known, an archive holds every entry that its checkpoint has signed.
        let alone = Home::sqlite();
        alone.runs(&["restore", archive(number).to_str().unwrap()]);
        fs::copy(home.folder().join("journal.key"), alone.folder().join("journal.key")).unwrap();
        fs::copy(alone.folder().join("journal/checkpoint"), alone.folder().join("journal.mark")).unwrap();
        let said = alone.runs(&["heal"]);
        assert!(said.contains("Nothing is missing"), "{said}");

        let said = restored.runs(&["heal", "--from", mirror.path().to_str().unwrap()]);
        assert!(said.contains("The database now holds all"), "{said}");
        restored.runs(&["fsck"]);
        let mut server = Server::start(&restored);
        server.settled();
        let answer = Client::connect(server.address).unwrap().file(&key, "Sau khi phục hồi").unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        server.settled();
        server.tell_to_stop();
        server.wait();
        restored.runs(&["fsck"]);
    }
}
