//! `sluse doctor`: each pitfall of newcomers has a finding of its own, seen against a running house.

mod certificate;
mod client;
mod grant;

use crate::house::{TestHouse, client_key};
use serde_json::json;
use sluse::cli::doctor::{Code, Outcome, Report, Step, examine};
use sluse::cli::profile::Profile;
use sluse::demo::private::write_secret;
use sluse::jose::jws::SigningKey;
use sluse::vocab::time::{Clock, SharedClock, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

const SCOPE: &str = "folkeregister:barnehage";
const MUNICIPALITY: &str = "312143046";
/// When tests begin.
const START: &str = "2026-11-21T12:00:00Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

/// A clock that stands still.
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A house with a registry of its own, and a folder with a client's files.
struct Practice {
    house: TestHouse,
    dir: TempDir,
}

impl Practice {
    async fn open() -> Self {
        Self::open_with(TempDir::new().unwrap(), &|_| ()).await
    }

    async fn open_with(dir: TempDir, change: &dyn Fn(&mut sluse::config::Config)) -> Self {
        let file = dir.path().join("registry.toml");
        std::fs::write(&file, registry()).unwrap();
        let house = TestHouse::start_with(&|config| {
            config.registry.clone_from(&file);
            change(config);
        })
        .await;
        Self { house, dir }
    }

    /// A good client's profile, with its key in a file that only the owner may read.
    fn profile(&self) -> Profile {
        Profile {
            issuer: format!("{}/", self.house.machine),
            client_id: "kommune".to_owned(),
            key: self.key("client.pem", &client_key()),
            ca: Some(self.house.dir().join("ca.pem")),
            scopes: vec![SCOPE.to_owned()],
            gateway: Some(self.house.machine.clone()),
            ..Profile::default()
        }
    }

    /// Writes a key that is as old as the test.
    fn key(&self, name: &str, key: &SigningKey) -> PathBuf {
        let path = self.dir.path().join(name);
        write_secret(&path, key.to_pkcs8_pem().expose()).unwrap();
        written(&path, start());
        path
    }

    async fn examine(&self, profile: &Profile) -> Report {
        self.examine_at(profile, Duration::ZERO, None).await
    }

    /// Examines with a clock that is so far ahead.
    async fn examine_at(&self, profile: &Profile, ahead: Duration, grant: Option<&str>) -> Report {
        let clock: SharedClock = Arc::new(Still(self.house.clock.now().plus(ahead)));
        examine(profile, &clock, grant).await
    }

    /// Examines the good profile with this change, which must give exactly these findings.
    async fn finds(&self, change: impl FnOnce(&mut Profile), wanted: &[Code]) -> Report {
        let mut profile = self.profile();
        change(&mut profile);
        let report = self.examine(&profile).await;
        let found: Vec<_> = report.findings().collect();
        assert_eq!(found, wanted, "{report}");
        assert!(!report.is_good());
        report
    }
}

/// Sets when a file was written.
fn written(path: &std::path::Path, time: Timestamp) {
    let time = UNIX_EPOCH + Duration::from_millis(time.millis());
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

fn outcome(report: &Report, step: Step) -> &Outcome {
    &report.checks().iter().find(|check| check.step == step).unwrap().outcome
}

fn registry() -> String {
    let key = client_key().public_jwk();
    format!(
        r#"
organisation = [
  {{ number = "312143046", name = "Testby kommune" }},
  {{ number = "312445190", name = "Systemhuset AS" }},
  {{ number = "311672118", name = "Registeret" }},
]
scope = [
  {{ name = "folkeregister:barnehage", owner = "311672118", description = "Opptak", consumers = ["312143046"], delegation_source = "https://tt02.altinn.no/" }},
  {{ name = "folkeregister:delt", owner = "311672118", description = "Delt", consumers = ["312143046"], delegation_source = "https://tt02.altinn.no/" }},
  {{ name = "folkeregister:udelt", owner = "311672118", description = "Ikke delt", consumers = ["312143046"] }},
  {{ name = "folkeregister:stengt", owner = "311672118", description = "Stengt" }},
]
delegation = [
  {{ consumer = "312143046", supplier = "312445190", scope = "folkeregister:delt", valid_until = 2027-01-01 }},
]
[[client]]
client_id = "kommune"
organisation = "312143046"
name = "Oppvekst"
scopes = ["folkeregister:barnehage", "folkeregister:udelt", "folkeregister:stengt"]
key = [{{ jwk = '{key}' }}]
[[client]]
client_id = "gammel"
organisation = "312143046"
name = "Gammel"
scopes = ["folkeregister:barnehage"]
key = [{{ jwk = '{key}', valid_until = 2026-11-20 }}]
[[client]]
client_id = "sertifikat"
organisation = "312143046"
name = "Sertifikat"
scopes = ["folkeregister:barnehage"]
[[client]]
client_id = "bundet"
organisation = "312143046"
name = "Bundet"
scopes = ["folkeregister:barnehage"]
sender = "dpop"
key = [{{ jwk = '{key}' }}]
[[client]]
client_id = "leverandor"
organisation = "312445190"
name = "System"
scopes = ["folkeregister:barnehage", "folkeregister:delt", "folkeregister:udelt"]
key = [{{ jwk = '{key}' }}]
"#
    )
}

#[tokio::test]
async fn a_healthy_client_passes_every_step_in_order() {
    let practice = Practice::open().await;
    let report = practice.examine(&practice.profile()).await;
    assert!(report.is_good(), "{report}");
    let steps: Vec<_> = report.checks().iter().map(|check| check.step).collect();
    assert!(steps.is_sorted() && steps.contains(&Step::Gateway), "{steps:?}");
    assert!(report.to_string().ends_with("everything is in order\n"));
    assert_eq!(report.as_json()["good"], json!(true));

    let mut supplier = practice.profile();
    supplier.client_id = "leverandor".to_owned();
    supplier.scopes = vec!["folkeregister:delt".to_owned()];
    supplier.consumer_org = Some(MUNICIPALITY.to_owned());
    let report = practice.examine(&supplier).await;
    assert!(report.is_good(), "{report}");
}

#[test]
fn every_finding_says_what_was_wanted_and_what_to_do_under_a_name_of_its_own() {
    let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert!(names.len() >= 14);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Code::ALL.len());
    assert!(Code::ALL.iter().all(|code| !code.wanted().is_empty() && !code.mend().is_empty()));
}
