//! What a detector looks for, in a few words of every language.

use crate::anomaly::Detector;
use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { HeadingPhrase, "What was looked for.":
    PersonsInHour {
        nb: "Mange personer på en time",
        nn: "Mange personar på ein time",
        se: "Ollu olbmot ovtta diimmus",
        en: "Many persons in an hour"
    }
    PersonsOnDay {
        nb: "Mange personer på en dag",
        nn: "Mange personar på ein dag",
        se: "Ollu olbmot ovtta beaivvis",
        en: "Many persons on a day"
    }
    PersonsByOne {
        nb: "En ansatt leste mange personer",
        nn: "Ein tilsett las mange personar",
        se: "Okta bargi logai ollu olbmuid",
        en: "One end user read many persons"
    }
    OffHours {
        nb: "Oppslag om natten eller i helgen",
        nn: "Oppslag om natta eller i helga",
        se: "Ohcamat ihkku dahje vahkkoloahpas",
        en: "Readings in the night or on a weekend"
    }
    Unrelated {
        nb: "Samme person for formål som ikke hører sammen",
        nn: "Same person for føremål som ikkje høyrer saman",
        se: "Seamma olmmoš ulbmiliidda mat eai gula oktii",
        en: "The same person for purposes that do not belong together"
    }
    Again {
        nb: "Samme person om og om igjen",
        nn: "Same person om og om att",
        se: "Seamma olmmoš ođđasit ja ođđasit",
        en: "The same person again and again"
    }
    Sequence {
        nb: "Fødselsnumre på rad",
        nn: "Fødselsnummer på rad",
        se: "Riegádannummirat maŋŋálagaid",
        en: "Person numbers in a row"
    }
    Relative { nb: "Egen familie", nn: "Eigen familie", se: "Iežas bearaš", en: "Own family" }
    Neighbours { nb: "Egne naboer", nn: "Eigne naboar", se: "Iežas ránnját", en: "Own neighbours" }
    CaseDenied {
        nb: "Saker som ikke finnes",
        nn: "Saker som ikkje finst",
        se: "Áššit mat eai gávdno",
        en: "Cases that do not exist"
    }
    CaseOnce {
        nb: "Saker som bare nevnes én gang",
        nn: "Saker som berre blir nemnde éin gong",
        se: "Áššit mat namahuvvojit dušše oktii",
        en: "Cases that are stated only once"
    }
    CaseMissing {
        nb: "Oppslag uten sak",
        nn: "Oppslag utan sak",
        se: "Ohcamat ášši haga",
        en: "Readings without a case"
    }
}

/// What the detector looks for.
#[must_use]
pub const fn heading(detector: Detector, language: Language) -> &'static str {
    let phrase = match detector {
        Detector::PersonsInHour => HeadingPhrase::PersonsInHour,
        Detector::PersonsOnDay => HeadingPhrase::PersonsOnDay,
        Detector::PersonsByOne => HeadingPhrase::PersonsByOne,
        Detector::OffHours => HeadingPhrase::OffHours,
        Detector::Unrelated => HeadingPhrase::Unrelated,
        Detector::Again => HeadingPhrase::Again,
        Detector::Sequence => HeadingPhrase::Sequence,
        Detector::Relative => HeadingPhrase::Relative,
        Detector::Neighbours => HeadingPhrase::Neighbours,
        Detector::CaseDenied => HeadingPhrase::CaseDenied,
        Detector::CaseOnce => HeadingPhrase::CaseOnce,
        Detector::CaseMissing => HeadingPhrase::CaseMissing,
    };
    phrase.in_language(language)
}
