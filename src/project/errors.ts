// What can be wrong with a project file.

/** The bytes are no project file, or a broken one. */
export class ProjectFileError extends Error {
  override readonly name = 'ProjectFileError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(what: string) {
    super(
      `This is not a project file that can be opened: ${what}. Choose a file ending in .understudy that was saved here.`,
    )
    this.values = { what }
  }
}

/** The project comes from another version of the format. */
export class ProjectVersionError extends Error {
  override readonly name = 'ProjectVersionError'
  readonly values: Readonly<Record<string, string | number>>

  constructor(version: number, known: number) {
    super(`This project file has format ${version}; this program reads format ${known}. Open it with a newer version.`)
    this.values = { version, known }
  }
}
