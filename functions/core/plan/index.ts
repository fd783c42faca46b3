export { compareDefinitions } from "./compare";
export { comparePermissions, type PermissionChange, type Template } from "./permissions";
export { type Facts, type Rebuild, rebuildsOf } from "./rebuild";
export { breaksOf, type Change, type Difference } from "./types";
