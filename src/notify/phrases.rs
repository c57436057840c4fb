//! What notices say, in every language. Nothing here may tell who has read what.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { Saying, "A sentence of a notice.":
    Title {
        nb: "Det er noe nytt i listen over oppslag om deg",
        nn: "Det er noko nytt i lista over oppslag om deg",
        se: "Du ohcamiid listtus lea juoga ođas",
        en: "There is something new in your list of lookups"
    }
    SeeIt {
        nb: "Logg inn på {address} for å se det.",
        nn: "Logg inn på {address} for å sjå det.",
        se: "Logge sisa {address} vai oainnát dan.",
        en: "Log in at {address} to see it."
    }
    Typed {
        nb: "Er du i tvil? Skriv adressen selv i nettleseren.",
        nn: "Er du i tvil? Skriv adressa sjølv i nettlesaren.",
        se: "Jus it leat sihkar, čále ieš čujuhusa neahttalohkkái.",
        en: "In doubt? Type the address into your browser yourself."
    }
    Why {
        nb: "Du får denne meldingen fordi du har bedt om det. Du kan endre det når du er logget inn.",
        nn: "Du får denne meldinga fordi du har bede om det. Du kan endre det når du er logga inn.",
        se: "Don oaččut dán dieđu go don leat dan bivdán. Don sáhtát rievdadit dan go leat sisa loggejuvvon.",
        en: "You get this message because you asked for it. You can change that when you are logged in."
    }
}
