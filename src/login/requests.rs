//! What is asked of the provider behind the browser's back: to take a request (RFC 9126), and to give
//! an id token for a code (OpenID Connect Core section 3.1.3).

use super::LoginError;
use super::metadata::Endpoint;
use super::provider::{OPENID_ANSWER_BYTES, Provider};
use crate::page::form::with_query;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request, Response, StatusCode};
use serde::Deserialize;

/// The longest name of a pushed request; what is longer does not fit an address.
const LONGEST_NAME: usize = 1024;

/// The provider's answer to a code (RFC 6749 section 5.1); the access token is not used.
#[derive(Deserialize)]
struct TokenAnswer {
    token_type: String,
    id_token: String,
}

/// The provider's answer to a pushed request (RFC 9126 section 2.2). How long it is good is the
/// provider's to know: the browser goes there at once.
#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

impl Provider {
    /// Where the browser goes with this request. If the provider takes requests by the back way, the
    /// address holds nothing but whose it is and what the provider calls it: nobody who sees or
    /// changes an address learns or changes what is asked.
    ///
    /// # Errors
    /// When the provider does not answer, does not know us, or answers with something else.
    pub async fn address(
        &self,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<String, LoginError> {
        let metadata = self.metadata(now).await?;
        let authorize = metadata.authorization_endpoint.as_str();
        let Some(endpoint) = &metadata.pushed_authorization_request_endpoint else {
            return Ok(with_query(authorize, fields));
        };
        let answer = self.post(endpoint, fields, now).await?;
        match answer.status() {
            // RFC 9126 says 201; some providers say 200 (section 2.2 of its drafts did).
            StatusCode::CREATED | StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(LoginError::ClientRefused),
            status if status.is_server_error() => return Err(LoginError::ProviderDown),
            _ => return Err(LoginError::RequestRefused),
        }
        let pushed: Pushed =
            serde_json::from_slice(answer.body()).map_err(|_| LoginError::ProviderWrong)?;
        if !(1..=LONGEST_NAME).contains(&pushed.request_uri.len()) {
            return Err(LoginError::ProviderWrong);
        }
        let named = [("client_id", self.client_id()), ("request_uri", &pushed.request_uri)];
        Ok(with_query(authorize, &named))
    }

    /// Exchanges a code for an id token.
    ///
    /// # Errors
    /// When the provider refuses the code, does not know us, does not answer, or answers with
    /// something else.
    pub async fn exchange(
        &self,
        code: &str,
        verifier: &str,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Result<String, LoginError> {
        let metadata = self.metadata(now).await?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let answer = self.post(&metadata.token_endpoint, &fields, now).await?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::BAD_REQUEST => return Err(LoginError::CodeRefused),
            StatusCode::UNAUTHORIZED => return Err(LoginError::ClientRefused),
            status if status.is_server_error() => return Err(LoginError::ProviderDown),
            _ => return Err(LoginError::ProviderWrong),
        }
        let answer: TokenAnswer =
            serde_json::from_slice(answer.body()).map_err(|_| LoginError::ProviderWrong)?;
        let bearer = answer.token_type.eq_ignore_ascii_case("bearer");
        bearer.then_some(answer.id_token).ok_or(LoginError::ProviderWrong)
    }

    /// Posts a form that the provider knows for ours.
    async fn post(
        &self,
        endpoint: &Endpoint,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Response<Bytes>, LoginError> {
        let ours = self.authenticate(fields, now)?;
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(endpoint.as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = ours.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request =
            request.body(Bytes::from(ours.body)).map_err(|_| LoginError::ProviderWrong)?;
        self.send(request, OPENID_ANSWER_BYTES).await
    }
}
