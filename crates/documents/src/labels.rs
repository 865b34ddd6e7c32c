//! The words that the decree itself prescribes, and how they are put in English. All others come from the caller.

use crate::model::Language;

pub struct Labels {
    pub country: &'static str,
    pub motto: &'static str,
    /// How long the motto is in bold of 13 points, in twentieths of a point: the rule under it is as long.
    pub motto_width: usize,
    pub number: &'static str,
    pub addressees: &'static str,
    pub recipients: &'static str,
}

pub fn of(language: Language) -> &'static Labels {
    match language {
        Language::Vietnamese => &Labels {
            country: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            motto: "Độc lập - Tự do - Hạnh phúc",
            motto_width: 3300,
            number: "Số:",
            addressees: "Kính gửi:",
            recipients: "Nơi nhận:",
        },
        Language::English => &Labels {
            country: "SOCIALIST REPUBLIC OF VIET NAM",
            motto: "Independence - Freedom - Happiness",
            motto_width: 4400,
            number: "No.:",
            addressees: "To:",
            recipients: "Recipients:",
        },
    }
}
