//! One request, as policy sees it.

use super::rule::Membership;
use crate::vocab::basis::ServiceId;
use crate::vocab::party::Organisation;
use crate::vocab::scope::Scopes;
use crate::vocab::time::{Day, WallClock};

/// What is asked, by whom, with what authority, when. Plain data: tests and `sluse policy explain` may
/// ask anything. Who the person is does not matter to the decision and is not here.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The organisation that is responsible for the reading.
    pub consumer: &'a Organisation,
    /// Who belongs to which group.
    pub membership: &'a dyn Membership,
    /// The organisation that reads on the consumer's behalf, if any.
    pub supplier: Option<&'a Organisation>,
    /// The scopes of the token.
    pub scopes: &'a Scopes,
    /// The service that is to be read.
    pub service: &'a ServiceId,
    /// The purpose as the caller stated it, unparsed; none when the caller leaves it to the scope.
    pub stated: Option<&'a str>,
    /// The caller's reference to its case.
    pub case_reference: Option<&'a str>,
    /// How the caller says that the person stands to the case.
    pub relation: Option<&'a str>,
    /// Whether the caller named the person who reads (the case worker).
    pub has_end_user: bool,
    /// Whether the token is bound to the person read about, and to nobody else.
    pub token_person: bool,
    /// What the consent covers that the token rests on; none without a consent of this person.
    pub consent: Option<&'a [String]>,
    /// How many persons are asked about; 0 when only the answer can tell.
    pub subjects: usize,
    /// Today in Norway.
    pub today: Day,
    /// The time of the week in Norway.
    pub clock: WallClock,
}
