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
        // Whoever reads has seen enough: `sluse … | head`.
        Err(error) if closed(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sluse: {}", Told(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// Whether it is that nobody reads what is printed any more.
fn closed(error: &(dyn std::error::Error + 'static)) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
