//! Each refusal has a type and a text of its own, wherever it is made.

use sluse::dial::DialError;
use sluse::gateway::refused::Refused;
use sluse::policy::QueryRefused;
use sluse::redact::{Fault, Unreadable};
use sluse::serve::listen::Unclear;
use sluse::serve::problem;
use sluse::unpack::UnpackFault;
use sluse::vocab::basis::PurposeId;
use sluse::vocab::limits::TOKEN_BYTES;
use sluse::vocab::time::Timestamp;
use std::collections::HashSet;
use std::time::Duration;

/// One of each kind. What the policies and the tokens refuse has its own tests beside theirs.
fn all() -> Vec<Refused> {
    let second = Duration::from_secs(1);
    let unreadable = Unreadable { fault: Fault::Empty, at: 0 };
    let query = QueryRefused::UnknownParameter { allowed: Vec::new() };
    vec![
        Refused::TooFast { retry_after: second },
        Refused::StrangerTooFast { retry_after: second },
        Refused::NoSuchService,
        Refused::MethodNotServed { serves: sluse::policy::Method::Get },
        Refused::SubjectMalformed,
        Refused::Query(query),
        Refused::DeclarationMalformed { header: "sluse-purpose" },
        Refused::OtherPerson,
        Refused::DetailsUnknown,
        Refused::OtherPurpose { bound: PurposeId::parse("a").unwrap() },
        Refused::OtherCase,
        Refused::Reserved { purpose: PurposeId::parse("a").unwrap() },
        Refused::ConsentOfOther,
        Refused::ConsentEnded { valid_to: Timestamp::from_seconds(0) },
        Refused::FieldNotPermitted {
            purpose: PurposeId::parse("a").unwrap(),
            field: "the field `b`".to_owned(),
        },
        Refused::LimitReached {
            purpose: PurposeId::parse("a").unwrap(),
            counted: sluse::policy::Counted::SubjectsPerDay,
            most: 1,
            retry_after: Some(second),
        },
        Refused::ProviderUnreachable,
        Refused::ProviderTooSlow(second),
        Refused::ProviderTooLarge(TOKEN_BYTES),
        Refused::ProviderBroken,
        Refused::ProviderHasNothing,
        Refused::ProviderStatus(500),
        Refused::ProviderMediaType,
        Refused::ProviderCoding(UnpackFault::Malformed),
        Refused::ProviderUnreadable(unreadable),
        Refused::LedgerBusy,
        Refused::LedgerFailed,
    ]
}

#[test]
fn no_two_refusals_share_a_type_or_a_text() {
    let mut types = HashSet::new();
    let mut texts = HashSet::new();
    let mut note = |body: &[u8], status: u16| {
        let problem: serde_json::Value = serde_json::from_slice(body).unwrap();
        assert_eq!(problem["status"], status);
        let (kind, text) = (problem["type"].to_string(), problem["detail"].to_string());
        assert!(types.insert(kind.clone()), "{kind} twice");
        assert!(texts.insert(text.clone()), "{text} twice");
    };
    for refused in all() {
        let answer = problem::refused(&refused);
        note(answer.body(), answer.status().as_u16());
    }
    for unclear in [
        Unclear::Host,
        Unclear::Method,
        Unclear::Length,
        Unclear::Expectation,
        Unclear::Fields,
        Unclear::Target,
        Unclear::TooLarge(TOKEN_BYTES),
        Unclear::Body,
    ] {
        let answer = problem::unclear(unclear);
        note(answer.body(), answer.status().as_u16());
    }
}

#[test]
fn what_the_network_does_becomes_the_providers_fault() {
    for (error, code) in [
        (DialError::Unreachable, "provider-unreachable"),
        (DialError::TooSlow(Duration::from_secs(1)), "provider-too-slow"),
        (DialError::TooLarge(TOKEN_BYTES), "provider-too-large"),
        (DialError::Broken, "provider-broken"),
    ] {
        assert_eq!(Refused::from(error).code(), code);
    }
}
