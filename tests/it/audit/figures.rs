//! Figures grow with the ledger, and are the same when they are counted anew.

use proptest::prelude::*;
use sluse::audit::PoliciesThen;
use sluse::audit::figures::{Counts, DAYS_KEPT, Figures, Grower, snapshot};
use sluse::ledger::clock::Leeway;
use sluse::ledger::entry::{
    Asker, Draft, Event, Held, IdentityRequest, LimitWarning, Officer, Reading, Refusal, Release,
    Whom,
};
use sluse::ledger::{Ledger, Options};
use sluse::policy::PolicySet;
use sluse::vocab::basis::{LawUrl, PurposeId, ServiceId, Statute};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use sluse::vocab::time::{Clock, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

const DAY_MS: u64 = 86_400_000;

struct Set(AtomicU64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// The shipped policies, whenever.
struct Shipped;

static POLICIES: LazyLock<Arc<PolicySet>> = LazyLock::new(|| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"));
    Arc::new(sluse::app::policies::check(folder).unwrap())
});

impl PoliciesThen for Shipped {
    fn in_force_at(&self, _: EntryIndex) -> Option<Arc<PolicySet>> {
        Some(POLICIES.clone())
    }
}

/// A ledger in a folder of its own, and its clock.
struct Here {
    folder: tempfile::TempDir,
    clock: Arc<Set>,
    ledger: Ledger,
}

impl Here {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Set(AtomicU64::new(1_795_000_000_000)));
        let options = Options {
            dir: folder.path().join("ledger"),
            vault_dir: folder.path().join("vault"),
            index_dir: folder.path().join("index"),
            origin: crate::ledger::ORIGIN.to_owned(),
            signer: crate::ledger::signer(),
            clock: clock.clone(),
            leeway: Leeway::default(),
            publish_interval: Duration::from_secs(3600),
            queue: 1024,
            keep: None,
            digest_interval: Duration::MAX,
            digest_entries: u64::MAX,
        };
        let ledger = Ledger::open(options).unwrap();
        Self { folder, clock, ledger }
    }

    fn append(&self, drafts: Vec<Draft>) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.ledger.append_all(drafts)).unwrap();
        self.ledger.publish().unwrap();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Those of this file, and who counts for them.
    fn figures(&self, name: &str) -> (Arc<Figures>, Grower) {
        let figures = Arc::new(Figures::open(&self.ledger, self.file(name)));
        let grower = Grower::new(figures.clone(), self.ledger.clone(), Arc::new(Shipped));
        (figures, grower)
    }

    /// All counted from the first entry.
    fn anew(&self) -> Counts {
        let (figures, mut grower) = self.figures("nothing");
        while grower.step().unwrap() {}
        figures.counts().clone()
    }

    fn wait_days(&self, days: u64) {
        self.clock.0.fetch_add(days * DAY_MS, Ordering::Relaxed);
    }
}

fn organisation(number: u8) -> Organisation {
    Organisation::parse(&format!("31214304{}", number % 4)).unwrap()
}

fn asker(number: u8) -> Asker {
    Asker {
        consumer: organisation(number),
        supplier: (number.is_multiple_of(3)).then(|| organisation(number.wrapping_add(1))),
        client: ClientId::parse("client-1").unwrap(),
        customer: None,
        sub_client: None,
        issuer: None,
    }
}

fn purpose(number: u8) -> PurposeId {
    PurposeId::parse(["barnehageopptak", "skoleopptak", "bostotte"][usize::from(number % 3)])
        .unwrap()
}

fn service(number: u8) -> ServiceId {
    let names = ["folkeregisteret.person", "skatteetaten.inntekt", "nobody.knows"];
    ServiceId::parse(names[usize::from(number % 3)]).unwrap()
}

fn reading(number: u8) -> Event {
    let fields = ["navn[].fornavn", "foedsel.foedselsdato", "bostedsadresse[]"];
    let take = usize::from(number % 4);
    Event::Reading(Reading {
        asker: asker(number),
        service: service(number),
        purpose: purpose(number / 2),
        scope: Scope::parse("folkeregister:barnehage").unwrap(),
        policies: EntryIndex(u64::from(number % 2)),
        narrowed: false,
        counted: false,
        whole: false,
        fields: fields.iter().take(take).map(|it| FieldPath::parse(it).unwrap()).collect(),
        withheld: [3].into_iter().collect(),
        withheld_unnamed: 0,
    })
}

/// A draft by three numbers: what, of whom, and whether it is held.
fn draft(now: Timestamp, kind: u8, number: u8) -> Draft {
    let law = LawUrl::parse("https://lovdata.no/eli/lov/2010/05/28/16").unwrap();
    let basis = Statute { law, section: "§ 49".into() };
    let whom = Whom::just(crate::ledger::person(u32::from(number)));
    match kind % 7 {
        6 => Draft::new(Event::IdentityRequest(Box::new(IdentityRequest {
            entry: EntryIndex(0),
            by: Officer { organisation: organisation(number), name: "Revisjon".into() },
            reason: format!("words \"of\" a person\n{number}"),
            basis: "personopplysningsloven § 26".into(),
        }))),
        0 | 1 => Draft::about(reading(number), whom),
        2 => {
            let held = Held::since(now, u16::from(number % 5) + 1, &basis);
            Draft { held: Some(held), ..Draft::about(reading(number), whom) }
        }
        3 => Draft::new(Event::Refusal(Refusal {
            reason: ["other-person", "limit-reached"][usize::from(number % 2)].into(),
            asker: (!number.is_multiple_of(5)).then(|| asker(number)),
            service: (!number.is_multiple_of(2)).then(|| service(number)),
            purpose: None,
            policies: (!number.is_multiple_of(3)).then_some(EntryIndex(0)),
        })),
        4 => Draft::new(Event::LimitWarning(LimitWarning {
            consumer: organisation(number),
            purpose: purpose(number),
            limit: "readings-per-day".into(),
            soft: 10,
            policies: EntryIndex(0),
        })),
        _ => Draft::new(Event::Release(Release {
            consumer: organisation(number),
            purpose: Some(purpose(number / 2)),
            held: Held { until: now.day_in_norway(), basis },
        })),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn figures_that_grew_are_those_that_are_counted_anew(
        steps in proptest::collection::vec(
            (proptest::collection::vec((0u8..7, any::<u8>()), 1..20), 0u64..40, any::<bool>()),
            1..20,
        ),
    ) {
        let here = Here::new();
        let (mut figures, mut grower) = here.figures("figures");
        for (drafts, days, again) in steps {
            let now = here.clock.now();
            let drafts = drafts.into_iter().map(|(kind, number)| draft(now, kind, number));
            here.append(drafts.collect());
            while grower.step().unwrap() {}
            if again {
                // As after a start: what is in the file is counted on.
                grower.keep().unwrap();
                let before = figures.counts().clone();
                (figures, grower) = here.figures("figures");
                prop_assert_eq!(&*figures.counts(), &before);
            }
            here.wait_days(days);
        }
        let counts = figures.counts().clone();
        prop_assert_eq!(counts.counted(), here.ledger.published());
        prop_assert_eq!(counts.given_up(), 0);
        let days = counts.between(
            Timestamp::from_millis(0).day_in_norway(),
            here.clock.now().day_in_norway(),
        );
        prop_assert_eq!(days.map(|(_, _, count)| count).sum::<u64>(), counts.counted());
        prop_assert_eq!(&counts, &here.anew());
        let root = sluse::merkle::Hash::leaf(b"");
        let file = snapshot::write(&counts, &root);
        prop_assert!(!file.windows(5).any(|part| part == b"words"), "what people wrote is not kept");
        prop_assert_eq!(snapshot::read(&file), Some((counts, root)));
    }

    #[test]
    fn bytes_of_a_stranger_are_no_figures(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(snapshot::read(&bytes).is_none());
        // Also with a right checksum.
        let begun = [b"sluse-figures@v1\n".as_slice(), &bytes].concat();
        let check = ring::digest::digest(&ring::digest::SHA256, &begun);
        let whole = [&begun, check.as_ref()].concat();
        if let Some((counts, root)) = snapshot::read(&whole) {
            prop_assert_eq!(snapshot::write(&counts, &root), whole);
        }
    }
}

fn some(here: &Here, count: u8) {
    let now = here.clock.now();
    here.append((0..count).map(|number| draft(now, number, number)).collect());
}

#[test]
fn a_damaged_file_is_not_used_and_all_is_counted_anew() {
    let here = Here::new();
    some(&here, 60);
    let (_, mut grower) = here.figures("figures");
    while grower.step().unwrap() {}
    grower.keep().unwrap();
    let file = here.file("figures");
    let whole = std::fs::read(&file).unwrap();
    let spoilt = (0..whole.len()).step_by(17).map(|place| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    });
    let cut = [0, 1, 40, whole.len() - 1].map(|length| whole[..length].to_vec());
    for bytes in spoilt.chain(cut) {
        std::fs::write(&file, bytes).unwrap();
        let (figures, _) = here.figures("figures");
        assert_eq!(figures.counts().counted(), 0);
    }
    std::fs::write(&file, &whole).unwrap();
    let (figures, mut grower) = here.figures("figures");
    assert_eq!(figures.counts().counted(), 60);
    assert!(!grower.step().unwrap());
    assert_eq!(*figures.counts(), here.anew());
}

#[test]
fn the_file_of_another_ledger_or_of_a_newer_one_is_not_used() {
    let (here, other) = (Here::new(), Here::new());
    some(&here, 30);
    some(&other, 31);
    let (_, mut grower) = here.figures("figures");
    while grower.step().unwrap() {}
    grower.keep().unwrap();
    std::fs::copy(here.file("figures"), other.file("figures")).unwrap();
    let (figures, mut grower) = other.figures("figures");
    assert_eq!(figures.counts().counted(), 0);
    while grower.step().unwrap() {}
    assert_eq!(*figures.counts(), other.anew());
    // One that counts more than there is.
    grower.keep().unwrap();
    std::fs::copy(other.file("figures"), here.file("figures")).unwrap();
    assert_eq!(here.figures("figures").0.counts().counted(), 0);
}

#[test]
fn what_is_old_is_told_by_month_and_no_entry_is_lost() {
    let here = Here::new();
    for _ in 0..3 {
        some(&here, 12);
        here.wait_days(1);
    }
    let old = here.clock.now().day_in_norway();
    let before = here.anew();
    here.wait_days(u64::from(DAYS_KEPT) + 62);
    some(&here, 1);
    let counts = here.anew();
    let all = |counts: &Counts| -> Vec<(String, u64)> {
        let first = Timestamp::from_millis(0).day_in_norway();
        let rows = counts.between(first, here.clock.now().day_in_norway());
        rows.map(|(day, _, count)| (day.to_string(), count)).collect()
    };
    let sum = |rows: &[(String, u64)]| rows.iter().map(|(_, count)| count).sum::<u64>();
    assert_eq!((sum(&all(&before)), sum(&all(&counts))), (36, 37));
    let months = counts.months_before().unwrap();
    assert!(old < months);
    let today = here.clock.now().day_in_norway().to_string();
    for (day, _) in all(&counts) {
        assert!(day.ends_with("-01") || day == today, "{day}");
    }
    assert!(all(&before).iter().any(|(day, _)| !day.ends_with("-01")));
}
