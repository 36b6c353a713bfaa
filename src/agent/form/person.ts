import { userInfo } from 'node:os';

/** The account of the person at this computer, also where they run the program as somebody else. */
export const personHere = (): string => process.env['SUDO_USER'] ?? userInfo().username;
