import { fromTemplate, type TemplateGenerator } from '@slipway/template';
import { templateFolder } from '../template-folder.ts';

/** Writes a Go service from the template `go-service`, by the same code as every overlay on it. */
const goService: TemplateGenerator = fromTemplate(templateFolder('go-service'));

export default goService;
