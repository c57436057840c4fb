//! Erasing a person: two auditors, one entry, and then nothing about the person opens or is linked.

use super::{ORIGIN, Place, append_all, files, person, reading};
use sluse::ledger::entry::{Draft, Entry, Event};
use sluse::ledger::erasure::{
    Auditor, Authorized, EraseError, Erased, Text, VALID_FOR, authorize, confirm,
};
use sluse::ledger::{AppendError, Handle, Ledger};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Timestamp};
use std::path::Path;
use std::time::Duration;

/// An auditor's key.
pub(super) fn key(name: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(KeyName::parse(name).unwrap(), Key32::new([seed; 32])).unwrap()
}

fn auditor(signer: &NoteSigner) -> Auditor {
    Auditor {
        name: format!("who signs as {}", signer.verifier().name()),
        verifier: signer.verifier().clone(),
    }
}

/// The salt of all requests here.
const SALT: [u8; 32] = [9; 32];

/// Two configured auditors.
pub(super) struct Two {
    pub(super) one: NoteSigner,
    pub(super) other: NoteSigner,
}

impl Two {
    pub(super) fn new() -> Self {
        Self { one: key("one.example", 21), other: key("other.example", 22) }
    }

    pub(super) fn auditors(&self) -> Vec<Auditor> {
        vec![auditor(&self.one), auditor(&self.other)]
    }

    /// A request, signed by the first.
    pub(super) fn request(&self, origin: &str, whom: &PersonNumber, at: Timestamp) -> Vec<u8> {
        let whom = (whom, &Key32::new(SALT));
        let text = Text::new(origin, whom, "GDPR art. 17(1)(d)", &self.one, at).unwrap();
        self.one.sign(&text.to_string()).unwrap()
    }

    /// A request that both signed.
    pub(super) fn note(&self, whom: &PersonNumber, at: Timestamp) -> Vec<u8> {
        confirm(&self.request(ORIGIN, whom, at), &self.other).unwrap()
    }

    pub(super) fn check(
        &self,
        note: &[u8],
        whom: &PersonNumber,
        now: Timestamp,
    ) -> Result<Authorized, EraseError> {
        authorize(&self.auditors(), ORIGIN, now, note, (whom, &Key32::new(SALT)))
    }

    /// Has a person erased.
    pub(super) async fn erase(
        &self,
        place: &Place,
        ledger: &Ledger,
        whom: &PersonNumber,
    ) -> Erased {
        let now = place.clock.now();
        let authorized = self.check(&self.note(whom, now), whom, now).unwrap();
        ledger.erase(authorized).await.unwrap()
    }
}

/// Has a person erased from any ledger by two auditors.
pub async fn erase(ledger: &Ledger, whom: &PersonNumber, now: Timestamp) -> Erased {
    let two = Two::new();
    let note = confirm(&two.request(ledger.origin(), whom, now), &two.other).unwrap();
    let both = (whom, &Key32::new(SALT));
    let authorized = authorize(&two.auditors(), ledger.origin(), now, &note, both).unwrap();
    ledger.erase(authorized).await.unwrap()
}

fn entry(ledger: &Ledger, index: u64) -> Entry {
    ledger.entry(EntryIndex(index)).unwrap().unwrap()
}

/// The handle that an erasure's entry names.
fn handle(ledger: &Ledger, index: EntryIndex) -> Handle {
    match entry(ledger, index.0).event {
        Event::Erasure(erasure) => erasure.handle,
        other => panic!("another event: {other:?}"),
    }
}

#[tokio::test]
async fn what_goes_on_with_an_erased_person_is_refused_and_brings_nobody_back() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, [1, 2].into_iter()).await;
    let slots = || std::fs::metadata(place.root.join("vault/persons.vault")).unwrap().len();
    let before = slots();
    let goes_on = || Draft { only_known: true, ..reading(person(1)) };
    ledger.append(goes_on()).await.unwrap();
    erase(&ledger, &person(1), place.clock.now()).await;
    for _ in 0..2 {
        // With another's in the same batch, whose entry is written.
        let (gone, written) =
            tokio::join!(ledger.append(goes_on()), ledger.append(reading(person(2))));
        assert_eq!(gone.unwrap_err(), AppendError::Gone);
        written.unwrap();
    }
    assert_eq!(slots(), before);
    assert!(ledger.about(&person(1), None, 9).unwrap().is_empty());
    // What begins anew is written about them as about anybody.
    ledger.append(reading(person(1))).await.unwrap();
    ledger.append(goes_on()).await.unwrap();
    assert_eq!(ledger.about(&person(1), None, 9).unwrap().len(), 2);
    ledger.close().await;
    place.verified();
}

#[tokio::test]
async fn an_erased_persons_entries_do_not_open_others_do_and_the_tree_verifies() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, (0..40).map(|number| number % 4)).await;
    assert_eq!(ledger.about(&person(1), None, 99).unwrap().len(), 10);
    let erased = two.erase(&place, &ledger, &person(1)).await;
    assert!(erased.is_new);
    let Event::Erasure(said) = entry(&ledger, erased.index.0).event else { panic!("no erasure") };
    assert_eq!(said.basis, "GDPR art. 17(1)(d)");
    assert_eq!(said.requested_by, "who signs as one.example");
    assert_eq!(said.confirmed_by, "who signs as other.example");
    let only_the_others_open = |ledger: &Ledger| {
        assert!(ledger.about(&person(1), None, 99).unwrap().is_empty());
        for other in [0, 2, 3] {
            assert_eq!(ledger.about(&person(other), None, 99).unwrap().len(), 10);
        }
    };
    only_the_others_open(&ledger);
    ledger.close().await;
    drop(ledger);
    only_the_others_open(&place.open());
    place.verified();
}

#[tokio::test]
async fn who_was_erased_and_is_read_again_is_somebody_new() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, (0..6).map(|_| 1)).await;
    let first = two.erase(&place, &ledger, &person(1)).await;
    append_all(&ledger, (0..3).map(|_| 1)).await;
    assert_eq!(ledger.about(&person(1), None, 99).unwrap().len(), 3, "only what came after");
    let second = two.erase(&place, &ledger, &person(1)).await;
    assert_ne!(handle(&ledger, first.index), handle(&ledger, second.index));
    assert!(ledger.about(&person(1), None, 99).unwrap().is_empty());
}

#[tokio::test]
async fn readings_that_wait_beside_an_erasure_are_either_erased_or_can_be_opened() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, (0..50).map(|_| 1)).await;
    let now = place.clock.now();
    let authorized = two.check(&two.note(&person(1), now), &person(1), now).unwrap();
    let (erased, _) =
        tokio::join!(ledger.erase(authorized), append_all(&ledger, (0..400).map(|_| 1)));
    let erased = erased.unwrap().index.0;
    let opened = ledger.about(&person(1), None, 999).unwrap();
    let after = (erased + 1..ledger.size()).filter(|index| entry(&ledger, *index).sealed.is_some());
    assert_eq!(opened.len(), after.count(), "all that came after it, and nothing before it");
}

#[tokio::test]
async fn a_note_that_was_used_does_nothing_also_after_a_start_and_without_the_index() {
    let (place, two) = (Place::new(), Two::new());
    let mut ledger = place.open();
    append_all(&ledger, 0..4).await;
    let now = place.clock.now();
    let note = two.note(&person(1), now);
    let again = || two.check(&note, &person(1), now).unwrap();
    let first = ledger.erase(again()).await.unwrap();
    assert!(first.is_new);
    ledger.append(reading(person(1))).await.unwrap();
    for _ in 0..2 {
        let replayed = ledger.erase(again()).await.unwrap();
        assert_eq!(replayed, Erased { index: first.index, is_new: false });
        assert_eq!(
            ledger.about(&person(1), None, 9).unwrap().len(),
            1,
            "what came after it is there"
        );
        ledger.publish().unwrap();
        ledger.close().await;
        drop(ledger);
        std::fs::remove_dir_all(place.index_dir()).unwrap();
        ledger = place.open();
    }
    let replayed = ledger.erase(again()).await.unwrap();
    assert!(!replayed.is_new);
}

/// The file that tells which keys are about to go cannot be written: a folder stands in its way.
#[tokio::test]
async fn a_key_that_cannot_be_destroyed_is_not_told_as_destroyed() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, (0..4).map(|_| 1)).await;
    let now = place.clock.now();
    let note = two.note(&person(1), now);
    let request = || two.check(&note, &person(1), now).unwrap();
    let obstacle = place.vault_dir().join("erasing.new");
    std::fs::create_dir(&obstacle).unwrap();
    let erased = ledger.erase(request()).await;
    assert!(matches!(erased, Err(EraseError::Append(AppendError::Failed))), "{erased:?}");
    let erasure = (0..ledger.size()).find(|index| handle_of(&ledger, *index).is_some()).unwrap();
    assert!(ledger.append(reading(person(2))).await.is_err(), "nothing is written meanwhile");
    let again = ledger.erase(request()).await;
    assert!(matches!(again, Err(EraseError::Append(AppendError::Failed))), "{again:?}");
    std::fs::remove_dir(&obstacle).unwrap();
    let done = Erased { index: EntryIndex(erasure), is_new: false };
    let mut tries = 0;
    while !matches!(ledger.erase(request()).await, Ok(told) if told == done) {
        tries += 1;
        assert!(tries < 500);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(ledger.about(&person(1), None, 99).unwrap().is_empty());
    ledger.append(reading(person(1))).await.unwrap();
    assert_eq!(ledger.about(&person(1), None, 99).unwrap().len(), 1);
}

fn handle_of(ledger: &Ledger, index: u64) -> Option<Handle> {
    match entry(ledger, index).event {
        Event::Erasure(erasure) => Some(erasure.handle),
        _ => None,
    }
}

#[tokio::test]
async fn nobody_is_erased_without_two_right_signatures_over_this_request() {
    let (place, two) = (Place::new(), Two::new());
    let now = place.clock.now();
    let whom = person(1);
    let one = two.request(ORIGIN, &whom, now);
    let refused = |note: &[u8]| two.check(note, &whom, now).err().unwrap();
    assert!(matches!(refused(&one), EraseError::Unconfirmed));
    let twice = confirm(&one, &two.one).unwrap();
    assert!(matches!(refused(&twice), EraseError::Unconfirmed), "one key twice");
    let foreign = confirm(&one, &key("foreign.example", 23)).unwrap();
    assert!(matches!(refused(&foreign), EraseError::Unconfirmed), "a key that is not configured");
    let renamed = confirm(&one, &key("other.example", 23)).unwrap();
    assert!(matches!(refused(&renamed), EraseError::Unconfirmed), "its name with another key");
    let text = String::from_utf8(two.note(&whom, now)).unwrap();
    let changed = text.replace("17(1)(d)", "17(1)(e)");
    assert!(matches!(refused(changed.as_bytes()), EraseError::Note(_)), "another basis");
    let only_other = two.other.sign(&text[..text.rfind("\n\n").unwrap() + 1]).unwrap();
    assert!(matches!(refused(&only_other), EraseError::Requester));
    let elsewhere =
        confirm(&two.request("another.example/ledger", &whom, now), &two.other).unwrap();
    assert!(matches!(refused(&elsewhere), EraseError::Origin(_)));
    let note = two.note(&whom, now);
    let late = now.plus(VALID_FOR).plus(Duration::from_secs(1));
    assert!(matches!(two.check(&note, &whom, late), Err(EraseError::Expired)));
    let early = now.minus(Duration::from_secs(600));
    assert!(matches!(two.check(&note, &whom, early), Err(EraseError::Early)));
    assert!(matches!(two.check(&note, &person(2), now), Err(EraseError::Subject)));
    let salted = authorize(&two.auditors(), ORIGIN, now, &note, (&whom, &Key32::new([8; 32])));
    assert!(matches!(salted, Err(EraseError::Subject)));
    assert!(two.check(&note, &whom, now).is_ok());
    let one_auditor =
        authorize(&two.auditors()[..1], ORIGIN, now, &note, (&whom, &Key32::new(SALT)));
    assert!(matches!(one_auditor, Err(EraseError::Unconfirmed)));
}

#[test]
fn one_key_under_two_configured_names_is_one_auditor() {
    let (one, same) = (key("one.example", 21), key("two.example", 21));
    let now = Timestamp::from_millis(1_795_000_000_000);
    let whom = person(1);
    let two = Two { one, other: same };
    assert!(matches!(two.check(&two.note(&whom, now), &whom, now), Err(EraseError::Unconfirmed)));
}

#[test]
fn a_basis_is_one_line_without_a_persons_number() {
    let signer = key("one.example", 21);
    let salt = Key32::new(SALT);
    let now = Timestamp::from_millis(1_795_000_000_000);
    let number = person(1).expose().to_owned();
    let spaced = format!("about {} {}", &number[..6], &number[6..]);
    let dashed = format!("about {}\u{2013}{}", &number[..6], &number[6..]);
    let wide: String =
        number.chars().filter_map(|it| char::from_u32(u32::from(it) - 0x30 + 0xff10)).collect();
    for wrong in
        ["", " ", "two\nlines", &dashed, &wide, "ends \n", &number, &spaced, &"x".repeat(201)]
    {
        let made = Text::new(ORIGIN, (&person(1), &salt), wrong, &signer, now);
        assert!(matches!(made, Err(EraseError::Form(_))), "{wrong:?}");
    }
    assert!(Text::new(ORIGIN, (&person(1), &salt), "LOV-2018-06-15-38 § 8", &signer, now).is_ok());
}

#[tokio::test]
async fn signatures_of_others_do_not_get_into_the_ledger() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    ledger.append(reading(person(1))).await.unwrap();
    let now = place.clock.now();
    let note = confirm(&two.note(&person(1), now), &key("a.stranger/who-adds-text", 30)).unwrap();
    let erased = ledger.erase(two.check(&note, &person(1), now).unwrap()).await.unwrap();
    let Event::Erasure(said) = entry(&ledger, erased.index.0).event else { panic!("no erasure") };
    assert!(!said.note.contains("stranger"));
    assert!(two.check(said.note.as_bytes(), &person(1), now).is_ok(), "and what is there is whole");
}

#[tokio::test]
async fn nothing_is_written_when_nothing_is_kept_about_the_person() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    ledger.append(reading(person(1))).await.unwrap();
    let now = place.clock.now();
    let authorized = two.check(&two.note(&person(2), now), &person(2), now).unwrap();
    assert!(matches!(ledger.erase(authorized).await, Err(EraseError::Nothing)));
    assert_eq!(ledger.size(), 1);
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(path, target).unwrap();
    }
}

#[tokio::test]
async fn a_machine_that_stops_between_entry_and_key_destroys_the_key_at_the_next_start() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, (0..30).map(|number| number % 3)).await;
    ledger.close().await;
    drop(ledger);
    let kept = place.root.join("kept");
    copy(&place.vault_dir(), &kept);
    let slots = std::fs::read(kept.join("persons.vault")).unwrap();
    let ledger = place.open();
    two.erase(&place, &ledger, &person(1)).await;
    ledger.close().await;
    drop(ledger);
    // The entry is durable; the vault is as it was before, at each point of its own writing.
    let note = {
        let erased = std::fs::read(place.vault_dir().join("persons.vault")).unwrap();
        let at =
            (0..slots.len() / 128).find(|at| erased[at * 128..][..128] != slots[at * 128..][..128]);
        let at = at.unwrap();
        let handle = &slots[at * 128 + 16..][..16];
        [(at as u64).to_be_bytes().as_slice(), handle].concat()
    };
    let at = usize::try_from(u64::from_be_bytes(note[..8].try_into().unwrap())).unwrap();
    let zeros = |from: usize, to: usize| {
        let mut bytes = slots.clone();
        bytes[at * 128 + from..at * 128 + to].fill(0);
        bytes
    };
    let points = [
        (slots.clone(), false),
        (slots.clone(), true),
        (zeros(0, 16), true),
        (zeros(32, 90), true),
        (zeros(40, 128), true),
    ];
    for (bytes, noted) in points {
        copy(&kept, &place.vault_dir());
        std::fs::write(place.vault_dir().join("persons.vault"), bytes).unwrap();
        if noted {
            std::fs::write(place.vault_dir().join("erasing.vault"), &note).unwrap();
        }
        let ledger = place.open();
        assert!(ledger.about(&person(1), None, 9).unwrap().is_empty());
        assert_eq!(ledger.about(&person(2), None, 99).unwrap().len(), 10);
        ledger.close().await;
        drop(ledger);
        assert!(!place.vault_dir().join("erasing.vault").exists());
        let now = std::fs::read(place.vault_dir().join("persons.vault")).unwrap();
        assert_eq!(now.len(), slots.len());
        for secret in
            slots[at * 128..][..16].windows(8).chain(slots[at * 128 + 44..][..53].windows(8))
        {
            assert!(!now.windows(8).any(|window| window == secret), "the old slot is gone");
        }
    }
}

#[tokio::test]
async fn without_the_index_the_ledger_still_says_who_was_erased() {
    let (place, two) = (Place::new(), Two::new());
    let ledger = place.open();
    append_all(&ledger, 0..3).await;
    ledger.close().await;
    drop(ledger);
    let kept = place.root.join("kept");
    copy(&place.vault_dir(), &kept);
    let ledger = place.open();
    two.erase(&place, &ledger, &person(1)).await;
    ledger.publish().unwrap();
    ledger.close().await;
    drop(ledger);
    copy(&kept, &place.vault_dir());
    std::fs::remove_dir_all(place.index_dir()).unwrap();
    let ledger = place.open();
    assert!(ledger.about(&person(1), None, 9).unwrap().is_empty(), "an old vault came back");
    assert_eq!(ledger.about(&person(2), None, 9).unwrap().len(), 1);
}
