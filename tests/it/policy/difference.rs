//! What changes between two sets: that nothing that narrows is ever called a gain, and that no gain is
//! missed.

use super::{PURPOSE, SERVICE, files, set};
use proptest::prelude::*;
use sluse::policy::{Diff, PolicySet, Way, diff};

/// The facts of the service: two read from one day, one from elsewhere.
const FACTS: &str = r#"
[facts.minor]
name      = { nb = "ung", nn = "ung", en = "young" }
paths     = ["foedselsdato"]
age-under = 18
absent    = true

[facts.pensioner]
name     = { nb = "pensjonist", nn = "pensjonist", en = "pensioner" }
paths    = ["foedselsdato"]
age-from = 67
absent   = true
"#;

const NAMES: [&str; 3] = ["address-protected", "minor", "pensioner"];
const FIELDS: [&str; 4] = ["navn[].fornavn", "foedselsdato", "adresse.vei", "adresse.gradering"];
const FORMS: [&str; 6] =
    ["\"clear\"", "\"exists\"", "\"year\"", "{ masked = 4 }", "{ is-over = 18 }", "\"pseudonym\""];

/// A condition in the language, or none.
fn condition() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        (0..NAMES.len(), any::<bool>()).prop_map(|(fact, holds)| {
            let key = if holds { "when" } else { "unless" };
            format!("{key} = \"{}\"\n", NAMES[fact])
        }),
    ]
}

/// A condition that is there.
fn some_condition() -> impl Strategy<Value = String> {
    condition().prop_filter("must be there", |text| !text.is_empty())
}

/// For each field perhaps a permit: its form, its condition, whether of all versions.
type Permits = Vec<Option<(usize, String, bool)>>;

/// Permits, and some forbids with conditions.
fn rules() -> impl Strategy<Value = (Permits, Vec<String>)> {
    let permit = proptest::option::of((0..FORMS.len(), condition(), any::<bool>()));
    let permits = proptest::collection::vec(permit, FIELDS.len())
        .prop_filter("one at least", |permits| permits.iter().any(Option::is_some));
    (permits, proptest::collection::vec(forbid(), 0..3))
}

fn forbid() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just(String::new()),
        Just("path = \"adresse\"\n".to_owned()),
        Just("path = \"navn\"\n".to_owned()),
        (0..FIELDS.len()).prop_map(|field| format!("path = \"{}\"\n", FIELDS[field])),
    ];
    (path, some_condition()).prop_map(|(path, when)| format!("[[forbid]]\n{path}{when}"))
}

fn written(permits: &[Option<(usize, String, bool)>], forbids: &[String]) -> PolicySet {
    let head = PURPOSE.split("[[permit]]").next().unwrap();
    let permits = permits.iter().zip(FIELDS).filter_map(|(permit, field)| {
        let (form, when, history) = permit.as_ref()?;
        let form = FORMS[*form];
        Some(format!(
            "[[permit]]\npath = \"{field}\"\nneed = \"x\"\nas = {form}\nhistory = {history}\n{when}"
        ))
    });
    let purpose: String =
        std::iter::once(head.to_owned()).chain(permits).chain(forbids.iter().cloned()).collect();
    with(&purpose)
}

fn with(purpose: &str) -> PolicySet {
    let service = SERVICE.replace("[fields]", &format!("{FACTS}\n[fields]"));
    set(&files(&[("service.toml", &service), ("purpose.toml", purpose)]))
}

fn changes(old: &PolicySet, new: &PolicySet) -> Diff {
    diff(old, new).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn another_forbid_is_never_a_gain((permits, forbids) in rules(), more in forbid()) {
        let old = written(&permits, &forbids);
        let forbids: Vec<String> = forbids.into_iter().chain([more]).collect();
        let diff = changes(&old, &written(&permits, &forbids));
        prop_assert!(!diff.widens(), "{diff:?}");
        // Seen from the other side, all of it is a gain.
        let back = changes(&written(&permits, &forbids), &old);
        prop_assert!(back.fields.iter().all(|change| change.way == Way::Gains), "{back:?}");
        prop_assert_eq!(back.fields.len(), diff.fields.len());
    }

    #[test]
    fn another_condition_is_never_a_gain((permits, forbids) in rules(), when in some_condition()) {
        let narrowed = permits.iter().cloned().map(|permit| {
            permit.map(|(form, own, history)| {
                (form, if own.is_empty() { when.clone() } else { own }, history)
            })
        });
        let narrowed: Vec<_> = narrowed.collect();
        let diff = changes(&written(&permits, &forbids), &written(&narrowed, &forbids));
        prop_assert!(!diff.widens(), "{diff:?}");
    }

    #[test]
    fn a_permit_that_goes_is_never_a_gain((permits, forbids) in rules(), which in 0..4_usize) {
        let mut fewer = permits.clone();
        fewer[which] = None;
        prop_assume!(fewer.iter().any(Option::is_some));
        let diff = changes(&written(&permits, &forbids), &written(&fewer, &forbids));
        prop_assert!(!diff.widens(), "{diff:?}");
    }
}

/// The purpose with one text in place of another.
fn changed(from: &str, to: &str) -> Diff {
    assert!(PURPOSE.contains(from));
    changes(&with(PURPOSE), &with(&PURPOSE.replace(from, to)))
}

#[test]
fn each_condition_of_asking_narrows_when_it_comes_and_widens_when_it_goes() {
    let plain = "requires  = [\"case-reference\"]\n";
    for more in [
        "requires = [\"case-reference\", \"end-user\"]\n",
        "requires = [\"case-reference\", \"token-person\"]\n",
        "requires = [\"case-reference\"]\nconsent = [\"x\"]\n",
        "requires = [\"case-reference\"]\nrelations = [\"party\"]\n",
        "requires = [\"case-reference\"]\ncase-pattern = \"[0-9]+\"\n",
        "requires = [\"case-reference\"]\nhours = { from = \"07:00\", until = \"17:00\" }\n",
        "requires = [\"case-reference\"]\n[limits]\nsubjects-per-day = 5\n",
    ] {
        let (old, new) = (with(PURPOSE), with(&PURPOSE.replace(plain, more)));
        let there = changes(&old, &new);
        assert!(!there.widens() && !there.is_empty(), "{more}: {there:?}");
        let back = changes(&new, &old);
        assert!(back.terms.iter().all(|change| change.way == Way::Gains), "{more}: {back:?}");
    }
    assert!(changed("until = 2026-12-31", "until = 2027-12-31").widens());
    assert!(!changed("until = 2026-12-31", "until = 2026-11-30").widens());
    assert!(changed("scope     = \"register:opptak\"", "scope = \"register:annet\"").widens());
}

#[test]
fn a_form_tells_less_only_where_it_does_for_every_value() {
    let way = |from: &str, to: &str| {
        let form = |form: &str| with(&PURPOSE.replace("\"age-in-years\"", form));
        let diff = changes(&form(from), &form(to));
        assert_eq!(diff.fields.len(), 1, "{from} to {to}: {diff:?}");
        diff.fields[0].way
    };
    assert_eq!(way("\"age-in-years\"", "{ age-band = [0, 18] }"), Way::Loses);
    assert_eq!(way("{ age-band = [0, 6, 18] }", "{ age-band = [0, 18] }"), Way::Loses);
    assert_eq!(way("{ age-band = [0, 6, 18] }", "{ age-band = [0, 7, 18] }"), Way::Both);
    assert_eq!(way("{ age-band = [18, 67] }", "{ age-band = [0, 67] }"), Way::Both);
    assert_eq!(way("{ is-over = 18 }", "{ is-over = 19 }"), Way::Both);
    assert_eq!(way("\"exists\"", "{ is-over = 18 }"), Way::Gains);
    assert_eq!(way("{ masked = 4 }", "{ masked = 2 }"), Way::Loses);
    assert_eq!(way("{ round-to = 1000 }", "{ income-band = [0, 2000] }"), Way::Loses);
    assert_eq!(way("{ round-to = 300 }", "{ round-to = 1000 }"), Way::Both);
}

#[test]
fn kinds_that_no_document_can_be_of_are_left_out() {
    let old = PURPOSE.replace("when = \"address-protected\"", "when = \"minor\"");
    let new = PURPOSE.replace("when = \"address-protected\"", "when = \"pensioner\"");
    let diff = changes(&with(&old), &with(&new));
    let kinds: Vec<String> = diff.fields.iter().map(|change| change.kind.to_string()).collect();
    // Young and retired at once is who has no date of birth: nothing comes out before or after.
    assert_eq!(kinds, ["not minor, pensioner", "minor, not pensioner"]);
    assert_eq!(diff.fields[0].way, Way::Loses);
    assert_eq!(diff.fields[1].way, Way::Gains);
}
