//! Cosignatures: a witness says that at a time a checkpoint was the largest it had seen of a log, and
//! consistent with all it had seen before (c2sp.org/tlog-cosignature).
//!
//! What follows the key's id is the time, 8 bytes of seconds, and the signature. Ed25519 (type 0x04)
//! signs `cosignature/v1\n`, `time <seconds>\n` and the whole text of the note. ML-DSA-44 (type 0x06)
//! signs cosigner, time, origin, size and root in a binary form ([`subtree_message`]); a log may sign
//! its own checkpoints so too.

use super::checkpoint::Checkpoint;
use super::note::{
    KeyId, KeyName, Note, NoteError, Signature, key_pair, read_vkey, signature_line, write_vkey,
};
use crate::vocab::secret::Key32;
use ml_dsa::signature::Verifier;
use ml_dsa::{EncodedVerifyingKey, MlDsa44, VerifyingKey};
use ring::signature::{ED25519, KeyPair, UnparsedPublicKey};

/// The type byte of a timestamped Ed25519 cosignature.
const ED25519_TYPE: u8 = 0x04;

/// The type byte of a timestamped ML-DSA-44 cosignature.
const ML_DSA_44_TYPE: u8 = 0x06;

/// Times are signed 64-bit numbers to the rest of the world.
const LATEST: u64 = i64::MAX as u64;

/// The public key of a cosigner.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    Ed25519([u8; 32]),
    /// Its 1312 bytes: unpacked only while a signature is checked.
    MlDsa44(Box<EncodedVerifyingKey<MlDsa44>>),
}

/// A known cosigner: checks cosignatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignVerifier {
    name: KeyName,
    id: KeyId,
    key: Key,
}

impl CosignVerifier {
    /// Reads a verifier's text, `<name>+<id in hex>+<base64 of type and public key>`.
    ///
    /// # Errors
    /// When the text has another form, the key is of neither type, or the id is not its own.
    pub fn parse(vkey: &str) -> Result<Self, NoteError> {
        let (name, kind, public) = read_vkey(vkey, &[ED25519_TYPE, ML_DSA_44_TYPE])?;
        let key = match kind {
            ED25519_TYPE => Key::Ed25519(
                public.try_into().map_err(|_| NoteError::VerifierKey("not 32 bytes long"))?,
            ),
            ML_DSA_44_TYPE => Key::MlDsa44(Box::new(
                EncodedVerifyingKey::<MlDsa44>::try_from(public.as_slice())
                    .map_err(|_| NoteError::VerifierKey("not 1312 bytes long"))?,
            )),
            other => return Err(NoteError::KeyType(other)),
        };
        Ok(Self::new(name, key))
    }

    fn new(name: KeyName, key: Key) -> Self {
        let (kind, public) = key.parts();
        Self { id: KeyId::of(&name, kind, public), name, key }
    }

    /// The verifier's text, as [`CosignVerifier::parse`] reads it.
    #[must_use]
    pub fn vkey(&self) -> String {
        let (kind, public) = self.key.parts();
        write_vkey(&self.name, self.id, kind, public)
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

    /// Whether its signatures are ML-DSA-44: the one type that a log may sign with too.
    #[must_use]
    pub const fn is_ml_dsa_44(&self) -> bool {
        matches!(self.key, Key::MlDsa44(_))
    }

    /// The public key, whatever its type and name: two verifiers with one are one cosigner.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        self.key.parts().1
    }

    /// The time, in seconds, that a cosignature over this text of a checkpoint states; none when it
    /// does not fit.
    fn accepts(&self, text: &str, bytes: &[u8]) -> Option<u64> {
        let (time, signature) = bytes.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        if time > LATEST {
            return None;
        }
        let fits = match &self.key {
            Key::Ed25519(public) => {
                let message = timed_text(time, text);
                UnparsedPublicKey::new(&ED25519, public)
                    .verify(message.as_bytes(), signature)
                    .is_ok()
            }
            Key::MlDsa44(public) => {
                let signature = ml_dsa::Signature::<MlDsa44>::try_from(signature).ok()?;
                let message = subtree_message(&self.name, time, text)?;
                VerifyingKey::<MlDsa44>::decode(public).verify(&message, &signature).is_ok()
            }
        };
        fits.then_some(time)
    }
}

impl Key {
    /// The signature type and the public key.
    fn parts(&self) -> (u8, &[u8]) {
        match self {
            Self::Ed25519(public) => (ED25519_TYPE, public),
            Self::MlDsa44(public) => (ML_DSA_44_TYPE, public.as_slice()),
        }
    }
}

/// What an Ed25519 cosigner signs.
fn timed_text(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// What an ML-DSA-44 cosigner signs over a checkpoint, which is the subtree from 0 to its size; none
/// when a name is too long for its byte. Extension lines are not covered.
///
/// `"subtree/v1\n\0"`, length (1 byte) and name of the cosigner, time (8 bytes), length (1 byte) and
/// origin of the log, begin and end of the subtree (8 bytes each), its hash.
fn subtree_message(cosigner: &KeyName, time: u64, text: &str) -> Option<Vec<u8>> {
    let (checkpoint, _) = Checkpoint::parse_extended(text).ok()?;
    let mut message = b"subtree/v1\n\0".to_vec();
    let word = |message: &mut Vec<u8>, text: &str| {
        message.push(u8::try_from(text.len()).ok()?);
        message.extend_from_slice(text.as_bytes());
        Some(())
    };
    word(&mut message, cosigner.as_str())?;
    message.extend_from_slice(&time.to_be_bytes());
    word(&mut message, checkpoint.origin())?;
    message.extend_from_slice(&0_u64.to_be_bytes());
    message.extend_from_slice(&checkpoint.size().to_be_bytes());
    message.extend_from_slice(checkpoint.root().as_bytes());
    Some(message)
}

/// A cosignature that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature<'a> {
    /// Who gave it.
    pub by: &'a CosignVerifier,
    /// When, in seconds since 1970. 0 states no time.
    pub time: u64,
    /// Its line in the note, without its newline.
    pub line: &'a str,
}

/// The cosignatures of a note by known keys, of each key the newest, in the order of the keys.
///
/// # Errors
/// When a known key's cosignature does not fit.
pub fn cosignatures<'a>(
    note: &Note<'a>,
    known: &'a [CosignVerifier],
) -> Result<Vec<Cosignature<'a>>, NoteError> {
    let mut found = Vec::new();
    for by in known {
        found.extend(newest_by(note, by)?);
    }
    Ok(found)
}

/// The newest cosignature of one known key, when there is one.
///
/// # Errors
/// When one of its cosignatures does not fit.
pub fn newest_by<'a>(
    note: &Note<'a>,
    by: &'a CosignVerifier,
) -> Result<Option<Cosignature<'a>>, NoteError> {
    let mut newest: Option<Cosignature<'_>> = None;
    let is_theirs = |signature: &&Signature<'_>| signature.is_by(by.name(), by.key_id());
    for signature in note.signatures().iter().filter(is_theirs) {
        let time = by.accepts(note.text(), signature.bytes());
        let time = time.ok_or_else(|| NoteError::WrongSignature(by.name().clone()))?;
        if newest.as_ref().is_none_or(|newest| newest.time < time) {
            newest = Some(Cosignature { by, time, line: signature.line() });
        }
    }
    Ok(newest)
}

/// A witness's Ed25519 key. It keeps only the seed: the key pair exists while it signs.
#[derive(Debug, Clone)]
pub struct Cosigner {
    verifier: CosignVerifier,
    seed: Key32,
}

impl Cosigner {
    /// Takes the 32-byte Ed25519 seed (the private key of RFC 8032) and the name to sign under. The
    /// name is not in what is signed, so a key belongs to one cosigner alone.
    ///
    /// # Errors
    /// When the seed is not accepted.
    pub fn new(name: KeyName, seed: Key32) -> Result<Self, NoteError> {
        let pair = key_pair(&seed)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| NoteError::SigningKey)?;
        Ok(Self { verifier: CosignVerifier::new(name, Key::Ed25519(public)), seed })
    }

    /// Checks what this key signs.
    #[must_use]
    pub const fn verifier(&self) -> &CosignVerifier {
        &self.verifier
    }

    /// The cosignature line over the text of a checkpoint at this time in seconds, with its newline.
    /// Who calls vouches that the checkpoint is consistent with all that this key has signed.
    ///
    /// # Errors
    /// When the text is not a checkpoint's, or the time is 0 or beyond what can be stated.
    pub fn cosign(&self, text: &str, time: u64) -> Result<String, NoteError> {
        if Checkpoint::parse_extended(text).is_err() || time == 0 || time > LATEST {
            return Err(NoteError::Unsignable);
        }
        let signature = key_pair(&self.seed)?.sign(timed_text(time, text).as_bytes());
        let bytes = [&time.to_be_bytes()[..], signature.as_ref()].concat();
        Ok(signature_line(&self.verifier.name, self.verifier.id, &bytes))
    }
}
