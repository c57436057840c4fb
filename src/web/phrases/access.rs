//! The texts of the page about accessibility.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { AccessPhrase, "A text of the page about accessibility.":
    Title { nb: "Tilgjengelighet", nn: "Tilgjenge", se: "Olámuttuvuohta", en: "Accessibility" }
    Lead {
        nb: "Alle skal kunne bruke disse sidene.",
        nn: "Alle skal kunne bruke desse sidene.",
        se: "Buohkat galget sáhttit geavahit dáid siidduid.",
        en: "Everyone shall be able to use these pages."
    }
    MadeTitle {
        nb: "Slik er sidene laget",
        nn: "Slik er sidene laga",
        se: "Ná siiddut leat dahkkon",
        en: "How the pages are made"
    }
    Made {
        nb: "De er laget etter WCAG 2.2 på nivå AA og etter EN 301 549. De virker med tastatur, på \
             små skjermer, i mørk drakt og med høy kontrast.",
        nn: "Dei er laga etter WCAG 2.2 på nivå AA og etter EN 301 549. Dei verkar med tastatur, på \
             små skjermar, i mørk drakt og med høg kontrast.",
        se: "Dat leat dahkkon WCAG 2.2 AA-dási ja EN 301 549 mielde. Daid sáhttá geavahit \
             boallobevddiin, unna šearpmaš, sevdnjes hámis ja alla kontrásttain.",
        en: "They are made after WCAG 2.2 at level AA and after EN 301 549. They work by keyboard, \
             on small screens, in dark mode and with high contrast."
    }
    Script {
        nb: "Bare den siden der du sjekker et bevis i nettleseren, trenger JavaScript.",
        nn: "Berre den sida der du sjekkar eit bevis i nettlesaren, treng JavaScript.",
        se: "Dušše dat siidu gos dárkkistat duođaštusa neahttalohkkis, dárbbaša JavaScript.",
        en: "Only the page where you check a proof in the browser needs JavaScript."
    }
    StatementTitle {
        nb: "Tilgjengelighetserklæring",
        nn: "Tilgjengeerklæring",
        se: "Olámuttuvuođajulggaštus",
        en: "Accessibility statement"
    }
    Statement {
        nb: "Der står det hva som er i orden, hva som mangler, og hvordan du sier fra.",
        nn: "Der står det kva som er i orden, kva som manglar, og korleis du seier frå.",
        se: "Das čuožžu mii lea ortnegis, mii váilu, ja mo don dieđihat.",
        en: "It says what is in order, what is missing, and how you can report a fault."
    }
    StatementLink {
        nb: "Les erklæringen",
        nn: "Les erklæringa",
        se: "Loga julggaštusa",
        en: "Read the statement"
    }
    NoStatement {
        nb: "Den som driver tjenesten, har ikke gitt noen lenke til erklæringen sin.",
        nn: "Den som driv tenesta, har ikkje gitt noka lenkje til erklæringa si.",
        se: "Bálvalusa doaimmaheaddji ii leat addán liŋkka iežas julggaštussii.",
        en: "Whoever runs this service has given no link to their statement."
    }
}
