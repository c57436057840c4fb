//! The person's own readings as an Atom feed (RFC 4287), in a document for the newest and archives for those
//! before (RFC 5005 section 4). An archive holds the entries of twenty counts and never changes.
//!
//! Who asks is logged in, so an entry says which organisation asked, when, and for which purpose. It does not
//! say which fields it got, in which case, or on whose behalf: a reader of feeds keeps what it reads, and
//! shows it to whoever sees the screen. Entries are named by marks that tell nothing
//! ([`super::Record::mark`]).

use super::list::{Entries, MOST};
use super::pages::FEED;
use super::phrases::{OpenedPhrase, TellingPhrase};
use super::readings::{Outcome, Shown};
use crate::page::Xml;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// What a feed is written for.
pub(super) struct Feed<'f> {
    /// The people's own address.
    pub(super) base_url: &'f str,
    /// Before which count it ends: an archive; none: the newest.
    pub(super) before: Option<u64>,
    pub(super) language: Language,
    pub(super) now: Timestamp,
}

/// Whether there is an archive that ends before this count.
pub(super) const fn ends_archive(before: u64) -> bool {
    before > 0 && before.is_multiple_of(MOST as u64)
}

/// Writes the feed.
pub(super) fn feed(about: &Feed<'_>, (shown, next): &Entries) -> String {
    let here = |before: Option<u64>| match before {
        Some(before) => format!("{}{FEED}?before={before}", about.base_url),
        None => format!("{}{FEED}", about.base_url),
    };
    let say = |phrase: TellingPhrase| phrase.in_language(about.language);
    Xml::document(|xml| {
        let root = [("xmlns", ATOM), ("xmlns:fh", HISTORY), ("xml:lang", about.language.tag())];
        xml.within("feed", &root, |xml| {
            xml.line();
            // The same resource for everybody, who each see their own: its address is its name.
            xml.element("id", &[], &here(None));
            xml.element("title", &[], say(TellingPhrase::Lookups));
            let newest = shown.first().map_or(about.now, stamp);
            xml.element("updated", &[], &newest.to_string());
            xml.within("author", &[], |xml| xml.element("name", &[], "Sluse"));
            xml.empty("link", &[("rel", "self"), ("href", &here(about.before))]);
            let list = format!("{}/readings", about.base_url);
            xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &list)]);
            if about.before.is_some() {
                xml.empty("fh:archive", &[]);
                xml.empty("link", &[("rel", "current"), ("href", &here(None))]);
            }
            if let Some(archive) = next.and_then(archive_of) {
                let href = here(Some(archive));
                xml.empty("link", &[("rel", "prev-archive"), ("href", &href)]);
            }
            for shown in shown {
                xml.line();
                xml.within("entry", &[], |xml| entry(xml, about, shown));
            }
        });
    })
}

/// The end of the archive that goes on where a document ends whose oldest entry has this count; it may
/// begin with some of that document's own entries.
fn archive_of(oldest: u64) -> Option<u64> {
    Some(oldest.next_multiple_of(MOST as u64)).filter(|end| *end > 0)
}

/// When the person could first see it.
fn stamp(shown: &Shown) -> Timestamp {
    shown.delayed.as_ref().map_or(shown.at, |delayed| delayed.released)
}

fn entry(xml: &mut Xml, about: &Feed<'_>, shown: &Shown) {
    let say = |phrase: TellingPhrase| phrase.in_language(about.language);
    let at = stamp(shown).to_string();
    let who = match &shown.outcome {
        Outcome::Opened(opened) => Some(&opened.by),
        _ => shown.asked.as_ref().map(|asked| &asked.consumer),
    };
    let who =
        who.and_then(|who| who.name.clone().or_else(|| Some(who.number.as_ref()?.to_string())));
    let who = who.unwrap_or_else(|| say(TellingPhrase::Somebody).to_owned());
    let title = match &shown.outcome {
        Outcome::Disclosed(_) => say(TellingPhrase::Read),
        Outcome::Refused { .. } => say(TellingPhrase::Refused),
        Outcome::Looked(_) => say(TellingPhrase::Looked),
        Outcome::Opened(_) => OpenedPhrase::InFeed.in_language(about.language),
    };
    let purpose = shown
        .purpose
        .as_ref()
        .and_then(|purpose| purpose.title.as_ref())
        .map(|title| title.text.as_str());
    let summary = match purpose {
        Some(purpose) => say(TellingPhrase::Purpose).replace("{purpose}", purpose),
        None => say(TellingPhrase::NoPurpose).to_owned(),
    };
    xml.element("id", &[], &name(about.base_url, shown, &at));
    xml.element("title", &[], &title.replace("{who}", &who));
    xml.element("published", &[], &at);
    xml.element("updated", &[], &at);
    let list = format!("{}/readings", about.base_url);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &list)]);
    xml.element("summary", &[], &summary);
}

/// A `tag:` address (RFC 4151): the service's host, the year of the entry, and its mark.
fn name(base_url: &str, shown: &Shown, at: &str) -> String {
    let host = base_url.split("://").nth(1).unwrap_or_default();
    let host = host.split([':', '/']).next().unwrap_or_default();
    let year = at.get(..4).unwrap_or_default();
    let mark: String = shown.mark.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("tag:{host},{year}:{mark}")
}
