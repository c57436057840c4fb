//! A seal opens beside its own open part and with its own key, and tells where in its chain it stands.

use super::{Place, append_all, person, reading};
use proptest::prelude::*;
use ring::digest::{Context, SHA256};
use sluse::ledger::chain::Standing;
use sluse::ledger::entry::Whom;
use sluse::ledger::{About, Ledger, SealError, inside, open_with};
use sluse::merkle::Hash;
use sluse::vocab::ids::EntryIndex;

/// The head after this one and an entry, written down once more from the description.
fn next_head(head: [u8; 32], entry: &[u8]) -> [u8; 32] {
    let sha = |parts: &[&[u8]]| -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        parts.iter().for_each(|part| context.update(part));
        context.finish().as_ref().try_into().unwrap()
    };
    sha(&[&[2], &head, &sha(&[&[0], entry])])
}

/// All about a person, oldest first.
pub(super) fn all(ledger: &Ledger, number: u32) -> Vec<About> {
    let mut all = ledger.about(&person(number), None, usize::MAX).unwrap();
    all.reverse();
    all
}

pub(super) fn assert_chain(entries: &[About]) {
    let mut head = [0; 32];
    for (place, about) in entries.iter().enumerate() {
        assert_eq!(about.count, place as u64);
        assert_eq!(about.head.as_bytes(), &head);
        assert_eq!(about.leaf, Hash::leaf(&about.bytes));
        head = next_head(head, &about.bytes);
    }
}

#[tokio::test]
async fn each_persons_entries_are_a_chain_also_over_batches_and_restarts() {
    let place = Place::new();
    for round in 1..=3 {
        let ledger = place.open();
        append_all(&ledger, (0..300).map(|number| number % 7)).await;
        ledger.publish().unwrap();
        append_all(&ledger, 0..7).await; // these stand in the journal at the next start
        for number in 0..7 {
            let entries = all(&ledger, number);
            assert!(entries.len() >= round * 43);
            assert_chain(&entries);
        }
        drop(ledger);
    }
    std::fs::remove_dir_all(place.index_dir()).unwrap();
    let ledger = place.open();
    ledger.append(reading(person(3))).await.unwrap();
    assert_chain(&all(&ledger, 3));
}

#[tokio::test]
async fn no_byte_of_an_entry_can_be_changed_beside_its_seal() {
    let place = Place::new();
    let ledger = place.open();
    ledger.append(reading(person(3))).await.unwrap();
    let about = all(&ledger, 3).remove(0);
    let opened = open_with(&about.key, &about.bytes).unwrap();
    assert_eq!(opened.whom, about.whom);
    for at in 0..about.bytes.len() {
        for bit in [0x01, 0x20] {
            let mut changed = about.bytes.to_vec();
            changed[at] ^= bit;
            assert_eq!(open_with(&about.key, &changed), Err(SealError::NotOurs), "byte {at}");
        }
        let cut = &about.bytes[..at];
        assert_eq!(open_with(&about.key, cut), Err(SealError::NotOurs), "cut at {at}");
    }
}

#[tokio::test]
async fn a_key_opens_its_own_entry_and_no_other_and_no_seal_can_be_moved() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..40).map(|number| number % 2)).await;
    let entries = [all(&ledger, 0), all(&ledger, 1)].concat();
    assert_eq!(entries.len(), 40);
    let split = |about: &About| {
        let text = String::from_utf8(about.bytes.to_vec()).unwrap();
        let (open, sealed) = text.split_once(",\"sealed\":").unwrap();
        (open.to_owned(), sealed.to_owned())
    };
    for one in &entries {
        for other in &entries {
            let is_own = one.index == other.index;
            assert_eq!(open_with(&one.key, &other.bytes).is_ok(), is_own);
            let moved = format!("{},\"sealed\":{}", split(other).0, split(one).1);
            assert_eq!(open_with(&one.key, moved.as_bytes()).is_ok(), is_own);
        }
    }
}

#[tokio::test]
async fn the_length_of_a_seal_tells_neither_counts_nor_heads() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..1200).map(|_| 4)).await;
    let sealed = |index: u64| ledger.entry(EntryIndex(index)).unwrap().unwrap().sealed.unwrap();
    let length = sealed(0).len();
    assert!((1..1200).all(|index| sealed(index).len() == length));
}

prop_compose! {
    fn texts()(
        case_reference in proptest::option::of(".{0,40}"),
        end_user in proptest::option::of(".{0,40}"),
        relation in proptest::option::of(".{0,40}"),
        words in proptest::option::of(".{0,40}"),
        regards in proptest::option::of(0_u64..1 << 40),
        number in 0_u32..5000,
    ) -> Whom {
        let regards = regards.map(EntryIndex);
        Whom { subject: person(number), case_reference, end_user, relation, words, regards }
    }
}

proptest! {
    #[test]
    fn what_is_sealed_is_read_as_it_was_written(
        whom in texts(),
        count in 0..=u64::from(u32::MAX),
        head: [u8; 32],
        released in proptest::option::of(any::<u64>()),
    ) {
        let before = Standing { count, head: Hash::from_bytes(head) };
        // What releases another has no words of its own.
        let tells = whom.words.is_some() || whom.regards.is_some();
        let released = released.filter(|_| !tells).map(EntryIndex);
        let mut bytes = Vec::new();
        inside::write(before, &whom, released, &mut bytes).unwrap();
        prop_assert!(bytes.len().is_multiple_of(inside::PADDED_TO));
        let read = inside::read(&bytes).unwrap();
        prop_assert_eq!(read, inside::Inside { before, whom, released });
    }

    #[test]
    fn what_can_be_read_is_what_would_be_written(
        whom in texts(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let mut bytes = Vec::new();
        inside::write(Standing::NONE, &whom, None, &mut bytes).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        assert_canonical(&bytes);
    }

    #[test]
    fn strangers_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        assert_canonical(&bytes);
        prop_assert!(open_with(&sluse::vocab::secret::Key32::new([1; 32]), &bytes).is_err());
    }
}

fn assert_canonical(bytes: &[u8]) {
    let Some(read) = inside::read(bytes) else { return };
    let mut again = Vec::new();
    inside::write(read.before, &read.whom, read.released, &mut again).unwrap();
    assert_eq!(again, bytes);
}
