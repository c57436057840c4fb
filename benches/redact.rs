//! How fast documents are redacted: a person of 2 kB, and lists of persons of 64 kB, 1 MB and 10 MB, about
//! half of each kept, beside two peers in the same run: what reading and writing them whole with
//! `serde_json` costs, and what looking at each byte once costs at the least.
//!
//! Beside them: XML, and the memory that a stream of 1 GB takes.
//!
//! `cargo bench --bench redact`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot be set up has no other answer"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sluse::redact::{Form, Format, PermitSource, Piece, Plan, PlanSource, Redactor, Setting};
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

/// A person of a register in XML.
const XML_PERSON: &str = "<p:person><p:nummer>17859241204</p:nummer><p:navn><p:fornavn>HELDIG</p:fornavn><p:etternavn>TOMBOLA</p:etternavn></p:navn><p:foedt>1992-05-17</p:foedt><p:bosted kode=\"0301\"><p:vei>Testveien 12 B</p:vei><p:postnummer>0554</p:postnummer><p:poststed>OSLO</p:poststed></p:bosted><p:sivilstand>gift</p:sivilstand><p:relasjon><p:nummer>03910165681</p:nummer><p:rolle>ektefelleEllerPartner</p:rolle></p:relasjon></p:person>";

/// 1 MB of XML, about half of each person kept.
fn xml(criterion: &mut Criterion) {
    let today = Day::parse("2026-11-21").unwrap();
    let persons = XML_PERSON.repeat((1 << 20) / XML_PERSON.len());
    let document = format!("<p:svar xmlns:p=\"urn:personer\">{persons}</p:svar>");
    let permit = |text: &str| PermitSource {
        path: FieldPath::parse(&format!("p:svar.p:person.{text}")).unwrap(),
        form: Form::Clear,
        only_when: None,
        history: false,
    };
    let permits = ["p:navn.p:fornavn", "p:navn.p:etternavn", "p:bosted.p:vei", "p:sivilstand"];
    let permits = permits.iter().map(|text| permit(text)).collect();
    let namespaces = vec![("p".to_owned(), "urn:personer".to_owned())];
    let plan = PlanSource { format: Format::Xml, permits, namespaces, ..PlanSource::default() };
    let case = Case { name: "XML", document, plan: Plan::compile(plan).unwrap() };
    println!("XML: {} bytes, {} kept", case.document.len(), kept(&case, today));
    let mut group = criterion.benchmark_group("XML, 1 MB");
    group.throughput(Throughput::Bytes(case.document.len() as u64));
    group.bench_function("redact", |run| run.iter(|| redact(black_box(&case), today)));
    group.finish();
}

/// The most memory that this process ever had, in kB.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// 1 GB of persons in one list, each a record, taken as they are complete: what it adds to the memory.
/// It runs first, so that no other document has been held before.
fn stream(_: &mut Criterion) {
    let today = Day::parse("2026-11-21").unwrap();
    let permit = |text: &str| PermitSource {
        path: FieldPath::parse(&format!("[].{text}")).unwrap(),
        form: Form::Clear,
        only_when: None,
        history: false,
    };
    let plan = Plan::compile(PlanSource {
        permits: PERMITS.iter().map(|text| permit(text)).collect(),
        records: Some(FieldPath::parse("[]").unwrap()),
        ..PlanSource::default()
    });
    let plan = plan.unwrap();
    let chunk = format!("{PERSON},").repeat(32);
    let before = peak_kb();
    let mut redactor = Redactor::new(&plan, Setting { today, mask: None, pseudonyms: None });
    redactor.feed(b"[").unwrap();
    let (mut read, mut records) = (0, 0);
    let begun = std::time::Instant::now();
    while read < 1_000_000_000 {
        redactor.feed(chunk.as_bytes()).unwrap();
        read += chunk.len();
        records += redactor.take().len();
    }
    redactor.feed(PERSON.as_bytes()).unwrap();
    redactor.feed(b"]").unwrap();
    redactor.finish().unwrap();
    let speed = read as f64 / begun.elapsed().as_secs_f64() / 1e6;
    let more = peak_kb().saturating_sub(before);
    println!(
        "1 GB of records: {records} pieces, {speed:.0} MB/s, {more} kB of memory more at the peak"
    );
}

criterion_group!(benches, stream, documents, xml);
criterion_main!(benches);
