// A page that was loaded before its reader signed in again has forms that the portal refuses: it gives the scripts a token of today's session.

export interface Session {
  readonly user: string;
  readonly token: string;
}

/** The type of the refusal of a form that is older than the sign-in. */
export const formExpired = 'urn:mesh:problem:form-expired';

/** Gets who is signed in in this browser now; undefined where no one is. */
export const readSession = async (): Promise<Session | undefined> => {
  const answer = await fetch('/data/form-token', { redirect: 'manual', headers: { accept: 'application/json' } });
  return answer.ok ? ((await answer.json()) as Session) : undefined;
};

/** Gives the forms of this page a token. */
export const renewForms = (token: string): void => {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="__RequestVerificationToken"]')) {
    field.value = token;
  }
};
