/** What the page needs of its browser, so that everything else can be rendered without one. */
export interface Host {
  /** The fragment of the address, with its `#`. */
  fragment(): string;
  /** The whole address with another fragment, to be given to others. */
  address(fragment: string): string;
  /** Sets the fragment; `replace` leaves no entry in the history, as while somebody types. */
  go(fragment: string, how: 'push' | 'replace'): void;
  /** Calls back whenever the fragment has changed; gives what ends that. */
  onFragment(changed: () => void): () => void;
  /** Puts the text into the clipboard; false where the browser would not. */
  copy(text: string): Promise<boolean>;
  /** Moves the keyboard's focus to an element by id, and shows it. */
  focus(id: string): void;
  /** Scrolls to an element by id. */
  reveal(id: string): void;
}
