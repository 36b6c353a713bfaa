import { z } from 'zod';
import { personal } from '../kernel/index.ts';
import { Hardware, items, OperatingSystem, short, SoftwareItem, text } from './inventory-items.ts';

/**
 * The one normal form of a computer's inventory. Every dialect (GLPI JSON, FusionInventory XML, OCS XML)
 * becomes this; comparison, events and pages know nothing else.
 *
 * Units: memory and disk sizes in MiB, clock speeds in MHz, link speed in Mbit/s, dates RFC 3339 or
 * YYYY-MM-DD. Text is NFC, trimmed, without control characters. What was not collected is absent; what was
 * collected and empty is an empty list.
 */
export const Inventory = z.strictObject({
  hostName: short.optional(),
  domain: short.optional(),
  description: text.optional(),
  /** The user at the machine as the agent saw it; personal. */
  lastUser: personal(short, 'user').optional(),
  hardware: Hardware.optional(),
  operatingSystem: OperatingSystem.optional(),
  processors: z.array(items.processors).optional(),
  memoryModules: z.array(items.memoryModules).optional(),
  disks: z.array(items.disks).optional(),
  volumes: z.array(items.volumes).optional(),
  networkAdapters: z.array(items.networkAdapters).optional(),
  dns: z.array(short).optional(),
  gateway: short.optional(),
  software: z.array(SoftwareItem).optional(),
  localUsers: z.array(items.localUsers).optional(),
  localGroups: z.array(items.localGroups).optional(),
  controllers: z.array(items.controllers).optional(),
  videoCards: z.array(items.videoCards).optional(),
  soundCards: z.array(items.soundCards).optional(),
  monitors: z.array(items.monitors).optional(),
  printers: z.array(items.printers).optional(),
  usbDevices: z.array(items.usbDevices).optional(),
  inputDevices: z.array(items.inputDevices).optional(),
  ports: z.array(items.ports).optional(),
  slots: z.array(items.slots).optional(),
  modems: z.array(items.modems).optional(),
  batteries: z.array(items.batteries).optional(),
  virtualMachines: z.array(items.virtualMachines).optional(),
  antivirus: z.array(items.antivirus).optional(),
  firewalls: z.array(items.firewalls).optional(),
  remoteManagement: z.array(items.remoteManagement).optional(),
  licences: z.array(items.licences).optional(),
  databases: z.array(items.databases).optional(),
  physicalVolumes: z.array(items.physicalVolumes).optional(),
  logicalVolumes: z.array(items.logicalVolumes).optional(),
  volumeGroups: z.array(items.volumeGroups).optional(),
  powerSupplies: z.array(items.powerSupplies).optional(),
  cameras: z.array(items.cameras).optional(),
  simCards: z.array(items.simCards).optional(),
  firmwares: z.array(items.firmwares).optional(),
  /** Facts of the agent itself. */
  agent: z
    .strictObject({ name: short.optional(), version: short.optional(), tag: short.optional() })
    .optional(),
});
export type Inventory = z.infer<typeof Inventory>;

/** Sections that are lists of items. */
export type ListSection = {
  [K in keyof Inventory]-?: NonNullable<Inventory[K]> extends readonly unknown[] ? K : never;
}[keyof Inventory];
