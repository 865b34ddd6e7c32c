//! What the tests of this folder share: a database with the schema, and sample officers.

use std::sync::Arc;

use dantin_record::code::AgencyCode;
use dantin_store::{Db, Error, Migration};
use dantin_words::Language;
use jiff::Timestamp;

use super::{
    credentials::{Login, Password, PersonName},
    model::{Officer, OfficerId, OfficerRole, RoleKind},
    password::{Cost, Hasher},
    store,
};
use crate::clock::SeededRandom;

pub const PASSWORD: &str = "mật khẩu mẫu";

/// A fresh database with what sign-in needs besides it.
pub struct Desk {
    pub db: Db,
    pub hasher: Hasher,
    pub random: Arc<SeededRandom>,
}

/// A moment that tests begin at.
pub fn start() -> Timestamp {
    "2026-11-23T01:00:00Z".parse().unwrap()
}

impl Desk {
    pub fn new(db: Db) -> Desk {
        let random = Arc::new(SeededRandom::new(42));
        let hasher = Hasher::new(Cost::LEAST, random.as_ref()).unwrap();
        Desk { db, hasher, random }
    }

    /// Adds a sample officer whose password is [`PASSWORD`].
    pub fn add(&self, login: &str, roles: &[(RoleKind, &str)]) -> Officer {
        let officer = Officer {
            id: OfficerId::draw(start(), self.random.as_ref()),
            login: Login::new(login).unwrap(),
            name: PersonName::new("Cán bộ mẫu").unwrap(),
            language: Language::Vietnamese,
            active: true,
            roles: roles
                .iter()
                .map(|(kind, agency)| OfficerRole { kind: *kind, agency: AgencyCode::new(agency).unwrap() })
                .collect(),
        };
        let password = Password::new(PASSWORD, &officer.login).unwrap();
        let hash = self.hasher.hash_blocking(&password, self.random.as_ref()).unwrap();
        let added = officer.clone();
        self.db.write_blocking(move |tx| store::insert(tx, &added, &hash, start())).unwrap();
        officer
    }

    pub fn read<T: Send + 'static>(
        &self,
        function: impl FnMut(&mut dantin_store::Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.db.read_blocking(function).unwrap()
    }

    pub fn write<T: Send + 'static>(
        &self,
        function: impl FnMut(&mut dantin_store::Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.db.write_blocking(function).unwrap()
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_main.sql", sql: include_str!("../../../../migrations/0001_main.sql") },
    Migration { name: "0007_safety.sql", sql: include_str!("../../../../migrations/0007_safety.sql") },
];

/// Runs a story on each engine, on a fresh database.
pub fn on_each_engine(story: impl Fn(&Desk)) {
    dantin_store::testing::both(MIGRATIONS, |db| story(&Desk::new(Db::clone(db))));
}
