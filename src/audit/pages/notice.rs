//! What is told when a page is not shown.

use super::frame::Frame;
use super::phrases::AuditPhrase as Phrase;
use crate::audit::refused::Refused;

/// Writes the page; without a refusal there is nothing at this address.
#[must_use]
pub fn notice(frame: &Frame<'_>, refused: Option<Refused>) -> String {
    let text = match refused {
        None | Some(Refused::NoSuchEntry | Refused::NoSuchBundle) => Phrase::NotThere,
        Some(Refused::Expired) => Phrase::Expired,
        Some(
            Refused::Token(_) | Refused::RightMissing(_) | Refused::NotNamed | Refused::RoleMissing,
        ) => Phrase::NoRight,
        Some(Refused::Busy | Refused::LedgerBusy | Refused::LedgerFailed | Refused::Unreadable) => {
            Phrase::TryAgain
        }
    };
    frame.page(Phrase::NotShown, |html| {
        html.element("p", &[("class", "lead")], frame.say(text));
        html.within("p", &[("class", "act")], |html| {
            let look = [("class", "button"), ("href", "/audit")];
            html.element("a", &look, frame.say(Phrase::Overview));
        });
    })
}
