import type { Command, CommandSection } from './shortcuts';

/* Which commands the palette shows for what was typed, and in which order. Pure. */

const ORDER: CommandSection[] = ['row', 'page', 'record', 'go'];

/* Without accents and capitals. */
export const fold = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

export const sectionOf = (command: Command): CommandSection => command.section ?? 'page';

/* Smaller is better; null: does not fit. The key of a command, typed alone, finds it before anything else. */
function fit(command: Command, typed: string): number | null {
  if (typed === '') return 1;
  if (command.key !== undefined && fold(command.key) === typed) return 0;
  const label = fold(command.label);
  const all = `${label} ${fold(command.detail ?? '')} ${fold(command.words ?? '')}`;
  if (!typed.split(/\s+/).every((word) => all.includes(word))) return null;
  if (label.startsWith(typed)) return 1;
  if (all.split(/[\s,./-]+/).some((word) => word.startsWith(typed))) return 2;
  return typed.length === 1 && /[a-z0-9]/.test(typed) ? null : 3; /* a single letter occurs everywhere */
}

/* Without anything typed: by section. Otherwise: the best fit first, within one fit by section. */
export function commandsRanked(commands: Command[], text: string): Command[] {
  const typed = fold(text.trim());
  return commands
    .filter((command) => command.disabled !== true && command.quiet !== true)
    .map((command, index) => ({ command, index, rank: fit(command, typed) }))
    .filter((each): each is { command: Command; index: number; rank: number } => each.rank !== null)
    .sort((a, b) => a.rank - b.rank || ORDER.indexOf(sectionOf(a.command)) - ORDER.indexOf(sectionOf(b.command)) || a.index - b.index)
    .map(({ command }) => command);
}
