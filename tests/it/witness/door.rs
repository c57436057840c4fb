//! What the specification says of a witness's answers, each code of it.

use super::{Log, Place, Seconds, signer, told};
use bytes::Bytes;
use hyper::Request;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::cosign::newest_by;
use sluse::merkle::note::Note;
use sluse::merkle::witness::{AddCheckpoint, origin_hash, read_answer};

const ORIGIN: &str = "log.example";
const SIZE: &str = "text/x.tlog.size";

fn text(note: &[u8]) -> String {
    Note::parse(note).unwrap().text().to_owned()
}

#[tokio::test]
async fn a_log_is_cosigned_from_its_first_checkpoint_on_and_monitors_see_it() {
    let log = Log::of(ORIGIN, 1, 600);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let clock = Seconds::new(1_795_000_000);
    let witness = place.start(clock.clone()).await;
    let path = format!("/{}/checkpoint", origin_hash(ORIGIN));
    assert_eq!(witness.get(&path).await.status(), 404, "nothing cosigned yet");
    for (number, (old, new)) in
        [(0, 0), (0, 5), (5, 5), (5, 256), (256, 600)].into_iter().enumerate()
    {
        let time = 1_795_000_000 + number as u64;
        clock.set(time);
        let answer = witness.add(log.request(old, new)).await;
        let (status, media_type, body) = told(&answer);
        assert_eq!((status, media_type), (200, "text/plain; charset=utf-8"), "{body}");
        let read = read_answer(&text(&log.signed(new)), body.as_bytes(), &place.verifier());
        assert_eq!(read, Ok((body.to_owned(), time)), "just one line, ours");
        let shown = witness.get(&path).await;
        assert_eq!(*shown.body(), [&log.signed(new)[..], body.as_bytes()].concat());
    }
    witness.stop().await;
}

#[tokio::test]
async fn each_refusal_has_the_code_of_the_specification() {
    let log = Log::of(ORIGIN, 1, 300);
    let fork = Log { signer: signer(ORIGIN, 1), ..Log::of(ORIGIN, 9, 300) };
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Seconds::new(100)).await;
    let unknown = Log::of("other.example", 1, 5);
    let refused = |body: Vec<u8>| async {
        let answer = witness.add(body).await;
        let (status, media_type, body) = told(&answer);
        (status, media_type.to_owned(), body.to_owned())
    };
    let code = |body: Vec<u8>| async { refused(body).await.0 };
    assert_eq!(code(unknown.request(0, 5)).await, 404);
    // An unknown origin is unknown, whatever else is wrong with it.
    let garbage = signer("other.example", 3).sign("other.example\nx\ny\n").unwrap();
    assert_eq!(code([b"old 7\n\n", &garbage[..]].concat()).await, 404);
    let foreign = Log { signer: signer(ORIGIN, 2), ..Log::of(ORIGIN, 1, 5) };
    assert_eq!(code(foreign.request(0, 5)).await, 403);
    let with_size = |size: &str| (409, SIZE.to_owned(), size.to_owned());
    assert_eq!(refused(log.request(3, 5)).await, with_size("0\n"));
    assert_eq!(code(log.request(0, 100)).await, 200);
    assert_eq!(refused(log.request(0, 200)).await, with_size("100\n"));
    assert_eq!(refused(log.request(0, 50)).await, with_size("100\n"));
    assert_eq!(refused(log.request(99, 200)).await, with_size("100\n"));
    assert_eq!(refused(log.request(101, 200)).await, with_size("100\n"));
    let of = |old, proof, size| AddCheckpoint::new(old, proof, &log.signed(size)).unwrap().format();
    assert_eq!(code(of(101, vec![], 100)).await, 400, "the old tree is larger");
    assert_eq!(code(of(100, vec![], 200)).await, 422, "no proof");
    assert_eq!(code(of(100, vec![Hash::EMPTY; 8], 200)).await, 422, "a wrong proof");
    assert_eq!(code(of(100, vec![Hash::EMPTY], 100)).await, 422, "a proof where none is needed");
    assert_eq!(code(fork.request(100, 100)).await, 422, "the same size, another root");
    assert_eq!(code(fork.request(100, 200)).await, 422, "another tree");
    let changed =
        String::from_utf8(log.request(100, 200)).unwrap().replacen("\n200\n", "\n201\n", 1);
    assert_eq!(code(changed.into_bytes()).await, 403, "the signature does not fit");
    assert_eq!(code(log.request(100, 200)).await, 200, "all of that has changed nothing");
    witness.stop().await;
}

#[tokio::test]
async fn first_checkpoints_that_cannot_be_are_refused() {
    let log = Log::of(ORIGIN, 1, 5);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Seconds::new(100)).await;
    let with_proof = AddCheckpoint::new(0, vec![Hash::EMPTY], &log.signed(5)).unwrap();
    assert_eq!(witness.add(with_proof.format()).await.status(), 422, "a proof from nothing");
    let root = Hash::leaf(b"");
    let empty = signer(ORIGIN, 1).sign(&format!("{ORIGIN}\n0\n{root}\n")).unwrap();
    let empty = AddCheckpoint::new(0, vec![], &empty).unwrap();
    assert_eq!(witness.add(empty.format()).await.status(), 422, "no leaves, and a root of its own");
    assert_eq!(witness.add(log.request(0, 0)).await.status(), 200);
    assert_eq!(witness.add(log.request(0, 5)).await.status(), 200);
    witness.stop().await;
}

#[tokio::test]
async fn malformed_oversized_and_misplaced_requests_are_refused() {
    let log = Log::of(ORIGIN, 1, 5);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Seconds::new(100)).await;
    let good = String::from_utf8(log.request(0, 5)).unwrap();
    for body in [
        String::new(),
        "old 0\n".into(),
        good.replacen("old 0", "old 00", 1),
        good.replacen("old 0", "new 0", 1),
        good.replacen("old 0\n", "old 0\nno hash\n", 1),
        good.replacen("\n\n", "\n", 1),
        good.trim_end().to_owned(),
        good.replacen("\u{2014} ", "-- ", 1),
    ] {
        assert_eq!(witness.add(body.clone()).await.status(), 400, "{body:?}");
    }
    assert_eq!(witness.add(vec![0xff; 100]).await.status(), 400);
    let oversized = witness.add(vec![b'x'; 65 * 1024]).await;
    assert_eq!(oversized.status(), 413);
    for (method, path, status, allow) in [
        ("GET", "/add-checkpoint", 405, "POST"),
        ("PUT", "/add-checkpoint", 405, "POST"),
        ("POST", "/", 405, "GET, HEAD"),
    ] {
        let url = format!("http://{}{path}", witness.address);
        let request = Request::builder().method(method).uri(url).body(Bytes::new()).unwrap();
        let answer = witness.send(request).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()),
            (status, allow),
            "{path}"
        );
    }
    for path in [
        "/",
        "/checkpoint",
        "//checkpoint",
        "/log.example/checkpoint",
        "/../seed",
        "/memory/witness",
    ] {
        assert_eq!(witness.get(path).await.status(), 404, "{path}");
    }
    assert_eq!(witness.add(good).await.status(), 200, "nothing of that was remembered");
    witness.stop().await;
}

#[tokio::test]
async fn of_requests_at_the_same_time_one_wins_and_the_others_learn_the_size() {
    let log = Log::of(ORIGIN, 1, 64);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Seconds::new(100)).await;
    let mut stored = 0;
    while stored < 64 {
        let asked: Vec<u64> = (stored + 1..=64).step_by(3).collect();
        let mut asking = tokio::task::JoinSet::new();
        for size in asked {
            let url = format!("http://{}/add-checkpoint", witness.address);
            let request = Request::post(url).body(Bytes::from(log.request(stored, size))).unwrap();
            let dialer = witness.dialer.clone();
            asking.spawn(async move {
                let time = std::time::Duration::from_secs(20);
                (size, dialer.send(request, super::LIMIT, time).await.unwrap())
            });
        }
        let answers = asking.join_all().await;
        let won: Vec<_> = answers.iter().filter(|(_, answer)| answer.status() == 200).collect();
        assert_eq!(won.len(), 1, "from size {stored}");
        let size = won[0].0;
        for (_, answer) in answers.iter().filter(|(other, _)| *other != size) {
            assert_eq!(told(answer), (409, SIZE, format!("{size}\n").as_str()));
        }
        stored = size;
    }
    witness.stop().await;
}

#[tokio::test]
async fn whoever_asks_too_fast_is_put_off() {
    let log = Log::of(ORIGIN, 1, 5);
    let mut place = Place::new("w.example/w1", &[&log.vkey()]);
    place.config.limits.requests_per_second = 1.try_into().unwrap();
    place.config.limits.burst = 3.try_into().unwrap();
    let witness = place.start(Seconds::new(100)).await;
    for _ in 0..3 {
        assert_eq!(witness.add(log.request(3, 5)).await.status(), 409);
    }
    let answer = witness.add(log.request(0, 5)).await;
    assert_eq!(answer.status(), 429);
    let seconds: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&seconds), "{seconds}");
    witness.stop().await;
}

#[tokio::test]
async fn health_and_metrics_tell_of_each_log() {
    let (log, other) = (Log::of(ORIGIN, 1, 5), Log::of("other.example", 2, 5));
    let place = Place::new("w.example/w1", &[&log.vkey(), &other.vkey()]);
    let clock = Seconds::new(1_795_000_000);
    let witness = place.start(clock.clone()).await;
    assert_eq!(witness.add(log.request(0, 5)).await.status(), 200);
    assert_eq!(witness.add(log.request(4, 5)).await.status(), 409);
    let answer = witness.operations("/metrics").await;
    let metrics = told(&answer).2;
    for line in [
        "sluse_witness_requests_total{outcome=\"cosigned\"} 1",
        "sluse_witness_requests_total{outcome=\"other_size\"} 1",
        "sluse_witness_log_size{origin=\"log.example\"} 5",
        "sluse_witness_log_cosigned_timestamp_seconds{origin=\"log.example\"} 1795000000",
        "sluse_witness_log_stuck{origin=\"other.example\"} 0",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}\n{metrics}");
    }
    assert_eq!(
        told(&witness.operations("/readyz").await),
        (200, "text/plain; charset=utf-8", "ready\n")
    );
    let answer = witness.operations("/readyz?verbose").await;
    assert_eq!(
        told(&answer).2,
        "[+]serving ok\n[+]clock ok\n[+]memory ok\n[i]log.example 5 entries at 1795000000\n\
         [i]other.example nothing cosigned yet\nready\n"
    );
    clock.set(1_794_999_999);
    let answer = witness.operations("/readyz").await;
    assert_eq!(told(&answer).0, 503);
    assert!(told(&answer).2.starts_with("[-]clock failed: "), "{}", told(&answer).2);
    assert_eq!(witness.operations("/livez").await.status(), 200);
    witness.stop().await;
}

#[tokio::test]
async fn a_log_that_changes_its_key_is_followed() {
    let old = Log::of(ORIGIN, 1, 9);
    let new = Log { signer: signer(ORIGIN, 2), ..Log::of(ORIGIN, 1, 9) };
    let mut place = Place::new("w.example/w1", &[&old.vkey()]);
    place.config.logs[0].vkeys.push(new.vkey());
    let witness = place.start(Seconds::new(100)).await;
    assert_eq!(witness.add(old.request(0, 3)).await.status(), 200);
    assert_eq!(witness.add(new.request(3, 6)).await.status(), 200);
    // Both at once: both lines are shown.
    let line = String::from_utf8(old.signed(9)).unwrap().lines().last().unwrap().to_owned();
    let mut both = new.request(6, 9);
    both.extend_from_slice(format!("{line}\n").as_bytes());
    assert_eq!(witness.add(both).await.status(), 200);
    let shown = witness.get(&format!("/{}/checkpoint", origin_hash(ORIGIN))).await;
    let note = Note::parse(shown.body()).unwrap();
    assert_eq!(note.signatures().len(), 3);
    assert!(newest_by(&note, &place.verifier()).unwrap().is_some());
    for key in [&old, &new] {
        Checkpoint::open(shown.body(), &[key.signer.verifier().clone()]).unwrap();
    }
    witness.stop().await;
}
