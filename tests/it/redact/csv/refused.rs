//! Documents that two readers could read differently.

use super::{csv, show};
use crate::redact::setting;
use sluse::redact::{Fault, RECORD_BYTES};

#[track_caller]
fn fault(document: impl AsRef<[u8]>) -> Option<Fault> {
    let (plan, document) = (csv(&["a"]).plan(), document.as_ref());
    let whole = show(&plan, setting(), std::iter::once(document)).err();
    if document.len() < 2000 {
        for size in 1..document.len() {
            let cut = show(&plan, setting(), document.chunks(size)).err();
            assert_eq!(cut, whole, "in chunks of {size}");
        }
    }
    whole.map(|unreadable| unreadable.fault)
}

#[test]
fn every_row_has_as_many_fields_as_the_header() {
    for document in ["a,b\n1\n", "a,b\n1,2,3\n", "a,b\n\n", "a,b\n1", "a,b\n1,2\n\n", "a,b\n1,2,"] {
        assert_eq!(fault(document), Some(Fault::Ragged), "{document:?}");
    }
    for document in ["a,b\n1,2\n", "a,b\n,", "a,b\n", "a,b", "a\n\n", "a,b\n1,2\n,\n"] {
        assert_eq!(fault(document), None, "{document:?}");
    }
}

#[test]
fn columns_have_names_of_their_own() {
    for document in ["a,a\n", "a,\"a\"\n", "b,a,b"] {
        assert_eq!(fault(document), Some(Fault::DuplicateColumn), "{document:?}");
    }
    for document in ["a,\n1,2\n", ",a\n", "a,\"\"\n", "\na\n"] {
        assert_eq!(fault(document), Some(Fault::Column), "{document:?}");
    }
    assert_eq!(fault(""), Some(Fault::Empty));
    assert_eq!(fault("a,b;c\n"), Some(Fault::Delimiter));
    assert_eq!(fault("a;b,c\n"), Some(Fault::Delimiter));
}

#[test]
fn quotes_stand_around_whole_fields() {
    for document in ["a\n1\"2\n", "a\n\"1\"2\n", "a\n 1\"2\"\n", "a\n\"1\" \n", "a\n1\""] {
        assert_eq!(fault(document), Some(Fault::Quote), "{document:?}");
    }
    for document in ["a\n\"", "a\n\"1\n", "\"a\n", "a\n\"1\"\"\n"] {
        assert_eq!(fault(document), Some(Fault::Incomplete), "{document:?}");
    }
}

#[test]
fn lines_end_as_the_header_ends() {
    for document in ["a\r\n1\n2\r\n", "a\n1\r\n", "a\r1\r", "a\n1\r2", "a\n\"1\"\r2\n"] {
        assert_eq!(fault(document), Some(Fault::LineEnd), "{document:?}");
    }
    assert_eq!(fault("a\r\n1\r"), Some(Fault::Incomplete));
}

#[test]
fn only_utf_8_without_control_characters_is_read() {
    assert_eq!(fault(b"a\n\xe5\n"), Some(Fault::NotUtf8));
    assert_eq!(fault(b"\xff\xfea\0\n\0"), Some(Fault::NotUtf8));
    for document in ["a\n\0\n", "a\n\"\u{1b}\"\n", "a\u{7}\n1\n", "a\n1\u{c}2\n"] {
        assert_eq!(fault(document), Some(Fault::ControlCharacter), "{document:?}");
    }
    assert_eq!(fault("a\n\t1\t\n"), None);
}

#[test]
fn a_field_larger_than_a_record_may_be_is_refused_and_one_that_is_dropped_costs_nothing() {
    let long = "x".repeat(RECORD_BYTES.most + 1);
    assert_eq!(fault(format!("a,b\n{long},1\n")), Some(Fault::RecordTooLarge));
    assert_eq!(fault(format!("a,b\n1,{long}\n")), None);
}
