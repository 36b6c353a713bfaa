/**
 * A certified OpenID Connect provider on the loopback address, for tests: `node provider.mjs REDIRECT-URI`. Prints
 * `ready ISSUER`; ends with its input. Whoever signs in as `NAME` or `NAME+ANYTHING`, with any password, is
 * `preferred_username` NAME; the subject is the whole of it.
 */
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [redirectUri = ''] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'muster', client_secret: 'a-secret-of-the-tests', redirect_uris: [redirectUri] }],
    claims: { profile: ['preferred_username'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => {
        const [name = ''] = id.split('+');
        return {
          sub: id,
          preferred_username: name,
          email: `${name}@example.org`,
          email_verified: !id.includes('+'),
        };
      },
    }),
  });
  server.on('request', (request, response) => void provider.callback()(request, response));
  console.log(`ready ${issuer}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
