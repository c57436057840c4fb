//! The texts of the page that tells how the service works.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { AboutPhrase, "A text of the page about the service.":
    // About.
    Title {
        nb: "Slik virker tjenesten",
        nn: "Slik verkar tenesta",
        se: "Ná bálvalus doaibmá",
        en: "How this works"
    }
    Lead {
        nb: "Sluse står mellom den som har opplysninger om deg, og den som trenger noen av dem.",
        nn: "Sluse står mellom den som har opplysningar om deg, og den som treng nokre av dei.",
        se: "Sluse lea gaskal sin geain leat dieđut du birra, ja sin geat dárbbašit muhtun dain.",
        en: "Sluse stands between those who hold data about you and those who need some of it."
    }
    ShownTitle {
        nb: "Dette viser vi",
        nn: "Dette viser vi",
        se: "Dán mii čájehat",
        en: "What we show"
    }
    Shown {
        nb: "Hvert oppslag om deg står i listen. Det gjør også de vi avslo etter at vi visste \
             hvem som spurte. Vi viser reglene slik de var den dagen.",
        nn: "Kvart oppslag om deg står i lista. Det gjer òg dei vi avslo etter at vi visste kven \
             som spurde. Vi viser reglane slik dei var den dagen.",
        se: "Juohke ohcan du birra lea listtus. Listtus leat maid ohcamat maid mii biehttaleimmet \
             maŋŋil go diđiimet gii jearai. Mii čájehat njuolggadusaid nu mo dat ledje dan \
             beaivvi.",
        en: "Each lookup about you is in the list. So are those that we refused once we knew who \
             asked. We show the rules as they were that day."
    }
    NotShownTitle {
        nb: "Dette viser vi ikke",
        nn: "Dette viser vi ikkje",
        se: "Dán mii eat čájet",
        en: "What we do not show"
    }
    NotShown {
        nb: "Vi lagrer ikke selve svarene, så vi kan ikke vise dem. Vi viser heller ikke navnet \
             på den som spurte. Det kan du spørre virksomheten om.",
        nn: "Vi lagrar ikkje sjølve svara, så vi kan ikkje vise dei. Vi viser heller ikkje namnet \
             på den som spurde. Det kan du spørje verksemda om.",
        se: "Mii eat vurke vástádusaid, ja danne eat sáhte čájehit daid. Mii eat čájet ge dan \
             olbmo nama gii jearai. Dan sáhtát jearrat doaimmahagas.",
        en: "We do not store the answers, so we cannot show them. Nor do we show the name of the \
             person who asked. You may ask the organisation about that."
    }
    ProofTitle {
        nb: "Slik kan loggboken sjekkes",
        nn: "Slik kan loggboka sjekkast",
        se: "Ná sáhttá loggagirjji dárkkistit",
        en: "How the ledger can be checked"
    }
    Proof {
        nb: "Hvert oppslag får et nummer før svaret blir sendt. Hver side er låst til sidene før. \
             Den som har tatt vare på en eldre kvittering, kan se om noe er endret eller fjernet.",
        nn: "Kvart oppslag får eit nummer før svaret blir sendt. Kvar side er låst til sidene \
             før. Den som har teke vare på ei eldre kvittering, kan sjå om noko er endra eller \
             fjerna.",
        se: "Juohke ohcan oažžu nummira ovdal go vástádus sáddejuvvo. Juohke siidu lea \
             giddejuvvon ovddit siidduide. Gii lea vurken boarráset kvitterema, sáhttá oaidnit \
             lea go mihkkege rievdaduvvon dahje váldojuvvon eret.",
        en: "Each lookup gets a number before the answer is sent. Each page is locked to the \
             pages before it. Whoever has kept an older receipt can see if anything was changed \
             or removed."
    }
    ProofPublic {
        nb: "Loggbokens kvitteringer og fingeravtrykk er åpne for alle. Det som står der om deg, \
             er forseglet. Bare vi har nøkkelen.",
        nn: "Kvitteringane og fingeravtrykka til loggboka er opne for alle. Det som står der om \
             deg, er forsegla. Berre vi har nøkkelen.",
        se: "Loggagirjji kvitteremat ja suorbmaluottat leat rabas buohkaide. Mii das čuožžu du \
             birra, lea lohkkaduvvon. Dušše mis lea čoavdda.",
        en: "The ledger's receipts and fingerprints are open to all. What it says about you is \
             sealed. Only we have the key."
    }
    Waiting {
        nb: "Nye oppslag venter litt på å bli offentliggjort. De er likevel trygt lagret.",
        nn: "Nye oppslag ventar litt på å bli offentleggjorde. Dei er likevel trygt lagra.",
        se: "Ođđa ohcamat vurdet veaháš almmuheami. Dat leat dattetge oadjebasat vurkejuvvon.",
        en: "New lookups wait a little to be published. They are safely stored all the same."
    }
    CookiesTitle {
        nb: "Når du er logget inn",
        nn: "Når du er logga inn",
        se: "Go leat sisaloggejuvvon",
        en: "When you are logged in"
    }
    Cookies {
        nb: "Vi bruker bare de informasjonskapslene som trengs for å holde deg logget inn og \
             huske språket. Du blir logget ut etter 15 minutter uten bruk, og alltid etter en \
             time.",
        nn: "Vi bruker berre dei informasjonskapslane som trengst for å halde deg innlogga og \
             hugse språket. Du blir logga ut etter 15 minutt utan bruk, og alltid etter ein time.",
        se: "Mii geavahat dušše daid diehtočoahkuid (cookies) mat dárbbašuvvojit vai bisut \
             sisaloggejuvvon ja vai muitit giela. Don loggejuvvot olggos go leat leamaš 15 \
             minuhta almmá geavatkeahttá, ja álo diimmu geažes.",
        en: "We use only the cookies needed to keep you logged in and to remember your language. \
             You are logged out after 15 minutes without use, and always after one hour."
    }
}
