//! The population: who is in it, and that it is the same each time.

use super::{TODAY, playing, thousand};
use sluse::demo::persons::{FIRST_INCOME_YEAR, Grading, NumberKind, Person, Population, Role};
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Day;
use std::collections::HashSet;

fn digits(person: &Person) -> Vec<u32> {
    person.number().expose().bytes().map(|byte| u32::from(byte - b'0')).collect()
}

/// What the first weighted sum leaves: 0 by the rule until 2031, 0 to 3 by that from 2032.
fn rest(person: &Person) -> u32 {
    let weights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    weights.iter().zip(digits(person)).map(|(weight, digit)| weight * digit).sum::<u32>() % 11
}

fn same(one: &Population, other: &Population) -> bool {
    let numbers = |population: &Population| -> Vec<(String, String)> {
        let text = |person: &Person| (person.number().expose().to_owned(), person.full_name());
        population.persons().iter().map(text).collect()
    };
    numbers(one) == numbers(other)
}

#[test]
fn the_same_seed_makes_the_same_people_on_every_day_of_a_year() {
    let population = |seed, day| Population::generate(seed, 300, Day::parse(day).unwrap());
    let one = population(7, "2026-01-01");
    assert!(same(&one, &population(7, "2026-12-31")));
    assert!(!same(&one, &population(8, "2026-01-01")));
    assert!(!same(&one, &population(7, "2027-01-01")));
}

#[test]
fn the_cast_is_there_in_its_order_and_does_not_depend_on_the_seed() {
    let (one, other) = (thousand(), Population::generate(1, 0, Day::parse(TODAY).unwrap()));
    assert_eq!(other.persons().len(), Role::ALL.len());
    for (position, role) in Role::ALL.into_iter().enumerate() {
        let (here, there) = (playing(&one, role), playing(&other, role));
        assert_eq!(here.position(), position);
        assert_eq!(here.number(), there.number());
        assert_eq!(here.full_name(), there.full_name());
    }
}

#[test]
fn the_first_people_and_the_sums_are_those_of_the_golden() {
    let population = thousand();
    let first: Vec<String> = population
        .persons()
        .iter()
        .take(16)
        .map(|person| format!("{} {}", person.full_name(), person.birth_year()))
        .collect();
    let count = |fits: &dyn Fn(&Person) -> bool| {
        population.persons().iter().filter(|person| fits(person)).count()
    };
    let sums = [
        ("people", count(&|_| true)),
        ("confidential", count(&|person| person.grading() == Grading::Confidential)),
        ("strictly", count(&|person| person.grading() == Grading::StrictlyConfidential)),
        ("d-numbers", count(&|person| person.number_kind() == NumberKind::D)),
        ("rest 0", count(&|person| rest(person) == 0)),
        ("rest 1", count(&|person| rest(person) == 1)),
        ("rest 2", count(&|person| rest(person) == 2)),
        ("rest 3", count(&|person| rest(person) == 3)),
        ("dead", count(&|person| !person.is_alive())),
        ("married", count(&|person| person.spouse().is_some())),
        ("with parents", count(&|person| person.parents().count() > 0)),
    ];
    let sums = sums.map(|(name, sum)| format!("{name}: {sum}"));
    let found = format!("{}\n{}\n", first.join("\n"), sums.join("\n"));
    assert_eq!(found, include_str!("population.golden"));
}

#[test]
fn every_number_is_synthetic_and_unique_and_finds_its_person() {
    let population = thousand();
    let mut seen = HashSet::new();
    for person in population.persons() {
        let digits = digits(person);
        let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]);
        assert!((81..=92).contains(&month), "month + 80");
        assert_eq!(day > 40, person.number_kind() == NumberKind::D, "day + 40 for a D-number");
        assert!(seen.insert(person.number().clone()), "nobody shares a number");
        assert!(PersonNumber::parse(person.number().expose()).is_ok());
        let found = population.by_number(person.number()).expect("found by number");
        assert_eq!(found.position(), person.position());
    }
    let stranger = PersonNumber::parse("17859241204").unwrap();
    assert!(seen.contains(&stranger) || population.by_number(&stranger).is_none());
}

#[test]
fn the_person_with_a_number_of_2032_has_one_that_the_old_rule_refuses() {
    let population = thousand();
    assert_eq!(rest(playing(&population, Role::NewNumber)), 2);
    let old = [Role::Mother, Role::KindergartenChild, Role::DNumber];
    assert!(old.iter().all(|role| rest(playing(&population, *role)) == 0));
}

#[test]
fn relations_hold_from_both_sides() {
    let population = thousand();
    let at = |position| population.at(position).expect("a related person exists");
    for person in population.persons() {
        for parent in person.parents() {
            assert!(at(parent).children().contains(&person.position()));
            let years = person.birth_year() - at(parent).birth_year();
            assert!((15..60).contains(&years), "a parent is {years} years older");
        }
        for child in person.children() {
            assert!(at(*child).parents().any(|parent| parent == person.position()));
        }
        let eldest_first = person.children().windows(2);
        assert!(
            eldest_first
                .into_iter()
                .all(|two| { at(two[0]).birth_year() <= at(two[1]).birth_year() })
        );
        if let Some(spouse) = person.spouse().map(at).filter(|spouse| spouse.is_alive()) {
            // A widow's husband stays married to her in the register; she does not to him.
            let mutual = spouse.spouse() == Some(person.position());
            assert!(mutual || !person.is_alive());
        }
    }
}

#[test]
fn people_are_of_all_ages_up_to_ninety_five() {
    let population = thousand();
    let ages = population.persons().iter().map(|person| 2026 - 1 - person.birth_year());
    let (youngest, eldest) = (ages.clone().min().unwrap(), ages.max().unwrap());
    assert!(youngest <= 1 && (90..=96).contains(&eldest), "{youngest} to {eldest}");
}

#[test]
fn the_mother_of_the_examples_earns_what_the_examples_say() {
    let population = thousand();
    let income = population.income(playing(&population, Role::Mother), 2025).unwrap();
    assert_eq!((income.general, income.net_wealth), (312_000, 150_000));
    assert_eq!(income.taxable[0].amount, 520_000);
    assert_eq!((income.shielded, income.municipality), (false, "0301"));
}

#[test]
fn there_is_income_for_the_years_that_are_assessed_and_no_others() {
    let population = thousand();
    let (single, dead) = (playing(&population, Role::Single), playing(&population, Role::Deceased));
    let child = playing(&population, Role::KindergartenChild);
    assert!(population.income(single, FIRST_INCOME_YEAR).is_some());
    assert!(population.income(single, FIRST_INCOME_YEAR - 1).is_none());
    assert!(population.income(single, 2026).is_none(), "this year is not assessed yet");
    assert!(population.income(dead, 2024).is_some(), "the year of death is");
    assert!(population.income(dead, 2025).is_none());
    assert!(population.income(child, child.birth_year() - 1).is_none());
    assert!(population.income(child, 2025).unwrap().taxable.is_empty());
    let protected = playing(&population, Role::StrictlyProtected);
    assert!(population.income(protected, 2025).unwrap().shielded);
}

#[test]
fn the_debug_text_of_a_person_does_not_show_the_number() {
    let population = thousand();
    let person = playing(&population, Role::Mother);
    assert!(!format!("{person:?}").contains(person.number().expose()));
}
