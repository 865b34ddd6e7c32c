//! What residents write short. Each short form has the readings it may stand for; the form itself stays a reading too.

const READINGS: [(&str, &[&str]); 34] = [
    ("p", &["phường"]),
    ("f", &["phường"]),
    ("q", &["quận"]),
    ("x", &["xã"]),
    ("tp", &["thành phố"]),
    ("tt", &["thị trấn"]),
    ("tx", &["thị xã"]),
    ("hn", &["hà nội"]),
    ("tphn", &["hà nội"]),
    ("hcm", &["hồ chí minh"]),
    ("tphcm", &["hồ chí minh"]),
    ("sg", &["sài gòn"]),
    ("tdp", &["tổ dân phố"]),
    ("ubnd", &["ủy ban nhân dân"]),
    ("hdnd", &["hội đồng nhân dân"]),
    ("mttq", &["mặt trận tổ quốc"]),
    ("ca", &["công an"]),
    ("csgt", &["cảnh sát giao thông"]),
    ("pccc", &["phòng cháy chữa cháy"]),
    ("vs", &["với", "vệ sinh"]),
    ("vsmt", &["vệ sinh môi trường"]),
    ("ql", &["quốc lộ"]),
    ("sn", &["số nhà"]),
    ("kdt", &["khu đô thị"]),
    ("ktt", &["khu tập thể"]),
    ("cc", &["chung cư"]),
    ("bv", &["bệnh viện"]),
    ("ks", &["khách sạn"]),
    ("ko", &["không"]),
    ("k", &["không"]),
    ("kg", &["không"]),
    ("dc", &["được", "địa chỉ"]),
    ("đc", &["được", "địa chỉ"]),
    ("đ", &["đường"]),
];

/// The readings of a short form in lower case; none when it is not one.
pub(super) fn readings(word: &str) -> &'static [&'static str] {
    READINGS.iter().find(|(short, _)| *short == word).map_or(&[], |(_, readings)| readings)
}

/// A short designator grown together with its number, as in "p12" or "q1": the designator and the number.
pub(super) fn numbered(word: &str) -> Option<(&'static str, &str)> {
    let (first, number) = word.split_at_checked(1)?;
    let designator = match first {
        "p" | "f" => "phường",
        "q" => "quận",
        _ => return None,
    };
    (!number.is_empty() && number.len() <= 3 && number.bytes().all(|digit| digit.is_ascii_digit()))
        .then_some((designator, number))
}
