//! The administration API by the front door: who may do what, to whose records, and what then counts.
//! Each answer is held against the OpenAPI document.

mod delegated;
mod description;
mod effect;
mod killed;
mod limits;
mod others;
mod roles;
mod together;

use crate::house::{LIMIT, TestHouse, client_key, problem};
use bytes::Bytes;
use hyper::{Method, Request, Response};
use serde_json::{Value, json};
use sluse::registry::Registry;
use std::sync::Arc;
use std::time::Duration;

/// The municipality, its neighbour, the supplier, two providers, and who keeps the registry.
pub const TESTBY: &str = "312143046";
const PROVEVIK: &str = "312800004";
const SUPPLIER: &str = "313040402";
const PROVIDER: &str = "311672118";
const INCOME: &str = "312445190";

/// Clients with administration scopes.
pub const TESTBY_ADMIN: &str = "testby-forvaltning";
const SUPPLIER_ADMIN: &str = "oppvekstdrift-forvaltning";
const PROVIDER_ADMIN: &str = "personregisteret-forvaltning";
pub const KEEPER: &str = "registerforer";

const READ: &str = "idporten:dcr.read";
const MODIFY: &str = "idporten:dcr.modify";
const WRITE: &str = "idporten:dcr.write";
const ONBEHALFOF: &str = "idporten:dcr/onbehalfof:write";
const SUPPLY: &str = "idporten:dcr.supplier";
const SCOPES: &str = "idporten:scopes.write";
pub const REGISTRY: &str = "sluse:registry.write";

/// An administrator with a token.
pub struct Admin<'h> {
    house: &'h TestHouse,
    token: String,
}

/// Gets a token of this client for this scope.
pub async fn admin<'h>(house: &'h TestHouse, client: &str, scope: &str) -> Admin<'h> {
    let token = house.token_saying(client, scope, json!({})).await.unwrap();
    Admin { house, token }
}

impl Admin<'_> {
    /// Asks, and holds the answer against the description.
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Response<Bytes> {
        let request = request(self.house, method, path, Some(&self.token), body);
        let answer = self.house.send(request).await;
        description::check(method, path, &answer);
        answer
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, None).await;
        assert_eq!(answer.status(), 200, "GET {path}: {answer:?}");
        crate::house::json(&answer)
    }

    /// Asks for a change that must be made.
    async fn change(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.ask(method, path, Some(body)).await;
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
        crate::house::json(&answer)
    }

    async fn delete(&self, path: &str) {
        let answer = self.ask("DELETE", path, None).await;
        assert_eq!(answer.status(), 204, "DELETE {path}: {answer:?}");
        assert!(answer.body().is_empty());
    }

    /// Asks for what must be refused so.
    pub async fn refused(&self, method: &str, path: &str, body: Option<Value>) -> (u16, String) {
        let answer = self.ask(method, path, body).await;
        (answer.status().as_u16(), problem(&answer))
    }

    /// Registers a client with the tests' key and gives its identifier.
    async fn new_client(&self, name: &str, scopes: &[&str]) -> String {
        let wish = json!({ "client_name": name, "scopes": scopes });
        let client = self.change("POST", "/clients", wish).await;
        let id = client["client_id"].as_str().unwrap().to_owned();
        self.change("PUT", &format!("/clients/{id}/jwks"), keys()).await;
        id
    }
}

/// A set with the tests' public key.
fn keys() -> Value {
    json!({ "keys": [client_key().public_jwk()] })
}

fn request(
    house: &TestHouse,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<Value>,
) -> Request<Bytes> {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(format!("{}{path}", house.machine));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let bytes = match body {
        Some(body) => {
            request = request.header("content-type", "application/json");
            Bytes::from(body.to_string())
        }
        None => Bytes::new(),
    };
    request.body(bytes).unwrap()
}

/// Sends a request that the harness did not make.
async fn send(house: &TestHouse, request: Request<Bytes>) -> Response<Bytes> {
    house.dialer.send(request, LIMIT, Duration::from_secs(20)).await.unwrap()
}

/// The registry that all doors see.
pub fn registry(house: &TestHouse) -> Arc<Registry> {
    house.ledger().registrations().current()
}
