//! How it stands with the ledger, as a part of the overview's page.

use super::frame::Frame;
use super::phrases::AuditPhrase as Phrase;
use crate::audit::overview::Overview;
use crate::page::Html;
use crate::page::plot::grouped;
use crate::vocab::time::Timestamp;

/// Writes the part.
pub(super) fn state(html: &mut Html, frame: &Frame<'_>, of: &Overview) {
    let ledger = &of.ledger;
    let yes = |late: bool| frame.say(if late { Phrase::Late } else { Phrase::InTime }).to_owned();
    let at = |at: Timestamp| at.in_norway();
    let mut rows = vec![
        (Phrase::Published, grouped(ledger.published)),
        (Phrase::Waiting, grouped(ledger.waiting)),
        (Phrase::Counted, grouped(ledger.counted)),
    ];
    if ledger.given_up > 0 {
        rows.push((Phrase::GivenUp, grouped(ledger.given_up)));
    }
    rows.extend(ledger.newest.map(|newest| (Phrase::Newest, at(newest))));
    let nobody = || frame.say(Phrase::Nobody).to_owned();
    rows.push((Phrase::Digest, ledger.digest.map_or_else(nobody, |digest| at(digest.at))));
    match &ledger.witnesses {
        None => rows.push((Phrase::Witnesses, nobody())),
        Some(witnesses) => {
            let (cosigned, all) = (witnesses.cosigned, witnesses.all);
            rows.push((Phrase::Witnesses, format!("{cosigned} / {all}")));
            let since = format!("{}, {}", yes(witnesses.late), at(witnesses.quorum_since));
            rows.push((Phrase::Quorum, since));
            if !witnesses.alarms.is_empty() {
                rows.push((Phrase::Alarm, witnesses.alarms.join(", ")));
            }
        }
    }
    rows.extend(ledger.timestamps_late.map(|late| (Phrase::Timestamps, yes(late))));
    html.line();
    html.within("section", &[("class", "card"), ("aria-labelledby", "ledger")], |html| {
        html.element("h2", &[("id", "ledger")], frame.say(Phrase::Ledger));
        if ledger.not_ready.is_some() {
            html.element("p", &[("class", "badge")], frame.say(Phrase::NotReady));
        }
        html.within("dl", &[], |html| {
            for (phrase, text) in rows {
                html.within("div", &[], |html| {
                    html.element("dt", &[], frame.say(phrase));
                    html.element("dd", &[], &text);
                });
            }
        });
    });
}
