//! A time-stamping authority: certificates by rcgen, answers by `openssl ts`.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use sluse::stamp::Authority;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 3600;

/// A moment, as rcgen wants it; the type has no name here.
macro_rules! at {
    ($seconds:expr) => {
        date_time_ymd(1970, 1, 1) + Duration::from_secs($seconds)
    };
}

/// Seconds since 1970, by the machine's clock: OpenSSL knows no other.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A certificate and its key, as PEM.
pub(super) struct Signer {
    certificate: String,
    key: String,
}

/// The authority's folder, and its root.
pub(super) struct Tsa {
    dir: tempfile::TempDir,
    root_params: CertificateParams,
    root_key: KeyPair,
    root: CertificateDer<'static>,
}

impl Tsa {
    /// One with a P-256 key and all that RFC 3161 asks of its certificate.
    pub(super) fn good() -> Self {
        let tsa = Self::without_signer();
        let signer = tsa.certificate(&["timeStamping"], true, false);
        tsa.write("tsa.pem", signer.certificate.as_bytes());
        tsa.write("tsa.key", signer.key.as_bytes());
        tsa.write("conf", conf("sha256").as_bytes());
        tsa
    }

    /// One with an RSA key that signs with this digest.
    pub(super) fn rsa(digest: &str) -> Self {
        let tsa = Self::without_signer();
        tsa.write("ext", b"extendedKeyUsage=critical,timeStamping\nkeyUsage=digitalSignature\n");
        let ask = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-subj"];
        tsa.openssl(&[ask.as_slice(), &["/CN=RSA", "-out", "tsa.csr"]].concat());
        let sign = ["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key"];
        let rest = ["-set_serial", "5", "-days", "3", "-extfile", "ext", "-out", "tsa.pem"];
        tsa.openssl(&[sign.as_slice(), &rest].concat());
        tsa.write("conf", conf(digest).as_bytes());
        tsa
    }

    fn without_signer() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "Root of time");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.not_before = at!(now() - 400 * DAY);
        params.not_after = at!(now() + 4000 * DAY);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        let (pem, root) = (root.pem(), root.der().clone());
        let dir = tempfile::tempdir().unwrap();
        let tsa = Self { dir, root_params: params, root_key: key, root };
        tsa.write("ca.pem", pem.as_bytes());
        tsa.write("ca.key", tsa.root_key.serialize_pem().as_bytes());
        tsa.write("serial", b"01\n");
        tsa
    }

    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).unwrap();
    }

    fn openssl(&self, arguments: &[&str]) -> Vec<u8> {
        let done = Command::new("openssl").args(arguments).current_dir(self.path()).output();
        let done = done.unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "openssl {arguments:?}: {told}");
        done.stdout
    }

    pub(super) fn root(&self) -> CertificateDer<'static> {
        self.root.clone()
    }

    /// Whoever trusts it.
    pub(super) fn trusted(&self) -> Authority {
        Authority::new(&[self.root()], None).unwrap()
    }

    /// A certificate from its root, with these extended key usages.
    pub(super) fn certificate(&self, usages: &[&str], critical: bool, expired: bool) -> Signer {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "Authority of time");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.not_before = at!(now() - 30 * DAY);
        params.not_after = at!(if expired { now() - DAY } else { now() + 30 * DAY });
        let purposes: Vec<u8> = usages
            .iter()
            .flat_map(|usage| {
                let last = if *usage == "timeStamping" { 8 } else { 2 };
                [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, last]
            })
            .collect();
        if !purposes.is_empty() {
            let length = u8::try_from(purposes.len()).unwrap();
            let content = [&[0x30, length], purposes.as_slice()].concat();
            let mut usage = CustomExtension::from_oid_content(&[2, 5, 29, 37], content);
            usage.set_criticality(critical);
            params.custom_extensions.push(usage);
        }
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.root_params, &self.root_key);
        let certificate = params.signed_by(&key, &issuer).unwrap().pem();
        Signer { certificate, key: key.serialize_pem() }
    }

    /// Its answer to a query.
    pub(super) fn reply(&self, query: &[u8]) -> Vec<u8> {
        self.write("query", query);
        let reply = ["ts", "-reply", "-config", "conf", "-queryfile", "query", "-out", "reply"];
        // It refuses in its answer, not in its exit code alone.
        let done = Command::new("openssl").args(reply).current_dir(self.path()).output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        fs::read(self.path().join("reply")).unwrap_or_else(|_| panic!("{told}"))
    }

    /// Its answer about the note with nonce 7, but signed by somebody else.
    pub(super) fn signing_as(&self, signer: &Signer) -> Vec<u8> {
        let by = self.trusted();
        let query = sluse::stamp::query(&super::digest(super::NOTE), &super::nonce(7), &by);
        let reply = self.reply(&query);
        fs::write(self.path().join("reply"), reply).unwrap();
        self.write("other.pem", signer.certificate.as_bytes());
        self.write("other.key", signer.key.as_bytes());
        self.openssl(&["ts", "-reply", "-in", "reply", "-token_out", "-out", "token"]);
        let content = ["cms", "-verify", "-noverify", "-inform", "DER", "-in", "token"];
        self.openssl(&[content.as_slice(), &["-binary", "-out", "statement"]].concat());
        let sign = ["cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-md"];
        let what = ["sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "statement"];
        let who = ["-signer", "other.pem", "-inkey", "other.key", "-outform", "DER"];
        let token = self.openssl(&[sign.as_slice(), &what, &who].concat());
        // SEQUENCE { SEQUENCE { INTEGER 0 }, token }
        let length = u16::try_from(token.len() + 5).unwrap().to_be_bytes();
        [&[0x30, 0x82], length.as_slice(), &[0x30, 0x03, 0x02, 0x01, 0x00], &token].concat()
    }

    /// A query in OpenSSL's words.
    pub(super) fn openssl_reads(&self, query: &[u8]) -> String {
        self.write("query", query);
        let text = self.openssl(&["ts", "-query", "-in", "query", "-text"]);
        String::from_utf8(text).unwrap()
    }

    /// Whether OpenSSL accepts an answer in a file about the bytes in another.
    pub(super) fn openssl_verifies(&self, reply: &Path, data: &Path) -> bool {
        let done = Command::new("openssl")
            .args(["ts", "-verify", "-CAfile", "ca.pem", "-in"])
            .arg(reply)
            .arg("-data")
            .arg(data)
            .current_dir(self.path())
            .output()
            .unwrap();
        String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).contains("Verification: OK")
    }
}

fn conf(digest: &str) -> String {
    format!(
        "[tsa]\ndefault_tsa = it\n[it]\nserial = ./serial\ncrypto_device = builtin\n\
         signer_cert = ./tsa.pem\nsigner_key = ./tsa.key\nsigner_digest = {digest}\n\
         default_policy = 1.2.3.4.1\ndigests = sha256\nordering = yes\ntsa_name = yes\n\
         accuracy = secs:1, millisecs:500, microsecs:100\nclock_precision_digits = 3\n\
         ess_cert_id_alg = sha256\n"
    )
}
