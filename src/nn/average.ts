// Average: a moving average of a network's weights (Yazıcı et al. 2019), kept in the parameters of a second network.
import type { Kernels, Tensor } from '../engine/kernels.ts'
import { assignValues, type Parameter } from './parameter.ts'
import { Stepped } from './stepped.ts'

export class Average extends Stepped {
  readonly #averages: readonly Parameter[]
  readonly #decay: number

  /**
   * `averages`: the parameters of a network of the same shape, which the average owns from now on. It starts from
   * their values and forgets them fast: the decay of step t, the first being 1, is at most t / (3 + t), so that the average reaches
   * back over about a third of the run until `decay` binds. A tenth, as TensorFlow's `ExponentialMovingAverage` with
   * `num_updates` has it, leaves more of the noise of a private training in the weights (`npm run bench -- adult`).
   */
  constructor(kernels: Kernels, averages: readonly Parameter[], decay: number) {
    super(kernels, averages)
    this.#averages = averages
    this.#decay = decay
  }

  /** In a body, once. `values`: the trained parameters' new values, in order, as from `Optimiser.next`. */
  next(values: readonly Tensor[]): void {
    const { kernels } = this
    const [kept, taken] = this.paced(2, (step) => {
      const decay = Math.min(this.#decay, step / (3 + step))
      return [decay, 1 - decay]
    })
    const averages = this.#averages.map(({ value }, i) =>
      kernels.add(kernels.multiply(value, kept), kernels.multiply(values[i], taken)),
    )
    assignValues(kernels, this.#averages, averages)
  }
}
