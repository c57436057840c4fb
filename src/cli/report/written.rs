//! How a report is written, and for whom it speaks.

use crate::answers::{Extent, Given};
use crate::app::clock::SystemClock;
use crate::paper::{Document, csv, html, pdf};
use crate::vocab::time::{Clock, Timestamp};
use crate::vocab::translated::Language;
use clap::{Args, ValueEnum};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// How, in which language, for whom.
#[derive(Debug, Args)]
pub struct WrittenArgs {
    /// How it is written
    #[arg(long, default_value = "html")]
    format: DocumentFormat,
    /// The language
    #[arg(long, default_value = "nb")]
    lang: Tongue,
    /// The organisation that answers, by name
    #[arg(long, default_value = "Sluse")]
    author: String,
    /// When it was made, such as 2026-01-31T12:00:00Z; now, if not said
    #[arg(long)]
    made: Option<Timestamp>,
    /// Where it goes; standard output, if not said
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The forms of a document.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DocumentFormat {
    /// A page of its own, without scripts
    Html,
    /// Its tables (RFC 4180)
    Csv,
    /// PDF/A-2a that is PDF/UA-1 too
    Pdf,
}

/// The languages of reports.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    /// Bokmål
    Nb,
    /// Nynorsk
    Nn,
    /// Northern Sámi
    Se,
    /// English
    En,
}

impl WrittenArgs {
    /// What the answer is given.
    pub(super) fn given(&self) -> Given {
        let language = match self.lang {
            Tongue::Nb => Language::Bokmaal,
            Tongue::Nn => Language::Nynorsk,
            Tongue::Se => Language::NorthernSami,
            Tongue::En => Language::English,
        };
        let made = self.made.unwrap_or_else(|| SystemClock.now());
        Given { language, made, author: self.author.clone(), extent: Extent::All }
    }

    /// Writes the answer.
    pub(super) fn write(&self, document: &Document) -> Result<ExitCode, Box<dyn Error>> {
        let bytes = match self.format {
            DocumentFormat::Html => html::page(document).into_bytes(),
            DocumentFormat::Csv => csv::document(document).into_bytes(),
            DocumentFormat::Pdf => pdf::document(document)?,
        };
        match &self.out {
            None => io::stdout().write_all(&bytes)?,
            Some(file) => fs::write(file, bytes)
                .map_err(|error| format!("{}: {}", file.display(), error.kind()))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
