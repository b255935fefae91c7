/** The size of a drawing in its own units, and the room around what is drawn. */
export const PLOT = { width: 440, height: 260, left: 62, right: 16, top: 14, bottom: 42 } as const;

export const innerX = [PLOT.left, PLOT.width - PLOT.right] as const;
export const innerY = [PLOT.height - PLOT.bottom, PLOT.top] as const;
