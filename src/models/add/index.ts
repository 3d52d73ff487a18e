/** Adding models, with the libraries it takes: a bundle of its own, to be loaded by `import()` alone. */
export { addModel, needsOf, type Needs } from './addModel';
export { openArchive } from './archiveSource';
export { openFolder } from './folderSource';
export { openHub } from './hubSource';
export { type ModelPlan, planModel } from './modelPlan';
export type { ModelSource } from './modelSource';
export { hubAccess, type HubAccess } from '../hub/hubAccess';
export { parseRepositoryName } from '../hub/repositoryName';
