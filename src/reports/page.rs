//! The pages of reports: which there are, one of them, and why there is none.

use super::phrases::ReportPhrase as Phrase;
use super::{ALL, NotMade, Report, path, right};
use crate::answers::Say;
use crate::audit::pages::{AuditPhrase, Frame, OfficerPhrase};
use crate::audit::refused::Refused;
use crate::audit::role::Role;
use crate::ledger::entry::ReportName;
use crate::page::{Html, form};
use crate::paper::{Document, html as paper};
use crate::vocab::time::Day;

/// Where they all are.
const REPORTS: &str = "/audit/reports";

/// The page of all reports.
pub(super) fn all(frame: &Frame<'_>, today: Day) -> String {
    frame.page_of(OfficerPhrase::Reports, |html| {
        html.element("p", &[("class", "lead")], say(frame, Phrase::Lead));
        for name in ALL {
            let id = path(name);
            html.line();
            html.within("section", &[("class", "card report"), ("aria-labelledby", id)], |html| {
                let (title, what) = words(name);
                html.element("h2", &[("id", id)], title.in_language(frame.language));
                html.element("p", &[], what.in_language(frame.language));
                if let Some(whose) = whose(frame, name) {
                    html.element("p", &[("class", "small")], &whose);
                }
                let is_open = matches!(frame.role, Role::Authority) || !right::is_whole(name);
                if is_open {
                    choice(html, frame, name, today);
                }
            });
        }
    })
}

const fn words(name: ReportName) -> (Say, Say) {
    match name {
        ReportName::Processing => (Say::ProcessingTitle, Say::ProcessingWhat),
        ReportName::Assessment => (Say::AssessmentTitle, Say::AssessmentWhat),
        ReportName::History => (Say::HistoryTitle, Say::HistoryWhat),
        ReportName::Control => (Say::ControlTitle, Say::ControlWhat),
        ReportName::Logging => (Say::LoggingTitle, Say::LoggingWhat),
        ReportName::Journal => (Say::JournalTitle, Say::JournalWhat),
    }
}

const fn say(frame: &Frame<'_>, phrase: Phrase) -> &'static str {
    phrase.in_language(frame.language)
}

/// How much of it the reader is given, when that is not all.
fn whose(frame: &Frame<'_>, name: ReportName) -> Option<String> {
    if right::is_whole(name) {
        return Some(say(frame, Phrase::OnlyAuthority).to_owned());
    }
    if name == ReportName::Journal {
        return Some(say(frame, Phrase::ForAll).to_owned());
    }
    let (phrase, own) = match frame.role {
        Role::Authority => return None,
        Role::ProviderOfficer(own) => (Phrase::OwnServices, own),
        Role::ConsumerOfficer(own) => (Phrase::OwnReadings, own),
        Role::Officer(own) => (Phrase::OwnBoth, own),
    };
    Some(say(frame, phrase).replace("{org}", own.as_str()))
}

/// What has to be said, and the ways in which it is written.
fn choice(html: &mut Html, frame: &Frame<'_>, name: ReportName, today: Day) {
    let address = format!("{REPORTS}/{}", path(name));
    match name {
        ReportName::Processing | ReportName::Assessment | ReportName::Logging => {
            return links(html, frame, (&address, ""), Some(path(name)));
        }
        ReportName::History | ReportName::Control | ReportName::Journal => {}
    }
    let look = [("method", "get"), ("action", address.as_str())];
    html.within("form", &look, |html| {
        fields(html, frame, name, today);
        html.within("p", &[("class", "send")], |html| {
            let described = ("aria-describedby", path(name));
            html.element("button", &[("type", "submit"), described], say(frame, Phrase::Show));
            for (phrase, ending) in [(Phrase::AsCsv, "csv"), (Phrase::AsPdf, "pdf")] {
                let to = format!("{address}.{ending}");
                let look = [("type", "submit"), ("class", "quiet"), ("formaction", to.as_str())];
                html.element(
                    "button",
                    &[look.as_slice(), &[described]].concat(),
                    say(frame, phrase),
                );
            }
        });
    });
}

fn fields(html: &mut Html, frame: &Frame<'_>, name: ReportName, today: Day) {
    let day = today.to_string();
    match name {
        ReportName::History => {
            let own = match frame.role {
                Role::ConsumerOfficer(own) | Role::Officer(own) => own.as_str(),
                Role::ProviderOfficer(_) | Role::Authority => "",
            };
            if matches!(frame.role, Role::ConsumerOfficer(_)) {
                let hidden = [("type", "hidden"), ("name", "consumer"), ("value", own)];
                html.void("input", &hidden);
            } else {
                needed(html, say(frame, Phrase::Organisation), ("consumer", "text", own));
            }
            needed(html, say(frame, Phrase::Day), ("day", "date", &day));
            needed(html, say(frame, Phrase::Clock), ("time", "time", "12:00"));
        }
        ReportName::Control => {
            let first = today.first_of_month().to_string();
            needed(html, frame.say(AuditPhrase::FirstDay), ("first_day", "date", &first));
            needed(html, frame.say(AuditPhrase::LastDay), ("last_day", "date", &day));
        }
        ReportName::Journal => {
            let month = today.first_of_month().minus_days(1).month().to_string();
            needed(html, say(frame, Phrase::Month), ("month", "text", &month));
        }
        ReportName::Processing | ReportName::Assessment | ReportName::Logging => {}
    }
}

/// A field that must be filled in.
fn needed(html: &mut Html, label: &str, (name, kind, value): (&'static str, &str, &str)) {
    let form = match name {
        "consumer" => Some("[0-9]{9}"),
        "month" => Some("[0-9]{4}-[0-9]{2}"),
        _ => None,
    };
    html.within("p", &[], |html| {
        html.within("label", &[], |html| {
            html.text(label);
            html.text(" ");
            let mut look = vec![("name", name), ("type", kind), ("required", "")];
            look.extend((!value.is_empty()).then_some(("value", value)));
            look.extend(form.map(|form| ("pattern", form)));
            html.void("input", &look);
        });
    });
}

/// Links to the ways in which it is written, without the page for who reads it.
fn links(html: &mut Html, frame: &Frame<'_>, (address, query): (&str, &str), of: Option<&str>) {
    html.within("p", &[("class", "send")], |html| {
        let described = of.map(|id| ("aria-describedby", id));
        let mut link = |to: String, class: &'static str, phrase: Phrase| {
            let look = [("class", class), ("href", to.as_str())];
            let look: Vec<_> = look.into_iter().chain(described).collect();
            html.element("a", &look, say(frame, phrase));
        };
        if of.is_some() {
            link(format!("{address}{query}"), "button", Phrase::Show);
        }
        link(format!("{address}.csv{query}"), "quiet", Phrase::AsCsv);
        link(format!("{address}.pdf{query}"), "quiet", Phrase::AsPdf);
    });
}

/// One report as a page.
pub(super) fn one(frame: &Frame<'_>, report: &Report, document: &Document) -> String {
    let query: Vec<(&str, String)> = match report {
        Report::Processing | Report::Assessment | Report::Logging => Vec::new(),
        Report::History(consumer, at) => {
            let minute = at.wall_clock_in_norway().minute;
            let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
            vec![
                ("consumer", consumer.to_string()),
                ("day", at.day_in_norway().to_string()),
                ("time", clock),
            ]
        }
        Report::Control(period) => {
            vec![("first_day", period.first().to_string()), ("last_day", period.last().to_string())]
        }
        Report::Journal(month) => vec![("month", month.to_string())],
    };
    let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", form::encode(&query)) };
    let address = format!("{REPORTS}/{}", path(report.name()));
    frame.page_titled(&document.about().title, |html| {
        html.element("p", &[("class", "small")], &paper::origin(document));
        links(html, frame, (&address, &query), None);
        html.within("div", &[("class", "paper")], |html| paper::blocks(html, document));
        html.within("p", &[("class", "act")], |html| {
            html.element("a", &[("href", REPORTS)], say(frame, Phrase::All));
        });
    })
}

/// The page that says why there is none.
pub(super) fn not_made(frame: &Frame<'_>, why: NotMade) -> String {
    let phrase = match why {
        NotMade::Refused(
            Refused::Token(_) | Refused::RightMissing(_) | Refused::NotNamed | Refused::RoleMissing,
        ) => Phrase::NoRight,
        NotMade::Refused(Refused::NoSuchEntry | Refused::NoSuchBundle | Refused::Expired) => {
            Phrase::Gone
        }
        NotMade::Refused(
            Refused::Busy | Refused::LedgerBusy | Refused::LedgerFailed | Refused::Unreadable,
        ) => Phrase::TryLater,
        NotMade::MonthNotOver => Phrase::MonthNotOver,
        NotMade::NoSuchMonth => Phrase::NoSuchMonth,
        NotMade::TooMuch => Phrase::TooMuch,
    };
    frame.page_titled(say(frame, Phrase::NotMade), |html| {
        html.element("p", &[("class", "lead")], say(frame, phrase));
        html.within("p", &[("class", "act")], |html| {
            let look = [("class", "button"), ("href", REPORTS)];
            html.element("a", &look, say(frame, Phrase::All));
        });
    })
}
