import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { ProblemError } from './api/client.ts';
import { queryClient } from './api/query-client.ts';
import { meQuery } from './api/session.ts';
import { withLaterTexts } from './i18n/index.ts';
import { PageError } from './parts/page-error.tsx';
import { NotFound } from './parts/not-found.tsx';
import { parseSearch, readSearch, stringifySearch, type Search } from './search.ts';
import { isWithinTasks, moduleAt } from './shell/navigation.ts';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  validateSearch: (search): Search => readSearch(search),
  // Every link inside the console carries the moment it looks at.
  search: { middlewares: [retainSearchParams<Search>(['asOf', 'asKnown'])] },
  component: Outlet,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./session/sign-in-page.tsx'), 'SignInPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      if (me.mustChangePassword) throw redirect({ to: '/sign-in', search: { back: location.href } });
      const module = moduleAt(location.pathname);
      // A link in a mail may lead outside one's tasks; Home says where it led.
      if (module && !isWithinTasks(me, module)) throw redirect({ to: '/', search: { outside: module.key } });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401)
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { back: location.href } });
      throw error;
    }
  },
  component: Shell,
  errorComponent: PageError,
});

const page = <Path extends string>(path: Path, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => app,
    path,
    component: lazyRouteComponent(load, name),
    errorComponent: PageError,
  });

const home = page('/', () => import('./home/home-page.tsx'), 'HomePage');
const devices = page('/devices', () => import('./devices/devices-page.tsx'), 'DevicesPage');
const addDevices = page('/devices/add', () => import('./enrolment/add-devices-page.tsx'), 'AddDevicesPage');
const offlineDevices = page('/devices/offline', () => import('./offline/offline-page.tsx'), 'OfflinePage');
const compareDevices = page('/devices/compare', () => import('./devices/compare-page.tsx'), 'ComparePage');
const revisions = page('/devices/revisions', () => import('./revisions/revisions-page.tsx'), 'RevisionsPage');
const device = page('/devices/$id', () => import('./device/device-page.tsx'), 'DevicePage');
const software = page('/software', () => import('./software/software-page.tsx'), 'SoftwarePage');
const events = page('/events', () => import('./events/events-page.tsx'), 'EventsPage');
const health = page('/health', () => import('./health/health-page.tsx'), 'HealthPage');
const account = page('/account', () => import('./account/account-page.tsx'), 'AccountPage');
const jobs = page('/jobs', () => import('./health/jobs-page.tsx'), 'JobsPage');
const planned = () => withLaterTexts(import('./planned/planned-page.tsx'));
const assets = page('/assets', planned, 'PlannedPage');
const security = page('/security', planned, 'PlannedPage');
const operations = page('/operations', () => import('./operations/operations-page.tsx'), 'OperationsPage');
const trace = page('/operations/$id/trace', () => import('./operations/trace-page.tsx'), 'TracePage');
const cases = page('/operations/cases', () => import('./cases/cases-page.tsx'), 'CasesPage');
const oneCase = page('/operations/cases/$id', () => import('./cases/case-page.tsx'), 'CasePage');
const distribution = page('/distribution', planned, 'PlannedPage');
const reports = page('/reports', planned, 'PlannedPage');
const accounts = page('/settings/accounts', () => import('./accounts/accounts-page.tsx'), 'AccountsPage');
const otherAccount = page(
  '/settings/accounts/$userId',
  () => import('./accounts/other-account-page.tsx'),
  'OtherAccountPage',
);
const licence = page('/settings/licence', () => import('./licence/licence-page.tsx'), 'LicencePage');
const agents = page(
  '/settings/agents',
  () => withLaterTexts(import('./agents/agents-page.tsx')),
  'AgentsPage',
);
const organization = page(
  '/settings/organization',
  () => import('./organization/organization-page.tsx'),
  'OrganizationPage',
);
const deviceFields = page(
  '/settings/device-fields',
  () => import('./device-fields/fields-page.tsx'),
  'FieldsPage',
);
const softwareSearch = page(
  '/settings/software-search',
  () => import('./software-search/search-page.tsx'),
  'SoftwareSearchPage',
);
const operationLogs = page(
  '/settings/operation-logs',
  () => withLaterTexts(import('./operation-settings/settings-page.tsx')),
  'OperationSettingsPage',
);
const operationArchive = page(
  '/settings/operation-logs/archive',
  () => withLaterTexts(import('./operation-archive/archive-page.tsx')),
  'OperationArchivePage',
);
const start = page('/start', () => import('./start/start-page.tsx'), 'StartPage');
const settings = page('/settings', planned, 'PlannedPage');

const nowhere = createRoute({ getParentRoute: () => app, path: '$', component: NotFound });

const routeTree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    devices,
    addDevices,
    offlineDevices,
    compareDevices,
    revisions,
    device,
    software,
    events,
    health,
    account,
    jobs,
    assets,
    security,
    operations,
    trace,
    cases,
    oneCase,
    distribution,
    reports,
    settings,
    accounts,
    otherAccount,
    licence,
    agents,
    organization,
    deviceFields,
    softwareSearch,
    operationLogs,
    operationArchive,
    start,
    nowhere,
  ]),
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
});

/** Fetches the code of the page at this address, before anything else is decided about it. */
export function preloadPage(): void {
  const routes: Readonly<Record<string, { readonly options: { readonly component?: unknown } }>> =
    router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation) as readonly { routeId: string }[]) {
    const component = routes[routeId]?.options.component as { preload?: () => Promise<unknown> } | undefined;
    void component?.preload?.();
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
