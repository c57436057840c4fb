//! Everyone but the cast: household by household, each from a stream of its own.

use super::cast::live_abroad;
use super::history::Held;
use super::numbers::{CheckRule, NumberKind};
use super::random::Random;
use super::register::{Entrant, NORWAY, Register, home, name};
use super::words::{ADJECTIVES, COUNTRIES, NOUNS};
use super::{Crossing, Custody, Grading, Home, Name, Person, Position, Sex};
use jiff::ToSpan;
use jiff::civil::Date;

/// Enters households until there are `count` people.
pub(super) fn fill(register: &mut Register, seed: u64, count: usize) {
    for household in 1.. {
        let room = count.saturating_sub(register.len());
        if room == 0 {
            return;
        }
        let random = &mut Random::stream(seed, household);
        match (random.between(1, 100), room) {
            (1..=36, 6..) => couple_with_children(register, random),
            (37..=48, 5..) => parents_apart(register, random),
            (49..=57, 2..) => old_couple(register, random),
            (58..=65, 2..) => widowed(register, random),
            (66..=69, _) => worker_from_abroad(register, random),
            (70, 3..) => protected_family(register, random),
            _ => single(register, random),
        }
    }
}

/// The rule of a new number: one in six follows that of 2032.
fn rule(random: &mut Random) -> CheckRule {
    let rest = u32::try_from(random.between(1, 3)).unwrap_or(1);
    if random.once_in(6) { CheckRule::From2032 { rest } } else { CheckRule::Old }
}

/// Enters one person of this age who has lived in this home for two years or more, so that what
/// happens to households last year happens after it.
fn enter(
    register: &mut Register,
    random: &mut Random,
    (sex, age, name): (Sex, i64, Name),
    home: Home,
) -> Position {
    let born = register.birthday(age, random);
    let moved_in = register.day_in(random.between(2, (age + 1).clamp(2, 15)), random);
    let (kind, rule) = (NumberKind::Birth, rule(random));
    register.enter(Entrant { sex, born, name, home, moved_in, kind, rule }, random)
}

/// An adult; one in eight has moved to Norway, others have lived elsewhere before.
fn adult(
    register: &mut Register,
    random: &mut Random,
    (sex, age): (Sex, i64),
    lives: Home,
) -> Position {
    let name = name(random);
    let before = home(random);
    let one = enter(register, random, (sex, age, name), before);
    if random.once_in(8) {
        let (country, on) =
            (random.pick(&COUNTRIES), register.day_in(random.between(3, 20).min(age), random));
        register.immigrate(one, country, on, random);
    } else if random.once_in(40) {
        register.amend(one, |person| person.speaks_sami = true);
    }
    let on = register.day_in(random.between(2, 10), random);
    register.amend(one, |person| person.homes.change(next_move(person, on), lives));
    one
}

/// This day, or the day after the last move when that was later.
fn next_move(person: &Person, on: Date) -> Date {
    on.max(person.homes.latest().from.saturating_add(1.day()))
}

fn couple(register: &mut Register, random: &mut Random, age: i64, home: Home) -> [Position; 2] {
    let (his, wed) = (age + random.between(-1, 4), random.between(2, (age - 20).max(2)));
    let woman = adult(register, random, (Sex::Woman, age), home);
    let man = adult(register, random, (Sex::Man, his), home);
    if !random.once_in(4) {
        let wedding = register.day_in(wed, random);
        register.marry(woman, man, wedding);
        let last = register.person(man).map(|person| person.names.current().last);
        let keeps_old = random.once_in(2);
        register.amend(woman, |person| {
            let old = *person.names.current();
            let middle = keeps_old.then_some(old.last);
            person.names.change(wedding, Name { middle, last: last.unwrap_or(old.last), ..old });
        });
    }
    [woman, man]
}

/// Enters children of a mother of this age, eldest first.
fn children(
    register: &mut Register,
    random: &mut Random,
    ([mother, father], age): ([Position; 2], i64),
    (most, custody): (i64, Custody),
) -> Vec<Position> {
    let family = register.person(father).map(|person| person.names.current().last);
    let Some(home) = register.person(mother).map(|person| *person.homes.current()) else {
        return Vec::new();
    };
    let mut eldest = (age - 21).clamp(0, 17);
    let mut entered = Vec::new();
    for _ in 0..random.between(1, most) {
        let first = random.pick(&ADJECTIVES);
        let name = Name { first, middle: None, last: family.unwrap_or("TOMBOLA") };
        let sex = if random.once_in(2) { Sex::Woman } else { Sex::Man };
        let child = enter(register, random, (sex, eldest, name), home);
        register.descend(child, mother, Some(father), custody);
        entered.push(child);
        eldest -= random.between(1, 5);
        if eldest < 0 {
            break;
        }
    }
    entered
}

fn couple_with_children(register: &mut Register, random: &mut Random) {
    let (age, home) = (random.between(23, 52), home(random));
    let parents = couple(register, random, age, home);
    children(register, random, (parents, age), (4, Custody::Joint));
}

fn parents_apart(register: &mut Register, random: &mut Random) {
    let (age, first) = (random.between(27, 50), home(random));
    let [mother, father] = couple(register, random, age, first);
    let custody = match random.between(1, 8) {
        1 => Custody::Father,
        2..=4 => Custody::Mother,
        _ => Custody::Joint,
    };
    let entered = children(register, random, ([mother, father], age), (3, custody));
    let married = register.person(mother).is_some_and(|person| person.spouse().is_some());
    let (parted, second) = (register.day_in(1, random), home(random));
    if married {
        register.divorce(mother, father, parted);
    }
    register.amend(father, |person| person.homes.change(parted, second));
    let second_home = Some(Held { value: second, from: parted, until: None });
    for child in entered {
        register.amend(child, |person| match custody {
            Custody::Joint => person.second_home = second_home,
            Custody::Father => person.homes.change(next_move(person, parted), second),
            Custody::Mother => {}
        });
    }
}

fn old_couple(register: &mut Register, random: &mut Random) {
    let (age, home) = (random.between(65, 90), home(random));
    couple(register, random, age, home);
}

fn widowed(register: &mut Register, random: &mut Random) {
    let (age, home) = (random.between(62, 92), home(random));
    let [woman, man] = couple(register, random, age, home);
    let (wedding, death) = (register.day_in(30, random), register.day_in(1, random));
    if register.person(woman).is_some_and(|person| person.spouse().is_none()) {
        register.marry(woman, man, wedding);
    }
    let (deceased, survivor) = if random.once_in(3) { (woman, man) } else { (man, woman) };
    register.die(deceased, survivor, death);
}

fn worker_from_abroad(register: &mut Register, random: &mut Random) {
    let age = random.between(20, 60);
    let worker = Entrant {
        sex: if random.once_in(3) { Sex::Woman } else { Sex::Man },
        born: register.birthday(age, random),
        name: name(random),
        home: home(random),
        moved_in: register.day_in(random.between(1, 4), random),
        kind: NumberKind::D,
        rule: rule(random),
    };
    let country = random.pick(&COUNTRIES);
    let worker = register.enter(worker, random);
    register.amend(worker, |person| live_abroad(person, country));
}

/// A mother and her children whose address is protected; the father is not told where they live.
fn protected_family(register: &mut Register, random: &mut Random) {
    let (age, last) = (random.between(25, 45), random.pick(&NOUNS));
    let levels = [Some(Grading::StrictlyConfidential), Some(Grading::Confidential)];
    let grading = random.pick(&levels).unwrap_or(Grading::Confidential);
    let (before, hidden) = (home(random), home(random));
    let on = register.day_in(1, random);
    let mut mother = None;
    for (sex, age) in [(Sex::Woman, age), (Sex::Man, age - 22), (Sex::Woman, age - 24)] {
        let name = Name { first: random.pick(&ADJECTIVES), middle: None, last };
        let one = enter(register, random, (sex, age.max(1), name), before);
        register.protect(one, grading, hidden, on);
        match mother {
            None => mother = Some(one),
            Some(mother) => register.descend(one, mother, None, Custody::Mother),
        }
    }
}

fn single(register: &mut Register, random: &mut Random) {
    let (age, lives) = (random.between(18, 95), home(random));
    let sex = if random.once_in(2) { Sex::Woman } else { Sex::Man };
    let one = adult(register, random, (sex, age), lives);
    if age >= 75 && random.once_in(6) {
        let from = register.day_in(1, random);
        let guardian = Held { value: guardian_for(register, one), from, until: None };
        register.amend(one, |person| person.guardian = Some(guardian));
    } else if random.once_in(30) {
        let (country, on) = (random.pick(&COUNTRIES), register.day_in(1, random));
        register.amend(one, |person| {
            if person.birth_country == NORWAY {
                person.left = Some(Crossing { country, on: next_move(person, on) });
            }
        });
    } else if random.once_in(60) {
        let at_institution = Home { grading: Grading::Client, ..home(random) };
        let on = register.day_in(1, random);
        register.amend(one, |person| person.homes.change(next_move(person, on), at_institution));
    }
}

/// The adult, alive and living openly, who was entered last before this one; else the first person.
fn guardian_for(register: &Register, ward: Position) -> Position {
    let fit = |position: &Position| {
        register.person(*position).is_some_and(|person| {
            let adult = person.custody.is_none();
            adult && person.is_alive() && person.grading() == Grading::Open
        })
    };
    (0..ward).rev().find(fit).unwrap_or(0)
}
