//! Sessions in a folder: what survives a restart, what the files tell, and what is gone for good.

use super::browser::{Browser, House};
use super::clock::minutes;
use super::sample::{KARI, OLA};
use hyper::StatusCode;
use sluse::login::session::{Arrived, MOST, Sessions};
use sluse::login::store::{Folder, StoreError};
use sluse::vocab::secret::Key32;
use sluse::vocab::subject::PersonNumber;
use sluse::vocab::time::{Clock as _, Timestamp};
use sluse::web::WebOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const SESSION: &str = "__Host-sluse-session";

/// Keeps sessions in a folder, as the house does whose configuration names one.
fn kept_in(folder: &Path, now: Timestamp) -> impl FnOnce(&mut WebOptions) + use<> {
    let folder = Folder::open(folder).unwrap();
    let key = folder.login_key(&ring::rand::SystemRandom::new()).unwrap();
    let sessions = Sessions::kept_in(folder, now);
    move |options| {
        options.sessions = Arc::new(sessions);
        options.login_key = key;
    }
}

struct Place(TempDir);

impl Place {
    fn new() -> (Self, House) {
        let place = Self(TempDir::new().unwrap());
        let house = House::new();
        let now = house.clock.now();
        let house = house.restart(kept_in(place.0.path(), now));
        (place, house)
    }

    /// The process ends, as by a power cut, and another begins.
    fn restart(&self, house: House) -> House {
        let now = house.clock.now();
        let house = house.restart(|_| ());
        house.restart(kept_in(self.0.path(), now))
    }

    fn sessions(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.0.path()).unwrap().map(|file| file.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|end| end == "session")).collect()
    }
}

#[tokio::test]
async fn a_session_survives_a_restart_and_no_other_cookie_opens_it() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    let mut other = Browser::login(&house, OLA).await;
    let token = browser.get(&house, "/readings").await.form_token();
    let house = place.restart(house);
    let page = browser.get(&house, "/readings").await;
    assert_eq!((page.status, page.form_token()), (StatusCode::OK, token));
    assert_eq!(other.get(&house, "/readings").await.status, StatusCode::OK);
    other.cookies.insert(SESSION.to_owned(), "A".repeat(43));
    assert_eq!(other.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_ends_at_its_time_whatever_was_restarted() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    house.clock.pass(minutes(14));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    house.tidy_sessions(false);
    let house = place.restart(house);
    house.clock.pass(minutes(14));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK, "it was seen");
    house.tidy_sessions(true);
    let house = place.restart(house);
    house.clock.pass(minutes(15));
    let house = place.restart(house);
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
    assert!(place.sessions().is_empty(), "what has run out is removed at the start");

    let mut browser = Browser::login(&house, KARI).await;
    for _ in 0..4 {
        house.clock.pass(minutes(14));
        assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::OK);
    }
    house.tidy_sessions(true);
    let house = place.restart(house);
    house.clock.pass(minutes(4));
    assert_eq!(browser.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_has_run_out_is_removed_from_the_disk_while_the_house_runs() {
    let (place, house) = Place::new();
    Browser::login(&house, KARI).await;
    assert_eq!(place.sessions().len(), 1);
    house.clock.pass(minutes(16));
    house.tidy_sessions(false);
    assert!(place.sessions().is_empty());
}

#[tokio::test]
async fn a_stolen_cookie_opens_nothing_after_logout_not_even_after_a_restart() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    let mut thief = browser.clone();
    assert_eq!(thief.get(&house, "/readings").await.status, StatusCode::OK);
    let token = browser.get(&house, "/readings").await.form_token();
    browser.post(&house, "/logout", format!("csrf={token}")).await;
    assert_eq!(thief.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
    assert!(place.sessions().is_empty());
    let house = place.restart(house);
    assert_eq!(thief.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_file_that_cannot_be_overwritten_is_removed_at_the_logout_all_the_same() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    let mut thief = browser.clone();
    let token = browser.get(&house, "/readings").await.form_token();
    let file = place.sessions().remove(0);
    // Nobody writes into a folder, not even root, to whom no mode of a file says no.
    let aside = place.0.path().join("aside");
    std::fs::create_dir(&aside).unwrap();
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&aside, &file).unwrap();
    browser.post(&house, "/logout", format!("csrf={token}")).await;
    assert!(place.sessions().is_empty(), "its name is what it would come back by");
    assert!(aside.is_dir());
    let house = place.restart(house);
    assert_eq!(thief.get(&house, "/readings").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_new_login_removes_the_session_of_the_old_cookie_from_the_disk() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    let before = place.sessions();
    browser.try_login(&house, KARI).await;
    assert_eq!(place.sessions().len(), 1);
    assert_ne!(place.sessions(), before);
}

#[tokio::test]
async fn the_files_tell_nobody_who_was_logged_in_or_how_to_come_in() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, house) = Place::new();
    house.provider.lie(|lies| {
        lies.claims = |claims| claims["sid"] = "session-of-the-provider".into();
    });
    let mut browser = Browser::login(&house, KARI).await;
    let token = browser.get(&house, "/readings").await.form_token();
    let cookie = browser.cookies[SESSION].clone();
    for file in place.sessions() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&file).unwrap();
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        let number: u64 = KARI.parse().unwrap();
        for what in [
            KARI.as_bytes(),
            &number.to_be_bytes()[3..],
            token.as_bytes(),
            cookie.as_bytes(),
            b"session-of-the-provider",
            b"loa-high",
            b"TestID",
        ] {
            assert!(!holds(what));
        }
        assert!(!name.contains(&cookie));
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others may read it");
    }
}

#[tokio::test]
async fn a_file_that_was_touched_logs_nobody_in() {
    let (place, house) = Place::new();
    let mut browser = Browser::login(&house, KARI).await;
    let file = place.sessions().remove(0);
    let whole = std::fs::read(&file).unwrap();
    // The version, when it began, the provider's session, and the seal; not when it was seen.
    for at in [0, 5, 20, 50, 60, whole.len() - 1] {
        let mut touched = whole.clone();
        touched[at] ^= 1;
        std::fs::write(&file, &touched).unwrap();
        let now = house.clock.now();
        let other = House::new().restart(kept_in_copy(&place, now));
        assert_eq!(browser.get(&other, "/readings").await.status, StatusCode::UNAUTHORIZED, "{at}");
    }
    std::fs::write(&file, &whole).unwrap();
    let other = House::new().restart(kept_in_copy(&place, house.clock.now()));
    assert_eq!(browser.get(&other, "/readings").await.status, StatusCode::OK);
}

/// The same sessions in another folder: the first one is in use.
fn kept_in_copy(place: &Place, now: Timestamp) -> impl FnOnce(&mut WebOptions) + use<> {
    let copy = TempDir::new().unwrap();
    for file in place.sessions() {
        std::fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
    }
    kept_in(copy.path(), now)
}

#[tokio::test]
async fn what_is_no_session_is_removed_or_left_alone() {
    let (place, house) = Place::new();
    let folder = place.0.path().to_owned();
    let name = "0".repeat(64);
    for (file, bytes) in [
        (format!("{name}.session"), vec![1; 20_000]),
        (format!("{}.session", &name[1..]), vec![1; 100]),
        (format!("{}g.session", &name[1..]), vec![1; 100]),
        ("empty.session".to_owned(), Vec::new()),
        (format!("{name}.new"), vec![1; 100]),
        ("somebody-elses".to_owned(), vec![1; 100]),
    ] {
        std::fs::write(folder.join(file), bytes).unwrap();
    }
    let _house = place.restart(house);
    let mut left: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["login.key", "somebody-elses"]);
}

#[tokio::test]
async fn a_login_under_way_survives_a_restart_and_is_still_good_once() {
    let (place, house) = Place::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    let house = place.restart(house);
    assert_eq!(browser.get(&house, &back).await.status, StatusCode::FOUND);
    let again = browser.get(&house, &back).await;
    assert_eq!(again.element("h1"), "Innloggingen er brukt opp");
    assert_eq!(house.provider.asked().tokens, 1);
    // What the process remembered is gone after the next restart; the provider still knows.
    let house = place.restart(house);
    let again = browser.get(&house, &back).await;
    assert_eq!(again.element("h1"), "Innloggingen er ikke gyldig lenger");
}

#[tokio::test]
async fn a_login_that_was_sealed_with_another_key_is_not_ours() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    let house = house.restart(|options| options.login_key = Key32::new([8; 32]));
    assert_eq!(browser.get(&house, &back).await.element("h1"), "Innloggingen er brukt opp");
}

#[tokio::test]
async fn logins_from_many_addresses_push_nobody_out() {
    let house = House::new();
    let mut browser = Browser::default();
    let back = browser.go_to_provider(&house, KARI).await;
    for _ in 0..20_500 {
        let sent = Browser::default().get(&house, "/login").await;
        assert_eq!(sent.status, StatusCode::FOUND);
    }
    assert_eq!(browser.get(&house, &back).await.status, StatusCode::FOUND);
}

#[test]
fn one_process_keeps_a_folder_and_a_broken_key_is_told() {
    let dir = TempDir::new().unwrap();
    let folder = Folder::open(dir.path()).unwrap();
    assert!(matches!(Folder::open(dir.path()), Err(StoreError::InUse(_))));
    std::fs::write(dir.path().join("login.key"), b"short").unwrap();
    let key = folder.login_key(&ring::rand::SystemRandom::new());
    assert!(matches!(key, Err(StoreError::NotAKey(_))));
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    assert!(matches!(Folder::open(&file.join("below")), Err(StoreError::Io { .. })));
}

#[test]
fn one_session_too_many_ends_the_one_that_was_idle_longest() {
    let sessions: Sessions = Sessions::in_memory();
    let random = ring::rand::SystemRandom::new();
    let start = Timestamp::from_seconds(1_800_000_000);
    let at = |number: usize| start.plus(std::time::Duration::from_millis(number as u64));
    let begin = |number: usize| {
        let arrived = Arrived {
            who: PersonNumber::parse(KARI).unwrap(),
            standing: serde_json::from_str(r#"{"acr":"x","amr":[],"authenticated":null}"#).unwrap(),
            sid: None,
        };
        sessions.begin(arrived, None, &random, at(number)).unwrap()
    };
    let cookies: Vec<_> = (0..MOST).map(begin).collect();
    assert!(sessions.find(cookies[0].expose(), at(MOST)).is_some(), "and it counts as seen");
    begin(MOST + 1);
    let lives = |number: usize| sessions.find(cookies[number].expose(), at(MOST + 2)).is_some();
    assert!(lives(0) && !lives(1) && lives(2) && lives(MOST - 1));
}
