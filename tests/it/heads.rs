//! Heads of HTTP/1 that can be read in two ways, as raw bytes: refused, and the connection closed,
//! whatever stands behind them. And what is clear goes on being served.

use crate::house::TestHouse;
use crate::http2::secure;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Sends bytes to the machine door, so many at a time, and reads until it closes the connection; a
/// connection that stays open is given up after the last byte that came.
async fn raw(house: &TestHouse, bytes: &[u8], at_a_time: usize) -> String {
    let mut stream = secure(house, b"http/1.1").await;
    for part in bytes.chunks(at_a_time) {
        // The door may have closed already.
        if stream.write_all(part).await.is_err() || stream.flush().await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(10), read).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The statuses of the answers in it.
fn statuses(answer: &str) -> Vec<&str> {
    answer.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect()
}

/// A house that closes connections on which nothing comes soon.
async fn hasty() -> TestHouse {
    TestHouse::start_with(&|config| config.limits.wait_ms = 500).await
}

#[tokio::test]
async fn two_statements_of_a_length_are_refused_and_nothing_behind_them_is_read() {
    let house = TestHouse::start().await;
    let smuggled = "GET /jwk HTTP/1.1\r\nHost: a\r\n\r\n";
    for (fields, body) in [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\ncontent-LENGTH: 4\r\n", "0\r\n\r\n"),
        ("Content-Length: 1\r\nContent-Length: 1\r\n", "x"),
        ("Content-Length: 0\r\nContent-Length: 0\r\n", ""),
        ("Content-Length: 1, 1\r\n", "x"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
    ] {
        for at_a_time in [1, 7, 4096] {
            let message =
                format!("POST /token HTTP/1.1\r\nHost: a\r\n{fields}\r\n{body}{smuggled}");
            let answer = raw(&house, message.as_bytes(), at_a_time).await;
            assert_eq!(statuses(&answer), ["400"], "{fields:?}: {answer}");
            let by_hyper = answer.contains("content-length: 0");
            assert!(by_hyper || answer.contains("urn:sluse:problem:length-unclear"), "{answer}");
            assert!(answer.contains("connection: close"), "{fields:?}: {answer}");
        }
    }
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn a_bare_line_feed_is_refused_wherever_it_stands_in_the_head() {
    let house = TestHouse::start().await;
    for message in [
        "GET /jwk HTTP/1.1\nHost: a\n\n",
        "GET /jwk HTTP/1.1\nHost: a\r\n\r\n",
        "GET /jwk HTTP/1.1\r\nHost: a\n\r\n",
        "GET /jwk HTTP/1.1\r\nHost: a\r\n\n",
        "GET /jwk HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n",
        "\nGET /jwk HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        for at_a_time in [1, 4096] {
            let answer = raw(&house, message.as_bytes(), at_a_time).await;
            assert_eq!(statuses(&answer), ["400"], "{message:?}: {answer}");
            assert!(answer.contains("urn:sluse:problem:line-end-unclear"), "{message:?}: {answer}");
            assert!(answer.contains("connection: close"), "{message:?}: {answer}");
        }
    }
}

#[tokio::test]
async fn clear_requests_one_behind_the_other_are_each_answered() {
    let house = hasty().await;
    let get = "GET /jwk HTTP/1.1\r\nHost: a\r\n\r\n";
    let body = "GET /jwk HTTP/1.1\r\nContent-Length: 9\n\r\n";
    let length = body.len();
    let post = format!("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}");
    let long = format!("GET /jwk HTTP/1.1\r\nHost: a\r\nX-Long: {}\r\n\r\n", "y".repeat(3_000));
    let message = format!("{get}{post}\r\n{get}{long}{post}{get}");
    for at_a_time in [13, 4096] {
        let answer = raw(&house, message.as_bytes(), at_a_time).await;
        assert_eq!(statuses(&answer), ["200", "400", "200", "200", "400", "200"], "{answer}");
        assert_eq!(answer.matches("must be application/x-www-form-urlencoded").count(), 2);
    }
}

#[tokio::test]
async fn a_chunked_request_is_served_and_is_the_last_of_its_connection() {
    let house = hasty().await;
    let get = "GET /jwk HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunked = "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
                   4\r\nabcd\r\n0\r\n\r\n";
    let answer = raw(&house, format!("{get}{chunked}{get}").as_bytes(), 4096).await;
    assert_eq!(statuses(&answer), ["200", "400"], "{answer}");
    assert!(answer.contains("must be application/x-www-form-urlencoded"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_length_written_so_long_that_two_readers_could_differ_is_refused() {
    let house = TestHouse::start().await;
    for length in [format!("{}5", "0".repeat(300)), format!("5{}", " ".repeat(300))] {
        let head = format!("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
        let answer = raw(&house, format!("{head}abcde").as_bytes(), 4096).await;
        assert_eq!(statuses(&answer), ["400"], "{answer}");
    }
}
