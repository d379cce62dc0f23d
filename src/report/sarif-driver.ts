import type { ReportingDescriptor, ToolComponent } from 'sarif';
import type { ReportHead, RuleCounts } from '../domain/report.ts';
import { prose } from './markdown-escape.ts';
import { LEVELS } from './sarif-level.ts';
import { NOTIFICATIONS } from './sarif-notifications.ts';
import { plain } from './sarif-text.ts';

/** The tool with its rules, in the order of the report. */
export function sarifDriver({ tool, rules }: ReportHead): ToolComponent {
  return {
    name: tool.name,
    version: tool.version,
    rules: rules.map(ruleDescriptor),
    notifications: Object.entries(NOTIFICATIONS).map(([id, text]) => ({ id, shortDescription: { text } })),
  };
}

function ruleDescriptor({ id, title, severity, note }: RuleCounts): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: plain(title) },
    fullDescription: { text: plain(title) },
    help: { text: plain(note), markdown: prose(note, 2_000) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { severity, tags: ['aws', 'bedrock', 'map'] },
  };
}
