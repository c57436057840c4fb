//! Many at once, and the registry from the ledger again.

use super::{
    Admin, KEEPER, PROVIDER_ADMIN, REGISTRY, SCOPES, SUPPLIER, TESTBY_ADMIN, WRITE, admin,
    registry, request,
};
use crate::house::{TestHouse, json};
use serde_json::{Value, json as value};
use sluse::ledger::entry::Event;
use sluse::registry::Registry;
use std::collections::HashSet;

/// Sends all at once and gives the answers' statuses and documents.
async fn all(admin: &Admin<'_>, asked: Vec<(&str, String, Value)>) -> Vec<(u16, Value)> {
    let tasks: Vec<_> = asked
        .into_iter()
        .map(|(method, path, body)| {
            let request = request(admin.house, method, &path, Some(&admin.token), Some(body));
            let dialer = admin.house.dialer.clone();
            let wait = std::time::Duration::from_secs(20);
            tokio::spawn(async move { dialer.send(request, crate::house::LIMIT, wait).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        let answer = task.await.unwrap().unwrap();
        answers.push((answer.status().as_u16(), json(&answer)));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_one_client_at_one_time_all_count() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Felles", &[]).await;
    let part = |number| {
        let body = value!({ "onbehalfof": format!("skole-{number}"), "name": "En skole" });
        ("POST", format!("/clients/{id}/onbehalfof"), body)
    };
    let answers = all(&testby, (0..64).map(part).collect()).await;
    assert!(answers.iter().all(|(status, _)| *status == 201), "{answers:?}");
    let held = testby.get(&format!("/clients/{id}/onbehalfof")).await;
    assert_eq!(held.as_array().unwrap().len(), 64);
    // Of 64 that want the same name, one gets it.
    let same = (0..64).map(|_| ("POST", part(64).1, part(64).2)).collect();
    let answers = all(&testby, same).await;
    let count = |wanted| answers.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!((count(201), count(409)), (1, 63));
    // Whole records: the last one wins, and none is a mixture.
    let wish = |number: usize| {
        let text = format!("nummer {number}");
        let body = value!({ "client_name": text, "description": text, "scopes": [] });
        ("PUT", format!("/clients/{id}"), body)
    };
    let answers = all(&testby, (0..64).map(wish).collect()).await;
    assert!(answers.iter().all(|(status, _)| *status == 200));
    let client = testby.get(&format!("/clients/{id}")).await;
    assert_eq!(client["client_name"], client["description"]);
    assert_eq!(replayed(&house), *registry(&house));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_at_one_time_are_each_registered_once() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let before = testby.get("/clients").await.as_array().unwrap().len();
    let wish = |number: usize| {
        let body = value!({ "client_name": format!("Klient {number}"), "scopes": [] });
        ("POST", "/clients".to_owned(), body)
    };
    let answers = all(&testby, (0..64).map(wish).collect()).await;
    let ids: HashSet<_> = answers.iter().map(|(_, body)| body["client_id"].to_string()).collect();
    assert_eq!(ids.len(), 64, "{answers:?}");
    assert_eq!(testby.get("/clients").await.as_array().unwrap().len(), before + 64);
    assert_eq!(replayed(&house), *registry(&house));
}

/// The registry that the entries alone make.
fn replayed(house: &TestHouse) -> Registry {
    let mut made = Registry::default();
    for entry in house.entries() {
        if let Event::Registration(change) = entry.event {
            assert_eq!(made.find(&change.after.record), change.before, "what was before is told");
            made.apply(change.after);
        }
    }
    made
}

#[tokio::test]
async fn a_restart_and_a_lost_index_give_the_identical_registry() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("En klient", &["folkeregister:skole"]).await;
    let other = testby.new_client("En annen", &[]).await;
    testby.delete(&format!("/clients/{other}")).await;
    let delegation = value!({
        "supplier_orgno": SUPPLIER, "scope": "idporten:dcr.write", "valid_until": "2030-01-01",
    });
    testby.change("POST", "/delegations", delegation).await;
    let user = value!({ "system_id": format!("{SUPPLIER}_x") });
    testby.change("POST", "/systemusers", user).await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let scope = value!({ "name": "folkeregister:ny", "description": "Ny", "at_max_age": 60 });
    provider.change("POST", "/scopes", scope).await;
    let keeper = admin(&house, KEEPER, REGISTRY).await;
    let group = value!({ "name": "Alle", "members": ["312143046", "312800004"] });
    keeper.change("PUT", "/groups/kommuner", group).await;
    provider.change("PUT", "/scopes/access/kommuner?scope=folkeregister:ny", value!({})).await;
    let before = registry(&house);
    assert_eq!(replayed(&house), *before);
    let house = house.restart().await;
    assert_eq!(*registry(&house), *before);
    let index = house.dir().join("index");
    let house = house.restart_after(|| std::fs::remove_dir_all(index).unwrap()).await;
    assert_eq!(*registry(&house), *before);
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    assert_eq!(testby.get(&format!("/clients/{id}")).await["client_name"], "En klient");
}
