//! The texts of the page of alarms.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { AlarmsPhrase, "A text of the page of alarms.":
    Alarms { nb: "Alarmer", nn: "Alarmar", se: "Alármmat", en: "Alarms" }
    Meaning {
        nb: "En alarm sier at noe er uvanlig. Den sier ikke at noen har gjort noe galt. Hver alarm sier hva som er vanlig, og hvor ofte slump gir en slik alarm.",
        nn: "Ein alarm seier at noko er uvanleg. Han seier ikkje at nokon har gjort noko gale. Kvar alarm seier kva som er vanleg, og kor ofte slump gir ein slik alarm.",
        se: "Alárbma muitala ahte juoga ii leat dábálaš. Dat ii muital ahte oktage lea dahkan boasttu. Juohke alárbma muitala mii lea dábálaš, ja man dávjá soaittáhat addá dákkár alármma.",
        en: "An alarm says that something is unusual. It does not say that somebody has done wrong. Each alarm says what is normal, and how often chance gives such an alarm."
    }
    Next {
        nb: "Åpne oppslagene bak alarmen først. Må du vite hvem det gjelder? Be da om det fra siden for oppslaget.",
        nn: "Opne oppslaga bak alarmen først. Må du vite kven det gjeld? Be då om det frå sida for oppslaget.",
        se: "Raba vuos ohcamiid alármma duohken. Fertetgo diehtit gean birra dat lea? Bivdde dalle dan ohcama siiddus.",
        en: "Open the readings behind the alarm first. Must you know whom it is about? Then ask for it on the page of the reading."
    }
    Newest {
        nb: "De nyeste alarmene fra de siste {n} dagene, nyeste først.",
        nn: "Dei nyaste alarmane frå dei siste {n} dagane, nyaste først.",
        se: "Ođđaseamos alármmat maŋimuš {n} beaivvis, ođđaseamos vuos.",
        en: "The newest alarms of the last {n} days, newest first."
    }
    None {
        nb: "Det er ingen alarmer fra de siste {n} dagene.",
        nn: "Det er ingen alarmar frå dei siste {n} dagane.",
        se: "Eai leat alármmat maŋimuš {n} beaivvis.",
        en: "There are no alarms from the last {n} days."
    }
    Behind {
        nb: "Bak alarmen:",
        nn: "Bak alarmen:",
        se: "Alármma duohken:",
        en: "Behind the alarm:"
    }
    BehindNewest {
        nb: "Bak alarmen, bare det nyeste. Resten ville vise at de gjelder samme person.",
        nn: "Bak alarmen, berre det nyaste. Resten ville vise at dei gjeld same person.",
        se: "Alármma duohken, dušše ođđaseamos. Earát čájehivčče ahte dat gusket seamma olbmui.",
        en: "Behind the alarm, only the newest. The others would show that they are about the same person."
    }
    Feed {
        nb: "Følg alarmene i en nyhetsleser (Atom)",
        nn: "Følg alarmane i ein nyheitslesar (Atom)",
        se: "Čuovo alármmaid ođaslohkkis (Atom)",
        en: "Follow the alarms in a feed reader (Atom)"
    }
}
