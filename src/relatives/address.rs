//! Whether two people live at the same address.
//!
//! Two addresses are one when all that the register says of the place is the same: municipality, street by
//! its code (or property by its numbers), house, and the dwelling in it. An address that is graded is
//! never compared: to say that somebody lives there too would give it away.

use serde::Deserialize;

/// An address as the register has it.
#[derive(Deserialize)]
pub(super) struct RawAddress {
    #[serde(rename = "erGjeldende")]
    pub(super) current: Option<bool>,
    #[serde(rename = "adressegradering")]
    pub(super) grading: Option<String>,
    #[serde(rename = "vegadresse")]
    street: Option<RawStreet>,
    #[serde(rename = "matrikkeladresse")]
    property: Option<RawProperty>,
    #[serde(rename = "startdatoForKontrakt")]
    pub(super) from: Option<String>,
    #[serde(rename = "sluttdatoForKontrakt")]
    pub(super) until: Option<String>,
}

#[derive(Deserialize)]
struct RawStreet {
    #[serde(rename = "kommunenummer")]
    municipality: Option<String>,
    #[serde(rename = "adressekode")]
    code: Option<String>,
    #[serde(rename = "adressenummer")]
    number: Option<RawHouse>,
    #[serde(rename = "bruksenhetsnummer")]
    dwelling: Option<String>,
}

#[derive(Deserialize)]
struct RawHouse {
    #[serde(rename = "husnummer")]
    house: Option<String>,
    #[serde(rename = "husbokstav")]
    letter: Option<String>,
}

#[derive(Deserialize)]
struct RawProperty {
    #[serde(rename = "matrikkelnummer")]
    number: Option<RawCadastre>,
    #[serde(rename = "bruksenhetsnummer")]
    dwelling: Option<String>,
}

#[derive(Deserialize)]
struct RawCadastre {
    #[serde(rename = "kommunenummer")]
    municipality: Option<String>,
    #[serde(rename = "gaardsnummer")]
    farm: Option<u32>,
    #[serde(rename = "bruksnummer")]
    holding: Option<u32>,
    #[serde(rename = "festenummer")]
    lease: Option<u32>,
}

/// A dwelling that can be compared with another.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Dwelling {
    /// Municipality, street code, house, letter, dwelling.
    Street([String; 3], Option<String>, Option<String>),
    /// Municipality, farm, holding, lease, dwelling.
    Property(String, [u32; 2], Option<u32>, Option<String>),
}

/// House numbers so far apart are next to each other: each side of a street has every other number.
const NEXT_DOOR: u32 = 2;

impl Dwelling {
    /// Whether it is in the same house as the other, or in the next on the same street. Of a place that has no
    /// street only the same property is told.
    pub(super) fn is_by(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Street(own, ..), Self::Street(theirs, ..)) => {
                let [municipality, street, house] = own;
                let [their_municipality, their_street, their_house] = theirs;
                let is_near = match (house.parse::<u32>(), their_house.parse::<u32>()) {
                    (Ok(house), Ok(theirs)) => house.abs_diff(theirs) <= NEXT_DOOR,
                    _ => house == their_house,
                };
                municipality == their_municipality && street == their_street && is_near
            }
            (Self::Property(own, numbers, ..), Self::Property(theirs, their_numbers, ..)) => {
                own == theirs && numbers == their_numbers
            }
            (Self::Street(..), Self::Property(..)) | (Self::Property(..), Self::Street(..)) => {
                false
            }
        }
    }
}

/// The grading of an address that anybody may know.
pub(super) const OPEN: &str = "ugradert";

impl RawAddress {
    /// The dwelling; none for one that is graded, unknown, or said by halves.
    pub(super) fn dwelling(&self) -> Option<Dwelling> {
        if self.grading.as_deref() != Some(OPEN) {
            return None;
        }
        match (&self.street, &self.property) {
            (Some(street), None) => street.dwelling(),
            (None, Some(property)) => property.dwelling(),
            (None, None) | (Some(_), Some(_)) => None,
        }
    }
}

/// A text that says something.
fn said(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

impl RawStreet {
    fn dwelling(&self) -> Option<Dwelling> {
        let number = self.number.as_ref()?;
        let place = [
            said(self.municipality.as_ref())?,
            said(self.code.as_ref())?,
            said(number.house.as_ref())?,
        ];
        let letter = said(number.letter.as_ref()).map(|letter| letter.to_uppercase());
        Some(Dwelling::Street(place, letter, said(self.dwelling.as_ref())))
    }
}

impl RawProperty {
    fn dwelling(&self) -> Option<Dwelling> {
        let number = self.number.as_ref()?;
        let lease = number.lease.filter(|lease| *lease != 0);
        let place = [number.farm?, number.holding?];
        let dwelling = said(self.dwelling.as_ref());
        Some(Dwelling::Property(said(number.municipality.as_ref())?, place, lease, dwelling))
    }
}
