//! One field: whether and how it comes out for a purpose, by which rule, on which law; or why not.

use super::phrases::Phrases;
use super::{Explanation, line};
use crate::policy::check::nearest_field;
use crate::policy::rule::{Condition, Forbidden, Permitted, Purpose};
use crate::policy::service::Field;
use crate::vocab::field::FieldPath;
use std::fmt::{self, Formatter};

/// What a purpose says of a field, or of each field of a whole part. As text: `{field_explanation}`.
#[derive(Debug)]
pub struct FieldExplanation<'s> {
    whole: Explanation<'s>,
    /// What was asked about.
    pub path: FieldPath,
    /// The fields that it names, each with its rules; none when it is no field of the service.
    pub fields: Vec<FieldRules<'s>>,
    /// What may have been meant, when it is no field.
    pub nearest: Option<String>,
}

/// The rules about one field.
#[derive(Debug)]
pub struct FieldRules<'s> {
    /// The field.
    pub field: &'s Field,
    /// The permits of it, or of something in it, with their numbers in the purpose's file from 1.
    pub permits: Vec<(usize, &'s Permitted)>,
    /// The forbids that touch it, with their numbers in the file from 1.
    pub forbids: Vec<(usize, &'s Forbidden)>,
}

impl<'s> Explanation<'s> {
    /// What the purpose says of this path.
    #[must_use]
    pub fn field(self, path: FieldPath) -> FieldExplanation<'s> {
        let (purpose, service) = (self.purpose, self.service);
        let named = |field: &&Field| field.path.overlaps(&path);
        let rules = |field: &'s Field| {
            // Of a field asked about by something inside it, only the permits that touch that.
            let permits = purpose.permits.iter().enumerate();
            let permits = permits.filter(|(_, permit)| field.path.covers(&permit.path));
            let permits = permits.filter(|(_, permit)| permit.path.overlaps(&path));
            let forbids = purpose.forbids.iter().enumerate();
            let forbids = forbids.filter(|(_, forbid)| forbid.touches(&field.path));
            FieldRules {
                field,
                permits: permits.map(|(at, permit)| (at + 1, permit)).collect(),
                forbids: forbids.map(|(at, forbid)| (at + 1, forbid)).collect(),
            }
        };
        let fields: Vec<_> = service.fields.iter().filter(named).map(rules).collect();
        let nearest = if fields.is_empty() { nearest_field(service, &path) } else { None };
        FieldExplanation { whole: self, path, fields, nearest }
    }
}

impl FieldExplanation<'_> {
    /// The purpose.
    #[must_use]
    pub const fn purpose(&self) -> &Purpose {
        self.whole.purpose
    }

    /// Whether anything of it may come out.
    #[must_use]
    pub fn comes_out(&self) -> bool {
        self.fields.iter().any(|rules| !rules.permits.is_empty())
    }

    fn rules(&self, out: &mut Formatter<'_>, say: &Phrases, rules: &FieldRules<'_>) -> fmt::Result {
        let language = self.whole.language;
        writeln!(out, "{} ({})", rules.field.name.in_language(language), rules.field.path)?;
        if rules.permits.is_empty() {
            writeln!(out, "  {}", say.not_permitted)?;
        }
        for (number, permit) in &rules.permits {
            let form = permit.form.in_words(language);
            writeln!(out, "  {} {number}: {}, {form}", say.permit, permit.path)?;
            writeln!(out, "    {}: {}", say.because, permit.need)?;
            if let Some(condition) = &permit.condition {
                self.condition(out, condition, say.only_when, say.not_when)?;
            }
            let versions = &self.whole.service.versions;
            match (permit.history, versions.iter().any(|one| one.list.covers(&permit.path))) {
                (true, _) => writeln!(out, "    {}", say.history)?,
                (false, true) => writeln!(out, "    {}", say.current)?,
                (false, false) => {}
            }
        }
        for (number, forbid) in &rules.forbids {
            let path = forbid.path.as_ref().map_or(say.everything, FieldPath::as_str);
            writeln!(out, "  {} {number}: {path}", say.forbid)?;
            match &forbid.condition {
                Some(condition) => self.condition(out, condition, say.when, say.unless)?,
                None => writeln!(out, "    {}", say.always)?,
            }
        }
        Ok(())
    }

    fn condition(
        &self,
        out: &mut Formatter<'_>,
        condition: &Condition,
        holds: &str,
        holds_not: &str,
    ) -> fmt::Result {
        let word = if condition.holds { holds } else { holds_not };
        writeln!(out, "    {word} {}", self.whole.fact(condition))
    }
}

impl fmt::Display for FieldExplanation<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let say = Phrases::of(self.whole.language);
        if self.fields.is_empty() {
            let service = &self.whole.service.id;
            writeln!(out, "{} {} {service}", self.path, say.not_a_field)?;
            return match &self.nearest {
                Some(nearest) => writeln!(out, "  {nearest}"),
                None => Ok(()),
            };
        }
        for rules in &self.fields {
            self.rules(out, say, rules)?;
        }
        if self.comes_out() {
            writeln!(out)?;
            let labels = std::iter::once(say.basis).chain(std::iter::repeat(""));
            for (label, basis) in labels.zip(self.whole.purpose.bases()) {
                line(out, label, &format!("{} {}, {}", say.gdpr, basis.gdpr, basis.section))?;
                line(out, "", basis.law.as_str())?;
            }
        }
        Ok(())
    }
}
