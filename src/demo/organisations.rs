//! Who plays in the demonstration: invented organisations with their clients, for the shipped
//! policies and those of the ladder.

/// An organisation and what it is called.
pub struct Player {
    /// The organisation number; synthetic ones begin with 2 or 3.
    pub number: &'static str,
    /// The name that citizens read.
    pub name: &'static str,
}

/// Every organisation.
pub const ORGANISATIONS: &[Player] = &[
    Player { number: FOLKEREGISTERET, name: "Personregisteret" },
    Player { number: SKATTEETATEN, name: "Inntektsregisteret" },
    Player { number: TESTBY, name: "Testby kommune" },
    Player { number: "312800004", name: "Prøvevik kommune" },
    Player { number: "313010104", name: "Stønadsetaten" },
    Player { number: "313020207", name: "Testfoss tingrett" },
    Player { number: "313030318", name: "Bostøttekontoret" },
    Player { number: SUPPLIER, name: "Oppvekstdrift AS" },
    Player { number: "313060624", name: "Kontaktregisteret" },
    Player { number: CADASTRE, name: "Kartregisteret" },
    Player { number: "313080846", name: "Fellesplattformen" },
    Player { number: "313090957", name: "Studieopptaket" },
    Player { number: "313101061", name: "Lånekontoret" },
    Player { number: "313111172", name: "Foretakskontoret" },
    Player { number: "313121283", name: "Testbanken" },
    Player { number: FUND, name: "Frivilligfondet" },
    Player { number: "313141403", name: "Helsekontoret" },
    Player { number: "313161625", name: "Identitetsutstederen" },
    Player { number: KEEPER, name: "Delingsdrift" },
    Player { number: SUPERVISOR, name: "Prøvetilsynet" },
];

const FOLKEREGISTERET: &str = "311672118";
const SKATTEETATEN: &str = "312445190";
const TESTBY: &str = "312143046";
const SUPPLIER: &str = "313040402";
const CADASTRE: &str = "313070735";
/// Whoever reads with its members' consent.
pub const FUND: &str = "313131394";
/// Whoever operates the gateway and keeps its registry.
const KEEPER: &str = "313050513";
/// The supervisory authority, which keeps a copy of the ledger.
const SUPERVISOR: &str = "313181847";

/// A scope and who may have it.
pub struct ScopeGrant {
    /// `prefix:name`.
    pub scope: &'static str,
    /// The provider.
    pub owner: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Who may have it.
    pub consumers: &'static [&'static str],
    /// Whether a consumer may delegate it to a supplier.
    pub delegable: bool,
}

/// Every scope.
pub const SCOPES: &[ScopeGrant] = &[
    ScopeGrant {
        scope: "folkeregister:barnehage",
        owner: FOLKEREGISTERET,
        description: "Opptak og betaling i barnehage",
        consumers: &[TESTBY, "312800004"],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:skole",
        owner: FOLKEREGISTERET,
        description: "Innskriving i skolen",
        consumers: &[TESTBY, "312800004"],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:byggesak",
        owner: FOLKEREGISTERET,
        description: "Varsel til naboer",
        consumers: &[TESTBY],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:dodsbo",
        owner: FOLKEREGISTERET,
        description: "Skifte av dødsbo",
        consumers: &["313020207"],
        delegable: false,
    },
    ScopeGrant {
        scope: "skatt:inntekt.foreldrebetaling",
        owner: SKATTEETATEN,
        description: "Redusert foreldrebetaling",
        consumers: &[TESTBY, "312800004"],
        delegable: true,
    },
    ScopeGrant {
        scope: "skatt:inntekt.foreldrebetaling-2024",
        owner: SKATTEETATEN,
        description: "Redusert foreldrebetaling, til og med 2024",
        consumers: &[TESTBY],
        delegable: false,
    },
    ScopeGrant {
        scope: "skatt:inntekt.ytelser",
        owner: SKATTEETATEN,
        description: "Beregning av ytelser",
        consumers: &["313010104", "313030318"],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:stigen",
        owner: FOLKEREGISTERET,
        description: "Demonstrasjon av stigen",
        consumers: &[TESTBY],
        delegable: false,
    },
    ScopeGrant {
        scope: "skatt:inntekt.stigen",
        owner: SKATTEETATEN,
        description: "Demonstrasjon av stigen",
        consumers: &[TESTBY],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:medlemskontroll",
        owner: FOLKEREGISTERET,
        description: "Kontroll av medlemmer, med samtykke",
        consumers: &[FUND],
        delegable: false,
    },
    ScopeGrant {
        scope: "folkeregister:hendelser.dod",
        owner: FOLKEREGISTERET,
        description: "Stans av utbetaling ved dødsfall",
        consumers: &["313010104"],
        delegable: false,
    },
    ScopeGrant {
        scope: "matrikkel:byggesak",
        owner: CADASTRE,
        description: "Eiere av naboeiendommer",
        consumers: &[TESTBY],
        delegable: false,
    },
    administration("idporten:dcr.read", "Lese egne klienter", &[TESTBY, SUPPLIER]),
    administration("idporten:dcr.modify", "Endre egne klienter", &[TESTBY]),
    ScopeGrant {
        delegable: true,
        ..administration("idporten:dcr.write", "Forvalte egne klienter og delegeringer", &[TESTBY])
    },
    administration("idporten:dcr/onbehalfof:write", "Forvalte deler av egne systemer", &[TESTBY]),
    administration("idporten:dcr.supplier", "Forvalte leverandørens egne klienter", &[SUPPLIER]),
    administration(
        "idporten:scopes.write",
        "Forvalte egne tilganger",
        &[FOLKEREGISTERET, SKATTEETATEN],
    ),
    administration("sluse:registry.write", "Føre registeret", &[KEEPER]),
    administration("sluse:policies.read", "Lese regelsettene", &[KEEPER]),
    administration("sluse:policies.write", "Sette regelsett i kraft", &[KEEPER]),
    administration("sluse:ledger.read", "Lese egen del av loggen", &[TESTBY, FOLKEREGISTERET]),
    administration("sluse:inquiries", "Svare på spørsmål fra innbyggere", &[TESTBY, FUND]),
    administration("sluse:ledger.audit", "Lese hele loggen", &[KEEPER, SUPERVISOR]),
];

/// A scope of the administration API.
const fn administration(
    scope: &'static str,
    description: &'static str,
    consumers: &'static [&'static str],
) -> ScopeGrant {
    ScopeGrant { scope, owner: KEEPER, description, consumers, delegable: false }
}

/// How a client proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// With a key that it has registered.
    RegisteredKey,
    /// With its organisation's business certificate.
    Certificate,
}

/// A client of an organisation.
pub struct DemoClient {
    /// The client id.
    pub id: &'static str,
    /// What the organisation calls it.
    pub name: &'static str,
    /// Whose it is.
    pub organisation: &'static str,
    /// How it proves itself.
    pub proof: Proof,
    /// On whose behalf it asks, when that is another.
    pub on_behalf_of: Option<&'static str>,
    /// Its scopes.
    pub scopes: &'static [&'static str],
    /// The purposes that it may state.
    pub purposes: &'static [&'static str],
}

impl DemoClient {
    /// The organisation that is responsible for what it reads.
    #[must_use]
    pub fn consumer(&self) -> &'static str {
        self.on_behalf_of.unwrap_or(self.organisation)
    }
}

/// Every client.
pub const CLIENTS: &[DemoClient] = &[
    DemoClient {
        id: "testby-oppvekst",
        name: "Oppvekstsystemet",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &[
            "folkeregister:barnehage",
            "folkeregister:skole",
            "skatt:inntekt.foreldrebetaling",
            "skatt:inntekt.foreldrebetaling-2024",
        ],
        purposes: &[
            "barnehageopptak",
            "soskenmoderasjon",
            "skolestart",
            "foreldrebetaling",
            "foreldrebetaling-2024",
        ],
    },
    DemoClient {
        id: "testby-byggesak",
        name: "Byggesakssystemet",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["folkeregister:byggesak", "matrikkel:byggesak"],
        purposes: &["nabovarsel", "nabovarsel-eier"],
    },
    DemoClient {
        id: "testby-stigen",
        name: "Demonstrasjon av stigen",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["folkeregister:stigen", "skatt:inntekt.stigen"],
        purposes: &["stigen-person", "stigen-inntekt"],
    },
    DemoClient {
        id: "frivilligfondet",
        name: "Medlemskontroll",
        organisation: FUND,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["folkeregister:medlemskontroll"],
        purposes: &["medlemskontroll"],
    },
    DemoClient {
        id: "provevik-oppvekst",
        name: "Barnehagesystemet",
        organisation: "312800004",
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["folkeregister:barnehage", "folkeregister:skole"],
        purposes: &["barnehageopptak", "skolestart"],
    },
    DemoClient {
        id: "provevik-skole",
        name: "Skolesystemet",
        organisation: "312800004",
        proof: Proof::Certificate,
        on_behalf_of: None,
        scopes: &["folkeregister:skole"],
        purposes: &["skolestart"],
    },
    DemoClient {
        id: "stonadsetaten",
        name: "Ytelsessystemet",
        organisation: "313010104",
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["skatt:inntekt.ytelser", "folkeregister:hendelser.dod"],
        purposes: &["foreldrepenger", "stans-ved-dod"],
    },
    DemoClient {
        id: "bostottekontoret",
        name: "Bostøtte",
        organisation: "313030318",
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["skatt:inntekt.ytelser"],
        purposes: &["bostotte"],
    },
    DemoClient {
        id: "testfoss-tingrett",
        name: "Saksbehandling",
        organisation: "313020207",
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["folkeregister:dodsbo"],
        purposes: &["dodsbo"],
    },
    DemoClient {
        id: "oppvekstdrift",
        name: "Foreldrebetaling som tjeneste",
        organisation: SUPPLIER,
        proof: Proof::RegisteredKey,
        on_behalf_of: Some(TESTBY),
        scopes: &["skatt:inntekt.foreldrebetaling"],
        purposes: &["foreldrebetaling"],
    },
    DemoClient {
        id: "testby-forvaltning",
        name: "Klientforvaltning",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &[
            "idporten:dcr.read",
            "idporten:dcr.modify",
            "idporten:dcr.write",
            "idporten:dcr/onbehalfof:write",
        ],
        purposes: &[],
    },
    DemoClient {
        id: "oppvekstdrift-forvaltning",
        name: "Leverandørens klientforvaltning",
        organisation: SUPPLIER,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["idporten:dcr.read", "idporten:dcr.write", "idporten:dcr.supplier"],
        purposes: &[],
    },
    DemoClient {
        id: "personregisteret-forvaltning",
        name: "Tilgangsforvaltning",
        organisation: FOLKEREGISTERET,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["idporten:scopes.write"],
        purposes: &[],
    },
    DemoClient {
        id: "registerforer",
        name: "Registerføring",
        organisation: KEEPER,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:registry.write", "sluse:policies.read", "sluse:policies.write"],
        purposes: &[],
    },
    DemoClient {
        id: "delingsdrift-kontroll",
        name: "Loggkontroll",
        organisation: KEEPER,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:ledger.audit"],
        purposes: &[],
    },
    DemoClient {
        id: "provetilsynet",
        name: "Tilsynets kopi av loggen",
        organisation: SUPERVISOR,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:ledger.audit"],
        purposes: &[],
    },
    DemoClient {
        id: "testby-logg",
        name: "Internkontroll",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:ledger.read"],
        purposes: &[],
    },
    DemoClient {
        id: "testby-innbyggerservice",
        name: "Svar til innbyggere",
        organisation: TESTBY,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:inquiries"],
        purposes: &[],
    },
    DemoClient {
        id: "personregisteret-logg",
        name: "Registerets logg",
        organisation: FOLKEREGISTERET,
        proof: Proof::RegisteredKey,
        on_behalf_of: None,
        scopes: &["sluse:ledger.read"],
        purposes: &[],
    },
];
