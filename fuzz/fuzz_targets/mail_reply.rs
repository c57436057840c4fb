//! A mail server's bytes as its replies: read or refused, never a panic, and never more of them than the limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::notify::{MAIL_REPLY_BYTES, mail_reply};

fuzz_target!(|bytes: &[u8]| {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    if let Some((code, lines)) = runtime.block_on(mail_reply(bytes)) {
        assert!((200..600).contains(&code));
        assert!(lines.iter().map(String::len).sum::<usize>() <= MAIL_REPLY_BYTES.most);
    }
});
