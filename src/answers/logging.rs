//! The inventory of logs (OWASP ASVS 5.0, requirement 16.1.1): which events are logged, where, in which
//! form, who reads them, how long they are kept.
//!
//! It is true by construction: [`kind_of`] has an arm for each event that the ledger can hold, and the
//! inventory a row for each kind.

use super::{Given, Say};
use crate::ledger::entry::Event;
use crate::paper::{Column, Document, Level, Table, Text};

/// The kinds of the ledger's entries, with their names there.
macro_rules! kinds {
    ($($kind:ident $name:literal $what:ident $whom:ident)*) => {
        /// A kind of entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $name] $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The kind's name in an entry.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// What happened, in words.
            #[must_use]
            pub const fn what(self) -> Say {
                match self { $(Self::$kind => Say::$what,)* }
            }

            /// Who may read it.
            const fn whom(self) -> Say {
                match self { $(Self::$kind => Say::$whom,)* }
            }
        }

        /// The kind of an event.
        #[must_use]
        pub const fn kind_of(event: &Event) -> Kind {
            match event { $(Event::$kind(_) => Kind::$kind,)* }
        }
    };
}

kinds! {
    Reading "reading" KindReading ReadByPerson
    Refusal "refusal" KindRefusal ReadByPerson
    Token "token" KindToken ReadByPerson
    TokenRefusal "token-refusal" KindTokenRefusal ReadByAuditors
    PolicyFile "policy-file" KindPolicyFile ReadByAuditors
    PolicyList "policy-list" KindPolicyList ReadByAuditors
    PoliciesActivated "policies-activated" KindPoliciesActivated ReadByAuditors
    LimitWarning "limit-warning" KindLimitWarning ReadByAuditors
    Registration "registration" KindRegistration ReadByAuditors
    Release "release" KindRelease ReadByPerson
    Erasure "erasure" KindErasure ReadByAuditors
    Expired "expired" KindExpired ReadByAuditors
    Digest "digest" KindDigest ReadByAuditors
    Look "look" KindLook ReadByAuditors
    Inquiry "inquiry" KindInquiry ReadByPerson
    InquiryAnswer "inquiry-answer" KindInquiryAnswer ReadByPerson
    Consent "consent" KindConsent ReadByPerson
    ConsentWithdrawn "consent-withdrawn" KindConsentWithdrawn ReadByPerson
    Reservation "reservation" KindReservation ReadByPerson
    ReservationEnded "reservation-ended" KindReservationEnded ReadByPerson
    NoticeSetting "notice-setting" KindNoticeSetting ReadByPerson
    Notice "notice" KindNotice ReadByPerson
    RelativeLook "relative-look" KindRelativeLook ReadByPerson
    IdentityRequest "identity-request" KindIdentityRequest ReadByAuditors
    IdentityOpened "identity-opened" KindIdentityOpened ReadByPerson
    IdentityDeclined "identity-declined" KindIdentityDeclined ReadByAuditors
    Alarm "alarm" KindAlarm ReadByAuditors
}

impl Kind {
    /// Whether entries of the kind can be about a person, sealed with that person's key: then that person may
    /// read them.
    #[must_use]
    pub const fn about_a_person(self) -> bool {
        matches!(self.whom(), Say::ReadByPerson)
    }
}

/// What the configuration says of logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Where the ledger is.
    pub ledger: String,
    /// How long entries about persons can be opened (ISO 8601); none: without end.
    pub keep: Option<String>,
}

/// The inventory.
#[must_use]
pub fn logging(setting: &Setting, given: &Given) -> Document {
    let mut document = given.document(Say::LoggingTitle, Say::LoggingWhat);
    document.heading(Level::Section, given.say(Say::Logs));
    document.table(logs(setting, given));
    document.heading(Level::Section, given.say(Say::Events));
    let heads = [Say::NameInLog, Say::What, Say::ForWhom, Say::HowLong];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Events), columns);
    for kind in Kind::ALL {
        let kept = match (kind.about_a_person(), &setting.keep) {
            (false, _) => given.say(Say::OpenPartKept).to_owned(),
            (true, None) => given.say(Say::KeptForEver).to_owned(),
            (true, Some(keep)) => Say::KeptFor.with(given.language, &[("{n}", keep)]),
        };
        table.row([
            kind.name().into(),
            given.say(kind.what()).into(),
            given.say(kind.whom()).into(),
            Text::from(kept),
        ]);
    }
    document.table(table);
    document
}

fn logs(setting: &Setting, given: &Given) -> Table {
    let heads = [Say::What, Say::Where, Say::Form, Say::ForWhom];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Logs), columns);
    let operations = given.say(Say::OperationLogWhere);
    for (what, place, form, whom) in [
        (Say::TheLedger, setting.ledger.as_str(), Say::TheLedgerForm, Say::ReadByAuditors),
        (Say::OperationLog, operations, Say::OperationLogForm, Say::ReadByOperators),
        (Say::Metrics, given.say(Say::MetricsWhere), Say::MetricsForm, Say::ReadByOperators),
    ] {
        let cells = [given.say(what), place, given.say(form), given.say(whom)];
        table.row(cells.map(Text::from));
    }
    table
}
