//! `sluse policy matrix`: who can see what.

mod csv;
mod html;
mod text;

use super::words::as_json;
use super::{DirArgs, Lang};
use crate::app::policies;
use crate::policy::{self, Column, Reached, Row, Table};
use crate::vocab::basis::ServiceId;
use crate::vocab::party::Organisation;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `sluse policy matrix`.
#[derive(Debug, Args)]
pub struct MatrixArgs {
    #[command(flatten)]
    policies: DirArgs,
    /// Only this service
    #[arg(long)]
    service: Option<ServiceId>,
    /// Only this organisation, and the groups that it may be a member of
    #[arg(long)]
    consumer: Option<Organisation>,
    /// How it is written
    #[arg(long, default_value = "text")]
    format: MatrixFormat,
    /// Print a JSON object
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The language
    #[arg(long, default_value = "nb")]
    lang: Lang,
}

/// How a matrix is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MatrixFormat {
    /// For a terminal
    Text,
    /// A page of its own, without scripts
    Html,
    /// For a spreadsheet
    Csv,
}

/// `sluse policy matrix`
pub(super) fn matrix(args: &MatrixArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    if let Some(service) = args.service.as_ref().filter(|id| set.service(id).is_none()) {
        return Err(format!("there is no service `{service}`").into());
    }
    let tables = policy::matrix(&set, args.service.as_ref(), args.consumer.as_ref());
    let language = args.lang.into();
    let written = if args.json {
        format!("{}\n", json!({ "services": tables.iter().map(table).collect::<Vec<_>>() }))
    } else {
        match args.format {
            MatrixFormat::Text => text::write(&tables, language),
            MatrixFormat::Html => html::write(&tables, language),
            MatrixFormat::Csv => csv::write(&tables, language),
        }
    };
    io::stdout().write_all(written.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn table(table: &Table<'_>) -> Value {
    let column = |column: &Column<'_>| {
        let Column { reader, purpose, .. } = column;
        json!({ "reader": reader, "purpose": purpose.id, "title": purpose.title })
    };
    json!({
        "service": table.service.id,
        "title": table.service.title,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(row: &Row<'_>) -> Value {
    let cell = |cell: &Vec<Reached>| cell.iter().map(as_json).collect::<Vec<_>>();
    json!({
        "item": row.item.to_string(),
        "name": row.field.map(|field| &field.name),
        "sensitivity": row.field.map(|field| field.sensitivity.as_str()),
        "about_other": row.field.map(|field| field.about_other),
        "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
    })
}
