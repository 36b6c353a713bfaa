import { leftOut } from '../../../domain/agents/index.ts';
import { spec } from '../../support/spec.ts';

const note = (...sections: string[]) => ({ type: 'NoteLeftOut', deviceId: 'd1', sections }) as const;
const warned = (...sections: string[]) =>
  ({
    type: 'InventorySectionsLeftOut',
    data: { number: 1122, severity: 'warning', deviceId: 'd1', sections },
  }) as const;

test('AGT-034 event 1122 names the sections that had no room, once for the same ones', () => {
  const device = spec(leftOut);
  device
    .given()
    .when(note('softwares', 'licenses', 'softwares'))
    .then(warned('licenses', 'softwares'));
  device.given(warned('licenses', 'softwares')).when(note('softwares', 'licenses')).thenNothing();
  device.given(warned('licenses', 'softwares')).when(note('softwares')).then(warned('softwares'));
  device.given().when(note()).thenNothing();
});
