//! What to do about each refusal of the gateway, by the last part of the problem's `type`.

/// What to do about a refusal of this code; none for a code of another gateway.
#[must_use]
pub fn advice(code: &str) -> Option<&'static str> {
    about_tokens(code)
        .or_else(|| about_the_request(code))
        .or_else(|| about_policies(code))
        .or_else(|| about_the_registry(code))
        .or_else(|| about_others(code))
}

fn about_tokens(code: &str) -> Option<&'static str> {
    Some(match code {
        "token-missing" => "send the token as `Authorization: Bearer …`, once",
        "token-not-bearer" => "write `Bearer`, one space and the token, nothing else",
        "token-malformed" | "token-type" | "token-claims" => {
            "send the access_token of the token service's answer, unchanged; not the grant"
        }
        "token-key" | "token-signature" | "token-algorithm" | "token-issuer" => {
            "get the token from the issuer that this gateway trusts, and in the same environment"
        }
        "token-issuer-unavailable" => {
            "try again later: the gateway cannot reach the token's issuer for its keys"
        }
        "token-issuer-scope" => "get the token from the issuer that this scope belongs to",
        "client-withdrawn"
        | "access-withdrawn"
        | "delegation-withdrawn"
        | "system-user-withdrawn" => {
            "what the token was issued for was withdrawn since; `sluse doctor` says what is left"
        }
        "token-audience" => {
            "the token is for another API: ask with this gateway's resource, or with none"
        }
        "token-expired" => "get a new token; they live about two minutes",
        "token-future" => "wait a moment; the gateway's clock is behind the token service's",
        "other-person" => "the token is for one person only: get one for the person in the address",
        "other-purpose" | "other-case" => {
            "the token is for one purpose and case: state the same, or get a token for the other"
        }
        "consent-of-other" => "ask as the organisation that the person consented to",
        "reserved" => "the person has reserved against this purpose: ask them, or do without",
        "consent-ended" => "the person must consent anew; then get a token for the new consent",
        "field-not-permitted" => "leave the field out of the token's authorization_details",
        "details-unknown" => "leave out authorization_details that this gateway does not know",
        "token-bound-to-key" => "send the token as `Authorization: DPoP …` with a proof of its key",
        "token-not-bound-to-key" => "get a token that is bound to a key: --dpop",
        "client-certificate-missing" | "client-certificate-other" => {
            "connect with the certificate that the token is bound to (mutual TLS)"
        }
        _ if code.starts_with("dpop-") => {
            "make a new proof for each request: its method, its address, the token and the newest nonce"
        }
        _ => return None,
    })
}

fn about_the_request(code: &str) -> Option<&'static str> {
    Some(match code {
        "body-not-permitted" => "send only what the service's route takes in a body",
        "provider-other-person" => "tell the provider: its answer was about somebody else",
        "too-fast" | "stranger-too-fast" => "wait as long as Retry-After says, and ask more slowly",
        "no-such-service" | "no-such-path" => "check the address against the service's description",
        "method-not-served" => "use GET",
        "subject-malformed" => "check the person's number: eleven digits with right check digits",
        "query-not-permitted" => "use the parameters and values that the service lists, no others",
        "declaration-malformed" => {
            "send purpose, case and end user once each, as plain text of at most 128 bytes"
        }
        _ => return None,
    })
}

fn about_policies(code: &str) -> Option<&'static str> {
    Some(match code {
        "service-unknown" => "no policy describes the service; its provider must write one",
        "scope-without-purpose" => "get a token with one of the scopes that are named",
        "purpose-not-stated" => "state one of the purposes: --purpose, or Sluse-Purpose",
        "purpose-unknown" => "state a purpose that exists; the refusal names those that are open",
        "purpose-of-other-service" => "ask the service that the purpose reads, or state another",
        "purpose-of-other-scope" => "get a token with the purpose's scope",
        "consumer-not-named" => "the policy must name your organisation: agree with the provider",
        "supplier-not-allowed" => "let the consumer itself ask, with its own client",
        "policy-not-yet-valid" | "policy-expired" => {
            "the policy holds for other days: the provider must prolong or replace it"
        }
        "limit-reached" => {
            "wait as long as Retry-After says, if it is there; else ask about fewer persons, or agree on more"
        }
        "case-reference-missing" => "name the case: --case, or Sluse-Case-Reference",
        "case-reference-mismatch" => "write the case reference as the policy wants it",
        "relation-missing" | "relation-not-permitted" => {
            "say how the person stands to the case: --relation, or Sluse-Relation, one of those named"
        }
        "token-not-persons" => "get a token for the person who is logged in (pid in the grant)",
        "consent-missing" | "consent-not-covering" => {
            "ask the person for a consent that covers it, and name it: --consent, or in the grant"
        }
        "outside-hours" => "ask again in the hours that the policy permits",
        "too-many-subjects" => "ask about fewer persons at a time",
        "whole-not-permitted" => "the policy must permit this document, or documents of its type",
        "end-user-missing" => "name who reads: --end-user, or Sluse-End-User",
        _ => return None,
    })
}

/// Refusals of the administration API.
fn about_the_registry(code: &str) -> Option<&'static str> {
    Some(match code {
        "token-bound" => "use a token without a person and without authorization_details",
        "token-delegated" => "ask with a client of the organisation whose records they are",
        "right-missing" => "give the client one of the scopes that are named, and ask with it",
        "not-the-house" => "ask with a client of the organisation that runs the gateway",
        "policies-wrong" => "mend the places that are named; `sluse policy check` shows them too",
        "policies-cases" => "`sluse policy test` shows what came out instead; mend policy or case",
        "policies-unfinished" => "put the file in whole: write it beside, then rename it",
        "policies-unreadable" => "let the gateway read its folder of policies; then ask again",
        "policies-unsuited" => {
            "name the provider in the gateway's configuration, or mend the route"
        }
        "not-registered" => "check the name; records of other organisations are not shown",
        "registered-already" => "change it instead: it is registered",
        "sub-client-exists" => "delete the sub-client first",
        "scope-deactivated" => "activate the scope first: change it with PUT",
        "deactivated" => "change it instead: it was deactivated, and changing it activates it",
        "access-denied" => "the provider has said no: talk to it",
        "in-use" => "first take away what still rests on it",
        "prefix-of-another" | "of-another" => "only the organisation that has it may change it",
        "scope-unknown" | "organisation-unknown" => {
            "check the spelling; whoever keeps the registry adds organisations, providers scopes"
        }
        "system-user-exists" => "use the one that there is",
        "delegation-over" => "give it a last day that is not past",
        "system-id" | "rule-broken" | "record-too-large" => "mend what is named, and send it again",
        _ => return None,
    })
}

fn about_others(code: &str) -> Option<&'static str> {
    Some(match code {
        "provider-has-nothing" => "the provider knows nobody under this number; check it",
        "provider-unreachable" | "provider-too-slow" | "provider-broken" | "provider-status" => {
            "the provider is at fault; try again later, and tell the gateway's operator"
        }
        "provider-too-large"
        | "provider-media-type"
        | "provider-coding"
        | "provider-unreadable" => {
            "the provider's answer cannot be used; tell the gateway's operator"
        }
        "ledger-busy" | "ledger-failed" | "clock-wrong" | "answers-unsent" | "gateway-fault" => {
            "try again as Retry-After says; nothing was disclosed"
        }
        _ => return None,
    })
}
