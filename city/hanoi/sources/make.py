"""Writes the tables of the pack that come from published packages.

    pip install vietnamadminunits==1.0.4 holidays==0.109
    python make.py

vietnamadminunits (MIT, LICENSE.vietnamadminunits beside this file)
    areas.csv      the 126 wards and communes since 2025-07-01: codes, names, centres, areas
    old_areas.csv  the 526 units before that day and the new units each went to, whole or in part
    agencies.csv   only the rows of kind "ward": one People's Committee for each area; other rows stay as they are
    boards.csv     only the rows of kind "inspection_board": one People's Inspection Board for each area; other rows stay as they are
holidays (MIT, LICENSE.holidays beside this file)
    holidays.csv   days off and make-up working days of 2024 to 2028

What is known better than the packages stands below, each with its reason.
"""

import csv
import datetime
import json
import re
import sqlite3
import unicodedata
from importlib import resources
from pathlib import Path

import holidays

PACK = Path(__file__).parent.parent
REFORM = "2025-07-01"
UNITS = "vietnamadminunits 1.0.4 (MIT)"

# The package puts the tone mark on the first vowel; the official names put it on the second.
OFFICIAL = {
    "00175": "Phường Yên Hoà",
    "09856": "Xã Dương Hoà",
    "09988": "Xã Hoà Lạc",
    "10096": "Xã Hoà Phú",
    "10180": "Xã Dân Hoà",
    "10402": "Xã Ứng Hoà",
    "10417": "Xã Hoà Xá",
}

# Xã Văn Khê (Mê Linh) also went in part to Xã Ô Diên by the statistics office's conversion table.
MISSING_LINKS = [("Huyện Mê Linh", "Xã Văn Khê", "Xã Ô Diên")]

YEARS = range(2024, 2029)
NOTICED_UNTIL = 2026
SWAP = "Document 12729/VPCP-KGVX of 2025-12-25 (press)"
PACKAGE = "holidays 0.109 (MIT)"
ENGLISH = {
    "Tết Dương lịch": "New Year's Day",
    "29 Tết": "Day before Lunar New Year's Eve",
    "Giao thừa Tết Nguyên Đán": "Lunar New Year's Eve",
    "Tết Nguyên Đán": "Lunar New Year",
    "Mùng hai Tết Nguyên Đán": "Second day of Lunar New Year",
    "Mùng ba Tết Nguyên Đán": "Third day of Lunar New Year",
    "Mùng bốn Tết Nguyên Đán": "Fourth day of Lunar New Year",
    "Mùng năm Tết Nguyên Đán": "Fifth day of Lunar New Year",
    "Ngày Giỗ Tổ Hùng Vương": "Hùng Kings' Commemoration Day",
    "Ngày Chiến thắng": "Reunification Day",
    "Ngày Quốc tế Lao động": "International Labour Day",
    "Quốc khánh": "National Day",
    "Ngày Văn hóa Việt Nam": "Vietnamese Culture Day",
}


def write(name, header, rows):
    with (PACK / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([[unicodedata.normalize("NFC", str(cell)) for cell in row] for row in rows])


def plain(text):
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def english(name):
    kind, short = name.split(" ", 1)
    word = {"Phường": "Ward", "Xã": "Commune", "Thị": "Township"}[kind]
    return f"{plain(short.removeprefix('trấn '))} {word}"


def open_units():
    return sqlite3.connect(resources.files("vietnamadminunits") / "data" / "dataset.db")


def areas(database):
    rows = database.execute(
        "select wardCode, ward, wardType, wardLat, wardLon, wardAreaKm2 from admin_units"
        " where provinceCode = '01' order by wardCode"
    ).fetchall()
    for code, name, kind, latitude, longitude, area in rows:
        official = OFFICIAL.get(code, name)
        source = UNITS if official == name else f"{UNITS}; official spelling of the name"
        yield [
            code, REFORM, {"Phường": "phuong", "Xã": "xa"}[kind], official, english(name),
            latitude, longitude, area, source, "high",
        ]


def old_areas(database, new):
    from_name = {row[3]: row[0] for row in new}
    by_key = dict(database.execute("select wardKey, wardCode from admin_units where provinceCode = '01'"))
    legacy = {}
    for province, district_key, ward_key, code, name, district in database.execute(
        "select provinceKey, districtKey, wardKey, wardCode, ward, district from admin_units_legacy"
        " where provinceCode = '01'"
    ):
        legacy[f"{province}_{district_key}_{ward_key}"] = (code, name, district)
    links = json.loads((resources.files("vietnamadminunits") / "data" / "converter_2025.json").read_text("utf-8"))
    rows = []
    for new_key, old_keys in links["DICT_PROVINCE_WARD_NO_DIVIDED"]["thanhphohanoi"].items():
        rows += [[*legacy[old], by_key[new_key], "whole", UNITS, "high"] for old in old_keys]
    for old, parts in links["DICT_PROVINCE_WARD_DIVIDED"]["thanhphohanoi"].items():
        rows += [[*legacy[old], by_key[part["newWardKey"]], "partial", UNITS, "high"] for part in parts]
    for district, old_name, new_name in MISSING_LINKS:
        code = next(row[0] for row in legacy.values() if row[1:] == (old_name, district))
        source = "Conversion table of the National Statistics Office"
        rows.append([code, old_name, district, from_name[new_name], "partial", source, "medium"])
    return sorted(rows)


def ward_agencies(new):
    for code, _, kind, name, name_en, *_ in new:
        word = {"phuong": "phường", "xa": "xã"}[kind]
        yield [
            f"ubnd-{code}", "ward", f"Ủy ban nhân dân {word} {name.split(' ', 1)[1]}",
            f"{name_en} People's Committee", "ubnd-thanh-pho", code,
            f"Việc tại chỗ trên địa bàn {word}", f"Local matters in the {'ward' if kind == 'phuong' else 'commune'}",
            "One People's Committee for each unit under the two-tier model since 2025-07-01", "high",
        ]


def agencies(new):
    path = PACK / "agencies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [row for row in rows if row[1] != "ward"]
    write("agencies.csv", header, kept + list(ward_agencies(new)))


def inspection_boards(new):
    for code, _, _, name, name_en, *_ in new:
        yield [
            f"ttnd-{code}", "inspection_board", f"Ban Thanh tra nhân dân {name[0].lower()}{name[1:]}",
            f"People's Inspection Board of {name_en}", code, "", "",
            "Giám sát việc thực hiện chính sách, pháp luật và thực hiện dân chủ trên địa bàn",
            "Oversees how policies, laws and grassroots democracy are carried out in its area",
            "Law on Grassroots Democracy 10/2022/QH15 Art. 36: one for each commune-level unit; the name follows that of the unit",
            "medium",
        ]


def boards(new):
    path = PACK / "boards.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    kept = [row for row in rows if row[1] != "inspection_board"]
    write("boards.csv", header, kept + list(inspection_boards(new)))


def days():
    table = holidays.country_holidays("VN", years=YEARS, language="vi")
    rows = {}
    for day in sorted(table):
        name = table[day]
        kind, flag, confidence, note = "public_holiday", "", "high", ""
        swapped = re.search(r"thay cho ngày (\d\d)/(\d\d)/(\d{4})", name)
        if swapped:
            worked = datetime.date(*(int(part) for part in reversed(swapped.groups())))
            kind, name = "swap_off", f"Nghỉ hoán đổi, làm bù ngày {worked:%d/%m/%Y}"
            english_name = f"Day off in exchange for working on {worked}"
            rows[worked] = [
                worked, "working_day", "", f"Làm bù cho ngày {day:%d/%m/%Y}",
                f"Working day in exchange for {day}", PACKAGE, "high", "",
            ]
        elif name.endswith(" (nghỉ bù)"):
            kind, english_name = "in_lieu", f"{ENGLISH[name.removesuffix(' (nghỉ bù)')]} (day off in lieu)"
        else:
            english_name = ENGLISH[name]
        if (day.month, day.day) == (11, 24):
            kind, flag, confidence = "flagged", "culture-day", "medium"
            note = "Listed on the strength of Resolution 80-NQ/TW; whether it is a statutory day off is not confirmed"
        elif day.year > NOTICED_UNTIL:
            confidence, note = "medium", "Projected: the yearly notice decides"
        rows[day] = [day, kind, flag, name, english_name, PACKAGE, confidence, note]
    off, worked = datetime.date(2026, 1, 2), datetime.date(2026, 1, 10)
    rows[off] = [
        off, "swap_off", "", f"Nghỉ hoán đổi, làm bù ngày {worked:%d/%m/%Y}",
        f"Day off in exchange for working on {worked}", SWAP, "high", "The package does not know it",
    ]
    rows[worked] = [
        worked, "working_day", "", f"Làm bù cho ngày {off:%d/%m/%Y}",
        f"Working day in exchange for {off}", SWAP, "high", "The package does not know it",
    ]
    return [rows[day] for day in sorted(rows)]


def main():
    database = open_units()
    new = list(areas(database))
    write(
        "areas.csv",
        ["code", "valid_from", "kind", "name_vi", "name_en", "latitude", "longitude", "area_km2", "source",
         "confidence"],
        new,
    )
    write(
        "old_areas.csv",
        ["old_code", "old_name", "old_district", "new_code", "extent", "source", "confidence"],
        old_areas(database, new),
    )
    agencies(new)
    boards(new)
    write(
        "holidays.csv",
        ["date", "kind", "flag", "name_vi", "name_en", "source", "confidence", "note"],
        days(),
    )


main()
