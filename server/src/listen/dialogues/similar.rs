//! Which questions resemble one that is being asked. Two neighbouring syllables stand for a word, as most Vietnamese words
//! have two; single ones are mostly function words, by which everything resembles everything. Marks do not matter.

use std::collections::BTreeSet;

use dantin_words::fold;

/// How many are shown at most.
const MOST: usize = 3;
/// Of the shorter question's pairs at least this many hundredths are shared, and at least two.
const SHARED_PERCENT: usize = 30;
const LEAST: usize = 2;

/// The numbers of those that resemble the text, the most alike first.
pub fn similar<'a>(text: &str, questions: impl Iterator<Item = (u32, &'a str)>) -> Vec<u32> {
    let own = pairs(text);
    let mut found: Vec<(usize, u32)> = questions
        .filter_map(|(number, other)| {
            let other = pairs(other);
            let shared = own.intersection(&other).count();
            let shorter = own.len().min(other.len());
            let percent = shared * 100 / shorter.max(1);
            (shared >= LEAST && percent >= SHARED_PERCENT).then_some((percent, number))
        })
        .collect();
    found.sort_by_key(|(percent, number)| (usize::MAX - percent, *number));
    found.into_iter().take(MOST).map(|(_, number)| number).collect()
}

fn pairs(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let syllables: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|syllable| !syllable.is_empty()).collect();
    syllables.windows(2).map(|two| two.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_wish_in_other_words_is_found_and_function_words_alone_are_not() {
        let questions = [
            (1, "Bao giờ sửa đèn đường ở ngõ 12 phố Huế?"),
            (2, "Khi nào trường tiểu học có thêm phòng học mới?"),
            (3, "Chợ cóc trước cổng trường lấn chiếm vỉa hè, ai xử lý?"),
        ];
        let of = |text: &str| similar(text, questions.iter().map(|(number, text)| (*number, *text)));
        assert_eq!(of("den duong ngo 12 pho hue hong ba thang nay"), [1]);
        assert_eq!(of("Vỉa hè trước cổng trường bị lấn chiếm"), [3]);
        assert!(of("Khi nào thì được hả các bác?").is_empty());
        assert!(of("").is_empty());
    }
}
