//! What a person or an organisation writes to the other.

use crate::vocab::Malformed;
use crate::vocab::limits::Limit;

/// A message, in characters.
pub const MESSAGE_CHARACTERS: Limit = Limit { name: "message_characters", most: 2000 };

/// A message: 1 to 2000 characters, without control characters but for the ends of lines. Has no text
/// form in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// Reads a message; spaces around it are left out, and each end of a line becomes one line feed.
    ///
    /// # Errors
    /// When it is empty, too long, or has control characters.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let is_plain = text.chars().all(|one| matches!(one, '\n' | '\t') || !one.is_control());
        if is_plain && (1..=MESSAGE_CHARACTERS.most).contains(&text.chars().count()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed::new("message", "must be 1 to 2000 characters of text"))
        }
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.0
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Words(…)")
    }
}
