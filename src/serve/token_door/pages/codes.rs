//! The texts of the errors that have a code of Maskinporten's, in the order of the codes.

use super::{Explained, said};

pub(super) const MP_011: Explained = Explained {
    title: said("Grantet kan ikke leses", "The grant cannot be read"),
    seen: said(
        "Grantet (assertion) kan ikke leses på én entydig måte, eller et felt i det mangler, er \
         ukjent eller har feil form.",
        "The grant (assertion) cannot be read in one way only, or a claim in it is missing, unknown \
         or malformed.",
    ),
    wanted: said(
        "Et signert JWT med tre deler i base64url uten utfylling, der hvert felt står én gang: aud, \
         iss, scope, iat og exp, og om ønskelig jti, nbf, resource, pid, consumer_org og \
         authorization_details. iat og exp er tall. Hodet har ikke jwk, jku, x5u eller crit.",
        "A signed JWT of three parts in base64url without padding, with each claim once: aud, iss, \
         scope, iat and exp, and if wanted jti, nbf, resource, pid, consumer_org and \
         authorization_details. iat and exp are numbers. The header has no jwk, jku, x5u or crit.",
    ),
    mend: said(
        "error_description sier hvilken del eller hvilket felt det gjelder. Vanlige årsaker er \
         linjeskift i grantet, datoer som tekst eller i millisekunder, og felt som ikke hører til i \
         et grant.",
        "error_description names the part or the claim. Common causes are line breaks in the grant, \
         dates as text or in milliseconds, and claims that do not belong in a grant.",
    ),
};

pub(super) const MP_012: Explained = Explained {
    title: said("Grantet er brukt før", "The grant was used before"),
    seen: said(
        "Dette grantet, eller et annet med samme jti fra samme klient, er brukt før.",
        "This grant, or another one with the same jti of the same client, was used before.",
    ),
    wanted: said(
        "Et nytt grant for hver forespørsel. Et grant gir høyst ett token.",
        "A new grant for each request. A grant gives one token at most.",
    ),
    mend: said(
        "Lag et nytt grant med ny jti hver gang, også når du prøver på nytt etter et avbrudd eller \
         et svar som ikke kom fram.",
        "Make a new grant with a new jti each time, also when you try again after an interruption \
         or an answer that did not arrive.",
    ),
};

pub(super) const MP_100: Explained = Explained {
    title: said("Klienten eller nøkkelen er ukjent", "The client or the key is unknown"),
    seen: said(
        "iss er ikke en klient som er registrert her, eller klienten har ingen nøkkel med denne kid.",
        "iss is not a client that is registered here, or the client has no key with this kid.",
    ),
    wanted: said(
        "iss lik klientens ID og kid lik navnet på en av nøklene som er registrert på klienten.",
        "iss equal to the client's id, and kid equal to the name of one of the keys that are \
         registered on the client.",
    ),
    mend: said(
        "Kontroller klient-ID og kid tegn for tegn. Kontroller at du bruker riktig miljø: test og \
         produksjon har hver sine klienter.",
        "Check the client id and the kid, letter by letter. Check that this is the right \
         environment: test and production have different clients.",
    ),
};

pub(super) const MP_110: Explained = Explained {
    title: said("Feil mottaker i aud", "The wrong audience in aud"),
    seen: said(
        "aud er noe annet enn utstederens navn.",
        "aud is something else than the name of the issuer.",
    ),
    wanted: said(
        "aud lik verdien av issuer i metadata, som én tekst og med skråstrek til slutt.",
        "aud equal to the value of issuer in the metadata, as one text and with the slash at the \
         end.",
    ),
    mend: said(
        "Hent issuer fra /.well-known/oauth-authorization-server og bruk den uendret. Adressen til \
         token-endepunktet godtas ikke, og heller ikke en liste.",
        "Take issuer from /.well-known/oauth-authorization-server and use it unchanged. The address \
         of the token endpoint is not accepted, nor is a list.",
    ),
};

pub(super) const MP_120: Explained = Explained {
    title: said("Sertifikatet godtas ikke", "The certificate is not accepted"),
    seen: said(
        "Sertifikatet i x5c er ikke utstedt av noen vi stoler på, er utløpt, er trukket tilbake, er \
         ikke til signering, eller tilbaketrekkingslisten kunne ikke kontrolleres.",
        "The certificate in x5c is not from an issuer that is trusted here, has expired, has been \
         revoked, is not for signatures, or the revocation list could not be checked.",
    ),
    wanted: said(
        "Et gyldig virksomhetssertifikat for dette miljøet, som første ledd i x5c.",
        "A valid business certificate for this environment, as the first member of x5c.",
    ),
    mend: said(
        "error_description sier årsaken. Kontroller at sertifikatet er gyldig i dag, og at et \
         testsertifikat bare brukes i test. Er det trukket tilbake, må virksomheten bestille et nytt.",
        "error_description says the cause. Check that the certificate is valid today, and that a test \
         certificate is used in test only. If it has been revoked, the organisation must order a new \
         one.",
    ),
};

pub(super) const MP_121: Explained = Explained {
    title: said("Nøkkelen er utløpt", "The key has expired"),
    seen: said(
        "Nøkkelen som kid viser til, er registrert på klienten, men siste gyldige dag er passert.",
        "The key that kid names is registered on the client, but its last valid day has passed.",
    ),
    wanted: said("En nøkkel som er gyldig i dag.", "A key that is valid today."),
    mend: said(
        "Lag et nytt nøkkelpar, registrer den offentlige nøkkelen på klienten, og signer med den \
         nye private nøkkelen og dens kid.",
        "Make a new key pair, register the public key on the client, and sign with the new private \
         key and its kid.",
    ),
};

pub(super) const MP_122: Explained = Explained {
    title: said(
        "Sertifikatet tilhører en annen virksomhet",
        "The certificate is another organisation's",
    ),
    seen: said(
        "Organisasjonsnummeret i sertifikatet er et annet enn klientens, eller det mangler.",
        "The organisation number in the certificate is not the client's, or there is none.",
    ),
    wanted: said(
        "Et sertifikat utstedt til virksomheten som eier klienten: organizationIdentifier \
         NTRNO-nummer eller serialNumber.",
        "A certificate of the organisation that owns the client: organizationIdentifier \
         NTRNO-number, or serialNumber.",
    ),
    mend: said(
        "Bruk virksomhetens eget sertifikat. En leverandør bruker sin egen klient, sitt eget \
         sertifikat og consumer_org.",
        "Use the organisation's own certificate. A supplier uses its own client, its own \
         certificate and consumer_org.",
    ),
};

pub(super) const MP_123: Explained = Explained {
    title: said("x5c har feil form", "x5c is malformed"),
    seen: said(
        "x5c i JWT-hodet er ikke en liste med sertifikater.",
        "x5c in the JWT header is not an array of certificates.",
    ),
    wanted: said(
        "En liste med tekster: hvert sertifikat som DER i vanlig base64, ditt eget først.",
        "An array of texts: each certificate as DER in standard base64, your own first.",
    ),
    mend: said(
        "Sett klammer rundt sertifikatet, også når det bare er ett. Ta bort linjene BEGIN og END og \
         alle linjeskift. Har klienten registrerte nøkler, bruker du kid i stedet.",
        "Put brackets around the certificate, also when there is only one. Leave out the lines BEGIN \
         and END and all line breaks. If the client has registered keys, use kid instead.",
    ),
};

pub(super) const MP_124: Explained = Explained {
    title: said("Signaturen stemmer ikke", "The signature does not match"),
    seen: said(
        "Signaturen passer ikke til nøkkelen, eller alg er en annen enn nøkkelen er registrert for.",
        "The signature does not fit the key, or alg is not the one that the key is registered for.",
    ),
    wanted: said(
        "En signatur med RS256, RS384 eller RS512 av den private nøkkelen som hører til kid eller \
         til sertifikatet.",
        "A signature with RS256, RS384 or RS512 by the private key that belongs to kid or to the \
         certificate.",
    ),
    mend: said(
        "Kontroller at den private nøkkelen hører til den registrerte offentlige, at alg er \
         riktig, og at ingenting endrer grantet etter at det er signert.",
        "Check that the private key belongs to the registered public one, that alg is right, and \
         that nothing changes the grant after it is signed.",
    ),
};

pub(super) const MP_130: Explained = Explained {
    title: said("Grantet er utløpt", "The grant has expired"),
    seen: said("exp er passert.", "exp has passed."),
    wanted: said(
        "exp etter tidspunktet da grantet kommer fram, og høyst 120 sekunder etter iat.",
        "exp after the moment at which the grant arrives, and at most 120 seconds after iat.",
    ),
    mend: said(
        "Kontroller klokken på maskinen din (bruk NTP), og lag et nytt grant rett før hver \
         forespørsel.",
        "Check the clock of your machine (use NTP), and make a new grant right before each request.",
    ),
};

pub(super) const MP_200: Explained = Explained {
    title: said("Scopet er ikke på klienten", "The scope is not on the client"),
    seen: said(
        "Et av scopene er ikke registrert på klienten, eller har feil form.",
        "One of the scopes is not registered on the client, or is malformed.",
    ),
    wanted: said(
        "1 til 32 scope av formen prefiks:navn, skilt med mellomrom, alle registrert på klienten.",
        "1 to 32 scopes of the form prefix:name, separated by spaces, all registered on the client.",
    ),
    mend: said(
        "Registrer scopet på klienten, eller ta det ut av forespørselen.",
        "Register the scope on the client, or leave it out of the request.",
    ),
};

pub(super) const MP_201: Explained = Explained {
    title: said("Scopet er ikke for slike klienter", "The scope is not for such clients"),
    seen: said(
        "Et av scopene kan ikke brukes av maskiner alene.",
        "One of the scopes cannot be used by machines on their own.",
    ),
    wanted: said("Scope som er åpne for Maskinporten-klienter.", "Scopes for machine clients."),
    mend: said(
        "Ta scopet ut av forespørselen, eller spør eieren av scopet hvordan det skal brukes.",
        "Leave the scope out of the request, or ask its owner how it is to be used.",
    ),
};

pub(super) const MP_250: Explained = Explained {
    title: said("Konsumenten har ikke tilgang", "The consumer has no access"),
    seen: said(
        "Tilbyderen som eier scopet, har ikke gitt konsumenten tilgang til det.",
        "The provider that owns the scope has not given the consumer access to it.",
    ),
    wanted: said(
        "At konsumenten står på tilbyderens tilgangsliste for scopet.",
        "The consumer on the provider's access list for the scope.",
    ),
    mend: said(
        "Be tilbyderen om tilgang. Ved delegering er det konsumenten som skal ha tilgang, ikke \
         leverandøren.",
        "Ask the provider for access. With delegation it is the consumer that must have it, not the \
         supplier.",
    ),
};

pub(super) const MP_251: Explained = Explained {
    title: said("Delegeringen mangler", "The delegation is missing"),
    seen: said(
        "Konsumenten har ikke delegert scopet til leverandøren, eller delegeringen er utløpt.",
        "The consumer has not delegated the scope to the supplier, or the delegation has expired.",
    ),
    wanted: said(
        "En gyldig delegering av scopet fra consumer_org til organisasjonen som eier klienten.",
        "A valid delegation of the scope from consumer_org to the organisation that owns the client.",
    ),
    mend: said(
        "Be konsumenten om å delegere scopet til deg, eller om å fornye delegeringen.",
        "Ask the consumer to delegate the scope to you, or to renew the delegation.",
    ),
};

pub(super) const MP_301: Explained = Explained {
    title: said("Ukjent type i authorization_details", "An unknown type in authorization_details"),
    seen: said(
        "authorization_details har en type som ikke brukes her, eller mangler type.",
        "authorization_details has a type that is not used here, or has none.",
    ),
    wanted: said(
        "En liste med objekter av typene i authorization_details_types_supported i metadata.",
        "An array of objects of the types in authorization_details_types_supported in the metadata.",
    ),
    mend: said(
        "Kontroller stavemåten av type, eller ta authorization_details ut av grantet.",
        "Check the spelling of type, or leave authorization_details out of the grant.",
    ),
};

pub(super) const MP_302: Explained = Explained {
    title: said(
        "Ukjent felt i authorization_details",
        "An unknown member in authorization_details",
    ),
    seen: said(
        "Et objekt i authorization_details har et felt som typen ikke har.",
        "An object in authorization_details has a member that its type does not have.",
    ),
    wanted: said(
        "Bare feltene som hører til typen, skrevet nøyaktig slik.",
        "Only the members that belong to the type, spelt exactly so.",
    ),
    mend: said(
        "Ta bort feltet, eller rett stavemåten. Store og små bokstaver er forskjellige: ID, ikke id.",
        "Leave the member out, or mend its spelling. Case matters: ID, not id.",
    ),
};

pub(super) const MP_303: Explained = Explained {
    title: said(
        "En verdi i authorization_details godtas ikke",
        "A value in authorization_details is not accepted",
    ),
    seen: said(
        "En verdi i authorization_details har feil form, mangler, eller viser til noe som ikke finnes: \
         for eksempel en kunde uten systembruker, eller et samtykke som ikke gjelder.",
        "A value in authorization_details is malformed, is missing, or names something that does not \
         exist: a customer without a system user, say, or a consent that does not hold.",
    ),
    wanted: said(
        "Verdier som finnes og gjelder i dag, for klientens egen organisasjon.",
        "Values that exist and hold today, for the client's own organisation.",
    ),
    mend: said(
        "Kontroller organisasjonsnummer og ID. For systembruker må kunden ha opprettet og godkjent \
         den; for samtykke må personen ha gitt det til din virksomhet, og det må ikke være utløpt.",
        "Check the organisation number and the id. A system user must have been created and approved \
         by the customer; a consent must be given to your organisation and must not have expired.",
    ),
};
