import type { PublishedAttribute } from './arrivals.ts';
import type { FilterCondition, FilterPolicy } from './destinations.ts';

type Scalar = string | number | boolean | null;

/**
 * Whether a subscriber wants a message with these attributes (SNS developer guide, "Subscription filter policies",
 * scope MessageAttributes). Of an array one element is enough; binary attributes are not looked at.
 */
export function wants(policy: FilterPolicy, attributes: Readonly<Record<string, PublishedAttribute>>): boolean {
  return Object.entries(policy).every(([name, conditions]) => {
    const values = valuesOf(attributes[name]);
    return conditions.some((condition) => meets(condition, values));
  });
}

/** Empty where there is no such attribute. */
function valuesOf(attribute: PublishedAttribute | undefined): readonly Scalar[] {
  switch (attribute?.type.split('.')[0]) {
    case 'Number':
      return [Number(attribute?.value)];
    case 'String':
      return attribute?.type.startsWith('String.Array') ? JSON.parse(attribute.value) : [attribute?.value ?? ''];
    default:
      return [];
  }
}

function meets(condition: FilterCondition, values: readonly Scalar[]): boolean {
  if (typeof condition !== 'object') return values.includes(condition);
  if ('exists' in condition) return condition.exists === values.length > 0;
  if ('prefix' in condition) return values.some((value) => begins(value, condition.prefix));
  if ('numeric' in condition) return values.some((value) => isWithin(value, condition.numeric));
  const unwanted = condition['anything-but'];
  return values.some((value) => {
    if (typeof unwanted === 'object' && 'prefix' in unwanted) return !begins(value, unwanted.prefix);
    return !(typeof unwanted === 'object' ? unwanted : [unwanted]).some((one) => one === value);
  });
}

function begins(value: Scalar, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix);
}

function isWithin(value: Scalar, comparisons: readonly (string | number)[]): boolean {
  if (typeof value !== 'number') return false;
  for (let index = 0; index < comparisons.length; index += 2) {
    if (!compares(value, comparisons[index], Number(comparisons[index + 1]))) return false;
  }
  return true;
}

function compares(value: number, operator: string | number | undefined, limit: number): boolean {
  switch (operator) {
    case '=':
      return value === limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      throw new Error(`A filter policy compares by ${operator}.`);
  }
}
