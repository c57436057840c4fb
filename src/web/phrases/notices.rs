//! What a person is told when a step is done or something did not work.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { NoticePhrase, "A text of a notice.":
    ProofWaitsTitle { nb: "Beviset er ikke klart ennå", en: "The proof is not ready yet" }
    ProofWaitsText {
        nb: "Oppslaget venter på å bli offentliggjort. Prøv igjen om litt.",
        en: "The lookup is waiting to be published. Try again shortly."
    }

    // Logged out.
    LoggedOutTitle { nb: "Du er logget ut", en: "You are logged out" }
    LoggedOutText {
        nb: "Lukk nettleseren hvis flere bruker maskinen.",
        en: "Close the browser if others use this machine."
    }
    LogoutUnknownTitle { nb: "Vi kjenner ikke denne utloggingen", en: "We do not know this logout" }
    LogoutUnknownText {
        nb: "Du kom hit uten å ha logget ut her. Kanskje er du fortsatt logget inn.",
        en: "You came here without having logged out here. You may still be logged in."
    }

    // What can go wrong.
    MustLogInTitle { nb: "Du må logge inn", en: "You must log in" }
    MustLogInText {
        nb: "Du er ikke logget inn, eller du har vært borte for lenge.",
        en: "You are not logged in, or you have been away too long."
    }
    NotFoundTitle { nb: "Siden finnes ikke", en: "There is no such page" }
    NotFoundText {
        nb: "Sjekk at adressen er riktig skrevet.",
        en: "Check that the address is spelt right."
    }
    MethodTitle { nb: "Det går ikke an her", en: "That cannot be done here" }
    MethodText {
        nb: "Siden kan ikke brukes på den måten.",
        en: "The page cannot be used that way."
    }
    AddressTitle { nb: "Adressen er ikke riktig", en: "The address is not right" }
    AddressText {
        nb: "Noe i adressen kan ikke leses. Start fra forsiden.",
        en: "Part of the address cannot be read. Start from the front page."
    }
    FormRefusedTitle { nb: "Skjemaet kom ikke herfra", en: "The form did not come from here" }
    FormRefusedText {
        nb: "Du er fortsatt logget inn. Gå tilbake og prøv på nytt.",
        en: "You are still logged in. Go back and try again."
    }
    ReadingsFailedTitle { nb: "Vi får ikke hentet listen nå", en: "We cannot fetch the list now" }
    ReadingsFailedText {
        nb: "Ingenting er borte. Prøv igjen om litt.",
        en: "Nothing is lost. Try again in a while."
    }
    CancelledTitle { nb: "Du avbrøt innloggingen", en: "You cancelled the login" }
    CancelledText {
        nb: "Ingenting har skjedd. Du kan prøve igjen når du vil.",
        en: "Nothing has happened. You can try again when you like."
    }
    NoLoginHereTitle {
        nb: "Innloggingen ble startet et annet sted",
        en: "The login was begun elsewhere"
    }
    NoLoginHereText {
        nb: "Du må starte og fullføre i samme nettleser.",
        en: "You must begin and finish in the same browser."
    }
    NotWaitingTitle { nb: "Innloggingen er brukt opp", en: "This login is used up" }
    NotWaitingText {
        nb: "Den kan brukes én gang, og bare i ti minutter. Logg inn på nytt.",
        en: "It can be used once, and only for ten minutes. Log in again."
    }
    StateUnknownTitle { nb: "Dette er en annen innlogging", en: "This is another login" }
    StateUnknownText {
        nb: "Har du flere faner åpne? Logg inn på nytt i denne.",
        en: "Do you have more tabs open? Log in again in this one."
    }
    CallbackMalformedTitle {
        nb: "Svaret fra innloggingen er uleselig",
        en: "The reply from the login cannot be read"
    }
    CallbackMalformedText {
        nb: "Noe mangler i adressen du kom fra. Logg inn på nytt.",
        en: "Part of the address you came by is missing. Log in again."
    }
    OtherProviderTitle { nb: "Svaret kom fra feil sted", en: "The reply came from the wrong place" }
    OtherProviderText {
        nb: "Noen andre enn vår innlogging sendte deg hit. Vi logget deg ikke inn.",
        en: "Someone other than our login sent you here. We did not log you in."
    }
    ProviderRefusedTitle { nb: "Innloggingen sa nei", en: "The login said no" }
    ProviderRefusedText {
        nb: "Du ble ikke logget inn. Prøv en annen måte å logge inn på.",
        en: "You were not logged in. Try another way to log in."
    }
    CodeRefusedTitle {
        nb: "Innloggingen er ikke gyldig lenger",
        en: "The login is no longer valid"
    }
    CodeRefusedText {
        nb: "Det tok for lang tid, eller den er brukt før. Logg inn på nytt.",
        en: "It took too long, or it has been used before. Log in again."
    }
    ProviderDownTitle { nb: "Innloggingen svarer ikke", en: "The login does not answer" }
    ProviderDownText {
        nb: "Feilen er ikke din. Prøv igjen om noen minutter.",
        en: "It is not your fault. Try again in a few minutes."
    }
    ProviderWrongTitle { nb: "Innloggingen svarte feil", en: "The login gave a wrong answer" }
    ProviderWrongText {
        nb: "Vi forsto ikke svaret. Feilen er ikke din. Prøv igjen senere.",
        en: "We did not understand the answer. It is not your fault. Try again later."
    }
    UnprovenTitle {
        nb: "Vi kan ikke være sikre på at det er deg",
        en: "We cannot be sure that it is you"
    }
    UnprovenText {
        nb: "Beviset fra innloggingen holdt ikke. Derfor logget vi deg ikke inn.",
        en: "The proof from the login did not hold. So we did not log you in."
    }
    LevelTooLowTitle {
        nb: "Du må logge inn på et høyere nivå",
        en: "You must log in at a higher level"
    }
    LevelTooLowText {
        nb: "Bruk en sikrere elektronisk ID.",
        en: "Use a more secure electronic ID."
    }
    NoPersonNumberTitle { nb: "Vi fikk ikke vite hvem du er", en: "We were not told who you are" }
    NoPersonNumberText {
        nb: "Innloggingen ga oss ikke noe fødselsnummer. Bruk en annen elektronisk ID.",
        en: "The login gave us no national identity number. Use another electronic ID."
    }
    NoRandomnessTitle { nb: "Maskinen vår har en feil", en: "Our machine has a fault" }
    NoRandomnessText {
        nb: "Vi kan ikke logge deg inn på en trygg måte nå.",
        en: "We cannot log you in safely now."
    }
}
