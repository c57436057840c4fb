//! The rungs of the ladder that are not the value itself: from a scalar that was read to what comes
//! out instead. Every format reads its scalars into [`Scalar`] and writes [`Outcome`] its own way.

mod age;
mod amount;
mod compare;
mod conceal;
mod place;

use super::Pseudonyms;
use super::source::Form;
use crate::vocab::time::Day;

pub(super) use age::age_in_years;

/// A scalar as it was read, without the escapes of its format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar<'a> {
    /// A string.
    Text(&'a str),
    /// A string or a number longer than any that a rule must see whole.
    Long,
    /// A number, as it is written.
    Number(&'a str),
    /// A truth value.
    Truth(bool),
    /// Null, or what a format has in its place.
    Null,
}

/// What comes out instead of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A truth value.
    Truth(bool),
    /// A whole number.
    Number(i128),
    /// A string.
    Text(String),
}

/// What the forms need to know beside the value.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) today: Day,
    pub(super) pseudonyms: Option<&'a Pseudonyms>,
}

/// The value in this form; none if the form cannot apply to it.
pub(super) fn transform(form: &Form, value: Scalar<'_>, means: Means<'_>) -> Option<Outcome> {
    match form {
        Form::Exists => {
            let nothing = matches!(value, Scalar::Null | Scalar::Text(""));
            (!nothing).then_some(Outcome::Truth(true))
        }
        Form::IsOver(years) => age::is_over(value, *years, means.today),
        Form::Equals(other) => compare::is_among(value, std::slice::from_ref(other)),
        Form::InSet(others) => compare::is_among(value, others),
        Form::IsResidentIn(places) => place::is_resident_in(value, places),
        Form::Year => age::year(value),
        Form::AgeInYears => age::in_years(value, means.today),
        Form::AgeBand(bounds) => age::band(value, bounds, means.today),
        Form::Municipality => place::municipality(value),
        Form::PostcodeArea => place::postcode_area(value),
        Form::IncomeBand(bounds) => amount::band(value, bounds),
        Form::RoundTo(step) => amount::rounded(value, *step),
        Form::Pseudonym => conceal::pseudonym(value, means.pseudonyms?),
        Form::Masked(shown) => conceal::masked(value, *shown),
        // What is let through as it stands never comes here.
        Form::Clear => None,
    }
}

impl<'a> Scalar<'a> {
    /// The string, if it is one.
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string or a number.
    fn written(self) -> Option<&'a str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }
}

impl Outcome {
    /// Writes it as JSON.
    pub(super) fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                out.push(b'"');
                text.bytes().for_each(|byte| write_escaped(byte, out));
                out.push(b'"');
            }
            _ => out.extend_from_slice(self.to_string().as_bytes()),
        }
    }
}

/// The text itself: what formats without types of their own write, escaped as they must.
impl std::fmt::Display for Outcome {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truth(truth) => truth.fmt(out),
            Self::Number(number) => number.fmt(out),
            Self::Text(text) => out.write_str(text),
        }
    }
}

/// Writes a byte of a JSON string (RFC 8259 section 7).
fn write_escaped(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        0..0x20 => {
            let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        _ => out.push(byte),
    }
}
