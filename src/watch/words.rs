//! An alarm in one sentence, in every language, and as a message for machines.

use crate::anomaly::Detector;
use crate::ledger::entry::Alarm;
use crate::page::Words;
use crate::page::phrases::phrases;
use crate::vocab::ids::EntryIndex;
use crate::vocab::time::Timestamp;
use crate::vocab::translated::Language;
use serde_json::json;

phrases! { AlarmPhrase, "What an alarm says.":
    PersonsInHour {
        nb: "{seen} personer ble lest på en time. Opptil {normal} er vanlig den timen.",
        nn: "{seen} personar blei lesne på ein time. Opp til {normal} er vanleg den timen.",
        se: "{seen} olbmo lohkkojuvvojedje ovtta diimmus. Gitta {normal} lea dábálaš dan diimmus.",
        en: "{seen} persons were read in one hour. Up to {normal} is normal at that hour."
    }
    PersonsOnDay {
        nb: "{seen} personer ble lest på en dag. Opptil {normal} er vanlig den ukedagen.",
        nn: "{seen} personar blei lesne på ein dag. Opp til {normal} er vanleg den vekedagen.",
        se: "{seen} olbmo lohkkojuvvojedje ovtta beaivvis. Gitta {normal} lea dábálaš dan beaivvi.",
        en: "{seen} persons were read on one day. Up to {normal} is normal on that weekday."
    }
    PersonsByOne {
        nb: "En ansatt leste {seen} personer på en dag. Opptil {normal} er vanlig.",
        nn: "Ein tilsett las {seen} personar på ein dag. Opp til {normal} er vanleg.",
        se: "Okta bargi logai {seen} olbmo ovtta beaivvis. Gitta {normal} lea dábálaš.",
        en: "One end user read {seen} persons on one day. Up to {normal} is normal."
    }
    OffHours {
        nb: "{seen} av {of} dager med oppslag var om natten eller i helgen. Opptil {normal} er vanlig.",
        nn: "{seen} av {of} dagar med oppslag var om natta eller i helga. Opp til {normal} er vanleg.",
        se: "{seen} beaivvi {of} beaivvis ledje ohcamat ihkku dahje vahkkoloahpas. Gitta {normal} lea dábálaš.",
        en: "{seen} of {of} days with readings were in the night or on a weekend. Up to {normal} is normal."
    }
    Unrelated {
        nb: "En person ble lest for {seen} formål som ikke hører sammen. Opptil {normal} er vanlig.",
        nn: "Ein person blei lesen for {seen} føremål som ikkje høyrer saman. Opp til {normal} er vanleg.",
        se: "Okta olmmoš lohkkojuvvui {seen} ulbmilii mat eai gula oktii. Gitta {normal} lea dábálaš.",
        en: "One person was read for {seen} purposes that do not belong together. Up to {normal} is normal."
    }
    Again {
        nb: "En ansatt leste samme person på {seen} dager. Opptil {normal} er vanlig.",
        nn: "Ein tilsett las same person på {seen} dagar. Opp til {normal} er vanleg.",
        se: "Okta bargi logai seamma olbmo {seen} beaivvis. Gitta {normal} lea dábálaš.",
        en: "One end user read the same person on {seen} days. Up to {normal} is normal."
    }
    Sequence {
        nb: "{seen} fødselsnumre på rad ble lest. Opptil {normal} er vanlig.",
        nn: "{seen} fødselsnummer på rad blei lesne. Opp til {normal} er vanleg.",
        se: "{seen} riegádannummira maŋŋálagaid lohkkojuvvojedje. Gitta {normal} lea dábálaš.",
        en: "{seen} person numbers in a row were read. Up to {normal} is normal."
    }
    Relative {
        nb: "En ansatt leste om en i egen familie. Det skal ikke skje.",
        nn: "Ein tilsett las om ein i eigen familie. Det skal ikkje skje.",
        se: "Okta bargi logai iežas bearraša birra. Dat ii galgga dáhpáhuvvat.",
        en: "One end user read a member of the own family. That is not to happen."
    }
    Neighbours {
        nb: "{seen} av {of} oppslag var om egne naboer. Opptil {normal} er vanlig.",
        nn: "{seen} av {of} oppslag var om eigne naboar. Opp til {normal} er vanleg.",
        se: "{seen} ohcama {of} ohcamis ledje iežas ránnjáid birra. Gitta {normal} lea dábálaš.",
        en: "{seen} of {of} readings were of own neighbours. Up to {normal} is normal."
    }
    CaseDenied {
        nb: "{seen} av {of} oppslag var for saker som ikke finnes. Opptil {normal} er vanlig.",
        nn: "{seen} av {of} oppslag var for saker som ikkje finst. Opp til {normal} er vanleg.",
        se: "{seen} ohcama {of} ohcamis ledje áššiid ovddas mat eai gávdno. Gitta {normal} lea dábálaš.",
        en: "{seen} of {of} readings were for cases that do not exist. Up to {normal} is normal."
    }
    CaseOnce {
        nb: "{seen} av {of} saker ble bare nevnt én gang. Opptil {normal} er vanlig.",
        nn: "{seen} av {of} saker blei berre nemnde éin gong. Opp til {normal} er vanleg.",
        se: "{seen} ášši {of} áššis namahuvvui dušše oktii. Gitta {normal} lea dábálaš.",
        en: "{seen} of {of} cases were stated only once. Up to {normal} is normal."
    }
    CaseMissing {
        nb: "{seen} av {of} oppslag nevnte ingen sak. Opptil {normal} er vanlig.",
        nn: "{seen} av {of} oppslag nemnde inga sak. Opp til {normal} er vanleg.",
        se: "{seen} ohcama {of} ohcamis eai namahan makkárge ášši. Gitta {normal} lea dábálaš.",
        en: "{seen} of {of} readings stated no case. Up to {normal} is normal."
    }
    Chance {
        nb: "Ved slump: høyst {chance} på 1000 måneder.",
        nn: "Ved slump: høgst {chance} på 1000 månader.",
        se: "Soaittáhagas: eanemusat {chance} 1000 mánus.",
        en: "By chance: at most {chance} in 1000 months."
    }
    Title {
        nb: "Alarmer om oppslag",
        nn: "Alarmar om oppslag",
        se: "Alármmat ohcamiid birra",
        en: "Alarms about readings"
    }
}

/// What the detector says.
const fn phrase(detector: Detector) -> AlarmPhrase {
    match detector {
        Detector::PersonsInHour => AlarmPhrase::PersonsInHour,
        Detector::PersonsOnDay => AlarmPhrase::PersonsOnDay,
        Detector::PersonsByOne => AlarmPhrase::PersonsByOne,
        Detector::OffHours => AlarmPhrase::OffHours,
        Detector::Unrelated => AlarmPhrase::Unrelated,
        Detector::Again => AlarmPhrase::Again,
        Detector::Sequence => AlarmPhrase::Sequence,
        Detector::Relative => AlarmPhrase::Relative,
        Detector::Neighbours => AlarmPhrase::Neighbours,
        Detector::CaseDenied => AlarmPhrase::CaseDenied,
        Detector::CaseOnce => AlarmPhrase::CaseOnce,
        Detector::CaseMissing => AlarmPhrase::CaseMissing,
    }
}

/// What was seen, what is normal, and how unlikely it is.
#[must_use]
pub fn in_words(alarm: &Alarm, language: Language) -> String {
    let words: Words = phrase(alarm.detector).words();
    let normal = (alarm.normal_hundredths / 100).to_string();
    let of = alarm.of.unwrap_or_default().to_string();
    let said = words
        .in_language(language)
        .replace("{seen}", &alarm.seen.to_string())
        .replace("{of}", &of)
        .replace("{normal}", &normal);
    if alarm.detector == Detector::Relative {
        return said;
    }
    let chance = alarm.by_chance_in_million_months.div_ceil(1000).to_string();
    let chance = AlarmPhrase::Chance.in_language(language).replace("{chance}", &chance);
    format!("{said} {chance}")
}

/// What feeds of alarms are called.
#[must_use]
pub const fn title(language: Language) -> &'static str {
    AlarmPhrase::Title.in_language(language)
}

/// The message of a webhook: the alarm as the ledger has it, with its place, its time, and the sentence in
/// English.
#[must_use]
pub fn message(origin: &str, index: EntryIndex, at: Timestamp, alarm: &Alarm) -> String {
    let sentence = in_words(alarm, Language::English);
    json!({ "ledger": origin, "entry": index, "at": at, "alarm": alarm, "sentence": sentence })
        .to_string()
}
