import { named, rule, unlessEmpty, type ListRule } from './list-rule.ts';

export const peripheralRules: Readonly<Record<string, ListRule>> = {
  monitors: rule('monitors', r =>
    unlessEmpty({
      name: r.text('caption', 'name'),
      manufacturer: r.text('manufacturer'),
      serialNumber: r.text('serial', 'altserial'),
      description: r.text('description'),
    }),
  ),
  // A printer's status changes with every page and is left out.
  printers: rule('printers', r =>
    named(r, ['name'], name => ({
      name,
      driver: r.text('driver'),
      port: r.text('port'),
      network: r.boolean('network'),
      shared: r.boolean('shared'),
      status: undefined,
    })),
  ),
  usbdevices: rule('usbDevices', r =>
    unlessEmpty({
      name: r.text('name', 'caption', 'description'),
      manufacturer: r.text('manufacturer'),
      vendorId: r.lower('vendorid'),
      productId: r.lower('productid'),
      serialNumber: r.text('serial'),
      class: r.lower('class'),
    }),
  ),
  inputs: rule('inputDevices', r =>
    named(r, ['name', 'caption', 'description'], name => ({
      name,
      type: r.text('type', 'pointingtype'),
      interface: r.text('interface'),
    })),
  ),
  cameras: rule('cameras', r =>
    named(r, ['designation', 'name', 'model', 'caption'], name => ({
      name,
      manufacturer: r.text('manufacturer'),
      model: r.text('model'),
    })),
  ),
  simcards: rule('simCards', r =>
    unlessEmpty({
      name: r.text('phone_number', 'name'),
      country: r.text('country'),
      operator: r.text('operator_name', 'operatorname', 'operator_code', 'operator'),
      serialNumber: r.text('iccid', 'simserial', 'serialnumber'),
      imsi: r.text('imsi', 'subscriber_id'),
    }),
  ),
};
