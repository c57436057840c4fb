//! Reads a policy line by line. Names are opaque octets; URLs and keys are text.

use super::{
    Log, LogKey, POLICY_BYTES, POLICY_LINES, Policy, PolicyError, PolicyFault, Rule, Witness,
};
use crate::merkle::cosign::CosignVerifier;
use std::collections::HashMap;

const LOG: PolicyFault = PolicyFault::Form("log <vkey> [<url>]");
const WITNESS: PolicyFault = PolicyFault::Form("witness <name> <vkey> [<url>]");
const GROUP: PolicyFault = PolicyFault::Form("group <name> all|any|<k> <member>…");
const QUORUM: PolicyFault = PolicyFault::Form("quorum <name>|none");

/// The name that means nobody.
const NONE: &[u8] = b"none";

/// The lines so far.
#[derive(Default)]
struct Reader<'a> {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: usize,
    /// The rule that each name stands for, and whether it is a member of a group.
    names: HashMap<&'a [u8], (Rule, bool)>,
    quorum: Option<Option<Rule>>,
}

pub(super) fn read(policy: &[u8]) -> Result<Policy, PolicyError> {
    if policy.len() > POLICY_BYTES.most {
        return Err(PolicyError { line: 1, fault: PolicyFault::TooLarge(POLICY_BYTES) });
    }
    let mut reader = Reader::default();
    let mut last = 0;
    for (before, line) in policy.split(|byte| *byte == b'\n').enumerate() {
        last = before + 1;
        reader.line(line).map_err(|fault| PolicyError { line: last, fault })?;
    }
    let quorum = reader.quorum.ok_or(PolicyError { line: last, fault: PolicyFault::Quorum })?;
    Ok(Policy { logs: reader.logs, witnesses: reader.witnesses, quorum })
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a [u8]) -> Result<(), PolicyFault> {
        if line.iter().any(|byte| matches!(byte, 0..=0x08 | 0x0a..=0x1f | 0x7f)) {
            return Err(PolicyFault::Control);
        }
        let words: Vec<&[u8]> = line
            .split(|byte| matches!(byte, b' ' | b'\t'))
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", rest @ ..] => self.log(rest),
            [b"witness", rest @ ..] => self.witness(rest),
            [b"group", rest @ ..] => self.group(rest),
            [b"quorum", rest @ ..] => self.quorum(rest),
            _ => Err(PolicyFault::Keyword),
        }
    }

    fn log(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let (vkey, url) = match words {
            [vkey] => (vkey, None),
            [vkey, url] => (vkey, Some(text(url, LOG)?.to_owned())),
            _ => return Err(LOG),
        };
        let key = LogKey::parse(text(vkey, LOG)?).map_err(PolicyFault::Key)?;
        if self.logs.iter().any(|log| log.key.public_key() == key.public_key()) {
            return Err(PolicyFault::SameKey);
        }
        room(self.logs.len())?;
        self.logs.push(Log { key, url });
        Ok(())
    }

    fn witness(&mut self, words: &[&'a [u8]]) -> Result<(), PolicyFault> {
        let (name, vkey, url) = match words {
            [name, vkey] => (name, vkey, None),
            [name, vkey, url] => (name, vkey, Some(text(url, WITNESS)?.to_owned())),
            _ => return Err(WITNESS),
        };
        let key = CosignVerifier::parse(text(vkey, WITNESS)?).map_err(PolicyFault::Key)?;
        if self.witnesses.iter().any(|other| other.key.public_key() == key.public_key()) {
            return Err(PolicyFault::SameKey);
        }
        room(self.witnesses.len())?;
        self.define(name, Rule::Witness(self.witnesses.len()))?;
        let name = String::from_utf8_lossy(name).into_owned();
        self.witnesses.push(Witness { name, key, url });
        Ok(())
    }

    fn group(&mut self, words: &[&'a [u8]]) -> Result<(), PolicyFault> {
        let [name, threshold, members @ ..] = words else { return Err(GROUP) };
        if members.is_empty() {
            return Err(GROUP);
        }
        let count = members.len();
        let threshold = match *threshold {
            b"all" => Some(count),
            b"any" => Some(1),
            number => std::str::from_utf8(number)
                .ok()
                .and_then(crate::merkle::decimal)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=count).contains(number)),
        };
        let threshold = threshold.ok_or(PolicyFault::Threshold)?;
        let rules = members.iter().map(|member| self.take(member)).collect::<Result<_, _>>()?;
        room(self.groups)?;
        self.groups += 1;
        self.define(name, Rule::AtLeast(threshold, rules))
    }

    fn quorum(&mut self, words: &[&[u8]]) -> Result<(), PolicyFault> {
        let [name] = words else { return Err(QUORUM) };
        if self.quorum.is_some() {
            return Err(PolicyFault::Quorum);
        }
        self.quorum = Some(if *name == NONE { None } else { Some(self.named(name)?) });
        Ok(())
    }

    fn define(&mut self, name: &'a [u8], rule: Rule) -> Result<(), PolicyFault> {
        if name == NONE || self.names.contains_key(name) {
            return Err(PolicyFault::NameTaken);
        }
        self.names.insert(name, (rule, false));
        Ok(())
    }

    /// Takes a name as a member of a group, which it can be once.
    fn take(&mut self, name: &[u8]) -> Result<Rule, PolicyFault> {
        let (rule, is_member) = self.names.get_mut(name).ok_or(PolicyFault::UnknownName)?;
        if std::mem::replace(is_member, true) {
            return Err(PolicyFault::MemberTwice);
        }
        Ok(rule.clone())
    }

    /// The rule of a name for the quorum, also of one that is a member of a group.
    fn named(&self, name: &[u8]) -> Result<Rule, PolicyFault> {
        self.names.get(name).map(|(rule, _)| rule.clone()).ok_or(PolicyFault::UnknownName)
    }
}

fn room(before: usize) -> Result<(), PolicyFault> {
    if before < POLICY_LINES.most { Ok(()) } else { Err(PolicyFault::TooLarge(POLICY_LINES)) }
}

fn text(word: &[u8], form: PolicyFault) -> Result<&str, PolicyFault> {
    std::str::from_utf8(word).map_err(|_| form)
}
