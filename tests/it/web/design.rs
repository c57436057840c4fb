//! Designsystemet: its names on our pages, and an operator's stylesheets on top of ours.

use super::browser::{Browser, House};
use super::sample::{KARI, reading_at};
use crate::clients::left_out;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use hyper::{Request, StatusCode};
use sluse::page::STYLE;
use sluse::serve::Door as _;
use sluse::vocab::peer::Peer;
use sluse::web::{Look, LookError, STYLESHEET_BYTES};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

/// A file of Digdir's packages as `tests/clients/install.sh` puts them.
pub(super) fn official(file: &str) -> Option<String> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients/node/node_modules/@digdir/");
    let read = std::fs::read_to_string(folder.join(file)).ok();
    if read.is_none() {
        left_out(&format!("{file}, because tests/clients/install.sh did not run to its end"));
    }
    read
}

pub(super) const SHEET: &str = "designsystemet-css/dist/src/index.css";
pub(super) const THEME: &str = "designsystemet-theme/src/themes/designsystemet.css";

fn look(sheets: &[&str]) -> Result<Look, LookError> {
    Look::parse(sheets.iter().map(|sheet| sheet.as_bytes().to_vec()).collect(), None, None)
}

/// Pages with all that pages have.
async fn pages(house: &House) -> Vec<(&'static str, String)> {
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(house, KARI).await;
    let mut pages = Vec::new();
    for target in ["/", "/about", "/check", "/accessibility", "/readings", "/none"] {
        pages.push((target, browser.get(house, target).await.body));
    }
    pages
}

#[tokio::test]
async fn what_the_design_system_has_is_called_by_its_name() {
    let all: String = pages(&House::new()).await.into_iter().map(|(_, page)| page).collect();
    for named in [
        "<html lang=\"nb\" data-color-scheme=\"auto\">",
        "class=\"skip ds-skip-link\"",
        "<h1 class=\"ds-heading\" data-size=\"lg\">",
        "class=\"lead ds-paragraph\" data-size=\"lg\"",
        "class=\"small ds-paragraph\" data-size=\"sm\"",
        "class=\"button ds-button\"",
        "class=\"quiet ds-button\" type=\"submit\" data-variant=\"secondary\" data-size=\"sm\"",
        "class=\"card ds-card\"",
        "class=\"ds-link\"",
        "<details class=\"ds-details\">",
        "class=\"ds-label\" data-weight=\"semibold\"",
        "spellcheck=\"false\" class=\"ds-input\"",
    ] {
        assert!(all.contains(named), "{named}");
    }
    // Ours look otherwise, or are nothing that the design system knows.
    assert!(all.contains("class=\"brand\"") && all.contains("type=\"hidden\" name=\"csrf\""));
}

#[tokio::test]
async fn the_official_stylesheet_knows_the_names_and_the_tokens() {
    let (Some(sheet), Some(theme)) = (official(SHEET), official(THEME)) else { return };
    let pages = pages(&House::new()).await;
    let mut seen = BTreeSet::new();
    for (target, page) in &pages {
        for classes in page.split("class=\"").skip(1) {
            let words = classes.split('"').next().unwrap().split(' ');
            for word in words.filter(|word| word.starts_with("ds-")) {
                assert!(sheet.contains(&format!(".{word}")), "{target}: {word}");
                seen.insert(word);
            }
        }
    }
    assert!(seen.len() >= 8, "{seen:?}");
    for token in STYLE.split("var(--ds-").skip(1).map(|rest| rest.split_once(')').unwrap().0) {
        assert!(theme.contains(&format!("--ds-{token}:")), "{token}");
    }
}

/// The rules that stand in no block.
fn outermost(sheet: &str) -> Vec<String> {
    let (mut depth, mut rules, mut rule) = (0_usize, Vec::new(), String::new());
    for part in sheet.split("/*").map(|part| part.split_once("*/").map_or(part, |it| it.1)) {
        for one in part.chars() {
            match one {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth > 0 => {}
                _ => rule.push(one),
            }
            if matches!(one, '}' | ';') && depth == 0 {
                rules.push(std::mem::take(&mut rule).trim().to_owned());
            }
        }
    }
    rules
}

/// What stands in a layer gives way to what stands in a later one, whatever its selector.
#[test]
fn our_looks_give_way_to_the_official_stylesheet() {
    let ours = outermost(STYLE);
    assert_eq!(ours, ["@layer sluse, ds, page;", "@layer sluse", "@layer page"]);
    let Some(sheet) = official(SHEET) else { return };
    let theirs = outermost(&sheet);
    assert!(theirs.len() > 10);
    let outside = theirs.iter().find(|rule| !rule.starts_with("@layer ds."));
    assert_eq!(outside, None);
}

#[tokio::test]
async fn an_operators_stylesheets_come_after_ours_and_from_here() {
    let icon = ".ds-alert::before { mask: url( \"data:image/svg+xml,%3Csvg%3E\" ) }";
    let house = House::with_look(look(&[":root { --ds-color-x: red }", icon]).unwrap());
    let page = Browser::default().get(&house, "/").await;
    let links: Vec<&str> = page.body.split("<link rel=\"stylesheet\" href=\"").skip(1).collect();
    let links: Vec<&str> = links.iter().map(|link| link.split('"').next().unwrap()).collect();
    assert_eq!(links, ["/style.css", "/style/1.css", "/style/2.css"]);
    let policy = page.head["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("style-src 'self'; img-src 'self' data:;"), "{policy}");
    let second = Browser::default().get(&house, "/style/2.css").await;
    assert_eq!((second.status, second.body.as_str()), (StatusCode::OK, icon));
    assert_eq!(second.head["content-type"], "text/css; charset=utf-8");
    let third = Browser::default().get(&house, "/style/3.css").await;
    assert_eq!(third.status, StatusCode::NOT_FOUND);

    let plain = Browser::default().get(&House::new(), "/").await;
    assert!(!plain.head["content-security-policy"].to_str().unwrap().contains("data:"));
    let none = Browser::default().get(&House::new(), "/style/1.css").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_are_packed_for_who_opens_them_and_pages_never() {
    let house = House::new();
    let peer = Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST));
    for (target, packed) in [("/style.css", true), ("/check/verify.js", true), ("/", false)] {
        let request = Request::builder().uri(target).header("accept-encoding", "br, gzip");
        let answer = house.door.answer(&peer, request.body("".into()).unwrap()).await;
        let coding = answer.headers().get("content-encoding").cloned();
        assert_eq!(coding.is_some_and(|coding| coding == "gzip"), packed, "{target}");
        if packed {
            assert_eq!(answer.headers()["vary"], "Accept-Encoding");
            let mut text = String::new();
            GzDecoder::new(&answer.body()[..]).read_to_string(&mut text).unwrap();
            let plain = Browser::default().get(&house, target).await;
            assert!(!plain.head.contains_key("content-encoding"));
            assert_eq!(plain.body, text);
        }
    }
}

#[test]
fn a_stylesheet_that_loads_something_is_refused() {
    for (sheet, loads) in [
        ("@import 'https://example.no/x.css';", "@import"),
        ("@IMPORT url(x.css);", "@import"),
        ("a { background: url(https://example.no/x.png) }", "url("),
        ("a { background: URL( '//example.no/x.png' ) }", "url("),
        ("@font-face { src: url(\"/font.woff2\") }", "url("),
        ("a { mask: url(data:image/png,x), url(x.png) }", "url("),
    ] {
        let refused = look(&["a {}", sheet]).unwrap_err();
        assert_eq!(refused, LookError::Loads { number: 2, loads }, "{sheet}");
    }
    assert!(look(&["a { mask: url(#part) } b { mask: url('data:image/png,x') }"]).is_ok());
}

#[test]
fn stylesheets_have_a_size_a_number_and_an_encoding() {
    let most = " ".repeat(STYLESHEET_BYTES.most);
    assert!(look(&[&most]).is_ok());
    assert_eq!(look(&[&format!("{most} ")]).unwrap_err(), LookError::TooLarge { number: 1 });
    assert!(look(&["a {}"; 8]).is_ok());
    assert_eq!(look(&["a {}"; 9]).unwrap_err(), LookError::TooMany);
    let bytes = vec![vec![0xFF, 0xFE]];
    assert_eq!(Look::parse(bytes, None, None).unwrap_err(), LookError::NotText { number: 1 });
}

/// How many bytes a text has when it is packed.
pub(super) fn packed(text: &str) -> usize {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap().len()
}

#[tokio::test]
async fn a_page_is_small_with_the_official_stylesheet_too() {
    let (Some(sheet), Some(theme)) = (official(SHEET), official(THEME)) else { return };
    let house = House::with_look(look(&[&theme, &sheet]).unwrap());
    let around = packed(STYLE) + packed(&sheet) + packed(&theme);
    for (target, page) in pages(&house).await {
        let all = around + packed(&page);
        assert!(all <= 60_000, "{target}: {all}");
    }
}

#[tokio::test]
async fn the_operators_accessibility_statement_is_one_link_away() {
    const STATEMENT: &str = "https://uustatus.no/nb/erklaringer/publisert/1";
    let look = Look::parse(Vec::new(), Some(STATEMENT.to_owned()), None).unwrap();
    let house = House::with_look(look);
    let mut browser = Browser::default();
    assert!(browser.get(&house, "/").await.element("footer").contains("\"/accessibility\""));
    let page = browser.get(&house, "/accessibility").await;
    assert!(page.body.contains(&format!("href=\"{STATEMENT}\"")));
    let without = Browser::default().get(&House::new(), "/accessibility").await;
    assert_eq!(without.status, StatusCode::OK);
    assert!(without.body.contains("har ikke gitt noen lenke"));
    for wrong in ["http://uustatus.no/1", "uustatus.no", "javascript:alert(1)"] {
        let refused = Look::parse(Vec::new(), Some(wrong.to_owned()), None).unwrap_err();
        assert_eq!(refused, LookError::Statement, "{wrong}");
    }
}

/// RFC 9116: `Contact` and `Expires` must be there.
#[tokio::test]
async fn security_faults_can_be_reported_where_the_operator_says() {
    const CONTACT: &str = "mailto:sikkerhet@example.no";
    let look = Look::parse(Vec::new(), None, Some(CONTACT.to_owned())).unwrap();
    let house = House::with_look(look);
    let text = Browser::default().get(&house, "/.well-known/security.txt").await;
    assert_eq!(text.head["content-type"], "text/plain; charset=utf-8");
    let lines: Vec<&str> = text.body.lines().collect();
    assert!(lines.contains(&"Contact: mailto:sikkerhet@example.no"));
    assert!(lines.contains(&"Canonical: https://people.test/.well-known/security.txt"));
    let expires = lines.iter().find_map(|line| line.strip_prefix("Expires: ")).unwrap();
    let expires = expires.parse::<sluse::vocab::time::Timestamp>().unwrap();
    let now = sluse::vocab::time::Clock::now(&*house.clock);
    assert!(
        expires > now && expires < now.plus(std::time::Duration::from_secs(366 * 24 * 60 * 60))
    );
    let without = Browser::default().get(&House::new(), "/.well-known/security.txt").await;
    assert_eq!(without.status, StatusCode::NOT_FOUND);
    for wrong in ["sikkerhet@example.no", "mailto:a\nExpires: never", "tel:1"] {
        let refused = Look::parse(Vec::new(), None, Some(wrong.to_owned())).unwrap_err();
        assert_eq!(refused, LookError::SecurityContact, "{wrong}");
    }
}
