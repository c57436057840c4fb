//! Floor 60: the command line.

pub mod administration;
pub mod call;
pub mod doctor;
mod keys;
pub mod ledger;
pub mod mirror;
pub mod policy;
pub mod profile;
pub mod progress;
pub mod registry;
pub mod report;
pub mod session;
mod shell;
mod start;
pub mod token;
pub mod witness;

use clap::{Args, Parser, Subcommand};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// Does what the command line says.
///
/// # Errors
/// What went wrong, for the person at the terminal.
pub fn run(cli: Cli) -> Result<ExitCode, Box<dyn Error>> {
    match cli.command {
        Command::Demo(demo) => start::demo(&demo),
        Command::Serve { config } => start::serve(&config),
        Command::Witness(args) => witness::run(&args),
        Command::Token(args) => token::token(&args),
        Command::Call(args) => call::call(&args),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Client(it) => administration::client(&it.asker, &it.what),
        Command::Scope(it) => administration::scope(&it.asker, &it.what),
        Command::Access(it) => administration::access(&it.asker, &it.what),
        Command::Delegation(it) => administration::delegation(&it.asker, &it.what),
        Command::Organisation(it) => administration::organisation(&it.asker, &it.what),
        Command::Group(it) => administration::group(&it.asker, &it.what),
        Command::Prefix(it) => administration::prefix(&it.asker, &it.what),
        Command::Registry(registry) => registry::run(&registry),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { dir } => shell::man(&dir),
        Command::Keys(keys) => keys::run(&keys),
        Command::Policy(policy) => policy::run(&policy),
        Command::Report(report) => report::run(&report),
        Command::Ledger(it) => ledger::run(&it),
        Command::Mirror(args) => mirror::mirror(&args),
    }
}

/// Waits for a client's work: one thread is enough.
fn wait<F: Future>(work: F) -> std::io::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(work))
}

/// A data-sharing gateway that enforces purpose limitation for each field and shows its work.
#[derive(Debug, Parser)]
#[command(name = "sluse", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run everything embedded, with synthetic persons, until Ctrl-C
    Demo(Demo),
    /// Run the doors for real providers and a real OpenID provider
    Serve {
        /// The configuration; config/sluse.toml shows every key
        #[arg(long)]
        config: PathBuf,
    },
    /// Be a witness of other organisations' ledgers: cosign only what continues what was cosigned
    Witness(witness::WitnessArgs),
    /// Get a token as a client, and print it
    Token(token::TokenArgs),
    /// Get a token, use it, and say what came and what was withheld
    Call(call::CallArgs),
    /// Find out why a client gets no token, and what to do about it
    Doctor(doctor::DoctorArgs),
    /// One's own clients, by the administration API
    Client(Administer<administration::Client>),
    /// A provider's scopes, by the administration API
    Scope(Administer<administration::Scope>),
    /// Access to scopes, by the administration API
    Access(Administer<administration::Access>),
    /// Delegations to suppliers, by the administration API
    Delegation(Administer<administration::Delegation>),
    /// Organisations, for who keeps the registry
    Organisation(Administer<administration::Organisation>),
    /// Groups of organisations, for who keeps the registry
    Group(Administer<administration::Group>),
    /// Prefixes of scopes, for who keeps the registry
    Prefix(Administer<administration::Prefix>),
    /// Ask of the registry
    #[command(subcommand)]
    Registry(registry::Registry),
    /// Make and show the keys that sign access tokens
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Ask of policies
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Write the answers that the law asks for: as pages, tables and PDF/A
    #[command(subcommand)]
    Report(report::Report),
    /// Ask of a ledger's files and of proofs, offline
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Keep a verified copy of another organisation's ledger
    Mirror(mirror::MirrorArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: shell::ShellName,
    },
    /// Write the manual, a page for each command
    Man {
        /// The folder
        dir: PathBuf,
    },
}

/// An administration command: who asks, and what.
#[derive(Debug, Args)]
pub struct Administer<What: Subcommand> {
    #[command(flatten)]
    asker: administration::AskerArgs,
    #[command(subcommand)]
    what: What,
}

/// Arguments of `sluse demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where keys, ledger and configuration are kept; continued when it exists
    #[arg(long, default_value = "demo-data")]
    pub dir: PathBuf,
    /// The machine door's port; people's door, operations, login, auditors' door and login get the next five; 0: any
    #[arg(long, default_value_t = 8443)]
    pub port: u16,
    /// Start, run every example and a citizen's login against itself, verify the ledger, and stop
    #[arg(long)]
    pub check: bool,
    /// Begin with an empty ledger instead of a year of readings
    #[arg(long)]
    pub no_history: bool,
}
