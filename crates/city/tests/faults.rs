//! Each fault of a pack is told with its file, its row and a reason that says what would be right.

use dantin_city::{City, Fault, Files};

/// The faults after one text of a file has been replaced by another; the text must be there.
fn faults(file: &str, from: &str, to: &str) -> Vec<Fault> {
    let mut files = Files::embedded();
    let text = String::from_utf8(files.get(file).unwrap_or_default().to_vec()).unwrap_or_default();
    assert!(text.contains(from), "{file} has no {from}");
    files.put(file, text.replacen(from, to, 1));
    City::check(&files).err().unwrap_or_default().0
}

/// The line of a text in a file of the pack.
fn line(file: &str, text: &str) -> Option<usize> {
    let files = Files::embedded();
    let all = String::from_utf8(files.get(file).unwrap_or_default().to_vec()).unwrap_or_default();
    all.lines().position(|line| line.contains(text)).map(|position| position + 1)
}

#[track_caller]
fn assert_fault(found: &[Fault], file: &str, row: Option<usize>, reason: &str) {
    let fits = |fault: &Fault| fault.file == file && fault.row == row && fault.reason.contains(reason);
    let all: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(found.iter().any(fits), "wanted {file}:{row:?}: {reason}\nfound:\n{}", all.join("\n"));
}

#[test]
fn cells_that_do_not_fit_are_told_with_their_row() {
    let row = line("areas.csv", "00070,");
    for (from, to, reason) in [
        ("00070,2025-07-01", "70,2025-07-01", "code \"70\" is not five digits"),
        ("00070,2025-07-01", "00070,2025-07-32", "valid_from \"2025-07-32\" is not a date"),
        ("00070,2025-07-01,phuong", "00070,2025-07-01,quan", "kind: unknown variant `quan`"),
        ("Phường Hoàn Kiếm,Hoan Kiem Ward", "Phường Hoàn Kiếm,", "name_en is empty"),
        ("Phường Hoàn Kiếm,Hoan", "Phường Hoa\u{300}n Kiếm,Hoan", "name_vi is not in Unicode normal form C"),
        (
            "Phường Hoàn Kiếm,Hoan Kiem Ward,2",
            "Phường Hoàn Kiếm,Hoan Kiem Ward,3",
            "lies outside the city's bounds",
        ),
        (
            "Phường Hoàn Kiếm,Hoan Kiem Ward,",
            "Phường Hoàn Kiếm,Hoan Kiem Ward,north ",
            "is not a number of degrees",
        ),
        (
            "Phường Hoàn Kiếm,Hoan Kiem Ward,",
            "Phường Hoàn Kiếm,Hoan Kiem Ward,1,",
            "the row has 11 cells, the header 10",
        ),
    ] {
        assert_fault(&faults("areas.csv", from, to), "areas.csv", row, reason);
    }
}

#[test]
fn unknown_and_missing_columns_are_told() {
    let found = faults("areas.csv", "area_km2", "size");
    assert_fault(&found, "areas.csv", Some(1), "unknown column \"size\"");
    assert_fault(&found, "areas.csv", Some(1), "the column \"area_km2\" is missing");
}

#[test]
fn codes_stand_once() {
    let found = faults("areas.csv", "00008,", "00004,");
    assert_fault(&found, "areas.csv", Some(3), "the code 00004 stands twice");
    let found = faults("agencies.csv", "\nso-y-te,", "\nso-xay-dung,");
    assert_fault(
        &found,
        "agencies.csv",
        line("agencies.csv", "so-y-te,"),
        "the code so-xay-dung stands twice",
    );
    let found = faults("categories.toml", "code = \"den-duong\"", "code = \"o-ga\"");
    assert!(found.iter().any(|fault| fault.row.is_some() && fault.reason == "the code o-ga stands twice"));
}

#[test]
fn codes_keep_to_their_alphabet() {
    let found = faults("agencies.csv", "\nso-du-lich,", "\nSở_Du_lịch,");
    let row = line("agencies.csv", "so-du-lich,");
    assert_fault(&found, "agencies.csv", row, "is not a code of small letters a-z, digits and hyphens");
    let found = faults("categories.toml", "code = \"o-ga\"", "code = \"Ổ gà\"");
    let before = line("categories.toml", "code = \"o-ga\"").map(|line| line - 1);
    assert_fault(&found, "categories.toml", before, "code \"Ổ gà\" is not of small letters");
}

#[test]
fn agencies_refer_to_what_exists_and_not_in_a_circle() {
    let row = line("agencies.csv", "so-y-te,");
    let found = faults("agencies.csv", "Department of Health,ubnd-thanh-pho", "Department of Health,bo-y-te");
    assert_fault(&found, "agencies.csv", row, "parent: unknown agency \"bo-y-te\"");
    let found =
        faults("agencies.csv", "Hanoi City People's Committee,,", "Hanoi City People's Committee,so-y-te,");
    assert_fault(&found, "agencies.csv", row, "stands above itself");
    let found = faults("agencies.csv", "\nubnd-00004,ward", "\nubnd-00004,department");
    let row = line("agencies.csv", "ubnd-00004,");
    assert_fault(&found, "agencies.csv", row, "only an agency of the kind ward has an area");
    let found = faults("areas.csv", "\n00004,", "\n99999,");
    assert_fault(&found, "agencies.csv", row, "unknown area 00004");
    assert_fault(&found, "agencies.csv", None, "the area 99999 (Phường Ba Đình) has no agency");
    assert_fault(
        &found,
        "old_areas.csv",
        line("old_areas.csv", ",00004,whole"),
        "new_code: unknown area 00004",
    );
}

#[test]
fn choices_refer_to_agencies_deadlines_and_categories_that_exist() {
    let table = line("categories.toml", "code = \"den-duong\"").map(|line| line - 1);
    let found = faults("categories.toml", "lead = \"chieu-sang\"", "lead = \"hapulico\"");
    assert_fault(&found, "categories.toml", table, "lead: unknown agency \"hapulico\"");
    let found = faults("categories.toml", "lead = \"chieu-sang\"", "lead = \"mttq\"");
    assert_fault(&found, "categories.toml", table, "oversees and leads no case");
    let found = faults(
        "categories.toml",
        "lead = \"chieu-sang\"\nresolve = \"target.quick\"",
        "lead = \"chieu-sang\"\nresolve = \"ihanoi.normal\"",
    );
    assert_fault(&found, "categories.toml", table, "resolve: unknown deadline \"ihanoi.normal\"");
    let found = faults(
        "categories.toml",
        "lead = \"chieu-sang\"\nresolve = \"target.quick\"",
        "lead = \"chieu-sang\"\nresolve = \"reception.head\"",
    );
    assert_fault(&found, "categories.toml", table, "states no period to act within");
    let from = "code = \"den-duong\"\ncategory = \"cay-xanh-chieu-sang\"";
    let found = faults("categories.toml", from, "code = \"den-duong\"\ncategory = \"den\"");
    assert_fault(&found, "categories.toml", table, "den-duong: unknown category \"den\"");
}

#[test]
fn words_are_there_in_both_languages() {
    let table = line("categories.toml", "code = \"den-duong\"").map(|line| line - 1);
    let found = faults("categories.toml", "vi = \"Đèn đường\", en = \"Street light\"", "vi = \"Đèn đường\"");
    assert_fault(&found, "categories.toml", table, "missing field `en`");
    let found = faults("categories.toml", "vi = \"Đèn đường\", en", "vi = \"\", en");
    assert_fault(&found, "categories.toml", table, "name.vi is empty");
}

#[test]
fn unknown_fields_and_lists_and_broken_text_are_told() {
    let table = line("categories.toml", "code = \"den-duong\"").map(|line| line - 1);
    let found = faults("categories.toml", "code = \"den-duong\"", "color = \"red\"\ncode = \"den-duong\"");
    assert_fault(&found, "categories.toml", table, "unknown field `color`");
    let first = line("channels.toml", "[[channel]]");
    let found = faults("channels.toml", "[[channel]]", "[[chanel]]");
    assert_fault(&found, "channels.toml", first, "unknown list \"chanel\"");
    let found = faults("channels.toml", "kind = \"report\"", "kind = \"report");
    assert!(found.iter().any(
        |fault| fault.file == "channels.toml" && fault.row == line("channels.toml", "kind = \"report\"")
    ));
}

#[test]
fn deadlines_have_dates_one_term_and_versions_that_follow_each_other() {
    let table = line("deadlines.toml", "id = \"ihanoi.receive\"").map(|line| line - 1);
    let found = faults("deadlines.toml", "valid_from = \"2025-02-28\"", "valid_from = \"28/02/2025\"");
    assert_fault(&found, "deadlines.toml", table, "valid_from \"28/02/2025\" is not a date");
    let found = faults("deadlines.toml", "{ working_hours = 8 }", "{ working_hours = 8, days = 1 }");
    assert_fault(&found, "deadlines.toml", table, "a term has one of");
    let found = faults("deadlines.toml", "within = { working_hours = 8 }", "");
    assert_fault(&found, "deadlines.toml", table, "give one of within");
    let found = faults("deadlines.toml", "valid_to = \"2026-06-30\"", "valid_to = \"2026-07-01\"");
    // The later version is the one to mend.
    let told = found.iter().find(|fault| fault.reason.contains("are in force on the same day"));
    let after = line("deadlines.toml", "valid_to = \"2026-06-30\"");
    assert!(told.is_some_and(|fault| fault.file == "deadlines.toml" && fault.row > after), "{found:?}");
}

#[test]
fn holidays_stand_once_and_flags_are_known() {
    let row = line("holidays.csv", "2026-01-02,");
    let found = faults("holidays.csv", "\n2026-01-02,swap_off", "\n2026-01-01,swap_off");
    assert_fault(&found, "holidays.csv", row, "the date 2026-01-01 stands twice");
    let found = faults("holidays.csv", "\n2026-01-02,swap_off,", "\n2026-01-02,flagged,");
    assert_fault(&found, "holidays.csv", row, "a row of the kind flagged has a flag");
    let found = faults("city.toml", "flags = []", "flags = [\"tet\"]");
    assert_fault(&found, "city.toml", None, "has the flag \"tet\"");
}

#[test]
fn settings_are_checked() {
    for (from, to, row, reason) in [
        (
            "zone = \"Asia/Ho_Chi_Minh\"",
            "zone = \"Asia/Hanoi\"",
            line("city.toml", "zone ="),
            "not a known time zone",
        ),
        (
            "code_prefix = \"DT\"",
            "code_prefix = \"dt\"",
            line("city.toml", "code_prefix"),
            "one to four letters A-Z",
        ),
        (
            "coordinator = \"vp-ubnd\"",
            "coordinator = \"nobody\"",
            None,
            "coordinator: unknown agency \"nobody\"",
        ),
        ("coordinator = \"vp-ubnd\"", "coordinator = \"so-y-te\"", None, "is not of the kind coordinator"),
        (
            "confirmation = \"target.confirm\"",
            "confirmation = \"x\"",
            None,
            "confirmation: unknown deadline \"x\"",
        ),
        (
            "escalation = [\"target.escalate_head\"",
            "escalation = [\"x\"",
            None,
            "escalation: unknown deadline \"x\"",
        ),
        (
            "escalation = [\"target.escalate_head\"",
            "escalation = [\"target.confirm\"",
            None,
            "must be a term \"within\" that starts with \"overdue\"",
        ),
        ("latitude = 21.0285", "latitude = 10.0", line("city.toml", "latitude ="), "outside its bounds"),
        (
            "monday = [\"08:00-12:00\"",
            "monday = [\"08:00-13:30\"",
            None,
            "hours.monday: 08:00-13:30 and 13:00-17:00 overlap",
        ),
        ("number = \"113\"", "number = \"one\"", None, "is not a telephone number"),
    ] {
        assert_fault(&faults("city.toml", from, to), "city.toml", row, reason);
    }
}

#[test]
fn an_old_code_with_two_names_is_told() {
    let found = faults("old_areas.csv", "\n00556,", "\n00553,");
    assert!(found.iter().any(
        |fault| fault.row.is_some() && fault.reason.contains("the code 00553 is Xã Cổ Bi, Huyện Gia Lâm")
    ));
}

#[test]
fn all_four_channels_are_needed() {
    let found = faults("channels.toml", "kind = \"denunciation\"", "kind = \"formal_complaint\"");
    assert!(found.iter().any(|fault| fault.reason.contains("the channel formal_complaint stands twice")));
}

#[test]
fn a_missing_file_and_text_that_is_not_utf8_are_told() {
    let mut files = Files::embedded();
    files.remove("channels.toml");
    files.put("holidays.csv", b"date,kind\n2026-01-01,\xff\n".to_vec());
    let found = City::check(&files).err().unwrap_or_default().0;
    assert_fault(&found, "channels.toml", None, "the file is missing");
    assert_fault(&found, "holidays.csv", Some(2), "the text is not UTF-8");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_files_and_rows() {
    let mut files = Files::embedded();
    let text = |files: &Files, name: &str| {
        String::from_utf8(files.get(name).unwrap_or_default().to_vec()).unwrap_or_default()
    };
    let areas = text(&files, "areas.csv").replacen("Ba Dinh Ward", "", 1).replacen("Hoan Kiem Ward", "", 1);
    let categories = text(&files, "categories.toml")
        .replacen("lead = \"chieu-sang\"", "lead = \"x\"", 1)
        .replacen("lead = \"transerco\"", "lead = \"y\"", 1);
    files.put("areas.csv", areas);
    files.put("categories.toml", categories);
    let found = City::check(&files).err().unwrap_or_default().0;
    // What names a lost area is told beside it.
    let follows = |file: &str| ["agencies.csv", "boards.csv", "old_areas.csv"].contains(&file);
    let own: Vec<_> = found.iter().filter(|fault| !follows(&fault.file)).collect();
    assert_eq!(own.len(), 4, "{own:?}");
    assert!(found.is_sorted_by_key(|fault| (fault.file.clone(), fault.row)));
}

#[test]
fn boards_that_reach_beyond_their_ward_or_stand_elsewhere_are_told() {
    let row = line("boards.csv", "ttnd-00070,");
    for (from, to, reason) in [
        ("ttnd-00070,inspection_board", "ttnd-00070,ward", "a board is inspection_board or investment_board"),
        ("ttnd-00070,inspection_board", "ttnd-00070,council", "kind: unknown variant `council`"),
        ("ttnd-00070,", "ubnd-00070,", "the code ubnd-00070 stands twice"),
        (",00070,,,", ",99999,,,", "unknown area 99999"),
        (",00070,,,", ",,,,", "a board needs the area that it oversees"),
        (",00070,,,", ",00004,,,", "the area 00004 has another inspection board already"),
        (",00070,,,", ",00070,Dự án cầu mẫu,Sample bridge,", "only an investment board oversees one project"),
        (",00070,,,", ",00070,Dự án cầu mẫu,,", "project_en is empty"),
    ] {
        assert_fault(&faults("boards.csv", from, to), "boards.csv", row, reason);
    }
    let row = line("agencies.csv", "ubnd-00070,ward");
    let found = faults("agencies.csv", "ubnd-00070,ward", "ubnd-00070,inspection_board");
    assert_fault(&found, "agencies.csv", row, "boards stand in boards.csv");
}

#[test]
fn a_pack_without_boards_is_a_pack() {
    let mut files = Files::embedded();
    files.remove(Files::BOARDS);
    let is_sound = |city: City| city.agencies().iter().all(|agency| !agency.kind.is_board());
    assert!(City::check(&files).is_ok_and(is_sound));
}

#[test]
fn landmarks_are_checked_and_may_be_absent() {
    let row = line("landmarks.toml", "vi = \"Hồ Hoàn Kiếm\"").map(|line| line - 1);
    for (from, to, reason) in [
        ("latitude = 21.0288", "latitude = 2.10288", "lies outside the city's bounds"),
        ("latitude = 21.0288", "latitude = \"north\"", "invalid type: string"),
        ("accuracy_m = 350", "accuracy_m = 0", "accuracy_m 0 is not between 1 and 5000 metres"),
        ("en = \"Hoan Kiem Lake\"", "en = \"\"", "name.en is empty"),
        ("\"Hồ Gươm\"", "\" Hồ Gươm\"", "other_names begins or ends with white space"),
        ("confidence = \"low\"", "confidence = \"sure\"", "unknown variant `sure`"),
        ("latitude = 21.0288", "height = 3\nlatitude = 21.0288", "unknown field `height`"),
    ] {
        assert_fault(&faults("landmarks.toml", from, to), "landmarks.toml", row, reason);
    }
    let found = faults("landmarks.toml", "vi = \"Hồ Tây\"", "vi = \"Hồ Hoàn Kiếm\"");
    let second = line("landmarks.toml", "vi = \"Hồ Tây\"").map(|line| line - 1);
    assert_fault(&found, "landmarks.toml", second, "the name Hồ Hoàn Kiếm stands twice");
    let mut files = Files::embedded();
    files.remove("landmarks.toml");
    assert_eq!(City::check(&files).map(|city| city.landmarks().len()), Ok(0));
}
