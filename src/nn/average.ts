// Average: a moving average of a network's weights (Yazıcı et al. 2019), kept in the parameters of a second network.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import type { Parameter } from './parameter.ts'
import { Stepped } from './stepped.ts'

export class Average extends Stepped {
  readonly #averages: readonly Parameter[]
  readonly #decay: number

  /**
   * `averages`: the parameters of a network of the same shape, which the average owns from now on. It starts from
   * their values and forgets them fast: the decay of step t is at most (1 + t) / (4 + t), so that the average reaches
   * back over about a third of the run until `decay` binds. A tenth, as TensorFlow's `ExponentialMovingAverage` with
   * `num_updates` has it, leaves more of the noise of a private training in the weights (`npm run bench -- adult`).
   */
  constructor(kernels: Kernels, averages: readonly Parameter[], decay: number) {
    super(kernels, [], averages)
    this.#averages = averages
    this.#decay = decay
  }

  /** `values`: the trained parameters' new values, in order (more may follow them, as from `Optimiser.next`). Pure. */
  next(values: readonly Tensor[]): Tensor[] {
    const { kernels } = this
    const decay = Math.min(this.#decay, (1 + this.step) / (4 + this.step))
    return this.#averages.map(({ value }, i) =>
      kernels.add(kernels.affine(value, decay, 0), kernels.affine(values[i], 1 - decay, 0)),
    )
  }
}
