//! The machine door over HTTP/2, by ALPN.

use crate::house::{MUNICIPALITY, PERSON_PATH, TestHouse};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use sluse::serve::tls;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::client::TlsStream;

/// A TLS connection to the machine door on which this protocol is spoken.
pub async fn secure(house: &TestHouse, protocol: &[u8]) -> TlsStream<TcpStream> {
    secure_from(Ipv4Addr::LOCALHOST, house, &house.machine, protocol).await
}

/// The same from an address of this machine, to one of the doors.
async fn secure_from(
    from: Ipv4Addr,
    house: &TestHouse,
    door: &str,
    protocol: &[u8],
) -> TlsStream<TcpStream> {
    let mut roots = rustls::RootCertStore::empty();
    for root in tls::certificates(&house.dir().join("ca.pem")).unwrap() {
        roots.add(root).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let port = door.rsplit(':').next().unwrap().parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol));
    stream
}

/// A connection, and what ends when it does.
pub async fn connect(house: &TestHouse) -> (SendRequest<Full<Bytes>>, JoinHandle<()>) {
    connect_from(Ipv4Addr::LOCALHOST, house, &house.machine, None).await
}

/// The same from an address of this machine, to one of the doors, with a window for each answer of so many
/// bytes: nothing of an answer comes when it is nought.
pub async fn connect_from(
    from: Ipv4Addr,
    house: &TestHouse,
    door: &str,
    window: Option<u32>,
) -> (SendRequest<Full<Bytes>>, JoinHandle<()>) {
    let stream = secure_from(from, house, door, b"h2").await;
    let mut builder = http2::Builder::new(TokioExecutor::new());
    let (sender, connection) =
        builder.initial_stream_window_size(window).handshake(TokioIo::new(stream)).await.unwrap();
    let ended = tokio::spawn(async move {
        let _ = connection.await;
    });
    (sender, ended)
}

#[tokio::test]
async fn many_readings_go_over_one_connection() {
    let house = TestHouse::start().await;
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let (sender, _ended) = connect(&house).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let mut sender = sender.clone();
        let request = Request::get(format!("{}{PERSON_PATH}", house.machine))
            .header("authorization", format!("Bearer {token}"))
            .body(Full::default())
            .unwrap();
        asking.spawn(async move {
            let answer = sender.send_request(request).await.unwrap();
            let status = answer.status();
            (status, answer.into_body().collect().await.unwrap().to_bytes())
        });
    }
    while let Some(answer) = asking.join_next().await {
        let (status, body) = answer.unwrap();
        assert_eq!(status, 200);
        assert!(String::from_utf8_lossy(&body).contains("TOMBOLA"));
    }
}

#[tokio::test]
async fn a_connection_that_asks_for_nothing_is_closed() {
    let house = TestHouse::start_with(&|config| config.limits.wait_ms = 300).await;
    let (_sender, ended) = connect(&house).await;
    let closed = tokio::time::timeout(Duration::from_secs(5), ended).await;
    assert!(closed.is_ok(), "it answers pings and asks for nothing, and is still there");
}

#[tokio::test]
async fn a_request_that_takes_longer_than_the_wait_is_answered() {
    let house = TestHouse::start_with(&|config| config.limits.wait_ms = 300).await;
    house.provider.will(crate::house::Answer::Late(Duration::from_millis(1500)));
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let (mut sender, _ended) = connect(&house).await;
    let request = Request::get(format!("{}{PERSON_PATH}", house.machine))
        .header("authorization", format!("Bearer {token}"))
        .body(Full::default())
        .unwrap();
    let answer = sender.send_request(request).await.expect("it was under way, not idle");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_caller_that_hangs_up_is_still_recorded() {
    let house = TestHouse::start().await;
    house.provider.will(crate::house::Answer::Late(Duration::from_millis(200)));
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let before = house.ledger().size();
    let (mut sender, ended) = connect(&house).await;
    let request = Request::get(format!("{}{PERSON_PATH}", house.machine))
        .header("authorization", format!("Bearer {token}"))
        .body(Full::default())
        .unwrap();
    let asking = tokio::spawn(async move { sender.send_request(request).await.is_ok() });
    while house.provider.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    asking.abort();
    ended.abort();
    for _ in 0..500 {
        if house.ledger().size() > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the provider was asked, and the ledger does not know");
}
