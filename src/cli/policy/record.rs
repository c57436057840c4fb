//! `sluse policy record`: the record of processing activities (GDPR article 30).

mod entries;
mod json;

use super::{DirArgs, Lang};
use crate::app::policies;
use crate::page::Html;
use crate::policy::{self, Activity, Controller};
use crate::vocab::party::Organisation;
use crate::vocab::translated::Language;
use clap::{Args, ValueEnum};
use entries::{Entry, entries};
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `sluse policy record`.
#[derive(Debug, Args)]
pub struct RecordArgs {
    #[command(flatten)]
    policies: DirArgs,
    /// Only purposes that name this consumer
    #[arg(long, conflicts_with = "controller")]
    consumer: Option<Organisation>,
    /// Only what this organisation is the controller of
    #[arg(long)]
    controller: Option<Organisation>,
    /// How it is written
    #[arg(long, default_value = "text")]
    format: RecordFormat,
    /// Print a JSON object: the same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The language of texts and pages
    #[arg(long, default_value = "nb")]
    lang: Lang,
}

/// How a record is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RecordFormat {
    /// For a terminal
    Text,
    /// A page of its own, without scripts
    Html,
    /// A JSON object
    Json,
}

/// `sluse policy record`
pub(super) fn record(args: &RecordArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    let (controller, consumer) = (args.controller.as_ref(), args.consumer.as_ref());
    let controllers = policy::record(&set, controller, consumer);
    let language = args.lang.into();
    let format = if args.json { RecordFormat::Json } else { args.format };
    let written = match format {
        RecordFormat::Text => text(&controllers, language),
        RecordFormat::Html => html(&controllers, language),
        RecordFormat::Json => format!("{}\n", json::write(&controllers)),
    };
    io::stdout().write_all(written.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The words around the record.
struct Words {
    title: &'static str,
    controller: &'static str,
    lacking: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => Self {
                title: "Protokoll over behandlingsaktiviteter",
                controller: "Behandlingsansvarlig",
                lacking: "Kontaktopplysninger, personvernombud og overføring til tredjeland står \
                          ikke i policyene.",
            },
            Language::English => Self {
                title: "Record of processing activities",
                controller: "Controller",
                lacking: "Contact details, data protection officers and transfers to third \
                          countries are not in the policies.",
            },
        }
    }
}

fn heading(activity: &Activity<'_>, language: Language) -> String {
    let purpose = activity.purpose;
    format!("{} ({})", purpose.title.in_language(language), purpose.id)
}

fn text(controllers: &[Controller<'_>], language: Language) -> String {
    let words = Words::of(language);
    let mut out = format!("{}\n{}\n", words.title, words.lacking);
    for controller in controllers {
        out.push_str(&format!("\n{} {}\n", words.controller, controller.who));
        for activity in &controller.activities {
            out.push_str(&format!("\n  {}\n", heading(activity, language)));
            for Entry { label, lines } in entries(activity, language) {
                let labels = std::iter::once(label).chain(std::iter::repeat(""));
                for (label, line) in labels.zip(lines) {
                    out.push_str(&format!("    {label:<26}{line}\n"));
                }
            }
        }
    }
    out
}

fn html(controllers: &[Controller<'_>], language: Language) -> String {
    let words = Words::of(language);
    Html::document(|html| {
        html.within("html", &[("lang", language.tag())], |html| {
            html.within("head", &[], |html| {
                html.void("meta", &[("charset", "utf-8")]);
                html.element("title", &[], words.title);
            });
            html.line();
            html.within("body", &[], |html| {
                html.within("main", &[], |html| {
                    html.element("h1", &[], words.title);
                    html.element("p", &[], words.lacking);
                    for controller in controllers {
                        html.line();
                        let title = format!("{} {}", words.controller, controller.who);
                        html.element("h2", &[], &title);
                        for activity in &controller.activities {
                            section(html, activity, language);
                        }
                    }
                });
            });
        });
    })
}

fn section(html: &mut Html, activity: &Activity<'_>, language: Language) {
    html.line();
    html.element("h3", &[], &heading(activity, language));
    html.within("dl", &[], |html| {
        for Entry { label, lines } in entries(activity, language) {
            html.line();
            html.element("dt", &[], label);
            for line in lines {
                html.element("dd", &[], &line);
            }
        }
    });
}
