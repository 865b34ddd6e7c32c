//! The clock of the machine is set back: the journal never goes back with it, and nothing stops.

use std::sync::Arc;

use dantin::{
    act::cases::{Asker, NewCase, Place, join, submit},
    app::{App, Opening, Shared},
    clock::{SeededRandom, SetClock},
    jobs::journal::advance,
    settings::Typed,
};
use dantin_city::City;
use dantin_record::{act::Actor, event::Origin};
use dantin_store::{
    on_both_engines,
    testing::{TestDb, block_on},
};

use crate::record::{Acknowledged, check};

fn open(db: &TestDb, folder: &std::path::Path, time: &str, seed: u64) -> Shared {
    let mut typed = Typed::defaults();
    typed.set("server.data", folder.display().to_string(), "test").unwrap();
    let opening = Opening {
        settings: typed.check().unwrap(),
        city: City::embedded().unwrap(),
        clock: Arc::new(SetClock::new(time.parse().unwrap())),
        random: Arc::new(SeededRandom::new(seed)),
        is_sample: false,
    };
    Arc::new(App::with_db((**db).clone(), opening).unwrap())
}

async fn file(app: &Shared, words: &str) -> String {
    let text = words.to_owned();
    let filed = app.command(move |tx, context| {
        let service = context.city.services().next().unwrap();
        let area = &context.city.areas()[0];
        let new = NewCase {
            origin: Origin::Web,
            by: Actor::Reporter,
            category: service.category.code.clone(),
            subcategory: service.subcategory.map(|finer| finer.code.clone()),
            area: Some(area.code.clone()),
            place: Some(Place { latitude: area.latitude, longitude: area.longitude, accuracy_m: 20 }),
            address: None,
            text: text.clone(),
            answers: None,
            photos: Vec::new(),
            asker: Asker { language: "vi".to_owned(), ..Asker::default() },
            idempotency_key: None,
            sample: false,
            officer: None,
        };
        Ok(submit(tx, context, &new)?)
    });
    filed.await.unwrap().code
}

on_both_engines! { dantin::app::MIGRATIONS;
    fn a_clock_that_was_set_back_over_a_restart_makes_no_older_entries(db: &TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let mut acknowledged = Acknowledged::new();
        block_on(async {
            let before = open(db, folder.path(), "2026-03-10T02:00:00Z", 1);
            let code = file(&before, "Trước khi lùi giờ").await;
            acknowledged.insert(code.clone(), "Trước khi lùi giờ".to_owned());
            advance(&before).await.unwrap();
            drop(before);
            // The same database, and a machine whose clock is a day behind.
            let after = open(db, folder.path(), "2026-03-09T02:00:00Z", 2);
            acknowledged.insert(file(&after, "Sau khi lùi giờ").await, "Sau khi lùi giờ".to_owned());
            let joined = after.command(move |tx, context| Ok(join(tx, context, &code, &Asker::default())?)).await;
            joined.unwrap();
            advance(&after).await.unwrap();
        });
        assert_eq!(check(db.settings(), &acknowledged), 2);
    }
}
