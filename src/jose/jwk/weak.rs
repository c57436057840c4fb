//! RSA keys that must not be registered.

use super::KeyError;

/// Refuses an RSA key whose numbers are not those of an RSA key, or are known to be weak. Both are
/// unsigned big-endian (RFC 7518 section 6.3.1).
pub(super) fn check_rsa(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyError> {
    let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
    if !(2048..=8192).contains(&bits(modulus)) {
        return Err(KeyError::RsaSize);
    }
    let exponent_is_one = exponent == [1];
    if !is_odd(modulus) || !is_odd(exponent) || exponent_is_one || bits(exponent) > 33 {
        return Err(KeyError::RsaNumbers);
    }
    if has_roca_fingerprint(modulus) { Err(KeyError::Roca) } else { Ok(()) }
}

/// The number without the zero bytes before it.
pub(super) fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - leading
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|byte| byte & 1 == 1)
}

/// Whether the modulus is a power of 65537 modulo each of the small primes that the faulty library
/// built its primes from (Nemec and others, CCS 2017, section 3). One sound key in 240 million is, too.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.iter().all(|prime| {
        let rest = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        is_power_of_65537(rest, *prime)
    })
}

fn is_power_of_65537(rest: u32, prime: u32) -> bool {
    let mut power = 1 % prime;
    loop {
        if power == rest {
            return true;
        }
        power = power * (65537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}
