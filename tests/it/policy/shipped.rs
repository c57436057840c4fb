//! The policies that are shipped, and the README beside them: what it says is true.

use super::{files, purpose, set, shipped_files};
use sluse::policy::{Code, Form, NoGroups, PolicySet, explain, render};
use sluse::vocab::party::Organisation;
use sluse::vocab::translated::Language;

pub fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/README.md");
    std::fs::read_to_string(path).unwrap()
}

/// The fenced blocks of the README that begin with this word, without the fences.
pub fn blocks(readme: &str, kind: &str) -> Vec<String> {
    let opening = format!("```{kind}\n");
    let block = |rest: &str| rest.split_once("```").unwrap().0.to_owned();
    readme.split(&opening).skip(1).map(block).collect()
}

/// The shipped files and one more.
fn shipped_and(name: &str, text: &str) -> Vec<sluse::policy::PolicySource> {
    let mut all = shipped_files();
    all.extend(files(&[(name, text)]));
    all
}

#[test]
fn the_shipped_policies_have_no_faults() {
    let set = set(&shipped_files());
    assert!(set.purposes().len() >= 47);
    assert_eq!(set.services().len(), 8);
}

#[test]
fn the_shipped_policies_show_each_part_of_the_language() {
    let set = set(&shipped_files());
    let any =
        |test: fn(&sluse::policy::Purpose) -> bool| set.purposes().iter().any(|one| test(one));
    assert!(any(|one| one.requires.case_reference) && any(|one| one.requires.end_user));
    assert!(any(|one| one.suppliers));
    assert!(any(|one| one.permits.iter().any(|permit| permit.form == Form::AgeInYears)));
    assert!(any(|one| one.valid.until.to_string() == "2024-12-31"));
    let on = |scope: &str| set.purposes().iter().filter(|one| one.scope.as_str() == scope).count();
    assert_eq!((on("folkeregister:barnehage"), on("skatt:inntekt.ytelser")), (2, 2));
    assert_eq!(on("krr:global/kontaktinformasjon.read"), 3);
    assert_eq!((on("folkeregister:skole"), on("skatt:inntekt.foreldrebetaling")), (1, 1));
}

#[test]
fn history_is_not_let_through_to_the_register() {
    let set = set(&shipped_files());
    let path = "/folkeregisteret/v1/personer/17859241204";
    let route = set.route("GET", path).unwrap().route;
    assert!(route.query(Some("part=person-basis&part=relasjon-utvidet")).is_ok());
    assert!(route.query(Some("part=historikk")).is_err());
    let income = set.route("GET", "/inntekt/v1/17859241204").unwrap().route;
    assert!(income.query(Some("aar=2025")).is_ok());
}

#[test]
fn the_readme_lists_every_code_and_every_purpose() {
    let readme = readme();
    for code in Code::ALL {
        let row = format!("| {} | {} |", code.as_str(), code.meaning());
        assert!(readme.contains(&row), "{row}");
    }
    for purpose in set(&shipped_files()).purposes() {
        let row = format!("| `{}` | `{}` |", purpose.id, purpose.scope);
        assert!(readme.contains(&row), "{row}");
    }
}

#[test]
fn the_readmes_tutorial_gives_what_it_says() {
    let readme = readme();
    let [wrong, right, ..] = &blocks(&readme, "toml tutorial")[..] else { panic!("two files") };
    let name = "purposes/andre/bibliotek.toml";
    let errors = PolicySet::parse(&shipped_and(name, wrong)).expect_err("the first has faults");
    let shown = &blocks(&readme, "text check")[0];
    assert_eq!(render(&errors), *shown);
    let set = set(&shipped_and(name, right));
    let consumer: Organisation = "312143046".parse().unwrap();
    let explained = explain(&set, "bibliotek", Some(&consumer), Language::Bokmaal).unwrap();
    let shown = &blocks(&readme, "text explain")[0];
    let (beginning, _) = shown.split_once("  …\n").unwrap();
    assert!(explained.to_string().starts_with(beginning), "{explained}\n---\n{shown}");
}

#[test]
fn the_readmes_reference_files_are_right() {
    let readme = readme();
    let reference = blocks(&readme, "toml reference");
    let [service, purpose] = &reference[..] else { panic!("a service and a purpose") };
    set(&files(&[("service.toml", service), ("purpose.toml", purpose)]));
}

#[test]
fn the_readmes_cases_hold() {
    struct None;
    impl sluse::policy::Documents for None {
        fn open(&self, _: &str) -> Option<Vec<u8>> {
            Option::None
        }
    }
    let readme = readme();
    let reference = blocks(&readme, "toml reference");
    let [service, purpose] = &reference[..] else { panic!("a service and a purpose") };
    let set = set(&files(&[("service.toml", service), ("purpose.toml", purpose)]));
    let compiled = sluse::gateway::active::Active::compile(std::sync::Arc::new(set)).unwrap();
    let cases = files(&[("arkivsak.test.toml", &blocks(&readme, "toml cases")[0])]);
    let cases = sluse::policy::read_cases(&cases, compiled.set(), &None).unwrap();
    assert_eq!(cases.len(), 2);
    for case in &cases {
        let tried = sluse::gateway::trial::try_case(&compiled, case);
        assert!(tried.faults.is_empty(), "{}: {:?}", case.name, tried.faults);
    }
}

#[test]
fn an_explanation_tells_who_what_why_and_what_not() {
    let set = set(&shipped_files());
    let consumer: Organisation = "312143046".parse().unwrap();
    let text = explain(&set, "barnehageopptak", Some(&consumer), Language::English).unwrap();
    let text = text.to_string();
    for part in [
        "Kindergarten admission (barnehageopptak)",
        "GDPR article 6(1)(e), § 16",
        "https://lovdata.no/eli/lov/2005/06/17/64",
        "312143046 may read for this purpose.",
        "Requires          case reference",
        "Date of birth (foedsel.foedselsdato), only as age in whole years",
        "because: Retten til plass avhenger av alder",
        "not when the address is protected",
        "bostedsadresse, when the address is protected",
        "Never comes out for this purpose:\n  National identity number",
        "  Sex (kjoenn[].kjoenn)",
    ] {
        assert!(text.contains(part), "{text}\nlacks: {part}");
    }
    let (_, withheld) = text.split_once("Never comes out").unwrap();
    assert!(!withheld.contains("First name"));
    let stranger: Organisation = "313010104".parse().unwrap();
    let text = explain(&set, "barnehageopptak", Some(&stranger), Language::Bokmaal).unwrap();
    assert!(text.to_string().contains("313010104 kan ikke lese for dette formålet"));
}

#[test]
fn an_explanation_of_an_unknown_purpose_names_the_nearest() {
    let set = set(&shipped_files());
    let refused = explain(&set, "barnehageoptak", None, Language::Bokmaal).unwrap_err();
    assert!(refused.to_string().contains("did you mean `barnehageopptak`?"), "{refused}");
    assert!(purpose(&set, "barnehageopptak").names(&"312143046".parse().unwrap(), &NoGroups));
}
