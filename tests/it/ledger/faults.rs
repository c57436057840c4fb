//! Storage fails at each operation, with and without having done it: the ledger goes on or stops as
//! it should, and the whole verifies afterwards.

use super::held::{held_until, shown as shown_held};
use super::witnessed::{Witnessed, cosigned, policy, settings, shown, standing};
use super::{Place, append_all, append_when_it_recovers, person, reading, signer};
use crate::house::eventually;
use crate::witness::Seconds;
use crate::witness::scripted::At;
use sluse::ledger::store::{Batch, Store, StoreError};
use sluse::ledger::{AppendError, FileStore, Sequenced, Unready};
use sluse::merkle::checkpoint::Checkpoint;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::Clock;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// An operation of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Append,
    Recover,
    Put,
    Read,
    Checkpoint,
    Swap,
    Cosigned,
    PutCosigned,
    Release,
}

/// Files that fail when they are told to.
struct Failing {
    files: FileStore,
    /// The operation that fails, how many times, and whether it is done all the same.
    fault: Mutex<Option<(Operation, u32, bool)>>,
    /// When there is one, each append says that it began and waits to be let through.
    gate: Option<(Sender<()>, Mutex<Receiver<()>>)>,
}

impl Failing {
    fn new(dir: &Path) -> Self {
        Self { files: FileStore::open(dir).unwrap(), fault: Mutex::new(None), gate: None }
    }

    fn fail(&self, operation: Operation, times: u32, persisted: bool) {
        *self.fault.lock().unwrap() = Some((operation, times, persisted));
    }

    fn has_failed(&self) -> bool {
        self.fault.lock().unwrap().is_none()
    }

    fn run<T>(
        &self,
        operation: Operation,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let persisted = {
            let mut fault = self.fault.lock().unwrap();
            match *fault {
                Some((failing, times, persisted)) if failing == operation => {
                    *fault = (times > 1).then_some((failing, times - 1, persisted));
                    persisted
                }
                _ => {
                    drop(fault);
                    return work();
                }
            }
        };
        if persisted {
            work()?;
        }
        Err(StoreError::io("a test's operation")(std::io::ErrorKind::StorageFull.into()))
    }
}

impl Store for Failing {
    fn recover(&self, from: u64) -> Result<Vec<Sequenced>, StoreError> {
        self.run(Operation::Recover, || self.files.recover(from))
    }

    fn append(&self, batch: Batch<'_>) -> Result<(), StoreError> {
        if let Some((begun, go)) = &self.gate {
            let _ = begun.send(());
            let _ = go.lock().unwrap().recv();
        }
        self.run(Operation::Append, || self.files.append(batch))
    }

    fn put(&self, objects: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        self.run(Operation::Put, || self.files.put(objects))
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(Operation::Read, || self.files.read(path))
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(Operation::Checkpoint, || self.files.checkpoint())
    }

    fn swap_checkpoint(&self, old: Option<&[u8]>, new: &[u8]) -> Result<(), StoreError> {
        self.run(Operation::Swap, || self.files.swap_checkpoint(old, new))
    }

    fn cosigned(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(Operation::Cosigned, || self.files.cosigned())
    }

    fn put_cosigned(&self, note: &[u8]) -> Result<(), StoreError> {
        self.run(Operation::PutCosigned, || self.files.put_cosigned(note))
    }

    fn give_up(&self, published: u64, objects: &[String]) -> Result<(), StoreError> {
        self.run(Operation::Release, || self.files.give_up(published, objects))
    }
}

#[tokio::test]
async fn a_failed_append_is_refused_and_the_ledger_recovers() {
    for (persisted, times) in [(false, 1), (true, 1), (false, 3), (true, 3)] {
        let place = Place::new();
        let store = Arc::new(Failing::new(&place.dir()));
        let ledger = place.open_on(store.clone());
        append_all(&ledger, (0..300).map(|number| number % 3)).await;
        store.fail(Operation::Append, times, persisted);
        let refused = ledger.append(reading(person(1))).await;
        assert_eq!(refused, Err(AppendError::Failed));
        assert_eq!(ledger.ready(), Err(Unready::CannotWrite));
        let next = append_when_it_recovers(&ledger, reading(person(1))).await;
        assert_eq!(ledger.ready(), Ok(()));
        let kept = if persisted { u64::from(times) } else { 0 };
        assert_eq!(next, EntryIndex(300 + kept), "persisted {persisted}, {times} times");
        let about = ledger.about(&person(1), None, 500).unwrap();
        assert!(about.iter().rev().map(|about| about.count).eq(0..101 + kept));
        ledger.close().await;
        drop((ledger, store));
        assert_eq!(place.verified().size, 301 + kept);
        let ledger = place.open();
        assert_eq!(ledger.about(&person(1), None, 500).unwrap().len() as u64, 101 + kept);
    }
}

#[tokio::test]
async fn what_was_to_be_held_is_released_just_when_it_came_to_be() {
    for persisted in [false, true] {
        let place = Place::new();
        let store = Arc::new(Failing::new(&place.dir()));
        let ledger = place.open_on(store.clone());
        store.fail(Operation::Append, 1, persisted);
        let refused = ledger.append(held_until(1, "2027-05-29")).await;
        assert_eq!(refused, Err(AppendError::Failed));
        // Its row stands; if it is not there after all, this one is in its place.
        let next = append_when_it_recovers(&ledger, held_until(2, "2027-05-29")).await;
        let ledger = if persisted {
            ledger
        } else {
            drop((ledger, store));
            place.open()
        };
        let due = usize::from(persisted) + 1;
        assert_eq!(place.release(&ledger, "2027-05-29T12:00:00Z").await, due);
        assert_eq!(shown_held(&ledger, 1).len(), usize::from(persisted));
        assert_eq!(shown_held(&ledger, 2), [next.0]);
        assert_eq!(place.release(&ledger, "2027-05-30T12:00:00Z").await, 0);
    }
}

/// The row of a held entry that was never durable does not release the one that has its index now.
#[tokio::test]
async fn what_is_held_longer_is_not_released_by_the_row_of_another() {
    let place = Place::new();
    let store = Arc::new(Failing::new(&place.dir()));
    let ledger = place.open_on(store.clone());
    append_all(&ledger, 0..3).await;
    store.fail(Operation::Append, 1, false);
    assert_eq!(ledger.append(held_until(1, "2027-05-29")).await, Err(AppendError::Failed));
    append_when_it_recovers(&ledger, held_until(1, "2027-06-29")).await;
    assert_eq!(ledger.size(), 4);
    place.release(&ledger, "2027-05-29T12:00:00Z").await;
    assert!(shown_held(&ledger, 1).is_empty(), "its day has not come");
    assert_eq!(place.release(&ledger, "2027-06-29T12:00:00Z").await, 1);
    assert_eq!(shown_held(&ledger, 1), [3]);
}

/// What waits with an erasure is not sealed with the key that is to go, and that could not be destroyed.
#[tokio::test]
async fn nothing_follows_an_erasure_whose_key_cannot_be_destroyed() {
    let (place, two) = (Place::new(), super::erasure::Two::new());
    let (begun, has_begun) = channel();
    let (go, may_go) = channel();
    let mut store = Failing::new(&place.dir());
    store.gate = Some((begun, Mutex::new(may_go)));
    let ledger = place.open_on(Arc::new(store));
    let append = || {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.append(reading(person(1))).await })
    };
    let first = append();
    tokio::task::spawn_blocking(move || has_begun.recv()).await.unwrap().unwrap();
    let now = place.clock.now();
    let authorized = two.check(&two.note(&person(1), now), &person(1), now).unwrap();
    let obstacle = place.vault_dir().join("erasing.new");
    std::fs::create_dir(&obstacle).unwrap();
    let erasing = ledger.clone();
    let erased = tokio::spawn(async move { erasing.erase(authorized).await });
    // Long enough for its draft to wait before the readings; if it is not, they come before it.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let waiting: Vec<_> = (0..5).map(|_| append()).collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    drop(go);
    assert_eq!(first.await.unwrap(), Ok(EntryIndex(0)));
    assert!(erased.await.unwrap().is_err());
    let mut indexes = Vec::new();
    for waited in waiting {
        indexes.extend(waited.await.unwrap().ok());
    }
    let last = ledger.size() - 1;
    let event = ledger.entry(EntryIndex(last)).unwrap().unwrap().event;
    assert!(matches!(event, sluse::ledger::entry::Event::Erasure(_)), "{event:?}");
    assert!(indexes.iter().all(|index| index.0 < last), "{indexes:?}");
}

/// What a process that failed left in place is not known to be on disk: it is written anew.
#[tokio::test]
async fn objects_that_stand_already_are_written_again() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..2).await;
    ledger.publish().unwrap();
    let checkpoint = std::fs::read(place.dir().join("checkpoint")).unwrap();
    append_all(&ledger, 2..5).await;
    ledger.publish().unwrap();
    let tile = place.dir().join("tile/0/000.p/5");
    let bytes = std::fs::read(&tile).unwrap();
    drop(ledger);
    // As if it had been stopped before its checkpoint was swapped in. The journal has the entries still.
    super::replace(&place.dir().join("checkpoint"), &checkpoint);
    let inode =
        |path: &Path| std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(path).unwrap());
    let kept = place.root.join("kept");
    std::fs::hard_link(&tile, &kept).unwrap();
    let ledger = place.open();
    assert_eq!(ledger.size(), 5);
    ledger.publish().unwrap();
    assert_ne!(inode(&tile), inode(&kept));
    assert_eq!(std::fs::read(&tile).unwrap(), bytes);
}

#[tokio::test]
async fn a_failed_recovery_keeps_the_ledger_unready_until_one_succeeds() {
    let place = Place::new();
    let store = Arc::new(Failing::new(&place.dir()));
    let ledger = place.open_on(store.clone());
    append_all(&ledger, 0..10).await;
    store.fail(Operation::Append, 1, false);
    assert_eq!(ledger.append(reading(person(1))).await, Err(AppendError::Failed));
    store.fail(Operation::Recover, 2, true);
    append_when_it_recovers(&ledger, reading(person(1))).await;
    assert!(store.has_failed(), "both recoveries failed first");
    ledger.close().await;
    drop((ledger, store));
    assert_eq!(place.verified().size, 11);
}

#[tokio::test]
async fn a_failed_publication_is_done_again_with_the_same_bytes() {
    use Operation::{Checkpoint, Put, Read, Swap};
    for operation in [Put, Read, Checkpoint, Swap] {
        for persisted in [false, true] {
            let place = Place::new();
            let store = Arc::new(Failing::new(&place.dir()));
            let ledger = place.open_on(store.clone());
            append_all(&ledger, 0..200).await;
            ledger.publish().unwrap();
            let about = format!("{operation:?} persisted {persisted}");
            // Once at the same size, once while it grows across a full tile.
            for more in [100, 0] {
                append_all(&ledger, 0..more).await;
                store.fail(operation, 1, persisted);
                append_all(&ledger, 0..1).await;
                let failed = ledger.publish();
                assert_eq!(failed, Err(Unready::CannotPublish), "{about}");
                assert_eq!(ledger.ready(), Err(Unready::CannotPublish), "{about}");
                append_all(&ledger, 0..more / 2).await;
                ledger.publish().unwrap();
                assert_eq!(ledger.ready(), Ok(()), "{about}");
            }
            assert_eq!(ledger.published(), 352, "{about}");
            // And once more, reloaded before it could be done again.
            append_all(&ledger, 0..20).await;
            store.fail(operation, u32::MAX, persisted);
            ledger.close().await;
            drop((ledger, store));
            let ledger = place.open();
            assert_eq!(ledger.size(), 372, "{about}");
            ledger.close().await;
            assert_eq!(place.verified().size, 372, "{about}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cosigned_checkpoint_that_could_not_be_kept_is_not_shown_before_it_is() {
    for persisted in [false, true] {
        let place = Place::new();
        let store = Arc::new(Failing::new(&place.dir()));
        let ledger = place.open_on(store.clone());
        append_all(&ledger, 0..10).await;
        ledger.publish().unwrap();
        let one = At::start(|body| cosigned(1, body)).await;
        let all = || settings(policy("quorum w1", &[&one]), Seconds::new(100));
        let witnessed = Witnessed::begin(&ledger, all());
        eventually(async || store.cosigned().unwrap().is_some()).await;
        // From the first that is kept on, one that is not kept is not shown, and the next one is.
        append_all(&ledger, 0..10).await;
        store.fail(Operation::PutCosigned, 1, persisted);
        ledger.publish().unwrap();
        eventually(async || store.has_failed()).await;
        assert_eq!(shown(&ledger).size(), 10);
        append_all(&ledger, 0..10).await;
        ledger.publish().unwrap();
        eventually(async || shown(&ledger).size() == 30).await;
        assert_eq!(standing(&ledger).shown_by(), ["w1"]);
        witnessed.end().await;
        ledger.close().await;
        drop((ledger, store));
        let kept = FileStore::open(&place.dir()).unwrap().cosigned().unwrap().unwrap();
        let kept = Checkpoint::open(&kept, &[signer().verifier().clone()]).unwrap();
        assert_eq!(kept.size(), 30, "what was shown is on disk, persisted {persisted}");
        place.open();
        place.verified();
    }
}

#[tokio::test]
async fn what_could_not_be_given_up_does_no_harm() {
    let place = Place::new();
    let store = Arc::new(Failing::new(&place.dir()));
    let ledger = place.open_on(store.clone());
    store.fail(Operation::Release, u32::MAX, false);
    append_all(&ledger, 0..200).await;
    ledger.publish().unwrap();
    append_all(&ledger, 0..200).await;
    ledger.close().await;
    drop((ledger, store));
    assert_eq!(place.verified().size, 400);
    assert_eq!(place.open().size(), 400);
}

#[tokio::test]
async fn a_checkpoint_of_another_writer_stops_publication_for_good() {
    let place = Place::new();
    let store = Arc::new(Failing::new(&place.dir()));
    let ledger = place.open_on(store.clone());
    append_all(&ledger, 0..3).await;
    ledger.publish().unwrap();
    let path = place.dir().join("checkpoint");
    let ours = std::fs::read(&path).unwrap();
    let theirs = super::signer().sign("ledger.example/test\n0\nx\n").unwrap();
    super::replace(&path, &theirs);
    append_all(&ledger, 0..3).await;
    assert_eq!(ledger.publish(), Err(Unready::CannotPublish));
    assert_eq!(ledger.publish(), Err(Unready::CannotPublish));
    assert_eq!(std::fs::read(&path).unwrap(), theirs, "it was not overwritten");
    super::replace(&path, &ours);
    ledger.publish().unwrap();
    assert_eq!(place.verified().size, 6);
}

#[tokio::test]
async fn a_full_queue_is_busy_at_once_and_drops_nothing() {
    let mut place = Place::new();
    place.queue = 4;
    let (begun, has_begun) = channel();
    let (go, may_go) = channel();
    let mut store = Failing::new(&place.dir());
    store.gate = Some((begun, Mutex::new(may_go)));
    let ledger = place.open_on(Arc::new(store));
    let append = |number| {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.append(reading(person(number))).await })
    };
    let first = append(0);
    let began = tokio::task::spawn_blocking(move || has_begun.recv()).await;
    began.unwrap().unwrap();
    let waiting: Vec<_> = (1..=4).map(append).collect();
    tokio::task::yield_now().await; // the spawned tasks run in order on this one thread
    assert_eq!(ledger.append(reading(person(5))).await, Err(AppendError::Busy));
    drop(go); // everything is let through from here on
    assert_eq!(first.await.unwrap(), Ok(EntryIndex(0)));
    for (index, waited) in (1..).zip(waiting) {
        assert_eq!(waited.await.unwrap(), Ok(EntryIndex(index)));
    }
    ledger.close().await;
    assert_eq!(place.verified().size, 5);
}
