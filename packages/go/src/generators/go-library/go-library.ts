import { fromTemplate, type TemplateGenerator } from '@slipway/template';
import { templateFolder } from '../template-folder.ts';

/** Writes a Go library from the template `go-library`, by the same code as every overlay on it. */
const goLibrary: TemplateGenerator = fromTemplate(templateFolder('go-library'));

export default goLibrary;
