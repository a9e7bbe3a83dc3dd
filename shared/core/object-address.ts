const ADDRESS = /^s3:\/\/(?<bucketName>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(?<key>.{1,1024})$/s;

/** The bucket and key of an object in S3. */
export interface ObjectAddress {
  readonly bucketName: string;
  readonly key: string;
}

/** Parses an address such as `s3://bucket/key`; `undefined` if the text is not one. */
export function parseObjectAddress(text: string): ObjectAddress | undefined {
  const { bucketName, key } = ADDRESS.exec(text)?.groups ?? {};
  return bucketName === undefined || key === undefined ? undefined : { bucketName, key };
}
