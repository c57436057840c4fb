//! Policies: what is refused when they are read, and when they are asked.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

use sluse::policy::{PolicySet, PolicySource, Purpose};
use std::path::Path;
use std::sync::Arc;

mod asking;
mod cases;
mod difference;
mod drawn;
mod invariants;
mod reading;
mod routes;
pub mod shipped;

/// A small service file that is right.
const SERVICE: &str = r#"service  = "register.person"
title    = { nb = "Register", nn = "Register", en = "Register" }
provider = "311672118"
upstream = "register"

[[route]]
method = "GET"
path   = "/register/v1/{subject}"
query  = { part = ["navn", "adresse"], aar = "year" }

[facts.address-protected]
name         = { nb = "beskyttet", nn = "verna", en = "protected" }
paths        = ["adresse.gradering"]
holds-unless = ["ugradert"]
absent       = true

[fields]
"navn[].fornavn"    = { nb = "Fornavn", nn = "Førenamn", en = "First name" }
"navn[].etternavn"  = { nb = "Etternavn", nn = "Etternamn", en = "Family name" }
"foedselsdato"      = { nb = "Fødselsdato", nn = "Fødselsdato", en = "Date of birth" }
"adresse.vei"       = { nb = "Vei", nn = "Veg", en = "Street" }
"adresse.gradering" = { nb = "Gradering", nn = "Gradering", en = "Protection" }
"#;

/// A small purpose file that is right.
const PURPOSE: &str = r#"purpose   = "opptak"
title     = { nb = "Opptak", nn = "Opptak", en = "Admission" }
basis     = { gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2005/06/17/64", section = "§ 16" }
service   = "register.person"
scope     = "register:opptak"
consumers = ["312143046"]
valid     = { from = 2026-01-01, until = 2026-12-31 }
requires  = ["case-reference"]

[[permit]]
path = "navn[].fornavn"
need = "Barnet må kunne kjennes igjen"

[[permit]]
path = "foedselsdato"
as   = "age-in-years"
need = "Retten avhenger av alder"

[[permit]]
path = "adresse.vei"
need = "Svaret sendes hjem"

[[forbid]]
path = "adresse"
when = "address-protected"
"#;

/// Files with made-up names.
fn files(texts: &[(&str, &str)]) -> Vec<PolicySource> {
    let file = |(name, text): &(&str, &str)| PolicySource {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
    };
    texts.iter().map(file).collect()
}

/// The files that are shipped.
fn shipped_files() -> Vec<PolicySource> {
    sluse::activation::folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"))
        .unwrap()
}

/// A set that must be right.
fn set(files: &[PolicySource]) -> PolicySet {
    PolicySet::parse(files).unwrap_or_else(|errors| panic!("{}", sluse::policy::render(&errors)))
}

/// A purpose that must be there.
fn purpose<'s>(set: &'s PolicySet, id: &str) -> &'s Arc<Purpose> {
    set.purpose(&id.parse().unwrap()).unwrap()
}
