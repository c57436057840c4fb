//! The providers, asked over their socket.

use super::{playing, thousand};
use serde_json::Value;
use sluse::demo::persons::{Population, Role};
use sluse::demo::providers;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Running {
    address: SocketAddr,
    population: Arc<Population>,
    received: Arc<AtomicU64>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

async fn start() -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let population = Arc::new(thousand());
    let received = Arc::new(AtomicU64::new(0));
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap() };
    let served = providers::run(listener, population.clone(), received.clone(), shutdown);
    Running { address, population, received, stop, task: tokio::spawn(served) }
}

impl Running {
    fn number(&self, role: Role) -> &str {
        playing(&self.population, role).number().expose()
    }

    /// Status, header lines and body of one answer.
    async fn ask(&self, method: &str, path: &str) -> (u16, String, String) {
        self.send(method, path, "").await
    }

    async fn send(&self, method: &str, path: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_ascii_lowercase(), body.to_owned())
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

#[tokio::test]
async fn the_income_register_answers_with_exactly_its_document() {
    let running = start().await;
    let id = running.number(Role::Mother);
    let (status, head, body) = running.ask("GET", &format!("/inntekt/v1/{id}?aar=2025")).await;
    assert_eq!(status, 200);
    assert!(head.contains("content-type: application/json"));
    let expected = format!(
        "{{\"norskident\":\"{id}\",\"inntektsaar\":\"2025\",\"alminneligInntekt\":312000,\
         \"skattepliktigInntekt\":[{{\"arbeidsgiver\":\"314049489\",\
         \"beskrivelse\":\"fastloenn\",\"beloep\":520000}}],\
         \"formue\":{{\"nettoformue\":150000}},\"skjermet\":false,\"skattekommune\":\"0301\"}}"
    );
    assert_eq!(body, expected);
    running.stop().await;
}

#[tokio::test]
async fn the_population_register_gives_the_parts_that_are_asked_for() {
    let running = start().await;
    let id = running.number(Role::KindergartenChild);
    let path = format!("/folkeregisteret/v1/personer/{id}");
    let (status, _, body) = running.ask("GET", &path).await;
    let whole: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &whole["foedsel"]["foedselsaar"]), (200, &Value::from("2022")));
    let (status, _, body) = running.ask("GET", &format!("{path}?part=navn&part=historikk")).await;
    let part: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, part.as_object().unwrap().len()), (200, 1));
    assert_eq!(part["navn"][0]["fornavn"], "MUNTER");
    running.stop().await;
}

#[tokio::test]
async fn a_request_that_cannot_be_answered_gets_a_code_and_no_number() {
    let running = start().await;
    let (child, dead) = (running.number(Role::KindergartenChild), running.number(Role::Deceased));
    let persons = "/folkeregisteret/v1/personer";
    let cases = [
        ("GET", format!("{persons}/12345612345"), 400, "FREG-001"),
        ("GET", format!("{persons}/"), 400, "FREG-001"),
        ("GET", format!("{persons}/{child}/"), 400, "FREG-001"),
        ("GET", format!("{persons}/20914695016"), 404, "FREG-002"),
        ("GET", format!("{persons}/{child}?part=alt"), 400, "FREG-003"),
        ("GET", format!("{persons}/{child}?delt=navn"), 400, "FREG-003"),
        ("GET", "/".to_owned(), 404, "FREG-004"),
        ("GET", "/folkeregisteret/v1".to_owned(), 404, "FREG-004"),
        ("POST", format!("{persons}/{child}"), 405, "FREG-005"),
        ("GET", "/inntekt/v1/1?aar=2025".to_owned(), 400, "INNT-001"),
        ("GET", format!("/inntekt/v1/{child}?aar=2019"), 404, "INNT-002"),
        ("GET", format!("/inntekt/v1/{dead}?aar=2025"), 404, "INNT-002"),
        ("GET", format!("/inntekt/v1/{child}"), 400, "INNT-003"),
        ("GET", format!("/inntekt/v1/{child}?aar=2025&aar=2024"), 400, "INNT-003"),
        ("GET", format!("/inntekt/v1/{child}?aar=+2025"), 400, "INNT-003"),
        ("DELETE", format!("/inntekt/v1/{child}?aar=2025"), 405, "INNT-005"),
    ];
    for (method, path, status, code) in &cases {
        let (found, _, body) = running.ask(method, path).await;
        let error: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((found, error["kode"].as_str()), (*status, Some(*code)), "{method} {code}");
        assert!(error["melding"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(!body.contains(child) && !body.contains(dead));
    }
    assert_eq!(running.received.load(Ordering::SeqCst), u64::try_from(cases.len()).unwrap());
    running.stop().await;
}

const BULK: &str = "/folkeregisteret/v1/personer/bulkoppslag/";
const STORE: &str = "/matrikkelapi/wsapi/v1/StoreServiceWS";

#[tokio::test]
async fn many_persons_are_looked_up_at_once_and_the_unknown_are_left_out() {
    let running = start().await;
    let (mother, child) = (running.number(Role::Mother), running.number(Role::KindergartenChild));
    let question = serde_json::json!({ "foedselsEllerDNummer": [mother, "20914695016", child] });
    let (status, _, body) = running.send("POST", BULK, &question.to_string()).await;
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, answer["oppslag"].as_array().unwrap().len()), (200, 2));
    assert_eq!(answer["oppslag"][0]["foedselsEllerDNummer"], mother);
    assert_eq!(answer["oppslag"][1]["folkeregisterperson"]["navn"][0]["fornavn"], "MUNTER");
    let refused = [
        ("GET", BULK.to_owned(), String::new(), 405),
        ("POST", format!("{BULK}?part=navn"), question.to_string(), 400),
        ("POST", BULK.to_owned(), "{}".to_owned(), 400),
        ("POST", BULK.to_owned(), r#"{"foedselsEllerDNummer":["1"]}"#.to_owned(), 400),
    ];
    for (method, path, body, status) in refused {
        assert_eq!(running.send(method, &path, &body).await.0, status, "{method} {path} {body}");
    }
    assert_eq!(running.received.load(Ordering::SeqCst), 5);
    running.stop().await;
}

#[tokio::test]
async fn the_feed_goes_on_after_the_number_that_the_caller_has() {
    let running = start().await;
    let feed = "/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/feed/";
    let (status, _, body) = running.ask("GET", &format!("{feed}?seq=0")).await;
    let all: Vec<Value> = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &all[1]["sekvensnummer"]), (200, &Value::from(2)));
    assert!(all.iter().any(|event| event["hendelse"]["hendelsetype"] == "personErDoed"));
    let (_, _, body) = running.ask("GET", &format!("{feed}?seq=2")).await;
    let rest: Vec<Value> = serde_json::from_str(&body).unwrap();
    assert_eq!(rest, all[2..]);
    assert_eq!(running.ask("GET", &format!("{feed}?seq=x")).await.0, 400);
    running.stop().await;
}

#[tokio::test]
async fn the_cadastre_tells_in_xml_who_an_owner_is_and_hides_the_strictly_protected_home() {
    let running = start().await;
    for role in [Role::Mother, Role::StrictlyProtected] {
        let person = playing(&running.population, role);
        let question = providers::cadastre_question(person.position());
        let (status, head, body) = running.send("POST", STORE, &question).await;
        assert_eq!(status, 200, "{body}");
        assert!(head.contains("content-type: text/xml"), "{head}");
        assert!(body.contains(&format!("<p:nummer>{}</p:nummer>", person.number().expose())));
        assert_eq!(body.contains("<p:bostedsadresse>"), role == Role::Mother, "{body}");
    }
    let nobody = providers::cadastre_question(1_000_000);
    for (method, body) in [("POST", nobody.as_str()), ("POST", "<a/>"), ("POST", ""), ("GET", "")] {
        let (status, _, answer) = running.send(method, STORE, body).await;
        assert_eq!(status, 500, "{method} {body}");
        assert!(answer.contains("<s:Fault>") && !answer.contains("1000000"), "{answer}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_provider_that_is_told_to_stop_stops() {
    let running = start().await;
    let (address, received) = (running.address, running.received.clone());
    running.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_eq!(received.load(Ordering::SeqCst), 0, "nothing was asked");
}

#[tokio::test]
async fn a_socket_that_others_can_reach_is_not_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let population = Arc::new(thousand());
    // Never told to stop: it gives up by itself.
    providers::run(listener, population, Arc::default(), std::future::pending()).await;
}
