//! What can be said to the administration commands.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be done with one's own clients.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// List the organisation's clients
    List {
        /// Those that were deactivated
        #[arg(long)]
        inactive: bool,
    },
    /// Show a client
    Show {
        /// The client id
        id: String,
    },
    /// Register a client; the service gives it its id
    Create {
        /// What the organisation calls it
        #[arg(long)]
        name: String,
        /// What it may have.
        #[command(flatten)]
        said: ClientSaid,
        /// A key to register: a public JWK, or a private key whose public half is taken
        #[arg(long = "key", value_name = "FILE")]
        keys: Vec<PathBuf>,
        /// The keys' last day; without it a year from now
        #[arg(long, value_name = "DAY")]
        valid_until: Option<String>,
    },
    /// Change a client; what is not said stays as it is
    Update {
        /// The client id
        id: String,
        /// What the organisation calls it
        #[arg(long)]
        name: Option<String>,
        /// What it may have.
        #[command(flatten)]
        said: ClientSaid,
    },
    /// Deactivate a client
    Delete {
        /// The client id
        id: String,
    },
    /// Show a client's keys, add and remove some
    Keys {
        /// The client id
        id: String,
        /// A key to add: a public JWK, or a private key whose public half is taken
        #[arg(long, value_name = "FILE")]
        add: Vec<PathBuf>,
        /// The name of a key to remove
        #[arg(long, value_name = "KID")]
        remove: Vec<String>,
        /// The added keys' last day; without it a year from now
        #[arg(long, value_name = "DAY", requires = "add")]
        valid_until: Option<String>,
    },
}

/// What a client may have, beside its name.
#[derive(Debug, Args)]
pub struct ClientSaid {
    /// A scope that it may ask for; may be repeated. Replaces all that it had
    #[arg(long = "scope", value_name = "SCOPE")]
    pub scopes: Vec<String>,
    /// What it is for
    #[arg(long)]
    pub description: Option<String>,
    /// The longest life of its tokens, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub token_lifetime: Option<u32>,
    /// Its tokens must be bound to a key
    #[arg(long)]
    pub dpop_bound: bool,
}

/// What can be done with a provider's scopes.
#[derive(Debug, Subcommand)]
pub enum Scope {
    /// List the organisation's own scopes
    List {
        /// Those that were deactivated
        #[arg(long)]
        inactive: bool,
    },
    /// List every public scope
    All,
    /// Show a scope
    Show {
        /// The scope
        scope: String,
    },
    /// Register a scope with one of the organisation's prefixes
    Create {
        /// The scope, prefix:name
        scope: String,
        /// What it may have.
        #[command(flatten)]
        said: ScopeSaid,
    },
    /// Change a scope; what is not said stays as it is
    Update {
        /// The scope
        scope: String,
        /// What it may have.
        #[command(flatten)]
        said: ScopeSaid,
    },
    /// Deactivate a scope
    Delete {
        /// The scope
        scope: String,
    },
}

/// What a scope may have.
#[derive(Debug, Args)]
pub struct ScopeSaid {
    /// What it opens
    #[arg(long)]
    pub description: Option<String>,
    /// The same at length
    #[arg(long)]
    pub long_description: Option<String>,
    /// PUBLIC or PRIVATE
    #[arg(long)]
    pub visibility: Option<String>,
    /// Whether every consumer has access
    #[arg(long)]
    pub accessible_for_all: Option<bool>,
    /// The longest life of its tokens, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub max_age: Option<u32>,
    /// Whose authority a delegation rests on, such as `https://www.altinn.no/`
    #[arg(long, value_name = "URL")]
    pub delegation_source: Option<String>,
    /// Whether its tokens must be bound to a key
    #[arg(long)]
    pub dpop_bound: Option<bool>,
    /// RS256 or ES256
    #[arg(long)]
    pub signing: Option<String>,
}

/// What can be done with access to scopes.
#[derive(Debug, Subcommand)]
pub enum Access {
    /// List who has access to one of the organisation's own scopes
    List {
        /// The scope
        scope: String,
        /// What was withdrawn
        #[arg(long)]
        inactive: bool,
    },
    /// List what the organisation itself has access to
    Mine,
    /// Give access to one of the organisation's own scopes
    Grant {
        /// The scope
        scope: String,
        /// Organisation numbers, or groups
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Answer no to who asked for access
    Deny {
        /// The scope
        scope: String,
        /// Organisation numbers
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Withdraw access
    Revoke {
        /// The scope
        scope: String,
        /// Organisation numbers, or groups
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Ask another provider for access to its scope
    Request {
        /// The scope
        scope: String,
    },
    /// Give up the organisation's own access
    GiveUp {
        /// The scope
        scope: String,
    },
}

/// What can be done with delegations.
#[derive(Debug, Subcommand)]
pub enum Delegation {
    /// List the delegations from and to the organisation
    List {
        /// Those that were withdrawn
        #[arg(long)]
        inactive: bool,
    },
    /// Let a supplier use a scope on the organisation's behalf
    Grant {
        /// The supplier's organisation number
        supplier: String,
        /// The scope
        scope: String,
        /// The last day, such as 2027-12-31
        #[arg(long, value_name = "DAY")]
        until: String,
    },
    /// Withdraw a delegation
    Revoke {
        /// The supplier's organisation number
        supplier: String,
        /// The scope
        scope: String,
    },
}

/// What whoever keeps the registry can do with organisations.
#[derive(Debug, Subcommand)]
pub enum Organisation {
    /// List organisations
    List {
        /// Those that were deactivated
        #[arg(long)]
        inactive: bool,
    },
    /// Show an organisation
    Show {
        /// Its number
        number: String,
    },
    /// Register an organisation, or give it another name
    Put {
        /// Its number
        number: String,
        /// Its name
        name: String,
        /// Its form in Enhetsregisteret, such as KOMM; without it none
        #[arg(long)]
        form: Option<String>,
    },
    /// Deactivate an organisation
    Delete {
        /// Its number
        number: String,
    },
}

/// What whoever keeps the registry can do with groups of organisations.
#[derive(Debug, Subcommand)]
pub enum Group {
    /// List groups
    List {
        /// Those that were deactivated
        #[arg(long)]
        inactive: bool,
    },
    /// Show a group
    Show {
        /// Its id
        id: String,
    },
    /// Register a group, or say anew who belongs to it
    Put {
        /// Its id
        id: String,
        /// What it is called
        name: String,
        /// The numbers of all who belong to it
        members: Vec<String>,
    },
    /// Deactivate a group
    Delete {
        /// Its id
        id: String,
    },
}

/// What whoever keeps the registry can do with prefixes of scopes.
#[derive(Debug, Subcommand)]
pub enum Prefix {
    /// List prefixes
    List {
        /// Those that were deactivated
        #[arg(long)]
        inactive: bool,
    },
    /// Show a prefix
    Show {
        /// The prefix
        prefix: String,
    },
    /// Hand out a prefix
    Put {
        /// The prefix, without a colon
        prefix: String,
        /// The provider's organisation number
        owner: String,
    },
    /// Deactivate a prefix
    Delete {
        /// The prefix
        prefix: String,
    },
}
