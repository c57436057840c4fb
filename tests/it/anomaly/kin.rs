//! Own relatives and neighbours: what is asked of the register, and what follows from its answer.

use super::watching::recalled;
use crate::house::TestClock;
use crate::ledger::{Place, reading};
use crate::relatives::family::{CHILD, FATHER, MOTHER, STRANGER, home, mother, ordinary};
use serde_json::{Value, json};
use sluse::anomaly::{Detector, Near};
use sluse::folkeregister::{Asked, Part, Relations, Silent};
use sluse::ledger::entry::{Draft, Whom};
use sluse::relatives::Registered;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Timestamp;
use sluse::watch::{BadStaff, Depth, Kin, Sources, Staff};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const TESTBY: &str = "312143046";

/// A register that remembers what it was asked.
#[derive(Default)]
struct Register {
    persons: HashMap<String, Value>,
    asked: Mutex<Vec<(String, Part)>>,
    is_down: bool,
}

impl Register {
    fn with(persons: &[(&str, Value)]) -> Self {
        let persons = persons.iter().map(|(number, it)| ((*number).to_owned(), it.clone()));
        Self { persons: persons.collect(), ..Self::default() }
    }

    /// How often it was asked about this person.
    fn asked(&self, person: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|(asked, _)| asked == person).count()
    }
}

impl Relations for Register {
    fn ask<'a>(&'a self, person: &'a PersonNumber, part: Part, _: Timestamp) -> Asked<'a> {
        self.asked.lock().unwrap().push((person.expose().to_owned(), part));
        let known = self.persons.get(person.expose()).ok_or(Silent::Nobody);
        let answer = known.and_then(|document| {
            let read = Registered::parse(document.to_string().as_bytes(), person);
            read.map(Arc::new).map_err(|_| Silent::Down)
        });
        let answer = if self.is_down { Err(Silent::Down) } else { answer };
        Box::pin(async move { answer })
    }
}

fn person(number: &str) -> PersonNumber {
    PersonNumber::parse(number).unwrap()
}

/// The mother is case worker 7 of a municipality.
fn staff() -> Staff {
    Staff::parse(&format!("[{TESTBY}]\ncase-worker-7 = \"{MOTHER}\"\n")).unwrap()
}

struct Asking {
    register: Arc<Register>,
    clock: Arc<TestClock>,
    kin: Kin,
}

fn asking(register: Register, neighbours: bool) -> Asking {
    let (register, clock) = (Arc::new(register), TestClock::at_start());
    let kin = Kin::new(register.clone(), staff(), neighbours, clock.clone());
    Asking { register, clock, kin }
}

impl Asking {
    async fn near(&self, end_user: &str, of: &str, depth: Depth) -> Near {
        let consumer = Organisation::parse(TESTBY).unwrap();
        self.kin.near(&consumer, end_user, &person(of), depth).await
    }
}

/// Somebody who lives in this house of the family's street.
fn living_at(number: &str, house: &str, change: &dyn Fn(&mut Value)) -> Value {
    let mut document = ordinary(number, "1980-02-03");
    document["bostedsadresse"] = json!([home(house)]);
    change(&mut document);
    document
}

#[tokio::test]
async fn an_own_relative_is_found_where_the_end_user_is_known_as_a_person() {
    let place = Place::new();
    let ledger = place.open();
    for end_user in ["case-worker-7", MOTHER, "case-worker-8"] {
        let whom = Whom { end_user: Some(end_user.to_owned()), ..Whom::just(person(CHILD)) };
        let draft = reading(person(CHILD));
        ledger.append(Draft { whom: Some(whom), ..draft }).await.unwrap();
    }
    let Asking { register, kin, .. } = asking(Register::with(&[(MOTHER, mother())]), false);
    let sources = Sources { kin: Some(Arc::new(kin)), cases: None };
    let found = recalled(&ledger, sources).await;
    let entries: Vec<_> =
        found.iter().map(|(_, alarm, _)| (alarm.detector, alarm.last())).collect();
    let relative = |index| (Detector::Relative, Some(EntryIndex(index)));
    assert_eq!(entries, [relative(0), relative(1)]);
    assert_eq!(register.asked(MOTHER), 1, "one question is for all of a day");
    assert_eq!(register.asked(CHILD), 0, "whoever was read is not asked about");
    ledger.close().await;
}

#[tokio::test]
async fn family_is_whom_the_register_names_as_such() {
    let asking = asking(Register::with(&[(MOTHER, mother())]), false);
    assert_eq!(asking.near("case-worker-7", CHILD, Depth::Both).await, Near::Relative);
    assert_eq!(asking.near("case-worker-7", FATHER, Depth::Both).await, Near::Relative);
    assert_eq!(asking.near("case-worker-7", STRANGER, Depth::Both).await, Near::NotFamily);
    assert_eq!(asking.near("case-worker-7", MOTHER, Depth::Both).await, Near::NotFamily);
    assert_eq!(asking.near("case-worker-8", CHILD, Depth::Both).await, Near::Unknown);
    asking.clock.advance(Duration::from_secs(24 * 3600));
    asking.near("case-worker-7", CHILD, Depth::Both).await;
    assert_eq!(asking.register.asked(MOTHER), 2, "what was answered counts for a day");
}

#[tokio::test]
async fn a_neighbour_lives_in_the_same_house_or_the_next_and_is_asked_about_only_when_wanted() {
    let (same, next, far) = ("12", "14", "16");
    let is_near = async |house: &str, change: &dyn Fn(&mut Value)| {
        let of = [(MOTHER, mother()), (STRANGER, living_at(STRANGER, house, change))];
        let asking = asking(Register::with(&of), true);
        asking.near("case-worker-7", STRANGER, Depth::Both).await
    };
    assert_eq!(is_near(same, &|_| ()).await, Near::Neighbour);
    assert_eq!(is_near(next, &|_| ()).await, Near::Neighbour);
    assert_eq!(is_near(far, &|_| ()).await, Near::No);
    let other_street =
        |it: &mut Value| it["bostedsadresse"][0]["vegadresse"]["adressekode"] = json!("00001");
    assert_eq!(is_near(same, &other_street).await, Near::No);
    // To say of somebody that they live next door would give a protected address away.
    let protected =
        |it: &mut Value| it["adressebeskyttelse"][0]["graderingsnivaa"] = json!("fortrolig");
    assert_eq!(is_near(same, &protected).await, Near::No);
    let graded =
        |it: &mut Value| it["bostedsadresse"][0]["adressegradering"] = json!("strengtFortrolig");
    assert_eq!(is_near(same, &graded).await, Near::No);

    let of = [(MOTHER, mother()), (STRANGER, living_at(STRANGER, same, &|_| ()))];
    for (neighbours, depth) in [(false, Depth::Both), (true, Depth::EndUser)] {
        let asking = asking(Register::with(&of), neighbours);
        assert_eq!(asking.near("case-worker-7", STRANGER, depth).await, Near::NotFamily);
        assert_eq!(asking.register.asked(STRANGER), 0);
    }
}

#[tokio::test]
async fn a_register_that_is_down_raises_nothing_and_is_left_alone_for_a_while() {
    let register = Register { is_down: true, ..Register::with(&[(MOTHER, mother())]) };
    let asking = asking(register, true);
    for _ in 0..3 {
        assert_eq!(asking.near("case-worker-7", CHILD, Depth::Both).await, Near::Unknown);
    }
    assert_eq!(asking.register.asked(MOTHER), 1);
    asking.clock.advance(Duration::from_secs(10));
    asking.near("case-worker-7", CHILD, Depth::Both).await;
    assert_eq!(asking.register.asked(MOTHER), 2);
}

#[test]
fn a_list_of_end_users_is_a_table_of_each_consumer_with_persons_numbers() {
    let bad = |text: &str| Staff::parse(text).unwrap_err();
    assert_eq!(bad("case-worker-7 = 1"), BadStaff::Form);
    assert_eq!(bad("[123]\na = \"1\"\n"), BadStaff::Form);
    assert_eq!(bad(&format!("[{TESTBY}]\na = 17859241204\n")), BadStaff::Form);
    let wrong = bad(&format!("[{TESTBY}]\na = \"17859241205\"\n"));
    assert_eq!(wrong, BadStaff::Number);
    assert!(!wrong.to_string().contains("17859241205") && !format!("{:?}", staff()).contains('7'));
    assert!(Staff::parse("").is_ok());
    let lines: String = (0..=100_000).map(|one| format!("a{one} = \"{MOTHER}\"\n")).collect();
    assert_eq!(bad(&format!("[{TESTBY}]\n{lines}")), BadStaff::TooMany);
}
