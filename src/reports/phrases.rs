//! The texts of the reports' pages.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { ReportPhrase, "A text of the reports' pages.":
    Lead {
        nb: "Her lager du rapportene som loven ber om. De handler bare om det du har rett til å se, og aldri om hvem det ble spurt om.",
        nn: "Her lagar du rapportane som lova ber om. Dei handlar berre om det du har rett til å sjå, og aldri om kven det vart spurt om.",
        se: "Dáppe ráhkadat raporttaid maid láhka gáibida. Dat leat dušše dan birra maid don oaččut oaidnit, eai goassege gean birra jerrojuvvui.",
        en: "Here you make the reports that the law asks for. They are only about what you may see, and never about whom somebody asked."
    }
    OnlyAuthority {
        nb: "Denne rapporten kan ikke deles opp. Bare tilsynet får den.",
        nn: "Denne rapporten kan ikkje delast opp. Berre tilsynet får han.",
        se: "Dán raportta ii sáhte juohkit. Dušše dárkkisteaddji eiseváldi oažžu dan.",
        en: "This report cannot be divided. Only the supervisory authority gets it."
    }
    OwnServices {
        nb: "Du får det som gjelder tjenestene til {org}.",
        nn: "Du får det som gjeld tenestene til {org}.",
        se: "Don oaččut dan mii guoská {org} bálvalusaide.",
        en: "You get what is about the services of {org}."
    }
    OwnReadings {
        nb: "Du får det som gjelder {org}.",
        nn: "Du får det som gjeld {org}.",
        se: "Don oaččut dan mii guoská {org}.",
        en: "You get what is about {org}."
    }
    OwnBoth {
        nb: "Du får det som gjelder {org}, og tjenestene dit.",
        nn: "Du får det som gjeld {org}, og tenestene der.",
        se: "Don oaččut dan mii guoská {org}, ja dan bálvalusaide.",
        en: "You get what is about {org}, and about its services."
    }
    ForAll {
        nb: "Alle kan få denne.",
        nn: "Alle kan få denne.",
        se: "Buohkat sáhttet oažžut dán.",
        en: "Everybody may have this one."
    }
    Organisation {
        nb: "Organisasjonsnummer",
        nn: "Organisasjonsnummer",
        se: "Organisašuvdnanummir",
        en: "Organisation number"
    }
    Day { nb: "Dag", nn: "Dag", se: "Beaivi", en: "Day" }
    Clock { nb: "Klokkeslett", nn: "Klokkeslett", se: "Diibmu", en: "Time of day" }
    Month { nb: "Måned, som 2026-03", nn: "Månad, som 2026-03", se: "Mánnu, nugo 2026-03", en: "Month, such as 2026-03" }
    Show { nb: "Vis", nn: "Vis", se: "Čájet", en: "Show" }
    AsCsv { nb: "CSV for regneark", nn: "CSV for rekneark", se: "CSV rehkenastinárkii", en: "CSV for spreadsheets" }
    AsPdf { nb: "PDF", nn: "PDF", se: "PDF", en: "PDF" }
    All { nb: "Alle rapporter", nn: "Alle rapportar", se: "Buot raporttat", en: "All reports" }
    NotMade {
        nb: "Rapporten ble ikke laget",
        nn: "Rapporten vart ikkje laga",
        se: "Raporta ii ráhkaduvvon",
        en: "The report was not made"
    }
    NoRight {
        nb: "Din rolle kan ikke få denne rapporten.",
        nn: "Rolla di kan ikkje få denne rapporten.",
        se: "Du rolla ii sáhte oažžut dán raportta.",
        en: "Your role cannot have this report."
    }
    TryLater {
        nb: "Det går ikke nå. Prøv igjen om litt.",
        nn: "Det går ikkje no. Prøv igjen om litt.",
        se: "Ii doaimma dál. Geahččal fas maŋŋel.",
        en: "It does not work now. Try again in a while."
    }
    Gone {
        nb: "Noe av det som trengs, er slettet etter fristen.",
        nn: "Noko av det som trengst, er sletta etter fristen.",
        se: "Muhtun oassi das mii dárbbašuvvo, lea sihkkojuvvon áigemeari maŋŋel.",
        en: "Some of what is needed was deleted when its time was over."
    }
    MonthNotOver {
        nb: "Måneden må ha vært over i en dag.",
        nn: "Månaden må ha vore over i ein dag.",
        se: "Mánnu galgá leat nohkan beaivvi dás ovdal.",
        en: "The month must have been over for a day."
    }
    NoSuchMonth {
        nb: "Loggen har ikke alle innførslene fra denne måneden.",
        nn: "Loggen har ikkje alle innførslene frå denne månaden.",
        se: "Loggas eai leat buot dán mánu merkejumit.",
        en: "The ledger does not have all entries of this month."
    }
    TooMuch {
        nb: "Det er for mye å lese på én gang. Velg færre dager, eller bruk «sluse report» på en maskin.",
        nn: "Det er for mykje å lese på éin gong. Vel færre dagar, eller bruk «sluse report» på ei maskin.",
        se: "Lea menddo ollu lohkat oktanaga. Vállje unnit beivviid, dahje geavat «sluse report» dihtoris.",
        en: "It is too much to read at one time. Choose fewer days, or use \"sluse report\" on a machine."
    }
}
