//! What the detectors find in years of synthetic traffic, how many false alarms they give, and how long an
//! observation takes.
//!
//! `cargo bench --bench anomaly`. `SLUSE_BENCH_YEARS` (20) years without anything planted tell the rate of false
//! alarms; one with plants tells what is found, and after how many of its readings.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up has failed")]
#![expect(clippy::indexing_slicing, reason = "the same")]

#[path = "../tests/it/anomaly/traffic.rs"]
mod traffic;

use sluse::anomaly::{Detector, Detectors, Raised, Thresholds};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::{Duration, Instant};
use traffic::{Traffic, year};

fn run(traffic: &Traffic) -> (Vec<Raised>, Duration) {
    let mut detectors = Detectors::new(Thresholds::default());
    let begun = Instant::now();
    let raised = traffic.observations.iter().flat_map(|seen| detectors.take(seen)).collect();
    (raised, begun.elapsed())
}

fn main() -> io::Result<()> {
    let years: u64 =
        std::env::var("SLUSE_BENCH_YEARS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let mut out = io::stdout();
    let (mut alarms, mut readings, mut took) =
        (BTreeMap::<Detector, u64>::new(), 0, Duration::ZERO);
    let mut groups = 0;
    for seed in 1..=years {
        let traffic = year(seed, false);
        let (raised, time) = run(&traffic);
        for one in raised {
            if std::env::var_os("SLUSE_BENCH_TELL").is_some() {
                writeln!(out, "{one:?}")?;
            }
            *alarms.entry(one.detector).or_default() += 1;
        }
        readings += traffic.observations.len();
        took += time;
        groups = traffic.groups;
    }
    let months = years * 12;
    let all: u64 = alarms.values().sum();
    writeln!(out, "{readings} readings in {months} months of {groups} consumers' purposes")?;
    writeln!(out, "{:.2} µs an observation", took.as_secs_f64() * 1e6 / readings as f64)?;
    writeln!(
        out,
        "{all} false alarms: {:.3} a month for all, {alarms:?}",
        all as f64 / months as f64
    )?;
    let traffic = year(years + 1, true);
    let (raised, _) = run(&traffic);
    for plant in &traffic.plants {
        let of = |one: &&Raised| {
            plant.found_by.contains(&one.detector)
                && one.entries.last().is_some_and(|last| plant.entries.contains(last))
        };
        match raised.iter().find(of) {
            Some(one) => {
                let last = one.entries.last();
                let after =
                    plant.entries.iter().position(|entry| Some(entry) == last).unwrap_or(0) + 1;
                let (word, chance) = (one.detector.as_str(), one.by_chance_a_month);
                writeln!(
                    out,
                    "found by {word} after {after} of {}, by chance {chance:.1e} a month: {}",
                    plant.entries.len(),
                    plant.what
                )?;
            }
            None => writeln!(out, "NOT FOUND: {}", plant.what)?,
        }
    }
    Ok(())
}
