//! What the detectors find in years of synthetic traffic, how many false alarms they give, and how long an
//! observation takes.
//!
//! `cargo bench --bench anomaly`. `SLUSE_BENCH_YEARS` (20) years without anything planted tell the rate of false
//! alarms; as many others with plants tell what is found, and after how many of its readings.
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
    found(years, &mut out)
}

/// Something planted, and in each year that it was found after how many of its readings, by what.
struct Planted {
    what: &'static str,
    readings: usize,
    after: Vec<(usize, Detector)>,
}

/// What is found of what was planted in as many other years: in how many of them, and after how many of its
/// readings in the middle one.
fn found(years: u64, out: &mut impl Write) -> io::Result<()> {
    let mut plants: Vec<Planted> = Vec::new();
    for seed in years + 1..=years * 2 {
        let traffic = year(seed, true);
        let (raised, _) = run(&traffic);
        for (place, plant) in traffic.plants.iter().enumerate() {
            if plants.len() == place {
                let (what, readings) = (plant.what, plant.entries.len());
                plants.push(Planted { what, readings, after: Vec::new() });
            }
            let after = raised.iter().filter(|one| plant.found_by.contains(&one.detector));
            let mut after = after.filter_map(|one| {
                let last = one.entries.last()?;
                let place = plant.entries.iter().position(|entry| entry == last)?;
                Some((place + 1, one.detector))
            });
            plants[place].after.extend(after.next());
        }
    }
    for Planted { what, readings, mut after } in plants {
        after.sort_unstable();
        let times = after.len();
        let middle = after.get(times / 2).map(|(after, by)| (*after, by.as_str()));
        let (after, by) = middle.unwrap_or((0, "nothing"));
        writeln!(
            out,
            "found in {times} of {years} years, by {by} after {after} of {readings}: {what}"
        )?;
    }
    Ok(())
}
