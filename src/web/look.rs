//! What an operator gives the pages besides our own: stylesheets, the accessibility statement, and where
//! security faults are reported.

use crate::login::Endpoint;
use crate::vocab::limits::Limit;
use crate::vocab::time::Timestamp;
use std::time::Duration;

/// One stylesheet: Designsystemet's own, the largest to be expected, has 150,000 bytes.
pub const STYLESHEET_BYTES: Limit = Limit { name: "stylesheet_bytes", most: 512 * 1024 };

/// How many stylesheets there may be.
pub const STYLESHEETS: Limit = Limit { name: "stylesheets", most: 8 };

/// How long a `security.txt` is good from when it is asked for; RFC 9116 section 2.5.5 wants less than a year.
const SECURITY_TEXT_GOOD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Why something of it cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookError {
    /// Too many stylesheets.
    #[error("stylesheets: there may be no more than {}", STYLESHEETS.most)]
    TooMany,
    /// A stylesheet that is too large.
    #[error("stylesheets, number {number}: larger than {}", STYLESHEET_BYTES)]
    TooLarge {
        /// Which, from 1.
        number: usize,
    },
    /// A stylesheet that is no text.
    #[error("stylesheets, number {number}: must be UTF-8")]
    NotText {
        /// Which, from 1.
        number: usize,
    },
    /// A stylesheet that would have browsers ask others, or us for what is not served.
    #[error(
        "stylesheets, number {number}: `{loads}` in it loads something; only `data:` addresses \
         and parts of the page may be loaded, by `url(`"
    )]
    Loads {
        /// Which, from 1.
        number: usize,
        /// What loads: `@import` or `url(`.
        loads: &'static str,
    },
    /// The statement's address.
    #[error("accessibility_statement must be an https address")]
    Statement,
    /// The contact for security faults.
    #[error("security_contact must be a `mailto:` or https address (RFC 9116 section 2.5.3)")]
    SecurityContact,
}

/// What is given, checked.
#[derive(Debug, Default)]
pub struct Look {
    stylesheets: Vec<String>,
    paths: Vec<String>,
    statement: Option<String>,
    security_contact: Option<String>,
}

impl Look {
    /// Checks what is given; stylesheets are used in this order, after our own.
    ///
    /// # Errors
    /// When a limit is passed, a stylesheet is no text or loads something, or an address is not one.
    pub fn parse(
        stylesheets: Vec<Vec<u8>>,
        statement: Option<String>,
        security_contact: Option<String>,
    ) -> Result<Self, LookError> {
        if stylesheets.len() > STYLESHEETS.most {
            return Err(LookError::TooMany);
        }
        let stylesheets = (1..).zip(stylesheets).map(|(number, bytes)| stylesheet(number, bytes));
        let stylesheets = stylesheets.collect::<Result<Vec<_>, _>>()?;
        if statement.as_deref().is_some_and(|address| Endpoint::parse(address).is_none()) {
            return Err(LookError::Statement);
        }
        if security_contact.as_deref().is_some_and(|address| !is_contact(address)) {
            return Err(LookError::SecurityContact);
        }
        let paths = (1..=stylesheets.len()).map(|number| format!("/style/{number}.css")).collect();
        Ok(Self { stylesheets, paths, statement, security_contact })
    }

    /// The stylesheets with the paths where pages look for them, in order.
    pub fn stylesheets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths.iter().map(String::as_str).zip(self.stylesheets.iter().map(String::as_str))
    }

    pub(super) fn paths(&self) -> &[String] {
        &self.paths
    }

    pub(super) fn statement(&self) -> Option<&str> {
        self.statement.as_deref()
    }

    /// The `security.txt` of this origin (RFC 9116); none without a contact.
    pub(super) fn security_text(&self, base_url: &str, now: Timestamp) -> Option<String> {
        let contact = self.security_contact.as_deref()?;
        let expires = now.plus(SECURITY_TEXT_GOOD);
        Some(format!(
            "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: nb, nn, en\n\
             Canonical: {base_url}/.well-known/security.txt\n"
        ))
    }
}

fn stylesheet(number: usize, bytes: Vec<u8>) -> Result<String, LookError> {
    if bytes.len() > STYLESHEET_BYTES.most {
        return Err(LookError::TooLarge { number });
    }
    let text = String::from_utf8(bytes).map_err(|_| LookError::NotText { number })?;
    match loads(&text) {
        Some(loads) => Err(LookError::Loads { number, loads }),
        None => Ok(text),
    }
}

/// What in a stylesheet loads something that pages may not load. This tells the operator at the start; what hides
/// from it (escapes, `image-set`) is stopped by the pages' Content-Security-Policy.
fn loads(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    if text.contains("@import") {
        return Some("@import");
    }
    let inside = |address: &str| {
        let address = address.trim_start().trim_start_matches(['"', '\'']);
        address.starts_with("data:") || address.starts_with('#')
    };
    text.split("url(").skip(1).any(|address| !inside(address)).then_some("url(")
}

fn is_contact(address: &str) -> bool {
    let scheme = address.starts_with("mailto:") || address.starts_with("https://");
    scheme && address.len() <= 256 && address.bytes().all(|byte| byte.is_ascii_graphic())
}
