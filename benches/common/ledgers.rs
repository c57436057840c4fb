//! What the ledger's benches share: synthetic persons, readings about them, and how a ledger is opened.

use sluse::app::clock::SystemClock;
use sluse::ledger::Options;
use sluse::ledger::clock::Leeway;
use sluse::ledger::entry::{Asker, Draft, Event, Reading, Whom};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub type Failure = Box<dyn Error + Send + Sync>;

/// A ledger's folders below this one, without digests by themselves.
pub fn options(folder: &Path) -> Result<Options, Failure> {
    let origin = "ledger.example/bench";
    Ok(Options {
        dir: folder.join("ledger"),
        vault_dir: folder.join("vault"),
        index_dir: folder.join("index"),
        origin: origin.to_owned(),
        signer: NoteSigner::new(KeyName::parse(origin)?, Key32::new([7; 32]))?,
        clock: Arc::new(SystemClock),
        leeway: Leeway::default(),
        publish_interval: Duration::from_millis(500),
        queue: 8192,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
}

/// Synthetic persons, each once: month + 80, right check digits. There are some 27 millions.
pub fn persons() -> impl Iterator<Item = PersonNumber> {
    let dates = (0..100).flat_map(|year| (81..=92).map(move |month| (year, month)));
    let dates = dates.flat_map(|(year, month)| (1..=28).map(move |day| (year, month, day)));
    let serials = dates.flat_map(|(year, month, day)| {
        (0..1000).map(move |serial| format!("{day:02}{month}{year:02}{serial:03}"))
    });
    serials.filter_map(|text| {
        let digits: Vec<_> = text.bytes().map(|digit| u32::from(digit - b'0')).collect();
        let check = |weights: &[u32], digits: &[u32]| {
            let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
            match (11 - sum % 11) % 11 {
                10 => None,
                digit => Some(digit),
            }
        };
        let first = check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], &digits)?;
        let with_first = [digits, vec![first]].concat();
        let second = check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &with_first)?;
        PersonNumber::parse(&format!("{text}{first}{second}")).ok()
    })
}

/// A reading of two fields about a person; the number makes the consumer and the case.
pub fn reading(subject: PersonNumber, number: u64) -> Result<Draft, Failure> {
    let consumers = ["312143046", "312445571", "311672118"];
    let consumer = consumers.get(usize::try_from(number % 3)?).ok_or("no consumer")?;
    let reading = Reading {
        asker: Asker {
            consumer: Organisation::parse(consumer)?,
            supplier: None,
            client: ClientId::parse("client-1")?,
            customer: None,
            sub_client: None,
            issuer: None,
        },
        service: ServiceId::parse("folkeregisteret.person")?,
        purpose: PurposeId::parse("barnehageopptak")?,
        scope: Scope::parse("folkeregister:barnehage")?,
        policies: EntryIndex(0),
        narrowed: false,
        counted: false,
        whole: false,
        fields: vec![
            FieldPath::parse("navn[].fornavn")?,
            FieldPath::parse("foedsel.foedselsdato")?,
        ],
        withheld: [3, 17].into_iter().collect(),
        withheld_unnamed: 2,
    };
    let case_reference = Some(format!("2026/{}", number % 9973));
    let whom = Whom { case_reference, ..Whom::just(subject) };
    Ok(Draft::about(Event::Reading(reading), whom))
}
