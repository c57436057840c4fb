//! Step 5: the provider's answer becomes what may leave, each person's part by itself.

use super::authorize::Authorized;
use super::forward::Fetched;
use super::refused::Refused;
use crate::ledger::entry::FieldSet;
use crate::policy::Purpose;
use crate::redact::{Account, Piece, Record, Redactor, Told, Unreadable};
use crate::vocab::field::FieldPath;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;

mod whole;

/// A part of an answer that may leave once it is recorded; made only here: by [`Showing`], and by
/// [`redact`] of a whole document that the purpose permits.
#[derive(Debug)]
pub struct Shown {
    parts: Vec<Part>,
    left_out: u32,
}

/// A part of what may leave, in order.
#[derive(Debug)]
pub(super) enum Part {
    /// What stands around the records.
    Frame(Vec<u8>),
    /// One person's.
    Disclosed(Disclosed),
}

/// What may leave of one person's record.
#[derive(Debug)]
pub struct Disclosed {
    subject: PersonNumber,
    pub(super) body: Vec<u8>,
    account: Account,
}

impl Disclosed {
    /// Whom it is about.
    #[must_use]
    pub const fn subject(&self) -> &PersonNumber {
        &self.subject
    }

    /// The permitted fields that came out, as the policy names them.
    #[must_use]
    pub fn released(&self, purpose: &Purpose) -> Vec<FieldPath> {
        let permits = self.account.released.iter().filter_map(|place| purpose.permits.get(*place));
        permits.map(|permit| permit.path.clone()).collect()
    }

    /// The service's fields that were withheld.
    #[must_use]
    pub fn withheld(&self) -> FieldSet {
        self.account.withheld.iter().copied().collect()
    }

    /// How many withheld parts the service's description does not name.
    #[must_use]
    pub const fn withheld_unnamed(&self) -> u32 {
        self.account.withheld_unnamed
    }

    /// How many fields were withheld, named and unnamed.
    #[must_use]
    pub fn withheld_count(&self) -> u32 {
        let named = u32::try_from(self.account.withheld.len()).unwrap_or(u32::MAX);
        named.saturating_add(self.account.withheld_unnamed)
    }
}

impl Shown {
    const fn nothing() -> Self {
        Self { parts: Vec::new(), left_out: 0 }
    }

    /// How many records were about nobody, or about somebody who was not asked about.
    #[must_use]
    pub const fn left_out(&self) -> u32 {
        self.left_out
    }

    /// What may leave, in order.
    pub(super) fn into_parts(self) -> Vec<Part> {
        self.parts
    }

    /// The persons' parts in it.
    pub fn disclosed(&self) -> impl Iterator<Item = &Disclosed> {
        self.parts.iter().filter_map(|part| match part {
            Part::Disclosed(disclosed) => Some(disclosed),
            Part::Frame(_) => None,
        })
    }
}

impl From<Unreadable> for Refused {
    fn from(unreadable: Unreadable) -> Self {
        Self::ProviderUnreadable(unreadable)
    }
}

/// Redacts the whole answer to an ask about one person.
///
/// # Errors
/// When the body does not arrive whole, is not one unambiguous document, or is about somebody else.
pub async fn redact(
    authorized: &Authorized,
    mut fetched: Fetched,
    now: Timestamp,
) -> Result<Shown, Refused> {
    if authorized.purpose().whole.is_some() {
        return whole::whole(authorized, fetched).await;
    }
    let mut showing = Showing::begin(authorized, now);
    let mut all = Shown::nothing();
    while let Some(shown) = showing.next(&mut fetched).await? {
        all.parts.extend(shown.parts);
        all.left_out += shown.left_out;
    }
    if all.left_out > 0 { Err(Refused::ProviderOtherPerson) } else { Ok(all) }
}

/// Redacts an answer as it arrives, one part after the other.
pub struct Showing<'a> {
    authorized: &'a Authorized,
    redactor: Redactor<'a>,
    ended: bool,
}

impl<'a> Showing<'a> {
    /// Begins an answer.
    #[must_use]
    pub fn begin(authorized: &'a Authorized, now: Timestamp) -> Self {
        let redactor = authorized.redactor(now.day_in_norway());
        Self { authorized, redactor, ended: false }
    }

    /// The next part that is complete; none at the end.
    ///
    /// # Errors
    /// When the body does not arrive whole, or is not one unambiguous document.
    pub async fn next(&mut self, fetched: &mut Fetched) -> Result<Option<Shown>, Refused> {
        while !self.ended {
            match fetched.next().await? {
                Some(chunk) => self.redactor.feed(&chunk)?,
                None => {
                    self.redactor.finish()?;
                    self.ended = true;
                }
            }
            let pieces = self.redactor.take();
            if !pieces.is_empty() {
                return Ok(Some(self.sorted(pieces)));
            }
        }
        Ok(None)
    }

    /// What may leave of these pieces.
    fn sorted(&self, pieces: Vec<Piece>) -> Shown {
        let mut shown = Shown::nothing();
        for piece in pieces {
            match piece {
                Piece::Frame(frame) => shown.parts.push(Part::Frame(frame)),
                Piece::Record(record) => match self.subject_of(&record) {
                    Some(subject) => {
                        let Record { body, account, .. } = record;
                        shown.parts.push(Part::Disclosed(Disclosed { subject, body, account }));
                    }
                    None => shown.left_out += 1,
                },
            }
        }
        shown
    }

    /// Whom a record is about, if an answer may tell of them: as it says itself, or (where answers do
    /// not say) who was asked about.
    fn subject_of(&self, record: &Record) -> Option<PersonNumber> {
        if !self.authorized.told_by_record() {
            return self.authorized.subject().cloned();
        }
        let Told::Number(number) = &record.subject else { return None };
        let person = PersonNumber::parse(number).ok()?;
        self.authorized.concerns(&person).then_some(person)
    }
}
