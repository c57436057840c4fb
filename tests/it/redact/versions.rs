//! Lists of versions: what is no longer current stays behind, unless a permit says `history`.

use super::{Rules, path, permit};
use sluse::redact::{Form, PermitSource, Plan, PlanError, VersionsSource};

fn versions(list: &str, current: &str, absent_is_current: bool) -> VersionsSource {
    VersionsSource { list: path(list), current: path(current), absent_is_current }
}

impl Rules {
    fn history(mut self, text: &str) -> Self {
        self.0.permits.push(PermitSource { history: true, ..permit(text, Form::Clear) });
        self
    }

    fn versions(mut self, list: &str, current: &str, absent_is_current: bool) -> Self {
        self.0.versions.push(versions(list, current, absent_is_current));
        self
    }
}

fn names() -> Rules {
    Rules::permit(&["navn[].fornavn"]).versions("navn[]", "navn[].gjelder", true)
}

#[test]
fn only_true_makes_a_version_current() {
    for (member, current) in [
        (r#""gjelder":true"#, true),
        (r#""gjelder":false"#, false),
        (r#""gjelder":"true""#, false),
        (r#""gjelder":1"#, false),
        (r#""gjelder":null"#, false),
        (r#""gjelder":[true]"#, false),
        (r#""gjelder":{}"#, false),
        (r#""gj\u0065lder":true"#, true),
        (r#""gjelder ":false"#, true),
        (r#""annet":false"#, true),
    ] {
        for document in [
            format!(r#"{{"navn":[{{{member},"fornavn":"A"}}]}}"#),
            format!(r#"{{"navn":[{{"fornavn":"A",{member}}}]}}"#),
        ] {
            let expected = if current { r#"{"navn":[{"fornavn":"A"}]}"# } else { r#"{"navn":[]}"# };
            let account = names().known(&["navn[].fornavn", "navn[].gjelder"]).account(&document);
            assert_eq!(account.body, expected, "{document}");
            assert_eq!(account.released, if current { vec![0] } else { vec![] });
            assert_eq!(account.withheld.contains(&0), !current);
        }
    }
}

#[test]
fn a_version_that_says_nothing_is_as_the_service_declares() {
    let document = r#"{"navn":[{"fornavn":"A"},"B",["C"],{"gjelder":true,"fornavn":"D"}]}"#;
    assert_eq!(names().of(document), r#"{"navn":[{"fornavn":"A"},{"fornavn":"D"}]}"#);
    let strict = Rules::permit(&["navn[].fornavn"]).versions("navn[]", "navn[].gjelder", false);
    assert_eq!(strict.of(document), r#"{"navn":[{"fornavn":"D"}]}"#);
    let scalars = |absent| Rules::permit(&["l[]"]).versions("l[]", "l[].now", absent);
    assert_eq!(scalars(true).of(r#"{"l":[1,"2"]}"#), r#"{"l":[1,"2"]}"#);
    assert_eq!(scalars(false).of(r#"{"l":[1,"2"]}"#), r#"{"l":[]}"#);
}

#[test]
fn commas_fit_wherever_an_old_version_stood() {
    let element = |old: bool, name: u8| {
        format!(r#"{{"gjelder":{},"fornavn":{name}}}"#, if old { "false" } else { "true" })
    };
    for pattern in 0_u8..16 {
        let elements: Vec<String> =
            (0..4).map(|index| element(pattern & (1 << index) != 0, index)).collect();
        let kept = (0..4).filter(|index| pattern & (1 << index) == 0);
        let kept: Vec<String> = kept.map(|index| format!(r#"{{"fornavn":{index}}}"#)).collect();
        let document = format!(r#"{{"navn":[{}]}}"#, elements.join(","));
        assert_eq!(names().of(&document), format!(r#"{{"navn":[{}]}}"#, kept.join(",")));
    }
}

#[test]
fn of_an_old_version_only_what_history_permits_survives() {
    let rules = || {
        names()
            .history("navn[].etternavn")
            .history("navn[].mer.x")
            .and_permit(&["navn[].mer.y", "navn[].annet.z"])
            .known(&["navn[].fornavn", "navn[].etternavn", "navn[].mer.y"])
    };
    let element = |gjelder: bool| {
        format!(
            r#"{{"fornavn":"A","etternavn":"B","mer":{{"y":1,"x":2}},"annet":{{"z":3}},"gjelder":{gjelder}}}"#
        )
    };
    let whole = r#"{"fornavn":"A","etternavn":"B","mer":{"y":1,"x":2},"annet":{"z":3}}"#;
    let old = r#"{"etternavn":"B","mer":{"x":2}}"#;
    let document = format!(r#"{{"navn":[{},{}]}}"#, element(false), element(true));
    let both = rules().account(&document);
    assert_eq!(both.body, format!(r#"{{"navn":[{old},{whole}]}}"#));
    assert_eq!((both.released, both.withheld), (vec![0, 1, 2, 3, 4], vec![0, 2]));
    let document = format!(r#"{{"navn":[{}]}}"#, element(false));
    let gone = rules().account(&document);
    assert_eq!(gone.body, format!(r#"{{"navn":[{old}]}}"#));
    assert_eq!((gone.released, gone.withheld), (vec![1, 2], vec![0, 2]));
    assert_eq!(gone.withheld_unnamed, 2, "annet, gjelder");
}

#[test]
fn a_version_inside_an_old_version_is_old() {
    let rules = || {
        Rules::permit(&["a[].b[].c"]).versions("a[]", "a[].now", true).versions(
            "a[].b[]",
            "a[].b[].now",
            true,
        )
    };
    let document = |outer: bool, inner: bool| {
        format!(r#"{{"a":[{{"b":[{{"c":1,"now":{inner}}},{{"c":2}}],"now":{outer}}}]}}"#)
    };
    assert_eq!(rules().of(&document(true, true)), r#"{"a":[{"b":[{"c":1},{"c":2}]}]}"#);
    assert_eq!(rules().of(&document(true, false)), r#"{"a":[{"b":[{"c":2}]}]}"#);
    assert_eq!(rules().of(&document(false, true)), r#"{"a":[]}"#);
    let history = || rules().history("a[].b[].d");
    let document = r#"{"a":[{"b":[{"c":1,"d":2},{"d":3,"now":false}],"now":false}]}"#;
    assert_eq!(history().of(document), r#"{"a":[{"b":[{"d":2},{"d":3}]}]}"#);
}

#[test]
fn an_old_version_does_not_make_something_exist() {
    let rules = || {
        let rules = Rules::default().form("verge", Form::Exists).known(&["verge[].navn"]);
        rules.versions("verge[]", "verge[].gjelder", true)
    };
    let document = |elements: &str| format!(r#"{{"verge":[{elements}]}}"#);
    let old = r#"{"gjelder":false,"navn":"A"}"#;
    let account = rules().account(&document(old));
    assert_eq!((account.body.as_str(), account.unfit), ("{}", vec![0]));
    assert_eq!(account.withheld, [0]);
    let both = format!(r#"{old},{{"navn":"B"}},{old}"#);
    assert_eq!(rules().of(&document(&both)), r#"{"verge":true}"#);
    let mut history = rules();
    history.0.permits[0].history = true;
    assert_eq!(history.of(&document(old)), r#"{"verge":true}"#);
    let each = || {
        let rules = Rules::default().form("verge[]", Form::Exists);
        rules.versions("verge[]", "verge[].gjelder", true)
    };
    assert_eq!(each().of(&document(&both)), r#"{"verge":[true]}"#);
    assert!(each().account(&document(old)).unfit.is_empty());
}

#[test]
fn facts_are_read_from_old_versions_too() {
    let rules = Rules::permit(&["a"])
        .versions("vern[]", "vern[].gjelder", true)
        .forbid_when("a", "f")
        .fact("f", &["vern[].grad"], &["ugradert"], false);
    let document = r#"{"a":1,"vern":[{"gjelder":false,"grad":"fortrolig"}]}"#;
    assert_eq!(rules.of(document), "{}", "an error in the mark must not widen anything");
}

#[test]
fn conditions_and_versions_cut_together() {
    let rules = || {
        names().history("navn[].etternavn").forbid_when("navn[].etternavn", "f").fact(
            "f",
            &["f"],
            &["no"],
            false,
        )
    };
    let document = |fact: &str| {
        format!(
            r#"{{"navn":[{{"etternavn":1,"fornavn":2,"gjelder":false}},{{"fornavn":3,"etternavn":4}}],"f":"{fact}"}}"#
        )
    };
    assert_eq!(
        rules().of(&document("no")),
        r#"{"navn":[{"etternavn":1},{"fornavn":3,"etternavn":4}]}"#
    );
    assert_eq!(rules().of(&document("yes")), r#"{"navn":[{},{"fornavn":3}]}"#);
}

#[test]
fn versions_that_mean_nothing_are_refused() {
    let refused = |all: Vec<VersionsSource>| {
        let mut rules = Rules::default();
        rules.0.versions = all;
        Plan::compile(rules.0).unwrap_err()
    };
    for (list, current) in [("a", "a.now"), ("a[]", "b"), ("a[]", "a[]"), ("a[]", "b[].now")] {
        let error = refused(vec![versions(list, current, true)]);
        assert!(matches!(error, PlanError::Misplaced { .. }), "{list} {current}");
    }
    let twice = vec![versions("a[]", "a[].b", true), versions("a[]", "a[].c", true)];
    assert!(matches!(refused(twice), PlanError::Misplaced { .. }));
}
