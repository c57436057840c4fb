//! What a webhook's receiver knows our messages by: `Sluse-Signature: t=<seconds>,v1=<hex>`, where the hex digits
//! are HMAC-SHA-256 over the seconds, a dot, and the body. A receiver refuses what is too old, so that what was
//! overheard cannot be sent again later.

use crate::vocab::secret::SecretText;
use crate::vocab::time::Timestamp;
use ring::hmac;

/// The header field.
pub const SIGNATURE: &str = "sluse-signature";

/// The field's value for a body that is sent now.
#[must_use]
pub fn signature(key: &SecretText, now: Timestamp, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose().trim().as_bytes());
    let seconds = now.seconds();
    let mut mac = hmac::Context::with_key(&key);
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    let hex: String = mac.sign().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}
