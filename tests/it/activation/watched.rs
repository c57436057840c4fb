//! The folder is watched: what rests is taken, what is being written is not, swapped links count.

use super::{
    activations, asked, comment, copied, file, house, metrics, operator, without_the_field,
};
use crate::house::eventually;
use sluse::ledger::entry::Author;
use std::fs;
use std::os::unix::fs::symlink;

fn watching(config: &mut sluse::config::Config) {
    config.activation.watch = true;
    config.activation.watch_ms = 20;
}

#[tokio::test]
async fn a_change_of_the_folder_is_activated_in_the_name_of_who_watches() {
    let (house, folder) = house(watching).await;
    comment(&folder, "endret");
    eventually(|| async { activations(&house).len() == 2 }).await;
    let author = activations(&house).pop().unwrap().1.author;
    assert_eq!(author, Some(Author::Watch { operator: operator() }));
}

#[tokio::test]
async fn a_half_written_file_changes_nothing_until_it_is_whole() {
    let (house, folder) = house(watching).await;
    let path = file(&folder);
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 12]).unwrap();
    eventually(|| async { metrics(&house).await.contains("policies-wrong") }).await;
    assert!(asked(&house).await.to_string().contains("fornavn"));
    assert_eq!(activations(&house).len(), 1);
    fs::write(&path, without_the_field(&whole)).unwrap();
    eventually(|| async { activations(&house).len() == 2 }).await;
    assert!(!asked(&house).await.to_string().contains("fornavn"));
}

#[tokio::test]
async fn a_link_that_is_swapped_to_another_folder_is_taken_whole() {
    let (house, folder) = house(|config| {
        watching(config);
        let base = config.policies.parent().unwrap();
        let first = copied(&config.policies, &base.join("first"));
        symlink(first, base.join("link")).unwrap();
        config.policies = base.join("link");
    })
    .await;
    let base = folder.parent().unwrap();
    let second = copied(&folder, &base.join("second"));
    let path = file(&second);
    fs::write(&path, without_the_field(&fs::read_to_string(&path).unwrap())).unwrap();
    fs::write(second.join(".uferdig.toml"), "dette er ikke TOML").unwrap();
    assert!(asked(&house).await.to_string().contains("fornavn"));
    symlink(second, base.join("next")).unwrap();
    fs::rename(base.join("next"), base.join("link")).unwrap();
    eventually(|| async { activations(&house).len() == 2 }).await;
    assert!(!asked(&house).await.to_string().contains("fornavn"));
}
