import type { Carrier, Tags } from '../domain/carrier.ts';
import type { Confirmation, Inventory } from '../ports/inventory.ts';

/** How an answer is written down, and read again. What is read was written by this very version of the tool. */
export interface Form<T> {
  readonly write: (answer: T) => unknown;
  readonly read: (written: unknown) => T;
}

/** For what is JSON already. */
export function plain<T>(): Form<T> {
  return { write: (answer) => answer, read: (written) => written as T };
}

/** Pairs, not an object: `__proto__` is a legal tag key. */
type WrittenTags = readonly (readonly [string, string])[];
type WrittenCarrier = Omit<Carrier, 'tags'> & { readonly tags?: WrittenTags };

function writeCarrier({ tags, ...carrier }: Carrier): WrittenCarrier {
  return { ...carrier, ...(tags && { tags: [...tags] }) };
}

function readCarrier({ tags, ...carrier }: WrittenCarrier): Carrier {
  return { ...carrier, ...(tags && { tags: new Map(tags) }) };
}

export const tagsForm: Form<Tags> = {
  write: (tags) => [...tags],
  read: (written) => new Map(written as WrittenTags),
};

export const inventoryForm: Form<Inventory> = {
  write: ({ entries, ...rest }) => ({
    ...rest,
    entries: entries.map(({ carrier, provisional }) => ({ carrier: writeCarrier(carrier), provisional })),
  }),
  read(written) {
    const { entries, ...rest } = written as Omit<Inventory, 'entries'> & {
      readonly entries: readonly { readonly carrier: WrittenCarrier; readonly provisional: boolean }[];
    };
    return {
      ...rest,
      entries: entries.map(({ carrier, provisional }) => ({ carrier: readCarrier(carrier), provisional })),
    };
  },
};

type Written<C> = C extends { readonly carrier: Carrier }
  ? Omit<C, 'carrier'> & { readonly carrier: WrittenCarrier }
  : C;

export const confirmationForm: Form<Confirmation> = {
  write: (answer) => ('carrier' in answer ? { ...answer, carrier: writeCarrier(answer.carrier) } : answer),
  read(written) {
    const answer = written as Written<Confirmation>;
    return 'carrier' in answer ? { ...answer, carrier: readCarrier(answer.carrier) } : answer;
  },
};
