//! One version of a member: register metadata and the member's own fields.

use super::View;
use crate::demo::persons::{Held, History};
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

/// The source that every version names: nothing here comes from a real one.
const SOURCE: &str = "SYNTETISK";

/// All versions of a history that are asked for, newest first.
pub(super) fn versions<T>(
    view: &View<'_>,
    history: &History<T>,
    fields: impl Fn(&Held<T>) -> Value,
) -> Value {
    let wanted = history.iter().filter(|held| view.history || held.until.is_none());
    wanted.map(|held| version(held.from, held.until, fields(held))).collect()
}

/// An array with one version that holds since a day.
pub(super) fn one(from: Date, fields: Value) -> Value {
    json!([version(from, None, fields)])
}

/// A version that holds from a day until, perhaps, another day.
pub(super) fn version(from: Date, until: Option<Date>, fields: Value) -> Value {
    let mut version = json!({
        "ajourholdstidspunkt": noon(until.unwrap_or(from)),
        "erGjeldende": until.is_none(),
        "kilde": SOURCE,
        "gyldighetstidspunkt": midnight(from),
    });
    if let Some(until) = until {
        add(&mut version, json!({ "opphoerstidspunkt": midnight(until) }));
    }
    add(&mut version, fields);
    version
}

/// A member that is no array has no validity (`Registermetadata` without `MedGyldighet`).
pub(super) fn single(registered: Date, fields: Value) -> Value {
    let mut single = json!({
        "ajourholdstidspunkt": noon(registered), "erGjeldende": true, "kilde": SOURCE,
    });
    add(&mut single, fields);
    single
}

/// Adds the members of one object to another; members that are null are left out.
pub(super) fn add(object: &mut Value, fields: Value) {
    if let (Value::Object(object), Value::Object(fields)) = (object, fields) {
        object.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
    }
}

/// Twelve o'clock on a day in Norway, `2020-03-01T12:00:00+01:00`.
fn noon(day: Date) -> String {
    format!("{day}T12:00:00{}", offset(day, |begin, end| begin <= day && day < end))
}

/// The beginning of a day in Norway. Clocks change at night, after it.
fn midnight(day: Date) -> String {
    format!("{day}T00:00:00{}", offset(day, |begin, end| begin < day && day <= end))
}

/// Summer time runs from the last Sunday of March to the last Sunday of October.
fn offset(day: Date, is_summer: impl Fn(Date, Date) -> bool) -> &'static str {
    let last_sunday = |month| {
        Date::new(day.year(), month, 1)
            .and_then(|first| first.nth_weekday_of_month(-1, Weekday::Sunday))
    };
    match (last_sunday(3), last_sunday(10)) {
        (Ok(begin), Ok(end)) if is_summer(begin, end) => "+02:00",
        _ => "+01:00",
    }
}
