//! The administration commands and `sluse registry apply`, each as the client whose right it is.

use super::{Running, Told};
use serde_json::Value;
use sluse::demo::private::write_secret;
use sluse::jose::jws::SigningKey;

const TESTBY: &str = "312143046";
const SUPPLIER: &str = "313040402";
const PROVIDER: &str = "311672118";
const OWN: &str = "clients/testby-forvaltning.toml";
const PROVIDERS: &str = "clients/personregisteret-forvaltning.toml";
const KEEPERS: &str = "clients/registerforer.toml";

/// Runs a command as a client; it must succeed.
async fn done(house: &Running, client: &str, command: &[&str]) -> Told {
    let told = house.sluse(&[command, &["--client-file", client]].concat(), "").await;
    assert!(told.good, "{command:?}: {}{}", told.out, told.err);
    told
}

async fn json(house: &Running, client: &str, command: &[&str]) -> Value {
    let told = done(house, client, &[command, &["--json"]].concat()).await;
    serde_json::from_str(&told.out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_administer_what_is_their_own_from_the_command_line() {
    let house = Running::start().await;
    clients_come_change_and_go(&house).await;
    a_provider_keeps_scopes_and_access(&house).await;
    a_consumer_delegates_and_asks_for_access(&house).await;
    whoever_keeps_the_registry_keeps_the_rest(&house).await;
    house.stop().await;
}

async fn clients_come_change_and_go(house: &Running) {
    let key = SigningKey::generate_rsa("new", 2048).unwrap();
    write_secret(&house.dir.path().join("new.pem"), key.to_pkcs8_pem().expose()).unwrap();
    let create = ["client", "create", "--name", "Ny klient", "--scope", "folkeregister:skole"];
    let made = json(house, OWN, &[&create[..], &["--key", "new.pem"]].concat()).await;
    let id = made["client_id"].as_str().unwrap();
    let keys = json(house, OWN, &["client", "keys", id]).await;
    assert_eq!(keys["keys"][0]["kid"], key.named_by_thumbprint().kid());

    let issuer = house.demonstration.card.issuer.as_str();
    let mut token = vec!["token", "--issuer", issuer, "--client-id", id, "--key", "new.pem"];
    token.extend(["--ca", "certs/ca.pem", "--scope", "folkeregister:skole"]);
    let told = house.sluse(&token, "").await;
    assert!(told.good, "the new client gets a token: {}", told.err);

    done(house, OWN, &["client", "update", id, "--description", "Til prøve"]).await;
    let shown = json(house, OWN, &["client", "show", id]).await;
    assert_eq!(shown["client_name"], "Ny klient", "what is not said stays");
    assert_eq!(shown["description"], "Til prøve");
    let kid = keys["keys"][0]["kid"].as_str().unwrap();
    done(house, OWN, &["client", "keys", id, "--remove", kid]).await;
    assert_eq!(json(house, OWN, &["client", "keys", id]).await["keys"], serde_json::json!([]));
    done(house, OWN, &["client", "delete", id]).await;
    assert!(!done(house, OWN, &["client", "list"]).await.out.contains(id));
    assert!(done(house, OWN, &["client", "list", "--inactive"]).await.out.contains(id));
}

async fn a_provider_keeps_scopes_and_access(house: &Running) {
    const SCOPE: &str = "folkeregister:prove";
    let create = ["scope", "create", SCOPE, "--description", "Prøve", "--max-age", "60"];
    let made = json(house, PROVIDERS, &create).await;
    assert_eq!(made["owner_orgno"], PROVIDER);
    done(house, PROVIDERS, &["scope", "update", SCOPE, "--visibility", "PRIVATE"]).await;
    let shown = json(house, PROVIDERS, &["scope", "show", SCOPE]).await;
    assert_eq!((&shown["at_max_age"], &shown["visibility"]), (&60.into(), &"PRIVATE".into()));
    done(house, PROVIDERS, &["access", "grant", SCOPE, TESTBY, SUPPLIER]).await;
    done(house, PROVIDERS, &["access", "revoke", SCOPE, SUPPLIER]).await;
    let list = done(house, PROVIDERS, &["access", "list", SCOPE]).await.out;
    assert!(list.contains(TESTBY) && !list.contains(SUPPLIER), "{list}");
    assert!(done(house, OWN, &["access", "mine"]).await.out.contains(SCOPE));
    done(house, PROVIDERS, &["scope", "delete", SCOPE]).await;
    let told = house.sluse(&["scope", "list", "--client-file", OWN], "").await;
    assert!(!told.good && told.err.contains("MP-200"), "{}", told.err);
}

async fn a_consumer_delegates_and_asks_for_access(house: &Running) {
    const SCOPE: &str = "skatt:inntekt.foreldrebetaling";
    let until = |day| ["delegation", "grant", SUPPLIER, SCOPE, "--until", day];
    let renewed = json(house, OWN, &until("2034-12-31")).await;
    assert_eq!(renewed["valid_until"], "2034-12-31", "what is there is renewed");
    done(house, OWN, &["delegation", "revoke", SUPPLIER, SCOPE]).await;
    assert!(!done(house, OWN, &["delegation", "list"]).await.out.contains(SUPPLIER));
    done(house, OWN, &until("2035-12-31")).await;
    assert!(done(house, OWN, &["delegation", "list"]).await.out.contains(SUPPLIER));
    let asked = json(house, OWN, &["access", "request", "folkeregister:dodsbo"]).await;
    assert_eq!((&asked["state"], &asked["consumer_orgno"]), (&"REQUESTED".into(), &TESTBY.into()));
}

async fn whoever_keeps_the_registry_keeps_the_rest(house: &Running) {
    done(house, KEEPERS, &["organisation", "put", "313060625", "Ny virksomhet"]).await;
    let shown = json(house, KEEPERS, &["organisation", "show", "313060625"]).await;
    assert_eq!(shown["name"], "Ny virksomhet");
    done(house, KEEPERS, &["group", "put", "kommuner", "Alle", TESTBY, "312800004"]).await;
    assert!(done(house, KEEPERS, &["group", "list"]).await.out.contains("kommuner"));
    done(house, KEEPERS, &["prefix", "put", "prove", "313060625"]).await;
    assert!(done(house, KEEPERS, &["prefix", "list"]).await.out.contains("prove"));
    let told = house.sluse(&["group", "delete", "finnes-ikke", "--client-file", KEEPERS], "").await;
    assert!(!told.good && told.err.contains("refused with"), "{}", told.err);
}

/// A file with a provider's scope and a municipality's client.
fn file(description: &str, jwk: &Value) -> String {
    format!(
        r#"
organisation = [
  {{ number = "311672118", name = "Personregisteret" }},
  {{ number = "312143046", name = "Testby kommune" }},
]
[[scope]]
name = "folkeregister:fil"
owner = "311672118"
description = "{description}"
consumers = ["312143046"]
[[client]]
client_id = "fra-fil"
organisation = "312143046"
name = "Fra fil"
scopes = ["folkeregister:fil"]
key = [{{ jwk = '{jwk}' }}]
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_in_a_file_is_compared_asked_about_and_applied() {
    let house = Running::start().await;
    let key = SigningKey::generate_rsa("new", 2048).unwrap().named_by_thumbprint();
    let write = |description: &str| {
        let text = file(description, &key.public_jwk());
        std::fs::write(house.dir.path().join("git.toml"), text).unwrap();
    };
    let apply = ["registry", "apply", "git.toml"];
    write("Fra en fil");
    let told = done(&house, PROVIDERS, &[&apply[..], &["--dry-run"]].concat()).await.out;
    assert!(told.contains("+ scope/folkeregister:fil\n"), "{told}");
    assert!(told.contains("+ access/312143046/folkeregister:fil\n"), "{told}");
    assert!(told.contains("? scope/folkeregister:skole is not in the file"), "{told}");
    let unsaid = done(&house, PROVIDERS, &apply).await;
    assert!(!unsaid.err.contains("done"), "whoever says nothing has not agreed");
    let done_by = done(&house, PROVIDERS, &[&apply[..], &["--yes"]].concat()).await;
    assert!(done_by.err.contains("done  scope/folkeregister:fil"), "{}", done_by.err);
    let again = done(&house, PROVIDERS, &apply).await.out;
    assert!(again.contains("\n0 changes; 2 records are as the file says"), "{again}");

    let client = done(&house, OWN, &[&apply[..], &["--yes"]].concat()).await;
    assert!(client.out.contains("+ client/fra-fil\n"), "{}", client.out);
    assert!(client.err.contains("the service gave it its id"), "{}", client.err);
    let again = done(&house, OWN, &[&apply[..], &["--yes"]].concat()).await;
    assert!(again.out.contains("\n0 changes; 1 records are as the file says"), "{}", again.out);

    write("En annen tekst");
    let changed = done(&house, PROVIDERS, &[&apply[..], &["--yes"]].concat()).await.out;
    let line = "    description: \"Fra en fil\" -> \"En annen tekst\"\n";
    assert!(changed.contains("~ scope/folkeregister:fil\n") && changed.contains(line), "{changed}");
    let removed = done(&house, PROVIDERS, &[&apply[..], &["--remove", "--dry-run"]].concat()).await;
    assert!(removed.out.contains("- scope/folkeregister:skole\n"), "{}", removed.out);
    let own = done(&house, OWN, &[&apply[..], &["--remove", "--dry-run"]].concat()).await.out;
    assert!(own.contains("- client/testby-oppvekst\n"), "{own}");
    assert!(!own.contains("- client/testby-forvaltning"), "nobody removes itself: {own}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_are_named_as_the_register_names_them() {
    let house = Running::start().await;
    let unit = |number: &str, name: &str, form: &str, more: &str| {
        format!(
            r#"{{"organisasjonsnummer":"{number}","navn":"{name}",
            "organisasjonsform":{{"kode":"{form}","beskrivelse":"x"}}{more}}}"#
        )
    };
    done(&house, KEEPERS, &["organisation", "put", "313060641", "Borte"]).await;
    done(&house, KEEPERS, &["organisation", "delete", "313060641"]).await;
    let before = done(&house, KEEPERS, &["organisation", "show", SUPPLIER, "--json"]).await.out;
    let units = [
        unit(TESTBY, "TESTBY KOMMUNE", "KOMM", ""),
        unit(SUPPLIER, "OPPVEKSTDRIFT NORD AS", "AS", ""),
        unit("313060625", "NY VIRKSOMHET SA", "SA", ""),
        unit("313060633", "HELT PRIVAT", "ENK", ""),
        unit("313060641", "BORTE AS", "AS", ""),
        unit(PROVIDER, "NEDLAGT", "ORGL", r#","slettedato":"2026-01-31""#),
    ];
    let text = format!("[{}]", units.join(","));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    std::fs::write(house.dir.path().join("enheter.json.gz"), packed.finish().unwrap()).unwrap();
    std::fs::write(house.dir.path().join("enheter.json"), text).unwrap();

    let import = ["registry", "import-units", "enheter.json"];
    let told = done(&house, KEEPERS, &[&import[..], &["--dry-run"]].concat()).await.out;
    assert!(told.contains("+ organisation/313060625 \"NY VIRKSOMHET SA\" SA\n"), "{told}");
    assert!(told.contains("-> \"OPPVEKSTDRIFT NORD AS\"\n"), "{told}");
    assert!(!told.contains("HELT PRIVAT") && !told.contains("313060641"), "{told}");
    assert!(told.contains("1 are struck off, 1 are deactivated here, 1 are not added"), "{told}");
    let unchanged = done(&house, KEEPERS, &["organisation", "show", SUPPLIER, "--json"]).await.out;
    assert_eq!(unchanged, before);

    let packed = ["registry", "import-units", "enheter.json.gz", "--yes", "--known-only"];
    done(&house, KEEPERS, &packed).await;
    let renamed = json(&house, KEEPERS, &["organisation", "show", SUPPLIER]).await;
    assert_eq!(
        (&renamed["name"], &renamed["form"]),
        (&"OPPVEKSTDRIFT NORD AS".into(), &"AS".into())
    );
    let testby = json(&house, KEEPERS, &["organisation", "show", TESTBY]).await;
    assert_eq!((&testby["name"], &testby["form"]), (&"Testby kommune".into(), &"KOMM".into()));
    let provider = json(&house, KEEPERS, &["organisation", "show", PROVIDER]).await;
    assert_eq!(provider["name"], "Personregisteret", "what is struck off stands in old lists");
    let unknown = house.sluse(&["organisation", "show", "313060625", "--client-file", KEEPERS], "");
    assert!(!unknown.await.good);

    done(&house, KEEPERS, &[&import[..], &["--yes"]].concat()).await;
    let added = json(&house, KEEPERS, &["organisation", "show", "313060625"]).await;
    assert_eq!(added["name"], "NY VIRKSOMHET SA");
    let again = done(&house, KEEPERS, &import).await.out;
    assert!(again.starts_with("0 changes; 3 are called so"), "{again}");
    let ledger = house.dir.path().join("ledger");
    let log = ["registry", "log", "--dir", ledger.to_str().unwrap()];
    let log = house.sluse(&log, "").await.out;
    assert!(log.contains("OPPVEKSTDRIFT NORD AS"), "{log}");

    let told = house.sluse(&[&import[..], &["--client-file", OWN]].concat(), "").await;
    assert!(!told.good, "only whoever keeps the registry may");
    house.stop().await;
}
