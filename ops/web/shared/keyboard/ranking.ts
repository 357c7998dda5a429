import type { Command, CommandSection } from './shortcuts';

/* Which commands the palette shows for what was typed, and in which order. Pure. */

const ORDER: CommandSection[] = ['row', 'page', 'record', 'go'];

/* Without accents and capitals. */
export const fold = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

export const sectionOf = (command: Command): CommandSection => command.section ?? 'page';

/* Places in a text where somebody may begin to type: its words, and every sign of a script that is written without spaces. */
const wordsBegin = (text: string, typed: string): boolean =>
  text.split(/[\s,./–()-]+/).some((word) => word.startsWith(typed)) || (/[^\u0000-\u024f]/.test(typed) && text.includes(typed));

/* Smaller is better; null: does not fit. The key of a command, typed alone, finds it before anything else; then what is called exactly so,
 * begins so, has such words in its name; what only its explanation says comes last. */
function fit(command: Command, typed: string): number | null {
  if (typed === '') return command.key === 'Escape' ? 2 : 1; /* going back is what Escape is for */
  if (command.key !== undefined && fold(command.key) === typed) return 0;
  const label = fold(command.label);
  const all = `${label} ${fold(command.detail ?? '')} ${fold(command.words ?? '')}`;
  const words = typed.split(/\s+/);
  if (label === typed) return 1;
  if (label.startsWith(typed)) return 2;
  if (words.every((word) => wordsBegin(label, word))) return 3;
  if (words.every((word) => wordsBegin(all, word))) return 4;
  if (typed.length === 1 && /[a-z0-9]/.test(typed)) return null; /* a single letter occurs everywhere */
  if (words.every((word) => label.includes(word))) return 5;
  return words.every((word) => all.includes(word)) ? 6 : null;
}

/* Without anything typed: by section, what the marked row and the page are for first. Otherwise: the best fit first, within one fit by
 * section. */
export function commandsRanked(commands: Command[], text: string): Command[] {
  const typed = fold(text.trim());
  const section = (command: Command): number => ORDER.indexOf(sectionOf(command));
  return commands
    .filter((command) => command.disabled !== true && command.quiet !== true)
    .map((command, index) => ({ command, index, rank: fit(command, typed) }))
    .filter((each): each is { command: Command; index: number; rank: number } => each.rank !== null)
    .sort((a, b) => (typed === '' ? section(a.command) - section(b.command) || a.rank - b.rank : a.rank - b.rank || section(a.command) - section(b.command)) || a.index - b.index)
    .map(({ command }) => command);
}
