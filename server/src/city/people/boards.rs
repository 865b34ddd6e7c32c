//! How far boards of residents reach: an inspection board in its ward, an investment board in its ward too, and one of a single project
//! at what it recommended itself. The pack says which boards there are; what an overseer may do at all, `rights.rs`. No database.

use dantin_city::{Agency, City};
use dantin_record::{case::Case, code::AgencyCode};

use super::model::{Officer, OfficerRole};

/// The board that an agency is, if it is one.
pub fn board(city: &City, agency: AgencyCode) -> Option<&Agency> {
    city.agency(agency.as_str()).filter(|agency| agency.kind.is_board())
}

/// The boards of this officer that have nothing to say in this case.
pub fn out_of_reach<'a>(
    city: &'a City,
    officer: &'a Officer,
    case: &'a Case,
) -> impl Iterator<Item = AgencyCode> + 'a {
    let area = case.place.area();
    let verifier = case.pledged.and_then(|pledged| pledged.pledge.verifier);
    officer.roles.iter().map(|role| role.agency).filter(move |agency| {
        board(city, *agency).is_some_and(|board| {
            let is_its_own = verifier == Some(*agency);
            let is_there = area.is_some_and(|area| board.area.as_deref() == Some(area.as_str()));
            !is_its_own && (board.project.is_some() || !is_there)
        })
    })
}

/// The officer with those roles alone that are not of boards.
pub fn without_boards(city: &City, officer: &Officer) -> Officer {
    let is_no_board = |role: &OfficerRole| board(city, role.agency).is_none();
    Officer { roles: officer.roles.iter().copied().filter(is_no_board).collect(), ..officer.clone() }
}

/// Beyond what an officer, all of whose roles are of boards, sees no list of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confined<'a> {
    /// The ward of the boards.
    Ward(&'a str),
    /// What these boards recommended: each is there for a single project.
    Projects(Vec<AgencyCode>),
}

/// How far the lists of an officer reach; none for whoever has a role elsewhere, or boards of several wards.
pub fn confined<'a>(city: &'a City, officer: &Officer) -> Option<Confined<'a>> {
    let boards = officer.roles.iter().map(|role| board(city, role.agency));
    let boards: Vec<&Agency> = boards.collect::<Option<_>>()?;
    let first = boards.iter().find(|board| board.project.is_none());
    let Some(first) = first else {
        let own: Vec<AgencyCode> = officer.roles.iter().map(|role| role.agency).collect();
        return (!own.is_empty()).then_some(Confined::Projects(own));
    };
    let ward = first.area.as_deref()?;
    boards.iter().all(|board| board.area.as_deref() == Some(ward)).then_some(Confined::Ward(ward))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::people::{
        credentials::{Login, PersonName},
        model::OfficerId,
    };
    use dantin_city::Files;
    use dantin_words::Language;

    /// The pack with two investment boards more: one of a ward, one of a single project there.
    fn city() -> City {
        let mut files = Files::embedded();
        let rows = "\
gsdt-00070,investment_board,Ban Giám sát đầu tư của cộng đồng phường mẫu,Sample board,00070,,,Giám sát đầu tư,Oversees investments,Sample,low
gsdt-cau,investment_board,Ban Giám sát đầu tư của cộng đồng dự án cầu mẫu,Sample board of a bridge,00070,Dự án cầu mẫu,Sample bridge,Giám sát đầu tư,Oversees investments,Sample,low
";
        let before = String::from_utf8(files.get(Files::BOARDS).unwrap().to_vec()).unwrap();
        files.put(Files::BOARDS, before + rows);
        City::check(&files).unwrap()
    }

    fn officer(roles: &[&str]) -> Officer {
        Officer {
            id: OfficerId::from("sample".to_owned()),
            login: Login::new("giam-sat").unwrap(),
            name: PersonName::new("Giám sát mẫu").unwrap(),
            language: Language::Vietnamese,
            active: true,
            roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn who_oversees_for_boards_of_one_ward_sees_that_ward_and_for_one_project_that_project() {
        let city = city();
        let reach = |roles: &[&str]| match confined(&city, &officer(roles)) {
            Some(Confined::Ward(ward)) => ward.to_owned(),
            Some(Confined::Projects(boards)) => {
                boards.iter().map(|board| board.as_str()).collect::<Vec<_>>().join(" ")
            }
            None => "no".to_owned(),
        };
        assert_eq!(reach(&["overseer@ttnd-00070"]), "00070");
        assert_eq!(reach(&["overseer@ttnd-00070", "overseer@gsdt-00070"]), "00070");
        assert_eq!(reach(&["overseer@gsdt-cau", "overseer@ttnd-00070"]), "00070");
        assert_eq!(reach(&["overseer@gsdt-cau"]), "gsdt-cau");
        assert_eq!(reach(&["overseer@gsdt-cau", "overseer@ttnd-00004"]), "no");
        assert_eq!(reach(&["overseer@gsdt-cau", "overseer@mttq"]), "no");
        assert_eq!(reach(&["overseer@ttnd-00070", "overseer@ttnd-00004"]), "no");
        assert_eq!(reach(&["overseer@ttnd-00070", "overseer@mttq"]), "no");
        assert_eq!(reach(&[]), "no");
        let both = without_boards(&city, &officer(&["overseer@ttnd-00070", "overseer@mttq"]));
        assert_eq!(
            both.roles.iter().map(|role| role.agency.as_str().to_owned()).collect::<Vec<_>>(),
            ["mttq"]
        );
    }
}
