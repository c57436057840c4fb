//! Every way to be refused at the gateway, and what is known when it happens.

use crate::ledger::entry::{Asker, Held};
use crate::policy::{self, Counted, QueryRefused};
use crate::redact::Unreadable;
use crate::token::accept::TokenRefused;
use crate::unpack::UnpackFault;
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use std::time::Duration;

/// Why nothing was disclosed. Names and limits, never personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No token, or one that proves nothing here.
    #[error(transparent)]
    Token(#[from] TokenRefused),
    /// The consumer's rate limit.
    #[error("the consumer asks faster than its rate limit permits")]
    TooFast {
        /// When the next request will be let in.
        retry_after: Duration,
    },
    /// A stranger's rate limit: too many refusals without a good token from this address.
    #[error("too many requests without a valid token came from this address")]
    StrangerTooFast {
        /// When the next refusal will be written down again.
        retry_after: Duration,
    },
    /// No service has this path.
    #[error("no service has this path")]
    NoSuchService,
    /// The service has the path, but not with this method.
    #[error("the service does not answer this method here")]
    MethodNotServed {
        /// The method that it answers.
        serves: policy::Method,
    },
    /// There is no person's number where one belongs, or it stands there twice.
    #[error("the person's number is missing, is not one, or is given twice")]
    SubjectMalformed,
    /// More persons than one request may name.
    #[error("one request may be about {} persons", _0.most)]
    SubjectsOver(Limit),
    /// The body is not what the service takes.
    #[error("the body is not what this service takes: {0}")]
    Body(BodyFault),
    /// A query parameter, or a value of one, that the service does not list.
    #[error(transparent)]
    Query(#[from] QueryRefused),
    /// A header that declares purpose, case or end user is repeated, too long or not plain text.
    #[error("the header {header} is repeated, empty, too long or not plain text")]
    DeclarationMalformed {
        /// The header.
        header: &'static str,
    },
    /// The token is for one person, and this is another.
    #[error("the token is bound to another person than the one asked about")]
    OtherPerson,
    /// The token is bound to something that is not known here.
    #[error("the token has authorization_details of a type that is not enforced here")]
    DetailsUnknown,
    /// The token is for one purpose, and another was stated.
    #[error("the token is bound to the purpose `{bound}`, and another was stated")]
    OtherPurpose {
        /// The token's.
        bound: PurposeId,
    },
    /// The token is for one case, and another was stated.
    #[error("the token is bound to another case than the one stated")]
    OtherCase,
    /// The person has reserved against the purpose.
    #[error("the person has reserved against the purpose `{purpose}`, as the law allows")]
    Reserved {
        /// The purpose.
        purpose: PurposeId,
    },
    /// The token rests on a consent to another organisation than its consumer.
    #[error("the token rests on a consent that was given to another organisation")]
    ConsentOfOther,
    /// The token rests on a consent that has ended.
    #[error("the token rests on a consent that ended at {valid_to}")]
    ConsentEnded {
        /// When it ended.
        valid_to: Timestamp,
    },
    /// The token or the request asks for a field that the purpose never permits.
    #[error("{field} is asked for, and the purpose `{purpose}` never permits it")]
    FieldNotPermitted {
        /// The purpose.
        purpose: PurposeId,
        /// Which field, in words of the service.
        field: String,
    },
    /// The policies say no.
    #[error(transparent)]
    Policy(#[from] policy::Refused),
    /// The consumer has read as much for the purpose as its policy lets it.
    #[error("the purpose `{purpose}` has a limit of {most} {}, which this consumer has reached", counted.as_str())]
    LimitReached {
        /// The purpose.
        purpose: PurposeId,
        /// What is counted.
        counted: Counted,
        /// The most.
        most: u64,
        /// When there is room again; none when time alone makes none.
        retry_after: Option<Duration>,
    },
    /// No connection to the provider.
    #[error("the provider could not be reached")]
    ProviderUnreachable,
    /// The provider did not finish in time.
    #[error("the provider did not answer within {0:?}")]
    ProviderTooSlow(Duration),
    /// The provider sent more than the limit.
    #[error("the provider's answer is larger than {0}")]
    ProviderTooLarge(Limit),
    /// The provider's answer broke off or was not HTTP.
    #[error("the provider's answer broke off")]
    ProviderBroken,
    /// The provider has nothing about this person.
    #[error("the provider has nothing under this number")]
    ProviderHasNothing,
    /// The provider answered with another status than 200 or 404.
    #[error("the provider answered with status {0}")]
    ProviderStatus(u16),
    /// The provider's answer is about somebody else.
    #[error("the provider's answer is about another person than the one asked about")]
    ProviderOtherPerson,
    /// The policy permits neither this document nor this type of document.
    #[error("the purpose permits neither this document nor documents of this type")]
    WholeNotPermitted,
    /// The provider's answer is not declared as the service's format in UTF-8, plain or in one known
    /// content coding.
    #[error(
        "the provider's answer is not declared as the service's format, in UTF-8 and in at most one of gzip, br and zstd"
    )]
    ProviderMediaType,
    /// The provider's answer is compressed, and not as its coding demands.
    #[error("the provider's answer {0}")]
    ProviderCoding(UnpackFault),
    /// The provider's answer is not a valid document of the service's format, or ambiguous.
    #[error("the provider's answer is not one unambiguous document: {0}")]
    ProviderUnreadable(Unreadable),
    /// The ledger has more waiting than it may.
    #[error("the ledger is busy")]
    LedgerBusy,
    /// The ledger cannot write.
    #[error("the ledger cannot write, and nothing is disclosed unrecorded")]
    LedgerFailed,
    /// The clock cannot be right, so no entry can get a time.
    #[error(
        "the gateway's clock is wrong, and nothing is disclosed without a time to record it at"
    )]
    ClockWrong,
}

/// What is wrong with the body of a request, told without a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// It is not declared as what the service takes.
    #[error("its media type is another")]
    MediaType,
    /// It cannot be read.
    #[error("it cannot be read")]
    Malformed,
    /// It has a member, an element or an attribute that the service does not take.
    #[error("it has a part that the service does not take")]
    Member,
    /// A part says what it may not say.
    #[error("a part of it says what it may not say")]
    Value,
}

impl Refused {
    /// The stable short name: the end of the problem's `type`, the reason in the ledger, the
    /// outcome in metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Token(refused) => refused.code(),
            Self::TooFast { .. } => "too-fast",
            Self::StrangerTooFast { .. } => "stranger-too-fast",
            Self::NoSuchService => "no-such-service",
            Self::MethodNotServed { .. } => "method-not-served",
            Self::SubjectMalformed => "subject-malformed",
            Self::SubjectsOver(_) => "too-many-subjects",
            Self::Body(_) => "body-not-permitted",
            Self::Query(_) => "query-not-permitted",
            Self::DeclarationMalformed { .. } => "declaration-malformed",
            Self::OtherPerson => "other-person",
            Self::DetailsUnknown => "details-unknown",
            Self::OtherPurpose { .. } => "other-purpose",
            Self::OtherCase => "other-case",
            Self::Reserved { .. } => "reserved",
            Self::ConsentOfOther => "consent-of-other",
            Self::ConsentEnded { .. } => "consent-ended",
            Self::FieldNotPermitted { .. } => "field-not-permitted",
            Self::Policy(refused) => refused.code(),
            Self::LimitReached { .. } => "limit-reached",
            Self::ProviderUnreachable => "provider-unreachable",
            Self::ProviderTooSlow(_) => "provider-too-slow",
            Self::ProviderTooLarge(_) => "provider-too-large",
            Self::ProviderBroken => "provider-broken",
            Self::ProviderHasNothing => "provider-has-nothing",
            Self::ProviderStatus(_) => "provider-status",
            Self::ProviderOtherPerson => "provider-other-person",
            Self::WholeNotPermitted => "whole-not-permitted",
            Self::ProviderMediaType => "provider-media-type",
            Self::ProviderCoding(_) => "provider-coding",
            Self::ProviderUnreadable(_) => "provider-unreadable",
            Self::LedgerBusy => "ledger-busy",
            Self::LedgerFailed => "ledger-failed",
            Self::ClockWrong => "clock-wrong",
        }
    }
}

/// What has been proven about a request so far.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Who asks.
    pub asker: Option<Asker>,
    /// Which service is asked.
    pub service: Option<ServiceId>,
    /// For which purpose, when it is a known one.
    pub purpose: Option<PurposeId>,
    /// About whom.
    pub subject: Option<PersonNumber>,
    /// The consumer's case.
    pub case_reference: Option<String>,
    /// The consumer's case worker.
    pub end_user: Option<String>,
    /// The entry that activated the policies that it is held against.
    pub policies: Option<EntryIndex>,
    /// How the person stands to the case.
    pub relation: Option<String>,
    /// Why the person is not shown it yet, when the purpose delays that; while the purpose is not known,
    /// when any that could be meant does.
    pub held: Option<Held>,
    /// A nonce for the caller's next DPoP proofs, when they need one.
    pub nonce: Option<String>,
}
