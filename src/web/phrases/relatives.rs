//! The texts about the lists of others: children, wards, and what a protected address hides.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { RelativePhrase, "A text about the lists of others.":
    OthersTitle {
        nb: "Se listen for andre",
        nn: "Sjå lista for andre",
        se: "Geahča earáid listtu",
        en: "See the list of someone else"
    }
    OthersLead {
        nb: "Du kan se listen til barn som du har ansvar for, og til den du er verge for.",
        nn: "Du kan sjå lista til barn som du har ansvar for, og til den du er verje for.",
        se: "Don sáhtát geahččat mánáid listtu geain dus lea ovddasvástádus, ja su listtu gean áittardeaddji don leat.",
        en: "You can see the list of children you are responsible for, and of a person you are guardian of."
    }
    OthersAges {
        nb: "Du må ha del i foreldreansvaret og bo sammen med barnet. Fra en viss alder er listen barnets egen.",
        nn: "Du må ha del i foreldreansvaret og bu saman med barnet. Frå ein viss alder er lista barnet si eiga.",
        se: "Dus galgá leat vánhemovddasvástádus ja don galggat orrut ovttas mánáin. Muhtun agi rájes lea listu máná iežas.",
        en: "You must share the parental responsibility and live with the child. From a certain age the list is the child's own."
    }
    OthersSeen {
        nb: "Når du ser på listen, blir det skrevet ned. Den det gjelder, kan se det senere.",
        nn: "Når du ser på lista, blir det skrive ned. Den det gjeld, kan sjå det seinare.",
        se: "Go geahčat listtu, de dat čállojuvvo. Son guoski olmmoš sáhttá dan oaidnit maŋŋil.",
        en: "When you look at the list, it is written down. The person can see it later."
    }
    OthersNone {
        nb: "Folkeregisteret viser ingen barn som du kan se listen for nå.",
        nn: "Folkeregisteret viser ingen barn som du kan sjå lista for no.",
        se: "Álbmotregisttar ii čájet mánáid geaid listtu don sáhtát geahččat dál.",
        en: "The population register shows no children whose list you can see now."
    }
    ChildrenTitle { nb: "Barn", nn: "Barn", se: "Mánát", en: "Children" }
    OpenList {
        nb: "Se listen til {name}",
        nn: "Sjå lista til {name}",
        se: "Geahča listtu: {name}",
        en: "See the list of {name}"
    }
    UnnamedChild { nb: "barn nummer {n}", nn: "barn nummer {n}", se: "mánná nummár {n}", en: "child number {n}" }
    WardTitle {
        nb: "Den du er verge for",
        nn: "Den du er verje for",
        se: "Son gean áittardeaddji don leat",
        en: "A person you are guardian of"
    }
    WardText {
        nb: "Skriv fødselsnummeret. Vi spør Folkeregisteret om du er verge.",
        nn: "Skriv fødselsnummeret. Vi spør Folkeregisteret om du er verje.",
        se: "Čále riegádannummara. Mii jearrat Álbmotregistaris leatgo don áittardeaddji.",
        en: "Type the national identity number. We ask the population register whether you are guardian."
    }
    WardNumber {
        nb: "Fødselsnummer, 11 siffer",
        nn: "Fødselsnummer, 11 siffer",
        se: "Riegádannummar, 11 logu",
        en: "National identity number, 11 digits"
    }
    WardButton { nb: "Se listen", nn: "Sjå lista", se: "Geahča listtu", en: "See the list" }
    OthersLink {
        nb: "Se listen til et barn eller en du er verge for",
        nn: "Sjå lista til eit barn eller ein du er verje for",
        se: "Geahča máná listtu dahje su listtu gean áittardeaddji don leat",
        en: "See the list of a child or of a person you are guardian of"
    }

    // Above the list of another.
    BannerChild {
        nb: "Du ser listen til {name}. Du ser den fordi du er forelder.",
        nn: "Du ser lista til {name}. Du ser ho fordi du er forelder.",
        se: "Don geahčat listtu: {name}. Don oainnát dan danin go leat váhnen.",
        en: "You are looking at the list of {name}. You see it because you are a parent."
    }
    BannerWard {
        nb: "Du ser listen til {name}. Du ser den fordi du er verge.",
        nn: "Du ser lista til {name}. Du ser ho fordi du er verje.",
        se: "Don geahčat listtu: {name}. Don oainnát dan danin go leat áittardeaddji.",
        en: "You are looking at the list of {name}. You see it because you are the guardian."
    }
    UnnamedOther { nb: "en annen", nn: "ein annan", se: "eará olmmoš", en: "someone else" }
    BannerYou {
        nb: "Der det står «deg» i listen, er det den andre som er ment.",
        nn: "Der det står «deg» i lista, er det den andre som er meint.",
        se: "Go listtus lea «du», de oaivvilduvvo nubbi.",
        en: "Where the list says “you”, the other person is meant."
    }
    BackToOwn {
        nb: "Tilbake til din egen liste",
        nn: "Tilbake til di eiga liste",
        se: "Ruovttoluotta iežat listui",
        en: "Back to your own list"
    }

    // When it cannot be shown.
    NoRightTitle {
        nb: "Du kan ikke se denne listen",
        nn: "Du kan ikkje sjå denne lista",
        se: "Don it sáhte geahččat dán listtu",
        en: "You cannot see this list"
    }
    NoRightText {
        nb: "Folkeregisteret sier ikke at du har rett til det nå. Du ser igjen din egen liste.",
        nn: "Folkeregisteret seier ikkje at du har rett til det no. Du ser att di eiga liste.",
        se: "Álbmotregisttar ii daja ahte dus lea riekti dasa dál. Don oainnát fas iežat listtu.",
        en: "The population register does not say that you have a right to it now. You see your own list again."
    }
    RegisterDownTitle {
        nb: "Folkeregisteret svarer ikke",
        nn: "Folkeregisteret svarar ikkje",
        se: "Álbmotregisttar ii vástit",
        en: "The population register does not answer"
    }
    RegisterDownText {
        nb: "Vi kan ikke vise listen til andre nå. Prøv igjen om litt. Din egen liste virker.",
        nn: "Vi kan ikkje vise lista til andre no. Prøv igjen om litt. Di eiga liste verkar.",
        se: "Mii eat sáhte čájehit earáid listtu dál. Geahččal fas maŋŋil. Iežat listu doaibmá.",
        en: "We cannot show the lists of others now. Try again in a while. Your own list works."
    }
    UnwrittenTitle {
        nb: "Vi kan ikke vise listen nå",
        nn: "Vi kan ikkje vise lista no",
        se: "Mii eat sáhte čájehit listtu dál",
        en: "We cannot show the list now"
    }
    UnwrittenText {
        nb: "Det at du ser på listen, må skrives ned først. Det går ikke akkurat nå.",
        nn: "Det at du ser på lista, må skrivast ned først. Det går ikkje akkurat no.",
        se: "Vuos galgá čállot ahte don geahčat listtu. Dat ii mana justa dál.",
        en: "That you look at the list must be written down first. That does not work just now."
    }
    OwnOnlyTitle {
        nb: "Bare for personen selv",
        nn: "Berre for personen sjølv",
        se: "Dušše olbmui alcces",
        en: "Only for the person"
    }
    OwnOnlyText {
        nb: "Denne filen kan åpne også det som kommer senere. Derfor får bare den det gjelder, hente den.",
        nn: "Denne fila kan opne også det som kjem seinare. Derfor får berre den det gjeld, hente ho.",
        se: "Dát fiila sáhttá rahpat maiddái dan mii boahtá maŋŋil. Danin oažžu dušše guoski olmmoš viežžat dan.",
        en: "This file can find also what comes later. So only the person it is about may have it."
    }

    OwnDeedsTitle {
        nb: "Gå først tilbake til din egen liste",
        nn: "Gå først tilbake til di eiga liste",
        se: "Mana vuos ruovttoluotta iežat listui",
        en: "Go back to your own list first"
    }
    OwnDeedsText {
        nb: "Du ser listen til en annen. Her kan du se, men ikke spørre eller bestemme for den andre.",
        nn: "Du ser lista til ein annan. Her kan du sjå, men ikkje spørje eller bestemme for den andre.",
        se: "Don geahčat eará olbmo listtu. Dás sáhtát geahččat, muhto it sáhte jearrat dahje mearridit su ovddas.",
        en: "You are looking at the list of someone else. You can look here, but not ask or decide for them."
    }

    // In the list of who was looked at.
    LookedTitle {
        nb: "Noen så på listen din",
        nn: "Nokon såg på lista di",
        se: "Soames geahčai du listtu",
        en: "Somebody looked at your list"
    }
    LookedParent {
        nb: "En forelder så på denne listen, første gang",
        nn: "Ein forelder såg på denne lista, første gong",
        se: "Váhnen geahčai dán listtu, vuosttaš geardde",
        en: "A parent looked at this list, first"
    }
    LookedGuardian {
        nb: "En verge så på denne listen, første gang",
        nn: "Ei verje såg på denne lista, første gong",
        se: "Áittardeaddji geahčai dán listtu, vuosttaš geardde",
        en: "A guardian looked at this list, first"
    }

    // A protected address.
    VeiledTitle {
        nb: "Steder er skjult",
        nn: "Stader er skjulte",
        se: "Báikkit leat čihkkojuvvon",
        en: "Places are hidden"
    }
    VeiledText {
        nb: "Adressen din er beskyttet, eller vi fikk ikke svar om det. Derfor står det ikke her hvilke kommuner og kontorer som spurte.",
        nn: "Adressa di er verna, eller vi fekk ikkje svar om det. Derfor står det ikkje her kva kommunar og kontor som spurde.",
        se: "Du čujuhus lea suodjaluvvon, dahje mii eat ožžon vástádusa. Danin ii leat dás čállojuvvon makkár gielddat ja kantuvrrat jerre.",
        en: "Your address is protected, or we got no answer about it. So it does not say here which municipalities and offices asked."
    }
    VeiledProofs {
        nb: "Filene med bevis er ikke skjult. De kan vise hvem som spurte. Vær nøye med hvor du lagrer dem.",
        nn: "Filene med bevis er ikkje skjulte. Dei kan vise kven som spurde. Ver nøye med kvar du lagrar dei.",
        se: "Duođaštusfiillat eai leat čihkkojuvvon. Dat sáhttet čájehit gii jearai. Leage várrogas gosa vurket daid.",
        en: "The files with proofs are not hidden. They can show who asked. Take care where you keep them."
    }
    SomeMunicipality { nb: "en kommune", nn: "ein kommune", se: "gielda", en: "a municipality" }
    SomeCounty { nb: "en fylkeskommune", nn: "ein fylkeskommune", se: "fylkkagielda", en: "a county authority" }
    SomeOrganisation { nb: "en virksomhet", nn: "ei verksemd", se: "doaimmahat", en: "an organisation" }
}
