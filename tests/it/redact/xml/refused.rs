//! One fault refuses the document, also in what is dropped, wherever chunks end.

use super::super::in_chunks;
use super::xml;
use sluse::redact::{Fault, NAMESPACES, Plan, TAG_BYTES};
use sluse::vocab::limits::{DOCUMENT_DEPTH, DOCUMENT_NAMES};

fn plan() -> Plan {
    xml(&["a.b"]).plan()
}

/// The fault that refuses a document, the same wherever chunks end.
#[track_caller]
fn fault(document: impl AsRef<[u8]>) -> Option<Fault> {
    let (plan, document) = (plan(), document.as_ref());
    let whole = in_chunks(&plan, std::iter::once(document)).err();
    if document.len() < 2000 {
        for size in 1..document.len() {
            assert_eq!(in_chunks(&plan, document.chunks(size)).err(), whole, "in chunks of {size}");
        }
    }
    whole.map(|unreadable| unreadable.fault)
}

#[test]
fn every_document_type_declaration_is_refused() {
    for document in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE a PUBLIC \"x\" \"y\"><a/>",
        "<a><!DOCTYPE a></a>",
        "<a/><!DOCTYPE a>",
    ] {
        assert_eq!(fault(document), Some(Fault::Doctype), "{document}");
    }
    assert_eq!(fault("<!doctype a><a/>"), Some(Fault::NotWellFormed));
    assert_eq!(fault("<a><!ENTITY x 'y'></a>"), Some(Fault::NotWellFormed));
}

#[test]
fn only_the_five_entities_and_characters_are_referred_to() {
    assert_eq!(fault("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x10FFFF;&#x9;</a>"), None);
    for reference in [
        "&nbsp;",
        "&;",
        "&amp",
        "& ",
        "&#0;",
        "&#x1F;",
        "&#xD800;",
        "&#xFFFE;",
        "&#x110000;",
        "&#;",
        "&#x;",
        "&#X41;",
        "&#4294967361;",
        "&#+65;",
        "&#00000000000000065;",
        "&AMP;",
    ] {
        assert_eq!(fault(format!("<a>{reference}</a>")), Some(Fault::Reference), "{reference}");
        let attribute = format!("<a><c d='{reference}'/></a>");
        assert_eq!(fault(attribute), Some(Fault::Reference), "{reference}");
    }
    assert_eq!(fault("<a/>&amp;"), Some(Fault::NotWellFormed), "outside the element");
}

#[test]
fn what_is_not_well_formed_is_refused_also_where_it_is_dropped() {
    for inside in [
        "<c d=1/>",
        "<c d/>",
        "<c d='<'/>",
        "<c d='1'e='2'/>",
        "<c d='1\"/>",
        "< c/>",
        "<c / >",
        "<1/>",
        "<-c/>",
        "<c:/>",
        "<:c/>",
        "<c:d:e/>",
        "<c \u{d7}='1'/>",
        "<!-- -- -->",
        "<!--->",
        "<!-- --->",
        "<!x>",
        "<!>",
        "<![CDATA x]]>",
        "<![cdata[x]]>",
        "]]>",
        "a]]>",
        "<?xml version='1.0'?>",
        "<?XML x?>",
        "<??>",
        "<?1?>",
        "<?a:b?>",
        "<? a?>",
        "<c></c >x</ c>",
        "<c></c d='1'>",
        "<>",
        "</>",
    ] {
        let refused = fault(format!("<a>{inside}</a>"));
        assert!(refused.is_some(), "{inside}");
    }
    for document in
        ["x<a/>", "<a/>x", "<a/><![CDATA[x]]>", "<![CDATA[x]]><a/>", " <?xml version='1.0'?><a/>"]
    {
        assert_eq!(fault(document), Some(Fault::NotWellFormed), "{document}");
    }
    assert_eq!(fault("<a/><b/>"), Some(Fault::SecondValue));
    for document in ["", " ", "<!-- x -->", "<?x?>\n"] {
        assert_eq!(fault(document), Some(Fault::Empty), "{document}");
    }
    for document in
        ["<a>", "<a", "<", "<a>&am", "<a><b/>", "<!-- ", "<a><![CDATA[", "<a><![CD", "<?x"]
    {
        assert_eq!(fault(document), Some(Fault::Incomplete), "{document}");
    }
}

#[test]
fn what_is_well_formed_is_read() {
    for document in [
        "<a/>",
        "<a />",
        "<a></a\n>",
        "\n<?x y?><!-- - - --><a/>\n<!----><?z?>",
        "<a b = '>' c=\"'\"/>",
        "<a>]] > ] ]&gt;</a>",
        "<a><![CDATA[]]]]></a>",
        "<a><![CDATA[]]></a>",
        "<a><?xmlx?><?x ??></a>",
        "<\u{e5}\u{300}.-\u{b7}>\u{1f600}\u{85}\u{7f}</\u{e5}\u{300}.-\u{b7}>",
        "\u{feff}<a>\u{feff}</a>",
        "\u{feff}<?xml version='1.0' encoding='utf-8' standalone='no' ?><a/>",
        "<?xml version = \"1.0\"\nencoding=\"UTF-8\"?><a/>",
    ] {
        assert_eq!(fault(document), None, "{document}");
    }
}

#[test]
fn tags_close_in_the_order_they_opened_by_the_name_as_it_stands() {
    for document in [
        "<a></b>",
        "<a><b></a></b>",
        "</a>",
        "<a/></a>",
        "<a></A>",
        "<x:a xmlns:x='u' xmlns:y='u'></y:a>",
    ] {
        assert_eq!(fault(document), Some(Fault::EndTag), "{document}");
    }
}

#[test]
fn attributes_are_unique_once_their_prefixes_are_resolved() {
    for tag in [
        "<a b='1' b='2'/>",
        "<a x:b='1' x:b='1' xmlns:x='u'/>",
        "<a x:b='1' y:b='2' xmlns:x='u' xmlns:y='u'/>",
        "<a xmlns:x='u' xmlns:x='u'/>",
        "<a xmlns='u' xmlns='v'/>",
    ] {
        assert_eq!(fault(tag), Some(Fault::DuplicateAttribute), "{tag}");
        assert_eq!(fault(format!("<z>{tag}</z>")), Some(Fault::DuplicateAttribute), "{tag}");
    }
    assert_eq!(
        fault("<a b='1' x:b='2' xmlns:x='u' xmlns='u'/>"),
        None,
        "the default is not theirs"
    );
    let many: String = (0..500).map(|nr| format!(" n{nr}='1'")).collect();
    assert_eq!(fault(format!("<a{many}/>")), None);
    assert_eq!(fault(format!("<a{many} n250='2'/>")), Some(Fault::DuplicateAttribute));
}

#[test]
fn prefixes_are_declared_and_the_reserved_ones_stay_what_they_are() {
    for document in ["<x:a/>", "<a x:b='1'/>", "<a><b xmlns:x='u'/><x:c/></a>", "<xmlns:a/>"] {
        assert_eq!(fault(document), Some(Fault::Prefix), "{document}");
    }
    for declaration in [
        "xmlns:x=''",
        "xmlns:xmlns='u'",
        "xmlns:xml='u'",
        "xmlns='http://www.w3.org/2000/xmlns/'",
        "xmlns:x='http://www.w3.org/XML/1998/namespace'",
        "xmlns='http://www.w3.org/XML/1998/namespace'",
    ] {
        assert_eq!(fault(format!("<a {declaration}/>")), Some(Fault::Namespace), "{declaration}");
    }
    assert_eq!(fault("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='nb'/>"), None);
}

#[test]
fn only_utf_8_is_read() {
    let utf_16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(fault(&utf_16), Some(Fault::NotWellFormed));
    assert_eq!(fault([b"\xff\xfe".as_slice(), &utf_16].concat()), Some(Fault::NotUtf8));
    assert_eq!(fault(b"<a>\xc0\xaf</a>"), Some(Fault::NotUtf8), "overlong");
    assert_eq!(fault(b"<a>\xed\xa0\x80</a>"), Some(Fault::NotUtf8), "a surrogate");
    assert_eq!(fault(b"<a>\xe5</a>"), Some(Fault::NotUtf8), "Latin-1");
    for name in ["ISO-8859-1", "UTF-16", "utf8", ""] {
        let document = format!("<?xml version='1.0' encoding='{name}'?><a/>");
        assert_eq!(fault(document), Some(Fault::Encoding), "{name}");
    }
    for declaration in [
        "<?xml version='1.1'?>",
        "<?xml?>",
        "<?xml encoding='UTF-8'?>",
        "<?xml version='1.0' x='y'?>",
        "<?xml version='1.0' standalone='maybe'?>",
        "<?xml version='1.0'encoding='UTF-8'?>",
        "<?xml version='1.0' standalone='no' encoding='UTF-8'?>",
        "<?xml version=1.0?>",
    ] {
        assert_eq!(
            fault(format!("{declaration}<a/>")),
            Some(Fault::NotWellFormed),
            "{declaration}"
        );
    }
}

#[test]
fn characters_that_xml_leaves_out_stand_nowhere() {
    for character in ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
        for document in [
            format!("<a>{character}</a>"),
            format!("<a><c d='{character}'/></a>"),
            format!("<a><!-- {character} --></a>"),
            format!("<a><![CDATA[{character}]]></a>"),
            format!("<a><?x {character}?></a>"),
        ] {
            assert_eq!(fault(&document), Some(Fault::Character), "{document:?}");
        }
        assert!(fault(format!("<a{character}/>")).is_some());
    }
}

#[test]
fn depth_names_tags_and_namespaces_have_limits() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert_eq!(fault(deep(DOCUMENT_DEPTH.most)), None);
    assert_eq!(fault(deep(DOCUMENT_DEPTH.most + 1)), Some(Fault::TooDeep));
    assert_eq!(fault("<a>".repeat(100_000)), Some(Fault::TooDeep), "a hundred thousand levels");
    let long = format!("<a b='{}'/>", "x".repeat(TAG_BYTES.most));
    assert_eq!(fault(long), Some(Fault::TagTooLong));
    let many: String =
        (0..=DOCUMENT_NAMES.most).map(|nr| format!(" {}='{nr}'", name(nr))).collect();
    let refused = fault(format!("<a{many}/>"));
    assert!(matches!(refused, Some(Fault::TooManyNames | Fault::TagTooLong)), "{refused:?}");
    let declared =
        |count: usize| -> String { (0..count).map(|nr| format!(" xmlns:p{nr}='u{nr}'")).collect() };
    assert_eq!(fault(format!("<a{}/>", declared(NAMESPACES.most))), None);
    let refused = fault(format!("<a{}/>", declared(NAMESPACES.most + 1)));
    assert_eq!(refused, Some(Fault::TooManyNamespaces));
}

/// A short name for a number.
fn name(mut nr: usize) -> String {
    let mut name = String::from("n");
    while nr > 0 {
        name.push(char::from(b'a' + u8::try_from(nr % 26).unwrap()));
        nr /= 26;
    }
    name
}

#[test]
fn a_long_text_that_is_dropped_costs_nothing() {
    let plan = plan();
    let chunk = vec![b'x'; 64 * 1024];
    let mut redactor = sluse::redact::Redactor::new(&plan, super::setting());
    redactor.feed(b"<a><c>").unwrap();
    for _ in 0..512 {
        redactor.feed(&chunk).unwrap();
    }
    redactor.feed(b"</c><b>1</b></a>").unwrap();
    redactor.finish().unwrap();
    assert_eq!(redactor.take().len(), 1);
}

#[test]
fn a_record_larger_than_the_limit_is_refused() {
    let long = format!("<a><b>{}</b></a>", "x".repeat(sluse::redact::RECORD_BYTES.most + 1));
    assert_eq!(fault(long), Some(Fault::RecordTooLarge));
}
