//! The registry's file: what it means, and how it says what is wrong.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail")]

use serde_json::Value;
use sluse::jose::jws::SigningKey;
use sluse::registry::Registry;
use sluse::registry::error::Fault;
use sluse::registry::rules::Broken;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use sluse::vocab::time::{Day, Timestamp};
use std::sync::LazyLock;

static KEY: LazyLock<Value> =
    LazyLock::new(|| SigningKey::generate_rsa("key-1", 2048).unwrap().public_jwk());

const PARTIES: &str = r#"
[[organisation]]
number = "312143046"
name = "Fjordvik kommune"

[[organisation]]
number = "312445190"
name = "Systemhuset AS"

[[scope]]
name = "folkeregister:barnehage"
owner = "312445190"
description = "Opptak i barnehage"
consumers = ["312143046"]
delegation_source = "https://tt02.altinn.no/"

[[scope]]
name = "folkeregister:aapent"
owner = "312445190"
description = "For alle"
accessible_for_all = true
"#;

const CLIENT: &str = r#"
[[client]]
client_id = "barnehage-1"
organisation = "312143046"
name = "Oppvekstsystemet"
scopes = ["folkeregister:barnehage"]
"#;

const DELEGATION: &str = r#"
[[delegation]]
consumer = "312143046"
supplier = "312445190"
scope = "folkeregister:barnehage"
valid_until = 2027-12-31
"#;

fn key() -> String {
    format!("[[client.key]]\njwk = '{}'\nvalid_until = 2027-06-30\n", *KEY)
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Result<Registry, String> {
    Registry::parse("registry.toml", text, now()).map_err(|error| error.to_string())
}

fn fault(text: &str) -> Fault {
    Registry::parse("registry.toml", text, now()).unwrap_err().fault
}

fn organisation(number: &str) -> Organisation {
    Organisation::parse(number).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_whole_registry_is_read_and_looked_up() {
    let registry = read(&format!("{PARTIES}{CLIENT}{}{DELEGATION}", key())).unwrap();
    let client = registry.client(&ClientId::parse("barnehage-1").unwrap()).unwrap();
    assert_eq!(client.name(), "Oppvekstsystemet");
    assert_eq!(client.organisation(), &organisation("312143046"));
    let key = client.key("key-1").unwrap();
    assert!(key.on(day("2027-06-30")).is_some());
    assert!(key.on(day("2027-07-01")).is_none());
    assert!(client.key("key-2").is_none());
    assert_eq!(registry.organisation_name(&organisation("312445190")), Some("Systemhuset AS"));
    assert_eq!(registry.clients().count(), 1);
}

#[test]
fn access_is_given_by_name_or_to_all() {
    let registry = read(PARTIES).unwrap();
    let open = |scope: &str, consumer: &str| {
        let scope = Scope::parse(scope).unwrap();
        registry.scope_open_to(&scope, &organisation(consumer)).is_some()
    };
    assert!(open("folkeregister:barnehage", "312143046"));
    assert!(!open("folkeregister:barnehage", "312445190"));
    assert!(open("folkeregister:aapent", "312445190"));
    assert!(!open("folkeregister:ukjent", "312143046"));
}

#[test]
fn a_delegation_holds_in_its_own_direction_until_its_last_day() {
    let registry = read(&format!("{PARTIES}{DELEGATION}")).unwrap();
    let scope = Scope::parse("folkeregister:barnehage").unwrap();
    let (consumer, supplier) = (organisation("312143046"), organisation("312445190"));
    let holds = |one, other, today| registry.delegation(one, other, &scope, day(today)).is_some();
    assert!(holds(&consumer, &supplier, "2027-12-31"));
    assert!(!holds(&consumer, &supplier, "2028-01-01"));
    assert!(!holds(&supplier, &consumer, "2027-12-31"));
}

#[test]
fn a_key_is_a_table_or_a_json_text() {
    let members = KEY.as_object().unwrap().iter();
    let table: Vec<String> = members.map(|(name, value)| format!("{name} = {value}")).collect();
    let table = format!("[[client.key]]\njwk = {{ {} }}\n", table.join(", "));
    let registry = read(&format!("{PARTIES}{CLIENT}{table}")).unwrap();
    let client = registry.client(&ClientId::parse("barnehage-1").unwrap()).unwrap();
    let key = client.key("key-1").unwrap();
    assert!(key.on(day("2027-11-21")).is_some(), "a year from now");
    assert!(key.on(day("2027-11-22")).is_none());
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_the_nearest_known_one() {
    let text = "[[organisation]]\nnumber = \"312143046\"\n  nmae = \"Fjordvik\"\n";
    let told = read(text).unwrap_err();
    assert!(told.starts_with("registry.toml:3:3: unknown field `nmae`"), "{told}");
    assert!(told.ends_with("did you mean `name`?"), "{told}");
    let told = read("[[organization]]\n").unwrap_err();
    assert!(told.starts_with("registry.toml:1:3: unknown field `organization`"), "{told}");
    assert!(told.ends_with("did you mean `organisation`?"), "{told}");
}

#[test]
fn a_malformed_word_is_refused_with_its_place() {
    let told = read("[[organisation]]\nnumber = \"31214304\"\nname = \"x\"\n").unwrap_err();
    assert_eq!(told, "registry.toml:2:10: organisation number: must be nine digits");
    let told = read("[[organisation]\n").unwrap_err();
    assert!(told.starts_with("registry.toml:1:"), "{told}");
    let day = DELEGATION.replace("2027-12-31", "2027-12-31T00:00:00Z");
    let told = read(&format!("{PARTIES}{day}")).unwrap_err();
    assert!(told.contains("day: must be an existing day"), "{told}");
}

#[test]
fn a_name_that_is_not_registered_is_refused_with_the_nearest_one() {
    let text = format!("{PARTIES}{}{}", CLIENT.replace(":barnehage\"", ":barnehager\""), key());
    let told = read(&text).unwrap_err();
    assert!(told.contains("scope folkeregister:barnehager is not registered"), "{told}");
    assert!(told.ends_with("did you mean folkeregister:barnehage?"), "{told}");
    let text = format!("{PARTIES}{}{}", CLIENT.replace("312143046", "312143047"), key());
    assert_eq!(fault(&text), Fault::Broken(Broken::NoOrganisation(organisation("312143047"))));
    let text = PARTIES.replace("owner = \"312445190\"", "owner = \"312445191\"");
    assert_eq!(fault(&text), Fault::Broken(Broken::NoOrganisation(organisation("312445191"))));
}

#[test]
fn nothing_is_registered_twice() {
    let twice = |text: &str| match fault(text) {
        Fault::Twice(key) => key.to_string(),
        other => other.to_string(),
    };
    let one = format!("{CLIENT}{}", key());
    assert_eq!(twice(&format!("{PARTIES}{one}{one}")), "client/barnehage-1");
    let again = PARTIES.replace("folkeregister:aapent", "folkeregister:barnehage");
    assert_eq!(twice(&again), "scope/folkeregister:barnehage");
    let again = PARTIES.replace("312445190", "312143046");
    assert_eq!(twice(&again), "organisation/312143046");
    let delegation = "delegation/312143046/312445190/folkeregister:barnehage";
    assert_eq!(twice(&format!("{PARTIES}{DELEGATION}{DELEGATION}")), delegation);
    assert_eq!(fault(&format!("{PARTIES}{one}{}", key())), Fault::Broken(Broken::KidTwice));
}

#[test]
fn a_client_has_at_most_five_good_public_keys() {
    read(&format!("{PARTIES}{CLIENT}")).unwrap();
    let six = key().repeat(6);
    assert_eq!(fault(&format!("{PARTIES}{CLIENT}{six}")), Fault::Broken(Broken::TooManyKeys));
    let told =
        |jwk: &str| read(&format!("{PARTIES}{CLIENT}[[client.key]]\njwk = '{jwk}'\n")).unwrap_err();
    let mut unnamed = KEY.clone();
    unnamed.as_object_mut().unwrap().remove("kid");
    assert!(told(&unnamed.to_string()).contains("the key has no kid"));
    let private = KEY.to_string().replacen('{', "{\"d\":\"AQAB\",", 1);
    assert!(told(&private).contains("private"));
    assert!(told(r#"{"kty":"RSA","kty":"RSA"}"#).contains("duplicate names"));
    assert!(told(r#"{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}"#).contains("2048"));
}

#[test]
fn only_a_delegable_scope_is_delegated_and_to_another() {
    let scope = Scope::parse("folkeregister:aapent").unwrap();
    let other = DELEGATION.replace("folkeregister:barnehage", "folkeregister:aapent");
    assert_eq!(fault(&format!("{PARTIES}{other}")), Fault::Broken(Broken::NotDelegable(scope)));
    let itself = DELEGATION.replace("312445190", "312143046");
    assert_eq!(fault(&format!("{PARTIES}{itself}")), Fault::Broken(Broken::DelegatedToItself));
}

#[test]
fn an_organisation_may_say_its_form_in_the_registers_code() {
    let with = |form: &str| {
        let form = format!("name = \"Fjordvik kommune\"\nform = \"{form}\"");
        PARTIES.replacen("name = \"Fjordvik kommune\"", &form, 1)
    };
    let registry = Registry::parse("registry.toml", &with("KOMM"), now()).unwrap();
    let form = |number| registry.organisation_form(&Organisation::parse(number).unwrap());
    assert_eq!(form("312143046").unwrap().as_str(), "KOMM");
    assert_eq!(form("312445190"), None);
    for wrong in ["komm", "K", "KOMMUN", "KØMM", ""] {
        let told = read(&with(wrong)).unwrap_err();
        assert!(told.contains("form: must be 2 to 5 capital letters"), "{told}");
    }
}
