//! What is due, to whom, and how far it has come. The states lie in the vault's folder
//! ([`crate::ledger::watched`]), for those persons who have chosen to be told.
//!
//! | the machine stops after | what is true | what the next look does |
//! | --- | --- | --- |
//! | a state for who just chose | there may be no choice in the ledger | nothing is due without one; the state goes after a day |
//! | new entries | more entries than were looked at | finds that |
//! | a notice is due | nobody was told | sends it |
//! | it is about to be sent | nobody here knows | sends it again, with the same identifier |
//! | a carrier has taken it | nobody here knows | sends it again, with the same identifier |
//! | the state says so | it is delivered or accepted, and not recorded | records it, or asks the carrier |
//! | it is recorded | recorded | records it again, with the same identifier, which counts once |
//! | the state is settled | told | nothing |
//!
//! So a notice is sent at least once, and its end recorded at least once. How far the entries have been
//! looked at goes on only together with a carrier's word or the notice's end: entries that come while it is
//! being sent are new once more.

use super::channel::{Channel, Fault, Notice, Outcome};
use super::matters::{PastPolicies, matters};
use super::state::{Due, Stage, State, Ways};
use super::{Choice, Ended, NotRecorded, Recorder, Settings};
use crate::ledger::entry::Event;
use crate::ledger::watched::Turn;
use crate::ledger::{IndexError, Ledger, ReadError, VaultError};
use crate::vocab::cause::Told;
use crate::vocab::notice::{Fate, NoticeId, Way, When};
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::{SharedClock, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many persons with something to do are found before that is done.
const AT_ONCE: usize = 64;

/// How long a state stands without a choice in the ledger.
const UNCHOSEN: Duration = Duration::from_secs(24 * 3600);

/// The first wait after a failure; each further one is four times as long.
const FIRST_WAIT: Duration = Duration::from_secs(60);

/// The longest wait between two tries, and between two questions to a carrier.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// After so many failures of one carrier in a row nobody else's notice is tried with it in this look.
const IN_VAIN: u8 = 3;

/// Hours in which nothing is sent, on Norway's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The first minute of the day in which it is quiet.
    pub from: u16,
    /// The first in which it is no longer; earlier than `from` when it is quiet over midnight.
    pub until: u16,
}

impl Quiet {
    fn has(self, now: Timestamp) -> bool {
        let minute = now.wall_clock_in_norway().minute;
        if self.from <= self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

/// When to send and when to give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long a notice is tried.
    pub give_up: Duration,
    /// When nothing is sent.
    pub quiet: Option<Quiet>,
}

/// Why nothing could be kept or found out about a person's notices.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The person's entries cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The states cannot be read or written.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// An end was not recorded.
    #[error(transparent)]
    NotRecorded(#[from] NotRecorded),
    /// There is no randomness.
    #[error("the system's randomness failed")]
    Random,
    /// The work was broken off.
    #[error("the work was broken off")]
    Broken,
}

/// What one look did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Notices that a carrier has taken.
    pub taken: u64,
    /// Notices that ended well, as recorded.
    pub delivered: u64,
    /// Notices that were given up, as recorded.
    pub failed: u64,
    /// Tries in vain.
    pub in_vain: u64,
}

/// The outbox.
pub struct Outbox {
    ledger: Ledger,
    settings: Arc<dyn Settings>,
    recorder: Arc<dyn Recorder>,
    policies: Arc<dyn PastPolicies>,
    channels: Vec<Arc<dyn Channel>>,
    rules: Rules,
    clock: SharedClock,
    /// Held while a state is read, judged and written: who chooses and who looks do not undo each other.
    judging: Mutex<()>,
}

/// A person with something to do.
type Pending = (PersonNumber, State);

impl Outbox {
    /// An outbox that tries these carriers, in this order.
    #[must_use]
    pub fn new(
        ledger: Ledger,
        (settings, recorder): (Arc<dyn Settings>, Arc<dyn Recorder>),
        policies: Arc<dyn PastPolicies>,
        channels: Vec<Arc<dyn Channel>>,
        rules: Rules,
        clock: SharedClock,
    ) -> Self {
        let judging = Mutex::new(());
        Self { ledger, settings, recorder, policies, channels, rules, clock, judging }
    }

    /// In which ways people are told, in the order in which they are tried.
    #[must_use]
    pub fn ways(&self) -> Vec<Way> {
        self.channels.iter().map(|channel| channel.way()).collect()
    }

    /// Looks after this person from now on. To be called before the choice is written into the ledger, so
    /// that no chosen person is ever overlooked; what is there already is not told of. Blocks on files.
    ///
    /// # Errors
    /// When it could not be made durable: then the choice must not be written.
    pub fn watch(&self, person: &PersonNumber) -> Result<(), OutboxError> {
        let _judging = self.judging.lock().unwrap_or_else(PoisonError::into_inner);
        let watched = self.ledger.watched();
        let (now, count) = (self.clock.now(), self.ledger.count_about(person)?);
        let was_told = self.settings.of(person).is_some_and(|choice| choice.when != When::Never);
        let kept = watched.state(person)?.as_ref().and_then(State::read);
        let state = match kept {
            Some(state) if was_told => State { since: now, ..state },
            Some(state) => State { since: now, told: count, ..state },
            None => State::new(now, count),
        };
        Ok(watched.put(person, &state.bytes())?)
    }

    /// Looks after those again whose choice stands in the ledger though nothing is kept for them: the file
    /// of states was lost, or a choice was written by another way. They are told of all since the choice.
    /// Blocks on files.
    ///
    /// # Errors
    /// When ledger or vault cannot be read or written.
    pub fn restore(&self) -> Result<usize, OutboxError> {
        let mut restored = 0;
        for act in self.ledger.standing()? {
            let person = &act.about.whom.subject;
            if !matches!(act.about.entry.event, Event::NoticeSetting(_)) {
                continue;
            }
            let _judging = self.judging.lock().unwrap_or_else(PoisonError::into_inner);
            let watched = self.ledger.watched();
            if watched.state(person)?.is_none() {
                let state = State::new(self.clock.now(), act.about.count + 1);
                watched.put(person, &state.bytes())?;
                restored += 1;
            }
        }
        Ok(restored)
    }

    /// Looks at everybody once: finds what is new, sends what is due, asks after what was accepted.
    ///
    /// # Errors
    /// When the states cannot be read. What concerns one person is logged, without saying whom, and left
    /// for the next look.
    pub async fn sweep(self: &Arc<Self>) -> Result<Swept, OutboxError> {
        let (mut swept, mut after) = (Swept::default(), None);
        let mut tired = Tired::default();
        loop {
            let own = self.clone();
            let gather = tokio::task::spawn_blocking(move || own.gather(after));
            let (pending, end) = gather.await.map_err(|_| OutboxError::Broken)??;
            for (person, state) in pending {
                // Boxed: it holds a whole conversation with a carrier.
                let attempt = Box::pin(self.attempt(&person, state, &mut tired, &mut swept));
                if let Err(error) = attempt.await {
                    tracing::warn!(error = %Told(&error), "a notice waits for the next look");
                }
            }
            match end {
                Some(end) => after = Some(end),
                None => return Ok(swept),
            }
        }
    }

    /// Some persons with something to do now, and the last who was looked at, unless it was the last of all.
    fn gather(&self, mut after: Option<Turn>) -> Result<(Vec<Pending>, Option<Turn>), OutboxError> {
        let mut pending = Vec::new();
        while let Some((turn, person, bytes)) = self.ledger.watched().next(after)? {
            after = Some(turn);
            let Some(state) = State::read(&bytes) else {
                tracing::error!("a state of notices is of an unknown form");
                continue;
            };
            match self.judge(&person, state) {
                Ok(None) => {}
                Ok(Some(state)) => pending.push((person, state)),
                // Nobody's entries are known in full before that is done.
                Err(OutboxError::Read(ReadError::Index(IndexError::Rebuilding))) => {
                    return Ok((pending, None));
                }
                Err(error) => {
                    tracing::error!(error = %Told(&error), "what is new cannot be found out now");
                }
            }
            if pending.len() == AT_ONCE {
                return Ok((pending, after));
            }
        }
        Ok((pending, None))
    }

    /// Whether there is something to do about a person now; notes what was found out.
    fn judge(&self, person: &PersonNumber, seen: State) -> Result<Option<State>, OutboxError> {
        let now = self.clock.now();
        if let Some(due) = &seen.due
            && (due.next > now || !self.may(&seen, due, now))
        {
            return Ok(None);
        }
        let count = self.ledger.count_about(person)?;
        if seen.due.is_none() && count == seen.told {
            return Ok(None);
        }
        let _judging = self.judging.lock().unwrap_or_else(PoisonError::into_inner);
        let watched = self.ledger.watched();
        // It may have been changed since it was seen.
        let Some(mut state) = watched.state(person)?.as_ref().and_then(State::read) else {
            return Ok(None);
        };
        let Choice { when, way } = self.settings.of(person).unwrap_or_default();
        let is_open = |due: &Due| matches!(due.stage, Stage::Waiting { .. });
        if when == When::Never && state.due.as_ref().is_none_or(is_open) {
            if now.since(state.since) > UNCHOSEN {
                watched.forget(person)?;
            } else {
                let settled = State { told: count, due: None, ..state };
                watched.change(person, &settled.bytes())?;
            }
            return Ok(None);
        }
        if state.due.is_some() {
            return Ok(Some(state));
        }
        if count > state.told
            && matters(&self.ledger, self.policies.as_ref(), person, state.told, when)?
        {
            state.due = Some(self.due(now, way)?);
        } else {
            state.told = count;
        }
        watched.change(person, &state.bytes())?;
        let is_now = state.due.as_ref().is_some_and(|due| self.may(&state, due, now));
        Ok(Some(state).filter(|_| is_now))
    }

    /// A notice that falls due, by this way alone if it was chosen and there is one.
    fn due(&self, now: Timestamp, way: Option<Way>) -> Result<Due, OutboxError> {
        let mut random = [0; 16];
        SystemRandom::new().fill(&mut random).map_err(|_| OutboxError::Random)?;
        let (id, mut passed) = (NoticeId::new(random), Ways::default());
        if let Some(way) = way.filter(|way| self.channel(*way).is_some()) {
            let others = Way::ALL.iter().filter(|other| **other != way);
            others.for_each(|other| passed.add(*other));
        }
        Ok(Due {
            id,
            begun: now,
            next: now,
            tries: 0,
            passed,
            stage: Stage::Waiting { tried: false },
        })
    }

    /// Whether a notice may be sent now: one a day, and none in quiet hours. What is sent already goes on.
    fn may(&self, state: &State, due: &Due, now: Timestamp) -> bool {
        let had_one = state.last.is_some_and(|last| last.day_in_norway() == now.day_in_norway());
        !matches!(due.stage, Stage::Waiting { .. }) || !(had_one || self.is_quiet(now))
    }

    fn is_quiet(&self, now: Timestamp) -> bool {
        self.rules.quiet.is_some_and(|quiet| quiet.has(now))
    }

    /// Takes a person's notice as far as it goes now.
    async fn attempt(
        &self,
        person: &PersonNumber,
        mut state: State,
        tired: &mut Tired,
        swept: &mut Swept,
    ) -> Result<(), OutboxError> {
        // Before anything is sent: what comes while it is on its way is not told of by it.
        let count = self.count(person).await?;
        while let Some(due) = &mut state.due {
            // Whoever was erased meanwhile is told nothing more, and nothing more is written about them.
            if !self.is_watched(person).await? {
                return Ok(());
            }
            let next = match &due.stage {
                Stage::Ended(way, fate) => {
                    let (way, fate) = (*way, *fate);
                    let ended = Ended { id: due.id, way, fate, at: self.clock.now() };
                    self.recorder.record(person, ended).await?;
                    match fate {
                        Fate::Delivered => swept.delivered += 1,
                        Fate::Failed => swept.failed += 1,
                    }
                    state.due = None;
                    self.keep(person, &state).await?;
                    return Ok(());
                }
                Stage::Accepted(way, reference) => match self.channel(*way) {
                    Some(channel) if !tired.of(*way) => {
                        Some((*way, channel.follow(reference).await))
                    }
                    Some(_) => return Ok(()),
                    None => Some((*way, Outcome::Gone)),
                },
                Stage::Waiting { tried } => match self.next_way(due.passed) {
                    Some(channel)
                        if !tired.of(channel.way()) && !self.is_quiet(self.clock.now()) =>
                    {
                        let (id, person, begun) = (due.id, person.clone(), due.begun);
                        let notice = Notice { id, person, begun, again: *tried };
                        if !notice.again {
                            // Durable before it is sent: whoever finds this does not know how that went.
                            due.stage = Stage::Waiting { tried: true };
                            if !self.keep(&notice.person, &state).await? {
                                return Ok(());
                            }
                        }
                        Some((channel.way(), channel.send(&notice).await))
                    }
                    Some(_) => return Ok(()),
                    None => None,
                },
            };
            let goes_on = self.settle(&mut state, next, count, (tired, swept));
            if !self.keep(person, &state).await? || !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes an outcome into a state; gives whether there is more to do at once.
    fn settle(
        &self,
        state: &mut State,
        outcome: Option<(Way, Outcome)>,
        count: u64,
        (tired, swept): (&mut Tired, &mut Swept),
    ) -> bool {
        let now = self.clock.now();
        let Some(due) = &mut state.due else { return false };
        let was_taken = matches!(due.stage, Stage::Accepted(..));
        let Some((way, outcome)) = outcome else {
            due.stage = Stage::Ended(None, Fate::Failed);
            state.told = state.told.max(count);
            return true;
        };
        tired.note(way, matches!(outcome, Outcome::Failed(_)));
        match outcome {
            Outcome::Delivered | Outcome::Accepted(_) if !was_taken => {
                swept.taken += 1;
                (state.told, state.last) = (state.told.max(count), Some(now));
            }
            Outcome::Failed(_) => swept.in_vain += 1,
            _ => {}
        }
        match outcome {
            Outcome::Delivered => due.stage = Stage::Ended(Some(way), Fate::Delivered),
            Outcome::Accepted(reference) => {
                due.stage = Stage::Accepted(way, reference);
                due.tries = if was_taken { due.tries } else { 0 };
                return self.later(state, way, count, now);
            }
            Outcome::Failed(fault) => {
                tell(way, &fault, "a notice could not be sent now");
                return self.later(state, way, count, now);
            }
            Outcome::Refused(fault) => {
                tell(way, &fault, "a notice cannot be sent this way");
                due.passed.add(way);
                due.stage = Stage::Waiting { tried: false };
            }
            Outcome::Gone => {
                due.passed.add(way);
                due.stage = Stage::Waiting { tried: false };
            }
        }
        true
    }

    /// Puts a notice off, or gives it up; gives whether it ended.
    fn later(&self, state: &mut State, way: Way, count: u64, now: Timestamp) -> bool {
        let Some(due) = &mut state.due else { return false };
        if now.since(due.begun) >= self.rules.give_up {
            due.stage = Stage::Ended(Some(way), Fate::Failed);
            state.told = state.told.max(count);
            return true;
        }
        due.next = now.plus(wait(due.tries));
        due.tries = due.tries.saturating_add(1);
        false
    }

    fn channel(&self, way: Way) -> Option<&Arc<dyn Channel>> {
        self.channels.iter().find(|channel| channel.way() == way)
    }

    fn next_way(&self, passed: Ways) -> Option<&Arc<dyn Channel>> {
        self.channels.iter().find(|channel| !passed.has(channel.way()))
    }

    async fn count(&self, person: &PersonNumber) -> Result<u64, OutboxError> {
        let (ledger, person) = (self.ledger.clone(), person.clone());
        let count = tokio::task::spawn_blocking(move || ledger.count_about(&person));
        Ok(count.await.map_err(|_| OutboxError::Broken)??)
    }

    /// Whether something is kept for a person still.
    async fn is_watched(&self, person: &PersonNumber) -> Result<bool, OutboxError> {
        let (ledger, person) = (self.ledger.clone(), person.clone());
        let state = tokio::task::spawn_blocking(move || ledger.watched().state(&person));
        Ok(state.await.map_err(|_| OutboxError::Broken)??.is_some())
    }

    /// Keeps a state, unless the person was erased meanwhile. Gives whether they are still there.
    async fn keep(&self, person: &PersonNumber, state: &State) -> Result<bool, OutboxError> {
        let (ledger, person, bytes) = (self.ledger.clone(), person.clone(), state.bytes());
        let kept = tokio::task::spawn_blocking(move || ledger.watched().change(&person, &bytes));
        Ok(kept.await.map_err(|_| OutboxError::Broken)??)
    }
}

fn wait(tries: u16) -> Duration {
    let times = 4_u32.saturating_pow(u32::from(tries));
    FIRST_WAIT.saturating_mul(times).min(LONGEST_WAIT)
}

fn tell(way: Way, fault: &Fault, what: &'static str) {
    tracing::warn!(way = way.as_str(), error = %Told(fault), "{what}");
}

/// How often each carrier has failed in a row.
#[derive(Default)]
struct Tired(std::collections::BTreeMap<Way, u8>);

impl Tired {
    fn of(&self, way: Way) -> bool {
        self.0.get(&way).is_some_and(|failures| *failures >= IN_VAIN)
    }

    fn note(&mut self, way: Way, failed: bool) {
        let failures = self.0.entry(way).or_default();
        *failures = if failed { failures.saturating_add(1) } else { 0 };
    }
}
