import { createPrivateKey, sign } from 'node:crypto';
import { formAnswerText, type SignedFormAnswer, type UserForm } from '../../../domain/agents/index.ts';
import type { Identity } from '../store/identity.ts';
import type { FormFile } from '../store/form-file.ts';
import type { Values } from './entries.ts';

/** What was entered, signed as this computer's. */
export function signedAnswer(
  { agentId, privateKey }: Pick<Identity, 'agentId' | 'privateKey'>,
  values: Values,
  by: string,
  at: Date,
): SignedFormAnswer {
  const answer = { agentId, values: { ...values }, by, finishedAt: at.toISOString() };
  const text = Buffer.from(formAnswerText(answer));
  return { ...answer, signature: sign(null, text, createPrivateKey(privateKey)).toString('base64') };
}

/** The person has answered: nobody is asked until the schedule says so. */
export function noteAnswered(file: FormFile, form: UserForm, answer: SignedFormAnswer): void {
  file.change({
    answered: { at: answer.finishedAt, fields: form.fields.map(({ id }) => id) },
    declinedAt: null,
    last: answer,
  });
}
