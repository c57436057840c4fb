//! Limits on what comes from outside; each has a name, and the name is what an error says.

/// A named limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name, as configuration and errors write it.
    pub name: &'static str,
    /// The most that is let in, in the unit that ends the name.
    pub most: usize,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} = {}", self.name, self.most)
    }
}

/// The body of a token request: a grant with three certificates of 2 kB is about 13 kB.
pub const TOKEN_REQUEST_BYTES: Limit = Limit { name: "token_request_bytes", most: 32 * 1024 };

/// A signed token in compact form.
pub const TOKEN_BYTES: Limit = Limit { name: "token_bytes", most: 24 * 1024 };

/// A DPoP proof: one with an RSA key of 8192 bits is about 5 kB.
pub const PROOF_BYTES: Limit = Limit { name: "proof_bytes", most: 8 * 1024 };

/// The nesting of a provider's answer.
pub const DOCUMENT_DEPTH: Limit = Limit { name: "document_depth", most: 128 };

/// The members of the objects open at one time in a provider's answer (names are kept to find
/// duplicates).
pub const DOCUMENT_NAMES: Limit = Limit { name: "document_names", most: 100_000 };

/// The header fields of one request.
pub const HEADER_FIELDS: Limit = Limit { name: "header_fields", most: 64 };

/// The header list of one request.
pub const HEADER_BYTES: Limit = Limit { name: "header_bytes", most: 16 * 1024 };

/// The path and query of one request.
pub const TARGET_BYTES: Limit = Limit { name: "target_bytes", most: 2048 };

/// A case reference or an end user as a consumer names them.
pub const DECLARED_BYTES: Limit = Limit { name: "declared_bytes", most: 128 };

/// One entry of the ledger (C2SP tlog-tiles gives it a 16-bit length).
pub const ENTRY_BYTES: Limit = Limit { name: "entry_bytes", most: 65_535 };
