//! Issuers of tokens.

use super::{Malformed, text_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The issuer of tokens: an https address that ends in `/`, as Maskinporten's does. The slash is
/// part of the name, in tokens, in metadata, and in the `aud` that a grant must carry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerUrl(Arc<str>);

impl IssuerUrl {
    /// Parses an issuer.
    ///
    /// # Errors
    /// When it is no https address, does not end in `/`, or has a query or fragment (RFC 8414
    /// section 2).
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let wrong = Malformed::new("issuer", "must be an https address that ends in a slash");
        let rest = text.strip_prefix("https://").ok_or(wrong)?;
        let clean =
            |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'"' | b'\\');
        let named = !rest.starts_with('/') && rest.ends_with('/');
        if named && rest.bytes().all(clean) { Ok(Self(text.into())) } else { Err(wrong) }
    }
}

text_word!(IssuerUrl);
