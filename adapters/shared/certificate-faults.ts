/** What is wrong with a server's certificate and what to do, by the words of a TLS error. */
export const certificateFaults: readonly (readonly [words: RegExp, line: string])[] = [
  [/certificate has expired|CERT_HAS_EXPIRED/i, 'the certificate of the server has expired; renew it'],
  [
    /self.signed|unable to (verify|get)|UNKNOWN_CA|issuer/i,
    'the certificate of the server is signed by nobody known here; name its authority with tlsCAFile',
  ],
  [/altnames|does not match certificate/i, 'the certificate of the server is made out to another name'],
];
