//! A small HTTP/1.1 client that keeps its connection. It reads answers with a `Content-Length`, which is what the
//! measured addresses give, and refuses all others.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// One connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    head: usize,
    end: usize,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Client> {
        let stream = TcpStream::connect(address).await.context("no connection to the server")?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::with_capacity(64 << 10), head: 0, end: 0 })
    }

    /// Sends one request and reads its answer to the end; gives the status.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        loop {
            if let Some((head, length)) = self.read_head()? {
                self.head = head;
                self.end = head + length;
                while self.buffer.len() < self.end {
                    self.read_more().await?;
                }
                return self.status();
            }
            self.read_more().await?;
        }
    }

    /// The body of the last answer, as it was sent.
    pub fn body(&self) -> &[u8] {
        self.buffer.get(self.head..self.end).unwrap_or_default()
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection within an answer");
        }
        Ok(())
    }

    /// Where the body begins and how long it is, once the head is there.
    fn read_head(&self) -> anyhow::Result<Option<(usize, usize)>> {
        let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?;
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .with_context(|| format!("an answer without a length:\n{head}"))?;
        Ok(Some((end + 4, length.1.trim().parse()?)))
    }

    fn status(&self) -> anyhow::Result<u16> {
        let line = self.buffer.get(9..12).context("no status")?;
        Ok(std::str::from_utf8(line)?.parse()?)
    }
}

/// A GET as a browser would send it.
pub fn page(path: &str, cookie: Option<&str>) -> Vec<u8> {
    let cookie = cookie.map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n{cookie}\r\n")
        .into_bytes()
}

/// A GET as a program would send it that does not ask for compression.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

/// The same with a cookie.
pub fn get_as(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n").into_bytes()
}

/// The same of a browser at this address, as a proxy hands it on.
pub fn get_from(path: &str, from: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\n\r\n").into_bytes()
}

/// A form POST of an Open311 client.
pub fn post(path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    form(path, fields, "")
}

/// A form POST with a cookie, as the desk's pages send it.
pub fn post_as(path: &str, fields: &[(&str, &str)], cookie: &str) -> Vec<u8> {
    form(path, fields, &format!("Cookie: {cookie}\r\n"))
}

/// A form POST of a browser at this address, as a proxy hands it on.
pub fn post_from(path: &str, fields: &[(&str, &str)], from: &str) -> Vec<u8> {
    form(path, fields, &format!("X-Forwarded-For: {from}\r\n"))
}

fn form(path: &str, fields: &[(&str, &str)], headers: &str) -> Vec<u8> {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let body = body.join("&");
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn escape(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len() * 2), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push('%');
            for half in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
        text
    })
}
