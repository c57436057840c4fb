//! The index from tags to entries: runs hold what a naive list holds, and whatever is lost of them is
//! found again in the ledger while it is used.

use super::{Place, append_all, person, reading};
use proptest::prelude::*;
use sluse::ledger::runs::{Posting, Run, Span};
use sluse::ledger::store::{Batch, Store, StoreError};
use sluse::ledger::{About, AppendError, FileStore, IndexError, Ledger, ReadError, Sequenced};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

/// Runs of sixteen entries, so that few entries fill several levels.
const SPAN: Span = Span::new(4);

fn open(place: &Place) -> Ledger {
    open_on(place, Arc::new(FileStore::open(&place.dir()).unwrap()))
}

fn open_on(place: &Place, store: Arc<dyn Store>) -> Ledger {
    Ledger::open_with(store, place.options(), SPAN).unwrap()
}

/// The values of a run, by their keys.
type Values = BTreeMap<[u8; 13], Vec<u8>>;

fn written(run: Run, tags: &[(u64, [u8; 8])]) -> Values {
    let within = tags.iter().filter(|(index, _)| run.entries().contains(index));
    let mut postings: Vec<_> = within.map(|(index, tag)| Posting::new(*tag, *index)).collect();
    (0..).map(|bucket| run.key(bucket)).zip(run.values(&mut postings)).collect()
}

fn joined(run: Run, tags: &[(u64, [u8; 8])]) -> Values {
    let Some(first) = run.below().next() else { return written(run, tags) };
    let below: Vec<_> = run.below().map(|part| (part, joined(part, tags))).collect();
    let mut values = Values::new();
    for bucket in 0..first.buckets() {
        let parts: Vec<_> = below.iter().map(|(part, its)| &its[&part.key(bucket)]).collect();
        let (place, these) = run.joined(bucket, &parts);
        values.extend((place..).map(|bucket| run.key(bucket)).zip(these));
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_run_written_at_once_is_the_run_joined_of_its_parts_and_finds_what_a_list_finds(
        bits in 2_u8..=12,
        level in 0_u8..=2,
        number in 0_u64..5,
        // Few different bytes, so that tags share beginnings and even all that a run keeps.
        entries in prop::collection::btree_map(0_u64..5000, prop::array::uniform8(0_u8..3), 0..300),
        high in any::<u8>(),
    ) {
        let span = Span::new(bits);
        let run = Run::new(span, level, number).unwrap();
        let first = run.entries().start;
        let tags: Vec<_> = entries
            .into_iter()
            .map(|(offset, tag)| (first + offset, tag.map(|byte| byte.wrapping_mul(high))))
            .filter(|(index, _)| run.entries().contains(index))
            .collect();
        let values = written(run, &tags);
        prop_assert_eq!(values.len(), run.buckets() as usize);
        prop_assert_eq!(&values, &joined(run, &tags));
        let bytes: usize = values.values().map(Vec::len).sum();
        prop_assert_eq!(bytes, tags.len() * 6);
        let absent = (0, [high.wrapping_add(1); 8]);
        for (_, tag) in tags.iter().chain([&absent]) {
            let naive: Vec<_> =
                tags.iter().filter(|it| it.1[..5] == tag[..5]).map(|it| it.0).collect();
            let found = run.entries_with(*tag, &values[&run.key_of(*tag)]);
            prop_assert_eq!(found, naive);
        }
    }
}

/// What is told about some persons.
fn told(ledger: &Ledger, persons: u32) -> Vec<Vec<(u64, u64)>> {
    let about = |number| ledger.about(&person(number), None, 1000).unwrap();
    let short = |about: &About| (about.index.0, about.count);
    (0..persons).map(|number| about(number).iter().map(short).collect()).collect()
}

/// Waits until the index knows every entry.
async fn whole(ledger: &Ledger) {
    let patience = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    while ledger.not_indexed() > 0 {
        assert!(tokio::time::Instant::now() < patience, "{} left", ledger.not_indexed());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_index_that_grew_one_that_was_reopened_and_one_that_was_rebuilt_answer_the_same() {
    let place = Place::new();
    let ledger = open(&place);
    for _ in 0..7 {
        append_all(&ledger, (0..100).map(|number| number % 20)).await;
        ledger.publish().unwrap();
    }
    let grown = told(&ledger, 21);
    assert!(grown[..20].iter().all(|about| about.len() == 35) && grown[20].is_empty());
    ledger.close().await;
    drop(ledger);
    let ledger = open(&place);
    assert_eq!(ledger.not_indexed(), 0, "next to nothing is read again");
    assert_eq!(told(&ledger, 21), grown);
    ledger.close().await;
    drop(ledger);
    std::fs::remove_dir_all(place.index_dir()).unwrap();
    let ledger = open(&place);
    whole(&ledger).await;
    assert_eq!(told(&ledger, 21), grown);
    append_all(&ledger, 0..20).await;
    assert!(told(&ledger, 20).iter().all(|about| about.len() == 36));
}

#[tokio::test]
async fn a_handle_dropped_at_any_time_leaves_an_index_that_goes_on() {
    let place = Place::new();
    for round in 0..12_u32 {
        let ledger = open(&place);
        append_all(&ledger, (0..40).map(|number| number % 4)).await;
        ledger.publish().unwrap();
        // The indexer is stopped wherever it is.
        drop(ledger);
        let ledger = open(&place);
        whole(&ledger).await;
        let counts: Vec<_> = told(&ledger, 4).iter().map(Vec::len).collect();
        assert_eq!(counts, vec![10 * (round as usize + 1); 4]);
    }
}

#[tokio::test]
async fn the_index_of_another_ledger_or_of_more_entries_is_not_used() {
    let (one, other) = (Place::new(), Place::new());
    for (place, persons) in [(&one, 0..300), (&other, 300..900)] {
        let ledger = open(place);
        append_all(&ledger, persons).await;
        ledger.close().await;
    }
    let copied = |from: &Place, to: &Place| {
        std::fs::remove_dir_all(to.index_dir()).unwrap();
        copy(&from.index_dir(), &to.index_dir());
    };
    copied(&other, &one);
    let ledger = open(&one);
    whole(&ledger).await;
    assert!((0..300).all(|it| ledger.about(&person(it), None, 9).unwrap().len() == 1));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Files whose first full bundles cannot be read until they are let through.
struct Gated {
    files: FileStore,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gated {
    fn let_through(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl Store for Gated {
    fn recover(&self, from: u64) -> Result<Vec<Sequenced>, StoreError> {
        self.files.recover(from)
    }

    fn append(&self, batch: Batch<'_>) -> Result<(), StoreError> {
        self.files.append(batch)
    }

    fn put(&self, objects: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        self.files.put(objects)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let is_old = path.starts_with("tile/entries/000");
        let open = self.open.lock().unwrap();
        let _open = self.opened.wait_while(open, |open| is_old && !*open).unwrap();
        self.files.read(path)
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.files.checkpoint()
    }

    fn swap_checkpoint(&self, old: Option<&[u8]>, new: &[u8]) -> Result<(), StoreError> {
        self.files.swap_checkpoint(old, new)
    }

    fn cosigned(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.files.cosigned()
    }

    fn put_cosigned(&self, note: &[u8]) -> Result<(), StoreError> {
        self.files.put_cosigned(note)
    }

    fn give_up(&self, published: u64, objects: &[String]) -> Result<(), StoreError> {
        self.files.give_up(published, objects)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_index_is_rebuilt_the_ledger_serves_and_shows_no_part_of_a_list() {
    let place = Place::new();
    let ledger = open(&place);
    // Person 1 is in the oldest entries and in the newest.
    append_all(&ledger, (1..=3).chain(10..400)).await;
    append_all(&ledger, 1..=2).await;
    ledger.close().await;
    drop(ledger);
    forget_tags(&place);
    let files = FileStore::open(&place.dir()).unwrap();
    let store = Arc::new(Gated { files, open: Mutex::new(false), opened: Condvar::new() });
    let ledger = open_on(&place, store.clone());
    assert!(ledger.not_indexed() >= 256, "{}", ledger.not_indexed());
    let refused = ledger.about(&person(1), None, 10).unwrap_err();
    assert!(matches!(refused, ReadError::Index(IndexError::Rebuilding)), "{refused}");
    assert_eq!(ledger.append(reading(person(1))).await, Err(AppendError::Busy));
    // Somebody who is new to the ledger has no entries that could be missed.
    let new = ledger.append(reading(person(500))).await.unwrap();
    assert!(ledger.entry(new).unwrap().is_some());
    ledger.publish().unwrap();
    assert!(ledger.inclusion(new).unwrap().is_some());
    store.let_through();
    whole(&ledger).await;
    let about = ledger.about(&person(1), None, 10).unwrap();
    assert_eq!(about.iter().map(|about| about.count).collect::<Vec<_>>(), [1, 0]);
    ledger.append(reading(person(1))).await.unwrap();
    assert_eq!(ledger.about(&person(1), None, 10).unwrap().len(), 3);
}

/// Deletes of an index what says where tags stand, and nothing else.
fn forget_tags(place: &Place) {
    let db = sled::open(place.index_dir().join("tags.sled")).unwrap();
    db.open_tree("meta").unwrap().remove("runs").unwrap();
    db.open_tree("postings").unwrap().clear().unwrap();
    db.flush().unwrap();
}

#[tokio::test]
async fn a_run_whose_values_are_gone_is_read_again_from_the_ledger() {
    let place = Place::new();
    let ledger = open(&place);
    append_all(&ledger, (0..300).map(|number| number % 10)).await;
    let before = told(&ledger, 10);
    ledger.close().await;
    drop(ledger);
    let db = sled::open(place.index_dir().join("tags.sled")).unwrap();
    db.open_tree("postings").unwrap().clear().unwrap();
    db.flush().unwrap();
    drop(db);
    let ledger = open(&place);
    let patience = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        match ledger.about(&person(3), None, 1000) {
            Ok(_) => break,
            Err(ReadError::Index(IndexError::Rebuilding)) => tokio::task::yield_now().await,
            Err(other) => panic!("{other}"),
        }
        assert!(tokio::time::Instant::now() < patience);
    }
    whole(&ledger).await;
    assert_eq!(told(&ledger, 10), before);
}
