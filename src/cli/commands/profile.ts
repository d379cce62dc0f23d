import { Command } from '@commander-js/extra-typings';
import type { ExitCode, Io } from '../io.ts';
import { profileCreateCommand } from './profile-create.ts';
import { profileListCommand, profileShowCommand, profileVerifyCommand } from './profile-read.ts';
import { profileTagCommand } from './profile-tag.ts';

export function profileCommand(io: Io, exit: (code: ExitCode) => void) {
  const command = new Command('profile').description(
    'Creates, tags and checks application inference profiles, with your own credentials in your own account.',
  );
  command.addCommand(profileCreateCommand(io, exit));
  command.addCommand(profileListCommand(io, exit));
  command.addCommand(profileShowCommand(io, exit));
  command.addCommand(profileVerifyCommand(io, exit));
  command.addCommand(profileTagCommand(io, exit));
  return command;
}
