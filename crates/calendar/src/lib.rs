//! Working hours and days, holidays, deadlines as data.
