import { positive, told, type Collector } from './collector.ts';

export const network: Collector = {
  duty: 'other',
  sections: ['networks'],
  words: 'Network adapters: name, MAC address, IP addresses, speed. Not what is sent over them.',
  async collect({ si }) {
    const adapters = [await si.networkInterfaces()].flat();
    return {
      networks: adapters
        .filter(({ internal }) => !internal)
        .map(adapter => ({
          description: told(adapter.iface),
          mac: told(adapter.mac),
          ipaddress: told(adapter.ip4),
          ipmask: told(adapter.ip4subnet),
          ipaddress6: told(adapter.ip6),
          type: adapter.type === 'wireless' ? 'wifi' : 'ethernet',
          status: adapter.operstate === 'up' ? 'up' : 'down',
          speed: positive(adapter.speed),
          virtualdev: adapter.virtual,
        })),
    };
  },
};
