//! The `sluse` program.

use clap::Parser;
use sluse::cli::{Cli, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sluse: {error}");
            ExitCode::FAILURE
        }
    }
}
