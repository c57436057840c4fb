//! What people earn: invented, the same for each person and year.

use super::random::Random;
use super::{Grading, NumberKind, Person, Population, Role};
use crate::vocab::party::Organisation;
use serde::Serialize;

/// The first income year there is anything about.
pub const FIRST_INCOME_YEAR: i16 = 2020;

/// One taxable income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wage {
    /// The organisation that paid.
    #[serde(rename = "arbeidsgiver")]
    pub employer: Organisation,
    /// `fastloenn`, `timeloenn` or `alderspensjon`.
    #[serde(rename = "beskrivelse")]
    pub description: &'static str,
    /// Whole kroner.
    #[serde(rename = "beloep")]
    pub amount: i64,
}

/// One person's assessment for one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Income {
    /// The income year.
    pub year: i16,
    /// Income after deductions, in whole kroner (`alminneligInntekt`).
    pub general: i64,
    /// Where it came from (`skattepliktigInntekt`).
    pub taxable: Vec<Wage>,
    /// Wealth less debt, in whole kroner; may be negative (`nettoformue`).
    pub net_wealth: i64,
    /// Whether the assessment is shielded, as it is for those whose address is protected.
    pub shielded: bool,
    /// The municipality that is taxed to.
    pub municipality: &'static str,
}

/// Organisations that pay wages; synthetic numbers.
const EMPLOYERS: [&str; 3] = ["314049489", "312445190", "312143046"];

/// The organisation that pays pensions; a synthetic number.
const PENSIONS: &str = "311672118";

/// Of each krone earned, the øre that are left as general income after deductions.
const GENERAL_PERCENT: i64 = 60;

/// Assesses one person for one year; see [`Population::income`].
pub(super) fn assess(population: &Population, person: &Person, year: i16) -> Option<Income> {
    let lived_in = person.birth_year()..=person.died.map_or(i16::MAX, |day| day.year());
    let assessed = FIRST_INCOME_YEAR..population.year;
    if !lived_in.contains(&year) || !assessed.contains(&year) {
        return None;
    }
    let (taxable, net_wealth) = means(population, person, year);
    let earned: i64 = taxable.iter().map(|wage| wage.amount).sum();
    Some(Income {
        year,
        general: earned * GENERAL_PERCENT / 100,
        taxable,
        net_wealth,
        shielded: person.grading() != Grading::Open,
        municipality: person.homes.current().place.municipality,
    })
}

/// Incomes and net wealth.
fn means(population: &Population, person: &Person, year: i16) -> (Vec<Wage>, i64) {
    // The mother's figures are those of the examples; they hold for each year.
    if person.role() == Some(Role::Mother) {
        return (wage(EMPLOYERS[0], "fastloenn", 520_000), 150_000);
    }
    let age = person.age_at_start_of(year + 1);
    let label = u64::try_from(person.position()).unwrap_or(0).wrapping_add(1 << 40);
    let random = &mut Random::stream(population.seed, label);
    let (base, wealth) = (random.between(300, 950) * 1_000, random.between(-900, 2_400) * 1_000);
    let employer = random.pick(&EMPLOYERS);
    // Pay rises by three percent of this year's pay for each year.
    let raised = base - base * 3 / 100 * i64::from((population.year - year).max(0));
    match age {
        ..16 => (Vec::new(), 0),
        16..19 => (wage(employer, "timeloenn", raised / 10), random.between(0, 60) * 1_000),
        19..67 if random.once_in(12) => (Vec::new(), wealth / 10),
        19..67 if person.number_kind() == NumberKind::D => (wage(employer, "timeloenn", raised), 0),
        19..67 => (wage(employer, "fastloenn", raised), wealth),
        67.. => (wage(PENSIONS, "alderspensjon", raised / 2), wealth.abs()),
    }
}

fn wage(employer: &str, description: &'static str, amount: i64) -> Vec<Wage> {
    let employer = Organisation::parse(employer).ok();
    employer.map(|employer| Wage { employer, description, amount }).into_iter().collect()
}
