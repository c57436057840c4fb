//! Whose list a request is about: found anew at each, from the session, the register and the rules.

use super::looks::Recorded;
use super::{NotShown, Others};
use crate::login::cookies::Cookie;
use crate::vocab::relation::Relation;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::web::notices;
use crate::web::partial::{Cut, Partial};
use crate::web::phrases::RelativePhrase;
use crate::web::rows::Remembered;
use crate::web::turns::Turn;
use crate::web::veil::Places;
use crate::web::visit::{Ending, Known, Reply};
use crate::web::{Sources, Web};
use std::sync::Arc;

/// Whose list is shown. Made only by [`Web::whose_list`]: for another's list after the right to it was found
/// and the look was written.
pub struct Whose {
    person: PersonNumber,
    places: Places,
    can_choose: bool,
    acting: Option<ActingFor>,
    weaker: bool,
    _turn: Turn,
}

/// For whom a session acts, when it is not for itself.
pub struct ActingFor {
    relation: Relation,
    name: Option<String>,
    _look: Recorded,
}

impl ActingFor {
    /// By which right.
    #[must_use]
    pub const fn relation(&self) -> Relation {
        self.relation
    }

    /// What the other is called, when the register says it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Whose {
    /// The person whose list it is.
    #[must_use]
    pub const fn person(&self) -> &PersonNumber {
        &self.person
    }

    /// For whom the session acts; none: for itself.
    #[must_use]
    pub const fn acting_for(&self) -> Option<&ActingFor> {
        self.acting.as_ref()
    }

    /// Whether the login is too weak for what the law protects more.
    #[must_use]
    pub const fn is_weaker(&self) -> bool {
        self.weaker
    }

    /// Whether the list may tell places.
    #[must_use]
    pub const fn places(&self) -> Places {
        self.places
    }

    /// Whether the lists of others can be chosen at all here.
    #[must_use]
    pub const fn can_choose(&self) -> bool {
        self.can_choose
    }
}

impl Web {
    /// Whose list this visit is about, when it is the turn of who is logged in.
    ///
    /// # Errors
    /// The answer that says that nobody is logged in, or why another's list is not shown (any more).
    pub(in crate::web) async fn whose_list(&self, known: &Known) -> Result<Whose, Reply> {
        let Some(own) = known.person() else {
            return Err(known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN));
        };
        let Some(turn) = self.turns.turn(own).await else {
            return Err(known.notice(Ending::Unreadable, notices::UNREADABLE));
        };
        let (person, weaker) = (own.clone(), !known.is_high);
        let (places, can_choose, acting) = (Places::Told, self.others.is_some(), None);
        let whose = Whose { person, places, can_choose, acting, weaker, _turn: turn };
        let Some(others) = &self.others else { return Ok(whose) };
        let cookie = known.jar.value(Cookie::Session).unwrap_or_default();
        // A program with a token of the person's acts for that person alone: its cookies count for nothing.
        let chosen = known.session().and_then(|_| others.slots.chosen(cookie, known.now));
        match chosen {
            Some(other) => others.acting_for(whose, other, known).await,
            None => {
                let hidden = others.is_protected(own, known.now).await;
                Ok(Whose { places: if hidden { Places::Hidden } else { Places::Told }, ..whose })
            }
        }
    }

    /// The same, when it is one's own: what is told to who acts for another is a title and a text.
    ///
    /// # Errors
    /// Those of [`Web::whose_list`], and that answer.
    pub(in crate::web) async fn own_list(
        &self,
        known: &Known,
        (title, text): (RelativePhrase, RelativePhrase),
    ) -> Result<Whose, Reply> {
        let whose = self.whose_list(known).await?;
        if whose.acting.is_some() {
            return Err(known.told(Ending::NoRight, title, text));
        }
        Ok(whose)
    }
}

impl Web {
    /// What may be read of the list that is shown: of one's own what the login is strong enough for, and of
    /// another's what is shared with relatives, too; and what is remembered of just that.
    pub(in crate::web) fn sources_of(
        &self,
        whose: &Whose,
        now: Timestamp,
    ) -> (Sources, Arc<Remembered>) {
        let sources = self.sources.clone();
        let cut = Cut { for_relative: whose.acting.is_some(), sensitive: whose.weaker };
        let remembered = match (cut.for_relative, cut.sensitive) {
            (false, false) => return (sources, self.remembered.clone()),
            (false, true) => &self.partial.ordinary,
            (true, false) => &self.partial.shared,
            (true, true) => &self.partial.shared_ordinary,
        };
        let (readings, policies) = (sources.readings.clone(), sources.policies.clone());
        let known = self.partial.known.clone();
        let readings = Arc::new(Partial { readings, policies, known, cut, now });
        (Sources { readings, ..sources }, remembered.clone())
    }
}

impl Others {
    /// The list of another, for who would else see `own`.
    async fn acting_for(
        &self,
        own: Whose,
        other: PersonNumber,
        known: &Known,
    ) -> Result<Whose, Reply> {
        let (relation, said) = match self.right(&own.person, &other, known.now).await {
            Ok(found) => found,
            Err(why) => {
                let cookie = known.jar.value(Cookie::Session).unwrap_or_default();
                self.slots.choose(cookie, None, known.now);
                return Err(not_shown(why, known));
            }
        };
        let looked = (&own.person, &other, relation);
        let Ok(look) = self.looks.record((self.pen.as_ref(), &self.marks), looked, known.now).await
        else {
            let (title, text) = (RelativePhrase::UnwrittenTitle, RelativePhrase::UnwrittenText);
            return Err(known.told(Ending::Unreadable, title, text));
        };
        let name = said.first_name().map(str::to_owned);
        let acting = Some(ActingFor { relation, name, _look: look });
        // Nobody looks at the list of a person whose address is protected, so there is nothing to hide.
        Ok(Whose { person: other, places: Places::Told, acting, ..own })
    }
}

/// What is told when the list of another is not shown. The reason is not: it would say something of the other.
pub(super) fn not_shown(why: NotShown, known: &Known) -> Reply {
    match why {
        NotShown::NoRight => {
            let (title, text) = (RelativePhrase::NoRightTitle, RelativePhrase::NoRightText);
            known.told(Ending::NoRight, title, text)
        }
        NotShown::RegisterDown => {
            let title = RelativePhrase::RegisterDownTitle;
            known.told(Ending::RegisterDown, title, RelativePhrase::RegisterDownText)
        }
    }
}
