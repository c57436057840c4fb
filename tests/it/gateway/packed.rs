//! Compressed answers of a provider: what comes out is what would come out of the plain one.

use crate::house::{Answer, PERSON_PATH, TestHouse, problem};

fn answer(fields: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{fields}content-length: {}\r\n\r\n",
        body.len()
    );
    Answer::Raw([head.as_bytes(), body].concat())
}

const GZIP: &[u8] = include_bytes!("../../data/packed/person.json.gz");
const BROTLI: &[u8] = include_bytes!("../../data/packed/person.json.br");
const ZSTD: &[u8] = include_bytes!("../../data/packed/person.json.zst");

#[tokio::test]
async fn a_compressed_answer_is_opened_and_redacted_like_a_plain_one() {
    let house = TestHouse::start().await;
    let plain = house.kindergarten(PERSON_PATH).await;
    for (coding, body) in [("gzip", GZIP), ("GZIP", GZIP), ("br", BROTLI), ("zstd", ZSTD)] {
        house.provider.will(answer(&format!("content-encoding: {coding}\r\n"), body));
        let opened = house.kindergarten(PERSON_PATH).await;
        assert_eq!(opened.status(), 200, "{coding}: {opened:?}");
        assert_eq!(opened.body(), plain.body(), "{coding}");
        assert!(!opened.headers().contains_key("content-encoding"), "it leaves here plain");
    }
    let asked = house.provider.asked().pop().unwrap();
    assert!(asked.contains("accept-encoding: gzip, br, zstd\r\n"), "{asked}");
}

#[tokio::test]
async fn only_one_known_content_coding_is_accepted() {
    let house = TestHouse::start().await;
    let cases = [
        "content-encoding: gzip, gzip\r\n",
        "content-encoding: gzip\r\ncontent-encoding: br\r\n",
        "content-encoding: identity\r\n",
        "content-encoding: deflate\r\n",
        "content-encoding:\r\n",
    ];
    for fields in cases {
        house.provider.will(answer(fields, GZIP));
        let refused = house.kindergarten(PERSON_PATH).await;
        assert_eq!(refused.status(), 502, "{fields}");
        assert_eq!(problem(&refused), "provider-media-type", "{fields}");
    }
    assert_eq!(house.refusals(), ["provider-media-type"; 5]);
}

#[tokio::test]
async fn a_compressed_answer_that_is_damaged_or_a_bomb_is_refused_and_nothing_comes_out() {
    let house = TestHouse::start().await;
    let bomb = include_bytes!("../../data/packed/spaces.br");
    let mut damaged = GZIP.to_vec();
    let last = damaged.len() - 5;
    damaged[last] ^= 1;
    let cases = [
        ("gzip", GZIP[..GZIP.len() - 1].to_vec(), "provider-coding"),
        ("gzip", [GZIP, GZIP].concat(), "provider-coding"),
        ("gzip", damaged, "provider-coding"),
        ("gzip", crate::house::ORDINARY_PERSON.into(), "provider-coding"),
        ("zstd", [ZSTD, b"{}"].concat(), "provider-coding"),
        ("br", GZIP.to_vec(), "provider-coding"),
        ("br", bomb.to_vec(), "provider-too-large"),
    ];
    for (coding, body, name) in &cases {
        house.provider.will(answer(&format!("content-encoding: {coding}\r\n"), body));
        let refused = house.kindergarten(PERSON_PATH).await;
        assert_eq!((refused.status().as_u16(), problem(&refused).as_str()), (502, *name));
        assert!(!String::from_utf8_lossy(refused.body()).contains("TOMBOLA"));
    }
    let names: Vec<_> = cases.iter().map(|case| case.2).collect();
    assert_eq!(house.refusals(), names, "each is in the ledger");
}
