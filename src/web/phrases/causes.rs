//! Why a reading was lawful, and why another was refused.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { CausePhrase, "A cause: of a reading, or of its refusal.":
    // The letters of GDPR article 6(1).
    LetterA {
        nb: "Du har sagt ja til det.",
        nn: "Du har sagt ja til det.",
        se: "Don leat miehtan dasa.",
        en: "You have agreed to it."
    }
    LetterB {
        nb: "Det trengs for en avtale med deg.",
        nn: "Det trengst for ein avtale med deg.",
        se: "Dat dárbbašuvvo soahpamuššii duinna.",
        en: "It is needed for an agreement with you."
    }
    LetterC {
        nb: "En lov sier at de må.",
        nn: "Ei lov seier at dei må.",
        se: "Láhka dadjá ahte sii fertejit.",
        en: "A law says that they must."
    }
    LetterD {
        nb: "Det trengs for å verne om noens liv.",
        nn: "Det trengst for å verne om livet til nokon.",
        se: "Dat dárbbašuvvo suodjalit muhtuma heakka.",
        en: "It is needed to protect someone's life."
    }
    LetterE {
        nb: "Det trengs for en oppgave som loven gir det offentlige.",
        nn: "Det trengst for ei oppgåve som lova gir det offentlege.",
        se: "Dat dárbbašuvvo bargui maid láhka addá almmolaš eiseválddiide.",
        en: "It is needed for a public task laid down by law."
    }
    LetterF {
        nb: "De har en god grunn som veier tyngre enn ulempen for deg.",
        nn: "Dei har ein god grunn som veg tyngre enn ulempa for deg.",
        se: "Sis lea buorre ákka mii deaddá eanet go du hehttehus.",
        en: "They have a good reason that outweighs the drawback for you."
    }

    // Why a request was refused.
    ReasonNoPurpose {
        nb: "De oppga ikke noe formål som gjelder her.",
        nn: "Dei oppgav ikkje noko formål som gjeld her.",
        se: "Sii eai muitalan ulbmila mii gusto dása.",
        en: "They stated no purpose that applies here."
    }
    ReasonOtherPurpose {
        nb: "Formålet gjelder ikke for denne kilden.",
        nn: "Formålet gjeld ikkje for denne kjelda.",
        se: "Ulbmil ii guoskka dán gáldui.",
        en: "The purpose does not apply to this source."
    }
    ReasonNotNamed {
        nb: "Reglene gir ikke denne virksomheten lov til det.",
        nn: "Reglane gir ikkje denne verksemda lov til det.",
        se: "Njuolggadusat eai suova dan dán doaimmahahkii.",
        en: "The rules do not permit this organisation to do so."
    }
    ReasonSupplier {
        nb: "En leverandør kan ikke spørre for dette formålet.",
        nn: "Ein leverandør kan ikkje spørje for dette formålet.",
        se: "Lágideaddji ii sáhte jearrat dán ulbmilii.",
        en: "A supplier may not ask for this purpose."
    }
    ReasonNotYet {
        nb: "Reglene for formålet gjaldt ikke ennå.",
        nn: "Reglane for formålet gjaldt ikkje enno.",
        se: "Ulbmila njuolggadusat eai lean vel fámus.",
        en: "The rules for the purpose did not apply yet."
    }
    ReasonExpired {
        nb: "Reglene for formålet gjelder ikke lenger.",
        nn: "Reglane for formålet gjeld ikkje lenger.",
        se: "Ulbmila njuolggadusat eai leat šat fámus.",
        en: "The rules for the purpose no longer apply."
    }
    ReasonNoCase {
        nb: "De oppga ikke hvilken sak det gjaldt.",
        nn: "Dei oppgav ikkje kva sak det gjaldt.",
        se: "Sii eai muitalan guđe áššái dat gulai.",
        en: "They did not say which case it was about."
    }
    ReasonRelation {
        nb: "De oppga ikke en rolle i saken som reglene tillater.",
        nn: "Dei oppgav ikkje ei rolle i saka som reglane tillèt.",
        se: "Sii eai muitalan dakkár rolla áššis man njuolggadusat suvvet.",
        en: "They stated no role in the case that the rules permit."
    }
    ReasonNoEndUser {
        nb: "De oppga ikke hvem som ville se.",
        nn: "Dei oppgav ikkje kven som ville sjå.",
        se: "Sii eai muitalan gii áiggui oaidnit.",
        en: "They did not say who wanted to look."
    }
    ReasonOtherPerson {
        nb: "De hadde bare lov til å spørre om en annen.",
        nn: "Dei hadde berre lov til å spørje om ein annan.",
        se: "Sis lei lohpi jearrat dušše nuppi olbmo birra.",
        en: "They were only allowed to ask about someone else."
    }
    ReasonOtherCase {
        nb: "De hadde bare lov til å spørre i en annen sak.",
        nn: "Dei hadde berre lov til å spørje i ei anna sak.",
        se: "Sis lei lohpi jearrat dušše eará áššis.",
        en: "They were only allowed to ask in another case."
    }
    ReasonReserved {
        nb: "Du har reservert deg mot dette.",
        nn: "Du har reservert deg mot dette.",
        se: "Don leat várrehan dása.",
        en: "You have opted out of this."
    }
    ReasonConsent {
        nb: "De viste til et samtykke som ikke gjelder.",
        nn: "Dei viste til eit samtykke som ikkje gjeld.",
        se: "Sii čujuhedje miehtamii mii ii leat fámus.",
        en: "They referred to a consent that does not hold."
    }
    ReasonField {
        nb: "De ba om noe som formålet aldri gir.",
        nn: "Dei bad om noko som formålet aldri gir.",
        se: "Sii bivde juoidá maid ulbmil ii goassege atte.",
        en: "They asked for something that the purpose never gives."
    }
    ReasonQuery {
        nb: "De spurte på en måte som reglene ikke tillater.",
        nn: "Dei spurde på ein måte som reglane ikkje tillèt.",
        se: "Sii jerre vugiin maid njuolggadusat eai suova.",
        en: "They asked in a way that the rules do not permit."
    }
    ReasonTooFast {
        nb: "De spurte for ofte.",
        nn: "Dei spurde for ofte.",
        se: "Sii jerre menddo dávjá.",
        en: "They asked too often."
    }
    ReasonTooMany {
        nb: "De spurte om flere enn reglene tillater.",
        nn: "Dei spurde om fleire enn reglane tillèt.",
        se: "Sii jerre eanet olbmuid birra go njuolggadusat suvvet.",
        en: "They asked about more people than the rules permit."
    }
    ReasonHours {
        nb: "De spurte utenfor tiden da reglene tillater det.",
        nn: "Dei spurde utanfor tida da reglane tillèt det.",
        se: "Sii jerre olggobealde dan áiggi goas njuolggadusat suvvet.",
        en: "They asked outside the hours that the rules permit."
    }
    ReasonWithdrawn {
        nb: "Tilgangen deres var trukket tilbake.",
        nn: "Tilgangen deira var trekt tilbake.",
        se: "Sin beassanvuoigatvuohta lei gessojuvvon ruovttoluotta.",
        en: "Their access had been withdrawn."
    }
    ReasonToken {
        nb: "De kunne ikke vise hvem de var.",
        nn: "Dei kunne ikkje vise kven dei var.",
        se: "Sii eai sáhttán čájehit geat sii leat.",
        en: "They could not prove who they were."
    }
    ReasonNothing {
        nb: "Kilden hadde ingenting om deg.",
        nn: "Kjelda hadde ingenting om deg.",
        se: "Gáldus ii lean mihkkege du birra.",
        en: "The source had nothing about you."
    }
    ReasonProvider {
        nb: "Kilden svarte ikke slik den skal.",
        nn: "Kjelda svarte ikkje slik ho skal.",
        se: "Gáldu ii vástidan nu mo galgá.",
        en: "The source did not answer as it should."
    }
    ReasonOther {
        nb: "De fulgte ikke reglene.",
        nn: "Dei følgde ikkje reglane.",
        se: "Sii eai čuvvon njuolggadusaid.",
        en: "They did not follow the rules."
    }
}
