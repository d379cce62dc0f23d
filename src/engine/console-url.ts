/** The page of the AWS console for a place in S3; null for any other place. */
export function consoleUrlOf(place: string): string | null {
  const found = /^s3:\/\/([^/]+)\/(.*)$/.exec(place);
  if (!found) return null;
  const [, bucket = '', key = ''] = found;
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  return `https://console.aws.amazon.com/s3/buckets/${bucket}?prefix=${encodeURIComponent(prefix)}`;
}
