import { z } from 'zod';

const port = z.int().min(1).max(65_535);

/** How a computer behaves when somebody wants to control it from elsewhere. */
export const RemoteControlSettings = z
  .strictObject({
    /** Asks the controller for a user ID and password. With no password set nobody is let in. */
    userAuthentication: z.boolean(),
    userId: z.string().trim().min(1).max(64),
    /** Addresses or host names that may connect; empty: any. */
    approvedControllers: z.array(z.string().trim().min(1).max(255)).max(100),
    /** The person at the computer is asked first. */
    askUser: z.boolean(),
    onNoReply: z.enum(['approve', 'reject']),
    connectionMode: z.enum(['control', 'shared', 'monitoring']),
    readFiles: z.boolean(),
    writeFiles: z.boolean(),
    userMayStop: z.boolean(),
    startsAutomatically: z.boolean(),
    /** Ends when the last controller has disconnected. */
    stopsAfterLast: z.boolean(),
    startsChat: z.boolean(),
    screenPort: port,
    filePort: port,
    chatPort: port,
  })
  .refine(({ screenPort, filePort, chatPort }) => new Set([screenPort, filePort, chatPort]).size === 3, {
    message: 'the three ports differ',
    path: ['chatPort'],
  });
export type RemoteControlSettings = z.infer<typeof RemoteControlSettings>;

/** There is no default password: until one is set, authentication lets nobody in. */
export const defaultRemoteControl: RemoteControlSettings = {
  userAuthentication: true,
  userId: 'system',
  approvedControllers: [],
  askUser: true,
  onNoReply: 'reject',
  connectionMode: 'shared',
  readFiles: true,
  writeFiles: false,
  userMayStop: true,
  startsAutomatically: true,
  stopsAfterLast: false,
  startsChat: true,
  screenPort: 31_016,
  filePort: 31_017,
  chatPort: 31_018,
};
