//! The record of processing activities (GDPR article 30) as far as policies tell of it.

use super::reach::{Item, Reached, Reader, reach};
use super::rule::Purpose;
use super::service::{Field, Sensitivity, Service};
use super::set::PolicySet;
use crate::vocab::party::Organisation;
use std::collections::BTreeMap;

/// All that one controller is responsible for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Controller<'s> {
    /// Who: the controller that the purpose names, or else each reader for itself.
    pub who: Reader,
    /// What it does, by purpose.
    pub activities: Vec<Activity<'s>>,
}

/// One purpose of one controller.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Activity<'s> {
    /// The purpose: basis, retention, assessment, what each ask must bring, limits.
    pub purpose: &'s Purpose,
    /// Where the data comes from.
    pub service: &'s Service,
    /// The fields, the least sensitive class first, in the order of the policy.
    pub data: Vec<(Sensitivity, Vec<Datum<'s>>)>,
    /// The whole documents.
    pub documents: Vec<Item>,
    /// Who gets the data beside the controller.
    pub recipients: Vec<Reader>,
}

impl Activity<'_> {
    /// The fields that are about other persons than the one asked about.
    pub fn about_others(&self) -> impl Iterator<Item = &Field> {
        let all = self.data.iter().flat_map(|(_, data)| data).map(|datum| datum.field);
        all.filter(|field| field.about_other)
    }
}

/// One field, or a part of it, and what comes out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Datum<'s> {
    /// The field.
    pub field: &'s Field,
    /// What comes out, and when.
    pub reached: Reached,
}

/// The record of every controller, by number and then groups by name; of this one, or of the purposes
/// that name this consumer.
#[must_use]
pub fn record<'s>(
    set: &'s PolicySet,
    controller: Option<&Organisation>,
    consumer: Option<&Organisation>,
) -> Vec<Controller<'s>> {
    let mut found: BTreeMap<Reader, Vec<Activity<'s>>> = BTreeMap::new();
    for purpose in set.purposes() {
        let Some(service) = set.service(&purpose.service) else { continue };
        if consumer.is_some_and(|consumer| !purpose.consumers().contains(consumer)) {
            continue;
        }
        let named = purpose.controller.clone().map(Reader::Organisation);
        let who: Vec<Reader> = match &named {
            Some(controller) => vec![controller.clone()],
            None => Reader::of(purpose).collect(),
        };
        for who in who {
            if controller.is_none_or(|wanted| who == Reader::Organisation(wanted.clone())) {
                let others = named.iter().flat_map(|_| Reader::of(purpose));
                let recipients = others.filter(|reader| *reader != who).collect();
                let activity = activity(purpose, service, recipients);
                found.entry(who).or_default().push(activity);
            }
        }
    }
    let controllers = found.into_iter();
    controllers.map(|(who, activities)| Controller { who, activities }).collect()
}

fn activity<'s>(
    purpose: &'s Purpose,
    service: &'s Service,
    recipients: Vec<Reader>,
) -> Activity<'s> {
    let mut data: BTreeMap<Sensitivity, Vec<Datum<'s>>> = BTreeMap::new();
    let mut documents = Vec::new();
    for reached in reach(purpose).into_iter().filter(|reached| !reached.never()) {
        let field = match &reached.item {
            Item::Field(path) => service.field(path),
            Item::Type(_) | Item::Digest(_) => {
                documents.push(reached.item.clone());
                None
            }
        };
        if let Some(field) = field {
            data.entry(field.sensitivity).or_default().push(Datum { field, reached });
        }
    }
    Activity { purpose, service, data: data.into_iter().collect(), documents, recipients }
}
