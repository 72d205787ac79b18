import { createServer, type Server } from 'node:net';

/** First byte of a TLS handshake. */
const handshake = 0x16;
const refusal = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Puts a server in front of one that speaks TLS: plain http gets the answer that Go's server gives, not a broken connection. */
export function refusePlainHttp(server: Pick<Server, 'emit'>): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      if (typeof first === 'string' || first[0] !== handshake) {
        socket.end(refusal);
        return;
      }
      socket.pause();
      socket.unshift(first);
      server.emit('connection', socket);
    });
  });
}
