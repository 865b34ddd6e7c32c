//! A city pack as checked data: names, agencies, areas, categories, deadlines, holidays and channels of one city,
//! read from a folder or from the pack inside the binary. It knows neither databases nor web pages nor cases; what
//! it hands out has passed the same checks wherever it came from.

mod choices;
mod city;
mod fault;
mod files;
mod find;
mod model;
mod read;

pub use choices::{Attribute, AttributeKind, Category, Choice, Lead, Subcategory};
pub use city::{City, Service};
pub use fault::{Fault, Faults};
pub use files::Files;
pub use find::Found;
pub use model::{
    Agency, AgencyKind, Area, AreaKind, Bounds, Channel, ChannelKind, Diversion, Emergency, Extent, HelpLine,
    Holiday, HolidayKind, Landmark, NotFound, OldArea, Settings,
};

pub use dantin_calendar::{Bilingual, Confidence};
