"""An app's specification as the files of a Next.js project."""
