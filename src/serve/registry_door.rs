//! The registry's door: Maskinporten's administration API, called with this service's own tokens; and
//! the policies, for the organisation that runs the house.
//!
//! The door reads and writes HTTP; what may be done is decided in [`crate::registrar`]. A request that
//! comes with a good token and is refused is an entry of the ledger, as each change is.

mod access;
mod answer;
mod clients;
mod delegations;
mod keeping;
mod keys;
mod policies;
mod reading;
mod routes;
mod scopes;
mod system_users;

use super::problem::registry::Unreadable;
use super::{DPOP_NONCE, problem};
use crate::activation::{Activator, NotActivated};
use crate::gateway::admit::admit;
use crate::gateway::path::Gateway;
use crate::gateway::record::{record_refusal, record_refusal_of};
use crate::gateway::refused::{self as gateway, Known};
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::registrar::refused::Refused;
use crate::registrar::rights::{self, Administrator, Right};
use crate::registrar::{Registrar, Wanted};
use crate::registry::Registry;
use crate::registry::record::Registered;
use crate::vocab::peer::Peer;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use hyper::{Request, Response};
use reading::Query;
use ring::rand::{SecureRandom, SystemRandom};
use routes::{Act, Route};
use scopes::PublicScopes;
use std::sync::Arc;

/// The description of every path of the machine door (OpenAPI 3.1).
pub const OPENAPI: &str = include_str!("registry_door/openapi.json");

/// What administrators talk to.
pub struct RegistryDoor(Arc<Desk>);

struct Desk {
    gateway: Arc<Gateway>,
    registrar: Registrar<Ledger>,
    activator: Activator,
    metrics: Metrics,
    public: PublicScopes,
    random: SystemRandom,
}

/// Whether a path is one of this door's.
#[must_use]
pub fn is_own(path: &str) -> bool {
    routes::is_own(path)
}

/// Every method and path of this door; `{…}` stands for one segment.
pub fn paths() -> impl Iterator<Item = (&'static str, &'static str)> {
    routes::ROUTES.iter().map(|route| (route.method, route.path))
}

/// Why a request was not answered as it wished.
enum Fault {
    /// No good token, or too fast; or the ledger cannot write.
    Gateway(gateway::Refused),
    /// The registrar says no.
    Registry(Refused),
    /// It cannot be read.
    Unreadable(Unreadable),
    /// The policies were not put into force.
    NotActivated(NotActivated),
    /// The machine has no randomness.
    NoRandomness,
}

impl From<gateway::Refused> for Fault {
    fn from(refused: gateway::Refused) -> Self {
        Self::Gateway(refused)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Registry(refused)
    }
}

impl From<Unreadable> for Fault {
    fn from(fault: Unreadable) -> Self {
        Self::Unreadable(fault)
    }
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::Gateway(refused) => refused.code(),
            Self::Registry(refused) => refused.code(),
            Self::Unreadable(fault) => fault.code(),
            Self::NotActivated(error) => error.code(),
            Self::NoRandomness => "gateway-fault",
        }
    }
}

impl RegistryDoor {
    /// A door to this registry and these policies; tokens and rates are the gateway's.
    #[must_use]
    pub fn new(
        gateway: Arc<Gateway>,
        registrar: Registrar<Ledger>,
        activator: Activator,
        metrics: Metrics,
    ) -> Self {
        let (public, random) = (PublicScopes::default(), SystemRandom::new());
        Self(Arc::new(Desk { gateway, registrar, activator, metrics, public, random }))
    }

    /// Answers one request. It runs to its end also when the caller hangs up.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let (desk, peer) = (self.0.clone(), *peer);
        let whole = tokio::spawn(async move { desk.answer(&peer, &request).await });
        whole.await.unwrap_or_else(|_| problem::broken())
    }
}

impl Desk {
    async fn answer(&self, peer: &Peer, request: &Request<Bytes>) -> Response<Bytes> {
        let mut known = Known::default();
        let mut answer = match self.serve(peer, request, &mut known).await {
            Ok(answer) => {
                self.metrics.count("registry", "served", "");
                answer
            }
            Err(fault) => {
                self.metrics.count("registry", fault.code(), "");
                tracing::info!(reason = fault.code(), "registry request refused");
                self.refuse(fault, &known, peer).await
            }
        };
        if let Some(nonce) = known.nonce.as_deref().and_then(|nonce| nonce.parse().ok()) {
            answer.headers_mut().insert(DPOP_NONCE, nonce);
        }
        answer
    }

    async fn serve(
        &self,
        peer: &Peer,
        request: &Request<Bytes>,
        known: &mut Known,
    ) -> Result<Response<Bytes>, Fault> {
        let (route, variables) = find(request)?;
        let query = Query::read(request.uri().query(), route.query)?;
        match route.act {
            Act::Description => return Ok(answer::published(OPENAPI)),
            Act::ListPublicScopes => return self.list_public_scopes(&query),
            _ => {}
        }
        let now = self.gateway.clock.now();
        let admitted = admit(&self.gateway.admission, peer, request, now, known).await?;
        let administrator = Administrator::new(admitted.caller())?;
        let call = Call { desk: self, administrator, variables, query, request, now };
        call.act(route.act).await
    }

    /// Records the refusal of who is known, then answers it.
    async fn refuse(&self, fault: Fault, known: &Known, peer: &Peer) -> Response<Bytes> {
        let reason = fault.code().to_owned();
        let answer = match fault {
            Fault::Gateway(refused) => {
                let told = record_refusal(refused, known, peer, &self.gateway).await;
                return problem::refused(&told);
            }
            Fault::NoRandomness => return problem::broken(),
            Fault::Registry(refused) => problem::registry::not_registered(&refused),
            Fault::Unreadable(fault) => problem::registry::unreadable(&fault),
            Fault::NotActivated(error) => problem::registry::not_activated(&error),
        };
        match record_refusal_of(&reason, known, &self.gateway.ledger).await {
            Ok(()) => answer,
            Err(refused) => problem::refused(&refused),
        }
    }

    /// A random UUID (RFC 9562 section 5.4).
    fn uuid(&self) -> Result<String, Fault> {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes).map_err(|_| Fault::NoRandomness)?;
        let random = u128::from_be_bytes(bytes);
        let (version, variant) = (0xf << 76, 0x3 << 62);
        let id = (random & !version & !variant) | (0x4 << 76) | (0x2 << 62);
        let (a, b, c) = (id >> 96, (id >> 80) & 0xffff, (id >> 64) & 0xffff);
        Ok(format!(
            "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}",
            (id >> 48) & 0xffff,
            id & 0xffff_ffff_ffff
        ))
    }
}

/// The route of a request, and what stands in its path for the variables. HEAD is GET without a body.
fn find(request: &Request<Bytes>) -> Result<(&'static Route, Vec<String>), Unreadable> {
    let method = match request.method().as_str() {
        "HEAD" => "GET",
        other => other,
    };
    let mut allowed = Vec::new();
    for (route, variables) in routes::fitting(request.uri().path()) {
        if route.method == method {
            return Ok((route, variables));
        }
        allowed.push(route.method);
        if route.method == "GET" {
            allowed.push("HEAD");
        }
    }
    if allowed.is_empty() {
        Err(Unreadable::Path)
    } else {
        Err(Unreadable::Method(allowed.join(", ")))
    }
}

/// One request of an administrator.
struct Call<'r> {
    desk: &'r Desk,
    administrator: Administrator<'r>,
    variables: Vec<String>,
    query: Query,
    request: &'r Request<Bytes>,
    now: Timestamp,
}

impl Call<'_> {
    async fn act(&self, act: Act) -> Result<Response<Bytes>, Fault> {
        match act {
            Act::Description | Act::ListPublicScopes => Err(Unreadable::Path.into()),
            Act::ListClients => self.list_clients(),
            Act::RegisterClient => self.register_client().await,
            Act::ReadClient => self.read_client(),
            Act::ChangeClient => self.change_client().await,
            Act::DeactivateClient => self.deactivate_client().await,
            Act::ReadKeys => self.read_keys(),
            Act::ReplaceKeys => self.replace_keys().await,
            Act::ListSubClients => self.list_sub_clients(),
            Act::AddSubClient => self.add_sub_client().await,
            Act::RemoveSubClient => self.remove_sub_client().await,
            Act::ListOrReadScopes => self.list_or_read_scopes(),
            Act::RegisterScope => self.register_scope().await,
            Act::ChangeScope => self.change_scope().await,
            Act::DeactivateScope => self.deactivate_scope().await,
            Act::ListAccess => self.list_access(),
            Act::ListOwnAccess => self.list_own_access(),
            Act::PutAccess => self.put_access().await,
            Act::DeleteAccess => self.delete_access().await,
            Act::ListDelegationSources => self.list_delegation_sources(),
            Act::ListDelegations => self.list_delegations(),
            Act::Delegate => self.delegate().await,
            Act::RenewDelegation => self.renew_delegation().await,
            Act::WithdrawDelegation => self.withdraw_delegation().await,
            Act::LookUpDelegations => self.look_up_delegations(),
            Act::ListSystemUsers => self.list_system_users(),
            Act::RegisterSystemUser => self.register_system_user().await,
            Act::DeactivateSystemUser => self.deactivate_system_user().await,
            Act::ListOrganisations => self.list_organisations(),
            Act::ReadOrganisation => self.read_organisation(),
            Act::PutOrganisation => self.put_organisation().await,
            Act::DeactivateOrganisation => self.deactivate_organisation().await,
            Act::ListGroups => self.list_groups(),
            Act::ReadGroup => self.read_group(),
            Act::PutGroup => self.put_group().await,
            Act::DeactivateGroup => self.deactivate_group().await,
            Act::ListPrefixes => self.list_prefixes(),
            Act::ReadPrefix => self.read_prefix(),
            Act::PutPrefix => self.put_prefix().await,
            Act::ReadPolicies => self.read_policies().await,
            Act::ReadPastPolicies => self.read_past_policies().await,
            Act::ReloadPolicies => self.reload_policies().await,
            Act::DeactivatePrefix => self.deactivate_prefix().await,
        }
    }

    /// The registry as it is now.
    fn registry(&self) -> Arc<Registry> {
        self.desk.registrar.current()
    }

    /// Changes one record, by this right.
    async fn change<A: rights::Act>(
        &self,
        right: Right<A>,
        decide: impl FnOnce(&Right<A>, &Registry) -> Result<Wanted, Refused> + Send + 'static,
    ) -> Result<Registered, Fault> {
        let by = right.by();
        let changed =
            self.desk.registrar.change(by, move |registry| decide(&right, registry)).await;
        changed.map_err(|fault| Refused::from(fault).into())
    }
}
