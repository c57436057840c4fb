//! `sluse completions` and `sluse man`: what shells and readers of manuals want, from the same
//! description of the commands that the program itself uses.

use super::Cli;
use clap::{Command, CommandFactory, ValueEnum};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// The shells that completions are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellName {
    /// sluse completions bash > /etc/bash_completion.d/sluse
    Bash,
    /// sluse completions zsh > ~/.zfunc/_sluse
    Zsh,
    /// sluse completions fish > ~/.config/fish/completions/sluse.fish
    Fish,
}

/// `sluse completions`
pub(super) fn completions(shell: ShellName) -> Result<ExitCode, Box<dyn Error>> {
    let shell = match shell {
        ShellName::Bash => Shell::Bash,
        ShellName::Zsh => Shell::Zsh,
        ShellName::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "sluse", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// `sluse man`: a page for the program and one for each command, `sluse-registry-log.1`, say.
pub(super) fn man(dir: &Path) -> Result<ExitCode, Box<dyn Error>> {
    fs::create_dir_all(dir).map_err(|error| format!("{}: {}", dir.display(), error.kind()))?;
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let count = pages(&program, "sluse", dir)?;
    writeln!(io::stdout(), "{count} pages; read them with `man -l {}/sluse.1`", dir.display())?;
    Ok(ExitCode::SUCCESS)
}

fn pages(command: &Command, name: &str, dir: &Path) -> Result<usize, Box<dyn Error>> {
    let mut page = Vec::new();
    Man::new(command.clone()).title(name).render(&mut page)?;
    let file = dir.join(name).with_extension("1");
    fs::write(&file, page).map_err(|error| format!("{}: {}", file.display(), error.kind()))?;
    let mut count = 1;
    for inner in command.get_subcommands() {
        count += pages(inner, &format!("{name}-{}", inner.get_name()), dir)?;
    }
    Ok(count)
}
