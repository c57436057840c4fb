//! One notice a day for all that is new, for those who chose it, and its end in the ledger.

use crate::house::TestClock;
use crate::ledger::{Place, person, reading};
use sluse::acts::{Acts, Setting};
use sluse::dial::DialError;
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Draft, Event, Held, NoticeOutcome, Reading};
use sluse::notify::{
    Channel, Fault, Notice, Outbox, Outcome, PastPolicies, Quiet, Recorder, Reference, Rules,
    Sending, Settings, Swept,
};
use sluse::policy::{PolicySet, PolicySource};
use sluse::vocab::basis::{LawUrl, ServiceId, Statute};
use sluse::vocab::field::FieldPath;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::notice::{NoticeId, Way, When};
use sluse::vocab::party::Organisation;
use sluse::vocab::time::{Clock, Timestamp};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) const HOUR: Duration = Duration::from_secs(3600);
pub(super) const DAY: Duration = Duration::from_secs(24 * 3600);

/// What a carrier does with each notice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Deliver,
    Accept,
    Fail,
    Refuse,
    NotReach,
    /// Takes it and never says so.
    Vanish,
}

/// A carrier that remembers what it was given.
pub(super) struct Carrier {
    pub(super) way: Way,
    pub(super) does: Mutex<Does>,
    pub(super) given: Mutex<Vec<(NoticeId, bool)>>,
    pub(super) asked: AtomicUsize,
}

impl Carrier {
    pub(super) fn new(way: Way, does: Does) -> Arc<Self> {
        let (given, asked) = (Mutex::default(), AtomicUsize::new(0));
        Arc::new(Self { way, does: Mutex::new(does), given, asked })
    }

    pub(super) fn given(&self) -> Vec<(NoticeId, bool)> {
        self.given.lock().unwrap().clone()
    }

    fn outcome(&self) -> Option<Outcome> {
        Some(match *self.does.lock().unwrap() {
            Does::Deliver => Outcome::Delivered,
            Does::Accept => Outcome::Accepted(Reference::parse("ref-1").unwrap()),
            Does::Fail => Outcome::Failed(Fault::Dial(DialError::Unreachable)),
            Does::Refuse => Outcome::Refused(Fault::Status(400)),
            Does::NotReach => Outcome::Gone,
            Does::Vanish => return None,
        })
    }
}

impl Channel for Carrier {
    fn way(&self) -> Way {
        self.way
    }

    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a> {
        self.given.lock().unwrap().push((notice.id, notice.again));
        let outcome = self.outcome();
        Box::pin(async move {
            match outcome {
                Some(outcome) => outcome,
                None => std::future::pending().await,
            }
        })
    }

    fn follow<'a>(&'a self, reference: &'a Reference) -> Sending<'a> {
        assert_eq!(reference.as_str(), "ref-1");
        self.asked.fetch_add(1, Ordering::SeqCst);
        let outcome = self.outcome().unwrap();
        Box::pin(async { outcome })
    }
}

/// Policies with one field of each kind, at any time.
pub(super) struct Policies(Arc<PolicySet>);

const SERVICE: &str = r#"service  = "register.person"
title    = { nb = "Register", nn = "Register", en = "Register" }
provider = "311672118"
upstream = "register"

[[route]]
method = "GET"
path   = "/register/v1/{subject}"

[fields]
"navn"     = { nb = "Navn", nn = "Namn", en = "Name", sensitivity = "identifying" }
"diagnose" = { nb = "Diagnose", nn = "Diagnose", en = "Diagnosis", sensitivity = "article-9" }
"#;

impl Policies {
    fn new() -> Self {
        let source = PolicySource { name: "service.toml".into(), text: SERVICE.into() };
        Self(Arc::new(PolicySet::parse(&[source]).unwrap()))
    }
}

impl PastPolicies for Policies {
    fn in_force_at(&self, _: EntryIndex) -> Option<Arc<PolicySet>> {
        Some(self.0.clone())
    }
}

/// An outbox beside a ledger.
pub(super) struct Post {
    pub(super) place: Place,
    pub(super) ledger: Ledger,
    pub(super) acts: Arc<Acts>,
    pub(super) clock: Arc<TestClock>,
    pub(super) carriers: Vec<Arc<Carrier>>,
    pub(super) outbox: Arc<Outbox>,
}

pub(super) fn rules() -> Rules {
    Rules { give_up: 7 * DAY, quiet: None }
}

impl Post {
    pub(super) fn new(carriers: &[Arc<Carrier>]) -> Self {
        Self::with(carriers, rules(), None)
    }

    pub(super) fn with(
        carriers: &[Arc<Carrier>],
        rules: Rules,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Self {
        Self::at(Place::new(), TestClock::at_start(), carriers, rules, recorder)
    }

    fn at(
        place: Place,
        clock: Arc<TestClock>,
        carriers: &[Arc<Carrier>],
        rules: Rules,
        recorder: Option<Arc<dyn Recorder>>,
    ) -> Self {
        let ledger = place.open();
        let acts = Arc::new(Acts::load(ledger.clone(), clock.clone()).unwrap());
        let settings: Arc<dyn Settings> = acts.clone();
        let recorder = recorder.unwrap_or_else(|| Arc::new(ledger.clone()));
        let channels = carriers.iter().map(|it| it.clone() as Arc<dyn Channel>).collect();
        let policies = Arc::new(Policies::new());
        let both = (settings, recorder);
        let outbox = Outbox::new(ledger.clone(), both, policies, channels, rules, clock.clone());
        let (carriers, outbox) = (carriers.to_vec(), Arc::new(outbox));
        Self { place, ledger, acts, clock, carriers, outbox }
    }

    /// The same folders after the process ended without a word, with these carriers.
    pub(super) fn restarted(self, carriers: &[Arc<Carrier>]) -> Self {
        let Self { place, ledger, acts, clock, carriers: before, outbox } = self;
        drop((ledger, acts, before, outbox));
        Self::at(place, clock, carriers, rules(), None)
    }

    /// The same with other carriers.
    pub(super) fn with_channels(mut self, channels: Vec<Arc<dyn Channel>>) -> Self {
        let both: (Arc<dyn Settings>, Arc<dyn Recorder>) =
            (self.acts.clone(), Arc::new(self.ledger.clone()));
        let policies = Arc::new(Policies::new());
        let (ledger, clock) = (self.ledger.clone(), self.clock.clone());
        self.outbox = Arc::new(Outbox::new(ledger, both, policies, channels, rules(), clock));
        self
    }

    /// The person makes this choice.
    pub(super) async fn choose(&self, number: u32, word: &str) {
        self.choose_way(number, word, None).await;
    }

    pub(super) async fn choose_way(&self, number: u32, word: &str, channel: Option<&str>) {
        self.outbox.watch(&person(number)).unwrap();
        let setting =
            Setting { when: When::parse(word).unwrap(), channel: channel.map(str::to_owned) };
        self.acts.choose(&person(number), setting).await.unwrap();
    }

    pub(super) async fn read(&self, number: u32) {
        self.ledger.append(reading(person(number))).await.unwrap();
    }

    pub(super) async fn sweep(&self) -> Swept {
        self.outbox.sweep().await.unwrap()
    }

    pub(super) fn given(&self) -> usize {
        self.carriers.iter().map(|carrier| carrier.given().len()).sum()
    }

    /// How the person's notices ended, oldest first, as the ledger has it.
    pub(super) fn ends(&self, number: u32) -> Vec<(String, NoticeOutcome, String)> {
        let about = self.ledger.about(&person(number), None, 500).unwrap();
        let ends = about.into_iter().rev().filter_map(|about| match about.entry.event {
            Event::Notice(notice) => {
                Some((notice.channel, notice.outcome, about.whom.words.unwrap()))
            }
            _ => None,
        });
        ends.collect()
    }
}

/// A reading by this organisation of these fields of the register.
fn reading_of(number: u32, consumer: &str, fields: &[&str]) -> Draft {
    let draft = reading(person(number));
    let Event::Reading(mut said) = draft.event else { panic!("a reading") };
    said.asker.consumer = Organisation::parse(consumer).unwrap();
    said.service = ServiceId::parse("register.person").unwrap();
    let fields = fields.iter().map(|field| FieldPath::parse(field).unwrap()).collect();
    Draft { event: Event::Reading(Reading { fields, ..said }), ..draft }
}

#[tokio::test]
async fn any_number_of_readings_gives_one_notice_a_day_and_its_end_is_an_entry() {
    let carrier = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::new(std::slice::from_ref(&carrier));
    post.read(1).await;
    post.choose(1, "any").await;
    post.read(2).await;
    assert_eq!(post.sweep().await, Swept::default(), "nothing came after the choice");
    for _ in 0..3 {
        post.read(1).await;
    }
    assert_eq!(post.sweep().await, Swept { taken: 1, delivered: 1, ..Swept::default() });
    let (id, again) = carrier.given()[0];
    assert!(!again);
    let ended = ("email".to_owned(), NoticeOutcome::Delivered, id.to_string());
    assert_eq!(post.ends(1), [ended]);
    for _ in 0..3 {
        assert_eq!(post.sweep().await, Swept::default(), "its own entry is nothing to tell");
    }
    post.read(1).await;
    assert_eq!(post.sweep().await, Swept::default(), "one a day");
    post.clock.advance(DAY);
    assert_eq!(post.sweep().await.delivered, 1);
    assert_eq!(carrier.given().len(), 2);
    assert_ne!(carrier.given()[1].0, id);
    assert!(post.ends(2).is_empty());
    post.ledger.close().await;
    post.place.verified();
}

#[tokio::test]
async fn who_never_chose_or_chose_never_is_told_of_nothing() {
    let post = Post::new(&[Carrier::new(Way::Email, Does::Deliver)]);
    post.choose(1, "never").await;
    post.choose(2, "any").await;
    post.choose(2, "never").await;
    for number in [1, 2, 3] {
        post.read(number).await;
    }
    post.sweep().await;
    assert_eq!(post.ledger.watched().persons(), 2);
    post.clock.advance(2 * DAY);
    post.read(1).await;
    post.read(2).await;
    post.sweep().await;
    assert_eq!(post.given(), 0);
    assert_eq!(post.ledger.watched().persons(), 0, "nobody is looked after for nothing");
    // Whoever chooses anew is not told of what came before.
    post.choose(1, "any").await;
    post.sweep().await;
    assert_eq!(post.given(), 0);
    post.read(1).await;
    assert_eq!(post.sweep().await.delivered, 1);
}

#[tokio::test]
async fn the_first_reading_by_an_organisation_is_told_and_no_other() {
    let post = Post::new(&[Carrier::new(Way::Email, Does::Deliver)]);
    let read = async |consumer| {
        post.ledger.append(reading_of(1, consumer, &["navn"])).await.unwrap();
        post.clock.advance(DAY);
        post.sweep().await.delivered
    };
    assert_eq!(read("312143046").await, 0);
    post.choose(1, "first").await;
    assert_eq!(read("312143046").await, 0, "it has read before the choice");
    assert_eq!(read("311672118").await, 1);
    assert_eq!(read("311672118").await, 0);
    // So far back that it is on another page.
    for _ in 0..120 {
        post.ledger.append(reading_of(1, "312143046", &["navn"])).await.unwrap();
    }
    assert_eq!(read("311672118").await, 0);
}

#[tokio::test]
async fn only_what_the_law_protects_more_is_told_to_who_wants_that() {
    let post = Post::new(&[Carrier::new(Way::Email, Does::Deliver)]);
    post.choose(1, "sensitive").await;
    let read = async |draft: Draft| {
        post.ledger.append(draft).await.unwrap();
        post.clock.advance(DAY);
        post.sweep().await.delivered
    };
    assert_eq!(read(reading_of(1, "312143046", &["navn"])).await, 0);
    assert_eq!(read(reading_of(1, "312143046", &["navn", "diagnose"])).await, 1);
    assert_eq!(read(reading(person(1))).await, 1, "of an unknown service: in doubt it is told");
}

#[tokio::test]
async fn a_held_reading_gives_no_notice_before_it_is_released() {
    let post = Post::new(&[Carrier::new(Way::Email, Does::Deliver)]);
    post.choose(1, "any").await;
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1981/05/22/25").unwrap();
    let basis = Statute { law, section: "§ 242 a".to_owned() };
    let until = Timestamp::from_millis(1_795_000_000_000).day_in_norway();
    let held = Some(Held { until, basis });
    post.ledger.append(Draft { held, ..reading(person(1)) }).await.unwrap();
    for _ in 0..3 {
        assert_eq!(post.sweep().await, Swept::default());
        post.clock.advance(DAY);
    }
    let day = until.to_string() + "T12:00:00Z";
    assert_eq!(post.ledger.release_due(day.parse().unwrap()).await.unwrap(), 1);
    assert_eq!(post.sweep().await.delivered, 1);
}

#[tokio::test]
async fn in_quiet_hours_nothing_is_sent() {
    let quiet = Some(Quiet { from: 21 * 60, until: 7 * 60 });
    let carrier = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::with(&[carrier], Rules { quiet, ..rules() }, None);
    post.choose(1, "any").await;
    post.read(1).await;
    let mut sent_at = None;
    let is_quiet = |minute: u16| !(7 * 60..21 * 60).contains(&minute);
    while !is_quiet(post.clock.now().wall_clock_in_norway().minute) {
        post.clock.advance(HOUR);
    }
    for _ in 0..24 {
        if post.sweep().await.delivered == 1 {
            sent_at = Some(post.clock.now().wall_clock_in_norway().minute);
            break;
        }
        post.clock.advance(HOUR);
    }
    let minute = sent_at.expect("it is sent in the morning");
    assert!((7 * 60..8 * 60).contains(&minute), "{minute}");
}
