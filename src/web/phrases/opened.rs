//! The texts about auditors who were told whom an entry is about.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { OpenedPhrase, "A text about an identity that was opened.":
    Title {
        nb: "En kontrollør fikk vite hvem du er",
        nn: "Ein kontrollør fekk vite kven du er",
        se: "Dárkkisteaddji oaččui diehtit gii don leat",
        en: "An auditor was told who you are"
    }
    Text {
        nb: "En kontrollør hos {who} fikk vite at innførsel {n} i loggen gjelder deg. To personer var enige om det.",
        nn: "Ein kontrollør hos {who} fekk vite at innførsle {n} i loggen gjeld deg. To personar var samde om det.",
        se: "Dárkkisteaddji, {who}, oaččui diehtit ahte logga merkejupmi {n} guoská dutnje. Guokte olbmo ledje ovttaoaivilis das.",
        en: "An auditor of {who} was told that entry {n} of the ledger is about you. Two persons agreed on it."
    }
    Why { nb: "Grunn", nn: "Grunn", se: "Ágga", en: "Reason" }
    WhyHidden {
        nb: "Vises ikke her, for den kan røpe et sted.",
        nn: "Blir ikkje vist her, for han kan røpe ein stad.",
        se: "Ii čájehuvvo dáppe, danne go dat sáhttá muitalit báikki.",
        en: "Not shown here, as it could tell a place."
    }
    Law { nb: "Lovhjemmel", nn: "Lovheimel", se: "Láhka", en: "Law" }
    When { nb: "Når", nn: "Når", se: "Goas", en: "When" }
    InFeed {
        nb: "En kontrollør hos {who} fikk vite hvem du er",
        nn: "Ein kontrollør hos {who} fekk vite kven du er",
        se: "Dárkkisteaddji, {who}, oaččui diehtit gii don leat",
        en: "An auditor of {who} was told who you are"
    }
}
