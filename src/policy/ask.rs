//! One request, as policy sees it.

use crate::vocab::basis::ServiceId;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scopes;
use crate::vocab::time::Day;

/// What is asked, by whom, with what authority, on which day. Plain data: tests and
/// `sluse policy explain` may ask anything. Who the person is does not matter to the decision and is
/// not here.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The organisation that is responsible for the reading.
    pub consumer: &'a Organisation,
    /// The organisation that reads on the consumer's behalf, if any.
    pub supplier: Option<&'a Organisation>,
    /// The scopes of the token.
    pub scopes: &'a Scopes,
    /// The service that is to be read.
    pub service: &'a ServiceId,
    /// The purpose as the caller stated it, unparsed; none when the caller leaves it to the scope.
    pub stated: Option<&'a str>,
    /// Whether the caller gave a reference to its case.
    pub has_case_reference: bool,
    /// Whether the caller named the person who reads (the case worker).
    pub has_end_user: bool,
    /// Today in Norway.
    pub today: Day,
}
