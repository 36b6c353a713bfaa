// Texts of pages that are rarely the first: they come with their page.
import installers from './installers.ts';
import operationArchive from './operation-archive.ts';
import operationLogs from './operation-logs.ts';

export default { installers, operationArchive, operationLogs };
