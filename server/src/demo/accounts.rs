//! The accounts of the demonstration: one for each part of the work, all with the same password that is printed at the
//! start. They exist only in a folder of sample data.

use anyhow::Context as _;
use dantin_record::code::AgencyCode;
use dantin_store::Tx;
use dantin_words::Language;
use jiff::Timestamp;

use crate::{
    city::people::{
        credentials::{Login, Password, PersonName},
        model::{Officer, OfficerId, OfficerRole, RoleKind},
        password::{Cost, Hasher},
        store::{self, ChangeFault},
    },
    clock::Random,
};

/// The password of every sample account.
pub const PASSWORD: &str = "dan-tin-mau";

/// The Open311 key of the demonstration.
pub const OPEN311_KEY: &str = "mau-open311-dan-tin";

/// The ward that a handler and a head have accounts for.
pub const WARD: &str = "ubnd-00070";

/// The body whose account oversees.
pub const OVERSIGHT: &str = "mttq";

/// Login, role, agency, name and what the account is for.
type Row = (&'static str, RoleKind, &'static str, &'static str, &'static str);

const ROWS: [Row; 10] = [
    (
        "canbo.hoankiem",
        RoleKind::Handler,
        WARD,
        "Cán bộ mẫu (phường Hoàn Kiếm)",
        "cán bộ xử lý, phường Hoàn Kiếm · handler of a ward",
    ),
    (
        "lanhdao.hoankiem",
        RoleKind::Head,
        WARD,
        "Lãnh đạo mẫu (phường Hoàn Kiếm)",
        "lãnh đạo phường Hoàn Kiếm · head of the ward",
    ),
    (
        "canbo.xaydung",
        RoleKind::Handler,
        "so-xay-dung",
        "Cán bộ mẫu (Sở Xây dựng)",
        "cán bộ xử lý, Sở Xây dựng · handler of a department",
    ),
    (
        "canbo.chieusang",
        RoleKind::Handler,
        "chieu-sang",
        "Cán bộ mẫu (chiếu sáng)",
        "cán bộ xử lý, đèn đường · handler, street lights",
    ),
    (
        "canbo.thoatnuoc",
        RoleKind::Handler,
        "thoat-nuoc",
        "Cán bộ mẫu (thoát nước)",
        "cán bộ xử lý, thoát nước · handler, drainage",
    ),
    ("dieuphoi", RoleKind::Coordinator, "vp-ubnd", "Điều phối mẫu", "điều phối toàn thành phố · coordinator"),
    (
        "kiemduyet",
        RoleKind::Moderator,
        "ttpv-hcc",
        "Kiểm duyệt mẫu",
        "duyệt nội dung trước khi đăng · moderator",
    ),
    ("giamsat", RoleKind::Overseer, OVERSIGHT, "Giám sát mẫu", "giám sát, xác nhận kết quả · overseer"),
    (
        "dulieu",
        RoleKind::PrivacyOfficer,
        "ttpv-hcc",
        "Bảo vệ dữ liệu mẫu",
        "xoá dữ liệu cá nhân theo yêu cầu · privacy officer",
    ),
    ("quantri", RoleKind::Administrator, "vp-ubnd", "Quản trị mẫu", "quản trị tài khoản · administrator"),
];

/// The accounts, ready to be stored.
pub struct Accounts {
    officers: Vec<Officer>,
    hash: String,
}

impl Accounts {
    /// Draws ids and hashes the password once.
    pub fn prepare(now: Timestamp, random: &dyn Random) -> anyhow::Result<Accounts> {
        let hasher = Hasher::new(Cost::LEAST, random).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let login = Login::new("mau").map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let password = Password::new(PASSWORD, &login).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let hash = hasher.hash_blocking(&password, random).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let officers = ROWS
            .into_iter()
            .map(|(login, kind, agency, name, _)| {
                let wrong = || format!("the sample account {login}");
                let agency = AgencyCode::new(agency).ok().with_context(wrong)?;
                Ok(Officer {
                    id: OfficerId::draw(now, random),
                    login: Login::new(login).ok().with_context(wrong)?,
                    name: PersonName::new(name).ok().with_context(wrong)?,
                    language: Language::Vietnamese,
                    active: true,
                    roles: vec![OfficerRole { kind, agency }],
                })
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Accounts { officers, hash })
    }

    /// Stores them.
    pub fn store(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), ChangeFault> {
        self.officers.iter().try_for_each(|officer| store::insert(tx, officer, &self.hash, now))
    }

    /// The account that acts in this role, in this agency where the role is bound to one.
    pub fn acting(&self, kind: RoleKind, agency: Option<AgencyCode>) -> Option<&str> {
        let fits =
            |role: &OfficerRole| role.kind == kind && agency.is_none_or(|agency| role.agency == agency);
        self.officers.iter().find(|officer| officer.roles.iter().any(fits)).map(|officer| officer.id.as_str())
    }
}

/// The accounts as a table for the terminal, one a line: login, password, what it is for.
pub fn table() -> String {
    let width = ROWS.iter().map(|row| row.0.len()).max().unwrap_or(0);
    ROWS.iter().fold(String::new(), |table, (login, _, _, _, purpose)| {
        // The gap comes after the password, so that `login / password` stays one piece for whoever copies it.
        let gap = " ".repeat(width - login.len() + 2);
        format!("{table}  {login} / {PASSWORD}{gap}{purpose}\n")
    })
}
