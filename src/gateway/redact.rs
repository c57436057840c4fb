//! Step 5: the provider's document becomes what may leave.

use super::authorize::Authorized;
use super::forward::Fetched;
use super::refused::Refused;
use crate::ledger::entry::FieldSet;
use crate::policy::Purpose;
use crate::redact::{Account, Format, Piece, Unreadable, Writer};
use crate::vocab::field::FieldPath;
use crate::vocab::time::Timestamp;
use bytes::Bytes;

/// A redacted document that may leave once it is recorded; made only by [`redact`].
#[derive(Debug)]
pub struct Shown {
    body: Bytes,
    account: Account,
}

impl Shown {
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

    /// The document.
    #[must_use]
    pub fn into_body(self) -> Bytes {
        self.body
    }
}

impl From<Unreadable> for Refused {
    fn from(unreadable: Unreadable) -> Self {
        Self::ProviderUnreadable(unreadable)
    }
}

/// Redacts the document as it arrives.
///
/// # Errors
/// When the body does not arrive whole, or is not one unambiguous JSON document.
pub async fn redact(
    authorized: &Authorized,
    mut fetched: Fetched,
    now: Timestamp,
) -> Result<Shown, Refused> {
    let mut redactor = authorized.redactor(now.day_in_norway());
    while let Some(chunk) = fetched.next().await? {
        redactor.feed(&chunk)?;
    }
    redactor.finish()?;
    let mut writer = Writer::new(Format::Json);
    let mut account = Account::default();
    for piece in redactor.take() {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                writer.record(record.body);
                account = record.account;
            }
        }
    }
    Ok(Shown { body: Bytes::from(writer.take()), account })
}
