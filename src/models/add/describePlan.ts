import { formatBytes } from '../../shared/formatBytes';
import type { Needs } from './addModel';
import type { ModelPlan } from './modelPlan';

/** What the user has to know before anything is fetched. */
export interface PlanText {
  readonly name: string;
  readonly from: string;
  /** `34 MB to fetch, 120 GB free`. */
  readonly size: string;
  /** Of the weights and of the code, and what the repository says where it says something else. */
  readonly licence: string;
}

export function describePlan({ source, manifest, bytes }: ModelPlan, needs: Needs): PlanText {
  const { weights, code } = manifest.licences;
  const left = needs.bytes < bytes ? `, ${formatBytes(needs.bytes)} of them still to come` : '';
  const free = needs.free === undefined ? 'free space unknown' : `${formatBytes(needs.free)} free`;
  const said = source.licence;
  const other =
    said !== undefined && said.toLowerCase() !== weights.toLowerCase() ? `; its repository says ${said}` : '';
  return {
    name: `${manifest.name} (${manifest.id})`,
    from: source.label,
    size: `${formatBytes(bytes)}${left}; ${free}`,
    licence: `weights ${weights}, code ${code}${other}`,
  };
}
