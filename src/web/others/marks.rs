//! Who a person is to this process and to nobody else: numbers need not be kept to be known again.

use crate::vocab::subject::PersonNumber;
use ring::rand::SystemRandom;
use ring::{error::Unspecified, hmac};

/// A person, or several in this order, by an HMAC of their numbers.
pub(super) type Mark = [u8; 32];

/// Makes marks, with a key that ends with the process.
pub(super) struct Marks(hmac::Key);

impl Marks {
    /// # Errors
    /// When the machine gives no random bytes.
    pub(super) fn new(random: &SystemRandom) -> Result<Self, Unspecified> {
        hmac::Key::generate(hmac::HMAC_SHA256, random).map(Self)
    }

    /// The mark of these persons.
    pub(super) fn of(&self, persons: &[&PersonNumber]) -> Mark {
        let mut context = hmac::Context::with_key(&self.0);
        // All numbers are of one length, so none runs into the next.
        persons.iter().for_each(|person| context.update(person.expose().as_bytes()));
        context.sign().as_ref().first_chunk().copied().unwrap_or_default()
    }
}
