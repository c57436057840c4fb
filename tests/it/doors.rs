//! What every door refuses before it is a request: ambiguous, endless or slow messages. The
//! operations door is used because it is plain TCP; the listener is the same for all.

use crate::house::TestHouse;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends raw bytes and reads until the door closes the connection or says no more for a while.
async fn raw(house: &TestHouse, bytes: &[u8]) -> String {
    let address = house.operations.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(5), read).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn ambiguous_messages_are_refused_and_the_connection_closed() {
    let house = TestHouse::start().await;
    let cases = [
        ("GET /livez HTTP/1.1\r\n\r\n", "400", "host-unclear"),
        ("GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400", "host-unclear"),
        ("GET http://b/livez HTTP/1.1\r\nHost: a\r\n\r\n", "400", "host-unclear"),
        ("GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "400", "length-unclear"),
        ("get /livez HTTP/1.1\r\nHost: a\r\n\r\n", "501", "method-unknown"),
        ("TRACE /livez HTTP/1.1\r\nHost: a\r\n\r\n", "501", "method-unknown"),
        ("GET /livez HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", "417", "expectation-unknown"),
        (
            "POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789",
            "413",
            "body-too-large",
        ),
    ];
    for (message, status, name) in cases {
        let answer = raw(&house, message.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{message:?}: {answer}");
        assert!(answer.contains(&format!("urn:sluse:problem:{name}")), "{message:?}: {answer}");
        assert!(answer.contains("connection: close"), "{message:?}: {answer}");
    }
}

#[tokio::test]
async fn too_much_of_a_head_is_refused() {
    let house = TestHouse::start().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(3_000));
    assert!(raw(&house, long.as_bytes()).await.starts_with("HTTP/1.1 414"));
    let many: String = (0..100).map(|field| format!("x-{field}: 1\r\n")).collect();
    let many = format!("GET /livez HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    let answer = raw(&house, many.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer:?}");
    let endless = format!("GET /livez HTTP/1.1\r\nHost: a\r\nx: {}", "y".repeat(64 * 1024));
    assert!(raw(&house, endless.as_bytes()).await.starts_with("HTTP/1.1 4"));
}

#[tokio::test]
async fn slow_clients_are_closed() {
    let house = TestHouse::start_with(&|config| config.limits.wait_ms = 300).await;
    for stuck in [
        "",
        "GET /livez HTTP/1.1\r\nHo",
        "POST /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nGET /li",
    ] {
        let begun = Instant::now();
        raw(&house, stuck.as_bytes()).await;
        assert!(begun.elapsed() < Duration::from_secs(4), "{stuck:?} is still connected");
    }
    let tls = house.machine.strip_prefix("https://localhost:").unwrap();
    let mut silent = TcpStream::connect(format!("127.0.0.1:{tls}")).await.unwrap();
    let end = tokio::time::timeout(Duration::from_secs(4), silent.read_u8()).await;
    assert!(end.expect("closed in time").is_err(), "a handshake that does not come is given up");
}

#[tokio::test]
async fn one_address_cannot_take_every_place() {
    let house = TestHouse::start_with(&|config| config.limits.connections_per_address = 3).await;
    let address = house.operations.strip_prefix("http://").unwrap().to_owned();
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'H');
        held.push(stream);
    }
    let mut fourth = TcpStream::connect(&address).await.unwrap();
    let _ = fourth.write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(fourth.read_u8().await.is_err(), "the fourth is closed");
}

#[tokio::test]
async fn a_body_without_end_costs_no_more_than_its_limit() {
    let house = TestHouse::start().await;
    let mut message =
        b"POST /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..2 {
        message.extend_from_slice(b"400\r\n");
        message.extend_from_slice(&[b'x'; 0x400]);
        message.extend_from_slice(b"\r\n");
    }
    let answer = raw(&house, &message).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer:?}");
}
