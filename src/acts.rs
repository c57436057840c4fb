//! Floor 38: what persons do about what is read of them. They ask and object, consent and withdraw,
//! reserve, and choose when to be told; organisations answer.
//!
//! Each act is an entry about the person, durable before it counts. Which of them stand is a view, made
//! anew at each start from the entries that [`Ledger::standing`] finds. Whoever was erased has none: a
//! consent or reservation counts only while the vault still knows whose it is.

pub mod clerk;
mod error;
mod settings;
mod view;
pub mod words;

pub use clerk::Clerk;
pub use error::ActError;
pub use settings::{Setting, When};
pub use view::OpenInquiry;
pub use words::Words;

use crate::ledger::counts::Mark;
use crate::ledger::entry::{
    Answer, Consent, Draft, Event, Inquiry, Matter, NoticeSetting, Reservation, Resolution, Whom,
};
use crate::ledger::{Ledger, ReadError};
use crate::vocab::basis::PurposeId;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{Day, SharedClock, Timestamp};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use view::View;

/// How many days an organisation has to answer (GDPR article 12(3): one month).
pub const DAYS_TO_ANSWER: u16 = 30;

/// The questions of one person that may be without an answer at one time.
pub const OPEN_INQUIRIES: Limit = Limit { name: "open_inquiries_of_a_person", most: 20 };

/// The acts that one person may begin in an hour. What ends one is not counted: it needs one that stands.
pub const ACTS_OF_A_PERSON: Limit = Limit { name: "acts_of_a_person_in_an_hour", most: 60 };

/// The acts of all persons that may stand at one time.
pub const STANDING_ACTS: Limit = Limit { name: "standing_acts", most: 10_000_000 };

/// Of how many persons it is remembered how much they began, before those who may begin as much as
/// anybody are forgotten.
const MARKS: usize = 10_000;

fn an_hours() -> Quota {
    let most = u32::try_from(ACTS_OF_A_PERSON.most).unwrap_or(u32::MAX);
    Quota::per_hour(NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN))
}

/// Takes acts in and tells which of them stand.
pub struct Acts {
    ledger: Ledger,
    clock: SharedClock,
    limit: Limit,
    /// How many acts each person has begun.
    begun: DefaultKeyedRateLimiter<Mark>,
    view: RwLock<View>,
    /// Whoever holds this decides on the newest view and writes before anybody else decides.
    turn: tokio::sync::Mutex<()>,
}

/// A reading that an inquiry is about.
#[derive(Debug, Clone)]
pub struct Regarding {
    /// Its entry.
    pub entry: EntryIndex,
    /// The organisation that answers for it.
    pub consumer: Organisation,
    /// What it was for, when that is known.
    pub purpose: Option<PurposeId>,
}

/// An inquiry as the organisation is shown it.
#[derive(Debug)]
pub struct Asked {
    /// What is open of it.
    pub inquiry: OpenInquiry,
    /// Who asks.
    pub person: PersonNumber,
    /// What they wrote.
    pub words: String,
    /// The entry that it is about.
    pub regards: Option<EntryIndex>,
    /// When it was asked.
    pub at: Timestamp,
}

/// What a consent is given to.
#[derive(Debug, Clone)]
pub struct Given {
    /// To whom.
    pub consumer: Organisation,
    /// What for.
    pub purpose: PurposeId,
    /// The last day that it holds.
    pub until: Day,
    /// What it covers, in the words of the policy.
    pub covers: Vec<String>,
    /// The policies that it was given under.
    pub policies: EntryIndex,
}

impl Acts {
    /// Reads which acts stand. Blocks on files.
    ///
    /// # Errors
    /// When the ledger or the vault cannot be read.
    pub fn load(ledger: Ledger, clock: SharedClock) -> Result<Self, ReadError> {
        Self::keeping(STANDING_ACTS, ledger, clock)
    }

    /// The same, with another limit to how many may stand.
    ///
    /// # Errors
    /// Those of [`Acts::load`].
    pub fn keeping(limit: Limit, ledger: Ledger, clock: SharedClock) -> Result<Self, ReadError> {
        let mut view = View::default();
        let today = clock.now().day_in_norway();
        for act in ledger.standing()? {
            let mark = ledger.counts().person(&act.about.whom.subject);
            if let Some(ended) = view.apply(&act.about, mark) {
                ledger.end_act(ended.act, ended.ending).map_err(ReadError::from)?;
            } else if view::is_over(&act.about.entry.event, today) {
                ledger.forget_act(&act);
            }
        }
        let turn = tokio::sync::Mutex::default();
        let begun = RateLimiter::keyed(an_hours());
        Ok(Self { ledger, clock, limit, begun, view: RwLock::new(view), turn })
    }

    fn view(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn view_mut(&self) -> RwLockWriteGuard<'_, View> {
        self.view.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the organisation about one of the person's own readings, or objects to it.
    ///
    /// # Errors
    /// When the person has too many open ones, or the ledger cannot write.
    pub async fn ask(
        &self,
        person: &PersonNumber,
        regarding: Regarding,
        matter: Matter,
        words: Words,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        let mark = self.ledger.counts().person(person);
        if self.view().open_of(mark) >= OPEN_INQUIRIES.most {
            return Err(ActError::TooManyOpen);
        }
        self.may_begin(mark)?;
        let Regarding { entry, consumer, purpose } = regarding;
        let due = self.clock.now().day_in_norway().plus_days(DAYS_TO_ANSWER);
        let inquiry = Inquiry { to: consumer, matter, purpose, due };
        let whom =
            Whom { words: Some(words.into()), regards: Some(entry), ..Whom::just(person.clone()) };
        self.write(Event::Inquiry(Box::new(inquiry)), whom, Some(due)).await
    }

    /// Answers an inquiry, for the organisation that was asked.
    ///
    /// # Errors
    /// When there is no such inquiry to it without an answer, the resolution is not one of the matter's,
    /// or the ledger cannot write.
    pub async fn answer(
        &self,
        clerk: &Clerk,
        inquiry: EntryIndex,
        resolution: Resolution,
        words: Words,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        let asked = self.asked(clerk, inquiry).await?;
        let fits = match asked.inquiry.matter {
            Matter::Question => resolution == Resolution::Answered,
            Matter::Objection => resolution != Resolution::Answered,
        };
        if !fits {
            return Err(ActError::OtherMatter);
        }
        let (consumer, client) = (clerk.organisation().clone(), clerk.client().clone());
        let answer = Answer { inquiry, consumer, client, resolution };
        let whom =
            Whom { words: Some(words.into()), regards: Some(inquiry), ..Whom::just(asked.person) };
        let until = asked.inquiry.due;
        self.write(Event::InquiryAnswer(Box::new(answer)), whom, Some(until)).await
    }

    /// The inquiries to an organisation that have no answer, oldest first.
    #[must_use]
    pub fn open_inquiries(&self, clerk: &Clerk) -> Vec<OpenInquiry> {
        let open = self.view().open_to(clerk.organisation());
        open.into_iter().filter(|open| self.ledger.stands(open.index, open.due)).collect()
    }

    /// All inquiries that have no answer: how many, and how many of them should have had one by a day.
    #[must_use]
    pub fn open_and_overdue(&self, today: Day) -> (usize, usize) {
        let open = self.view().all_open();
        let standing = open.into_iter().filter(|(index, due)| self.ledger.stands(*index, *due));
        standing.fold((0, 0), |(all, late), (_, due)| (all + 1, late + usize::from(due < today)))
    }

    /// One of them, opened for the organisation that was asked.
    ///
    /// # Errors
    /// [`ActError::NoSuchInquiry`], also for one that another was asked.
    pub async fn asked(&self, clerk: &Clerk, index: EntryIndex) -> Result<Asked, ActError> {
        let inquiry = self.view().open(index).filter(|open| open.to == *clerk.organisation());
        let inquiry = inquiry.ok_or(ActError::NoSuchInquiry)?;
        let ledger = self.ledger.clone();
        let act = tokio::task::spawn_blocking(move || ledger.standing_act(index)).await;
        let act = act.map_err(|_| ActError::Unreadable)??;
        let about = act.ok_or(ActError::NoSuchInquiry)?.about;
        Ok(Asked {
            inquiry,
            person: about.whom.subject,
            words: about.whom.words.unwrap_or_default(),
            regards: about.whom.regards,
            at: about.entry.at,
        })
    }

    /// Gives a consent; one to the same organisation for the same purpose must be withdrawn first.
    ///
    /// # Errors
    /// When it stands already, or the ledger cannot write.
    pub async fn consent(
        &self,
        person: &PersonNumber,
        given: Given,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        if self.consented(person, &given.consumer, &given.purpose).is_some() {
            return Err(ActError::StandsAlready);
        }
        self.may_begin(self.ledger.counts().person(person))?;
        let Given { consumer, purpose, until, covers, policies } = given;
        let said = Consent { consumer, purpose, until, covers, policies, consent: None };
        self.write(Event::Consent(Box::new(said)), Whom::just(person.clone()), Some(until)).await
    }

    /// Withdraws a consent. It counts from when this returns; readings before it stay lawful (GDPR
    /// article 7(3)).
    ///
    /// # Errors
    /// When none stands, or the ledger cannot write.
    pub async fn withdraw(
        &self,
        person: &PersonNumber,
        consumer: &Organisation,
        purpose: &PurposeId,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        let (index, said) = self.consented(person, consumer, purpose).ok_or(ActError::StandsNot)?;
        let until = said.until;
        let said = Consent { consent: Some(index), ..said };
        let whom = Whom::just(person.clone());
        self.write(Event::ConsentWithdrawn(Box::new(said)), whom, Some(until)).await
    }

    /// The person's consent to this organisation for this purpose, if one holds today.
    #[must_use]
    pub fn consented(
        &self,
        person: &PersonNumber,
        consumer: &Organisation,
        purpose: &PurposeId,
    ) -> Option<(EntryIndex, Consent)> {
        let mark = self.ledger.counts().person(person);
        let (index, said) = self.view().consent(mark, consumer, purpose)?;
        let today = self.clock.now().day_in_norway();
        (today <= said.until && self.ledger.stands(index, said.until)).then_some((index, said))
    }

    /// Reserves against a purpose.
    ///
    /// # Errors
    /// When that stands already, or the ledger cannot write.
    pub async fn reserve(
        &self,
        person: &PersonNumber,
        purpose: &PurposeId,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        if self.reserved(person, purpose).is_some() {
            return Err(ActError::StandsAlready);
        }
        self.may_begin(self.ledger.counts().person(person))?;
        let said = Reservation { purpose: purpose.clone(), reservation: None };
        self.write(Event::Reservation(said), Whom::just(person.clone()), Some(Day::LAST)).await
    }

    /// Ends a reservation.
    ///
    /// # Errors
    /// When none stands, or the ledger cannot write.
    pub async fn end_reservation(
        &self,
        person: &PersonNumber,
        purpose: &PurposeId,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        let index = self.reserved(person, purpose).ok_or(ActError::StandsNot)?;
        let said = Reservation { purpose: purpose.clone(), reservation: Some(index) };
        let whom = Whom::just(person.clone());
        self.write(Event::ReservationEnded(said), whom, Some(Day::LAST)).await
    }

    /// The person's reservation against this purpose, if one stands.
    #[must_use]
    pub fn reserved(&self, person: &PersonNumber, purpose: &PurposeId) -> Option<EntryIndex> {
        let mark = self.ledger.counts().person(person);
        let index = self.view().reservation(mark, purpose)?;
        self.ledger.stands(index, Day::LAST).then_some(index)
    }

    /// Keeps when and how the person wants to be told.
    ///
    /// # Errors
    /// When the ledger cannot write.
    pub async fn choose(
        &self,
        person: &PersonNumber,
        setting: Setting,
    ) -> Result<EntryIndex, ActError> {
        let _turn = self.turn.lock().await;
        let mark = self.ledger.counts().person(person);
        let replaces = self.view().setting(mark).map(|(index, _)| index);
        if replaces.is_none() {
            self.may_begin(mark)?;
        } else {
            self.may_again(mark)?;
        }
        let whom = Whom { words: Some(setting.to_text()), ..Whom::just(person.clone()) };
        let event = Event::NoticeSetting(NoticeSetting { replaces });
        self.write(event, whom, Some(Day::LAST)).await
    }

    /// What the person has chosen.
    #[must_use]
    pub fn chosen(&self, person: &PersonNumber) -> Option<Setting> {
        let mark = self.ledger.counts().person(person);
        let (index, setting) = self.view().setting(mark)?;
        self.ledger.stands(index, Day::LAST).then_some(setting)
    }

    /// Whether a person may begin one more act. What ends an act is never refused: nobody is kept from
    /// withdrawing.
    fn may_begin(&self, mark: Mark) -> Result<(), ActError> {
        if self.view().len() >= self.limit.most {
            return Err(ActError::Full);
        }
        self.may_again(mark)
    }

    /// Whether a person may write once more, be it in the place of what stands: the ledger keeps it for ever.
    fn may_again(&self, mark: Mark) -> Result<(), ActError> {
        if self.begun.len() > MARKS {
            self.begun.retain_recent();
        }
        self.begun.check_key(&mark).map_err(|_| ActError::TooOften)
    }

    /// Writes an act down; it counts when this returns. Whoever holds the turn calls it.
    async fn write(
        &self,
        event: Event,
        whom: Whom,
        stands: Option<Day>,
    ) -> Result<EntryIndex, ActError> {
        let (mark, words) = (self.ledger.counts().person(&whom.subject), whom.words.clone());
        let said = event.clone();
        // Whoever was erased meanwhile is not written about because somebody answers what they asked.
        let only_known = matches!(event, Event::InquiryAnswer(_));
        let draft = Draft { stands, only_known, ..Draft::about(event, whom) };
        let index = self.ledger.append(draft).await?;
        let ended = self.view_mut().take_in((index, self.clock.now()), &said, words, mark);
        if let Some(ended) = ended {
            let ledger = self.ledger.clone();
            let forgotten =
                tokio::task::spawn_blocking(move || ledger.end_act(ended.act, ended.ending)).await;
            // The entry says that it has ended; the next start does the rest.
            if !matches!(forgotten, Ok(Ok(()))) {
                tracing::error!("what an act has ended could not be forgotten");
            }
        }
        Ok(index)
    }
}
