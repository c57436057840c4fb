//! `sluse ledger export`, read back line by line and by the Parquet crate's own reader.

use super::{about, closed, flip, object};
use crate::ledger::{Place, person, replace};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, RowAccessor};
use serde_json::Value;
use std::fs::{self, File};
use std::path::PathBuf;

fn at(place: &Place, name: &str) -> PathBuf {
    place.dir().parent().unwrap().join(name)
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A column of text.
fn string(field: &Field) -> Value {
    match field {
        Field::Str(text) => Value::from(text.as_str()),
        Field::Null => Value::Null,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn lines_say_what_entries_say_but_not_whom() {
    let place = closed(600).await;
    let told = about(&place, &["export"]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let seen = lines(&told.out);
    assert_eq!(seen.len(), 600);
    for (index, line) in seen.iter().enumerate() {
        assert_eq!(line["index"], index);
        assert_eq!(line["event"]["kind"], "reading");
        assert_eq!(line["about_a_person"], true);
        assert!(line.get("tag").is_none() && line.get("sealed").is_none(), "{line}");
    }
    assert!(!told.out.contains(person(17).expose()));
    let whole = about(&place, &["tail", "--from", "0", "--json"]).await.out;
    for (line, whole) in seen.iter().zip(lines(&whole)) {
        assert_eq!(
            (&line["at"], &line["event"]),
            (&whole["entry"]["at"], &whole["entry"]["event"])
        );
        assert!(!told.out.contains(whole["entry"]["tag"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn a_part_is_chosen_by_index_and_by_time() {
    let place = closed(600).await;
    let whole = lines(&about(&place, &["export"]).await.out);
    for (from, to) in [(0, 0), (0, 1), (255, 257), (300, 301), (512, 600), (600, 600)] {
        let range = ["export", "--from", &from.to_string(), "--to", &to.to_string()];
        assert_eq!(lines(&about(&place, &range).await.out), whole[from..to]);
    }
    let (from, to) = (whole[100]["at"].as_str().unwrap(), whole[400]["at"].as_str().unwrap());
    let seen = lines(&about(&place, &["export", "--from", from, "--to", to]).await.out);
    let first = whole.iter().position(|line| line["at"].as_str() >= Some(from)).unwrap();
    let end = whole.iter().position(|line| line["at"].as_str() >= Some(to)).unwrap();
    assert_eq!(seen, whole[first..end]);
    assert_eq!(lines(&about(&place, &["export", "--from", "2000-01-01"]).await.out).len(), 600);
    assert_eq!(about(&place, &["export", "--from", "2100-01-01"]).await.out, "");
}

#[tokio::test]
async fn a_file_of_lines_is_gone_on_with() {
    let place = closed(600).await;
    let whole = about(&place, &["export"]).await.out;
    let file = at(&place, "out/all.ndjson");
    let told = about(&place, &["export", "--out", "out/all.ndjson", "--to", "300"]).await;
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    assert_eq!(told.err, "300 entries written; all from 0 to before 300 are there\n");
    // What is there is not overwritten.
    assert_eq!(about(&place, &["export", "--out", "out/all.ndjson"]).await.code, Some(3));
    // Something stopped it in the middle of a line.
    let begun = fs::read(&file).unwrap();
    for cut in [begun.len(), begun.len() - 1, begun.len() - 700, 10, 0] {
        fs::write(&file, &begun[..cut]).unwrap();
        let resume = ["export", "--out", "out/all.ndjson", "--resume", "--json"];
        let (told, code) = object(&about(&place, &resume).await);
        let kept = begun[..cut].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!((code, &told["written"]), (0, &(600 - kept).into()), "{cut}");
        assert_eq!(fs::read_to_string(&file).unwrap(), whole, "{cut}");
    }
}

#[tokio::test]
async fn parquet_holds_the_same() {
    let place = closed(600).await;
    let whole = lines(&about(&place, &["export"]).await.out);
    let told = about(&place, &["export", "--format", "parquet", "--out", "all"]).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let name = "entries-00000000000000000000-00000000000000000599.parquet";
    let reader = SerializedFileReader::new(File::open(at(&place, "all").join(name)).unwrap());
    let reader = reader.unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 600);
    let names: Vec<_> = reader.metadata().file_metadata().schema_descr().columns().to_vec();
    assert!(names.iter().all(|column| !["tag", "sealed"].contains(&column.name())));
    for (row, line) in reader.get_row_iter(None).unwrap().zip(&whole) {
        let row = row.unwrap();
        let columns: std::collections::BTreeMap<_, _> =
            row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect();
        let text = |name: &str| string(&columns[name]);
        assert_eq!(Value::from(row.get_ulong(0).unwrap()), line["index"]);
        for name in
            ["kind", "consumer", "client", "service", "purpose", "scope", "supplier", "reason"]
        {
            assert_eq!(text(name), line["event"][name], "{name}");
        }
        let event: Value = serde_json::from_str(text("event").as_str().unwrap()).unwrap();
        assert_eq!(event, line["event"]);
        let Field::TimestampMillis(at) = columns["at"] else { panic!("{columns:?}") };
        let said: sluse::vocab::time::Timestamp = line["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at as u64, said.millis());
        assert_eq!(columns["about_a_person"], Field::Bool(true));
        let Field::ListInternal(fields) = &columns["fields"] else { panic!("{columns:?}") };
        let fields: Vec<_> = fields.elements().iter().map(string).collect();
        assert_eq!(Value::from(fields), line["event"]["fields"]);
    }
}

#[tokio::test]
async fn a_folder_of_parquet_is_gone_on_with() {
    let place = closed(600).await;
    let parquet = |more: &[&'static str]| {
        let whole: Vec<&str> =
            ["export", "--format", "parquet", "--out", "all"].iter().chain(more).copied().collect();
        let place = &place;
        async move { about(place, &whole).await }
    };
    assert_eq!(parquet(&["--to", "257"]).await.code, Some(0));
    assert_eq!(parquet(&[]).await.code, Some(2));
    // A file that was being written when something stopped it counts for nothing.
    let unfinished = "entries-00000000000000000257-00000000000000000599.parquet.unfinished";
    fs::write(at(&place, "all").join(unfinished), b"PAR1").unwrap();
    let (told, code) = object(&parquet(&["--resume", "--json"]).await);
    assert_eq!((code, &told["written"]), (0, &343.into()));
    let mut names: Vec<_> = fs::read_dir(at(&place, "all"))
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let wanted = [
        "entries-00000000000000000000-00000000000000000256.parquet",
        "entries-00000000000000000257-00000000000000000599.parquet",
    ];
    assert_eq!(names, wanted);
    let (told, code) = object(&parquet(&["--resume", "--json"]).await);
    assert_eq!((code, &told["written"]), (0, &0.into()));
    let rows = names.iter().map(|name| {
        let file = File::open(at(&place, "all").join(name)).unwrap();
        SerializedFileReader::new(file).unwrap().metadata().file_metadata().num_rows()
    });
    assert_eq!(rows.collect::<Vec<_>>(), [257, 343]);
}

#[tokio::test]
async fn nothing_that_is_not_proven_is_exported() {
    let place = closed(600).await;
    let tile = place.dir().join("tile/1/000.p/2");
    let whole = fs::read(&tile).unwrap();
    flip(&place, "tile/1/000.p/2", 40);
    for how in [&["export"][..], &["export", "--format", "parquet", "--out", "all"]] {
        assert_eq!(about(&place, how).await.code, Some(1));
    }
    assert!(
        !fs::read_dir(at(&place, "all"))
            .unwrap()
            .any(|item| { item.unwrap().file_name().to_str().unwrap().ends_with(".parquet") })
    );
    replace(&tile, &whole);
    for how in [
        &["export", "--from", "2", "--to", "1"][..],
        &["export", "--from", "yesterday"],
        &["export", "--format", "parquet"],
        &["export", "--resume"],
        &["export", "--json"],
        &["export", "--format", "csv"],
    ] {
        assert_eq!(about(&place, how).await.code, Some(2), "{how:?}");
    }
    assert_eq!(about(&place, &["export", "--to", "601"]).await.code, Some(4));
}
