import {
  BatteryCharging,
  Box,
  Camera,
  Car,
  CreditCard,
  Cpu,
  Drone,
  Gauge,
  Headset,
  Keyboard,
  Lock,
  Monitor,
  Projector,
  Radio,
  Router,
  ScanLine,
  Server,
  Smartphone,
  Stethoscope,
  Tablet,
  type LucideIcon,
} from 'lucide-react';

/** The pictures that types of devices may have, by their names in the interface. */
export const typeIcons: Readonly<Record<string, LucideIcon>> = {
  box: Box,
  camera: Camera,
  car: Car,
  'cash-register': CreditCard,
  cpu: Cpu,
  drone: Drone,
  gauge: Gauge,
  headset: Headset,
  keyboard: Keyboard,
  lock: Lock,
  medical: Stethoscope,
  monitor: Monitor,
  phone: Smartphone,
  projector: Projector,
  radio: Radio,
  router: Router,
  scanner: ScanLine,
  server: Server,
  tablet: Tablet,
  ups: BatteryCharging,
};

export function TypeIcon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Icon = typeIcons[name] ?? Box;
  return <Icon size={size} aria-hidden="true" />;
}
