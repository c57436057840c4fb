//! Routes: only what the service file describes gets to the provider, written anew.

use super::{SERVICE, files, set};
use sluse::policy::{PolicySet, QueryRefused, encoded};
use sluse::vocab::subject::PersonNumber;

fn policies() -> PolicySet {
    let longer = SERVICE
        .replace("register.person", "register.navn")
        .replace("/register/v1/{subject}", "/register/v1/{subject}/navn");
    set(&files(&[("a.toml", SERVICE), ("b.toml", &longer)]))
}

#[test]
fn a_path_finds_its_one_route_and_the_segment_of_the_person() {
    let set = policies();
    let matched = set.route("GET", "/register/v1/17859241204").unwrap();
    assert_eq!((matched.service.id.as_str(), matched.segment), ("register.person", "17859241204"));
    let longer = set.route("GET", "/register/v1/17859241204/navn").unwrap();
    assert_eq!((longer.service.id.as_str(), longer.segment), ("register.navn", "17859241204"));
    assert_eq!(longer.route.template(), "/register/v1/{subject}/navn");
}

#[test]
fn other_methods_and_paths_find_none() {
    let set = policies();
    for path in [
        "/register/v1/",
        "/register/v1",
        "/register/v1/1/2",
        "/register/v1/1/navn/",
        "//register/v1/1",
        "",
    ] {
        assert!(set.route("GET", path).is_none(), "{path}");
    }
    assert!(set.route("POST", "/register/v1/17859241204").is_none());
    assert!(set.route("get", "/register/v1/17859241204").is_none());
}

#[test]
fn the_path_for_the_provider_is_written_from_the_template() {
    let set = policies();
    let matched = set.route("GET", "/register/v1/17859241204/navn").unwrap();
    let person = PersonNumber::parse(matched.segment).unwrap();
    assert_eq!(matched.route.path_for(Some(&person)), "/register/v1/17859241204/navn");
}

#[test]
fn only_known_parameters_with_known_values_get_through() {
    let set = policies();
    let route = set.route("GET", "/register/v1/1").unwrap().route;
    let sent = |raw| route.query(raw).map(|query| encoded(&query).unwrap_or_default());
    assert_eq!(sent(None).unwrap(), "");
    assert_eq!(sent(Some("")).unwrap(), "");
    assert_eq!(
        sent(Some("part=navn&aar=2025&part=adresse")).unwrap(),
        "part=navn&aar=2025&part=adresse"
    );
    let unknown = |raw| matches!(sent(Some(raw)), Err(QueryRefused::UnknownParameter { .. }));
    assert!(unknown("historikk=true"));
    assert!(unknown("Part=navn"));
    assert!(unknown("p%61rt=navn"));
    let value = |raw| matches!(sent(Some(raw)), Err(QueryRefused::ValueNotAllowed { .. }));
    for raw in [
        "part=historikk",
        "part",
        "part=",
        "part=nav%6e",
        "part=navn;historikk",
        "aar=25",
        "aar=20255",
        "aar=%31025",
    ] {
        assert!(value(raw), "{raw}");
    }
    let repeated = |raw| matches!(sent(Some(raw)), Err(QueryRefused::Repeated { .. }));
    assert!(repeated("part=navn&part=navn"));
    assert!(repeated("aar=2024&aar=2025"));
}

#[test]
fn a_refused_query_is_not_said_back() {
    let set = policies();
    let route = set.route("GET", "/register/v1/1").unwrap().route;
    let refused = route.query(Some("part=17859241204")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the query parameter `part` has a value that may not be asked for; it takes: navn, adresse"
    );
}
