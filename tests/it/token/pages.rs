//! The pages that `error_uri` points to.

use super::House;
use bytes::Bytes;
use hyper::{Request, Response};
use sluse::token::refused::Page;
use std::collections::HashSet;

async fn page(house: &House, name: &str) -> Response<Bytes> {
    let request = Request::get(format!("/errors/{name}")).body(Bytes::new());
    house.send(request.unwrap()).await
}

fn text(answer: &Response<Bytes>) -> &str {
    std::str::from_utf8(answer.body()).unwrap()
}

#[tokio::test]
async fn every_refusal_has_a_page_in_both_languages_that_says_what_was_seen_and_wanted_and_helps() {
    let house = House::new();
    for name in Page::ALL.iter().map(|page| page.name()) {
        let answer = page(&house, name).await;
        assert_eq!(answer.status(), 200, "{name}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("'none'"));
        let html = text(&answer);
        let (norwegian, english) = html.split_once("<section lang=\"en\"").unwrap();
        assert!(html.contains("<html lang=\"nb\">") && norwegian.contains("<section lang=\"nb\""));
        assert_eq!(html.matches(&format!("<h1>{name}</h1>")).count(), 1, "{name}");
        for (part, headings) in [
            (norwegian, ["Hva tjenesten så", "Hva tjenesten ventet", "Slik retter du feilen"]),
            (english, ["What the service saw", "What the service wanted", "How to mend it"]),
        ] {
            for heading in headings {
                let (_, after) = part.split_once(&format!("<h3>{heading}</h3><p>")).unwrap();
                assert!(after.split("</p>").next().unwrap().len() > 10, "{name}: {heading}");
            }
        }
        assert!(!html.contains("  "), "{name} has a gap in a text");
    }
}

#[tokio::test]
async fn the_list_of_pages_leads_to_each_and_each_leads_back() {
    let house = House::new();
    let index = page(&house, "").await;
    assert_eq!(index.status(), 200);
    for name in Page::ALL.iter().map(|page| page.name()) {
        assert!(text(&index).contains(&format!("<a href=\"{name}\">{name}</a>")), "{name}");
        assert!(text(&page(&house, name).await).contains("<a href=\"./\">"), "{name}");
    }
}

#[test]
fn every_page_has_a_name_of_its_own_that_fits_an_address() {
    let names: HashSet<_> = Page::ALL.iter().map(|page| page.name()).collect();
    assert_eq!(names.len(), Page::ALL.len());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    assert!(names.iter().all(|name| name.bytes().all(plain)));
    assert!(Page::ALL.iter().all(|page| Page::named(page.name()) == Some(*page)));
}
