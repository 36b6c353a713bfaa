/** The folder the package of the agent was installed in; throws where the agent came another way. */
export function installedIn(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment['MUSTER_AGENT_HOME'];
  if (folder === undefined || folder === '')
    throw new Error('the agent was not installed from a package; unenrol it and remove what was put there');
  return folder;
}
