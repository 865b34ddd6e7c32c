//! The voice of a resident: proof that an act in a resident's name was done by whoever filed or joined the case, and not by
//! somebody who can write into the city's database.
//!
//! Whoever files or joins gets a secret link, of which the city keeps a hash alone. From the secret follows a chain of
//! hashes; the last one, the lock, stands in the entry that files or joins. Each act of this resident then shows the hash
//! before the one shown last: it opens the lock and is the next one (one-time passwords after RFC 2289). What was shown
//! gives none of the earlier ones away, so nobody without the secret can add an act, not even with the whole database.
//! A server that records secrets as people use them could; this the voice does not prove.

use std::{collections::HashMap, fmt};

use sha2::{Digest as _, Sha256};

use crate::{
    act::Role,
    dialogue::DialogueEvent,
    entry::{Entry, Line},
    event::Event,
    id::CaseId,
    matter::{MatterEntry, MatterEvent, MatterId, Speaks},
};

/// How many acts one resident can do in one case.
pub const ACTS: usize = 64;

/// A hash of a chain: a lock, or the key that opens it.
pub type Voice = [u8; 32];

/// The lock that a key opens: SHA-256 over `dantin/voice/v1`, a line feed, and the key.
pub fn lock_of(key: &Voice) -> Voice {
    let mut hash = Sha256::new();
    hash.update(b"dantin/voice/v1\n");
    hash.update(key);
    hash.finalize().into()
}

/// The lock at the end of the chain that begins with a seed.
pub fn lock(seed: &Voice) -> Voice {
    (0..ACTS).fold(*seed, |key, _| lock_of(&key))
}

/// The key of the chain that opens this lock; nothing where the seed is another's, or all acts are done.
pub fn key_for(seed: &Voice, lock: &Voice) -> Option<Voice> {
    let mut key = *seed;
    for _ in 0..ACTS {
        let next = lock_of(&key);
        if next == *lock {
            return Some(key);
        }
        key = next;
    }
    None
}

/// Why an act in the name of a resident is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forged {
    /// It shows no key, and whoever filed or joined the case has one.
    NoKey(Role),
    /// The key opens none of the case's locks.
    WrongKey(Role),
    /// A key stands where none belongs.
    Misplaced,
    /// Whoever joined only when the work was reported done has not seen what it was like before, and may be anybody: the agency too.
    TooLate,
}

impl fmt::Display for Forged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(role) => write!(
                formatter,
                "it is said to be by the {role}, and does not show the key that only whoever holds the secret link has"
            ),
            Self::WrongKey(role) => write!(
                formatter,
                "it is said to be by the {role}, and its key is not that of anybody who filed or joined the case"
            ),
            Self::Misplaced => {
                formatter.write_str("it shows a resident's key and is by nobody who could have one")
            }
            Self::TooLate => formatter.write_str(
                "it confirms, and is by somebody who joined only after the work was reported done",
            ),
        }
    }
}

impl std::error::Error for Forged {}

/// A lock, and at which place in the journal it was set.
#[derive(Clone, Copy, Debug)]
struct Lock {
    voice: Voice,
    since: u64,
}

/// The locks of one case.
#[derive(Clone, Debug, Default)]
struct Locks {
    reporter: Option<Lock>,
    joiners: Vec<Lock>,
    /// At which place the work was reported done last.
    reported: Option<u64>,
    /// Whether somebody joined without a lock, as before there were any.
    joined_without: bool,
    /// The case as which this one is worked on.
    main: Option<CaseId>,
    /// The cases that are worked on as this one: whoever asked there answers here as one who joined.
    followers: Vec<CaseId>,
    /// The contribution that the case came out of: whoever made it answers here as its reporter.
    origin: Option<Contribution>,
}

/// A question of a session, or another numbered contribution to a matter.
type Contribution = (MatterId, u32);

/// The locks of those who made or joined one contribution.
#[derive(Clone, Debug, Default)]
struct Contributors {
    locks: Vec<Voice>,
    /// Whether somebody contributed without a lock, such as on paper.
    without: bool,
    /// Contributions that are treated as this one.
    followers: Vec<u32>,
}

/// The locks of all cases of a journal so far, and how many acts were proven by them.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    cases: HashMap<CaseId, Locks>,
    contributions: HashMap<Contribution, Contributors>,
    /// Entries of cases so far.
    taken: u64,
    proven: u64,
    unprovable: u64,
}

impl Voices {
    /// Takes whatever stands in the journal; acts of residents must show the key to a lock of what they act on.
    pub fn take_line(&mut self, line: &Line) -> Result<(), Forged> {
        match line {
            Line::Case(entry) => self.take(entry),
            Line::Matter(entry) => self.take_matter(entry),
            Line::Notice(_) => Ok(()),
        }
    }

    fn take_matter(&mut self, entry: &MatterEntry) -> Result<(), Forged> {
        match &entry.event {
            MatterEvent::Dialogue(DialogueEvent::Merged { question, into }) => {
                self.contributions.entry((entry.matter, *into)).or_default().followers.push(*question);
            }
            MatterEvent::Dialogue(DialogueEvent::Unmerged { question }) => {
                for ((matter, _), contributors) in &mut self.contributions {
                    if *matter == entry.matter {
                        contributors.followers.retain(|follower| follower != question);
                    }
                }
            }
            _ => {}
        }
        match (entry.event.speaks(), entry.voice) {
            (Speaks::Nobody, None) => Ok(()),
            (Speaks::Nobody, Some(_)) => Err(Forged::Misplaced),
            (Speaks::Lock(number), voice) => {
                let contributors = self.contributions.entry((entry.matter, number)).or_default();
                match voice {
                    Some(lock) => contributors.locks.push(lock),
                    None => contributors.without = true,
                }
                Ok(())
            }
            (Speaks::Key(number), voice) => {
                self.contribute((entry.matter, number), voice, entry.by.role(), false)
            }
        }
    }

    /// An act of somebody who made or joined this contribution, or with `followers` one that is treated as it.
    fn contribute(
        &mut self,
        (matter, number): Contribution,
        voice: Option<Voice>,
        role: Role,
        followers: bool,
    ) -> Result<(), Forged> {
        let own = self.contributions.entry((matter, number)).or_default();
        let mut numbers = vec![number];
        if followers {
            numbers.extend(&own.followers);
        }
        let Some(key) = voice else {
            let mut all = numbers.iter().filter_map(|number| self.contributions.get(&(matter, *number)));
            // With locks alone, an act without a key is nobody's.
            if all.any(|contributors| contributors.without || contributors.locks.is_empty()) {
                self.unprovable += 1;
                return Ok(());
            }
            return Err(Forged::NoKey(role));
        };
        let opened = lock_of(&key);
        for number in numbers {
            let Some(contributors) = self.contributions.get_mut(&(matter, number)) else { continue };
            if let Some(lock) = contributors.locks.iter_mut().find(|lock| **lock == opened) {
                *lock = key;
                self.proven += 1;
                return Ok(());
            }
        }
        Err(Forged::WrongKey(role))
    }

    /// Takes an entry; acts of residents must show the key to a lock of their case. A refusal changes nothing.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Forged> {
        let role = entry.by.role();
        self.taken += 1;
        let since = self.taken;
        match &entry.event {
            Event::Submitted(submission) => {
                if let Some(origin) = submission.origin.contribution() {
                    self.cases.entry(entry.case).or_default().origin = Some(origin);
                }
                if let Some(voice) = entry.voice {
                    self.cases.entry(entry.case).or_default().reporter = Some(Lock { voice, since });
                }
                Ok(())
            }
            Event::ReportedResolved { .. } if entry.voice.is_none() => {
                self.cases.entry(entry.case).or_default().reported = Some(since);
                Ok(())
            }
            Event::Joined => {
                let locks = self.cases.entry(entry.case).or_default();
                match entry.voice {
                    Some(voice) => locks.joiners.push(Lock { voice, since }),
                    None => locks.joined_without = true,
                }
                Ok(())
            }
            Event::Merged { into } if entry.voice.is_none() => {
                self.cases.entry(entry.case).or_default().main = Some(*into);
                self.cases.entry(*into).or_default().followers.push(entry.case);
                Ok(())
            }
            Event::Unmerged if entry.voice.is_none() => {
                let main = self.cases.entry(entry.case).or_default().main.take();
                if let Some(locks) = main.and_then(|main| self.cases.get_mut(&main)) {
                    locks.followers.retain(|case| *case != entry.case);
                }
                Ok(())
            }
            _ if matches!(role, Role::Reporter | Role::Joiner) => self.act(entry, role),
            _ if entry.voice.is_some() => Err(Forged::Misplaced),
            _ => Ok(()),
        }
    }

    fn act(&mut self, entry: &Entry, role: Role) -> Result<(), Forged> {
        // Those who asked in a merged case say in the main one whether it is done, and nothing else.
        let answers = matches!(entry.event, Event::Confirmed | Event::Contested { .. });
        let own = self.cases.entry(entry.case).or_default();
        let followers = if answers && role == Role::Joiner { own.followers.clone() } else { Vec::new() };
        if role == Role::Reporter
            && own.reporter.is_none()
            && let Some(origin) = own.origin
        {
            return self.contribute(origin, entry.voice, role, true);
        }
        let Some(key) = entry.voice else {
            let has_key = match role {
                Role::Joiner => !own.joined_without,
                _ => own.reporter.is_some(),
            };
            if has_key && !followers.iter().any(|case| self.has_asker_without_lock(*case)) {
                return Err(Forged::NoKey(role));
            }
            self.unprovable += 1;
            return Ok(());
        };
        let opened = lock_of(&key);
        let reported = own.reported;
        let of_this = match role {
            Role::Joiner => own.joiners.iter().find(|lock| lock.voice == opened),
            _ => own.reporter.as_ref().filter(|lock| lock.voice == opened),
        }
        .map(|lock| (entry.case, lock.since));
        let of_followers = || {
            followers.iter().find_map(|case| {
                let locks = self.cases.get(case)?;
                let mut there = locks.reporter.iter().chain(&locks.joiners);
                Some((*case, there.find(|lock| lock.voice == opened)?.since))
            })
        };
        let (case, since) = of_this.or_else(of_followers).ok_or(Forged::WrongKey(role))?;
        if role == Role::Joiner
            && entry.event == Event::Confirmed
            && reported.is_some_and(|reported| since > reported)
        {
            return Err(Forged::TooLate);
        }
        self.prove(case, opened, key);
        Ok(())
    }

    /// The key that opened a lock of this case is the lock of the next act.
    fn prove(&mut self, case: CaseId, opened: Voice, key: Voice) {
        let locks = self.cases.entry(case).or_default();
        let mut all = locks.reporter.iter_mut().chain(&mut locks.joiners);
        if let Some(lock) = all.find(|lock| lock.voice == opened) {
            lock.voice = key;
            self.proven += 1;
        }
    }

    /// Whether somebody filed or joined this case before there were locks.
    fn has_asker_without_lock(&self, case: CaseId) -> bool {
        self.cases.get(&case).is_none_or(|locks| locks.joined_without || locks.reporter.is_none())
    }

    /// Acts of residents that showed their key.
    pub fn proven(&self) -> u64 {
        self.proven
    }

    /// Acts of residents in cases that were filed before there were locks.
    pub fn unprovable(&self) -> u64 {
        self.unprovable
    }
}
