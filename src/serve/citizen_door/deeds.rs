//! The places where a person does something, in addresses.

use super::is_read;
use super::posted::{Posted, posted};
use crate::page::Form;
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::web::{Choice, Deed, Wish};
use bytes::Bytes;
use hyper::{Method, Request};

/// The deed that a path names, with the methods that it takes; none when it names none. Below `/me/` the
/// same is for programs.
pub(super) fn wish(request: &Request<Bytes>) -> Option<(Wish, &'static str)> {
    let path = request.uri().path();
    let is_for_programs = path.starts_with("/me/");
    let path = path.strip_prefix("/me").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match *parts.as_slice() {
        ["questions"] => Some(seen(request, Deed::Questions)),
        ["notices"] if *request.method() == Method::POST => {
            Some(done(request, ("GET, HEAD, POST", Posted::Telling), Deed::Tell))
        }
        ["notices"] => Some(seen(request, Deed::Notices)),
        ["purposes"] => Some(seen(request, Deed::Purposes)),
        ["consents", index, "receipt"] if is_for_programs => {
            Some(seen(request, Deed::Receipt(EntryIndex(number(index)?))))
        }
        ["readings", count, "ask"] => {
            let count = number(count)?;
            if is_read(request.method()) && !is_for_programs {
                return Some((Wish::Do(Deed::AskForm(count)), "GET, HEAD, POST"));
            }
            let allow = if is_for_programs { "POST" } else { "GET, HEAD, POST" };
            Some(done(request, (allow, Posted::Question), |form| Deed::Ask(count, form)))
        }
        ["purposes", purpose, choice] => {
            let (purpose, choice) = (PurposeId::parse(purpose).ok()?, Choice::read(choice)?);
            let posted = match choice {
                Choice::Consent => Posted::Consent,
                Choice::Withdraw => Posted::Withdrawal,
                Choice::Reserve | Choice::EndReservation => Posted::Nothing,
            };
            Some(done(request, ("POST", posted), |form| Deed::About(purpose, choice, form)))
        }
        _ => None,
    }
}

fn seen(request: &Request<Bytes>, deed: Deed) -> (Wish, &'static str) {
    let wish = if is_read(request.method()) { Wish::Do(deed) } else { Wish::WrongMethod };
    (wish, "GET, HEAD")
}

fn done(
    request: &Request<Bytes>,
    (allow, kind): (&'static str, Posted),
    deed: impl FnOnce(Form) -> Deed,
) -> (Wish, &'static str) {
    if *request.method() != Method::POST {
        return (Wish::WrongMethod, allow);
    }
    (posted(request, kind).map_or_else(|wish| wish, |form| Wish::Do(deed(form))), allow)
}

/// A number, written in its only form.
fn number(text: &str) -> Option<u64> {
    crate::merkle::decimal(text)
}
