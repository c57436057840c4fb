//! Why an ask is refused, with what would be allowed instead. Policies are public, persons are not:
//! a refusal names purposes, scopes and days, never what the caller wrote.

use super::requires::Hours;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::scope::Scope;
use crate::vocab::time::Day;

/// The rule that an ask breaks.
///
/// Lists hold at most [`Refused::MOST_NAMED`] names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No policy describes the service.
    #[error("no policy describes this service{}", meant(nearest.as_ref().map(ServiceId::as_str)))]
    ServiceUnknown {
        /// The service that may have been meant.
        nearest: Option<ServiceId>,
    },
    /// The token's scopes belong to no purpose of this service.
    #[error(
        "no purpose of this service belongs to the token's scopes; scopes that open it to this consumer: {}",
        list(scopes)
    )]
    ScopeWithoutPurpose {
        /// The scopes of the purposes of this service that name this consumer.
        scopes: Vec<Scope>,
    },
    /// The scopes leave several purposes, and none was stated.
    #[error(
        "several purposes belong to the token's scopes, so the purpose must be stated: {}",
        list(candidates)
    )]
    PurposeNotStated {
        /// The purposes to choose from.
        candidates: Vec<PurposeId>,
    },
    /// The stated purpose does not exist.
    #[error("the stated purpose does not exist{}; open to this consumer with this token: {}", meant(nearest.as_ref().map(PurposeId::as_str)), list(open))]
    PurposeUnknown {
        /// The purpose that may have been meant.
        nearest: Option<PurposeId>,
        /// The purposes of this service that are open to this consumer with these scopes.
        open: Vec<PurposeId>,
    },
    /// The stated purpose reads another service.
    #[error("the purpose `{purpose}` reads the service `{service}`, not this one")]
    PurposeOfOtherService {
        /// The stated purpose.
        purpose: PurposeId,
        /// The service that it reads.
        service: ServiceId,
    },
    /// The token lacks the scope of the stated purpose.
    #[error("the purpose `{purpose}` needs the scope `{scope}`, which the token does not have")]
    PurposeOfOtherScope {
        /// The stated purpose.
        purpose: PurposeId,
        /// The scope that it needs.
        scope: Scope,
    },
    /// The policy does not name the consumer.
    #[error(
        "the policy of `{purpose}` does not name this consumer; open to it with this token: {}",
        list(open)
    )]
    ConsumerNotNamed {
        /// The purpose.
        purpose: PurposeId,
        /// The purposes of this service that are open to this consumer with these scopes.
        open: Vec<PurposeId>,
    },
    /// A supplier asks, and the policy lets none.
    #[error("the purpose `{purpose}` does not let a supplier read; the consumer itself may")]
    SupplierNotAllowed {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The policy does not apply yet.
    #[error("the policy of `{purpose}` applies from {from}")]
    NotYetValid {
        /// The purpose.
        purpose: PurposeId,
        /// The first day.
        from: Day,
    },
    /// The policy applies no more.
    #[error("the policy of `{purpose}` applied until {until}")]
    Expired {
        /// The purpose.
        purpose: PurposeId,
        /// The last day.
        until: Day,
    },
    /// The ask has no case reference.
    #[error("the purpose `{purpose}` requires a case reference with each reading")]
    CaseReferenceMissing {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The case reference does not look as the policy wants.
    #[error("the purpose `{purpose}` wants another form of case reference")]
    CaseReferenceMismatch {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The ask does not say how the person stands to the case.
    #[error(
        "the purpose `{purpose}` requires how the person stands to the case, one of: {}",
        list(relations)
    )]
    RelationMissing {
        /// The purpose.
        purpose: PurposeId,
        /// What may be said.
        relations: Vec<String>,
    },
    /// The person stands to the case in a way that the policy does not permit.
    #[error(
        "the purpose `{purpose}` is for persons who stand to the case as one of: {}",
        list(relations)
    )]
    RelationNotPermitted {
        /// The purpose.
        purpose: PurposeId,
        /// What may be said.
        relations: Vec<String>,
    },
    /// The token is not bound to the person asked about.
    #[error(
        "the purpose `{purpose}` requires a token that is bound to the person asked about (pid)"
    )]
    TokenNotPersons {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The token does not rest on a consent of the person.
    #[error(
        "the purpose `{purpose}` requires the person's consent (urn:altinn:consent in the token)"
    )]
    ConsentMissing {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The consent covers something else.
    #[error("the purpose `{purpose}` requires a consent that covers `{lacking}`")]
    ConsentNotCovering {
        /// The purpose.
        purpose: PurposeId,
        /// The first resource that is not covered.
        lacking: String,
    },
    /// It is not the time for it.
    #[error("the purpose `{purpose}` may be used at {hours} in Norway")]
    OutsideHours {
        /// The purpose.
        purpose: PurposeId,
        /// When it may be used.
        hours: Hours,
    },
    /// One request is about too many persons.
    #[error("the purpose `{purpose}` permits {most} persons in one request")]
    TooManySubjects {
        /// The purpose.
        purpose: PurposeId,
        /// How many it permits.
        most: u64,
    },
    /// The ask does not name who reads.
    #[error("the purpose `{purpose}` requires the end user (who reads) with each reading")]
    EndUserMissing {
        /// The purpose.
        purpose: PurposeId,
    },
}

impl Refused {
    /// The most names that a list in a refusal holds.
    pub const MOST_NAMED: usize = 8;

    /// Every code.
    pub const CODES: &[&str] = &[
        "service-unknown",
        "scope-without-purpose",
        "purpose-not-stated",
        "purpose-unknown",
        "purpose-of-other-service",
        "purpose-of-other-scope",
        "consumer-not-named",
        "supplier-not-allowed",
        "policy-not-yet-valid",
        "policy-expired",
        "case-reference-missing",
        "case-reference-mismatch",
        "relation-missing",
        "relation-not-permitted",
        "token-not-persons",
        "consent-missing",
        "consent-not-covering",
        "outside-hours",
        "too-many-subjects",
        "end-user-missing",
    ];

    /// The stable name of the rule, for metrics, ledger entries and problem types.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ServiceUnknown { .. } => "service-unknown",
            Self::ScopeWithoutPurpose { .. } => "scope-without-purpose",
            Self::PurposeNotStated { .. } => "purpose-not-stated",
            Self::PurposeUnknown { .. } => "purpose-unknown",
            Self::PurposeOfOtherService { .. } => "purpose-of-other-service",
            Self::PurposeOfOtherScope { .. } => "purpose-of-other-scope",
            Self::ConsumerNotNamed { .. } => "consumer-not-named",
            Self::SupplierNotAllowed { .. } => "supplier-not-allowed",
            Self::NotYetValid { .. } => "policy-not-yet-valid",
            Self::Expired { .. } => "policy-expired",
            Self::CaseReferenceMissing { .. } => "case-reference-missing",
            Self::CaseReferenceMismatch { .. } => "case-reference-mismatch",
            Self::RelationMissing { .. } => "relation-missing",
            Self::RelationNotPermitted { .. } => "relation-not-permitted",
            Self::TokenNotPersons { .. } => "token-not-persons",
            Self::ConsentMissing { .. } => "consent-missing",
            Self::ConsentNotCovering { .. } => "consent-not-covering",
            Self::OutsideHours { .. } => "outside-hours",
            Self::TooManySubjects { .. } => "too-many-subjects",
            Self::EndUserMissing { .. } => "end-user-missing",
        }
    }

    /// The purpose that was refused, when one is known.
    #[must_use]
    pub const fn purpose(&self) -> Option<&PurposeId> {
        match self {
            Self::ServiceUnknown { .. }
            | Self::ScopeWithoutPurpose { .. }
            | Self::PurposeNotStated { .. }
            | Self::PurposeUnknown { .. } => None,
            Self::PurposeOfOtherService { purpose, .. }
            | Self::PurposeOfOtherScope { purpose, .. }
            | Self::ConsumerNotNamed { purpose, .. }
            | Self::SupplierNotAllowed { purpose }
            | Self::NotYetValid { purpose, .. }
            | Self::Expired { purpose, .. }
            | Self::CaseReferenceMissing { purpose }
            | Self::CaseReferenceMismatch { purpose }
            | Self::RelationMissing { purpose, .. }
            | Self::RelationNotPermitted { purpose, .. }
            | Self::TokenNotPersons { purpose }
            | Self::ConsentMissing { purpose }
            | Self::ConsentNotCovering { purpose, .. }
            | Self::OutsideHours { purpose, .. }
            | Self::TooManySubjects { purpose, .. }
            | Self::EndUserMissing { purpose } => Some(purpose),
        }
    }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

fn list(names: &[impl ToString]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
