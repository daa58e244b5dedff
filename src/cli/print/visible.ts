// Whatever came from an event goes through here before it reaches a terminal.
export { visible, visibleLine as visibleCell } from '../../lib/visible.ts';
