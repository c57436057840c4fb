//! The income register's document about one person and year.

use crate::demo::persons::{Income, Person, Wage};
use serde::Serialize;

/// The document, in its order.
#[derive(Serialize)]
pub(in crate::demo) struct Assessment<'a> {
    norskident: &'a str,
    inntektsaar: String,
    #[serde(rename = "alminneligInntekt")]
    general: i64,
    #[serde(rename = "skattepliktigInntekt")]
    taxable: &'a [Wage],
    #[serde(rename = "formue")]
    wealth: Wealth,
    #[serde(rename = "skjermet")]
    shielded: bool,
    #[serde(rename = "skattekommune")]
    municipality: &'a str,
}

#[derive(Serialize)]
struct Wealth {
    #[serde(rename = "nettoformue")]
    net: i64,
}

impl<'a> Assessment<'a> {
    pub(in crate::demo) fn of(person: &'a Person, income: &'a Income) -> Self {
        Self {
            norskident: person.number().expose(),
            inntektsaar: income.year.to_string(),
            general: income.general,
            taxable: &income.taxable,
            wealth: Wealth { net: income.net_wealth },
            shielded: income.shielded,
            municipality: income.municipality,
        }
    }
}
