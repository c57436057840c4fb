//! `findUsage`, `usagePeriod` and `heartbeat`, in the form of Estonia's data tracker, version 2.0.0 of its OpenAPI document
//! (<https://github.com/e-gov/AJ>, `doc/spetsifikatsioonid/dumonitor-openapi-v2.yaml`).
//!
//! There the query's `userCode` names the person. Here it may be left out or be `me`: whose usages they are
//! is said by the token. A time without an offset is one on the clock of Norway.

use super::{Slice, Usage, Within, Wording, number, only, part};
use crate::page::Form;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::web::rows::SEARCHED;
use crate::web::{Sources, Unreadable};
use serde_json::{Value, json};

/// The usages of one answer.
pub const USAGES: Limit = Limit { name: "usages", most: 1000 };

/// What stands for a number or a system that would tell a place that is hidden.
const HIDDEN: &str = "-";

/// Which usages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindUsage {
    within: Within,
    slice: Slice,
}

impl FindUsage {
    /// Reads a query.
    ///
    /// # Errors
    /// The name of the parameter that is not what the document says, or that would be a person's number.
    pub fn read(query: &Form) -> Result<Self, &'static str> {
        only(query, &["userCode", "periodStart", "periodEnd", "offset", "limit"])?;
        me(query, "userCode", "me")?;
        let within =
            Within { from: moment(query, "periodStart")?, to: moment(query, "periodEnd")? };
        if within.from.zip(within.to).is_some_and(|(from, to)| from > to) {
            return Err("periodEnd");
        }
        let most = number(query, "limit", USAGES.most)?;
        if !(1..=USAGES.most).contains(&most) {
            return Err("limit");
        }
        Ok(Self { within, slice: Slice { offset: number(query, "offset", 0)?, most } })
    }
}

/// That a parameter which elsewhere names the person is left out or has the one value that names nobody.
pub(super) fn me(query: &Form, name: &'static str, word: &str) -> Result<(), &'static str> {
    match query.once(name) {
        Ok(None) => Ok(()),
        Ok(Some(said)) if said == word => Ok(()),
        Ok(Some(_)) | Err(_) => Err(name),
    }
}

fn moment(query: &Form, name: &'static str) -> Result<Option<Timestamp>, &'static str> {
    let Some(text) = query.once(name).map_err(|_| name)? else { return Ok(None) };
    let read = text.parse().or_else(|_| Timestamp::from_clock_in_norway(text));
    read.map(Some).map_err(|_| name)
}

/// `{"totalUsages":2,"usages":[…]}`, the latest first.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn found(
    sources: &Sources,
    person: &PersonNumber,
    find: &FindUsage,
    wording: Wording,
) -> Result<Value, Unreadable> {
    let all = sources.disclosures(person, find.within)?;
    let usages = part(&all, find.slice).iter();
    let usages = usages.filter_map(|record| sources.usage(record, wording)).map(|it| usage(&it));
    Ok(json!({ "totalUsages": all.len(), "usages": usages.collect::<Vec<_>>() }))
}

fn usage(usage: &Usage) -> Value {
    let shown = &usage.shown;
    let action = shown.purpose.as_ref().map(|purpose| {
        purpose.title.as_ref().map_or_else(|| purpose.id.clone(), |title| title.text.clone())
    });
    let receiver = shown.asked.as_ref().map(|asked| &asked.consumer);
    let number = receiver.and_then(|receiver| receiver.number.as_ref());
    let number = number.map(Organisation::as_str);
    let mut told = json!({
        "logtime": shown.at,
        "action": action.unwrap_or_default(),
        "receiverCode": number.unwrap_or(HIDDEN),
        "receiverSystem": usage.system.as_deref().unwrap_or(HIDDEN),
    });
    let name = receiver.and_then(|receiver| receiver.name.as_ref());
    if let (Some(name), Value::Object(told)) = (name, &mut told) {
        told.insert("receiverName".to_owned(), json!(name));
    }
    told
}

/// `{"periodStart":…}`: since when there are usages about the person; now, when there are none. There is
/// no `periodEnd`: that says that it is now.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn period(
    sources: &Sources,
    person: &PersonNumber,
    now: Timestamp,
) -> Result<Value, Unreadable> {
    let all = sources.disclosures(person, Within::default())?;
    let first = all.last().map_or(now, |oldest| oldest.entry.at);
    Ok(json!({ "periodStart": first }))
}

/// `{"status":"OK"}`, said after the person's entries could be read.
///
/// # Errors
/// When they cannot.
pub(super) fn alive(sources: &Sources, person: &PersonNumber) -> Result<Value, Unreadable> {
    sources.readings.about(person, None, 1)?;
    let said = format!("of a person, the newest {} entries are searched", SEARCHED.most);
    Ok(json!({ "status": "OK", "message": said }))
}

/// The same when they cannot.
pub(super) fn failing() -> Value {
    json!({ "status": "FAIL", "message": "the ledger cannot be read now" })
}
