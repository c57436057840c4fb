//! Which paths and methods the administration API has, as Maskinporten's has them.

/// What a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Description,
    ListClients,
    RegisterClient,
    ReadClient,
    ChangeClient,
    DeactivateClient,
    ReadKeys,
    ReplaceKeys,
    ListSubClients,
    AddSubClient,
    RemoveSubClient,
    ListPublicScopes,
    ListOrReadScopes,
    RegisterScope,
    ChangeScope,
    DeactivateScope,
    ListAccess,
    ListOwnAccess,
    PutAccess,
    DeleteAccess,
    ListDelegationSources,
    ListDelegations,
    Delegate,
    RenewDelegation,
    WithdrawDelegation,
    LookUpDelegations,
    ListSystemUsers,
    RegisterSystemUser,
    DeactivateSystemUser,
    ListOrganisations,
    ReadOrganisation,
    PutOrganisation,
    DeactivateOrganisation,
    ListGroups,
    ReadGroup,
    PutGroup,
    DeactivateGroup,
    ListPrefixes,
    ReadPrefix,
    PutPrefix,
    DeactivatePrefix,
    ReadPolicies,
    ReadPastPolicies,
    ReloadPolicies,
}

/// One path with one method.
pub(super) struct Route {
    pub(super) method: &'static str,
    /// `{…}` stands for one segment.
    pub(super) path: &'static str,
    pub(super) act: Act,
    /// The query parameters that it takes.
    pub(super) query: &'static [&'static str],
}

const fn route(
    method: &'static str,
    path: &'static str,
    act: Act,
    query: &'static [&'static str],
) -> Route {
    Route { method, path, act, query }
}

const NONE: &[&str] = &[];
const PAGE: &[&str] = &["page", "limit"];
const LIST: &[&str] = &["inactive", "page", "limit"];
const SCOPE: &[&str] = &["scope"];

/// Before these paths, or before nothing.
const BASE: &str = "/api/v1";

/// Every route. Where two fit a path, the method decides.
pub(super) const ROUTES: &[Route] = &[
    route("GET", "/openapi.json", Act::Description, NONE),
    route("GET", "/clients", Act::ListClients, LIST),
    route("POST", "/clients", Act::RegisterClient, NONE),
    route("GET", "/clients/{client_id}", Act::ReadClient, NONE),
    route("PUT", "/clients/{client_id}", Act::ChangeClient, NONE),
    route("DELETE", "/clients/{client_id}", Act::DeactivateClient, NONE),
    route("GET", "/clients/{client_id}/jwks", Act::ReadKeys, NONE),
    route("POST", "/clients/{client_id}/jwks", Act::ReplaceKeys, NONE),
    route("PUT", "/clients/{client_id}/jwks", Act::ReplaceKeys, NONE),
    route("GET", "/clients/{client_id}/onbehalfof", Act::ListSubClients, NONE),
    route("POST", "/clients/{client_id}/onbehalfof", Act::AddSubClient, NONE),
    route("DELETE", "/clients/{client_id}/onbehalfof/{onbehalfof}", Act::RemoveSubClient, NONE),
    route("GET", "/scopes/all", Act::ListPublicScopes, PAGE),
    route("GET", "/scopes", Act::ListOrReadScopes, &["scope", "inactive", "page", "limit"]),
    route("POST", "/scopes", Act::RegisterScope, NONE),
    route("PUT", "/scopes", Act::ChangeScope, SCOPE),
    route("DELETE", "/scopes", Act::DeactivateScope, SCOPE),
    route("GET", "/scopes/access", Act::ListAccess, &["scope", "inactive", "page", "limit"]),
    route(
        "GET",
        "/scopes/access/all",
        Act::ListOwnAccess,
        &["accessible_for_all", "page", "limit"],
    ),
    route("PUT", "/scopes/access/{grantee}", Act::PutAccess, SCOPE),
    route("DELETE", "/scopes/access/{grantee}", Act::DeleteAccess, SCOPE),
    route("GET", "/delegationsources", Act::ListDelegationSources, NONE),
    route("GET", "/delegations", Act::ListDelegations, LIST),
    route("POST", "/delegations", Act::Delegate, NONE),
    route("PUT", "/delegations/{supplier}", Act::RenewDelegation, SCOPE),
    route("DELETE", "/delegations/{supplier}", Act::WithdrawDelegation, SCOPE),
    route(
        "GET",
        "/accessmanagement/api/v1/maskinporten/delegations",
        Act::LookUpDelegations,
        &["supplierOrg", "consumerOrg", "scope"],
    ),
    route("GET", "/systemusers", Act::ListSystemUsers, LIST),
    route("POST", "/systemusers", Act::RegisterSystemUser, NONE),
    route("DELETE", "/systemusers/{id}", Act::DeactivateSystemUser, NONE),
    route("GET", "/organisations", Act::ListOrganisations, LIST),
    route("GET", "/organisations/{orgno}", Act::ReadOrganisation, NONE),
    route("PUT", "/organisations/{orgno}", Act::PutOrganisation, NONE),
    route("DELETE", "/organisations/{orgno}", Act::DeactivateOrganisation, NONE),
    route("GET", "/groups", Act::ListGroups, LIST),
    route("GET", "/groups/{group}", Act::ReadGroup, NONE),
    route("PUT", "/groups/{group}", Act::PutGroup, NONE),
    route("DELETE", "/groups/{group}", Act::DeactivateGroup, NONE),
    route("GET", "/prefixes", Act::ListPrefixes, LIST),
    route("GET", "/prefixes/{prefix}", Act::ReadPrefix, NONE),
    route("PUT", "/prefixes/{prefix}", Act::PutPrefix, NONE),
    route("DELETE", "/prefixes/{prefix}", Act::DeactivatePrefix, NONE),
    route("GET", "/policies", Act::ReadPolicies, NONE),
    route("POST", "/policies/reload", Act::ReloadPolicies, NONE),
    route("GET", "/policies/{entry}", Act::ReadPastPolicies, NONE),
];

/// The path without what may stand before it.
pub(super) fn below_base(path: &str) -> &str {
    path.strip_prefix(BASE).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

/// Whether a path begins as one of the routes does.
pub(super) fn is_own(path: &str) -> bool {
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    let segment = first(below_base(path));
    ROUTES.iter().any(|route| first(route.path) == segment)
}

/// The routes that a path fits, each with what stands in the path for its variables.
pub(super) fn fitting(path: &str) -> impl Iterator<Item = (&'static Route, Vec<String>)> {
    let segments: Vec<String> = below_base(path).split('/').map(str::to_owned).collect();
    ROUTES
        .iter()
        .filter_map(move |route| variables(route.path, &segments).map(|them| (route, them)))
}

fn variables(template: &str, segments: &[String]) -> Option<Vec<String>> {
    let template: Vec<&str> = template.split('/').collect();
    if template.len() != segments.len() {
        return None;
    }
    let mut found = Vec::new();
    for (wanted, segment) in template.iter().zip(segments) {
        if wanted.starts_with('{') && !segment.is_empty() {
            found.push(segment.clone());
        } else if wanted != segment {
            return None;
        }
    }
    Some(found)
}
