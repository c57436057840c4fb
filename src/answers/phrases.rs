//! The words of the answers.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { Say, "A text of the answers that the law asks for.":
    // Titles, and what each document is.
    ProcessingTitle { nb: "Protokoll over behandlingsaktiviteter", nn: "Protokoll over behandlingsaktivitetar", se: "Gieđahallama beavdegirji", en: "Record of processing activities" }
    ProcessingWhat { nb: "Protokoll etter personvernforordningen artikkel 30, laget av policyene.", nn: "Protokoll etter personvernforordninga artikkel 30, laga av policyane.", se: "Beavdegirji GDPR artihkkala 30 mielde, ráhkaduvvon njuolggadusain.", en: "The record under GDPR article 30, made from the policies." }
    ProcessingLacks { nb: "Kontaktopplysninger, personvernombud og overføring til tredjeland står ikke i policyene. De må føyes til.", nn: "Kontaktopplysningar, personvernombod og overføring til tredjeland står ikkje i policyane. Dei må leggjast til.", se: "Oktavuođadieđut, persovdnasuodjalanáittardeaddji ja sirdin goalmmát riikkaide eai leat njuolggadusain. Daid ferte lasihit.", en: "Contact details, data protection officers and transfers to third countries are not in the policies. They must be added." }
    AccessTitle { nb: "Svar på krav om innsyn", nn: "Svar på krav om innsyn", se: "Vástádus oaidnin-gáibádussii", en: "Answer to a request for access" }
    AccessWhat { nb: "Svar etter personvernforordningen artikkel 15: hvem har fått opplysninger om deg, og hvorfor.", nn: "Svar etter personvernforordninga artikkel 15: kven har fått opplysningar om deg, og kvifor.", se: "Vástádus GDPR artihkkala 15 mielde: geat leat ožžon dieđuid du birra, ja manne.", en: "The answer under GDPR article 15: who got data about you, and why." }
    AssessmentTitle { nb: "Vedlegg til vurdering av personvernkonsekvenser", nn: "Vedlegg til vurdering av personvernkonsekvensar", se: "Mielddus persovdnasuodjalan-árvvoštallamii", en: "Annex to a data protection impact assessment" }
    AssessmentWhat { nb: "Det policyene sier om flyt av opplysninger, til vurderingen etter personvernforordningen artikkel 35.", nn: "Det policyane seier om flyt av opplysningar, til vurderinga etter personvernforordninga artikkel 35.", se: "Maid njuolggadusat dadjet dieđuid johtimis, GDPR artihkkala 35 árvvoštallamii.", en: "What the policies say of flows of data, for the assessment under GDPR article 35." }
    HistoryTitle { nb: "Hva kunne leses da, og hvem endret det", nn: "Kva kunne lesast då, og kven endra det", se: "Maid sáhtii dalle lohkat, ja gii dan rievdadii", en: "What could be read then, and who changed it" }
    HistoryWhat { nb: "Policyene som gjaldt på en dag, og alle endringer som er ført i hovedboken.", nn: "Policyane som gjaldt på ein dag, og alle endringar som er førte i hovudboka.", se: "Njuolggadusat mat ledje fámus ovtta beaivvi, ja buot rievdadusat mat leat váldogirjjis.", en: "The policies that were in force on a day, and every change that the ledger has." }
    ControlTitle { nb: "Rapport for internkontroll", nn: "Rapport for internkontroll", se: "Siskkáldas dárkkisteami raporta", en: "Internal control report" }
    ControlWhat { nb: "Tall og hendelser fra hovedboken i en periode, til internkontrollen etter eForvaltningsforskriften § 15.", nn: "Tal og hendingar frå hovudboka i ein periode, til internkontrollen etter eForvaltningsforskrifta § 15.", se: "Logut ja dáhpáhusat váldogirjjis muhtun áigodagas, eForvaltningsforskrifta § 15 siskkáldas dárkkisteapmái.", en: "Numbers and events from the ledger in a period, for internal control under eForvaltningsforskriften section 15." }
    LoggingTitle { nb: "Oversikt over logger", nn: "Oversikt over loggar", se: "Loggaid visogovva", en: "Inventory of logs" }
    LoggingWhat { nb: "Hvilke hendelser som føres, hvor, i hvilken form, for hvem og hvor lenge (ASVS 5.0, krav 16.1.1).", nn: "Kva hendingar som vert førte, kvar, i kva form, for kven og kor lenge (ASVS 5.0, krav 16.1.1).", se: "Makkár dáhpáhusat čállojuvvojit, gosa, makkár hámis, geaidda ja man guhká (ASVS 5.0, gáibádus 16.1.1).", en: "Which events are logged, where, in which form, for whom and how long (ASVS 5.0, requirement 16.1.1)." }
    JournalTitle { nb: "Offentlig journal", nn: "Offentleg journal", se: "Almmolaš beavdegirji", en: "Public journal" }
    JournalWhat { nb: "Hvilken virksomhet som leste hvor mange oppslag, fra hvor og til hva, i en måned.", nn: "Kva verksemd som las kor mange oppslag, frå kvar og til kva, i ein månad.", se: "Makkár organisašuvdna logai man galle oziheami, gos ja masa, muhtun mánus.", en: "Which organisation read how many records, from where and for what, in one month." }
    JournalFew { nb: "Tall under {n} blir ikke oppgitt. Det finnes ingen summer.", nn: "Tal under {n} vert ikkje oppgjevne. Det finst ingen summar.", se: "Logut mat leat unnit go {n} eai almmuhuvvo. Eai leat supmit.", en: "Counts below {n} are not told. There are no totals." }
    Month { nb: "Måned", nn: "Månad", se: "Mánnu", en: "Month" }
    // How much of all it is about.
    OnlyController { nb: "Dette gjelder bare det virksomheten {n} er behandlingsansvarlig for.", nn: "Dette gjeld berre det verksemda {n} er behandlingsansvarleg for.", se: "Dát guoská dušše dasa mas organisašuvdna {n} lea gieđahallamis vástideaddji.", en: "This is only about what the organisation {n} is the controller of." }
    OnlyConsumer { nb: "Dette gjelder bare formål som nevner virksomheten {n}.", nn: "Dette gjeld berre føremål som nemner verksemda {n}.", se: "Dát guoská dušše ulbmiliidda main organisašuvdna {n} namuhuvvo.", en: "This is only about purposes that name the organisation {n}." }
    OnlyServices { nb: "Dette gjelder bare tjenestene til virksomheten {n}.", nn: "Dette gjeld berre tenestene til verksemda {n}.", se: "Dát guoská dušše organisašuvnna {n} bálvalusaide.", en: "This is only about the services of the organisation {n}." }
    OnlyBoth { nb: "Dette gjelder bare det virksomheten {n} er behandlingsansvarlig for, og tjenestene den har.", nn: "Dette gjeld berre det verksemda {n} er behandlingsansvarleg for, og tenestene ho har.", se: "Dát guoská dušše dasa mas organisašuvdna {n} lea gieđahallamis vástideaddji, ja dan bálvalusaide.", en: "This is only about what the organisation {n} is the controller of, and its services." }
    // Words of many answers.
    Overview { nb: "Oversikt", nn: "Oversikt", se: "Visogovva", en: "Overview" }
    Controller { nb: "Behandlingsansvarlig", nn: "Behandlingsansvarleg", se: "Gieđahallamis vástideaddji", en: "Controller" }
    Purpose { nb: "Formål", nn: "Føremål", se: "Ulbmil", en: "Purpose" }
    Purposes { nb: "Formål", nn: "Føremål", se: "Ulbmilat", en: "Purposes" }
    Basis { nb: "Rettsgrunnlag", nn: "Rettsgrunnlag", se: "Láhkavuođđu", en: "Legal basis" }
    GdprArticle { nb: "personvernforordningen artikkel", nn: "personvernforordninga artikkel", se: "GDPR artihkal", en: "GDPR article" }
    Subjects { nb: "Registrerte", nn: "Registrerte", se: "Registrerejuvvon olbmot", en: "Data subjects" }
    PersonsIn { nb: "personer i", nn: "personar i", se: "olbmot dás:", en: "persons in" }
    OtherPersons { nb: "andre personer", nn: "andre personar", se: "eará olbmot", en: "other persons" }
    Data { nb: "Opplysninger", nn: "Opplysningar", se: "Dieđut", en: "Data" }
    Field { nb: "Opplysning", nn: "Opplysning", se: "Diehtu", en: "Field" }
    Form { nb: "Form", nn: "Form", se: "Hápmi", en: "Form" }
    Need { nb: "Hvorfor", nn: "Kvifor", se: "Manne", en: "Why" }
    Sensitivity { nb: "Følsomhet", nn: "Følsemd", se: "Rašesvuohta", en: "Sensitivity" }
    Source { nb: "Kilde", nn: "Kjelde", se: "Gáldu", en: "Source" }
    Recipients { nb: "Mottakere", nn: "Mottakarar", se: "Vuostáiváldit", en: "Recipients" }
    NoRecipients { nb: "ingen andre enn den behandlingsansvarlige", nn: "ingen andre enn den behandlingsansvarlege", se: "ii oktage earret gieđahallamis vástideaddji", en: "none beside the controller" }
    SuppliersToo { nb: "leverandører som leser på deres vegne", nn: "leverandørar som les på deira vegner", se: "lágideaddjit geat lohket sin ovddas", en: "suppliers on their behalf" }
    Retention { nb: "Lagres høyst", nn: "Vert lagra høgst", se: "Vurkejuvvo eanemusat", en: "Kept at most" }
    NotStated { nb: "ikke oppgitt", nn: "ikkje oppgjeve", se: "ii leat daddjon", en: "not stated" }
    Measures { nb: "Sikkerhetstiltak", nn: "Tryggingstiltak", se: "Sihkarvuođadoaimmat", en: "Measures" }
    MeasureOnly { nb: "bare opplysningene over kommer ut", nn: "berre opplysningane over kjem ut", se: "dušše badjelis dieđut bohtet olggos", en: "only the data above comes out" }
    MeasureLedger { nb: "hvert oppslag føres i en hovedbok før noe kommer ut", nn: "kvart oppslag vert ført i ei hovudbok før noko kjem ut", se: "juohke ohcan čállojuvvo váldogirjái ovdal go mihkkege boahtá olggos", en: "each reading is recorded in a ledger before anything leaves" }
    MeasureCase { nb: "saksreferanse kreves", nn: "saksreferanse vert kravd", se: "áššečujuhus gáibiduvvo", en: "a case reference is required" }
    MeasureEndUser { nb: "navngitt saksbehandler kreves", nn: "namngjeven saksbehandlar vert kravd", se: "áššemeannudeaddji namma gáibiduvvo", en: "a named end user is required" }
    MeasurePerson { nb: "personen selv må være logget inn", nn: "personen sjølv må vere logga inn", se: "olmmoš ieš ferte leat sisaloggejuvvon", en: "the person must be logged in" }
    MeasureConsent { nb: "samtykke kreves", nn: "samtykke vert kravd", se: "miehtan gáibiduvvo", en: "consent is required" }
    Limits { nb: "Grenser", nn: "Grenser", se: "Rájit", en: "Limits" }
    NoLimits { nb: "ingen", nn: "ingen", se: "eai leat", en: "none" }
    AtMost { nb: "høyst", nn: "høgst", se: "eanemusat", en: "at most" }
    WarnAbove { nb: "varsel over", nn: "varsel over", se: "váruhus badjel", en: "warning above" }
    Hours { nb: "Tid på døgnet", nn: "Tid på døgeret", se: "Áigi jándorii", en: "Hours" }
    Delay { nb: "Utsatt innsyn", nn: "Utsett innsyn", se: "Maŋiduvvon oaidnin", en: "Delayed access" }
    DelayDays { nb: "den registrerte får se oppslaget etter {n} dager", nn: "den registrerte får sjå oppslaget etter {n} dagar", se: "olmmoš beassá oaidnit ohcama {n} beaivvi maŋŋá", en: "the person is shown the reading after {n} days" }
    Assessment { nb: "Konsekvensvurdering", nn: "Konsekvensvurdering", se: "Váikkuhusárvvoštallan", en: "Impact assessment" }
    WholeDocuments { nb: "hele dokumenter", nn: "heile dokument", se: "olles dokumeanttat", en: "whole documents" }
    Ordinary { nb: "alminnelig", nn: "alminneleg", se: "dábálaš", en: "ordinary" }
    Identifying { nb: "identifiserende", nn: "identifiserande", se: "identifiserejeaddji", en: "identifying" }
    Confidential { nb: "taushetsbelagt", nn: "teiepliktig", se: "jávohisvuođageatnegahttojuvvon", en: "confidential by statute" }
    SpecialCategory { nb: "særlig kategori (artikkel 9)", nn: "særleg kategori (artikkel 9)", se: "erenoamáš šládja (artihkal 9)", en: "special category (article 9)" }
    Convictions { nb: "straffedommer (artikkel 10)", nn: "straffedommar (artikkel 10)", se: "duomut (artihkal 10)", en: "convictions (article 10)" }
    Organisation { nb: "Virksomhet", nn: "Verksemd", se: "Organisašuvdna", en: "Organisation" }
    Number { nb: "Organisasjonsnummer", nn: "Organisasjonsnummer", se: "Organisašuvdnanummir", en: "Organisation number" }
    Supplier { nb: "Leverandør", nn: "Leverandør", se: "Lágideaddji", en: "Supplier" }
    Count { nb: "Antall", nn: "Tal på", se: "Lohku", en: "Number" }
    Time { nb: "Tid", nn: "Tid", se: "Áigi", en: "Time" }
    Entry { nb: "Innførsel", nn: "Innførsle", se: "Merkejupmi", en: "Entry" }
    Reason { nb: "Grunn", nn: "Grunn", se: "Sivva", en: "Reason" }
    Who { nb: "Hvem", nn: "Kven", se: "Gii", en: "Who" }
    What { nb: "Hva", nn: "Kva", se: "Mii", en: "What" }
    // Article 15.
    AccessFrom { nb: "Svaret er laget av alle innførsler om deg i hovedboken til og med {t}. Fullstendigheten er bevist mot hovedboken.", nn: "Svaret er laga av alle innførsler om deg i hovudboka til og med {t}. At det er fullstendig, er prova mot hovudboka.", se: "Vástádus lea ráhkaduvvon buot merkejumiin du birra váldogirjjis gitta {t} rádjai. Dat lea duođaštuvvon ollisin.", en: "The answer is made from all entries about you in the ledger up to {t}. That they are all is proven against the ledger." }
    AccessHeld { nb: "Loven kan la et oppslag vente. Da står det ikke her før ventetiden er over.", nn: "Lova kan la eit oppslag vente. Då står det ikkje her før ventetida er over.", se: "Láhka sáhttá diktit ohcama vuordit. Dalle dat ii leat dás ovdal go vuordináigi nohká.", en: "The law can let a reading wait. Then it is not here until the wait is over." }
    AccessNoContents { nb: "Hovedboken har ikke innholdet i opplysningene. Be kilden om det.", nn: "Hovudboka har ikkje innhaldet i opplysningane. Be kjelda om det.", se: "Váldogirjjis ii leat dieđuid sisdoallu. Jeara gáldus dan.", en: "The ledger does not hold the contents of the data. Ask the source for them." }
    Readings { nb: "Oppslag", nn: "Oppslag", se: "Ohcamat", en: "Readings" }
    Newest { nb: "Nyeste", nn: "Nyaste", se: "Ođđaseamos", en: "Newest" }
    Refused { nb: "Avslag", nn: "Avslag", se: "Biehttalusat", en: "Refusals" }
    ListLooks { nb: "Innsyn i selve listen", nn: "Innsyn i sjølve lista", se: "Geahčastagat dán listui", en: "Looks at the list itself" }
    Parent { nb: "En forelder", nn: "Ein forelder", se: "Váhnen", en: "A parent" }
    Guardian { nb: "En verge", nn: "Ei verje", se: "Fuolahus", en: "A guardian" }
    SawTheList { nb: "Så hvem som har lest om deg", nn: "Såg kven som har lese om deg", se: "Oinnii geat leat lohkan du birra", en: "Saw who has read about you" }
    WasToldWho { nb: "Fikk vite at en innførsel gjelder deg", nn: "Fekk vite at ei innførsle gjeld deg", se: "Oaččui diehtit ahte merkejupmi guoská dutnje", en: "Was told that an entry is about you" }
    Categories { nb: "Kategorier av opplysninger", nn: "Kategoriar av opplysningar", se: "Dieđuid šlájat", en: "Categories of data" }
    Periods { nb: "Hvor lenge de lagres", nn: "Kor lenge dei vert lagra", se: "Man guhká daid vurket", en: "How long they are kept" }
    Rights { nb: "Dine rettigheter", nn: "Rettane dine", se: "Du vuoigatvuođat", en: "Your rights" }
    RightCorrect { nb: "Du kan kreve at feil rettes og at opplysninger slettes (artikkel 16 og 17).", nn: "Du kan krevje at feil vert retta og at opplysningar vert sletta (artikkel 16 og 17).", se: "Don sáhtát gáibidit ahte boasttuvuođat divvojuvvojit ja dieđut sihkkojuvvojit (artihkkalat 16 ja 17).", en: "You may ask for errors to be corrected and data to be erased (articles 16 and 17)." }
    RightRestrict { nb: "Du kan kreve at bruken begrenses (artikkel 18).", nn: "Du kan krevje at bruken vert avgrensa (artikkel 18).", se: "Don sáhtát gáibidit ahte geavaheapmi ráddjejuvvo (artihkal 18).", en: "You may ask for the use to be restricted (article 18)." }
    RightObject { nb: "Du kan protestere mot bruken (artikkel 21).", nn: "Du kan protestere mot bruken (artikkel 21).", se: "Don sáhtát vuosttaldit geavaheami (artihkal 21).", en: "You may object to the use (article 21)." }
    RightComplain { nb: "Du kan klage til Datatilsynet (artikkel 77).", nn: "Du kan klage til Datatilsynet (artikkel 77).", se: "Don sáhtát váidit Datatilsynetii (artihkal 77).", en: "You may complain to the Norwegian Data Protection Authority (article 77)." }
    Automated { nb: "Om mottakerne tar avgjørelser uten at et menneske ser på dem, er ikke kjent her. Spør mottakeren.", nn: "Om mottakarane tek avgjerder utan at eit menneske ser på dei, er ikkje kjent her. Spør mottakaren.", se: "Ii leat dás dihtosis dahket go vuostáiváldit mearrádusaid almmá olbmo haga. Jeara vuostáiváldis.", en: "Whether recipients decide without a human is not known here. Ask the recipient." }
    // Article 35.
    Flows { nb: "Flyt av opplysninger", nn: "Flyt av opplysningar", se: "Dieđuid johtin", en: "Flows of data" }
    Readers { nb: "Hvem kan lese", nn: "Kven kan lese", se: "Geat sáhttet lohkat", en: "Who may read" }
    ToWeigh { nb: "Å vurdere særskilt", nn: "Å vurdere særskilt", se: "Erenoamážit árvvoštallat", en: "To weigh with care" }
    WeighSensitive { nb: "følsomme opplysninger", nn: "følsame opplysningar", se: "rašes dieđut", en: "sensitive data" }
    WeighOthers { nb: "opplysninger om andre personer", nn: "opplysningar om andre personar", se: "dieđut eará olbmuid birra", en: "data about other persons" }
    WeighWhole { nb: "hele dokumenter uten utvalg av felter", nn: "heile dokument utan utval av felt", se: "olles dokumeanttat almmá válljema haga", en: "whole documents without a choice of fields" }
    WeighRetention { nb: "ingen lagringstid er oppgitt", nn: "inga lagringstid er oppgjeven", se: "vurkenáigi ii leat daddjon", en: "no period of retention is stated" }
    WeighLimits { nb: "ingen grense for hvor mye som leses", nn: "inga grense for kor mykje som vert lese", se: "ii leat rádji man olu lohket", en: "no limit on how much is read" }
    WeighDelay { nb: "personen får vite det senere", nn: "personen får vite det seinare", se: "olmmoš beassá diehtit dan maŋŋil", en: "the person is told later" }
    WeighAssessment { nb: "ingen konsekvensvurdering er oppgitt", nn: "inga konsekvensvurdering er oppgjeven", se: "váikkuhusárvvoštallan ii leat daddjon", en: "no impact assessment is stated" }
    // The history.
    AtThatTime { nb: "Det som gjaldt {t}", nn: "Det som gjaldt {t}", se: "Mii lei fámus {t}", en: "What was in force {t}" }
    NothingInForce { nb: "Ingen policyer gjaldt da.", nn: "Ingen policyar gjaldt då.", se: "Eai lean njuolggadusat fámus dalle.", en: "No policies were in force then." }
    NotReadable { nb: "Policyene fra den tiden kan ikke leses av programmet i dag.", nn: "Policyane frå den tida kan ikkje lesast av programmet i dag.", se: "Dan áiggi njuolggadusaid ii sáhte dán beaivvi prográmma lohkat.", en: "The policies of that time cannot be read by the program of today." }
    InForceSince { nb: "I kraft siden {t}, ved innførsel {n}, satt i kraft av {w}.", nn: "I kraft sidan {t}, ved innførsle {n}, sett i kraft av {w}.", se: "Fámus {t} rájes, merkejumi {n} bokte, fápmui bidjan: {w}.", en: "In force since {t}, by entry {n}, put into force by {w}." }
    AtAStart { nb: "programmets start", nn: "programmet då det starta", se: "prográmma álggaheapmi", en: "the program's start" }
    Changes { nb: "Endringer", nn: "Endringar", se: "Rievdadusat", en: "Changes" }
    ThroughGroup { nb: "gjennom gruppen {n}", nn: "gjennom gruppa {n}", se: "joavkku {n} bokte", en: "through the group {n}" }
    GroupNote { nb: "Hvem som var med i en gruppe, står i registeret og ikke i policyene.", nn: "Kven som var med i ei gruppe, står i registeret og ikkje i policyane.", se: "Geat ledje joavkkus, lea registtaris iige njuolggadusain.", en: "Who belonged to a group is in the registry and not in the policies." }
    Gained { nb: "kan leses fra nå", nn: "kan lesast frå no", se: "sáhttá dál lohkat", en: "may be read from now on" }
    Lost { nb: "kan ikke leses lenger", nn: "kan ikkje lesast lenger", se: "ii sáhte šat lohkat", en: "may no longer be read" }
    Changed { nb: "kommer ut i en annen form", nn: "kjem ut i ei anna form", se: "boahtá eará hámis", en: "comes out in another form" }
    // Internal control.
    LedgerState { nb: "Hovedbokens tilstand", nn: "Tilstanden til hovudboka", se: "Váldogirjji dilli", en: "State of the ledger" }
    LedgerName { nb: "Navn", nn: "Namn", se: "Namma", en: "Name" }
    Entries { nb: "Innførsler", nn: "Innførsler", se: "Merkejumit", en: "Entries" }
    InPeriod { nb: "I perioden", nn: "I perioden", se: "Áigodagas", en: "In the period" }
    PeriodIs { nb: "Perioden er fra {t} til {u}.", nn: "Perioden er frå {t} til {u}.", se: "Áigodat lea {t} rájes {u} rádjai.", en: "The period is from {t} to {u}." }
    Verified { nb: "Alle innførsler og trær er regnet etter, og stemmer med hovedbokens signatur.", nn: "Alle innførsler og tre er rekna etter, og stemmer med signaturen til hovudboka.", se: "Buot merkejumit ja muorat leat dárkkistuvvon, ja sohpet váldogirjji vuolláičállosii.", en: "All entries and trees were computed again and agree with the ledger's signature." }
    NotVerified { nb: "Tjenesten har lest sine egne innførsler. De er ikke regnet etter her; det gjør «sluse ledger verify».", nn: "Tenesta har lese sine eigne innførsler. Dei er ikkje rekna etter her; det gjer «sluse ledger verify».", se: "Bálvalus lea lohkan iežas merkejumiid. Daid ii leat dárkkistan dás; dan dahká «sluse ledger verify».", en: "The service read its own entries. They were not computed again here; \"sluse ledger verify\" does that." }
    Witnesses { nb: "Vitner", nn: "Vitne", se: "Duođaštat", en: "Witnesses" }
    NoWitness { nb: "Ingen vitner har signert. Da viser ingen andre at alle ser den samme hovedboken.", nn: "Ingen vitne har signert. Då syner ingen andre at alle ser den same hovudboka.", se: "Ii oktage duođašteaddji leat vuolláičállán. Dalle ii oktage eará čájet ahte buohkat oidnet seamma váldogirjji.", en: "No witness has signed. So nobody else shows that all see the same ledger." }
    Warnings { nb: "Varsler om grenser", nn: "Varsel om grenser", se: "Rádjeváruhusat", en: "Warnings of limits" }
    Erasures { nb: "Slettinger", nn: "Slettingar", se: "Sihkkumat", en: "Erasures" }
    AskedBy { nb: "Krevd av", nn: "Kravd av", se: "Gáibidan", en: "Requested by" }
    ConfirmedBy { nb: "Bekreftet av", nn: "Stadfest av", se: "Duođaštan", en: "Confirmed by" }
    Looks { nb: "Oppslag av revisorer", nn: "Oppslag av revisorar", se: "Dárkkisteddjiid geahčadeamit", en: "Looks by auditors" }
    Sight { nb: "Hvor mye", nn: "Kor mykje", se: "Man olu", en: "How much" }
    SightWhole { nb: "hele hovedboken", nn: "heile hovudboka", se: "olles váldogirji", en: "the whole ledger" }
    SightOwn { nb: "egen del", nn: "eigen del", se: "iežas oassi", en: "own part" }
    PolicyChanges { nb: "Nye policyer i kraft", nn: "Nye policyar i kraft", se: "Ođđa njuolggadusat fámus", en: "Policies put into force" }
    Events { nb: "Hendelser", nn: "Hendingar", se: "Dáhpáhusat", en: "Events" }
    // The inventory of logs.
    Where { nb: "Hvor", nn: "Kvar", se: "Gos", en: "Where" }
    ForWhom { nb: "Hvem kan lese", nn: "Kven kan lese", se: "Geat sáhttet lohkat", en: "Who may read" }
    HowLong { nb: "Hvor lenge", nn: "Kor lenge", se: "Man guhká", en: "How long" }
    NameInLog { nb: "Navn i loggen", nn: "Namn i loggen", se: "Namma loggas", en: "Name in the log" }
    Logs { nb: "Logger", nn: "Loggar", se: "Loggat", en: "Logs" }
    TheLedger { nb: "Hovedboken", nn: "Hovudboka", se: "Váldogirji", en: "The ledger" }
    TheLedgerForm { nb: "JSON i UTF-8, en innførsel om gangen, i et Merkle-tre (C2SP tlog-tiles). Tiden er UTC med millisekunder.", nn: "JSON i UTF-8, ei innførsle om gongen, i eit Merkle-tre (C2SP tlog-tiles). Tida er UTC med millisekund.", se: "JSON UTF-8:s, okta merkejupmi hávális, Merkle-muoras (C2SP tlog-tiles). Áigi lea UTC millisekunddaiguin.", en: "JSON in UTF-8, one entry at a time, in a Merkle tree (C2SP tlog-tiles). Times are UTC with milliseconds." }
    OperationLog { nb: "Driftsloggen", nn: "Driftsloggen", se: "Doaibmalogga", en: "The operations log" }
    OperationLogForm { nb: "JSON, en linje for hver hendelse, uten personopplysninger.", nn: "JSON, ei linje for kvar hending, utan personopplysningar.", se: "JSON, okta linnjá juohke dáhpáhussii, almmá persovdnadieđuid haga.", en: "JSON, a line for each event, without personal data." }
    OperationLogWhere { nb: "standard feilutgang; driften velger hvor den går", nn: "standard feilutgang; drifta vel kvar han går", se: "standárda boasttuolggus; doaimmaheaddji válljé gosa", en: "standard error; operations choose where it goes" }
    Metrics { nb: "Målinger", nn: "Målingar", se: "Mihtideamit", en: "Metrics" }
    MetricsForm { nb: "Prometheus-tekst, bare tall.", nn: "Prometheus-tekst, berre tal.", se: "Prometheus-teaksta, dušše logut.", en: "Prometheus text, numbers alone." }
    MetricsWhere { nb: "driftsdøren, /metrics; ikke lagret her", nn: "driftsdøra, /metrics; ikkje lagra her", se: "doaibmauksa, /metrics; ii vurkejuvvo dás", en: "the operations door, /metrics; not kept here" }
    ReadByOperators { nb: "driften", nn: "drifta", se: "doaimmaheaddji", en: "operators" }
    ReadByPerson { nb: "personen selv, virksomheten som leste, tjenestens eier, revisorer", nn: "personen sjølv, verksemda som las, eigaren av tenesta, revisorar", se: "olmmoš ieš, organisašuvdna mii logai, bálvalusa eaiggát, dárkkisteaddjit", en: "the person, the organisation that read, the service's owner, auditors" }
    ReadByAuditors { nb: "revisorer", nn: "revisorar", se: "dárkkisteaddjit", en: "auditors" }
    KeptForEver { nb: "uten slutt", nn: "utan slutt", se: "loahpa haga", en: "without end" }
    KeptFor { nb: "{n}, hvis formålet ikke sier noe annet; deretter ødelegges nøkkelen til innholdet", nn: "{n}, om føremålet ikkje seier noko anna; deretter vert nøkkelen til innhaldet øydelagd", se: "{n}, jos ulbmil ii daja eará; de billistuvvo sisdoalu čoavdda", en: "{n}, unless the purpose says otherwise; then the key to the content is destroyed" }
    OpenPartKept { nb: "uten slutt; innførselen er ikke om en person", nn: "utan slutt; innførsla er ikkje om ein person", se: "loahpa haga; merkejupmi ii leat olbmo birra", en: "without end; the entry is about nobody" }
    KindReading { nb: "Opplysninger om en person ble utlevert", nn: "Opplysningar om ein person vart utleverte", se: "Dieđut olbmo birra addojuvvojedje", en: "Data about a person was disclosed" }
    KindRefusal { nb: "Et oppslag ble avslått", nn: "Eit oppslag vart avslege", se: "Ohcan biehttaluvvui", en: "A request was refused" }
    KindToken { nb: "Et tilgangsbevis ble utstedt", nn: "Eit tilgangsbevis vart skrive ut", se: "Beassanduođaštus addojuvvui", en: "An access token was issued" }
    KindTokenRefusal { nb: "Et tilgangsbevis ble nektet", nn: "Eit tilgangsbevis vart nekta", se: "Beassanduođaštus biehttaluvvui", en: "A grant was refused" }
    KindPolicyFile { nb: "En fil med policyer", nn: "Ei fil med policyar", se: "Njuolggadusfiila", en: "A file of policies" }
    KindPolicyList { nb: "En liste over filer med policyer", nn: "Ei liste over filer med policyar", se: "Njuolggadusfiillaid listu", en: "A list of files of policies" }
    KindPoliciesActivated { nb: "Policyer ble satt i kraft", nn: "Policyar vart sette i kraft", se: "Njuolggadusat biddjojedje fápmui", en: "Policies were put into force" }
    KindLimitWarning { nb: "Et varsel om en grense", nn: "Eit varsel om ei grense", se: "Váruhus rájá birra", en: "A warning of a limit" }
    KindRegistration { nb: "Registeret ble endret", nn: "Registeret vart endra", se: "Registtar rievdaduvvui", en: "The registry was changed" }
    KindRelease { nb: "Et oppslag kan nå vises personen", nn: "Eit oppslag kan no visast personen", se: "Ohcama sáhttá dál čájehit olbmui", en: "A held reading may be shown to the person" }
    KindErasure { nb: "Nøkkelen til en person ble ødelagt", nn: "Nøkkelen til ein person vart øydelagd", se: "Olbmo čoavdda billistuvvui", en: "A person's key was destroyed" }
    KindExpired { nb: "En måneds nøkler ble ødelagt", nn: "Nøklane for ein månad vart øydelagde", se: "Mánu čoavdagat billistuvvojedje", en: "A month's keys were destroyed" }
    KindDigest { nb: "En sum over alle personers rekker", nn: "Ein sum over rekkjene til alle personar", se: "Čoahkkáigeassu buot olbmuid ráidduin", en: "A digest over all persons' sequences" }
    KindLook { nb: "Noen så i hovedboken", nn: "Nokon såg i hovudboka", se: "Muhtun geahčai váldogirjái", en: "Somebody looked into the ledger" }
    KindInquiry { nb: "En person spurte om et oppslag eller protesterte", nn: "Ein person spurde om eit oppslag eller protesterte", se: "Olmmoš jearai ohcama birra dahje vuosttaldii", en: "A person asked about a reading or objected" }
    KindInquiryAnswer { nb: "Virksomheten svarte personen", nn: "Verksemda svarte personen", se: "Organisašuvdna vástidii olbmui", en: "The organisation answered the person" }
    KindConsent { nb: "En person samtykket", nn: "Ein person samtykte", se: "Olmmoš miehtai", en: "A person consented" }
    KindConsentWithdrawn { nb: "Et samtykke ble trukket tilbake", nn: "Eit samtykke vart trekt tilbake", se: "Miehtan gessojuvvui ruovttoluotta", en: "A consent was withdrawn" }
    KindReservation { nb: "En person reserverte seg", nn: "Ein person reserverte seg", se: "Olmmoš várrehii iežas", en: "A person reserved against a purpose" }
    KindReservationEnded { nb: "En reservasjon ble opphevet", nn: "Ein reservasjon vart oppheva", se: "Várren loahpahuvvui", en: "A reservation was ended" }
    KindNoticeSetting { nb: "En person valgte varsler", nn: "Ein person valde varsel", se: "Olmmoš válljii dieđuid", en: "A person chose of what to be told" }
    KindNotice { nb: "En person ble varslet, eller det gikk ikke", nn: "Ein person vart varsla, eller det gjekk ikkje", se: "Olbmui dieđihuvvui, dahje dat ii lihkostuvvan", en: "A person was told, or could not be" }
    KindRelativeLook { nb: "En forelder eller verge så en annens liste", nn: "Ein forelder eller verje såg lista til ein annan", se: "Váhnen dahje fuolalaš geahčai nuppi listtu", en: "A parent or guardian looked at another's list" }
    KindIdentityRequest { nb: "En revisor ba om å få vite hvem en innførsel gjelder", nn: "Ein revisor bad om å få vite kven ei innførsle gjeld", se: "Dárkkisteaddji bivddii diehtit gean merkejupmi guoská", en: "An auditor asked whom an entry is about" }
    KindAlarm { nb: "Noe uvanlig ble sett i oppslagene", nn: "Noko uvanleg blei sett i oppslaga", se: "Ohcamiin fuomášuvvui juoga eahpedábálaš", en: "Something unusual was seen in the lookups" }
    KindIdentityDeclined { nb: "En revisor fikk nei til å vite hvem en innførsel gjelder", nn: "Ein revisor fekk nei til å vite kven ei innførsle gjeld", se: "Dárkkisteaddji ii ožžon diehtit gean merkejupmi guoská", en: "An auditor was refused to know whom an entry is about" }
    KindIdentityOpened { nb: "En revisor fikk vite hvem en innførsel gjelder", nn: "Ein revisor fekk vite kven ei innførsle gjeld", se: "Dárkkisteaddji oaččui diehtit gean merkejupmi guoská", en: "An auditor was told whom an entry is about" }
}

impl Say {
    /// The text with these in the places of `{n}`, `{t}` and the like.
    pub(super) fn with(self, language: Language, values: &[(&str, &str)]) -> String {
        let text = self.in_language(language).to_owned();
        values.iter().fold(text, |text, (name, value)| text.replace(name, value))
    }
}
