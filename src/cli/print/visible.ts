// Whatever came from an event goes through here before it reaches a terminal.
export { visible } from '../../lib/visible.ts';
