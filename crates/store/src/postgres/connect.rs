//! Reaching a PostgreSQL server: its address, TLS and what the connection asks of it.

use super::Session;
use crate::Error;
use ::postgres::config::SslMode;
use ::postgres::{Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Where the certificates that the system trusts are kept, by distribution.
const SYSTEM_ROOTS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// A server's address, ready to connect to again and again.
pub(crate) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Server {
    /// Reads `postgres://user:password@host:port/database`. With `sslmode=require` (or `verify-full`) the connection
    /// is encrypted and the server's certificate and name are checked, against `sslrootcert=FILE` if given and
    /// otherwise the system's roots; without it the connection is plain.
    ///
    /// Errors: [`Error::Invalid`] for an address or a certificate file that cannot be read.
    pub(crate) fn new(url: &str) -> Result<Self, Error> {
        let (url, roots) = without_roots(url);
        let url = url.replace("sslmode=verify-full", "sslmode=require");
        let mut config: Config =
            url.parse().map_err(|error| Error::invalid("the address of PostgreSQL", chain(&error)))?;
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(encryption(roots)?),
            _ => None,
        };
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        if config.get_application_name().is_none() {
            config.application_name("dantin");
        }
        Ok(Self { config, tls })
    }

    /// Opens a connection; blocks, so never call it on a thread that runs tasks.
    pub(crate) fn connect(&self) -> Result<Session, Error> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        client
            .map(Session::new)
            .map_err(|error| Error::Engine(format!("cannot connect to PostgreSQL: {}", chain(&error))))
    }
}

/// Takes `sslrootcert` out of the address, which the driver does not know.
fn without_roots(url: &str) -> (String, Option<PathBuf>) {
    let Some((address, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let mut roots = None;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|part| match part.strip_prefix("sslrootcert=") {
            Some(path) => {
                roots = Some(PathBuf::from(path.replace("%2F", "/")));
                false
            }
            None => true,
        })
        .collect();
    let separator = if rest.is_empty() { "" } else { "?" };
    (format!("{address}{separator}{}", rest.join("&")), roots)
}

fn encryption(roots: Option<PathBuf>) -> Result<MakeRustlsConnect, Error> {
    let path = roots
        .or_else(|| SYSTEM_ROOTS.iter().map(PathBuf::from).find(|path| path.exists()))
        .ok_or_else(|| Error::invalid("sslrootcert", "no trusted certificates found; name a file"))?;
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates(&path)?);
    if store.is_empty() {
        return Err(Error::invalid("sslrootcert", format!("{} holds no certificate", path.display())));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Engine(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| Error::invalid("sslrootcert", format!("{}: {error}", path.display())))
}

/// An error with its causes, which the driver keeps apart.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
