import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { RevisionConflictError } from '../errors.ts';
import {
  LISTED_KEY_COUNT_MAX,
  LISTED_PAGE_COUNT_MAX,
  type Store,
  type WriteCondition,
} from '../runtime/store.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, s3Client } from './clients.ts';
import type { SdkError } from './error-category.ts';

/** Access to the tuner's bucket, made once per execution environment. */
export interface StoreAccess {
  /** Returns the store within a step. */
  at(context: CallContext): Store;
  /** Returns the store with a time limit for every single call, milliseconds. */
  within(context: CallContext, durationMsMax: number): Store;
}

/** Returns access to the {@link Store} in a bucket. */
export function storeAccess(access: AwsAccess, bucketName: string): StoreAccess {
  const client = s3Client(access);
  const at = (context: CallContext) => s3Store(client, bucketName, context);
  return {
    at,
    within: (context, durationMsMax) => {
      const { clock } = context;
      const bounded = () =>
        at({
          ...context,
          deadlineMs: Math.min(context.deadlineMs, clock.nowMs() + durationMsMax),
        });
      return {
        read: (key) => bounded().read(key),
        write: (key, text, options) => bounded().write(key, text, options),
        remove: (key) => bounded().remove(key),
        list: (prefix) => bounded().list(prefix),
        uriOf: at(context).uriOf,
      };
    },
  };
}

function s3Store(client: S3Client, bucketName: string, context: CallContext): Store {
  const uriOf = (key: string) => `s3://${bucketName}/${key}`;
  const read = (key: string) =>
    callAws(`read "${uriOf(key)}"`, context, async (abortSignal) => {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucketName, Key: key }), {
          abortSignal,
        });
        const text = (await answer.Body?.transformToString()) ?? '';
        return { text, etag: answer.ETag ?? '' };
      } catch (error) {
        if ((error as SdkError).name === 'NoSuchKey') {
          return undefined;
        }
        throw error;
      }
    });
  return {
    read,

    write: async (key, text, { contentType = 'application/json', condition } = {}) => {
      try {
        const answer = await callAws(`write "${uriOf(key)}"`, context, (abortSignal) =>
          client.send(
            new PutObjectCommand({
              Bucket: bucketName,
              Key: key,
              Body: text,
              ContentType: contentType,
              ...conditionHeaders(condition),
            }),
            { abortSignal },
          ),
        );
        return { kind: 'written', etag: answer.ETag ?? '' };
      } catch (error) {
        if (!(error instanceof RevisionConflictError || isMissingObject(error))) {
          throw error;
        }
        // An earlier attempt may have written the object and lost the answer. If so, the stored
        // text is ours.
        const stored = await read(key);
        return stored?.text === text ? { kind: 'written', etag: stored.etag } : { kind: 'refused' };
      }
    },

    remove: async (key) => {
      await callAws(`remove "${uriOf(key)}"`, context, (abortSignal) =>
        client.send(new DeleteObjectCommand({ Bucket: bucketName, Key: key }), { abortSignal }),
      );
    },

    list: async (prefix) => {
      const keys: string[] = [];
      let continuation: string | undefined;
      let pageCount = 0;
      do {
        pageCount += 1;
        const page = await callAws(`list "${uriOf(prefix)}"`, context, (abortSignal) =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucketName,
              Prefix: prefix,
              ContinuationToken: continuation,
            }),
            { abortSignal },
          ),
        );
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
        continuation = page.NextContinuationToken;
      } while (
        continuation !== undefined &&
        keys.length < LISTED_KEY_COUNT_MAX &&
        pageCount < LISTED_PAGE_COUNT_MAX
      );
      return keys.slice(0, LISTED_KEY_COUNT_MAX);
    },

    uriOf,
  };
}

function conditionHeaders(condition: WriteCondition = { kind: 'always' }) {
  switch (condition.kind) {
    case 'always':
      return {};
    case 'ifAbsent':
      return { IfNoneMatch: '*' };
    case 'ifUnchanged':
      return { IfMatch: condition.etag };
  }
}

/**
 * Whether the object is gone. S3 answers a conditional write to such an object with 404, not 412.
 */
function isMissingObject(error: unknown): boolean {
  return error instanceof Error && (error.cause as SdkError | undefined)?.name === 'NoSuchKey';
}
