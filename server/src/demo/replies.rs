//! Prepared replies of the demonstration: what officers can put into a form without writing it anew.

use dantin_store::Tx;
use jiff::Timestamp;

use crate::{
    city::people::model::OfficerId,
    desk::replies::store::{self, Reply},
};

/// Title, step, and the words.
const ROWS: [(&str, &str, &str); 3] = [
    (
        "Hỏi rõ vị trí (mẫu)",
        "ask",
        "Cảm ơn anh/chị đã phản ánh {code}. Để {agency} đến đúng chỗ, xin cho biết thêm: gần số nhà nào, phía nào của \
         đường, và lúc nào thường thấy?",
    ),
    (
        "Đã xử lý tại chỗ (mẫu)",
        "resolve",
        "{agency} đã đến {area} và xử lý xong việc «{category}» theo phản ánh {code}. Ảnh trước và sau ở ngay dưới đây; nếu còn \
         chỗ nào chưa được, xin anh/chị bấm «Chưa xong».",
    ),
    (
        "Không thuộc thẩm quyền (mẫu)",
        "return",
        "Việc «{category}» trong phản ánh {code} không thuộc phần việc của {agency}, nên chúng tôi chuyển đến nơi có thẩm \
         quyền thay vì để anh/chị chờ.",
    ),
];

/// Writes them for the whole city.
pub fn write(tx: &mut Tx<'_>, officer: &str, now: Timestamp) -> Result<(), dantin_store::Error> {
    let officer = OfficerId::from(officer.to_owned());
    for (number, (title, step, body)) in (1..).zip(ROWS) {
        let reply = Reply {
            id: format!("{number:032x}"),
            title: title.to_owned(),
            step: step.to_owned(),
            body: body.to_owned(),
            ..Reply::default()
        };
        store::insert(tx, &reply, &officer, now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::replies::{STEPS, fill};

    #[test]
    fn each_prepared_reply_is_a_template_for_a_step_that_takes_one() {
        for (title, step, body) in ROWS {
            assert_eq!(fill::check(body), Ok(()), "{title}");
            assert!(STEPS.iter().any(|known| known.code() == step), "{title}");
        }
    }
}
