"""From a private build file to what readers open: audit, disclosure control, one atomic switch. No intake here."""
