"""Writes the two tables beside it, against which the calendar is tested.

    pip install holidays==0.109
    python make_holidays.py

exceptions_2024_2028.csv   dates that differ from the week of Monday to Friday: "off" or "work"
working_days_2024_2028.csv what the package itself counts: working days of each month, and the n-th working day
                           after the first of each month

The package does not know that Friday 2026-01-02 was off and Saturday 2026-01-10 was worked in its place (document
12729/VPCP-KGVX of 2025-12-25), so it is taught. It lists 24 November from 2026, whose standing as a day off is not
settled, so that day is taken out.
"""

import csv
import datetime
from pathlib import Path

import holidays

HERE = Path(__file__).parent
YEARS = range(2024, 2029)


def vietnam():
    table = holidays.country_holidays("VN", years=YEARS, language="vi")
    table[datetime.date(2026, 1, 2)] = "Ngày nghỉ hoán đổi"
    table.weekend_workdays.add(datetime.date(2026, 1, 10))
    for year in YEARS:
        if datetime.date(year, 11, 24) in table:
            table.pop(datetime.date(year, 11, 24))
    return table


def main():
    table = vietnam()
    day = datetime.date(YEARS.start, 1, 1)
    with (HERE / "exceptions_2024_2028.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["date", "state"])
        while day.year < YEARS.stop:
            works = table.is_working_day(day)
            if works != (day.weekday() < 5):
                out.writerow([day, "work" if works else "off"])
            day += datetime.timedelta(days=1)
    with (HERE / "working_days_2024_2028.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["month", "working_days", "n", "nth_after_the_first"])
        for year in YEARS:
            for month in range(1, 13):
                first = datetime.date(year, month, 1)
                following = datetime.date(year + month // 12, month % 12 + 1, 1)
                count = table.get_working_days_count(first, following - datetime.timedelta(days=1))
                n = 1 + (year + month) % 15
                nth = table.get_nth_working_day(first, n)
                if nth.year < YEARS.stop:
                    out.writerow([f"{year}-{month:02}", count, n, nth])


main()
