//! The crash matrix: every system call of one append, and of one publication, fails in each way: EIO,
//! ENOSPC, SIGKILL, a write that is short, a write that is torn (half of it is written, then the disk is
//! full). Afterwards the whole verifies, what was acknowledged is there, and nobody was told otherwise.
//!
//! A first run counts the calls of the one thread that does the work (the sequencer, the publisher), with
//! strace attached to it alone, after the ledger is open; calls on pipes, sockets and the runtime's own
//! descriptors wake somebody, and are no disk. Then each call is made to fail, once, in a copy of the same ledger. strace cannot shorten a call, `tests/faults/shorten.py` does. Sampled here;
//! `tests/faults/matrix.sh` runs all of it.

use super::{Place, append_all, person, reading};
use sluse::ledger::AppendError;
use sluse::merkle::Hash;
use sluse::vocab::ids::EntryIndex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

const DIR: &str = "SLUSE_MATRIX_TEST_DIR";

/// Set to `all` by `tests/faults/matrix.sh`.
const HOW_MANY: &str = "SLUSE_MATRIX";

/// How many cases of each operation are tried when not all are.
const SAMPLED: usize = 12;

/// How long a child may say nothing.
const SILENCE: Duration = Duration::from_secs(180);

/// The calls that touch files. Not among them: memory, waiting, the clock, randomness.
const CALLS: &str = "openat,read,pread64,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,ftruncate,\
    mkdir,mkdirat,rmdir,unlink,unlinkat,link,linkat,close,statx,fstat,newfstatat,lseek,getdents64,fcntl,\
    flock,chmod,fchmod";

/// The child: opens the ledger and does what it is told, line by line.
#[tokio::test]
#[ignore = "the crash matrix runs it in a process of its own"]
async fn does_what_it_is_told() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let ledger = Place::at(Path::new(&dir)).open();
    say("open");
    let mut number = 1000;
    for line in std::io::stdin().lines() {
        match line.unwrap().as_str() {
            "append" => {
                match ledger.append(reading(person(number))).await {
                    Ok(index) => {
                        number += 1; // the next is about a person whom the vault does not know
                        let leaf = Hash::leaf(&ledger.bytes(index).unwrap().unwrap());
                        say(&format!("acknowledged {index} {leaf}"));
                    }
                    Err(AppendError::Failed) => say("refused"),
                    Err(other) => panic!("{other}"),
                }
            }
            "publish" => say(if ledger.publish().is_ok() { "published" } else { "unpublished" }),
            _ => break,
        }
    }
    ledger.close().await;
    say("closed");
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n:{text}").unwrap();
    out.flush().unwrap();
}

/// What is done while a call fails, and by which thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Append,
    Publish,
}

impl Operation {
    const fn order(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Publish => "publish",
        }
    }

    const fn thread(self) -> &'static str {
        match self {
            Self::Append => "sequencer",
            Self::Publish => "publisher",
        }
    }
}

/// A fault and the call that it strikes.
#[derive(Debug, Clone)]
struct Case {
    operation: Operation,
    call: String,
    nth: usize,
    fault: &'static str,
}

/// A ledger in a process of its own.
struct Running {
    child: Child,
    orders: ChildStdin,
    told: Receiver<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "ledger::matrix::does_what_it_is_told", "--ignored", "--nocapture"])
            .env(DIR, dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let said = lines
                .map_while(Result::ok)
                .filter_map(|line| Some(line.strip_prefix(':')?.to_owned()));
            said.for_each(|said| drop(tell.send(said)));
        });
        let mut running = Self { orders: child.stdin.take().unwrap(), child, told };
        assert_eq!(running.answer().as_deref(), Some("open"));
        running
    }

    /// What it says next; none when it is gone.
    fn answer(&mut self) -> Option<String> {
        match self.told.recv_timeout(SILENCE) {
            Err(RecvTimeoutError::Timeout) => panic!("the ledger's process says nothing"),
            said => said.ok(),
        }
    }

    fn order(&mut self, order: &str) -> Option<String> {
        writeln!(self.orders, "{order}").ok()?;
        self.answer()
    }

    /// The id of the thread of this name.
    fn thread(&self, name: &str) -> String {
        let tasks = format!("/proc/{}/task", self.child.id());
        let named = |task: &fs::DirEntry| {
            fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim() == name)
        };
        // A thread gives itself its name, perhaps a moment after the ledger is open.
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            let found = fs::read_dir(&tasks).unwrap().map(Result::unwrap).find(named);
            if let Some(task) = found {
                return task.file_name().into_string().unwrap();
            }
            assert!(Instant::now() < patience, "there is no thread {name}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Attaches a tracer and waits until it is attached.
fn attach(mut command: Command) -> Child {
    let mut tracer =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (out, error) = (tracer.stdout.take().unwrap(), tracer.stderr.take().unwrap());
    let (attached, wait) = std::sync::mpsc::channel();
    let listen = |from: Box<dyn std::io::Read + Send>| {
        let attached = attached.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                if line.contains("attached") {
                    let _ = attached.send(());
                }
            }
        });
    };
    listen(Box::new(out));
    listen(Box::new(error));
    wait.recv_timeout(Duration::from_secs(180)).expect("the tracer attaches");
    tracer
}

fn strace(thread: &str, out: &Path, expression: &str) -> Child {
    let mut command = Command::new("strace");
    command.arg("-y").arg("-p").arg(thread).arg("-o").arg(out).args(["-e", expression]);
    attach(command)
}

/// Ends a tracer; what it traces goes on. (Whoever is run in the background may not be told by SIGINT.)
fn detach(mut tracer: Child) {
    let _ = Command::new("kill").args(["-TERM", &tracer.id().to_string()]).status();
    tracer.wait().unwrap();
}

fn may_trace() -> bool {
    let Ok(mut sleeping) = Command::new("sleep").arg("60").spawn() else { return false };
    let thread = sleeping.id().to_string();
    let probe = Command::new("timeout")
        .args(["-s", "INT", "2", "strace", "-p", &thread, "-o", "/dev/null"])
        .output();
    let _ = sleeping.kill();
    let _ = sleeping.wait();
    probe.is_ok_and(|done| String::from_utf8_lossy(&done.stderr).contains("attached"))
}

/// A closed ledger with full and partial tiles, and unpublished entries in its journal.
async fn template() -> Place {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..300).map(|number| number % 7)).await;
    ledger.publish().unwrap();
    append_all(&ledger, (0..230).map(|number| number % 7)).await;
    drop(ledger); // not closed: these stay unpublished
    place
}

/// Each call that the operation makes, and which of those of its name touch a disk, from 1. On a busy machine
/// the ledger may have published by itself before the tracer came: then there was nothing left to see.
fn counted(template: &Place, operation: Operation) -> BTreeMap<String, Vec<usize>> {
    let mut tries = (0..10).map(|_| counted_once(template, operation));
    tries.find(|calls| !calls.is_empty()).expect("the operation makes calls")
}

fn counted_once(template: &Place, operation: Operation) -> BTreeMap<String, Vec<usize>> {
    let place = template.copied();
    let mut running = Running::start(&place.root);
    let out = place.root.join("trace");
    let tracer = strace(&running.thread(operation.thread()), &out, &format!("trace={CALLS}"));
    let told = running.order(operation.order()).unwrap();
    assert!(told.starts_with("acknowledged") || told == "published", "{told}");
    detach(tracer);
    running.order("close");
    running.child.wait().unwrap();
    let (mut calls, mut times) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, usize>::new());
    for line in fs::read_to_string(out).unwrap().lines() {
        let Some((call, rest)) = line.split_once('(') else { continue };
        let nth = times.entry(call.to_owned()).or_default();
        *nth += 1;
        if !["<anon_inode:", "<pipe:", "<socket:", "<UNIX"].iter().any(|kind| rest.contains(kind)) {
            calls.entry(call.to_owned()).or_default().push(*nth);
        }
    }
    calls
}

/// Every call with every fault that can strike it.
fn cases(template: &Place, operation: Operation) -> Vec<Case> {
    let mut cases = Vec::new();
    for (call, times) in counted(template, operation) {
        for nth in times {
            let is_write = matches!(call.as_str(), "write" | "pwrite64");
            let short = is_write && cfg!(target_arch = "x86_64");
            let faults = ["EIO", "ENOSPC", "SIGKILL"].into_iter();
            for fault in faults.chain(["short", "torn"].into_iter().filter(|_| short)) {
                cases.push(Case { operation, call: call.clone(), nth, fault });
            }
        }
    }
    cases
}

/// Lets one call fail and checks what is left. False: the call was not made, so nobody was killed.
fn try_out(template: &Place, case: &Case) -> bool {
    let place = template.copied();
    let mut running = Running::start(&place.root);
    let thread = running.thread(case.operation.thread());
    let out = place.root.join("trace");
    let (call, nth) = (&case.call, case.nth);
    let tracer = match case.fault {
        "short" | "torn" => {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shorten.py");
            let mut command = Command::new("python3");
            command.args([script, &thread, call, &nth.to_string(), case.fault]);
            attach(command)
        }
        "SIGKILL" => strace(&thread, &out, &format!("inject={call}:signal=SIGKILL:when={nth}")),
        error => strace(&thread, &out, &format!("inject={call}:error={error}:when={nth}")),
    };
    let mut acknowledged = Vec::new();
    let first = running.order(case.operation.order());
    detach(tracer);
    acknowledged.extend(first.as_deref().and_then(acknowledgement));
    // The standard library panics when a folder cannot be closed. Then the process is gone, which is to the
    // ledger another kill, or the publisher is, and the ledger says that it is not ready.
    let may_die = case.fault == "SIGKILL" || (case.call == "close" && first.is_none());
    let patience = if first.is_none() { SILENCE } else { Duration::from_secs(2) };
    let died = may_die && has_died(&mut running.child, patience);
    assert!(died || first.is_some(), "{case:?}");
    if !died {
        // It goes on by itself, and nothing that it acknowledges now is lost either.
        let patience = Instant::now() + Duration::from_secs(120);
        while acknowledged.is_empty() || acknowledged.len() < 3 {
            let told = running.order("append").expect("goes on");
            acknowledged.extend(acknowledgement(&told));
            assert!(Instant::now() < patience, "{case:?}: {told}");
        }
        let mut published = || running.order("publish").as_deref() == Some("published");
        assert!((0..20).any(|_| published()) || case.call == "close", "{case:?}");
        assert_eq!(running.order("close").as_deref(), Some("closed"), "{case:?}");
    }
    running.child.wait().unwrap();
    let refused = usize::from(first.as_deref() == Some("refused"));
    holds(&place, case, &acknowledged, refused + usize::from(died));
    // How often a call is made differs a little from run to run.
    died || case.fault != "SIGKILL"
}

/// Whether a process is gone within this time.
fn has_died(child: &mut Child, patience: Duration) -> bool {
    let patience = Instant::now() + patience;
    while Instant::now() < patience {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

fn acknowledgement(told: &str) -> Option<(EntryIndex, Hash)> {
    let (index, leaf) = told.strip_prefix("acknowledged ")?.split_once(' ')?;
    Some((EntryIndex(index.parse().ok()?), leaf.parse().ok()?))
}

/// The whole verifies, what was acknowledged is there, once, and persons' entries have no gap.
fn holds(place: &Place, case: &Case, acknowledged: &[(EntryIndex, Hash)], untold: usize) {
    let report = place.verified();
    let before = 530;
    let found = report.size + report.unpublished;
    let told = acknowledged.len() as u64;
    let untold = untold as u64;
    assert!((before + told..=before + told + untold).contains(&found), "{case:?}: {found}");
    let ledger = place.open();
    let distinct: BTreeSet<_> = acknowledged.iter().map(|(index, _)| index.0).collect();
    assert_eq!(distinct.len(), acknowledged.len(), "{case:?}: an index was given twice");
    for (index, leaf) in acknowledged {
        let bytes = ledger.bytes(*index).unwrap();
        assert_eq!(bytes.map(|it| Hash::leaf(&it)), Some(*leaf), "{case:?}: entry {index}");
    }
    let mut about = BTreeSet::new();
    for number in (0..7).chain(1000..1020) {
        let entries = ledger.about(&person(number), None, 1000).unwrap();
        let count = entries.len() as u64;
        assert!(entries.iter().rev().map(|it| it.count).eq(0..count), "{case:?}: a gap");
        about.extend(entries.iter().map(|it| it.index.0));
    }
    assert!(distinct.is_subset(&about), "{case:?}: an entry is not found by its person");
    drop(ledger);
    place.verified();
}

/// So many of the cases, spread evenly over calls and faults.
fn spread(cases: Vec<Case>, most: usize) -> Vec<Case> {
    let step = (cases.len() as f64 / most as f64).max(1.0);
    let chosen: BTreeSet<_> =
        (0..cases.len().min(most)).map(|at| (at as f64 * step) as usize).collect();
    cases
        .into_iter()
        .enumerate()
        .filter(|(at, _)| chosen.contains(at))
        .map(|(_, case)| case)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_of_an_append_and_a_publication_may_fail() {
    if !may_trace() {
        eprintln!("left out: strace is missing or may not attach to a process");
        return;
    }
    let all = std::env::var(HOW_MANY).is_ok_and(|many| many == "all");
    let template = template().await;
    for operation in [Operation::Append, Operation::Publish] {
        let cases = cases(&template, operation);
        let (found, calls) = (cases.len(), cases.iter().map(|it| (&it.call, it.nth)));
        let calls = calls.collect::<BTreeSet<_>>().len();
        assert!(calls >= if operation == Operation::Append { 4 } else { 20 }, "{calls} calls");
        let cases = if all { cases } else { spread(cases, SAMPLED) };
        let tried = cases.len();
        let left = Mutex::new(cases);
        let missed = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(case) = { left.lock().unwrap().pop() } {
                        if !try_out(&template, &case) {
                            missed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let missed = missed.into_inner();
        assert!(missed * 4 <= tried, "{operation:?}: {missed} of {tried} cases did not strike");
        let tried = tried - missed;
        eprintln!("{operation:?}: {calls} calls, {tried} of {found} cases tried, 0 violations");
    }
}
