/** Another server has taken over under a higher token: this one writes no more, and nothing of this write counts. */
export class FencedError extends Error {
  constructor(projection: string, token: number) {
    super(
      `projection ${projection} is written by another server; what came under the lease ${token} was refused`,
    );
    this.name = 'FencedError';
  }
}
