// The door of the export.
export {
  type ExportedFile,
  type ExportFormat,
  exportFormats,
  exportReports,
  FolderNotEmpty,
  type Manifest,
} from './export-reports.js'
