//! A browser without a person's patience: keeps cookies, and checks what every answer must have.

use super::clock::TestClock;
use super::provider::{CLIENT, ISSUER, Provider, SECRET, pairs};
use super::sample::{KARI, OLA, Shelf};
use crate::ledger::Place;
use bytes::Bytes;
use hyper::{Method, Request, Response, StatusCode};
use sluse::acts::Acts;
use sluse::gateway::admit::{Rate, Strangers};
use sluse::login::session::Sessions;
use sluse::login::{Credential, Providers};
use sluse::serve::Door as _;
use sluse::serve::citizen_door::CitizenDoor;
use sluse::vocab::peer::Peer;
use sluse::vocab::secret::{Key32, SecretText};
use sluse::vocab::time::Clock as _;
use sluse::web::{Look, Sources, Web, WebOptions};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};

/// The people's door with all that stands behind it.
pub(super) struct House {
    pub(super) door: CitizenDoor,
    pub(super) provider: Provider,
    pub(super) clock: Arc<TestClock>,
    pub(super) shelf: Arc<Shelf>,
    sessions: Arc<Sessions>,
}

impl House {
    pub(super) fn new() -> Self {
        Self::with(Shelf::new())
    }

    pub(super) fn with(shelf: Shelf) -> Self {
        Self::built(shelf, |_| ())
    }

    /// A house whose operator gives the pages this look.
    pub(super) fn with_look(look: Look) -> Self {
        Self::changed(|options| options.look = look)
    }

    /// A house with other options.
    pub(super) fn changed(change: impl FnOnce(&mut WebOptions)) -> Self {
        Self::built(Shelf::new(), change)
    }

    pub(super) fn built(shelf: Shelf, change: impl FnOnce(&mut WebOptions)) -> Self {
        let clock = Arc::new(TestClock::new());
        let provider = Provider::new(clock.clone());
        Self::around(provider, clock, Arc::new(shelf), (change, plenty()))
    }

    /// A house that soon has enough of bad tokens.
    pub(super) fn wary(change: impl FnOnce(&mut WebOptions)) -> Self {
        let clock = Arc::new(TestClock::new());
        let provider = Provider::new(clock.clone());
        let few = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN };
        Self::around(provider, clock, Arc::new(Shelf::new()), (change, Strangers::refused(few)))
    }

    /// Ends this process and starts another with other options; provider, clock and ledger go on.
    pub(super) fn restart(self, change: impl FnOnce(&mut WebOptions)) -> Self {
        let Self { door, provider, clock, shelf, sessions } = self;
        drop((door, sessions));
        Self::around(provider, clock, shelf, (change, plenty()))
    }

    /// Does what the house does with its sessions every few seconds, and (`last`) before it stops.
    pub(super) fn tidy_sessions(&self, last: bool) {
        self.sessions.tidy(self.clock.now(), last);
    }

    fn around(
        provider: Provider,
        clock: Arc<TestClock>,
        shelf: Arc<Shelf>,
        (change, refusals): (impl FnOnce(&mut WebOptions), Strangers),
    ) -> Self {
        let mut options = options(&provider, &clock, &shelf);
        change(&mut options);
        let sessions = options.sessions.clone();
        let door = CitizenDoor::new(Web::new(options).unwrap(), plenty(), refusals);
        Self { door, provider, clock, shelf, sessions }
    }
}

pub(super) fn options(
    provider: &Provider,
    clock: &Arc<TestClock>,
    shelf: &Arc<Shelf>,
) -> WebOptions {
    WebOptions {
        base_url: "https://people.test".to_owned(),
        issuer: ISSUER.to_owned(),
        client_id: CLIENT.to_owned(),
        credential: Credential::Secret(SecretText::new(SECRET.to_owned())),
        acr_accepted: vec!["loa-substantial".to_owned(), "loa-high".to_owned()],
        acr_sensitive: Vec::new(),
        sessions: Arc::new(Sessions::in_memory()),
        login_key: Key32::new([7; 32]),
        access: None,
        providers: Providers::Real,
        dialer: Arc::new(provider.clone()),
        clock: clock.clone(),
        acts: nobodys_acts(),
        telling: None,
        sources: Sources { readings: shelf.clone(), policies: shelf.clone(), names: shelf.clone() },
        random: ring::rand::SystemRandom::new(),
        look: Look::default(),
    }
}

/// Acts that stand on a ledger of their own, for tests in which nobody acts.
fn nobodys_acts() -> Arc<Acts> {
    static ACTS: LazyLock<(Place, Arc<Acts>)> = LazyLock::new(|| {
        let place = Place::new();
        let acts = Acts::load(place.open(), Arc::new(TestClock::new())).unwrap();
        (place, Arc::new(acts))
    });
    ACTS.1.clone()
}

/// One answer, read.
pub(super) struct Got {
    pub(super) status: StatusCode,
    pub(super) head: hyper::HeaderMap,
    pub(super) body: String,
}

impl Got {
    pub(super) fn location(&self) -> &str {
        self.head["location"].to_str().unwrap()
    }

    /// The text of an element that stands once.
    pub(super) fn element(&self, name: &str) -> &str {
        let (_, rest) = self.body.split_once(&format!("<{name}")).unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split_once(&format!("</{name}>")).unwrap().0
    }

    /// The token of the log-out form.
    pub(super) fn form_token(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }
}

/// A browser's cookies, and how it asks.
#[derive(Clone, Default)]
pub(super) struct Browser {
    pub(super) cookies: BTreeMap<String, String>,
    pub(super) accept_language: Option<&'static str>,
}

impl Browser {
    pub(super) async fn get(&mut self, house: &House, target: &str) -> Got {
        self.ask(house, Method::GET, target, String::new()).await
    }

    pub(super) async fn post(&mut self, house: &House, target: &str, body: String) -> Got {
        self.ask(house, Method::POST, target, body).await
    }

    pub(super) async fn ask(
        &mut self,
        house: &House,
        method: Method,
        target: &str,
        body: String,
    ) -> Got {
        self.ask_with(house, method, target, body, &[]).await
    }

    /// The same with further header fields.
    pub(super) async fn ask_with(
        &mut self,
        house: &House,
        method: Method,
        target: &str,
        body: String,
        fields: &[(&str, &str)],
    ) -> Got {
        let got = read(self.send(house, method.clone(), target, body, fields).await);
        for cookie in got.head.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        check(target, &got);
        super::described::check(&method, target, &got);
        got
    }

    /// Gets what is no text.
    pub(super) async fn file(&self, house: &House, target: &str) -> Response<Bytes> {
        self.send(house, Method::GET, target, String::new(), &[]).await
    }

    async fn send(
        &self,
        house: &House,
        method: Method,
        target: &str,
        body: String,
        fields: &[(&str, &str)],
    ) -> Response<Bytes> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if let Some(accept) = self.accept_language {
            request = request.header("accept-language", accept);
        }
        let peer = Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST));
        house.door.answer(&peer, request.body(Bytes::from(body)).unwrap()).await
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        assert!(name.starts_with("__Host-"), "{name}");
        for needed in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(attributes.split("; ").any(|one| one.trim() == needed), "{name}: {needed}");
        }
        assert!(!attributes.contains("Domain"), "{name}");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Begins a login and has the person log in at the provider: the address to come back by.
    pub(super) async fn go_to_provider(&mut self, house: &House, person: &str) -> String {
        let sent = self.get(house, "/login").await;
        assert_eq!(sent.status, StatusCode::FOUND);
        let (code, state) = house.provider.person_logs_in(sent.location(), person);
        format!("/login/callback?code={code}&state={state}")
    }

    /// Logs in, come what may.
    pub(super) async fn try_login(&mut self, house: &House, person: &str) -> Got {
        let back = self.go_to_provider(house, person).await;
        self.get(house, &back).await
    }

    /// Logs in.
    pub(super) async fn login(house: &House, person: &str) -> Self {
        let mut browser = Self::default();
        let got = browser.try_login(house, person).await;
        assert_eq!((got.status, got.location()), (StatusCode::FOUND, "/readings"));
        browser
    }
}

fn read(answer: Response<Bytes>) -> Got {
    let (head, body) = answer.into_parts();
    let body = if head.headers.get("content-type").is_some_and(|kind| kind == "application/pdf") {
        String::from_utf8_lossy(&body).into_owned()
    } else {
        String::from_utf8(body.to_vec()).unwrap()
    };
    Got { status: head.status, head: head.headers, body }
}

/// What must be so on every answer.
fn check(target: &str, got: &Got) {
    let policy = got.head["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'",
        "style-src 'self'",
        if target.split('?').next() == Some("/logout/frontchannel") {
            "frame-ancestors https://op.test"
        } else {
            "frame-ancestors 'none'"
        },
        "base-uri 'none'",
        "form-action 'self' https://op.test",
    ] {
        assert!(policy.contains(part), "{target}: {part} in {policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(got.head["referrer-policy"], "no-referrer");
    assert_eq!(got.head["x-content-type-options"], "nosniff");
    assert_eq!(got.head["cross-origin-opener-policy"], "same-origin");
    assert!(got.head.contains_key("permissions-policy"));
    let shipped = [".css", ".js", "/openapi.json"].iter().any(|end| target.ends_with(end));
    let caching = if shipped && got.status == 200 { "public, max-age=3600" } else { "no-store" };
    assert_eq!(got.head["cache-control"], caching, "{target}");
    for person in [KARI, OLA] {
        assert!(!target.contains(person));
        assert!(!got.body.contains(person), "{target}: a person's number in the body");
        for value in got.head.values() {
            assert!(!value.to_str().unwrap().contains(person), "{target}: in the head");
        }
    }
    if let Some(location) = got.head.get("location") {
        let location = location.to_str().unwrap();
        let query = location.split_once('?').map(|(_, query)| pairs(query)).unwrap_or_default();
        assert!(!query.contains_key("id_token_hint"));
    }
    if got.head.get("content-type").is_some_and(|kind| kind == "text/html; charset=utf-8") {
        // One page has a script, which comes from here; all others have none and may run none.
        let scripts = usize::from(target.split('?').next() == Some("/check"));
        assert_eq!(got.body.matches("<script").count(), scripts, "{target}");
        assert_eq!(got.body.matches("<script type=\"module\" src=\"/check/").count(), scripts);
        assert_eq!(policy.contains("script-src"), scripts == 1, "{target}");
        assert!(!got.body.contains("style=\""), "{target}");
        let language = got.head["content-language"].to_str().unwrap();
        assert!(got.body.contains(&format!("<html lang=\"{language}\"")), "{target}");
        assert_eq!(got.body.matches("<h1").count(), 1, "{target}");
        assert!(got.element("title").ends_with(" – Sluse"), "{target}");
    }
}

impl Got {
    /// The last origin that a form here may lead to.
    pub(super) fn last_form_origin(&self) -> &str {
        let policy = self.head["content-security-policy"].to_str().unwrap();
        let (_, rest) = policy.split_once("form-action ").unwrap();
        rest.split_once(';').unwrap().0.rsplit(' ').next().unwrap()
    }
}

/// Room for every login that a test begins.
pub(super) fn plenty() -> Strangers {
    let many = NonZeroU32::new(100_000).unwrap();
    Strangers::refused(Rate { per_second: many, burst: many })
}
