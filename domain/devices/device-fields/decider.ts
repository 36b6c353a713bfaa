import type { Decider, Decision } from '../../kernel/index.ts';
import { accept, refuse, unreachable } from '../../kernel/index.ts';
import { canonical, fold } from '../text.ts';
import { commonDefinitions } from './definition.ts';
import type { FieldDefinition, FieldId } from './definition.ts';
import type { DeviceFieldEvent, FormSchedule } from './events.ts';
import { addedFields, fieldTypeOf, placesOf } from '../field-places/index.ts';
import type { FieldType } from '../field-places/index.ts';

export const fieldsStream = 'fields-devices';

/** Definitions by field, in the order in which they are shown. */
export type Definitions = Readonly<Record<string, FieldDefinition>>;

export interface DeviceFields {
  readonly fields: Definitions;
  /** As they were when they were removed. */
  readonly removed: Definitions;
  readonly form: FormSchedule;
}

export type DeviceFieldCommand =
  | { readonly type: 'AddField'; readonly kind: FieldType; readonly definition: FieldDefinition }
  | { readonly type: 'ChangeField'; readonly field: string; readonly change: Partial<FieldDefinition> }
  | { readonly type: 'RemoveField'; readonly field: string }
  | { readonly type: 'RestoreField'; readonly field: string }
  | { readonly type: 'ScheduleForm'; readonly form: FormSchedule };

/**
 * `DEVICE_FIELD_UNKNOWN` details: `field`. `DEVICE_FIELD_COMMON`: `field`, which everybody has.
 * `DEVICE_FIELD_NAME_TAKEN`: `name`. `DEVICE_FIELD_LIMIT`: `type`, `most`. `DEVICE_FIELD_DEFINITION`: `reason`, one of
 * `definitionFaults`.
 */
export const deviceFieldRefusals = [
  'DEVICE_FIELD_UNKNOWN',
  'DEVICE_FIELD_COMMON',
  'DEVICE_FIELD_NAME_TAKEN',
  'DEVICE_FIELD_LIMIT',
  'DEVICE_FIELD_DEFINITION',
] as const;
export type DeviceFieldRefusal = (typeof deviceFieldRefusals)[number];

/** What makes a definition one that no value could fit, or that says what its type does not know. */
export const definitionFaults = [
  'RULES_OF_ANOTHER_TYPE',
  'LENGTHS_CROSSED',
  'BOUNDS_CROSSED',
  'OPTIONS_MISSING',
  'OPTIONS_UNWANTED',
  'OPTIONS_REPEATED',
  'OPTION_NO_PATH',
] as const;
export type DefinitionFault = (typeof definitionFaults)[number];

type Outcome = Decision<DeviceFieldEvent, DeviceFieldRefusal>;

/** Which fields devices have beside what is collected, and when their users are asked. */
export const deviceFields: Decider<DeviceFields, DeviceFieldCommand, DeviceFieldEvent, DeviceFieldRefusal> = {
  name: 'device-fields',
  stateVersion: 1,
  initial: { fields: commonDefinitions, removed: {}, form: { start: null, everyHours: null } },
  decide(command, state): Outcome {
    switch (command.type) {
      case 'AddField':
        return add(command, state);
      case 'ChangeField':
        return change(command, state);
      case 'RemoveField': {
        const { field } = command;
        const definition = of(state.fields, field);
        if (!definition) return refuse('DEVICE_FIELD_UNKNOWN', { field });
        if (Object.hasOwn(commonDefinitions, field)) return refuse('DEVICE_FIELD_COMMON', { field });
        return accept({ type: 'DeviceFieldRemoved', data: { field: field as FieldId, definition } });
      }
      case 'RestoreField': {
        const { field } = command;
        if (of(state.fields, field)) return accept();
        const definition = of(state.removed, field);
        if (!definition) return refuse('DEVICE_FIELD_UNKNOWN', { field });
        return taken(field, definition, state) ?? added(field, definition);
      }
      case 'ScheduleForm':
        if (canonical(command.form) === canonical(state.form)) return accept();
        return accept({ type: 'UserFormScheduled', data: { from: state.form, to: command.form } });
      default:
        return unreachable(command);
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'DeviceFieldAdded': {
        const { [data.field]: _back, ...removed } = state.removed;
        return { ...state, removed, fields: { ...state.fields, [data.field]: data.definition } };
      }
      case 'DeviceFieldChanged':
        return { ...state, fields: { ...state.fields, [data.field]: data.to } };
      case 'DeviceFieldRemoved': {
        const { [data.field]: _gone, ...fields } = state.fields;
        return { ...state, fields, removed: { ...state.removed, [data.field]: data.definition } };
      }
      case 'UserFormScheduled':
        return { ...state, form: data.to };
      default:
        return unreachable(type);
    }
  },
};

const of = (definitions: Definitions, field: string): FieldDefinition | undefined =>
  Object.hasOwn(definitions, field) ? definitions[field] : undefined;

const added = (field: string, definition: FieldDefinition): Outcome =>
  accept({ type: 'DeviceFieldAdded', data: { field: field as FieldId, definition } });

function add(
  { kind, definition }: Extract<DeviceFieldCommand, { type: 'AddField' }>,
  state: DeviceFields,
): Outcome {
  const free = addedFields.find(
    field => fieldTypeOf(field) === kind && !of(state.fields, field) && !of(state.removed, field),
  );
  if (free === undefined) return refuse('DEVICE_FIELD_LIMIT', { type: kind, most: placesOf[kind] });
  return faulty(free, definition) ?? taken(free, definition, state) ?? added(free, definition);
}

function change(
  { field, change: wanted }: Extract<DeviceFieldCommand, { type: 'ChangeField' }>,
  state: DeviceFields,
): Outcome {
  const from = of(state.fields, field);
  if (!from) return refuse('DEVICE_FIELD_UNKNOWN', { field });
  const to = { ...from, ...wanted };
  if (canonical(from) === canonical(to)) return accept();
  return (
    faulty(field, to) ??
    taken(field, to, state) ??
    accept({ type: 'DeviceFieldChanged', data: { field: field as FieldId, from, to } })
  );
}

/** In either language: who reads a table must not meet two columns of one name. */
function taken(field: string, { names }: FieldDefinition, state: DeviceFields): Outcome | undefined {
  const others = Object.entries(state.fields).filter(([id]) => id !== field);
  for (const name of [names.en, names.ja ?? names.en]) {
    const known = ({ names: { en, ja } }: FieldDefinition) =>
      fold(en) === fold(name) || fold(ja ?? en) === fold(name);
    if (others.some(([, definition]) => known(definition)))
      return refuse('DEVICE_FIELD_NAME_TAKEN', { name });
  }
  return undefined;
}

function faulty(field: string, definition: FieldDefinition): Outcome | undefined {
  const reason = definitionFault(field, definition);
  return reason && refuse('DEVICE_FIELD_DEFINITION', { reason });
}

function definitionFault(field: string, { rules, options }: FieldDefinition): DefinitionFault | undefined {
  const type = fieldTypeOf(field);
  const { characters, minLength, maxLength, least, most } = rules;
  const ofText = [characters, minLength, maxLength].some(rule => rule !== undefined);
  const ofNumber = [least, most].some(rule => rule !== undefined);
  if ((ofText && type !== 'text') || (ofNumber && type !== 'number')) return 'RULES_OF_ANOTHER_TYPE';
  if ((minLength ?? 0) > (maxLength ?? Infinity)) return 'LENGTHS_CROSSED';
  if ((least ?? -Infinity) > (most ?? Infinity)) return 'BOUNDS_CROSSED';
  // What there is to choose from of departments and locations is the organization's to say.
  const chosen = type === 'choice' || (type === 'tree' && !Object.hasOwn(commonDefinitions, field));
  if (chosen && options.length === 0) return 'OPTIONS_MISSING';
  if (!chosen && options.length > 0) return 'OPTIONS_UNWANTED';
  if (new Set(options.map(fold)).size < options.length) return 'OPTIONS_REPEATED';
  if (type === 'tree' && options.some(path => path.split('/').some(part => part.trim() === '')))
    return 'OPTION_NO_PATH';
  return undefined;
}
