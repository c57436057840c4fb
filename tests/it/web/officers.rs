//! Auditors who log in, at the auditors' door and at a provider that can be told to lie: who comes in, what
//! each may do, and that no identity is opened by one person alone.

mod deeds;
mod door;
mod reports;

use door::{door, door_reading};

use super::browser::{Browser as Citizen, House as Citizens};
use super::clock::{TestClock, minutes};
use super::provider::{CLIENT, ISSUER, Provider, SECRET};
use super::sample::KARI;
use crate::house::{PERSON_PATH, TestHouse};
use bytes::Bytes;
use hyper::{Method, Request, StatusCode};
use serde_json::{Value, json};
use sluse::activation::past::History;
use sluse::acts::Acts;
use sluse::answers::Setting;
use sluse::audit::desk::Desk;
use sluse::audit::entrance::Entrance;
use sluse::audit::figures::Figures;
use sluse::audit::identities::Identities;
use sluse::audit::officers::{Badge, Claims, Named, Officers, OfficersError, organisation};
use sluse::audit::pages::OfficerPhrase;
use sluse::audit::role::Role;
use sluse::gateway::admit::{Rate, Strangers};
use sluse::ledger::entry::{Entry, Event, Refusal};
use sluse::login::session::Sessions;
use sluse::login::store::Folder;
use sluse::login::{Credential, Login, Providers, Registration};
use sluse::metrics::Metrics;
use sluse::reports::{Most, Reports};
use sluse::serve::Door as _;
use sluse::serve::audit_door::{AuditDoor, Rates};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::peer::Peer;
use sluse::vocab::secret::{Key32, SecretText};
use sluse::vocab::time::{Clock as _, SharedClock};
use sluse::vocab::translated::Language;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

const AUTHORITY: &str = "313181847";
const REGISTER: &str = "311672118";
const TESTBY: &str = "312143046";

/// Changes the claims of an id token.
type Says = fn(&mut Value);

/// Those who are configured, as the provider vouches for them.
const ADA: Says = |claims| says(claims, "sub-ada", AUTHORITY);
const BO: Says = |claims| says(claims, "sub-bo", AUTHORITY);
const CAI: Says = |claims| says(claims, "sub-cai", REGISTER);
const DAG: Says = |claims| says(claims, "sub-dag", TESTBY);
const EVE: Says = |claims| says(claims, "sub-eve", TESTBY);

fn says(claims: &mut Value, sub: &str, organisation: &str) {
    claims["sub"] = json!(sub);
    claims["authorization_details"] = json!([{
        "type": "ansattporten:altinn:service",
        "reportees": [{ "Authority": "iso6523-actorid-upis", "ID": format!("0192:{organisation}") }],
    }]);
}

fn org(number: &str) -> Organisation {
    Organisation::parse(number).unwrap()
}

fn configured() -> Vec<(String, Named)> {
    let one = |sub: &str, name: &str, own: &str, role: Role| {
        let named = Named { name: ClientId::parse(name).unwrap(), organisation: org(own), role };
        (sub.to_owned(), named)
    };
    vec![
        one("sub-ada", "ada", AUTHORITY, Role::Authority),
        one("sub-bo", "bo", AUTHORITY, Role::Authority),
        one("sub-cai", "cai", REGISTER, Role::ProviderOfficer(org(REGISTER))),
        one("sub-dag", "dag", TESTBY, Role::ConsumerOfficer(org(TESTBY))),
        one("sub-eve", "eve", TESTBY, Role::ConsumerOfficer(org(TESTBY))),
    ]
}

/// A ledger with all that a house has, and a door to it at which auditors log in.
struct Office {
    house: TestHouse,
    provider: Provider,
    clock: Arc<TestClock>,
    door: AuditDoor,
}

impl Office {
    async fn new() -> Self {
        Self::over(TestHouse::start().await, Sessions::in_memory(), configured())
    }

    fn over(house: TestHouse, sessions: Sessions<Badge>, officers: Vec<(String, Named)>) -> Self {
        let clock = Arc::new(TestClock::new());
        let provider = Provider::new(clock.clone());
        let door = door(&house, (&provider, &clock), sessions, officers);
        Self { house, provider, clock, door }
    }

    /// The same house with a door that was opened anew.
    fn reopened(self) -> Self {
        let Self { house, provider, clock, door: old } = self;
        drop(old);
        let door = door(&house, (&provider, &clock), Sessions::in_memory(), configured());
        Self { house, provider, clock, door }
    }

    async fn enter(&self, says: Says) -> Browser {
        let mut browser = Browser::default();
        let (status, body) = browser.come(self, says).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        assert!(browser.0.contains_key(SESSION));
        browser
    }

    fn refusals(&self) -> Vec<Refusal> {
        let of = |entry: Entry| match entry.event {
            Event::Refusal(refusal) => Some(refusal),
            _ => None,
        };
        self.house.entries().into_iter().filter_map(of).collect()
    }

    fn kinds(&self) -> Vec<&'static str> {
        let of = |entry: Entry| match entry.event {
            Event::IdentityRequest(_) => Some("request"),
            Event::IdentityOpened(_) => Some("opened"),
            Event::IdentityDeclined(_) => Some("declined"),
            _ => None,
        };
        self.house.entries().into_iter().filter_map(of).collect()
    }

    /// A reading about a person, and its entry.
    async fn reading(&self) -> EntryIndex {
        assert_eq!(self.house.kindergarten(PERSON_PATH).await.status(), 200);
        let all = self.house.entries();
        let place = all.iter().rposition(|entry| matches!(entry.event, Event::Reading(_))).unwrap();
        EntryIndex(place as u64)
    }
}

const SESSION: &str = "__Host-sluse-officer-session";

/// A browser's cookies.
#[derive(Default, Clone)]
struct Browser(BTreeMap<String, String>);

impl Browser {
    async fn send(
        &mut self,
        office: &Office,
        method: Method,
        target: &str,
        body: String,
    ) -> (StatusCode, String, String) {
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("cookie", pairs.join("; "))
            .body(Bytes::from(body));
        let peer = Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let answer = office.door.answer(&peer, request.unwrap()).await;
        let head = answer.headers();
        let policy = head["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        assert!(policy.contains("form-action 'self' https://op.test"), "{policy}");
        assert_eq!(
            (&head["cache-control"], &head["referrer-policy"]),
            (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap())
        );
        for cookie in head.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("Secure"), "{cookie}");
            if attributes.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = head.get("location").map(|to| to.to_str().unwrap().to_owned());
        let body = String::from_utf8(answer.body().to_vec()).unwrap();
        (answer.status(), to.unwrap_or_default(), body)
    }

    async fn get(&mut self, office: &Office, target: &str) -> (StatusCode, String) {
        let (status, _, body) = self.send(office, Method::GET, target, String::new()).await;
        (status, body)
    }

    /// The page, which must be shown.
    async fn page(&mut self, office: &Office, target: &str) -> String {
        let (status, body) = self.get(office, target).await;
        assert_eq!(status, StatusCode::OK, "{target}: {body}");
        body
    }

    /// The address by which somebody comes back from the provider.
    async fn there(&mut self, office: &Office, says: Says) -> String {
        let (_, to, _) = self.send(office, Method::GET, "/login", String::new()).await;
        office.provider.lie(|lies| lies.claims = says);
        let (code, state) = office.provider.person_logs_in(&to, KARI);
        format!("/login/callback?code={code}&state={state}")
    }

    async fn come(&mut self, office: &Office, says: Says) -> (StatusCode, String) {
        let back = self.there(office, says).await;
        self.get(office, &back).await
    }

    async fn token(&mut self, office: &Office) -> String {
        let page = self.page(office, "/audit/entries").await;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Sends a form of the session's: its status, where it leads and what it shows.
    async fn post(
        &mut self,
        office: &Office,
        target: &str,
        fields: &str,
    ) -> (StatusCode, String, String) {
        let token = self.token(office).await;
        self.send(office, Method::POST, target, format!("csrf={token}&{fields}")).await
    }

    async fn ask(&mut self, office: &Office, entry: EntryIndex) -> (StatusCode, String, String) {
        let fields =
            format!("entry={entry}&reason=Klage+fra+en+borger&basis=LOV-2018-06-15-38+art.+58");
        self.post(office, "/audit/identities", &fields).await
    }

    async fn decide(
        &mut self,
        office: &Office,
        request: EntryIndex,
        choice: &str,
    ) -> (StatusCode, String) {
        let fields = format!("request={request}&choice={choice}");
        let (status, _, body) = self.post(office, "/audit/identities/decide", &fields).await;
        (status, body)
    }
}

fn newest(office: &Office, wanted: fn(&Event) -> bool) -> EntryIndex {
    let all = office.house.entries();
    EntryIndex(all.iter().rposition(|entry| wanted(&entry.event)).unwrap() as u64)
}

fn request(office: &Office) -> EntryIndex {
    newest(office, |event| matches!(event, Event::IdentityRequest(_)))
}

#[tokio::test]
async fn who_logs_in_sees_the_part_of_the_role_and_the_ledger_names_who_looked() {
    let office = Office::new().await;
    let reading = office.reading().await;
    let (status, body) = Browser::default().get(&office, "/audit").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body.contains("href=\"/login\""));
    for (who, name, sees) in [(ADA, "ada", true), (CAI, "cai", true), (DAG, "dag", true)] {
        let mut browser = office.enter(who).await;
        let target = format!("/audit/entry?index={reading}");
        assert_eq!(browser.get(&office, &target).await.0 == StatusCode::OK, sees, "{name}");
        let looks = office.house.entries().into_iter().filter_map(|entry| match entry.event {
            Event::Look(look) => Some(look.asker.client.as_str().to_owned()),
            _ => None,
        });
        assert_eq!(looks.last().unwrap(), name);
    }
    let asked = office.provider.asked();
    assert_eq!(asked.levels, "loa-high");
    assert!(asked.details.as_ref().unwrap().contains("ansattporten"));
}

#[tokio::test]
async fn who_is_not_configured_comes_for_another_organisation_or_too_weakly_stays_out() {
    let office = Office::new().await;
    let cases: [(Says, &str); 7] = [
        (|claims| says(claims, "sub-nobody", AUTHORITY), "an unknown officer"),
        (|claims| says(claims, "sub-ada", TESTBY), "another organisation"),
        (|claims| claims["sub"] = json!("sub-ada"), "no organisation"),
        (
            |claims| {
                says(claims, "sub-ada", AUTHORITY);
                let both =
                    json!([{ "ID": format!("0192:{AUTHORITY}") }, { "ID": "0192:312143046" }]);
                claims["authorization_details"][0]["reportees"] = both;
            },
            "two organisations",
        ),
        (
            |claims| {
                says(claims, "sub-ada", AUTHORITY);
                claims["acr"] = json!("loa-substantial");
            },
            "a low level",
        ),
        (
            |claims| {
                says(claims, "sub-ada", AUTHORITY);
                claims.as_object_mut().unwrap().remove("acr");
            },
            "no level",
        ),
        (
            |claims| {
                says(claims, "sub-ada", AUTHORITY);
                claims["authorization_details"] = json!(format!("9999:{AUTHORITY}"));
            },
            "an organisation of another register",
        ),
    ];
    for (claims, what) in cases {
        let mut browser = Browser::default();
        let (status, _) = browser.come(&office, claims).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{what}");
        assert!(!browser.0.contains_key(SESSION), "{what}");
        assert_eq!(browser.get(&office, "/audit").await.0, StatusCode::UNAUTHORIZED, "{what}");
    }
    // Who is known is named, once: nothing is written about strangers.
    let refusals = office.refusals();
    let named: Vec<_> =
        refusals.iter().map(|it| (it.reason.as_str(), it.asker.as_ref().unwrap())).collect();
    assert_eq!(named.len(), 1);
    assert_eq!((named[0].0, named[0].1.client.as_str()), ("other-organisation", "ada"));
}

#[tokio::test]
async fn a_callback_is_good_once_and_a_stolen_cookie_not_after_the_logout() {
    let office = Office::new().await;
    let mut browser = Browser::default();
    let back = browser.there(&office, ADA).await;
    let before = browser.clone();
    assert_eq!(browser.get(&office, &back).await.0, StatusCode::SEE_OTHER);
    let mut again = before.clone();
    assert_eq!(again.get(&office, &back).await.0, StatusCode::BAD_REQUEST);
    let mut elsewhere = Browser::default();
    assert_eq!(elsewhere.get(&office, &back).await.0, StatusCode::BAD_REQUEST);

    let mut stolen = browser.clone();
    let forged = browser.send(&office, Method::POST, "/logout", "csrf=other".into()).await;
    assert_eq!(forged.0, StatusCode::FORBIDDEN);
    stolen.page(&office, "/audit/entries").await;
    let (status, to, _) = browser.post(&office, "/logout", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(to.starts_with("https://login.op.test/logout?") && !to.contains("ada"), "{to}");
    assert_eq!(stolen.get(&office, "/audit/entries").await.0, StatusCode::UNAUTHORIZED);
    let state = to.split("state=").nth(1).unwrap();
    let (status, body) = browser.get(&office, &format!("/logged-out?state={state}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains(OfficerPhrase::LoggedOutTitle.in_language(Language::Bokmaal)));
    // A session ends by itself, too.
    let mut idle = office.enter(ADA).await;
    office.clock.pass(minutes(16));
    assert_eq!(idle.get(&office, "/audit/entries").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_providers_logout_ends_the_session_here() {
    let office = Office::new().await;
    let with_sid: Says = |claims| {
        says(claims, "sub-ada", AUTHORITY);
        claims["sid"] = json!("theirs");
    };
    let mut browser = office.enter(with_sid).await;
    let out = |sid: &str| format!("/logout/frontchannel?iss=https%3A%2F%2Fop.test&sid={sid}");
    Browser::default().get(&office, &out("another")).await;
    browser.page(&office, "/audit/entries").await;
    Browser::default().get(&office, &out("theirs")).await;
    assert_eq!(browser.get(&office, "/audit/entries").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_citizens_cookie_opens_nothing_at_the_auditors_door_nor_the_other_way() {
    let office = Office::new().await;
    let citizens = Citizens::new();
    let mut citizen = Citizen::login(&citizens, KARI).await;
    let officer = office.enter(ADA).await;
    let citizens_cookie = citizen.cookies["__Host-sluse-session"].clone();
    let officers_cookie = officer.0[SESSION].clone();
    // As they are, and under the other's name.
    for name in ["__Host-sluse-session", SESSION] {
        let mut browser = Browser(BTreeMap::from([(name.to_owned(), citizens_cookie.clone())]));
        assert_eq!(browser.get(&office, "/audit").await.0, StatusCode::UNAUTHORIZED);
        citizen.cookies = BTreeMap::from([(name.to_owned(), officers_cookie.clone())]);
        let got = citizen.get(&citizens, "/readings").await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn sessions_survive_a_restart_but_not_that_the_officer_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let kept = |office: &Office| {
        let folder = Folder::open(&dir.path().join("sessions")).unwrap();
        Sessions::<Badge>::kept_in(folder, office.clock.now())
    };
    let mut office = Office::new().await;
    let sessions = kept(&office);
    let parts = (office.provider.clone(), office.clock.clone());
    office.door = door(&office.house, (&parts.0, &parts.1), sessions, configured());
    let mut browser = office.enter(ADA).await;
    let nobody = Sessions::in_memory();
    office.door = door(&office.house, (&parts.0, &parts.1), nobody, configured());
    let sessions = kept(&office);
    office.door = door(&office.house, (&parts.0, &parts.1), sessions, configured());
    browser.page(&office, "/audit/entries").await;
    let nobody = Sessions::in_memory();
    office.door = door(&office.house, (&parts.0, &parts.1), nobody, configured());
    let without: Vec<_> = configured().into_iter().filter(|(sub, _)| sub != "sub-ada").collect();
    let sessions = kept(&office);
    office.door = door(&office.house, (&parts.0, &parts.1), sessions, without);
    assert_eq!(browser.get(&office, "/audit/entries").await.0, StatusCode::UNAUTHORIZED);
}

#[test]
fn an_organisation_is_read_from_the_shapes_that_providers_have_and_from_no_other() {
    let actor = json!({ "Authority": "iso6523-actorid-upis", "ID": "0192:313181847" });
    for good in [
        json!("313181847"),
        json!("0192:313181847"),
        actor.clone(),
        json!([{ "type": "x", "reportees": [actor] }]),
        json!([{ "type": "x", "authorized_parties": [{ "orgno": actor }] }]),
        json!([actor, actor]),
    ] {
        assert_eq!(organisation(&good), Some(org(AUTHORITY)), "{good}");
    }
    for bad in [json!(null), json!(313181847), json!([]), json!({}), json!(["313181847", "x"])] {
        assert_eq!(organisation(&bad), None, "{bad}");
    }
}

#[test]
fn officers_who_could_be_taken_for_each_other_are_not_configured() {
    let claims = |identifier: &str, organisation: Option<&str>| Claims {
        identifier: identifier.to_owned(),
        organisation: organisation.map(str::to_owned),
    };
    let all = configured();
    let twice = || {
        let mut elsewhere = all[0].clone();
        elsewhere.1.organisation = org(TESTBY);
        vec![all[0].clone(), elsewhere]
    };
    assert!(Officers::new(claims("sub", Some("org")), twice()).is_ok());
    assert_eq!(Officers::new(claims("sub", None), twice()).unwrap_err(), OfficersError::Twice);
    let same = vec![all[0].clone(), all[0].clone()];
    assert_eq!(Officers::new(claims("sub", Some("org")), same).unwrap_err(), OfficersError::Twice);
    let by_number = Officers::new(claims("pid", None), Vec::new());
    assert_eq!(by_number.unwrap_err(), OfficersError::PersonNumber);
}
