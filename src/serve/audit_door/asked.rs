//! What a request at the auditors' door asks for.

use super::super::ledger_door::asked::Query;
use super::super::problem::audit::NotServed;
use super::super::problem::ledger::Unreadable;
use crate::audit::deeds::Deed;
use crate::audit::desk::Wish;
use crate::audit::overview::Table;
use crate::ledger::entry::{ReportName, Resolution};
use crate::login::cookies::{Cookie, Jar};
use crate::page::{Form, language};
use crate::reports::{self, Report, Written};
use crate::vocab::ids::EntryIndex;
use crate::vocab::translated::Language;
use bytes::Bytes;
use hyper::header::{ACCEPT_LANGUAGE, COOKIE};
use hyper::{Method, Request};

/// The days of an overview.
const PERIOD: &[&str] = &["first_day", "last_day"];

/// What entries are sought by.
const SOUGHT: &[&str] = &["consumer", "purpose", "service", "decision", "since", "until", "cursor"];

/// What can be asked for.
pub(super) enum Wanted {
    /// A page, a table or figures.
    Wish(Wish),
    /// The page of all reports.
    Reports,
    /// One of them.
    Report(Report, Written),
    /// What this door has, as OpenAPI.
    Description,
}

/// What a request asks for.
pub(super) struct Asked {
    pub(super) wish: Wanted,
    pub(super) language: Language,
    /// Whether the language stands in the address.
    pub(super) chosen: bool,
    pub(super) here: String,
}

impl Asked {
    pub(super) fn read(request: &Request<Bytes>) -> Result<Self, NotServed> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(NotServed::Method);
        }
        let path = request.uri().path();
        let raw = request.uri().query().unwrap_or_default();
        let in_address = said(request);
        // What a form left empty is not said.
        let is_said = |pair: &&str| !pair.ends_with('=') && !pair.starts_with("lang=");
        let query: Vec<&str> = raw.split('&').filter(is_said).collect();
        let query = query.join("&");
        let language = language_of(request);
        let wish = wanted(path, &query)?;
        let here = match (&wish, query.is_empty()) {
            // Where nothing is, the path is whatever a stranger wrote: `//` would lead to another house.
            (Wanted::Wish(Wish::Nothing), _) => "/audit".to_owned(),
            (_, true) => path.to_owned(),
            (_, false) => format!("{path}?{query}"),
        };
        Ok(Self { wish, language, chosen: in_address.is_some(), here })
    }
}

/// The language of the answer.
pub(super) fn language_of(request: &Request<Bytes>) -> Language {
    said(request).or_else(|| remembered(request)).unwrap_or_default()
}

/// The language that stands in the address.
pub(super) fn said(request: &Request<Bytes>) -> Option<Language> {
    let raw = request.uri().query().unwrap_or_default();
    let in_address = raw.split('&').find_map(|pair| pair.strip_prefix("lang="));
    in_address.and_then(language::tagged)
}

/// The cookies of a request.
pub(super) fn jar(request: &Request<Bytes>) -> Jar {
    let texts = request.headers().get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    Jar::read(texts)
}

/// The language that was chosen before, or the browser's.
fn remembered(request: &Request<Bytes>) -> Option<Language> {
    let texts = |name| request.headers().get_all(name).iter().filter_map(|it| it.to_str().ok());
    let jar = jar(request);
    let kept = jar.value(Cookie::Language).and_then(language::tagged);
    kept.or_else(|| texts(ACCEPT_LANGUAGE).find_map(language::accepted))
}

fn wanted(path: &str, query: &str) -> Result<Wanted, NotServed> {
    let read = |takes| Query::read(Some(query), takes).map_err(NotServed::Query);
    match path {
        "/audit/openapi.json" => read(&[]).map(|_| Wanted::Description),
        "/audit/reports" => read(&[]).map(|_| Wanted::Reports),
        other => match other.strip_prefix("/audit/reports/") {
            Some(report) => report_wanted(report, read),
            None => wish(path, query).map(Wanted::Wish),
        },
    }
}

/// A report by its name, with how it is written as the ending.
fn report_wanted(
    name: &str,
    read: impl Fn(&'static [&'static str]) -> Result<Query, NotServed>,
) -> Result<Wanted, NotServed> {
    let (name, written) = match name.split_once('.') {
        None => (name, Written::Page),
        Some((name, "csv")) => (name, Written::Csv),
        Some((name, "pdf")) => (name, Written::Pdf),
        Some(_) => return Ok(Wanted::Wish(Wish::Nothing)),
    };
    let Some(name) = reports::ALL.into_iter().find(|known| reports::path(*known) == name) else {
        return Ok(Wanted::Wish(Wish::Nothing));
    };
    let report = match name {
        ReportName::Processing => read(&[]).map(|_| Report::Processing)?,
        ReportName::Assessment => read(&[]).map(|_| Report::Assessment)?,
        ReportName::Logging => read(&[]).map(|_| Report::Logging)?,
        ReportName::History => {
            let (consumer, at) =
                read(&["consumer", "day", "time"])?.moment_of().map_err(NotServed::Query)?;
            Report::History(consumer, at)
        }
        ReportName::Control => {
            let query = read(PERIOD)?;
            let period = query.period_said().map_err(NotServed::Query)?;
            Report::Control(period.ok_or(NotServed::Query(Unreadable::Query(PERIOD)))?)
        }
        ReportName::Journal => {
            Report::Journal(read(&["month"])?.month_said().map_err(NotServed::Query)?)
        }
    };
    Ok(Wanted::Report(report, written))
}

fn wish(path: &str, query: &str) -> Result<Wish, NotServed> {
    let read = |takes| Query::read(Some(query), takes).map_err(NotServed::Query);
    let period = || {
        let query = read(PERIOD)?;
        query.period_said().map_err(NotServed::Query)
    };
    match path {
        "/" | "/audit" => Ok(Wish::Overview(period()?)),
        "/audit/overview" => Ok(Wish::Figures(period()?)),
        "/audit/entries" => {
            let query = read(SOUGHT)?;
            let sought = query.sought().map_err(NotServed::Query)?;
            let (cursor, _) = query.page().map_err(NotServed::Query)?;
            Ok(Wish::Entries(Box::new(sought), cursor))
        }
        "/audit/entry" | "/audit/question" => {
            let wish = if path == "/audit/entry" { Wish::Entry } else { Wish::Question };
            let index = read(&["index"])?.number("index").map_err(NotServed::Query)?;
            Ok(index.map_or(Wish::Nothing, |index| wish(EntryIndex(index))))
        }
        "/audit/identities" => read(&[]).map(|_| Wish::Identities),
        "/audit/questions" => read(&[]).map(|_| Wish::Questions),
        "/audit/alarms" => read(&[]).map(|_| Wish::Alarms),
        "/audit/alarms.atom" => read(&[]).map(|_| Wish::AlarmFeed),
        other => {
            let table = other.strip_prefix("/audit/").and_then(|rest| rest.strip_suffix(".csv"));
            match table.and_then(Table::named) {
                Some(table) => Ok(Wish::Table(table, period()?)),
                None => Ok(Wish::Nothing),
            }
        }
    }
}

/// What a posted form wants to be done; none when nothing is done at this path.
pub(super) fn deed(path: &str, form: &Form) -> Option<Deed> {
    let text = |name| form.once(name).ok().flatten();
    let index = |name| text(name).and_then(crate::merkle::decimal).map(EntryIndex);
    let deed = match path {
        "/audit/identities" => (|| {
            let (reason, basis) = (text("reason")?.to_owned(), text("basis")?.to_owned());
            Some(Deed::AskIdentity(index("entry")?, reason, basis))
        })(),
        "/audit/identities/decide" => index("request").and_then(|request| match text("choice")? {
            "open" => Some(Deed::OpenIdentity(request)),
            "decline" => Some(Deed::DeclineIdentity(request)),
            "see" => Some(Deed::SeeIdentity(request)),
            _ => None,
        }),
        "/audit/question" => (|| {
            let resolution = match text("resolution")? {
                "answered" => Resolution::Answered,
                "followed" => Resolution::Followed,
                "not-followed" => Resolution::NotFollowed,
                _ => return None,
            };
            Some(Deed::Answer(index("inquiry")?, resolution, text("words")?.to_owned()))
        })(),
        _ => return None,
    };
    Some(deed.unwrap_or(Deed::Unreadable))
}

/// The form that was posted; an empty one when it cannot be read.
pub(super) fn posted(request: &Request<Bytes>) -> Option<Form> {
    std::str::from_utf8(request.body()).ok().and_then(Form::parse)
}
