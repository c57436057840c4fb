//! The `sluse` program.

use clap::Parser;
use mimalloc::MiMalloc;
use sluse::cli::{Cli, run};
use sluse::vocab::cause::Told;
use std::process::ExitCode;

/// Every request makes and frees some hundred small pieces.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sluse: {}", Told(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}
