//! The tree grown: a place for each path, with the rules that stand there.

use super::super::plan::{Cut, Member, Node, Place, TellsFact};
use super::super::source::{Condition, PlanError, PlanSource};
use crate::vocab::field::{FieldPath, Step};

/// The rules that stand at one place, before they are worked out.
#[derive(Default, Clone)]
pub(super) struct Rules {
    pub(super) permit: Option<Letting>,
    pub(super) forbid: bool,
    pub(super) cuts: Vec<Cut>,
    pub(super) known: bool,
    pub(super) record: bool,
}

/// How what is permitted comes out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Letting {
    /// Scalars, byte for byte.
    Clear,
    /// Scalars, in another form.
    Changed,
    /// Anything, as `true`.
    Exists,
}

/// A tree being grown: `rules` stands beside `nodes`.
pub(super) struct Growth {
    pub(super) nodes: Vec<Node>,
    pub(super) rules: Vec<Rules>,
}

/// Where things were planted.
pub(super) struct Planted {
    pub(super) permits: Vec<Place>,
    pub(super) keeps: Vec<Place>,
    pub(super) known: Vec<Place>,
    pub(super) record: Place,
    pub(super) document: Place,
}

impl Growth {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::default()], rules: vec![Rules::default()] }
    }

    pub(super) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    /// Plants all paths.
    pub(super) fn plant_all(&mut self, source: &PlanSource) -> Result<Planted, PlanError> {
        let record = self.plant_optional(source.records.as_ref(), Place::ROOT)?;
        self.rules_at(record, |rules| rules.record = true);
        let document = self.plant_optional(source.document.as_ref(), record)?;
        let permits = self.plant_permits(source)?;
        self.plant_forbids(source, record)?;
        self.plant_facts(source)?;
        self.plant_versions(source)?;
        if let Some(path) = &source.subject {
            let place = self.plant(path)?;
            self.node_at(place, |node| node.tells.subject = true);
        }
        let kept = |rules: &mut Rules| rules.permit = Some(Letting::Clear);
        let keeps = self.plant_each(&source.keeps, kept)?;
        let known = self.plant_each(&source.known, |rules| rules.known = true)?;
        Ok(Planted { permits, keeps, known, record, document })
    }

    fn plant_permits(&mut self, source: &PlanSource) -> Result<Vec<Place>, PlanError> {
        use super::super::source::Form;
        let mut places = Vec::with_capacity(source.permits.len());
        for (index, permit) in source.permits.iter().enumerate() {
            let place = self.plant(&permit.path)?;
            let rule = || format!("permit {}", permit.path);
            // It does not apply unless the fact is so: then what stands there goes.
            let cut = permit.only_when.as_ref();
            let cut = cut.map(|condition| cut_of(source, condition, rule)).transpose()?;
            let cut = cut.map(|cut| Cut { holds: !cut.holds, ..cut });
            self.rules_at(place, |rules| {
                rules.permit = Some(match permit.form {
                    Form::Clear => Letting::Clear,
                    Form::Exists => Letting::Exists,
                    _ => Letting::Changed,
                });
                rules.cuts.extend(cut);
            });
            self.node_at(place, |node| node.permit = Some(index));
            places.push(place);
        }
        Ok(places)
    }

    fn plant_forbids(&mut self, source: &PlanSource, record: Place) -> Result<(), PlanError> {
        for forbid in &source.forbids {
            let place = self.plant_optional(forbid.path.as_ref(), record)?;
            let rule = || match &forbid.path {
                Some(path) => format!("forbid {path}"),
                None => "forbid of the whole record".to_owned(),
            };
            match &forbid.only_when {
                None => self.rules_at(place, |rules| rules.forbid = true),
                Some(condition) => {
                    let cut = cut_of(source, condition, rule)?;
                    self.rules_at(place, |rules| rules.cuts.push(cut));
                }
            }
        }
        Ok(())
    }

    fn plant_facts(&mut self, source: &PlanSource) -> Result<(), PlanError> {
        for (fact, told) in source.facts.iter().enumerate() {
            for (at, path) in told.paths.iter().enumerate() {
                let place = self.plant(path)?;
                let tells = TellsFact { fact, must_be_there: at == 0 };
                self.node_at(place, |node| node.tells.facts.push(tells));
            }
        }
        Ok(())
    }

    fn plant_versions(&mut self, source: &PlanSource) -> Result<(), PlanError> {
        for versions in &source.versions {
            let list = self.plant(&versions.list)?;
            self.node_at(list, |node| node.version = Some(versions.absent_is_current));
            let current = self.plant(&versions.current)?;
            self.node_at(current, |node| node.tells.current = Some(list));
        }
        Ok(())
    }

    fn plant_each(
        &mut self,
        paths: &[FieldPath],
        rule: impl Fn(&mut Rules),
    ) -> Result<Vec<Place>, PlanError> {
        let mut places = Vec::with_capacity(paths.len());
        for path in paths {
            let place = self.plant(path)?;
            self.rules_at(place, &rule);
            places.push(place);
        }
        Ok(places)
    }

    fn plant_optional(
        &mut self,
        path: Option<&FieldPath>,
        without: Place,
    ) -> Result<Place, PlanError> {
        path.map_or(Ok(without), |path| self.plant(path))
    }

    /// The place of a path, grown where it was missing.
    fn plant(&mut self, path: &FieldPath) -> Result<Place, PlanError> {
        let mut place = Place::ROOT;
        for step in path.steps() {
            place = match self.child(place, step) {
                Some(child) => child,
                None => self.grow(place, step)?,
            };
        }
        Ok(place)
    }

    fn child(&self, place: Place, step: &Step) -> Option<Place> {
        let node = self.nodes.get(place.index())?;
        match step {
            Step::Each => node.each,
            Step::Member(name) => node
                .members
                .iter()
                .find(|member| *member.name == *name.as_bytes())
                .map(|member| member.place),
        }
    }

    fn grow(&mut self, place: Place, step: &Step) -> Result<Place, PlanError> {
        let grown = u32::try_from(self.nodes.len()).map_or(Place::NOWHERE, Place);
        if !grown.known() {
            return Err(PlanError::TooLarge);
        }
        self.nodes.push(Node::default());
        self.rules.push(Rules::default());
        self.node_at(place, |node| match step {
            Step::Each => node.each = Some(grown),
            Step::Member(name) => node.members.push(Member::new(name, grown)),
        });
        Ok(grown)
    }

    fn rules_at(&mut self, place: Place, change: impl FnOnce(&mut Rules)) {
        if let Some(rules) = self.rules.get_mut(place.index()) {
            change(rules);
        }
    }

    pub(super) fn node_at(&mut self, place: Place, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(place.index()) {
            change(node);
        }
    }
}

/// What a forbid with this condition cuts by.
fn cut_of(
    source: &PlanSource,
    condition: &Condition,
    rule: impl Fn() -> String,
) -> Result<Cut, PlanError> {
    let fact = source.facts.iter().position(|fact| fact.name == condition.fact);
    let unknown = || PlanError::UnknownFact { rule: rule(), fact: condition.fact.clone() };
    Ok(Cut { fact: fact.ok_or_else(unknown)?, holds: condition.holds })
}
