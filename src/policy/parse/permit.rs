//! The rules of a purpose: permits with their forms, forbids, and their conditions.

use super::optional;
use super::purpose::{PlacedForbid, PlacedPermit};
use crate::policy::error::{Code, did_you_mean};
use crate::policy::ladder::Form;
use crate::policy::page::{Page, Section, Value};
use crate::policy::rule::{Condition, Forbidden, Permitted};
use crate::vocab::field::FieldPath;
use toml::Spanned;

/// Reads one `[[permit]]`; its places are noted on the way.
pub(super) fn permit(
    page: &Page<'_>,
    value: &Value<'_>,
    places: &mut Vec<PlacedPermit>,
) -> Option<Permitted> {
    let section = page.section(value, &["path", "as", "need", "history", "when", "unless"])?;
    let path: Option<Spanned<FieldPath>> = section
        .required("path")
        .and_then(|value| page.word(value).map(|path| Spanned::new(value.span(), path)));
    let form = optional(&section, "as", |value| form(page, value));
    let condition = condition(page, &section);
    let fact = condition.as_ref().and_then(|placed| placed.as_ref().map(|(_, fact)| fact.clone()));
    if let Some(path) = &path {
        places.push(PlacedPermit { path: path.clone(), fact });
    }
    let history = optional(&section, "history", |value| page.yes_or_no(value));
    let need = section.text("need");
    Some(Permitted {
        form: form?.unwrap_or(Form::Clear),
        condition: condition?.map(|(condition, _)| condition),
        history: history?.unwrap_or(false),
        path: path?.into_inner(),
        need: need?,
    })
}

/// Reads one `[[forbid]]`.
pub(super) fn forbid(
    page: &Page<'_>,
    value: &Value<'_>,
    places: &mut Vec<PlacedForbid>,
) -> Option<Forbidden> {
    let section = page.section(value, &["path", "when", "unless"])?;
    let path = optional(&section, "path", |value| {
        page.word::<FieldPath>(value).map(|path| Spanned::new(value.span(), path))
    });
    let condition = condition(page, &section);
    let (path, condition) = (path?, condition?);
    if path.is_none() && condition.is_none() {
        let message = "a forbid needs a `path`, a `when` or an `unless`";
        page.report(Code::MissingKey, section.span(), message, None);
        return None;
    }
    let (condition, fact) = condition.unzip();
    let forbidden = Forbidden { path: path.as_ref().map(|path| path.get_ref().clone()), condition };
    places.push(PlacedForbid { path, fact });
    Some(forbidden)
}

/// The condition of a rule, with the place of the fact's name; the outer `None` is a fault.
fn condition(
    page: &Page<'_>,
    section: &Section<'_>,
) -> Option<Option<(Condition, Spanned<String>)>> {
    let fact = |value: &Value<'_>| {
        page.text(value).map(|text| Spanned::new(value.span(), text.to_owned()))
    };
    let when = optional(section, "when", fact);
    let unless = optional(section, "unless", fact);
    let (when, unless) = (when?, unless?);
    if when.is_some() && unless.is_some() {
        let message = "a rule has one condition: `when` or `unless`";
        page.report(Code::NamedTwice, section.span(), message, None);
        return None;
    }
    let placed = when.map(|fact| (fact, true)).or(unless.map(|fact| (fact, false)));
    Some(placed.map(|(fact, holds)| (Condition { fact: fact.get_ref().clone(), holds }, fact)))
}

/// A step of the ladder: a word, or a word with a value in a table of one key.
fn form(page: &Page<'_>, value: &Value<'_>) -> Option<Form> {
    if value.get_ref().is_str() {
        let text = page.text(value)?;
        let form = Form::of_word(text);
        if form.is_none() {
            let message = format!("`{text}` is not a word that may stand here");
            let help = if Form::KEYS.contains(&text) {
                Some(format!("it needs a value: `as = {{ {text} = … }}`"))
            } else {
                did_you_mean(text, Form::WORDS)
            };
            page.report(Code::UnknownWord, value.span(), message, help);
        }
        return form;
    }
    let section = page.section(value, Form::KEYS)?;
    let mut given = Form::KEYS.iter().filter_map(|key| Some((*key, section.optional(key)?)));
    let (Some((key, argument)), None) = (given.next(), given.next()) else {
        let message = "this must be one word of the ladder";
        page.report(Code::BadForm, value.span(), message, None);
        return None;
    };
    let form = with_argument(page, key, argument)?;
    if let Some(message) = senseless(&form) {
        page.report(Code::BadForm, argument.span(), message, None);
        return None;
    }
    Some(form)
}

fn with_argument(page: &Page<'_>, key: &str, value: &Value<'_>) -> Option<Form> {
    let texts = || {
        let values = page.list(value)?;
        let texts = page.each(&values, |one| page.text(one).map(str::to_owned))?;
        page.differ(&values, &texts).then_some(texts)
    };
    Some(match key {
        "is-over" => Form::IsOver(page.number(value)?),
        "equals" => Form::Equals(page.text(value)?.to_owned()),
        "in-set" => Form::InSet(texts()?),
        "is-resident-in" => Form::IsResidentIn(texts()?),
        "age-band" => Form::AgeBand(page.each(&page.list(value)?, |one| page.number(one))?),
        "income-band" => Form::IncomeBand(page.each(&page.list(value)?, |one| page.number(one))?),
        "round-to" => Form::RoundTo(page.number(value)?),
        _ => Form::Masked(page.number(value)?),
    })
}

/// Why a form with this value would say nothing, or everything.
fn senseless(form: &Form) -> Option<&'static str> {
    let municipality = |text: &String| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    match form {
        Form::IsOver(years) if *years > 150 => Some("nobody is that old"),
        Form::AgeBand(from) if !from.is_sorted_by(|one, next| one < next) => {
            Some("the first year of each band, ascending")
        }
        Form::IncomeBand(from) if !from.is_sorted_by(|one, next| one < next) => {
            Some("the first amount of each band, ascending")
        }
        Form::IsResidentIn(numbers) if !numbers.iter().all(municipality) => {
            Some("a municipality's number has four digits")
        }
        Form::RoundTo(0 | 1) => Some("this would round nothing"),
        Form::Masked(0) => Some("this would show nothing: use `exists`"),
        _ => None,
    }
}
