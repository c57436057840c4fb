//! The plan of the year before the first start.

use super::{playing, thousand};
use sluse::demo::policies::POLICIES;
use sluse::demo::year::{DELAY_DAYS, LIVES, expected, registry};
use sluse::policy::{PolicySet, PolicySource};
use sluse::vocab::time::Day;
use sluse::vocab::translated::Language;

#[test]
fn ten_citizens_have_some_twenty_to_a_hundred_and_twenty_readings_whatever_the_day() {
    let population = thousand();
    assert_eq!(LIVES.len(), 10);
    for life in LIVES {
        let on = |days| {
            let today = Day::parse("2026-11-21").unwrap().plus_days(days);
            expected(&population, today, life.role)
        };
        let (readings, refusals) = on(0);
        assert!((20..=120).contains(&readings), "{}: {readings}", life.role.name());
        assert!(refusals < 5, "{}: {refusals}", life.role.name());
        // Weekends and new years move what happens, and take nothing away.
        for days in 1..60 {
            assert_eq!(on(days), (readings, refusals), "{}, {days} days on", life.role.name());
        }
    }
}

#[test]
fn each_of_them_is_alive_and_has_something_to_tell_in_both_languages() {
    let population = thousand();
    for life in LIVES {
        assert!(playing(&population, life.role).is_alive());
        let [norwegian, english] = [Language::Bokmaal, Language::English].map(|it| life.tell(it));
        assert!(!norwegian.is_empty() && !english.is_empty() && norwegian != english);
    }
}

#[test]
fn the_plan_knows_the_delay_that_the_policy_has_and_registers_scopes_that_purposes_name() {
    let files = POLICIES
        .iter()
        .map(|(name, text)| PolicySource { name: (*name).to_owned(), text: (*text).to_owned() });
    let set = PolicySet::parse(&files.collect::<Vec<_>>()).unwrap();
    let control = set.purpose_named("stonadskontroll").unwrap();
    assert_eq!(control.delay.as_ref().unwrap().days, DELAY_DAYS);
    let registry = registry();
    let named =
        registry.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    for scope in named.filter(|name| name.contains(':')) {
        assert!(set.purposes().iter().any(|it| it.scope.as_str() == scope), "{scope}");
    }
}
