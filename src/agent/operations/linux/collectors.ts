import type { OperationCollector } from '../collector.ts';
import { browser } from './browser.ts';
import { files } from './files/files.ts';
import { media } from './media.ts';
import { power } from './power.ts';
import { printing } from './printing.ts';
import { processes } from './processes.ts';
import { sessions } from './sessions.ts';
import { transfers } from './transfers.ts';
import { usb } from './usb.ts';
import { windows } from './windows.ts';

export const linuxOperations: readonly OperationCollector[] = [
  power,
  sessions,
  processes,
  files,
  browser,
  transfers,
  printing,
  media,
  usb,
  windows,
];
