//! What both servers need of a connection.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::ServerTls;

/// Longest that a server reads of one message: what is longer is a mistake of a test.
pub(crate) const LONGEST: usize = 4 * 1024 * 1024;

pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

pub(crate) type Connection = BufReader<Box<dyn Wire>>;

/// A task that ends with its server.
#[derive(Debug)]
pub(crate) struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens on loopback and hands each connection to a task of its own; all of them end with what is returned.
pub(crate) async fn listen<F, R>(serve: F) -> (SocketAddr, Running)
where
    F: Fn(TcpStream) -> R + Send + 'static,
    R: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port on loopback");
    let address = listener.local_addr().expect("its address");
    let task = tokio::spawn(async move {
        let mut open = tokio::task::JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let served = serve(stream);
            // An error here is a client that went away, which is what many tests are about.
            open.spawn(async move {
                let _ = served.await;
            });
        }
    });
    (address, Running(task))
}

pub(crate) fn plain(stream: TcpStream) -> Connection {
    BufReader::new(Box::new(stream))
}

pub(crate) async fn secured(stream: Box<dyn Wire>, tls: &ServerTls) -> io::Result<Connection> {
    Ok(BufReader::new(Box::new(TlsAcceptor::from(tls.clone()).accept(stream).await?)))
}

pub(crate) async fn say(connection: &mut Connection, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    connection.write_all(bytes.as_ref()).await?;
    connection.flush().await
}

/// One line without its end, or `None` at the end of what the client says.
pub(crate) async fn line(connection: &mut Connection) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if connection.read_until(b'\n', &mut bytes).await? == 0 || bytes.len() > LONGEST {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Says nothing more and keeps the connection until the client leaves.
pub(crate) async fn hang(connection: &mut Connection) -> io::Result<()> {
    while line(connection).await?.is_some() {}
    Ok(())
}

/// Says the same for ever, until the client leaves: much at once, so that a client which bounds what it reads comes to its
/// bound long before its patience ends, however busy the machine is.
pub(crate) async fn repeat(connection: &mut Connection, bytes: &[u8]) -> io::Result<()> {
    let much = bytes.repeat(512);
    loop {
        say(connection, &much).await?;
    }
}
