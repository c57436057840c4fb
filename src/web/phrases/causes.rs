//! Why a reading was lawful, and why another was refused.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { CausePhrase, "A cause: of a reading, or of its refusal.":
    // The letters of GDPR article 6(1).
    LetterA { nb: "Du har sagt ja til det.", en: "You have agreed to it." }
    LetterB {
        nb: "Det trengs for en avtale med deg.",
        en: "It is needed for an agreement with you."
    }
    LetterC { nb: "En lov sier at de må.", en: "A law says that they must." }
    LetterD {
        nb: "Det trengs for å verne om noens liv.",
        en: "It is needed to protect someone's life."
    }
    LetterE {
        nb: "Det trengs for en oppgave som loven gir det offentlige.",
        en: "It is needed for a public task laid down by law."
    }
    LetterF {
        nb: "De har en god grunn som veier tyngre enn ulempen for deg.",
        en: "They have a good reason that outweighs the drawback for you."
    }

    // Why a request was refused.
    ReasonNoPurpose {
        nb: "De oppga ikke noe formål som gjelder her.",
        en: "They stated no purpose that applies here."
    }
    ReasonOtherPurpose {
        nb: "Formålet gjelder ikke for denne kilden.",
        en: "The purpose does not apply to this source."
    }
    ReasonNotNamed {
        nb: "Reglene gir ikke denne virksomheten lov til det.",
        en: "The rules do not permit this organisation to do so."
    }
    ReasonSupplier {
        nb: "En leverandør kan ikke spørre for dette formålet.",
        en: "A supplier may not ask for this purpose."
    }
    ReasonNotYet {
        nb: "Reglene for formålet gjaldt ikke ennå.",
        en: "The rules for the purpose did not apply yet."
    }
    ReasonExpired {
        nb: "Reglene for formålet gjelder ikke lenger.",
        en: "The rules for the purpose no longer apply."
    }
    ReasonNoCase {
        nb: "De oppga ikke hvilken sak det gjaldt.",
        en: "They did not say which case it was about."
    }
    ReasonNoEndUser {
        nb: "De oppga ikke hvem som ville se.",
        en: "They did not say who wanted to look."
    }
    ReasonOtherPerson {
        nb: "De hadde bare lov til å spørre om en annen.",
        en: "They were only allowed to ask about someone else."
    }
    ReasonOtherCase {
        nb: "De hadde bare lov til å spørre i en annen sak.",
        en: "They were only allowed to ask in another case."
    }
    ReasonConsent {
        nb: "De viste til et samtykke som ikke gjelder.",
        en: "They referred to a consent that does not hold."
    }
    ReasonField {
        nb: "De ba om noe som formålet aldri gir.",
        en: "They asked for something that the purpose never gives."
    }
    ReasonQuery {
        nb: "De spurte på en måte som reglene ikke tillater.",
        en: "They asked in a way that the rules do not permit."
    }
    ReasonTooFast { nb: "De spurte for ofte.", en: "They asked too often." }
    ReasonToken { nb: "De kunne ikke vise hvem de var.", en: "They could not prove who they were." }
    ReasonNothing { nb: "Kilden hadde ingenting om deg.", en: "The source had nothing about you." }
    ReasonProvider {
        nb: "Kilden svarte ikke slik den skal.",
        en: "The source did not answer as it should."
    }
    ReasonOther { nb: "De fulgte ikke reglene.", en: "They did not follow the rules." }
}
