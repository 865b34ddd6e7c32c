//! One story that uses every statement of officers once, and the rules that guard the accounts.

use super::*;
use crate::city::people::testing::{on_each_engine, start};

#[test]
fn officers_are_added_found_listed_and_changed() {
    on_each_engine(|desk| {
        let head =
            desk.add("truong.mau", &[(RoleKind::Head, "ubnd-00070"), (RoleKind::Handler, "ubnd-00070")]);
        let other = desk.add("canbo.mau", &[(RoleKind::Handler, "so-xaydung")]);
        let login = head.login.clone();
        let found = desk.read(move |tx| find_by_login(tx, &login)).unwrap();
        assert_eq!(
            found.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["handler@ubnd-00070", "head@ubnd-00070"]
        );
        let logins: Vec<String> =
            desk.read(list).into_iter().map(|officer| officer.login.to_string()).collect();
        assert_eq!(logins, ["canbo.mau", "truong.mau"]);
        let agency = AgencyCode::new("ubnd-00070").unwrap();
        assert_eq!(desk.read(move |tx| list_colleagues(tx, agency)), [found]);
        assert_eq!(desk.read(names).len(), 2);

        let id = other.id.clone();
        desk.db
            .write_blocking(move |tx| {
                set_roles(tx, &id, &["moderator@ubnd-tp".parse().unwrap()], &[])?;
                set_active(tx, &id, false)
            })
            .unwrap();
        let id = other.id.clone();
        let changed = desk.read(move |tx| find(tx, &id)).unwrap();
        assert!(changed.holds(RoleKind::Moderator) && !changed.active && changed.agencies().is_empty());
    });
}

#[test]
fn a_login_is_given_once() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let again = Officer { id: OfficerId::draw(start(), desk.random.as_ref()), ..officer };
        let fault = desk.db.write_blocking(move |tx| insert(tx, &again, "", start())).unwrap_err();
        assert_eq!(fault, ChangeFault::LoginTaken);
    });
}

#[test]
fn the_last_administrator_stays() {
    on_each_engine(|desk| {
        let only = desk.add("quantri.mot", &[(RoleKind::Administrator, "ubnd-tp")]);
        let id = only.id.clone();
        assert_eq!(
            desk.db.write_blocking(move |tx| set_active(tx, &id, false)),
            Err(ChangeFault::LastAdministrator)
        );
        let id = only.id.clone();
        assert_eq!(
            desk.db.write_blocking(move |tx| set_roles(tx, &id, &[], &[])),
            Err(ChangeFault::LastAdministrator)
        );
        let second = desk.add("quantri.hai", &[(RoleKind::Administrator, "ubnd-tp")]);
        let id = only.id.clone();
        assert_eq!(desk.db.write_blocking(move |tx| set_active(tx, &id, false)), Ok(()));
        let id = second.id.clone();
        assert_eq!(
            desk.db.write_blocking(move |tx| set_roles(tx, &id, &[], &[])),
            Err(ChangeFault::LastAdministrator)
        );
    });
}

#[test]
fn an_officer_who_is_not_there_cannot_be_changed() {
    on_each_engine(|desk| {
        let id = OfficerId::from("nobody".to_owned());
        let fault = |id: OfficerId, change: fn(&mut Tx<'_>, &OfficerId) -> Result<(), ChangeFault>| {
            desk.db.write_blocking(move |tx| change(tx, &id)).unwrap_err()
        };
        for change in [
            (|tx, id| set_password(tx, id, "")) as fn(&mut Tx<'_>, &OfficerId) -> _,
            |tx, id| set_active(tx, id, true),
            |tx, id| set_roles(tx, id, &[], &[]),
        ] {
            assert_eq!(fault(id.clone(), change), ChangeFault::NotFound);
        }
    });
}

#[test]
fn a_new_role_that_must_have_a_second_factor_ends_the_sessions() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[(RoleKind::Handler, "ubnd-00070")]);
        let guarded = [RoleKind::PrivacyOfficer];
        let is_open_after = |roles: &'static [&'static str]| {
            let new = sessions::NewSession::draw(desk.random.as_ref());
            let (id, token) = (officer.id.clone(), new.token.clone());
            desk.db
                .write_blocking(move |tx| {
                    sessions::insert(tx, &id, &new, None, &sessions::Origin::default(), start())?;
                    let roles: Vec<OfficerRole> = roles.iter().map(|role| role.parse().unwrap()).collect();
                    set_roles(tx, &id, &roles, &guarded)
                })
                .unwrap();
            desk.read(move |tx| sessions::find(tx, &token, start())).is_some()
        };
        assert!(is_open_after(&["handler@ubnd-00070", "head@ubnd-00070"]), "others count at once");
        assert!(!is_open_after(&["handler@ubnd-00070", "privacy_officer@ubnd-tp"]));
        assert!(is_open_after(&["privacy_officer@ubnd-tp"]), "it was held before");
        assert!(!is_open_after(&["privacy_officer@ubnd-tp", "privacy_officer@ubnd-00070"]));
    });
}

#[test]
fn another_password_takes_back_the_links_of_before() {
    on_each_engine(|desk| {
        let officer = desk.add("canbo.mau", &[]);
        let link = crate::city::people::token::Token::draw(desk.random.as_ref());
        let (id, token) = (officer.id.clone(), link.clone());
        desk.db
            .write_blocking(move |tx| {
                invitations::make(tx, &id, &token, start())?;
                set_password(tx, &id, "another")
            })
            .unwrap();
        assert!(desk.read(move |tx| invitations::find(tx, &link, start())).is_none());
    });
}
