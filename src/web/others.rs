//! The lists of others: a parent looks at a child's, a guardian at a ward's.
//!
//! Whose list a session is shown is kept here, on our side, and never in an address. At each page the
//! register is asked and the rules decide anew ([`whose`]); what gives no clear yes is a no, and then
//! the session goes back to its own list. Each look is an entry about the person whose list it is,
//! durable before anything is shown ([`looks`]).

mod choose;
mod looks;
mod marks;
mod slots;
mod tries;
mod whose;

pub use looks::{COVERS, Pen, Unwritten, Writing};
pub use tries::TRIES_COUNT;
pub use whose::{ActingFor, Whose};

use super::partial::Known;
use crate::folkeregister::{Part, Relations, Silent};
use crate::login::session::Sessions;
use crate::relatives::{NoRight, Registered, Rules, right};
use crate::vocab::limits::Limit;
use crate::vocab::relation::Relation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use looks::Looks;
use marks::Marks;
use ring::error::Unspecified;
use ring::rand::SystemRandom;
use slots::Slots;
use std::sync::Arc;
use tries::Tries;

/// The children of one person that the register is asked about.
pub const CHILDREN: Limit = Limit { name: "children_asked_about", most: 20 };

/// The numbers that one person may try in vain within [`TRIES_COUNT`], whatever the session: the register is
/// asked about each.
pub const TRIES: Limit = Limit { name: "ward_numbers_tried", most: 5 };

/// Whose list a form asks for.
#[derive(Debug)]
pub enum ListOf {
    /// One's own.
    Own,
    /// The child at this place of those that the page offered.
    Offered(usize),
    /// The ward of this number.
    Ward(PersonNumber),
}

impl ListOf {
    /// Reads the form's `list` (`own`, a place, or `ward`) and `number`. None for anything else.
    #[must_use]
    pub fn parse(list: &str, number: &str) -> Option<Self> {
        match list {
            "own" => Some(Self::Own),
            "ward" => {
                let digits: String = number.chars().filter(|one| !one.is_whitespace()).collect();
                let digits = zeroize::Zeroizing::new(digits);
                PersonNumber::parse(&digits).ok().map(Self::Ward)
            }
            place => {
                let number: usize = place.parse().ok()?;
                (number.to_string() == place).then_some(Self::Offered(number))
            }
        }
    }
}

/// What the lists of others need.
pub struct Others {
    register: Arc<dyn Relations>,
    rules: Rules,
    pen: Arc<dyn Pen>,
    marks: Marks,
    slots: Slots,
    looks: Looks,
    tries: Tries,
    pub(super) shared: Arc<Known>,
}

/// Why the list of another is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NotShown {
    /// There is no right to it, whatever the reason.
    NoRight,
    /// The register does not answer.
    RegisterDown,
}

impl From<NoRight> for NotShown {
    fn from(_: NoRight) -> Self {
        Self::NoRight
    }
}

impl From<Silent> for NotShown {
    fn from(silent: Silent) -> Self {
        match silent {
            // Whether a number is anybody's is nobody's business.
            Silent::Nobody => Self::NoRight,
            Silent::Down => Self::RegisterDown,
        }
    }
}

impl Others {
    /// Asks this register, decides by these rules, and has looks written by this pen.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn new(
        register: Arc<dyn Relations>,
        rules: Rules,
        pen: Arc<dyn Pen>,
        random: &SystemRandom,
    ) -> Result<Self, Unspecified> {
        Ok(Self {
            register,
            rules,
            pen,
            marks: Marks::new(random)?,
            slots: Slots::default(),
            looks: Looks::default(),
            tries: Tries::default(),
            shared: Arc::default(),
        })
    }

    /// How many sessions have chosen, or were offered lists.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.slots.len()
    }

    /// Lets go of what was kept for sessions that have ended, and of what has stood its time.
    pub fn let_go(&self, sessions: &Sessions, now: Timestamp) {
        self.slots.let_go(|key| sessions.lives(key, now));
        self.looks.let_go(now);
        self.tries.let_go(now);
        self.shared.let_go(now);
        self.register.let_go(now);
    }

    /// By which right somebody may see the list of another now.
    async fn right(
        &self,
        looker: &PersonNumber,
        of: &PersonNumber,
        now: Timestamp,
    ) -> Result<(Relation, Arc<Registered>), NotShown> {
        if looker == of {
            return Err(NotShown::NoRight);
        }
        let own = self.register.ask(looker, Part::Relations, now).await?;
        let other = self.register.ask(of, Part::Relations, now).await?;
        let relation = right(&self.rules, &own, &other, now.day_in_norway())?;
        Ok((relation, other))
    }

    /// Whether places must be hidden from this person's list. A register that does not answer hides them.
    async fn is_protected(&self, person: &PersonNumber, now: Timestamp) -> bool {
        let said = self.register.ask(person, Part::Protection, now).await;
        said.map_or(true, |said| said.is_protected())
    }
}
