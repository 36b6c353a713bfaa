import { deviceFormOf, deviceTypeOf } from '../../../domain/devices/index.ts';

describe('What a device is by its enclosure', () => {
  it.each([
    ['Notebook', 'pc', 'notebook'],
    ['Sub Notebook', 'pc', 'notebook'],
    ['Laptop', 'pc', 'notebook'],
    ['Convertible', 'pc', 'notebook'],
    ['Mini Tower', 'pc', 'desktop'],
    ['All in One', 'pc', 'desktop'],
    ['Tablet', 'smart-device', 'tablet'],
    ['Main Server Chassis', 'server', undefined],
    ['Sealed-case PC server', 'server', undefined],
    ['Other', 'unknown', undefined],
  ])('%s', (chassis, type, form) => {
    const inventory = { hardware: { chassis } };
    expect([deviceTypeOf(inventory), deviceFormOf(inventory)]).toEqual([type, form]);
  });
});
