/* The place from which vite.config.ts resolves the packages of both consoles. */
export {};
