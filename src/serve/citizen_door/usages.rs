//! The places where other countries' programs ask, in addresses, and what their documents want of answers.

use super::is_read;
use crate::page::Form;
use crate::web::{FindUsage, INZAGE_VERSION, OBJECTS, Objects, Usages, UserId, Uuid, Wish};
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};

/// What a path asks for, with the methods that it takes; none when it is another place.
pub(super) fn wish(request: &Request<Bytes>, query: &Form) -> Option<(Wish, &'static str)> {
    let wanted = match request.uri().path() {
        "/me/v2/findUsage" => FindUsage::read(query).map(Usages::Find),
        "/me/v2/usagePeriod" => Usages::Period.alone(query),
        "/me/v2/heartbeat" => Usages::Heartbeat.alone(query),
        OBJECTS => Objects::read(query).map(Usages::Objects),
        path => object(path.strip_prefix(OBJECTS)?.strip_prefix('/')?, query),
    };
    let wish = match wanted {
        _ if !is_read(request.method()) => Wish::WrongMethod,
        Ok(wanted) => Wish::Usages(user(request), wanted),
        Err(_) => Wish::Unreadable,
    };
    Some((wish, "GET, HEAD"))
}

/// One disclosure by its name in the path.
fn object(id: &str, query: &Form) -> Result<Usages, &'static str> {
    Uuid::parse(id).map(Usages::Object).ok_or("verwerktObjectId")?.alone(query)
}

fn user(request: &Request<Bytes>) -> UserId {
    let values = request.headers().get_all(HeaderName::from_static("x-road-userid"));
    UserId::read(&values.iter().map(HeaderValue::as_bytes).collect::<Vec<_>>())
}

/// Gives an answer at the Dutch paths what their document demands: the version, and of a problem its `code`, its
/// `instance`, and which parameter was wrong.
pub(super) fn dress(
    path: &str,
    query: Option<&str>,
    mut answer: Response<Bytes>,
) -> Response<Bytes> {
    if !path.starts_with(OBJECTS) {
        return answer;
    }
    let version = HeaderValue::from_static(INZAGE_VERSION);
    answer.headers_mut().insert(HeaderName::from_static("api-version"), version);
    let is_problem = answer
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == b"application/problem+json");
    if !is_problem {
        return answer;
    }
    let Ok(Value::Object(mut problem)) = serde_json::from_slice(answer.body()) else {
        return answer;
    };
    let code = problem.get("type").and_then(Value::as_str).unwrap_or_default();
    let code = code.rsplit(':').next().unwrap_or_default().to_owned();
    problem.insert("code".to_owned(), json!(code));
    problem.insert("instance".to_owned(), json!(path));
    if answer.status() == StatusCode::BAD_REQUEST {
        let wrong = match Form::parse(query.unwrap_or_default()) {
            Some(query) if path == OBJECTS => Objects::read(&query).err().unwrap_or("query"),
            Some(query) => {
                let id = path.rsplit('/').next().unwrap_or_default();
                object(id, &query).err().unwrap_or("query")
            }
            None => "query",
        };
        let reason = "it is not what the document says, or names a person";
        let wrong = json!([{ "name": wrong, "code": code, "reason": reason }]);
        problem.insert("invalidParams".to_owned(), wrong);
    }
    *answer.body_mut() = Value::Object(problem).to_string().into();
    answer
}
