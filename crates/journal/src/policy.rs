//! Policies: which logs are accepted, which witnesses are known, and how many of them must have cosigned (C2SP
//! tlog-policy).
//!
//! A policy is the verifier's own file. It knows nothing of how logs and witnesses are reached, nor what time it is:
//! whoever wants fresh cosignatures says from when to when they count.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::cosignature::MAX_TIME;
use crate::decimal;
use crate::key::{COSIGNATURE, KeyError, ML_DSA_44_COSIGNATURE, VerifierKey};
use crate::note::NoteError;

/// The longest policy file in bytes.
pub const MAX_POLICY_BYTES: usize = 1024 * 1024;
/// The most logs, witnesses and groups, each. The standard asks for 32 of each at least.
pub const MAX_ITEMS: usize = 256;

/// A policy file, with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    /// Invariant: members that are groups stand before the group that they are in.
    groups: Vec<Group>,
    quorum: Quorum,
}

/// A log that is accepted (tlog-policy, "Defining a log").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Its key, whose name is the log's origin.
    pub key: VerifierKey,
    /// Where it is read, if the file says so.
    pub url: Option<String>,
}

/// A witness that is known (tlog-policy, "Defining a witness").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What this file calls it; octets that are not UTF-8 are shown as U+FFFD.
    pub name: String,
    /// Its key for cosignatures. One of a type that is not supported never counts.
    pub key: VerifierKey,
    /// Where checkpoints are submitted to it, if the file says so.
    pub url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quorum {
    /// The log's own signature is enough: `quorum none`.
    NotNeeded,
    Of(Member),
}

/// A place in the list of witnesses or of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// Why a policy file is refused, and in which line, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyError {
    pub line: usize,
    pub fault: PolicyFault,
}

/// What is wrong with a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// The file is longer than 1 MiB.
    TooLong,
    /// A control character other than tab and LF, or DEL.
    ControlCharacter,
    /// The last line does not end in LF.
    NoLineEnd,
    /// The line begins with none of `log`, `witness`, `group`, `quorum`.
    UnknownKeyword,
    /// The line has too many or too few words.
    Words,
    /// The key is malformed.
    Key(KeyError),
    /// The key is of a type that does not serve here.
    KeyType(u8),
    /// Another line of the kind has this public key.
    DuplicateKey,
    /// The name is taken, or is `none`.
    DuplicateName,
    /// No line above defines this name, or it is `none` where a member is asked for.
    UnknownName,
    /// The name is a member of a group already.
    MemberTwice,
    /// The threshold is not `all`, `any` or a number from 1 to that of the members.
    Threshold,
    /// A quorum was given above.
    SecondQuorum,
    /// The file gives no quorum.
    NoQuorum,
    /// More than 256 logs, witnesses or groups.
    TooMany,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLong => "the policy is too long",
            Self::ControlCharacter => "a control character",
            Self::NoLineEnd => "the last line does not end in a line feed",
            Self::UnknownKeyword => "the line begins with none of log, witness, group, quorum",
            Self::Words => "too many or too few words",
            Self::Key(error) => return error.fmt(formatter),
            Self::KeyType(found) => return KeyError::Type(*found).fmt(formatter),
            Self::DuplicateKey => "another line has the same public key",
            Self::DuplicateName => "the name is taken",
            Self::UnknownName => "no line above defines the name",
            Self::MemberTwice => "the name is a member of a group already",
            Self::Threshold => "the threshold is not all, any or a number from 1 to that of the members",
            Self::SecondQuorum => "a second quorum",
            Self::NoQuorum => "the policy gives no quorum",
            Self::TooMany => "too many logs, witnesses or groups",
        })
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.fault)
    }
}

impl std::error::Error for PolicyError {}

/// A checkpoint that a policy accepts, and who vouched for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted<'a> {
    /// What the checkpoint says.
    pub checkpoint: &'a Checkpoint,
    /// The log whose signature holds.
    pub log: &'a Log,
    /// The witnesses whose cosignatures hold and count, with their times in seconds since the epoch.
    pub cosignatures: Vec<(&'a Witness, u64)>,
}

/// Why a policy does not accept a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyRefusal {
    /// The note is refused.
    Note(NoteError),
    /// No accepted log with that origin has signed.
    NoLog,
    /// Too few witnesses have cosigned within the times that count.
    Quorum,
}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => error.fmt(formatter),
            Self::NoLog => formatter.write_str("no log of the policy has signed the checkpoint"),
            Self::Quorum => {
                formatter.write_str("too few witnesses of the policy have cosigned the checkpoint")
            }
        }
    }
}

impl std::error::Error for PolicyRefusal {}

impl Policy {
    /// Reads a policy file (tlog-policy, "Policy file syntax and structure"); refuses every departure from it with its
    /// line.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        Parser::default().parse(bytes)
    }

    /// The logs in the file's order.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The witnesses in the file's order.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Accepts a checkpoint that a log with its origin has signed and a quorum has cosigned, at whatever time.
    /// Refuses also if any signature of a known log or witness does not hold or stands twice.
    pub fn verify<'a>(&'a self, checkpoint: &'a SignedCheckpoint) -> Result<Accepted<'a>, PolicyRefusal> {
        self.verify_within(checkpoint, &(0..=MAX_TIME))
    }

    /// The same, but only cosignatures of these times count, in seconds since the epoch.
    pub fn verify_within<'a>(
        &'a self,
        checkpoint: &'a SignedCheckpoint,
        times: &RangeInclusive<u64>,
    ) -> Result<Accepted<'a>, PolicyRefusal> {
        let logs = self.logs.iter().map(|log| &log.key);
        let keys = logs.chain(self.witnesses.iter().map(|witness| &witness.key));
        let verified = checkpoint.note().verify(keys).map_err(PolicyRefusal::Note)?;
        let origin = checkpoint.unverified().origin();
        let log = self
            .logs
            .iter()
            .find(|log| log.key.name().as_str() == origin && verified.iter().any(|one| *one.key == log.key))
            .ok_or(PolicyRefusal::NoLog)?;
        let time = |witness: &Witness| {
            verified.iter().find(|one| *one.key == witness.key)?.time.filter(|time| times.contains(time))
        };
        let cosignatures: Vec<_> =
            self.witnesses.iter().filter_map(|witness| Some((witness, time(witness)?))).collect();
        let witnessed: Vec<bool> = self.witnesses.iter().map(|witness| time(witness).is_some()).collect();
        if self.quorum_holds(&witnessed) {
            Ok(Accepted { checkpoint: checkpoint.unverified(), log, cosignatures })
        } else {
            Err(PolicyRefusal::Quorum)
        }
    }

    /// Whether these witnesses are a quorum (tlog-policy, "Defining a witness group").
    fn quorum_holds(&self, witnessed: &[bool]) -> bool {
        let mut groups: Vec<bool> = Vec::new();
        let holds = |member: Member, groups: &[bool]| match member {
            Member::Witness(place) => witnessed.get(place) == Some(&true),
            Member::Group(place) => groups.get(place) == Some(&true),
        };
        for group in &self.groups {
            let count = group.members.iter().filter(|member| holds(**member, &groups)).count();
            groups.push(count >= group.threshold);
        }
        match self.quorum {
            Quorum::NotNeeded => true,
            Quorum::Of(member) => holds(member, &groups),
        }
    }
}

/// A file being read.
#[derive(Default)]
struct Parser<'a> {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Option<Quorum>,
    /// Names are octets: they may be of any encoding.
    names: BTreeMap<&'a [u8], Member>,
    members: BTreeSet<Member>,
}

impl<'a> Parser<'a> {
    fn parse(mut self, bytes: &'a [u8]) -> Result<Policy, PolicyError> {
        if bytes.len() > MAX_POLICY_BYTES {
            return Err(PolicyError { line: 1, fault: PolicyFault::TooLong });
        }
        let mut line = 0;
        for text in bytes.split_inclusive(|byte| *byte == b'\n') {
            line += 1;
            self.line(text).map_err(|fault| PolicyError { line, fault })?;
        }
        let quorum = self.quorum.ok_or(PolicyError { line: line.max(1), fault: PolicyFault::NoQuorum })?;
        Ok(Policy { logs: self.logs, witnesses: self.witnesses, groups: self.groups, quorum })
    }

    fn line(&mut self, text: &'a [u8]) -> Result<(), PolicyFault> {
        let text = text.strip_suffix(b"\n").ok_or(PolicyFault::NoLineEnd)?;
        if text.iter().any(|byte| matches!(byte, 0..=8 | 10..=31 | 127)) {
            return Err(PolicyFault::ControlCharacter);
        }
        let words: Vec<&[u8]> =
            text.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] if !members.is_empty() => {
                self.group(name, threshold, members)
            }
            [b"quorum", name] => self.quorum(name),
            [b"log" | b"witness" | b"group" | b"quorum", ..] => Err(PolicyFault::Words),
            _ => Err(PolicyFault::UnknownKeyword),
        }
    }

    fn log(&mut self, key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = verifier_key(key)?;
        check_room(self.logs.len())?;
        if self.logs.iter().any(|log| log.key.public_key() == key.public_key()) {
            return Err(PolicyFault::DuplicateKey);
        }
        self.logs.push(Log { key, url: url.map(|url| text(url)) });
        Ok(())
    }

    fn witness(&mut self, name: &'a [u8], key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = verifier_key(key)?;
        // Types that only sign notes or tree heads say nothing of what a witness has seen.
        if !matches!(key.signature_type(), COSIGNATURE | ML_DSA_44_COSIGNATURE..) {
            return Err(PolicyFault::KeyType(key.signature_type()));
        }
        check_room(self.witnesses.len())?;
        if self.witnesses.iter().any(|witness| witness.key.public_key() == key.public_key()) {
            return Err(PolicyFault::DuplicateKey);
        }
        self.define(name, Member::Witness(self.witnesses.len()))?;
        self.witnesses.push(Witness { name: text(name), key, url: url.map(|url| text(url)) });
        Ok(())
    }

    fn group(&mut self, name: &'a [u8], threshold: &[u8], members: &[&[u8]]) -> Result<(), PolicyFault> {
        check_room(self.groups.len())?;
        let threshold = match threshold {
            b"all" => members.len(),
            b"any" => 1,
            number => std::str::from_utf8(number)
                .ok()
                .and_then(decimal::parse)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=members.len()).contains(number))
                .ok_or(PolicyFault::Threshold)?,
        };
        let mut found = Vec::new();
        for member in members {
            let member = *self.names.get(member).ok_or(PolicyFault::UnknownName)?;
            if !self.members.insert(member) {
                return Err(PolicyFault::MemberTwice);
            }
            found.push(member);
        }
        self.define(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { threshold, members: found });
        Ok(())
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::SecondQuorum);
        }
        self.quorum = Some(match name {
            b"none" => Quorum::NotNeeded,
            name => Quorum::Of(*self.names.get(name).ok_or(PolicyFault::UnknownName)?),
        });
        Ok(())
    }

    fn define(&mut self, name: &'a [u8], member: Member) -> Result<(), PolicyFault> {
        if name == b"none" || self.names.insert(name, member).is_some() {
            return Err(PolicyFault::DuplicateName);
        }
        Ok(())
    }
}

fn verifier_key(word: &[u8]) -> Result<VerifierKey, PolicyFault> {
    let text = std::str::from_utf8(word).ok().ok_or(PolicyFault::Key(KeyError::Form))?;
    text.parse().map_err(PolicyFault::Key)
}

fn check_room(count: usize) -> Result<(), PolicyFault> {
    if count < MAX_ITEMS { Ok(()) } else { Err(PolicyFault::TooMany) }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
