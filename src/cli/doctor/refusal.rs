//! A token service's refusal, as a finding. Codes are Maskinporten's; where it has none, the name of our
//! own page or the beginning of its text tells.

use super::code::Code;
use super::report::Step;
use crate::client::Refusal;

/// Which finding a refusal is, and at which step. `certified`: the grant was signed with a certificate.
pub(super) fn finding(refusal: &Refusal, certified: bool) -> (Step, Code) {
    match refusal.code().unwrap_or_default() {
        "MP-012" => (Step::Token, Code::GrantReused),
        "MP-100" if refusal.description.contains("(kid)") => {
            (Step::Registration, Code::KeyNotRegistered)
        }
        "MP-100" => (Step::Registration, Code::ClientUnknown),
        "MP-110" => (Step::Issuer, Code::AudienceWrong),
        "MP-120" => (Step::Certificate, Code::CertificateUntrusted),
        "MP-121" => (Step::Registration, Code::KeyExpired),
        "MP-122" => (Step::Certificate, Code::CertificateOfOther),
        "MP-123" => (Step::Certificate, Code::X5cAsText),
        "MP-124" if certified => (Step::Certificate, Code::CertificateOfOtherKey),
        "MP-124" => (Step::Registration, Code::KeyWrong),
        "MP-130" | "iat-ahead" | "iat-too-old" | "nbf-ahead" => (Step::Clock, Code::ClockOff),
        "MP-200" | "MP-201" => (Step::Scope, Code::ScopeNotOnClient),
        "MP-250" => (Step::Access, Code::AccessNotGranted),
        "MP-251" => (Step::Delegation, Code::NotDelegated),
        "kid-missing" => (Step::Registration, Code::CertificateForKey),
        "certificate-missing" if certified => (Step::Certificate, Code::CertificateUntrusted),
        "certificate-missing" => (Step::Registration, Code::KeyForCertificate),
        "consumer-org" => (Step::Delegation, Code::ConsumerOrgRefused),
        "lifetime-too-long" => (Step::Token, Code::GrantTooLong),
        "MP-011" | "exp-before-iat" | "typ" | "form" => (Step::Token, Code::GrantMalformed),
        "dpop-proof" | "client-certificate" => (Step::Token, Code::BindingMissing),
        "busy" | "unavailable" | "too-many-refusals" | "consent-source" => {
            (Step::Token, Code::ServiceBusy)
        }
        _ => by_text(&refusal.description),
    }
}

/// Maskinporten's errors that were seen without a code.
fn by_text(description: &str) -> (Step, Code) {
    let known = [
        ("Issue time", Step::Clock, Code::ClockOff),
        ("consumer_org", Step::Delegation, Code::ConsumerOrgRefused),
        ("pre-registered jwk", Step::Registration, Code::CertificateForKey),
    ];
    let found = known.iter().find(|(text, ..)| description.contains(text));
    found.map_or((Step::Token, Code::OtherRefusal), |(_, step, code)| (*step, *code))
}

/// What the token service said, for the report.
pub(super) fn seen(refusal: &Refusal) -> String {
    let code = refusal.code().map(|code| format!(" ({code})")).unwrap_or_default();
    let trace = refusal.trace.as_ref().map(|id| format!("; trace id {id}")).unwrap_or_default();
    format!("{}{code}: {}{trace}", refusal.error, refusal.description)
}
