//! The words that people and streets are named with, and places that exist. Names are an adjective
//! and a noun in capitals, the way synthetic people in Norwegian test data are recognised.

/// A postal place with the municipality it lies in (numbers of 2024).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Four digits.
    pub municipality: &'static str,
    /// Four digits.
    pub postcode: &'static str,
    /// In capitals, as the post writes it.
    pub name: &'static str,
}

const fn place(municipality: &'static str, postcode: &'static str, name: &'static str) -> Place {
    Place { municipality, postcode, name }
}

/// Where people live; the large towns more than once.
pub(super) const PLACES: [Place; 30] = [
    place("0301", "0554", "OSLO"),
    place("0301", "0661", "OSLO"),
    place("0301", "0283", "OSLO"),
    place("4601", "5003", "BERGEN"),
    place("4601", "5089", "BERGEN"),
    place("5001", "7010", "TRONDHEIM"),
    place("5001", "7045", "TRONDHEIM"),
    place("1103", "4006", "STAVANGER"),
    place("1108", "4306", "SANDNES"),
    place("5501", "9008", "TROMSØ"),
    place("4204", "4612", "KRISTIANSAND S"),
    place("3301", "3015", "DRAMMEN"),
    place("3201", "1337", "SANDVIKA"),
    place("1804", "8006", "BODØ"),
    place("3403", "2315", "HAMAR"),
    place("3405", "2609", "LILLEHAMMER"),
    place("1508", "6002", "ÅLESUND"),
    place("4640", "6856", "SOGNDAL"),
    place("5601", "9510", "ALTA"),
    place("1106", "5527", "HAUGESUND"),
    place("3905", "3111", "TØNSBERG"),
    place("4003", "3715", "SKIEN"),
    place("1833", "8622", "MO I RANA"),
    place("5006", "7713", "STEINKJER"),
    place("3107", "1606", "FREDRIKSTAD"),
    place("3103", "1530", "MOSS"),
    place("3420", "2407", "ELVERUM"),
    place("1506", "6413", "MOLDE"),
    place("1505", "6509", "KRISTIANSUND N"),
    place("4647", "6800", "FØRDE"),
];

/// Streets that no town has.
pub(super) const STREETS: [&str; 24] = [
    "Prøvesvingen",
    "Syntetveien",
    "Lånekortgata",
    "Sluseporten",
    "Vaffelveien",
    "Blyantstien",
    "Kompassløkka",
    "Papirflyveien",
    "Ekkoloddsvingen",
    "Dragesnorveien",
    "Teltpluggstien",
    "Kakeboksbakken",
    "Skistavveien",
    "Nøkkelringveien",
    "Notehefteveien",
    "Fyrstikkleiken",
    "Kulepenngata",
    "Tekannebakken",
    "Trommestikkveien",
    "Paraplysvingen",
    "Pepperkakeplassen",
    "Hengekøyestien",
    "Lesebrilleveien",
    "Brødristerbakken",
];

/// First names.
#[rustfmt::skip]
pub(super) const ADJECTIVES: [&str; 62] = [
    "ALLSIDIG", "BLID", "BRED", "DJERV", "DRØMMENDE", "EKTE", "ELEGANT", "ENKEL", "EVENTYRLIG",
    "FERSK", "FILOSOFISK", "FLITTIG", "FORNØYD", "FRISK", "GRUNDIG", "HELDIG", "HJERTELIG",
    "HØFLIG", "IHERDIG", "JEVN", "KLAR", "KLOK", "KNALLRØD", "KREATIV", "KVALIFISERT", "KVIKK",
    "LEVENDE", "LUFTIG", "LUN", "LYSTIG", "MILD", "MODIG", "MUNTER", "MYK", "NYSGJERRIG",
    "NØYSOM", "OMTENKSOM", "OPPLAGT", "ORDENTLIG", "PRAKTISK", "PUNKTLIG", "RASK", "ROLIG",
    "RUND", "RYDDIG", "SELVSTENDIG", "SINDIG", "SMIDIG", "SOLID", "SPREK", "STILLE", "STØDIG",
    "SØVNIG", "TAPPER", "TREFFSIKKER", "TÅLMODIG", "UTHVILT", "VARM", "VENNLIG", "VITTIG",
    "ÆRLIG", "ÅPEN",
];

/// Family names.
#[rustfmt::skip]
pub(super) const NOUNS: [&str; 62] = [
    "AKVARELL", "ANANAS", "BADEBALL", "BLOMSTERKASSE", "BLYANTSPISSER", "BOKHYLLE", "BRETTSPILL",
    "BRØDRISTER", "DRAGESNOR", "EKKOLODD", "EPLEKAKE", "FISKEKROK", "FJELLSKO", "FLOSSHATT",
    "FYRSTIKKESKE", "GITARSTRENG", "GRESSKAR", "GULROT", "HAGESLANGE", "HENGEKØYE",
    "HVETEBOLLE", "ISKREM", "JORDBÆR", "KAFFEKOPP", "KAKEBOKS", "KOMPASSROSE", "KRITTSTREK",
    "KULEPENN", "LAMPESKJERM", "LESEBRILLE", "LYKTESTOLPE", "MANDARIN", "MELKESPANN",
    "MURSTEIN", "NISTEPAKKE", "NOTEHEFTE", "NØKKELRING", "ORGELPIPE", "PANNEKAKE", "PAPIRFLY",
    "PARAPLY", "PEPPERKAKE", "REGNBUE", "REGNJAKKE", "RINGEKLOKKE", "SAKSOFON", "SEILDUK",
    "SKISTAV", "SNEGLEHUS", "SOLSIKKE", "SPILLEDÅSE", "STEKEOVN", "SYKKELPUMPE", "TEKANNE",
    "TELTPLUGG", "TOMBOLA", "TROMMESTIKKE", "VAFFELJERN", "VANNKANNE", "VINDMØLLE", "ØREKLAFF",
    "ÅREPAR",
];

/// Where people who moved to Norway came from, and where people move (ISO 3166 alpha-3).
pub(super) const COUNTRIES: [&str; 9] =
    ["POL", "SWE", "LTU", "DEU", "SYR", "UKR", "ERI", "PHL", "SOM"];
