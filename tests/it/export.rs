//! What is exported can be read by who has never seen this program: each form is held here against what its
//! standard says, by readers of their own.

pub mod fhir;
pub mod otlp;
pub mod syslog;

use crate::ledger::{Place, person, reading};
use sluse::ledger::entry::{
    Asker, Author, Breadth, Decision, Draft, Event, LimitWarning, Look, Looked, PoliciesActivated,
    PolicyFile, Refusal, Sought, TokenRefusal,
};
use sluse::vocab::basis::{PurposeId, ServiceId};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::time::Timestamp;

/// Text that is trouble for whoever forgets to escape.
pub const TROUBLE: &str = "æ\"b\\c]d\r\n\te\u{1}f\u{7f}🦉";

pub fn asker() -> Asker {
    Asker {
        consumer: Organisation::parse("312143046").unwrap(),
        supplier: Some(Organisation::parse("313181847").unwrap()),
        client: ClientId::parse("client-1").unwrap(),
        customer: None,
        sub_client: None,
        issuer: None,
    }
}

/// Events of many kinds, with trouble in the texts that may have any.
fn events() -> Vec<Event> {
    let refused = |reason: &str, asker| Refusal {
        reason: reason.to_owned(),
        asker,
        service: Some(ServiceId::parse("folkeregisteret.person").unwrap()),
        purpose: Some(PurposeId::parse("skole").unwrap()),
        policies: Some(EntryIndex(0)),
    };
    let file = |text: String| PolicyFile { name: "a/b.toml".into(), text, continues: false };
    let sought = Sought { decision: Some(Decision::Refused), ..Sought::default() };
    vec![
        Event::PolicyFile(file(TROUBLE.to_owned())),
        Event::PolicyFile(file(TROUBLE.repeat(1500))),
        Event::Refusal(refused("other-person", Some(asker()))),
        Event::Refusal(refused(TROUBLE, None)),
        Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None }),
        Event::TokenRefusal(TokenRefusal {
            reason: "MP-110".into(),
            client: Some(ClientId::parse("client-1").unwrap()),
        }),
        Event::LimitWarning(LimitWarning {
            consumer: Organisation::parse("312143046").unwrap(),
            purpose: PurposeId::parse("skole").unwrap(),
            limit: "persons".into(),
            soft: 7,
            policies: EntryIndex(0),
        }),
        Event::PoliciesActivated(PoliciesActivated {
            digest: "00".repeat(32),
            author: Some(Author::Start { operator: TROUBLE.into() }),
            files: vec![EntryIndex(0), EntryIndex(1)],
            lists: Vec::new(),
            previous: None,
        }),
        Event::Look(Box::new(Look {
            asker: asker(),
            sight: Breadth::Own,
            at: Looked::Search(sought),
            covers_until: Timestamp::from_millis(1_795_000_000_000),
        })),
    ]
}

/// A closed ledger with readings and with everything else that there is; and how many entries it has.
pub async fn varied() -> (Place, usize) {
    let place = Place::new();
    let ledger = place.open();
    let mut drafts: Vec<Draft> = events().into_iter().map(Draft::new).collect();
    let mut about = reading(person(3));
    about.event = events().remove(2);
    drafts.push(about);
    drafts.extend((0..300).map(|number| reading(person(number % 40))));
    drafts.extend(events().into_iter().map(Draft::new));
    let all = drafts.len();
    ledger.append_all(drafts).await.unwrap();
    ledger.close().await;
    (place, all)
}
