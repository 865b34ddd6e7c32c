//! How much one address may send in a while: reports, photos, wrong secrets. The counts are in the memory of the process
//! and are forgotten with it; no address is ever written down. Many people can share one address, so the limits are wide.
//!
//! Reports are also counted by the place that they are about and in the whole city. Above that nobody is refused: forms are
//! asked for a proof ([`super::proof`]), so that a flood about one place, from however many addresses, costs its senders
//! something and locks nobody out.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use jiff::Timestamp;

use crate::{app::Shared, error::Error};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Sending a report, joining one, answering.
    Report,
    /// Uploading a photo.
    Photo,
    /// Being told of a report nearby that nobody has looked at yet.
    Nearby,
    /// Supporting a question.
    Support,
    /// A secret link that opens nothing.
    WrongSecret,
    /// Asking for a mail: an alert, or the own link.
    Mail,
    /// A call of another program that writes, as long as it has shown no key of a partner.
    Partner,
}

impl Deed {
    /// How many may come at once, and the seconds after which one more may come.
    const fn allowance(self) -> (f64, f64) {
        match self {
            Self::Report => (60.0, 12.0),
            Self::Photo => (180.0, 4.0),
            // Enough for people who report; too little for walking over a city to see where something was reported.
            Self::Nearby => (60.0, 30.0),
            // A hall may share one address; each browser counts once for a question whatever comes.
            Self::Support => (300.0, 1.0),
            Self::WrongSecret => (30.0, 20.0),
            Self::Mail => (10.0, 60.0),
            // Reading a body costs something before the key in it can be looked at. Partners get theirs back.
            Self::Partner => (600.0, 1.0),
        }
    }
}

/// Above so many counters the full ones are dropped, and where that is not enough those that are nearest to it.
const MOST: usize = 50_000;

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

/// Where reports are counted beside their senders: how many may come at once, and the seconds after which one more may.
const OF_ONE_PLACE: (f64, f64) = (40.0, 30.0);
const OF_THE_CITY: (f64, f64) = (600.0, 1.0);
/// Below so much of its allowance an address is asked for proofs, before it is refused.
const PROOF_BELOW: f64 = 30.0;

/// The counters of this process.
#[derive(Default)]
pub struct Limits {
    sources: Mutex<HashMap<(Deed, IpAddr), Bucket>>,
    /// By ward, and under no name for the whole city.
    places: Mutex<HashMap<String, Bucket>>,
}

impl Limits {
    /// Takes one deed of the address's allowance; refused with the seconds to wait when nothing is left.
    pub fn take(&self, deed: Deed, source: Source, now: Timestamp) -> Result<(), Error> {
        self.count(deed, source, now, 1.0)
    }

    /// Gives back what was taken for a deed that turned out not to be one of a stranger.
    pub fn give_back(&self, deed: Deed, source: Source, now: Timestamp) {
        let mut buckets = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&(deed, source.0)) {
            *bucket = Bucket { left: (bucket.filled(deed, now) + 1.0).min(deed.allowance().0), at: now };
        }
    }

    /// Refuses when nothing is left, and takes nothing.
    pub fn ask(&self, deed: Deed, source: Source, now: Timestamp) -> Result<(), Error> {
        self.count(deed, source, now, 0.0)
    }

    /// Counts a report about a place of the city pack, and says whether its form must carry a proof.
    pub fn needs_proof(&self, source: Source, area: &str, now: Timestamp) -> bool {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_over = |place: &str, (most, seconds): (f64, f64)| {
            let bucket = places.entry(place.to_owned()).or_insert(Bucket { left: most, at: now });
            let left = bucket.refilled(most, seconds, now);
            *bucket = Bucket { left: (left - 1.0).max(0.0), at: now };
            left < 1.0
        };
        let (place, city) = (is_over(area, OF_ONE_PLACE), is_over("", OF_THE_CITY));
        drop(places);
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = sources.get(&(Deed::Report, source.0));
        place || city || bucket.is_some_and(|bucket| bucket.filled(Deed::Report, now) < PROOF_BELOW)
    }

    fn count(&self, deed: Deed, source: Source, now: Timestamp, cost: f64) -> Result<(), Error> {
        let (most, seconds) = deed.allowance();
        let mut buckets = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MOST {
            buckets.retain(|(deed, _), bucket| bucket.filled(*deed, now) < deed.allowance().0);
        }
        if buckets.len() > MOST {
            drop_the_fullest(&mut buckets, now);
        }
        let bucket = buckets.entry((deed, source.0)).or_insert(Bucket { left: most, at: now });
        let left = bucket.filled(deed, now);
        if left < 1.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 60")]
            let wait = ((1.0 - left) * seconds).ceil() as u64;
            return Err(Error::TooMany { wait });
        }
        *bucket = Bucket { left: left - cost, at: now };
        Ok(())
    }
}

/// Makes room by the tenth of the counters that have most of their allowance left: whoever floods from many addresses makes
/// none forgotten that has spent more than theirs.
fn drop_the_fullest(buckets: &mut HashMap<(Deed, IpAddr), Bucket>, now: Timestamp) {
    let share = |deed: Deed, bucket: &Bucket| bucket.filled(deed, now) / deed.allowance().0;
    let mut shares: Vec<f64> = buckets.iter().map(|((deed, _), bucket)| share(*deed, bucket)).collect();
    let mut room = shares.len().div_ceil(10);
    let Some(place) = room.checked_sub(1) else { return };
    let (_, least, _) = shares.select_nth_unstable_by(place, |one, other| other.total_cmp(one));
    let least = *least;
    // First all that are above it: as many as have the same share as the last one would else go in their place.
    for is_above in [true, false] {
        buckets.retain(|(deed, _), bucket| {
            let share = share(*deed, bucket);
            let goes = room > 0 && if is_above { share > least } else { share >= least };
            room -= usize::from(goes);
            !goes
        });
    }
}

impl Bucket {
    fn filled(&self, deed: Deed, now: Timestamp) -> f64 {
        let (most, seconds) = deed.allowance();
        self.refilled(most, seconds, now)
    }

    fn refilled(&self, most: f64, seconds: f64, now: Timestamp) -> f64 {
        // A clock that was set back gives nothing and takes nothing.
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        (self.left + passed / seconds).min(most)
    }
}

/// Where a request comes from; of an IPv6 address the network of 64 bits, which one household has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

impl Source {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Source {
        match address.to_canonical() {
            IpAddr::V6(six) => {
                let network = u128::from(six) & (u128::MAX << 64);
                Source(IpAddr::V6(Ipv6Addr::from(network)))
            }
            four @ IpAddr::V4(_) => Source(four),
        }
    }
}

impl FromRequestParts<Shared> for Source {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let direct = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |info| info.0.ip());
        let told = || {
            let header = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            header.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if app.settings.behind_proxy { told().unwrap_or(direct) } else { direct };
        Ok(Source::of(address))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_flood_from_many_addresses_makes_nobody_forgotten_who_spent_the_allowance() {
        let limits = Limits::default();
        let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
        let spent = Source::of("192.0.2.1".parse().unwrap());
        while limits.take(Deed::WrongSecret, spent, now).is_ok() {}
        for number in 0..120_000_u32 {
            let deed = if number % 2 == 0 { Deed::WrongSecret } else { Deed::Photo };
            let sender = Source::of(IpAddr::from((0x0a00_0000 | number).to_be_bytes()));
            limits.take(deed, sender, now).unwrap();
        }
        assert!(limits.sources.lock().unwrap().len() <= MOST + 1);
        assert!(limits.take(Deed::WrongSecret, spent, now).is_err());
    }

    proptest! {
        #[test]
        fn the_tenth_that_goes_has_more_left_than_what_stays(spent in proptest::collection::vec(0_u8..=30, 0..200)) {
            let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
            let before: HashMap<(Deed, IpAddr), Bucket> = (0_u32..)
                .zip(&spent)
                .map(|(number, spent)| {
                    let left = 30.0 - f64::from(*spent);
                    ((Deed::WrongSecret, IpAddr::from(number.to_be_bytes())), Bucket { left, at: now })
                })
                .collect();
            let mut after = before.clone();
            drop_the_fullest(&mut after, now);
            prop_assert_eq!(before.len() - after.len(), before.len().div_ceil(10));
            let left = |key: &(Deed, IpAddr)| before[key].left;
            let most_kept = after.keys().map(left).fold(0.0, f64::max);
            let least_gone =
                before.keys().filter(|key| !after.contains_key(*key)).map(left).fold(30.0, f64::min);
            prop_assert!(after.is_empty() || least_gone >= most_kept, "{least_gone} {most_kept}");
        }
    }

    #[test]
    fn an_address_waits_for_itself_alone_and_not_for_ever() {
        let limits = Limits::default();
        let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
        let one = Source::of("192.0.2.1".parse().unwrap());
        let other = Source::of("192.0.2.2".parse().unwrap());
        for _ in 0..30 {
            limits.take(Deed::WrongSecret, one, now).unwrap();
        }
        assert!(matches!(limits.take(Deed::WrongSecret, one, now), Err(Error::TooMany { wait: 20 })));
        assert!(limits.ask(Deed::WrongSecret, one, now).is_err());
        limits.take(Deed::WrongSecret, other, now).unwrap();
        limits.take(Deed::Report, one, now).unwrap();
        limits.take(Deed::WrongSecret, one, now + 20.seconds()).unwrap();
    }

    #[test]
    fn a_flood_about_one_place_asks_its_senders_for_proofs_and_nobody_elsewhere() {
        let limits = Limits::default();
        let now: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
        let sender = |number: u8| Source::of(IpAddr::from([198, 51, 100, number]));
        let asked = (0..100).filter(|number| limits.needs_proof(sender(*number), "00070", now)).count();
        assert_eq!(asked, 60, "forty at once are plausible");
        assert!(!limits.needs_proof(sender(200), "00082", now), "another ward");
        assert!(!limits.needs_proof(sender(201), "00070", now + 30.seconds()), "it passes by itself");
        for _ in 0..31 {
            limits.take(Deed::Report, sender(1), now).unwrap();
        }
        assert!(limits.needs_proof(sender(1), "00082", now), "one address that sends much");
        assert!(!limits.needs_proof(sender(2), "00082", now));
    }

    #[test]
    fn a_household_is_one_source() {
        let source = |text: &str| Source::of(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2:3::4"), source("2001:db8:1:2:ffff::"));
        assert_ne!(source("2001:db8:1:2::"), source("2001:db8:1:3::"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }
}
