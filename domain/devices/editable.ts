import { z } from 'zod';
import type { FieldPath } from './fields.ts';
import { Hardware, OperatingSystem } from './inventory-items.ts';

const text = z.string().trim().min(1).max(255).nullable().optional();

/**
 * What a person may enter of a device, by its place in the normal form: what agents get wrong or cannot see. What
 * identifies the machine to the server (UUID, addresses) is not among it. Null: it is not known.
 */
export const EditedFields = z.strictObject({
  hostName: text,
  domain: text,
  description: z.string().trim().min(1).max(2_000).nullable().optional(),
  'hardware.manufacturer': text,
  'hardware.model': text,
  'hardware.serialNumber': text,
  'hardware.assetTag': text,
  /** MiB. */
  'hardware.memory': Hardware.shape.memory.nullable(),
  'operatingSystem.name': text,
  'operatingSystem.family': OperatingSystem.shape.family.nullable(),
  'operatingSystem.version': text,
  'operatingSystem.build': text,
  'operatingSystem.architecture': text,
});
export type EditedFields = z.infer<typeof EditedFields>;
export type EditableField = keyof EditedFields & FieldPath;
export const editableFields = Object.keys(EditedFields.shape) as readonly EditableField[];
