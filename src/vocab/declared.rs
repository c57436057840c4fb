//! What a consumer declares in words of its own: a case reference, an end user.

use super::limits::DECLARED_BYTES;

/// The text without white space around it, if it is plain: some letter or digit in it, no control
/// characters, at most [`DECLARED_BYTES`].
#[must_use]
pub fn declared(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = text.chars().any(char::is_alphanumeric)
        && text.len() <= DECLARED_BYTES.most
        && !text.chars().any(char::is_control);
    plain.then(|| text.to_owned())
}
