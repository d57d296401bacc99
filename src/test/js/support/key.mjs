/** TIDINGS_API_KEY is for /api at the instances themselves (TIDINGS_INSTANCES); nginx adds its own. */
const { TIDINGS_API_KEY: key, TIDINGS_INSTANCES: named = "" } = process.env;
const instances = named.split(",").map((s) => s.trim().replace(/\/$/, "")).filter(Boolean);

/** Headers that an address asks for. */
export const keyFor = (address) =>
  key && instances.some((each) => address.startsWith(`${each}/api/`)) ? { "x-api-key": key } : {};
