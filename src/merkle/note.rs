//! Signed notes (c2sp.org/signed-note), and Ed25519 signatures over their text. Cosignatures, which
//! say a time too, are read in [`super::cosign`].
//!
//! A note is a text that ends in a newline, an empty line, and signature lines of the form
//! `— <key name> <base64 of key id and signature>`. The text may have empty lines too: the last one
//! in the note is the one that separates.

mod key;

pub use key::{KeyId, KeyName, NoteSigner, NoteVerifier};
pub(super) use key::{key_pair, read_vkey, write_vkey};

use crate::vocab::limits::Limit;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A whole note, as large as other implementations read.
pub const NOTE_BYTES: Limit = Limit { name: "note_bytes", most: 1_000_000 };

/// The signature lines of one note, as many as other implementations read.
pub const NOTE_SIGNATURES: Limit = Limit { name: "note_signatures", most: 100 };

/// What every signature line begins with: an em dash and a space.
const SIGNATURE_START: &str = "\u{2014} ";

/// Why a note, a key or a text to sign was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The note is too long or has too many signatures.
    #[error("the note passes the limit {0}")]
    TooLarge(Limit),
    /// The note is not UTF-8, or has a control character that is not a newline.
    #[error("the note is not UTF-8 text without control characters")]
    NotText,
    /// No empty line is followed by whole signature lines.
    #[error("the note has no signature lines")]
    Unsigned,
    /// A signature line has not the form that the specification gives it.
    #[error("a signature line of the note is malformed")]
    SignatureLine,
    /// Two of the given verifiers have one name and one key id.
    #[error("two verifiers share the name {0} and one key id")]
    Ambiguous(KeyName),
    /// A known key's signature does not fit the text, so the whole note is refused.
    #[error("the signature of {0} does not fit the note")]
    WrongSignature(KeyName),
    /// None of the signatures is by a known key.
    #[error("no known key signed the note")]
    UnknownSigners,
    /// A text to sign does not end in a newline, or has other control characters.
    #[error("the text to sign is not whole lines without control characters")]
    Unsignable,
    /// A verifier's text has not the form `name+id+key`, or its id is not that of its key.
    #[error("the verifier key is malformed: {0}")]
    VerifierKey(&'static str),
    /// A verifier's key is of another type than is read here.
    #[error("the verifier key has the signature type {0:#04x}, which is not one for this place")]
    KeyType(u8),
    /// The signing key was not accepted.
    #[error("the signing key was not accepted")]
    SigningKey,
}

/// A note whose text at least one known key has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'a> {
    text: &'a str,
    signers: Vec<&'a NoteVerifier>,
}

impl<'a> Opened<'a> {
    /// The signed text, with its last newline.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The known keys that signed it, each once, in the order of their lines. Never empty.
    #[must_use]
    pub fn signers(&self) -> &[&'a NoteVerifier] {
        &self.signers
    }

    /// Whether a known key of this name signed the text.
    #[must_use]
    pub fn is_signed_by(&self, name: &str) -> bool {
        self.signers.iter().any(|signer| signer.name().as_str() == name)
    }
}

/// Opens a note: every signature by a known key must fit, and there must be one.
///
/// A key is known when a verifier has both its name and its id; all other signatures are ignored,
/// whatever their type.
///
/// # Errors
/// When the note passes a limit or is malformed, a known key's signature is wrong, no known key
/// signed, or two verifiers cannot be told apart.
pub fn open<'a>(note: &'a [u8], verifiers: &'a [NoteVerifier]) -> Result<Opened<'a>, NoteError> {
    let note = Note::parse(note)?;
    let signers = note.signers(verifiers)?;
    if signers.is_empty() {
        return Err(NoteError::UnknownSigners);
    }
    Ok(Opened { text: note.text, signers })
}

/// A note taken apart, of which nothing has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    text: &'a str,
    signatures: Vec<Signature<'a>>,
}

impl<'a> Note<'a> {
    /// Takes a note apart.
    ///
    /// # Errors
    /// When it passes a limit or is malformed.
    pub fn parse(note: &'a [u8]) -> Result<Self, NoteError> {
        let (text, lines) = split(note)?;
        let signatures = lines.split('\n').map(Signature::parse).collect::<Result<_, _>>()?;
        Ok(Self { text, signatures })
    }

    /// The text with its last newline.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The signature lines, of whatever type, in their order. Never empty.
    #[must_use]
    pub fn signatures(&self) -> &[Signature<'a>] {
        &self.signatures
    }

    /// The known keys that signed the text, each once, in the order of their lines; perhaps none.
    ///
    /// # Errors
    /// When a known key's signature is wrong, or two verifiers cannot be told apart.
    pub fn signers<'k>(
        &self,
        verifiers: &'k [NoteVerifier],
    ) -> Result<Vec<&'k NoteVerifier>, NoteError> {
        if let Some(verifier) = ambiguous(verifiers) {
            return Err(NoteError::Ambiguous(verifier.name().clone()));
        }
        let mut signers: Vec<&NoteVerifier> = Vec::new();
        for signature in &self.signatures {
            let known = |key: &&NoteVerifier| signature.is_by(key.name(), key.key_id());
            let Some(signer) = verifiers.iter().find(known) else { continue };
            if !signer.accepts(self.text, &signature.bytes) {
                return Err(NoteError::WrongSignature(signature.name.clone()));
            }
            if !signers.contains(&signer) {
                signers.push(signer);
            }
        }
        Ok(signers)
    }
}

/// The text of a note whose signatures the caller has reason not to check again.
pub(super) fn text(note: &[u8]) -> Result<&str, NoteError> {
    split(note).map(|(text, _)| text)
}

fn ambiguous(verifiers: &[NoteVerifier]) -> Option<&NoteVerifier> {
    verifiers.iter().enumerate().find_map(|(at, verifier)| {
        let mut before = verifiers.iter().take(at);
        let same = |other: &NoteVerifier| {
            other.name() == verifier.name() && other.key_id() == verifier.key_id()
        };
        before.any(same).then_some(verifier)
    })
}

/// The text with its last newline, and the signature lines without theirs.
fn split(note: &[u8]) -> Result<(&str, &str), NoteError> {
    if note.len() > NOTE_BYTES.most {
        return Err(NoteError::TooLarge(NOTE_BYTES));
    }
    let note = std::str::from_utf8(note).map_err(|_| NoteError::NotText)?;
    if !is_plain(note) {
        return Err(NoteError::NotText);
    }
    let empty_line = note.rfind("\n\n").ok_or(NoteError::Unsigned)?;
    let (text, rest) = note.split_at_checked(empty_line + 1).ok_or(NoteError::Unsigned)?;
    let lines = rest.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
    let lines = lines.ok_or(NoteError::Unsigned)?;
    if lines.split('\n').count() > NOTE_SIGNATURES.most {
        return Err(NoteError::TooLarge(NOTE_SIGNATURES));
    }
    Ok((text, lines))
}

/// Whether a text has no ASCII control character below U+0020 but newlines.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= 0x20 || byte == b'\n')
}

/// One signature line, parsed but not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature<'a> {
    line: &'a str,
    name: KeyName,
    key: KeyId,
    bytes: Vec<u8>,
}

impl<'a> Signature<'a> {
    fn parse(line: &'a str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix(SIGNATURE_START).ok_or(NoteError::SignatureLine)?;
        let (name, blob) = rest.split_once(' ').ok_or(NoteError::SignatureLine)?;
        let name = KeyName::parse(name).map_err(|_| NoteError::SignatureLine)?;
        let blob = STANDARD.decode(blob).map_err(|_| NoteError::SignatureLine)?;
        let (id, bytes) = blob.split_first_chunk().ok_or(NoteError::SignatureLine)?;
        if bytes.is_empty() {
            return Err(NoteError::SignatureLine);
        }
        Ok(Self { line, name, key: KeyId::new(*id), bytes: bytes.to_vec() })
    }

    /// The line as it stands in the note, without its newline.
    #[must_use]
    pub const fn line(&self) -> &'a str {
        self.line
    }

    /// What follows the key's id: the signature, in the form that its type gives it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the line claims to be by this key.
    #[must_use]
    pub fn is_by(&self, name: &KeyName, key: KeyId) -> bool {
        self.name == *name && self.key == key
    }
}

/// The signature line of a key, with its newline.
pub(super) fn signature_line(name: &KeyName, key: KeyId, signature: &[u8]) -> String {
    let blob = STANDARD.encode([&key.as_bytes()[..], signature].concat());
    format!("{SIGNATURE_START}{name} {blob}\n")
}
