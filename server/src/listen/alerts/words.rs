//! What an alert is about, in words.

use dantin_city::City;
use dantin_words::Words;

use crate::{listen::show::say, mail::alerts::Wish};

/// "Giao thông · phường Hoàn Kiếm"; of a case or consultation its code.
pub(super) fn wish(w: &Words, city: &City, wish: &Wish, code: Option<&str>) -> String {
    if wish.case.is_some() {
        return w.with("alerts-of-case", &[("code", code.unwrap_or_default().into())]);
    }
    if wish.matter.is_some() {
        return w.with("alerts-of-consultation", &[("code", code.unwrap_or_default().into())]);
    }
    let service = match wish.service.as_deref().and_then(|code| city.service(code)) {
        Some(service) => say(service.name(), w).to_owned(),
        None => w.t("cases-all-categories"),
    };
    let place = match (&wish.area, wish.circle) {
        (_, Some(circle)) => {
            w.with("alerts-of-circle", &[("metres", w.integer(circle.radius_m).as_str().into())])
        }
        (Some(code), None) => {
            city.area(code).map_or_else(|| code.clone(), |area| say(&area.name, w).to_owned())
        }
        (None, None) => w.t("cases-all-areas"),
    };
    format!("{service} · {place}")
}
