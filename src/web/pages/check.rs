//! The page where one checks a proof oneself. Its script asks nobody and sends nothing; without script the
//! page says how to check offline.

use super::frame::Frame;
use crate::page::Html;
use crate::web::phrases::{CheckPhrase, ListPhrase};

/// The script that checks: also run in Node, by tests and by whoever likes.
pub const VERIFY_SCRIPT: &str = include_str!("../check/verify.js");

/// The script that checks all about a person in one file.
pub const BUNDLE_SCRIPT: &str = include_str!("../check/bundle.js");

/// The script that checks where in a digest a person is.
pub const VRF_SCRIPT: &str = include_str!("../check/vrf.js");

/// The script that reads the page's fields and says what came out.
pub const PAGE_SCRIPT: &str = include_str!("../check/page.js");

/// Writes the page; `log_key` is the verifier key of this ledger.
#[must_use]
pub fn check(frame: Frame<'_>, log_key: &str) -> String {
    let say = |phrase: CheckPhrase| phrase.in_language(frame.language);
    frame.page_with(say(CheckPhrase::Title), Some("/check/page.js"), |html| {
        html.element("h1", &[], say(CheckPhrase::Title));
        html.element("p", &[("class", "lead")], say(CheckPhrase::Lead));
        html.within("noscript", &[], |html| {
            html.element("p", &[], say(CheckPhrase::NeedsScript));
        });
        html.within("div", &[("id", "form"), ("class", "check"), ("hidden", "")], |html| {
            let too = frame.say(ListPhrase::CheckBundle);
            html.element("p", &[("class", "small")], too);
            fields(html, say, log_key);
        });
        let answer = [("id", "answer"), ("tabindex", "-1"), ("aria-live", "polite")];
        html.within("div", &answer, |_| {});
        html.element("h2", &[], say(CheckPhrase::OfflineTitle));
        html.element("p", &[], say(CheckPhrase::Offline));
        html.within("pre", &[], |html| {
            for (file, end) in [("sluse.tlog-proof", "\n"), ("sluse-bundle.json", "")] {
                let command = format!("sluse ledger verify-proof {file} --vkey '{log_key}'{end}");
                html.element("code", &[], &command);
            }
        });
        html.within("ul", &[("id", "words"), ("hidden", "")], |html| {
            for (name, phrase) in CheckPhrase::SAID {
                html.element("li", &[("data-word", name)], say(*phrase));
            }
            for (name, phrase) in ListPhrase::SAID {
                html.element("li", &[("data-word", name)], frame.say(*phrase));
            }
        });
    })
}

fn fields(html: &mut Html, say: impl Fn(CheckPhrase) -> &'static str, log_key: &str) {
    let file = |html: &mut Html, id: &'static str, phrase| {
        html.within("p", &[], |html| {
            html.element("label", &[("for", id)], say(phrase));
            html.void("input", &[("type", "file"), ("id", id)]);
        });
    };
    let area = |html: &mut Html, id: &'static str, rows, phrase, text: &str| {
        html.within("p", &[], |html| {
            html.element("label", &[("for", id)], say(phrase));
            let look = [("id", id), ("rows", rows), ("spellcheck", "false")];
            html.element("textarea", &look, text);
        });
    };
    file(html, "proof-file", CheckPhrase::ProofFile);
    area(html, "proof-text", "5", CheckPhrase::ProofText, "");
    file(html, "entry-file", CheckPhrase::EntryFile);
    area(html, "believed", "3", CheckPhrase::Believed, log_key);
    html.element("p", &[("class", "small")], say(CheckPhrase::BelievedText));
    html.within("p", &[("class", "act")], |html| {
        let button = [("class", "button"), ("type", "button"), ("id", "check")];
        html.element("button", &button, say(CheckPhrase::Check));
    });
}
