//! Asking policies: nothing is permitted by default, and each refusal says its rule.

use super::{PURPOSE, SERVICE, files, purpose, set};
use sluse::policy::{Ask, NoGroups, Permit, PolicySet, Refused, decide};
use sluse::vocab::basis::ServiceId;
use sluse::vocab::party::Organisation;
use sluse::vocab::scope::Scopes;
use sluse::vocab::time::{Day, WallClock};
use std::collections::BTreeSet;

/// An ask that owns its words; the default one is permitted.
struct Question {
    consumer: Organisation,
    supplier: Option<Organisation>,
    scopes: Scopes,
    service: ServiceId,
    stated: Option<&'static str>,
    has_case_reference: bool,
    has_end_user: bool,
    today: Day,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            consumer: "312143046".parse().unwrap(),
            supplier: None,
            scopes: Scopes::parse("register:opptak").unwrap(),
            service: "register.person".parse().unwrap(),
            stated: None,
            has_case_reference: true,
            has_end_user: true,
            today: Day::parse("2026-06-01").unwrap(),
        }
    }
}

impl Question {
    fn ask(&self, set: &PolicySet) -> Result<Permit, Refused> {
        decide(
            set,
            &Ask {
                consumer: &self.consumer,
                supplier: self.supplier.as_ref(),
                scopes: &self.scopes,
                service: &self.service,
                stated: self.stated,
                case_reference: self.has_case_reference.then_some("2026/17"),
                membership: &NoGroups,
                relation: None,
                token_person: false,
                consent: None,
                subjects: 1,
                clock: WallClock { weekday: 0, minute: 9 * 60 },
                has_end_user: self.has_end_user,
                today: self.today,
            },
        )
    }

    fn refusal(&self, set: &PolicySet) -> Refused {
        self.ask(set).expect_err("must be refused")
    }
}

/// `opptak`; `flytting`, for the same scope and another consumer too; `innsyn`, alone on its scope,
/// for suppliers and with an end user; and one over another service.
fn policies() -> PolicySet {
    let other_service = SERVICE.replace("register", "arkiv");
    let moving = PURPOSE
        .replace("\"opptak\"", "\"flytting\"")
        .replace("[\"312143046\"]", "[\"312143046\", \"312800004\"]");
    let insight = PURPOSE
        .replace("\"opptak\"", "\"innsyn\"")
        .replace("register:opptak", "register:innsyn")
        .replace("requires ", "suppliers = true\nrequires ")
        .replace("[\"case-reference\"]", "[\"end-user\"]");
    let archive = PURPOSE
        .replace("\"opptak\"", "\"arkivering\"")
        .replace("\"register.person\"", "\"arkiv.person\"");
    set(&files(&[
        ("1.toml", SERVICE),
        ("2.toml", &other_service),
        ("3.toml", PURPOSE),
        ("4.toml", &moving),
        ("5.toml", &insight),
        ("6.toml", &archive),
    ]))
}

fn ids(names: &[&str]) -> Vec<sluse::vocab::basis::PurposeId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

#[test]
fn a_stated_purpose_that_names_the_consumer_is_permitted() {
    let set = policies();
    let permit = Question { stated: Some("opptak"), ..Question::default() }.ask(&set).unwrap();
    assert_eq!(permit.purpose(), purpose(&set, "opptak"));
    assert_eq!(permit.service().id.as_str(), "register.person");
}

#[test]
fn a_scope_with_one_purpose_of_the_service_needs_no_statement() {
    let set = policies();
    let scopes = Scopes::parse("register:innsyn").unwrap();
    let permit = Question { scopes, ..Question::default() }.ask(&set).unwrap();
    assert_eq!(permit.purpose().id.as_str(), "innsyn");
    // The scope has two purposes in one service, and one in the other.
    let service: ServiceId = "arkiv.person".parse().unwrap();
    let permit = Question { service, ..Question::default() }.ask(&set).unwrap();
    assert_eq!(permit.purpose().id.as_str(), "arkivering");
}

#[test]
fn a_scope_with_several_purposes_needs_a_statement() {
    let set = policies();
    let refused = Question::default().refusal(&set);
    assert_eq!(refused, Refused::PurposeNotStated { candidates: ids(&["flytting", "opptak"]) });
    // The choice that is shown is the asking organisation's own.
    let consumer: Organisation = "312800004".parse().unwrap();
    let refused = Question { consumer, ..Question::default() }.refusal(&set);
    assert_eq!(refused, Refused::PurposeNotStated { candidates: ids(&["flytting"]) });
    let scopes = Scopes::parse("register:innsyn register:opptak").unwrap();
    let refused = Question { scopes, ..Question::default() }.refusal(&set);
    assert!(matches!(refused, Refused::PurposeNotStated { candidates } if candidates.len() == 3));
}

#[test]
fn a_supplier_reads_only_where_the_policy_says_so() {
    let set = policies();
    let supplier: Option<Organisation> = Some("313040402".parse().unwrap());
    let by_supplier = Question { supplier, stated: Some("opptak"), ..Question::default() };
    assert_eq!(by_supplier.refusal(&set).code(), "supplier-not-allowed");
    let scopes = Scopes::parse("register:innsyn").unwrap();
    let by_supplier = Question { scopes, stated: Some("innsyn"), ..by_supplier };
    assert!(by_supplier.ask(&set).is_ok());
    // Who acts for itself is no supplier.
    let itself = Question {
        supplier: Some(Question::default().consumer),
        stated: Some("opptak"),
        ..Question::default()
    };
    assert!(itself.ask(&set).is_ok());
}

#[test]
fn the_first_and_the_last_day_are_valid_and_the_days_around_are_not() {
    let set = policies();
    let on = |day: &str| {
        let today = Day::parse(day).unwrap();
        Question { stated: Some("opptak"), today, ..Question::default() }.ask(&set)
    };
    assert!(on("2026-01-01").is_ok());
    assert!(on("2026-12-31").is_ok());
    let from = Day::parse("2026-01-01").unwrap();
    let until = Day::parse("2026-12-31").unwrap();
    let purpose = || "opptak".parse().unwrap();
    assert_eq!(on("2025-12-31").unwrap_err(), Refused::NotYetValid { purpose: purpose(), from });
    assert_eq!(on("2027-01-01").unwrap_err(), Refused::Expired { purpose: purpose(), until });
}

#[test]
fn an_unknown_purpose_is_answered_with_the_nearest_and_those_that_are_open() {
    let set = policies();
    let refused = Question { stated: Some("optak"), ..Question::default() }.refusal(&set);
    let expected = Refused::PurposeUnknown {
        nearest: Some("opptak".parse().unwrap()),
        open: ids(&["flytting", "opptak"]),
    };
    assert_eq!(refused, expected);
    // What was stated is never said back: it may be anything, a person's number too.
    let refused = Question { stated: Some("17859241204"), ..Question::default() }.refusal(&set);
    assert!(!format!("{refused} {refused:?}").contains("17859241204"));
}

#[test]
fn a_purpose_is_not_moved_to_another_service_or_scope() {
    let set = policies();
    let stated = Some("arkivering");
    let refused = Question { stated, ..Question::default() }.refusal(&set);
    assert_eq!(refused.code(), "purpose-of-other-service");
    let refused = Question { stated: Some("innsyn"), ..Question::default() }.refusal(&set);
    let scope = "register:innsyn".parse().unwrap();
    let purpose = "innsyn".parse().unwrap();
    assert_eq!(refused, Refused::PurposeOfOtherScope { purpose, scope });
}

/// One ask for each way to be refused.
fn refusals(set: &PolicySet) -> Vec<Refused> {
    let day = |text| Day::parse(text).unwrap();
    let opptak = || Question { stated: Some("opptak"), ..Question::default() };
    let innsyn = || Question {
        scopes: Scopes::parse("register:innsyn").unwrap(),
        stated: Some("innsyn"),
        ..Question::default()
    };
    let questions = [
        Question { service: "register.persn".parse().unwrap(), ..opptak() },
        Question { scopes: Scopes::parse("a:b").unwrap(), ..Question::default() },
        Question::default(),
        Question { stated: Some("optak"), ..opptak() },
        Question { stated: Some("arkivering"), ..opptak() },
        Question { stated: Some("innsyn"), ..opptak() },
        Question { consumer: "312800004".parse().unwrap(), ..opptak() },
        Question { supplier: Some("313040402".parse().unwrap()), ..opptak() },
        Question { today: day("2025-12-31"), ..opptak() },
        Question { today: day("2027-01-01"), ..opptak() },
        Question { has_case_reference: false, ..opptak() },
        Question { has_end_user: false, ..innsyn() },
    ];
    questions.iter().map(|question| question.refusal(set)).collect()
}

#[test]
fn no_two_refusals_share_a_code_or_a_text() {
    let refusals = refusals(&policies());
    let codes: BTreeSet<&str> = refusals.iter().map(Refused::code).collect();
    let texts: BTreeSet<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!((codes.len(), texts.len()), (12, 12), "{texts:#?}");
    let kebab = |code: &&str| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    assert!(codes.iter().all(kebab));
}

#[test]
fn a_refusal_says_what_would_be_allowed() {
    let texts: Vec<String> = refusals(&policies()).iter().map(ToString::to_string).collect();
    let expected = [
        "did you mean `register.person`?",
        "scopes that open it to this consumer: register:innsyn, register:opptak",
        "must be stated: flytting, opptak",
        "did you mean `opptak`?",
        "reads the service `arkiv.person`",
        "needs the scope `register:innsyn`",
        "open to it with this token: flytting",
        "the consumer itself may",
        "applies from 2026-01-01",
        "applied until 2026-12-31",
        "requires a case reference",
        "requires the end user",
    ];
    for (text, part) in texts.iter().zip(expected) {
        assert!(text.contains(part), "{text} does not say: {part}");
    }
}

#[test]
fn an_empty_set_permits_nothing() {
    let empty = set(&[]);
    assert_eq!(Question::default().refusal(&empty).code(), "service-unknown");
    assert!(empty.purposes().is_empty() && empty.route("GET", "/register/v1/1").is_none());
}
