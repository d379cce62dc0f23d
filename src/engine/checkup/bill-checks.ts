import { type Asked, isAnswered } from '../../domain/asked.ts';
import type { Check } from '../../domain/checkup.ts';
import type { Settings } from '../../domain/settings.ts';
import type { CostAllocationTagState } from '../../domain/spend.ts';
import { spendRemedy } from '../spend/remedy.ts';
import { activateTagsCommand } from '../tag-command.ts';
import { type About, askedCheck, failureCheck, okCheck, skippedCheck, untriedCheck, wrongCheck } from './check.ts';
import type { BillLook } from './examination.ts';
import { endOf } from './remedies.ts';
import { roleWords } from './role-words.ts';

type Names = Pick<Settings, 'managementRole' | 'externalId' | 'spend' | 'tag'>;

const LEFT: Readonly<Record<'flag' | 'configuration', string>> = {
  flag: 'Not asked: --no-spend.',
  configuration: 'The configuration has spend.enabled: false: an audit does not ask either.',
};

/** The bill: who may read it, whether Cost Explorer answers, and whether the map tag reaches it. */
export function billChecks(bill: BillLook, settings: Names): readonly Check[] {
  const { left } = bill;
  if (left === 'flag' || left === 'configuration') {
    return [skippedCheck({ id: 'cost-explorer' }, LEFT[left]), skippedCheck({ id: 'cost-allocation-tag' }, LEFT[left])];
  }
  const role = managementRoleChecks(bill, settings);
  const why =
    left === 'no-organization'
      ? 'Not asked: nobody knows which account is the management account, and only there the whole bill is seen.'
      : bill.role !== undefined && !isAnswered(bill.role)
        ? 'Not asked: nobody could enter the management account, and only there the whole bill is seen.'
        : undefined;
  if (why !== undefined) {
    return [...role, untriedCheck({ id: 'cost-explorer' }, why), untriedCheck({ id: 'cost-allocation-tag' }, why)];
  }
  return [...role, ...costChecks(bill, settings), ...allocationTagChecks(bill.allocationTags, settings)];
}

function managementRoleChecks({ left, role }: BillLook, settings: Names): readonly Check[] {
  if (left !== undefined) return [];
  const about: About = { id: 'management-role' };
  if (role === undefined)
    return [skippedCheck(about, 'The caller is in the management account and reads the bill itself.')];
  const { managementRole, externalId } = settings;
  return [
    askedCheck(about, role, {
      ok: `The role ${managementRole} of the management account let the caller in.`,
      failed: (failure) =>
        roleWords(failure, {
          role: managementRole,
          setting: 'organization.managementRole',
          hasExternalId: externalId !== undefined,
          elsewhere: 0,
        }),
    }),
  ];
}

function costChecks({ costs, usageTypes }: BillLook, settings: Names): readonly Check[] {
  const one = (result: Asked<void> | undefined, subject: string, ok: string, without: string) =>
    result === undefined
      ? []
      : [
          askedCheck({ id: 'cost-explorer', subject }, result, {
            ok,
            failed: (failure) => ({
              message: `${failure.operation} ${endOf(failure)}: ${without}.`,
              remedy: spendRemedy(failure, settings),
            }),
          }),
        ];
  return [
    ...one(costs, 'ce:GetCostAndUsage', 'Cost Explorer answers.', 'an audit says nothing of money'),
    ...one(
      usageTypes,
      'ce:GetDimensionValues',
      'Data transfer can be told apart.',
      'data transfer stays in the amounts, and no account is judged by them',
    ),
  ];
}

function allocationTagChecks(result: BillLook['allocationTags'], settings: Names): readonly Check[] {
  const about: About = { id: 'cost-allocation-tag' };
  if (result === undefined) return [untriedCheck(about, 'Not asked.')];
  if (isAnswered(result)) return result.answer.map((state) => allocationTagCheck(state));
  const { failure } = result;
  // What is unknown is the state of the tag, whatever it is that the call was refused for.
  const check = failureCheck(
    about,
    `Whether ${settings.tag.key} is an active cost allocation tag is not known: ${failure.operation} ${endOf(failure)}.`,
    failure,
    spendRemedy(failure, settings),
  );
  return [{ ...check, state: 'unknown' }];
}

/** Source: AWS Billing user guide, "Activating user-defined cost allocation tags". */
function allocationTagCheck({ key, status, updatedAt }: CostAllocationTagState): Check {
  const about: About = { id: 'cost-allocation-tag', subject: key };
  const since = updatedAt === null ? '' : ` since ${updatedAt.slice(0, 10)}; what was spent before cannot carry it`;
  if (status === 'active') return okCheck(about, `The cost allocation tag is active${since}.`);
  const activate = activateTagsCommand([key]);
  return status === 'inactive'
    ? wrongCheck(
        about,
        'The cost allocation tag is not active: no tag in the organization reaches the bill, and none earns anything.',
        `Activate it in the management account; it takes up to 24 hours: ${activate}`,
      )
    : wrongCheck(
        about,
        'Billing has never seen the key of the map tag: either nothing bears it yet, or for less than a day.',
        `Tag a resource with it, wait 24 hours, then activate it in the management account: ${activate}`,
      );
}
