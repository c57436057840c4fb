//! A person's bundle with some of its bytes replaced, and any bytes at all: refused, or still what it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::ledger::bundle::{Expected, Verified, verify_bundle};
use sluse::ledger::clock::Leeway;
use sluse::ledger::entry::{Draft, Event, LimitWarning, Whom};
use sluse::ledger::{Ledger, Options};
use sluse::merkle::note::{KeyName, NoteSigner, NoteVerifier};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

struct Whole {
    bytes: Vec<u8>,
    verifiers: [NoteVerifier; 1],
    says: Verified,
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let shared = std::path::Path::new("/dev/shm");
    let parent = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
    let dir = parent.join(format!("sluse-fuzz-bundle-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    let name = KeyName::parse("ledger.example/fuzz").unwrap();
    let signer = NoteSigner::new(name, Key32::new([7; 32])).unwrap();
    let verifiers = [signer.verifier().clone()];
    let ledger = Ledger::open(Options {
        dir: dir.join("ledger"),
        vault_dir: dir.join("vault"),
        index_dir: dir.join("index"),
        origin: "ledger.example/fuzz".to_owned(),
        signer,
        clock: Arc::new(sluse::app::clock::SystemClock),
        leeway: Leeway::default(),
        publish_interval: Duration::from_secs(3600),
        queue: 64,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
    .unwrap();
    let subject = PersonNumber::parse("17859241204").unwrap();
    let event = || {
        Event::LimitWarning(LimitWarning {
            consumer: sluse::vocab::party::Organisation::parse("312143046").unwrap(),
            purpose: sluse::vocab::basis::PurposeId::parse("barnehageopptak").unwrap(),
            limit: "persons-per-day".to_owned(),
            soft: 1,
            policies: EntryIndex(0),
        })
    };
    let whom = || Whom {
        case_reference: Some("2026/1".to_owned()),
        ..Whom::just(subject.clone())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..3 {
        runtime.block_on(ledger.append(Draft::about(event(), whom()))).unwrap();
    }
    let bytes = ledger.bundle(&subject).unwrap();
    runtime.block_on(ledger.close());
    let _ = std::fs::remove_dir_all(&dir);
    let says = verify(&bytes, &verifiers).unwrap();
    Whole { bytes, verifiers, says }
});

fn verify(bytes: &[u8], verifiers: &[NoteVerifier]) -> Option<Verified> {
    verify_bundle(bytes, &Expected { verifiers, digest_since: None }).ok()
}

fuzz_target!(|bytes: &[u8]| {
    let whole = &*WHOLE;
    assert!(verify(bytes, &whole.verifiers).is_none());
    let Some((place, new)) = bytes.split_first_chunk::<2>() else { return };
    let place = usize::from(u16::from_le_bytes(*place)) % whole.bytes.len();
    let end = whole.bytes.len().min(place + new.len());
    let changed = [&whole.bytes[..place], new, &whole.bytes[end..]].concat();
    if let Some(read) = verify(&changed, &whole.verifiers) {
        assert_eq!(read.subject, whole.says.subject);
        assert_eq!(read.digest, whole.says.digest);
        let indexes = |says: &Verified| says.entries.iter().map(|it| it.index).collect::<Vec<_>>();
        assert_eq!(indexes(&read), indexes(&whole.says));
    }
});
