import type { Model } from '../../ports.ts';

/**
 * A model whose fresh answers are given in the turn of the event loop after they came. By then they are kept, and the
 * requests that take their places are sent: what follows from an answer, such as its judge's question, is worked out
 * while calls are under way.
 */
export function inTurns(model: Model): Model {
  let turn: Promise<void> | undefined;
  /** One turn for all that wait for it. */
  const nextTurn = () => {
    turn ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      turn = undefined;
    });
    return turn;
  };
  return {
    async ask(...asked) {
      const reply = await model.ask(...asked);
      const isFresh = reply.ok && !reply.replayed && !reply.again && reply.answeredAt === undefined;
      if (isFresh) await nextTurn();
      return reply;
    },
  };
}
