//! Names as numbers: each is kept once, and rows of figures hold four bytes of it.

use crate::vocab::limits::Limit;
use std::collections::HashMap;
use std::sync::Arc;

/// The names that are told apart: organisations, services, purposes, reasons, fields. What comes after
/// them is counted under [`Name::OTHER`].
pub const FIGURES_NAMES: Limit = Limit { name: "figures_names", most: 100_000 };

/// A name of these [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub(super) u32);

impl Name {
    /// Nothing is said.
    pub const NONE: Self = Self(0);
    /// One of those that are not told apart.
    pub const OTHER: Self = Self(1);
}

/// How the two that are no names are written.
const NONE: &str = "";
const OTHER: &str = "*";

/// All names, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self { numbers: HashMap::new(), texts: Vec::new() };
        names.add(NONE, 0);
        names.add(OTHER, 1);
        names
    }
}

impl Names {
    /// The number of a name, which is a new one when the name is.
    pub(super) fn number(&mut self, text: Option<&str>) -> Name {
        let Some(text) = text else { return Name::NONE };
        if let Some(number) = self.numbers.get(text) {
            return Name(*number);
        }
        match u32::try_from(self.texts.len()) {
            Ok(number) if self.texts.len() < FIGURES_NAMES.most => {
                self.add(text, number);
                Name(number)
            }
            _ => Name::OTHER,
        }
    }

    fn add(&mut self, text: &str, number: u32) {
        let text: Arc<str> = text.into();
        self.numbers.insert(text.clone(), number);
        self.texts.push(text);
    }

    /// The number that a name has, if it was ever seen.
    #[must_use]
    pub fn known(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }

    /// What a name is; empty for [`Name::NONE`], `*` for [`Name::OTHER`].
    #[must_use]
    pub fn text(&self, name: Name) -> &str {
        let place = usize::try_from(name.0).unwrap_or(usize::MAX);
        self.texts.get(place).map_or(OTHER, |text| text)
    }

    /// Every name that is one, in order.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.iter().skip(2).map(AsRef::as_ref)
    }

    /// From all names in order; none when one is there twice, or there are too many.
    pub(super) fn from_all<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let mut names = Self::default();
        for text in texts {
            let number = u32::try_from(names.texts.len()).ok()?;
            if names.numbers.contains_key(text) || names.texts.len() >= FIGURES_NAMES.most {
                return None;
            }
            names.add(text, number);
        }
        Some(names)
    }

    /// Whether it is the number of one of these.
    pub(super) fn has(&self, name: Name) -> bool {
        usize::try_from(name.0).is_ok_and(|place| place < self.texts.len())
    }
}
