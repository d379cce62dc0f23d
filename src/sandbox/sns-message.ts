import type { MessageAttributeValue, PublishInput } from '@aws-sdk/client-sns';
import type { PublishedAttribute } from './arrivals.ts';
import { SandboxError } from './errors.ts';
import { parseJson, parseJsonObject } from './json-text.ts';

/** Attributes included (SNS API reference, Publish). */
const MAX_MESSAGE_BYTES = 262_144;

/** The stricter of AWS's two descriptions: up to 99 ASCII characters, no control character, begun by a visible one. */
const SUBJECT = /^[!-~][ -~]{0,98}$/;
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(?:String|String\.Array|Number|Binary)(?:\.[^\s]+)?$/;
const NUMBER = /^[+-]?(\d*\.?\d+)(?:[eE][+-]?\d{1,3})?$/;
/** SNS developer guide, "Message attributes". */
const MAX_DIGITS = 38;

export function invalid(what: string): SandboxError {
  return new SandboxError({ code: 'InvalidParameter', status: 400 }, `Invalid parameter: ${what}`);
}

/** Throws SNS's error for a message that it would not take; gives its attributes. */
export function validateMessage(input: PublishInput): Readonly<Record<string, PublishedAttribute>> {
  const message = input.Message ?? '';
  if (message === '') throw invalid('Empty message');
  if (input.Subject !== undefined && !SUBJECT.test(input.Subject)) throw invalid('Subject');
  if (input.MessageDeduplicationId !== undefined) {
    throw invalid(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  validateStructure(input);
  const attributes = Object.entries(input.MessageAttributes ?? {}).map(
    ([name, value]) => [name, readAttribute(name, value)] as const,
  );
  const sizes = attributes.map(([name, { type, value }]) => {
    return Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(value, encodingOf(type));
  });
  const size = sizes.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(message));
  if (size > MAX_MESSAGE_BYTES) throw invalid('Message too long');
  return Object.fromEntries(attributes);
}

/** The message by protocol; `default` is for every other one. */
export function formsOf(input: PublishInput): Readonly<Record<string, string>> {
  const message = input.Message ?? '';
  if (input.MessageStructure !== 'json') return { default: message };
  // Forms that are no strings are as good as left out.
  const forms = Object.entries(parseJsonObject(message) ?? {});
  return Object.fromEntries(forms.flatMap(([name, form]) => (typeof form === 'string' ? [[name, form]] : [])));
}

function validateStructure(input: PublishInput): void {
  if (input.MessageStructure === undefined) return;
  if (input.MessageStructure !== 'json') throw invalid('MessageStructure');
  if (parseJsonObject(input.Message ?? '') === undefined) {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (formsOf(input)['default'] === undefined) {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
}

function readAttribute(name: string, attribute: MessageAttributeValue): PublishedAttribute {
  if (!ATTRIBUTE_NAME.test(name)) throw invalidValue(`The message attribute name '${name}' is invalid.`);
  const { DataType: type = '', StringValue, BinaryValue } = attribute;
  if (!DATA_TYPE.test(type)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = type.startsWith('Binary') ? BinaryValue && Buffer.from(BinaryValue).toString('base64') : StringValue;
  if (value === undefined || value === '') {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (!fits(type, value)) {
    throw invalidValue(`Could not cast message attribute '${name}' value to ${type}.`);
  }
  return { type, value };
}

function fits(type: string, value: string): boolean {
  if (type.startsWith('Number')) return (NUMBER.exec(value)?.[1]?.replace('.', '').length ?? Infinity) <= MAX_DIGITS;
  return !type.startsWith('String.Array') || isScalarArray(value);
}

/** Strings, numbers, truth values and null, and nothing nested (SNS developer guide, "Message attributes"). */
function isScalarArray(text: string): boolean {
  const parsed = parseJson(text);
  return Array.isArray(parsed) && parsed.every((element) => typeof element !== 'object' || element === null);
}

function invalidValue(message: string): SandboxError {
  return new SandboxError({ code: 'ParameterValueInvalid', status: 400 }, message);
}

function encodingOf(type: string): 'base64' | 'utf8' {
  return type.startsWith('Binary') ? 'base64' : 'utf8';
}
