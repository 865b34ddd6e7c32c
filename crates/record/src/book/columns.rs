//! The columns of the book: one vector for each fact of a case, so that a filter touches only the facts it asks for.

/// What stands for an absent reference to a name.
pub(super) const NONE: u16 = u16::MAX;

macro_rules! columns {
    ($($(#[$meta:meta])* $name:ident: $type:ty,)+) => {
        /// One case in packed form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct Packed { $($(#[$meta])* pub $name: $type,)+ }

        /// All cases, a column for each field of [`Packed`].
        #[derive(Clone, Debug, Default)]
        pub(crate) struct Columns { $(pub $name: Vec<$type>,)+ }

        impl Columns {
            /// The packed case in this row.
            pub fn get(&self, row: usize) -> Option<Packed> {
                Some(Packed { $($name: *self.$name.get(row)?,)+ })
            }

            /// Puts the packed case into this row, if there is one.
            pub fn set(&mut self, row: usize, packed: &Packed) {
                $(if let Some(place) = self.$name.get_mut(row) { *place = packed.$name; })+
            }

            /// Adds a row at the end.
            pub fn push(&mut self, packed: &Packed) {
                $(push_tight(&mut self.$name, packed.$name);)+
            }

            /// Bytes of memory held by all columns.
            pub fn bytes(&self) -> usize {
                0 $(+ self.$name.capacity() * size_of::<$type>())+
            }
        }
    };
}

columns! {
    id: [u8; 16],
    /// The number behind the code's symbols; its prefix is a name.
    code: u32,
    code_prefix: u8,
    origin: u8,
    state: u8,
    /// See [`super::pack`].
    flags: u8,
    photos: u8,
    hand_overs: u8,
    extensions: u8,
    contests: u8,
    category: u16,
    subcategory: u16,
    area: u16,
    /// The lead agency, or the one that a return named.
    lead: u16,
    /// The deadline rule, version and kind behind `due`.
    clause: u16,
    precision_m: u16,
    lat: i32,
    lon: i32,
    joins: u32,
    /// The set of bodies that may not verify.
    barred: u32,
    /// What the system of an imported case says of it.
    source: u32,
    /// Times in seconds since 1970; 0 is none.
    submitted: u32,
    /// What the state's clock runs to.
    due: u32,
    /// When the reporter was asked, or until when the result may be confirmed.
    second: u32,
    first_due: u32,
    accepted: u32,
    first_reported: u32,
    last_reported: u32,
    ended: u32,
    last_event: u32,
    /// The index of the case's latest entry.
    entry: u32,
}

/// Adds to a vector that grows by a sixteenth instead of doubling, since memory per case is what counts here.
pub(super) fn push_tight<T>(column: &mut Vec<T>, value: T) {
    if column.len() == column.capacity() {
        column.reserve_exact(column.len() / 16 + 256);
    }
    column.push(value);
}
