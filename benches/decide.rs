//! How long a decision takes with 1, 10 and 1,000 purposes over one service: it must not grow.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has failed")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sluse::policy::{Ask, NoGroups, PolicySet, PolicySource, decide};
use sluse::vocab::basis::ServiceId;
use sluse::vocab::party::Organisation;
use sluse::vocab::scope::Scopes;
use sluse::vocab::time::{Day, WallClock};
use std::fmt::Write as _;
use std::hint::black_box;

/// Fields of the service; each purpose permits ten.
const FIELDS: usize = 500;

/// A service with many fields.
fn service() -> PolicySource {
    let mut text = String::from(
        "service = \"register.person\"\n\
         title = { nb = \"R\", nn = \"R\", en = \"R\" }\n\
         provider = \"311672118\"\n\
         upstream = \"register\"\n\
         [[route]]\nmethod = \"GET\"\npath = \"/register/{subject}\"\n[fields]\n",
    );
    for field in 0..FIELDS {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "felt{field} = {{ nb = \"F\", nn = \"F\", en = \"F\" }}");
    }
    PolicySource { name: "service.toml".to_owned(), text }
}

/// One purpose: two share each scope, as the worst real case does.
fn purpose(number: usize) -> PolicySource {
    let mut text = format!(
        "purpose = \"formaal-{number}\"\n\
         title = {{ nb = \"F\", nn = \"F\", en = \"P\" }}\n\
         basis = {{ gdpr = \"6(1)(e)\", law = \"https://lovdata.no/eli/lov/2016/12/09/88\", section = \"§ 10-1\" }}\n\
         service = \"register.person\"\n\
         scope = \"register:formaal.{}\"\n\
         consumers = [\"312143046\", \"312800004\", \"313010104\"]\n\
         valid = {{ from = 2026-01-01, until = 2026-12-31 }}\n\
         requires = [\"case-reference\"]\n",
        number / 2
    );
    for field in 0..10 {
        let path = (number * 7 + field) % FIELDS;
        let _ = writeln!(text, "[[permit]]\npath = \"felt{path}\"\nneed = \"n\"");
    }
    PolicySource { name: format!("purpose-{number}.toml"), text }
}

/// The benchmarks: a permit by a stated purpose, and a refusal of a purpose that does not exist.
fn benches(criterion: &mut Criterion) {
    let consumer = Organisation::parse("312143046").expect("well formed");
    let service_id = ServiceId::parse("register.person").expect("well formed");
    let today = Day::parse("2026-06-01").expect("well formed");
    for count in [1_usize, 10, 1_000] {
        let mut files = vec![service()];
        files.extend((0..count).map(purpose));
        let set = PolicySet::parse(&files).expect("has no faults");
        let last = count - 1;
        let stated = format!("formaal-{last}");
        let scopes = Scopes::parse(&format!("register:formaal.{}", last / 2)).expect("well formed");
        let ask = |stated| Ask {
            consumer: &consumer,
            supplier: None,
            scopes: &scopes,
            service: &service_id,
            stated,
            membership: &NoGroups,
            case_reference: Some("2026/17"),
            relation: None,
            token_person: false,
            consent: None,
            subjects: 1,
            clock: WallClock { weekday: 0, minute: 9 * 60 },
            has_end_user: false,
            today,
        };
        let permitted = ask(Some(stated.as_str()));
        assert!(decide(&set, &permitted).is_ok(), "the ask must be permitted");
        criterion.bench_with_input(BenchmarkId::new("decide/permit", count), &set, |bench, set| {
            bench.iter(|| decide(black_box(set), black_box(&permitted)));
        });
        let refused = ask(Some("formal"));
        criterion.bench_with_input(BenchmarkId::new("decide/refuse", count), &set, |bench, set| {
            bench.iter(|| decide(black_box(set), black_box(&refused)));
        });
        criterion.bench_with_input(BenchmarkId::new("parse", count), &files, |bench, files| {
            bench.iter(|| PolicySet::parse(black_box(files)));
        });
    }
}

criterion_group!(decisions, benches);
criterion_main!(decisions);
