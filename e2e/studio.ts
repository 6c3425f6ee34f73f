// Studio: the page as a person uses it. The only file of the journeys that knows its words.
import { readFile, writeFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { type Download, expect, type Locator, type Page, test } from '@playwright/test'
import type { Watch } from './watch.ts'

export interface TestFile {
  readonly name: string
  readonly content: string | Uint8Array
}

/** A recipe that even a software GPU gets through; what is absent stays as the page suggests it. */
export interface Choices {
  readonly backend?: 'webgpu' | 'webgl' | 'wasm' | 'cpu' | 'tfjs-webgpu' | 'auto'
  readonly steps?: number
  /** Null: without a guarantee. */
  readonly epsilon?: number | null
  /** Rows an update: many of them make room for a small ε. */
  readonly batch?: number
  readonly small?: boolean
  readonly model?: 'gan' | 'conditional' | 'vae' | 'autoencoder' | 'marginals'
}

type SectionName = 'Data' | 'Fields' | 'Train' | 'Result'

export class Studio {
  readonly page: Page
  readonly #watch: Watch

  constructor(page: Page, watch: Watch) {
    this.page = page
    this.#watch = watch
  }

  /** Loads the page, waits until it is ready, and lets no request out from then on. */
  async open(): Promise<void> {
    await this.#watch.openAgain()
    await this.page.goto('./')
    await this.expectReady()
    await this.#watch.noMoreRequests(this.page)
  }

  /** The page is ready once it asks for a file. */
  async expectReady(): Promise<void> {
    await expect(this.page.getByText('Choose a file', { exact: true })).toBeVisible({ timeout: 60_000 })
  }

  section(name: SectionName): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  /** Opens a section that is folded. */
  async unfold(name: SectionName): Promise<Locator> {
    const section = this.section(name)
    const head = section.locator('button[aria-expanded]').first()
    if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
    return section
  }

  get alert(): Locator {
    return this.page.getByRole('alert')
  }

  /** Drops a file onto the page as a file manager does. */
  async drop({ name, content }: TestFile): Promise<void> {
    const section = await this.unfold('Data')
    const base64 = Buffer.from(content).toString('base64')
    const transfer = await this.page.evaluateHandle(
      ([fileName, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
        const data = new DataTransfer()
        data.items.add(new File([bytes], fileName))
        return data
      },
      [name, base64] as const,
    )
    const target = section.locator('input[type=file]').locator('..')
    for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer: transfer })
  }

  /** Chooses a file from the disk, as the file dialogue does. */
  async choose({ name, content }: TestFile): Promise<void> {
    const section = await this.unfold('Data')
    const path = test.info().outputPath(name)
    await writeFile(path, content)
    await section.locator('input[type=file]').setInputFiles(path)
  }

  /** A table is open once its fields are shown. */
  async expectFields(count: number): Promise<void> {
    await expect(this.section('Fields').getByRole('switch')).toHaveCount(count, { timeout: 60_000 })
  }

  async typeOf(field: string): Promise<string> {
    return this.section('Fields')
      .getByRole('combobox', { name: `Type of ${field}` })
      .inputValue()
  }

  async fill(label: string, value: string): Promise<void> {
    await this.section('Train').getByRole('textbox', { name: label, exact: true }).fill(value)
  }

  async prepare(choices: Choices): Promise<void> {
    const { backend = 'wasm', steps = 12, epsilon = null, batch = 40, small = true, model = 'gan' } = choices
    const section = await this.unfold('Train')
    await section.getByRole('combobox', { name: 'Compute on' }).selectOption(backend)
    if (epsilon !== null) {
      await section.getByText('With guarantee', { exact: true }).click()
      await this.fill('Privacy loss ε', String(epsilon))
    }
    if (small) {
      await section.getByText('Advanced', { exact: true }).click()
      // A model brings its own sizes, so that it is chosen first.
      await section.getByRole('combobox', { name: 'Model' }).selectOption(model)
      await this.fill('Generator widths', '16')
      if (model === 'gan' || model === 'conditional') await this.fill('Discriminator widths', '16')
      await this.fill('Latent size', '8')
      await this.fill('Batch', String(batch))
    }
    await this.fill('Steps', String(steps))
  }

  /** The button that starts a run; the section's heading is a button of the same name. */
  get start(): Locator {
    return this.section('Train')
      .locator('#train-body')
      .getByRole('button', { name: /^Train( again)?$/ })
  }

  async train(): Promise<void> {
    await expect(this.start).toBeEnabled({ timeout: 60_000 })
    await this.start.click()
  }

  /** The account of the open data set, where a run is prepared. */
  get account(): Locator {
    return this.section('Train').getByRole('region', { name: 'This data set, over all runs' })
  }

  /** ε that the account says under a name. */
  async charged(name: 'Spent so far' | 'After this run' | 'Limit'): Promise<number> {
    const figure = this.account.locator('dl > div').filter({ hasText: name }).locator('dd')
    return Number((await figure.textContent())?.replace('ε', ''))
  }

  async limit(epsilon: number): Promise<void> {
    await this.fill('Limit for all runs on this data set', String(epsilon))
    await this.button('Set the limit').click()
    await expect.poll(() => this.charged('Limit')).toBe(epsilon)
  }

  get ledger(): Locator {
    return this.section('Result').getByRole('region', { name: 'What privacy was spent on' })
  }

  /** Declares what a field's details hold as public knowledge. */
  async declare(field: string): Promise<void> {
    const section = await this.unfold('Fields')
    await section.getByRole('button', { name: `Details of ${field}` }).click()
    await section.getByRole('button', { name: 'Declare as public' }).click()
    await expect(section.getByText('(declared public)')).toBeVisible()
    await section.getByRole('button', { name: `Details of ${field}` }).click()
  }

  /** What the rows are worth, or why that is not known. */
  get verdict(): Locator {
    return this.section('Result').getByRole('region', { name: 'Verdict', exact: true })
  }

  get report(): Locator {
    return this.section('Result').getByRole('region', { name: 'Report', exact: true })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Waits until at least `step` steps are done. */
  async expectStep(step: number): Promise<void> {
    await expect.poll(() => this.stepsDone(), { timeout: 120_000 }).toBeGreaterThanOrEqual(step)
  }

  async stepsDone(): Promise<number> {
    const text = (await this.section('Train').textContent()) ?? ''
    const [, step] = /Step ([\d,]+)/.exec(text) ?? []
    return step === undefined ? 0 : Number(step.replaceAll(',', ''))
  }

  async expectResult(): Promise<void> {
    await expect(this.button('Download CSV')).toBeEnabled({ timeout: 120_000 })
  }

  /** Sets the number of rows and draws them. */
  async generate(rows: number): Promise<void> {
    const section = this.section('Result')
    await section.getByRole('textbox', { name: 'Number of synthetic rows' }).fill(String(rows))
    await section.getByRole('button', { name: 'Generate' }).click()
    await expect(section).toContainText(`${rows} synthetic rows are ready`, { timeout: 60_000 })
    await this.expectResult()
  }

  async download(
    button: 'Download CSV' | 'Save model' | 'Save the ledger' | 'Download report' | 'Report as JSON',
  ): Promise<{ readonly name: string; readonly content: Buffer }> {
    const arriving: Promise<Download> = this.page.waitForEvent('download')
    await this.button(button).click()
    const download = await arriving
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) }
  }

  /** Fails on what axe calls serious or critical. */
  async expectAccessible(): Promise<void> {
    // What is worked out anew is dimmed for a moment.
    await expect(this.page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 60_000 })
    const { violations } = await new AxeBuilder({ page: this.page }).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const told = grave.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target).join(' | ')})`)
    expect(told).toEqual([])
  }
}
