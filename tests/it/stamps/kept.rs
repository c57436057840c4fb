//! Time-stamps that were kept find a ledger that was set back or began anew after them.

use super::authority::Tsa;
use super::{has_openssl, nonce};
use crate::ledger::{Place, append_all, copy_folder, signer};
use sluse::ledger::stamps::{KeptFault, kept};
use sluse::merkle::note::NoteVerifier;
use sluse::stamp::query;

#[tokio::test]
async fn an_older_copy_and_a_fork_are_told_from_the_ledger_that_was_stamped() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.close().await;
    drop(ledger);
    let backup = place.copied();
    let ledger = place.open();
    append_all(&ledger, 0..50).await;
    ledger.publish().unwrap();
    let unstamped = ledger.unstamped().unwrap().expect("has no time-stamp");
    let size = unstamped.size();
    let reply = tsa.reply(&query(&unstamped.digest(), &nonce(1), &tsa.trusted()));
    ledger.keep_stamp(unstamped, reply).unwrap();
    assert!(ledger.unstamped().unwrap().is_none(), "a checkpoint is stamped once");
    append_all(&ledger, 0..50).await;
    ledger.close().await;
    drop(ledger);
    let verifier = NoteVerifier::parse(&signer().vkey()).unwrap();
    let judge = |place: &Place| kept(&place.dir(), &verifier, &tsa.trusted()).unwrap();
    let good = judge(&place);
    assert_eq!((good.len(), good[0].size), (1, size));
    good[0].stamp.as_ref().unwrap();
    copy_folder(&place.dir().join("timestamps"), &backup.dir());
    let older = judge(&backup);
    assert!(matches!(older[0].stamp, Err(KeptFault::Beyond(_))), "{older:?}");
    // Grown to the same size with other entries.
    let ledger = backup.open();
    append_all(&ledger, 100..200).await;
    ledger.close().await;
    drop(ledger);
    backup.verified();
    let forked = judge(&backup);
    assert!(matches!(forked[0].stamp, Err(KeptFault::OtherHistory)), "{forked:?}");
}
