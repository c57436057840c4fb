//! The ledger by the front door: what everybody may have of it, who may read what, and that each look
//! is itself an entry. Each answer is held against the OpenAPI document.

mod description;
mod exporting;
mod figures;
mod journal;
mod looks;
mod overview;
mod pages;
mod public;
mod reports;
mod rights;
mod seeking;

pub use description::check;

use crate::house::{TestHouse, problem};
use bytes::Bytes;
use hyper::{Method, Request, Response};
use serde_json::Value;
use sluse::ledger::entry::{Entry, Event, Look};
use sluse::vocab::ids::EntryIndex;

/// Who may read all: the organisation that runs the house, and the supervisory authority.
const KEEPER: &str = "delingsdrift-kontroll";
pub const SUPERVISOR: &str = "provetilsynet";
/// Who may read their own part: a consumer and a provider.
const CONSUMER: &str = "testby-logg";
const PROVIDER: &str = "personregisteret-logg";

pub const OWN: &str = "sluse:ledger.read";
pub const WHOLE: &str = "sluse:ledger.audit";

/// A reader with a token.
struct Reader<'h> {
    house: &'h TestHouse,
    token: String,
}

async fn reader<'h>(house: &'h TestHouse, client: &str, scope: &str) -> Reader<'h> {
    Reader { house, token: house.token(client, scope).await }
}

impl Reader<'_> {
    /// Asks with further header fields, and holds the answer against the description.
    async fn ask_with(&self, path: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
        let mut request = Request::builder()
            .method(Method::GET)
            .uri(format!("{}{path}", self.house.machine))
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let answer = self.house.send(request.body(Bytes::new()).unwrap()).await;
        description::check(path, &answer);
        answer
    }

    async fn ask(&self, path: &str) -> Response<Bytes> {
        self.ask_with(path, &[]).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask(path).await;
        assert_eq!(answer.status(), 200, "{path}: {answer:?}");
        crate::house::json(&answer)
    }

    async fn refused(&self, path: &str) -> (u16, String) {
        let answer = self.ask(path).await;
        (answer.status().as_u16(), problem(&answer))
    }

    /// All that is found, page by page.
    async fn all(&self, query: &str) -> Vec<Value> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/ledger/entries?{query}{cursor}")).await;
            found.extend(page["entries"].as_array().unwrap().iter().cloned());
            if page["more"] == false {
                return found;
            }
            cursor = format!("&cursor={}", page["cursor"].as_str().unwrap());
        }
    }
}

/// The looks in the ledger with their places.
fn looks(house: &TestHouse) -> Vec<(u64, Look)> {
    let look = |(index, entry): (u64, Entry)| match entry.event {
        Event::Look(look) => Some((index, *look)),
        _ => None,
    };
    (0..).zip(house.entries()).filter_map(look).collect()
}

/// The first entry of a kind.
fn first(house: &TestHouse, wanted: impl Fn(&Event) -> bool) -> EntryIndex {
    let place = house.entries().iter().position(|entry| wanted(&entry.event)).unwrap();
    EntryIndex(place as u64)
}
