//! What a person is told when a step is done or something did not work.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { NoticePhrase, "A text of a notice.":
    ProofWaitsTitle {
        nb: "Beviset er ikke klart ennå",
        nn: "Beviset er ikkje klart enno",
        se: "Duođaštus ii leat vel gárvvis",
        en: "The proof is not ready yet"
    }
    ProofWaitsText {
        nb: "Oppslaget venter på å bli offentliggjort. Prøv igjen om litt.",
        nn: "Oppslaget ventar på å bli offentleggjort. Prøv igjen om litt.",
        se: "Ohcan vuordá almmuheami. Geahččal fas oanehis áiggi geažes.",
        en: "The lookup is waiting to be published. Try again shortly."
    }

    // Logged out.
    LoggedOutTitle {
        nb: "Du er logget ut",
        nn: "Du er logga ut",
        se: "Don leat loggejuvvon olggos",
        en: "You are logged out"
    }
    LoggedOutText {
        nb: "Lukk nettleseren hvis flere bruker maskinen.",
        nn: "Lukk nettlesaren dersom fleire bruker maskina.",
        se: "Gidde neahttalohkki jos earát geavahit dihtora.",
        en: "Close the browser if others use this machine."
    }
    LogoutUnknownTitle {
        nb: "Vi kjenner ikke denne utloggingen",
        nn: "Vi kjenner ikkje denne utlogginga",
        se: "Mii eat dovdda dán olggosloggema",
        en: "We do not know this logout"
    }
    LogoutUnknownText {
        nb: "Du kom hit uten å ha logget ut her. Kanskje er du fortsatt logget inn.",
        nn: "Du kom hit utan å ha logga ut her. Kanskje er du framleis logga inn.",
        se: "Don bohtet deike almmá loggekeahttá olggos dás. Don leat kánske ain sisaloggejuvvon.",
        en: "You came here without having logged out here. You may still be logged in."
    }

    // What can go wrong.
    MustLogInTitle {
        nb: "Du må logge inn",
        nn: "Du må logge inn",
        se: "Don fertet logget sisa",
        en: "You must log in"
    }
    MustLogInText {
        nb: "Du er ikke logget inn, eller du har vært borte for lenge.",
        nn: "Du er ikkje logga inn, eller du har vore borte for lenge.",
        se: "Don it leat sisaloggejuvvon, dahje leat leamaš eret menddo guhká.",
        en: "You are not logged in, or you have been away too long."
    }
    NotFoundTitle {
        nb: "Siden finnes ikke",
        nn: "Sida finst ikkje",
        se: "Siidu ii gávdno",
        en: "There is no such page"
    }
    NotFoundText {
        nb: "Sjekk at adressen er riktig skrevet.",
        nn: "Sjekk at adressa er rett skriven.",
        se: "Dárkkis ahte čujuhus lea riekta čállojuvvon.",
        en: "Check that the address is spelt right."
    }
    MethodTitle {
        nb: "Det går ikke an her",
        nn: "Det går ikkje an her",
        se: "Dat ii leat vejolaš dás",
        en: "That cannot be done here"
    }
    MethodText {
        nb: "Siden kan ikke brukes på den måten.",
        nn: "Sida kan ikkje brukast på den måten.",
        se: "Siiddu ii sáhte geavahit dainna lágiin.",
        en: "The page cannot be used that way."
    }
    AddressTitle {
        nb: "Adressen er ikke riktig",
        nn: "Adressa er ikkje rett",
        se: "Čujuhus ii leat riekta",
        en: "The address is not right"
    }
    AddressText {
        nb: "Noe i adressen kan ikke leses. Start fra forsiden.",
        nn: "Noko i adressa kan ikkje lesast. Start frå framsida.",
        se: "Juoidá čujuhusas ii sáhte lohkat. Álgge ovdasiiddus.",
        en: "Part of the address cannot be read. Start from the front page."
    }
    FormRefusedTitle {
        nb: "Skjemaet kom ikke herfra",
        nn: "Skjemaet kom ikkje herfrå",
        se: "Skovvi ii boahtán dás",
        en: "The form did not come from here"
    }
    FormRefusedText {
        nb: "Du er fortsatt logget inn. Gå tilbake og prøv på nytt.",
        nn: "Du er framleis logga inn. Gå tilbake og prøv på nytt.",
        se: "Don leat ain sisaloggejuvvon. Mana ruovttoluotta ja geahččal ođđasit.",
        en: "You are still logged in. Go back and try again."
    }
    ReadingsFailedTitle {
        nb: "Vi får ikke hentet listen nå",
        nn: "Vi får ikkje henta lista no",
        se: "Mii eat sáhte viežžat listtu dál",
        en: "We cannot fetch the list now"
    }
    ReadingsFailedText {
        nb: "Ingenting er borte. Prøv igjen om litt.",
        nn: "Ingenting er borte. Prøv igjen om litt.",
        se: "Mihkkege ii leat jávkan. Geahččal fas oanehis áiggi geažes.",
        en: "Nothing is lost. Try again in a while."
    }
    CancelledTitle {
        nb: "Du avbrøt innloggingen",
        nn: "Du avbraut innlogginga",
        se: "Don gaskkalduhttet sisaloggema",
        en: "You cancelled the login"
    }
    CancelledText {
        nb: "Ingenting har skjedd. Du kan prøve igjen når du vil.",
        nn: "Ingenting har skjedd. Du kan prøve igjen når du vil.",
        se: "Mihkkege ii leat dáhpáhuvvan. Don sáhtát geahččalit fas goas ieš háliidat.",
        en: "Nothing has happened. You can try again when you like."
    }
    NoLoginHereTitle {
        nb: "Innloggingen ble startet et annet sted",
        nn: "Innlogginga blei starta ein annan stad",
        se: "Sisaloggen álggahuvvui eará sajis",
        en: "The login was begun elsewhere"
    }
    NoLoginHereText {
        nb: "Du må starte og fullføre i samme nettleser.",
        nn: "Du må starte og fullføre i same nettlesar.",
        se: "Don fertet álggahit ja loahpahit seamma neahttalohkkis.",
        en: "You must begin and finish in the same browser."
    }
    NotWaitingTitle {
        nb: "Innloggingen er brukt opp",
        nn: "Innlogginga er brukt opp",
        se: "Sisaloggen lea geavahuvvon",
        en: "This login is used up"
    }
    NotWaitingText {
        nb: "Den kan brukes én gang, og bare i ti minutter. Logg inn på nytt.",
        nn: "Ho kan brukast éin gong, og berre i ti minutt. Logg inn på nytt.",
        se: "Dan sáhttá geavahit ovtta háve, ja dušše logi minuhta. Logge sisa ođđasit.",
        en: "It can be used once, and only for ten minutes. Log in again."
    }
    StateUnknownTitle {
        nb: "Dette er en annen innlogging",
        nn: "Dette er ei anna innlogging",
        se: "Dát lea eará sisaloggen",
        en: "This is another login"
    }
    StateUnknownText {
        nb: "Har du flere faner åpne? Logg inn på nytt i denne.",
        nn: "Har du fleire faner opne? Logg inn på nytt i denne.",
        se: "Leat go dus eanet gilkorat rabas? Logge sisa ođđasit dán gilkoris.",
        en: "Do you have more tabs open? Log in again in this one."
    }
    CallbackMalformedTitle {
        nb: "Svaret fra innloggingen er uleselig",
        nn: "Svaret frå innlogginga kan ikkje lesast",
        se: "Sisaloggema vástádusa ii sáhte lohkat",
        en: "The reply from the login cannot be read"
    }
    CallbackMalformedText {
        nb: "Noe mangler i adressen du kom fra. Logg inn på nytt.",
        nn: "Noko manglar i adressa du kom frå. Logg inn på nytt.",
        se: "Juoga váilu čujuhusas gos bohtet. Logge sisa ođđasit.",
        en: "Part of the address you came by is missing. Log in again."
    }
    OtherProviderTitle {
        nb: "Svaret kom fra feil sted",
        nn: "Svaret kom frå feil stad",
        se: "Vástádus bođii boasttu sajis",
        en: "The reply came from the wrong place"
    }
    OtherProviderText {
        nb: "Noen andre enn vår innlogging sendte deg hit. Vi logget deg ikke inn.",
        nn: "Nokon andre enn innlogginga vår sende deg hit. Vi logga deg ikkje inn.",
        se: "Earát go min sisaloggen sáddejedje du deike. Mii eat loggen du sisa.",
        en: "Someone other than our login sent you here. We did not log you in."
    }
    ProviderRefusedTitle {
        nb: "Innloggingen sa nei",
        nn: "Innlogginga sa nei",
        se: "Sisaloggen biehttalii",
        en: "The login said no"
    }
    ProviderRefusedText {
        nb: "Du ble ikke logget inn. Prøv en annen måte å logge inn på.",
        nn: "Du blei ikkje logga inn. Prøv ein annan måte å logge inn på.",
        se: "Don it loggejuvvon sisa. Geahččal logget sisa eará vugiin.",
        en: "You were not logged in. Try another way to log in."
    }
    CodeRefusedTitle {
        nb: "Innloggingen er ikke gyldig lenger",
        nn: "Innlogginga er ikkje gyldig lenger",
        se: "Sisaloggen ii leat šat fámus",
        en: "The login is no longer valid"
    }
    CodeRefusedText {
        nb: "Det tok for lang tid, eller den er brukt før. Logg inn på nytt.",
        nn: "Det tok for lang tid, eller ho er brukt før. Logg inn på nytt.",
        se: "Dat ádjánii menddo guhká, dahje dat lea geavahuvvon ovdal. Logge sisa ođđasit.",
        en: "It took too long, or it has been used before. Log in again."
    }
    ProviderDownTitle {
        nb: "Innloggingen svarer ikke",
        nn: "Innlogginga svarar ikkje",
        se: "Sisaloggen ii vástit",
        en: "The login does not answer"
    }
    ProviderDownText {
        nb: "Feilen er ikke din. Prøv igjen om noen minutter.",
        nn: "Feilen er ikkje din. Prøv igjen om nokre minutt.",
        se: "Meattáhus ii leat du. Geahččal fas moatti minuhta geažes.",
        en: "It is not your fault. Try again in a few minutes."
    }
    ProviderWrongTitle {
        nb: "Innloggingen svarte feil",
        nn: "Innlogginga svarte feil",
        se: "Sisaloggen vástidii boastut",
        en: "The login gave a wrong answer"
    }
    ProviderWrongText {
        nb: "Vi forsto ikke svaret. Feilen er ikke din. Prøv igjen senere.",
        nn: "Vi forstod ikkje svaret. Feilen er ikkje din. Prøv igjen seinare.",
        se: "Mii eat áddehan vástádusa. Meattáhus ii leat du. Geahččal fas maŋŋil.",
        en: "We did not understand the answer. It is not your fault. Try again later."
    }
    UnprovenTitle {
        nb: "Vi kan ikke være sikre på at det er deg",
        nn: "Vi kan ikkje vere sikre på at det er deg",
        se: "Mii eat sáhte leat sihkkarat ahte dat leat don",
        en: "We cannot be sure that it is you"
    }
    UnprovenText {
        nb: "Beviset fra innloggingen holdt ikke. Derfor logget vi deg ikke inn.",
        nn: "Beviset frå innlogginga heldt ikkje. Difor logga vi deg ikkje inn.",
        se: "Sisaloggema duođaštus ii doallan. Danne eat loggen du sisa.",
        en: "The proof from the login did not hold. So we did not log you in."
    }
    LevelTooLowTitle {
        nb: "Du må logge inn på et høyere nivå",
        nn: "Du må logge inn på eit høgare nivå",
        se: "Don fertet logget sisa alit dásis",
        en: "You must log in at a higher level"
    }
    LevelTooLowText {
        nb: "Bruk en sikrere elektronisk ID.",
        nn: "Bruk ein sikrare elektronisk ID.",
        se: "Geavat sihkkarit elektrovnnalaš ID.",
        en: "Use a more secure electronic ID."
    }
    NoPersonNumberTitle {
        nb: "Vi fikk ikke vite hvem du er",
        nn: "Vi fekk ikkje vite kven du er",
        se: "Mii eat ožžon diehtit gii don leat",
        en: "We were not told who you are"
    }
    NoPersonNumberText {
        nb: "Innloggingen ga oss ikke noe fødselsnummer. Bruk en annen elektronisk ID.",
        nn: "Innlogginga gav oss ikkje noko fødselsnummer. Bruk ein annan elektronisk ID.",
        se: "Sisaloggen ii addán midjiide riegádannummira. Geavat eará elektrovnnalaš ID.",
        en: "The login gave us no national identity number. Use another electronic ID."
    }
    NoRandomnessTitle {
        nb: "Maskinen vår har en feil",
        nn: "Maskina vår har ein feil",
        se: "Min dihtoris lea meattáhus",
        en: "Our machine has a fault"
    }
    NoRandomnessText {
        nb: "Vi kan ikke logge deg inn på en trygg måte nå.",
        nn: "Vi kan ikkje logge deg inn på ein trygg måte no.",
        se: "Mii eat sáhte dál logget du sisa dorvvolaččat.",
        en: "We cannot log you in safely now."
    }
}
