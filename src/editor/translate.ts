import * as vscode from 'vscode';
import type { Translate } from '../shared/sentence';

/** Puts a sentence that was made where there is no VS Code into its language. */
export const translate: Translate = (template, ...values) => vscode.l10n.t(template, ...values);
