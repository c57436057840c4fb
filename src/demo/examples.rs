//! Requests to try: each shows one rule, with the status that must come.

mod bodies;
mod consented;
mod feed;
mod ladder;

pub use bodies::{BULK, BULK_ROLES, OWNER, OWNER_ROLE};
pub use feed::DEATHS;
pub use ladder::{AMOUNTS, LADDER, PROTECTED};

use super::client::Example;
use super::persons::{Population, Role};
use serde_json::Value;

/// What most examples have in common, before a case makes it its own.
#[derive(Default)]
struct Case<'a> {
    name: &'a str,
    client_id: &'a str,
    scope: &'a str,
    purpose: Option<&'a str>,
    path: String,
    headers: &'a [(&'a str, &'a str)],
    status: u16,
    problem: Option<&'a str>,
    /// Media type and text; without a body it is a GET.
    body: Option<(&'a str, String)>,
    details: Vec<Value>,
}

const CASE: (&str, &str) = ("Sluse-Case-Reference", "2026/1234");
const END_USER: (&str, &str) = ("Sluse-End-User", "saksbehandler-17");

impl Case<'_> {
    fn example(self, gateway: &str) -> Example {
        let own = |text: &str| text.to_owned();
        let (content_type, body) = self.body.unzip();
        Example {
            name: own(self.name),
            client_id: own(self.client_id),
            scope: own(self.scope),
            purpose: self.purpose.map(own),
            method: if body.is_some() { "POST" } else { "GET" }.into(),
            url: format!("{gateway}{}", self.path),
            headers: self.headers.iter().map(|(name, value)| (own(name), own(value))).collect(),
            status: self.status,
            problem: self.problem.map(own),
            content_type: content_type.map(own),
            body,
            authorization_details: self.details,
        }
    }
}

/// Every example, for a gateway at this address (without a trailing `/`).
#[must_use]
pub fn examples(gateway: &str, population: &Population) -> Vec<Example> {
    let number = |role| population.playing(role).map_or("", |person| person.number().expose());
    let person = |role| format!("/folkeregisteret/v1/personer/{}", number(role));
    let year = population.year() - 1;
    let income = |role| format!("/inntekt/v1/{}?aar={year}", number(role));
    let mut all = delivered(&person, &income);
    all.extend(ladder::cases(&person, &income));
    all.extend(bodies::cases(population));
    all.extend(feed::cases());
    all.extend(consented::cases(&person, population));
    all.extend(refused_by_policy(&person, &income));
    all.extend(refused_for_their_form(&person));
    all.into_iter().map(|case| case.example(gateway)).collect()
}

/// The cases that are answered with data.
fn delivered<'a>(
    person: &impl Fn(Role) -> String,
    income: &impl Fn(Role) -> String,
) -> Vec<Case<'a>> {
    let kindergarten = |name, path, headers| Case {
        name,
        client_id: "testby-oppvekst",
        scope: "folkeregister:barnehage",
        purpose: Some("barnehageopptak"),
        path,
        headers,
        status: 200,
        ..Case::default()
    };
    let school = |name, client_id| Case {
        name,
        client_id,
        scope: "folkeregister:skole",
        purpose: None,
        path: person(Role::Schoolchild),
        headers: &[],
        status: 200,
        ..Case::default()
    };
    let fee = |name, client_id| Case {
        name,
        client_id,
        scope: "skatt:inntekt.foreldrebetaling",
        purpose: None,
        path: income(Role::Mother),
        headers: &[CASE],
        status: 200,
        ..Case::default()
    };
    vec![
        kindergarten(
            "a child who applies for kindergarten",
            person(Role::KindergartenChild),
            &[CASE],
        ),
        kindergarten(
            "only what is asked for: name and relations",
            format!("{}?part=navn&part=relasjon-utvidet", person(Role::Mother)),
            &[CASE],
        ),
        kindergarten(
            "a person whose address is protected",
            person(Role::StrictlyProtected),
            &[CASE],
        ),
        kindergarten("a number of the kind from 2032", person(Role::NewNumber), &[CASE]),
        school("a purpose that follows from its scope", "testby-oppvekst"),
        school("a client that signs with its business certificate", "provevik-skole"),
        fee("income for reduced fees", "testby-oppvekst"),
        fee("the same by a supplier, on the municipality's behalf", "oppvekstdrift"),
        Case {
            name: "a case worker at a court, about someone who died",
            client_id: "testfoss-tingrett",
            scope: "folkeregister:dodsbo",
            purpose: Some("dodsbo"),
            path: person(Role::Deceased),
            headers: &[CASE, END_USER],
            status: 200,
            ..Case::default()
        },
    ]
}

/// The municipality's question about kindergarten, refused by `problem`.
fn no<'a>(
    name: &'a str,
    purpose: Option<&'a str>,
    path: String,
    headers: &'a [(&'a str, &'a str)],
    (status, problem): (u16, &'a str),
) -> Case<'a> {
    Case {
        name,
        client_id: "testby-oppvekst",
        scope: "folkeregister:barnehage",
        purpose,
        path,
        headers,
        status,
        problem: Some(problem),
        ..Case::default()
    }
}

const ADMISSION: Option<&str> = Some("barnehageopptak");

/// The cases that the policies refuse, each by a rule of its own.
fn refused_by_policy<'a>(
    person: &impl Fn(Role) -> String,
    income: &impl Fn(Role) -> String,
) -> Vec<Case<'a>> {
    let child = || person(Role::KindergartenChild);
    let ambiguous = "a scope with two purposes, and none stated";
    let misspelt = "a purpose that nobody has heard of";
    let elsewhere = "the income register for the population register's purpose";
    vec![
        no(ambiguous, None, child(), &[CASE], (403, "purpose-not-stated")),
        no(misspelt, Some("barnehageoptak"), child(), &[CASE], (403, "purpose-unknown")),
        no("no case", ADMISSION, child(), &[], (403, "case-reference-missing")),
        no(elsewhere, ADMISSION, income(Role::Mother), &[CASE], (403, "purpose-of-other-service")),
        Case {
            name: "a purpose whose time is past",
            client_id: "testby-oppvekst",
            scope: "skatt:inntekt.foreldrebetaling-2024",
            purpose: None,
            path: income(Role::Father),
            headers: &[CASE],
            status: 403,
            problem: Some("policy-expired"),
            ..Case::default()
        },
    ]
}

/// The cases that no policy is asked about.
fn refused_for_their_form<'a>(person: &impl Fn(Role) -> String) -> Vec<Case<'a>> {
    let history = format!("{}?part=historikk", person(Role::KindergartenChild));
    let number = |number| format!("/folkeregisteret/v1/personer/{number}");
    let (wrong, nobody) = (number("17859241205"), number("17859241204"));
    let batch = "/folkeregisteret/v1/uttrekk".to_owned();
    let misnumbered = "a number with wrong check digits";
    let unknown = "a person whom the provider does not know";
    vec![
        no(
            "history, which no purpose needs",
            ADMISSION,
            history,
            &[CASE],
            (400, "query-not-permitted"),
        ),
        no(misnumbered, ADMISSION, wrong, &[CASE], (400, "subject-malformed")),
        no(unknown, ADMISSION, nobody, &[CASE], (404, "provider-has-nothing")),
        no("a path that no service has", ADMISSION, batch, &[], (404, "no-such-service")),
    ]
}
