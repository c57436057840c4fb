//! A visit, what is wanted of it, and the reply: the words between the door and the service.

use super::access::{AccessRefused, Presented, Visitor};
use super::deeds::Deed;
use super::filter::{Filter, Part};
use super::listing::FileKind;
use super::look::Look;
use super::others::ListOf;
use super::pages::{self, Frame, Notice};
use super::phrases::RelativePhrase;
use super::place::Wanted;
use super::usages::{Usages, UserId};
use crate::login::LoginError;
use crate::login::cookies::{Jar, SetCookie};
use crate::login::session::Session;
use crate::page::Form;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use serde_json::Value;
use std::sync::Arc;

/// What a browser wants.
#[derive(Debug)]
pub enum Wish {
    /// The front page.
    Front,
    /// How it works.
    About,
    /// To log in.
    LogIn(Wanted),
    /// To come back from the provider, with what it sent along.
    Return(Form),
    /// To see a part of the list.
    Readings(Part),
    /// To print what the filter admits.
    Printed(Filter),
    /// To have what the filter admits as a file.
    Whole(FileKind, Filter),
    /// To get the proof of the person's entry of this count.
    Proof(u64),
    /// To check a proof.
    Check,
    /// To read about accessibility.
    Accessibility,
    /// To know where security faults are reported.
    SecurityText,
    /// To have all in one file, with the proof that it is all.
    Bundle,
    /// To read the list as a feed: the newest, or the archive that ends before this count.
    Feed(Option<u64>),
    /// To see whose lists one may choose.
    Others,
    /// To choose whose list is shown, with the form's token; no choice when the form says none that can be read.
    Choose(String, Option<ListOf>),
    /// To log out, with the form's token.
    LogOut(String),
    /// To be told that one is logged out, with the state of the logout.
    LoggedOut(String),
    /// The provider's browser frame: that a session of the provider's ends here too.
    ProviderLogsOut {
        /// Whose session it says it is.
        issuer: String,
        /// What the provider calls it.
        sid: String,
    },
    /// To do something, or to see what can be done.
    Do(Deed),
    /// To see disclosures in the form of another country, for whom the program says.
    Usages(UserId, Usages),
    /// To do something, with a body that says nothing that can be done.
    BadBody,
    /// Something that is not there.
    Unknown,
    /// Something that is there, with a method that it does not take.
    WrongMethod,
    /// Something whose address cannot be read.
    Unreadable,
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person: pages.
    Person,
    /// A program that acts for a person: JSON.
    Program,
}

/// One request.
pub struct Visit {
    /// What is wanted.
    pub wish: Wish,
    /// For whom.
    pub reader: Reader,
    /// The cookies that came with it.
    pub jar: Jar,
    /// The access token that came with it, when there is one.
    pub presented: Option<Presented>,
    /// The language tag in the address, when there is one.
    pub language: Option<String>,
    /// The browser's `Accept-Language`, when it has one.
    pub accept_language: Option<String>,
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// What was wanted is shown.
    Shown,
    /// The browser is sent elsewhere.
    Sent,
    /// Nobody is logged in.
    NotLoggedIn,
    /// There is no such page.
    NotFound,
    /// The page does not take the method.
    WrongMethod,
    /// The address cannot be read.
    BadAddress,
    /// A form without the session's token.
    FormRefused,
    /// What was sent cannot be read.
    Malformed,
    /// A program says that it asks for another person than its token.
    OtherPerson,
    /// What was to be done is not possible.
    NotTaken,
    /// A return from a logout that was not begun here.
    LogoutUnknown,
    /// The ledger cannot be read.
    Unreadable,
    /// What is wanted is there soon.
    NotYet,
    /// There is no right to see the list of another.
    NoRight,
    /// The population register does not answer.
    RegisterDown,
    /// A login failed.
    LoginFailed(LoginError),
    /// A program's access token is not good.
    AccessRefused(AccessRefused),
}

impl Ending {
    /// The stable short name, for programs.
    const fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Sent => "sent-elsewhere",
            Self::NotLoggedIn => "not-logged-in",
            Self::NotFound => "no-such-page",
            Self::WrongMethod => "method-not-taken",
            Self::BadAddress => "address-malformed",
            Self::FormRefused => "form-refused",
            Self::Malformed => "form-malformed",
            Self::OtherPerson => "other-person",
            Self::NotTaken => "not-taken",
            Self::LogoutUnknown => "logout-unknown",
            Self::Unreadable => "readings-unreadable",
            Self::NotYet => "not-published-yet",
            Self::NoRight => "no-right-to-this-list",
            Self::RegisterDown => "population-register-down",
            Self::LoginFailed(_) => "login-failed",
            Self::AccessRefused(refused) => refused.code(),
        }
    }
}

/// What the browser gets.
pub enum Content {
    /// A page.
    Page(String),
    /// A plain text.
    Text(String),
    /// A JSON document.
    Json(Value),
    /// An Atom feed.
    Feed(String),
    /// A file to keep.
    File {
        /// What it is called.
        name: String,
        /// Its media type.
        media_type: &'static str,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// A refusal for a program: the problem's short name and text.
    Problem(&'static str, &'static str),
    /// A refusal for a program with an access token.
    AccessRefused {
        /// Why.
        refused: AccessRefused,
        /// The scope that a token must have.
        scope: String,
        /// The `acr` values that are good enough, space-separated.
        levels: String,
    },
    /// Nothing to see.
    Nothing,
    /// Another address.
    Elsewhere(String),
}

/// One answer.
pub struct Reply {
    /// How it ended.
    pub ending: Ending,
    /// What the browser gets.
    pub content: Content,
    /// What the browser is told to keep and to forget.
    pub cookies: Vec<SetCookie>,
    /// The language of the content.
    pub language: Language,
    /// A nonce for the program's next DPoP proof.
    pub nonce: Option<String>,
}

impl Reply {
    fn new(ending: Ending, content: Content, language: Language) -> Self {
        Self { ending, content, cookies: Vec::new(), language, nonce: None }
    }

    pub(super) fn nonced(mut self, nonce: Option<String>) -> Self {
        self.nonce = nonce.or(self.nonce);
        self
    }

    pub(super) fn with(mut self, cookie: SetCookie) -> Self {
        self.cookies.push(cookie);
        self
    }
}

/// A visit with what is known of it: who comes, when, and in which language.
pub(super) struct Known {
    pub(super) reader: Reader,
    pub(super) jar: Jar,
    pub(super) visitor: Visitor,
    /// Whether the visitor's login is strong enough for what is sensitive.
    pub(super) is_high: bool,
    pub(super) now: Timestamp,
    pub(super) language: Language,
    pub(super) look: Arc<Look>,
}

impl Known {
    /// Whose request it is: a browser's or a program's.
    pub(super) const fn person(&self) -> Option<&PersonNumber> {
        self.visitor.person()
    }

    /// The browser's session.
    pub(super) const fn session(&self) -> Option<&Session> {
        match &self.visitor {
            Visitor::Browser(session) => Some(session),
            Visitor::Nobody | Visitor::Program(_) => None,
        }
    }

    /// A nonce for the program's next proof.
    pub(super) fn nonce(&self) -> Option<String> {
        match &self.visitor {
            Visitor::Program(holder) => holder.nonce.clone(),
            Visitor::Nobody | Visitor::Browser(_) => None,
        }
    }

    /// A page; `here` is where it stands.
    pub(super) fn page(&self, here: &str, write: impl FnOnce(Frame<'_>) -> String) -> Reply {
        let (language, session) = (self.language, self.session());
        let frame = Frame { language, session, here, look: &self.look };
        Reply::new(Ending::Shown, Content::Page(write(frame)), self.language)
    }

    /// A plain text.
    pub(super) fn text(&self, text: String) -> Reply {
        Reply::new(Ending::Shown, Content::Text(text), Language::English)
    }

    /// A feed.
    pub(super) fn feed(&self, feed: String) -> Reply {
        Reply::new(Ending::Shown, Content::Feed(feed), self.language)
    }

    /// A document for a program.
    pub(super) fn json(&self, document: Value) -> Reply {
        Reply::new(Ending::Shown, Content::Json(document), self.language)
    }

    /// A file to keep.
    pub(super) fn file(&self, name: String, media_type: &'static str, bytes: Vec<u8>) -> Reply {
        let content = Content::File { name, media_type, bytes };
        Reply::new(Ending::Shown, content, self.language)
    }

    /// A notice, in the form that the reader understands.
    pub(super) fn notice(&self, ending: Ending, notice: Notice) -> Reply {
        match self.reader {
            Reader::Person => {
                Reply { ending, ..self.page("/", |frame| pages::notice(frame, notice)) }
            }
            Reader::Program => {
                let text = notice.text.in_language(Language::English);
                Reply::new(ending, Content::Problem(ending.code(), text), Language::English)
            }
        }
    }

    /// A refusal of what only programs send.
    pub(super) fn problem(&self, ending: Ending, text: &'static str) -> Reply {
        Reply::new(ending, Content::Problem(ending.code(), text), Language::English)
    }

    /// A refusal for a program with an access token.
    pub(super) fn access_refused(
        &self,
        refused: AccessRefused,
        scope: String,
        levels: String,
    ) -> Reply {
        let content = Content::AccessRefused { refused, scope, levels };
        Reply::new(Ending::AccessRefused(refused), content, Language::English)
    }

    /// Nothing to see.
    pub(super) fn nothing(&self) -> Reply {
        Reply::new(Ending::Shown, Content::Nothing, self.language)
    }

    /// Something about the lists of others, in the form that the reader understands.
    pub(super) fn told(
        &self,
        ending: Ending,
        title: RelativePhrase,
        text: RelativePhrase,
    ) -> Reply {
        match self.reader {
            Reader::Person => {
                Reply { ending, ..self.page("/others", |frame| pages::told(frame, title, text)) }
            }
            Reader::Program => {
                let text = text.in_language(Language::English);
                Reply::new(ending, Content::Problem(ending.code(), text), Language::English)
            }
        }
    }

    /// Another address.
    pub(super) fn sent(&self, to: String) -> Reply {
        Reply::new(Ending::Sent, Content::Elsewhere(to), self.language)
    }
}
