//! The check of the settings `mail.*`: a way out, a sender, and nothing that would carry a password in the clear over a
//! network. Whether the server answers, `dantin doctor` says.

use std::{net::IpAddr, path::Path};

use dantin_mail::{Security, Sender, Smtp, Transport};
use jiff::SignedDuration;

use super::{Fault, number};

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Where it goes to.
    pub transport: Transport,
    /// Who writes.
    pub sender: Sender,
    /// For how long changes are gathered.
    pub window: SignedDuration,
    /// For how long it is kept what was sent to whom.
    pub log: SignedDuration,
}

/// The settings of the mail; none where no server is set.
pub(super) fn read<'a>(data: &Path, text: &impl Fn(&str) -> &'a str) -> Result<Option<Mail>, Fault> {
    let days =
        |name: &str, most| Ok::<_, Fault>(i64::try_from(number(text(name), name, 1, most)?).unwrap_or(1));
    let minutes = number(text("mail.digest_minutes"), "mail.digest_minutes", 0, 1440)?;
    let window = SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(0));
    let log = SignedDuration::from_hours(24 * days("mail.log_days", 3650)?);
    let server = text("mail.server");
    if server.is_empty() {
        return Ok(None);
    }
    let sender: Sender = match text("mail.sender") {
        "" => {
            return Err(Fault(
                "mail.sender is empty; mail.server needs it: write who sends, such as Dân Tin <dantin@city.example>".to_owned(),
            ));
        }
        sender => sender
            .parse()
            .map_err(|fault| Fault(format!("mail.sender is `{sender}`: {fault}; write Name <name@host>")))?,
    };
    let transport = match server.strip_prefix("folder:") {
        Some("") => {
            return Err(Fault("mail.server is `folder:`; write the folder's name behind it".to_owned()));
        }
        Some(folder) => Transport::Folder(data.join(folder)),
        None => Transport::Smtp(smtp(server, text, sender.address.host())?),
    };
    Ok(Some(Mail { transport, sender, window, log }))
}

fn smtp<'a>(server: &str, text: &impl Fn(&str) -> &'a str, hello: &str) -> Result<Smtp, Fault> {
    let wrong = || {
        Fault(format!(
            "mail.server is `{server}`; write smtps://host:465, smtp://host:587 or folder:NAME, and the password into \
             mail.password"
        ))
    };
    let (is_tls, rest) = match (server.strip_prefix("smtps://"), server.strip_prefix("smtp://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(wrong()),
    };
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        // An address of IPv6 stands in brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if host.is_empty() || !host.chars().all(is_name) {
        return Err(wrong());
    }
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)?,
        None if is_tls => 465,
        None => 587,
    };
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let security = match (is_tls, is_here) {
        (true, _) => Security::Tls,
        (false, true) => Security::Plain,
        (false, false) => Security::StartTls,
    };
    let credentials = match (text("mail.user"), text("mail.password")) {
        ("", "") => None,
        ("", _) => return Err(Fault("mail.user is empty, and mail.password is not".to_owned())),
        (_, "") => return Err(Fault("mail.password is empty, and mail.user is not".to_owned())),
        (user, password) => Some((user.to_owned(), password.to_owned())),
    };
    Ok(Smtp { host: host.to_owned(), port, security, credentials, hello: hello.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Typed;

    fn set(values: &[(&str, &str)]) -> Result<Option<Mail>, Fault> {
        let mut typed = Typed::defaults();
        for (name, value) in values {
            typed.set(name, (*value).to_owned(), "test")?;
        }
        typed.check().map(|settings| settings.mail)
    }

    #[test]
    fn without_a_server_there_is_no_mail() {
        assert!(set(&[]).unwrap().is_none());
    }

    #[test]
    fn a_network_is_crossed_encrypted_and_this_machine_may_be_plain() {
        for (server, host, port, security) in [
            ("smtps://mail.example.vn", "mail.example.vn", 465, Security::Tls),
            ("smtp://mail.example.vn", "mail.example.vn", 587, Security::StartTls),
            ("smtp://mail.example.vn:2525/", "mail.example.vn", 2525, Security::StartTls),
            ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Security::Plain),
            ("smtp://[::1]:1025", "::1", 1025, Security::Plain),
            ("smtp://192.0.2.7:25", "192.0.2.7", 25, Security::StartTls),
            ("smtps://localhost:465", "localhost", 465, Security::Tls),
        ] {
            let mail =
                set(&[("mail.server", server), ("mail.sender", "Dân Tin <d@example.vn>")]).unwrap().unwrap();
            let Transport::Smtp(smtp) = mail.transport else { panic!("{server}") };
            assert_eq!((smtp.host.as_str(), smtp.port, smtp.security), (host, port, security), "{server}");
        }
    }

    #[test]
    fn what_cannot_work_says_what_to_write() {
        let sender = ("mail.sender", "d@example.vn");
        let server = ("mail.server", "smtps://mail.example.vn");
        for (values, word) in [
            (vec![server], "mail.sender is empty"),
            (vec![server, ("mail.sender", "Dân Tin")], "Name <name@host>"),
            (vec![sender, ("mail.server", "mail.example.vn")], "smtps://host:465"),
            (vec![sender, ("mail.server", "smtp://u:p@mail.example.vn")], "mail.password"),
            (vec![sender, ("mail.server", "smtp://mail.example.vn:0")], "smtps://host:465"),
            (vec![sender, ("mail.server", "folder:")], "folder"),
            (vec![sender, server, ("mail.user", "d")], "mail.password is empty"),
            (vec![sender, server, ("mail.password", "x")], "mail.user is empty"),
            (vec![("mail.digest_minutes", "a")], "0 to 1440"),
            (vec![("mail.log_days", "0")], "1 to 3650"),
        ] {
            let fault = set(&values).err().unwrap();
            assert!(fault.0.contains(word), "{values:?}: {fault}");
        }
    }
}
