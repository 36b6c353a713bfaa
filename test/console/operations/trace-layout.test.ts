import type { ShownTraceStep } from '../../../domain/operation-logs/records/index.ts';
import { layTrace } from '../../../src/console/operations/trace-layout.ts';

const step = (operation: object, ...after: number[]): ShownTraceStep => ({
  operation: { device: 'd1', computer: 'pc-1', ...operation } as ShownTraceStep['operation'],
  from: null,
  to: null,
  after,
  by: 'path',
});

test('LOG-024: steps stand behind what they follow from, in the lane of the place they lead to', () => {
  const local = { destination: 'C:\\b', destinationDrive: 'local-disk' };
  const stick = { destination: 'E:\\b', destinationDrive: 'removable-disk', serial: 'S1' };
  const { lanes, nodes, columns } = layTrace([
    step({ file: 'C:\\a', fileDrive: 'local-disk' }),
    step(local, 0),
    step(local, 0),
    step(stick, 1),
    step({ ...local, device: 'd2', computer: 'pc-2' }, 3),
    step({ ...stick, device: 'd2', computer: 'pc-2' }, 2),
    step({ destination: 'https://share.example/', destinationDrive: 'web' }, 4, 2),
  ]);
  expect(lanes.map(({ drive, computer, rows }) => [drive ?? computer, rows])).toEqual([
    ['pc-1', 2],
    ['removable-disk', 2],
    ['pc-2', 1],
    ['web', 1],
  ]);
  expect(nodes.map(({ lane, column, row }) => [lane, column, row])).toEqual([
    [0, 0, 0],
    [0, 1, 0],
    [0, 1, 1],
    [1, 2, 0],
    [2, 3, 0],
    [1, 2, 1],
    [3, 4, 0],
  ]);
  expect(columns).toBe(5);
  expect(layTrace([])).toEqual({ lanes: [], nodes: [], columns: 0 });
});
