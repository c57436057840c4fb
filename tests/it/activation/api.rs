//! `/policies` of the administration API: who may, what is told, what is refused.

use super::{activations, comment, file, house, operator, rewrite};
use crate::house::json;
use crate::registrar::{KEEPER, REGISTRY, TESTBY, TESTBY_ADMIN, admin, registry};
use serde_json::json as value;
use sluse::ledger::entry::Author;
use sluse::registry::record::Record;
use sluse::registry::scope::{Access, AccessState, Grantee};
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;

const POLICIES_READ: &str = "sluse:policies.read";
const POLICIES_WRITE: &str = "sluse:policies.write";

#[tokio::test]
async fn the_operator_reloads_reads_the_set_in_force_and_gets_an_old_one_back() {
    let (house, folder) = house(|_| ()).await;
    let before = std::fs::read_to_string(file(&folder)).unwrap();
    let keeper = admin(&house, KEEPER, POLICIES_WRITE).await;
    let first = keeper.get("/api/v1/policies").await;
    assert_eq!(first["author"], value!({ "by": "start", "operator": operator() }));
    assert_eq!(first["in_force"], true);
    comment(&folder, "endret");
    let answer = keeper.ask("POST", "/api/v1/policies/reload", None).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let told = json(&answer);
    assert_eq!(told["is_new"], true);
    let again = json(&keeper.ask("POST", "/policies/reload", None).await);
    assert_eq!((&again["entry"], &again["is_new"]), (&told["entry"], &value!(false)));
    let activated = activations(&house).pop().unwrap().1;
    let Some(Author::Api { organisation: said, client: by }) = activated.author else {
        panic!("{activated:?}")
    };
    assert_eq!((said, by), (owner(&house), ClientId::parse(KEEPER).unwrap()));
    let second = admin(&house, KEEPER, POLICIES_READ).await.get("/policies").await;
    assert_eq!((&second["digest"], &second["previous"]), (&told["digest"], &first["entry"]));
    let old = keeper.get(&format!("/policies/{}", first["entry"])).await;
    assert_eq!((&old["digest"], &old["in_force"]), (&first["digest"], &value!(false)));
    let texts: Vec<_> = old["files"].as_array().unwrap().iter().map(|file| &file["text"]).collect();
    assert!(texts.contains(&&value!(before)), "the text as it was");
}

/// Whose the scopes of the policies are.
fn owner(house: &crate::house::TestHouse) -> Organisation {
    let scope = Scope::parse(POLICIES_WRITE).unwrap();
    registry(house).held_scope(&scope).unwrap().record.owner.clone()
}

#[tokio::test]
async fn a_bad_set_is_answered_with_each_error_and_its_place() {
    let (house, folder) = house(|_| ()).await;
    let keeper = admin(&house, KEEPER, POLICIES_WRITE).await;
    rewrite(&folder, |text| text.replace("[[permit]]", "[[permitt]]"));
    let answer = keeper.ask("POST", "/policies/reload", None).await;
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let told = json(&answer);
    assert_eq!(told["type"], "urn:sluse:problem:policies-wrong");
    let errors = told["errors"].as_array().unwrap();
    assert!(!errors.is_empty());
    for error in errors {
        let name = file(&folder).strip_prefix(&folder).unwrap().display().to_string();
        assert_eq!(error["file"], name);
        assert!(error["code"].as_str().unwrap().starts_with('P'), "{error}");
        assert!(error["line"].as_u64().unwrap() > 1, "{error}");
    }
    assert!(house.refusals().contains(&"policies-wrong".to_owned()), "the attempt is recorded");
    assert_eq!(activations(&house).len(), 1);
}

#[tokio::test]
async fn twenty_who_ask_at_once_get_one_activation() {
    let (house, folder) = house(|_| ()).await;
    let keeper = admin(&house, KEEPER, POLICIES_WRITE).await;
    comment(&folder, "endret");
    let mut asking: Vec<_> =
        (0..20).map(|_| Box::pin(keeper.ask("POST", "/policies/reload", None))).collect();
    let mut entries = Vec::new();
    std::future::poll_fn(|context| {
        asking.retain_mut(|one| match one.as_mut().poll(context) {
            std::task::Poll::Ready(answer) => {
                assert_eq!(answer.status(), 200);
                entries.push(json(&answer)["entry"].clone());
                false
            }
            std::task::Poll::Pending => true,
        });
        if asking.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_eq!(entries.len(), 20);
    assert!(entries.iter().all(|entry| *entry == entries[0]), "{entries:?}");
    assert_eq!(activations(&house).len(), 2);
}

#[tokio::test]
async fn only_the_houses_own_clients_with_the_right_scope_may() {
    let (house, _) = house(|_| ()).await;
    let reader = admin(&house, KEEPER, POLICIES_READ).await;
    let missing = (403, "right-missing".to_owned());
    assert_eq!(reader.refused("POST", "/policies/reload", None).await, missing);
    let other = admin(&house, KEEPER, REGISTRY).await;
    for (method, path) in
        [("POST", "/policies/reload"), ("GET", "/policies"), ("GET", "/policies/0")]
    {
        assert_eq!(other.refused(method, path, None).await, missing);
    }
    assert_eq!(reader.refused("GET", "/policies/0", None).await.0, 404, "no activation is there");
    assert_eq!(reader.refused("GET", "/policies/x", None).await.0, 404);
}

#[tokio::test]
async fn access_to_the_scope_that_another_organisation_was_given_opens_nothing() {
    let (house, _) = house(|_| ()).await;
    let scope = Scope::parse(POLICIES_WRITE).unwrap();
    let grantee = Grantee::Organisation(Organisation::parse(TESTBY).unwrap());
    let access = Access { scope: scope.clone(), grantee, state: AccessState::Approved };
    house.register(Record::Access(access), true).await;
    let mut client = {
        let id = ClientId::parse(TESTBY_ADMIN).unwrap();
        registry(&house).client(&id).unwrap().clone()
    };
    client.scopes.extend([scope]);
    house.register(Record::Client(client), true).await;
    let stranger = admin(&house, TESTBY_ADMIN, POLICIES_WRITE).await;
    for (method, path) in
        [("POST", "/policies/reload"), ("GET", "/policies"), ("GET", "/policies/0")]
    {
        let refused = stranger.refused(method, path, None).await;
        assert_eq!(refused, (403, "not-the-house".to_owned()), "{method} {path}");
    }
}
