//! Issues synthetic person numbers: month + 80, day + 40 for D-numbers, check digits by the rule
//! until 2031 or by the rule from 2032. Source: Skatteetaten, "Nytt fødselsnummer fra 2032".

use super::Sex;
use crate::vocab::subject::PersonNumber;
use jiff::civil::Date;
use std::collections::HashSet;

/// What the number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// A fødselsnummer: the person is or was resident.
    Birth,
    /// A D-number: the person has dealings with Norway without living there.
    D,
}

/// Which rule the first check digit follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckRule {
    /// Until 2031: the weighted sum leaves the rest 0, and the third individual digit tells the sex.
    Old,
    /// From 2032: the sum may leave a rest of 0 to 3; the number tells neither sex nor century, and
    /// individual numbers are taken from 999 downwards.
    From2032 {
        /// The rest that is wished for; the next one is taken where it gives no digit.
        rest: u32,
    },
}

/// A number that is wished for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub(super) born: Date,
    pub(super) sex: Sex,
    pub(super) kind: NumberKind,
    pub(super) rule: CheckRule,
    /// Where among the individual numbers the search begins.
    pub(super) start: u32,
}

/// Issues each number once.
#[derive(Debug, Default)]
pub(super) struct Issuer {
    taken: HashSet<PersonNumber>,
}

impl Issuer {
    /// The first free number of this wish; none when all of the day are taken.
    pub(super) fn issue(&mut self, wish: &Wish) -> Option<PersonNumber> {
        let free = individual_numbers(wish).find_map(|individual| {
            let number = complete(wish, individual)?;
            (!self.taken.contains(&number)).then_some(number)
        })?;
        self.taken.insert(free.clone());
        Some(free)
    }
}

/// The individual numbers that may be used for this wish, in the order they are tried.
fn individual_numbers(wish: &Wish) -> Box<dyn Iterator<Item = u32>> {
    let CheckRule::Old = wish.rule else { return Box::new((0..=999).rev()) };
    let parity = match wish.sex {
        Sex::Woman => 0,
        Sex::Man => 1,
    };
    // 000-499 for births until 1999, 500-999 from 2000.
    let first = if wish.born.year() < 2000 { 0 } else { 500 };
    let start = wish.start;
    Box::new((0..250).map(move |step| first + ((start + step) % 250) * 2 + parity))
}

/// Adds both check digits; none where one of them would have to be ten.
fn complete(wish: &Wish, individual: u32) -> Option<PersonNumber> {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let day = wish.born.day() + if wish.kind == NumberKind::D { 40 } else { 0 };
    let year = wish.born.year().rem_euclid(100);
    let head = format!("{day:02}{:02}{year:02}{individual:03}", wish.born.month() + 80);
    let first = match wish.rule {
        CheckRule::Old => check_digit(&FIRST, &head, 0)?,
        CheckRule::From2032 { rest } => {
            (0..3).find_map(|step| check_digit(&FIRST, &head, (rest + step) % 4))?
        }
    };
    let head = format!("{head}{first}");
    let second = check_digit(&SECOND, &head, 0)?;
    PersonNumber::parse(&format!("{head}{second}")).ok()
}

/// The digit that makes the weighted sum leave this rest modulo 11.
fn check_digit(weights: &[u32], digits: &str, rest: u32) -> Option<u32> {
    let digits = digits.bytes().map(|byte| u32::from(byte.saturating_sub(b'0')));
    let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
    let digit = (11 + rest - sum % 11) % 11;
    (digit < 10).then_some(digit)
}
