//! Reading the folder again: what is written, what is kept, what is refused.

use super::{
    FIELD, activations, asked, by_signal, comment, file, files_written, house, metrics, operator,
    reload, rewrite, without_the_field,
};
use crate::house::{TestHouse, logged};
use sluse::activation::past::{self, Past};
use sluse::ledger::entry::{Author, Entry, Event};
use sluse::vocab::ids::EntryIndex;
use std::fs;
use std::time::Duration;

/// The set of the newest activation, read back.
fn newest(house: &TestHouse) -> Past {
    let entry = house.ledger().newest_policies().unwrap();
    past::at(house.ledger(), entry).unwrap().unwrap()
}

#[tokio::test]
async fn a_start_writes_every_file_once_and_says_who_started() {
    let (house, folder) = house(|_| ()).await;
    let all = activations(&house);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].1.author, Some(Author::Start { operator: operator() }));
    let shipped = sluse::activation::folder::read(&folder).unwrap();
    let names: Vec<_> = shipped.iter().map(|file| file.name.clone()).collect();
    assert_eq!(files_written(&house), names);
    let past = newest(&house);
    let sources: Vec<_> = past.files.into_iter().map(|file| file.source).collect();
    assert_eq!(sources, shipped, "and all of it can be read back");
}

#[tokio::test]
async fn a_changed_file_is_written_alone_and_the_next_reading_is_judged_by_it() {
    let (house, folder) = house(|_| ()).await;
    assert!(asked(&house).await.to_string().contains("fornavn"));
    let (before, files) = (newest(&house), files_written(&house).len());
    house.clock.advance(Duration::from_secs(60));
    rewrite(&folder, without_the_field);
    reload(&house).await;
    let after = newest(&house);
    assert_eq!(files_written(&house).len(), files + 1, "one file changed");
    assert_eq!((after.author.clone(), after.previous), (by_signal(), Some(before.entry)));
    assert!(after.at > before.at && after.digest != before.digest);
    let kept = |past: &Past| -> Vec<_> {
        let unchanged = |one: &&past::PastFile| !one.source.text.contains("\"barnehageopptak\"");
        past.files.iter().filter(unchanged).cloned().collect()
    };
    assert_eq!(kept(&before), kept(&after), "the others stand where they stood");
    assert!(!asked(&house).await.to_string().contains("fornavn"));
    let last = house.entries().pop().unwrap();
    let Event::Reading(reading) = last.event else { panic!("{last:?}") };
    assert_eq!(reading.policies, after.entry);
    assert!(reading.fields.iter().all(|field| field.to_string() != FIELD));
}

#[tokio::test]
async fn a_changed_service_changes_the_purposes_over_it() {
    let (house, folder) = house(|_| ()).await;
    assert!(asked(&house).await.to_string().contains("kommunenummer"));
    let services = sluse::activation::folder::read(&folder).unwrap();
    let service = services
        .iter()
        .filter(|file| !file.text.lines().any(|line| line.starts_with("purpose")))
        .find(|file| {
            let line = file.text.lines().find(|line| line.starts_with("service"));
            line.is_some_and(|line| line.contains("\"folkeregisteret.person\""))
        })
        .unwrap();
    let changed = service.text.replace("\"ugradert\"", "\"noe-annet\"");
    assert_ne!(changed, service.text);
    fs::write(folder.join(&service.name), changed).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 2);
    let told = asked(&house).await.to_string();
    assert!(!told.contains("kommunenummer"), "everybody's address is protected now: {told}");
}

#[tokio::test]
async fn the_same_files_are_not_activated_again_also_not_by_a_restart() {
    let (house, folder) = house(|_| ()).await;
    comment(&folder, "en kommentar");
    reload(&house).await;
    let entries = house.ledger().size();
    reload(&house).await;
    assert_eq!(house.ledger().size(), entries, "nothing is new");
    let unchanged = r#"sluse_policies_reloads_total{outcome="unchanged"} 1"#;
    assert!(metrics(&house).await.contains(unchanged));
    let before = newest(&house);
    let house = house
        .restart_with(&|config| {
            config.policies.clone_from(&folder);
            config.activation.operator = Some(operator());
        })
        .await;
    assert_eq!(newest(&house), before);
    comment(&folder, "en til");
    let files = files_written(&house).len();
    reload(&house).await;
    assert_eq!(files_written(&house).len(), files + 1, "a new process knows what is written");
}

#[tokio::test]
async fn a_bad_set_is_refused_with_its_errors_and_the_old_one_stays() {
    let (house, folder) = house(|_| ()).await;
    let right = fs::read_to_string(file(&folder)).unwrap();
    for (wrong, outcome) in [
        (right.replace("[[permit]]", "[[permitt]]"), "policies-wrong"),
        (right.replace("[[permit]]", "[[permit"), "policies-wrong"),
    ] {
        fs::write(file(&folder), wrong).unwrap();
        let entries = house.ledger().size();
        reload(&house).await;
        assert_eq!(house.ledger().size(), entries, "nothing is written");
        assert!(metrics(&house).await.contains(outcome));
        assert!(asked(&house).await.to_string().contains("fornavn"), "the old one decides");
    }
    assert!(logged().contains("barnehageopptak.toml:") && logged().contains("permitt"));
    fs::write(file(&folder), &right).unwrap();
    let cases = "tests = \"barnehageopptak\"\n[[case]]\nname = \"alle får alt\"\n\
                 document = \"{}\"\nabsent = [\"x\"]\n";
    fs::write(folder.join("opptak.test.toml"), cases).unwrap();
    comment(&folder, "med en test som ikke holder");
    reload(&house).await;
    assert!(metrics(&house).await.contains("policies-cases"));
    assert!(logged().contains("opptak.test.toml:2: alle får alt"));
    assert_eq!(activations(&house).len(), 1, "the old one stays");
    fs::remove_file(folder.join("opptak.test.toml")).unwrap();
    fs::write(file(&folder), right).unwrap();
    let stranger = r#"service = "annet.register"
        title = { nb = "A", nn = "A", en = "A" }
        provider = "311672118"
        upstream = "ukjent"
        [[route]]
        method = "GET"
        path = "/annet/{subject}"
        [fields]
        navn = { nb = "Navn", nn = "Namn", en = "Name" }
        "#;
    fs::write(folder.join("annet.toml"), stranger).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 1, "there is no such upstream here");
    assert!(logged().contains("names the upstream `ukjent`"));
    let reserved = stranger.replace("ukjent", "folkeregisteret").replace("/annet/", "/policies/");
    fs::write(folder.join("annet.toml"), reserved).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 1, "the path is the gateway's own");
    fs::remove_dir_all(&folder).unwrap();
    reload(&house).await;
    assert!(metrics(&house).await.contains("policies-unreadable"));
    assert!(asked(&house).await.to_string().contains("fornavn"), "the old one still decides");
}

#[tokio::test]
async fn a_long_file_and_a_large_set_are_read_back_whole() {
    let (house, folder) = house(|_| ()).await;
    let one = fs::read_to_string(folder.join("purposes/ytelser/bostotte.toml")).unwrap();
    let many = folder.join("mange");
    fs::create_dir(&many).unwrap();
    for number in 0..2_100 {
        let copy = one.replace("\"bostotte\"", &format!("\"stotte-{number}\""));
        fs::write(many.join(format!("{number}.toml")), copy).unwrap();
    }
    rewrite(&folder, |text| format!("{text}\n# {}\n", "«lang» ".repeat(10_000)));
    reload(&house).await;
    let past = newest(&house);
    let read: Vec<_> = past.files.iter().map(|file| file.source.clone()).collect();
    assert_eq!(read, sluse::activation::folder::read(&folder).unwrap());
    assert!(past.files.iter().any(|file| file.entries.len() > 2), "in several entries");
    let lists = &activations(&house)[1].1.lists;
    assert!(lists.len() == 2, "too many for one entry: {lists:?}");
    let entries = house.ledger().size();
    let house = house.restart_with(&|config| config.policies.clone_from(&folder)).await;
    assert_eq!(house.ledger().size(), entries, "the restart finds it all");
    fs::remove_dir_all(&many).unwrap();
    reload(&house).await;
    assert_eq!(house.ledger().size(), entries + 1, "all that is left was written before");
}

#[test]
fn an_activation_of_a_time_without_authors_is_read() {
    let text = r#"{"v":1,"at":"2026-11-21T12:00:00.000Z","event":{"kind":"policies-activated","digest":"00","files":[0,1],"previous":3}}"#;
    let entry: Entry = serde_json::from_str(text).unwrap();
    let Event::PoliciesActivated(activated) = &entry.event else { panic!("{entry:?}") };
    assert_eq!(activated.author, None);
    assert_eq!(activated.files, [EntryIndex(0), EntryIndex(1)]);
    assert_eq!(serde_json::to_string(&entry).unwrap(), text, "and means the same written again");
}

#[tokio::test]
async fn a_file_that_ends_where_its_former_text_goes_on_is_not_activated() {
    let (house, folder) = house(|_| ()).await;
    let path = file(&folder);
    let whole = fs::read_to_string(&path).unwrap();
    let wider = format!("{whole}\n[[forbid]]\npath = \"navn\"\nwhen = \"address-protected\"\n");
    fs::write(&path, &wider).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 2, "{}", logged());
    fs::write(&path, &whole).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 2, "a good file, and wider, but cut off");
    assert!(metrics(&house).await.contains("policies-unfinished"));
    assert!(logged().contains("barnehageopptak.toml: ends where its former text goes on"));
    fs::write(&path, format!("{whole}# uten forbudet\n")).unwrap();
    reload(&house).await;
    assert_eq!(activations(&house).len(), 3, "it was meant");
}

#[tokio::test]
async fn a_folder_that_has_lost_all_its_purposes_is_not_activated() {
    let (house, folder) = house(|_| ()).await;
    for file in sluse::activation::folder::read(&folder).unwrap() {
        if file.text.lines().any(|line| line.starts_with("purpose")) {
            fs::remove_file(folder.join(file.name)).unwrap();
        }
    }
    reload(&house).await;
    assert_eq!(activations(&house).len(), 1, "the old one stays");
    assert!(logged().contains("no file of the folder has a purpose"));
    assert!(asked(&house).await.to_string().contains("fornavn"));
}
