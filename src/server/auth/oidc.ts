import type { Logger } from 'pino';
import type * as OpenidClient from 'openid-client';
import type { ProvenIdentity } from '../../../domain/accounts/index.ts';
import type { Clock, CredentialStore } from '../../../domain/kernel/index.ts';
import type { OidcConfig } from '../config.ts';
import { AppError } from '../errors/index.ts';
import { hashSecret } from './secrets.ts';

const minute = 60_000;
/** How long somebody may take at the provider. */
const flowMs = 10 * minute;
/** Seconds a question to the provider may take. */
const answerSeconds = 10;

type Client = typeof OpenidClient;

export interface OidcPorts {
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Flow {
  readonly verifier: string;
  readonly nonce: string;
  /** Where in the console the person wanted to go. */
  readonly back: string;
}

export interface Proven {
  readonly name: string;
  readonly identity: ProvenIdentity;
  readonly back: string;
}

/**
 * Sign-in through an OpenID Connect provider: authorization code with PKCE. A flow is kept where all servers find it,
 * is good once, and belongs to the browser that holds its state.
 */
export class Oidc {
  readonly #config: OidcConfig;
  readonly #redirectUri: string;
  readonly #ports: OidcPorts;
  #client: Promise<{ readonly client: Client; readonly provider: OpenidClient.Configuration }> | undefined;

  /** `publicUrl`: where people reach this server, without a slash at its end. */
  constructor(config: OidcConfig, publicUrl: string, ports: OidcPorts) {
    this.#config = config;
    this.#redirectUri = `${publicUrl}/api/v1/oidc/callback`;
    this.#ports = ports;
  }

  /** Where to send the browser, and the state it must bring back. */
  async begin(back: string): Promise<{ readonly address: string; readonly state: string }> {
    const { client, provider } = await this.#provider();
    const [verifier, nonce, state] = [
      client.randomPKCECodeVerifier(),
      client.randomNonce(),
      client.randomState(),
    ];
    const flow: Flow = { verifier, nonce, back };
    const { credentials, clock } = this.#ports;
    await credentials.put({
      kind: 'oidc-flow',
      id: hashSecret(state),
      secret: hashSecret(state),
      details: { ...flow },
      expiresAt: new Date(Date.parse(clock.now()) + flowMs).toISOString(),
    });
    const address = client.buildAuthorizationUrl(provider, {
      redirect_uri: this.#redirectUri,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
    });
    return { address: address.href, state };
  }

  /**
   * Who came back. `query`: of the callback; `held`: the state the browser holds.
   *
   * @throws AppError OIDC_FLOW_ENDED, OIDC_REFUSED, OIDC_UNREACHABLE
   */
  async finish(query: URLSearchParams, held: string | undefined): Promise<Proven> {
    const state = query.get('state');
    if (state === null || held === undefined || held !== state) throw new AppError('OIDC_FLOW_ENDED');
    const { credentials, log } = this.#ports;
    const kept = await credentials.get('oidc-flow', hashSecret(state));
    // Who deletes it has it: the same answer twice, or at two servers, is taken once.
    if (!kept || !(await credentials.delete('oidc-flow', kept.id))) throw new AppError('OIDC_FLOW_ENDED');
    const { verifier, nonce, back } = kept.details as unknown as Flow;
    const { client, provider } = await this.#provider();
    try {
      const tokens = await client.authorizationCodeGrant(provider, this.#callback(query), {
        pkceCodeVerifier: verifier,
        expectedNonce: nonce,
        expectedState: state,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      const name = this.#nameIn({ ...(await this.#more(client, provider, tokens, claims)), ...claims });
      return { name, identity: { issuer: claims.iss, subject: claims.sub }, back };
    } catch (error) {
      log.warn({ err: error }, 'sign-in through the identity provider failed');
      throw new AppError(isOutage(error) ? 'OIDC_UNREACHABLE' : 'OIDC_REFUSED', { cause: error });
    }
  }

  #nameIn(told: Readonly<Record<string, unknown>>): string {
    const { claim } = this.#config;
    const name = told[claim];
    if (typeof name !== 'string' || name === '')
      throw new Error(`the provider does not tell the claim ${claim}`);
    // Anybody can enter the address of somebody else; only the provider knows whose it is.
    if (claim === 'email' && told['email_verified'] !== true)
      throw new Error('the provider does not say that it has verified the e-mail address');
    return name;
  }

  /** Some providers put into the ID token only what they must; the rest is asked for. */
  async #more(
    client: Client,
    provider: OpenidClient.Configuration,
    tokens: { readonly access_token: string },
    claims: { readonly sub: string; readonly [claim: string]: unknown },
  ): Promise<Readonly<Record<string, unknown>>> {
    const { claim } = this.#config;
    const whole =
      claims[claim] !== undefined && (claim !== 'email' || claims['email_verified'] !== undefined);
    if (whole || provider.serverMetadata().userinfo_endpoint === undefined) return {};
    return client.fetchUserInfo(provider, tokens.access_token, claims.sub);
  }

  #callback(query: URLSearchParams): URL {
    const url = new URL(this.#redirectUri);
    url.search = query.toString();
    return url;
  }

  /** What the provider says of itself, asked at the first sign-in and again after a failure. */
  #provider() {
    this.#client ??= this.#discover().catch((error: unknown) => {
      this.#client = undefined;
      this.#ports.log.warn({ err: error }, 'the identity provider could not be asked what it offers');
      throw new AppError('OIDC_UNREACHABLE', { cause: error });
    });
    return this.#client;
  }

  async #discover() {
    // Loaded by the first who signs in this way.
    const client = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.#config;
    const provider = await client.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret),
      {
        timeout: answerSeconds,
        // The setting takes http on this machine alone.
        ...(issuer.startsWith('http:') && { execute: [client.allowInsecureRequests] }),
      },
    );
    return { client, provider };
  }
}

function isOutage(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return name === 'TypeError' || name === 'TimeoutError' || code === 'OAUTH_TIMEOUT';
}
