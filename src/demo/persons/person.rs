//! One synthetic person, and what is registered of one.

use super::history::{Held, History};
use super::{NumberKind, Place, Position, Role};
use crate::vocab::subject::PersonNumber;
use jiff::civil::Date;

/// The sex that is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// `kvinne`.
    Woman,
    /// `mann`.
    Man,
}

/// How an address is protected (Folkeregisteret's `Adressegradering`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Grading {
    /// `ugradert`: not at all.
    #[default]
    Open,
    /// `klientadresse`: the address would tell that someone is a client of an institution.
    Client,
    /// `fortrolig`, formerly code 7.
    Confidential,
    /// `strengtFortrolig`, formerly code 6: only a postal address at an authority is given out.
    StrictlyConfidential,
}

impl Grading {
    /// As Folkeregisteret writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "ugradert",
            Self::Client => "klientadresse",
            Self::Confidential => "fortrolig",
            Self::StrictlyConfidential => "strengtFortrolig",
        }
    }
}

/// A number and what it stands for.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The number.
    pub number: PersonNumber,
    /// Fødselsnummer or D-number.
    pub kind: NumberKind,
}

/// A name, in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// First name.
    pub first: &'static str,
    /// Middle name: mostly the family name from before a marriage.
    pub middle: Option<&'static str>,
    /// Family name.
    pub last: &'static str,
}

/// A dwelling, and how it is graded for who lives there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// Town and municipality.
    pub place: Place,
    /// The street.
    pub street: &'static str,
    /// The street's five-digit code in the municipality.
    pub street_code: u32,
    /// House number.
    pub house: u16,
    /// House letter.
    pub letter: Option<char>,
    /// Storey and dwelling, of `H0101`; none for a house.
    pub unit: Option<(u8, u8)>,
    /// Statistical tract.
    pub tract: u16,
    /// How it is protected.
    pub grading: Grading,
}

/// Marital status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marital {
    /// `ugift`.
    Unmarried,
    /// `gift`, to whom.
    Married(Position),
    /// `skilt`, from whom.
    Divorced(Position),
    /// `enkeEllerEnkemann`, after whom.
    Widowed(Position),
}

/// Who has parental responsibility for a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Custody {
    /// `felles`: both.
    Joint,
    /// `mor`: the mother alone.
    Mother,
    /// `far`: the father alone.
    Father,
}

/// A country moved from or to, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// ISO 3166 alpha-3.
    pub country: &'static str,
    /// The day of the move.
    pub on: Date,
}

/// One synthetic person with their history.
#[derive(Debug, Clone)]
pub struct Person {
    pub(in crate::demo) position: Position,
    pub(in crate::demo) role: Option<Role>,
    pub(in crate::demo) identities: History<Identity>,
    pub(in crate::demo) born: Date,
    pub(in crate::demo) birth_country: &'static str,
    /// Where in Norway; none when born abroad.
    pub(in crate::demo) birth_municipality: Option<&'static str>,
    pub(in crate::demo) sex: Sex,
    pub(in crate::demo) names: History<Name>,
    pub(in crate::demo) homes: History<Home>,
    /// Where a child of parents who live apart also lives.
    pub(in crate::demo) second_home: Option<Held<Home>>,
    pub(in crate::demo) protection: History<Grading>,
    pub(in crate::demo) marital: History<Marital>,
    pub(in crate::demo) citizenship: History<&'static str>,
    pub(in crate::demo) arrived: Option<Crossing>,
    pub(in crate::demo) left: Option<Crossing>,
    pub(in crate::demo) mother: Option<Position>,
    pub(in crate::demo) father: Option<Position>,
    pub(in crate::demo) children: Vec<Position>,
    pub(in crate::demo) custody: Option<Custody>,
    pub(in crate::demo) guardian: Option<Held<Position>>,
    /// Registered use of Northern Sami.
    pub(in crate::demo) speaks_sami: bool,
    pub(in crate::demo) died: Option<Date>,
}

impl Person {
    /// The number in use.
    #[must_use]
    pub const fn number(&self) -> &PersonNumber {
        &self.identities.current().number
    }

    /// Whether the number in use is a fødselsnummer or a D-number.
    #[must_use]
    pub const fn number_kind(&self) -> NumberKind {
        self.identities.current().kind
    }

    /// The position in the population.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The role in the demonstration, if any.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        self.role
    }

    /// First, middle and family name with single spaces.
    #[must_use]
    pub fn full_name(&self) -> String {
        let Name { first, middle, last } = *self.names.current();
        middle
            .map_or_else(|| format!("{first} {last}"), |middle| format!("{first} {middle} {last}"))
    }

    /// The year of birth.
    #[must_use]
    pub fn birth_year(&self) -> i16 {
        self.born.year()
    }

    /// How the person's address is protected.
    #[must_use]
    pub const fn grading(&self) -> Grading {
        *self.protection.current()
    }

    /// Whether the person lives.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        self.died.is_none()
    }

    /// The spouse of one who is married.
    #[must_use]
    pub const fn spouse(&self) -> Option<Position> {
        match *self.marital.current() {
            Marital::Married(spouse) => Some(spouse),
            Marital::Unmarried | Marital::Divorced(_) | Marital::Widowed(_) => None,
        }
    }

    /// Mother and father, as far as they are known.
    pub fn parents(&self) -> impl Iterator<Item = Position> {
        self.mother.into_iter().chain(self.father)
    }

    /// The children, eldest first.
    #[must_use]
    pub fn children(&self) -> &[Position] {
        &self.children
    }

    /// Whole years on the first day of a year.
    pub(in crate::demo) fn age_at_start_of(&self, year: i16) -> i16 {
        let birthday_is_new_year = self.born.month() == 1 && self.born.day() == 1;
        year - self.born.year() - i16::from(!birthday_is_new_year)
    }
}
