//! Floor 10: a verifiable random function: ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381. No IO, no clock.
//!
//! It gives each input one output that nobody can foretell without the secret key, and a proof that this
//! is the output: not even whoever drew the key can prove two outputs for one input, because keys of
//! small order are refused (RFC 9381, 5.4.5 and 7.1.3).
//!
//! ```text
//! proof (80)  = Gamma 32 | c 16 | s 32         points as RFC 8032 writes them, numbers little-endian
//! output (64) = SHA-512(0x03 | 0x03 | 8 * Gamma | 0x00)
//! ```
//!
//! What depends on the secret key takes constant time. What depends on the input does not: trying
//! counters until a hash is a point takes longer for some inputs. So it is for where nobody outside
//! can time the making of a proof.

use crate::vocab::Malformed;
use crate::vocab::secret::Key32;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use curve25519_dalek::traits::IsIdentity;
use ring::digest;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The ciphersuite's number (RFC 9381, 5.5).
const SUITE: u8 = 0x03;

/// What the hashes of one suite are told apart by, in front and at the end.
const ENCODE: u8 = 0x01;
const CHALLENGE: u8 = 0x02;
const OUTPUT: u8 = 0x03;
const BACK: u8 = 0x00;

const CHALLENGE_BYTES: usize = 16;

/// Why a key or a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VrfError {
    /// The public key is no point of the curve, or one of small order, for which outputs are not unique.
    #[error("the VRF key is not a point of large order")]
    Key,
    /// The proof is not a point and two numbers in their one form.
    #[error("the VRF proof is malformed")]
    Malformed,
    /// The proof is not for this key and input.
    #[error("the VRF proof does not fit key and input")]
    Wrong,
    /// None of 256 counters gave a point; no input is known for which that is so.
    #[error("the VRF has no point for this input")]
    NoPoint,
}

/// A secret key; zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SecretKey {
    x: Scalar,
    /// What nonces are made from, together with the input.
    prefix: [u8; 32],
    #[zeroize(skip)]
    public: PublicKey,
}

/// A public key that outputs are unique under. Text form: base64 with padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey {
    bytes: [u8; 32],
    point: EdwardsPoint,
}

/// A proof that has not been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof([u8; Proof::BYTES]);

/// The output for one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output([u8; 64]);

impl SecretKey {
    /// Makes the key from 32 random bytes, as RFC 8032 (5.1.5) makes one for signing.
    #[must_use]
    pub fn new(seed: &Key32) -> Self {
        let mut expanded = sha512(&[seed.expose()]);
        let (mut half, mut prefix) = ([0; 32], [0; 32]);
        for (to, from) in half.iter_mut().chain(&mut prefix).zip(&expanded) {
            *to = *from;
        }
        expanded.zeroize();
        let x = Scalar::from_bytes_mod_order(clamp_integer(half));
        half.zeroize();
        let point = EdwardsPoint::mul_base(&x);
        Self { x, prefix, public: PublicKey { bytes: point.compress().to_bytes(), point } }
    }

    /// The key that verifies its proofs.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The output for an input, without a proof.
    ///
    /// # Errors
    /// When the input has no point.
    pub fn output(&self, input: &[u8]) -> Result<Output, VrfError> {
        let (_, point) = self.public.encode(input)?;
        Ok(Output::of(&(point * self.x)))
    }

    /// The proof of the output for an input (RFC 9381, 5.1); always the same for the same input.
    ///
    /// # Errors
    /// When the input has no point.
    pub fn prove(&self, input: &[u8]) -> Result<Proof, VrfError> {
        let (encoded, point) = self.public.encode(input)?;
        let gamma = point * self.x;
        let mut nonce = sha512(&[&self.prefix, &encoded]);
        let mut k = Scalar::from_bytes_mod_order_wide(&nonce);
        let gamma_bytes = gamma.compress().to_bytes();
        let points = [EdwardsPoint::mul_base(&k), point * k];
        let challenge = self.public.challenge(&encoded, &gamma_bytes, points);
        let s = k + scalar_of(&challenge) * self.x;
        nonce.zeroize();
        k.zeroize();
        Ok(Proof::of(&gamma_bytes, &challenge, s.as_bytes()))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecretKey(…)")
    }
}

impl PublicKey {
    /// Reads a key (RFC 9381, 5.4.5).
    ///
    /// # Errors
    /// When it is no point in its one form, or of small order.
    pub fn parse(bytes: &[u8; 32]) -> Result<Self, VrfError> {
        let point = point_of(bytes).ok_or(VrfError::Key)?;
        if point.is_small_order() {
            return Err(VrfError::Key);
        }
        Ok(Self { bytes: *bytes, point })
    }

    /// The key's 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Checks a proof and gives the one output for this input (RFC 9381, 5.3).
    ///
    /// # Errors
    /// When the proof is malformed or of another key or input.
    pub fn verify(&self, input: &[u8], proof: &Proof) -> Result<Output, VrfError> {
        let (gamma, challenge, s) = proof.parts()?;
        let c = scalar_of(&challenge);
        let (encoded, point) = self.encode(input)?;
        let u = EdwardsPoint::mul_base(&s) - self.point * c;
        let v = point * s - gamma * c;
        if self.challenge(&encoded, &gamma.compress().to_bytes(), [u, v]) == challenge {
            Ok(Output::of(&gamma))
        } else {
            Err(VrfError::Wrong)
        }
    }

    /// The point of an input, and its bytes (RFC 9381, 5.4.1.1; the salt is the public key).
    fn encode(&self, input: &[u8]) -> Result<([u8; 32], EdwardsPoint), VrfError> {
        let mut counters = 0..=u8::MAX;
        let point = counters.find_map(|counter| {
            let hash = sha512(&[&[SUITE, ENCODE], &self.bytes, input, &[counter, BACK]]);
            let point = point_of(hash.first_chunk()?)?.mul_by_cofactor();
            (!point.is_identity()).then_some(point)
        });
        let point = point.ok_or(VrfError::NoPoint)?;
        Ok((point.compress().to_bytes(), point))
    }

    /// The challenge over five points (RFC 9381, 5.4.3).
    fn challenge(
        &self,
        encoded: &[u8; 32],
        gamma: &[u8; 32],
        [u, v]: [EdwardsPoint; 2],
    ) -> [u8; CHALLENGE_BYTES] {
        let [u, v] = EdwardsPoint::compress_batch(&[u, v]);
        let parts: [&[u8]; 7] =
            [&[SUITE, CHALLENGE], &self.bytes, encoded, gamma, u.as_bytes(), v.as_bytes(), &[BACK]];
        sha512(&parts).first_chunk().copied().unwrap_or_default()
    }
}

impl TryFrom<String> for PublicKey {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        let key = bytes.and_then(|bytes| Self::parse(&bytes).ok());
        key.ok_or(Malformed::new("VRF key", "must be a point of large order in base64"))
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        STANDARD.encode(key.bytes)
    }
}

impl Proof {
    /// The bytes of a proof.
    pub const BYTES: usize = 80;

    /// Takes a proof as it was written.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The proof as it is written.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    fn of(gamma: &[u8; 32], challenge: &[u8; CHALLENGE_BYTES], s: &[u8; 32]) -> Self {
        let mut bytes = [0; Self::BYTES];
        for (to, from) in bytes.iter_mut().zip(gamma.iter().chain(challenge).chain(s)) {
            *to = *from;
        }
        Self(bytes)
    }

    /// Gamma, c and s (RFC 9381, 5.4.4).
    fn parts(&self) -> Result<(EdwardsPoint, [u8; CHALLENGE_BYTES], Scalar), VrfError> {
        let parts = || {
            let (gamma, rest) = self.0.split_first_chunk::<32>()?;
            let (challenge, rest) = rest.split_first_chunk::<CHALLENGE_BYTES>()?;
            let s = Scalar::from_canonical_bytes(*rest.first_chunk()?).into_option()?;
            Some((point_of(gamma)?, *challenge, s))
        };
        parts().ok_or(VrfError::Malformed)
    }
}

impl Output {
    /// RFC 9381, 5.2.
    fn of(gamma: &EdwardsPoint) -> Self {
        let point = gamma.mul_by_cofactor().compress();
        Self(sha512(&[&[SUITE, OUTPUT], point.as_bytes(), &[BACK]]))
    }

    /// The output's 64 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

fn sha512(parts: &[&[u8]]) -> [u8; 64] {
    let mut context = digest::Context::new(&digest::SHA512);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().first_chunk().copied().unwrap_or([0; 64])
}

fn scalar_of(challenge: &[u8; CHALLENGE_BYTES]) -> Scalar {
    Scalar::from(u128::from_le_bytes(*challenge))
}

/// Reads a point, and only in its one form (RFC 8032, 5.1.3): a y below the field's prime, and no sign
/// where x is zero.
fn point_of(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    const PRIME: [u8; 32] = {
        let mut bytes = [0xff; 32];
        bytes[0] = 0xed;
        bytes[31] = 0x7f;
        bytes
    };
    let mut y = *bytes;
    let sign = y.last()? & 0x80 != 0;
    *y.last_mut()? &= 0x7f;
    if !y.iter().rev().lt(PRIME.iter().rev()) {
        return None;
    }
    let point = CompressedEdwardsY(*bytes).decompress()?;
    // x is zero for y = 1 and y = -1 alone, which are the points that double to the neutral one.
    let without_x = sign && (point + point).is_identity();
    (!without_x).then_some(point)
}
