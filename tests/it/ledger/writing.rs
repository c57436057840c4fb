//! Appending, reading back, restarting.

use super::{Place, append_all, asker, person, reading};
use sluse::ledger::entry::{Draft, Event, PoliciesActivated, PolicyFile, Token};
use sluse::ledger::{AppendError, Ledger, LedgerError};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::method::ClientMethod;
use sluse::vocab::scope::Scopes;
use sluse::vocab::time::Timestamp;
use std::collections::HashSet;

fn token() -> Draft {
    let event = Event::Token(Token {
        asker: asker(),
        scope: Scopes::parse("folkeregister:barnehage").unwrap(),
        method: ClientMethod::RegisteredKey,
        purpose: None,
        grant: "YQ".to_owned(),
        grant_expires: Timestamp::from_seconds(1_795_000_120),
        bound: Vec::new(),
    });
    Draft::new(event)
}

fn activation() -> Draft {
    let event = Event::PoliciesActivated(PoliciesActivated {
        digest: "00".to_owned(),
        author: None,
        files: vec![EntryIndex(0)],
        lists: Vec::new(),
        previous: None,
    });
    Draft::new(event)
}

#[tokio::test]
async fn an_entry_is_read_back_as_it_was_written_before_and_after_it_is_published() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(token()).await.unwrap();
    let index = ledger.append(reading(person(1))).await.unwrap();
    assert_eq!((index, ledger.size()), (EntryIndex(1), 2));
    let before = ledger.bytes(index).unwrap().unwrap();
    ledger.publish().unwrap();
    assert_eq!(ledger.published(), 2);
    assert_eq!(ledger.bytes(index).unwrap().unwrap(), before);
    let entry = ledger.entry(index).unwrap().unwrap();
    assert_eq!(serde_json::to_vec(&entry).unwrap(), before, "both forms of an entry are one form");
    assert_eq!(entry.event, reading(person(1)).event);
    assert_eq!(ledger.entry(EntryIndex(0)).unwrap().unwrap().event, token().event);
    assert!(ledger.entry(EntryIndex(2)).unwrap().is_none());
    let proof = ledger.inclusion(index).unwrap().unwrap();
    proof.verify(&before, &[super::signer().verifier().clone()]).unwrap();
    assert_eq!(place.verified().size, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn appenders_on_two_threads_get_each_index_once_and_nothing_is_lost() {
    let place = Place::new();
    let ledger = place.open();
    let mut tasks = tokio::task::JoinSet::new();
    for appender in 0..128 {
        let ledger = ledger.clone();
        tasks.spawn(async move {
            let mut mine = Vec::new();
            for _ in 0..10 {
                mine.push(ledger.append(reading(person(appender))).await.unwrap());
            }
            assert!(mine.is_sorted(), "one appender's entries keep their order");
            mine
        });
    }
    let indexes: HashSet<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(indexes.len(), 1280);
    assert!(indexes.iter().all(|index| index.0 < 1280));
    for appender in [0, 17, 127] {
        assert_eq!(ledger.about(&person(appender), None, 100).unwrap().len(), 10);
    }
    ledger.close().await;
    assert_eq!(place.verified().size, 1280);
}

#[tokio::test]
async fn entries_about_a_person_come_newest_first_and_page_by_their_count() {
    let place = Place::new();
    let ledger = place.open();
    for number in [1, 2, 1, 1, 2, 1] {
        ledger.append(reading(person(number))).await.unwrap();
    }
    let all = ledger.about(&person(1), None, 10).unwrap();
    let places: Vec<_> = all.iter().map(|about| (about.index.0, about.count)).collect();
    assert_eq!(places, [(5, 3), (3, 2), (2, 1), (0, 0)]);
    assert!(all.iter().all(|about| about.whom.subject == person(1)));
    assert_eq!(all[0].whom.case_reference.as_deref(), Some("2026/4711"));
    assert_eq!(all[0].whom.end_user.as_deref(), Some("saksbehandler-9"));
    let page = ledger.about(&person(1), Some(2), 1).unwrap();
    assert_eq!((page.len(), page[0].index.0), (1, 2));
    assert!(ledger.about(&person(1), Some(0), 10).unwrap().is_empty());
    assert_eq!(ledger.about(&person(1), Some(u64::MAX), 10).unwrap().len(), 4);
    assert!(ledger.about(&person(3), None, 10).unwrap().is_empty(), "nobody's");
}

/// What a reader sees of these persons.
fn seen(ledger: &Ledger, persons: std::ops::Range<u32>) -> Vec<Vec<(u64, u64)>> {
    let about = |number| ledger.about(&person(number), None, 100).unwrap();
    let places = |number| about(number).iter().map(|it| (it.index.0, it.count)).collect();
    persons.map(places).collect()
}

#[tokio::test]
async fn a_restart_with_or_without_close_continues_indexes_and_counts() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..30).map(|number| number % 3)).await;
    let before = seen(&ledger, 0..4);
    drop(ledger); // as kill -9 would: nothing published but the first entries
    let ledger = place.open();
    assert_eq!(ledger.size(), 30);
    assert_eq!(seen(&ledger, 0..4), before);
    append_all(&ledger, (30..60).map(|number| number % 3)).await;
    ledger.close().await;
    assert_eq!(ledger.append(token()).await, Err(AppendError::Closed));
    drop(ledger);
    let ledger = place.open();
    append_all(&ledger, (60..90).map(|number| number % 3)).await;
    let counts = |number| ledger.about(&person(number), None, 100).unwrap();
    let counts = counts(0).iter().map(|about| about.count).collect::<Vec<_>>();
    assert_eq!(counts, (0..30).rev().collect::<Vec<_>>());
    ledger.close().await;
    assert_eq!(place.verified().size, 90);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_index_is_rebuilt_and_answers_the_same() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(activation()).await.unwrap();
    append_all(&ledger, (0..9000).map(|number| number % 5)).await;
    ledger.publish().unwrap();
    append_all(&ledger, (0..50).map(|number| number % 5)).await;
    let before = seen(&ledger, 0..6);
    assert_eq!(before.iter().map(Vec::len).sum::<usize>(), 5 * 100, "the newest of each");
    drop(ledger);
    // Behind, then gone, then another ledger's.
    for how in ["kept", "deleted", "another's"] {
        if how != "kept" {
            std::fs::remove_dir_all(place.index_dir()).unwrap();
        }
        if how == "another's" {
            let other = Place::new();
            let ledger = other.open();
            append_all(&ledger, (0..5000).map(|number| number % 7)).await;
            ledger.close().await;
            drop(ledger);
            std::fs::rename(other.index_dir(), place.index_dir()).unwrap();
        }
        let ledger = place.open();
        assert_eq!(seen(&ledger, 0..6), before, "index {how}");
        assert_eq!(ledger.newest_policies(), Some(EntryIndex(0)), "index {how}");
    }
}

#[tokio::test]
async fn the_newest_activation_of_policies_is_known_after_a_restart() {
    let place = Place::new();
    let ledger = place.open();
    assert_eq!(ledger.newest_policies(), None);
    ledger.append(activation()).await.unwrap();
    ledger.append(token()).await.unwrap();
    let newest = ledger.append(activation()).await.unwrap();
    assert_eq!(ledger.newest_policies(), Some(newest));
    drop(ledger);
    let ledger = place.open();
    assert_eq!(ledger.newest_policies(), Some(newest));
    ledger.close().await;
    drop(ledger);
    assert_eq!(place.open().newest_policies(), Some(newest));
}

#[tokio::test]
async fn the_tail_is_all_of_a_kind_that_happened_since() {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..300 {
        ledger.append(token()).await.unwrap();
    }
    ledger.publish().unwrap();
    for _ in 0..3 {
        ledger.append(token()).await.unwrap();
    }
    let since = ledger.entry(EntryIndex(250)).unwrap().unwrap().at;
    let mut seen = Vec::new();
    ledger.tail(since, &["token"], |index, entry| seen.push((index.0, entry.at))).unwrap();
    assert!(seen.iter().map(|(index, _)| *index).eq(250..303));
    assert!(seen.is_sorted_by_key(|(_, at)| *at));
    let mut none = 0;
    ledger
        .tail(since.plus(std::time::Duration::from_secs(9)), &["token"], |_, _| none += 1)
        .unwrap();
    ledger.tail(since, &["reading", "refusal"], |_, _| none += 1).unwrap();
    assert_eq!(none, 0);
}

#[tokio::test]
async fn an_entry_longer_than_the_format_allows_is_refused_alone() {
    let place = Place::new();
    let ledger = place.open();
    let file = |bytes: usize| {
        let text = "x".repeat(bytes);
        let event =
            Event::PolicyFile(PolicyFile { name: "a.toml".to_owned(), text, continues: false });
        Draft::new(event)
    };
    let mut long_about_somebody = file(70_000);
    long_about_somebody.whom = reading(person(1)).whom;
    let (a, b, c, d) = tokio::join!(
        ledger.append(file(60_000)),
        ledger.append(file(66_000)),
        ledger.append(long_about_somebody),
        ledger.append(reading(person(1))),
    );
    assert_eq!((a, b), (Ok(EntryIndex(0)), Err(AppendError::TooLong)));
    assert_eq!((c, d), (Err(AppendError::TooLong), Ok(EntryIndex(1))));
    assert_eq!(ledger.about(&person(1), None, 9).unwrap()[0].count, 0);
    ledger.close().await;
    drop(ledger);
    assert_eq!(place.open().about(&person(1), None, 9).unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_opener_is_refused_while_the_first_is_open() {
    let place = Place::new();
    let ledger = place.open();
    let second = place.try_open();
    let LedgerError::Store(error) = second.err().expect("refused") else { panic!("other error") };
    assert_eq!(error.to_string(), "storage: another process has this ledger open");
    drop(ledger);
    place.open();
}

#[tokio::test]
async fn a_key_of_another_name_and_a_lost_checkpoint_are_refused() {
    let place = Place::new();
    let mut options = place.options();
    options.origin = "another.example/ledger".to_owned();
    assert!(matches!(Ledger::open(options), Err(LedgerError::SignerName { .. })));
    let ledger = place.open();
    ledger.append(token()).await.unwrap();
    ledger.close().await;
    drop(ledger);
    std::fs::remove_file(place.dir().join("checkpoint")).unwrap();
    assert!(matches!(place.try_open(), Err(LedgerError::CheckpointMissing)));
}

#[tokio::test]
async fn partial_tiles_are_given_up_when_the_full_one_is_published() {
    let place = Place::new();
    let ledger = place.open();
    for _ in 0..255 {
        ledger.append(token()).await.unwrap();
    }
    ledger.publish().unwrap();
    assert!(place.dir().join("tile/0/000.p/255").is_file());
    assert!(place.dir().join("tile/entries/000.p/255").is_file());
    append_all(&ledger, 0..2).await;
    ledger.publish().unwrap();
    for gone in ["tile/0/000.p", "tile/entries/000.p"] {
        assert!(!place.dir().join(gone).exists(), "{gone}");
    }
    assert!(place.dir().join("tile/1/000.p/1").is_file());
    assert_eq!(ledger.entry(EntryIndex(254)).unwrap().unwrap().event, token().event);
    assert_eq!(place.verified().size, 257);
}
