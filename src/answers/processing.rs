//! The record of processing activities (GDPR article 30), for each controller.

use super::{Given, Say, words};
use crate::paper::{Column, Document, Level, Table, Text};
use crate::policy::{Activity, Controller};

/// The record as a document: a table of all activities, then each with all that article 30(1) asks for and
/// policies tell.
#[must_use]
pub fn processing(controllers: &[Controller<'_>], given: &Given) -> Document {
    let mut document = given.document(Say::ProcessingTitle, Say::ProcessingWhat);
    document.note(given.say(Say::ProcessingLacks));
    document.table(overview(controllers, given));
    for controller in controllers {
        let title = format!("{} {}", given.say(Say::Controller), controller.who);
        document.heading(Level::Section, title);
        for activity in &controller.activities {
            document.heading(Level::Part, words::purpose(activity.purpose, given.language));
            document.definitions(terms(activity, given));
        }
    }
    document
}

fn overview(controllers: &[Controller<'_>], given: &Given) -> Table {
    let heads =
        [Say::Purpose, Say::Controller, Say::Basis, Say::Source, Say::Recipients, Say::Retention];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Overview), columns);
    for controller in controllers {
        for activity in &controller.activities {
            let purpose = activity.purpose;
            let kept = purpose
                .retention
                .as_ref()
                .map_or_else(|| given.say(Say::NotStated).to_owned(), |it| it.as_str().to_owned());
            table.row([
                words::purpose(purpose, given.language).into(),
                controller.who.to_string().into(),
                words::bases(purpose, given),
                words::service(activity.service, given.language).into(),
                recipients(activity, given).join(", ").into(),
                kept.into(),
            ]);
        }
    }
    table
}

fn terms(activity: &Activity<'_>, given: &Given) -> Vec<(Text, Vec<Text>)> {
    let (purpose, language) = (activity.purpose, given.language);
    let term = |phrase: Say, said: Vec<Text>| (Text::from(given.say(phrase)), said);
    let unsaid = || given.say(Say::NotStated).to_owned();
    let described = purpose.description.iter().map(|it| Text::translated(it, language));
    let category = purpose.category.iter().map(|it| Text::from(it.as_str()));
    let purposes = std::iter::once(Text::translated(&purpose.title, language));
    let kept = purpose.retention.as_ref().map(|it| it.as_str().to_owned());
    let assessed = purpose
        .assessment
        .clone()
        .map_or_else(|| Text::from(unsaid()), |at| Text::new().with_link(at.clone(), &at));
    vec![
        term(Say::Purposes, purposes.chain(described).chain(category).collect()),
        term(Say::Basis, purpose.bases().map(|it| words::basis(it, given)).collect()),
        term(Say::Subjects, words::subjects(activity, given)),
        term(Say::Data, data(activity, given)),
        term(Say::Source, vec![words::service(activity.service, language).into()]),
        term(Say::Recipients, recipients(activity, given).into_iter().map(Text::from).collect()),
        term(Say::Retention, vec![kept.unwrap_or_else(unsaid).into()]),
        term(Say::Measures, words::measures(purpose, given)),
        term(Say::Assessment, vec![assessed]),
        term(Say::Delay, words::delay(purpose, given).into_iter().collect()),
    ]
}

/// Each field with its class and the form in which it comes out.
fn data(activity: &Activity<'_>, given: &Given) -> Vec<Text> {
    let language = given.language;
    let mut lines = Vec::new();
    for (sensitivity, data) in &activity.data {
        let class = given.say(words::class(*sensitivity));
        lines.extend(data.iter().map(|datum| {
            let name = datum.field.name.in_language(language);
            format!("{name} ({class}): {}", datum.reached.form.in_words(language)).into()
        }));
    }
    lines.extend(activity.documents.iter().map(|it| words::document(it, given).into()));
    lines
}

fn recipients(activity: &Activity<'_>, given: &Given) -> Vec<String> {
    let suppliers = activity.purpose.suppliers.then(|| given.say(Say::SuppliersToo).to_owned());
    let all: Vec<String> =
        activity.recipients.iter().map(ToString::to_string).chain(suppliers).collect();
    if all.is_empty() { vec![given.say(Say::NoRecipients).to_owned()] } else { all }
}
