import type { CloudRequest } from '../wire/cloud-message.ts';

/** Bucket and key that an S3 request addresses; both absent for the list of buckets. */
interface ObjectAddress {
  readonly bucketName: string | undefined;
  readonly key: string | undefined;
}

/** Reads bucket and key from the path, or the bucket from the host name. */
export function readObjectAddress(request: CloudRequest): ObjectAddress {
  const path = decodeURIComponent(request.path.replace(/^\//, ''));
  const hostBucket = readHostBucket(request.headers.host ?? '');
  if (hostBucket !== undefined) {
    return { bucketName: hostBucket, key: path === '' ? undefined : path };
  }
  const separator = path.indexOf('/');
  const bucketName = separator < 0 ? path : path.slice(0, separator);
  const key = separator < 0 ? '' : path.slice(separator + 1);
  return {
    bucketName: bucketName === '' ? undefined : bucketName,
    key: key === '' ? undefined : key,
  };
}

function readHostBucket(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '');
  const match =
    /^(.+)\.s3[.-].*amazonaws\.com$/.exec(name) ?? /^(.+?)(?:\.s3)?\.localhost$/.exec(name);
  return match?.[1] === 's3' ? undefined : match?.[1];
}
