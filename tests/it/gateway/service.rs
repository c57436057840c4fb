//! A service of the tests' own, in the policies of a house: `prove`, for the scope of kindergartens.

use crate::activation;
use crate::house::{LIMIT, MUNICIPALITY, TestHouse};
use bytes::Bytes;
use hyper::{Method, Request, Response};
use sluse::dial::DialError;
use std::time::Duration;

pub const SCOPE: &str = "folkeregister:barnehage";

/// Fields and a fact over them.
pub const FIELDS: &str = r#"
[facts.address-protected]
name         = { nb = "beskyttet", nn = "verna", en = "protected" }
paths        = ["gradering"]
holds-unless = ["ugradert"]
absent       = true

[fields]
"navn"      = { nb = "Navn", nn = "Namn", en = "Name" }
"vei"       = { nb = "Vei", nn = "Veg", en = "Street" }
"foedt"     = { nb = "Født", nn = "Fødd", en = "Born" }
"gradering" = { nb = "Gradering", nn = "Gradering", en = "Protection" }
"#;

/// Name and street, the street not of protected persons.
pub const PERMITS: &str = r#"
[[permit]]
path = "navn"
need = "Prøve"

[[permit]]
path = "vei"
need = "Prøve"

[[forbid]]
path = "vei"
when = "address-protected"
"#;

/// The two files.
pub struct Files {
    pub service: String,
    pub purpose: String,
}

/// The service and its purpose, as files.
pub fn files(routes: &str, fields: &str, rules: &str) -> Files {
    let service = format!(
        "service = \"prove\"\ntitle = {{ nb = \"Prøve\", nn = \"Prøve\", en = \"Trial\" }}\n\
         provider = \"311672118\"\nupstream = \"folkeregisteret\"\n{routes}{fields}"
    );
    let purpose = format!(
        "purpose = \"prove\"\ntitle = {{ nb = \"Prøve\", nn = \"Prøve\", en = \"Trial\" }}\n\
         basis = {{ gdpr = \"6(1)(e)\", law = \"https://lovdata.no/eli/lov/2005/06/17/64\", section = \"§ 16\" }}\n\
         service = \"prove\"\nscope = \"{SCOPE}\"\nconsumers = [\"312143046\"]\n\
         valid = {{ from = 2026-01-01, until = 2027-12-31 }}\n{rules}"
    );
    Files { service, purpose }
}

/// A house with the service: its routes (with what stands before them), its fields, and a purpose's
/// rules.
pub async fn house(routes: &str, fields: &str, rules: &str) -> TestHouse {
    let (house, folder) = activation::house(|_| ()).await;
    let written = files(routes, fields, rules);
    std::fs::write(folder.join("services/prove.toml"), written.service).unwrap();
    std::fs::write(folder.join("purposes/andre/prove.toml"), written.purpose).unwrap();
    activation::reload(&house).await;
    house
}

async fn send(
    house: &TestHouse,
    method: Method,
    path: &str,
    body: &str,
    fields: &[(&str, &str)],
) -> Result<Response<Bytes>, DialError> {
    let mut request = Request::builder().method(method).uri(format!("{}{path}", house.machine));
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(Bytes::from(body.to_owned())).unwrap();
    house.dialer.send(request, LIMIT, Duration::from_secs(60)).await
}

async fn bearer(house: &TestHouse) -> String {
    house.token(MUNICIPALITY, SCOPE).await
}

/// Asks with a GET.
pub async fn get(house: &TestHouse, path: &str) -> Response<Bytes> {
    try_get(house, path).await.unwrap()
}

/// The same, if the answer comes whole.
pub async fn try_get(house: &TestHouse, path: &str) -> Result<Response<Bytes>, DialError> {
    let token = format!("Bearer {}", bearer(house).await);
    let fields = [("authorization", token.as_str())];
    send(house, Method::GET, path, "", &fields).await
}

/// Asks with this token and these fields.
pub async fn get_with(
    house: &TestHouse,
    path: &str,
    token: &str,
    further: &[(&str, &str)],
) -> Response<Bytes> {
    let token = format!("Bearer {token}");
    let mut fields = vec![("authorization", token.as_str())];
    fields.extend_from_slice(further);
    send(house, Method::GET, path, "", &fields).await.unwrap()
}

/// Asks with a JSON body.
pub async fn post(house: &TestHouse, path: &str, body: &str) -> Response<Bytes> {
    let token = bearer(house).await;
    post_with(house, path, body, &token).await
}

/// Asks with a JSON body and this token.
pub async fn post_with(house: &TestHouse, path: &str, body: &str, token: &str) -> Response<Bytes> {
    let token = format!("Bearer {token}");
    let fields = [("authorization", token.as_str()), ("content-type", "application/json")];
    send(house, Method::POST, path, body, &fields).await.unwrap()
}

/// Asks with an XML body.
pub async fn post_xml(house: &TestHouse, path: &str, body: &str) -> Response<Bytes> {
    let token = format!("Bearer {}", bearer(house).await);
    let fields = [("authorization", token.as_str()), ("content-type", "text/xml; charset=utf-8")];
    send(house, Method::POST, path, body, &fields).await.unwrap()
}
