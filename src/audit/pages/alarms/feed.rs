//! Alarms about readings as an Atom feed (RFC 4287). An entry says what was seen, of which organisation and
//! purpose; never whom.

use crate::audit::shown::Shown;
use crate::ledger::entry::{Alarm, Event};
use crate::page::Xml;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use crate::watch::{heading, in_words, title};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Writes the feed, the newest first.
pub(in crate::audit) fn feed(
    origin: &str,
    language: Language,
    now: Timestamp,
    shown: &[Shown],
) -> String {
    let name = format!("urn:sluse:{origin}:alarms");
    Xml::document(|xml| {
        xml.within("feed", &[("xmlns", ATOM), ("xml:lang", language.tag())], |xml| {
            xml.line();
            xml.element("id", &[], &name);
            xml.element("title", &[], title(language));
            let newest = shown.last().and_then(Shown::at).unwrap_or(now);
            xml.element("updated", &[], &newest.to_string());
            xml.within("author", &[], |xml| xml.element("name", &[], "Sluse"));
            for one in shown.iter().rev() {
                let event: Option<Event> = serde_json::from_str(one.event()).ok();
                let (Some(Event::Alarm(alarm)), Some(at)) = (event, one.at()) else { continue };
                xml.line();
                xml.within("entry", &[], |xml| {
                    xml.element("id", &[], &format!("{name}:{}", one.index));
                    entry(xml, language, (one, at), &alarm);
                });
            }
        });
    })
}

fn entry(xml: &mut Xml, language: Language, (one, at): (&Shown, Timestamp), alarm: &Alarm) {
    let (consumer, purpose) = (&alarm.consumer, &alarm.purpose);
    xml.element(
        "title",
        &[],
        &format!("{}: {consumer}, {purpose}", heading(alarm.detector, language)),
    );
    xml.element("published", &[], &at.to_string());
    xml.element("updated", &[], &at.to_string());
    xml.empty("category", &[("term", alarm.detector.as_str())]);
    let link = format!("/audit/entry?index={}", one.index);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &link)]);
    xml.element("summary", &[], &in_words(alarm, language));
}
