//! Each right and each wrong role on each path.

use super::{
    Admin, KEEPER, MODIFY, ONBEHALFOF, PROVIDER_ADMIN, READ, REGISTRY, SCOPES, SUPPLIER_ADMIN,
    SUPPLY, TESTBY_ADMIN, WRITE, admin, keys,
};
use crate::house::{TestHouse, problem};
use serde_json::{Value, json};
use sluse::serve::registry_door::paths;
use std::collections::BTreeSet;

/// Who asks, in the order of the table's columns.
const ROLES: [(&str, &str); 7] = [
    (TESTBY_ADMIN, READ),
    (TESTBY_ADMIN, MODIFY),
    (TESTBY_ADMIN, WRITE),
    (TESTBY_ADMIN, ONBEHALFOF),
    (SUPPLIER_ADMIN, SUPPLY),
    (PROVIDER_ADMIN, SCOPES),
    (KEEPER, REGISTRY),
];

/// A row: method, path, body, and the status for each role. 403 must be for the missing right.
type Row = (&'static str, String, Option<Value>, [u16; 7]);

/// What the table says, in an order in which each row finds what it needs.
fn table(id: &str) -> Vec<Row> {
    let client = json!({ "client_name": "Et navn", "scopes": ["folkeregister:skole"] });
    let part = |name: &str| Some(json!({ "onbehalfof": name, "name": "En skole" }));
    let scope = json!({ "prefix": "folkeregister", "subscope": "ny", "description": "Ny" });
    let changed = json!({ "description": "Endret" });
    let skole = "scope=folkeregister:skole";
    let income = "scope=skatt:inntekt.foreldrebetaling";
    let delegation = json!({
        "supplier_orgno": "312800004", "scope": "skatt:inntekt.foreldrebetaling",
        "valid_until": "2030-01-01",
    });
    let renewal = json!({ "valid_until": "2031-01-01" });
    let user = json!({ "system_id": "313040402_oppvekst" });
    let of = |rest: &str| format!("/clients/{id}{rest}");
    let lookup = "/accessmanagement/api/v1/maskinporten/delegations";
    vec![
        ("GET", "/clients".into(), None, [200, 200, 200, 403, 200, 403, 403]),
        ("POST", "/clients".into(), Some(client.clone()), [403, 403, 201, 403, 201, 403, 403]),
        ("GET", of(""), None, [200, 200, 200, 403, 404, 403, 403]),
        ("PUT", of(""), Some(client), [403, 200, 200, 403, 404, 403, 403]),
        ("GET", of("/jwks"), None, [200, 200, 200, 403, 404, 403, 403]),
        ("POST", of("/jwks"), Some(keys()), [403, 200, 200, 403, 404, 403, 403]),
        ("PUT", of("/jwks"), Some(keys()), [403, 200, 200, 403, 404, 403, 403]),
        ("GET", of("/onbehalfof"), None, [200, 200, 200, 200, 404, 403, 403]),
        ("POST", of("/onbehalfof"), part("a"), [403, 403, 201, 409, 403, 403, 403]),
        ("DELETE", of("/onbehalfof/a"), None, [403, 403, 204, 404, 403, 403, 403]),
        ("GET", "/scopes/all".into(), None, [200; 7]),
        ("GET", "/scopes".into(), None, [200; 7]),
        ("GET", format!("/scopes?{skole}"), None, [200; 7]),
        ("POST", "/scopes".into(), Some(scope), [403, 403, 403, 403, 403, 201, 403]),
        (
            "PUT",
            "/scopes?scope=folkeregister:ny".into(),
            Some(changed),
            [403, 403, 403, 403, 403, 200, 403],
        ),
        ("GET", format!("/scopes/access?{skole}"), None, [403, 403, 403, 403, 403, 200, 403]),
        ("GET", "/scopes/access/all".into(), None, [200; 7]),
        (
            "PUT",
            format!("/scopes/access/312143046?{skole}"),
            None,
            [403, 403, 200, 403, 403, 200, 403],
        ),
        (
            "DELETE",
            "/scopes/access/312143046?scope=folkeregister:byggesak".into(),
            None,
            [403, 403, 204, 403, 403, 204, 403],
        ),
        ("GET", "/delegationsources".into(), None, [200; 7]),
        ("GET", "/delegations".into(), None, [200, 200, 200, 403, 200, 403, 403]),
        ("POST", "/delegations".into(), Some(delegation), [403, 403, 201, 403, 403, 403, 403]),
        (
            "PUT",
            format!("/delegations/312800004?{income}"),
            Some(renewal),
            [403, 403, 200, 403, 403, 403, 403],
        ),
        (
            "DELETE",
            format!("/delegations/312800004?{income}"),
            None,
            [403, 403, 204, 403, 403, 403, 403],
        ),
        ("GET", format!("{lookup}?{income}"), None, [200; 7]),
        ("GET", "/systemusers".into(), None, [200, 200, 200, 403, 200, 403, 403]),
        ("POST", "/systemusers".into(), Some(user), [403, 403, 201, 403, 403, 403, 403]),
        (
            "DELETE",
            "/systemusers/0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10".into(),
            None,
            [403, 403, 404, 403, 403, 403, 403],
        ),
        ("GET", "/organisations".into(), None, [200; 7]),
        ("GET", "/organisations/312143046".into(), None, [200; 7]),
        ("PUT", "/organisations/399000001".into(), Some(json!({ "name": "Ny" })), keeper(200)),
        ("DELETE", "/organisations/399000001".into(), None, keeper(204)),
        (
            "PUT",
            "/groups/kommuner".into(),
            Some(json!({ "name": "Alle", "members": [] })),
            keeper(200),
        ),
        ("GET", "/groups".into(), None, [200; 7]),
        ("GET", "/groups/kommuner".into(), None, [200; 7]),
        ("DELETE", "/groups/kommuner".into(), None, keeper(204)),
        ("PUT", "/prefixes/ny".into(), Some(json!({ "owner_orgno": "312143046" })), keeper(200)),
        ("GET", "/prefixes".into(), None, [200; 7]),
        ("GET", "/prefixes/ny".into(), None, [200; 7]),
        ("DELETE", "/prefixes/ny".into(), None, keeper(204)),
        ("GET", "/policies".into(), None, [403; 7]),
        ("GET", "/policies/0".into(), None, [403; 7]),
        ("POST", "/policies/reload".into(), None, [403; 7]),
        (
            "DELETE",
            "/scopes?scope=folkeregister:ny".into(),
            None,
            [403, 403, 403, 403, 403, 204, 403],
        ),
        ("DELETE", of(""), None, [403, 403, 204, 403, 404, 403, 403]),
    ]
}

const fn keeper(status: u16) -> [u16; 7] {
    [403, 403, 403, 403, 403, 403, status]
}

async fn roles(house: &TestHouse) -> Vec<Admin<'_>> {
    let mut all = Vec::new();
    for (client, scope) in ROLES {
        all.push(admin(house, client, scope).await);
    }
    all
}

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let house = TestHouse::start().await;
    let roles = roles(&house).await;
    let id = roles[2].new_client("Tabellen", &["folkeregister:skole"]).await;
    for (method, path, body, statuses) in table(&id) {
        for ((role, status), (client, scope)) in roles.iter().zip(statuses).zip(ROLES) {
            let answer = role.ask(method, &path, body.clone()).await;
            let who = format!("{client} with {scope}: {method} {path}: {answer:?}");
            assert_eq!(answer.status(), status, "{who}");
            if status == 403 {
                assert_eq!(problem(&answer), "right-missing", "{who}");
                let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
                assert!(challenge.contains("insufficient_scope"), "{who}");
            }
        }
    }
}

#[test]
fn the_table_has_every_route() {
    let fits = |template: &str, path: &str| {
        let path = path.split('?').next().unwrap();
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template.zip(path).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let table = table("x");
    let missing: BTreeSet<_> = paths()
        .filter(|(method, path)| *path != "/openapi.json" && !method.is_empty())
        .filter(|(method, path)| {
            !table.iter().any(|(own, filled, ..)| own == method && fits(path, filled))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn without_a_token_only_what_is_public_is_shown() {
    let house = TestHouse::start().await;
    for (method, path, body, _) in table("testby-oppvekst") {
        let request = super::request(&house, method, &path, None, body);
        let answer = house.send(request).await;
        let expected = if path == "/scopes/all" { 200 } else { 401 };
        assert_eq!(answer.status(), expected, "{method} {path}");
    }
    let ordinary = house.token("testby-oppvekst", "folkeregister:skole").await;
    let request = super::request(&house, "GET", "/clients", Some(&ordinary), None);
    let answer = house.send(request).await;
    assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (403, "right-missing"));
}
