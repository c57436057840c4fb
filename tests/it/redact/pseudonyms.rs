//! Pseudonyms: the same for one consumer and purpose, others for any other, and only the secret opens
//! them. The vectors were computed with another library (pyca/cryptography).

use super::{Redacted, Rules, in_setting, setting};
use proptest::prelude::*;
use sluse::redact::{Form, PseudonymError, Pseudonyms, Setting};
use sluse::vocab::basis::PurposeId;
use sluse::vocab::party::Organisation;
use sluse::vocab::secret::Key32;

const KINDERGARTEN: (&str, &str) = ("312143046", "barnehageopptak");

fn master() -> Key32 {
    Key32::new(std::array::from_fn(|index| u8::try_from(index).unwrap()))
}

fn keys((consumer, purpose): (&str, &str)) -> Pseudonyms {
    let consumer = Organisation::parse(consumer).unwrap();
    Pseudonyms::derive(&master(), &consumer, &PurposeId::parse(purpose).unwrap()).unwrap()
}

#[test]
fn pseudonyms_are_those_of_the_vectors() {
    let school = ("312143046", "skolestart");
    let other = ("311672118", "barnehageopptak");
    for (whose, text, pseudonym) in [
        (KINDERGARTEN, "17859241204", "p1.ZF9N0JgYg6UixY3nyOYILKguIXLrevPoV8Ac2UwH7hiiRZcFAngx"),
        (school, "17859241204", "p1.1fRtDFkkNiAqm4dNNtSy_0yE_KZQOlTAeWf_oVMn6f35S-7LKvEp"),
        (other, "17859241204", "p1.LGv4OMOYXg7WUqELhplS49JAFQOKdLB4gdCviku1ECOaLk5zH7i9"),
        (KINDERGARTEN, "Kåffekøpp", "p1.6hCSA0lSaEO0mpoZAmXM6Cjusbno6vRIGB37OCeuZtJ7yxl4Pu8t"),
        (KINDERGARTEN, "", "p1.C5OF2DScZG2hTBr8sxAOUS6ZsbOXoMPaiH1EUg"),
    ] {
        assert_eq!(keys(whose).of(text).unwrap(), pseudonym);
        assert_eq!(*keys(whose).reveal(pseudonym).unwrap(), text);
    }
}

#[test]
fn a_pseudonym_opens_only_for_its_consumer_purpose_and_secret() {
    let pseudonym = keys(KINDERGARTEN).of("17859241204").unwrap();
    for other in [("312143046", "skolestart"), ("311672118", "barnehageopptak")] {
        assert_eq!(keys(other).reveal(&pseudonym), Err(PseudonymError::NotOurs));
    }
    let consumer = Organisation::parse(KINDERGARTEN.0).unwrap();
    let purpose = PurposeId::parse(KINDERGARTEN.1).unwrap();
    let stranger = Pseudonyms::derive(&Key32::new([7; 32]), &consumer, &purpose).unwrap();
    assert_eq!(stranger.reveal(&pseudonym), Err(PseudonymError::NotOurs));
}

#[test]
fn what_is_no_pseudonym_opens_nothing() {
    let keys = keys(KINDERGARTEN);
    let pseudonym = keys.of("17859241204").unwrap();
    for place in 0..pseudonym.len() {
        let mut changed = pseudonym.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert_eq!(keys.reveal(&changed), Err(PseudonymError::NotOurs), "{changed}");
        assert_eq!(keys.reveal(&pseudonym[..place]), Err(PseudonymError::NotOurs));
    }
    assert_eq!(keys.reveal(&format!("{pseudonym}=")), Err(PseudonymError::NotOurs));
    assert!(!format!("{keys:?} {:?}", PseudonymError::NotOurs).contains("17859241204"));
}

fn with(keys: Option<&Pseudonyms>, document: &str) -> Redacted {
    let plan = Rules::default().form("a", Form::Pseudonym).known(&["a"]).plan();
    let setting = Setting { pseudonyms: keys, ..setting() };
    in_setting(&plan, setting, std::iter::once(document.as_bytes())).unwrap()
}

#[test]
fn a_string_and_the_text_of_a_number_become_pseudonyms() {
    let keys = keys(KINDERGARTEN);
    let known = "p1.ZF9N0JgYg6UixY3nyOYILKguIXLrevPoV8Ac2UwH7hiiRZcFAngx";
    for value in ["\"17859241204\"", "17859241204", "\"1785924\\u0031204\""] {
        let redacted = with(Some(&keys), &format!(r#"{{"a":{value}}}"#));
        assert_eq!(redacted.body, format!(r#"{{"a":"{known}"}}"#));
        assert_eq!((redacted.released, redacted.withheld), (vec![0], vec![]));
    }
    let long = "x".repeat(sluse::redact::TRANSFORM_BYTES.most + 1);
    for value in ["null", "true", "[]", "{\"b\":1}", &format!("\"{long}\"")] {
        let redacted = with(Some(&keys), &format!(r#"{{"a":{value}}}"#));
        assert_eq!((redacted.body.as_str(), redacted.unfit), ("{}", vec![0]));
    }
}

#[test]
fn without_keys_what_should_be_a_pseudonym_is_withheld() {
    let redacted = with(None, r#"{"a":"17859241204"}"#);
    assert_eq!((redacted.body.as_str(), redacted.released), ("{}", vec![]));
    assert_eq!((redacted.withheld, redacted.unfit), (vec![0], vec![0]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equal_texts_and_no_others_have_equal_pseudonyms(one in ".{0,40}", other in ".{0,40}") {
        let keys = keys(KINDERGARTEN);
        let (first, second) = (keys.of(&one).unwrap(), keys.of(&other).unwrap());
        prop_assert_eq!(&keys.of(&one).unwrap(), &first);
        prop_assert_eq!(one == other, first == second);
        prop_assert_eq!(&*keys.reveal(&first).unwrap(), &one);
    }
}
