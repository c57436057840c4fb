//! Which of an organisation's programs reads for which purpose, and the registrations of those programs
//! that read during the year and that nobody has a key of here.

use crate::demo::organisations::CLIENTS;
use crate::vocab::party::Organisation;
use std::fmt::Write;

/// A program that read for some purposes.
pub(super) struct Reader {
    /// Its client id.
    pub(super) client: &'static str,
    name: &'static str,
    pub(super) organisation: &'static str,
    scopes: &'static [Opened],
    purposes: &'static [&'static str],
}

/// A scope: its name, whose it is, what it is for.
type Opened = (&'static str, &'static str, &'static str);

const PERSONS: &str = "311672118";
const INCOME: &str = "312445190";
const CONTACT: &str = "313060624";

/// The programs beside those that the demonstration has keys of. They are registered without one, as is
/// whoever signs with a business certificate.
const READERS: &[Reader] = &[
    Reader {
        client: "testby-sosialtjeneste",
        name: "Sosialtjenesten",
        organisation: "312143046",
        scopes: &[
            ("folkeregister:sosialtjeneste", PERSONS, "Sosialtjenester"),
            ("skatt:inntekt.sosialtjeneste", INCOME, "Sosialtjenester"),
            ("folkeregister:integrering", PERSONS, "Introduksjonsprogram"),
            ("folkeregister:barnekoordinator", PERSONS, "Barnekoordinator"),
            ("skatt:inntekt.kjernetid", INCOME, "Gratis kjernetid"),
        ],
        purposes: &[
            "sosialhjelp",
            "sosialhjelp-inntekt",
            "introduksjonsprogram",
            "barnekoordinator",
            "gratis-kjernetid",
        ],
    },
    Reader {
        client: "testby-digital-post",
        name: "Digital post",
        organisation: "312143046",
        scopes: &[
            ("krr:global/kontaktinformasjon.read", CONTACT, "Varsel og reservasjon"),
            ("krr:global/digitalpost.read", CONTACT, "Digital post"),
        ],
        purposes: &["krr-varsling", "krr-reservasjon", "krr-digital-post"],
    },
    Reader {
        client: "stonadsetaten-saker",
        name: "Saksbehandling",
        organisation: "313010104",
        scopes: &[
            ("folkeregister:barnetrygd", PERSONS, "Barnetrygd"),
            ("folkeregister:foreldrepenger", PERSONS, "Foreldrepenger"),
            ("folkeregister:pleiepenger", PERSONS, "Pleiepenger"),
            ("folkeregister:dagpenger", PERSONS, "Dagpenger"),
            ("skatt:pensjonsgivende.dagpenger", INCOME, "Dagpenger"),
            ("folkeregister:etterlatte", PERSONS, "Omstillingsstønad"),
            ("skatt:inntekt.kontroll", INCOME, "Kontroll av utbetalt stønad"),
        ],
        purposes: &[
            "barnetrygd",
            "foreldrepenger-barn",
            "pleiepenger",
            "dagpenger-vilkar",
            "dagpenger",
            "omstillingsstonad",
            "stonadskontroll",
        ],
    },
    Reader {
        client: "lanekontoret",
        name: "Studielån",
        organisation: "313101061",
        scopes: &[
            ("folkeregister:studielan", PERSONS, "Studielån"),
            ("skatt:inntekt.studielan", INCOME, "Studielån"),
        ],
        purposes: &["studielan-bosted", "studielan-inntekt"],
    },
    Reader {
        client: "studieopptaket",
        name: "Opptak",
        organisation: "313090957",
        scopes: &[("folkeregister:opptak", PERSONS, "Opptak til studier")],
        purposes: &["studieopptak"],
    },
    Reader {
        client: "foretakskontoret",
        name: "Registrering",
        organisation: "313111172",
        scopes: &[
            ("folkeregister:foretak", PERSONS, "Registrering av foretak"),
            ("folkeregister:frivillig", PERSONS, "Registrering av foreninger"),
            ("krr:global/kontaktinformasjon.read", CONTACT, "Varsel og reservasjon"),
        ],
        purposes: &["foretaksregistrering", "frivilligregistrering", "foretak-varsling"],
    },
    Reader {
        client: "testbanken",
        name: "Kundekontroll",
        organisation: "313121283",
        scopes: &[
            ("folkeregister:bank", PERSONS, "Kundekontroll"),
            ("folkeregister:bank.dodsbo", PERSONS, "Dødsbo i bank"),
        ],
        purposes: &["kundekontroll", "dodsbo-kontakt"],
    },
    Reader {
        client: "helsekontoret",
        name: "Fastlegeordningen",
        organisation: "313141403",
        scopes: &[("folkeregister:fastlege", PERSONS, "Fastlege")],
        purposes: &["fastlege"],
    },
];

/// The client and the consumer that read for a purpose; with several, the first.
pub(super) fn reader_for(purpose: &str) -> Option<(&'static str, &'static str)> {
    let known = CLIENTS.iter().filter(|client| client.purposes.contains(&purpose));
    let known = known.map(|client| (client.id, client.consumer()));
    let others = READERS.iter().filter(|reader| reader.purposes.contains(&purpose));
    known.chain(others.map(|reader| (reader.client, reader.organisation))).next()
}

/// Lines of the registry's file: the scopes and clients that only the year needs.
#[must_use]
pub fn registry() -> String {
    let mut text = String::new();
    let mut scopes: Vec<(Opened, Vec<&str>)> = Vec::new();
    for reader in READERS {
        for scope in reader.scopes {
            match scopes.iter_mut().find(|(known, _)| known.0 == scope.0) {
                Some((_, consumers)) => consumers.push(reader.organisation),
                None => scopes.push((*scope, vec![reader.organisation])),
            }
        }
    }
    for ((name, owner, description), consumers) in scopes {
        let _ = write!(
            text,
            "\n[[scope]]\nname = \"{name}\"\nowner = \"{owner}\"\ndescription = \"{description}\"\nconsumers = {consumers:?}\n",
        );
    }
    for Reader { client, name, organisation, scopes, .. } in READERS {
        let scopes: Vec<&str> = scopes.iter().map(|(name, _, _)| *name).collect();
        let _ = write!(
            text,
            "\n[[client]]\nclient_id = \"{client}\"\norganisation = \"{organisation}\"\nname = \"{name}\"\nscopes = {scopes:?}\n",
        );
    }
    text
}

/// A number of this file, which is right.
pub(super) fn organisation(number: &str) -> Option<Organisation> {
    Organisation::parse(number).ok()
}
