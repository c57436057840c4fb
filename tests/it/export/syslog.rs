//! A reader of syslog messages, by the grammar of RFC 5424 section 6 and nothing else.

use std::collections::BTreeMap;

/// One message.
#[derive(Debug)]
pub struct Message {
    pub priority: u8,
    pub at: String,
    pub host: String,
    pub app: String,
    pub kind: String,
    /// By SD-ID, the parameters.
    pub data: BTreeMap<String, BTreeMap<String, String>>,
    pub text: String,
}

fn word<'t>(rest: &mut &'t str, most: usize) -> &'t str {
    let (word, after) = rest.split_once(' ').unwrap();
    assert!((1..=most).contains(&word.len()), "{word}");
    assert!(word.bytes().all(|byte| (33..=126).contains(&byte)), "{word}");
    *rest = after;
    word
}

fn name<'t>(rest: &mut &'t str, ends: &[char]) -> &'t str {
    let end = rest.find(ends).unwrap();
    let (name, after) = rest.split_at(end);
    assert!((1..=32).contains(&name.len()), "{name}");
    assert!(name.bytes().all(|byte| (33..=126).contains(&byte) && !b"= ]\"".contains(&byte)));
    *rest = after;
    name
}

fn value(rest: &mut &str) -> String {
    let mut value = String::new();
    let mut characters = rest.char_indices();
    loop {
        match characters.next().unwrap() {
            (end, '"') => {
                *rest = &rest[end + 1..];
                return value;
            }
            (_, '\\') => {
                let escaped = characters.next().unwrap().1;
                assert!(['"', '\\', ']'].contains(&escaped));
                value.push(escaped);
            }
            (_, ']') => panic!("an unescaped ] in a value"),
            (_, other) => value.push(other),
        }
    }
}

/// Reads a message, panicking at whatever the grammar does not have.
pub fn parse(message: &str) -> Message {
    assert!(message.len() <= 8192, "{} octets", message.len());
    let (priority, mut rest) = message.strip_prefix('<').unwrap().split_once('>').unwrap();
    let priority: u8 = priority.parse().unwrap();
    assert!(priority <= 191);
    assert_eq!(word(&mut rest, 3), "1", "the version");
    let at = word(&mut rest, 32).to_owned();
    let (_, fraction) = at.strip_suffix('Z').unwrap().split_once('.').unwrap();
    assert!((1..=6).contains(&fraction.len()));
    let host = word(&mut rest, 255).to_owned();
    let app = word(&mut rest, 48).to_owned();
    assert_eq!(word(&mut rest, 128), "-", "the process");
    let kind = word(&mut rest, 32).to_owned();
    let mut data = BTreeMap::new();
    while let Some(after) = rest.strip_prefix('[') {
        rest = after;
        let id = name(&mut rest, &[' ', ']']);
        let mut parameters = BTreeMap::new();
        while let Some(after) = rest.strip_prefix(' ') {
            rest = after;
            let name = name(&mut rest, &['=']);
            rest = rest.strip_prefix("=\"").unwrap();
            let twice = parameters.insert(name.to_owned(), value(&mut rest));
            assert!(twice.is_none(), "{name}");
        }
        rest = rest.strip_prefix(']').unwrap();
        assert!(data.insert(id.to_owned(), parameters).is_none(), "{id} stands twice");
    }
    let text = rest.strip_prefix(' ').unwrap();
    let is_marked = text.starts_with('\u{feff}');
    assert_eq!(is_marked, !text.is_ascii(), "only UTF-8 is marked so");
    assert!(!message.chars().any(char::is_control));
    let text = text.trim_start_matches('\u{feff}').to_owned();
    Message { priority, at, host, app, kind, data, text }
}

/// Cuts a stream of frames by octet counting (RFC 6587 section 3.4.1).
pub fn frames(mut bytes: &[u8]) -> Vec<String> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ').unwrap();
        let length = std::str::from_utf8(&bytes[..space]).unwrap();
        assert!(!length.starts_with('0'));
        let (frame, rest) = bytes[space + 1..].split_at(length.parse().unwrap());
        frames.push(String::from_utf8(frame.to_vec()).unwrap());
        bytes = rest;
    }
    frames
}
