//! A stream that counts, so that no answer is read without an end and what left is known.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Most that is read at once.
const CHUNK: usize = 4096;

/// What is counted of one connection.
#[derive(Debug)]
pub(crate) struct Gauge {
    /// Bytes that may still come.
    left: AtomicUsize,
    written: AtomicUsize,
    /// Whether bytes are read one by one.
    slowly: AtomicBool,
    overflowed: AtomicBool,
    ended: AtomicBool,
}

impl Gauge {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicUsize::new(limit),
            written: AtomicUsize::new(0),
            slowly: AtomicBool::new(false),
            overflowed: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        })
    }

    /// Counts anew, for the next answer.
    pub(crate) fn reset(&self, limit: usize) {
        self.left.store(limit, Relaxed);
        self.written.store(0, Relaxed);
    }

    /// Reads byte by byte from now on or not. The client of SMTP keeps what it read beyond an answer, and would take
    /// what somebody slipped in behind the answer to STARTTLS for something that was said under TLS. Read like this
    /// there is nothing beyond an answer, and what was slipped in spoils the handshake instead.
    pub(crate) fn read_slowly(&self, slowly: bool) {
        self.slowly.store(slowly, Relaxed);
    }

    /// Bytes that were handed to the system since it last counted anew.
    pub(crate) fn written(&self) -> usize {
        self.written.load(Relaxed)
    }

    /// Whether more came than may.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed.load(Relaxed)
    }

    /// Whether the other side closed.
    pub(crate) fn ended(&self) -> bool {
        self.ended.load(Relaxed)
    }
}

/// A connection that is counted.
#[derive(Debug)]
pub(crate) struct Metered {
    stream: TcpStream,
    gauge: Arc<Gauge>,
}

impl Metered {
    pub(crate) const fn new(stream: TcpStream, gauge: Arc<Gauge>) -> Self {
        Self { stream, gauge }
    }
}

impl AsyncRead for Metered {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let left = self.gauge.left.load(Relaxed);
        if left == 0 {
            self.gauge.overflowed.store(true, Relaxed);
            return Poll::Ready(Err(io::Error::other("the answer has no end")));
        }
        let most = if self.gauge.slowly.load(Relaxed) { 1 } else { CHUNK };
        let mut space = [0; CHUNK];
        let mut chunk = ReadBuf::new(&mut space[..most.min(left).min(buf.remaining())]);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut chunk))?;
        let read = chunk.filled();
        if read.is_empty() {
            self.gauge.ended.store(true, Relaxed);
        }
        self.gauge.left.fetch_sub(read.len(), Relaxed);
        buf.put_slice(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Metered {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let count = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.gauge.written.fetch_add(count, Relaxed);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A connection with or without TLS.
#[derive(Debug)]
pub(crate) enum Line {
    Plain(Metered),
    Tls(Box<TlsStream<Metered>>),
}

impl Line {
    /// The own address on this connection.
    pub(crate) fn local_ip(&self) -> Option<IpAddr> {
        let stream = match self {
            Self::Plain(metered) => &metered.stream,
            Self::Tls(stream) => &stream.get_ref().0.stream,
        };
        stream.local_addr().ok().map(|address| address.ip())
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(metered) => metered.stream.peer_addr(),
            Self::Tls(stream) => stream.get_ref().0.stream.peer_addr(),
        }
    }
}
