//! Whose word makes a checkpoint good.

use proptest::prelude::*;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::{Checkpoint, CheckpointError};
use sluse::merkle::cosign::Cosigner;
use sluse::merkle::note::{KeyName, Note, NoteError, NoteSigner};
use sluse::merkle::policy::{LogKey, Policy, PolicyFault};
use sluse::vocab::secret::Key32;

fn log() -> NoteSigner {
    NoteSigner::new(KeyName::parse("log.example").unwrap(), Key32::new([1; 32])).unwrap()
}

fn cosigner(number: u8) -> Cosigner {
    let name = KeyName::parse(&format!("w{number}.example")).unwrap();
    Cosigner::new(name, Key32::new([100 + number; 32])).unwrap()
}

fn witness(number: u8) -> String {
    format!("witness w{number} {} https://w{number}.example/\n", cosigner(number).verifier().vkey())
}

fn witnesses(numbers: std::ops::Range<u8>) -> String {
    numbers.map(witness).collect()
}

fn note(cosigners: &[u8]) -> Vec<u8> {
    let text = Checkpoint::new("log.example", 5, Hash::leaf(b"root")).unwrap().text();
    let lines = cosigners.iter().map(|number| cosigner(*number).cosign(&text, 70).unwrap());
    [log().sign(&text).unwrap(), lines.collect::<String>().into_bytes()].concat()
}

fn is_quorum(policy: &Policy, cosigners: &[u8]) -> bool {
    let note = note(cosigners);
    let own = [LogKey::parse(&log().vkey()).unwrap()];
    policy.judge(&Note::parse(&note).unwrap(), &own).unwrap().quorum
}

fn fault(policy: &str) -> (usize, PolicyFault) {
    let error = Policy::parse(policy.as_bytes()).unwrap_err();
    (error.line, error.fault)
}

#[test]
fn the_example_of_the_specification_is_judged_as_it_says() {
    let text = format!(
        "log {} https://log.example/\n\n# two organisations\n{}group X-witnesses 2 w1 w2 w3\n\n{}\
         \t group  Y-witnesses\tany w4 w5 w6 \n\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
        log().vkey(),
        witnesses(1..4),
        witnesses(4..7)
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len(), policy.fewest()), (1, 6, 3));
    assert_eq!(policy.logs()[0].url.as_deref(), Some("https://log.example/"));
    assert_eq!(policy.witnesses()[3].url.as_deref(), Some("https://w4.example/"));
    for (cosigners, good) in [
        (&[][..], false),
        (&[1, 2], false),
        (&[1, 4], false),
        (&[4, 5, 6, 1], false),
        (&[1, 3, 6], true),
        (&[1, 2, 3, 4, 5, 6], true),
        (&[2, 3, 5, 40], true),
    ] {
        assert_eq!(is_quorum(&policy, cosigners), good, "{cosigners:?}");
    }
}

#[test]
fn the_quorum_may_be_one_witness_or_nobody() {
    let none = Policy::parse(b"quorum none").unwrap();
    assert!(is_quorum(&none, &[]) && none.fewest() == 0);
    let one = Policy::parse(format!("{}quorum w1\n", witnesses(1..3)).as_bytes()).unwrap();
    assert!(is_quorum(&one, &[1]) && !is_quorum(&one, &[2]));
    // A member of a group may be the quorum itself.
    let inner = format!("{}group all all w1 w2\nquorum w2\n", witnesses(1..3));
    let inner = Policy::parse(inner.as_bytes()).unwrap();
    assert!(is_quorum(&inner, &[2]) && !is_quorum(&inner, &[1]));
}

#[test]
fn policies_out_of_form_are_refused_with_their_line() {
    let two = witnesses(1..3);
    let same_log = NoteSigner::new(KeyName::parse("other.example").unwrap(), Key32::new([1; 32]));
    let same_key = Cosigner::new(KeyName::parse("again.example").unwrap(), Key32::new([101; 32]));
    let same_key = same_key.unwrap().verifier().vkey();
    for (policy, line, why) in [
        (String::new(), 1, PolicyFault::Quorum),
        (two.clone(), 3, PolicyFault::Quorum),
        (format!("{two}quorum w1\nquorum w1\n"), 4, PolicyFault::Quorum),
        (format!("quorum w1\n{two}"), 1, PolicyFault::UnknownName),
        (format!("{two}quorum w3\n"), 3, PolicyFault::UnknownName),
        (format!("{two}group g any w3\nquorum g\n"), 3, PolicyFault::UnknownName),
        (format!("{two}group g any g\nquorum g\n"), 3, PolicyFault::UnknownName),
        (format!("{two}group g any none\nquorum g\n"), 3, PolicyFault::UnknownName),
        (format!("{two}group none any w1\nquorum none\n"), 3, PolicyFault::NameTaken),
        (format!("{two}group w1 any w2\nquorum w1\n"), 3, PolicyFault::NameTaken),
        (format!("{two}{}quorum w1\n", witness(1)), 3, PolicyFault::SameKey),
        (format!("{two}witness x {same_key}\n"), 3, PolicyFault::SameKey),
        (format!("{two}group g any w1 w1\nquorum g\n"), 3, PolicyFault::MemberTwice),
        (format!("{two}group g any w1\ngroup h any w1\nquorum h\n"), 4, PolicyFault::MemberTwice),
        (format!("{two}group g 0 w1 w2\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g 3 w1 w2\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g 02 w1 w2\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g +1 w1 w2\n"), 3, PolicyFault::Threshold),
        (format!("{two}group g most w1 w2\n"), 3, PolicyFault::Threshold),
        (
            format!("log {}\nlog {}\n", log().vkey(), same_log.unwrap().vkey()),
            2,
            PolicyFault::SameKey,
        ),
        ("Quorum none\n".into(), 1, PolicyFault::Keyword),
        ("\u{a0}quorum none\n".into(), 1, PolicyFault::Keyword),
        ("quorum none\r\n".into(), 1, PolicyFault::Control),
        ("# a\u{b}\nquorum none\n".into(), 1, PolicyFault::Control),
        (
            format!("log {}\n", cosigner(1).verifier().vkey()),
            1,
            PolicyFault::Key(NoteError::KeyType(4)),
        ),
        (format!("witness w {}\n", log().vkey()), 1, PolicyFault::Key(NoteError::KeyType(1))),
    ] {
        assert_eq!(fault(&policy), (line, why), "{policy:?}");
    }
    for line in ["log", "witness w", "group g any", "group g", "quorum", "quorum none none"] {
        assert!(matches!(fault(&format!("\n{line}\n")), (2, PolicyFault::Form(_))), "{line}");
    }
}

#[test]
fn names_are_octets_and_need_not_be_text() {
    let vkey = cosigner(1).verifier().vkey();
    let named = |name: &[u8], quorum: &[u8]| {
        let parts: [&[u8]; 6] =
            [b"# \xff\nwitness ", name, b" ", vkey.as_bytes(), b"\nquorum ", quorum];
        Policy::parse(&parts.concat())
    };
    assert!(named(b"\xff\xfe", b"\xff\xfe").is_ok());
    assert!(named(b"\xe2\x84\xaa", b"K").is_err(), "a Kelvin sign is not a K");
}

#[test]
fn thirty_two_of_each_are_read() {
    let mut text = String::new();
    for number in 0..32_u8 {
        let name = KeyName::parse(&format!("log{number}.example")).unwrap();
        let log = NoteSigner::new(name, Key32::new([number; 32])).unwrap();
        text += &format!("log {}\n{}", log.vkey(), witness(number));
        // Each group has the one before it as a member.
        let before = if number > 0 { format!(" g{}", number - 1) } else { String::new() };
        text += &format!("group g{number} all w{number}{before}\n");
    }
    let policy = Policy::parse((text + "quorum g31").as_bytes()).unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len(), policy.fewest()), (32, 32, 32));
    let all: Vec<usize> = (0..32).collect();
    assert!(policy.is_quorum(&all) && !policy.is_quorum(&all[1..]));
}

#[test]
fn a_checkpoint_must_be_signed_by_a_log_of_the_policy_and_known_cosignatures_must_fit() {
    let text = format!("log {}\n{}quorum w1\n", log().vkey(), witnesses(1..3));
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let good = note(&[1]);
    assert!(policy.judge(&Note::parse(&good).unwrap(), &[]).unwrap().quorum);
    // A wrong signature of a known witness is not passed over, also one that the quorum can do without.
    let text = String::from_utf8(note(&[2])).unwrap();
    let stolen = text.lines().last().unwrap().to_owned();
    let wrong = String::from_utf8(good.clone()).unwrap().replacen("\n5\n", "\n6\n", 1);
    let wrong = policy.judge(&Note::parse(wrong.as_bytes()).unwrap(), &[]);
    assert!(matches!(wrong, Err(CheckpointError::Note(NoteError::WrongSignature(_)))));
    let other_text = Checkpoint::new("log.example", 6, Hash::leaf(b"root")).unwrap().text();
    let mixed = [log().sign(&other_text).unwrap(), format!("{stolen}\n").into_bytes()].concat();
    let mixed = policy.judge(&Note::parse(&mixed).unwrap(), &[]);
    assert!(matches!(mixed, Err(CheckpointError::Note(NoteError::WrongSignature(_)))));
    // Witnesses alone do not make a checkpoint.
    let lines = String::from_utf8(good).unwrap();
    let without_log: String = lines
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("\u{2014} log.example "))
        .collect();
    let refused = policy.judge(&Note::parse(without_log.as_bytes()).unwrap(), &[]);
    assert_eq!(refused, Err(CheckpointError::NotByLog));
    // Nor does another log that the policy names.
    let other =
        NoteSigner::new(KeyName::parse("other.example").unwrap(), Key32::new([9; 32])).unwrap();
    let both = Policy::parse(format!("log {}\nquorum none", other.vkey()).as_bytes()).unwrap();
    let foreign = other.sign(&other_text).unwrap();
    let refused = both.judge(&Note::parse(&foreign).unwrap(), &[]);
    assert_eq!(refused, Err(CheckpointError::NotByLog));
}

proptest! {
    #[test]
    fn a_group_is_met_by_just_as_many_as_it_says(k in 1..=8_usize, cosigned in proptest::collection::btree_set(0..8_usize, 0..=8)) {
        let text = format!("{}group g {k} w0 w1 w2 w3 w4 w5 w6 w7\nquorum g\n", witnesses(0..8));
        let policy = Policy::parse(text.as_bytes()).unwrap();
        let places: Vec<_> = cosigned.iter().copied().collect();
        prop_assert_eq!(policy.is_quorum(&places), places.len() >= k);
        prop_assert_eq!(policy.fewest(), k);
    }

    #[test]
    fn no_octets_make_it_panic(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Policy::parse(&octets);
    }

    #[test]
    fn more_cosignatures_never_undo_a_quorum(
        lines in proptest::collection::vec((1..4_usize, proptest::collection::vec(0..12_usize, 1..4)), 1..5),
        cosigned in proptest::collection::btree_set(0..8_usize, 0..=8),
        further in 0..8_usize,
    ) {
        let mut text = witnesses(0..8);
        for (number, (k, members)) in lines.iter().enumerate() {
            let name = |it: &usize| if *it < 8 { format!("w{it}") } else { format!("g{}", it - 8) };
            let members: Vec<_> = members.iter().map(name).collect();
            text += &format!("group g{number} {k} {}\n", members.join(" "));
        }
        text += &format!("quorum g{}\n", lines.len() - 1);
        let Ok(policy) = Policy::parse(text.as_bytes()) else { return Ok(()) };
        let mut places: Vec<_> = cosigned.into_iter().collect();
        prop_assert!(!policy.is_quorum(&places) || places.len() >= policy.fewest());
        let before = policy.is_quorum(&places);
        places.push(further);
        prop_assert!(!before || policy.is_quorum(&places));
    }
}
