//! The keys of notes: names, ids, who signs and who checks.

use super::{NOTE_BYTES, NoteError, is_plain, signature_line};
use crate::vocab::secret::Key32;
use crate::vocab::{Malformed, text_word};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// The type byte of Ed25519 signatures over a note's text.
const ED25519_TYPE: u8 = 0x01;

/// The name of a key: not empty, without spaces, control characters and `+`. It should be a URL
/// without scheme, and a log's key should be named as the log's origin.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyName(Box<str>);

text_word!(KeyName);

impl KeyName {
    /// Takes the name of a key.
    ///
    /// # Errors
    /// When it is empty or has a space, a control character or a `+`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let fits = |letter: char| !letter.is_whitespace() && letter >= ' ' && letter != '+';
        if text.is_empty() || !text.chars().all(fits) {
            let rule = "not empty, without spaces, control characters and plus signs";
            return Err(Malformed::new("key name", rule));
        }
        Ok(Self(text.into()))
    }
}

/// The id of a key among those of its name: the first four bytes of SHA-256 over the name, a newline,
/// the signature type and the public key. Its text form is eight hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    pub(super) const fn new(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// The id of a key of this signature type.
    pub(in crate::merkle) fn of(name: &KeyName, kind: u8, public: &[u8]) -> Self {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(name.as_str().as_bytes());
        context.update(&[b'\n', kind]);
        context.update(public);
        let digest = context.finish();
        Self(digest.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// The id as it stands before a signature.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl std::fmt::Debug for KeyId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, out)
    }
}

/// A known key: checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteVerifier {
    name: KeyName,
    id: KeyId,
    public: [u8; 32],
}

impl NoteVerifier {
    /// Takes an Ed25519 public key (RFC 8032) and the name it signs under.
    #[must_use]
    pub fn new(name: KeyName, public: [u8; 32]) -> Self {
        Self { id: KeyId::of(&name, ED25519_TYPE, &public), name, public }
    }

    /// Reads a verifier's text, `<name>+<id in hex>+<base64 of type and public key>`.
    ///
    /// # Errors
    /// When the text has another form, the key is not Ed25519 of type 0x01, or the id is not its own.
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        let (name, _, public) = read_vkey(vkey, &[ED25519_TYPE])?;
        let public = public.try_into().map_err(|_| NoteError::VerifierKey("not 32 bytes long"))?;
        Ok(Self::new(name, public))
    }

    /// The verifier's text, as [`NoteVerifier::parse`] reads it.
    #[must_use]
    pub fn vkey(&self) -> String {
        write_vkey(&self.name, self.id, ED25519_TYPE, &self.public)
    }

    /// The name the key signs under.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key among those of its name.
    #[must_use]
    pub const fn key_id(&self) -> KeyId {
        self.id
    }

    /// The Ed25519 public key.
    #[must_use]
    pub const fn public_key(&self) -> &[u8; 32] {
        &self.public
    }

    pub(super) fn accepts(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(text.as_bytes(), signature).is_ok()
    }
}

/// A signing key. It keeps only the seed: the key pair exists while it signs.
#[derive(Debug, Clone)]
pub struct NoteSigner {
    verifier: NoteVerifier,
    seed: Key32,
}

impl NoteSigner {
    /// Takes the 32-byte Ed25519 seed (the private key of RFC 8032) and the name to sign under.
    ///
    /// # Errors
    /// When the seed is not accepted.
    pub fn new(name: KeyName, seed: Key32) -> Result<Self, NoteError> {
        let pair = key_pair(&seed)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| NoteError::SigningKey)?;
        Ok(Self { verifier: NoteVerifier::new(name, public), seed })
    }

    /// The verifier's text of this key, for those who shall know it.
    #[must_use]
    pub fn vkey(&self) -> String {
        self.verifier.vkey()
    }

    /// Checks what this key signs.
    #[must_use]
    pub const fn verifier(&self) -> &NoteVerifier {
        &self.verifier
    }

    /// The note over a text, with this key's signature.
    ///
    /// # Errors
    /// When the text does not end in a newline, has other control characters, or makes too long a
    /// note.
    pub fn sign(&self, text: &str) -> Result<Vec<u8>, NoteError> {
        if !text.ends_with('\n') || !is_plain(text) {
            return Err(NoteError::Unsignable);
        }
        let signature = key_pair(&self.seed)?.sign(text.as_bytes());
        let line = signature_line(&self.verifier.name, self.verifier.id, signature.as_ref());
        let note = format!("{text}\n{line}");
        if note.len() > NOTE_BYTES.most {
            return Err(NoteError::TooLarge(NOTE_BYTES));
        }
        Ok(note.into_bytes())
    }
}

/// The key pair of a seed.
pub(in crate::merkle) fn key_pair(seed: &Key32) -> Result<Ed25519KeyPair, NoteError> {
    Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| NoteError::SigningKey)
}

/// Reads `<name>+<id in hex>+<base64 of type and public key>`: the name, the signature type and the
/// public key. The type must be one of these; only of them it is known how the id is made.
pub(in crate::merkle) fn read_vkey(
    vkey: &str,
    kinds: &[u8],
) -> Result<(KeyName, u8, Vec<u8>), NoteError> {
    const FORM: NoteError = NoteError::VerifierKey("not of the form name+id+key");
    // The base64 may have plus signs of its own.
    let mut parts = vkey.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(FORM);
    };
    let name = KeyName::parse(name).map_err(|_| FORM)?;
    let key = STANDARD.decode(key).map_err(|_| FORM)?;
    let (kind, public) = key.split_first().ok_or(FORM)?;
    if !kinds.contains(kind) {
        return Err(NoteError::KeyType(*kind));
    }
    if KeyId::of(&name, *kind, public).to_string() != id {
        return Err(NoteError::VerifierKey("the id is not that of the key"));
    }
    Ok((name, *kind, public.to_vec()))
}

/// Writes what [`read_vkey`] reads.
pub(in crate::merkle) fn write_vkey(name: &KeyName, id: KeyId, kind: u8, public: &[u8]) -> String {
    format!("{name}+{id}+{}", STANDARD.encode([&[kind][..], public].concat()))
}
