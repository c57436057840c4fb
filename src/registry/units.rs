//! Organisations as Enhetsregisteret writes them: one JSON array of units, as its whole download has it
//! (`/enhetsregisteret/api/enheter/lastned`), or a part of one.
//!
//! `[{"organisasjonsnummer":"312143046","navn":"TESTBY KOMMUNE","organisasjonsform":{"kode":"KOMM"},
//! "forretningsadresse":{"kommunenummer":"9901"},"slettedato":"2026-01-31"},…]`; the last two may be missing,
//! and all other members are passed over. The file is read as it comes: memory holds one unit.

use super::organisation::OrganisationForm;
use super::rules::NAME_BYTES;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::time::Day;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::io::Read;

/// The units of one file: some three times what the register has.
pub const UNITS: Limit = Limit { name: "units", most: 4_000_000 };

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its number.
    pub number: Organisation,
    /// What the register calls it, mostly in capitals.
    pub name: String,
    /// Its form, such as `KOMM`.
    pub form: OrganisationForm,
    /// The number of the municipality of its business address.
    pub municipality: Option<String>,
    /// The day on which it was struck off.
    pub deleted: Option<Day>,
}

impl Unit {
    /// Whether it is one person's own business: its name is mostly that person's.
    #[must_use]
    pub fn is_a_persons(&self) -> bool {
        self.form.as_str() == "ENK"
    }
}

/// Why a file is none of units. The register is open data, so what it says of a unit is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitsError {
    /// The text is no array of objects with these members, or ends too early.
    #[error("it is no JSON array of units: {0}")]
    NotUnits(String),
    /// A member of a unit is not what it must be.
    #[error("unit {place}: {member} is not what it must be")]
    Member {
        /// Which unit, from 1.
        place: usize,
        /// Which member.
        member: &'static str,
    },
    /// One unit stands there twice.
    #[error("unit {0} is there twice")]
    Twice(Organisation),
    /// There are more units than a file may have.
    #[error("there are more than {0}")]
    TooMany(Limit),
}

#[derive(Deserialize)]
struct Source {
    organisasjonsnummer: String,
    navn: String,
    organisasjonsform: FormSource,
    forretningsadresse: Option<AddressSource>,
    slettedato: Option<String>,
}

#[derive(Deserialize)]
struct FormSource {
    kode: String,
}

#[derive(Deserialize)]
struct AddressSource {
    kommunenummer: Option<String>,
}

impl Source {
    /// The unit, or the member that is wrong.
    fn read(self) -> Result<Unit, &'static str> {
        let number =
            Organisation::parse(&self.organisasjonsnummer).map_err(|_| "organisasjonsnummer")?;
        let name = self.navn.trim().to_owned();
        if name.is_empty() || name.len() > NAME_BYTES.most || name.chars().any(char::is_control) {
            return Err("navn");
        }
        let form = OrganisationForm::parse(&self.organisasjonsform.kode)
            .map_err(|_| "organisasjonsform.kode")?;
        let municipality = self.forretningsadresse.and_then(|address| address.kommunenummer);
        let is_number = |it: &String| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_digit());
        if !municipality.as_ref().is_none_or(is_number) {
            return Err("forretningsadresse.kommunenummer");
        }
        let deleted = self.slettedato.as_deref().map(Day::parse).transpose();
        let deleted = deleted.map_err(|_| "slettedato")?;
        Ok(Unit { number, name, form, municipality, deleted })
    }
}

/// Reads a file and shows each unit. What was shown counts when this comes back without an error.
///
/// # Errors
/// The first fault.
pub fn read(from: impl Read, each: impl FnMut(Unit)) -> Result<(), UnitsError> {
    let mut reading = Reading { each, seen: HashSet::new(), fault: None };
    let mut text = serde_json::Deserializer::from_reader(from);
    let read = Units(&mut reading).deserialize(&mut text).and_then(|()| text.end());
    match (reading.fault, read) {
        (Some(fault), _) => Err(fault),
        (None, Err(error)) => Err(UnitsError::NotUnits(error.to_string())),
        (None, Ok(())) => Ok(()),
    }
}

struct Reading<F> {
    each: F,
    seen: HashSet<u32>,
    fault: Option<UnitsError>,
}

impl<F: FnMut(Unit)> Reading<F> {
    fn take(&mut self, source: Source) -> Result<(), UnitsError> {
        if self.seen.len() >= UNITS.most {
            return Err(UnitsError::TooMany(UNITS));
        }
        let place = self.seen.len() + 1;
        let unit = source.read().map_err(|member| UnitsError::Member { place, member })?;
        // Nine digits fit.
        let number = unit.number.as_str().parse().unwrap_or_default();
        if !self.seen.insert(number) {
            return Err(UnitsError::Twice(unit.number));
        }
        (self.each)(unit);
        Ok(())
    }
}

struct Units<'r, F>(&'r mut Reading<F>);

impl<'de, F: FnMut(Unit)> DeserializeSeed<'de> for Units<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Unit)> Visitor<'de> for Units<'_, F> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an array of units")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut units: A) -> Result<(), A::Error> {
        while let Some(source) = units.next_element()? {
            if let Err(fault) = self.0.take(source) {
                self.0.fault = Some(fault);
                return Err(A::Error::custom("a unit"));
            }
        }
        Ok(())
    }
}
