//! Which part of a report is whose.

use super::Report;
use crate::answers::Extent;
use crate::audit::role::Role;
use crate::ledger::entry::ReportName;

/// Whether the report cannot be parted, and so is the authority's alone: what the ledger tells of a period
/// is about everybody, and the logs are the house's.
pub(super) const fn is_whole(name: ReportName) -> bool {
    match name {
        ReportName::Control | ReportName::Logging => true,
        ReportName::Processing
        | ReportName::Assessment
        | ReportName::History
        | ReportName::Journal => false,
    }
}

/// How much of it this role is given; none: nothing.
pub(super) fn extent(role: &Role, report: &Report) -> Option<Extent> {
    match (role, report) {
        // Everybody may have the journal.
        (Role::Authority, _) | (_, Report::Journal(_)) => Some(Extent::All),
        (_, Report::Control(_) | Report::Logging) => None,
        (Role::ConsumerOfficer(own) | Role::Officer(own), Report::History(consumer, _))
            if consumer == own =>
        {
            Some(Extent::All)
        }
        (Role::ConsumerOfficer(_), Report::History(..)) => None,
        // What another may read is theirs as far as it is read of their own services.
        (Role::ProviderOfficer(own) | Role::Officer(own), Report::History(..))
        | (Role::ProviderOfficer(own), Report::Processing | Report::Assessment) => {
            Some(Extent::Services(own.clone()))
        }
        (Role::ConsumerOfficer(own), Report::Processing | Report::Assessment) => {
            Some(Extent::Controller(own.clone()))
        }
        (Role::Officer(own), Report::Processing | Report::Assessment) => {
            Some(Extent::Both(own.clone()))
        }
    }
}
