//! The texts of the page that tells how the service works.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { AboutPhrase, "A text of the page about the service.":
    // About.
    Title { nb: "Slik virker tjenesten", en: "How this works" }
    Lead {
        nb: "Sluse står mellom den som har opplysninger om deg, og den som trenger noen av dem.",
        en: "Sluse stands between those who hold data about you and those who need some of it."
    }
    ShownTitle { nb: "Dette viser vi", en: "What we show" }
    Shown {
        nb: "Hvert oppslag om deg står i listen. Det gjør også de vi avslo etter at vi visste \
             hvem som spurte. Vi viser reglene slik de var den dagen.",
        en: "Each lookup about you is in the list. So are those that we refused once we knew who \
             asked. We show the rules as they were that day."
    }
    NotShownTitle { nb: "Dette viser vi ikke", en: "What we do not show" }
    NotShown {
        nb: "Vi lagrer ikke selve svarene, så vi kan ikke vise dem. Vi viser heller ikke navnet \
             på den som spurte. Det kan du spørre virksomheten om.",
        en: "We do not store the answers, so we cannot show them. Nor do we show the name of the \
             person who asked. You may ask the organisation about that."
    }
    ProofTitle { nb: "Slik kan loggboken sjekkes", en: "How the ledger can be checked" }
    Proof {
        nb: "Hvert oppslag får et nummer før svaret blir sendt. Hver side er låst til sidene før. \
             Den som har tatt vare på en eldre kvittering, kan se om noe er endret eller fjernet.",
        en: "Each lookup gets a number before the answer is sent. Each page is locked to the \
             pages before it. Whoever has kept an older receipt can see if anything was changed \
             or removed."
    }
    ProofPublic {
        nb: "Loggbokens kvitteringer og fingeravtrykk er åpne for alle. Det som står der om deg, \
             er forseglet. Bare vi har nøkkelen.",
        en: "The ledger's receipts and fingerprints are open to all. What it says about you is \
             sealed. Only we have the key."
    }
    Waiting {
        nb: "Nye oppslag venter litt på å bli offentliggjort. De er likevel trygt lagret.",
        en: "New lookups wait a little to be published. They are safely stored all the same."
    }
    CookiesTitle { nb: "Når du er logget inn", en: "When you are logged in" }
    Cookies {
        nb: "Vi bruker bare de informasjonskapslene som trengs for å holde deg logget inn og \
             huske språket. Du blir logget ut etter 15 minutter uten bruk, og alltid etter en \
             time.",
        en: "We use only the cookies needed to keep you logged in and to remember your language. \
             You are logged out after 15 minutes without use, and always after one hour."
    }
}
