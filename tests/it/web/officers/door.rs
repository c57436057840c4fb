//! The auditors' door, with all that it needs and a provider that can be told to lie.

use super::*;

pub(super) fn door(
    house: &TestHouse,
    times: (&Provider, &Arc<TestClock>),
    sessions: Sessions<Badge>,
    officers: Vec<(String, Named)>,
) -> AuditDoor {
    door_reading(house, times, (sessions, officers), Most::default())
}

pub(super) fn door_reading(
    house: &TestHouse,
    (provider, clock): (&Provider, &Arc<TestClock>),
    (sessions, officers): (Sessions<Badge>, Vec<(String, Named)>),
    most: Most,
) -> AuditDoor {
    let registration = Registration {
        issuer: ISSUER.to_owned(),
        client_id: CLIENT.to_owned(),
        credential: Credential::Secret(SecretText::new(SECRET.to_owned())),
        scope: "openid".to_owned(),
        acr_accepted: vec!["loa-high".to_owned()],
        acr_sensitive: Vec::new(),
        redirect_uri: "https://people.test/login/callback".to_owned(),
        providers: Providers::Real,
    };
    let login = Login::new(registration, &Key32::new([9; 32]), Arc::new(provider.clone())).unwrap();
    let login = login.with_details(Some("[{\"type\":\"ansattporten:altinn:service\"}]".to_owned()));
    let claims = Claims {
        identifier: "sub".to_owned(),
        organisation: Some("authorization_details".to_owned()),
    };
    let officers = Officers::new(claims, officers).unwrap();
    let times: (SharedClock, _) = (clock.clone(), ring::rand::SystemRandom::new());
    let base = "https://people.test".to_owned();
    let entrance = Entrance::new((login, Arc::new(sessions)), officers, base, times);
    let ledger = house.ledger().clone();
    let policies = Arc::new(History::new(ledger.clone()));
    let figures = Arc::new(Figures::open(&ledger, house.dir().join("figures-of-the-office")));
    let acts = Arc::new(Acts::load(ledger.clone(), house.clock.clone()).unwrap());
    let identities = Identities::load(ledger.clone(), policies.clone(), house.clock.clone());
    let registrations = ledger.registrations().clone();
    let logs = Setting { ledger: "ledger".to_owned(), keep: None };
    let reports = Reports::new(ledger.clone(), policies.clone(), house.clock.clone(), logs);
    let reports = reports.reading(most);
    let desk =
        Desk::new((ledger, figures), policies, house.clock.clone(), (acts, identities.unwrap()));
    let many = NonZeroU32::new(1000).unwrap();
    let rate = Rate { per_second: many, burst: many };
    let rates = Rates { officers: rate, strangers: Strangers::refused(rate) };
    let who = (HashMap::new(), Some(entrance));
    AuditDoor::new((desk, reports), who, registrations, Metrics::new().unwrap(), rates)
}
