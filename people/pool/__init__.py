"""The register of methodists, as the letter of 10.12.2021 № АЗ-1061/08 asks for it."""
