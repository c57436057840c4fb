//! 20: the form of a token request.

use super::{FORM, GRANT_TYPE, Siege, Told, form, told};
use bytes::Bytes;
use hyper::{Method, Request};
use serde_json::json;

const BAD_FORM: Told = told(400, "invalid_request", "form", "Invalid request. ");
const TOO_LARGE: Told =
    told(413, "invalid_request", "form", "Invalid request. The form is too large (");

#[tokio::test]
async fn attack_20_a_parameter_twice_missing_or_wrongly_encoded() {
    let siege = Siege::begin().await;
    let good = siege.grant(json!({}));
    let other = siege.grant(json!({}));
    let cases = [
        (form(&good) + &format!("&assertion={other}"), "The parameter assertion is repeated ("),
        (form(&good) + &format!("&assertion={good}"), "The parameter assertion is repeated ("),
        (form(&good) + "&%61ssertion=x", "The parameter assertion is repeated ("),
        (form(&good) + "&grant_type=x", "The parameter grant_type is repeated ("),
        (form(&good) + "&grant%5ftype=x", "The parameter grant_type is repeated ("),
        (format!("grant_type={GRANT_TYPE}"), "The parameter assertion is missing ("),
        (format!("grant_type={GRANT_TYPE}&assertion="), "The parameter assertion is missing ("),
        (format!("grant_type={GRANT_TYPE}&Assertion={good}"), "The parameter assertion is missing"),
        (format!("assertion={good}"), "The parameter grant_type is missing ("),
        (format!("grant_type=&assertion={good}"), "The parameter grant_type is missing ("),
        (format!("&&==&{good}"), "The parameter grant_type is missing ("),
        (String::new(), "The parameter grant_type is missing ("),
        (format!("grant_type={GRANT_TYPE}&assertion=%zz"), "The form is not correctly encoded ("),
        (format!("grant_type={GRANT_TYPE}&assertion=%f"), "The form is not correctly encoded ("),
        (format!("grant_type={GRANT_TYPE}&assertion=%ff"), "The form is not correctly encoded ("),
        (format!("grant_type={GRANT_TYPE}&assertion=å"), "The form is not correctly encoded ("),
    ];
    for (body, text) in cases {
        let told = siege.refuse_request(siege.post(FORM, body), BAD_FORM, None).await;
        assert!(told.starts_with(&format!("Invalid request. {text}")), "{told}");
    }
}

#[tokio::test]
async fn attack_20_a_charset_does_not_change_what_is_read() {
    let siege = Siege::begin().await;
    let body = form(&siege.grant(json!({})));
    let utf_16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_7 = body.replace('=', "+AD0-");
    for charset in ["utf-16", "utf-16le", "UTF-8"] {
        let request = siege.post(&format!("{FORM}; charset={charset}"), utf_16.clone());
        siege.refuse_request(request, BAD_FORM, None).await;
    }
    let request = siege.post(&format!("{FORM}; charset=utf-7"), utf_7);
    siege.refuse_request(request, BAD_FORM, None).await;
    let request = siege.post(&format!("{FORM}; charset=utf-16"), body);
    assert_eq!(siege.send(request).await.status(), 200, "the form is ASCII whatever is declared");
}

#[tokio::test]
async fn attack_20_a_body_that_is_no_form() {
    let siege = Siege::begin().await;
    let grant = siege.grant(json!({}));
    let json = json!({ "grant_type": GRANT_TYPE, "assertion": grant }).to_string();
    let wrong = BAD_FORM
        .beginning("Invalid request. The content type must be application/x-www-form-urlencoded (");
    for content_type in [
        "application/json",
        "text/plain",
        "",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded, application/json",
        "application/x-www-form-urlencodedx",
    ] {
        siege.refuse_request(siege.post(content_type, json.clone()), wrong, None).await;
        siege.refuse_request(siege.post(content_type, form(&grant)), wrong, None).await;
    }
    let mut twice = siege.post(FORM, form(&grant));
    twice.headers_mut().append("content-type", "application/json".parse().unwrap());
    siege.refuse_request(twice, wrong, None).await;
    let mut none = siege.post(FORM, form(&grant));
    none.headers_mut().remove("content-type");
    siege.refuse_request(none, wrong, None).await;
    let as_form = siege.post(FORM, json);
    siege.refuse_request(as_form, BAD_FORM, None).await;
}

#[tokio::test]
async fn attack_20_another_grant_type() {
    let siege = Siege::begin().await;
    let other = told(
        400,
        "unsupported_grant_type",
        "grant-type",
        "Unsupported grant type. Only urn:ietf:params:oauth:grant-type:jwt-bearer is accepted (",
    );
    for grant_type in [
        "client_credentials",
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:JWT-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer%00",
        "+urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer;assertion=x",
    ] {
        let body = format!("grant_type={grant_type}&assertion={}", siege.grant(json!({})));
        siege.refuse_request(siege.post(FORM, body), other, None).await;
    }
}

#[tokio::test]
async fn attack_20_ten_megabytes() {
    let siege = Siege::begin().await;
    let body = form(&"a".repeat(10 << 20));
    siege.refuse_request(siege.post(FORM, body), TOO_LARGE, None).await;
    let good = form(&siege.grant(json!({}))) + "&padding=" + &"a".repeat(10 << 20);
    siege.refuse_request(siege.post(FORM, good), TOO_LARGE, None).await;
}

#[tokio::test]
async fn attack_20_get_and_other_methods() {
    let siege = Siege::begin().await;
    let wrong =
        told(405, "invalid_request", "method", "Invalid request. A token request is a POST (");
    let form = form(&siege.grant(json!({})));
    for method in [Method::GET, Method::DELETE, Method::PUT, Method::OPTIONS, Method::PATCH] {
        let to = format!("{}/token?{form}", siege.0.machine);
        let request = Request::builder().method(&method).uri(to).header("content-type", FORM);
        let body = if method == Method::GET { Bytes::new() } else { Bytes::from(form.clone()) };
        siege.refuse_request(request.body(body).unwrap(), wrong, None).await;
    }
    let to = format!("{}/token?{form}", siege.0.machine);
    let empty = Request::post(to).header("content-type", FORM).body(Bytes::new()).unwrap();
    siege.refuse_request(empty, BAD_FORM, None).await;
}
