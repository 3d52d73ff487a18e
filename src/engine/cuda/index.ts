export { install, type InstallPlan, planInstall, remove } from './install';
