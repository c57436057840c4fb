//! What auditors do, beside looking: they ask that an identity be opened, decide on it, and answer the
//! questions that persons ask their organisation. Only who has logged in does anything: a certificate proves
//! a machine, and a form needs the token of a session.

use super::desk::{Desk, Given, Manner, framed};
use super::entrance::Acting;
use super::identities::Reason;
use super::pages;
use super::refused::Refused;
use super::rights::Reader;
use super::role::{Part, Role};
use crate::acts::{ActError, Clerk, Words};
use crate::ledger::entry::Resolution;
use crate::vocab::ids::EntryIndex;

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Deed {
    /// To ask that the identity behind this entry be opened, for this reason and on this law.
    AskIdentity(EntryIndex, String, String),
    /// To agree to this request.
    OpenIdentity(EntryIndex),
    /// Not to agree to it.
    DeclineIdentity(EntryIndex),
    /// To be told what came of one's own request.
    SeeIdentity(EntryIndex),
    /// To answer a question so.
    Answer(EntryIndex, Resolution, String),
    /// Something that the form does not say.
    Unreadable,
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// What is asked about is not the auditor's to see, or cannot be read or written now.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The question is not theirs to answer, or cannot be answered so.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The form lacks something, or has a text that is not taken.
    #[error("the form lacks something, or a text is empty, too long, or has a person's digits")]
    Malformed,
    /// Whoever asked decides on it.
    #[error("another person must decide")]
    SamePerson,
    /// Nobody's identity is opened by this entry.
    #[error("the entry is not about a person of whom somebody asked for something")]
    AboutNobody,
    /// The organisation has an open request for it.
    #[error("this is asked already")]
    AskedAlready,
    /// There are as many open requests as may be.
    #[error("there are as many open requests as may be")]
    TooMany,
    /// There is no such request, or it is decided.
    #[error("there is no such open request")]
    NoSuchRequest,
    /// The person's key is destroyed, or the entry has expired.
    #[error("it can no longer be told whom the entry is about")]
    CannotBeTold,
    /// The role has no questions to answer.
    #[error("this role answers no questions")]
    NotTheirs,
}

impl NotDone {
    /// The stable short name: the reason in the ledger.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Act(error) => error.code(),
            Self::Malformed => "form-malformed",
            Self::SamePerson => "same-person",
            Self::AboutNobody => "about-nobody",
            Self::AskedAlready => "asked-already",
            Self::TooMany => "too-many-open",
            Self::NoSuchRequest => "no-such-request",
            Self::CannotBeTold => "cannot-be-told",
            Self::NotTheirs => "right-missing",
        }
    }
}

/// Who answers persons' questions for their organisation, if this reader does.
#[must_use]
pub fn clerk(reader: &Reader) -> Option<Clerk> {
    let Part::Of { readings: Some(own), .. } = reader.role().part() else { return None };
    Some(Clerk::of_officer(own.clone(), reader.asker().client.clone()))
}

impl Desk {
    /// Does what is to be done.
    ///
    /// # Errors
    /// With the page that says why nothing was done.
    pub async fn act(
        &self,
        acting: &Acting,
        deed: Deed,
        manner: &Manner,
    ) -> Result<Given, (NotDone, String)> {
        let done = self.acted(acting, deed, manner).await;
        if let Err(refused) = &done {
            self.record_refusal(acting.reader().asker(), refused.code()).await;
        }
        done.map_err(|refused| {
            let role = acting.reader().role();
            (refused, framed(role, manner, |frame| pages::not_done(frame, refused)))
        })
    }

    async fn acted(&self, acting: &Acting, deed: Deed, manner: &Manner) -> Result<Given, NotDone> {
        let reader = acting.reader();
        let identities = self.identities();
        let to = |path: &str| Ok(Given::Elsewhere(path.to_owned()));
        match deed {
            Deed::AskIdentity(entry, reason, basis) => {
                let (Some(reason), Some(basis)) = (Reason::parse(&reason), Reason::parse(&basis))
                else {
                    return Err(NotDone::Malformed);
                };
                let recorded = self.look_at(reader.clone(), entry).await?;
                identities.ask(acting, recorded, entry, (reason, basis)).await?;
                to("/audit/identities")
            }
            Deed::OpenIdentity(request) => {
                let entry = identities.entry_of(reader, request)?;
                let recorded = self.look_at(reader.clone(), entry).await?;
                let person = identities.open(acting, recorded, request).await?;
                Ok(Given::Page(told(reader.role(), manner, entry, person.expose())))
            }
            Deed::DeclineIdentity(request) => {
                identities.decline(acting, request).await?;
                to("/audit/identities")
            }
            Deed::SeeIdentity(request) => {
                let (person, entry) = identities.told(acting, request).await?;
                Ok(Given::Page(told(reader.role(), manner, entry, person.expose())))
            }
            Deed::Answer(inquiry, resolution, words) => {
                let clerk = clerk(reader).ok_or(NotDone::NotTheirs)?;
                let words = Words::parse(&words).map_err(|_| NotDone::Malformed)?;
                self.acts().answer(&clerk, inquiry, resolution, words).await?;
                to("/audit/questions")
            }
            Deed::Unreadable => Err(NotDone::Malformed),
        }
    }
}

fn told(role: &Role, manner: &Manner, entry: EntryIndex, number: &str) -> String {
    framed(role, manner, |frame| pages::told(frame, entry, number))
}
