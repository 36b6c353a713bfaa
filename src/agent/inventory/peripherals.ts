import { told, type Collector } from './collector.ts';

export const peripherals: Collector = {
  duty: 'other',
  sections: ['monitors', 'usbdevices', 'printers'],
  words: 'Monitors, USB devices and printers, with their serial numbers.',
  async collect({ si }) {
    const [{ displays }, usb, printers] = await Promise.all([si.graphics(), si.usb(), si.printer()]);
    return {
      monitors: displays
        .filter(({ model, serial }) => told(model) !== undefined || told(serial) !== undefined)
        .map(display => ({
          caption: told(display.model),
          manufacturer: told(display.vendor),
          serial: told(display.serial),
        })),
      usbdevices: usb.flatMap(device => {
        const [vendorid, productid] = (told(String(device.id ?? '')) ?? '').split(':');
        const name = told(device.name);
        return name === undefined
          ? []
          : [
              {
                name,
                vendorid,
                productid,
                manufacturer: told(device.manufacturer),
                serial: told(device.serialNumber ?? ''),
              },
            ];
      }),
      printers: printers.flatMap(printer => {
        const name = told(printer.name);
        return name === undefined ? [] : [{ name, driver: told(printer.model) }];
      }),
    };
  },
};
