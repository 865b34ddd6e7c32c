//! `dantin import service-requests` as an operator types it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dantin_store::{Db, Settings, Synchronous};

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
fn every_row_that_cannot_be_taken_is_written_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (file, faults) = (folder.path().join("sample.csv"), folder.path().join("faults.csv"));
    let mut text = SAMPLE.to_owned();
    for number in 0..70 {
        let id = 100 + number;
        let row = format!(
            "1-{id},\"never, {number}\",01/03/2018 01:00:00 PM,BOS,Bulky Items,Open,Call,,,S,13,34.06,-118.25\n"
        );
        text.push_str(&row);
    }
    std::fs::write(&file, &text).unwrap();
    let map = mapping("los-angeles.toml");
    let pack = |name: &str| folder.path().join(name);
    let import = ["import", "service-requests"];

    let plain = said(&dantin(&import, &[("", &file), ("--map", &map), ("--make-pack", &pack("a"))]));
    assert!(plain.contains("… and 21 more; --faults FILE.csv writes all of them into a file."), "{plain}");

    let paths: [(&str, &Path); 4] =
        [("", &file), ("--map", &map), ("--make-pack", &pack("b")), ("--faults", &faults)];
    let output = dantin(&import, &paths);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("faults.csv holds all of them"), "{}", said(&output));
    let mut rows = csv::Reader::from_path(&faults).unwrap();
    assert_eq!(rows.headers().unwrap(), vec!["file", "line", "column", "reason"]);
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 71);
    assert_eq!(
        rows[0],
        vec!["sample.csv", "3", "CreatedDate", "\"yesterday\" is not a time as %m/%d/%Y %I:%M:%S %p"]
    );
    assert_eq!(&rows[70][1], "73");
    assert!(rows[70][3].starts_with("\"never, 69\" is not a time"), "{:?}", &rows[70]);

    // Nothing that is there is overwritten, least of all the export.
    let again = dantin(&import, &[("", &file), ("--map", &map), ("--faults", &file)]);
    assert!(!again.status.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

/// A real export with its mapping, imported from the command line into a data folder of its own.
struct Real {
    folder: tempfile::TempDir,
    file: PathBuf,
    map: PathBuf,
}

impl Real {
    /// Makes a pack that fits; none where the file is not at hand, which is said.
    fn packed(export: &str, map: &str) -> Option<Real> {
        let Some(file) = real_export(export) else {
            eprintln!("left out: ../shared/data/service-requests/{export} is not here");
            return None;
        };
        let real = Real { folder: tempfile::tempdir().unwrap(), file, map: mapping(map) };
        let paths: [(&str, &Path); 3] =
            [("", &real.file), ("--map", &real.map), ("--make-pack", &real.folder.path().join("pack"))];
        let made = dantin(&["import", "service-requests"], &paths);
        assert!(made.status.success(), "{}", said(&made));
        Some(real)
    }

    fn import(&self, file: &Path, options: &[&str]) -> String {
        let folder = self.folder.path();
        let (pack, data) = (folder.join("pack"), folder.join("data"));
        let paths: [(&str, &Path); 4] =
            [("", file), ("--map", &self.map), ("--city", &pack), ("--data", &data)];
        let output = dantin(&[&["import", "service-requests"], options].concat(), &paths);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    }

    /// Everything that an import could change, as text.
    fn stored(&self) -> Vec<String> {
        let path = self.folder.path().join("data/dantin.db");
        let settings = Settings::Sqlite { path, synchronous: Synchronous::Full, readers: 1 };
        let db = Db::open(&settings).unwrap();
        let rows = db.read_blocking(|tx| {
            let mut all: Vec<(String, String, String)> = Vec::new();
            for statement in [
                "SELECT id, record, lead_agency || ' ' || updated_at FROM cases ORDER BY id",
                "SELECT at, case_id, body FROM journal ORDER BY idx",
                "SELECT case_id, field, body FROM contents ORDER BY case_id, number, field",
                "SELECT case_id, body, '' FROM journal_pending ORDER BY id",
                "SELECT system, name, attribution FROM sources ORDER BY system",
            ] {
                all.extend(tx.all::<(String, String, String)>(statement, &[])?);
            }
            Ok::<_, dantin_store::Error>(all)
        });
        db.close();
        rows.unwrap().into_iter().map(|(one, two, three)| format!("{one} {two} {three}")).collect()
    }

    /// Imports the whole file, tries and imports it again, and a copy with bad rows; gives what the first import said.
    fn holds_its_promises(&self, new: usize, fourth_line: &str) -> String {
        let tried = self.import(&self.file, &["--dry-run"]);
        assert!(
            tried.contains("nothing was changed") && !self.folder.path().join("data").exists(),
            "{tried}"
        );
        let first = self.import(&self.file, &[]);
        let imported = format!("{new} new, 0 changed, 0 already there and the same, 0 failed");
        assert!(first.contains(&imported), "{first}");
        assert!(!first.contains("cannot be taken"), "{first}");
        let before = self.stored();
        self.import(&self.file, &["--dry-run"]);
        let again = self.import(&self.file, &[]);
        let imported = format!("0 new, 0 changed, {new} already there and the same, 0 failed");
        assert!(again.contains(&imported), "{again}");
        assert_eq!(self.stored(), before, "a second run and a trial change nothing");

        let text = std::fs::read_to_string(&self.file).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let id = lines[3].split(',').next().unwrap().to_owned();
        lines[3] = lines[3].replacen("2018-01-01", "2018-13-01", 1).replacen("12/31/2017", "31/31/2017", 1);
        let row = lines[3].replacen(&id, "quite-another-id", 1);
        lines.push(format!("{row},one value more"));
        let copy = self.folder.path().join("bad.csv");
        std::fs::write(&copy, lines.join("\n")).unwrap();
        let bad = self.import(&copy, &[]);
        assert!(bad.contains(fourth_line), "{bad}");
        let last = format!("bad.csv:{}: the row has", lines.len());
        assert!(bad.contains(&last) && bad.contains("2 rows cannot be taken."), "{bad}");
        assert!(bad.contains("0 new, 0 changed,"), "{bad}");
        assert_eq!(self.stored(), before, "what cannot be read changes nothing that was read before");
        first
    }
}

#[test]
fn the_whole_file_of_st_louis_is_imported_with_its_peculiarities_counted() {
    let Some(real) = Real::packed("st-louis-2018-01.csv", "st-louis.toml") else { return };
    let fault = "bad.csv:4: datetimeinit: \"2018-13-01";
    let words = real.holds_its_promises(1532, fault);
    for expected in [
        "1554 rows, 1532 different requests: 85 open, 1409 closed, 38 cancelled there.",
        "22 more rows of 18 requests: each counts as one more who asked.",
        "      13  done on the spot before being requested",
        "     222  closed more than 7 days after being done on the spot",
        "      22  promised for a day more than 60 days away",
        "      48  without a point",
        "The date in prjcompletedate is a promise to look at it; it makes no case overdue here",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    // No point outside the box would have been kept; none was outside, so that all 1,484 with coordinates have one.
    assert!(!words.contains("outside the box"), "{words}");
}

#[test]
fn the_whole_file_of_los_angeles_is_imported_without_the_work_of_crews_and_rows_about_people() {
    let Some(real) = Real::packed("los-angeles-2017-12.csv", "los-angeles.toml") else { return };
    let words = real.holds_its_promises(7724, "bad.csv:4: CreatedDate: \"31/31/2017");
    for expected in [
        "9999 rows, 7724 different requests: 5 open, 7473 closed, 246 cancelled there.",
        "2019 rows left out: crews logged them as their own work.",
        "256 rows left out: they point at people without a home.",
        "       3  without a point",
        "The date in ServiceDate is the day on which a crew comes; it makes no case overdue here",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert!(!words.contains("closed before being requested"), "midnight is a day: {words}");
}
