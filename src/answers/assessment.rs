//! The annex to a data protection impact assessment (GDPR article 35): flows, fields, limits, and what the
//! policies themselves show to be worth a closer look. It weighs nothing: that is for people.

use super::{Given, Say, words};
use crate::paper::{Column, Document, Level, Table, Text};
use crate::policy::{Activity, Controller, Sensitivity};

/// The annex for these activities.
#[must_use]
pub fn assessment(controllers: &[Controller<'_>], given: &Given) -> Document {
    let mut document = given.document(Say::AssessmentTitle, Say::AssessmentWhat);
    document.heading(Level::Section, given.say(Say::Flows));
    document.table(flows(controllers, given));
    for controller in controllers {
        for activity in &controller.activities {
            let purpose = activity.purpose;
            document.heading(Level::Section, words::purpose(purpose, given.language));
            document.definitions(terms(controller, activity, given));
            document.table(fields(controller, activity, given));
            let weigh = to_weigh(activity);
            if !weigh.is_empty() {
                document.heading(Level::Part, given.say(Say::ToWeigh));
                document.list(weigh.into_iter().map(|it| given.say(it).into()).collect());
            }
        }
    }
    document
}

fn flows(controllers: &[Controller<'_>], given: &Given) -> Table {
    let heads = [Say::Purpose, Say::Source, Say::Readers, Say::Sensitivity, Say::ToWeigh];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    let mut table = Table::new(given.say(Say::Flows), columns);
    for controller in controllers {
        for activity in &controller.activities {
            let highest = activity.data.iter().map(|(class, _)| *class).max();
            let weigh: Vec<&str> = to_weigh(activity).into_iter().map(|it| given.say(it)).collect();
            table.row([
                words::purpose(activity.purpose, given.language).into(),
                words::service(activity.service, given.language).into(),
                words::readers(std::iter::once(&controller.who).chain(&activity.recipients)).into(),
                highest.map(|it| given.say(words::class(it))).unwrap_or_default().into(),
                weigh.join("; ").into(),
            ]);
        }
    }
    table
}

fn terms(
    controller: &Controller<'_>,
    activity: &Activity<'_>,
    given: &Given,
) -> Vec<(Text, Vec<Text>)> {
    let purpose = activity.purpose;
    let term = |phrase: Say, said: Vec<Text>| (Text::from(given.say(phrase)), said);
    let limits = words::limits(purpose, given);
    let none = vec![given.say(Say::NoLimits).to_owned()];
    let limits = if limits.is_empty() { none } else { limits };
    vec![
        term(Say::Controller, vec![controller.who.to_string().into()]),
        term(Say::Basis, purpose.bases().map(|it| words::basis(it, given)).collect()),
        term(Say::Subjects, words::subjects(activity, given)),
        term(Say::Limits, limits.into_iter().map(Text::from).collect()),
        term(Say::Measures, words::measures(purpose, given)),
        term(Say::Delay, words::delay(purpose, given).into_iter().collect()),
    ]
}

fn fields(controller: &Controller<'_>, activity: &Activity<'_>, given: &Given) -> Table {
    let heads = [Say::Field, Say::Sensitivity, Say::Form, Say::Need];
    let columns = heads.iter().map(|head| Column::text(given.say(*head))).collect();
    // One purpose may be several controllers'.
    let (data, who) = (given.say(Say::Data), &controller.who);
    let caption = format!("{data}: {} ({who})", activity.purpose.id);
    let mut table = Table::new(caption, columns);
    for (class, data) in &activity.data {
        for datum in data {
            table.row([
                Text::translated(&datum.field.name, given.language),
                given.say(words::class(*class)).into(),
                datum.reached.form.in_words(given.language).into(),
                datum.reached.need.clone().unwrap_or_default().into(),
            ]);
        }
    }
    for item in &activity.documents {
        table.row([words::document(item, given).into()]);
    }
    table
}

/// What the policies themselves show.
fn to_weigh(activity: &Activity<'_>) -> Vec<Say> {
    let purpose = activity.purpose;
    let classes = activity.data.iter().map(|(class, _)| *class);
    let all = [
        (classes.clone().any(Sensitivity::is_protected), Say::WeighSensitive),
        (activity.about_others().next().is_some(), Say::WeighOthers),
        (!activity.documents.is_empty(), Say::WeighWhole),
        (purpose.retention.is_none(), Say::WeighRetention),
        (purpose.limits.iter().next().is_none(), Say::WeighLimits),
        (purpose.delay.is_some(), Say::WeighDelay),
        (purpose.assessment.is_none(), Say::WeighAssessment),
    ];
    all.into_iter().filter(|(so, _)| *so).map(|(_, say)| say).collect()
}
