//! The steps of one sample case by its fate, in the city's working time.

use dantin_calendar::Amount;
use dantin_city::City;
use jiff::{SignedDuration, Timestamp};

use super::{
    plan::{Dice, Fate, NoPlan, Step},
    texts::Template,
};
use crate::act::deadlines::{Duty, confirm_by, due};

/// The life of one case, from the moment it was sent.
pub(super) struct Course<'a> {
    pub city: &'a City,
    pub dice: &'a Dice,
    pub template: &'a Template,
    pub sent: Timestamp,
}

impl Course<'_> {
    /// A moment in working time, so many working minutes after another, a little off the full hour.
    fn work(&self, from: Timestamp, minutes: u32) -> Result<Timestamp, NoPlan> {
        let calendar = self.city.calendar();
        let at = calendar
            .add_working(from, Amount::WorkingHours(minutes / 60))
            .map_err(|e| NoPlan::Calendar(e.to_string()))?;
        self.later(at, minutes % 60 + self.dice.between(1, 12))
    }

    fn later(&self, from: Timestamp, minutes: u32) -> Result<Timestamp, NoPlan> {
        from.checked_add(SignedDuration::from_secs(
            i64::from(minutes) * 60 + i64::from(self.dice.between(0, 60)),
        ))
        .map_err(|e| NoPlan::Calendar(e.to_string()))
    }

    fn resolve_by(&self, accepted: Timestamp) -> Result<Timestamp, NoPlan> {
        let subcategory = Some(self.template.subcategory);
        Ok(due(self.city, Duty::Resolve, self.template.category, subcategory, accepted)?.at.to_timestamp())
    }

    /// Some part of the working time until the due time, in percent.
    fn within(&self, from: Timestamp, until: Timestamp, percent: u64) -> Result<Timestamp, NoPlan> {
        let seconds = self.city.calendar().working_between(from, until);
        let minutes = u32::try_from(seconds * percent / 100 / 60).unwrap_or(0);
        self.work(from, minutes.saturating_sub(14))
    }

    fn percent(&self) -> u64 {
        u64::from(self.dice.between(35, 88))
    }

    /// Everything that happens, what lies in the future too.
    pub fn steps(&self, fate: Fate) -> Result<Vec<(Timestamp, Step)>, NoPlan> {
        let dice = self.dice;
        let mut steps = vec![(self.sent, Step::Submit)];
        // A moderator looks at new cases within some hours, also at weekends.
        let looked = self.later(self.sent, dice.between(50, 500))?;
        match fate {
            Fate::Hidden => steps.push((looked, Step::Hide)),
            _ if dice.one_in(14) => steps.push((looked, Step::ShowRedacted)),
            _ => steps.push((looked, Step::Show)),
        }
        let accepted = self.work(self.sent, dice.between(20, 330))?;
        match fate {
            Fate::New | Fate::NotAccepted => return Ok(steps),
            Fate::Merged => {
                let looked = self.later(self.sent, 60)?;
                let merged = self.later(looked, 60)?;
                return Ok(vec![(self.sent, Step::Submit), (looked, Step::Show), (merged, Step::Merge)]);
            }
            Fate::Withdrawn => {
                steps.push((self.later(self.sent, dice.between(700, 900))?, Step::Withdraw));
                return Ok(steps);
            }
            Fate::HandedOverThenConfirmed => return self.handed_over(steps, accepted),
            Fate::CoordinatedThenConfirmed | Fate::Coordinator => {
                return self.coordinated(steps, accepted, fate == Fate::Coordinator);
            }
            _ => {}
        }
        steps.push((accepted, Step::Accept));
        let due = self.resolve_by(accepted)?;
        if fate != Fate::Hidden && dice.one_in(5) {
            steps.push((self.later(accepted, dice.between(8, 20))?, Step::Join));
        }
        if dice.one_in(6) {
            steps.push((self.later(accepted, 4)?, Step::Note));
        }
        match fate {
            Fate::InProgress | Fate::Overdue => return Ok(steps),
            Fate::Supported | Fate::PartDone | Fate::PartReleased => {
                let added = self.work(accepted, dice.between(30, 90))?;
                steps.push((added, Step::AddPart));
                match fate {
                    Fate::PartDone => {
                        steps.push((self.work(added, dice.between(120, 300))?, Step::FinishPart));
                    }
                    Fate::PartReleased => {
                        steps.push((self.work(added, dice.between(120, 300))?, Step::ReleasePart));
                    }
                    _ => {}
                }
                return Ok(steps);
            }
            Fate::MoreTime => {
                steps.push((self.work(accepted, dice.between(60, 200))?, Step::AskExtension));
                return Ok(steps);
            }
            Fate::Waiting => {
                steps.push((self.work(accepted, dice.between(40, 120))?, Step::Ask));
                return Ok(steps);
            }
            Fate::DeclinedNotFound | Fate::DeclinedPlanned => {
                let step =
                    if fate == Fate::DeclinedNotFound { Step::DeclineNotFound } else { Step::DeclinePlanned };
                steps.push((self.within(accepted, due, self.percent())?, step));
                return Ok(steps);
            }
            _ => {}
        }
        let mut done = self.within(accepted, due, self.percent())?;
        match fate {
            Fate::ConfirmedLate => done = self.work(due, dice.between(240, 1900))?,
            Fate::AskedThenConfirmed => {
                let asked = self.work(accepted, dice.between(30, 100))?;
                let replied = self.later(asked, dice.between(90, 1500))?;
                steps.extend([(asked, Step::Ask), (replied, Step::Reply)]);
                done = self.within(replied, self.resolve_by(replied)?, 60)?;
            }
            Fate::ExtendedThenConfirmed => {
                let extended = self.within(accepted, due, 45)?;
                steps.push((extended, Step::Extend));
                done = self.work(due, dice.between(200, 900))?;
            }
            _ => {}
        }
        steps.push((done, Step::Report));
        match fate {
            Fate::Reported => {}
            Fate::Unconfirmed => {
                steps.push((self.later(confirm_by(self.city, done)?.to_timestamp(), 1)?, Step::Expire));
            }
            Fate::ContestedThenConfirmed | Fate::Reopened => {
                let contested = self.later(done, dice.between(120, 1300))?;
                steps.push((contested, Step::Contest));
                if fate == Fate::ContestedThenConfirmed {
                    let again = self.within(contested, self.resolve_by(contested)?, self.percent())?;
                    steps.push((again, Step::ReportAgain));
                    self.confirmed(&mut steps, again)?;
                }
            }
            _ => self.confirmed(&mut steps, done)?,
        }
        Ok(steps)
    }

    fn confirmed(&self, steps: &mut Vec<(Timestamp, Step)>, done: Timestamp) -> Result<(), NoPlan> {
        let step = match self.dice.between(0, 10) {
            0 => Step::ConfirmAsNeighbour,
            1 => Step::ConfirmAsOverseer,
            _ => Step::Confirm,
        };
        steps.push((self.later(done, self.dice.between(40, 4000))?, step));
        Ok(())
    }

    fn handed_over(
        &self,
        mut steps: Vec<(Timestamp, Step)>,
        seen: Timestamp,
    ) -> Result<Vec<(Timestamp, Step)>, NoPlan> {
        steps.push((seen, Step::HandOver));
        let accepted = self.work(seen, self.dice.between(60, 400))?;
        steps.push((accepted, Step::Accept));
        let done = self.within(accepted, self.resolve_by(accepted)?, self.percent())?;
        steps.push((done, Step::Report));
        self.confirmed(&mut steps, done)?;
        Ok(steps)
    }

    fn coordinated(
        &self,
        mut steps: Vec<(Timestamp, Step)>,
        seen: Timestamp,
        still_open: bool,
    ) -> Result<Vec<(Timestamp, Step)>, NoPlan> {
        let back = self.work(seen, self.dice.between(60, 240))?;
        let left = self.work(back, self.dice.between(60, 240))?;
        steps.extend([(seen, Step::HandOver), (back, Step::HandBack), (left, Step::LeaveToCoordinator)]);
        if still_open {
            return Ok(steps);
        }
        let assigned = self.work(left, self.dice.between(60, 400))?;
        let accepted = self.work(assigned, self.dice.between(30, 200))?;
        let done = self.within(accepted, self.resolve_by(accepted)?, self.percent())?;
        steps.extend([(assigned, Step::Assign), (accepted, Step::Accept), (done, Step::Report)]);
        self.confirmed(&mut steps, done)?;
        Ok(steps)
    }
}
