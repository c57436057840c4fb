//! Where a login leads: one of these places and no other, so that no address can send a person elsewhere.

use crate::login::{Errand, Level};

/// A page that one may want to come to by logging in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The list of readings.
    #[default]
    Readings,
    /// The front page.
    Front,
}

impl Place {
    const ALL: [Self; 2] = [Self::Readings, Self::Front];

    /// Its name in `to=` of the address of a login.
    const fn name(self) -> &'static str {
        match self {
            Self::Readings => "readings",
            Self::Front => "front",
        }
    }

    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Readings => "/readings",
            Self::Front => "/",
        }
    }

    /// Its number while a login is under way.
    const fn number(self) -> u8 {
        match self {
            Self::Readings => 0,
            Self::Front => 1,
        }
    }

    /// The place of a number; what is not known (after an update) is the first.
    pub(super) fn numbered(number: u8) -> Self {
        Self::ALL.into_iter().find(|place| place.number() == number).unwrap_or_default()
    }
}

/// What is wanted of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// How strong it must be.
    pub level: Level,
    /// Where it leads.
    pub to: Place,
}

impl Wanted {
    /// From `level` and `to` of an address; none when either is not known.
    #[must_use]
    pub fn read(level: Option<&str>, to: Option<&str>) -> Option<Self> {
        let level = match level {
            None => Level::Accepted,
            Some("high") => Level::High,
            Some(_) => return None,
        };
        let to = match to {
            None => Place::default(),
            Some(name) => Place::ALL.into_iter().find(|place| place.name() == name)?,
        };
        Some(Self { level, to })
    }

    /// The address by which a person logs in so.
    pub(super) fn address(self) -> String {
        let level = match self.level {
            Level::Accepted => "",
            Level::High => "level=high&",
        };
        format!("/login?{level}to={}", self.to.name())
    }

    pub(super) const fn errand(self) -> Errand {
        Errand { level: self.level, place: self.to.number() }
    }
}
