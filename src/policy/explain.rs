//! What a purpose permits, as text for a jurist.

use super::reach::{Item, Reached, reach};
use super::refused::Refused;
use super::rule::{Condition, NoGroups, Purpose};
use super::service::{Field, Service};
use super::set::PolicySet;
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::translated::Language;
use std::fmt::{self, Formatter};

pub(super) mod field;
mod forms;
mod phrases;

use phrases::Phrases;

/// One purpose laid out against its service. As text: `{explanation}`.
#[derive(Debug)]
pub struct Explanation<'s> {
    purpose: &'s Purpose,
    service: &'s Service,
    consumer: Option<&'s Organisation>,
    language: Language,
    reached: Vec<Reached>,
}

/// Lays out the purpose of this name, and says whether `consumer` may use it.
///
/// # Errors
/// [`Refused::PurposeUnknown`] with the nearest name when there is no such purpose.
pub fn explain<'s>(
    set: &'s PolicySet,
    purpose: &str,
    consumer: Option<&'s Organisation>,
    language: Language,
) -> Result<Explanation<'s>, Refused> {
    let found = set.purpose_named(purpose);
    let with_service = found.and_then(|found| Some((found, set.service(&found.service)?)));
    let Some((purpose, service)) = with_service else {
        let ids = set.purposes().iter().map(|known| known.id.as_str());
        let nearest = super::error::nearest(purpose, ids).and_then(|id| set.purpose_named(id));
        let open = set
            .purposes()
            .iter()
            .filter(|known| consumer.is_none_or(|consumer| known.names(consumer, &NoGroups)));
        return Err(Refused::PurposeUnknown {
            nearest: nearest.map(|known| known.id.clone()),
            open: open.map(|known| known.id.clone()).take(Refused::MOST_NAMED).collect(),
        });
    };
    let reached = reach(purpose).into_iter().filter(|reached| !reached.never()).collect();
    Ok(Explanation { purpose, service, consumer, language, reached })
}

impl<'s> Explanation<'s> {
    /// The purpose.
    #[must_use]
    pub const fn purpose(&self) -> &'s Purpose {
        self.purpose
    }

    /// The service that it reads.
    #[must_use]
    pub const fn service(&self) -> &'s Service {
        self.service
    }

    /// What may come out, in the order of the purpose's file.
    #[must_use]
    pub fn reached(&self) -> &[Reached] {
        &self.reached
    }

    /// The permitted fields that may come out.
    fn reached_fields(&self) -> impl Iterator<Item = (&FieldPath, &Reached)> {
        self.reached.iter().filter_map(|reached| match &reached.item {
            Item::Field(path) => Some((path, reached)),
            Item::Type(_) | Item::Digest(_) => None,
        })
    }

    /// The fields of the service of which nothing comes out.
    pub fn withheld(&self) -> impl Iterator<Item = &'s Field> {
        let touched =
            |field: &Field| self.reached_fields().any(|(path, _)| field.path.covers(path));
        self.service.fields.iter().filter(move |field| !touched(field))
    }

    /// What the service says that a fact means.
    fn fact(&self, condition: &Condition) -> &'s str {
        let fact = self.service.fact(&condition.fact);
        fact.map_or("", |fact| fact.name.in_language(self.language))
    }

    fn head(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        let Self { purpose, service, language, .. } = *self;
        writeln!(out, "{} ({})", purpose.title.in_language(language), purpose.id)?;
        if let Some(description) = &purpose.description {
            writeln!(out, "  {}", description.in_language(language))?;
        }
        writeln!(out)?;
        for (label, basis) in
            std::iter::once(say.basis).chain(std::iter::repeat("")).zip(purpose.bases())
        {
            line(out, label, &format!("{} {}, {}", say.gdpr, basis.gdpr, basis.section))?;
            line(out, "", basis.law.as_str())?;
        }
        let title = service.title.in_language(language);
        line(out, say.service, &format!("{title} ({})", service.id))?;
        line(out, say.provider, service.provider.as_str())?;
        line(out, say.scope, purpose.scope.as_str())?;
        let valid = purpose.valid;
        line(out, say.valid, &format!("{} {} {}", valid.from, say.until, valid.until))?;
        if let Some(delay) = &purpose.delay {
            let told = say.delayed.replace("{days}", &delay.days.to_string());
            line(out, say.shown, &format!("{told}, {}", delay.basis.section))?;
            line(out, "", delay.basis.law.as_str())?;
        }
        if purpose.hidden_from_relatives {
            let label = if purpose.delay.is_some() { "" } else { say.shown };
            line(out, label, say.not_to_relatives)?;
        }
        if let Some(statute) = &purpose.reservation {
            line(out, say.reservation, &statute.section)?;
            line(out, "", statute.law.as_str())?;
        }
        line(out, say.requires, &self.required(say))?;
        self.limits(out, say)
    }

    fn required(&self, say: &Phrases) -> String {
        let requires = &self.purpose.requires;
        let mut all = Vec::new();
        match &requires.case_pattern {
            Some(pattern) => all.push(format!("{} ({})", say.case_reference, pattern.as_str())),
            None if requires.case_reference => all.push(say.case_reference.to_owned()),
            None => {}
        }
        all.extend(requires.end_user.then(|| say.end_user.to_owned()));
        all.extend(requires.token_person.then(|| say.token_person.to_owned()));
        if requires.consent {
            let covers = requires.consent_covers.join(", ");
            let covers = if covers.is_empty() { covers } else { format!(" ({covers})") };
            all.push(format!("{}{covers}", say.consent));
        }
        if !requires.relations.is_empty() {
            all.push(format!("{} ({})", say.relation, requires.relations.join(", ")));
        }
        all.extend(requires.hours.map(|hours| format!("{} {hours}", say.hours)));
        if all.is_empty() { say.nothing.to_owned() } else { all.join(", ") }
    }

    fn limits(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        for (counted, ceiling) in self.purpose.limits.iter() {
            let hard = ceiling.hard.map(|hard| format!("{} {hard}", say.at_most));
            let soft = ceiling.soft.map(|soft| format!("{} {soft}", say.warned_above));
            let said: Vec<String> = hard.into_iter().chain(soft).collect();
            line(out, say.limit, &format!("{}: {}", counted.as_str(), said.join(", ")))?;
        }
        Ok(())
    }

    fn who(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        let consumers = self.purpose.consumers().iter().map(ToString::to_string);
        let groups = self.purpose.groups().iter().map(|group| format!("{} {group}", say.group));
        let named: Vec<String> = consumers.chain(groups).collect();
        line(out, say.consumers, &named.join(", "))?;
        line(out, say.suppliers, if self.purpose.suppliers { say.yes } else { say.no })?;
        let Some(consumer) = self.consumer else { return Ok(()) };
        let named = self.purpose.names(consumer, &NoGroups);
        let verdict = match (named, self.purpose.groups().is_empty()) {
            (true, _) => say.may,
            (false, true) => say.may_not,
            (false, false) => say.may_as_member,
        };
        writeln!(out, "\n{consumer} {verdict}")
    }

    fn fields(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        writeln!(out, "\n{}", say.comes_out)?;
        for (path, reached) in self.reached_fields() {
            let form = reached.form.in_words(self.language);
            writeln!(out, "  {} ({path}), {form}", self.name_of(path))?;
            if let Some(need) = &reached.need {
                writeln!(out, "    {}: {need}", say.because)?;
            }
            for condition in &reached.conditions {
                let when = if condition.holds { say.only_when } else { say.not_when };
                writeln!(out, "    {when} {}", self.fact(condition))?;
            }
            if reached.history {
                writeln!(out, "    {}", say.history)?;
            }
        }
        Ok(())
    }

    fn name_of(&self, path: &FieldPath) -> &'s str {
        let field = self.service.field(path);
        field.map_or("", |field| field.name.in_language(self.language))
    }

    fn forbidden(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        if !self.purpose.forbids.is_empty() {
            writeln!(out, "\n{}", say.forbidden)?;
        }
        for forbid in &self.purpose.forbids {
            let path = forbid.path.as_ref().map_or(say.everything, |path| path.as_str());
            match &forbid.condition {
                Some(condition) => {
                    let when = if condition.holds { say.when } else { say.unless };
                    writeln!(out, "  {path}, {when} {}", self.fact(condition))?;
                }
                None => writeln!(out, "  {path}, {}", say.always)?,
            }
        }
        Ok(())
    }

    fn kept_back(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        writeln!(out, "\n{}", say.withheld)?;
        for field in self.withheld() {
            writeln!(out, "  {} ({})", field.name.in_language(self.language), field.path)?;
        }
        Ok(())
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let say = Phrases::of(self.language);
        self.head(out, say)?;
        self.who(out, say)?;
        self.fields(out, say)?;
        self.forbidden(out, say)?;
        self.kept_back(out, say)
    }
}

/// A label and what it labels, in two columns.
fn line(out: &mut Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    writeln!(out, "{label:<18}{text}")
}
