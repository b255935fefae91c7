/** What stands where a variable was named that is not there. It carries the name, so that output can report it. */
export class Absent {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
