/** Tries whether runs could be kept. */
export interface StoreProbe {
  /** A folder, or an `s3://` address. */
  readonly place: string;
  /** Tries it, and leaves nothing behind. Throws AwsError, with the system's code for a folder. */
  attempt(): Promise<void>;
}
