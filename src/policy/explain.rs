//! What a purpose permits, as text for a jurist.

use super::refused::Refused;
use super::rule::{Form, Permitted, Purpose};
use super::service::{Field, Service};
use super::set::PolicySet;
use crate::vocab::party::Organisation;
use crate::vocab::translated::Language;
use std::fmt::{self, Formatter};

mod phrases;

use phrases::Phrases;

/// One purpose laid out against its service. As text: `{explanation}`.
#[derive(Debug)]
pub struct Explanation<'s> {
    purpose: &'s Purpose,
    service: &'s Service,
    consumer: Option<&'s Organisation>,
    language: Language,
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
            .filter(|known| consumer.is_none_or(|consumer| known.names(consumer)));
        return Err(Refused::PurposeUnknown {
            nearest: nearest.map(|known| known.id.clone()),
            open: open.map(|known| known.id.clone()).take(Refused::MOST_NAMED).collect(),
        });
    };
    Ok(Explanation { purpose, service, consumer, language })
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

    /// The fields of the service of which nothing comes out.
    pub fn withheld(&self) -> impl Iterator<Item = &'s Field> {
        let permits = &self.purpose.permits;
        let touched = |field: &Field| permits.iter().any(|permit| field.path.covers(&permit.path));
        self.service.fields.iter().filter(move |field| !touched(field))
    }

    /// The facts with which this permitted field does not come out.
    fn facts_against(&self, permit: &Permitted) -> impl Iterator<Item = &'s str> {
        let path = permit.path.clone();
        self.purpose
            .forbids
            .iter()
            .filter(move |forbid| forbid.path.covers(&path) || path.covers(&forbid.path))
            .filter_map(|forbid| self.service.fact(forbid.when.as_deref()?))
            .map(|fact| fact.name.in_language(self.language))
    }

    fn head(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        let Self { purpose, service, language, .. } = *self;
        writeln!(out, "{} ({})", purpose.title.in_language(language), purpose.id)?;
        if let Some(description) = &purpose.description {
            writeln!(out, "  {}", description.in_language(language))?;
        }
        let basis = &purpose.basis;
        writeln!(out)?;
        line(out, say.basis, &format!("{} {}, {}", say.gdpr, basis.gdpr, basis.section))?;
        line(out, "", basis.law.as_str())?;
        let title = service.title.in_language(language);
        line(out, say.service, &format!("{title} ({})", service.id))?;
        line(out, say.provider, service.provider.as_str())?;
        line(out, say.scope, purpose.scope.as_str())?;
        let valid = purpose.valid;
        line(out, say.valid, &format!("{} {} {}", valid.from, say.until, valid.until))?;
        line(out, say.requires, &self.required(say))
    }

    fn required(&self, say: &Phrases) -> String {
        let requires = self.purpose.requires;
        let case = requires.case_reference.then_some(say.case_reference);
        let user = requires.end_user.then_some(say.end_user);
        let all: Vec<&str> = case.into_iter().chain(user).collect();
        if all.is_empty() { say.nothing.to_owned() } else { all.join(", ") }
    }

    fn who(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        let consumers: Vec<&str> =
            self.purpose.consumers().iter().map(Organisation::as_str).collect();
        line(out, say.consumers, &consumers.join(", "))?;
        line(out, say.suppliers, if self.purpose.suppliers { say.yes } else { say.no })?;
        let Some(consumer) = self.consumer else { return Ok(()) };
        let verdict = if self.purpose.names(consumer) { say.may } else { say.may_not };
        writeln!(out, "\n{consumer} {verdict}")
    }

    fn fields(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        writeln!(out, "\n{}", say.comes_out)?;
        for permit in &self.purpose.permits {
            let form = match permit.form {
                Form::Clear => say.clear,
                Form::AgeInYears => say.age_in_years,
            };
            writeln!(out, "  {} ({}), {form}", self.name_of(permit), permit.path)?;
            writeln!(out, "    {}: {}", say.because, permit.need)?;
            for fact in self.facts_against(permit) {
                writeln!(out, "    {} {fact}", say.not_when)?;
            }
        }
        Ok(())
    }

    fn name_of(&self, permit: &Permitted) -> &'s str {
        let field = self.service.field(&permit.path);
        field.map_or("", |field| field.name.in_language(self.language))
    }

    fn forbidden(&self, out: &mut Formatter<'_>, say: &Phrases) -> fmt::Result {
        if !self.purpose.forbids.is_empty() {
            writeln!(out, "\n{}", say.forbidden)?;
        }
        for forbid in &self.purpose.forbids {
            let fact = forbid.when.as_deref().and_then(|id| self.service.fact(id));
            match fact.map(|fact| fact.name.in_language(self.language)) {
                Some(fact) => writeln!(out, "  {}, {} {fact}", forbid.path, say.when)?,
                None => writeln!(out, "  {}, {}", forbid.path, say.always)?,
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
