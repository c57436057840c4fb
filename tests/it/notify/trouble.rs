//! Whatever fails or stops: a notice is sent at least once, in the end given up, and never lost.

use super::outbox::{Carrier, DAY, Does, HOUR, Post, rules};
use crate::ledger::erasure::erase;
use crate::ledger::person;
use sluse::ledger::Ledger;
use sluse::ledger::entry::NoticeOutcome;
use sluse::notify::{
    Channel, Ended, NotRecorded, Notice, Outcome, Recorder, Recording, Reference, Sending, Swept,
};
use sluse::vocab::notice::Way;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::Clock as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test]
async fn what_a_carrier_took_before_the_end_of_the_process_is_sent_again_the_same() {
    let vanishing = Carrier::new(Way::Email, Does::Vanish);
    let post = Post::new(std::slice::from_ref(&vanishing));
    post.choose(1, "any").await;
    post.read(1).await;
    let outbox = post.outbox.clone();
    let sweeping = tokio::spawn(async move { outbox.sweep().await });
    while vanishing.given().is_empty() {
        tokio::task::yield_now().await;
    }
    sweeping.abort();
    assert!(sweeping.await.unwrap_err().is_cancelled());
    assert!(post.ends(1).is_empty());
    let carrier = Carrier::new(Way::Email, Does::Deliver);
    let post = post.restarted(std::slice::from_ref(&carrier));
    assert_eq!(post.sweep().await, Swept { taken: 1, delivered: 1, ..Swept::default() });
    let id = vanishing.given()[0].0;
    assert_eq!(carrier.given(), [(id, true)]);
    assert_eq!(post.ends(1).len(), 1);
    assert_eq!(post.sweep().await, Swept::default());
}

/// A ledger that cannot write.
struct Full;

impl Recorder for Full {
    fn record<'a>(&'a self, _: &'a PersonNumber, _: Ended) -> Recording<'a> {
        Box::pin(async { Err(NotRecorded) })
    }
}

#[tokio::test]
async fn an_end_that_could_not_be_recorded_is_recorded_later_without_another_letter() {
    let carrier = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::with(std::slice::from_ref(&carrier), rules(), Some(Arc::new(Full)));
    post.choose(1, "any").await;
    post.read(1).await;
    for _ in 0..3 {
        assert_eq!(post.sweep().await.delivered, 0);
    }
    let post = post.restarted(std::slice::from_ref(&carrier));
    assert_eq!(post.sweep().await.delivered, 1);
    assert_eq!(carrier.given().len(), 1);
    assert_eq!(post.ends(1).len(), 1);
}

#[tokio::test]
async fn a_failing_carrier_is_tried_more_and_more_seldom_and_then_given_up() {
    let carrier = Carrier::new(Way::Email, Does::Fail);
    let post = Post::new(std::slice::from_ref(&carrier));
    post.choose(1, "any").await;
    post.read(1).await;
    for _ in 0..5 {
        post.sweep().await;
    }
    assert_eq!(carrier.given().len(), 1, "not at once again");
    let mut waits = Vec::new();
    let mut minutes = 0;
    let mut failed = 0;
    while failed == 0 && minutes < 8 * 24 * 60 {
        post.clock.advance(Duration::from_secs(60));
        minutes += 1;
        let before = carrier.given().len();
        failed = post.sweep().await.failed;
        if carrier.given().len() > before {
            waits.push(minutes);
            minutes = 0;
        }
    }
    assert_eq!(failed, 1);
    assert_eq!(waits[..5], [1, 4, 16, 64, 256]);
    assert!(waits[5..].iter().all(|wait| *wait == 360), "{waits:?}");
    let total: u32 = waits.iter().sum();
    assert!((7 * 24 * 60..7 * 24 * 60 + 360).contains(&total), "given up after a week: {total}");
    let ids: Vec<_> = carrier.given().iter().map(|(id, _)| *id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    let id = ids[0].to_string();
    assert_eq!(post.ends(1), [("email".to_owned(), NoticeOutcome::Failed, id)]);
    // The next reading is told of as ever.
    *carrier.does.lock().unwrap() = Does::Deliver;
    post.read(1).await;
    assert_eq!(post.sweep().await.delivered, 1);
}

#[tokio::test]
async fn what_one_carrier_cannot_bring_another_does_and_without_any_it_failed() {
    let unreachable = Carrier::new(Way::Postkasse, Does::NotReach);
    let refusing = Carrier::new(Way::Svarut, Does::Refuse);
    let good = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::new(&[unreachable, refusing, good.clone()]);
    post.choose(1, "any").await;
    post.read(1).await;
    assert_eq!(post.sweep().await.delivered, 1);
    assert_eq!(post.given(), 3);
    assert_eq!(post.ends(1)[0].0, "email");
    *good.does.lock().unwrap() = Does::NotReach;
    post.clock.advance(DAY);
    post.read(1).await;
    assert_eq!(post.sweep().await.failed, 1);
    let ends = post.ends(1);
    assert_eq!((ends[1].0.as_str(), ends[1].1), ("none", NoticeOutcome::Failed));
}

#[tokio::test]
async fn whoever_chose_a_way_is_told_by_that_one_or_not_at_all() {
    let first = Carrier::new(Way::Postkasse, Does::Deliver);
    let second = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::new(&[first.clone(), second.clone()]);
    post.choose_way(1, "any", Some("email")).await;
    post.choose_way(2, "any", Some("svarut")).await;
    post.read(1).await;
    post.read(2).await;
    assert_eq!(post.sweep().await.delivered, 2);
    assert_eq!(post.ends(1)[0].0, "email");
    assert_eq!(post.ends(2)[0].0, "postkasse", "a way that is not there is no choice");
    *second.does.lock().unwrap() = Does::NotReach;
    post.clock.advance(DAY);
    post.read(1).await;
    assert_eq!(post.sweep().await.failed, 1);
    assert_eq!(first.given().len(), 1);
}

#[tokio::test]
async fn what_was_accepted_is_asked_after_over_restarts_until_it_ended() {
    let carrier = Carrier::new(Way::Postkasse, Does::Accept);
    let mut post = Post::new(std::slice::from_ref(&carrier));
    post.choose(1, "any").await;
    post.read(1).await;
    for _ in 0..3 {
        post.sweep().await;
        post.clock.advance(HOUR);
        post = post.restarted(std::slice::from_ref(&carrier));
    }
    assert_eq!(carrier.given().len(), 1);
    assert!(carrier.asked.load(Ordering::SeqCst) > 0);
    assert!(post.ends(1).is_empty());
    // More comes meanwhile: it is new when this one has ended.
    post.read(1).await;
    *carrier.does.lock().unwrap() = Does::Deliver;
    post.clock.advance(DAY);
    assert_eq!(post.sweep().await.delivered, 1);
    assert_eq!(post.sweep().await.delivered, 1);
    assert_eq!((carrier.given().len(), post.ends(1).len()), (2, 2));
}

#[tokio::test]
async fn an_accepted_letter_that_is_never_confirmed_failed() {
    let carrier = Carrier::new(Way::Postkasse, Does::Accept);
    let post = Post::new(std::slice::from_ref(&carrier));
    post.choose(1, "any").await;
    post.read(1).await;
    post.sweep().await;
    post.clock.advance(8 * DAY);
    assert_eq!(post.sweep().await.failed, 1);
    assert_eq!(post.ends(1)[0].1, NoticeOutcome::Failed);
    assert_eq!(carrier.given().len(), 1);
}

#[tokio::test]
async fn a_carrier_that_is_down_is_not_tried_for_everybody() {
    let carrier = Carrier::new(Way::Email, Does::Fail);
    let post = Post::new(std::slice::from_ref(&carrier));
    for number in super::numbers(100) {
        post.choose(number, "any").await;
        post.read(number).await;
    }
    assert_eq!(post.sweep().await.in_vain, 3);
    *carrier.does.lock().unwrap() = Does::Deliver;
    assert_eq!(post.sweep().await.delivered, 97);
    post.clock.advance(HOUR);
    assert_eq!(post.sweep().await.delivered, 3);
}

#[tokio::test]
async fn whoever_chose_is_found_again_when_the_states_are_lost() {
    let carrier = Carrier::new(Way::Email, Does::Deliver);
    let post = Post::new(std::slice::from_ref(&carrier));
    post.choose(1, "any").await;
    post.read(1).await;
    std::fs::remove_file(post.place.root.join("vault/watched.vault")).unwrap();
    let post = post.restarted(&[carrier]);
    assert_eq!(post.ledger.watched().persons(), 0);
    assert_eq!(post.outbox.restore().unwrap(), 1);
    assert_eq!(post.outbox.restore().unwrap(), 0);
    assert_eq!(post.sweep().await.delivered, 1);
}

#[tokio::test]
async fn a_choice_that_was_never_written_is_forgotten_after_a_day() {
    let post = Post::new(&[Carrier::new(Way::Email, Does::Deliver)]);
    post.outbox.watch(&person(1)).unwrap();
    post.read(1).await;
    post.sweep().await;
    assert_eq!((post.given(), post.ledger.watched().persons()), (0, 1));
    post.clock.advance(2 * DAY);
    post.read(1).await;
    post.sweep().await;
    assert_eq!((post.given(), post.ledger.watched().persons()), (0, 0));
}

/// A carrier that needs as long as an erasure takes.
struct Slow {
    does: Arc<Carrier>,
    ledger: Ledger,
    clock: Arc<crate::house::TestClock>,
}

impl Channel for Slow {
    fn way(&self) -> Way {
        Way::Svarut
    }

    fn send<'a>(&'a self, notice: &'a Notice) -> Sending<'a> {
        Box::pin(async move {
            let outcome: Outcome = self.does.send(notice).await;
            erase(&self.ledger, &notice.person, self.clock.now()).await;
            outcome
        })
    }

    fn follow<'a>(&'a self, reference: &'a Reference) -> Sending<'a> {
        self.does.follow(reference)
    }
}

#[tokio::test]
async fn who_is_erased_while_a_notice_is_sent_is_told_no_more_and_does_not_come_back() {
    for does in [Does::Deliver, Does::Accept, Does::Fail, Does::Refuse, Does::NotReach] {
        let post = Post::new(&[]);
        let (first, next) =
            (Carrier::new(Way::Svarut, does), Carrier::new(Way::Email, Does::Deliver));
        let (ledger, clock) = (post.ledger.clone(), post.clock.clone());
        let slow = Arc::new(Slow { does: first.clone(), ledger, clock });
        let post = post.with_channels(vec![slow, next.clone()]);
        post.choose(1, "any").await;
        post.read(1).await;
        let slots =
            || std::fs::metadata(post.place.root.join("vault/persons.vault")).unwrap().len();
        let before = slots();
        for _ in 0..3 {
            post.sweep().await;
            post.clock.advance(DAY);
        }
        assert_eq!((first.given().len(), next.given().len()), (1, 0));
        assert_eq!(first.asked.load(Ordering::SeqCst), 0);
        assert_eq!(slots(), before, "nobody comes back into the vault");
        assert!(post.ledger.about(&person(1), None, 9).unwrap().is_empty());
        assert_eq!(post.ledger.watched().persons(), 0);
    }
}
