//! Secrets that nobody can guess: cookies, states, nonces, tokens against forgery.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// A secret text of 43 base64url characters: 32 random bytes (also a PKCE verifier of RFC 7636
/// section 4.1). Compared in constant time; has no text form in logs.
#[derive(Clone)]
pub struct Secret(String);

/// What a secret is found by, kept in its place: its SHA-256.
pub type Trace = [u8; 32];

impl Secret {
    /// A new secret; none when the machine has no randomness.
    #[must_use]
    pub fn new(random: &SystemRandom) -> Option<Self> {
        let mut bytes = [0; 32];
        random.fill(&mut bytes).ok()?;
        Some(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text, for the cookie, form or address that carries it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a stranger's text is this secret; takes as long wherever they differ.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        same(&self.0, text)
    }
}

impl From<String> for Secret {
    /// Takes a text that is secret already: one that was sealed, or made from another secret.
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// The SHA-256 of a secret text: who reads our memory or a dump of it cannot use it as a cookie.
#[must_use]
pub fn trace(secret: &str) -> Trace {
    let digest = ring::digest::digest(&ring::digest::SHA256, secret.as_bytes());
    let mut trace = [0; 32];
    trace.copy_from_slice(digest.as_ref());
    trace
}

/// Whether two texts are the same, found in a time that does not tell where they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let differences = trace(one).iter().zip(trace(other)).fold(0, |sum, (a, b)| sum | (a ^ b));
    std::hint::black_box(differences) == 0
}
