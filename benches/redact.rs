//! How fast documents are redacted: a person of 2 kB, and lists of persons of 64 kB, 1 MB and 10 MB, about
//! half of each kept, beside two peers in the same run: what reading and writing them whole with
//! `serde_json` costs, and what looking at each byte once costs at the least.
//!
//! `cargo bench --bench redact`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot be set up has no other answer"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sluse::redact::{Form, PermitSource, Piece, Plan, PlanSource, Redactor, Setting};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;
use std::hint::black_box;

/// A synthetic person as Folkeregisteret writes one.
const PERSON: &str = r#"{"identifikasjonsnummer":[{"ajourholdstidspunkt":"2020-03-01T10:00:00+01:00","erGjeldende":true,"kilde":"KILDE_DSF","status":"iBruk","foedselsEllerDNummer":"17859241204","identifikatortype":"foedselsnummer"}],"status":[{"erGjeldende":true,"gyldighetstidspunkt":"2020-03-01T00:00:00+01:00","status":"bosatt"}],"foedsel":{"erGjeldende":true,"foedselsdato":"1992-05-17","foedselsaar":"1992","foedekommuneINorge":"0301","foedeland":"NOR"},"navn":[{"erGjeldende":true,"fornavn":"HELDIG","etternavn":"TOMBOLA"},{"erGjeldende":false,"opphoerstidspunkt":"2022-06-01T00:00:00+02:00","fornavn":"HELDIG","etternavn":"KÅFFEKØPP"}],"adressebeskyttelse":[{"erGjeldende":true,"graderingsnivaa":"ugradert"}],"bostedsadresse":[{"erGjeldende":true,"flyttedato":"2022-08-01","adressegradering":"ugradert","grunnkrets":1304,"vegadresse":{"kommunenummer":"0301","bruksenhetsnummer":"H0203","bruksenhetstype":"bolig","adressenavn":"Testveien","adressenummer":{"husnummer":"12","husbokstav":"B"},"adressekode":"10234","poststed":{"poststedsnavn":"OSLO","postnummer":"0554"}}}],"sivilstand":[{"erGjeldende":true,"sivilstand":"gift","sivilstandsdato":"2019-06-15","relatertVedSivilstand":"03910165681"}],"familierelasjon":[{"erGjeldende":true,"relatertPerson":"03910165681","relatertPersonsRolle":"ektefelleEllerPartner","minRolleForPerson":"ektefelleEllerPartner"},{"erGjeldende":true,"relatertPerson":"57859241389","relatertPersonsRolle":"barn","minRolleForPerson":"mor"}],"statsborgerskap":[{"erGjeldende":true,"statsborgerskap":"NOR","ervervsdato":"1992-05-17"}],"kjoenn":[{"erGjeldende":true,"kjoenn":"kvinne"}],"postadresse":[{"erGjeldende":true,"adressegradering":"ugradert","postboksadresse":{"postboks":"123","poststed":{"poststedsnavn":"OSLO","postnummer":"0101"}}}]}"#;

/// The fields that are let through: about half of the bytes.
const PERMITS: [&str; 20] = [
    "navn[].fornavn",
    "navn[].etternavn",
    "bostedsadresse[].vegadresse.kommunenummer",
    "bostedsadresse[].vegadresse.bruksenhetsnummer",
    "bostedsadresse[].vegadresse.bruksenhetstype",
    "bostedsadresse[].vegadresse.adressenavn",
    "bostedsadresse[].vegadresse.adressenummer.husnummer",
    "bostedsadresse[].vegadresse.adressenummer.husbokstav",
    "bostedsadresse[].vegadresse.adressekode",
    "bostedsadresse[].vegadresse.poststed.poststedsnavn",
    "bostedsadresse[].vegadresse.poststed.postnummer",
    "sivilstand[].erGjeldende",
    "sivilstand[].sivilstand",
    "sivilstand[].sivilstandsdato",
    "sivilstand[].relatertVedSivilstand",
    "familierelasjon[].erGjeldende",
    "familierelasjon[].relatertPerson",
    "familierelasjon[].relatertPersonsRolle",
    "familierelasjon[].minRolleForPerson",
    "statsborgerskap[].statsborgerskap",
];

/// The fields that the service declares.
const KNOWN: [&str; 12] = [
    "identifikasjonsnummer",
    "status",
    "foedsel.foedselsdato",
    "foedsel.foedeland",
    "navn[].fornavn",
    "navn[].etternavn",
    "adressebeskyttelse",
    "bostedsadresse[].vegadresse",
    "sivilstand",
    "familierelasjon",
    "kjoenn",
    "postadresse",
];

/// A document to redact, with the plan for it.
struct Case {
    name: &'static str,
    document: String,
    plan: Plan,
}

fn plan(prefix: &str) -> Plan {
    let path = |text: &str| FieldPath::parse(&format!("{prefix}{text}")).unwrap();
    let permit =
        |text: &str, form| PermitSource { path: path(text), form, only_when: None, history: false };
    let mut permits: Vec<_> = PERMITS.iter().map(|text| permit(text, Form::Clear)).collect();
    permits.push(permit("foedsel.foedselsdato", Form::AgeInYears));
    let known = KNOWN.iter().map(|text| path(text)).collect();
    Plan::compile(PlanSource { permits, known, ..PlanSource::default() }).unwrap()
}

/// A list of persons of about so many bytes.
fn list(name: &'static str, bytes: usize) -> Case {
    let persons = vec![PERSON; bytes / PERSON.len()];
    let document = format!("{{\"personer\":[{}]}}", persons.join(","));
    Case { name, document, plan: plan("personer[].") }
}

fn cases() -> [Case; 4] {
    [
        Case { name: "2 kB", document: PERSON.to_owned(), plan: plan("") },
        list("64 kB", 64 << 10),
        list("1 MB", 1 << 20),
        list("10 MB", 10 << 20),
    ]
}

fn redact(case: &Case, today: Day) -> Vec<Piece> {
    let setting = Setting { today, mask: None, pseudonyms: None };
    let mut redactor = Redactor::new(&case.plan, setting);
    redactor.feed(case.document.as_bytes()).unwrap();
    redactor.finish().unwrap();
    redactor.take()
}

/// How many bytes of a document's only record are kept.
fn kept(case: &Case, today: Day) -> usize {
    let body = |piece| match piece {
        Piece::Frame(frame) => frame.len(),
        Piece::Record(record) => record.body.len(),
    };
    redact(case, today).into_iter().map(body).sum()
}

fn parse_and_write(document: &str) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_str(document).unwrap();
    serde_json::to_vec(&value).unwrap()
}

/// Looks at one byte at a time, and tells how deep the document is: no more than strings, escapes and
/// brackets, and no validation.
fn scan(document: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in document.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    deepest
}

fn documents(criterion: &mut Criterion) {
    let today = Day::parse("2026-11-21").unwrap();
    for case in cases() {
        let kept = kept(&case, today);
        println!("{}: {} bytes, {kept} kept", case.name, case.document.len());
        let mut group = criterion.benchmark_group(case.name);
        group.throughput(Throughput::Bytes(case.document.len() as u64));
        group.sample_size(if case.document.len() > 1 << 21 { 10 } else { 100 });
        group.bench_function("redact", |run| run.iter(|| redact(black_box(&case), today)));
        group.bench_function("serde_json parse and write", |run| {
            run.iter(|| parse_and_write(black_box(&case.document)));
        });
        group.bench_function("naive byte scanner", |run| {
            run.iter(|| scan(black_box(&case.document)));
        });
        group.finish();
    }
}

criterion_group!(benches, documents);
criterion_main!(benches);
