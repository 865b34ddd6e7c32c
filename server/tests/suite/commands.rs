//! The executable as an operator types it.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

fn dantin(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dantin"))
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
}

#[test]
fn a_partners_key_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let made = dantin(folder.path(), &["key", "add", "Cổng 1022"], "");
    assert!(made.status.success(), "{}", says(&made));
    assert_eq!(String::from_utf8_lossy(&made.stdout).trim().len(), 26);
    assert!(!dantin(folder.path(), &["key", "add", "Cổng 1022"], "").status.success());
    assert!(says(&dantin(folder.path(), &["key", "list"], "")).contains("Cổng 1022"));
    assert!(dantin(folder.path(), &["key", "remove", "Cổng 1022"], "").status.success());
    assert!(!dantin(folder.path(), &["key", "remove", "Cổng 1022"], "").status.success());
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
}

#[test]
fn a_setting_that_does_not_exist_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dantin.toml");
    std::fs::write(&file, "[server]\nlistn = \"127.0.0.1:0\"\n").unwrap();
    let refused = dantin(folder.path(), &["--settings", file.to_str().unwrap(), "serve"], "");
    assert!(!refused.status.success() && says(&refused).contains("`server.listen`"), "{}", says(&refused));
}
