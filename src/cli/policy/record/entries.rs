//! What the record says of one activity, in words.

use crate::cli::policy::words::marks;
use crate::policy::{Activity, Datum, Item, Sensitivity};
use crate::vocab::translated::Language;

/// One point of article 30(1) and what is said to it, line by line.
pub(super) struct Entry {
    pub(super) label: &'static str,
    pub(super) lines: Vec<String>,
}

/// Picks the words of a language.
type Say = fn(&'static str, &'static str) -> &'static str;

const fn bokmaal(nb: &'static str, _: &'static str) -> &'static str {
    nb
}

const fn english(_: &'static str, en: &'static str) -> &'static str {
    en
}

/// Every point, in the order of article 30(1).
pub(super) fn entries(activity: &Activity<'_>, language: Language) -> Vec<Entry> {
    let say: Say = match language {
        Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => bokmaal,
        Language::English => english,
    };
    let purpose = activity.purpose;
    let unsaid = || say("ikke oppgitt", "not stated").to_owned();
    let entry = |label, lines| Entry { label, lines };
    let purposes = std::iter::once(purpose.title.in_language(language).to_owned());
    let described = purpose.description.iter().map(|text| text.in_language(language).to_owned());
    let purposes = purposes.chain(described).chain(purpose.category.clone()).collect();
    let article = say("personvernforordningen artikkel", "GDPR article");
    let bases =
        purpose.bases().map(|it| format!("{article} {}, {} {}", it.gdpr, it.law, it.section));
    let source = activity.service.title.in_language(language);
    let source = format!("{source} ({}), {}", activity.service.id, activity.service.provider);
    let kept = purpose.retention.as_ref().map(|it| it.as_str().to_owned());
    let delay = purpose.delay.as_ref().map(|delay| {
        let told = say("den registrerte får se oppslaget etter", "shown to the data subject after");
        let (days, law, section) = (delay.days, &delay.basis.law, &delay.basis.section);
        vec![format!("{told} {days} {}, {law} {section}", say("dager", "days"))]
    });
    let delay = delay.map(|lines| entry(say("Utsatt innsyn", "Delayed access"), lines));
    let reservation = purpose.reservation.as_ref().map(|statute| {
        let lines = vec![format!("{} {}", statute.law, statute.section)];
        entry(say("Rett til å reservere seg", "Right to reserve"), lines)
    });
    let mut entries = vec![
        entry(say("Formål", "Purposes"), purposes),
        entry(say("Rettsgrunnlag", "Legal bases"), bases.collect()),
        entry(say("Registrerte", "Data subjects"), subjects(activity, language, say)),
        entry(say("Personopplysninger", "Personal data"), data(activity, language, say)),
        entry(say("Kilde", "Source"), vec![source]),
        entry(say("Mottakere", "Recipients"), recipients(activity, say)),
        entry(say("Lagres høyst", "Kept at most"), vec![kept.unwrap_or_else(unsaid)]),
        entry(say("Sikkerhetstiltak", "Measures"), measures(activity, say)),
        entry(
            say("Konsekvensvurdering", "Impact assessment"),
            vec![purpose.assessment.clone().unwrap_or_else(unsaid)],
        ),
    ];
    entries.extend(delay);
    entries.extend(reservation);
    entries
}

fn subjects(activity: &Activity<'_>, language: Language, say: Say) -> Vec<String> {
    let source = activity.service.title.in_language(language);
    let mut first = format!("{} {source}", say("personer i", "persons in"));
    let relations = &activity.purpose.requires.relations;
    if !relations.is_empty() {
        first.push_str(&format!(" ({})", relations.join(", ")));
    }
    let others: Vec<&str> =
        activity.about_others().map(|field| field.name.in_language(language)).collect();
    let others = (!others.is_empty())
        .then(|| format!("{} ({})", say("andre personer", "other persons"), others.join(", ")));
    std::iter::once(first).chain(others).collect()
}

fn data(activity: &Activity<'_>, language: Language, say: Say) -> Vec<String> {
    let mut lines = Vec::new();
    for (sensitivity, data) in &activity.data {
        lines.push(format!("{}:", class(*sensitivity, say)));
        for Datum { field, reached, .. } in data {
            let name = field.name.in_language(language);
            let form = reached.form.in_words(language);
            let row = Item::Field(field.path.clone());
            let marks = marks(reached, &row, activity.service, language);
            let all: Vec<String> = std::iter::once(form).chain(marks).collect();
            lines.push(format!("- {name}: {}", all.join("; ")));
        }
    }
    lines.extend(activity.documents.iter().map(|item| match item {
        Item::Type(media) => format!("{}: {media}", say("hele dokumenter", "whole documents")),
        other => other.to_string(),
    }));
    lines
}

fn class(sensitivity: Sensitivity, say: Say) -> &'static str {
    match sensitivity {
        Sensitivity::Ordinary => say("alminnelige", "ordinary"),
        Sensitivity::Identifying => say("identifiserende", "identifying"),
        Sensitivity::Confidential => say("taushetsbelagte", "confidential by statute"),
        Sensitivity::SpecialCategory => {
            say("særlige kategorier (artikkel 9)", "special categories (article 9)")
        }
        Sensitivity::Convictions => {
            say("straffedommer og lovovertredelser (artikkel 10)", "convictions (article 10)")
        }
    }
}

fn recipients(activity: &Activity<'_>, say: Say) -> Vec<String> {
    let readers = activity.recipients.iter().map(ToString::to_string);
    let suppliers = say("leverandører som leser på vegne av disse", "suppliers on their behalf");
    let suppliers = activity.purpose.suppliers.then(|| suppliers.to_owned());
    let all: Vec<String> = readers.chain(suppliers).collect();
    let none = say("ingen andre enn den behandlingsansvarlige", "none beside the controller");
    if all.is_empty() { vec![none.to_owned()] } else { all }
}

fn measures(activity: &Activity<'_>, say: Say) -> Vec<String> {
    let requires = &activity.purpose.requires;
    let mut lines = vec![
        say(
            "bare opplysningene over utleveres; resten holdes tilbake",
            "only the data above comes out; the rest is withheld",
        )
        .to_owned(),
        say(
            "hvert oppslag føres i en hovedbok før noe utleveres",
            "each reading is recorded in a ledger before anything leaves",
        )
        .to_owned(),
    ];
    let demands = [
        (requires.case_reference, say("saksreferanse kreves", "a case reference is required")),
        (requires.end_user, say("navngitt saksbehandler kreves", "a named end user is required")),
        (
            requires.token_person,
            say("personen selv må være logget inn", "the person must be logged in"),
        ),
        (requires.consent, say("samtykke kreves", "consent is required")),
    ];
    lines.extend(demands.iter().filter(|(so, _)| *so).map(|(_, text)| (*text).to_owned()));
    let hours = requires.hours.map(|hours| format!("{} {hours}", say("bare", "only")));
    lines.extend(hours);
    for (counted, ceiling) in activity.purpose.limits.iter() {
        let hard = ceiling.hard.map(|hard| format!("{} {hard}", say("høyst", "at most")));
        let soft =
            ceiling.soft.map(|soft| format!("{} {soft}", say("varsel over", "warning above")));
        let said: Vec<String> = hard.into_iter().chain(soft).collect();
        lines.push(format!("{}: {}", counted.as_str(), said.join(", ")));
    }
    lines
}
