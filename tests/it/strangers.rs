//! Who is unknown takes nothing from anybody else: not by junk, not from many addresses, not by answers that
//! are asked for and never read.

use crate::house::{MUNICIPALITY, PERSON_PATH, TestHouse, eventually};
use crate::http2::connect_from;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper::{Request, Response};
use sluse::gateway::admit::{ADDRESSES_OF_SITE, Rate, Strangers};
use sluse::ledger::entry::{Draft, Event, TokenRefusal};
use sluse::serve::unsent::{
    ADDRESS_UNSENT_BYTES, CONNECTION_UNSENT_BYTES, Ledge, UNCOUNTED_BYTES, UNSENT_BYTES, Unsent,
};
use sluse::vocab::peer::Peer;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// An address of this machine that is not the usual one.
const fn elsewhere(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, number)
}

async fn wary() -> TestHouse {
    TestHouse::start_with(&|config| {
        config.limits.stranger_burst = NonZeroU32::MIN;
        config.limits.stranger_refusals_per_second = NonZeroU32::MIN;
    })
    .await
}

/// The status of a GET from an address.
async fn status_from(from: Ipv4Addr, house: &TestHouse, door: &str, path: &str) -> u16 {
    let (mut sender, _ended) = connect_from(from, house, door, None).await;
    let request = Request::get(format!("{door}{path}")).body(Full::<Bytes>::default()).unwrap();
    sender.send_request(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn junk_at_the_machine_door_leaves_logins_open_to_the_same_address() {
    let house = wary().await;
    let bearer = [("authorization", "Bearer junk")];
    let mut statuses = Vec::new();
    while statuses.last() != Some(&429) {
        statuses.push(house.get(PERSON_PATH, &bearer).await.status().as_u16());
        assert!(statuses.len() < 1000, "{statuses:?}");
    }
    let login = Request::get(format!("{}/login", house.people)).body(Bytes::new()).unwrap();
    assert_ne!(house.send(login).await.status(), 429);
    // The token endpoint and erasures have counts of their own, too.
    for path in ["/token", "/ledger/erasures"] {
        let junk = Request::post(format!("{}{path}", house.machine)).body(Bytes::from("junk"));
        assert_ne!(house.send(junk.unwrap()).await.status(), 429, "{path}");
    }
}

#[tokio::test]
async fn logins_begun_at_many_addresses_leave_the_next_address_its_own() {
    let house = wary().await;
    for number in 2..=101 {
        let status = status_from(elsewhere(number), &house, &house.people, "/login").await;
        assert_ne!(status, 429, "at address {number}");
    }
}

#[test]
fn a_network_of_many_neighbourhoods_does_not_use_up_what_all_have_together() {
    let strangers =
        Strangers::refused(Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN });
    let at = |site: u16, part: u16| {
        Peer::at(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, site, part, 0, 0, 0, 1)))
    };
    let admitted = (0..1000).filter(|part| strangers.admit(&at(1, *part)).is_ok()).count();
    let second = ADDRESSES_OF_SITE.most; // what comes again each second
    assert!((second..1000 / 2).contains(&admitted), "{admitted}");
    assert!(strangers.admit(&at(2, 0)).is_ok(), "another network");
}

/// A long document that everybody may have.
const LONG: &str = "/openapi.json";

/// A connection with answers that are not read.
struct Hoard {
    sender: SendRequest<Full<Bytes>>,
    connection: JoinHandle<()>,
    answers: Vec<Response<Incoming>>,
}

impl Drop for Hoard {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Hoard {
    /// One that takes nothing of any answer.
    async fn new(house: &TestHouse, from: Ipv4Addr) -> Self {
        let (sender, connection) = connect_from(from, house, &house.machine, Some(0)).await;
        Self { sender, connection, answers: Vec::new() }
    }

    /// Asks once more; the status.
    async fn ask(&mut self, house: &TestHouse, path: &str, token: &str) -> u16 {
        let request = Request::get(format!("{}{path}", house.machine))
            .header("authorization", format!("Bearer {token}"));
        let request = request.body(Full::default()).unwrap();
        self.answers.push(self.sender.send_request(request).await.unwrap());
        self.answers.last().unwrap().status().as_u16()
    }
}

/// As many answers as an address can leave unread, up to more than one door has room for.
async fn hoards(house: &TestHouse, from: Ipv4Addr) -> Vec<Hoard> {
    let mut hoards = Vec::new();
    for _ in 0..50 {
        let mut hoard = Hoard::new(house, from).await;
        let mut is_full = false;
        for _ in 0..100 {
            is_full = is_full || hoard.ask(house, LONG, "").await == 503;
        }
        hoards.push(hoard);
        if is_full {
            return hoards;
        }
    }
    panic!("an address has no limit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_an_address_does_not_read_close_no_door_to_another() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let hoards = hoards(&house, elsewhere(2)).await;
    assert_eq!(house.school(PERSON_PATH).await.status(), 200);
    house.token(MUNICIPALITY, "folkeregister:skole").await;
    for _ in 0..3 {
        assert_eq!(house.get(LONG, &[]).await.status(), 200);
    }
    // Who shares the address gets what is short, one at a time.
    let mut neighbour = Hoard::new(&house, elsewhere(2)).await;
    assert_eq!(neighbour.ask(&house, PERSON_PATH, &token).await, 200);
    assert!(!neighbour_gets(&house, LONG).await);
    drop(hoards);
    eventually(async || neighbour_gets(&house, LONG).await).await;
}

/// Whether somebody else at the address gets two of these at a time.
async fn neighbour_gets(house: &TestHouse, path: &str) -> bool {
    let mut neighbour = Hoard::new(house, elsewhere(2)).await;
    neighbour.ask(house, path, "").await == 200 && neighbour.ask(house, path, "").await == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_leave_is_not_asked_for_and_not_recorded() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let _hoards = hoards(&house, elsewhere(2)).await;
    let mut neighbour = Hoard::new(&house, elsewhere(2)).await;
    assert_eq!(neighbour.ask(&house, LONG, "").await, 200, "the first on its connection");
    let before = house.ledger().size();
    assert_eq!(neighbour.ask(&house, PERSON_PATH, &token).await, 503);
    assert_eq!(neighbour.answers.last().unwrap().headers()["retry-after"], "1");
    assert_eq!((house.ledger().size(), house.provider.asked().len()), (before, 0));
    let mut other = Hoard::new(&house, elsewhere(3)).await;
    assert_eq!(other.ask(&house, LONG, "").await, 200);
    assert_eq!(other.ask(&house, PERSON_PATH, &token).await, 200);
    assert_eq!(house.ledger().size(), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_comes_whole_though_others_at_the_address_read_nothing() {
    let house = TestHouse::start().await;
    let event = || Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None });
    let drafts = (0..20_000).map(|_| Draft::new(event())).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().publish().unwrap();
    let token = house.token(crate::audit::SUPERVISOR, crate::audit::WHOLE).await;
    let _hoards = hoards(&house, elsewhere(2)).await;
    let (mut sender, _ended) = connect_from(elsewhere(2), &house, &house.machine, None).await;
    let request = Request::get(format!("{}/ledger/export?decision=MP-110", house.machine))
        .header("authorization", format!("Bearer {token}"));
    let answer = sender.send_request(request.body(Full::default()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    let whole = answer.into_body().collect().await.expect("it was not cut off").to_bytes();
    assert!(whole.len() > 2 * 1024 * 1024, "several parts: {}", whole.len());
    assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), 20_000);
}

fn ledge(unsent: &Unsent, address: u8) -> Arc<Ledge> {
    Arc::new(Ledge::new(unsent.clone(), IpAddr::V4(elsewhere(address))))
}

#[test]
fn connections_addresses_and_doors_take_one_more_answer_while_they_are_below_their_limits() {
    let (unsent, mebibyte) = (Unsent::default(), Bytes::from(vec![0; 1024 * 1024]));
    // Fills a connection; how many mebibytes it took.
    let fill = |ledge: &Arc<Ledge>| -> Vec<Bytes> {
        std::iter::from_fn(|| ledge.hold(mebibyte.clone())).collect()
    };
    let in_mebibytes = |limit: sluse::vocab::limits::Limit| limit.most / mebibyte.len();
    let mut held = Vec::new();
    for address in 1..=8 {
        let (one, two, three) =
            (ledge(&unsent, address), ledge(&unsent, address), ledge(&unsent, address));
        let first = fill(&one);
        assert_eq!(first.len(), in_mebibytes(CONNECTION_UNSENT_BYTES));
        assert!(!one.has_room() && two.has_room());
        let second = fill(&two);
        assert_eq!(first.len() + second.len(), in_mebibytes(ADDRESS_UNSENT_BYTES));
        assert!(fill(&three).is_empty());
        held.push((first, second));
    }
    assert_eq!(held.len() * in_mebibytes(ADDRESS_UNSENT_BYTES), in_mebibytes(UNSENT_BYTES));
    let late = ledge(&unsent, 9);
    assert!(late.hold(mebibyte.clone()).is_none(), "the door is full");
    let short = Bytes::from(vec![0; UNCOUNTED_BYTES.most]);
    let first = late.hold(short.clone());
    assert!(first.is_some() && !late.has_room(), "what is short leaves all the same, once");
    assert!(late.hold(short.clone()).is_none());
    drop((first, held.pop()));
    assert!(late.is_clear() && late.hold(mebibyte.clone()).is_some());
}

#[test]
fn the_longest_answer_finds_room_when_nothing_else_is_on_its_way() {
    let long = Bytes::from(vec![0; CONNECTION_UNSENT_BYTES.most + 1]);
    let unsent = Unsent::default();
    let slow = ledge(&unsent, 1);
    let held = slow.hold(long.clone());
    assert!(held.is_some() && !slow.has_room());
    assert!(slow.hold(Bytes::from_static(b"x")).is_none());
    assert!(ledge(&unsent, 1).hold(long).is_some(), "another connection of the address");
    drop(held);
    assert!(slow.has_room());
}
