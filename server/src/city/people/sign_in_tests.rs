//! Stories of the door: who gets in, who waits, and who is never made to wait by others.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, ToSpan as _};
use proptest::prelude::*;

use super::*;
use crate::city::people::{
    model::RoleKind,
    testing::{Desk, PASSWORD, on_each_engine, start},
};

const OWNER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10));
const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 5));

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

impl Desk {
    fn knock(
        &self,
        login: &str,
        password: &str,
        address: IpAddr,
        device: Option<&Token>,
        now: Timestamp,
    ) -> Result<SignedIn, Refused> {
        let attempt = Attempt {
            login: login.to_owned(),
            password: Typed::new(password),
            address,
            device: device.cloned(),
            browser: None,
            required: Vec::new(),
        };
        run(sign_in(&self.db, &self.hasher, self.random.as_ref(), attempt, now))
    }

    fn session(&self, token: &Token, now: Timestamp) -> Option<sessions::Session> {
        let token = token.clone();
        self.read(move |tx| sessions::find(tx, &token, now))
    }
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

#[test]
fn the_right_password_opens_a_session_and_the_wrong_one_does_not() {
    on_each_engine(|desk| {
        let officer =
            desk.add("canbo.mau", &[(RoleKind::Handler, "ubnd-00070"), (RoleKind::Head, "ubnd-00070")]);
        let now = start();
        let signed_in = desk.knock(" CanBo.Mau ", PASSWORD, OWNER, None, now).unwrap();
        assert_eq!(signed_in.officer, officer);
        let session = desk.session(&signed_in.session, now).unwrap();
        assert_eq!(session.officer, officer);
        assert!(session.has_csrf(session.csrf()));
        assert!(!session.has_csrf("") && !session.has_csrf(&session.csrf()[1..]));
        for (login, password) in
            [("canbo.mau", "mật khẩu khác"), ("canbo.khac", PASSWORD), ("cán bộ", ""), ("", "")]
        {
            assert_eq!(desk.knock(login, password, OWNER, None, now).err(), Some(Refused::Wrong), "{login}");
        }
        assert!(desk.session(&Token::draw(desk.random.as_ref()), now).is_none());
    });
}

#[test]
fn an_ended_account_is_answered_like_an_unknown_one() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let session = desk.knock("canbo.mau", PASSWORD, OWNER, None, start()).unwrap().session;
        let id = officer.id.clone();
        desk.db.write_blocking(move |tx| store::set_active(tx, &id, false)).unwrap();
        assert!(desk.session(&session, start()).is_none());
        assert_eq!(desk.knock("canbo.mau", PASSWORD, OWNER, None, start()).err(), Some(Refused::Wrong));
        let id = officer.id;
        desk.db.write_blocking(move |tx| store::set_active(tx, &id, true)).unwrap();
        assert!(desk.session(&session, start()).is_none(), "an ended session stays ended");
        assert!(desk.knock("canbo.mau", PASSWORD, OWNER, None, start()).is_ok());
    });
}

#[test]
fn who_guesses_from_one_address_waits_longer_and_longer() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let mut now = start();
        for _ in 0..5 {
            assert_eq!(
                desk.knock("canbo.mau", "đoán bừa thôi", STRANGER, None, now).err(),
                Some(Refused::Wrong)
            );
        }
        for wait in [15, 30, 60] {
            let open_at = now + seconds(wait);
            // Neither the right password nor knocking again changes the wait.
            for _ in 0..3 {
                let refused = desk.knock("canbo.mau", PASSWORD, STRANGER, None, open_at - seconds(1)).err();
                assert_eq!(refused, Some(Refused::Until(open_at)));
            }
            now = open_at;
            assert_eq!(
                desk.knock("canbo.mau", "đoán bừa thôi", STRANGER, None, now).err(),
                Some(Refused::Wrong)
            );
        }
    });
}

#[test]
fn in_a_day_one_address_tries_about_a_hundred_passwords_of_one_login() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let (mut now, mut tries) = (start(), 0);
        let end = now + 24.hours();
        while now < end {
            match desk.knock("canbo.mau", "đoán bừa thôi", STRANGER, None, now) {
                Err(Refused::Wrong) => tries += 1,
                Err(Refused::Until(open_at)) => now = open_at,
                other => panic!("{other:?}"),
            }
        }
        assert!((90..=110).contains(&tries), "{tries}");
    });
}

#[test]
fn an_address_that_tries_many_logins_is_slowed_as_a_whole() {
    on_each_engine(|desk| {
        let now = start();
        for number in 0..30 {
            let refused = desk.knock(&format!("canbo{number}"), "đoán bừa thôi", STRANGER, None, now).err();
            assert_eq!(refused, Some(Refused::Wrong), "{number}");
        }
        assert_eq!(
            desk.knock("canbo99", "đoán bừa thôi", STRANGER, None, now).err(),
            Some(Refused::Until(now + seconds(5)))
        );
        assert_eq!(desk.knock("canbo99", "đoán bừa thôi", OWNER, None, now).err(), Some(Refused::Wrong));
    });
}

#[test]
fn strangers_with_many_addresses_do_not_lock_the_owner_out() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        for number in 0..200_u8 {
            let address = IpAddr::V4(Ipv4Addr::new(198, 51, 100, number));
            let _ = desk.knock("canbo.mau", "đoán bừa thôi", address, None, now);
        }
        // Neither in a browser that is new nor from an address that is new.
        assert!(desk.knock("canbo.mau", PASSWORD, OWNER, None, now).is_ok());
    });
}

#[test]
fn a_known_browser_is_not_delayed_even_from_the_strangers_own_address() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        desk.add("canbo.khac", &[]);
        let now = start();
        let device = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap().device.unwrap();
        for _ in 0..10 {
            let _ = desk.knock("canbo.mau", "đoán bừa thôi", OWNER, None, now);
        }
        assert!(matches!(desk.knock("canbo.mau", PASSWORD, OWNER, None, now), Err(Refused::Until(_))));
        let again = desk.knock("canbo.mau", PASSWORD, OWNER, Some(&device), now).unwrap();
        let mark = again.device.unwrap();
        assert_ne!(mark, device, "each sign-in gives another mark");
        assert!(
            matches!(desk.knock("canbo.mau", PASSWORD, OWNER, Some(&device), now), Err(Refused::Until(_))),
            "the former mark is good for nothing"
        );
        // The mark speaks for the officer who signed in there and for nobody else.
        for _ in 0..5 {
            let refused = desk.knock("canbo.khac", "đoán bừa thôi", OWNER, Some(&mark), now).err();
            assert_eq!(refused, Some(Refused::Wrong));
        }
        let refused = desk.knock("canbo.khac", PASSWORD, OWNER, Some(&mark), now).err();
        assert!(matches!(refused, Some(Refused::Until(_))), "{refused:?}");
    });
}

#[test]
fn a_stolen_mark_does_not_allow_guessing_without_end() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        let device = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap().device.unwrap();
        let refused = (0..20)
            .filter(|_| {
                let answer = desk.knock("canbo.mau", "đoán bừa thôi", STRANGER, Some(&device), now);
                matches!(answer, Err(Refused::Until(_)))
            })
            .count();
        assert_eq!(refused, 10);
        assert!(desk.knock("canbo.mau", PASSWORD, OWNER, None, now).is_ok(), "the owner signs in without it");
    });
}

#[test]
fn colleagues_on_one_browser_both_stay_known() {
    on_each_engine(|desk| {
        desk.add("canbo.mot", &[]);
        desk.add("canbo.hai", &[]);
        let now = start();
        let first = desk.knock("canbo.mot", PASSWORD, OWNER, None, now).unwrap().device.unwrap();
        let second = desk.knock("canbo.hai", PASSWORD, OWNER, Some(&first), now).unwrap().device.unwrap();
        for login in ["canbo.mot", "canbo.hai"] {
            for _ in 0..6 {
                let _ = desk.knock(login, "đoán bừa thôi", OWNER, None, now);
            }
        }
        let third = desk.knock("canbo.mot", PASSWORD, OWNER, Some(&second), now).unwrap().device.unwrap();
        assert!(desk.knock("canbo.hai", PASSWORD, OWNER, Some(&third), now).is_ok());
    });
}

#[test]
fn attempts_sent_at_once_are_no_better_than_in_a_row() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        let answers = run(async {
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..40 {
                let (db, hasher, random) = (desk.db.clone(), desk.hasher.clone(), desk.random.clone());
                tasks.spawn(async move {
                    let attempt = Attempt {
                        login: "canbo.mau".to_owned(),
                        password: Typed::new("đoán bừa thôi"),
                        address: STRANGER,
                        device: None,
                        browser: None,
                        required: Vec::new(),
                    };
                    sign_in(&db, &hasher, random.as_ref(), attempt, now).await.err()
                });
            }
            tasks.join_all().await
        });
        assert_eq!(answers.iter().filter(|answer| **answer == Some(Refused::Wrong)).count(), 5);
    });
}

#[test]
fn a_right_password_makes_the_earlier_slips_forgotten() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        for _ in 0..10 {
            for _ in 0..4 {
                assert_eq!(
                    desk.knock("canbo.mau", "gõ nhầm rồi", OWNER, None, now).err(),
                    Some(Refused::Wrong)
                );
            }
            assert!(desk.knock("canbo.mau", PASSWORD, OWNER, None, now).is_ok());
            // The address still knows of them; it would be slowed after thirty.
            desk.write(move |tx| throttle::clear(tx, &Source::Address(OWNER)));
        }
    });
}

#[test]
fn a_busy_office_behind_one_address_is_not_slowed_by_signing_in() {
    on_each_engine(|desk| {
        for number in 0..50 {
            desk.add(&format!("canbo{number}"), &[]);
            assert!(
                desk.knock(&format!("canbo{number}"), PASSWORD, OWNER, None, start()).is_ok(),
                "{number}"
            );
        }
    });
}

#[test]
fn a_session_ends_when_idle_and_when_old() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        let token = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap().session;
        assert!(desk.session(&token, now + sessions::IDLE_LIMIT - seconds(1)).is_some());
        assert!(desk.session(&token, now + sessions::IDLE_LIMIT).is_none());
        let mut at = now;
        while at < now + sessions::AGE_LIMIT - seconds(1) {
            let session = desk.session(&token, at).unwrap();
            assert_eq!(session.is_due_for_touch(at), at > now);
            let touched = token.clone();
            desk.write(move |tx| sessions::touch(tx, &touched, at));
            at += seconds(6 * 3600);
        }
        assert!(desk.session(&token, now + sessions::AGE_LIMIT - seconds(1)).is_some());
        assert!(desk.session(&token, now + sessions::AGE_LIMIT).is_none());
    });
}

#[test]
fn signing_out_everywhere_ends_all_sessions_and_forgets_the_browsers() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        desk.add("canbo.khac", &[]);
        let now = start();
        let first = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap();
        let second = desk.knock("canbo.mau", PASSWORD, STRANGER, None, now).unwrap();
        let other = desk.knock("canbo.khac", PASSWORD, STRANGER, None, now).unwrap();
        let third = desk.knock("canbo.mau", PASSWORD, STRANGER, None, now).unwrap();
        let closed = third.session.clone();
        desk.write(move |tx| sessions::close(tx, &closed));
        assert!(desk.session(&third.session, now).is_none());
        let id = officer.id.clone();
        assert_eq!(desk.read(move |tx| sessions::list(tx, &id, now)).len(), 2);
        let id = officer.id.clone();
        assert_eq!(desk.write(move |tx| sessions::close_all(tx, &id)), 2);
        for signed_in in [&first, &second] {
            assert!(desk.session(&signed_in.session, now).is_none());
            let (device, id) = (signed_in.device.clone().unwrap(), officer.id.clone());
            assert!(!desk.read(move |tx| sessions::is_known_device(tx, &device, &id, now)));
        }
        assert!(desk.session(&other.session, now).is_some());
    });
}

#[test]
fn changing_the_password_needs_the_present_one_and_signs_out_elsewhere() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let now = start();
        let here = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap();
        let elsewhere = desk.knock("canbo.mau", PASSWORD, STRANGER, None, now).unwrap();
        let change = |present: &str, wanted: &str| {
            let change = PasswordChange {
                present: Typed::new(present),
                wanted: wanted.to_owned(),
                session: here.session.clone(),
                device: here.device.clone(),
                origin: sessions::Origin::default(),
            };
            run(change_password(&desk.db, &desk.hasher, desk.random.as_ref(), &officer, change, now))
        };
        assert_eq!(change(PASSWORD, "ngắn").err(), Some(Refused::Password(PasswordFault::TooShort)));
        assert_eq!(change("mật khẩu khác", "mật khẩu mới tinh").err(), Some(Refused::Wrong));
        let link = Token::draw(desk.random.as_ref());
        let (id, made) = (officer.id.clone(), link.clone());
        desk.write(move |tx| invitations::make(tx, &id, &made, now));
        let after = change(PASSWORD, "mật khẩu mới tinh").unwrap();
        assert!(desk.session(&after.session, now).is_some());
        for gone in [&here, &elsewhere] {
            assert!(desk.session(&gone.session, now).is_none());
        }
        assert!(
            desk.read(move |tx| invitations::find(tx, &link, now)).is_none(),
            "an older link chooses none"
        );
        assert_eq!(desk.knock("canbo.mau", PASSWORD, STRANGER, None, now).err(), Some(Refused::Wrong));
        assert!(desk.knock("canbo.mau", "mật khẩu mới tinh", OWNER, after.device.as_ref(), now).is_ok());
    });
}

#[test]
fn whoever_sits_at_an_open_desk_cannot_guess_the_present_password() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let now = start();
        let here = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap();
        let mut answers = Vec::new();
        for _ in 0..6 {
            let change = PasswordChange {
                present: Typed::new("đoán bừa thôi"),
                wanted: "mật khẩu mới tinh".to_owned(),
                session: here.session.clone(),
                device: None,
                origin: sessions::Origin::default(),
            };
            let answer =
                run(change_password(&desk.db, &desk.hasher, desk.random.as_ref(), &officer, change, now));
            answers.push(answer.err().unwrap());
        }
        assert_eq!(answers.iter().filter(|answer| **answer == Refused::Wrong).count(), 5);
        assert_eq!(answers.last(), Some(&Refused::Until(now + seconds(15))));
    });
}

#[test]
fn a_hash_of_an_older_cost_is_renewed_at_sign_in() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let cost = crate::city::people::password::Cost { memory_kib: 16, passes: 1 };
        let hasher = Hasher::new(cost, desk.random.as_ref()).unwrap();
        let attempt = || Attempt {
            login: "canbo.mau".to_owned(),
            password: Typed::new(PASSWORD),
            address: OWNER,
            device: None,
            browser: None,
            required: Vec::new(),
        };
        for _ in 0..2 {
            run(sign_in(&desk.db, &hasher, desk.random.as_ref(), attempt(), start())).unwrap();
            let id = officer.id.clone();
            let hash = desk.read(move |tx| store::find_password_of(tx, &id)).unwrap();
            assert!(hash.contains("$m=16,t=1,p=1$"), "{hash}");
        }
    });
}

#[test]
fn what_is_over_is_purged_and_the_rest_stays() {
    on_each_engine(|desk| {
        desk.add("canbo.mau", &[]);
        let now = start();
        let old = desk.knock("canbo.mau", PASSWORD, OWNER, None, now).unwrap();
        let _ = desk.knock("canbo.mau", "gõ nhầm rồi", STRANGER, None, now);
        let later = now + seconds(24 * 3600);
        let fresh = desk.knock("canbo.mau", PASSWORD, OWNER, None, later).unwrap();
        // The old session, and the three counts: both of the stranger, and the owner's address.
        assert_eq!(desk.write(move |tx| purge(tx, later)), 3);
        assert_eq!(desk.write(move |tx| purge(tx, later)), 0);
        assert!(desk.session(&old.session, later).is_none());
        assert!(desk.session(&fresh.session, later).is_some());
        assert_eq!(desk.write(move |tx| sessions::purge(tx, later + sessions::DEVICE_LIMIT)), 3);
    });
}

/// Whatever strangers do, from whatever addresses but the owner's, and whenever: the owner gets in at once, in a known
/// browser and in a new one.
#[test]
fn no_storm_of_attempts_delays_the_owner() {
    on_each_engine(|desk| {
        let gust = (any::<[u8; 4]>(), 0_i64..120, 1_u8..8);
        let storms = prop::collection::vec(gust, 1..12);
        let owners = std::cell::Cell::new(0);
        // One database for all storms; each has an owner of its own, so that they do not disturb each other.
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
        let outcome = runner.run(&storms, |storm| {
            owners.set(owners.get() + 1);
            let login = format!("canbo{}", owners.get());
            desk.add(&login, &[]);
            let mut now = start();
            let device = desk.knock(&login, PASSWORD, OWNER, None, now).unwrap().device.unwrap();
            for (address, pause, times) in storm {
                now += seconds(pause);
                let address = IpAddr::V4(Ipv4Addr::from(address));
                for _ in 0..times {
                    if address != OWNER {
                        let _ = desk.knock(&login, "đoán bừa thôi", address, None, now);
                    }
                }
            }
            prop_assert!(desk.knock(&login, PASSWORD, OWNER, None, now).is_ok());
            prop_assert!(desk.knock(&login, PASSWORD, STRANGER, Some(&device), now).is_ok());
            Ok(())
        });
        outcome.unwrap();
    });
}
