//! Reads a stranger's witness policy; what is read asks for a quorum that can be had.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::policy::Policy;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(policy) = Policy::parse(bytes) {
        let all: Vec<usize> = (0..policy.witnesses().len()).collect();
        assert!(policy.is_quorum(&all));
        assert!(policy.fewest() <= all.len());
        assert_eq!(policy.is_quorum(&[]), policy.fewest() == 0);
    }
});
