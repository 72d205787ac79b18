/** The name Nx shows for the plugin. */
export const name = '@slipway/deploy';
