/* Hands that have learnt to double-click do so on buttons, too. The first click of a double click counts; a second one counts only where
 * pressing again is meant (steppers, calendars), and never on something that came under the pointer meanwhile, such as the next row of a
 * list from which the first click took one. */

function pressed(event: MouseEvent): Element | null {
  return event.target instanceof Element ? event.target.closest('button') : null;
}

let first: Element | null = null;

function guard(event: MouseEvent): void {
  const button = pressed(event);
  if (event.detail <= 1) {
    first = button;
    return;
  }
  if (button === null || (button === first && !button.classList.contains('mantine-Button-root'))) return;
  event.preventDefault();
  event.stopPropagation();
}

/* Once for the whole console. */
export function doubleClickGuard(target: Document = document): void {
  target.addEventListener('click', guard, { capture: true });
}
