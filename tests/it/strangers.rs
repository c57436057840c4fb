//! Who is unknown takes nothing from anybody else: not by junk, not from many addresses, not by answers that
//! are asked for and never read.

use crate::house::{PERSON_PATH, TestHouse};
use crate::http2::connect_from;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use sluse::gateway::admit::{ADDRESSES_OF_SITE, Rate, Strangers};
use sluse::vocab::peer::Peer;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;

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
