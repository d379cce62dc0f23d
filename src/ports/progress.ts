/** Told what happens while it happens; never part of the result. */
export interface Progress {
  /** The number of targets is known. */
  planned(targets: number): void;
  /** One more target has its outcome. */
  finished(): void;
  /** Something that a person should know now. */
  note(text: string): void;
  close(): void;
}
