//! litewitness, an independent witness (filippo.io/torchwood), cosigns our log. `tests/clients/go/install.sh`
//! builds it (`make test` runs that); its key lives in an ssh-agent. Without either this says so.

use super::witnessed::{Witnessed, settings, shown, standing};
use super::{ORIGIN, Place, append_all, signer};
use crate::house::eventually;
use sluse::app::clock::SystemClock;
use sluse::merkle::note::Note;
use sluse::merkle::policy::Policy;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The processes, which end with this.
struct Lite {
    address: String,
    vkey: String,
    children: Vec<Child>,
    _dir: TempDir,
}

impl Drop for Lite {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn done(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What `witnessctl add-log` and `add-key` write: the log's name, its key, and an empty tree.
const REGISTER: &str = "import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute('CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL)')
db.execute('CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin))')
db.execute('INSERT INTO log VALUES (?, 0, ?)', (sys.argv[2], '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='))
db.execute('INSERT INTO key VALUES (?, ?)', (sys.argv[2], sys.argv[3]))
db.commit()";

/// Starts one for our log; none where it is not built.
fn start() -> Option<Lite> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients-go/litewitness");
    let has_agent = Command::new("ssh-add").arg("-l").output().is_ok();
    if !program.exists() || !has_agent {
        eprintln!("left out: litewitness or ssh-agent is missing");
        return None;
    }
    let dir = TempDir::new().unwrap();
    let at = |name: &str| dir.path().join(name);
    done(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at("key")));
    let told = done(Command::new("ssh-keygen").arg("-lf").arg(at("key.pub")));
    let fingerprint = told.split_whitespace().find(|word| word.starts_with("SHA256:")).unwrap();
    let agent = Command::new("ssh-agent")
        .arg("-D")
        .arg("-a")
        .arg(at("agent"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lite = Lite {
        address: String::new(),
        vkey: String::new(),
        children: vec![agent],
        _dir: TempDir::new().unwrap(),
    };
    for _ in 0..500 {
        if at("agent").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    done(Command::new("ssh-add").arg("-q").arg(at("key")).env("SSH_AUTH_SOCK", at("agent")));
    done(
        Command::new("python3")
            .args(["-c", REGISTER])
            .arg(at("db"))
            .args([ORIGIN, &signer().vkey()]),
    );
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut witness = Command::new(program)
        .args(["-name", "w.example/lite", "-key", fingerprint, "-listen", &free.to_string()])
        .arg("-db")
        .arg(at("db"))
        .arg("-ssh-agent")
        .arg(at("agent"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(witness.stderr.take().unwrap()).lines();
    let vkey = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, vkey) = line.split_once("vkey=")?;
        Some(vkey.trim_matches('"').to_owned())
    });
    lite.children.push(witness);
    // What it says later is read, or it would wait.
    std::thread::spawn(move || lines.for_each(drop));
    lite.vkey = vkey.expect("litewitness tells its key");
    lite.address = format!("http://{free}");
    lite._dir = dir;
    Some(lite)
}

#[tokio::test(flavor = "multi_thread")]
async fn litewitness_cosigns_our_log_as_it_grows() {
    let Some(lite) = tokio::task::spawn_blocking(start).await.unwrap() else { return };
    let (log, Lite { vkey, address, .. }) = (signer().vkey(), &lite);
    let policy = format!("log {log}\nwitness lite {vkey} {address}\nquorum lite\n");
    let read = || Policy::parse(policy.as_bytes()).unwrap();
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    let witnessed = Witnessed::begin(&ledger, settings(read(), Arc::new(SystemClock)));
    eventually(async || standing(&ledger).shown_by() == ["lite"]).await;
    assert_eq!(shown(&ledger).size(), 300);
    append_all(&ledger, 0..150).await;
    ledger.publish().unwrap();
    eventually(async || shown(&ledger).size() == 450).await;
    let (policy, note) = (read(), ledger.checkpoint().unwrap());
    let judged = policy.judge(&Note::parse(&note).unwrap(), &[]).unwrap();
    assert!(judged.quorum && judged.checkpoint.size() == 450);
    witnessed.end().await;
}
