//! The feed: Atom as RFC 4287 wants it, archives that never change, and nothing but who, when and why.

use super::browser::{Browser, House};
use super::sample::{KARI, OLA, reading_at, record, refusal, whom};
use hyper::StatusCode;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";
const FEED: &str = "/me/feed.atom";

fn child<'n>(node: Node<'n, 'n>, name: &str) -> &'n str {
    let mut found = node.children().filter(|it| it.has_tag_name((ATOM, name)));
    let one = found.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(found.next().is_none(), "{name} stands once");
    one.text().unwrap()
}

fn link<'n>(feed: Node<'n, 'n>, rel: &str) -> Option<&'n str> {
    let mut links = feed.children().filter(|it| it.has_tag_name((ATOM, "link")));
    links.find(|it| it.attribute("rel") == Some(rel))?.attribute("href")
}

/// What RFC 4287 (sections 4.1.1 and 4.1.2) asks of a document, and the identifiers of its entries.
fn checked(document: &Document<'_>) -> Vec<String> {
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")));
    assert_eq!(child(feed, "id"), format!("https://people.test{FEED}"));
    assert!(!child(feed, "title").is_empty());
    child(feed, "updated").parse::<sluse::vocab::time::Timestamp>().unwrap();
    assert!(feed.children().any(|it| it.has_tag_name((ATOM, "author"))));
    assert!(link(feed, "self").is_some());
    let entries = feed.children().filter(|it| it.has_tag_name((ATOM, "entry")));
    let entries = entries.map(|entry| {
        for name in ["title", "summary"] {
            assert!(!child(entry, name).is_empty());
        }
        for name in ["updated", "published"] {
            child(entry, name).parse::<sluse::vocab::time::Timestamp>().unwrap();
        }
        assert_eq!(link(entry, "alternate"), Some("https://people.test/readings"));
        child(entry, "id").to_owned()
    });
    entries.collect()
}

fn house(entries: u64) -> House {
    let house = House::new();
    for index in 0..entries {
        house.shelf.put(reading_at(index, "2026-11-10T10:00:00Z", KARI));
    }
    house
}

#[tokio::test]
async fn the_feed_and_its_archives_have_every_reading_and_the_archives_stay() {
    let house = house(45);
    let mut browser = Browser::login(&house, KARI).await;
    let mut seen = BTreeSet::new();
    let (mut next, mut archives) = (Some(FEED.to_owned()), Vec::new());
    while let Some(target) = next {
        let got = browser.get(&house, &target).await;
        assert_eq!(got.status, StatusCode::OK, "{target}");
        assert_eq!(got.head["content-type"], "application/atom+xml; charset=utf-8");
        assert_eq!(got.head["cache-control"], "no-store");
        let document = Document::parse(&got.body).unwrap();
        seen.extend(checked(&document));
        let feed = document.root_element();
        let is_archive = feed.children().any(|it| it.has_tag_name((HISTORY, "archive")));
        assert_eq!(is_archive, target != FEED);
        assert_eq!(is_archive, link(feed, "current").is_some());
        let own = link(feed, "self").unwrap().strip_prefix("https://people.test").unwrap();
        assert_eq!(own, target);
        next = link(feed, "prev-archive").map(|it| it.replace("https://people.test", ""));
        if is_archive {
            archives.push((target, got.body));
        }
    }
    assert_eq!(seen.len(), 45);
    assert_eq!(archives.len(), 2);
    for index in 45..70 {
        house.shelf.put(reading_at(index, "2026-11-11T10:00:00Z", KARI));
    }
    for (target, before) in archives {
        assert_eq!(browser.get(&house, &target).await.body, before, "{target}");
    }
}

#[tokio::test]
async fn an_entry_says_who_when_and_why_and_neither_fields_nor_case_nor_person() {
    let house = house(0);
    house.shelf.put(reading_at(71_234, "2026-11-10T10:00:00Z", KARI));
    house.shelf.put(record(
        71_235,
        "2026-11-10T11:00:00Z",
        refusal("subject-mismatch"),
        whom(KARI),
    ));
    let mut browser = Browser::login(&house, KARI).await;
    let got = browser.get(&house, &format!("{FEED}?lang=en")).await;
    let document = Document::parse(&got.body).unwrap();
    let ids = checked(&document);
    assert_eq!(ids.len(), 2);
    for id in &ids {
        assert!(id.starts_with("tag:people.test,2026:"), "{id}");
        assert!(!id.contains("7123"), "an identifier tells nothing of the ledger: {id}");
    }
    assert!(got.body.contains("has read data about you"));
    assert!(got.body.contains("asked about you and got nothing"));
    assert!(got.body.contains("Kindergarten admission"));
    let case = whom(KARI).case_reference.unwrap();
    for hidden in [KARI, &case, "navn", "First name", "foedselsdato", "7123"] {
        assert!(!got.body.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn a_feed_is_for_who_is_logged_in_and_an_archive_for_who_has_so_much() {
    let house = house(25);
    let stranger = Browser::default().get(&house, FEED).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert!(!stranger.body.contains("entry"));
    let mut browser = Browser::login(&house, KARI).await;
    for (target, status) in [
        ("?before=20", StatusCode::OK),
        ("?before=40", StatusCode::NOT_FOUND),
        ("?before=0", StatusCode::BAD_REQUEST),
        ("?before=7", StatusCode::BAD_REQUEST),
        ("?before=x", StatusCode::BAD_REQUEST),
    ] {
        let got = browser.get(&house, &format!("{FEED}{target}")).await;
        assert_eq!(got.status, status, "{target}");
    }
    let posted = browser.post(&house, FEED, String::new()).await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    let mut other = Browser::login(&house, OLA).await;
    let empty = other.get(&house, FEED).await;
    assert!(checked(&Document::parse(&empty.body).unwrap()).is_empty());
}
