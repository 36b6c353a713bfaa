/** Who did something, as people call them: `account:mori` is `mori`. */
export const actorWord = (actor: string): string => actor.replace(/^account:/, '');
