//! XML: elements are told by namespace, attributes are fields too, and what is kept is kept as it stands.

mod model;
mod records;
mod refused;

use super::{Rules, condition, in_setting, permit, redact, setting};
use sluse::redact::{Form, Format, Plan, PlanError, PlanSource, Test, VersionsSource};

/// Permits over the namespaces `m` and `n`.
fn xml(paths: &[&str]) -> Rules {
    let mut rules = Rules::permit(paths);
    rules.0.format = Format::Xml;
    rules.0.namespaces = vec![
        ("m".to_owned(), "urn:example:matrikkel".to_owned()),
        ("n".to_owned(), "urn:example:navn".to_owned()),
    ];
    rules
}

#[test]
fn only_permitted_elements_come_out_with_their_tags_and_text_as_they_stood() {
    let document =
        "<?xml version=\"1.0\"?>\n<a>\n <b >1.10 &#x41;<![CDATA[<&]]></b\n>\n <c>x</c></a>";
    let out = xml(&["a.b"]).of(document);
    assert_eq!(out, "<a><b>1.10 &#x41;<![CDATA[<&]]></b\n></a>");
}

#[test]
fn elements_are_told_by_namespace_and_never_by_prefix() {
    let rules = || xml(&["m:a.m:b"]);
    let plain = "<m:a xmlns:m=\"urn:example:matrikkel\"><m:b>1</m:b></m:a>";
    assert_eq!(rules().of(plain), plain);
    let renamed = "<x:a xmlns:x='urn:example:matrikkel'><x:b>1</x:b></x:a>";
    assert_eq!(rules().of(renamed), renamed);
    let default = "<a xmlns=\"urn:example:matrikkel\"><b>1</b></a>";
    assert_eq!(rules().of(default), default);
    let encoded = "<a xmlns=\"urn:example:&#x6d;atrikkel\"><b>1</b></a>";
    assert_eq!(rules().of(encoded), encoded);
    let other = "<m:a xmlns:m=\"urn:example:other\"><m:b>1</m:b></m:a>";
    assert_eq!(rules().of(other), "<empty xmlns=\"urn:sluse:empty\"/>");
    let bound_anew = "<m:a xmlns:m=\"urn:example:matrikkel\"><m:b xmlns:m=\"urn:example:other\">1\
         </m:b><b>2</b><m:b>3</m:b></m:a>";
    let out = "<m:a xmlns:m=\"urn:example:matrikkel\"><m:b>3</m:b></m:a>";
    assert_eq!(rules().of(bound_anew), out);
    let undeclared = "<a xmlns=\"urn:example:matrikkel\"><b xmlns=\"\">1</b></a>";
    assert_eq!(rules().of(undeclared), "<a xmlns=\"urn:example:matrikkel\"></a>");
}

#[test]
fn declarations_of_other_namespaces_and_comments_and_instructions_do_not_come_out() {
    let document = "<!--TOMBOLA--><m:a xmlns:m=\"urn:example:matrikkel\" xmlns:s=\"urn:TOMBOLA\">\
         <?TOMBOLA x?><m:b>1<!--TOMBOLA-->2</m:b></m:a><!--TOMBOLA-->";
    let out = xml(&["m:a.m:b"]).of(document);
    assert_eq!(out, "<m:a xmlns:m=\"urn:example:matrikkel\"><m:b>12</m:b></m:a>");
}

#[test]
fn attributes_are_fields_of_their_own() {
    let document = "<m:a xmlns:m=\"urn:example:matrikkel\" id=\"1\" m:id='2' kode=\"3\"><b nr='4' \
         x='5'>t</b></m:a>";
    assert_eq!(
        xml(&["m:a.@m:id", "m:a.b.@nr"]).of(document),
        "<m:a xmlns:m=\"urn:example:matrikkel\" m:id='2'><b nr='4'></b></m:a>"
    );
    assert_eq!(
        xml(&["m:a.@id", "m:a.b"]).of(document),
        "<m:a xmlns:m=\"urn:example:matrikkel\" id=\"1\"><b>t</b></m:a>"
    );
    assert_eq!(
        xml(&["m:a.b", "m:a.b.@nr"]).of(document),
        "<m:a xmlns:m=\"urn:example:matrikkel\"><b nr='4'>t</b></m:a>",
        "a text and its attribute side by side"
    );
    let inside = "<a x='1'><b y='2'>3<c/></b></a>";
    assert_eq!(xml(&["a.b", "a.b.@y"]).of(inside), "<a><b y='2'></b></a>", "not text alone");
    let nothing = xml(&["m:a.@kode.x"]).0;
    assert!(matches!(Plan::compile(nothing), Err(PlanError::Misplaced { .. })));
    let lang = "<a xml:lang=\"nb\" lang=\"en\"/>";
    assert_eq!(xml(&["a.@xml:lang"]).of(lang), "<a xml:lang=\"nb\"/>");
}

#[test]
fn an_attribute_that_is_not_permitted_counts_as_withheld() {
    let document = "<a><b nr='4'>t</b></a>";
    let all = xml(&["a.b"]).known(&["a.b", "a.b.@nr"]).account(document);
    assert_eq!((all.released, all.withheld), (vec![0], vec![1]));
    let unnamed = xml(&["a.b"]).known(&["a.b"]).account(document);
    assert_eq!((unnamed.released, unnamed.withheld), (vec![0], vec![0]), "its element lacks it");
    let none = xml(&["a.c"]).account("<a><b nr='4'>t</b><d/>text</a>");
    assert_eq!(none.withheld_unnamed, 3, "two elements and a text");
}

#[test]
fn an_element_with_elements_inside_is_no_text() {
    let rules = || xml(&["a.b"]);
    assert_eq!(rules().of("<a><b>1<c>2</c>3</b></a>"), "<a></a>");
    assert_eq!(rules().of("<a><b>1<c/></b><b>2</b></a>"), "<a><b>2</b></a>");
    assert_eq!(xml(&["a.b.c"]).of("<a><b>1<c>2</c>3</b></a>"), "<a><b><c>2</c></b></a>");
    assert_eq!(xml(&["a.b.c"]).of("<a><b>1</b><b/></a>"), "<a><b></b><b/></a>");
}

#[test]
fn forbids_win_at_any_depth() {
    let document = "<a><b><c>1</c><d>2</d></b><b><c>3</c></b></a>";
    assert_eq!(
        xml(&["a.b.c", "a.b.d"]).forbid("a.b.d").of(document),
        "<a><b><c>1</c></b><b><c>3</c></b></a>"
    );
    assert_eq!(xml(&["a.b.c"]).forbid("a.b").of(document), "<a></a>");
}

#[test]
fn a_fact_may_stand_after_what_it_governs_in_an_element_or_an_attribute() {
    let rules = |at: &str| {
        xml(&["a.b", "a.c"]).fact("held", &[at], &["nei"], false).forbid_when("a.b", "held")
    };
    let of = |at: &str, tail: &str| rules(at).of(&format!("<a><b x='1'>2</b><c>3</c>{tail}</a>"));
    assert_eq!(of("a.d", "<d>nei</d>"), "<a><b>2</b><c>3</c></a>");
    assert_eq!(of("a.d", "<d>\n  &#110;e<![CDATA[i]]> <!-- x --></d>"), "<a><b>2</b><c>3</c></a>");
    assert_eq!(of("a.d", "<d>ja</d>"), "<a><c>3</c></a>");
    assert_eq!(of("a.d", "<d>nei</d><d>ja</d>"), "<a><c>3</c></a>");
    assert_eq!(of("a.d", "<d><e/>nei</d>"), "<a><c>3</c></a>", "not understood");
    assert_eq!(of("a.d.@k", "<d k=' nei '/>"), "<a><b>2</b><c>3</c></a>");
    assert_eq!(of("a.d.@k", "<d k='&#x6a;a'>nei</d>"), "<a><c>3</c></a>");
    assert_eq!(of("a.b.@x", ""), "<a><c>3</c></a>", "on the element that it cuts");
    let holds_if = |text: &str| {
        xml(&["a.b"])
            .tested("held", &["a.d"], Test::HoldsIf(vec!["ja".to_owned()]), false)
            .forbid_when("a.b", "held")
            .of(&format!("<a><b>2</b><d>{text}</d></a>"))
    };
    assert_eq!(holds_if("ja"), "<a></a>");
    assert_eq!(
        holds_if(&format!("ja{}", " ".repeat(9000))),
        "<a></a>",
        "white space hides nothing"
    );
    assert_eq!(holds_if("nei"), "<a><b>2</b></a>");
}

#[test]
fn forms_replace_the_text_of_elements_and_attributes() {
    let document =
        "<a><f d=\"1992-05-17\" k='x'>\n1992-05-17 </f><g>TOM&amp;BOLA</g><h><i/></h><h/></a>";
    let rules = || xml(&[]);
    assert_eq!(rules().age("a.f").of(document), "<a><f>34</f></a>");
    assert_eq!(rules().form("a.f.@d", Form::Year).of(document), "<a><f d=\"1992\"></f></a>");
    assert_eq!(
        rules().form("a.f", Form::IsOver(18)).form("a.f.@d", Form::Year).of(document),
        "<a><f d=\"1992\">true</f></a>"
    );
    assert_eq!(rules().form("a.g", Form::Masked(4)).of(document), "<a><g>***BOLA</g></a>");
    let ends = rules().form("a.g", Form::Masked(3)).of("<a><g>abc&lt;&amp;\"</g></a>");
    assert_eq!(ends, "<a><g>***&lt;&amp;&quot;</g></a>", "written so that it can be read");
    assert_eq!(rules().form("a.h", Form::Exists).of(document), "<a><h>true</h></a>");
    assert_eq!(rules().form("a.g", Form::Exists).of(document), "<a><g>true</g></a>");
    let unfit = rules().age("a.g").account(document);
    assert_eq!((unfit.body.as_str(), unfit.unfit), ("<a></a>", vec![0]), "not even the tag");
}

#[test]
fn only_current_versions_come_out() {
    let rules = |current: &str, absent: bool| {
        let mut rules = xml(&["a.v.x"]);
        rules.0.versions.push(VersionsSource {
            list: super::path("a.v"),
            current: super::path(current),
            absent_is_current: absent,
        });
        rules
    };
    let document = "<a><v><g>false</g><x>1</x></v><v><x>2</x><g>true</g></v><v><x>3</x></v></a>";
    assert_eq!(rules("a.v.g", false).of(document), "<a><v><x>2</x></v></a>");
    assert_eq!(rules("a.v.g", true).of(document), "<a><v><x>2</x></v><v><x>3</x></v></a>");
    let attribute = "<a><v g='0'><x>1</x></v><v g='1'><x>2</x></v></a>";
    assert_eq!(rules("a.v.@g", true).of(attribute), "<a><v><x>2</x></v></a>");
    let mut history = rules("a.v.g", false);
    history
        .0
        .permits
        .push(sluse::redact::PermitSource { history: true, ..permit("a.v.y", Form::Clear) });
    let document = "<a><v><g>false</g><x>1</x><y>2</y></v></a>";
    assert_eq!(history.of(document), "<a><v><y>2</y></v></a>");
}

#[test]
fn a_version_of_nothing_but_text_that_is_not_current_does_not_come_out() {
    let rules = |absent: bool| {
        let mut rules = xml(&["a.v"]);
        rules.0.versions.push(VersionsSource {
            list: super::path("a.v"),
            current: super::path("a.v.@g"),
            absent_is_current: absent,
        });
        rules
    };
    let document = "<a><v g='false'>1</v><v g='true'>2</v><v>3</v></a>";
    assert_eq!(rules(true).of(document), "<a><v>2</v><v>3</v></a>");
    assert_eq!(rules(false).of(document), "<a></a>", "what is not clear is withheld");
    let account = rules(true).known(&["a.v"]).account("<a><v g='false'>1</v></a>");
    assert_eq!((account.released, account.withheld), (vec![], vec![0]));
}

#[test]
fn permits_with_conditions_and_masks_work_as_in_json() {
    let mut rules = xml(&["a.b", "a.c"]).fact("adult", &["a.d"], &["nei"], false);
    rules.0.permits[0].only_when = Some(condition("adult", true));
    let plan = rules.plan();
    let of = |document: &str| redact(&plan, document.as_bytes()).unwrap().body;
    assert_eq!(of("<a><b>1</b><c>2</c><d>ja</d></a>"), "<a><b>1</b><c>2</c></a>");
    assert_eq!(of("<a><b>1</b><c>2</c><d>nei</d></a>"), "<a><c>2</c></a>");
    let mask = plan.narrow([1]);
    let narrowed = sluse::redact::Setting { mask: Some(&mask), ..setting() };
    let document = b"<a><b>1</b><c>2</c><d>ja</d></a>".as_slice();
    let out = in_setting(&plan, narrowed, std::iter::once(document)).unwrap();
    assert_eq!(out.body, "<a><c>2</c></a>");
    let plan = xml(&["a.b", "a.b.@x"]).plan();
    let mask = plan.narrow([1]);
    let narrowed = sluse::redact::Setting { mask: Some(&mask), ..setting() };
    let document = b"<a><b x='1'>2</b></a>".as_slice();
    let out = in_setting(&plan, narrowed, std::iter::once(document)).unwrap();
    assert_eq!(out.body, "<a><b x='1'></b></a>", "the attribute without its text");
}

#[test]
fn text_that_a_comment_kept_apart_stays_well_formed() {
    let out = |document: &str| xml(&["a"]).of(document);
    assert_eq!(out("<a>]]<!-- -->></a>"), "<a>]]&gt;</a>");
    assert_eq!(out("<a>]<!-- -->]></a>"), "<a>]]&gt;</a>");
    assert_eq!(out("<a><![CDATA[]]]]><![CDATA[>]]></a>"), "<a><![CDATA[]]]]><![CDATA[>]]></a>");
}

#[test]
fn a_plan_needs_its_prefixes_declared_once() {
    let with = |namespaces: &[(&str, &str)], path: &str| {
        let mut rules = xml(&[path]);
        let owned = |(prefix, uri): &(&str, &str)| ((*prefix).to_owned(), (*uri).to_owned());
        rules.0.namespaces = namespaces.iter().map(owned).collect();
        Plan::compile(rules.0).err()
    };
    assert!(matches!(with(&[], "m:a"), Some(PlanError::Misplaced { .. })));
    assert!(matches!(with(&[("m", "u"), ("n", "u")], "m:a"), Some(PlanError::Namespace(_))));
    assert!(matches!(with(&[("m", "u"), ("m", "v")], "m:a"), Some(PlanError::Namespace(_))));
    assert!(matches!(with(&[("xml", "u")], "a"), Some(PlanError::Namespace(_))));
    assert!(matches!(with(&[("m", "")], "a"), Some(PlanError::Namespace(_))));
    assert_eq!(with(&[("m", "u")], "m:a[].b"), None, "lists need no brackets and may have them");
    let twice = PlanSource { format: Format::Xml, ..xml(&["a[].b", "a.b"]).0 };
    assert!(matches!(Plan::compile(twice), Err(PlanError::OverlappingPermits { .. })));
}
