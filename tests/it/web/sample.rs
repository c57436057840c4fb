//! Entries, policies and names to show.

use sluse::ledger::entry::{Asker, Entry, Event, Reading, Refusal, VERSION, Whom};
use sluse::policy::{PolicySet, PolicySource};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::subject::PersonNumber;
use sluse::web::{Kind, Names, PoliciesAt, Proof, Readings, Record, Unreadable, Witnessed};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Two synthetic persons (month + 80).
pub(super) const KARI: &str = "01817010055";
pub(super) const OLA: &str = "15884010028";

/// The entry that activated the sample policies.
pub(super) const POLICIES: EntryIndex = EntryIndex(3);

const SERVICE: &str = r#"service  = "register.person"
title    = { nb = "Personregister", nn = "Personregister", en = "Register of persons" }
provider = "311672118"
upstream = "register"

[[route]]
method = "GET"
path   = "/register/v1/{subject}"

[facts.address-protected]
name         = { nb = "beskyttet", nn = "verna", en = "protected" }
paths        = ["adresse.gradering"]
holds-unless = ["ugradert"]
absent       = true

[fields]
"navn[].fornavn"    = { nb = "Fornavn", nn = "Førenamn", en = "First name" }
"navn[].etternavn"  = { nb = "Etternavn", nn = "Etternamn", en = "Family name" }
"foedselsdato"      = { nb = "Fødselsdato", nn = "Fødselsdato", en = "Date of birth" }
"adresse.vei"       = { nb = "Vei", nn = "Veg", en = "Street" }
"adresse.gradering" = { nb = "Gradering", nn = "Gradering", en = "Protection" }
"#;

const PURPOSE: &str = r#"purpose   = "opptak"
title     = { nb = "Opptak i barnehage", nn = "Opptak i barnehage", en = "Kindergarten admission" }
basis     = { gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2005/06/17/64", section = "§ 16" }
service   = "register.person"
scope     = "register:opptak"
consumers = ["312143046"]
valid     = { from = 2026-01-01, until = 2026-12-31 }
requires  = ["case-reference"]

[[permit]]
path = "navn[].fornavn"
need = "Barnet må kunne kjennes igjen"

[[permit]]
path = "foedselsdato"
as   = "age-in-years"
need = "Retten avhenger av alder"

[[forbid]]
path = "adresse"
when = "address-protected"
"#;

/// The files of the sample policies.
pub(super) fn sources() -> Vec<PolicySource> {
    let file = |name: &str, text: &str| PolicySource { name: name.into(), text: text.into() };
    vec![file("service.toml", SERVICE), file("purpose.toml", PURPOSE)]
}

pub(super) fn policies() -> Arc<PolicySet> {
    Arc::new(PolicySet::parse(&sources()).unwrap())
}

/// A ledger that holds what the test puts into it.
pub(super) struct Shelf {
    pub(super) records: Mutex<Vec<Record>>,
    pub(super) policies: Arc<PolicySet>,
    pub(super) broken: AtomicBool,
    /// How many entries were told in all.
    pub(super) told: AtomicUsize,
    pub(super) witnessed: Mutex<Option<Witnessed>>,
}

impl Shelf {
    pub(super) fn new() -> Self {
        Self {
            records: Mutex::default(),
            policies: policies(),
            broken: AtomicBool::new(false),
            told: AtomicUsize::new(0),
            witnessed: Mutex::default(),
        }
    }

    pub(super) fn put(&self, record: Record) {
        self.records.lock().unwrap().push(record);
    }
}

impl Readings for Shelf {
    fn about(
        &self,
        person: &PersonNumber,
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Record>, Unreadable> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Unreadable);
        }
        let mut records = self.records.lock().unwrap().clone();
        records.retain(|record| record.whom.subject == *person);
        records.retain(|record| before.is_none_or(|before| record.count < before));
        records.sort_by_key(|record| std::cmp::Reverse(record.index));
        records.truncate(most);
        self.told.fetch_add(records.len(), Ordering::SeqCst);
        Ok(records)
    }

    fn published(&self) -> u64 {
        100
    }

    fn witnessed(&self) -> Option<Witnessed> {
        self.witnessed.lock().unwrap().clone()
    }

    fn proof(&self, person: &PersonNumber, count: u64) -> Result<Option<Proof>, Unreadable> {
        let records = self.about(person, None, usize::MAX)?;
        let record = records.iter().find(|record| record.count == count);
        let file = |index: u64| (index < 100).then(|| format!("the proof of {index}\n"));
        Ok(record.map(|it| Proof { index: it.index, file: file(it.index.0) }))
    }

    fn log_key(&self) -> String {
        "people.test/log+00000000+AA==".to_owned()
    }

    fn bundle(&self, person: &PersonNumber) -> Result<Vec<u8>, Unreadable> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Unreadable);
        }
        let whose = if person.expose() == KARI { "Kari" } else { "somebody" };
        Ok(format!("the bundle of {whose}").into_bytes())
    }
}

impl PoliciesAt for Shelf {
    fn in_force_at(&self, entry: EntryIndex) -> Option<Arc<PolicySet>> {
        (entry >= POLICIES).then(|| self.policies.clone())
    }

    fn newest(&self) -> Option<EntryIndex> {
        Some(POLICIES)
    }
}

impl Names for Shelf {
    fn kind(&self, organisation: &Organisation) -> Kind {
        match organisation.as_str() {
            "312143046" | "312800004" => Kind::Municipality,
            "311672118" | "313010104" => Kind::Nationwide,
            _ => Kind::Other,
        }
    }

    fn name(&self, organisation: &Organisation) -> Option<String> {
        match organisation.as_str() {
            "312143046" => Some("Testby kommune".to_owned()),
            "311672118" => Some("Personregisteret".to_owned()),
            "312445190" => Some("Inntektsregisteret".to_owned()),
            "312800004" => Some("Prøvevik kommune".to_owned()),
            "313010104" => Some("Stønadsetaten".to_owned()),
            "313020207" => Some("Testfoss tingrett".to_owned()),
            "313030318" => Some("Bostøttekontoret".to_owned()),
            "313040402" => Some("Oppvekstdrift AS".to_owned()),
            _ => None,
        }
    }
}

pub(super) fn asker() -> Asker {
    Asker {
        consumer: Organisation::parse("312143046").unwrap(),
        supplier: None,
        client: ClientId::parse("testby-oppvekst").unwrap(),
        customer: None,
        sub_client: None,
        issuer: None,
    }
}

pub(super) fn whom(person: &str) -> Whom {
    Whom {
        case_reference: Some("2026/1234".to_owned()),
        end_user: Some("Berit Behandler".to_owned()),
        ..Whom::just(PersonNumber::parse(person).unwrap())
    }
}

pub(super) fn record(index: u64, at: &str, event: Event, whom: Whom) -> Record {
    let at = at.parse().unwrap();
    let (expires, held, tag, sealed) = (None, None, None, None);
    let entry = Entry { v: VERSION, at, event, expires, held, tag, sealed };
    let mark = [u8::try_from(index % 256).unwrap(); 16];
    Record { index: EntryIndex(index), count: index, entry, whom, mark, released: None }
}

pub(super) fn paths(paths: &[&str]) -> Vec<FieldPath> {
    paths.iter().map(|path| FieldPath::parse(path).unwrap()).collect()
}

/// A reading of first name and age.
pub(super) fn reading() -> Reading {
    Reading {
        asker: asker(),
        service: "register.person".parse().unwrap(),
        purpose: "opptak".parse().unwrap(),
        scope: "register:opptak".parse().unwrap(),
        policies: POLICIES,
        narrowed: false,
        counted: false,
        whole: false,
        fields: paths(&["navn[].fornavn", "foedselsdato"]),
        withheld: [1, 3].into_iter().collect(),
        withheld_unnamed: 2,
    }
}

pub(super) fn reading_at(index: u64, at: &str, person: &str) -> Record {
    record(index, at, Event::Reading(reading()), whom(person))
}

pub(super) fn refusal(reason: &str) -> Event {
    Event::Refusal(Refusal {
        reason: reason.to_owned(),
        asker: Some(asker()),
        service: Some("register.person".parse().unwrap()),
        purpose: Some("opptak".parse().unwrap()),
        policies: None,
    })
}
