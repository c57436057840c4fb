//! The people's door as the house sets it up: what it does not start with.

use crate::house::{Provider, TestClock, TestHouse, client_key};
use sluse::config::{Citizens, Config};
use sluse::demo::private::write_secret;
use sluse::login::store::Folder;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// What a house with a changed configuration says when it does not start; none when it does.
async fn told(change: impl Fn(&mut Citizens, &Path)) -> Option<String> {
    let (dir, clock) = (Arc::new(TempDir::new().unwrap()), TestClock::at_start());
    let folder = dir.path().to_owned();
    let change = |config: &mut Config| change(config.citizens.as_mut().unwrap(), &folder);
    let started = TestHouse::start_in(dir.clone(), clock, Provider::start().await, &change).await;
    started.err().map(|error| error.to_string())
}

#[tokio::test]
async fn a_house_proves_itself_to_the_provider_by_a_secret_or_by_a_key() {
    let key = |citizens: &mut Citizens, dir: &Path| {
        write_secret(&dir.join("client.pem"), client_key().to_pkcs8_pem().expose()).unwrap();
        citizens.client_key = Some(dir.join("client.pem"));
        citizens.client_key_id = Some("innsyn-1".to_owned());
    };
    let both = told(key).await.unwrap();
    assert!(both.contains("either client_secret or client_key"), "{both}");
    let none = told(|citizens, _| citizens.client_secret = None).await.unwrap();
    assert!(none.contains("either client_secret or client_key"), "{none}");
    let by_key = told(|citizens, dir| {
        key(citizens, dir);
        citizens.client_secret = None;
    });
    assert_eq!(by_key.await, None);
    let no_key = told(|citizens, dir| {
        citizens.client_key = citizens.client_secret.take();
        assert!(dir.join("secret").exists());
    });
    let no_key = no_key.await.unwrap();
    assert!(no_key.contains("citizens.client_key") && no_key.contains("secret"), "{no_key}");
}

#[tokio::test]
async fn a_folder_of_sessions_is_one_processes() {
    let kept = told(|citizens, dir| citizens.sessions = Some(dir.join("sessions"))).await;
    assert_eq!(kept, None);
    let other = TempDir::new().unwrap();
    let _held = Folder::open(other.path()).unwrap();
    let told = told(|citizens, _| citizens.sessions = Some(other.path().to_owned())).await.unwrap();
    assert!(told.contains("another process keeps its sessions there"), "{told}");
}

#[tokio::test]
async fn a_scope_that_is_none_and_a_level_that_lets_nobody_in_are_refused() {
    let two = told(|citizens, _| citizens.api_scope = Some("one two".to_owned())).await.unwrap();
    assert!(two.contains("citizens.api_scope"), "{two}");
    let empty = told(|citizens, _| citizens.api_scope = Some(String::new())).await.unwrap();
    assert!(empty.contains("citizens.api_scope"), "{empty}");
    let level = told(|citizens, _| citizens.acr_sensitive = vec!["idporten-loa-top".to_owned()]);
    let level = level.await.unwrap();
    assert!(level.contains("acr_sensitive"), "{level}");
}
