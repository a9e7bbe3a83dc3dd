import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/**
 * Reads the text of an object.
 *
 * @param uri As `s3://bucket/key`.
 */
export async function readObject(client: S3Client, uri: string): Promise<string> {
  const { host, pathname } = new URL(uri);
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: host, Key: decodeURIComponent(pathname.slice(1)) }),
  );
  return (await Body?.transformToString()) ?? '';
}
