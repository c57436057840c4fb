//! A stranger's bytes as a query or a form, and as what is read of it below `/me/`: read or refused, never a
//! panic; and what is read of a query that names a person is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::page::Form;
use sluse::serve::citizen_door::posted_json;
use sluse::web::{FindUsage, Objects, UserId, Uuid};

fuzz_target!(|bytes: &[u8]| {
    posted_json(bytes);
    drop(UserId::read(&[bytes]));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(id) = Uuid::parse(text) {
        assert!(id.to_string().eq_ignore_ascii_case(text));
    }
    let Some(form) = Form::parse(text) else { return };
    if FindUsage::read(&form).is_ok() {
        assert!(matches!(form.once("userCode"), Ok(None | Some("me"))));
    }
    if Objects::read(&form).is_ok() {
        assert!(matches!(form.once("objectId"), Ok(None | Some("me"))));
    }
});
