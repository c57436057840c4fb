//! From rules to a tree: each path becomes a branch, then each place learns what the rules above and
//! below it mean for a value there.

use super::plan::{Fact, Fate, Form, Member, Node, Place, Plan, PlanError, PlanSource, Tells};
use crate::vocab::field::{FieldPath, Step};

/// The bytes of `YYYY-MM-DD`.
const DATE_BYTES: usize = 10;

/// The rules that stand at one place, before they are worked out.
#[derive(Default, Clone)]
struct Rules {
    permit: Option<Form>,
    forbid: bool,
    conditions: Vec<usize>,
    known: bool,
}

/// What the places above say.
#[derive(Clone, Default)]
struct Above {
    permitted: bool,
    forbidden: bool,
    conditions: Vec<usize>,
    nearest_known: Option<Place>,
}

/// What stands at a place or below it.
#[derive(Clone, Copy, Default)]
struct Below {
    permit: bool,
    forbid: bool,
    known: bool,
    fact: bool,
}

impl Below {
    fn or(self, other: Self) -> Self {
        Self {
            permit: self.permit || other.permit,
            forbid: self.forbid || other.forbid,
            known: self.known || other.known,
            fact: self.fact || other.fact,
        }
    }
}

/// A tree being grown: `rules` stands beside `nodes`.
struct Growth {
    nodes: Vec<Node>,
    rules: Vec<Rules>,
}

impl Plan {
    /// Compiles a plan.
    ///
    /// # Errors
    /// When permits overlap, a forbid names an unknown fact, or a fact is declared twice.
    pub fn compile(source: PlanSource) -> Result<Self, PlanError> {
        refuse_overlap(&source.permits)?;
        refuse_repeated_facts(&source)?;
        let mut growth = Growth { nodes: vec![Node::default()], rules: vec![Rules::default()] };
        let permits = growth.plant_permits(&source.permits)?;
        growth.plant_forbids(&source)?;
        growth.plant_facts(&source)?;
        let known = growth.plant_known(&source.known)?;
        growth.resolve(Place::ROOT, Above::default());
        growth.open_root();
        let strings = source.facts.iter().flat_map(|fact| &fact.holds_unless);
        let longest = strings.map(String::len).max().unwrap_or_default().max(DATE_BYTES);
        let facts = source.facts.into_iter().map(|fact| Fact {
            name: fact.name,
            holds_unless: fact.holds_unless,
            when_absent: fact.when_absent,
        });
        let facts = facts.collect();
        Ok(Self { nodes: growth.nodes, facts, permits, known, longest, nowhere: Node::default() })
    }
}

fn refuse_overlap(permits: &[(FieldPath, Form)]) -> Result<(), PlanError> {
    for (place, (outer, _)) in permits.iter().enumerate() {
        let others = permits.iter().enumerate().filter(|(other, _)| *other != place);
        if let Some((_, (inner, _))) = others.into_iter().find(|(_, (path, _))| outer.covers(path))
        {
            let (outer, inner) = (outer.clone(), inner.clone());
            return Err(PlanError::OverlappingPermits { outer, inner });
        }
    }
    Ok(())
}

fn refuse_repeated_facts(source: &PlanSource) -> Result<(), PlanError> {
    let mut names: Vec<&str> = source.facts.iter().map(|fact| fact.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.iter().zip(names.iter().skip(1)).find(|(one, next)| one == next);
    twice.map_or(Ok(()), |(name, _)| Err(PlanError::FactTwice((*name).to_owned())))
}

impl Growth {
    fn plant_permits(&mut self, permits: &[(FieldPath, Form)]) -> Result<Vec<Place>, PlanError> {
        let mut places = Vec::with_capacity(permits.len());
        for (path, form) in permits {
            let place = self.plant(path)?;
            self.rules_at(place, |rules| rules.permit = Some(*form));
            places.push(place);
        }
        Ok(places)
    }

    fn plant_forbids(&mut self, source: &PlanSource) -> Result<(), PlanError> {
        for (path, condition) in &source.forbids {
            let place = self.plant(path)?;
            let Some(name) = condition else {
                self.rules_at(place, |rules| rules.forbid = true);
                continue;
            };
            let fact =
                source.facts.iter().position(|fact| fact.name == *name).ok_or_else(|| {
                    PlanError::UnknownFact { path: path.clone(), fact: name.clone() }
                })?;
            self.rules_at(place, |rules| rules.conditions.push(fact));
        }
        Ok(())
    }

    fn plant_facts(&mut self, source: &PlanSource) -> Result<(), PlanError> {
        for (fact, told) in source.facts.iter().enumerate() {
            for (at, path) in told.paths.iter().enumerate() {
                let place = self.plant(path)?;
                let tells = Tells { fact, must_be_there: at == 0 };
                self.node_at(place, |node| node.facts.push(tells));
            }
        }
        Ok(())
    }

    fn plant_known(&mut self, known: &[FieldPath]) -> Result<Vec<Place>, PlanError> {
        let mut places = Vec::with_capacity(known.len());
        for path in known {
            let place = self.plant(path)?;
            self.rules_at(place, |rules| rules.known = true);
            places.push(place);
        }
        Ok(places)
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

    fn node_at(&mut self, place: Place, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(place.index()) {
            change(node);
        }
    }

    /// Works out the node at `place` and all below it. Recursion is as deep as a path has steps.
    fn resolve(&mut self, place: Place, above: Above) -> Below {
        let rules = self.rules.get(place.index()).cloned().unwrap_or_default();
        let here = self.inherit(place, &rules, above);
        let (members, each, tells) =
            self.nodes.get(place.index()).map_or_else(Default::default, |node| {
                let members: Vec<Place> = node.members.iter().map(|member| member.place).collect();
                (members, node.each, !node.facts.is_empty())
            });
        let mut in_members = Below::default();
        for member in members {
            in_members = in_members.or(self.resolve(member, here.clone()));
        }
        let in_elements = each.map(|each| self.resolve(each, here.clone())).unwrap_or_default();
        self.node_at(place, |node| settle(node, &rules, &here, in_members, in_elements));
        in_members.or(in_elements).or(Below {
            permit: rules.permit.is_some(),
            forbid: rules.forbid || !rules.conditions.is_empty(),
            known: rules.known,
            fact: tells,
        })
    }

    /// What holds at `place` and is handed on to what stands below it.
    fn inherit(&self, place: Place, rules: &Rules, above: Above) -> Above {
        let mut conditions = above.conditions;
        conditions.extend(&rules.conditions);
        conditions.sort_unstable();
        conditions.dedup();
        Above {
            permitted: above.permitted || rules.permit == Some(Form::Clear),
            forbidden: above.forbidden || rules.forbid,
            conditions,
            nearest_known: if rules.known { Some(place) } else { above.nearest_known },
        }
    }

    /// The document itself is always on the way to what is permitted, whatever container it is.
    fn open_root(&mut self) {
        self.node_at(Place::ROOT, |root| {
            root.object = Fate::Write;
            root.array = Fate::Write;
        });
    }
}

/// Writes down what the rules mean for a value at this node.
fn settle(node: &mut Node, rules: &Rules, here: &Above, in_members: Below, in_elements: Below) {
    let inside = in_members.or(in_elements);
    settle_fates(node, rules, here, in_members, in_elements);
    node.conditions.clone_from(&here.conditions);
    node.cuts_here = !rules.conditions.is_empty();
    node.nearest_known = here.nearest_known;
    node.known_in_members = in_members.known;
    node.known_in_elements = in_elements.known;
    node.watch_dropped = inside.fact || inside.known;
    // A known field in a copied value matters only if a fact may yet cut it.
    node.watch_copied = inside.fact || (inside.known && !here.conditions.is_empty());
}

fn settle_fates(node: &mut Node, rules: &Rules, here: &Above, members: Below, elements: Below) {
    let way = |below: Below| if below.permit { Fate::Write } else { Fate::Drop };
    let fates = if here.forbidden {
        [Fate::Drop; 5]
    } else if rules.permit == Some(Form::AgeInYears) {
        [Fate::Drop, Fate::Drop, Fate::Age, Fate::Drop, Fate::Drop]
    } else if rules.permit == Some(Form::Scalar) {
        [Fate::Drop, Fate::Drop, Fate::Copy, Fate::Copy, Fate::Copy]
    } else if here.permitted {
        let container = if members.forbid || elements.forbid { Fate::Write } else { Fate::Copy };
        [container, container, Fate::Copy, Fate::Copy, Fate::Copy]
    } else {
        [way(members), way(elements), Fate::Drop, Fate::Drop, Fate::Drop]
    };
    [node.object, node.array, node.text, node.other, node.rest] = fates;
}
