//! The clock goes wrong: nothing gets a time that cannot be right, and the times never go back.

use super::{Place, reading};
use crate::ledger::person;
use sluse::ledger::clock::{ClockWrong, Leeway};
use sluse::ledger::entry::Draft;
use sluse::ledger::{AppendError, Ledger, LedgerError, Unready};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::{Clock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const START: u64 = 1_795_000_000_000;
const HOUR: u64 = 3_600_000;

/// A clock that somebody sets, and one that nobody sets.
struct Clocks {
    shown: AtomicU64,
    passed: AtomicU64,
}

impl Clocks {
    fn new() -> Arc<Self> {
        Arc::new(Self { shown: AtomicU64::new(START), passed: AtomicU64::new(0) })
    }

    fn pass(&self, ms: u64) {
        self.shown.fetch_add(ms, Ordering::SeqCst);
        self.passed.fetch_add(ms, Ordering::SeqCst);
    }

    fn set(&self, shown: u64) {
        self.shown.store(shown, Ordering::SeqCst);
    }
}

impl Clock for Clocks {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.shown.load(Ordering::SeqCst))
    }

    fn passed(&self) -> Duration {
        Duration::from_millis(self.passed.load(Ordering::SeqCst))
    }
}

fn try_open(place: &Place, clock: &Arc<Clocks>) -> Result<Ledger, LedgerError> {
    Ledger::open(sluse::ledger::Options { clock: clock.clone(), ..place.options() })
}

fn draft() -> Draft {
    reading(person(1))
}

fn at(ledger: &Ledger, index: u64) -> u64 {
    ledger.entry(EntryIndex(index)).unwrap().unwrap().at.millis()
}

#[tokio::test]
async fn a_small_step_back_holds_the_newest_time_and_a_large_one_refuses() {
    let (place, clock) = (Place::new(), Clocks::new());
    let ledger = try_open(&place, &clock).unwrap();
    ledger.append(draft()).await.unwrap();
    clock.set(START - 2_000);
    ledger.append(draft()).await.unwrap();
    assert_eq!(at(&ledger, 1), START);
    clock.set(START - 2_001);
    let wrong = ClockWrong::Behind(Duration::from_millis(2_001));
    assert_eq!(ledger.append(draft()).await, Err(AppendError::Clock(wrong)));
    assert_eq!(ledger.ready(), Err(Unready::Clock(wrong)));
    assert_eq!(ledger.clock(), Err(wrong));
    assert_eq!(ledger.size(), 2);
    // It catches up by itself, without a restart and without anybody asking.
    clock.pass(2_500);
    assert_eq!(ledger.ready(), Ok(()));
    assert_eq!(ledger.append(draft()).await, Ok(EntryIndex(2)));
    assert_eq!(at(&ledger, 2), START + 499);
    ledger.close().await;
    assert_eq!(place.verified().size, 3);
}

#[tokio::test]
async fn a_jump_ahead_stamps_no_entry_and_a_restart_takes_the_clock_as_it_is() {
    let (place, clock) = (Place::new(), Clocks::new());
    let ledger = try_open(&place, &clock).unwrap();
    ledger.append(draft()).await.unwrap();
    clock.pass(HOUR / 2);
    clock.set(START + HOUR / 2 + 300_000);
    ledger.append(draft()).await.unwrap();
    clock.set(START + HOUR / 2 + 300_001);
    let wrong = ClockWrong::Ahead(Duration::from_millis(300_001));
    assert_eq!(ledger.append(draft()).await, Err(AppendError::Clock(wrong)));
    assert_eq!(ledger.ready(), Err(Unready::Clock(wrong)));
    // Set right, the ledger goes on as if nothing had been.
    clock.set(START + HOUR / 2 + 299_000);
    ledger.append(draft()).await.unwrap();
    assert_eq!(at(&ledger, 2), START + HOUR / 2 + 300_000, "held at the newest");
    clock.set(START + 9 * HOUR);
    assert!(ledger.append(draft()).await.is_err());
    drop(ledger);
    let ledger = try_open(&place, &clock).unwrap();
    ledger.append(draft()).await.unwrap();
    assert_eq!(at(&ledger, 3), START + 9 * HOUR);
    ledger.close().await;
    assert_eq!(place.verified().size, 4);
}

#[tokio::test]
async fn clocks_that_drift_apart_are_compared_anew_but_jumps_do_not_add_up() {
    let (place, clock) = (Place::new(), Clocks::new());
    let ledger = try_open(&place, &clock).unwrap();
    for _ in 0..50 {
        clock.pass(HOUR);
        clock.shown.fetch_add(200_000, Ordering::SeqCst);
        ledger.append(draft()).await.unwrap();
    }
    clock.pass(1_000);
    clock.shown.fetch_add(200_000, Ordering::SeqCst);
    ledger.append(draft()).await.unwrap();
    clock.shown.fetch_add(200_000, Ordering::SeqCst);
    assert!(matches!(ledger.append(draft()).await, Err(AppendError::Clock(ClockWrong::Ahead(_)))));
}

#[tokio::test]
async fn a_ledger_does_not_open_while_the_clock_is_behind_its_newest_entry() {
    let (place, clock) = (Place::new(), Clocks::new());
    let ledger = try_open(&place, &clock).unwrap();
    clock.pass(HOUR);
    ledger.append(draft()).await.unwrap(); // stands in the journal alone
    drop(ledger);
    clock.set(START);
    let error = try_open(&place, &clock).err().expect("refused");
    assert_eq!(
        error.to_string(),
        "ledger: the clock is 3600s behind the newest entry: nothing is written until it is right"
    );
    // An entry got a time that was wrong: the way out is to hold later ones at it.
    let leeway = Leeway { behind: Duration::from_secs(7_200), ..Leeway::default() };
    let held = sluse::ledger::Options { clock: clock.clone(), leeway, ..place.options() };
    let ledger = Ledger::open(held).unwrap();
    ledger.append(draft()).await.unwrap();
    assert_eq!(at(&ledger, 1), START + HOUR);
    ledger.close().await;
    drop(ledger);
    clock.set(START + HOUR - 2_000);
    assert_eq!(try_open(&place, &clock).unwrap().size(), 2);
    place.verified();
}

#[tokio::test]
async fn a_clock_far_after_the_newest_entry_keeps_the_ledger_closed_until_its_operator_agrees() {
    let (place, clock) = (Place::new(), Clocks::new());
    let ledger = try_open(&place, &clock).unwrap();
    ledger.append(draft()).await.unwrap();
    drop(ledger);
    clock.set(START + 90 * 24 * HOUR);
    drop(try_open(&place, &clock).unwrap());
    clock.set(START + 90 * 24 * HOUR + 1);
    let refused = try_open(&place, &clock).err().expect("refused");
    assert!(matches!(refused, LedgerError::Clock(ClockWrong::Idle(_))));
    let leeway = Leeway { idle: Duration::from_secs(400 * 24 * 3600), ..Leeway::default() };
    let options = sluse::ledger::Options { clock: clock.clone(), leeway, ..place.options() };
    Ledger::open(options).unwrap().append(draft()).await.unwrap();
}
