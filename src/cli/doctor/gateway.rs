//! Whether the gateway takes the token: a request for nothing, so that nobody is asked about.

use super::code::Code;
use super::report::{Report, Step};
use crate::cli::profile::Profile;
use crate::client::{Bearer, Token, ask, printable};
use crate::dial::Dialer;
use crate::jose::jws::SigningKey;
use crate::vocab::time::SharedClock;
use bytes::Bytes;
use hyper::{Request, StatusCode};
use serde_json::Value;

/// A path that no service has: whoever gets as far as `404` was let in.
const NOWHERE: &str = "/sluse-doctor";

/// Asks the gateway of the profile with a token.
pub(super) async fn look(
    profile: &Profile,
    (dialer, clock): (&Dialer, &SharedClock),
    (token, binding): (&Token, Option<&SigningKey>),
    report: &mut Report,
) {
    let Some(gateway) = &profile.gateway else {
        report.skip(Step::Gateway, "the profile names no gateway");
        return;
    };
    let url = format!("{}{NOWHERE}", gateway.trim_end_matches('/'));
    let Ok(request) = Request::get(url).body(Bytes::new()) else {
        report.wrong(Step::Gateway, Code::GatewayUnreachable, "its address is malformed");
        return;
    };
    let answer = match ask(dialer, Bearer { token, key: binding }, request, clock.now()).await {
        Ok(answer) => answer,
        Err(error) => {
            report.wrong(Step::Gateway, Code::GatewayUnreachable, error.to_string());
            return;
        }
    };
    if answer.status().is_server_error() {
        let seen = format!("it answered {}", answer.status());
        report.wrong(Step::Gateway, Code::GatewayUnreachable, seen);
        return;
    }
    if answer.status() != StatusCode::UNAUTHORIZED {
        report.good(Step::Gateway, format!("{gateway} takes the token"));
        return;
    }
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let text =
        |name: &str| printable(problem.get(name).and_then(Value::as_str).unwrap_or_default());
    let code = match text("type").rsplit(':').next() {
        Some("token-audience") => Code::ResourceMismatch,
        _ => Code::TokenNotTaken,
    };
    let resources = match profile.resource.as_slice() {
        [] => "resource is not set".to_owned(),
        some => format!("resource = {}", some.join(", ")),
    };
    report.wrong(Step::Gateway, code, format!("401: {}; {resources}", text("detail")));
}
