//! The pages that `error_uri` points to, by name: Maskinporten's codes, and our own where it has none.
//!
//! The names are stable: they stand in answers, in the ledger, and in other people's search histories.

/// Makes the enum, the list of all, and the names from one table.
macro_rules! pages {
    ($($(#[doc = $meaning:literal])+ $page:ident = $name:literal,)+) => {
        /// What a refusal is called: the last part of its `error_uri`, and its reason in the ledger.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Page {
            $($(#[doc = $meaning])+ $page,)+
        }

        impl Page {
            /// Every page, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$page,)+];

            /// The name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$page => $name,)+
                }
            }
        }
    };
}

pages! {
    /// The grant cannot be read in one way only, or a claim is missing, unknown or malformed.
    Mp011 = "MP-011",
    /// The grant, or its `jti`, was used before.
    Mp012 = "MP-012",
    /// No such client, or no such key of the client.
    Mp100 = "MP-100",
    /// `aud` is not the issuer.
    Mp110 = "MP-110",
    /// The certificate is not one that is trusted here.
    Mp120 = "MP-120",
    /// The key has expired.
    Mp121 = "MP-121",
    /// The certificate is another organisation's.
    Mp122 = "MP-122",
    /// `x5c` is not an array.
    Mp123 = "MP-123",
    /// The signature is not the key's.
    Mp124 = "MP-124",
    /// `exp` has passed.
    Mp130 = "MP-130",
    /// The client may not ask for the scope.
    Mp200 = "MP-200",
    /// The scope is not for this kind of client.
    Mp201 = "MP-201",
    /// The consumer has no access to the scope.
    Mp250 = "MP-250",
    /// The consumer has not delegated the scope.
    Mp251 = "MP-251",
    /// `authorization_details` of an unknown type.
    Mp301 = "MP-301",
    /// `authorization_details` with an unknown member.
    Mp302 = "MP-302",
    /// `authorization_details` with a value that is not accepted.
    Mp303 = "MP-303",
    /// The form is not what RFC 7523 asks for.
    Form = "form",
    /// Another method than POST.
    Method = "method",
    /// Another grant type.
    GrantType = "grant-type",
    /// The header says that this is another kind of token.
    Typ = "typ",
    /// No `kid`, from a client with registered keys.
    KidMissing = "kid-missing",
    /// No certificate, from a client without registered keys; or none is accepted here.
    CertificateMissing = "certificate-missing",
    /// `iss_onbehalfof` names no sub-client that may be named.
    OnBehalfOf = "on-behalf-of",
    /// `iat` lies ahead.
    IatAhead = "iat-ahead",
    /// `iat` lies too far back.
    IatTooOld = "iat-too-old",
    /// `nbf` lies ahead.
    NbfAhead = "nbf-ahead",
    /// `exp` is too long after `iat`.
    LifetimeTooLong = "lifetime-too-long",
    /// `exp` is not after `iat`.
    ExpBeforeIat = "exp-before-iat",
    /// `consumer_org` does not fit the client or the scope.
    ConsumerOrg = "consumer-org",
    /// The DPoP proof is missing or wrong (RFC 9449).
    DpopProof = "dpop-proof",
    /// The DPoP proof lacks our nonce (RFC 9449 section 8).
    DpopNonce = "dpop-nonce",
    /// No certificate on a connection that needs one (RFC 8705).
    ClientCertificate = "client-certificate",
    /// More waits than can be served.
    Busy = "busy",
    /// The consent source does not answer.
    ConsentSource = "consent-source",
    /// Tokens cannot be recorded now.
    Unavailable = "unavailable",
    /// Too many refusals of one address.
    TooManyRefusals = "too-many-refusals",
}

impl Page {
    /// The page of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|page| page.name() == name)
    }
}
