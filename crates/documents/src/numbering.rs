//! How Vietnamese documents count: Roman numbers for parts, letters in the order of the alphabet for points, leading zeros in
//! numbers and dates. Annex I of Decree 30/2020.

use jiff::civil::Date;

use crate::model::{Language, Number};

/// The letters of points, in order: đ has a place of its own, and f, j, w, z are not used.
const LETTERS: [char; 23] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
    'x', 'y',
];

/// The letter of a point, counted from 0. After `y` come `aa`, `ab` and so on; the decree says nothing of so many.
pub fn letter(index: usize) -> String {
    let mut letters: Vec<char> = Vec::new();
    let mut left = index;
    loop {
        letters.extend(LETTERS.get(left % LETTERS.len()));
        left /= LETTERS.len();
        if left == 0 {
            break;
        }
        left -= 1;
    }
    letters.iter().rev().collect()
}

/// A number from 1 to 3999 in Roman letters; others stay in digits.
pub fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut left = number;
    let mut letters = String::new();
    for (value, sign) in STEPS {
        while left >= value {
            letters.push_str(sign);
            left -= value;
        }
    }
    letters
}

/// "Số: 05/BC-UBND": numbers under 10 get a zero, and there is no space around slash and hyphen. Without a number room is left.
pub(crate) fn number_line(number: &Number, language: Language) -> String {
    let label = crate::labels::of(language).number;
    match number.number {
        Some(value) => format!("{label} {value:02}/{}", number.symbol),
        None => format!("{label} ……/{}", number.symbol),
    }
}

impl Number {
    /// The line as it is printed: "Số: 05/BC-UBND", or with room where the number is to be written.
    pub fn line(&self, language: Language) -> String {
        number_line(self, language)
    }
}

/// "ngày 05 tháng 3 năm 2026": days under 10 get a zero, of the months only 1 and 2. In English "5 March 2026".
pub fn long_date(date: Date, language: Language) -> String {
    let (day, month, year) = (date.day(), date.month(), date.year());
    match language {
        Language::Vietnamese if month < 3 => format!("ngày {day:02} tháng {month:02} năm {year}"),
        Language::Vietnamese => format!("ngày {day:02} tháng {month} năm {year}"),
        Language::English => {
            const MONTHS: [&str; 12] = [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ];
            let name = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"");
            format!("{day} {name} {year}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_follow_the_vietnamese_alphabet() {
        let first: Vec<String> = (0..12).map(letter).collect();
        assert_eq!(first.join(" "), "a b c d đ e g h i k l m");
        assert_eq!([letter(22), letter(23), letter(24), letter(23 + 23 * 23)].join(" "), "y aa ab aaa");
    }

    #[test]
    fn roman_numbers_are_those_of_parts() {
        let numbers: Vec<String> = [1, 4, 9, 14, 40, 90, 1999, 0, 4000].map(roman).into();
        assert_eq!(numbers.join(" "), "I IV IX XIV XL XC MCMXCIX 0 4000");
    }

    #[test]
    fn days_under_ten_get_a_zero_and_of_the_months_only_the_first_two() {
        let line = |year, month, day| long_date(jiff::civil::date(year, month, day), Language::Vietnamese);
        assert_eq!(line(2026, 1, 5), "ngày 05 tháng 01 năm 2026");
        assert_eq!(line(2026, 2, 15), "ngày 15 tháng 02 năm 2026");
        assert_eq!(line(2026, 3, 5), "ngày 05 tháng 3 năm 2026");
        assert_eq!(line(2026, 12, 31), "ngày 31 tháng 12 năm 2026");
        assert_eq!(long_date(jiff::civil::date(2026, 3, 5), Language::English), "5 March 2026");
    }

    #[test]
    fn numbers_under_ten_get_a_zero() {
        let line = |number| number_line(&Number { number, symbol: "BC-TDP".into() }, Language::Vietnamese);
        assert_eq!(line(Some(5)), "Số: 05/BC-TDP");
        assert_eq!(line(Some(123)), "Số: 123/BC-TDP");
        assert_eq!(line(None), "Số: ……/BC-TDP");
    }
}
