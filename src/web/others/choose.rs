//! Choosing whose list is shown.

use super::whose::not_shown;
use super::{CHILDREN, ListOf, NotShown, Others};
use crate::folkeregister::Part;
use crate::ledger::entry::{Draft, Event, Refusal};
use crate::login::cookies::Cookie;
use crate::login::random::same;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use crate::web::visit::{Ending, Known, Reply};
use crate::web::{Web, notices, pages};

/// The reason in the ledger.
const NO_RIGHT: &str = "no-right-to-this-list";

impl Web {
    /// The page that offers the lists which the person may see.
    pub(in crate::web) async fn others(&self, known: &Known) -> Reply {
        let Some(session) = known.session() else {
            return known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN);
        };
        let Some(others) = &self.others else {
            return known.notice(Ending::NotFound, notices::NOT_FOUND);
        };
        let offered = match others.children(session.person(), known.now).await {
            Ok(offered) => offered,
            Err(why) => return not_shown(why, known),
        };
        let (numbers, names): (Vec<_>, Vec<_>) = offered.into_iter().unzip();
        let cookie = known.jar.value(Cookie::Session).unwrap_or_default();
        others.slots.offer(cookie, numbers, known.now);
        known.page("/others", |frame| pages::others(frame, &names))
    }

    /// Takes the form of that page. A right that is found here is found anew at each page.
    pub(in crate::web) async fn choose_list(
        &self,
        form_token: &str,
        choice: Option<ListOf>,
        known: &Known,
    ) -> Reply {
        let Some(session) = known.session() else {
            return known.notice(Ending::NotLoggedIn, notices::MUST_LOG_IN);
        };
        let Some(others) = &self.others else {
            return known.notice(Ending::NotFound, notices::NOT_FOUND);
        };
        if !same(session.form_token(), form_token) {
            return known.notice(Ending::FormRefused, notices::FORM_REFUSED);
        }
        let cookie = known.jar.value(Cookie::Session).unwrap_or_default();
        let slots = &others.slots;
        let wanted = match choice {
            Some(ListOf::Own) => {
                slots.choose(cookie, None, known.now);
                return known.sent("/readings".to_owned());
            }
            Some(ListOf::Offered(place)) => slots.offered(cookie, place, known.now),
            Some(ListOf::Ward(number)) => {
                let tried = others.try_number(session.person(), &number, known.now).await;
                if let Err(why) = tried {
                    slots.choose(cookie, None, known.now);
                    return not_shown(why, known);
                }
                Some(number)
            }
            None => None,
        };
        let right = match &wanted {
            Some(other) => others.right(session.person(), other, known.now).await.map(|_| ()),
            None => Err(NotShown::NoRight),
        };
        match right {
            Ok(()) => {
                slots.choose(cookie, wanted, known.now);
                known.sent("/readings".to_owned())
            }
            Err(why) => {
                slots.choose(cookie, None, known.now);
                not_shown(why, known)
            }
        }
    }
}

impl Others {
    /// Whether somebody may see the list of whose number they have typed. Few may be typed in vain, and each
    /// that was is an entry. It is about nobody: who tried must not be able to write into another's list,
    /// and what is typed may be anybody's number or nobody's.
    async fn try_number(
        &self,
        looker: &PersonNumber,
        typed: &PersonNumber,
        now: Timestamp,
    ) -> Result<(), NotShown> {
        let who = self.marks.of(&[looker]);
        if !self.tries.begin(who, now) {
            return Err(NotShown::NoRight);
        }
        let right = self.right(looker, typed, now).await;
        if right.is_ok() || matches!(right, Err(NotShown::RegisterDown)) {
            self.tries.take_back(&who, now);
        } else {
            let refusal = Refusal {
                reason: NO_RIGHT.to_owned(),
                asker: None,
                service: None,
                purpose: None,
                policies: None,
            };
            // It is refused all the same when the ledger cannot write; the pen says that in the log.
            let _ = self.pen.write(Draft::new(Event::Refusal(refusal))).await;
        }
        right.map(drop)
    }

    /// The children whose lists somebody may see now, with their first names where the register says one.
    async fn children(
        &self,
        person: &PersonNumber,
        now: Timestamp,
    ) -> Result<Vec<(PersonNumber, Option<String>)>, NotShown> {
        let own = self.register.ask(person, Part::Relations, now).await?;
        let mut offered = Vec::new();
        for child in own.children().into_iter().take(CHILDREN.most) {
            match self.right(person, child, now).await {
                Ok((_, said)) => {
                    offered.push((child.clone(), said.first_name().map(str::to_owned)));
                }
                Err(NotShown::NoRight) => {}
                Err(NotShown::RegisterDown) => return Err(NotShown::RegisterDown),
            }
        }
        Ok(offered)
    }
}
