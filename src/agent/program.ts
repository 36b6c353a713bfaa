import { Command, Option } from 'commander';
import pino, { type Logger } from 'pino';
import { UserForm } from '../../domain/agents/index.ts';
import { version } from '../server/version.ts';
import { Agent } from './agent.ts';
import { collectsAsData, collectsInWords, statusOf } from './describe.ts';
import { connectionIn } from './connection.ts';
import { enrolNowOrLater } from './enrolling.ts';
import { AgentFault, exitCodes } from './fault.ts';
import { noteAnswered, signedAnswer } from './form/answer.ts';
import { formPath } from './form/desk.ts';
import { personHere } from './form/person.ts';
import { askAtTerminal } from './form/terminal.ts';
import { fill, formTexts, languageHere } from './form/texts.ts';
import { forgetEverything, leave } from './leaving.ts';
import { offlineCommands } from './offline/commands.ts';
import { withdraw } from './operations/operations.ts';
import { sendAgain } from './operations/spool/operation-spool.ts';
import { surveyInWords, surveyOf } from './operations/survey.ts';
import { optionsFrom } from './options.ts';
import { runUntilStopped } from './run.ts';
import { serverAddress } from './server/address.ts';
import { ServerClient, type Answer } from './server/client.ts';
import { isLater } from './server/delivery.ts';
import { FormFile } from './store/form-file.ts';
import { keepIdentity, newIdentity, readIdentity, requireEnrolled } from './store/identity.ts';
import { MemoryFile } from './store/memory.ts';
import { defaultDataFolder, placesIn } from './store/places.ts';
import { readSetup } from './store/setup.ts';
import { Spool } from './store/spool.ts';

/** Of `enrol`. */
interface Enrolling {
  readonly server: string;
  readonly token: string;
  readonly later?: true;
}

/** Of `unenrol`. */
interface Leaving {
  readonly passwordFile?: string;
  readonly withoutServer?: true;
}

interface Common {
  readonly data: string;
}

const now = () => new Date();
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** The command line of the agent; commands reject with an `AgentFault` where something keeps them from their work. */
export function agentProgram(): Command {
  const program = new Command('muster-agent')
    .description('Reports this computer to a Muster server and does what its administrators ask')
    .version(version);
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--data <folder>', 'where the agent keeps its identity and what waits', defaultDataFolder);

  command('enrol', 'make this computer known to a server')
    .requiredOption('--server <address>', 'such as https://muster.example.org')
    .addOption(
      new Option('--token <token>', 'enrolment token of that server')
        // Others on the computer see command lines, and no environment.
        .env('MUSTER_AGENT_TOKEN')
        .makeOptionMandatory(),
    )
    .option('--later', 'where the server does not answer, the agent enrols once it runs')
    .action(async ({ data, server, token, later }: Common & Enrolling) => {
      const places = placesIn(data);
      const address = connectionIn(places.connections) ?? serverAddress(server);
      const { agentId, enrolled } = await enrolNowOrLater(address, token, places, later === true);
      print(
        enrolled ? `enrolled as ${agentId}` : `${address} does not answer; the agent enrols once it runs`,
      );
    });

  command('run', 'report and take commands until told to stop').action(async ({ data }: Common) => {
    const ended = await runUntilStopped(placesIn(data), optionsFrom(process.env, data), log(), now);
    if (ended === 'updated') process.exitCode = exitCodes.UPDATED;
  });

  command('once', 'report everything once, now').action(async ({ data }: Common) => {
    requireOnline(data);
    const agent = agentIn(data, log());
    await agent.reporter.report('whole');
    const delivered = await agent.delivery.drain();
    const problem = agent.memory.value.problem ?? 'the server is to be left alone for a while';
    if (!delivered) throw new AgentFault('SERVER_UNREACHABLE', `not delivered yet, it waits: ${problem}`);
    print('delivered');
  });

  offlineCommands(command);

  command('status', 'how the agent stands, as JSON').action(({ data }: Common) => {
    const places = placesIn(data);
    const { value } = new MemoryFile(places.memory);
    print(JSON.stringify(statusOf(readIdentity(places.identity), value, new Spool(places.spool)), null, 2));
  });

  command('collects', 'what the agent reads of this computer')
    .option('--json', 'for programs')
    .action(({ data, json }: Common & { json?: true }) => {
      const { collectors } = optionsFrom(process.env, data);
      print(json ? JSON.stringify(collectsAsData(collectors), null, 2) : collectsInWords(collectors));
    });

  command('operations', 'what the agent records of what users do here, what it cannot, and what waits')
    .option('--json', 'for programs')
    .option('--again', 'send what arrived within the last day once more, for a server that has lost it')
    .action(async ({ data, json, again }: Common & { json?: true; again?: true }) => {
      if (again) return print(`${sendAgain(placesIn(data).operations, now().getTime())} batches wait again`);
      const { operations, source } = optionsFrom(process.env, data);
      const { memory, operations: folder } = placesIn(data);
      const settings = new MemoryFile(memory).value.settings.operations ?? null;
      const survey = await surveyOf(operations, source, settings, folder);
      print(json ? JSON.stringify(survey, null, 2) : surveyInWords(survey));
    });

  command('form', 'fill in at this terminal what the person at the computer is asked for').action(
    async ({ data }: Common) => fillIn(data),
  );

  command('reset-identity', 'before an image is made of this computer: each copy becomes an agent of its own')
    .requiredOption('--token <token>', 'with what the copies enrol when they start; one use for each')
    .action(({ data, token }: Common & { token: string }) => resetIdentity(data, token));

  command('unenrol', 'end this agent; the device stays on the server, with its history')
    .option('--password-file <file>', 'the password for uninstalling, in its first line; - is standard input')
    .option('--without-server', 'also where the server cannot be told')
    .action(async ({ data, passwordFile, withoutServer }: Common & Leaving) => {
      const { operations, source } = optionsFrom(process.env, data);
      const { unheard } = await leave({ data, passwordFile, withoutServer: withoutServer === true });
      await withdraw(operations, source);
      print(
        unheard === undefined
          ? 'unenrolled'
          : `unenrolled; the server was not told (${unheard}), the device is offline there until it is removed`,
      );
    });
  return program;
}

/** Throws `MANAGED_OFFLINE`. */
function requireOnline(data: string): void {
  if (!readSetup(placesIn(data).setup).communicate)
    throw new AgentFault('MANAGED_OFFLINE', 'it was set up on this computer to leave the server alone');
}

function agentIn(data: string, logger: Logger): Agent {
  const places = placesIn(data);
  const identity = requireEnrolled(places.identity);
  return new Agent({ ...optionsFrom(process.env, data), identity, places, log: logger, now });
}

/** The answer goes to the server at once: what waits for it belongs to the agent that runs. */
async function fillIn(data: string): Promise<void> {
  const places = placesIn(data);
  const identity = requireEnrolled(places.identity);
  const client = new ServerClient(identity.server, identity.agentId, identity.credential.secret);
  const told = answered(identity.server, await client.ask({ method: 'GET', path: formPath }));
  const form = UserForm.parse(told.body);
  if (form.fields.length === 0) return print('nothing is asked for');
  const language = languageHere();
  const terminal = { input: process.stdin, output: process.stdout };
  const lead = fill(formTexts[language].lead, { server: identity.server });
  const values = await askAtTerminal({ ...form, lead }, language, terminal);
  if (!values) return print(`\n${formTexts[language].cancelled}`);
  const by = personHere();
  const answer = signedAnswer(identity, values, by, now());
  const headers = { 'content-type': 'application/json' };
  answered(
    identity.server,
    await client.ask({ method: 'POST', path: formPath, headers, body: JSON.stringify(answer) }),
  );
  noteAnswered(new FormFile(places.form), form, answer);
  print(formTexts[language].done);
}

/** Throws `SERVER_UNREACHABLE` and `SERVER_REFUSED`. */
function answered(server: string, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (isLater(answer.status))
    throw new AgentFault('SERVER_UNREACHABLE', `${server} could not be asked: ${answer.said}`);
  throw new AgentFault('SERVER_REFUSED', answer.said);
}

/** The copies make their host ID when they start; until then there is nothing that two of them could share. */
function resetIdentity(data: string, token: string): void {
  const places = placesIn(data);
  const { server } = requireEnrolled(places.identity);
  forgetEverything(data);
  keepIdentity(places.identity, newIdentity(server, token));
  print('the next start makes a new identity; make the image before it');
}

/** Lines of JSON on standard output: the service manager keeps them. */
function log(): Logger {
  return pino({
    base: null,
    level: process.env['MUSTER_AGENT_LOG_LEVEL'] ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
