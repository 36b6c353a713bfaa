import { ArchiveFault } from '../../../adapters/operation-logs/archive/faults.ts';
import { EventTooLargeError, NewerEventError, StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { QueryError } from '../../../projections/kernel/index.ts';
import type { Problem } from '../contract.ts';
import { AppError } from './app-error.ts';
import type { ErrorCode } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import type { ErrorEntry } from './define.ts';

/** Seconds a client is asked to wait when a store is away. */
const storeRetrySeconds = 5;

/** Codes of the HTTP layer itself. */
const ofFramework: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'VALIDATION_FAILED',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
};

interface ValidationIssue {
  readonly instancePath?: string;
  readonly message?: string;
}

/** Anything thrown, as one of ours. What nobody foresaw is INTERNAL and keeps its cause for the log only. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof StoreUnavailableError)
    return new AppError(error.reason === 'disk-full' ? 'STORE_FULL' : 'STORE_UNAVAILABLE', {
      retryAfter: storeRetrySeconds,
      cause: error,
    });
  if (error instanceof ArchiveFault && error.reason !== 'internal')
    return new AppError('OPERATION_ARCHIVE_UNREADABLE', { retryAfter: storeRetrySeconds, cause: error });
  if (error instanceof NewerEventError)
    return new AppError('NEWER_VERSION_NEEDED', { retryAfter: storeRetrySeconds, cause: error });
  if (error instanceof EventTooLargeError)
    return new AppError('EVENT_TOO_LARGE', { details: { size: error.size, limit: error.limit } });
  if (error instanceof QueryError) return new AppError(error.code, { details: error.details });
  if (error instanceof Error) {
    const { code, validation, statusCode } = error as Error & {
      code?: string;
      statusCode?: number;
      validation?: readonly ValidationIssue[];
    };
    if (Array.isArray(validation))
      return new AppError('VALIDATION_FAILED', {
        issues: validation.map(({ instancePath, message }) => ({
          path: (instancePath ?? '').replace(/^\//, '').replaceAll('/', '.'),
          message: message ?? '',
        })),
      });
    if (code === 'READ_STORE_DAMAGED')
      return new AppError('READ_MODEL_DAMAGED', { retryAfter: storeRetrySeconds, cause: error });
    const known = code === undefined ? undefined : ofFramework[code];
    if (known) return new AppError(known);
    if (statusCode === 429) return new AppError('TOO_MANY_REQUESTS');
    if (error instanceof SyntaxError && statusCode === 400) return new AppError('BODY_NOT_JSON');
    if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
      return new AppError('VALIDATION_FAILED');
  }
  return new AppError('INTERNAL', { cause: error });
}

/** `ja` where the client prefers Japanese, otherwise English. */
export function languageOf(acceptLanguage: string | undefined): 'en' | 'ja' {
  return acceptLanguage !== undefined && /^\s*ja\b/i.test(acceptLanguage) ? 'ja' : 'en';
}

/** The answer of RFC 9457. A 5xx carries nothing but the catalogue's words. */
export function toProblem(error: AppError, language: 'en' | 'ja', instance: string): Problem {
  const entry: ErrorEntry = catalogue[error.code];
  const open = entry.status < 500;
  return {
    type: `/api/v1/docs/errors#${error.code}`,
    title: entry.title[language],
    status: entry.status,
    code: error.code,
    remedy: entry.remedy[language],
    instance,
    ...(open && error.extras.issues ? { issues: [...error.extras.issues] } : {}),
    ...(open && error.extras.details ? { details: { ...error.extras.details } } : {}),
  };
}
