//! The executable as an operator types it.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use dantin::{
    act::cases::{Asker, CaseError, Context, NewCase, submit},
    app::MIGRATIONS,
    city::people::{
        credentials::Login,
        invitations,
        sessions::{self, NewSession},
        store as people,
        token::Token,
    },
    clock::{Clock as _, SystemClock, SystemRandom},
};
use dantin_city::City;
use dantin_record::{act::Actor, event::Origin};
use dantin_store::{Db, Settings, Synchronous, testing::TestDb};

/// Where commands work: a fresh folder, and a database where it is not the file in the folder.
struct Home {
    folder: tempfile::TempDir,
    database: Option<TestDb>,
}

impl Home {
    /// Runs a claim in a home of each engine that is installed.
    fn on_both_engines(claim: impl Fn(&Home)) {
        let folder = || tempfile::tempdir().unwrap();
        claim(&Home { folder: folder(), database: None });
        if let Some(database) = dantin_store::testing::postgres(MIGRATIONS) {
            claim(&Home { folder: folder(), database: Some(database) });
        }
    }

    /// What opens the database that the commands open.
    fn settings(&self) -> Settings {
        match &self.database {
            Some(database) => database.settings().clone(),
            None => Settings::Sqlite {
                path: self.folder.path().join("dantin.db"),
                synchronous: Synchronous::Full,
                readers: 1,
            },
        }
    }

    fn dantin(&self, arguments: &[&str], input: &str) -> Output {
        let url = match self.settings() {
            Settings::Postgres { url, .. } => url,
            Settings::Sqlite { .. } => String::new(),
        };
        run(
            Command::new(env!("CARGO_BIN_EXE_dantin")).env("DANTIN__DATABASE__URL", url),
            self.folder.path(),
            arguments,
            input,
        )
    }
}

fn dantin(data: &Path, arguments: &[&str], input: &str) -> Output {
    run(&mut Command::new(env!("CARGO_BIN_EXE_dantin")), data, arguments, input)
}

fn run(command: &mut Command, data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_account_is_made_listed_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let add = ["user", "add", "nguyen.mai", "--name", "Nguyễn Thị Mai Anh", "--role", "handler@ubnd-00070"];
    let made = dantin(folder.path(), &add, "một câu dễ nhớ\n");
    assert!(made.status.success(), "{}", says(&made));
    let twice = dantin(folder.path(), &add, "một câu dễ nhớ\n");
    assert!(!twice.status.success() && says(&twice).contains("taken"), "{}", says(&twice));
    let listed = says(&dantin(folder.path(), &["user", "list"], ""));
    assert!(listed.contains("nguyen.mai\tactive\tNguyễn Thị Mai Anh\thandler@ubnd-00070"), "{listed}");
    assert!(!listed.contains("câu dễ nhớ"));
    let closed = dantin(folder.path(), &["user", "deactivate", "nguyen.mai"], "");
    assert!(closed.status.success(), "{}", says(&closed));
    assert!(says(&dantin(folder.path(), &["user", "list"], "")).contains("nguyen.mai\tclosed"));
}

#[test]
fn an_account_is_changed_on_the_command_line_and_every_change_is_noted() {
    Home::on_both_engines(|home| {
        let done = |arguments: &[&str], input: &str| {
            let output = home.dantin(arguments, input);
            assert!(output.status.success(), "{}", says(&output));
            says(&output)
        };
        let add = ["user", "add", "le.van.mau", "--name", "Lê Văn Mẫu", "--role", "handler@ubnd-00070"];
        done(&add, "một câu dễ nhớ\n");
        done(&["user", "roles", "le.van.mau", "--role", "head@ubnd-00070", "--role", "overseer@mttq"], "");
        assert!(done(&["user", "list"], "").contains("head@ubnd-00070 overseer@mttq"));
        let wrong = home.dantin(&["user", "roles", "le.van.mau", "--role", "king@ubnd-00070"], "");
        assert!(!wrong.status.success() && says(&wrong).contains("privacy_officer"), "{}", says(&wrong));
        done(&["user", "password", "le.van.mau"], "một câu khác hẳn\n");
        done(&["user", "forget-factor", "le.van.mau"], "");
        done(&["user", "deactivate", "le.van.mau"], "");
        done(&["user", "reactivate", "le.van.mau"], "");
        assert!(done(&["user", "list"], "").contains("le.van.mau\tactive"));
        let alone = home.dantin(&["user", "link", "le.van.mau", "so-hieu-42"], "");
        assert!(!alone.status.success() && says(&alone).contains("oidc.issuer"), "{}", says(&alone));
        let db = Db::open(&home.settings()).unwrap();
        let noted: Vec<(String, Option<String>)> = db
            .read_blocking(|tx| tx.all("SELECT act, by_officer FROM administration ORDER BY id", &[]))
            .unwrap();
        db.close();
        let acts: Vec<&str> = noted.iter().map(|(act, _)| act.as_str()).collect();
        assert_eq!(acts, ["added", "roles_set", "password_set", "factor_forgotten", "ended", "reopened"]);
        assert!(noted.iter().all(|(_, by)| by.is_none()), "no officer did it");
    });
}

#[test]
fn roles_and_passwords_of_the_command_line_end_what_was_opened_before() {
    Home::on_both_engines(|home| {
        let settings = home.folder.path().join("settings.toml");
        std::fs::write(&settings, "[safety]\nsecond_factor = \"privacy_officer\"\n").unwrap();
        let with = ["--settings", settings.to_str().unwrap(), "user"];
        let done = |arguments: &[&str], input: &str| {
            let output = home.dantin(&[&with[..], arguments].concat(), input);
            assert!(output.status.success(), "{}", says(&output));
        };
        let add = ["add", "le.van.mau", "--name", "Lê Văn Mẫu", "--role", "handler@ubnd-00070"];
        done(&add, "một câu dễ nhớ\n");
        let open = || {
            let db = Db::open(&home.settings()).unwrap();
            db.write_blocking(|tx| {
                let login = Login::new("le.van.mau").unwrap();
                let officer = people::find_by_login(tx, &login)?.unwrap();
                let (now, random) = (SystemClock.now(), SystemRandom);
                let new = NewSession::draw(&random);
                sessions::insert(tx, &officer.id, &new, None, &sessions::Origin::default(), now)?;
                invitations::make(tx, &officer.id, &Token::draw(&random), now)
            })
            .unwrap();
            db.close();
        };
        let left = || {
            let db = Db::open(&home.settings()).unwrap();
            let left: (i64, i64) = db
                .read_blocking(|tx| {
                    Ok::<_, dantin_store::Error>((
                        tx.one("SELECT count(*) FROM officer_sessions", &[])?,
                        tx.one("SELECT count(*) FROM invitations", &[])?,
                    ))
                })
                .unwrap();
            db.close();
            left
        };
        open();
        done(&["roles", "le.van.mau", "--role", "head@ubnd-00070"], "");
        assert_eq!(left(), (1, 1));
        done(&["roles", "le.van.mau", "--role", "head@ubnd-00070", "--role", "privacy_officer@ttpv-hcc"], "");
        assert_eq!(left(), (0, 1));
        open();
        done(&["password", "le.van.mau"], "một câu khác hẳn\n");
        assert_eq!(left(), (0, 0));
    });
}

#[test]
fn retention_counts_and_changes_nothing() {
    Home::on_both_engines(|home| {
        assert!(home.dantin(&["key", "add", "Cổng 1022"], "").status.success(), "there is a database");
        let counted = home.dantin(&["retention", "--dry-run"], "");
        assert!(counted.status.success(), "{}", says(&counted));
        let counted = says(&counted);
        assert!(counted.contains("0  cases lose contact data (never)"), "{counted}");
        assert!(counted.contains("0  sessions and consultations lose contact data (never)"), "{counted}");
        assert!(counted.contains("0  looks at personal data (after 730 days)"), "{counted}");
        assert!(counted.contains("Nothing was changed."), "{counted}");
        let without = home.dantin(&["retention"], "");
        assert!(!without.status.success() && says(&without).contains("--dry-run"), "{}", says(&without));
    });
}

#[test]
fn bad_input_to_an_account_is_explained_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (login, role, password, word) in [
        ("a b", "handler@ubnd-00070", "một câu dễ nhớ\n", "login"),
        ("mai", "handler", "một câu dễ nhớ\n", "kind@agency"),
        ("mai", "handler@nowhere", "một câu dễ nhớ\n", "no agency"),
        ("mai", "handler@ubnd-00070", "ngắn\n", "10 characters"),
    ] {
        let refused =
            dantin(folder.path(), &["user", "add", login, "--name", "Mai", "--role", role], password);
        assert!(!refused.status.success() && says(&refused).contains(word), "{word}: {}", says(&refused));
    }
    assert_eq!(says(&dantin(folder.path(), &["user", "list"], "")), "");

    // A folder that was mistyped is not made, and is no empty list.
    let mistyped = folder.path().join("mistyped");
    for command in [
        &["user", "list"][..],
        &["user", "roles", "mai", "--role", "handler@ubnd-00070"],
        &["key", "list"],
        &["webhook", "list"],
        &["remote", "list"],
        &["retention", "--dry-run"],
    ] {
        let refused = dantin(&mistyped, command, "");
        assert!(!refused.status.success(), "{command:?}: {}", says(&refused));
        assert!(says(&refused).contains("there is no database"), "{command:?}: {}", says(&refused));
        assert!(!mistyped.exists(), "{command:?}");
    }
}

#[test]
fn a_partners_key_is_told_once() {
    Home::on_both_engines(|home| {
        let made = home.dantin(&["key", "add", "Cổng 1022"], "");
        assert!(made.status.success(), "{}", says(&made));
        assert_eq!(String::from_utf8_lossy(&made.stdout).trim().len(), 26);
        assert!(!home.dantin(&["key", "add", "Cổng 1022"], "").status.success());
        assert!(says(&home.dantin(&["key", "list"], "")).contains("Cổng 1022"));
        assert!(home.dantin(&["key", "remove", "Cổng 1022"], "").status.success());
        assert_eq!(says(&home.dantin(&["key", "list"], "")), "", "its key is forgotten");
        assert!(!home.dantin(&["key", "remove", "Cổng 1022"], "").status.success());
    });
}

#[test]
fn a_webhooks_secret_is_told_once_and_only_addresses_in_public_are_taken() {
    Home::on_both_engines(|home| {
        let add = |further: &[&str]| home.dantin(&[&["webhook", "add", "kho"], further].concat(), "");
        for wrong in [
            &["http://kho.example/tin"][..],
            &["https://192.168.1.1/tin"],
            &["https://me:secret@kho.example/"],
            &["https://kho.example/tin", "--event", "case.nothing"],
            &["https://kho.example/tin", "--area", "99999"],
            &["https://kho.example/tin", "--category", "khong-co"],
        ] {
            assert!(!add(wrong).status.success(), "{wrong:?}");
        }
        let made = add(&["https://kho.example/tin", "--event", "case.confirmed", "--category", "den-duong"]);
        assert!(made.status.success(), "{}", says(&made));
        let secret = String::from_utf8_lossy(&made.stdout).trim().to_owned();
        assert!(secret.starts_with("whsec_") && secret.len() > 40);
        assert!(!add(&["https://kho.example/tin"]).status.success(), "a name stands once");
        let listed = says(&home.dantin(&["webhook", "list"], ""));
        assert!(
            listed.contains("kho") && listed.contains("working") && !listed.contains(&secret),
            "{listed}"
        );
        let none = home.dantin(&["webhook", "replay", "kho", "--from", "0"], "");
        assert!(!none.status.success());
        assert!(
            String::from_utf8_lossy(&none.stderr).contains("there is no entry 0: the journal has 0 entries")
        );
        assert!(!home.dantin(&["webhook", "replay", "kho", "--from", "5", "--to", "4"], "").status.success());
        assert!(!home.dantin(&["webhook", "replay", "khong-co", "--from", "0"], "").status.success());
        assert!(home.dantin(&["webhook", "enable", "kho"], "").status.success());
        assert!(home.dantin(&["webhook", "remove", "kho"], "").status.success());
        assert!(!home.dantin(&["webhook", "remove", "kho"], "").status.success());
        assert!(!home.dantin(&["webhook", "enable", "kho"], "").status.success());
    });
}

#[test]
fn another_citys_server_is_named_with_its_key_and_services() {
    Home::on_both_engines(|home| {
        let add = |key: &str, further: &[&str]| {
            let words =
                [&["remote", "add", "ben-kia", "https://ben-kia.example/open311/v2"], further].concat();
            home.dantin(&words, key)
        };
        let whole = ["--name", "Bên kia", "--service", "den-duong=lamp", "--service", "*=other"];
        assert!(!add("", &whole).status.success(), "a key is needed");
        assert!(!add("khoá\n", &["--name", "Bên kia", "--service", "den-duong"]).status.success());
        assert!(!add("khoá\n", &["--name", "Bên kia", "--service", "khong-co=x"]).status.success());
        let made = add("khoá\n", &whole);
        assert!(made.status.success(), "{}", says(&made));
        assert!(!add("khoá\n", &whole).status.success(), "a code stands once");
        let listed = says(&home.dantin(&["remote", "list"], ""));
        assert!(
            listed.contains("Bên kia") && listed.contains("not asked yet") && !listed.contains("khoá"),
            "{listed}"
        );
        assert!(home.dantin(&["remote", "remove", "ben-kia"], "").status.success());
        assert!(!home.dantin(&["remote", "remove", "ben-kia"], "").status.success());
    });
}

#[test]
fn the_doctor_says_what_is_missing_until_nothing_is() {
    Home::on_both_engines(|home| {
        home.dantin(&["key", "add", "1022"], "");
        let first = home.dantin(&["doctor"], "");
        let words = says(&first);
        assert!(
            !first.status.success() && words.contains("BAD   No account may keep the accounts"),
            "{words}"
        );
        assert!(words.contains("ok    The journal is whole: 0 entries."), "{words}");
        assert!(words.contains("mind  Ward boundaries are not imported"), "{words}");
        assert!(!words.contains("orders text by a language"), "{words}");
        assert!(words.contains("mind  The photo folder"), "{words}");

        // Passwords cost time by design, so that each account is one that the claim needs.
        let person = |login: &str, role: &str| {
            let add = ["user", "add", login, "--name", "Nguyễn Mẫu", "--role", role];
            let added = home.dantin(&add, "một câu dễ nhớ\n");
            assert!(added.status.success(), "{}", says(&added));
        };
        person("quan-tri", "administrator@vp-ubnd");
        let photos = home.folder.path().join("photos");
        std::fs::write(&photos, "no folder").unwrap();
        let blocked = home.dantin(&["doctor"], "");
        assert!(!blocked.status.success() && says(&blocked).contains("BAD   Photos cannot be stored in"));
        std::fs::remove_file(&photos).unwrap();
        std::fs::create_dir(&photos).unwrap();
        let second = home.dantin(&["doctor"], "");
        assert!(second.status.success(), "{}", says(&second));
        assert!(says(&second).contains("ok    1 administrators keep the accounts."), "{}", says(&second));
        assert!(says(&second).contains("and read again."), "{}", says(&second));
        assert_eq!(std::fs::read_dir(&photos).unwrap().count(), 0, "the trial leaves nothing behind");

        let db = Db::open(&home.settings()).unwrap();
        let filed = db.write_blocking(|tx| {
            let city = City::embedded().map_err(|fault| CaseError::Damaged(fault.to_string()))?;
            let context = Context { city: &city, now: SystemClock.now(), random: &SystemRandom };
            submit(tx, context, &lamp())
        });
        let agency = filed.unwrap().agency;
        db.close();
        let third = home.dantin(&["doctor"], "");
        let alone = "BAD   1 agencies have open cases and no officers who could take them";
        assert!(!third.status.success() && says(&third).contains(alone), "{}", says(&third));

        person("xu-ly", &format!("handler@{agency}"));
        let fourth = home.dantin(&["doctor"], "");
        assert!(fourth.status.success(), "{}", says(&fourth));
        assert!(
            says(&fourth).contains("ok    Every agency with open cases has officers."),
            "{}",
            says(&fourth)
        );
        home.dantin(&["user", "deactivate", "xu-ly"], "");
        assert!(says(&home.dantin(&["doctor"], "")).contains(alone), "a closed account takes no case");
    });
}

fn lamp() -> NewCase {
    NewCase {
        origin: Origin::Web,
        by: Actor::Reporter,
        category: "cay-xanh-chieu-sang".to_owned(),
        subcategory: Some("den-duong".to_owned()),
        area: Some("00070".to_owned()),
        place: None,
        address: None,
        text: "Cột đèn tắt.".to_owned(),
        answers: None,
        photos: Vec::new(),
        asker: Asker { language: "vi".to_owned(), ..Asker::default() },
        idempotency_key: None,
        sample: false,
        officer: None,
    }
}

#[test]
fn the_built_in_pack_is_sound_and_a_broken_one_tells_file_row_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let sound = dantin(folder.path(), &["check"], "");
    assert!(sound.status.success() && says(&sound).contains("126 areas"), "{}", says(&sound));
    let pack = folder.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../city/hanoi");
    for file in std::fs::read_dir(source).unwrap().map(Result::unwrap).filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), pack.join(file.file_name())).unwrap();
    }
    let areas = std::fs::read_to_string(pack.join("areas.csv")).unwrap();
    std::fs::write(pack.join("areas.csv"), areas.replacen("00004,", "00008,", 1)).unwrap();
    let broken = dantin(folder.path(), &["--city", pack.to_str().unwrap(), "check"], "");
    assert!(!broken.status.success() && says(&broken).contains("areas.csv:"), "{}", says(&broken));
    // One cell that is wrong is one fault, not one for each row that names what it would have named.
    assert_eq!(says(&broken).matches(".csv:").count(), 1, "{}", says(&broken));
    std::fs::write(pack.join("areas.csv"), &areas).unwrap();
    let categories = std::fs::read_to_string(pack.join("categories.toml")).unwrap();
    let drawn = categories.replacen("icon = \"", "icon = \"no-such-", 1);
    assert_ne!(drawn, categories);
    std::fs::write(pack.join("categories.toml"), drawn).unwrap();
    let broken = dantin(folder.path(), &["--city", pack.to_str().unwrap(), "check"], "");
    assert!(!broken.status.success() && says(&broken).contains("icon \"no-such-"), "{}", says(&broken));
}

#[test]
fn a_data_folder_open_to_others_is_told_and_a_reader_that_leaves_ends_a_command_quietly() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let doctor = |mode| {
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        says(&dantin(folder.path(), &["doctor"], ""))
    };
    assert!(doctor(0o755).contains("chmod 700"), "reports lie there");
    assert!(!doctor(0o700).contains("chmod 700"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_dantin"))
        .arg("--data")
        .arg(folder.path())
        .arg("doctor")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(!says(&ended).contains("panicked"), "{}", says(&ended));
}

#[test]
fn a_setting_that_does_not_exist_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dantin.toml");
    std::fs::write(&file, "[server]\nlistn = \"127.0.0.1:0\"\n").unwrap();
    let refused = dantin(folder.path(), &["--settings", file.to_str().unwrap(), "serve"], "");
    assert!(!refused.status.success() && says(&refused).contains("`server.listen`"), "{}", says(&refused));
}

#[test]
fn a_log_is_made_once_and_the_doctor_knows_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let before = says(&dantin(&data, &["doctor"], ""));
    assert!(before.contains("There is no public log"), "{before}");
    let nameless = dantin(&data, &["init"], "");
    assert!(!nameless.status.success() && says(&nameless).contains("--origin"), "{}", says(&nameless));
    let wrong = dantin(&data, &["init", "--origin", "a b"], "");
    assert!(
        !wrong.status.success() && says(&wrong).contains("cannot be the name of a log"),
        "{}",
        says(&wrong)
    );
    let made = dantin(&data, &["init", "--origin", "dantin.test/journal"], "");
    assert!(made.status.success() && says(&made).contains("dantin.test/journal+"), "{}", says(&made));
    let again = dantin(&data, &["init", "--origin", "dantin.test/other"], "");
    assert!(!again.status.success() && says(&again).contains("has a log already"), "{}", says(&again));
    let after = says(&dantin(&data, &["doctor"], ""));
    assert!(after.contains("The public log dantin.test/journal is signed up to 0 entries"), "{after}");

    // What was made is verified by the same program; a folder without a log is not.
    let state = folder.path().join("seen.json");
    let look = |from: &Path| {
        let arguments = ["verify", from.to_str().unwrap(), "--state", state.to_str().unwrap()];
        dantin(&data, &arguments, "")
    };
    let verified = look(&data);
    assert_eq!(verified.status.code(), Some(0), "{}", says(&verified));
    let nothing = look(folder.path());
    assert_eq!(nothing.status.code(), Some(2), "{}", says(&nothing));
    assert!(says(&nothing).contains("no public journal"), "{}", says(&nothing));
}
