const displayName = Symbol.for('fastify.display-name');

/**
 * A plugin with a name: fastify says it where the plugin does not start in time. For one without, fastify looks
 * through every loaded module for it, which takes longer than all else at the start of a server.
 */
export function named<Plugin extends (...args: never[]) => unknown>(name: string, plugin: Plugin): Plugin {
  return Object.assign(plugin, { [displayName]: name });
}
