//! How events of matters are declared: an enumeration in which each member has the code of its type, its data as fields, and
//! one spelling in canonical JSON that follows from them. Absent options are absent keys.

/// Declares the events of one kind of matter. Each field goes into the entry's `data` by serde; a field that may be absent
/// carries `#[serde(default, skip_serializing_if = "Option::is_none")]`.
macro_rules! matter_events {
    (
        $(#[$meta:meta])*
        $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)? } = $code:literal,
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "type", content = "data")]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[serde(rename = $code)]
                $variant { $($(#[$field_meta])* $field: $type),* },
            )+
        }

        impl $name {
            /// The codes of all types, in the order of declaration.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// The code of the event's type.
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)+ }
            }
        }
    };
}

pub(crate) use matter_events;
