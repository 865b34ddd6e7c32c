//! `dantin import service-requests` as an operator types it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where exports of real cities stand that may not be copied into this repository.
fn real_export(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let path = root.parent()?.join("shared/data/service-requests").join(name);
    path.is_file().then_some(path)
}

fn mapping(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../imports").join(name)
}

fn dantin(arguments: &[&str], paths: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dantin"));
    command.args(arguments).env_clear();
    for (option, path) in paths {
        if !option.is_empty() {
            command.arg(option);
        }
        command.arg(path);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const SAMPLE: &str = "SRNumber,CreatedDate,UpdatedDate,Owner,RequestType,Status,RequestSource,ServiceDate,ClosedDate,Address,CD,\
                      Latitude,Longitude\n\
                      1-1,12/29/2017 10:05:00 AM,01/03/2018 01:00:00 PM,BOS,Bulky Items,Closed,Call,,\
                      12/30/2017 10:00:00 AM,1 SAMPLE AVE,13,34.05,-118.25\n\
                      1-2,yesterday,01/03/2018 01:00:00 PM,BOS,Bulky Items,Open,Call,,,2 SAMPLE AVE,13,34.06,-118.25\n";

#[test]
fn an_export_is_tried_packed_and_imported_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (file, pack, data) =
        (folder.path().join("sample.csv"), folder.path().join("pack"), folder.path().join("data"));
    std::fs::write(&file, SAMPLE).unwrap();
    let map = mapping("los-angeles.toml");
    let import = ["import", "service-requests"];

    let wrong = dantin(&import, &[("", &file), ("--map", &map), ("--data", &data)]);
    assert!(!wrong.status.success());
    assert!(said(&wrong).contains("nothing in this export fits the pack of Hanoi"), "{}", said(&wrong));

    let made = dantin(&import, &[("", &file), ("--map", &map), ("--make-pack", &pack)]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(
        said(&made).contains("sample.csv:3: CreatedDate: \"yesterday\" is not a time"),
        "{}",
        said(&made)
    );
    let again = dantin(&import, &[("", &file), ("--map", &map), ("--make-pack", &pack)]);
    assert!(said(&again).contains("is not empty"), "{}", said(&again));

    let tried = dantin(
        &["import", "service-requests", "--dry-run"],
        &[("", &file), ("--map", &map), ("--city", &pack), ("--data", &data)],
    );
    assert!(tried.status.success(), "{}", said(&tried));
    assert!(said(&tried).contains("nothing was changed"));
    assert!(!data.exists(), "a dry run leaves no trace");

    let paths: [(&str, &Path); 4] = [("", &file), ("--map", &map), ("--city", &pack), ("--data", &data)];
    assert!(
        said(&dantin(&import, &paths)).contains("1 new, 0 changed, 0 already there and the same, 0 failed")
    );
    assert!(
        said(&dantin(&import, &paths)).contains("0 new, 0 changed, 1 already there and the same, 0 failed")
    );
}

#[test]
fn the_whole_file_of_st_louis_is_imported_with_its_peculiarities_counted() {
    let Some(file) = real_export("st-louis-2018-01.csv") else {
        eprintln!("left out: ../shared/data/service-requests/st-louis-2018-01.csv is not here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (pack, data) = (folder.path().join("pack"), folder.path().join("data"));
    let map = mapping("st-louis.toml");
    let import = ["import", "service-requests"];
    let made = dantin(&import, &[("", &file), ("--map", &map), ("--make-pack", &pack)]);
    assert!(made.status.success(), "{}", said(&made));
    let imported = dantin(&import, &[("", &file), ("--map", &map), ("--city", &pack), ("--data", &data)]);
    let words = said(&imported);
    for expected in [
        "1554 rows, 1532 different requests",
        "22 more rows of 18 requests",
        "13 requests done on the spot before it was requested",
        "222 requests closed more than 7 days after it was done",
        "22 requests promised for a day more than 60 days away",
        "48 requests without a point",
        "1532 new, 0 changed, 0 already there and the same, 0 failed",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    // No point outside the box would have been kept; none was outside, so that all 1,484 with coordinates have one.
    assert!(!words.contains("outside the box"), "{words}");
    assert!(!words.contains("cannot be taken"), "{words}");
}
