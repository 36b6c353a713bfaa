import { z } from 'zod';
import { recoveryCodeCount } from '../../auth/second-factors.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import {
  NewSecondFactor,
  RecoveryCodes,
  SecondFactor,
  SecondFactorCode,
  SecondFactorEnd,
  SecondFactorOffer,
} from './schemas.ts';

const tags = ['accounts'];

/** The second factor of one's own account, and taking away another's that was lost. */
export const secondFactorRoutes: RouteModule = (api, context) => {
  const { accounts, secondFactors, signIn } = context;

  /** Refuses where there is one; what is offered would lead nowhere. */
  async function requireNone(userId: string): Promise<void> {
    const { state } = await accounts.load(userId);
    if (state.secondFactor) throw new AppError('SECOND_FACTOR_ENROLLED');
  }

  api.route({
    method: 'GET',
    url: '/me/second-factor',
    config: { access: 'self' },
    schema: { summary: 'Whether your account has a second factor', tags, response: { 200: SecondFactor } },
    handler: async request => {
      const { secondFactor } = (await accounts.load(principalOf(request).userId)).state;
      return {
        enrolled: secondFactor !== null,
        recoveryCodesLeft: secondFactor && secondFactor.recoveryCodesLeft,
      };
    },
  });

  api.route({
    method: 'POST',
    url: '/me/second-factor',
    config: {
      access: 'self',
      personOnly: true,
      errors: ['PASSWORD_WRONG', 'SIGN_IN_TOO_OFTEN', 'SECOND_FACTOR_ENROLLED'],
    },
    schema: {
      summary: 'Begin with a second factor',
      description: 'Nothing is asked for at sign-in before a code of it has been confirmed.',
      tags,
      body: NewSecondFactor,
      response: { 200: SecondFactorOffer },
    },
    handler: async request => {
      const { userId } = principalOf(request);
      await signIn.confirm(userId, request.body.currentPassword, request.ip);
      await requireNone(userId);
      return secondFactors.offer(userId);
    },
  });

  api.route({
    method: 'POST',
    url: '/me/second-factor/confirmation',
    config: {
      access: 'self',
      personOnly: true,
      errors: ['SECOND_FACTOR_ENROLLED', 'SECOND_FACTOR_NOT_OFFERED', 'SECOND_FACTOR_WRONG'],
    },
    schema: {
      summary: 'Confirm a second factor with a code of it',
      description: 'From now on sign-in asks for a code. The recovery codes are shown this once.',
      tags,
      body: SecondFactorCode,
      response: { 200: RecoveryCodes },
    },
    handler: async request => {
      const { userId, actor } = principalOf(request);
      await requireNone(userId);
      const answer = await secondFactors.answers(userId, request.body.code);
      if (answer === 'no') throw new AppError('SECOND_FACTOR_WRONG');
      const recoveryCodes = answer === 'yes' ? await secondFactors.confirm(userId) : null;
      if (recoveryCodes === null) throw new AppError('SECOND_FACTOR_NOT_OFFERED');
      await accounts.execute(userId, { type: 'EnrolSecondFactor', recoveryCodes: recoveryCodeCount }, actor);
      return { recoveryCodes: [...recoveryCodes] };
    },
  });

  api.route({
    method: 'POST',
    url: '/me/second-factor/removal',
    config: {
      access: 'self',
      personOnly: true,
      errors: ['PASSWORD_WRONG', 'SIGN_IN_TOO_OFTEN', 'SECOND_FACTOR_MISSING', 'SECOND_FACTOR_WRONG'],
    },
    schema: {
      summary: 'Give up your second factor',
      description: 'Takes the password and a code, or a recovery code.',
      tags,
      body: SecondFactorEnd,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId, actor } = principalOf(request);
      const { currentPassword, code } = request.body;
      await signIn.confirm(userId, currentPassword, request.ip);
      if (!(await accounts.load(userId)).state.secondFactor) throw new AppError('SECOND_FACTOR_MISSING');
      await signIn.confirmCode(userId, code, request.ip);
      await accounts.execute(userId, { type: 'GiveUpSecondFactor' }, actor);
      await secondFactors.remove(userId);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'DELETE',
    url: '/accounts/:userId/second-factor',
    config: {
      access: 'accounts.manage',
      unrestrictedOnly: true,
      errors: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_OWN', 'SECOND_FACTOR_MISSING'],
    },
    schema: {
      summary: 'Take away a lost second factor',
      description: 'Its owner signs in with the password alone from then on.',
      tags,
      params: z.object({ userId: z.string().min(1).max(64) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { userId } = request.params;
      const { userId: by, actor } = principalOf(request);
      await accounts.execute(userId, { type: 'RemoveSecondFactor', by }, actor);
      await secondFactors.remove(userId);
      return reply.code(204).send();
    },
  });
};
