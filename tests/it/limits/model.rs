//! The meter against a model that keeps every reading and counts by looking through all of them.

use super::PERSONS;
use proptest::prelude::*;
use sluse::gateway::limits::{self, Meter, Reserved};
use sluse::gateway::refused::Refused;
use sluse::ledger::{Ledger, Options};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::policy::{Counted, PolicySet, PolicySource, Purpose};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock, Timestamp};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_767_222_000)
    }
}

fn open(dir: &Path) -> Ledger {
    let name = KeyName::parse("model.test/ledger").unwrap();
    Ledger::open(Options {
        dir: dir.join("ledger"),
        vault_dir: dir.join("vault"),
        index_dir: dir.join("index"),
        origin: "model.test/ledger".to_owned(),
        signer: NoteSigner::new(name, Key32::new([7; 32])).unwrap(),
        clock: Arc::new(Still),
        leeway: sluse::ledger::clock::Leeway::default(),
        publish_interval: Duration::from_millis(50),
        queue: 64,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
    .unwrap()
}

/// The most of each.
const HOUR: u64 = 3;
const DAY: u64 = 4;
const CASE: u64 = 2;

fn purpose() -> Arc<Purpose> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"));
    let mut files = sluse::activation::folder::read(folder).unwrap();
    let is_it = |file: &&mut PolicySource| {
        let mut lines = file.text.lines();
        lines.any(|line| line.starts_with("purpose ") && line.contains("\"barnehageopptak\""))
    };
    let file = files.iter_mut().find(is_it).unwrap();
    let limits = format!(
        "[limits]\nsubjects-per-hour = {HOUR}\nsubjects-per-day = {DAY}\nsubjects-per-case = {CASE}\n\n"
    );
    let (before, rest) = file.text.split_once("[[permit]]").unwrap();
    let before = before.split("[limits]").next().unwrap();
    file.text = format!("{before}{limits}[[permit]]{rest}");
    let set = PolicySet::parse(&files).unwrap();
    set.purposes().iter().find(|one| one.id.as_str() == "barnehageopptak").unwrap().clone()
}

#[derive(Debug, Clone)]
enum Step {
    /// Time goes on by so many minutes.
    Wait(u64),
    /// Somebody asks about a person in a case.
    Ask(usize, usize),
    /// The request of this number among those under way is served, or fails.
    End(usize, bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => (1_u64..700).prop_map(Step::Wait),
        4 => (0_usize..6, 0_usize..3).prop_map(|(person, case)| Step::Ask(person, case)),
        3 => (any::<prop::sample::Index>(), any::<bool>())
            .prop_map(|(which, read)| Step::End(which.index(8), read)),
    ];
    prop::collection::vec(step, 1..60)
}

/// One request that was let in.
struct Asked {
    person: usize,
    case: usize,
    at: Timestamp,
    /// None: under way. Otherwise whether it was read.
    read: Option<bool>,
}

/// How many different persons there would be, by looking at everything.
fn with(all: &[Asked], person: usize, counts: impl Fn(&Asked) -> bool) -> u64 {
    let mut persons: HashSet<usize> =
        all.iter().filter(|one| counts(one)).map(|one| one.person).collect();
    persons.insert(person);
    persons.len() as u64
}

/// Which limit the model says is reached.
fn expected(all: &[Asked], person: usize, case: usize, now: Timestamp) -> Option<Counted> {
    let within = |span: Duration| {
        move |one: &Asked| match one.read {
            None => true,
            Some(read) => read && now.since(one.at) < span,
        }
    };
    let hours = |hours: u64| Duration::from_secs(hours * 3_600);
    let in_case = |one: &Asked| one.case == case && one.read != Some(false);
    [
        (Counted::SubjectsPerHour, with(all, person, within(hours(1))) > HOUR),
        (Counted::SubjectsPerDay, with(all, person, within(hours(24))) > DAY),
        (Counted::SubjectsPerCase, with(all, person, in_case) > CASE),
    ]
    .into_iter()
    .find_map(|(counted, reached)| reached.then_some(counted))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_meter_lets_in_what_the_model_lets_in(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let meter = Meter::new(open(dir.path()));
        let (purpose, consumer) = (purpose(), Organisation::parse("312143046").unwrap());
        let persons: Vec<_> =
            PERSONS.iter().map(|number| PersonNumber::parse(number).unwrap()).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut now = Still.now();
        let mut all: Vec<Asked> = Vec::new();
        let mut under_way: Vec<(usize, Reserved<'_>)> = Vec::new();
        for step in steps {
            match step {
                Step::Wait(minutes) => now = now.plus(Duration::from_secs(minutes * 60)),
                Step::Ask(person, case) => {
                    let name = format!("sak {case}");
                    let place = EntryIndex(0);
                    let who = [&persons[person]];
                    let asked = limits::Asked { persons: &who, before: 0, case: Some(&name) };
                    let room = meter.room(&consumer, &purpose, asked, place, now);
                    let reached = expected(&all, person, case, now);
                    match room {
                        Ok(reserved) => {
                            prop_assert_eq!(reached, None);
                            under_way.push((all.len(), reserved));
                            all.push(Asked { person, case, at: now, read: None });
                        }
                        Err(Refused::LimitReached { counted, .. }) => {
                            prop_assert_eq!(reached, Some(counted));
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
                Step::End(which, read) if which < under_way.len() => {
                    let (number, mut reserved) = under_way.remove(which);
                    all[number].read = Some(read);
                    if read { runtime.block_on(reserved.commit()) } else { drop(reserved) }
                }
                Step::End(..) => {}
            }
        }
    }
}
