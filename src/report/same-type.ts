/**
 * For schemas that are bound to the domain's types: `true satisfies IsSame<Frozen<A>, Frozen<B>>` does not compile when
 * a member of either is added, dropped, or of another type.
 */

/** Read-only through and through, but for what lies in a dictionary: evidence nests without end. */
export type Frozen<T> = T extends object
  ? string extends keyof T
    ? Readonly<T>
    : { readonly [K in keyof T]: Frozen<T[K]> }
  : T;
export type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
