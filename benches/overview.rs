//! The auditors' overview: how fast figures grow, what their file takes, how soon a start has them, and how
//! long an overview takes.
//!
//! `cargo bench --bench overview`. The ledger has `SLUSE_BENCH_ENTRIES` (10,000,000) readings, spread over a
//! year, by 300 consumers for 47 purposes, of some 10,000 synthetic persons. It is kept in `target/tmp`,
//! so that the next run need not build it. What is read may be in the page cache.

#[path = "common/ledgers.rs"]
mod ledgers;

use ledgers::{Failure, options, persons, reading};
use sluse::app::policies;
use sluse::audit::PoliciesThen;
use sluse::audit::figures::{Figures, Grower};
use sluse::audit::overview::{LedgerState, Period, Wanted, overview};
use sluse::audit::role::Role;
use sluse::ledger::entry::{Draft, Event};
use sluse::ledger::{Ledger, Options};
use sluse::policy::{NoGroups, PolicySet};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::{Clock, Timestamp};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AT_ONCE: u64 = 4096;
const PERSONS: usize = 10_000;
const CONSUMERS: u64 = 300;
const DAYS: u64 = 365;
const BEGINS_MS: u64 = 1_795_000_000_000;

/// Shows what it is set to.
struct Set(AtomicU64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// The shipped policies, at all times.
struct Shipped(Arc<PolicySet>);

impl PoliciesThen for Shipped {
    fn in_force_at(&self, _: EntryIndex) -> Option<Arc<PolicySet>> {
        Some(self.0.clone())
    }
}

fn main() -> Result<(), Failure> {
    let entries: u64 =
        std::env::var("SLUSE_BENCH_ENTRIES").map_or(Ok(10_000_000), |text| text.parse())?;
    let set = Arc::new(policies::check(Path::new("policies"))?);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("overview-{entries}"));
    let whole = folder.join("whole");
    let mut out = std::io::stdout().lock();
    let clock = Arc::new(Set(AtomicU64::new(BEGINS_MS)));
    if whole.exists() {
        clock.0.store(BEGINS_MS + DAYS * 86_400_000, Ordering::Relaxed);
    } else {
        let _ = std::fs::remove_dir_all(&folder);
    }
    let ledger = Ledger::open(Options { clock: clock.clone(), ..options(&folder)? })?;
    if !whole.exists() {
        let begun = Instant::now();
        build(&ledger, &clock, &set, entries)?;
        std::fs::write(&whole, "")?;
        writeln!(out, "built in {:.0} s", begun.elapsed().as_secs_f64())?;
    }
    measure(&ledger, &set, &folder.join("figures"), &mut out)
}

fn build(ledger: &Ledger, clock: &Set, set: &PolicySet, entries: u64) -> Result<(), Failure> {
    let persons: Vec<_> = persons().take(PERSONS).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut next = 0;
    while next < entries {
        let below = entries.min(next + AT_ONCE);
        clock.0.store(BEGINS_MS + next * DAYS * 86_400_000 / entries, Ordering::Relaxed);
        let drafts = (next..below).map(|number| {
            let place = usize::try_from(number)? % persons.len();
            varied(set, persons.get(place).cloned().ok_or("no person")?, number)
        });
        let drafts = drafts.collect::<Result<Vec<_>, Failure>>()?;
        runtime.block_on(ledger.append_all(drafts))?;
        next = below;
    }
    clock.0.store(BEGINS_MS + DAYS * 86_400_000, Ordering::Relaxed);
    Ok(ledger.publish()?)
}

/// A reading of a consumer's and purpose's own, with some of the fields that the purpose permits.
fn varied(
    set: &PolicySet,
    subject: sluse::vocab::subject::PersonNumber,
    number: u64,
) -> Result<Draft, Failure> {
    let mut draft = reading(subject, number)?;
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let place = usize::try_from(mixed / CONSUMERS)? % set.purposes().len();
    let purpose = set.purposes().get(place).ok_or("no purpose")?;
    if let Event::Reading(reading) = &mut draft.event {
        let consumer = 312_000_000 + mixed % CONSUMERS;
        reading.asker.consumer = Organisation::parse(&consumer.to_string())?;
        reading.purpose = purpose.id.clone();
        reading.service = purpose.service.clone();
        let some = purpose.permits.iter().filter(|permit| permit.path.as_str().len() % 7 > 0);
        reading.fields = some.map(|permit| permit.path.clone()).collect::<Vec<FieldPath>>();
    }
    Ok(draft)
}

fn measure(
    ledger: &Ledger,
    set: &Arc<PolicySet>,
    file: &Path,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let _ = std::fs::remove_file(file);
    let figures = Arc::new(Figures::open(ledger, file.to_owned()));
    let policies = Arc::new(Shipped(set.clone()));
    let mut grower = Grower::new(figures.clone(), ledger.clone(), policies);
    let begun = Instant::now();
    while grower.step()? {}
    let grown = begun.elapsed();
    let counted = figures.counts().counted();
    let a_second = counted as f64 / grown.as_secs_f64();
    writeln!(out, "{counted} entries counted in {:.1} s, {a_second:.0}/s", grown.as_secs_f64())?;
    let (days, fields, held) = figures.counts().rows();
    writeln!(out, "rows: {days} of days, {fields} of fields, {held} of what is held")?;
    let begun = Instant::now();
    grower.keep()?;
    let bytes = std::fs::metadata(file)?.len();
    writeln!(out, "written in {} ms: {bytes} bytes", begun.elapsed().as_millis())?;
    let begun = Instant::now();
    let again = Figures::open(ledger, file.to_owned());
    writeln!(out, "read at a start in {} ms", begun.elapsed().as_millis())?;
    if *again.counts() != *figures.counts() {
        return Err("the figures that were read are others".into());
    }
    let own = Organisation::parse("312000007")?;
    let provider = Organisation::parse("311672118")?;
    let roles = [
        ("authority", Role::Authority),
        ("consumer", Role::ConsumerOfficer(own)),
        ("provider", Role::ProviderOfficer(provider)),
    ];
    let today = Timestamp::from_millis(BEGINS_MS + DAYS * 86_400_000).day_in_norway();
    for (name, role) in &roles {
        for days in [30, 365] {
            let period = Period::new(today.minus_days(days - 1), today)?;
            let mut times: Vec<Duration> = Vec::new();
            let mut readings = 0;
            for _ in 0..15 {
                let begun = Instant::now();
                let counts = figures.counts();
                let state = LedgerState::of(ledger, &counts);
                let wanted = Wanted { part: role.part(), period, today };
                let made = overview(&counts, wanted, set, &NoGroups, state);
                readings = serde_json::to_vec(&made)?.len();
                times.push(begun.elapsed());
            }
            times.sort();
            let middle = times.get(times.len() / 2).copied().unwrap_or_default();
            let most = times.last().copied().unwrap_or_default();
            let (middle, most) = (middle.as_millis(), most.as_millis());
            writeln!(
                out,
                "{name}, {days} days, as JSON of {readings} bytes: {middle} ms, at most {most} ms"
            )?;
        }
    }
    Ok(())
}
