//! The settings of safety and privacy: who must have a second factor, the identity provider, whom to tell of a weakness, and
//! for how long personal data are kept.

use dantin_record::code::AgencyCode;
use jiff::civil::Date;

use super::{Definition, Fault, number};
use crate::city::people::model::RoleKind;

/// The settings, in the order of the reference.
pub const DEFINITIONS: [Definition; 13] = [
    Definition {
        name: "safety.second_factor",
        default: "",
        help: "Roles that must have a second factor beside the password, separated by spaces, such as administrator privacy_officer. Others may set one up.",
        secret: false,
    },
    Definition {
        name: "safety.contact",
        default: "",
        help: "Whom strangers tell of a weakness of this site: mailto:… or https://…. It stands in /.well-known/security.txt, which without it is not there.",
        secret: false,
    },
    Definition {
        name: "safety.contact_expires",
        default: "",
        help: "Last day on which safety.contact holds, such as 2027-06-30; needed with it. RFC 9116 asks for less than a year ahead.",
        secret: false,
    },
    Definition {
        name: "oidc.issuer",
        default: "",
        help: "Address of the OpenID provider by which officers may sign in too. Empty: by password only.",
        secret: false,
    },
    Definition {
        name: "oidc.client_id",
        default: "",
        help: "As whom the provider knows this server.",
        secret: false,
    },
    Definition {
        name: "oidc.client_secret",
        default: "",
        help: "The secret that the provider gave this server; better in a file that DANTIN__OIDC__CLIENT_SECRET_FILE names.",
        secret: true,
    },
    Definition {
        name: "oidc.name",
        default: "",
        help: "What the provider is called on the button of the sign-in page.",
        secret: false,
    },
    Definition {
        name: "oidc.second_factor",
        default: "no",
        help: "yes when the provider itself asks for a second factor; then none is asked for here after it.",
        secret: false,
    },
    Definition {
        name: "retention.contact_days",
        default: "0",
        help: "So many days after a case has ended, a session has been followed up or a consultation closed, contact data of those who asked, joined or commented are erased, with a public entry. 0: never by themselves.",
        secret: false,
    },
    Definition {
        name: "retention.originals_days",
        default: "0",
        help: "So many days after the last case of a photo has ended, its sealed original is thrown away; published copies stay. 0: never.",
        secret: false,
    },
    Definition {
        name: "retention.reads_days",
        default: "730",
        help: "For so many days it is kept which officer looked at whose data, 30 to 36500.",
        secret: false,
    },
    Definition {
        name: "retention.administration_days",
        default: "3650",
        help: "For so many days it is kept who changed which account, 30 to 36500.",
        secret: false,
    },
    Definition {
        name: "retention.bodies",
        default: "",
        help: "Codes of the agencies in whose name contact data are erased, separated by spaces: the first that had no part in the case, session or consultation. Needed with retention.contact_days.",
        secret: false,
    },
];

/// An identity provider as the operator named it.
#[derive(Clone)]
pub struct Provider {
    /// Its address, which is also its name in what it signs.
    pub issuer: String,
    /// As whom it knows us.
    pub client_id: String,
    /// What it gave us.
    pub client_secret: String,
    /// What people call it.
    pub name: String,
    /// Whether it asks for a second factor itself.
    pub second_factor: bool,
}

/// For how long what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Contact, in days after the end of the case; none for ever.
    pub contact_days: Option<i32>,
    /// Originals of photos.
    pub originals_days: Option<i32>,
    /// The log of looks.
    pub reads_days: i32,
    /// The log of changes to accounts.
    pub administration_days: i32,
    /// In whose name contact is erased, the first choice first.
    pub bodies: Vec<AgencyCode>,
}

/// Whom to tell of a weakness, and until when that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityContact {
    /// `mailto:` or `https:`.
    pub address: String,
    /// The last day.
    pub expires: Date,
}

/// Roles by their codes.
pub fn roles(typed: &str) -> Result<Vec<RoleKind>, Fault> {
    let role = |code: &str| {
        RoleKind::from_code(code).ok_or_else(|| {
            let kinds: Vec<&str> = RoleKind::ALL.iter().map(|kind| kind.code()).collect();
            Fault(format!("safety.second_factor names `{code}`; the roles are {}", kinds.join(", ")))
        })
    };
    typed.split_ascii_whitespace().map(role).collect()
}

/// The provider, where one is named.
pub fn provider<'a>(text: &impl Fn(&str) -> &'a str) -> Result<Option<Provider>, Fault> {
    let issuer = text("oidc.issuer");
    if issuer.is_empty() {
        return Ok(None);
    }
    let is_here = ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|start| {
        issuer.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    if !issuer.starts_with("https://") && !is_here {
        return Err(Fault(format!(
            "oidc.issuer is `{issuer}`; write an address that begins with https:// (http:// only for this machine)"
        )));
    }
    for name in ["oidc.client_id", "oidc.client_secret"] {
        if text(name).is_empty() {
            return Err(Fault(format!("{name} is empty; the provider of oidc.issuer gives it")));
        }
    }
    Ok(Some(Provider {
        issuer: issuer.to_owned(),
        client_id: text("oidc.client_id").to_owned(),
        client_secret: text("oidc.client_secret").to_owned(),
        name: match text("oidc.name") {
            "" => issuer.trim_start_matches("https://").to_owned(),
            name => name.to_owned(),
        },
        second_factor: super::truth(text("oidc.second_factor"), "oidc.second_factor")?,
    }))
}

/// The rules of retention.
pub fn retention<'a>(text: &impl Fn(&str) -> &'a str) -> Result<Retention, Fault> {
    let days = |name: &str, least: u64| {
        let days = number(text(name), name, least, 36_500)?;
        i32::try_from(days).map_err(|error| Fault(error.to_string()))
    };
    // Below a month nobody who was away could answer, ask or contest.
    let ending = |name: &str| match text(name) {
        "0" => Ok(None),
        _ => days(name, 30).map(Some),
    };
    let body = |code: &str| {
        AgencyCode::new(code)
            .map_err(|_not| Fault(format!("retention.bodies names `{code}`; write codes of agencies")))
    };
    let bodies: Vec<AgencyCode> =
        text("retention.bodies").split_ascii_whitespace().map(body).collect::<Result<_, _>>()?;
    let contact_days = ending("retention.contact_days")?;
    if contact_days.is_some() && bodies.is_empty() {
        return Err(Fault(
            "retention.bodies is empty: with retention.contact_days, name an agency in whose name contact data are erased"
                .to_owned(),
        ));
    }
    Ok(Retention {
        contact_days,
        originals_days: ending("retention.originals_days")?,
        reads_days: days("retention.reads_days", 30)?,
        administration_days: days("retention.administration_days", 30)?,
        bodies,
    })
}

/// Whom to tell of a weakness.
pub fn contact<'a>(text: &impl Fn(&str) -> &'a str) -> Result<Option<SecurityContact>, Fault> {
    let address = text("safety.contact");
    if address.is_empty() {
        return Ok(None);
    }
    let is_address =
        (address.starts_with("mailto:") && address.contains('@')) || address.starts_with("https://");
    if !is_address || address.chars().any(|sign| sign.is_whitespace() || sign.is_control()) {
        return Err(Fault(format!("safety.contact is `{address}`; write mailto:name@place or https://…")));
    }
    let typed = text("safety.contact_expires");
    let expires = typed.parse().map_err(|_not_a_day| {
        Fault(format!("safety.contact_expires is `{typed}`; write the last day on which safety.contact holds, such as 2027-06-30"))
    })?;
    Ok(Some(SecurityContact { address: address.to_owned(), expires }))
}

#[cfg(test)]
mod tests {
    use super::super::Typed;

    #[test]
    fn what_cannot_work_says_what_to_write() {
        for (settings, word) in [
            (vec![("safety.second_factor", "chief")], "privacy_officer"),
            (vec![("safety.contact", "an@thu")], "mailto:"),
            (vec![("safety.contact", "mailto:an@thu\nExpires: never")], "mailto:"),
            (vec![("safety.contact", "mailto:an@thu.test")], "2027-06-30"),
            (vec![("oidc.issuer", "http://provider.test")], "https://"),
            (vec![("oidc.issuer", "http://localhost.evil.test")], "https://"),
            (vec![("oidc.issuer", "https://provider.test")], "oidc.client_id"),
            (vec![("retention.contact_days", "90")], "retention.bodies"),
            (vec![("retention.contact_days", "29"), ("retention.bodies", "mttq")], "30 to 36500"),
            (vec![("retention.originals_days", "-1")], "30 to 36500"),
            (vec![("retention.reads_days", "0")], "30 to 36500"),
        ] {
            let mut typed = Typed::defaults();
            for (name, value) in &settings {
                typed.set(name, (*value).to_owned(), "test").unwrap();
            }
            let fault = typed.check().err().unwrap();
            assert!(fault.0.contains(word), "{settings:?}: {fault}");
        }
    }
}
