// Why training cannot start with what is chosen, by the plan and by the data set's account.
import { useAccount } from '../store/account.ts'
import { type Obstacle, obstacleOf, useRecipe } from '../store/recipe.ts'

export function useObstacle(): Obstacle | null {
  const account = useAccount((state) => state.account)
  return useRecipe((state) => obstacleOf(state, account))
}
