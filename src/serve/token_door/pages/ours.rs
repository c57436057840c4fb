//! The texts of the errors that Maskinporten has no code for.

use super::{Explained, Said, said};

pub(super) const FORM: Explained = Explained {
    title: said("Skjemaet har feil form", "The form is malformed"),
    seen: said(
        "Kroppen i forespørselen er ikke et skjema med grant_type og assertion én gang hver, eller \
         den er for stor.",
        "The body of the request is not a form with grant_type and assertion once each, or it is \
         too large.",
    ),
    wanted: said(
        "Content-Type application/x-www-form-urlencoded og feltene grant_type og assertion, til \
         sammen høyst 32 KiB.",
        "Content-Type application/x-www-form-urlencoded and the parameters grant_type and assertion, \
         32 KiB at most altogether.",
    ),
    mend: said(
        "error_description sier hva det gjelder. Send skjemaet i kroppen, ikke som JSON og ikke i \
         adressen, og la et bibliotek kode verdiene.",
        "error_description says what it is. Send the form in the body, not as JSON and not in the \
         address, and let a library encode the values.",
    ),
};

pub(super) const METHOD: Explained = Explained {
    title: said("Feil metode", "The wrong method"),
    seen: said("Noe annet enn POST til /token.", "Something else than POST to /token."),
    wanted: said("POST, med grantet i kroppen.", "POST, with the grant in the body."),
    mend: said(
        "Bruk POST. Kontroller at ingen videresending på veien gjør POST om til GET. Et grant som er \
         sendt i en adresse, kan stå i logger: lag et nytt.",
        "Use POST. Check that no redirect on the way turns POST into GET. A grant that was sent in an \
         address may stand in logs: make a new one.",
    ),
};

pub(super) const GRANT_TYPE: Explained = Explained {
    title: said("Ukjent grant_type", "An unknown grant_type"),
    seen: said(
        "grant_type er noe annet enn det ene som brukes her.",
        "grant_type is something else than the one that is used here.",
    ),
    wanted: said(
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ),
    mend: said(
        "Sett grant_type til denne verdien. client_credentials og andre brukes ikke her.",
        "Set grant_type to this value. client_credentials and others are not used here.",
    ),
};

pub(super) const TYP: Explained = Explained {
    title: said("Dette er en annen slags token", "This is another kind of token"),
    seen: said(
        "typ i JWT-hodet sier at dette ikke er et grant, men for eksempel et tilgangstoken.",
        "typ in the JWT header says that this is no grant but, say, an access token.",
    ),
    wanted: said("typ lik JWT, eller ingen typ.", "typ equal to JWT, or no typ."),
    mend: said(
        "Send grantet som klienten selv har signert, ikke et token du har fått av andre.",
        "Send the grant that the client itself has signed, not a token that you got from others.",
    ),
};

pub(super) const KID_MISSING: Explained = Explained {
    title: said("kid mangler", "kid is missing"),
    seen: said(
        "JWT-hodet har ingen kid, og klienten har registrerte nøkler.",
        "The JWT header has no kid, and the client has registered keys.",
    ),
    wanted: said(
        "kid lik navnet på nøkkelen som grantet er signert med.",
        "kid equal to the name of the key that the grant is signed with.",
    ),
    mend: said(
        "Sett kid i hodet til verdien fra klientens nøkkelsett.",
        "Set kid in the header to the value in the client's key set.",
    ),
};

pub(super) const CERTIFICATE_MISSING: Explained = Explained {
    title: said("Klienten har verken nøkler eller sertifikat", "Neither keys nor a certificate"),
    seen: said(
        "Klienten har ingen registrerte nøkler, og JWT-hodet har ikke x5c, eller denne tjenesten tar \
         ikke imot sertifikater.",
        "The client has no registered keys, and the JWT header has no x5c, or this service accepts no \
         certificates.",
    ),
    wanted: said(
        "Virksomhetssertifikatet i x5c, eller en registrert nøkkel og dens kid.",
        "The business certificate in x5c, or a registered key and its kid.",
    ),
    mend: said(
        "Legg sertifikatet i x5c, eller registrer en nøkkel på klienten og bruk kid.",
        "Put the certificate into x5c, or register a key on the client and use kid.",
    ),
};

pub(super) const ON_BEHALF_OF: Explained = Explained {
    title: said("iss_onbehalfof godtas ikke", "iss_onbehalfof is not accepted"),
    seen: said(
        "iss_onbehalfof er ikke registrert på klienten, står sammen med consumer_org, eller brukes med \
         et scope som kan delegeres.",
        "iss_onbehalfof is not registered on the client, stands beside consumer_org, or is used with a \
         scope that can be delegated.",
    ),
    wanted: said(
        "En underklient som er registrert på klienten. Den hører til klientens egen virksomhet.",
        "A sub-client that is registered on the client. It belongs to the client's own organisation.",
    ),
    mend: said(
        "Registrer underklienten, eller ta bort feltet. Skal du handle for en annen virksomhet, bruker \
         du consumer_org og en delegering.",
        "Register the sub-client, or leave the claim out. To act for another organisation, use \
         consumer_org and a delegation.",
    ),
};

pub(super) const IAT_AHEAD: Explained = Explained {
    title: said("Klokken din går for fort", "Your clock is ahead"),
    seen: said(
        "iat er mer enn 10 sekunder fram i tid.",
        "iat is more than 10 seconds ahead of the service's time.",
    ),
    wanted: said(
        "iat høyst 10 sekunder fra tjenestens klokke, som sekunder siden 1970 i UTC.",
        "iat at most 10 seconds from the service's clock, in seconds since 1970 in UTC.",
    ),
    mend: said(
        "Still klokken på maskinen din (bruk NTP). Kontroller at du bruker UTC, ikke norsk tid, og \
         sekunder, ikke millisekunder.",
        "Set the clock of your machine (use NTP). Check that you use UTC, not local time, and \
         seconds, not milliseconds.",
    ),
};

pub(super) const IAT_TOO_OLD: Explained = Explained {
    title: said("Grantet er for gammelt", "The grant is too old"),
    seen: said("iat er mer enn 10 sekunder tilbake.", "iat is more than 10 seconds ago."),
    wanted: said(
        "iat høyst 10 sekunder fra tjenestens klokke, som sekunder siden 1970 i UTC.",
        "iat at most 10 seconds from the service's clock, in seconds since 1970 in UTC.",
    ),
    mend: said(
        "Lag grantet rett før det sendes, og still klokken på maskinen din (bruk NTP).",
        "Make the grant right before it is sent, and set the clock of your machine (use NTP).",
    ),
};

pub(super) const NBF_AHEAD: Explained = Explained {
    title: said("Grantet gjelder ikke ennå", "The grant is not valid yet"),
    seen: said(
        "nbf er mer enn 10 sekunder fram i tid.",
        "nbf is more than 10 seconds ahead of the service's time.",
    ),
    wanted: said("nbf som er passert, eller ingen nbf.", "nbf in the past, or no nbf."),
    mend: said(
        "Ta nbf ut av grantet, eller sett det lik iat. Still klokken på maskinen din (bruk NTP).",
        "Leave nbf out of the grant, or set it to iat. Set the clock of your machine (use NTP).",
    ),
};

pub(super) const LIFETIME_TOO_LONG: Explained = Explained {
    title: said("Grantet gjelder for lenge", "The grant is valid for too long"),
    seen: said("exp er mer enn 120 sekunder etter iat.", "exp is more than 120 seconds after iat."),
    wanted: said(
        "exp høyst 120 sekunder etter iat, begge i sekunder.",
        "exp at most 120 seconds after iat, both in seconds.",
    ),
    mend: said(
        "Sett exp til iat + 100. Kontroller at begge er i sekunder, ikke millisekunder.",
        "Set exp to iat + 100. Check that both are in seconds, not milliseconds.",
    ),
};

pub(super) const EXP_BEFORE_IAT: Explained = Explained {
    title: said("exp er før iat", "exp is before iat"),
    seen: said("exp er ikke etter iat.", "exp is not after iat."),
    wanted: said("exp 1 til 120 sekunder etter iat.", "exp 1 to 120 seconds after iat."),
    mend: said("Sett exp til iat + 100.", "Set exp to iat + 100."),
};

pub(super) const CONSUMER_ORG: Explained = Explained {
    title: said("consumer_org passer ikke", "consumer_org does not fit"),
    seen: said(
        "consumer_org er klientens egen virksomhet, eller et av scopene kan ikke delegeres, eller \
         scopene har delegeringer fra ulike kilder.",
        "consumer_org is the client's own organisation, or one of the scopes cannot be delegated, or \
         the scopes are delegated by different sources.",
    ),
    wanted: said(
        "consumer_org med en annen virksomhets nummer, og scope som kan delegeres fra samme kilde.",
        "consumer_org with another organisation's number, and scopes that can be delegated by one \
         source.",
    ),
    mend: said(
        "Ta bort consumer_org når du spør for din egen virksomhet. Be ellers om ett token for hver \
         kilde.",
        "Leave consumer_org out when you ask for your own organisation. Otherwise ask for one token \
         for each source.",
    ),
};

pub(super) const DPOP_PROOF: Explained = Explained {
    title: said("DPoP-beviset godtas ikke", "The DPoP proof is not accepted"),
    seen: said(
        "Klienten eller scopet krever DPoP, men hodefeltet DPoP mangler, er sendt flere ganger, er \
         brukt før, eller gjelder en annen forespørsel.",
        "The client or the scope requires DPoP, but the header field DPoP is missing, repeated, was \
         used before, or is for another request.",
    ),
    wanted: said(
        "Ett nytt bevis etter RFC 9449: typ dpop+jwt, den offentlige nøkkelen i jwk, htm POST, htu \
         lik adressen til token-endepunktet, iat nå, og en jti som ikke er brukt.",
        "One new proof as in RFC 9449: typ dpop+jwt, the public key in jwk, htm POST, htu equal to \
         the address of the token endpoint, iat now, and a jti that was not used.",
    ),
    mend: said(
        "Lag et nytt bevis for hver forespørsel. Bruk aldri samme nøkkel til bevis og til grant.",
        "Make a new proof for each request. Never use one key for both proofs and grants.",
    ),
};

pub(super) const DPOP_NONCE: Explained = Explained {
    title: said("DPoP-beviset mangler nonce", "The DPoP proof needs a nonce"),
    seen: said(
        "Beviset har ingen nonce fra tjenesten, eller en som er for gammel.",
        "The proof has no nonce of the service's, or one that is too old.",
    ),
    wanted: said(
        "nonce lik verdien i svarets hodefelt DPoP-Nonce.",
        "nonce equal to the value of the header field DPoP-Nonce in the answer.",
    ),
    mend: said(
        "Prøv igjen med et nytt grant og et nytt bevis med denne verdien. Biblioteker som kan DPoP, \
         gjør det selv.",
        "Try again with a new grant and a new proof with this value. Libraries that know DPoP do so \
         by themselves.",
    ),
};

pub(super) const CLIENT_CERTIFICATE: Explained = Explained {
    title: said("Klientsertifikatet mangler", "The client certificate is missing"),
    seen: said(
        "Klienten eller scopet krever at tokenet bindes til et sertifikat, men forbindelsen har ikke \
         noe.",
        "The client or the scope requires a token that is bound to a certificate, but the connection \
         has none.",
    ),
    wanted: said(
        "En TLS-forbindelse med klientsertifikat (RFC 8705), den samme her og når tokenet brukes.",
        "A TLS connection with a client certificate (RFC 8705), the same here and where the token is \
         used.",
    ),
    mend: said(
        "Sett opp HTTP-klienten med sertifikat og privat nøkkel, og bruk adressene i \
         mtls_endpoint_aliases i metadata når de finnes.",
        "Give the HTTP client the certificate and its private key, and use the addresses in \
         mtls_endpoint_aliases in the metadata where there are any.",
    ),
};

pub(super) const BUSY: Explained = Explained {
    title: said("Tjenesten har for mye å gjøre", "The service is busy"),
    seen: said(
        "Flere forespørsler venter enn tjenesten rekker.",
        "More requests wait than the service can answer.",
    ),
    wanted: said("Et nytt forsøk om litt.", "Another attempt in a while."),
    mend: said(
        "Vent så lenge som Retry-After sier, og prøv med et nytt grant. Bruk hvert token til det \
         utløper i stedet for å hente et nytt for hvert kall.",
        "Wait as long as Retry-After says, and try with a new grant. Use each token until it expires \
         instead of getting a new one for each call.",
    ),
};

/// How to mend what is not the client's fault.
const WAIT_AND_TELL: Said = said(
    "Vent så lenge som Retry-After sier, og prøv med et nytt grant. Varer det, oppgi trace_id til \
     den som driver tjenesten.",
    "Wait as long as Retry-After says, and try with a new grant. If it lasts, give the trace_id \
     to the operator of the service.",
);

pub(super) const CONSENT_SOURCE: Explained = Explained {
    title: said("Samtykket kan ikke slås opp nå", "The consent cannot be looked up now"),
    seen: said(
        "Kilden til samtykker svarte ikke, eller svarte med noe annet enn et samtykke.",
        "The source of consents did not answer, or answered with something else than a consent.",
    ),
    wanted: said(
        "Ingenting av deg: feilen er ikke din.",
        "Nothing of you: the fault is not yours.",
    ),
    mend: WAIT_AND_TELL,
};

pub(super) const UNAVAILABLE: Explained = Explained {
    title: said("Tjenesten kan ikke utstede token nå", "The service cannot issue tokens now"),
    seen: said(
        "Tjenesten kan ikke skrive i loggen sin. Ingenting utstedes uten å være ført.",
        "The service cannot write to its ledger. Nothing is issued unrecorded.",
    ),
    wanted: said("Ingenting av deg: feilen er vår.", "Nothing of you: the fault is ours."),
    mend: WAIT_AND_TELL,
};

pub(super) const TOO_MANY_REFUSALS: Explained = Explained {
    title: said("For mange feil på kort tid", "Too many errors in a short time"),
    seen: said(
        "Det kom så mange avviste forespørsler fra denne adressen at denne ikke ble vurdert videre.",
        "So many refused requests came from this address that this one was not looked into further.",
    ),
    wanted: said("Færre forespørsler som avvises.", "Fewer requests that are refused."),
    mend: said(
        "Se på feilene før denne: det er dem som må rettes. La klienten vente lenger for hvert \
         mislykkede forsøk, og minst så lenge som Retry-After sier.",
        "Look at the errors before this one: they are what must be mended. Let the client wait longer \
         after each failed attempt, and at least as long as Retry-After says.",
    ),
};
