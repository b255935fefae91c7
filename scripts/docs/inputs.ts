interface Described {
  description?: string;
}

export interface ActionManifest {
  inputs: Readonly<Record<string, Described>>;
  outputs: Readonly<Record<string, Described>>;
}

/** Inputs and outputs of action.yml as tables. @throws Error for one without a description */
export function actionTables({ inputs, outputs }: ActionManifest): string {
  return [...table('input', inputs), ...table('output', outputs)].join('\n');
}

function table(title: string, members: Readonly<Record<string, Described>>): string[] {
  const rows = Object.entries(members).map(([name, { description }]) => {
    if (!description) throw new Error(`action.yml: ${title} ${name} has no description.`);
    return `| \`${name}\` | ${description.trim().replaceAll('\n', ' ')} |`;
  });
  return [`| ${title} | meaning |`, '|---|---|', ...rows, ''];
}
