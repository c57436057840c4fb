//! A token service's refusal (RFC 6749 section 5.2), with what Maskinporten adds to it.

use serde::Deserialize;

/// Why no token came, in the token service's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The `error` member.
    pub error: String,
    /// The `error_description` without its trace id.
    pub description: String,
    /// The id under which the service's operator finds the refusal.
    pub trace: Option<String>,
    /// The page that explains it.
    pub page: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    error: String,
    #[serde(default)]
    error_description: String,
    error_uri: Option<String>,
}

impl Refusal {
    /// Reads the body of a refusal; none if it is something else.
    pub(super) fn read(status: u16, body: &[u8]) -> Option<Self> {
        let body: Body = serde_json::from_slice(body).ok()?;
        let whole = printable(&body.error_description);
        // Maskinporten writes `(trace_id: …)`, and wrote `(correlation id: …)`.
        let ending = whole.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
        let traced = ending.and_then(|(text, id)| Some((text.to_owned(), id.split_once(": ")?.1)));
        let (description, trace) = match traced {
            Some((text, id)) => (text, Some(id.to_owned())),
            None => (whole, None),
        };
        let page = body.error_uri.as_deref().map(printable);
        Some(Self { status, error: printable(&body.error), description, trace, page })
    }

    /// What the error is called: the last part of its page's address, `MP-200`, say.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.page.as_deref()?.rsplit('/').next()
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the token service refused with {} ", self.error)?;
        if let Some(code) = self.code() {
            write!(out, "({code})")?;
        }
        write!(out, ": {}", self.description)?;
        if let Some(trace) = &self.trace {
            write!(out, "; its operator finds it as {trace}")?;
        }
        match &self.page {
            Some(page) => write!(out, "; explained at {page}"),
            None => Ok(()),
        }
    }
}

/// A text of another machine, fit for a terminal: without control characters, and not endless.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).take(2000).collect()
}
