//! Asks for tokens, each time with a new grant, and reads the refusals.

use super::code::Code;
use super::refusal::{finding, seen};
use super::report::{Report, Step};
use crate::cli::profile::Profile;
use crate::client::metadata::Metadata;
use crate::client::{
    ClientError, Credential, Refusal, Token, Wish, exchange, exchange_bound, grant,
};
use crate::dial::Dialer;
use crate::jose::jws::SigningKey;
use crate::vocab::time::SharedClock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// What the token service looks at before the scopes, and the scopes' own steps.
const BEFORE: [Step; 1] = [Step::Registration];
const SCOPES: [Step; 3] = [Step::Scope, Step::Access, Step::Delegation];

/// All that asking for a token takes.
pub(super) struct Probe<'a> {
    pub(super) profile: &'a Profile,
    pub(super) metadata: &'a Metadata,
    pub(super) dialer: &'a Dialer,
    pub(super) credential: &'a Credential,
    pub(super) binding: Option<&'a SigningKey>,
    pub(super) clock: &'a SharedClock,
}

impl Probe<'_> {
    /// Asks for all scopes, and when they are the matter for each on its own.
    pub(super) async fn run(&self, report: &mut Report) -> Option<Token> {
        if self.profile.scopes.is_empty() {
            report.wrong(Step::Scope, Code::ScopeMissing, "the profile names no scope");
            return None;
        }
        match self.ask(&self.profile.scope(), self.consumer()).await {
            Ok(token) => {
                self.all_good(report);
                Some(token)
            }
            Err(ClientError::Refused(refusal)) => {
                self.refused(&refusal, report).await;
                None
            }
            Err(error) => {
                report.wrong(Step::Token, Code::Unreachable, error.to_string());
                None
            }
        }
    }

    fn consumer(&self) -> Option<&str> {
        self.profile.consumer_org.as_deref()
    }

    /// Asks with the audience that the metadata name, so that what else is wrong is found, too.
    async fn ask(&self, scope: &str, consumer_org: Option<&str>) -> Result<Token, ClientError> {
        let endpoint = self.profile.token_endpoint.as_ref();
        let endpoint = endpoint.unwrap_or(&self.metadata.token_endpoint);
        let wish = Wish {
            consumer_org,
            resource: &self.profile.resource,
            ..Wish::new(&self.profile.client_id, &self.metadata.issuer, scope)
        };
        let now = self.clock.now();
        let new_grant = || grant(&wish, self.credential, now);
        match self.binding {
            None => exchange(self.dialer, endpoint, &new_grant()?).await,
            Some(key) => exchange_bound(self.dialer, endpoint, new_grant, key, now).await,
        }
    }

    fn registered(&self) -> String {
        let by = if self.credential.chain().is_empty() { "its key" } else { "its certificate" };
        format!("client {} and {by} are accepted", self.profile.client_id)
    }

    fn all_good(&self, report: &mut Report) {
        report.good(Step::Registration, self.registered());
        report.good(Step::Scope, format!("the client has {}", self.profile.scopes.join(", ")));
        report.good(Step::Access, "the providers have given access");
        match self.consumer() {
            Some(consumer) => {
                report.good(Step::Delegation, format!("delegated by organisation {consumer}"));
            }
            None => report.good(Step::Delegation, "none needed: the organisation asks for itself"),
        }
        report.good(Step::Token, "a token was issued");
    }

    async fn refused(&self, refusal: &Refusal, report: &mut Report) {
        let (step, code) = finding(refusal, !self.credential.chain().is_empty());
        if SCOPES.contains(&step) {
            report.good(Step::Registration, self.registered());
            self.each_scope(report).await;
            return;
        }
        // The comparison of clocks has said it already, and better.
        if !report.is_wrong(step) {
            report.wrong(step, code, seen(refusal));
        }
        let not_reached = BEFORE.into_iter().filter(|other| *other != step).chain(SCOPES);
        for step in not_reached.chain([Step::Token].into_iter().filter(|other| *other != step)) {
            report.skip(step, "not reached");
        }
    }

    async fn each_scope(&self, report: &mut Report) {
        let mut good = Vec::new();
        let mut wrong = Vec::new();
        for scope in &self.profile.scopes {
            match self.ask(scope, self.consumer()).await {
                Ok(_) => good.push(scope.as_str()),
                Err(ClientError::Refused(refusal)) => {
                    let (step, mut code) = finding(&refusal, !self.credential.chain().is_empty());
                    if code == Code::ConsumerOrgRefused && self.consumer_is_own(scope).await {
                        code = Code::ConsumerOrgIsOwn;
                    }
                    report.wrong(step, code, format!("{scope}: {}", seen(&refusal)));
                    wrong.push(step);
                }
                Err(error) => report.wrong(Step::Token, Code::Unreachable, error.to_string()),
            }
        }
        for step in SCOPES.into_iter().filter(|step| !wrong.contains(step)) {
            // Whoever is refused at a later step has passed the earlier ones.
            if !good.is_empty() || wrong.iter().all(|other| *other > step) {
                report.good(step, if good.is_empty() { "passed" } else { "for the others" });
            } else {
                report.skip(step, "not reached");
            }
        }
        match good.as_slice() {
            [] => report.skip(Step::Token, "not reached"),
            some => report.good(Step::Token, format!("a token was issued for {}", some.join(", "))),
        }
    }

    /// Whether `consumer_org` is the client's own organisation: a token without it names that.
    async fn consumer_is_own(&self, scope: &str) -> bool {
        let Ok(token) = self.ask(scope, None).await else { return false };
        let claims =
            token.expose().split('.').nth(1).and_then(|it| URL_SAFE_NO_PAD.decode(it).ok());
        let claims: Option<Value> = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let own = claims.as_ref().and_then(|claims| claims.pointer("/consumer/ID")?.as_str());
        own.and_then(|id| id.rsplit(':').next()) == self.consumer()
    }
}
