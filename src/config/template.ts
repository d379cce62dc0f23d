/** What `config init` writes: valid as it stands, with one made-up agreement to replace. */
export const CONFIGURATION_TEMPLATE = `# Configuration of mapwarden. Check it with: mapwarden config check
# Every key is described in docs/configuration.md; what is commented out shows its default or an example.
version: 1

# The MAP agreements of your organization. Replace this one: the id is printed on the first page of the migration plan.
# Ids of agreements and accounts stay in quotes, or YAML takes them for numbers.
agreements:
  - id: "ABCDE12345"
    name: Core platform
    acceptedOn: 2025-02-03 # Bedrock counts when this is after 2024-12-16
    endsOn: 2028-02-02
    # startsOn: 2025-02-03             # when the term does not start on the day of acceptance
    # tagValue: migABCDE12345          # when the tag value is not the prefix and the id
    # payerAccountId: "999988887777"   # refuse to audit any other organization against this plan
    # creditPercent: 25                # the credit rate of the plan, for credit earned and missed; never assumed
    # scope: { ous: [ou-ab12-cdef3456], accounts: ["111122223333"] }   # when it does not cover every account

# How the audit reaches your accounts. Without this section it assumes MapwardenAudit in every account and looks at
# every region that is switched on.
# organization:
#   auditRole: MapwardenAudit
#   managementRole: MapwardenAudit   # in the management account, for Cost Explorer, when you run it from another one
#   externalId: a-shared-secret
#   include: { ous: [], accounts: [] }
#   exclude: { ous: [], accounts: [] }
#   regions: [eu-central-1, us-east-1]

# The tag that MAP reads. Case matters in the key and in the prefix.
# tag: { key: map-migrated, prefix: mig }

# What bears the tag. This version reads application inference profiles.
# attribution: { method: inference-profile }

# Which rules are asked. Your own go into a folder, one file a rule; docs/rules/README.md shows how to write one.
# rules:
#   rulesets: [recommended]
#   directories: [rules]
#   settings: { map-tag-missing: { severity: critical }, map-agreement-ending-soon: off }

# What usage has cost, from Cost Explorer. Each page of an answer costs $0.01; maxRequests is the most that a run pays.
# spend: { enabled: true, lookbackDays: 30, metric: AmortizedCost, maxRequests: 12, minFindingUsd: "1" }

# A list of models of your own, where AWS has published a newer one. Check it with: mapwarden catalog check
# catalog: { file: models.yaml }

# Who is told: the tag of an account or a resource, or this map.
# owners: { tagKey: owner, accounts: { "111122223333": payments@example.com } }

# Where the reports of each run are kept. The option --out wins over it.
# store: { type: directory, path: ./mapwarden-out }

# Findings that somebody accepts for a time; they stay in the report as suppressed, and no plan touches them.
# waivers:
#   - rule: map-tag-missing
#     resource: "arn:aws:bedrock:*:111122223333:application-inference-profile/*"
#     reason: Moves to another account before the summer
#     owner: payments@example.com
#     until: 2027-01-31

# Repairing tags: mapwarden plan shows what would be changed; mapwarden apply writes only in mode apply, and only in the
# accounts and OUs named here (accounts: all names every one).
# remediation: { mode: apply, maxChanges: 50, maxChangePercent: 10, accounts: ["111122223333"], ous: [] }

# Who is told what has changed since the last run; from the command line with --alert:
# alerts: { sns: { topicArn: "arn:aws:sns:eu-central-1:999988887777:mapwarden" }, minSeverity: high }

# Checked already, acted upon by later versions:
# traffic: { enabled: true, lookbackDays: 14 }
`;
