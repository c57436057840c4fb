//! The detectors over a year in which something is planted.

use super::traffic::{mark, year};
use sluse::anomaly::{
    CaseFact, Detector, Detectors, Near, Observation, Raised, Thresholds, binomial_at_least,
    poisson_at_least,
};
use sluse::ledger::entry::Alarm;
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::Timestamp;
use std::collections::HashSet;

/// BENCHMARKS.md has 0.071, measured over twenty years, for the thirteen consumers' purposes of the traffic together;
/// in one year that is one alarm, give or take two.
const FALSE_ALARMS_A_MONTH: f64 = 0.25;

#[test]
fn whatever_is_planted_in_a_year_is_found_and_little_else_is() {
    let traffic = year(21, true);
    assert_eq!(traffic.groups, 13);
    let mut detectors = Detectors::new(Thresholds::default());
    let raised: Vec<Raised> =
        traffic.observations.iter().flat_map(|seen| detectors.take(seen)).collect();
    for plant in &traffic.plants {
        let of = |one: &Raised| {
            plant.found_by.contains(&one.detector)
                && plant.entries.contains(one.entries.last().unwrap())
        };
        assert!(raised.iter().any(of), "not found: {}", plant.what);
    }
    let planted: HashSet<EntryIndex> =
        traffic.plants.iter().flat_map(|plant| plant.entries.iter().copied()).collect();
    let is_false = |one: &&Raised| !one.entries.iter().any(|entry| planted.contains(entry));
    let wrong: Vec<_> = raised.iter().filter(is_false).collect();
    assert!(wrong.len() as f64 <= FALSE_ALARMS_A_MONTH * 12.0, "{wrong:#?}");
}

fn observation(entry: u64, second: u64) -> Observation {
    Observation {
        entry: EntryIndex(entry),
        at: Timestamp::from_seconds(1_800_000_000 + second),
        consumer: Organisation::parse("312143046").unwrap(),
        purpose: PurposeId::parse("barnehageopptak").unwrap(),
        end_user: Some(mark(1, 1)),
        person: mark(2, entry),
        case: None,
        case_fact: CaseFact::Unknown,
        follows: false,
        near: Near::Unknown,
    }
}

#[test]
fn nothing_is_raised_before_it_is_known_what_is_normal() {
    let mut detectors = Detectors::new(Thresholds::default());
    for entry in 0..5000 {
        assert_eq!(detectors.take(&observation(entry, entry)), Vec::new());
    }
}

#[test]
fn an_alarm_says_how_many_what_is_normal_how_unlikely_and_which_entries() {
    let mut detectors = Detectors::new(Thresholds::default());
    let mut raised = Vec::new();
    for entry in 0..6 {
        let seen = Observation { follows: entry > 0, ..observation(entry, entry) };
        raised.extend(detectors.take(&seen));
    }
    let [one] = raised.as_slice() else { panic!("{raised:?}") };
    assert_eq!((one.detector, one.seen), (Detector::Sequence, 4));
    assert_eq!(one.entries, (0..4).map(EntryIndex).collect::<Vec<_>>());
    assert!(one.by_chance_a_month > 0.0 && one.by_chance_a_month <= 0.001);
}

#[test]
fn a_relative_is_raised_at_once_and_who_is_not_known_as_a_person_has_none() {
    let mut detectors = Detectors::new(Thresholds::default());
    let own = Observation { near: Near::Relative, ..observation(0, 0) };
    assert_eq!(detectors.take(&own)[0].detector, Detector::Relative);
    let machine = Observation { end_user: None, ..own };
    assert_eq!(detectors.take(&machine), Vec::new());
}

#[test]
fn tails_are_those_of_tables() {
    let near = |one: f64, other: f64| (one / other - 1.0).abs() < 1e-6;
    // Poisson with mean 4: P(X >= 10) = 0.00813224; binomial: 3 or more sixes of 5, and all heads of 20.
    assert!(near(poisson_at_least(10, 4.0), 0.008_132_243), "{}", poisson_at_least(10, 4.0));
    assert!(near(binomial_at_least(3, 5, 1.0 / 6.0), 276.0 / 7776.0));
    assert!(near(binomial_at_least(20, 20, 0.5), 0.5_f64.powi(20)));
    assert!(poisson_at_least(3, 4.0) >= 1.0 && binomial_at_least(0, 5, 0.5) >= 1.0);
}

/// An alarm of this detector as the ledger has it, of a municipality's readings of the population register.
pub(super) fn an_alarm(detector: Detector) -> Alarm {
    let raised = Raised {
        detector,
        consumer: Organisation::parse("312143046").unwrap(),
        purpose: PurposeId::parse("barnehageopptak").unwrap(),
        seen: 17,
        of: Some(40),
        normal: 3.2,
        by_chance_a_month: 0.0005,
        entries: vec![EntryIndex(1), EntryIndex(2)],
    };
    Alarm::new(&raised, ServiceId::parse("folkeregisteret.person").unwrap(), EntryIndex(0))
}

#[test]
fn an_alarm_about_one_person_names_no_two_entries_of_theirs() {
    for detector in Detector::ALL {
        let alone = matches!(detector, Detector::Again | Detector::Unrelated);
        assert_eq!(an_alarm(*detector).entries.len(), if alone { 1 } else { 2 }, "{detector:?}");
        assert_eq!(an_alarm(*detector).last(), Some(EntryIndex(2)));
        assert_eq!(Detector::named(detector.as_str()), Some(*detector));
    }
}

/// A machine that works off a list of so many on these days, among others.
fn lists(days: &[(u64, u64)]) -> Vec<Raised> {
    let mut detectors = Detectors::new(Thresholds::default());
    let mut raised = Vec::new();
    let mut entry = 0;
    for (day, persons) in days {
        for _ in 0..*persons {
            entry += 1;
            let machine = Observation { end_user: None, ..observation(entry, day * 86_400) };
            raised.extend(detectors.take(&machine));
        }
    }
    raised.retain(|one| one.detector == Detector::PersonsOnDay);
    raised
}

#[test]
fn a_list_that_is_worked_off_each_month_is_no_alarm_and_one_of_twice_as_many_is() {
    let monthly: Vec<_> = (0..12).map(|month| (month * 30, 400)).collect();
    assert_eq!(lists(&monthly), Vec::new());
    let last = [monthly.as_slice(), &[(360, 800)]].concat();
    assert_eq!(lists(&last).len(), 1);
}

#[test]
fn nobody_makes_more_normal_by_reading_a_little_more_each_time() {
    let growing =
        (0..12_u32).map(|month| (u64::from(month) * 30, 400 * 5_u64.pow(month) / 4_u64.pow(month)));
    assert!(!lists(&growing.collect::<Vec<_>>()).is_empty());
}
