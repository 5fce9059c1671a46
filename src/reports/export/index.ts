// The door of the export.
export {
  type ExportedFile,
  type ExportFormat,
  exportFormats,
  exportReports,
  type Manifest,
} from './export-reports.js'
