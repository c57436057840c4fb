//! The VRF beside the vectors of RFC 9381 and an independent program.

use proptest::prelude::*;
use sluse::vocab::secret::Key32;
use sluse::vrf::{Proof, PublicKey, SecretKey, VrfError};
use vrf_rfc9381::ec::edwards25519::tai::{
    EdVrfEdwards25519TaiPublicKey as OtherPublic, EdVrfEdwards25519TaiSecretKey as OtherSecret,
};
use vrf_rfc9381::{Proof as _, Prover as _, Verifier as _};

/// RFC 9381, B.3, examples 16 to 18: secret key, public key, input, proof, output.
const VECTORS: [[&str; 5]; 3] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f\
         26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab12\
         68a1b0db10836d9826a528ca76567805",
        "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff\
         66b71dda49d2de59d03450451af026798e8f81cd2e333de5cdf4f3e140fdd8ae",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "f3141cd382dc42909d19ec5110469e4feae18300e94f304590abdced48aed593\
         3bf0864a62558b3ed7f2fea45c92a465301b3bbf5e3e54ddf2d935be3b67926d\
         a3ef39226bbc355bdc9850112c8f4b02",
        "eb4440665d3891d668e7e0fcaf587f1b4bd7fbfe99d0eb2211ccec90496310eb\
         5e33821bc613efb94db5e5b54c70a848a0bef4553a41befc57663b56373a5031",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "9bc0f79119cc5604bf02d23b4caede71393cedfbb191434dd016d30177ccbf80\
         96bb474e53895c362d8628ee9f9ea3c0e52c7a5c691b6c18c9979866568add7a\
         2d41b00b05081ed0f58ee5e31b3a970e",
        "645427e5d00c62a23fb703732fa5d892940935942101e456ecca7bb217c61c45\
         2118fec1219202a0edcf038bb6373241578be7217ba85a2687f7a0310b2df19f",
    ],
];

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.bytes().map(|digit| (digit as char).to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn secret(seed: [u8; 32]) -> SecretKey {
    SecretKey::new(&Key32::new(seed))
}

#[test]
fn the_vectors_of_the_rfc_hold() {
    for [seed, public, input, proof, output] in VECTORS {
        let key = secret(array(seed));
        let input = bytes(input);
        assert_eq!(*key.public().as_bytes(), array(public));
        assert_eq!(*key.prove(&input).unwrap().as_bytes(), array(proof));
        assert_eq!(*key.output(&input).unwrap().as_bytes(), array(output));
        let known = PublicKey::parse(&array(public)).unwrap();
        let verified = known.verify(&input, &Proof::from_bytes(array(proof)));
        assert_eq!(*verified.unwrap().as_bytes(), array(output));
    }
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let key = secret([7; 32]);
    let proof = *key.prove(b"input").unwrap().as_bytes();
    for bit in (0..Proof::BYTES * 8).step_by(3) {
        let mut other = proof;
        other[bit / 8] ^= 1 << (bit % 8);
        let refused = key.public().verify(b"input", &Proof::from_bytes(other)).unwrap_err();
        assert!(matches!(refused, VrfError::Wrong | VrfError::Malformed), "bit {bit}");
    }
}

#[test]
fn a_number_in_its_second_form_is_refused() {
    let key = secret([7; 32]);
    let mut proof = *key.prove(b"input").unwrap().as_bytes();
    // s + q, which still fits 32 bytes: the same number to whoever does not look.
    let order = array::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (digit, more) in proof[48..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(more) + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    let refused = key.public().verify(b"input", &Proof::from_bytes(proof));
    assert_eq!(refused, Err(VrfError::Malformed));
}

#[test]
fn keys_that_could_have_two_outputs_are_refused() {
    let small = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ];
    let not_in_their_one_form = [
        // y = 1 and y = -1 with a sign, y = p, y = p + 1.
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for key in small.iter().chain(&not_in_their_one_form) {
        assert_eq!(PublicKey::parse(&array(key)), Err(VrfError::Key), "{key}");
    }
}

#[test]
fn a_proof_with_the_point_of_another_key_is_refused() {
    let key = secret([9; 32]);
    let other = secret([10; 32]).prove(b"input").unwrap();
    let mut mixed = *key.prove(b"input").unwrap().as_bytes();
    mixed[..32].copy_from_slice(&other.as_bytes()[..32]);
    let refused = key.public().verify(b"input", &Proof::from_bytes(mixed));
    assert_eq!(refused, Err(VrfError::Wrong));
}

#[test]
fn a_secret_key_has_no_text_form() {
    assert_eq!(format!("{:?}", secret([7; 32])), "SecretKey(…)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_independent_program_makes_and_takes_the_same_proofs(seed: [u8; 32], input: Vec<u8>) {
        let key = secret(seed);
        let theirs = OtherSecret::from_slice(&seed).unwrap();
        let proof = key.prove(&input).unwrap();
        let their_proof = theirs.prove(&input).unwrap();
        prop_assert_eq!(&proof.as_bytes()[..], &their_proof.encode_to_pi()[..]);
        let their_key = OtherPublic::from_slice(key.public().as_bytes()).unwrap();
        let their_output = their_key.verify(&input, their_proof).unwrap();
        let output = key.public().verify(&input, &proof).unwrap();
        prop_assert_eq!(&output.as_bytes()[..], &their_output[..]);
        prop_assert_eq!(output, key.output(&input).unwrap());
    }

    #[test]
    fn a_proof_is_good_for_its_own_key_and_input_only(
        seeds: [[u8; 32]; 2],
        inputs: [Vec<u8>; 2],
    ) {
        prop_assume!(seeds[0] != seeds[1] && inputs[0] != inputs[1]);
        let key = secret(seeds[0]);
        let proof = key.prove(&inputs[0]).unwrap();
        prop_assert_eq!(key.public().verify(&inputs[1], &proof), Err(VrfError::Wrong));
        let other = secret(seeds[1]);
        prop_assert_eq!(other.public().verify(&inputs[0], &proof), Err(VrfError::Wrong));
    }
}
