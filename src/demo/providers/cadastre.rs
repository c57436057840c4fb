//! The cadastre over SOAP 1.1: `getObject` of StoreServiceWS, about one owner of property. The key of
//! an owner is their place in the population.
//!
//! Names: Kartverket's schemas of the Matrikkel API (see `policies/services/matrikkelen-person.toml`);
//! what stands inside an address is assumed.

use super::Refusal;
use crate::demo::persons::{Grading, NumberKind, Person, Population};
use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use roxmltree::{Document, Node};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const DOMAIN: &str = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/domain";
const PERSON: &str = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/domain/person";
const STORE: &str = "http://matrikkel.statkart.no/matrikkelapi/wsapi/v1/service/store";

/// What a client's context says, in the order of the schema.
const CONTEXT: &str = "<d:locale>no_NO_B</d:locale>\
    <d:brukOriginaleKoordinater>false</d:brukOriginaleKoordinater>\
    <d:koordinatsystemKodeId><d:value>24</d:value></d:koordinatsystemKodeId>\
    <d:systemVersion>trunk</d:systemVersion>\
    <d:klientIdentifikasjon>sluse</d:klientIdentifikasjon>";

/// The question about the owner with this key.
pub fn question(key: usize) -> String {
    envelope(&format!(
        "<st:getObject><st:id xsi:type=\"p:FysiskPersonId\"><d:value>{key}</d:value></st:id>\
         <st:matrikkelContext>{CONTEXT}</st:matrikkelContext></st:getObject>"
    ))
}

/// Answers one question.
pub(super) fn answer(population: &Population, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::Query)?;
    let question = Document::parse(text).map_err(|_| Refusal::Query)?;
    let mut at = question.root_element();
    for name in [(SOAP, "Body"), (STORE, "getObject"), (STORE, "id")] {
        at = child(at, name).ok_or(Refusal::Query)?;
    }
    if at.attribute((INSTANCE, "type")) != Some("p:FysiskPersonId") {
        return Err(Refusal::Query);
    }
    let key = child(at, (DOMAIN, "value")).and_then(|value| value.text());
    let key = key.and_then(|key| key.parse().ok()).ok_or(Refusal::Identifier)?;
    let person = population.at(key).ok_or(Refusal::Unknown)?;
    Ok(owner(person).into_bytes())
}

fn child<'d>(of: Node<'d, 'd>, name: (&'static str, &'static str)) -> Option<Node<'d, 'd>> {
    of.children().find(|child| child.has_tag_name(name))
}

/// One owner. No text here has a character that XML reserves: all of them are the population's own.
fn owner(person: &Person) -> String {
    let name = person.names.current();
    let home = person.homes.current();
    let hidden = person.grading() == Grading::StrictlyConfidential
        || person.number_kind() == NumberKind::D
        || person.left.is_some();
    let address = if hidden {
        String::new()
    } else {
        format!(
            "<p:bostedsadresse><p:kommunenummer>{}</p:kommunenummer>\
             <p:adressenavn>{}</p:adressenavn><p:husnummer>{}</p:husnummer>\
             <p:postnummer>{}</p:postnummer></p:bostedsadresse>",
            home.place.municipality, home.street, home.house, home.place.postcode,
        )
    };
    envelope(&format!(
        "<st:getObjectResponse><st:return xsi:type=\"p:FysiskPerson\">\
         <d:id xsi:type=\"p:FysiskPersonId\"><d:value>{}</d:value></d:id>\
         <p:nummer>{}</p:nummer><p:navn>{} {}</p:navn><p:fornavn>{}</p:fornavn>\
         <p:etternavn>{}</p:etternavn>{address}</st:return></st:getObjectResponse>",
        person.position(),
        person.number().expose(),
        name.last,
        name.first,
        name.first,
        name.last,
    ))
}

fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{SOAP}\" \
         xmlns:xsi=\"{INSTANCE}\" xmlns:d=\"{DOMAIN}\" xmlns:p=\"{PERSON}\" xmlns:st=\"{STORE}\">\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// A fault, which SOAP 1.1 (section 6.2) sends with status 500 whatever it is about.
pub(super) fn fault(text: &str) -> Response<Bytes> {
    let fault = envelope(&format!(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>{text}</faultstring></s:Fault>"
    ));
    xml(StatusCode::INTERNAL_SERVER_ERROR, fault.into_bytes())
}

pub(super) fn xml(status: StatusCode, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
