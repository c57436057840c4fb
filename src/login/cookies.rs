//! The cookies that are used, by what they keep.
//!
//! All have the `__Host-` prefix (RFC 6265bis section 4.1.3.2): set by this host alone, over TLS,
//! for every path.

use super::PATIENCE;
use super::random::Secret;
use crate::page::language;
use crate::vocab::translated::Language;
use std::time::Duration;

/// A cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// Finds the session.
    Session,
    /// Finds the login under way.
    Login,
    /// The state of the logout under way.
    Logout,
    /// Finds an auditor's session. Cookies know hosts and no ports, so the auditors' door has names of its
    /// own beside the citizens'.
    OfficerSession,
    /// Finds an auditor's login under way.
    OfficerLogin,
    /// The state of an auditor's logout under way.
    OfficerLogout,
    /// The language that was chosen.
    Language,
}

impl Cookie {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session => "__Host-sluse-session",
            Self::Login => "__Host-sluse-login",
            Self::Logout => "__Host-sluse-logout",
            Self::OfficerSession => "__Host-sluse-officer-session",
            Self::OfficerLogin => "__Host-sluse-officer-login",
            Self::OfficerLogout => "__Host-sluse-officer-logout",
            Self::Language => "__Host-sluse-lang",
        }
    }

    /// How long the browser keeps it; none: until the browser is closed.
    const fn lasts(self) -> Option<Duration> {
        match self {
            Self::Session | Self::OfficerSession => None,
            Self::Login | Self::Logout | Self::OfficerLogin | Self::OfficerLogout => Some(PATIENCE),
            Self::Language => Some(language::KEPT),
        }
    }
}

/// What the browser is told to keep or forget: the value of `Set-Cookie`.
pub struct SetCookie(String);

impl SetCookie {
    /// Keep this secret.
    #[must_use]
    pub fn secret(cookie: Cookie, secret: &Secret) -> Self {
        Self::keep(cookie, secret.expose())
    }

    /// Remember this language.
    #[must_use]
    pub fn language(language: Language) -> Self {
        Self::keep(Cookie::Language, language.tag())
    }

    /// Forget this cookie.
    #[must_use]
    pub fn forget(cookie: Cookie) -> Self {
        Self::written(cookie, "", Some(Duration::ZERO))
    }

    fn keep(cookie: Cookie, value: &str) -> Self {
        Self::written(cookie, value, cookie.lasts())
    }

    fn written(cookie: Cookie, value: &str, lasts: Option<Duration>) -> Self {
        let lasts = lasts.map(|time| format!("; Max-Age={}", time.as_secs())).unwrap_or_default();
        let name = cookie.name();
        Self(format!("{name}={value}{lasts}; Path=/; Secure; HttpOnly; SameSite=Lax"))
    }

    /// The value of the header field.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The cookies that came with a request.
#[derive(Clone, Default)]
pub struct Jar(Vec<(String, String)>);

impl Jar {
    /// Reads the values of all `Cookie` header fields.
    pub fn read<'h>(fields: impl Iterator<Item = &'h str>) -> Self {
        let pairs = fields.flat_map(|field| field.split(';'));
        let read = pairs.filter_map(|pair| pair.trim().split_once('='));
        Self(read.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The value of a cookie; none when it stands twice, for then one of them is not ours.
    #[must_use]
    pub fn value(&self, cookie: Cookie) -> Option<&str> {
        let mut values = self.0.iter().filter(|(name, _)| name == cookie.name());
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}
