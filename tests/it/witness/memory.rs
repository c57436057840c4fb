//! What a witness remembers outlives it, and what is not its memory is not taken for it.

use super::{Log, Place, Seconds, told};
use sluse::app::witness::cosigner;
use sluse::merkle::policy::LogKey;
use sluse::witness::{NotCosigned, Options, Witness, WitnessError, begin};
use std::sync::Arc;

const ORIGIN: &str = "log.example";

/// The witness itself, without doors.
fn open(place: &Place, log: &Log, clock: Arc<Seconds>) -> Result<Witness, WitnessError> {
    Witness::open(Options {
        dir: place.config.dir.clone(),
        cosigner: cosigner(&place.config).unwrap(),
        logs: vec![vec![LogKey::parse(&log.vkey()).unwrap()]],
        clock,
    })
}

#[tokio::test]
async fn after_a_restart_nothing_older_and_nothing_else_is_cosigned() {
    let log = Log::of(ORIGIN, 1, 300);
    let fork = Log { signer: super::signer(ORIGIN, 1), ..Log::of(ORIGIN, 9, 300) };
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Seconds::new(100)).await;
    assert_eq!(witness.add(log.request(0, 200)).await.status(), 200);
    witness.stop().await;
    let witness = place.start(Seconds::new(100)).await;
    let first = witness.add(log.request(0, 100)).await;
    assert_eq!(told(&first), (409, "text/x.tlog.size", "200\n"));
    assert_eq!(witness.add(fork.request(200, 250)).await.status(), 422);
    assert_eq!(witness.add(fork.request(200, 200)).await.status(), 422);
    assert_eq!(witness.add(log.request(200, 200)).await.status(), 200, "the same once more");
    assert_eq!(witness.add(log.request(200, 300)).await.status(), 200);
    witness.stop().await;
}

/// The machine stopped between remembering and answering: the log did not get its cosignature.
#[test]
fn a_cosignature_that_did_not_reach_the_log_is_asked_for_again() {
    let log = Log::of(ORIGIN, 1, 20);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let lost = open(&place, &log, Seconds::new(100)).unwrap().add_checkpoint(&log.request(0, 7));
    drop(lost.unwrap());
    let witness = open(&place, &log, Seconds::new(100)).unwrap();
    let refused = witness.add_checkpoint(&log.request(0, 9)).unwrap_err();
    assert!(refused.to_string().contains("size 7"), "{refused}");
    witness.add_checkpoint(&log.request(7, 9)).unwrap();
}

#[test]
fn a_clock_that_goes_back_is_refused_also_after_a_restart() {
    let log = Log::of(ORIGIN, 1, 20);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let clock = Seconds::new(100);
    let witness = open(&place, &log, clock.clone()).unwrap();
    witness.add_checkpoint(&log.request(0, 5)).unwrap();
    clock.set(99);
    let behind = |witness: &Witness, body: &[u8]| {
        matches!(witness.add_checkpoint(body), Err(NotCosigned::ClockBehind))
    };
    assert!(behind(&witness, &log.request(5, 6)) && witness.clock_is_behind());
    drop(witness);
    let witness = open(&place, &log, clock.clone()).unwrap();
    assert!(behind(&witness, &log.request(5, 6)) && witness.clock_is_behind());
    clock.set(100);
    witness.add_checkpoint(&log.request(5, 6)).unwrap();
    clock.set(0);
    let (other, fresh) = (Log::of("o.example", 1, 5), Place::new("w.example/w2", &[&log.vkey()]));
    let witness = open(&fresh, &other, clock).unwrap();
    assert!(behind(&witness, &other.request(0, 5)), "a cosignature states a time");
}

#[test]
fn a_folder_that_is_not_this_witnesss_memory_is_refused() {
    let log = Log::of(ORIGIN, 1, 20);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let clock = Seconds::new(100);
    let witness = open(&place, &log, clock.clone()).unwrap();
    witness.add_checkpoint(&log.request(0, 5)).unwrap();
    let second = open(&place, &log, clock.clone());
    assert!(matches!(second, Err(WitnessError::Locked)), "two witnesses with one memory");
    drop(witness);
    let other = Place::new("w.example/w2", &[&log.vkey()]);
    let other_key = cosigner(&other.config).unwrap();
    let refused = begin(&place.config.dir, other_key.verifier());
    assert!(matches!(refused, Err(WitnessError::OtherKey(_))));
    let taken = Options {
        dir: place.config.dir.clone(),
        cosigner: other_key,
        logs: vec![vec![LogKey::parse(&log.vkey()).unwrap()]],
        clock: clock.clone(),
    };
    assert!(matches!(Witness::open(taken), Err(WitnessError::OtherKey(_))));
    begin(&place.config.dir, &place.verifier()).unwrap();
    // What it remembers of another log is not what it remembers of this one.
    let remembered = std::fs::read(place.remembered(ORIGIN)).unwrap();
    let o = Log::of("o.example", 1, 5);
    std::fs::write(place.remembered("o.example"), &remembered).unwrap();
    assert!(matches!(open(&place, &o, clock.clone()), Err(WitnessError::Damaged(_))));
    for at in [0, remembered.len() / 2, remembered.len() - 3] {
        let mut damaged = remembered.clone();
        damaged[at] ^= 1;
        std::fs::write(place.remembered(ORIGIN), &damaged).unwrap();
        let refused = open(&place, &log, clock.clone());
        // A flipped bit in the log's own line changes nothing that is remembered.
        let unharmed = refused.is_ok_and(|witness| witness.standing()[0].newest == Some((5, 100)));
        assert!(at != 0 || !unharmed, "{at}");
    }
    std::fs::remove_dir_all(&place.config.dir).unwrap();
    std::fs::create_dir(&place.config.dir).unwrap();
    let not_mounted = open(&place, &log, clock);
    assert!(matches!(not_mounted, Err(WitnessError::NotBegun(_))), "an empty folder is no memory");
}

#[test]
fn after_a_failed_write_the_log_is_not_cosigned_until_the_next_start() {
    let log = Log::of(ORIGIN, 1, 20);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let clock = Seconds::new(100);
    let witness = open(&place, &log, clock.clone()).unwrap();
    // A folder with something in it stands where the new file is written aside.
    let aside = place.remembered(ORIGIN).with_extension("new");
    std::fs::create_dir_all(aside.join("full")).unwrap();
    let failed =
        |body: &[u8]| matches!(witness.add_checkpoint(body), Err(NotCosigned::CannotRemember));
    assert!(failed(&log.request(0, 5)));
    std::fs::remove_dir_all(&aside).unwrap();
    assert!(failed(&log.request(0, 5)), "also when it could be written again");
    assert!(witness.standing()[0].stuck);
    assert!(!place.remembered(ORIGIN).exists());
    drop(witness);
    let witness = open(&place, &log, clock).unwrap();
    witness.add_checkpoint(&log.request(0, 5)).unwrap();
}

#[test]
fn keys_of_one_log_belong_together() {
    let (log, other) = (Log::of(ORIGIN, 1, 5), Log::of("other.example", 2, 5));
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let key = |log: &Log| LogKey::parse(&log.vkey()).unwrap();
    for logs in
        [vec![vec![]], vec![vec![key(&log), key(&other)]], vec![vec![key(&log)], vec![key(&log)]]]
    {
        let options = Options {
            dir: place.config.dir.clone(),
            cosigner: cosigner(&place.config).unwrap(),
            logs,
            clock: Seconds::new(100),
        };
        assert!(matches!(Witness::open(options), Err(WitnessError::Log(_))));
    }
}
