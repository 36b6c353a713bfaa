import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { renderDeviceSheet, type DeviceSheet } from './device-sheet.ts';
import { giveWay } from '../../../adapters/shared/give-way.ts';

giveWay();

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
);
// A copy: a Buffer may lie in memory shared with others, which cannot be handed over.
const bytes = new Uint8Array(await renderDeviceSheet(workerData as DeviceSheet, font));
parentPort?.postMessage(bytes, [bytes.buffer]);
