//! Every finding: its name, what was wanted, and what to do. The names are stable.

/// Makes the enum and its texts from one table.
macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $code:ident = $name:literal, $wanted:literal, $mend:literal;)+) => {
        /// A finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[doc = $meaning])+ $code,)+
        }

        impl Code {
            /// Every finding, in the order of the steps.
            pub const ALL: &'static [Self] = &[$(Self::$code,)+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// What was wanted.
            #[must_use]
            pub const fn wanted(self) -> &'static str {
                match self { $(Self::$code => $wanted,)+ }
            }

            /// What to do.
            #[must_use]
            pub const fn mend(self) -> &'static str {
                match self { $(Self::$code => $mend,)+ }
            }
        }
    };
}

codes! {
    /// The certificate of the issuer's server is from nobody who is trusted.
    TlsUntrusted = "tls-ca-unknown",
        "a server certificate from an authority that the profile or the system trusts",
        "name the authority's certificate with ca (PEM); behind a proxy that opens TLS, the proxy's";
    /// The file of authorities cannot be read.
    CaUnreadable = "ca-unreadable",
        "a PEM file with certificates of authorities",
        "check the path and the file that ca names";
    /// No answer came.
    Unreachable = "issuer-unreachable",
        "an answer over https",
        "check the address, the network and the firewall: the token service must be reachable";
    /// There are no metadata at the issuer.
    NoMetadata = "metadata-missing",
        "metadata (RFC 8414) below the issuer's address",
        "take issuer from the service's documentation: its address, not that of a page or an API";
    /// Our clock and the issuer's differ.
    ClockOff = "clock-off",
        "clocks that differ by at most 10 seconds: iat is compared with the issuer's clock",
        "keep the clock by NTP (timedatectl set-ntp true), also in containers and virtual machines";
    /// Others may read the key.
    KeyExposed = "key-exposed",
        "a private key that only its owner may read",
        "chmod 600 the file; if others had access to it, register a new key";
    /// The key cannot be read.
    KeyUnreadable = "key-unreadable",
        "an RSA private key in PEM (PKCS#8 or PKCS#1), or as a JWK",
        "check the path and the form; a public key or a certificate alone cannot sign";
    /// The key is weak.
    KeyWeak = "key-weak",
        "an RSA key of 2048 to 8192 bits without a known weakness",
        "make a new key (openssl genrsa 3072) and register its public half";
    /// The key's file is older than a year.
    KeyOld = "key-older-than-a-year",
        "a key that is at most a year old: registered keys are good for no longer",
        "make a new key, register it beside the old one, change over, and remove the old one";
    /// No such client.
    ClientUnknown = "client-unknown",
        "a client_id that is registered and active at this issuer",
        "check client_id letter by letter, and that issuer is of the same environment: test and production have different clients";
    /// The client has no such key.
    KeyNotRegistered = "key-not-registered",
        "a kid that is the name of one of the client's registered keys",
        "register the public key, or set kid to the name under which it was registered";
    /// The signature is another key's.
    KeyWrong = "key-wrong",
        "a signature by the key that is registered under this kid",
        "use the private key that belongs to the registered one, or register this one under a new kid";
    /// The registered key has expired.
    KeyExpired = "key-expired",
        "a registered key whose last day has not passed",
        "make a new key, register it, and sign with it";
    /// The client signs with a certificate and has registered keys.
    CertificateForKey = "certificate-instead-of-registered-key",
        "kid in the header: the client has registered keys, so certificates are not looked at",
        "leave certificate out of the profile and use a registered key, or remove the client's keys";
    /// The client has no registered keys, and signs with a kid.
    KeyForCertificate = "registered-key-instead-of-certificate",
        "x5c in the header: the client has no registered keys",
        "register the key on the client, or name the business certificate with certificate";
    /// The issuer lacks its slash.
    IssuerWithoutSlash = "issuer-without-slash",
        "the issuer byte for byte as its metadata write it",
        "write the slash at the end of issuer";
    /// The issuer is the token endpoint.
    IssuerIsTokenUrl = "issuer-is-token-url",
        "the issuer's name, not the address of its token endpoint",
        "take issuer from the metadata";
    /// The issuer calls itself something else.
    IssuerOther = "issuer-other",
        "the issuer byte for byte as its metadata write it",
        "take issuer from the metadata; another host or path is another environment, with other clients";
    /// The audience is the token endpoint.
    AudienceIsTokenUrl = "audience-is-token-url",
        "aud equal to the issuer; the token endpoint is no longer accepted",
        "set aud to the issuer of the metadata, with its slash";
    /// The audience is something else than the issuer.
    AudienceWrong = "audience-wrong",
        "aud equal to the issuer of the metadata, as one text",
        "set aud to the issuer of the metadata, with its slash, and not as a list";
    /// The certificate cannot be used.
    CertificateUnreadable = "certificate-unreadable",
        "a business certificate in PEM that names its organisation and is for signatures",
        "check the file: the organisation's certificate first, the authority's after it or not at all";
    /// The certificate has expired.
    CertificateExpired = "certificate-expired",
        "a certificate that is valid today",
        "order a new business certificate";
    /// The certificate is not the key's.
    CertificateOfOtherKey = "certificate-of-another-key",
        "the certificate of this private key",
        "take both from the same order; a renewed certificate often has a new key";
    /// The certificate is not trusted by the token service.
    CertificateUntrusted = "certificate-not-trusted",
        "a certificate of an authority that the token service trusts, not revoked",
        "use test certificates in test and production certificates in production; if revoked, order a new one";
    /// The certificate is another organisation's.
    CertificateOfOther = "certificate-of-another-organisation",
        "the certificate of the organisation that owns the client",
        "use that organisation's certificate; a supplier signs with its own and names consumer_org";
    /// A certificate chain as a text.
    X5cAsText = "x5c-as-text",
        "x5c as a list of certificates, each base64 of DER without PEM lines",
        "write x5c: [\"MII…\"], also for one certificate";
    /// No scope is asked for.
    ScopeMissing = "scope-missing",
        "at least one scope of the form prefix:name",
        "name the scopes in the profile or with --scope";
    /// The client may not ask for the scope.
    ScopeNotOnClient = "scope-not-on-client",
        "a scope that is registered on the client",
        "add the scope to the client (self-service or administration API), and check its spelling";
    /// The provider has not given access.
    AccessNotGranted = "access-not-granted",
        "access to the scope, given by the provider to the consumer",
        "ask the provider to give your organisation access; a supplier also needs consumer_org: the consumer has the access";
    /// The consumer has not delegated.
    NotDelegated = "not-delegated",
        "the consumer's delegation of the scope to your organisation, valid today",
        "ask the consumer to delegate the scope (in Altinn, or by the administration API)";
    /// The consumer is the client's own organisation.
    ConsumerOrgIsOwn = "consumer-org-is-own",
        "no consumer_org when the organisation asks for itself",
        "leave consumer_org out";
    /// The consumer cannot delegate the scope.
    ConsumerOrgRefused = "consumer-org-refused",
        "a scope that can be delegated, and another organisation than the client's own as consumer_org",
        "leave consumer_org out when asking for oneself; else the provider must give the scope a delegation source";
    /// The token service wants a bound token.
    BindingMissing = "binding-missing",
        "a token that is bound to a key (DPoP) or a certificate (mutual TLS)",
        "use dpop = true, or connect with the certificate";
    /// The grant was used before.
    GrantReused = "grant-reused",
        "a new grant with a new jti for each request",
        "make the grant anew each time, also after a timeout; do not share a jti between instances";
    /// The grant cannot be read.
    GrantMalformed = "grant-malformed",
        "a signed JWT in one line, with aud, iss, scope, iat and exp, each once and of its type",
        "see what the description names: a line break, a date as text, a claim too many";
    /// Times in milliseconds.
    GrantInMilliseconds = "grant-times-in-milliseconds",
        "iat and exp in seconds since 1970",
        "divide by 1000";
    /// The grant lives too long.
    GrantTooLong = "grant-lives-too-long",
        "exp at most 120 seconds after iat",
        "set exp to iat + 100";
    /// The token service is busy or cannot write.
    ServiceBusy = "service-unavailable",
        "a token service that has time",
        "wait as Retry-After says, and try again with a new grant";
    /// Another refusal.
    OtherRefusal = "refused",
        "a token",
        "open the page that the description names, or give its trace id to the service's operator";
    /// The gateway does not take the token's audience.
    ResourceMismatch = "resource-mismatch",
        "a token whose aud is this API, or that has none",
        "set resource to the API's own name as its documentation gives it, or leave it out";
    /// The gateway does not take the token.
    TokenNotTaken = "token-not-taken",
        "a token of an issuer that the gateway trusts",
        "check that issuer and gateway are of the same environment";
    /// The gateway cannot be reached.
    GatewayUnreachable = "gateway-unreachable",
        "an answer of the gateway",
        "check the address and the network";
}
