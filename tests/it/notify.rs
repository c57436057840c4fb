//! Notices to citizens: sent at least once, one a day, by carriers that are played here over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a fixture that fails is a test that fails"
)]

mod carriers;
mod email;
mod outbox;
pub(crate) mod peer;
mod trouble;
mod watched;
mod words;

use crate::house::TestClock;
use crate::ledger::person;
use sluse::client::Credential;
use sluse::dial::Dialer;
use sluse::jose::jws::SigningKey;
use sluse::notify::{Maskinporten, Notice};
use sluse::vocab::notice::NoticeId;
use sluse::vocab::time::Clock;
use std::sync::Arc;

/// Where people log in, in these tests.
const ADDRESS: &str = "https://innsyn.example.no";

fn notice(again: bool) -> Notice {
    let begun = TestClock::at_start().now();
    Notice { id: NoticeId::new([7; 16]), person: person(1), begun, again }
}

/// The numbers of so many persons, no two of whom are the same.
fn numbers(many: usize) -> Vec<u32> {
    (0..).filter(|number| person(*number) != person(number + 1)).take(many).collect()
}

fn dialer() -> Dialer {
    Dialer::new(&[]).unwrap()
}

/// A client of the token service that this peer plays.
fn tokens(peer: &peer::Peer) -> Arc<Maskinporten> {
    let key = SigningKey::generate_p256("key-1").unwrap();
    Arc::new(Maskinporten::new(
        format!("{}/", peer.base()),
        "client-1".to_owned(),
        Credential::registered(key),
        dialer(),
        TestClock::at_start(),
    ))
}
