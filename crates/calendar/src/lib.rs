//! Working hours and days of a city, its holidays, and deadlines as data. It knows how to count a period of
//! time as the law counts it and how to pause and resume a clock; it does not know cases, agencies, languages,
//! files or what the time is now.

mod calendar;
mod clock;
mod deadline;
mod hours;

pub use calendar::{Amount, Calendar, NoWorkingHours, OutOfReach};
pub use clock::Remaining;
pub use deadline::{
    Bilingual, Confidence, Deadline, DeadlineFault, Deadlines, Due, DueError, Period, RuleKind, StartEvent,
    Term,
};
pub use hours::{HoursFault, OpenHours, Span};
